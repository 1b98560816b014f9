"""The short way to emphasis comes to what Python-Markdown makes of it, or is not taken."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from generator.emphasis import in_pairs, resolved

MARKS = ("*", "**", "_", "__", "~", "~~", "***")
OTHERS = (
    "a",
    "é",
    "中",
    "7",
    " ",
    "\n",
    ".",
    ",",
    "(",
    ")",
    "“",
    "”",
    "—",
    '"',
    "'",
    ">",
    "\xa0",
    "\u0301",
    "\x02a0\x03",
)
PAIRS = ("*a*", "**a b**", "_é_", "__a__", " *a* ", "(*a*)", "**a.** ", "*\x02a1\x03*")
TEXTS = some.lists(some.sampled_from((*MARKS, *OTHERS, *PAIRS)), max_size=14).map("".join)


@given(TEXTS)
@example("a*a*")
@example("*(a)*.")
@example("_a_b")
@example("*a**b*")
def test_the_short_way_is_right_or_not_taken(text: str) -> None:
    """Whatever stands around and between the marks."""
    assert in_pairs(text) in (None, resolved(text))


@pytest.mark.parametrize("text", ["Of *this* and **that thing**.", "(*so*)", "**Note:** all", "_a_, __b__", "no mark"])
def test_what_editors_write_takes_the_short_way(text: str) -> None:
    """Else it would be right and of no use."""
    assert in_pairs(text) == resolved(text)


@pytest.mark.parametrize("text", ["a*b", "*a **b** c*", "2*3*4", "~~gone~~", "***a***", "* a *", "snake_case_name"])
def test_what_takes_thought_does_not(text: str) -> None:
    """It is left to Python-Markdown."""
    assert in_pairs(text) is None
