"""Random stories of what happens to a site: edits, accidents, kills; each step reproducible from a seed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from generator import ahead, companions, engine, freshness, kept, layers, memory, output, table, topic_data
from generator.build import Report, build, memory_file
from generator.ledgers import bin_of
from generator.listing import OURS
from generator.names import identity
from generator.shelves import shelved
from tests.sites import SITE_YAML, Site, published

WORDS = [
    "harbour",
    "vote",
    "glacier",
    "chip",
    "rail",
    "museum",
    "strike",
    "budget",
    "river",
    "launch",
    "court",
    "festival",
]
TOPICS = ["rail", "AI chips", "ai-chips", "Harbour", "C", "C++", "glaciers", "budget", "نهر", "Öl", "glacier", "budgte"]
TOPICS += [next(f"rail {n}" for n in range(999) if bin_of("topic", identity(f"rail {n}")) == bin_of("topic", "rail"))]
"""The last lies in the same bin as the first."""

STARTS = [name for name in (f"start-{n}.md" for n in range(500)) if len(shelved("a", ["a.md", name])) > 1]
"""Names of articles at which a shelf begins."""

CATEGORIES = ["World", "Business", "world", "Culture & Arts", "Bussiness"]
MOMENTS = ["2026-01-20T00:00:00Z", "2026-03-01T12:00:00Z", "2026-06-01T00:00:00Z"]
PAST = 1_600_000_000
MISTAKE = "titel: a mistake"


@contextmanager
def little_ram() -> Iterator[None]:
    """Let builds of a small site behave as those of a large one, that cannot keep all that it knows in RAM."""
    with (
        patch.multiple(ahead, FEW_BATCHES=1),
        patch("generator.build.FEW", 5),
        patch.multiple(engine, ROOM=40, ANSWERS=8_000, FEW=5),
        patch.multiple(kept, KEPT=600),
        patch.multiple(memory, BATCH=20, MUCH=50, MORE=10),
        patch.multiple(layers, PEEK=64),
        patch.multiple(output, COPIED=1, PIECE=3),
        patch.multiple(table, SMALL=4),
        patch.multiple(companions, MANY_USES=2),
        patch.multiple(topic_data, MANY_USES=2),
    ):
        yield


def fine_times() -> AbstractContextManager[object]:
    """Believe the times of files as soon as this file system's clock allows, as if the last build was long ago."""
    return patch.multiple(freshness, COARSE=freshness.FINE)


@dataclass
class Story:
    """A site, what happens to it, and the chance that decides."""

    site: Site
    chance: random.Random
    told: list[str] = field(default_factory=list)
    foreign: dict[str, bytes] = field(default_factory=dict)
    former: dict[Path, bytes] = field(default_factory=dict)
    published_last: bool = False

    def begin(self) -> None:
        for number in range(self.chance.randint(2, 5)):
            self.write_article(self.site.folder / f"content/articles/2026/0{number % 3 + 1}/story-{number}.md")
        self.site.write(
            "content/pages/about.md", "---\ntitle: About\n---\nSee [a story](../articles/2026/01/story-0.md).\n"
        )
        self.site.write("content/media/one.png", b"\x89PNG one")
        self.site.write("content/topics.yaml", "Rail transport:\n  aliases: [rail]\n  parent: Harbour\n")

    def step(self) -> None:
        """Let one thing happen, build, and compare with a build from nothing."""
        if not self.published_last and self.told and self.chance.random() < 0.7:
            mend(self)
        act = self.chance.choice(ACTS)
        self.told.append(act.__name__)
        act(self)
        before = self.visible()
        # Whether several processes do the work, how they are started, and how much RAM there is makes no difference.
        self.site.workers = self.chance.choice((1, 1, 2))
        self.site.start = self.chance.choice(("spawn", *[""] * 11))
        with self.chance.choice((nullcontext, little_ram))(), self.chance.choice((nullcontext, fine_times))():
            warm = self.site.build()
        self.compare(warm, before)

    def compare(self, warm: Report, before: dict[str, bytes]) -> None:
        with TemporaryDirectory() as scratch:
            output = Path(scratch) / "output"
            clean = build(replace(self.site.request(), output=output, memory=None, strict_engine=False, workers=1))
            assert warm.problems == clean.problems, self.told
            assert warm.silenced == clean.silenced, self.told
            assert warm.published == clean.published, self.told
            after = self.visible()
            if warm.published:
                wanted = published(output)
                differing = sorted(path for path in {*after, *wanted} if after.get(path) != wanted.get(path))
                assert not differing, (self.told, differing)
            else:
                assert after == before, self.told
        for name, data in self.foreign.items():
            assert (self.site.output / name).read_bytes() == data, self.told
        self.published_last = warm.published
        again = self.site.build()
        assert (again.rendered, again.written, again.removed) == ((), (), ()) or not again.published, self.told
        assert again.problems == warm.problems, self.told
        assert again.silenced == warm.silenced, self.told

    def visible(self) -> dict[str, bytes]:
        """Return what is published, without what is not ours and without what a killed build left in its own folder."""
        return {
            path: data
            for path, data in self.site.files().items()
            if path not in self.foreign and (path == f"{OURS}/files" or not path.startswith(f"{OURS}/"))
        }

    def articles(self) -> list[Path]:
        return sorted((self.site.folder / "content/articles").rglob("*.md"))

    def some_article(self) -> Path | None:
        found = self.articles()
        return self.chance.choice(found) if found else None

    def write_article(self, file: Path) -> None:
        if file.exists():
            self.former[file] = file.read_bytes()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.article(), "utf-8")

    def article(self) -> str:
        chance = self.chance
        title = " ".join(chance.choices(WORDS, k=3)).capitalize()
        month = chance.randint(1, 4)
        day = f"2026-0{month}-{chance.choice([1, 1, 28, chance.randint(2, 27)]):02}"
        time = chance.choice(["", "T00:30", "T23:30:00", "T08:00:00Z", "T23:30:00-11:00"])
        lines = ["---", f"title: {title}", f"date: {day}{time}"]
        lines.append(f"categories: [{', '.join(dict.fromkeys(chance.choices(CATEGORIES[:2] + CATEGORIES[3:], k=2)))}]")
        topics = chance.sample(["rail", chance.choice(["AI chips", "ai-chips"]), *TOPICS[3:]], k=chance.randint(0, 4))
        lines += ["topics:", *(f"  {name}: {chance.randint(1, 100)}" for name in topics)] if topics else []
        lines += [f"source: {chance.choice(['Wire', 'The Gazette'])}"] if chance.random() < 0.5 else []
        lines += ["authors: [Ann Ash]"] if chance.random() < 0.5 else []
        lines += ["summary:", "  - A *bullet*.", "  - Another."] if chance.random() < 0.5 else []
        lines += ["featured: true"] if chance.random() < 0.2 else []
        lines += ["draft: true"] if chance.random() < 0.2 else []
        lines += ["expires: 2026-05-01"] if chance.random() < 0.1 else []
        lines += ["image:\n  src: /media/one.png\n  alt: One"] if chance.random() < 0.1 else []
        lines += [f"aliases: [/old/{chance.randint(1, 3)}/]"] if chance.random() < 0.1 else []
        lines += [f"updated: 2026-05-0{chance.randint(1, 3)}"] if chance.random() < 0.1 else []
        lines += ["corrections:\n  - date: 2026-05-02\n    text: It was *five*."] if chance.random() < 0.1 else []
        lines += [f"description: {'word ' * 45}"] if chance.random() < 0.1 else []
        codes = chance.sample(["front-matter/long-description", "link/missing-anchor", "topic/near-duplicate"], k=2)
        lines += ["ignore:", *(f"  {code}: It is all right." for code in codes)] if chance.random() < 0.3 else []
        if chance.random() < 0.06:
            lines.append(MISTAKE)
        body = " ".join(chance.choices(WORDS, k=20))
        body += f"\n\n## {chance.choice(WORDS)}\n\n" if chance.random() < 0.3 else ""
        others = self.articles()
        if others and chance.random() < 0.4:
            other = chance.choice(others)
            anchor = f"#{chance.choice(WORDS)}" if chance.random() < 0.3 else ""
            body += f" [link](../../../../{other.relative_to(self.site.folder).as_posix()}{anchor})"
        if chance.random() < 0.1:
            body += f" [address](/2026/01/story-0/#{chance.choice(WORDS)})"
        return "\n".join([*lines, "---", body, ""])


def mend(story: Story) -> None:
    """Put right what keeps the site from being published, so that what follows is published."""
    story.told.append("mend")
    for file in story.articles():
        text = file.read_text("utf-8")
        if MISTAKE in text or "copies" in file.parts or "](" in text or "aliases:" in text:
            lines = (line for line in text.split("\n") if line != MISTAKE and not line.startswith("aliases:"))
            file.write_text("\n".join(lines).replace("](", "] ("), "utf-8")
    shutil.rmtree(story.site.folder / "content/articles/copies", ignore_errors=True)
    (story.site.folder / "templates/parts/byline.html").unlink(missing_ok=True)
    shutil.rmtree(story.site.folder / "content/media", ignore_errors=True)
    story.site.write("content/media/one.png", b"\x89PNG one")
    story.site.write("content/site.yaml", SITE_YAML)
    story.site.write("content/topics.yaml", "Rail transport:\n  aliases: [rail]\n")
    story.site.write("content/pages/about.md", "---\ntitle: About\n---\nText.\n")


def rename_folder(story: Story) -> None:
    """Move a whole folder of articles."""
    folders = sorted(each for each in (story.site.folder / "content/articles").iterdir() if each.is_dir())
    target = story.site.folder / f"content/articles/folder-{story.chance.randint(1, 9)}"
    if folders and not target.exists():
        story.chance.choice(folders).rename(target)


def swap(story: Story) -> None:
    """Give two articles each other's text."""
    if len(files := story.articles()) > 1:
        one, other = story.chance.sample(files, k=2)
        first, second = one.read_bytes(), other.read_bytes()
        one.write_bytes(second)
        other.write_bytes(first)


def check(story: Story) -> None:
    """Check without publishing, after an edit."""
    rewrite(story)
    build(replace(story.site.request(), publish=False))


def strict(story: Story) -> None:
    """Build so that warnings stop it, after an edit."""
    rewrite(story)
    build(replace(story.site.request(), warnings_stop=True))


def elsewhere(story: Story) -> None:
    """Build into another folder with the same memory, after an edit."""
    edit_body(story)
    build(replace(story.site.request(), output=story.site.folder / "elsewhere"))


def hold_back_media(story: Story) -> None:
    """Write a draft that names a picture."""
    story.site.story("draft.md", title="Held back", more="draft: true\n", body="![Two](/media/two.png)")
    if not (story.site.folder / "content/media/two.png").is_dir():
        story.site.write("content/media/two.png", b"two")


def spoil_draft(story: Story) -> None:
    """Write a draft with a mistake, which alone names a picture; now and then it is no draft any more."""
    is_draft = story.chance.random() < 0.8
    more = f"{MISTAKE}\nimage: {{src: /media/three.png}}\n{'draft: true' if is_draft else 'featured: true'}\n"
    story.site.story("spoilt.md", title="Not ready", more=more)
    if not (story.site.folder / "content/media/three.png").is_dir():
        story.site.write("content/media/three.png", b"three")


def add(story: Story) -> None:
    name = f"{story.chance.choice(WORDS)}-{story.chance.randint(1, 99)}"
    story.write_article(story.site.folder / f"content/articles/2026/0{story.chance.randint(1, 4)}/{name}.md")


def begin_shelf(story: Story) -> None:
    """Add an article at which a shelf begins, so that others change their shelf; or take it away again."""
    file = story.site.folder / f"content/articles/2026/0{story.chance.randint(1, 2)}/{story.chance.choice(STARTS[:3])}"
    if file.exists():
        delete_file(story, file)
    else:
        story.write_article(file)


def twin(story: Story) -> None:
    """Add an article that came out at the same instant as another, in the same folder or elsewhere."""
    if file := story.some_article():
        folder = story.chance.choice([file.parent, story.site.folder / "content/articles/twins"])
        target = folder / f"{story.chance.choice('az')}-{file.name}"
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())


def remove_folder(story: Story) -> None:
    """Take away a folder with all its articles."""
    folders = sorted(each for each in (story.site.folder / "content/articles").rglob("*") if each.is_dir())
    if folders:
        shutil.rmtree(story.chance.choice(folders))


def change_month(story: Story) -> None:
    """Let an article come out in another month, and leave it where it lies."""
    if file := story.some_article():
        lines = file.read_text("utf-8").split("\n")
        date = f"date: 2026-0{story.chance.randint(1, 5)}-01T{story.chance.choice(['00:00:00Z', '12:00', '23:30'])}"
        file.write_text("\n".join(date if line.startswith("date:") else line for line in lines), "utf-8")


def rewrite(story: Story) -> None:
    if file := story.some_article():
        story.write_article(file)


def edit_body(story: Story) -> None:
    if file := story.some_article():
        story.former[file] = file.read_bytes()
        file.write_bytes(file.read_bytes() + b"\nAnd more.\n")


def same_size_same_time(story: Story) -> None:
    """Change bytes, keep the size, and put the old modification time back."""
    if file := story.some_article():
        data, stat = file.read_bytes(), file.stat()
        head, fence, body = data.rpartition(b"---\n")
        file.write_bytes(head + fence + body.swapcase())
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def rename(story: Story) -> None:
    if file := story.some_article():
        target = file.with_name(f"renamed-{story.chance.randint(1, 99)}.md")
        if not target.exists():
            file.rename(target)


def move(story: Story) -> None:
    if file := story.some_article():
        target = story.site.folder / f"content/articles/moved/{story.chance.randint(1, 3)}/{file.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            file.rename(target)


def delete(story: Story) -> None:
    if file := story.some_article():
        delete_file(story, file)


def delete_file(story: Story, file: Path) -> None:
    story.former[file] = file.read_bytes()
    file.unlink()


def duplicate(story: Story) -> None:
    """Put the same article into another folder: two pages for one address."""
    if file := story.some_article():
        target = story.site.folder / "content/articles/copies" / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if file != target:
            shutil.copy2(file, target)


def restore_older(story: Story) -> None:
    """Bring back what a file once held, with a time long past."""
    if story.former:
        file = story.chance.choice(sorted(story.former))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(story.former[file])
        os.utime(file, (PAST, PAST))


def touch(story: Story) -> None:
    for file in (story.site.folder / "content").rglob("*.*"):
        os.utime(file, None)


def edit_template(story: Story) -> None:
    """Put one template of the site's own before the theme's, or change it, or take it away."""
    names = ["pages/article.html", "parts/card.html", "layouts/skeleton.html", "feeds/entry.xml"]
    names += ["pages/topic.html", "pages/topics.html", "parts/chart.html"]
    name = story.chance.choice(names)
    file = story.site.folder / "templates" / name
    if file.exists() and story.chance.random() < 0.5:
        file.unlink()
    else:
        theme = Path(__file__).parent.parent / "templates" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = theme.read_text("utf-8")
        file.write_text(text.replace("</", f"<!-- {story.chance.randint(1, 9)} --></", 1), "utf-8")


def include_templates(story: Story) -> None:
    """Let pages be made of templates that are chosen while they are printed, or are there only now and then."""
    file = story.site.folder / f"templates/parts/own-{story.chance.randint(1, 2)}.html"
    if file.exists() and story.chance.random() < 0.5:
        file.unlink()
    else:
        story.site.write(f"templates/parts/{file.name}", f"{{{{ site.title }}}} {story.chance.randint(1, 9)}")
    story.site.write(
        "templates/parts/chosen.html",
        '{% macro chosen(number) %}{% include "parts/own-" ~ number ~ ".html" ignore missing %}'
        '{% include ["parts/own-2.html", "parts/own-1.html"] ignore missing %}{% endmacro %}',
    )
    chosen = story.chance.choice(['{% from "parts/chosen.html"', '{% set file = "parts/chosen.html" %}{% from file'])
    story.site.write(
        "templates/pages/category.html",
        f'{{% extends "theme:pages/category.html" %}}{{% block more %}}{chosen} import chosen %}}'
        "{{ chosen(1) }}{{ chosen(2) }}{% endblock %}",
    )


def add_asset(story: Story) -> None:
    file = story.site.folder / f"templates/assets/extra-{story.chance.randint(1, 2)}.css"
    if file.exists() and story.chance.random() < 0.5:
        file.unlink()
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {story.chance.random()} */", "utf-8")


def break_template(story: Story) -> None:
    file = story.site.folder / "templates/parts/byline.html"
    if file.exists():
        file.unlink()
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            story.chance.choice(
                [
                    "{% if %}",
                    "{% macro byline(story) %}{{ nothing }}{% endmacro %}",
                    "{% macro byline() %}{% endmacro %}",
                ]
            ),
            "utf-8",
        )


def edit_settings(story: Story) -> None:
    chance = story.chance
    lines = [f"title: {chance.choice(['The Courier', 'The Herald'])}", "base_url: https://courier.example/"]
    lines.append(f"page_size: {chance.choice([5, 6])}")
    lines.append(f"time_zone: {chance.choice(['UTC', 'Europe/London', 'Pacific/Auckland'])}")
    lines += ["sections: [Business, World]"] if chance.random() < 0.5 else []
    lines += ["permalink: /{year}/{slug}/"] if chance.random() < 0.3 else []
    lines += ["slugs: unicode"] if chance.random() < 0.3 else []
    lines += [f"half_life: {chance.randint(1, 60)}"] if chance.random() < 0.2 else []
    lines += [f"buzzing_days: {chance.randint(1, 40)}"] if chance.random() < 0.2 else []
    lines += [f"language: {chance.choice(['en', 'ar', 'ru'])}"] if chance.random() < 0.2 else []
    lines += ["feed_size: 2"] if chance.random() < 0.3 else []
    related = chance.choice([[], [], ["  newer: true"], ["  threshold: 40", "  common: 1"], ["  count: 1"]])
    lines += ["related:", *related] if related else []
    lines += ["langage: en"] if chance.random() < 0.1 else []
    lines += ["ignore:\n  content/media/:\n    media/unused: All of them stay."] if chance.random() < 0.3 else []
    story.site.write("content/site.yaml", "\n".join(lines) + "\n")


def edit_topics(story: Story) -> None:
    file = story.site.folder / "content/topics.yaml"
    if file.exists() and story.chance.random() < 0.2:
        file.unlink()
        return
    entries = [
        "Rail transport:\n  aliases: [rail]\n  parent: Harbour",
        "C++:\n  slug: cpp",
        "AI chips:\n  aliases: [glaciers]",
        "glacier:\n  distinct: [glaciers, budgte]",
    ]
    entries += ["Oil:\n  aliases: [Öl]\n  description: Black gold.", "budget:\n  aliases_of_url: [money]"]
    entries += ["Harbour:\n  parent: C\n  aliases_of_url: [/tags/port.html, port]", "نهر:\n  parent: Harbour"]
    entries += ["glaciers:\n  aliases_of_url: [budget]"] if story.chance.random() < 0.2 else []
    chosen = story.chance.sample(entries, k=story.chance.randint(1, len(entries)))
    file.write_text("\n".join(chosen) + "\n", "utf-8")


def edit_authors(story: Story) -> None:
    story.site.write("content/authors.yaml", f"Ann Ash:\n  about: Writes {story.chance.choice(WORDS)}.\n")


def edit_page(story: Story) -> None:
    file = story.site.folder / f"content/pages/{story.chance.choice(['about', 'imprint'])}.md"
    if file.exists() and story.chance.random() < 0.4:
        file.unlink()
    else:
        file.write_text(f"---\ntitle: {story.chance.choice(WORDS)}\n---\nText.\n", "utf-8")


def edit_media(story: Story) -> None:
    file = story.site.folder / f"content/media/{story.chance.choice(['one.png', 'two.png', 'two.png/inner.png'])}"
    if file.is_dir():
        shutil.rmtree(file)
    elif file.parent.is_file():
        file.parent.unlink()
    elif file.exists() and story.chance.random() < 0.3:
        file.unlink()
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"picture {story.chance.random()}".encode())


def time_passes(story: Story) -> None:
    story.site.moment = story.chance.choice(MOMENTS)


def other_options(story: Story) -> None:
    story.site.drafts = story.chance.random() < 0.5
    story.site.base_url = story.chance.choice(["", "https://pages.example/repo/"])


def delete_output(story: Story) -> None:
    files = [path for path in story.visible() if not path.startswith(OURS)]
    for path in story.chance.sample(sorted(files), k=min(len(files), 3)):
        (story.site.output / path).unlink()


def edit_output(story: Story) -> None:
    files = [path for path in story.visible() if not path.startswith(OURS)]
    if files:
        file = story.site.output / story.chance.choice(sorted(files))
        stat = file.stat()
        file.write_bytes(file.read_bytes().replace(b"e", b"3", 1))
        if story.chance.random() < 0.5:
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def delete_listing(story: Story) -> None:
    (story.site.output / OURS / "files").unlink(missing_ok=True)


def delete_all_output(story: Story) -> None:
    shutil.rmtree(story.site.output, ignore_errors=True)
    story.foreign.clear()


def foreign_file(story: Story) -> None:
    """Somebody else's file in the output folder stays."""
    name = f"foreign-{story.chance.randint(1, 2)}.txt"
    story.site.output.mkdir(exist_ok=True)
    story.foreign[name] = str(story.chance.random()).encode()
    (story.site.output / name).write_bytes(story.foreign[name])


def damage_memory(story: Story) -> None:
    """Flip a byte of the memory, cut it short, or take a part of it away."""
    file = memory_file(story.site.folder)
    listing = story.site.output / OURS / "files"
    if not file.exists() or not listing.exists():
        return
    if story.chance.random() < 0.5:
        # Of the answers only what is read is looked at.
        file = file.with_suffix(".answers")
        if not file.exists():
            return
    data = bytearray(file.read_bytes())
    how = story.chance.randrange(5)
    if how == 0:
        data[story.chance.randrange(len(data))] ^= 1 << story.chance.randrange(8)
        file.write_bytes(data)
    elif how == 1:
        file.write_bytes(data[: story.chance.randrange(len(data))])
    elif how == 2:
        file.with_suffix(".check").unlink(missing_ok=True)
    elif how == 3:
        file.unlink()
    else:
        file.write_bytes(b"not a database" * 100)


def killed(story: Story) -> None:
    """Edit, then kill the build at some change to the file system."""
    rewrite(story)
    add(story)
    kill_build(story.site, story.chance.randint(1, 60))


WATCHED = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "shutil.copyfile"})


def kill_build(site: Site, at: int) -> bool:
    """Build in another process that is killed as it is about to change the file system for the `at`-th time.

    Return whether it came to its end before that.
    """
    child = os.fork()
    if child == 0:
        left = at

        def count(event: str, args: tuple[object, ...]) -> None:
            nonlocal left
            writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
            if event in WATCHED or writes:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            site.build()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status)


ACTS: list[Callable[[Story], None]] = [
    add, add, rewrite, rewrite, edit_body, edit_body, same_size_same_time, rename, move, delete, duplicate,
    restore_older, touch, edit_template, add_asset, break_template, edit_settings, edit_topics, edit_authors, edit_page,
    edit_media, time_passes, other_options, delete_output, edit_output, delete_listing, delete_all_output, foreign_file,
    damage_memory, killed, killed, killed, rename_folder, swap, check, strict, elsewhere, hold_back_media,
    spoil_draft, include_templates, begin_shelf, begin_shelf, twin, remove_folder, change_month, change_month,
]  # fmt: skip
