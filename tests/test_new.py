"""`broadsheet new`: a file that passes a check as it is, in its place, never over another."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from generator.commands import main
from generator.front_matter import FrontMatter, parse
from generator.problems import Problem
from generator.yaml_writing import scalar
from tests.sites import Site

REPOSITORY = Path(__file__).parents[1]
EPOCH = "1769610600"  # 2026-01-28T14:30:00Z


def new(site: Site, *arguments: str, **environment: str) -> Result:
    environment = {"SOURCE_DATE_EPOCH": EPOCH, "VISUAL": "", "EDITOR": "", **environment}
    return CliRunner(env=environment).invoke(main, ["new", *arguments[1:], "--", arguments[0], str(site.folder)])


def check(site: Site) -> tuple[Problem, ...]:
    return site.build().problems


def test_the_path_is_printed_and_the_file_passes_a_check_as_it_is(site: Site) -> None:
    site.story("one.md", categories="[World, Business]", more="topics:\n  rail: 90\n")
    done = new(site, "The harbour opens")
    file = site.folder / "content/articles/2026/01/the-harbour-opens.md"

    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{file}\n", "")
    front = parse(file.read_bytes(), "x").front
    assert front is not None
    assert (front.title, front.date, front.draft) == ("The harbour opens", "2026-01-28T14:30:00+00:00", True)
    assert front.categories == ("Business",)
    assert "  # - World\n" in file.read_text("utf-8")
    assert "  # rail: 50\n" in file.read_text("utf-8")
    assert check(site) == ()


def test_what_is_offered_can_be_taken_by_deleting_the_number_signs(site: Site) -> None:
    """Each comment, uncommented, is front matter."""
    site.story("one.md", categories="[World, Business]", more="topics:\n  rail: 90\n")
    site.write("content/media/2026/01/picture.jpg", b"x")
    new(site, "The harbour opens")
    file = site.folder / "content/articles/2026/01/the-harbour-opens.md"
    file.write_text(file.read_text("utf-8").replace("# ", "").replace("#  ", "  ").replace("#", ""), "utf-8")
    text = file.read_text("utf-8").replace("  take this line out to publish", "")
    file.write_text(text.replace("topics:  how much the story is about each, in percent", "topics:"), "utf-8")
    front = parse(file.read_bytes(), "x")

    assert front.problems == ()
    assert front.front is not None
    assert front.front.image is not None
    assert [topic.name for topic in front.front.topics] == ["rail"]


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("“We won’t go back”: miners say", "we-won-t-go-back-miners-say"),
        ("He said \"no\": 'why?' \\ # never", "he-said-no-why-sharp-never"),
        ("- a dash, [brackets] & *stars*", "a-dash-brackets-stars"),
        ("Fire 🔥 in the port", "fire-in-the-port"),
        ("1984", "1984"),
        ("true", "true"),
        ("نهر النيل", "nhr-lnyl"),
        ("word " * 60, "word-word-word-word-word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_any_headline_is_kept_as_it_is(site: Site, headline: str, name: str) -> None:
    done = new(site, headline)
    assert done.exit_code == 0, done.stderr
    file = Path(done.stdout.strip())
    front = parse(file.read_bytes(), "x").front

    assert front is None or front.title == " ".join(headline.split())
    assert file.stem == name
    codes = {each.code for each in check(site)}
    assert codes - {"front-matter/long-title"} == {"front-matter/missing-categories"}


@given(st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(lambda text: text and text.isprintable()))
def test_a_text_is_written_so_that_it_is_read_back(text: str) -> None:
    data = f"---\ntitle: {scalar(text)}\ndate: 2026-01-28\ncategories:\n  - {scalar('x' + text[:90])}\n---\n"
    front = parse(data.encode(), "x").front

    assert front is not None
    assert front.title == text


@pytest.mark.parametrize(
    ("headline", "why"),
    [("🦊🦊", "--slug"), ("   ", "no text"), ("a\x07b", "invisible character")],
)
def test_a_headline_that_names_no_file_is_refused(site: Site, headline: str, why: str) -> None:
    done = new(site, headline)

    assert (done.exit_code, done.stdout) == (2, "")
    assert why in done.stderr
    assert list((site.folder / "content/articles").iterdir()) == []


def test_a_modeline_names_the_schema_where_the_site_keeps_one(site: Site) -> None:
    site.write(".vscode/schemas/article.schema.json", "{}")
    file = Path(new(site, "The harbour").stdout.strip())
    second = file.read_text("utf-8").splitlines()[1]

    assert second.startswith("# yaml-language-server: $schema=")
    assert (file.parent / second.partition("=")[2]).is_file()


def test_no_file_is_overwritten_and_another_name_is_suggested(site: Site) -> None:
    new(site, "The harbour opens")
    file = site.folder / "content/articles/2026/01/the-harbour-opens.md"
    file.write_text("precious", "utf-8")
    done = new(site, "The harbour opens")

    assert done.exit_code == 2
    assert "--slug the-harbour-opens-2" in done.stderr
    assert file.read_text("utf-8") == "precious"
    assert new(site, "The harbour opens", "--slug", "the-harbour-opens-2").exit_code == 0


def test_like_takes_categories_and_weights_of_another_article(site: Site) -> None:
    like = site.story("one.md", categories="[World, Business]", more="topics:\n  'C: #': 90\n  rail: 20\n")
    front = parse(Path(new(site, "Another", "--like", str(like)).stdout.strip()).read_bytes(), "x").front

    assert front is not None
    assert front.categories == ("World", "Business")
    assert [(each.name, each.percent) for each in front.topics] == [("C: #", 90), ("rail", 20)]


def test_an_article_with_errors_is_not_taken_for_an_example(site: Site) -> None:
    like = site.story("one.md", more="titel: x\n")
    done = new(site, "Another", "--like", str(like))

    assert done.exit_code == 2
    assert "has errors" in done.stderr


def test_edit_opens_the_editor_with_its_arguments(site: Site, tmp_path: Path) -> None:
    script = site.write("an editor.py", "import sys; open(sys.argv[2], 'a').write(sys.argv[1] + ' was here')")
    done = new(site, "The harbour", "--edit", EDITOR="false", VISUAL=f'"{sys.executable}" "{script}" Ann')

    assert done.exit_code == 0, done.stderr
    assert Path(done.stdout.strip()).read_text("utf-8").endswith("Ann was here")


@pytest.mark.parametrize(
    ("editor", "why", "made"),
    [("", "set EDITOR", False), ("'unclosed", "quotation mark", False), ("/nowhere/editor", "cannot be started", True),
     ("false", "ended with status 1", True)],
)  # fmt: skip
def test_an_editor_that_cannot_be_opened_is_told(site: Site, editor: str, why: str, made: bool) -> None:
    done = new(site, "The harbour", "--edit", EDITOR=editor)

    assert done.exit_code == 2
    assert why in done.stderr
    assert (site.folder / "content/articles/2026/01/the-harbour.md").exists() == made


def answered(site: Site, answer: str) -> tuple[str, FrontMatter | None]:
    """Make an article on a terminal; return what was asked there, and the front matter after an answer of one line."""
    terminal, other_end = pty.openpty()
    words = [sys.executable, "-m", "generator", "new", "The harbour", str(site.folder)]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "SOURCE_DATE_EPOCH": EPOCH}
    with subprocess.Popen(
        words, stdin=other_end, stderr=other_end, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        os.close(other_end)
        os.write(terminal, f"{answer}\n".encode())
        shown, _ = process.communicate(timeout=60)
    asked = os.read(terminal, 10_000).decode()
    os.close(terminal)
    return asked, parse(Path(shown.strip()).read_bytes(), "x").front


def test_on_a_terminal_the_categories_are_asked_for(site: Site) -> None:
    """By number or by name; numbers are those of the list that is shown."""
    site.story("one.md", categories="[World, Business]")
    asked, front = answered(site, "2, Culture & Arts")

    assert "  1  Business" in asked
    assert "  2  World" in asked
    assert front is not None
    assert front.categories == ("World", "Culture & Arts")


def test_a_site_without_categories_is_asked_for_its_first(site: Site) -> None:
    _, front = answered(site, "")

    assert front is not None
    assert front.categories == ("World",)
    assert check(site) == ()


def test_a_new_article_stops_no_build_also_where_nobody_could_be_asked(site: Site) -> None:
    new(site, "The harbour")

    report = site.build()
    assert report.published
    assert [(each.code, each.severity) for each in report.problems] == [("front-matter/missing-categories", "warning")]
    assert "categories:\n  # - World\n" in (site.folder / "content/articles/2026/01/the-harbour.md").read_text("utf-8")


def test_a_folder_that_leads_out_of_the_content_is_refused(site: Site, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (site.folder / "content/articles/2026").symlink_to(outside)
    done = new(site, "The harbour")

    assert done.exit_code == 2
    assert list(outside.iterdir()) == []


def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["new", "The harbour", str(tmp_path)])

    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
