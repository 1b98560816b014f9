"""Tiny sites, each for one fact; `accept_cases` says how they are laid out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.accept_cases import CASES, Case, accept, cases, lay_theme, make
from tests.sites import Site


@pytest.fixture(scope="session")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_theme(tmp_path_factory.mktemp("cases") / "theme")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_comes_out_as_expected(case: Case, theme: Path, tmp_path: Path) -> None:
    made = make(case, theme, tmp_path)
    expected = case.expected()

    assert expected.keys() - {"problems.json"} or len(expected["problems.json"]) > len("[]\n") or case.nowhere()
    for name in expected:
        assert made.actual.get(name, b"(missing)").decode() == expected[name].decode(), name
    assert made.leaks() == []
    assert made.report.published == (not [each for each in made.report.problems if each.severity == "error"])


def test_every_folder_of_a_case_is_one() -> None:
    """A case without a site would never be looked at."""
    folders = {each.name for each in CASES.iterdir() if each.is_dir()}

    assert folders == {"_theme", *(each.name for each in cases())}
    assert len(cases()) >= 15


def test_accepting_writes_what_came_out_and_a_second_time_nothing(theme: Path, tmp_path: Path) -> None:
    folder = tmp_path / "spelling-variants-are-one-topic"
    shutil.copytree(CASES / folder.name, folder)
    golden = Case(folder).expected()
    page = next(name for name in golden if name.startswith("expected/"))
    (folder / page).write_bytes(b"")
    (folder / "expected/nowhere.html").write_bytes(b"")
    (folder / "problems.json").write_bytes(b"[1]")

    assert accept(Case(folder), theme) == [
        f"{folder.name}/{name}" for name in sorted((page, "expected/nowhere.html", "problems.json"))
    ]
    assert Case(folder).expected() == golden
    assert accept(Case(folder), theme) == []


def test_a_word_that_should_be_nowhere_is_found_in_bytes_and_in_names(theme: Path, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "spelling-variants-are-one-topic", folder)
    (folder / "nowhere.txt").write_text("glacier unheard-of", "utf-8")
    leaks = make(Case(folder), theme, tmp_path / "scratch").leaks()

    assert leaks
    assert all(each.startswith("glacier: ") for each in leaks)


def test_a_file_saved_on_windows_makes_the_same_bytes(theme: Path, tmp_path: Path) -> None:
    """CRLF and a byte-order mark are how some editors save; they mean nothing."""
    folder = tmp_path / "case"
    shutil.copytree(CASES / "a-file-saved-on-windows", folder)
    windows = make(Case(folder), theme, tmp_path / "windows")
    file = folder / "site/content/articles/windows.md"
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf---\r\n"), "the case was changed by an editor or by git"
    file.write_bytes(data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))

    assert make(Case(folder), theme, tmp_path / "plain").files == windows.files


def test_a_link_to_an_address_that_no_page_has_is_told(site: Site) -> None:
    """A path such as `/topics/rail/` names a page of the site; where there is none, readers would find nothing."""
    site.story("one.md", body="[There](/categories/world/), [here](/2026/01/one/) and\n[nowhere](/no/such/page/).")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n[Nowhere](/no/such/page/)\n")
    told = site.build().problems

    assert [(each.file, each.line, each.column) for each in told] == [
        ("content/articles/one.md", 7, 1), ("content/pages/about.md", 4, 1),
    ]  # fmt: skip
