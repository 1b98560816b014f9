"""What several commands share: the site's folder, the moment, and how problems are shown."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click

F = TypeVar("F", bound=Callable[..., Any])


def site_argument(function: F) -> F:
    """Take the site's folder as an argument."""
    return click.argument(
        "site", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[SITE]"
    )(function)


def content_options(output: str, drafts: str, strict: str, fresh: str) -> Callable[[F], F]:
    """Take the options that change what is built; each text says what one of them does to the command."""

    def taken(function: F) -> F:
        return _with_options(function, output, drafts, strict, fresh)

    return taken


def _with_options(function: F, output: str, drafts: str, strict: str, fresh: str) -> F:
    for option in reversed(
        (
            click.option("--output", type=click.Path(path_type=Path), help=f"{output}  [default: SITE/output]"),
            click.option("--as-of", metavar="WHEN", help="The moment the build stands for.  [default: now]"),
            click.option("--drafts", is_flag=True, help=drafts),
            click.option("--base-url", metavar="URL", help="Where the site is published."),
            click.option("--strict", is_flag=True, help=strict),
            click.option("--fresh", is_flag=True, help=fresh),
            click.option("--no-search", is_flag=True, help="Make no search index.", hidden=True),
            click.option(
                "--workers",
                type=click.IntRange(min=1),
                metavar="N",
                help="Read and render with so many processes.  [default: one for each processor]",
            ),
            click.option(
                "--format",
                "form",
                type=click.Choice(["text", "github", "json"]),
                default="text",
                show_default=True,
                help="text: for people; github: notes at the lines of a pull request; json: for programs.",
            ),
            click.option("--quiet", is_flag=True, help="Show problems only."),
        )
    ):
        function = option(function)
    return function


def workers_of(workers: int | None) -> int:
    """Return how many processes are to read and render: as many as there are processors that this one may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def dask_address(executor: str | None) -> str:
    """Return the address of a Dask cluster. Raises click.UsageError for another executor, or where Dask is missing."""
    if executor is None:
        return ""
    kind, _, address = executor.partition("=")
    if kind != "dask" or not address:
        raise click.UsageError(f"--executor {executor!r} is none; write dask=tcp://host:8786")
    if importlib.util.find_spec("distributed") is None:
        raise click.UsageError("--executor needs Dask; install it with `pip install 'broadsheet[dask]'`")
    return address


def moment_of(as_of: str | None, site: Path) -> str:
    """Return the moment a build stands for, in UTC. Raises click.UsageError for what is no moment."""
    if as_of is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        try:
            now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise click.UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}, which is not a number of seconds") from error
        return _written(now)
    try:
        moment = datetime.fromisoformat(as_of)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(_time_zone(site)))
        return _written(moment.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise click.UsageError(f"--as-of {as_of!r} is no moment; write 2026-01-28 or 2026-01-28T14:30:00Z") from error


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _time_zone(site: Path) -> str:
    from generator.settings import parse_site
    from generator.site import SITE_FILE

    file = site / SITE_FILE
    return parse_site(file.read_bytes() if file.is_file() else None, SITE_FILE).settings.time_zone


def base_url_of(url: str | None) -> str:
    """Return a base URL as the build takes it. Raises click.UsageError for what is none."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if (
        any(each.isspace() for each in url)
        or parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise click.UsageError(
            f"--base-url {url!r} is no address of a site; write https://example.org/ or https://example.org/news/"
        )
    return url
