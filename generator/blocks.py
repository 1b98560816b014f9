"""The blocks of a Markdown text as GitHub cuts them: quotes, lists, tables, code, with the places of their lines.

Python-Markdown cuts blocks by other rules (lists need blank lines and four spaces, HTML swallows Markdown), so
this one stage is ours. It follows https://github.github.com/gfm/#appendix-a-parsing-strategy, first phase: one
pass over the lines, no recursion. What stands inside a block is the business of `inlines`.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct, field

from generator.fingerprint import Value

MAX_NESTING: Final = 50
MAX_COLUMNS: Final = 200
MAX_PADDING: Final = 100_000

LEAVES: Final = frozenset(("paragraph", "heading", "code", "html", "rule", "table"))

_PREFIX: Final = re.compile(r"[ \t>*+\-0-9.)]*")
_HEADING: Final = re.compile(r"#{1,6}(?=[ \t]|$)")
_UNDERLINE: Final = re.compile(r"(?:=+|-+)[ \t]*$")
_RULE: Final = re.compile(r"(?:(?:\*[ \t]*+){3,}|(?:-[ \t]*+){3,}|(?:_[ \t]*+){3,})$")
_FENCE: Final = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_MARKER: Final = re.compile(r"(?:([*+-])|(\d{1,9})([.)]))(?=[ \t]|$)")
_NOTE: Final = re.compile(r"\[\^([^\]\[\s]{1,200})\]:[ \t]*")
_DELIMITER_ROW: Final = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_NAME: Final = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE: Final = r"(?:\s++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)"
OPEN_TAG: Final = re.compile(rf"<({_NAME})({_ATTRIBUTE}{{0,64}}+)\s*+(/?)>")
CLOSE_TAG: Final = re.compile(rf"</({_NAME})\s*+>")
_HTML_BLOCK_NAMES: Final = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
_HTML_UNTIL: Final = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.I),
        re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
)
_HTML_BLOCK: Final = re.compile(rf"</?(?:{_HTML_BLOCK_NAMES})(?=[\s/>]|$)", re.I)


class Line(Value, frozen=True):
    """A piece of one line: where it stands in the file, both from 1, and its text."""

    number: int
    column: int
    text: str


class Block(Struct):
    """A node of the tree. The parser fills it in as lines come; afterwards it is only read."""

    kind: str
    line: int
    column: int
    end: int
    children: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    """A heading's level, a list's first number, a table's columns, the indentation that other lines shed."""
    mark: str = ""
    """What sort of list, the fence that opened the code, the label of a footnote, the line below a heading."""
    info: str = ""
    until: re.Pattern[str] | None = None
    closed: bool = False


class LimitError(Exception):
    """The text goes beyond a limit. Bears the code of the problem, its place and its words."""

    def __init__(self, code: str, line: int, column: int, message: str, advice: str) -> None:
        super().__init__(message)
        self.code, self.line, self.column, self.message, self.advice = code, line, column, message, advice


def parse(text: str, first_line: int) -> Block:
    """Return the tree of a text whose first line has that number. Raises LimitError.

    Lines end in a newline; `text` holds no other control characters than newline and tab.
    """
    document = Block("document", first_line, 1, first_line)
    opened = [document]
    padding = 0
    for number, raw in enumerate(text.split("\n"), first_line):
        padding = _take(raw, number, opened, padding)
    _settle(document)
    return document


def cells(row: str) -> list[tuple[int, str]]:
    """Return each cell of a table's row with its offset in the row; `\\|` is no border."""
    begin = len(row) - len(row.lstrip())
    row = row.rstrip()
    begin += row[begin : begin + 1] == "|"
    found = []
    for border in _CELL_END.finditer(row, begin):
        found.append((begin, row[begin : border.start()]))
        begin = border.end()
    if begin < len(row) or not found:
        found.append((begin, row[begin:]))
    return [(start + len(cell) - len(cell.lstrip()), cell.strip()) for start, cell in found]


def _take(raw: str, number: int, opened: list[Block], padding: int) -> int:
    """Put one line where it belongs; `opened` holds the open blocks from the document to the innermost."""
    if len(opened) == 1 or (len(opened) == 2 and opened[1].kind == "paragraph"):
        # Most lines: empty, or of a paragraph that stands in nothing else, where nothing else begins with a letter.
        if not raw:
            del opened[1:]
            return padding
        if raw[0].isalpha():
            if len(opened) == 1:
                _open(Block("paragraph", number, 1, number), opened, 1)
            opened[1].lines.append(Line(number, 1, raw))
            opened[1].end = number
            return padding

    line = raw
    if "\t" in raw and (prefix := _PREFIX.match(raw)) and "\t" in prefix.group():
        line = prefix.group().expandtabs(4) + raw[prefix.end() :]
    shift = len(line) - len(raw) - 1  # from an offset in `line` to a column of the file

    depth, position = _continued(line, number, opened)
    leaf = opened[-1] if opened[-1].kind in LEAVES else None
    live = leaf if leaf is not None and depth == len(opened) - 1 else None
    at = _skip(line, position)
    blank = at == len(line)

    if live is not None and live.kind in ("code", "html"):
        if live.kind == "code" and len(opened) == 2 and live.mark:
            tabs = len(raw) - len(raw.lstrip(" "))  # outside of containers a tab in code stays a tab
            rest = Line(number, min(tabs, live.level) + 1, raw[min(tabs, live.level) :])
        else:
            shed = min(at - position, live.level)
            rest = Line(number, position + shed - shift, line[position + shed :])
        taken = _goes_on(live, rest, at - position, blank)
        if not taken or live.closed:
            opened.pop()
        if taken:
            return padding
        leaf = live = None
    if blank:
        del opened[depth:]
        return padding

    started = False
    while True:
        at = _skip(line, position)
        if at == len(line):
            return padding
        if at - position >= 4:
            if leaf is not None and leaf.kind == "paragraph" and not started:
                break
            code = _open(Block("code", number, 1, number, level=4), opened, depth)
            code.lines.append(Line(number, position + 4 - shift, line[position + 4 :]))
            return padding
        paragraph = live if live is not None and live.kind == "paragraph" and not started else None
        lazy = leaf is not None and leaf.kind == "paragraph" and not started
        block = _starts(line, at, at - position, Line(number, at - shift, ""), paragraph, lazy)
        if block is None:
            break
        if block.kind == "underline" and paragraph is not None:
            paragraph.kind, paragraph.level, paragraph.end = "heading", block.level, number
            paragraph.mark = line[at:]
            opened.pop()
            return padding
        if block.kind == "table" and paragraph is not None:
            header = paragraph.lines.pop()
            block.line, block.column = header.number, header.column
            block.lines = [header, Line(number, at - shift, line[at:])]
            if not paragraph.lines:
                opened[-2].children.pop()
            _open(block, opened, depth)
            return padding
        if block.kind == "item":
            depth, position = _open_item(block, line, at, position, opened, depth)
        else:
            _open(block, opened, depth)
            if block.kind in LEAVES:
                if block.kind == "html":
                    block.lines.append(Line(number, position - shift, line[position:]))
                    block.closed = block.until is not None and block.until.search(line, at) is not None
                if block.kind in ("heading", "rule") or block.closed:
                    opened.pop()
                return padding
            depth = len(opened)
            if block.kind == "quote":
                position = at + 1 + (line[at + 1 : at + 2] == " ")
            else:
                position = at + block.level
                block.level = 4
        started = True

    rest = Line(number, at - shift, line[at:])
    if leaf is not None and not started and (leaf.kind == "paragraph" or leaf is live):
        leaf.lines.append(rest)  # also a lazy one
        leaf.end = number
        if leaf.kind == "table":
            padding += max(0, leaf.level - len(_CELL_END.findall(rest.text)) - 1)
            if padding > MAX_PADDING:
                raise LimitError(
                    "markup/too-complex", number, rest.column,
                    f"The tables lack more than {MAX_PADDING:,} cells that their first rows promise.",
                    "Write as many cells in each row as in the first.",
                )  # fmt: skip
    else:
        _open(Block("paragraph", number, rest.column, number, lines=[rest]), opened, depth)
    return padding


def _skip(line: str, position: int) -> int:
    return len(line) - len(line[position:].lstrip(" "))


def _continued(line: str, number: int, opened: list[Block]) -> tuple[int, int]:
    """Return how many open containers the line continues, and the offset of what is left of it."""
    position = 0
    for depth, block in enumerate(opened[1:], 1):
        at = _skip(line, position)
        if block.kind == "quote":
            if at - position > 3 or line[at : at + 1] != ">":
                return depth, position
            position = at + 1 + (line[at + 1 : at + 2] == " ")
            block.end = number
        elif block.kind in ("item", "note"):
            if at == len(line):
                if not block.children and number > block.line:
                    return depth, position
                position = min(position + block.level, len(line))
            elif at - position >= block.level:
                position += block.level
            else:
                return depth, position
        elif block.kind in LEAVES:
            return depth, position
    return len(opened), position


def _goes_on(block: Block, rest: Line, indent: int, blank: bool) -> bool:
    """Give a line to open code or HTML; say whether that was its line."""
    if block.kind == "html":
        if block.until is None and blank:
            return False
        block.closed = block.until is not None and block.until.search(rest.text) is not None
    elif block.mark:
        end = rest.text.strip(" \t")
        block.closed = indent < 4 and len(end) >= len(block.mark) and not end.strip(block.mark[0])
    elif indent < 4 and not blank:
        return False
    if not (block.closed and block.kind == "code"):
        block.lines.append(rest)
    if not blank or block.mark:
        block.end = rest.number
    return True


def _starts(line: str, at: int, indent: int, place: Line, paragraph: Block | None, lazy: bool) -> Block | None:
    """Return the block, other than a paragraph, that begins at this offset.

    `paragraph` is the open one that the line would go on; `lazy` says that there is one it could go on.
    """
    first = line[at]
    if first.isalpha():
        return None
    number, column = place.number, place.column
    block = Block("", number, column, number)
    if first == ">":
        block.kind = "quote"
    elif first == "#" and (hashes := _HEADING.match(line, at)):
        block.kind, block.level = "heading", hashes.end() - at
        block.lines.append(_heading_text(line, hashes.end(), number, column + block.level))
    elif first in "`~" and (fence := _FENCE.match(line, at)):
        block.kind, block.mark = "code", fence[1] or fence[3]
        block.info = (fence[2] or fence[4] or "").strip()
        block.level = indent
    elif first == "<" and (html := _html_starts(line, at, lazy)) is not None:
        block.kind, block.until = "html", html[0]
    elif paragraph is not None and first in "=-" and _UNDERLINE.match(line, at):
        block.kind, block.level = "underline", 1 if first == "=" else 2
    elif paragraph is not None and first in "|:-" and (columns := _table_starts(line, at, paragraph, column)):
        block.kind, block.level = "table", columns
    elif first in "*-_" and _RULE.match(line, at):
        block.kind = "rule"
    elif (marker := _MARKER.match(line, at)) and (
        paragraph is None or (line[marker.end() :].strip() and marker[2] in (None, "1"))
    ):
        block.kind, block.mark = "item", marker[1] or marker[3]
        block.level, block.info = marker.end() - at, marker[2] or ""
    elif first == "[" and (note := _NOTE.match(line, at)):
        block.kind, block.mark, block.level = "note", note[1], note.end() - at
    else:
        return None
    return block


def _heading_text(line: str, begin: int, number: int, column: int) -> Line:
    text = line[begin:].rstrip(" \t")
    bare = text.rstrip("#")
    if bare != text and (not bare or bare[-1] in " \t"):
        text = bare.rstrip(" \t")
    return Line(number, column + len(text) - len(text.lstrip(" \t")), text.lstrip(" \t"))


def _html_starts(line: str, at: int, lazy: bool) -> tuple[re.Pattern[str] | None] | None:
    """Return, in a tuple, what ends the HTML block that begins here (None: a blank line); None for no block."""
    for start, until in _HTML_UNTIL:
        if start.match(line, at):
            return (until,)
    if _HTML_BLOCK.match(line, at):
        return (None,)
    alone = None if lazy else OPEN_TAG.match(line, at) or CLOSE_TAG.match(line, at)
    return (None,) if alone and not line[alone.end() :].strip() else None


def _table_starts(line: str, at: int, paragraph: Block, column: int) -> int:
    """Return how many columns the table has whose first row is the paragraph's last line; 0 if it is none."""
    header = paragraph.lines[-1]
    if ("|" not in line[at:] and "|" not in header.text) or not _DELIMITER_ROW.match(line, at):
        return 0
    columns = len(cells(line[at:]))
    if columns != len(cells(header.text)):
        return 0
    if columns > MAX_COLUMNS:
        raise LimitError(
            "markup/too-complex", header.number, header.column,
            f"The table has {columns:,} columns; {MAX_COLUMNS} are the most.",
            "Cut it into several tables.",
        )  # fmt: skip
    return columns


def _open(block: Block, opened: list[Block], depth: int) -> Block:
    """Close what the line does not continue and open the block within what it does."""
    del opened[depth:]
    while opened[-1].kind == "list" and block.kind != "item":
        opened.pop()
    if len(opened) > MAX_NESTING:
        raise LimitError(
            "markup/too-deep", block.line, block.column,
            f"Quotes and lists are nested more than {MAX_NESTING} deep.",
            "Take out some of the levels.",
        )  # fmt: skip
    opened[-1].children.append(block)
    opened.append(block)
    return block


def _open_item(item: Block, line: str, at: int, position: int, opened: list[Block], depth: int) -> tuple[int, int]:
    """Open an item, and its list if it is the first; return the new depth and offset."""
    del opened[depth:]
    if opened[-1].kind != "list" or opened[-1].mark != item.mark:
        if opened[-1].kind == "list":
            opened.pop()
        start = int(item.info or 1)
        of = Block("list", item.line, item.column, item.line, level=start, mark=item.mark, info=item.info)
        _open(of, opened, len(opened))
    after = at + item.level
    content = _skip(line, after)
    spaces = 1 if content == len(line) or content - after > 4 else content - after
    item.level += at - position + spaces
    _open(item, opened, len(opened))
    return len(opened), min(after + spaces, len(line))


def _settle(document: Block) -> None:
    """Give each block the last line of what it holds, and take the blank end off indented code."""
    order = [document]
    for block in order:
        order.extend(block.children)
    for block in reversed(order):
        if block.kind == "code" and not block.mark:
            while block.lines and not block.lines[-1].text.strip():
                block.lines.pop()
        if block.children:
            block.end = max(block.end, block.children[-1].end)
