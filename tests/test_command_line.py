"""`broadsheet build` and `broadsheet check` as they are called: options, exit statuses, and how problems are shown."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.build import memory_file
from generator.commands import main
from tests.sites import SITE_YAML, Site, article, published

REPOSITORY = Path(__file__).parents[1]
WARNING = "<blink>Old</blink> markup."
TOLD = re.compile(
    r"(?P<place>[^ \n]*:\d+:\d+): (error|warning): .*\n  (?P<number>\d+) \| (?P<line>.*)\n  (?P<caret> *\| *\^)"
)


def call(*arguments: str | Path, **environment: str | None) -> Result:
    """Call the command line in this process."""
    return CliRunner(env={"SOURCE_DATE_EPOCH": None, **environment}).invoke(main, [str(each) for each in arguments])


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return everything in a folder, hidden or not: its mode, when it was last changed, and its bytes."""
    found = {}
    for each in (folder, *sorted(folder.rglob("*"))):
        stat = each.lstat()
        data = each.read_bytes() if each.is_file() else b""
        found[each.relative_to(folder).as_posix()] = (stat.st_mode, stat.st_mtime_ns, data)
    return found


def without_times(output: Path) -> Mapping[str, bytes]:
    return {path: data for path, data in published(output).items() if not path.startswith(".broadsheet")}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a site of one article in a folder beside which there is room."""
    made = Site(tmp_path / "site")
    made.story("one.md", title="One", more="topics:\n  rail: 90\n")
    return made


# Statuses


def test_a_build_ends_with_status_0_and_one_line(site: Site) -> None:
    done = call("build", site.folder)

    assert done.exit_code == 0
    assert re.fullmatch(
        rf"\d+ pages in {re.escape(str(site.output))}: \d+ rendered, \d+ written, 0 removed, \d+\.\d\d s\.\n",
        done.stdout,
    )
    assert done.stderr == ""
    assert "One" in site.read("index.html")


def test_the_current_folder_is_the_site_that_is_meant(site: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build"],
        cwd=site.folder, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, capture_output=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
    assert "One" in site.read("index.html")


def test_a_problem_that_is_an_error_ends_with_status_1(site: Site) -> None:
    site.story("two.md", more="titel: Two\n")
    for command in ("build", "check"):
        done = call(command, site.folder)
        assert done.exit_code == 1
        assert "Did you mean “title”?" in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(
    "wrong",
    [
        ["--as-of", "yesterday"], ["--as-of", "2026-13-01"], ["--base-url", "news.example"],
        ["--base-url", "ftp://news.example/"], ["--base-url", "https://news.example/?a=1"], ["--format", "xml"],
        ["--no-such-option"], ["--workers", "0"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_status_2_and_touches_nothing(site: Site, command: str, wrong: list[str]) -> None:
    before = state(site.folder)
    done = call(command, site.folder, *wrong)

    assert done.exit_code == 2
    assert wrong[-1] in done.stderr
    assert state(site.folder) == before


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_that_is_not_there_ends_with_status_2(tmp_path: Path, command: str) -> None:
    done = call(command, tmp_path / "nowhere")

    assert done.exit_code == 2
    assert "nowhere" in done.stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_without_content_is_no_site(tmp_path: Path, command: str) -> None:
    done = call(command, tmp_path, "--format", "json")

    assert done.exit_code == 1
    assert [each["code"] for each in json.loads(done.stdout)["problems"]] == ["site/no-content"]


def test_no_traceback_is_shown_for_a_file_that_cannot_be_written(site: Site) -> None:
    site.write("output", "a file where the folder should be")
    done = call("build", site.folder)

    assert done.exit_code == 2
    assert done.stderr.startswith("broadsheet: ")
    assert done.stderr.count("\n") == 1


# Options


def test_warnings_are_told_and_do_not_stop_a_build(site: Site) -> None:
    site.story("two.md", body=WARNING)
    done = call("build", site.folder)

    assert done.exit_code == 0
    assert "warning: " in done.stderr
    assert re.search(r"; \d warnings?\.$", done.stdout.strip())
    assert "Old" in site.read("2026/01/two/index.html")


@pytest.mark.parametrize("command", ["build", "check"])
def test_strict_lets_warnings_stop_it(site: Site, command: str) -> None:
    call("build", site.folder)
    site.story("two.md", body=WARNING)
    before = state(site.output)
    done = call(command, site.folder, "--strict")

    assert done.exit_code == 1
    assert "warning: " in done.stderr
    assert state(site.output) == before


@pytest.mark.parametrize("command", ["build", "check"])
def test_strict_stops_also_where_the_last_build_told_the_same_warnings(site: Site, command: str) -> None:
    site.story("two.md", body=WARNING)
    assert call("build", site.folder).exit_code == 0

    assert call(command, site.folder, "--strict").exit_code == 1
    assert call(command, site.folder).exit_code == 0


def test_quiet_says_nothing_where_nothing_is_wrong(site: Site) -> None:
    for command in ("build", "check"):
        done = call(command, site.folder, "--quiet")
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_quiet_still_tells_problems(site: Site) -> None:
    site.story("two.md", body=WARNING)
    for command in ("build", "check"):
        done = call(command, site.folder, "--quiet")
        assert done.exit_code == 0
        assert done.stdout == ""
        assert "warning: " in done.stderr


def test_output_goes_where_it_is_told(site: Site, tmp_path: Path) -> None:
    done = call("build", site.folder, "--output", tmp_path / "elsewhere/deep")

    assert done.exit_code == 0
    assert (tmp_path / "elsewhere/deep/index.html").exists()
    assert not site.output.exists()


def test_two_output_folders_do_not_know_of_each_other(site: Site, tmp_path: Path) -> None:
    call("build", site.folder, "--as-of", "2026-06-01")
    call("build", site.folder, "--as-of", "2026-06-01", "--output", tmp_path / "other")
    site.story("two.md", title="Two")
    call("build", site.folder, "--as-of", "2026-06-01")
    call("build", site.folder, "--as-of", "2026-06-01", "--output", tmp_path / "other")

    assert published(tmp_path / "other") == site.files()
    assert "2026/01/two/index.html" in site.files()


def test_base_url_goes_before_every_address(site: Site) -> None:
    call("build", site.folder, "--base-url", "https://news.example/repo")

    assert 'href="https://news.example/repo/2026/01/one/"' in site.read("2026/01/one/index.html")
    assert 'href="/repo/topics/rail/"' in site.read("2026/01/one/index.html")
    assert "courier.example" not in site.read("2026/01/one/index.html") + site.read("feed.xml") + site.read(
        "sitemap.xml"
    )


@pytest.mark.parametrize("url", ["https://news.example/repo", "https://news.example/repo/"])
def test_the_slash_at_the_end_of_a_base_url_makes_no_difference(site: Site, url: str) -> None:
    call("build", site.folder, "--base-url", url)

    assert "Sitemap: https://news.example/repo/sitemap.xml\n" in site.read("robots.txt")


@pytest.mark.parametrize(
    ("moment", "is_out"),
    [
        ("2026-07-01", False),  # midnight in London is half an hour before
        ("2026-07-01T00:29:59", False),
        ("2026-07-01T00:30:00", True),
        ("2026-06-30T23:29:59Z", False),
        ("2026-06-30T23:30:00Z", True),
        ("2026-06-30T23:30Z", True),
        ("2026-07-01T05:00:00+05:30", True),
        ("2026-07-01T04:59:59+05:30", False),
        ("2026-07-02", True),
    ],
)
def test_as_of_is_a_date_or_a_time_in_the_site_s_zone_or_in_its_own(site: Site, moment: str, is_out: bool) -> None:
    site.story("embargoed.md", title="Embargoed", date="2026-07-01T00:30:00")
    assert call("build", site.folder, "--as-of", moment).exit_code == 0

    assert ("Embargoed" in site.read("index.html")) == is_out
    assert ("2026/07/embargoed/index.html" in site.files()) == is_out


def test_source_date_epoch_is_the_moment_where_none_is_given(site: Site) -> None:
    """https://reproducible-builds.org/specs/source-date-epoch/"""
    site.story("embargoed.md", title="Embargoed", date="2026-07-01T00:30:00Z")
    call("build", site.folder, SOURCE_DATE_EPOCH="1782865799")
    assert "Embargoed" not in site.read("index.html")
    call("build", site.folder, SOURCE_DATE_EPOCH="1782865800")
    assert "Embargoed" in site.read("index.html")
    call("build", site.folder, "--as-of", "2026-06-01", SOURCE_DATE_EPOCH="1782865800")
    assert "Embargoed" not in site.read("index.html")


def test_a_source_date_epoch_that_is_no_number_is_wrong_usage(site: Site) -> None:
    done = call("build", site.folder, SOURCE_DATE_EPOCH="today")

    assert done.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in done.stderr
    assert not site.output.exists()


def test_drafts_are_built_only_when_asked_for_and_leave_again(site: Site) -> None:
    site.story("secret.md", title="Secret", more="draft: true\n")
    call("build", site.folder, "--drafts")
    assert "Secret" in site.read("index.html")
    assert 'content="noindex"' in site.read("2026/01/secret/index.html")
    call("build", site.folder)

    assert not [path for path, data in site.files().items() if b"ecret" in data or "secret" in path]


def test_drafts_does_not_lift_an_embargo(site: Site) -> None:
    site.story("later.md", title="Later", date="2027-01-01")
    call("build", site.folder, "--drafts")

    assert "Later" not in site.read("index.html")


def test_fresh_renders_everything_again_and_writes_nothing_new(site: Site) -> None:
    arguments = ("build", site.folder, "--as-of", "2026-06-01", "--format", "json")
    first = json.loads(call(*arguments).stdout)
    before = state(site.output)
    warm = json.loads(call(*arguments).stdout)
    fresh = json.loads(call(*arguments, "--fresh").stdout)

    assert warm["rendered"] == 0
    assert fresh["rendered"] == first["rendered"] > 5
    assert fresh["written"] == fresh["removed"] == 0
    assert {path: of for path, of in state(site.output).items() if not path.startswith(".broadsheet")} == {
        path: of for path, of in before.items() if not path.startswith(".broadsheet")
    }


def test_verify_compares_with_a_build_from_nothing(site: Site) -> None:
    call("build", site.folder, "--as-of", "2026-06-01")
    site.story("two.md", title="Two")
    done = call("build", site.folder, "--as-of", "2026-06-01", "--verify")

    assert done.exit_code == 0
    assert "Verified: a build from nothing gives the same bytes." in done.stdout
    assert json.loads(call("build", site.folder, "--verify", "--format", "json").stdout)["problems"] == []


def test_options_say_in_help_what_they_do() -> None:
    for command in ("build", "check"):
        shown = call(command, "--help").stdout
        for option in ("--output", "--as-of", "--drafts", "--base-url", "--strict", "--fresh", "--format", "--quiet"):
            assert option in shown


# What may not be touched


def folders(site: Site) -> dict[str, Path]:
    linked = site.folder / "linked"
    linked.symlink_to(site.folder / "content")
    repository = site.folder / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / "precious.txt").write_text("precious", "utf-8")
    return {
        "is the content": site.folder / "content",
        "holds the content": site.folder,
        "holds the site": site.folder.parent,
        "lies in the content": site.folder / "content/output",
        "lies deep in the content": site.folder / "content/articles/a/b",
        "is the content by a roundabout way": site.folder / "output/../content",
        "is a link to the content": linked,
        "lies behind a link to the content": linked / "output",
        "is the theme": site.folder / "templates",
        "holds a repository": repository,
        "lies in the memory": site.folder / ".broadsheet/output",
    }


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("where", [
    "is the content", "holds the content", "holds the site", "lies in the content", "lies deep in the content",
    "is the content by a roundabout way", "is a link to the content", "lies behind a link to the content",
    "is the theme", "holds a repository", "lies in the memory",
])  # fmt: skip
def test_an_output_folder_is_refused_that(site: Site, where: str, command: str) -> None:
    site.write("templates/parts/nothing.html", "")
    output = folders(site)[where]
    before = state(site.folder.parent)
    done = call(command, site.folder, "--output", output)

    assert done.exit_code == 2
    assert done.stderr.startswith("broadsheet: the output folder ")
    assert done.stderr.count("\n") == 1
    assert state(site.folder.parent) == before


def test_a_git_worktree_s_file_is_a_repository_too(site: Site) -> None:
    site.write("output/.git", "gitdir: elsewhere\n")
    done = call("build", site.folder)

    assert done.exit_code == 2
    assert [each.name for each in site.output.iterdir()] == [".git"]


def test_somebody_else_s_files_stay_in_the_output_folder(site: Site) -> None:
    site.write("output/notes/mine.txt", "mine")
    site.write("output/topics/mine.txt", "mine too")
    call("build", site.folder)
    (site.folder / "content/articles/one.md").unlink()
    call("build", site.folder)

    assert site.read("notes/mine.txt") == "mine"
    assert site.read("topics/mine.txt") == "mine too"
    assert not (site.output / "2026").exists()


def test_a_file_of_somebody_else_that_is_in_the_way_is_told_and_not_replaced(site: Site) -> None:
    site.write("output/index.html", "mine")
    done = call("build", site.folder, "--format", "json")

    assert done.exit_code == 1
    assert [each["code"] for each in json.loads(done.stdout)["problems"]] == ["output/in-the-way"]
    assert without_times(site.output) == {"index.html": b"mine"}


@pytest.mark.parametrize("options", [[], ["--fresh"], ["--strict"], ["--drafts", "--base-url", "https://a.example/"]])
@pytest.mark.parametrize("built", ["never", "before", "before the last edit", "and then its memory was damaged"])
def test_check_writes_nothing_but_its_memory_and_a_fresh_check_nothing_at_all(
    site: Site, built: str, options: list[str]
) -> None:
    if built != "never":
        call("build", site.folder)
    if built == "before the last edit":
        site.story("two.md", title="Two", body=WARNING)
    if built == "and then its memory was damaged":
        memory_file(site.folder).write_bytes(b"not a database" * 500)
    before = state(site.folder.parent)
    done = call("check", site.folder, *options)

    assert done.exit_code == (1 if built == "before the last edit" and "--strict" in options else 0)
    after = state(site.folder.parent)
    if "--fresh" not in options:
        assert (site.folder / ".broadsheet/memory.sqlite").exists()
        before, after = (
            {path: of for path, of in each.items() if path != "site" and not path.startswith("site/.broadsheet")}
            for each in (before, after)
        )
    assert after == before


def test_a_check_that_follows_a_check_looks_at_nothing_again(site: Site) -> None:
    """And a build that follows it publishes all the same."""
    first = json.loads(call("check", site.folder, "--format", "json").stdout)
    again = json.loads(call("check", site.folder, "--format", "json").stdout)

    assert first["rendered"] > 5
    assert again["rendered"] == 0
    assert call("build", site.folder).exit_code == 0
    assert "One" in site.read("index.html")


def test_a_site_where_nobody_may_write_is_checked_all_the_same(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as a user who may write everywhere, so the question alone is answered otherwise."""
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    before = state(site.folder)

    assert call("check", site.folder).exit_code == 0
    assert state(site.folder) == before


def test_check_tells_what_build_tells(site: Site) -> None:
    site.story("two.md", body=WARNING)
    site.story("three.md", more="titel: Three\n")
    site.write("templates/pages/article.html", "{% if %}")
    one, other = (json.loads(call(command, site.folder, "--format", "json").stdout) for command in ("check", "build"))

    assert one["problems"] == other["problems"]
    assert len(one["problems"]) > 2


def test_a_template_that_fails_only_while_rendering_is_told_by_check_too(site: Site) -> None:
    site.write("templates/pages/article.html", "{{ nothing.at_all }}")
    done = call("check", site.folder, "--format", "json")

    assert done.exit_code == 1
    assert [each["code"] for each in json.loads(done.stdout)["problems"]] == ["template/failed"]


@pytest.mark.parametrize("mistake", ["in an article", "in a template", "in the settings"])
def test_a_build_that_fails_leaves_the_output_as_it_was(site: Site, mistake: str) -> None:
    call("build", site.folder, "--as-of", "2026-06-01")
    before = state(site.output)
    site.story("two.md", title="Two")
    if mistake == "in an article":
        site.story("three.md", more="topics:\n  rail: 101\n")
    elif mistake == "in a template":
        site.write("templates/feeds/atom.xml", "{{ nothing }}")
    else:
        site.write("content/site.yaml", SITE_YAML + "titel: x\n")
    done = call("build", site.folder, "--as-of", "2026-06-01")

    assert done.exit_code == 1
    assert "Nothing was published: 1 error.\n" in done.stderr
    assert {
        path: of for path, of in state(site.output).items() if not path.startswith(".broadsheet")
    }.items() <= before.items()
    assert (site.output / ".broadsheet/files").read_bytes() == before[".broadsheet/files"][2]
    assert not (site.output / ".broadsheet/staging").exists()


# How problems are shown


def told(site: Site) -> re.Match[str]:
    """Return the one problem that `check` shows, as text."""
    shown = call("check", site.folder).stderr
    (found,) = TOLD.finditer(shown)
    return found


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(each) or unicodedata.category(each) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )  # fmt: skip


def test_a_problem_is_shown_with_its_place_its_line_a_caret_and_help(site: Site) -> None:
    site.write("content/articles/two.md", article(more="topics:\n  rail: 101\n"))
    done = call("check", site.folder)

    assert done.stderr == (
        "content/articles/two.md:6:9: error: The weight “101” is not a whole number from 1 to 100. [value/weight]\n"
        "  6 |   rail: 101\n"
        "    |         ^\n"
        "  help: Write how much the article is about this topic, in percent: a whole number from 1 to 100.\n"
        "        See docs/problems.md#valueweight\n"
        "\n"
        "The site cannot be published: 1 error.\n"
    )


@pytest.mark.parametrize(
    "before",
    ["plain", "東京", "ｆｕｌｌ", "한국어", "Ame\u0301lie", "🦊", "👩‍👩‍👧", "שלום", "a\u200bb", "é “é”s"],
)
def test_the_caret_stands_under_the_mistake_after(site: Site, before: str) -> None:
    """The second of two equal names is the mistake."""
    site.write("content/articles/two.md", article(categories=f"[{before}, same, same]"))
    found = told(site)
    line, at = found["line"], found["line"].rindex("same")

    assert found["place"] == f"content/articles/two.md:4:{len(f'categories: [{before}, same, ') + 1}"
    caret = len(found["caret"].partition("| ")[2]) - 1
    assert caret == columns(line[:at])


def test_the_caret_stands_under_the_mistake_after_a_tab(site: Site) -> None:
    site.write("content/articles/two.md", article(body="a\tb\t<blink>c</blink>"))
    found = told(site)

    assert found["place"].endswith(":6:5")
    assert "\t" not in found["line"]
    assert len(found["caret"].partition("| ")[2]) - 1 == found["line"].index("<blink>")


def test_the_caret_stands_under_the_mistake_in_a_file_of_windows(site: Site) -> None:
    text = "\ufeff" + article(categories="[same, same]").replace("\n", "\r\n")
    site.write("content/articles/two.md", text)
    found = told(site)

    assert found["place"] == "content/articles/two.md:4:20"
    assert found["line"] == "categories: [same, same]"
    assert len(found["caret"].partition("| ")[2]) - 1 == found["line"].rindex("same")


def test_a_control_character_of_the_content_never_reaches_the_terminal(site: Site) -> None:
    site.write("content/articles/two.md", article(title="Red \x1b[31m \x07 \x9b text"))
    shown = call("check", site.folder).stderr

    assert "file/control-character" in shown
    assert not [each for each in shown if unicodedata.category(each) == "Cc" and each != "\n"]


def test_a_long_line_is_cut_around_the_mistake(site: Site) -> None:
    site.write("content/articles/two.md", article(body=f"{'word ' * 4000}<blink>c</blink>{' word' * 4000}"))
    found = told(site)

    assert len(found["line"]) < 200
    assert "<blink>" in found["line"]
    assert len(found["caret"].partition("| ")[2]) - 1 == found["line"].index("<blink>")


def test_problems_come_in_the_order_of_files_and_lines(site: Site) -> None:
    site.story("b.md", more="titel: x\nwat: y\n")
    site.story("a.md", more="titel: x\n")
    shown = call("check", site.folder).stderr

    places = [found["place"] for found in TOLD.finditer(shown)]
    assert places == ["content/articles/a.md:5:1", "content/articles/b.md:5:1", "content/articles/b.md:6:1"]


def test_json_is_one_object_whatever_happens(site: Site) -> None:
    site.story("two.md", more="titel: x\n")
    for command in ("build", "check"):
        done = call(command, site.folder, "--format", "json")
        (problem,) = json.loads(done.stdout)["problems"]
        assert done.exit_code == 1
        assert done.stderr == ""
        assert problem == {
            "code": "front-matter/unknown-key", "severity": "error", "message": problem["message"],
            "help": problem["help"], "file": "content/articles/two.md", "line": 5, "column": 1,
        }  # fmt: skip
        assert "titel" in problem["message"]


@pytest.mark.parametrize(
    ("at", "called", "prefix"), [("site", ".", ""), (".", "site", "site/"), (".", "./site/", "site/")]
)
def test_github_annotations_name_file_line_and_column(
    site: Site, monkeypatch: pytest.MonkeyPatch, at: str, called: str, prefix: str
) -> None:
    """GitHub counts files from the folder of the repository, where the command is called."""
    site.story("two.md", more="titel: x\n")
    site.story("three.md", body="<blink>x</blink>")
    monkeypatch.chdir(site.folder.parent / at)
    for command in ("build", "check"):
        lines = call(command, called, "--format", "github").stdout.splitlines()
        assert [each.partition("::")[2].partition("::")[0] for each in lines] == [
            f"warning file={prefix}content/articles/three.md,line=6,col=1,title=markup/html-removed",
            f"error file={prefix}content/articles/two.md,line=5,col=1,title=front-matter/unknown-key",
        ]


def test_github_annotations_are_escaped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts"""
    site.story("100%, a:b.md", more="'50%::error::x': y\n")
    monkeypatch.chdir(site.folder)
    (line,) = call("check", "--format", "github").stdout.splitlines()
    properties, _, message = line.removeprefix("::error ").partition("::")

    assert properties.split(",")[0] == "file=content/articles/100%25%2C a%3Ab.md"
    assert "50%25" in message
    assert "%" not in re.sub(r"%(25|0A|0D)", "", message)


def test_a_text_with_a_line_end_is_one_annotation(site: Site) -> None:
    site.story("two.md", more='"::stop-commands::x\\n::error::y": z\n')
    lines = call("check", site.folder, "--format", "github").stdout.splitlines()

    assert len(lines) == 1
    assert lines[0].startswith("::error file=")


def test_a_file_name_that_is_not_utf8_is_a_problem_and_no_crash(site: Site) -> None:
    (site.folder / "content/articles" / os.fsdecode(b"caf\xe9.md")).write_text(article(), "utf-8")
    for form in ("text", "json", "github"):
        done = subprocess.run(
            [sys.executable, "-m", "generator", "check", str(site.folder), "--format", form],
            cwd=REPOSITORY, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        assert b"Traceback" not in done.stderr
        assert b"caf" in done.stdout + done.stderr


def test_timings_tell_the_stages_of_a_build(site: Site) -> None:
    """As text, and as JSON under a key of their own; a build with nothing to do has fewer."""
    done = call("build", site.folder, "--timings")
    assert re.search(r"^rendering +\d+\.\d{3} s$", done.stdout, re.MULTILINE)
    told = json.loads(call("build", site.folder, "--timings", "--format", "json").stdout)["timings"]
    assert list(told) == ["memory", "output", "folders", "sources", "remembering"]
    assert "timings" not in json.loads(call("build", site.folder, "--format", "json").stdout)


@pytest.mark.parametrize("executor", ["dask", "dask=", "ray=tcp://127.0.0.1:1"])
def test_an_executor_that_there_is_not_is_wrong_usage(site: Site, executor: str) -> None:
    """Nothing is built."""
    done = call("build", site.folder, "--executor", executor)
    assert done.exit_code == 2
    assert "dask=tcp://" in done.stderr
    assert not site.output.exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_number_of_workers_can_be_said(site: Site, workers: str) -> None:
    """Whatever it is, the site is built."""
    assert call("build", site.folder, "--workers", workers).exit_code == 0
    assert (site.output / "index.html").is_file()


@pytest.mark.parametrize("command", ["build", "check", "topics", "next", "serve"])
def test_a_folder_that_is_no_site_is_told_alike_by_every_command(command: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, [command, str(tmp_path)])

    assert done.exit_code == 1
    assert "There is no folder `content/` here, so there is no site to build." in done.output
    assert list(tmp_path.iterdir()) == []


def test_the_help_of_a_check_fits_a_check() -> None:
    told = " ".join(CliRunner().invoke(main, ["check", "--help"]).output.split())

    assert "it is not touched" in told
    assert "Check as if drafts were built too." in told
    assert "Build into" not in told
    assert "json: for programs" in told


@pytest.mark.parametrize("command", ["build", "check"])
def test_what_is_held_back_is_named_with_its_time(site: Site, command: str) -> None:
    """Next first, a few of them; also where nothing has changed since."""
    for number in range(1, 4):
        site.story(f"later-{number}.md", date=f"2026-0{10 - number}-01T09:30:00Z")
    site.story("begun.md", more="draft: true\n")
    for _ in range(2):
        done = CliRunner().invoke(main, [command, str(site.folder), "--as-of", site.moment])
        assert done.stdout.endswith(
            "Held back:\n"
            "  content/articles/later-3.md: embargoed until 2026-07-01T10:30:00+01:00\n"
            "  content/articles/later-2.md: embargoed until 2026-08-01T10:30:00+01:00\n"
            "  content/articles/later-1.md: embargoed until 2026-09-01T10:30:00+01:00\n"
            "  and 1 more\n"
        )


def test_a_year_that_is_far_ahead_is_doubted(site: Site) -> None:
    """Until it is not so far any more."""
    site.story("later.md", date="2062-01-28")
    site.story("soon.md", date="2028-01-28")
    assert site.codes() == ["front-matter/far-future"]

    site.moment = "2060-06-01T00:00:00Z"
    assert site.codes() == []
