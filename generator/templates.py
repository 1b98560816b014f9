"""Templates as questions: which file a name means, what is in it, and of what templates a page is made."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import jinja2
from jinja2.meta import find_referenced_templates

from generator.ask import Ask, question
from generator.sources import THEME, file_bytes, folder

OWN: Final = "templates/"

_PARSER: Final = jinja2.Environment()  # noqa: S701 - it prints nothing


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template: its file, what is in it, and the names of the templates that it says it is made from."""

    file: str
    source: bytes
    names: tuple[str, ...]


@question()
def template_file(ask: Ask, name: str) -> str | None:
    """Return the file of a template: the site's own before the packaged theme's; None where there is none."""
    if name.startswith(THEME):
        return name if _exists(ask, name) else None
    return next((file for file in (OWN + name, THEME + name) if _exists(ask, file)), None)


def _exists(ask: Ask, file: str) -> bool:
    parent, _, name = file.rpartition("/")
    if not parent:
        parent, name = THEME, file.removeprefix(THEME)
    found = ask(folder, parent)
    return found is not None and name in found.files


@question()
def template(ask: Ask, name: str) -> TemplateFile | None:
    """Read a template; None where there is none."""
    file = ask(template_file, name)
    source = ask(file_bytes, file) if file else None
    return TemplateFile(file, source, _named_in(source)) if file and source is not None else None


def _named_in(source: bytes) -> tuple[str, ...]:
    """Return the names of the templates that a template extends, imports or includes; none where it cannot be read."""
    with suppress(jinja2.TemplateSyntaxError, UnicodeDecodeError):
        found = find_referenced_templates(_PARSER.parse(source.decode()))
        return tuple(sorted({each for each in found if each}))
    return ()


@question(stored=False)
def templates_of(ask: Ask, name: str) -> tuple[tuple[str, TemplateFile | None], ...]:
    """Return a template and all others that it is made of, by their names.

    They are all that it and those others say, also what they only need for some pages. What is chosen while a page is
    printed is not among them.
    """
    found: dict[str, TemplateFile | None] = {}
    due = [name]
    while due:
        each = due.pop()
        if each not in found:
            found[each] = known = ask(template, each)
            due += known.names if known else ()
    return tuple(found.items())
