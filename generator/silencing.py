"""Warnings that an editor has looked at and, with a reason, wants to hear no more: never silently.

An article or a standing page silences its own, under `ignore`; `site.yaml` silences those of files that have no
front matter. Errors cannot be silenced. What silences nothing is a warning itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.ignored import Ignored
from generator.mentions import mentioned
from generator.problems import Problem, Silenced, problem, shown
from generator.shelves import shelf_articles, shelves
from generator.site import SITE_FILE, settings
from generator.standing import standing_paths


class Wish(Value, frozen=True, order=True):
    """That warnings of one code be silenced in `where`: a file, or all below a folder, whose name ends in "/".

    `file`, `line` and `column` say where the wish stands.
    """

    where: str
    code: str
    reason: str
    file: str
    line: int
    column: int


class Judged(Value, frozen=True):
    """All problems of a site, parted into those to be told and those that are silenced."""

    told: tuple[Problem, ...]
    silenced: tuple[Silenced, ...]


@question()
def shelf_wishes(ask: Ask, shelf: str) -> tuple[Wish, ...]:
    """Return what the articles of one shelf want silenced."""
    return tuple(_wish(file, each) for file in ask(shelf_articles, shelf) for each in ask(mentioned, file).ignored)


@question()
def wishes(ask: Ask) -> tuple[Wish, ...]:
    """Return all that is to be silenced."""
    found = [each for shelf in ask(shelves) for each in ask(shelf_wishes, shelf)]
    found += [_wish(file, each) for file in ask(standing_paths) for each in ask(mentioned, file).ignored]
    for where in ask(settings).settings.ignore:
        found += [Wish(where.path, each.code, each.reason, SITE_FILE, each.line, each.column) for each in where.ignored]
    return tuple(found)


def _wish(file: str, each: Ignored) -> Wish:
    return Wish(file, each.code, each.reason, file, each.line, each.column)


def judge(problems: Iterable[Problem], wished: Iterable[Wish]) -> Judged:
    """Part problems by what is to be silenced, and add a warning for each wish that nothing answers to."""
    by_code: dict[str, list[Wish]] = defaultdict(list)
    unused = dict.fromkeys(wished)
    for wish in unused:
        by_code[wish.code].append(wish)
    told: list[Problem] = []
    silenced: list[Silenced] = []
    answered: set[Wish] = set()
    for each in problems:
        found = [wish for wish in by_code.get(each.code, ()) if _covers(wish.where, each.file)]
        if each.severity == "error" or not found:
            told.append(each)
        else:
            silenced.append(Silenced(each, found[0].reason))
            answered.update(found)
    told += [_unused(wish) for wish in unused if wish not in answered]
    return Judged(tuple(sorted(told)), tuple(sorted(silenced)))


def _covers(where: str, file: str) -> bool:
    return f"{file}/".startswith(where) if where.endswith("/") else file == where


def _unused(wish: Wish) -> Problem:
    there = "here" if wish.file == wish.where else f"in {shown(wish.where)}"
    what = f"There is no warning {shown(wish.code)} {there} any more."
    return problem("ignore/unused", wish.file, wish.line, wish.column, what, "Take the line out.")
