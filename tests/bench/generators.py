"""The generators that are compared: what each is given, how it is run, and where its result lies.

The sites are equal: the same articles, the same kinds of pages, the same markup in the pages, no pictures, no search
index. What still differs stands in `docs/benchmarks/README.md`. The peers' templates and settings lie in `peers/`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from generator.build import theme_folder
from tests.bench.corpus import SEED, SITE, Story, as_markdown, linked, listed, published, quoted, stories

HERE: Final = Path(__file__).parent
REPOSITORY: Final = HERE.parent.parent
PEERS: Final = REPOSITORY / ".venv/peers"
"""The environment into which `make bench` installs the peers, so that their needs do not change ours."""


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator. Folders and files are relative to its site.

    `program` is the command without arguments, None where it is not installed; with `arguments` it builds, with
    `preview` and a port it shows the site while it is edited (empty: not measured). `folders` are made anew by a build
    from nothing; `files` gives what the site holds beside its articles, for a number of articles.
    """

    name: str
    title: str
    program: Callable[[], tuple[str, ...] | None]
    arguments: tuple[str, ...]
    preview: tuple[str, ...]
    version: tuple[str, ...]
    files: Callable[[int], Iterator[tuple[str, bytes]]]
    article: Callable[[Story, int], str]
    articles: str
    output: str
    folders: tuple[str, ...]
    template: str
    settings: str

    @property
    def command(self) -> tuple[str, ...]:
        """Return the command that builds the site in whose folder it is run."""
        return (*self._installed(), *self.arguments)

    def preview_at(self, port: int) -> tuple[str, ...]:
        """Return the command that shows the site in whose folder it is run at a port of this machine."""
        return (*self._installed(), *self.preview, str(port))

    def told_version(self) -> str:
        """Return the first line of what the program says of its version."""
        command = (*self._installed(), *self.version)
        told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
        first = told.stdout.strip().split("\n")[0]
        return f"{first}, {_commit()}" if self.name == "broadsheet" else first

    def _installed(self) -> tuple[str, ...]:
        program = self.program()
        if program is None:
            raise FileNotFoundError(f"{self.title} is not installed")
        return program


def _commit() -> str:
    """Return the commit that is measured; "-dirty" says that there are changes."""
    described = subprocess.run(
        ("git", "describe", "--always", "--dirty"), capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    return f"commit {described.stdout.strip()}"


def write_site(generator: Generator, folder: Path, size: int, seed: int = SEED) -> None:
    """Write a site into a folder that is new or empty."""
    for name, data in generator.files(size):
        write(folder / name, data)
    for each in stories(size, seed):
        write_article(generator, folder, each, seed)


def write_article(generator: Generator, folder: Path, story: Story, seed: int = SEED) -> None:
    """Write one article of a site."""
    write(folder / generator.articles / f"{story.place}.md", generator.article(story, seed).encode())


def write(file: Path, data: bytes) -> None:
    """Write a file, with the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _folder(root: Path, into: str = "") -> Iterator[tuple[str, bytes]]:
    for file in sorted(each for each in root.rglob("*") if each.is_file()):
        yield into + file.relative_to(root).as_posix(), file.read_bytes()


# Broadsheet: its own theme. The template of the article page is the site's own, so that it can be edited.


def _broadsheet() -> tuple[str, ...]:
    return (sys.executable, "-m", "generator")


def _broadsheet_files(size: int) -> Iterator[tuple[str, bytes]]:
    yield "content/site.yaml", SITE.encode()
    yield "templates/pages/article.html", (theme_folder() / "pages/article.html").read_bytes()


BROADSHEET: Final = Generator(
    name="broadsheet",
    title="Broadsheet",
    program=_broadsheet,
    arguments=("build", "--no-search", "--format", "json"),
    preview=("serve", "--port"),
    version=("--version",),
    files=_broadsheet_files,
    article=as_markdown,
    articles="content/articles",
    output="output",
    folders=("output", ".broadsheet"),
    template="templates/pages/article.html",
    settings="content/site.yaml",
)


# Hugo. Its binary is called, not the Python wrapper around it.


@cache
def _hugo() -> tuple[str, ...] | None:
    packaged = next(PEERS.glob("lib/python*/site-packages/hugo/binaries/hugo*"), None)
    found = packaged or shutil.which("hugo")
    return (str(found),) if found else None


def _hugo_files(size: int) -> Iterator[tuple[str, bytes]]:
    yield from _folder(HERE / "peers/hugo")
    yield from _folder(theme_folder() / "assets", "static/assets/")
    months = dict.fromkeys(published(number) for number in range(size + 1))
    for year, month in dict.fromkeys((f"{each:%Y}", f"{each:%m}") for each in months):
        yield f"content/articles/{year}/_index.md", f"---\ntitle: '{year}'\n---\n".encode()
        yield f"content/articles/{year}/{month}/_index.md", f"---\ntitle: {year}-{month}\n---\n".encode()


def _hugo_article(each: Story, seed: int) -> str:
    lines = ["---", f"title: {each.title}", f"date: {each.date:%Y-%m-%dT%H:%M:%SZ}"]
    lines += [f"description: {quoted(each.summary[0])}"]
    lines += listed("categories", each.categories)
    lines += listed("bullets", (quoted(bullet) for bullet in each.summary))
    lines += listed("topics", (name for name, _ in each.topics))
    lines += listed("weights", (str(weight) for _, weight in each.topics))
    lines += [*listed("sources", (each.source,)), f"source_url: {each.source_url}"]
    lines += listed("authors", each.authors)
    return "\n".join([*lines, "---", linked(each.body, "/{}/", seed)])


HUGO: Final = Generator(
    name="hugo",
    title="Hugo",
    program=_hugo,
    arguments=("build", "--quiet"),
    preview=("server", "--quiet", "--port"),
    version=("version",),
    files=_hugo_files,
    article=_hugo_article,
    articles="content/articles",
    output="public",
    folders=("public", "resources"),
    template="layouts/page.html",
    settings="hugo.toml",
)


def _hugo_files_with_related(size: int) -> Iterator[tuple[str, bytes]]:
    for name, data in _hugo_files(size):
        yield name, data + (b"\n[params]\nrelated = true\n" if name == "hugo.toml" else b"")


HUGO_RELATED: Final = replace(HUGO, name="hugo-related", title="Hugo, related", files=_hugo_files_with_related)
"""Hugo with its own related content, which costs it the square of the number of articles."""


# Pelican.


@cache
def _pelican() -> tuple[str, ...] | None:
    ours = PEERS / "bin/pelican"
    found = str(ours) if ours.exists() else shutil.which("pelican")
    return (found,) if found else None


def _pelican_files(size: int) -> Iterator[tuple[str, bytes]]:
    yield from _folder(HERE / "peers/pelican")
    yield from _folder(theme_folder() / "assets", "theme/static/")


def _pelican_article(each: Story, seed: int) -> str:
    lines = [f"Title: {each.title}", f"Date: {each.date:%Y-%m-%dT%H:%M:%SZ}", f"Slug: {each.slug}"]
    lines += [f"Category: {each.categories[0]}", f"Tags: {'; '.join(name for name, _ in each.topics)};"]
    lines += [f"Weights: {' '.join(str(weight) for _, weight in each.topics)}"]
    lines += [f"Authors: {'; '.join(each.authors)};"] if each.authors else []
    lines += [f"Source: {each.source}", f"Source_url: {each.source_url}", f"Description: {each.summary[0]}"]
    lines += [f"{'    ' if place else 'Summary: '}- {bullet}" for place, bullet in enumerate(each.summary)]
    return "\n".join([*lines, "", linked(each.body, "{{filename}}/articles/{}.md", seed)])


PELICAN: Final = Generator(
    name="pelican",
    title="Pelican",
    program=_pelican,
    arguments=("--quiet",),
    preview=(),  # while it builds, it does not see what is saved
    version=("--version",),
    files=_pelican_files,
    article=_pelican_article,
    articles="content/articles",
    output="output",
    folders=("output", "cache"),
    template="theme/templates/article.html",
    settings="pelicanconf.py",
)

GENERATORS: Final = {each.name: each for each in (BROADSHEET, HUGO, HUGO_RELATED, PELICAN)}
