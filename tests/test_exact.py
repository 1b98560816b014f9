"""The crown: after any story of edits, accidents and kills, a build gives what a build from nothing gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from generator import theme
from generator.ask import Ask
from tests.sites import Site
from tests.stories import Story

STEPS = 10


def tell(seed: int, folder: Path) -> None:
    story = Story(Site(folder), random.Random(seed))
    story.begin()
    for _ in range(STEPS):
        story.step()


def test_every_story_ends_as_a_build_from_nothing(seed: int, tmp_path: Path) -> None:
    """Bytes and problems are those of a build that remembers nothing, after each step."""
    tell(seed, tmp_path)


def test_a_dependency_left_out_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one read that leaves no trace, the stories must fail."""
    tracked = theme.card

    def untracked(ask: Ask, path: str) -> theme.Card:
        return tracked(Ask(ask._engine, {}), path)

    monkeypatch.setitem(theme.FUNCTIONS, "card", untracked)
    with pytest.raises(AssertionError):
        for seed in range(20):
            tell(seed, tmp_path / str(seed))
