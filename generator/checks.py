"""All problems of a site in one answer."""

from __future__ import annotations

from typing import Final

from generator.ask import Ask, question
from generator.library import folders_below, library_problems, term_problems
from generator.links import links_problems
from generator.plan import collisions, dead_addresses
from generator.problems import Problem, problem
from generator.render import template_problems
from generator.site import authors_file, settings, topics_file
from generator.sources import SITE, folder
from generator.standing import standing_problems

CONTENT: Final = "content"
KNOWN: Final = frozenset({"site.yaml", "topics.yaml", "authors.yaml"})
KNOWN_FOLDERS: Final = frozenset({"articles", "pages", "media"})


@question()
def site_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell everything that is wrong with the content, the settings and the templates, in the order of the files."""
    site = ask(folder, SITE)
    if ask(folder, CONTENT) is None and not (site and site.refused):
        return (
            problem(
                "site/no-content", CONTENT, 0, 0, "There is no folder `content/` here, so there is no site to build.",
                "Call the command in the folder that holds `content/`, or name that folder.",
            ),
        )  # fmt: skip
    found = [*ask(settings).problems, *ask(topics_file).problems, *ask(authors_file).problems]
    found += (*ask(library_problems), *ask(standing_problems), *ask(template_problems), *ask(stray_problems))
    found += (*ask(links_problems), *ask(term_problems), *ask(collisions), *ask(dead_addresses))
    return tuple(sorted(set(found)))


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
            found.append(_unknown(f"{CONTENT}/{name}"))
    for name in names.folders if names else ():
        if name not in KNOWN_FOLDERS:
            found.append(_unknown(f"{CONTENT}/{name}/"))
    return tuple(found)


def _unknown(path: str) -> Problem:
    return problem(
        "file/unknown", path, 0, 0, "Nothing is built from this.",
        "Articles go into `content/articles/`, standing pages into `content/pages/`, pictures into `content/media/`.",
    )  # fmt: skip
