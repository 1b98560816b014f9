"""Problems on GitHub: annotations as many as it shows, and all of them in the job's summary."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown import markdown

from generator.commands import main
from generator.commands.github import ROOM, spread, summary_text
from generator.problems import Problem, Silenced, problem
from tests.sites import Site

COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")


def annotations(site: Site, monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[tuple[str, str, str]]:
    monkeypatch.chdir(site.folder)
    done = CliRunner(env={"GITHUB_STEP_SUMMARY": None, **environment}).invoke(main, ["check", "--format", "github"])
    found = [COMMAND.fullmatch(line) for line in done.stdout.splitlines()]
    return [(each[1], each[2], each[3]) for each in found if each]


def many(site: Site, files: int, each: int) -> None:
    for number in range(files):
        site.story(f"{number:02}.md", body="<blink>a</blink>\n\n" * each, more="titel: x\n" if number % 2 else "")


def test_no_more_than_github_shows_and_a_notice_that_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    many(site, files=24, each=2)
    found = annotations(site, monkeypatch)

    assert Counter(kind for kind, _, _ in found) == {"error": 10, "warning": 10, "notice": 1}
    assert found[-1][2] == "40 more than GitHub shows here. `broadsheet check` shows all of them."


def test_each_file_is_shown_before_any_is_shown_twice(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.story("a.md", body="<blink>a</blink>\n\n" * 30)
    site.story("b.md", body="<blink>b</blink>")
    site.story("c.md", body="<blink>c</blink>")
    files = Counter(where.split(",")[0] for kind, where, _ in annotations(site, monkeypatch) if kind == "warning")

    assert files == {
        "file=content/articles/a.md": 8, "file=content/articles/b.md": 1, "file=content/articles/c.md": 1,
    }  # fmt: skip


def test_each_kind_of_a_file_is_shown_before_any_is_shown_twice() -> None:
    same = [problem("markup/html-removed", "a.md", line, 1, "x") for line in range(1, 30)]
    other = problem("markup/missing-alt", "a.md", 40, 1, "y")

    assert other in spread([*same, other], "warning")


def test_all_of_them_are_in_the_summary(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    many(site, files=24, each=2)
    summary = tmp_path / "summary.md"
    summary.write_text("What a step before wrote.\n", "utf-8")
    found = annotations(
        site, monkeypatch, GITHUB_STEP_SUMMARY=str(summary), GITHUB_SERVER_URL="https://github.example",
        GITHUB_REPOSITORY="ann/courier", GITHUB_SHA="abc",
    )  # fmt: skip
    text = summary.read_text("utf-8")

    assert text.startswith("What a step before wrote.\n### Broadsheet: 12 errors, 48 warnings\n")
    assert len(re.findall(r"^\| (?:❌|⚠️) \|", text, re.MULTILINE)) == 60
    assert "](https://github.example/ann/courier/blob/abc/content/articles/00.md?plain=1#L6)" in text
    assert found[-1][2].endswith("The job’s summary has all of them.")


def test_a_summary_that_cannot_be_written_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    many(site, files=2, each=1)
    monkeypatch.chdir(site.folder)
    environment = {"GITHUB_STEP_SUMMARY": str(site.folder / "no/such/folder.md")}
    done = CliRunner(env=environment).invoke(main, ["check", "--format", "github"])

    assert done.exit_code == 1
    assert "::error " in done.stdout
    assert done.stderr.startswith("broadsheet: the job’s summary cannot be written: No such file or directory: ")


def test_a_clean_site_has_a_summary_too(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site.story("a.md")
    assert annotations(site, monkeypatch, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md")) == []
    assert (tmp_path / "summary.md").read_text("utf-8") == "### Broadsheet: 0 errors, 0 warnings\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "a | b", "`code`", "<b>bold</b>", "[a](b)", "*a* _b_ ~~c~~", "&amp; &lt;", "\\| \\", "# a", "a\nb\n  - c",
        "@ann #12 https://a.example", "![x](y)", "$a$", "—“é” 東京",
    ],
)  # fmt: skip
def test_a_text_of_the_content_is_shown_as_it_is(text: str) -> None:
    """It is one cell of the table, whatever it holds."""
    told = Problem("content/a.md", 1, 1, "value/weight", "error", text, text)
    table = markdown(summary_text((told,), (), Path("."), ROOM), extensions=["tables"])
    cells = re.findall(r"<td>(.*?)</td>", table, re.DOTALL)

    assert len(cells) == 4
    assert not re.search(r"<(?!br|code|/code|br /)", cells[2] + cells[3])
    for part in text.replace("  ", " ").split("\n"):
        assert part.strip() in _read(cells[2])
        assert part.strip() in _read(cells[3])


def _read(cell: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", cell)).replace("\xa0", " ").replace("  ", " ")


def test_a_summary_without_end_is_cut_where_github_would_show_nothing(site: Site) -> None:
    problems = tuple(problem("value/weight", f"content/{n}.md", 1, 1, "x" * 200, "y" * 200) for n in range(5000))
    text = summary_text(problems, (Silenced(problems[0], "why"),), Path("."), ROOM)
    rows = text.count("| ❌ |")

    assert len(text.encode()) <= ROOM
    assert 1000 < rows < 5000
    assert text.endswith(f"\n{5000 - rows:,} more have no room here; `broadsheet check` shows them.\n\n")
    assert "1 silenced" in text
    assert summary_text(problems, (), Path("."), 10) == ""
