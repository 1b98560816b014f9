"""The theme's own files (style sheets, icons), as questions: the site's before the packaged theme's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.ask import Ask, question
from generator.sources import THEME, folder

PACKAGED: Final = f"{THEME}assets"
OWN: Final = "templates/assets"


@question()
def asset_files(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the name of each asset and its file."""
    found = {name: f"{PACKAGED}/{name}" for name in _below(ask, PACKAGED, "")}
    found |= {name: f"{OWN}/{name}" for name in _below(ask, OWN, "")}
    return tuple(sorted(found.items()))


@question()
def has_asset(ask: Ask, name: str) -> bool:
    """Say whether there is an asset of this name."""
    return name in ask.table(asset_files)


def _below(ask: Ask, path: str, prefix: str) -> Iterator[str]:
    names = ask(folder, path)
    if names:
        yield from (prefix + name for name in names.files)
        for name in names.folders:
            yield from _below(ask, f"{path}/{name}", f"{prefix}{name}/")
