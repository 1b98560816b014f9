"""What memory keeps of many files is what was given to it last, and an edit adds little."""

from __future__ import annotations

import random
from pathlib import Path

from generator.file_stamps import Stamps, known_stamps, remember_stamps
from generator.freshness import Stamp
from generator.memory import open_memory

STAMP = "of a program"


def remember(file: Path, stamps: Stamps) -> None:
    memory = open_memory(file, STAMP)
    remember_stamps(memory, known_stamps(memory), stamps)
    memory.commit()


def sizes(file: Path) -> tuple[int, int]:
    """Return how many bytes memory has for everything, and for what is different since."""
    memory = open_memory(file, STAMP, lasting=False)
    try:
        whole, since = memory.fact("sources"), memory.fact("since sources")
        assert isinstance(whole, bytes)
        assert isinstance(since, bytes)
        return len(whole), len(since)
    finally:
        memory.discard()


def known(file: Path) -> Stamps:
    memory = open_memory(file, STAMP, lasting=False)
    try:
        return dict(known_stamps(memory).stamps)
    finally:
        memory.discard()


def stamp(number: int) -> Stamp:
    return number.to_bytes(32, "little") + b"digest"


def test_memory_knows_what_it_was_told_last(tmp_path: Path) -> None:
    """Files come, change, go and come back, few or many at a time."""
    chance, stamps = random.Random(1), {str(number): stamp(0) for number in range(100)}
    for build in range(1, 60):
        for path in chance.sample(range(120), k=chance.choice((0, 1, 1, 2, 30))):
            if chance.random() < 0.3:
                stamps.pop(str(path), None)
            else:
                stamps[str(path)] = stamp(chance.choice((0, build)))
        remember(tmp_path / "m.sqlite", stamps)
        assert known(tmp_path / "m.sqlite") == stamps


def test_an_edit_adds_little_and_many_edits_are_gathered(tmp_path: Path) -> None:
    """Only what is different is written, until that is a twentieth of all."""
    stamps = {f"content/articles/{number}.md": stamp(0) for number in range(100)}
    remember(tmp_path / "m.sqlite", stamps)
    whole, _ = sizes(tmp_path / "m.sqlite")
    for number in range(5):
        stamps[f"content/articles/{number}.md"] = stamp(1)
        remember(tmp_path / "m.sqlite", stamps)
        assert sizes(tmp_path / "m.sqlite")[0] == whole
        assert sizes(tmp_path / "m.sqlite")[1] < whole / 15
    before = sizes(tmp_path / "m.sqlite")[1]
    stamps["content/articles/5.md"] = stamp(1)
    remember(tmp_path / "m.sqlite", stamps)
    assert sizes(tmp_path / "m.sqlite")[1] < before
