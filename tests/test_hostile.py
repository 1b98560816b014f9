"""What bad input gets: the page or a problem, in less than a gigabyte; never a traceback, never a way out."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from generator import sources
from generator.sources import Options, look_at
from tests.sites import THEME, Site, article

HEAD = "---\ntitle: T\ndate: 2026-01-01\ncategories: [A]\n"
GIGABYTE = 1 << 30

HOSTILE = {
    "markup/too-long": f"{HEAD}---\n{'word ' * 1_000_000}",
    "front-matter/too-large": f"{HEAD}description: {'x' * 5_000_000}\n---\n",
    "markup/too-deep": f"{HEAD}---\n{'>' * 5000} x\n",
    "markup/too-complex": f"{HEAD}---\n|{'a|' * 500}\n|{'-|' * 500}\n|{'b|' * 500}\n",
    "front-matter/too-many": f"{HEAD}topics:\n" + "".join(f"  t{n}: 5\n" for n in range(15_000)) + "---\n",
    "yaml/tab": f"{HEAD}{chr(9) * 100_000}a: b\n---\n",
    "yaml/colon": f"{HEAD}description: a{' ' * 100_000}b: c{' ' * 100_000}d: e\n---\n",
    "yaml/control-character": f'{HEAD}extra: "\\x00\\uD800"\n"\\uD800": "\\uDFFF"\n---\n',
    "yaml/alias": "---\na: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(50)) + "title: T\n---\n",
    "yaml/too-deep": f"---\ntitle: {'[' * 100_000}\n---\n",
    "yaml/tag": f"{HEAD}extra: !!python/object/apply:os.system [id]\n---\n",
    "value/slug": f"{HEAD}slug: ../../x\n---\n",
    "value/path": f"{HEAD}aliases: ['/%2e%2e/%2e%2e/etc/x']\n---\n",
    "value/name": f"---\ntitle: T\ndate: 2026-01-01\ncategories: [{'x' * 300}]\n---\n",
    "value/date": "---\ntitle: T\ndate: 9999-12-31T23:59:59-12:00\ncategories: [A]\n---\n",
    "file/empty": "",
    "front-matter/missing": "no front matter",
}

HARMLESS = {
    "brackets": "[" * 10_000,
    "pictures": "![" * 10_000,
    "marks": "*_`~<&" * 1_000,
    "unclosed": "<div>" * 40 + "text",
    "template": "{{ 7 * 7 }} {% for x in y %}",
    "perl": f"```perl\n{'s{' * 24_000}\n```\n" + f"```perl\n{'s{' * 4_900}\n```\n" * 20,
    "entities": "&#xD800; &#0; &#x110000; &lt;script&gt;",
}


def run(site: Site, *options: str) -> subprocess.CompletedProcess[str]:
    """Build in a process that may not use more than a gigabyte."""
    return subprocess.run(
        [sys.executable, "-m", "generator", "build", str(site.folder), "--format", "json", *options],
        cwd=Path(__file__).parent.parent,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_hostile_article_gets_a_problem_that_names_the_limit(site: Site) -> None:
    """All of them in one run, and none of them is left out."""
    for number, text in enumerate(HOSTILE.values()):
        site.write(f"content/articles/{number:02}.md", text)
    site.write("content/articles/latin.md", f"{HEAD}---\ncafé".encode("latin-1"))
    ended = run(site)
    assert (ended.returncode, ended.stderr) == (1, "")
    told = json.loads(ended.stdout)["problems"]
    for number, code in enumerate(HOSTILE):
        assert code in {each["code"] for each in told if each["file"] == f"content/articles/{number:02}.md"}, told
    assert {each["code"] for each in told if each["file"].endswith("latin.md")} == {"file/not-utf8"}
    assert not (site.output / "index.html").exists()


def test_odd_but_harmless_articles_get_their_page(site: Site) -> None:
    """What looks like code of any kind is text."""
    for name, body in HARMLESS.items():
        site.write(f"content/articles/{name}.md", f"{HEAD}---\n{body}\n")
    ended = run(site)
    assert (ended.returncode, ended.stderr) == (0, "")
    for name in HARMLESS:
        assert (site.output / f"2026/01/{name}/index.html").exists()
    assert "{{ 7 * 7 }} {% for x in y %}" in site.read("2026/01/template/index.html")


def test_no_name_leads_outside(site: Site) -> None:
    """Whatever a category, topic, source or author is called, all that is written lies in the output folder."""
    names = ["../../../x", "..%2f..%2fx", "/etc/passwd", "a/b", "C:\\x", ".git", "..x..", "con", "a\u202eb", "．．/x"]
    for number, name in enumerate(names):
        quoted = json.dumps(name)
        more = f"topics:\n  {quoted}: 50\nsource: {quoted}\nauthors: [{quoted}]\n"
        site.story(f"{number}.md", title=str(number), categories=f"[{quoted}]", more=more)
    before = {path for path in site.folder.rglob("*") if site.output not in path.parents}
    site.build()
    after = {path for path in site.folder.rglob("*") if site.output not in path.parents}
    assert {path.name for path in after - before} <= {
        "output",
        ".broadsheet",
        ".gitignore",
        "memory.answers",
        "memory.lock",
        "memory.sqlite",
        "memory.check",
    }
    assert all(".." not in path and not path.startswith((".git", "/")) for path in site.files())


def test_markup_in_front_matter_is_text(site: Site) -> None:
    """In titles, names, alternatives and settings."""
    evil = "\"<script>alert(1)</script>'><img src=x onerror=alert(1)>"
    quoted = json.dumps(evil)
    more = f"topics:\n  {quoted}: 5\nsource: {quoted}\nauthors: [{quoted}]\ndescription: {quoted}\n"
    more += f"image:\n  src: /media/a.png\n  alt: {quoted}\n"
    site.write("content/media/a.png", "x")
    site.story("a.md", title=quoted, categories=f"[{quoted}]", more=more)
    site.write(
        "content/site.yaml", f"title: {quoted}\nbase_url: https://x.example/\ncopyright: {quoted}\ntagline: {quoted}\n"
    )
    assert site.build().published
    for path, data in site.files().items():
        assert b"<script>" not in data, path
        assert b"<img src=x" not in data, path


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("content/articles/out.md", "/etc/passwd"),
        ("content/articles/up.md", "../../../outside.md"),
        ("content/media/secret.md", "../articles/a.md"),
        ("content/articles/loop", "../articles"),
        ("content/articles/nothing.md", "nowhere.md"),
        ("templates/pages", "/etc"),
        ("templates", "/etc"),
    ],
)
def test_a_link_that_leaves_its_folder_is_a_problem(site: Site, link: str, target: str) -> None:
    """It is named, and nothing is read through it."""
    site.story("a.md")
    (site.folder.parent / "outside.md").write_text(article("Outside"))
    place = site.folder / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)
    problems = site.build().problems
    assert [(each.code, each.file) for each in problems] == [("file/refused", os.path.dirname(link) or ".")]
    assert place.name in problems[0].message


def test_a_link_within_its_folder_is_followed(site: Site) -> None:
    """Two names, two articles."""
    site.story("a.md")
    (site.folder / "content/articles/b.md").symlink_to("a.md")
    assert site.build().problems == ()
    assert site.files().keys() >= {"2026/01/a/index.html", "2026/01/b/index.html"}


def test_a_pipe_among_the_articles_is_a_problem(site: Site) -> None:
    """Reading it would never end."""
    site.story("a.md")
    os.mkfifo(site.folder / "content/articles/pipe.md")
    assert site.codes() == ["file/refused"]


def test_a_name_that_is_not_text_is_a_problem(site: Site) -> None:
    """File systems take bytes, sites do not."""
    site.story("a.md")
    (site.folder / "content/articles").joinpath(os.fsdecode(b"caf\xe9.md")).write_text(article())
    assert site.codes() == ["file/refused"]


def test_a_content_folder_that_is_a_link_to_another_is_refused(site: Site) -> None:
    """Drafts would be published as pictures."""
    site.story("secret.md", more="draft: true\n")
    (site.folder / "content/media").symlink_to("articles")
    assert "file/refused" in site.codes()
    assert not (site.output / "media").exists()


def test_settings_that_cannot_be_read_stop_the_build(site: Site) -> None:
    """A site called "Untitled" is not what is meant."""
    site.story("a.md")
    (site.folder / "content/site.yaml").rename(site.folder / "content/site.yml")
    assert "file/misnamed" in site.codes()


def test_a_link_that_leads_in_a_circle_is_a_problem(site: Site) -> None:
    """And no defect, as Python before 3.13 would make of it."""
    (site.folder / "content/articles/a.md").symlink_to("a.md")
    problems = site.build().problems
    assert [(each.code, each.file) for each in problems] == [("file/refused", "content/articles")]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_answer_that_was_damaged_is_found_out_anew(site: Site, workers: int) -> None:
    """By whatever process reads it; the build begins again, from nothing, and says so. So does the next command."""
    for number in range(9):
        site.story(f"{number}.md", title=f"Story {number}", more="topics:\n  rail: 50\n", body="Word.")
    site.build()
    answers = site.folder / ".broadsheet/memory.answers"
    assert b"Word" in answers.read_bytes()
    answers.write_bytes(answers.read_bytes().replace(b"Word", b"Ward"))
    site.story("new.md", title="New", more="topics:\n  rail: 50\n")
    site.workers = workers
    site.write("templates/pages/article.html", "{% extends 'theme:pages/article.html' %}")
    report = site.build()
    assert report.published
    assert "damaged" in report.note
    assert all("Ward" not in data.decode("utf-8", "ignore") for data in site.files().values())
    assert len(report.rendered) > 10
    assert site.build().note == ""


def test_a_file_that_vanishes_while_folders_are_looked_at_is_told_by_its_path(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an editor's temporary files do."""
    gone = site.story("2026/01/gone.md")

    def is_text(name: str) -> bool:
        if name == gone.name:
            gone.unlink()
        return True

    monkeypatch.setattr(sources, "_is_text", is_text)
    with pytest.raises(FileNotFoundError) as told:
        look_at(site.folder, THEME, Options(site.moment), {})
    assert told.value.filename == str(gone)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system, Windows, has no way to refuse links on opening")
def test_a_folder_that_becomes_a_link_while_folders_are_looked_at_is_not_followed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies outside of the site must not be published."""
    month = site.story("2026/01/one.md").parent

    def is_text(name: str) -> bool:
        if name == "00.md":
            month.rename(tmp_path / "moved")
            month.symlink_to(tmp_path / "moved")
        return True

    (month.parent / "00.md").write_text("")
    monkeypatch.setattr(sources, "_is_text", is_text)
    with pytest.raises(OSError, match=r"2026/01"):
        look_at(site.folder, THEME, Options(site.moment), {})
