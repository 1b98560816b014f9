"""The sections of `docs/problems.md`, which explain each problem with a wrong and a right example."""

from __future__ import annotations

import re
from pathlib import Path


def explained(code: str) -> str:
    """Return the section that explains a code, as Markdown without its heading. Raises KeyError where there is none."""
    text = _file().read_text("utf-8")
    found = re.search(rf"^## `{re.escape(code)}`\n(.*?)(?=^## `|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(code)
    # What follows the language of an example is for the tests that build it.
    return re.sub(r"^(```+\w*) (wrong|right)(?: file=(\S+))?.*$", _named, found[1], flags=re.MULTILINE).strip()


def _named(fence: re.Match[str]) -> str:
    where = f" ({fence[3]})" if fence[3] else ""
    return f"{fence[2].title()}{where}:\n\n{fence[1]}"


def _file() -> Path:
    """Return where the document lies: inside the package, or in its repository beside it."""
    here = Path(__file__).parent
    return here / "problems.md" if (here / "problems.md").exists() else here.parent / "docs/problems.md"
