"""`broadsheet explain URL`."""

from __future__ import annotations

import click


@click.command()
@click.argument("url")
def explain(url: str) -> None:
    """Say why a page was rendered, what it was made from, and what depends on it."""
