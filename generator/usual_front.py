"""The short way from front matter as it is written to checked values: what most editors write, and write right.

`schema` stays the definition. Whatever is wrong, missing, unknown or seldom goes that way, and pydantic, which takes
longer to import than most edits take to build, is not needed for the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec import field

from generator import values
from generator.fingerprint import Value
from generator.yaml_tree import Items, Mapping, Node, Text, is_nothing

if TYPE_CHECKING:
    from generator.schema import CorrectionSchema, ImageSchema


class UsualSource(Value, frozen=True):
    """Where the story comes from, as `schema.SourceSchema` has it."""

    name: str
    url: str = ""


class Usual(Value, frozen=True):
    """Checked values, as `schema.ArticleSchema` has them."""

    title: str
    date: str
    categories: tuple[str, ...]
    summary: tuple[str, ...] = ()
    topics: dict[str, int] = field(default_factory=dict)
    source: UsualSource | None = None
    authors: tuple[str, ...] = ()
    updated: str = ""
    expires: str = ""
    description: str = ""
    image: ImageSchema | None = None
    slug: str = ""
    aliases: tuple[str, ...] = ()
    corrections: tuple[CorrectionSchema, ...] = ()
    canonical_url: str = ""
    draft: bool = False
    featured: bool = False
    language: str = ""
    ignore: dict[str, str] = field(default_factory=dict)
    extra: str = "{}"


class _Unusual(ValueError):
    """Something else stands here than most editors write."""


def usual(root: Mapping) -> Usual | None:
    """Return the checked values of an article; None where that is for `schema` to say."""
    found: dict[str, Any] = {}
    try:
        for each in root.entries:
            if each.key.value not in READERS or is_nothing(each.value):
                return None
            found[each.key.value] = READERS[each.key.value](each.value)
    except ValueError:
        return None
    return Usual(**found) if found.keys() >= REQUIRED else None


def _of(check: Callable[[str], Any]) -> Callable[[Node], Any]:
    return lambda node: check(_text(node))


def _each_of(check: Callable[[str], str]) -> Callable[[Node], tuple[str, ...]]:
    return lambda node: tuple(check(_text(each)) for each in _items(node))


def _text(node: Node | None) -> str:
    if not isinstance(node, Text):
        raise _Unusual
    return node.value.strip()


def _items(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Items):
        raise _Unusual
    return node.items


def _topics(node: Node) -> dict[str, int]:
    if not isinstance(node, Mapping):
        raise _Unusual
    found = {values.name(_text(each.key)): values.weight(_text(each.value)) for each in node.entries}
    if len(found) < len(node.entries):
        raise _Unusual
    return found


def _source(node: Node) -> UsualSource:
    if isinstance(node, Text):
        return UsualSource(values.name(_text(node)))
    if not isinstance(node, Mapping) or [each.key.value for each in node.entries] != ["name", "url"]:
        raise _Unusual
    name, url = (each.value for each in node.entries)
    if is_nothing(name) or is_nothing(url):
        raise _Unusual
    return UsualSource(values.name(_text(name)), values.url(_text(url)))


_line, _date = _of(values.line_of_text), _of(values.moment)

READERS: Final[dict[str, Callable[[Node], Any]]] = {
    "title": _line,
    "date": _date,
    "categories": _each_of(values.name),
    "summary": _each_of(values.line_of_text),
    "topics": _topics,
    "source": _source,
    "authors": _each_of(values.name),
    "updated": _date,
    "expires": _date,
    "description": _line,
    "slug": _of(values.slug),
    "canonical_url": _of(values.url),
    "draft": _of(values.boolean),
    "featured": _of(values.boolean),
    "language": _of(values.language),
}
"""How the value of each key is read."""

REQUIRED: Final = frozenset({"title", "date", "categories"})
