"""Links and pictures in texts: what each means within the site, whether it is there, and what it becomes.

Editors link to files, as their own editor and GitHub's preview do; readers get addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from html import escape
from posixpath import dirname, relpath
from typing import Final

from rapidfuzz.distance import OSA

from generator.article import Reading, article, is_draft, is_published, published_address, reading
from generator.ask import Ask, question
from generator.ledgers import ledger
from generator.markup import Markup, Reference, join
from generator.media import MEDIA, file_named, is_remote
from generator.mentions import AddressLink, Target, anchor_of, mentioned, target_of, texts_of
from generator.problems import Problem, did_you_mean, problem, shown
from generator.settings import AuthorEntry
from generator.shelves import ARTICLES, folders_below, shelf_articles, shelves
from generator.site import AUTHORS_FILE, registered_authors
from generator.sources import folder
from generator.standing import PAGES, standing_address, standing_paths, standing_reading
from generator.urls import as_written

PICTURE_REMEDY: Final = "Put the picture into `content/media/` and write its place, such as `/media/picture.jpg`."


def resolved(ask: Ask, text: Markup, path: str, link: Callable[[str], str]) -> str:
    """Return the HTML of a text of the file `path`; `link` makes addresses of the site into what an attribute holds.

    A link to what readers may not see yet, or to what is not there, loses its `href` and keeps its words. A picture
    that is not there keeps its name, since a picture without one is not HTML.
    """
    return join(text.html, (_attribute(ask, each, path, link) for each in text.references))


def _attribute(ask: Ask, reference: Reference, path: str, link: Callable[[str], str]) -> str:
    target = target_of(reference, path)
    if target.kind == "address":
        value = link("/").removesuffix("/") + as_written(target.file) if target.file else ""
    elif (address := _address(ask, target)) is not None:
        value = link(address)
    elif reference.attribute == "src":
        value = as_written(reference.target)
    else:
        return ""
    return f' {reference.attribute}="{escape(value + as_written(reference.suffix))}"'


def _address(ask: Ask, target: Target) -> str | None:
    if target.kind == "article":
        return ask(published_address, target.file)
    if target.kind == "page":
        return ask(standing_address, target.file)
    return target.file.removeprefix("content") if target.kind == "media" and ask(exists, target.file) else None


@question(near=True)
def exists(ask: Ask, path: str) -> bool:
    """Say whether there is a file of this name."""
    parent, _, name = path.rpartition("/")
    found = ask(folder, parent) if parent.startswith("content") else None
    return found is not None and name in found.files


@question()
def link_problems(ask: Ask, path: str) -> tuple[Problem, ...]:
    """Tell which links and pictures of an article or a standing page lead nowhere."""
    read = ask(standing_reading, path) if path.startswith(PAGES) else ask(reading, path)
    texts = texts_of(read) if isinstance(read, Reading) else (read.body,)
    found = [told for text in texts for each in text.references if (told := _link_problem(ask, each, path))]
    if isinstance(read, Reading) and read.front and read.front.image and not is_remote(read.front.image.src):
        src = read.front.image.src
        if not (file_named(src, path).startswith(MEDIA) and ask(exists, file_named(src, path))):
            place = read.front.place("image.src")
            found.append(_no_picture(path, place.line, place.column, src, _near(ask, file_named(src, path), path)))
    return tuple(found)


def _own_picture(author: AuthorEntry) -> str:
    """Return the file of an author's picture; "" for none, or one elsewhere."""
    return "" if not author.picture or is_remote(author.picture) else file_named(author.picture, AUTHORS_FILE)


@question()
def author_picture_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which pictures of authors are not there."""
    missing = (each for _, each in ask(registered_authors) if (file := _own_picture(each)) and not ask(exists, file))
    return tuple(
        _no_picture(AUTHORS_FILE, each.line, each.column, each.picture, _near(ask, _own_picture(each), AUTHORS_FILE))
        for each in missing
    )


def _no_picture(file: str, line: int, column: int, src: str, near: str) -> Problem:
    what = f"There is no picture {shown(src)}."
    remedy = f"Did you mean {shown(near)}? {PICTURE_REMEDY}" if near else PICTURE_REMEDY
    return problem("image/missing-file", file, line, column, what, remedy)


@question()
def shelf_link_problems(ask: Ask, shelf: str) -> tuple[Problem, ...]:
    """Tell which links of the articles of one shelf lead nowhere."""
    return tuple(each for file in ask(shelf_articles, shelf) for each in ask(link_problems, file))


@question()
def links_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which links of all articles and standing pages lead nowhere."""
    of_articles = (each for shelf in ask(shelves) for each in ask(shelf_link_problems, shelf))
    of_pages = (each for path in ask(standing_paths) for each in ask(link_problems, path))
    return (*of_articles, *of_pages, *ask(author_picture_problems))


@question()
def shelf_addresses_linked(ask: Ask, shelf: str) -> tuple[AddressLink, ...]:
    """Return the links of the articles of one shelf that are written as addresses of this site."""
    return tuple(each for file in ask(shelf_articles, shelf) for each in ask(mentioned, file).addresses)


@question()
def all_addresses_linked(ask: Ask) -> tuple[AddressLink, ...]:
    """Return all links that are written as addresses of this site."""
    of_articles = (each for shelf in ask(shelves) for each in ask(shelf_addresses_linked, shelf))
    return (*of_articles, *(each for path in ask(standing_paths) for each in ask(mentioned, path).addresses))


def _near(ask: Ask, file: str, path: str) -> str:
    """Return, as a link in the file `path`, the file that is probably meant by one that is not there: of those in the
    same folder the one whose name is most like it, else one of its name elsewhere; "" for none."""
    parent, _, name = file.rpartition("/")
    names = ask(folder, parent) if parent.startswith("content") else None
    there = [each for each in names.files if f"{parent}/{each}" != path] if names else []
    found = [f"{parent}/{each}" for each in get_close_matches(name, there, n=1, cutoff=0.8)]
    if not found:
        elsewhere = (each for each in ask(files_of_name, name) if each != path)
        found = sorted(elsewhere, key=lambda each: (OSA.distance(each, file), each))
    if not found:
        return ""
    near = found[0]
    return near.removeprefix("content") if near.startswith(MEDIA) else relpath(near, dirname(path))


@question()
def files_of_name(ask: Ask, name: str) -> tuple[str, ...]:
    """Return the articles, standing pages and media whose file has a name, sorted."""
    below = (path for top in (ARTICLES, PAGES, MEDIA.rstrip("/")) for path in ask(folders_below, top))
    there = ((path, ask(folder, path)) for path in below)
    return tuple(f"{path}/{name}" for path, names in there if names and name in names.files)


def _to_unpublished(reference: Reference, path: str) -> Problem:
    name = shown(reference.target)
    what = f"The link leads to {name}, which is not published now; readers see its words without a link."
    remedy = "Nothing needs to be done if it comes out later."
    return problem("link/unpublished", path, reference.line, reference.column, what, remedy)


def _link_problem(ask: Ask, reference: Reference, path: str) -> Problem | None:
    target = target_of(reference, path)
    if target.kind == "address":
        return None
    name = shown(reference.target)
    if target.kind == "article" and ask(exists, target.file):
        if is_published(ask, target.file) or (ask(article, target.file) is None and not ask(is_draft, target.file)):
            return no_anchor(ask, target.file, anchor_of(reference), (path, reference.line, reference.column))
        return _to_unpublished(reference, path)
    if target.kind == "page" and ask(exists, target.file):
        if ask(standing_address, target.file) is None:
            return _to_unpublished(reference, path)
        return no_anchor(ask, target.file, anchor_of(reference), (path, reference.line, reference.column))
    if ask(exists, target.file) and target.kind == "media":
        return None
    code, remedy = {
        "article": ("link/missing-article", "Write the path of an article's file, counted from this file’s folder."),
        "page": ("link/missing-page", "Write the path of a file in `content/pages/`, counted from this file’s folder."),
        "media": ("link/missing-media", "Put the file into `content/media/`, or mend its name."),
        "file": ("link/missing-file", "Link to an article’s file, to a file in `content/media/` or to a full URL."),
    }[target.kind]
    what = "The link"
    if reference.attribute == "src":
        what, remedy = "The picture", PICTURE_REMEDY
    if near := _near(ask, target.file, path):
        remedy = f"Did you mean {shown(near)}? {remedy}"
    return problem(
        code, path, reference.line, reference.column, f"{what} leads to {name}, which is not in the site.", remedy
    )


@question()
def anchors(ask: Ask, path: str) -> tuple[str, ...]:
    """Return the ids within an article or a standing page that a link may lead to."""
    body = ask(standing_reading, path).body if path.startswith(PAGES) else ask(reading, path).body
    return body.ids


def no_anchor(ask: Ask, target: str, anchor: str, place: tuple[str, int, int]) -> Problem | None:
    """Tell that the article or page `target` has no heading of the id `anchor`; None where it has, or may have.

    The theme's own ids begin with “to:”; “:~:” begins what browsers look for in the text itself.
    """
    if not anchor or anchor == "top" or anchor.startswith(("to:", ":~:")):
        return None
    known = ask(anchors, target)
    if anchor.partition(":~:")[0] in known:
        return None
    what = f"No heading of {shown(target)} has the id {shown(anchor)}."
    remedy = did_you_mean(anchor, known) or (
        f"Its headings have {', '.join(shown(each) for each in known[:5])}." if known else "It has no headings."
    )
    return problem("link/missing-anchor", *place, what, remedy)


@question()
def shelf_media(ask: Ask, shelf: str) -> tuple[tuple[str, bool], ...]:
    """Return what files of `content/media/` the articles of one shelf name, and whether a published one does."""
    found: dict[str, bool] = {}
    for each in ask(shelf_articles, shelf):
        if named := ask(mentioned, each).media:
            public = is_published(ask, each)
            for file in named:
                found[file] = found.get(file, False) or public
    return tuple(sorted(found.items()))


@question()
def media_uses(ask: Ask) -> tuple[tuple[str, bool], ...]:
    """Return what files of `content/media/` are named anywhere, and whether something that readers see names them."""
    shown_by: dict[str, bool] = {}
    for shelf in ask(shelves):
        for file, public in ask(shelf_media, shelf):
            shown_by[file] = shown_by.get(file, False) or public
    for key, author in ask(registered_authors):
        if file := _own_picture(author):
            shown_by[file] = shown_by.get(file, False) or ask(ledger, "author", key) is not None
    for path in ask(standing_paths):
        for file in ask(mentioned, path).media:
            public = ask(standing_address, path) is not None
            shown_by[file] = shown_by.get(file, False) or public
    return tuple(sorted(shown_by.items()))


@question()
def folder_files(ask: Ask, path: str) -> tuple[str, ...]:
    """Return the paths of the files that lie directly in a folder."""
    names = ask(folder, path)
    return tuple(f"{path}/{name}" for name in names.files) if names else ()


@question()
def published_media(ask: Ask) -> tuple[str, ...]:
    """Return the files of `content/media/` that readers may see.

    A file that only unpublished articles name is held back with them: its picture or its name could tell the story.
    """
    shown_by = ask.table(media_uses)
    found = (file for path in ask(folders_below, MEDIA.rstrip("/")) for file in ask(folder_files, path))
    return tuple(file for file in found if shown_by.get(file, True))
