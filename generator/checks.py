"""All problems of a site in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from generator.article import is_draft, unreadable
from generator.ask import Ask, question
from generator.library import library_problems, stray, term_problems
from generator.links import links_problems
from generator.overrides import override_problems
from generator.plan import collisions, dead_addresses
from generator.problems import Problem, Silenced, has_errors, problem, shown
from generator.render import template_problems
from generator.shelves import ARTICLES, folders_below
from generator.silencing import Judged, judge, wishes
from generator.site import authors_file, settings, topics_file
from generator.sources import SITE, file_bytes, folder
from generator.spelling import spelling_problems
from generator.standing import PAGES, standing_problems
from generator.unused import unused_media

CONTENT: Final = "content"
KNOWN: Final = frozenset({"site.yaml", "topics.yaml", "authors.yaml"})
KNOWN_FOLDERS: Final = frozenset({"articles", "pages", "media"})


@question()
def site_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell what is wrong with the content, the settings and the templates, in the order of the files; without the
    warnings that editors have silenced."""
    return ask(judged).told


@question()
def silenced_problems(ask: Ask) -> tuple[Silenced, ...]:
    """Return the warnings that editors have silenced, with their reasons."""
    return ask(judged).silenced


@question()
def judged(ask: Ask) -> Judged:
    """Part all problems into those to be told and those that are silenced."""
    return judge(ask(all_problems), ask(wishes))


@question()
def all_problems(ask: Ask) -> tuple[Problem, ...]:
    """Return everything that is wrong with the content, the settings and the templates, in the order of the files."""
    found = [
        *ask(no_articles),
        *ask(unreadable_files),
        *ask(settings).problems,
        *ask(topics_file).problems,
        *ask(authors_file).problems,
    ]
    found += (*ask(library_problems), *ask(standing_problems), *ask(template_problems), *ask(stray_problems))
    found += (*ask(links_problems), *ask(term_problems), *ask(collisions), *ask(dead_addresses))
    found += ask(spelling_problems)
    if not has_errors(found):
        # What cannot be read may name what seems unused, and a misspelt name is told as such.
        found += (*ask(unused_media), *ask(override_problems))
    return tuple(sorted({_milder(ask, each) for each in found}))


def _milder(ask: Ask, each: Problem) -> Problem:
    """Return an error of a draft as a warning: what is not published need not stop what is."""
    of_article = each.file.startswith(f"{ARTICLES}/") and each.file.endswith(".md")
    if each.severity == "error" and of_article and ask(is_draft, each.file):
        return replace(each, severity="warning")
    return each


@question()
def no_articles(ask: Ask) -> tuple[Problem, ...]:
    """Tell that the folder of the articles is missing: an empty newspaper is rarely meant."""
    if ask(folder, ARTICLES) is not None:
        return ()
    what = "There is no folder `content/articles/`, so the site would have no article."
    return (problem("site/no-articles", ARTICLES, 0, 0, what, "Make the folder, or give it back its name."),)


@question()
def unreadable_files(ask: Ask) -> tuple[Problem, ...]:
    """Tell which of the site's own files are there and cannot be read."""
    names = ask(folder, CONTENT)
    there = (f"{CONTENT}/{name}" for name in (names.files if names else ()) if name in KNOWN)
    return tuple(unreadable(path) for path in there if ask(file_bytes, path) is None)


@question()
def stray_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which files and links of the site's folders the build passes over."""
    found = []
    for top in (SITE, CONTENT, "templates"):
        for path in ask(folders_below, top):
            names = ask(folder, path)
            for each in names.refused if names else ():
                what = f"“{each.name}” is not read: {each.reason}."
                found.append(problem("file/refused", path, 0, 0, what, "Put the file itself there, or take it away."))
    names = ask(folder, CONTENT)
    for name in names.files if names else ():
        if name not in KNOWN:
            found.append(_misnamed(name) or _unknown(f"{CONTENT}/{name}"))
    for name in names.folders if names else ():
        if name not in KNOWN_FOLDERS:
            found.append(_unknown(f"{CONTENT}/{name}/"))
    return (*found, *(stray(each) for each in _other_files(ask, PAGES)))


def _other_files(ask: Ask, top: str) -> Iterator[str]:
    for path in ask(folders_below, top):
        names = ask(folder, path)
        yield from (f"{path}/{name}" for name in (names.files if names else ()) if not name.endswith(".md"))


def _misnamed(name: str) -> Problem | None:
    meant = f"{name.casefold().partition('.')[0]}.yaml"
    if meant not in KNOWN:
        return None
    what = f"The file is not read: its name must be {shown(meant)}."
    return problem("file/misnamed", f"{CONTENT}/{name}", 0, 0, what, f"Rename it to {shown(meant)}.")


def _unknown(path: str) -> Problem:
    return problem(
        "file/unknown", path, 0, 0, "Nothing is built from this.",
        "Articles go into `content/articles/`, standing pages into `content/pages/`, pictures into `content/media/`.",
    )  # fmt: skip
