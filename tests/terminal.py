"""What a terminal shows of problems: `tests/terminal/<columns>[-colour].txt`.

`python -m tests.terminal` writes what is shown now over what was expected: the review is the diff.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from generator.commands import main
from tests.sites import Site, article

FOLDER = Path(__file__).parent / "terminal"

LOOKS: dict[str, dict[str, str | None]] = {
    "pipe": {"COLUMNS": None},
    "40": {"COLUMNS": "40"},
    "72": {"COLUMNS": "72"},
    "200": {"COLUMNS": "200"},
    "72-colour": {"COLUMNS": "72", "FORCE_COLOR": "1"},
}
"""Each file, and the environment in which its text is shown."""


def shown(look: str) -> str:
    """Check a site with many kinds of problems, and return what stands on the terminal."""
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.write("content/articles/1-colon.md", article(title="Harbour: the first ship"))
        site.write("content/articles/2-weights.md", article(more="topics:\n  - rail\n  - 東京の港: 40\n"))
        site.write("content/articles/3-key.md", article(more="titel: A second headline\n"))
        site.write("content/articles/4-long.md", article(body=f"{'word ' * 40}<blink>here</blink>{' word' * 40}"))
        site.write("content/articles/5-wide.md", article(categories="[東京, ニュース, 東京]"))
        site.write("content/articles/6-empty.md", "")
        site.write("content/notes.txt", "Notes.")
        environment = {"NO_COLOR": None, "FORCE_COLOR": None, "TERM": "xterm", **LOOKS[look]}
        return CliRunner(env=environment).invoke(main, ["check", str(site.folder)]).stderr


def file_of(look: str) -> Path:
    return FOLDER / f"{look}.txt"


def accept() -> None:
    FOLDER.mkdir(exist_ok=True)
    for look in LOOKS:
        file_of(look).write_text(shown(look), "utf-8")


if __name__ == "__main__":
    accept()
    sys.exit(0)
