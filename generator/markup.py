"""Markdown to safe HTML, as an editor sees it in GitHub's preview, with every link into the site left open.

`blocks` finds the structure, `inlines` what stands in a block, `raw_html` judges HTML and addresses; here the
tree is written as a page. All of it is pure: one text, one result. Heavy imports wait until they are needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from msgspec import Struct, field

from generator import blocks, inlines, raw_html
from generator.blocks import Block, LimitError, Line
from generator.fingerprint import Value
from generator.inlines import Definitions, label_key
from generator.problems import Problem, did_you_mean, problem, shown
from generator.raw_html import Findings, Place, Source, escaped

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CHARACTERS: Final = 512 * 1024
MAX_TAGS: Final = 200_000
MAX_HIGHLIGHTED: Final = 10_000
"""Characters of one piece of code; Pygments needs the square of it where a language's rules look far ahead."""
MAX_HIGHLIGHTED_IN_ALL: Final = 100_000
DESCRIPTION: Final = 400

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_ALERT: Final = re.compile(r"\[!(note|tip|important|warning|caution)\][ \t]*", re.I)
_TASK: Final = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9_+#.-]{1,40}")
_FAR: Final = re.compile("[^\x00-\u303f]")
"""From where on the scripts lie that are written without spaces, among others. (It takes less time to compile so.)"""
_WORD: Final = re.compile(r"\w+(?:['’.,/-]\w+)*")
_WESTERN: Final = "cp1252"
"""Bytes for letters of Western Europe and typographic marks, which can be told apart far faster than by a pattern."""
_NOTE_REFERENCE: Final = re.compile(r'<sup class="footnote-ref">.*?</sup>')
_NOT_COUNTED: Final = re.compile(r'<pre[^>]*>.*?</pre>|<sup class="footnote-ref">.*?</sup>', re.S)
_ENDS: Final = tuple(f"</{name}>" for name in ("td", "th", "li", "p", "div", "dd", "dt"))
"""What ends a word, although there may be no space."""


class Reference(Value, frozen=True):
    """A link or picture that points inside the site: what stands between two pieces of html."""

    attribute: str
    """"href" or "src"."""
    target: str
    """As written, without query and fragment: "../02/other.md", "/media/x.png", "picture.jpg"."""
    suffix: str
    """"?query" and "#fragment" as written, or ""."""
    line: int
    column: int


class Heading(Value, frozen=True):
    """A heading of the body, from level 2 on, as a table of contents wants it."""

    level: int
    id: str
    text: str


class Markup(Value, frozen=True):
    """A rendered text. Between each two pieces of `html` belongs the attribute for one of the references."""

    html: tuple[str, ...]
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    ids: tuple[str, ...]
    text: str
    words: int
    """Of a body; nobody counts those of a line."""
    problems: tuple[Problem, ...]


class Page(Struct):
    """What is under way while one text is written."""

    findings: Findings
    definitions: Definitions
    shift: int = 0
    headings: list[Heading] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    repeats: dict[str, int] = field(default_factory=dict)
    prose: list[str] = field(default_factory=list)
    highlighted: int = 0


def render(text: str, file: str, first_line: int) -> Markup:
    """Render a body whose first line is line `first_line` of its file.

    A text beyond a limit comes out empty, with one error that names the limit.
    """
    findings = Findings(file)
    try:
        return _body(text, first_line, findings)
    except LimitError as limit:
        return _nothing(limit, file)
    except RecursionError:  # the limits are there to prevent it; this is the net below them
        deep = "Its parts are nested too deeply to be read."
        return _nothing(LimitError("markup/too-deep", first_line, 1, deep, "Take out some of the levels."), file)


def inline(text: str, file: str, line: int, column: int) -> Markup:
    """Render a line of text (a bullet, a caption, a correction): inline Markdown only, nothing that is a block."""
    if len(text) <= DESCRIPTION and text.isprintable() and inlines.is_plain(text):
        # That is all that the sanitiser, which writes quotation marks as such, leaves to be done to printable text.
        html = text.strip().replace(">", "&gt;")
        return Markup((html,), (), (), (), " ".join(text.split()), 0, ())
    findings = Findings(file, phrasing_only=True)
    try:
        text = _readable(text, line, column, findings)
        rows = text.split("\n")
        pieces = [Line(line + index, 1 if index else column, row.strip()) for index, row in enumerate(rows)]
        page = inlines.render(Source(pieces), Definitions(), findings).replace("<br>\n", "<br> ").replace("\n", " ")
        return _markup(page, "", [page], 0, Page(findings, Definitions()))
    except LimitError as limit:
        return _nothing(limit, file)


def join(html: tuple[str, ...], attributes: Iterable[str]) -> str:
    """Put an attribute (` href="…"`, escaped, or nothing) between each two pieces of a `Markup`'s html."""
    pieces = [html[0]]
    for attribute, piece in zip(attributes, html[1:], strict=True):
        pieces += attribute, piece
    return "".join(pieces)


def heading_id(text: str) -> str:
    """Return GitHub's id for a heading: lower case, hyphens for spaces, letters of any script."""
    kept = [
        "-" if each == " " else each
        for each in text.strip().lower()
        if each.isalnum() or each in "-_ " or unicodedata.category(each).startswith("M")
    ]
    return "".join(kept) or "section"


def count_words(text: str) -> int:
    """Return how many words a text has; of those who write without spaces, each character counts."""
    try:
        kinds = text.encode(_WESTERN).translate(_kinds())
    except UnicodeEncodeError:
        return len((word_of_any_script() if _FAR.search(text) else _WORD).findall(text))
    # What joins two letters begins no word; where one letter stands between two of them, the second time finds it.
    joined = b" " + kinds.replace(b"a-a", b"aa").replace(b"a-a", b"aa")
    return joined.count(b" a") + joined.count(b"-a")


@cache
def _kinds() -> bytes:
    """Return for each character of `_WESTERN` what `_WORD` takes it for: part of a word, what joins two, or neither."""
    characters = (bytes((each,)).decode(_WESTERN, "replace") for each in range(256))
    return b"".join(b"a" if re.match(r"\w", each) else b"-" if each in "'’.,/-" else b" " for each in characters)


@cache
def word_of_any_script() -> re.Pattern[str]:
    """Return the pattern of a word, which may have marks within, or of a character of Chinese or Japanese."""
    alone = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    return re.compile(rf"[{alone}]|[^\W{alone}]+(?:['’.,/-][^\W{alone}]+)*")


def _nothing(limit: LimitError, file: str) -> Markup:
    told = problem(limit.code, file, limit.line, limit.column, limit.message, limit.advice)
    return Markup(("",), (), (), (), "", 0, (told,))


def _readable(text: str, line: int, column: int, findings: Findings) -> str:
    """Return the text with one kind of line end and without control characters; tell each line that has some."""
    if len(text) > MAX_CHARACTERS:
        raise LimitError(
            "markup/too-long", line, column,
            f"The text has {len(text):,} characters; {MAX_CHARACTERS:,} are the most.",
            "Cut it into several articles.",
        )  # fmt: skip
    if text.count("<") + text.count("&") > MAX_TAGS:
        raise LimitError(
            "markup/too-complex", line, column,
            f"The text has more than {MAX_TAGS:,} “<” and “&”.",
            "Write it in Markdown instead of HTML.",
        )  # fmt: skip
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if _CONTROL.search(text) is None:
        return text
    for index, row in enumerate(text.split("\n")):
        if found := _CONTROL.search(row):
            place = Place(line + index, found.start() + (1 if index else column))
            told = f"The control character U+{ord(found[0]):04X} was left out."
            findings.tell("markup/control-character", place, told, "Delete it; it is invisible in most editors.")
    return _CONTROL.sub("", text)


def _body(text: str, first_line: int, findings: Findings) -> Markup:
    page = Page(findings, Definitions())
    document = blocks.parse(_readable(text, first_line, 1, findings), first_line)
    _define(document, page)
    body = _children(document, page)
    notes = _notes(page)
    _check_fragments(page)
    return _markup(body, notes, page.prose, count_words(_counted(body)), page)


def _counted(page: str) -> str:
    """Return the text of a page whose words count: not that of code."""
    text = _NOT_COUNTED.sub(" ", page) if "<pre" in page or "<sup" in page else page
    for end in _ENDS:
        text = text.replace(end, " ")
    return raw_html.plain(text)


def _markup(body: str, notes: str, prose: list[str], words: int, page: Page) -> Markup:
    findings = page.findings
    clean = raw_html.sanitised(body + notes, findings)
    pieces, numbers = raw_html.cut(clean)
    references = [findings.references[number] for number in numbers]
    return Markup(
        html=tuple(pieces),
        references=tuple(Reference(name, target, rest, *place) for name, target, rest, place in references),
        headings=tuple(page.headings),
        ids=tuple(sorted(page.ids)),
        text=_beginning(prose),
        words=words,
        problems=tuple(sorted(set(findings.problems))),
    )


def _beginning(prose: list[str]) -> str:
    """Return the text with which some paragraphs begin, cut between words to what a description takes."""
    text = ""
    for paragraph in prose:
        words = raw_html.plain(_NOTE_REFERENCE.sub("", paragraph))
        text = " ".join(f"{text} {words}".split())
        if len(text) > DESCRIPTION:
            end = text.rfind(" ", DESCRIPTION // 2, DESCRIPTION + 1)
            return text[: end if end > 0 else DESCRIPTION]
    return text


def _define(document: Block, page: Page) -> None:
    """Collect link and note definitions; learn by how much headings move down to leave h1 to the headline."""
    order = [document]
    for block in order:
        order.extend(block.children)
    for block in sorted((each for each in order if each.kind in ("paragraph", "heading", "note")), key=_first_line):
        if block.kind == "paragraph" or (block.kind == "heading" and block.mark):
            inlines.take_definitions(block, page.definitions)
        if block.kind == "heading" and not block.lines:
            _is_no_heading(block)
        if block.kind == "heading":
            page.shift |= block.level == 1
        elif block.kind != "note":
            continue
        elif (key := label_key(block.mark)) in page.definitions.notes:
            place = Place(block.line, block.column)
            told = f"There is another footnote {shown(block.mark)} above; this one is not shown."
            page.findings.tell("markup/footnote-twice", place, told, "Give it a name of its own.")
        else:
            page.definitions.notes[key] = block


def _is_no_heading(block: Block) -> None:
    """Read the line below link definitions as what it is without a heading's text: a rule, or the text itself."""
    if block.mark.startswith("-") and len(block.mark.strip()) > 2:
        block.kind = "rule"
    else:
        block.kind, block.lines = "paragraph", [Line(block.end, 1, block.mark)]


def _first_line(block: Block) -> tuple[int, int]:
    return block.line, block.column


def _children(parent: Block, page: Page, tight: bool = False) -> str:
    """Write the blocks that another holds, and close what HTML they left open."""
    around, page.findings.around = page.findings.around, []
    pieces = []
    for block in parent.children:
        pieces.append(
            _paragraph(block, page, tight) if block.kind == "paragraph" else _WRITERS[block.kind](block, page)
        )
        if parent.kind == "document" and block.kind == "paragraph" and len(page.prose) < 40:
            page.prose.append(pieces[-1])
        if page.findings.after:
            pieces.append(page.findings.after + "\n")
            page.findings.after = ""
    pieces.append(raw_html.close_all(page.findings.around, page.findings))
    page.findings.around = around
    return "".join(pieces)


def _inline(lines: list[Line], page: Page) -> str:
    last = lines[-1]
    if last.text.endswith((" ", "\t")):
        lines = [*lines[:-1], Line(last.number, last.column, last.text.rstrip(" \t"))]
    return inlines.render(Source(lines), page.definitions, page.findings)


def _paragraph(block: Block, page: Page, tight: bool) -> str:
    if not block.lines:
        return ""
    text = _inline(block.lines, page)
    if block.info:  # a task's box, with its words as the label
        text = f"<label>{block.info}{text}</label>"
    return f"{text}\n" if tight else f"<p>{text}</p>\n"


def _heading(block: Block, page: Page) -> str:
    page.findings.in_heading = True
    text = _inline(block.lines, page)
    page.findings.in_heading = False
    bare = " ".join(raw_html.plain(_NOTE_REFERENCE.sub("", text)).split())
    identity = unique = heading_id(bare)
    while unique in page.ids:
        page.repeats[identity] = page.repeats.get(identity, 0) + 1
        unique = f"{identity}-{page.repeats[identity]}"
    page.ids.add(unique)
    level = min(block.level + page.shift, 6)
    page.headings.append(Heading(level, unique, bare))
    return f'<h{level} id="{escaped(unique)}">{text}</h{level}>\n'


def _quote(block: Block, page: Page) -> str:
    first = block.children[0] if block.children else None
    alert = _ALERT.fullmatch(first.lines[0].text) if first and first.kind == "paragraph" and first.lines else None
    if first is None or alert is None or (len(first.lines) == 1 and len(block.children) == 1):
        return f"<blockquote>\n{_children(block, page)}</blockquote>\n"
    first.lines = first.lines[1:]
    name = alert[1].lower()
    title = f'<p class="alert-title">{name.capitalize()}</p>\n'
    return f'<div class="alert alert-{name}" role="note">\n{title}{_children(block, page)}</div>\n'


def _list(block: Block, page: Page) -> str:
    tag = "ol" if block.info else "ul"
    start = f' start="{block.level}"' if block.info and block.level != 1 else ""
    loose = _has_gap(block.children) or any(_has_gap(item.children) for item in block.children)
    items = []
    tasks = False
    for item in block.children:
        is_task = _is_task(item)
        tasks = tasks or is_task
        text = _children(item, page, tight=not loose)
        if not loose or not text:
            text = text.removesuffix("\n")
        elif text:
            text = "\n" + text
        items.append(f'<li class="task-list-item">{text}</li>\n' if is_task else f"<li>{text}</li>\n")
    marked = ' class="contains-task-list"' if tasks else ""
    return f"<{tag}{start}{marked}>\n{''.join(items)}</{tag}>\n"


def _has_gap(children: list[Block]) -> bool:
    return any(before.end + 1 < after.line for before, after in pairwise(children))


def _is_task(item: Block) -> bool:
    """Say whether an item begins with a box; make the box of it."""
    first = item.children[0] if item.children else None
    box = _TASK.match(first.lines[0].text) if first and first.kind == "paragraph" and first.lines else None
    if first is None or box is None:
        return False
    line = first.lines[0]
    first.lines[0] = Line(line.number, line.column + box.end(), line.text[box.end() :])
    first.info = f'<input type="checkbox"{" checked" * (box[1] != " ")} disabled> '
    return True


def _code(block: Block, page: Page) -> str:
    text = "".join(line.text + "\n" for line in block.lines)
    written = block.info.split()[0] if block.info else ""
    language = inlines.resolved(written).lower() if written else ""
    if not _LANGUAGE.fullmatch(language):
        return f'<pre tabindex="0"><code>{escaped(text)}</code></pre>\n'
    page.highlighted += len(text) if len(text) <= MAX_HIGHLIGHTED else 0
    coloured = len(text) <= MAX_HIGHLIGHTED and page.highlighted <= MAX_HIGHLIGHTED_IN_ALL
    inner = _highlighter(language)(text) if coloured else None
    if inner is None:
        return f'<pre tabindex="0"><code class="language-{language}">{escaped(text)}</code></pre>\n'
    return f'<pre class="highlight" tabindex="0"><code class="language-{language}">{inner}</code></pre>\n'


@cache
def _highlighter(language: str) -> Callable[[str], str | None]:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return lambda text: None
    form = HtmlFormatter(nowrap=True)
    return lambda text: highlight(text, lexer, form)


def _html(block: Block, page: Page) -> str:
    return raw_html.block(Source(block.lines), page.findings) + "\n"


def _rule(block: Block, page: Page) -> str:
    return "<hr>\n"


def _note(block: Block, page: Page) -> str:
    return ""


def _table(block: Block, page: Page) -> str:
    classes = []
    for _, cell in blocks.cells(block.lines[1].text):
        side = {(True, True): "center", (True, False): "left", (False, True): "right"}.get(
            (cell.startswith(":"), cell.endswith(":"))
        )
        classes.append(f' class="align-{side}"' if side else "")
    head = _row(block.lines[0], "th", [f' scope="col"{each}' for each in classes], page)
    body = "".join(_row(line, "td", classes, page) for line in block.lines[2:])
    body = f"<tbody>\n{body}</tbody>\n" if body else ""
    # Wide tables scroll, as code does; what scrolls must be reachable by keyboard (WCAG 2.2, 2.1.1).
    return f'<div class="table" tabindex="0">\n<table>\n<thead>\n{head}</thead>\n{body}</table>\n</div>\n'


def _row(line: Line, tag: str, attributes: list[str], page: Page) -> str:
    written = blocks.cells(line.text)[: len(attributes)]
    texts = [
        _inline([Line(line.number, line.column + begin, cell.replace("\\|", "|"))], page) for begin, cell in written
    ]
    texts += [""] * (len(attributes) - len(texts))
    row = "".join(f"<{tag}{a}>{text}</{tag}>" for a, text in zip(attributes, texts, strict=True))
    return f"<tr>{row}</tr>\n"


_WRITERS: Final[dict[str, Callable[[Block, Page], str]]] = {
    "heading": _heading,
    "quote": _quote,
    "list": _list,
    "code": _code,
    "html": _html,
    "rule": _rule,
    "note": _note,
    "table": _table,
}


def _notes(page: Page) -> str:
    """Write the footnotes that are used, in order of their first use; tell of those that are not."""
    definitions = page.definitions
    written: list[str] = []
    while len(written) < len(definitions.order):  # a footnote may refer to further ones
        written.append(_children(definitions.notes[definitions.order[len(written)]], page))
    for key, note in definitions.notes.items():
        if key not in definitions.uses:
            place = Place(note.line, note.column)
            told = f"Nothing refers to the footnote {shown(note.mark)}; it is not shown."
            page.findings.tell("markup/footnote-unused", place, told, f"Write [^{note.mark}] where it belongs.")
    items = []
    for number, (key, text) in enumerate(zip(definitions.order, written, strict=True), 1):
        names = [inlines.note_reference_id(number, use) for use in range(1, definitions.uses[key] + 1)]
        page.ids.update(names, (f"fn:{number}",))
        back = "".join(
            f' <a href="#{name}" class="footnote-back" role="doc-backlink" aria-label="↩ {number}">↩</a>'
            for name in names
        )
        text = (
            text.removesuffix("</p>\n") + back + "</p>\n" if text.endswith("</p>\n") else f"{text}<p>{back[1:]}</p>\n"
        )
        items.append(f'<li id="fn:{number}">\n{text}</li>\n')
    if not items:
        return ""
    return f'<section class="footnotes" role="doc-endnotes">\n<ol>\n{"".join(items)}</ol>\n</section>\n'


def _check_fragments(page: Page) -> None:
    """Tell of links within the page that lead nowhere."""
    for fragment, place in page.findings.fragments:
        wanted = unquote(fragment)
        if wanted not in page.ids and wanted not in ("", "top"):
            told = f"No heading of this text has the id {shown(wanted)}."
            page.findings.tell("markup/missing-anchor", place, told, did_you_mean(wanted, page.ids))
