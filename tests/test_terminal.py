"""Problems on a terminal, in several widths, with and without colour; `terminal` says how they are expected."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from tests.terminal import FOLDER, LOOKS, file_of, shown

STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("look", LOOKS)
def test_problems_are_shown_as_expected(look: str) -> None:
    assert shown(look) == file_of(look).read_text("utf-8")


def test_no_file_is_left_over() -> None:
    assert {each.stem for each in FOLDER.iterdir()} == LOOKS.keys()


def test_colour_adds_nothing_but_colour() -> None:
    coloured = file_of("72-colour").read_text("utf-8")

    assert STYLE.sub("", coloured) == file_of("72").read_text("utf-8")
    assert len(STYLE.findall(coloured)) > 20


@pytest.mark.parametrize("look", ["40", "72"])
def test_prose_and_source_lines_fit_the_terminal(look: str) -> None:
    """What is to be copied is never broken, and a place is not either."""
    for line in shown(look).splitlines()[:-1]:
        is_whole = line.startswith("        ") or re.search(r"^  help: .*: \S", line) or re.fullmatch(r" *\S+", line)
        assert is_whole or cell_len(line) <= int(look), line


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": None, "FORCE_COLOR": ""}, False),
        ({"NO_COLOR": None, "FORCE_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_no_color_goes_before_force_color(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str | None], coloured: bool
) -> None:
    monkeypatch.setitem(LOOKS, "pipe", environment)
    assert ("\x1b[" in shown("pipe")) == coloured
