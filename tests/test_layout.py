"""What newcomers and continuous integration rely on in this repository: the README, `.ci/run`, an empty `output/`."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.sites import Site

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")


def test_the_article_in_the_readme_is_built_without_a_problem(site: Site) -> None:
    (example,) = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)
    site.write("content/articles/example.md", example)
    assert site.codes() == []
    page = site.read("2026/01/example/index.html")
    assert "China Clears Nvidia H200 Imports" in page
    assert "90%" in page


def test_every_place_that_the_readme_names_is_there() -> None:
    (table,) = re.findall(r"## Where things are\n\n(.*?)\n\n", README, re.DOTALL)
    first_column = [line.split("|")[1] for line in table.splitlines()]
    named = [place for cell in first_column for place in re.findall(r"`([a-z./_-]+)`", cell)]
    linked = re.findall(r"\]\((?!http)([^)]+)\)", README)
    made_by_the_build = {".broadsheet/"}
    assert {"content/site.yaml", "generator/"} <= set(named)
    assert [
        each for each in (*named, *linked) if each not in made_by_the_build and not (REPOSITORY / each).exists()
    ] == []


def test_continuous_integration_tests_before_it_builds_the_site() -> None:
    commands = [line for line in (REPOSITORY / ".ci/run").read_text("utf-8").splitlines() if line.startswith("make ")]
    assert commands[:2] == ["make test", "make site"]


def test_nothing_that_is_built_is_committed() -> None:
    if not (REPOSITORY / ".git").exists():
        pytest.skip("not a git checkout")
    tracked = subprocess.run(
        ["git", "-c", f"safe.directory={REPOSITORY}", "ls-files", "output", ".broadsheet"],
        cwd=REPOSITORY, text=True, capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert tracked.split() == ["output/.gitignore"]
