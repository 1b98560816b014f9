"""Links among the folders of our files are found, whether or not a folder is looked into."""

from __future__ import annotations

import os
import random
import shutil
import time
from contextlib import suppress
from pathlib import Path

import pytest

from generator import freshness
from generator.freshness import FINE, NEVER, Look
from generator.our_folders import look_at_folders, with_files

FILES = [f"{a}/{b}/{c}/index.html" for a in "ab" for b in "cd" for c in "ef"] + [
    "index.html",
    "a/index.html",
    "g/h.xml",
]
FOLDERS = sorted({part for file in FILES for part in (file.rpartition("/")[0], *map(str, Path(file).parents)) if part})


def linked(top: Path, files: set[str]) -> list[str]:
    """Return what is to be found, by looking at each folder."""
    folders = {str(each) for file in files for each in Path(file).parents if str(each) != "."}
    return sorted(each for each in folders if (top / each).is_symlink() and not behind(top, each))


def behind(top: Path, path: str) -> bool:
    return any((top / each).is_symlink() for each in Path(path).parents)


def something_happens(top: Path, chance: random.Random, elsewhere: Path) -> None:
    place = top / chance.choice([each for each in FOLDERS if each != "."])
    if place.is_symlink():
        place.unlink()
        if chance.random() < 0.5:
            place.mkdir()
    elif place.is_dir() and chance.random() < 0.7:
        shutil.rmtree(place)
        if chance.random() < 0.8 and place.parent.is_dir():
            place.symlink_to(chance.choice((elsewhere, top / "b", top / "nowhere")))
    elif not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        chance.choice((place.mkdir, place.touch))()


@pytest.mark.parametrize("number", range(12))
def test_links_are_found_from_what_is_known(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders become links, files, nothing, and folders again; files of ours come and go."""
    monkeypatch.setattr(freshness, "COARSE", FINE)
    chance, top, elsewhere = random.Random(number), tmp_path / "output", tmp_path / "elsewhere"
    for folder in FOLDERS:
        (top / folder).mkdir(parents=True, exist_ok=True)
        (elsewhere / folder).mkdir(parents=True, exist_ok=True)
    files = {each for each in FILES if chance.random() < 0.8}
    known: dict[str, Look] = {}
    trusted = 0
    for _ in range(12):
        if chance.random() < 0.7:
            with suppress(OSError):  # a link may lead in a circle
                something_happens(top, chance, elsewhere)
        if chance.random() < 0.3:
            new = chance.choice(FILES)
            files ^= {new}
            if new in files and known:
                known = with_files(known, [new])
        # Two looks may fall within one tick of the file system's clock, or not.
        time.sleep(chance.choice((0, 1.2 * FINE / 1e9)))
        found, looks = look_at_folders(top, files, known)
        assert sorted(each for each in found if not behind(top, each)) == linked(top, files)
        trusted += sum(known.get(each) == look != NEVER for each, look in looks.items())
        known = looks
    assert trusted


def test_a_folder_that_is_as_it_was_is_not_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "COARSE", -FINE)
    (tmp_path / "a/b").mkdir(parents=True)
    found, known = look_at_folders(tmp_path, ["a/b/index.html"], {})
    assert (found, known.keys()) == ([], {"", "a"})
    monkeypatch.setattr(os, "scandir", None)
    assert look_at_folders(tmp_path, ["a/b/index.html"], known) == ([], known)
