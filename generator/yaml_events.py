"""PyYAML's events → values with places, and its errors → problems that say what to write.

Imported only where a text takes a parser, which the front matter of most articles does not (`yaml_lines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import yaml

from generator.problems import SHOWN_VALUE, Problem, problem, shown
from generator.text_file import UNPRINTABLE
from generator.yaml_mistakes import corrected, key_advice, mark_advice, mistake
from generator.yaml_tree import Entry, Items, Mapping, Node, Text, Tree, is_nothing

DEEPEST: Final = 12
"""How many lists and mappings may lie inside one another."""

FAST: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml's parser where there is one; it is ten times as fast."""


TWO_WAYS: Final = re.compile(r"\t|(?:^[ -]*|[\[{,]\s*)\?\s|[|>][0-9+-]*#|:\s*[},\]]", re.MULTILINE)
BRACKETS: Final = re.compile(r"(?:^|: |- ) *[\[{]", re.MULTILINE)


def parse(text: str, file: str, first_line: int) -> Tree:
    """Read one document of YAML 1.2 that PyYAML, which knows 1.1, cannot take for another."""
    if not _reads_two_ways(text):
        with suppress(yaml.YAMLError):
            return _Reading(text, file, first_line, FAST).tree()
    # PyYAML's own parser reads what is left, and words its errors, in one way whether libyaml is there or not.
    try:
        return _Reading(text, file, first_line, yaml.BaseLoader).tree()
    except yaml.MarkedYAMLError as error:
        found = mistake(error, text.split("\n"))
        line = found.line + first_line
        return Tree(None, (problem(found.code, file, line, found.column + 1, found.message, found.help),))


def _reads_two_ways(text: str) -> bool:
    """Say whether the text may hold what libyaml's and PyYAML's parsers do not read alike."""
    return bool(TWO_WAYS.search(text) or ("?" in text and BRACKETS.search(text)))


class _UnreadableError(Exception):
    """What follows cannot be read; the problem is told."""


class _Reading:
    """One document on its way from events to a tree, and the problems met so far."""

    def __init__(self, text: str, file: str, first_line: int, loader: Any) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=loader)
        self.lines = text.split("\n")
        self.file = file
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.refused: set[int] = set()

    def tree(self) -> Tree:
        root: Node | None = None
        try:
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    self._check_document(event, is_second=root is not None)
                elif isinstance(event, yaml.NodeEvent):
                    root = self._node(event)
        except _UnreadableError:
            return Tree(None, tuple(self.problems))
        if root is None or (isinstance(root, Text) and is_nothing(root)):
            root = Mapping((), self.first_line, 1)
        if not isinstance(root, Mapping):
            self._tell_not_a_mapping(root)
            root = None
        return Tree(root, tuple(self.problems))

    def _check_document(self, event: Any, is_second: bool) -> None:
        if event.version is not None or event.tags:
            self._tell(
                "yaml/directive",
                event.start_mark,
                "A line that begins with “%” is an instruction to YAML, which is not supported.",
                "Delete the line.",
            )
        if is_second:
            self._tell(
                "yaml/documents",
                event.start_mark,
                "A second YAML document begins here.",
                "Keep one, and delete the line “---” between them.",
            )
            raise _UnreadableError

    def _tell_not_a_mapping(self, root: Text | Items) -> None:
        what = "a list" if isinstance(root, Items) else f"the text {shown(root.value)}"
        message = f"Here stands {what} where lines of “key: value” are due."
        advice = "Write a key, a colon, a space and the value on each line, such as “title: The headline”."
        close = re.match(r"([a-z_]+):(\S.*)", self.lines[root.line - self.first_line].strip())
        if close:
            advice = f"Write a space after each colon, such as {close[1]}: {close[2]}"
        self.problems.append(problem("yaml/not-a-mapping", self.file, root.line, root.column, message, advice))

    def _tell(self, code: str, mark: Any, message: str, advice: str) -> None:
        place = mark.line + self.first_line, mark.column + 1
        self.problems.append(problem(code, self.file, *place, message, advice))

    def _node(self, event: Any, depth: int = 0) -> Node:
        self._refuse_references(event)
        line, column = event.start_mark.line + self.first_line, event.start_mark.column + 1
        if isinstance(event, yaml.ScalarEvent):
            return self._text(event, line, column)
        if isinstance(event, yaml.AliasEvent):
            return Text("", line, column)
        if depth == DEEPEST:
            self._tell(
                "yaml/too-deep",
                event.start_mark,
                f"Lists and mappings lie more than {DEEPEST} deep inside one another.",
                "Write it flatter.",
            )
            raise _UnreadableError
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(depth + 1)), line, column)
        return Mapping(tuple(self._entries(depth + 1)), line, column)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[Entry]:
        first_lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(next(self.events), depth)
            if not isinstance(key, Text) or not key.value.strip():
                self._tell_no_key(event, key)
            elif key.value in first_lines:
                self._tell(
                    "yaml/duplicate-key",
                    event.start_mark,
                    f"{shown(key.value)} is already given on line {first_lines[key.value]}.",
                    "Keep one of the two.",
                )
            else:
                first_lines[key.value] = key.line
                yield Entry(key, value)

    def _tell_no_key(self, event: Any, key: Node) -> None:
        mark = event.start_mark
        if mark.line in self.refused:
            return
        if isinstance(key, Text):
            self._tell("yaml/key-not-text", mark, "Nothing stands before the colon.", "Write a key before it.")
        else:
            message = "What stands before the colon is not a word."
            self._tell("yaml/key-not-text", mark, message, key_advice(self.lines[mark.line]))

    def _text(self, event: Any, line: int, column: int) -> Text:
        value: str = event.value
        if not value.isprintable() and (UNPRINTABLE.search(value) or not _is_unicode(value)):
            self._tell_control_character(event)
            value = value.encode("utf-8", "replace").decode()  # half a surrogate pair is no text at all
        if event.style:  # libyaml's parser says "" where PyYAML's says None
            return Text(value, line, column, quoted=True)
        if event.end_mark.line > event.start_mark.line:
            self._tell_swallowed_items(event)
        rest = self._from(event.end_mark)
        return Text(value, line, column, comment=rest if rest.startswith("#") else "")

    def _tell_control_character(self, event: Any) -> None:
        is_one_line = event.start_mark.line == event.end_mark.line
        whole = corrected(self.lines[event.start_mark.line]) if is_one_line else ""
        self._tell(
            "yaml/control-character",
            event.start_mark,
            "The backslash here makes an invisible character.",
            "Leave it out. If a backslash is meant, put the text in single quotes" + (f": {whole}" if whole else "."),
        )

    def _tell_swallowed_items(self, event: Any) -> None:
        """Tell the first line of a text that looks like an item of a list; the lines below it have the same cause."""
        first, last = event.start_mark.line, event.end_mark.line
        found = [number for number in range(first + 1, last + 1) if self.lines[number].lstrip(" ").startswith("- ")]
        if not found:
            return
        line, above = self.lines[found[0]], self.lines[first]
        more = f", nor are the {len(found) - 1} below it" if len(found) > 2 else ", nor is the one below it"
        message = f"{shown(line)} is read as part of the text above it, not as an item of a list"
        message += f"{more if len(found) > 1 else ''}."
        if above.lstrip(" ").startswith("- "):
            column = len(above) - len(above.lstrip(" ")) + 1
            advice = f"Begin each item in column {column}, below the “-” of line {first + self.first_line}"
        else:
            advice = "Write each item on a line of its own, the first one too, with “- ” before it"
        column = len(line) - len(line.lstrip(" ")) + 1
        advice += "; or, if it is one text, put all of it in quotes."
        place = found[0] + self.first_line, column
        self.problems.append(problem("yaml/swallowed-item", self.file, *place, message, advice))

    def _refuse_references(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse("yaml/alias", event)
        elif event.anchor is not None:
            self._refuse("yaml/anchor", event)
        elif getattr(event, "tag", None) is not None:
            self._refuse("yaml/tag", event)

    def _refuse(self, code: str, event: Any) -> None:
        """Tell what begins with “&”, “*” or “!”, once for each line: quotes around the whole mend all of it."""
        mark = event.start_mark
        if mark.line in self.refused:
            return
        self.refused.add(mark.line)
        rest = self._from(mark)
        message = f"A value cannot begin with {shown(rest[:1])} unless it is in quotes."
        goes_on_below = isinstance(event, yaml.CollectionStartEvent) and len(rest.split()) == 1
        advice = f"Delete {shown(rest)}." if goes_on_below else mark_advice(self.lines[mark.line], mark.column)
        self._tell(code, mark, message, advice)

    def _from(self, mark: Any) -> str:
        """Return what follows on a line, as far as it can be shown."""
        line: str = self.lines[mark.line]
        return line[mark.column : mark.column + 2 * SHOWN_VALUE].lstrip()


def _is_unicode(value: str) -> bool:
    return not any("\ud800" <= each <= "\udfff" for each in value)
