"""Which names are taken for one, and which are not."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from generator.likeness import Alike, alike
from generator.names import identity

WITHOUT_PLURALS = "abcdfghjklmnopqrtuvw"


def pairs(*names: str) -> tuple[Alike, ...]:
    return alike((identity(name), name) for name in names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AI chip", "AI chips"), ("policy", "policies"), ("bus", "buses"), ("glass", "glasses"), ("Zurich", "Zürich"),
        ("Bank of England", "England Bank"), ("AI & Tech", "AI and Tech"), ("world trade", "The World Trade"),
        ("chip’s price", "chip price"), ("(world) trade", "world trade"),
        ("imports of chips", "chip imports"), ("climate change in the Arctic", "Arctic climate change"),
    ],
)  # fmt: skip
def test_names_of_the_same_words_are_alike(one: str, other: str) -> None:
    (found,) = pairs(one, other)
    assert (found.one, found.other, found.same_words) == (*sorted((identity(one), identity(other))), True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("government", "goverment"), ("science", "sceince"), ("business", "bussiness"), ("Colombia", "Columbia"),
        ("minister of state", "ministre of state"), ("Правительство", "Правителство"),
    ],
)  # fmt: skip
def test_names_with_one_slip_are_alike(one: str, other: str) -> None:
    (found,) = pairs(one, other)
    assert (found.one, found.other, found.same_words) == (*sorted((identity(one), identity(other))), False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nvidia h100", "nvidia h200"), ("covid 19", "covid 20"), ("C", "C++"), ("Iran", "Iraq"),
        ("North Korea", "South Korea"), ("imports", "exports"), ("Austria", "Australia"), ("Slovenia", "Slovakia"),
        ("production", "protection"), ("World War I", "World War II"), ("gas", "gash"),
        ("第一次世界大戦", "第二次世界大戦"), ("Gambia", "Zambia"), ("of", "the"), ("!", "?"),
        ("trade war", "war trade"),
    ],
)  # fmt: skip
def test_names_that_mean_different_things_are_not_alike(one: str, other: str) -> None:
    assert pairs(one, other) == ()


def test_the_order_of_the_names_makes_no_difference() -> None:
    names = ["AI chip", "AI chips", "government", "goverment", "Zürich", "Zurich", "rail"]
    expected = pairs(*names)
    assert len(expected) == 3
    for seed in range(10):
        assert pairs(*random.Random(seed).sample(names, len(names))) == expected


@given(st.text(WITHOUT_PLURALS, min_size=9, max_size=12), st.data())
def test_every_slip_in_a_long_word_is_found(word: str, data: st.DataObject) -> None:
    """The marks by which names meet leave none out."""
    at = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from(WITHOUT_PLURALS))
    slip = data.draw(
        st.sampled_from(
            [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
        )
    )
    found = pairs(f"{word} x", f"{slip} x")
    assert (slip == word) == (not found)
    assert OSA.distance(word, slip) <= 1


def test_many_names_that_have_something_in_common_are_not_compared_with_each_other() -> None:
    """A word that many names have with one letter changed says nothing."""
    assert pairs(*(f"abcdef{letter}" for letter in string.ascii_lowercase)) == ()
