"""The hook for pre-commit: it is where pre-commit looks for it, and does what it says in a repository of a site."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from generator.commands import main
from tests.sites import Site
from tests.test_docs import REPOSITORY


def hook() -> dict[str, object]:
    (found,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_hook_has_what_pre_commit_asks_for() -> None:
    """https://pre-commit.com/#creating-new-hooks"""
    found = hook()
    assert {"id", "name", "entry", "language"} <= found.keys()
    assert found["pass_filenames"] is False


def test_its_command_is_one_of_ours_and_tells_problems(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    program, *words = shlex.split(str(hook()["entry"]))
    assert program == "broadsheet"
    monkeypatch.chdir(site.folder)
    site.story("one.md")
    assert CliRunner().invoke(main, words).exit_code == 0
    site.story("two.md", more="titel: x\n")
    assert CliRunner().invoke(main, words).exit_code == 1


@pytest.mark.parametrize(
    ("path", "concerned"),
    [
        ("content/articles/a.md", True), ("content/site.yaml", True), ("news/content/media/a.png", True),
        ("templates/pages/front.html", True), ("README.md", False), ("my-content/a.md", False),
        ("docs/content.md", False),
    ],
)  # fmt: skip
def test_it_runs_for_files_of_the_site_and_for_no_others(path: str, concerned: bool) -> None:
    assert bool(re.search(str(hook()["files"]), Path(path).as_posix())) == concerned
