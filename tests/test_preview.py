"""The preview as a browser asks it: what it shows, what it refuses, and how it follows the files."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from generator import sources
from generator.preview.server import listening
from tests.previews import PATIENCE, Preview, checked, preview
from tests.sites import SITE_YAML, THEME, Site, article, published

DECORATION = re.compile(r"<broadsheet-banner>.*?</broadsheet-banner>|<broadsheet-preview .*?</script>", re.DOTALL)


@pytest.fixture
def courier(site: Site) -> Site:
    site.story("2026/01/out.md", title="Out", body="Words of the story.")
    site.story("2026/01/other.md", title="Other", date="2026-01-20", body="[Out](out.md), [later](later.md).")
    site.story("2026/01/draft.md", title="Unfinished", more="draft: true\n")
    site.story("2026/01/later.md", title="Later", date="2026-08-01T09:30:00Z")
    return site


def test_a_page_is_the_built_page_with_the_previews_part_in_it(courier: Site) -> None:
    """Nothing else differs, and the built site has none of it."""
    courier.drafts = True
    courier.build()
    with preview(courier.folder, embargoed=False) as running:
        for file, data in courier.files().items():
            if file.startswith("."):
                continue
            path = f"/{file.removesuffix('index.html')}" if file.endswith("index.html") else f"/{file}"
            shown = running.get(path)
            assert shown.status == (404 if file == "404.html" and not data else 200), file
            assert DECORATION.sub("", shown.text).encode() == data, file
            assert b"broadsheet-" not in data
            assert b"__preview" not in data


def test_what_readers_do_not_see_is_shown_and_marked(courier: Site) -> None:
    """By a banner on its page, and beside each link to it."""
    with preview(courier.folder) as running:
        assert "<broadsheet-banner><p>Draft. Readers" in running.get("/2026/01/draft/").text
        assert "<p>Embargoed until 1 August 2026, 10:30. Readers" in running.get("/2026/08/later/").text
        assert "<broadsheet-banner>" not in running.get("/2026/01/out/").text
        with running.following("/") as until:
            marks = until(checked)["marks"]
        assert marks == {"/2026/01/draft/": "Draft", "/2026/08/later/": "Embargoed until 1 August 2026, 10:30"}
        front = running.get("/").text
        assert "Unfinished" in front
        assert "Later" in front


def test_as_of_shows_the_site_as_it_will_be(courier: Site) -> None:
    """An embargo that is over by then, but no draft; each page says so."""
    with preview(courier.folder, "2026-07-31T00:00:00Z", drafts=False, embargoed=False, as_of="As of then.") as running:
        assert running.get("/2026/01/draft/").status == 404
        assert running.get("/2026/08/later/").status == 404
    with preview(courier.folder, "2026-08-02T00:00:00Z", drafts=False, embargoed=False, as_of="As of then.") as running:
        assert "<broadsheet-banner><p>As of then.</p>" in running.get("/2026/08/later/").text
        assert running.get("/2026/01/draft/").status == 404


def test_nothing_is_published_and_a_build_is_not_disturbed(courier: Site) -> None:
    """A build may run while a preview shows the same site, and another preview too."""
    with preview(courier.folder) as running, preview(courier.folder) as second:
        assert running.get("/2026/01/out/").status == second.get("/2026/01/out/").status == 200
        assert not courier.output.exists()
        assert courier.build().published
    assert sorted(each.name for each in (courier.folder / ".broadsheet").glob("*.sqlite")) == [
        "memory.sqlite",
        "preview-2.sqlite",
        "preview.sqlite",
    ]


def test_a_site_below_a_path_lies_there(courier: Site) -> None:
    """As it will when it is published, so that its links lead where they should."""
    courier.write("content/site.yaml", SITE_YAML.replace("courier.example/", "courier.example/news/"))
    with preview(courier.folder) as running:
        moved = running.get("/")
        assert (moved.status, moved.headers["location"]) == (302, "/news/")
        assert 'href="/news/2026/01/out/"' in running.get("/news/").text
        assert running.get("/2026/01/out/").status == 404
        with running.following("/news/2026/01/out/") as until:
            assert until(checked)["version"].startswith("200 ")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/../secret", 400), ("/%2e%2e/secret", 400), ("/assets/..%2f..%2fsecret", 400), ("/a%00b", 400),
        ("/%ff", 400), ("/%zz", 400), ("/%", 400), ("//example.org/", 400), ("/a\\b", 400), ("/.", 400),
        ("/nothing/", 404), ("/content/site.yaml", 404), ("/.broadsheet/preview.sqlite", 404), ("/__preview/", 404),
        ("/__preview/desk.html", 404), ("/__preview/../hub.py", 400), ("/" + "a" * 5000, 404),
        ("/2026/01/out", 302), ("/2026/01/out/?a=b", 200), ("/__preview/preview.js", 200),
        ("/__preview/events?path=/../", 400),
    ],
)  # fmt: skip
def test_odd_paths(courier: Site, path: str, status: int) -> None:
    """Get a plain answer; nothing outside the site can be asked for."""
    (courier.folder / "secret").write_text("secret")
    with preview(courier.folder) as running:
        answer = running.get(path)
        assert answer.status == status
        assert answer.body != b"secret"
        assert running.get("/2026/01/out/").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
def test_odd_methods(courier: Site, method: str) -> None:
    """A preview is only looked at."""
    with preview(courier.folder) as running:
        answer = running.get("/", method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
        assert running.get("/", "HEAD").body == b""


def test_foreign_hosts_are_refused(courier: Site) -> None:
    """A site that lets its own name lead to this machine (DNS rebinding) reads nothing."""
    with preview(courier.folder) as running:
        for host in ("evil.example", f"evil.example:{running.port}", "127.0.0.1", "127.0.0.1:1", "", "[::1]"):
            answer = running.get("/2026/01/draft/", host=host)
            assert answer.status == 400, host
            assert "Unfinished" not in answer.text
        assert running.get("/", host=f"localhost:{running.port}").status == 200
        headers = running.get("/").headers
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


def test_a_link_that_leaves_the_site_is_not_followed(courier: Site) -> None:
    """A picture that is a link to a file elsewhere is no picture of the site."""
    secret = courier.folder / "secret.png"
    secret.write_bytes(b"secret")
    courier.write("content/media/one.png", b"one")
    courier.story("2026/01/out.md", title="Out", body="![One](/media/one.png) ![Two](/media/two.png)")
    (courier.folder / "content/media/two.png").symlink_to(secret)
    with preview(courier.folder) as running, running.following("/") as until:
        assert running.get("/media/one.png").body == b"one"
        assert running.get("/media/one.png").headers["content-type"] == "image/png"
        assert running.get("/media/two.png").status == 404
        before = until(checked)["version"]
        (courier.folder / "content/media/one.png").unlink()
        (courier.folder / "content/media/one.png").symlink_to(secret)
        courier.story("2026/01/new.md", title="New")
        until(lambda state: state["version"] != before and state["errors"] > 1)
        assert running.get("/media/one.png").status == 404


def test_only_this_machine_is_answered(courier: Site) -> None:
    """The port is at the loopback address."""
    with closing(listening(0)) as at:
        assert at.getsockname()[0] == "127.0.0.1"


def test_another_port_is_taken_where_the_usual_one_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """But not where a port was asked for."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr("generator.preview.server.USUAL_PORT", port)
        with closing(listening(None)) as at:
            assert at.getsockname()[1] not in (0, port)
        with pytest.raises(OSError, match="in use"):
            listening(port)


def test_an_edit_is_told_to_the_page_it_concerns(courier: Site) -> None:
    """And shown, whichever way the editor saves: in place, by a new file in its place, or half at first."""
    file = courier.folder / "content/articles/2026/01/out.md"
    with preview(courier.folder) as running, running.following("/2026/01/out/") as until:
        version = until(checked)["version"]
        for number in range(3):
            text = article("Out", body=f"Edition {number}.")
            if number == 0:
                file.write_text(text)
            elif number == 1:
                (file.parent / ".out.md.swp").write_text(text)
                (file.parent / ".out.md.swp").rename(file)
            else:
                file.rename(file.with_name("out.md~"))
                file.write_text(text)
                file.with_name("out.md~").unlink()
            state = until(lambda state, known=version: state["version"] != known)
            version = state["version"]
            assert f"Edition {number}." in running.get("/2026/01/out/").text
        assert state["errors"] == 0


def test_a_mistake_is_told_over_the_last_good_page(courier: Site) -> None:
    """With its file, line and help, until it is mended."""
    file = courier.folder / "content/articles/2026/01/out.md"
    with preview(courier.folder) as running, running.following("/2026/01/out/") as until:
        good = until(checked)
        shown = running.get("/2026/01/out/").text
        file.write_text(article("Out", more="titel: twice\n"))
        bad = until(lambda state: state["errors"])
        assert bad["version"] == good["version"]
        (told,) = bad["problems"]
        assert (told["place"], told["line"], told["caret"]) == (
            "content/articles/2026/01/out.md:5:1",
            "titel: twice",
            0,
        )
        assert "title" in told["help"]
        assert running.get("/2026/01/out/").status == 200
        assert DECORATION.sub("", running.get("/2026/01/out/").text) == DECORATION.sub("", shown)
        file.write_text(article("Out", body="Mended."))
        mended = until(lambda state: not state["errors"] and state["version"] != good["version"])
        assert mended["problems"] == []
        assert "Mended." in running.get("/2026/01/out/").text


def break_template(site: Site) -> None:
    site.write("templates/pages/article.html", "{% if %}")


def template_that_fails(site: Site) -> None:
    site.write("templates/pages/article.html", "{{ nothing.at.all }}")


def template_not_text(site: Site) -> None:
    site.write("templates/pages/article.html", b"\xff\xfe")


def break_settings(site: Site) -> None:
    site.write("content/site.yaml", "title: [")


def take_content_away(site: Site) -> None:
    (site.folder / "content").rename(site.folder / "elsewhere")


def take_articles_away(site: Site) -> None:
    (site.folder / "content/articles").rename(site.folder / "elsewhere")


def file_for_folder(site: Site) -> None:
    shutil.move(site.folder / "content/articles", site.folder / "elsewhere")
    site.write("content/articles", "a file")


def link_in_a_circle(site: Site) -> None:
    (site.folder / "content/articles/2026/01/out.md").unlink()
    (site.folder / "content/articles/2026/01/out.md").symlink_to("out.md")


def not_text(site: Site) -> None:
    site.write("content/articles/2026/01/out.md", b"\xff\xfe\x00")


ACCIDENTS = [
    break_template, template_that_fails, template_not_text, break_settings, take_content_away, take_articles_away,
    file_for_folder, link_in_a_circle, not_text,
]  # fmt: skip


@pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda each: each.__name__)
def test_the_preview_survives(courier: Site, accident: object, tmp_path: Path) -> None:
    """It tells what is wrong, answers all the while, and shows the site again when it is as it was."""
    kept = tmp_path / "kept"
    shutil.copytree(courier.folder / "content", kept)
    with preview(courier.folder) as running, running.following("/2026/01/out/") as until:
        good = until(checked)
        text = DECORATION.sub("", running.get("/2026/01/out/").text)
        accident(courier)  # type: ignore[operator]
        until(lambda state: state["errors"])
        answer = running.get("/2026/01/out/")
        assert answer.status == 200
        assert DECORATION.sub("", answer.text) == text
        assert running.get("/").status in (200, 404)
        for name in ("content", "templates", "elsewhere"):
            shutil.rmtree(courier.folder / name, ignore_errors=True)
        shutil.copytree(kept, courier.folder / "content")
        until(lambda state: checked(state) and not state["errors"] and state["version"] == good["version"])
        assert DECORATION.sub("", running.get("/2026/01/out/").text) == text


def test_a_page_that_was_never_good_appears_when_it_can(courier: Site) -> None:
    """A browser that waits at it is told."""
    file = courier.story("2026/01/new.md", title="New", more="titel: twice\n")
    with preview(courier.folder) as running, running.following("/2026/01/new/") as until:
        assert until(checked)["errors"] == 1
        assert running.get("/2026/01/new/").status == 404
        file.write_text(article("New"))
        until(lambda state: state["version"].startswith("200 "))
        assert running.get("/2026/01/new/").status == 200


def test_a_template_that_was_never_good_is_told_on_a_page_of_ours(courier: Site) -> None:
    """There is nothing else to show."""
    break_template(courier)
    with preview(courier.folder) as running, running.following("/2026/01/out/") as until:
        until(lambda state: state["errors"])
        answer = running.get("/2026/01/out/")
        assert "Nothing can be shown here yet" in answer.text
        assert "templates/pages/article.html:1" in answer.text


def test_a_thousand_files_change_at_once(courier: Site) -> None:
    """As when a branch is checked out; a renamed folder is followed too."""
    with preview(courier.folder) as running, running.following("/__desk/") as until:
        until(checked)
        for number in range(1000):
            courier.story(f"2025/{number % 20}/story-{number}.md", title=f"Story {number}", date="2026-05-01")
        until(lambda state: "Story 999" in running.get("/2026/05/story-999/").text)
        (courier.folder / "content/articles/2025").rename(courier.folder / "content/articles/1999")
        courier.story("1999/19/story-999.md", title="Another headline", date="2026-05-01")
        until(lambda state: "Another headline" in running.get("/2026/05/story-999/").text)


def test_time_that_passes_is_seen_by_the_next_look(courier: Site) -> None:
    """What was embargoed is out, without an edit of it."""
    moments = iter(["2026-07-31T00:00:00Z", *["2026-08-02T00:00:00Z"] * 100])
    from generator.preview.session import Session
    from generator.sources import Options

    session = Session(courier.folder, THEME, Options(""), lambda: next(moments))
    assert session.page("/2026/08/later/") is None
    session.look()
    assert session.page("/2026/08/later/") is not None
    session.discard()


def test_a_defect_is_told_and_outlived(
    courier: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In the browser in one line, in the terminal in full; the next request is answered."""
    with preview(courier.folder) as running:
        with monkeypatch.context() as broken:
            broken.setattr("generator.preview.app.state_at", lambda *_: 1 / 0)
            answer = running.get("/")
            assert (answer.status, "defect" in answer.text) == (500, True)
        assert running.get("/").status == 200
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_folder_that_cannot_be_read_is_told(courier: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site stays as it was seen last, and is looked at again until it can be read."""
    opened = sources._opened
    closed = str(courier.folder / "content/articles/2026")

    def denied(place: str, *, may_be_link: bool) -> object:
        if place == closed:
            raise PermissionError(13, "Permission denied", place)
        return opened(place, may_be_link=may_be_link)

    with preview(courier.folder) as running, running.following("/2026/01/out/") as until:
        good = until(checked)
        with monkeypatch.context() as closing_it:
            closing_it.setattr(sources, "_opened", denied)
            courier.story("2026/01/new.md", title="New")
            told = until(lambda state: state["errors"])
            assert told["version"] == good["version"]
            assert told["problems"][0]["place"] == "content/articles/2026"
            assert "Permission denied" in told["problems"][0]["message"]
        until(lambda state: not state["errors"])
        assert running.get("/2026/01/new/").status == 200


def serving(site: Site, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "generator", "serve", str(site.folder), *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=Path(__file__).parent.parent
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_in_good_order(courier: Site, number: signal.Signals) -> None:
    """While a browser follows; what was learnt is kept, and nothing is told but where it was."""
    with serving(courier, "--port", "0") as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.match(r"The preview is at http://127\.0\.0\.1:(\d+)/", line)
        assert found, line
        with Preview(int(found[1])).following("/") as until:
            until(checked)
            process.send_signal(number)
            assert process.wait(PATIENCE) == 0
        assert process.stdout.read() == ""
    assert (courier.folder / ".broadsheet/preview.check").exists()


def test_a_port_that_is_taken_is_told(courier: Site) -> None:
    """In one line, with status 2."""
    with closing(listening(0)) as at:
        at.listen()
        port = at.getsockname()[1]
        with serving(courier, "--port", str(port)) as process:
            out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (2, f"broadsheet: port {port} cannot be used: Address already in use\n")


def test_a_preview_begins_with_what_the_last_build_knows(courier: Site) -> None:
    """So that it need not read the site again."""
    from generator.article import reading
    from generator.preview.session import Session
    from generator.sources import Options

    courier.build()
    session = Session(courier.folder, THEME, Options("", drafts=True, embargoed=True), lambda: courier.moment)
    assert session.unread() == ()
    session.problems()
    assert session.page("/2026/01/draft/")
    assert not [key for key in session.ran if key[0] is reading]
    session.discard()


def test_a_first_reading_that_was_ended_goes_on(courier: Site) -> None:
    """The next preview reads the rest, piece by piece as well."""
    from generator.article import reading
    from generator.preview.session import Session
    from generator.sources import Options

    for kept, read in ((4, 2), (4, 4), (0, 0)):
        session = Session(courier.folder, THEME, Options(""), lambda: courier.moment)
        paths = session.unread()
        assert len(paths) == kept
        session.read(paths[:read])
        assert len([key for key in session.ran if key[0] is reading]) == min(read, 2)
        if read == len(paths):
            session.has_read()
        session.close()


def test_an_edit_makes_only_what_is_looked_at(courier: Site) -> None:
    """However many pages it concerns."""
    from generator.article import reading
    from generator.preview.session import Session
    from generator.render import rendered
    from generator.sources import Options

    session = Session(courier.folder, THEME, Options(""), lambda: courier.moment)
    for address in ("/", "/2026/01/out/", "/categories/world/"):
        page = session.page(address)
        assert page
        session.make(page)
    path = "content/articles/2026/01/out.md"
    courier.write(path, article("Another headline", body="Words."))
    session.look([path])
    assert page
    session.make(page)
    assert [key[1] for key in session.ran if key[0] is rendered] == ["/categories/world/"]
    assert [key[1] for key in session.ran if key[0] is reading] == [path]
    session.discard()


def test_output_of_builds_is_left_alone(courier: Site) -> None:
    """A preview writes only into its own memory."""
    courier.build()
    before = {path: os.stat(courier.output / path).st_mtime_ns for path in published(courier.output)}
    with preview(courier.folder) as running, running.following("/") as until:
        version = until(checked)["version"]
        courier.story("2026/01/out.md", title="Another headline")
        until(lambda state: state["version"] != version)
    assert {path: os.stat(courier.output / path).st_mtime_ns for path in published(courier.output)} == before


@pytest.mark.parametrize("running", [False, True])
def test_a_preview_whose_records_are_damaged_shows_the_site_as_it_is(courier: Site, running: bool) -> None:
    """It begins from nothing: when it starts, and where that is found out in the midst of a look."""
    from generator.preview.session import Session
    from generator.sources import Options

    def begun() -> Session:
        return Session(courier.folder, THEME, Options(""), lambda: courier.moment)

    first = begun()
    first.problems()
    page = first.page("/")
    assert page and b"Another headline" not in first.make(page).data
    first.close()
    session = begun()
    records = courier.folder / ".broadsheet/preview.answers"
    records.write_bytes(bytes(each ^ 255 for each in records.read_bytes()))
    path = "content/articles/2026/01/out.md"
    courier.write(path, article("Another headline", body="Words."))
    if running:
        session.look([path])
    else:
        session.discard()
        session = begun()
    page = session.page("/")
    assert page and b"Another headline" in session.make(page).data
    session.problems()
    session.close()
    begun().close()


def test_a_look_that_fails_half_way_is_not_taken_for_done(courier: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What asked for what had changed would be believed for ever."""
    from generator.memory import Memory
    from generator.preview.session import Session
    from generator.sources import Options

    session = Session(courier.folder, THEME, Options(""), lambda: courier.moment)
    page = session.page("/")
    assert page
    session.make(page)
    path = "content/articles/2026/01/out.md"
    for number, error in enumerate((OSError("full"), ZeroDivisionError())):
        courier.write(path, article(f"Another headline {number}", body="Words."))
        with monkeypatch.context() as patched:
            errors, really = [error], Memory.reached_from
            patched.setattr(
                Memory,
                "reached_from",
                lambda self, ids, errors=errors, really=really: raised(errors.pop()) if errors else really(self, ids),
            )
            try:
                session.look([path])
            except ZeroDivisionError:
                assert isinstance(error, ZeroDivisionError)
            assert not errors
        session.look()
        page = session.page("/")
        assert page and f"Another headline {number}".encode() in session.make(page).data
    session.discard()


def raised(error: Exception) -> set[int]:
    raise error
