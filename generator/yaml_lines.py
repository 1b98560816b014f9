"""A short way from YAML to its tree, for what most editors write: each key with a text on its line, or with lines of
such texts below it. Whatever is in doubt is left to `yaml_text`, which makes the same of what is not."""

from __future__ import annotations

import re
from typing import Final

from generator.yaml_tree import Entry, Items, Mapping, Node, Text

_KEY: Final = r"\w(?:[\w'’&.()/+-]| (?=\w)){0,100}+"
_DOUBLE: Final = r"\"[^\"\\\t]*+(?:\\[\"\\][^\"\\\t]*+)*+\""
_SINGLE: Final = r"'[^'\t]*+(?:''[^'\t]*+)*+'"
_PLAIN: Final = r"[\w/“‘„«(](?:[^\s:|>\[\]{}]++|:(?=[^\s,}\]])| (?=[^\s#]))*+"
"""What begins with a letter or the like, and has no colon or number sign in it that could mean anything."""
_ESCAPED: Final = re.compile(r"\\(.)")
_LINE: Final = re.compile(rf"( *)(- )?(?:({_KEY}):(?: (?=\S)|$))?({_DOUBLE}|{_SINGLE}|{_PLAIN})?")


def read_lines(text: str, first_line: int) -> Mapping | None:
    """Return what a text says that is written in the simplest way; None where it is not.

    The text is as `yaml_text.read` takes it. `first_line` is the line of the file on which it begins.
    """
    found: list[tuple[Text, Text | _Below]] = []
    for number, line in enumerate(text.split("\n")[:-1], first_line):
        parts = _LINE.fullmatch(line)
        if parts is None:
            return None
        indent, dash, name, written = parts.groups()
        key = Text(name, number, len(indent) + 1) if name else None
        value = _text(written, number, len(line) - len(written) + 1) if written else None
        if key and not indent and not dash:
            found.append((key, value or []))
        elif not found or isinstance(found[-1][1], Text) or value is None:
            return None
        elif dash and not key:
            found[-1][1].append((indent, value))
        elif key and not dash:
            found[-1][1].append((indent, Entry(key, value)))
        else:
            return None
    entries = [Entry(key, node) for key, value in found if (node := _node(value))]
    return _mapping(entries) if len(entries) == len(found) else None


_Below = list[tuple[str, Text | Entry]]
"""What stands on the lines below a key, each with its indentation."""


def _text(written: str, line: int, column: int) -> Text:
    if written[0] == '"':
        value = _ESCAPED.sub(r"\1", written[1:-1]) if "\\" in written else written[1:-1]
        return Text(value, line, column, quoted=True)
    if written[0] == "'":
        return Text(written[1:-1].replace("''", "'"), line, column, quoted=True)
    return Text(written, line, column)


def _node(value: Text | _Below) -> Node | None:
    """Return what a key has for its value; None where it has none, or lines of several kinds or indentations."""
    if isinstance(value, Text):
        return value
    items = tuple(each for _, each in value if isinstance(each, Text))
    entries = [each for _, each in value if isinstance(each, Entry)]
    if len({indent for indent, _ in value}) != 1 or (items and entries):
        return None
    return Items(items, items[0].line, items[0].column - len("- ")) if items else _mapping(entries)


def _mapping(entries: list[Entry]) -> Mapping | None:
    if not entries or len({each.key.value for each in entries}) < len(entries):
        return None
    return Mapping(tuple(entries), entries[0].key.line, entries[0].key.column)
