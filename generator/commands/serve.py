"""`broadsheet serve`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.build import theme_folder
from generator.commands.options import moment_of, site_argument
from generator.commands.report import needs_content, refuse
from generator.sources import Options


@click.command()
@site_argument
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen at.  [default: 8000, or a free one]")
@click.option("--open", "in_browser", is_flag=True, help="Show the front page in the browser.")
@click.option("--as-of", metavar="WHEN", help="Show the site as it will be then, without drafts.")
@click.option("--drafts", is_flag=True, help="With --as-of, show drafts too.")
def serve(site: Path, port: int | None, in_browser: bool, as_of: str | None, drafts: bool) -> None:
    """Show the site in a browser while it is being written, for this computer only.

    Drafts and embargoed stories are shown and marked. Nothing is written to the output folder.
    """
    from generator.preview.server import in_browser as show
    from generator.preview.server import listening, server
    from generator.preview.session import Session
    from generator.preview.watch import roots_of

    needs_content(site)
    fixed = moment_of(as_of, site) if as_of else ""
    theme = theme_folder()
    options = Options(fixed, drafts=drafts or not as_of, embargoed=not as_of)

    def opened(url: str, reading: str) -> None:
        if reading:
            click.echo(f"The site was never built, so it is read first: {reading} so far.")
        click.echo(f"The preview is at {url} and the desk at {url}__desk/; Ctrl-C ends it.")
        if in_browser:
            show(url)

    try:
        at = listening(port)
    except OSError as error:
        refuse(f"port {port} cannot be used: {error.strerror}")
    preview = server(
        at,
        lambda: Session(site, theme, options, lambda: fixed or moment_of(None, site)),
        roots_of(site, theme),
        opened,
        f"The site as it will be at {fixed}." if fixed else "",
    )
    preview.run(sockets=[at])
