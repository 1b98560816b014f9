"""The crown: after any story of edits, accidents and kills, a build gives what a build from nothing gives."""

from __future__ import annotations

import random
from pathlib import Path

from tests.sites import Site
from tests.stories import Story

STEPS = 10


def test_every_story_ends_as_a_build_from_nothing(seed: int, tmp_path: Path) -> None:
    """Bytes and problems are those of a build that remembers nothing, after each step."""
    story = Story(Site(tmp_path), random.Random(seed))
    story.begin()
    for _ in range(STEPS):
        story.step()
