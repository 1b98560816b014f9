"""The package that others install: it carries the theme and builds a site far away from this repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

REPOSITORY = Path(__file__).parents[1]

ARTICLE = """\
---
title: {title}
date: 2026-01-28
categories: [News]
topics:
  harbour: {weight}
---
The text of {title}.
"""


def run(*arguments: str | Path, at: Path, **settings: str) -> str:
    """Run this Python without what the shell set for it or for pip, and return what it said; fail where it failed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=at, env=kept | settings, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder,
        at=REPOSITORY,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    run("-m", "pip", "install", "--no-deps", "--no-index", "--target", folder, wheel, at=folder)
    return folder


def test_the_wheel_carries_the_program_and_the_whole_theme(wheel: Path) -> None:
    """Each file of `templates/` lies in the wheel under `generator/theme/`, each module under `generator/`."""
    theme = {
        f"generator/theme/{file.relative_to(REPOSITORY / 'templates').as_posix()}"
        for file in (REPOSITORY / "templates").rglob("*")
        if file.is_file()
    }
    modules = {file.relative_to(REPOSITORY).as_posix() for file in (REPOSITORY / "generator").rglob("*.py")}
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert "generator/theme/pages/article.html" in theme
    assert names >= theme | modules
    assert all(name.startswith(("generator/", "broadsheet-")) for name in names)


def test_the_wheel_brings_the_command_and_the_licence(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        metadata = {
            name.partition("/")[2]: archive.read(name).decode() for name in archive.namelist() if "-info/" in name
        }
    assert "broadsheet = generator.commands:main" in metadata["entry_points.txt"]
    assert metadata["licenses/LICENSE"] == (REPOSITORY / "LICENSE").read_text(encoding="utf-8")


def test_the_installed_copy_builds_a_site_that_has_only_content(installed: Path, tmp_path: Path) -> None:
    articles = tmp_path / "content" / "articles"
    articles.mkdir(parents=True)
    (tmp_path / "content" / "site.yaml").write_text("title: The Harbour News\n", encoding="utf-8")
    for name, weight in (("first", 90), ("second", 40)):
        (articles / f"{name}.md").write_text(ARTICLE.format(title=name, weight=weight), encoding="utf-8")
    path = str(installed)

    where = run("-c", "import generator; print(generator.__file__)", at=tmp_path, PYTHONPATH=path)
    run("-m", "generator", "build", at=tmp_path, PYTHONPATH=path)

    assert Path(where.strip()).is_relative_to(installed)
    output = tmp_path / "output"
    assert "The text of first." in (output / "2026/01/first/index.html").read_text(encoding="utf-8")
    assert "The text of second." in (output / "2026/01/second/index.html").read_text(encoding="utf-8")
    assert "The Harbour News" in (output / "index.html").read_text(encoding="utf-8")
    assert "harbour" in (output / "topics/harbour/index.html").read_text(encoding="utf-8")
    assert (output / "assets/site.css").read_bytes() == (REPOSITORY / "templates/assets/site.css").read_bytes()
