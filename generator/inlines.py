"""What stands inside a block: links, pictures, code, emphasis, raw tags, as HTML.

One scan from left to right finds all that binds tighter than emphasis, in linear time and with places in the
file (https://github.github.com/gfm/#appendix-a-parsing-strategy, second phase). What is left, text with emphasis
and strikethrough, is the business of `emphasis`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html.entities import html5
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from generator import emphasis, raw_html
from generator.blocks import Block, LimitError
from generator.fingerprint import Value
from generator.problems import shown
from generator.raw_html import Findings, OpenTag, Source, address, escaped, without_controls

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_EMPHASIS_DEPTH: Final = 60
MAX_EMPHASIS_WORK: Final = 6_000_000_000
MAX_EXPANSION: Final = 500_000
MAX_PARENTHESES: Final = 32

_TRIGGER: Final = re.compile(
    r"[\\`<&\[\]\n@!hHwW](?:"  # a set in front: `re` leaps from one of these to the next
    r"(?<=[\\`<&\[\]\n@])|(?<=!)(?=\[)|(?i:(?<=(?<![A-Za-z])h)ttps?://)|(?i:(?<=(?<![^\s*_~(\[])w)ww\.))"
)
_NOT_PLAIN: Final = re.compile(r"[\\`<&\[\]\n@*_~:](?:(?<!:)|(?=//))")
"""What a text without markup cannot hold, but for addresses that begin with “www.”."""
_PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_OPAQUE: Final = frozenset("*_~<>&")
_TICKS: Final = re.compile("`+")
_ENTITY: Final = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_AUTOLINK: Final = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*+)>")
_MAIL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)"
_MAIL_LINK: Final = re.compile(rf"<([A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_MAIL}{{0,10}})>")
_MAIL_HOST: Final = re.compile(rf"@{_MAIL}{{1,10}}(?![A-Za-z0-9_-])")
_MAIL_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-")
_HOST: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,20}")
_NOT_SPACE: Final = re.compile(r"[^\s<]*")
_ENDS_IN_ENTITY: Final = re.compile(r"&[A-Za-z0-9]{1,31};$")
_TARGET: Final = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_PLAIN_TARGET: Final = re.compile(r"(?:[^\x00-\x20()\\]|\\[!-/:-@\[-`{-~])++")
_GAP: Final = re.compile(r"[ \t]*+\n?[ \t]*+")
_TITLE: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"|\'((?:[^\'\\]|\\.)*+)\'|\(((?:[^()\\]|\\.)*+)\)', re.S)
_LABEL: Final = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999}+)\]", re.S)
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_DELIMITERS: Final = re.compile(r"[*_~]")
_TILDES: Final = re.compile("(~{3,})")
"""Too many to strike through."""
_TOKEN: Final = re.compile("\x02a(\\d+)\x03")
_REST_OF_LINE: Final = re.compile(r"[ \t]*+(?:\n|$)")


class Atom(Value, frozen=True):
    """A piece that is finished: its HTML, and the text that stands for it in the description of a picture."""

    html: str
    text: str
    bare: bool = False
    """An address that is a link by itself, and mere text within another link."""


class Bracket(Struct):
    """An opening bracket that waits for its end."""

    index: int
    offset: int
    picture: bool
    active: bool = True


class Definitions(Struct):
    """What a text defines apart from where it is used, and what of it was used."""

    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, Block] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """The labels of notes in order of their first use."""
    uses: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    expanded: int = 0
    work: int = 0


def label_key(label: str) -> str:
    """Return what two spellings of a label have in common."""
    return " ".join(label.split()).casefold()


def take_definitions(paragraph: Block, definitions: Definitions) -> None:
    """Take the link reference definitions off the beginning of a paragraph."""
    if not paragraph.lines[0].text.startswith("["):
        return
    text = Source(paragraph.lines).text
    position = 0
    while (taken := _definition(text, position)) is not None:
        label, target, title, position = taken
        definitions.links.setdefault(label_key(label), (target, title))
    if position:
        paragraph.lines = paragraph.lines[text.count("\n", 0, position) :] if position < len(text) else []


def _definition(text: str, position: int) -> tuple[str, str, str, int] | None:
    label = _LABEL.match(text, position)
    if label is None or not label[1].strip() or label[1].startswith("^") or text[label.end() : label.end() + 1] != ":":
        return None
    target = _target(text, _gap(text, label.end() + 1))
    if target is None or (not target[0] and text[target[1] - 1] != ">"):
        return None
    begin = _gap(text, target[1])
    title = _TITLE.match(text, begin) if begin > target[1] else None
    if title is not None and (end := _REST_OF_LINE.match(text, title.end())):
        return (
            label[1],
            target[0],
            resolved(next(each for each in title.groups() if each is not None)),
            end.end(),
        )
    end = _REST_OF_LINE.match(text, target[1])
    return (label[1], target[0], "", end.end()) if end else None


def render(source: Source, definitions: Definitions, findings: Findings) -> str:
    """Return the HTML of the text inside one block."""
    text = source.text
    if is_plain(text):
        return escaped(text)
    scan = Scan(source, definitions, findings)
    position = 0
    while found := _TRIGGER.search(text, position):
        start = found.start()
        if start > position:
            scan.out.append(text[position:start])
        position = _HANDLERS[text[start]](scan, start)
    if position < len(text):
        scan.out.append(text[position:])
    ends = raw_html.close_all(scan.inside, findings)
    return _emphasised(scan.out, definitions, source) + ends


def is_plain(text: str) -> bool:
    """Say whether nothing in a text can be markup."""
    return _NOT_PLAIN.search(text) is None and "www." not in text.lower()


class Scan(Struct):
    """The state of one scan. `out` holds text that may bear emphasis, and atoms."""

    source: Source
    definitions: Definitions
    findings: Findings
    out: list[str | Atom] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    inside: list[OpenTag] = field(default_factory=list)
    ticks: dict[int, list[int]] | None = None

    def add(self, character: str) -> None:
        """Add text that is not to be read as markup."""
        self.out.append(Atom(escaped(character), character) if not _OPAQUE.isdisjoint(character) else character)


def _escape(scan: Scan, start: int) -> int:
    following = scan.source.text[start + 1 : start + 2]
    if following == "\n":
        scan.out += Atom("<br>", ""), "\n"
        return start + 2
    if following and following in _PUNCTUATION:
        scan.add(following)
        return start + 2
    scan.out.append("\\")
    return start + 1


def _newline(scan: Scan, start: int) -> int:
    last = scan.out[-1] if scan.out else ""
    if isinstance(last, str) and last.endswith(" "):
        scan.out[-1] = last.rstrip(" ")
        if last.endswith("  "):
            scan.out += Atom("<br>", ""), "\n"
            return start + 1
    scan.out.append("\n")
    return start + 1


def _code(scan: Scan, start: int) -> int:
    text = scan.source.text
    if scan.ticks is None:
        scan.ticks = {}
        for run in _TICKS.finditer(text):
            scan.ticks.setdefault(run.end() - run.start(), []).append(run.start())
    found = _TICKS.match(text, start)
    length = found.end() - start if found else 1
    ends = scan.ticks.get(length, [])
    index = bisect_right(ends, start)
    if index == len(ends):
        scan.out.append(text[start : start + length])
        return start + length
    code = text[start + length : ends[index]].replace("\n", " ")
    if code.startswith(" ") and code.endswith(" ") and code.strip(" "):
        code = code[1:-1]
    scan.out.append(Atom(f"<code>{escaped(code)}</code>", code))
    return ends[index] + length


def _entity(scan: Scan, start: int) -> int:
    found = _ENTITY.match(scan.source.text, start)
    if found is None or (found[0][1] != "#" and found[0][1:] not in html5):
        scan.add("&")
        return start + 1
    scan.add(raw_html.decoded(found[0]))
    return found.end()


def _angle(scan: Scan, start: int) -> int:
    text = scan.source.text
    if link := _AUTOLINK.match(text, start):
        scan.out.append(_anchor(scan, link[1], link[1], start, bare=True))
        return link.end()
    if mail := _MAIL_LINK.match(text, start):
        scan.out.append(_anchor(scan, "mailto:" + mail[1], mail[1], start, bare=True))
        return mail.end()
    tag = raw_html.at(scan.source, start, scan.inside, scan.findings, unclosed=False)
    if tag is None:
        scan.add("<")
        return start + 1
    if tag[0]:
        scan.out.append(Atom(tag[0], ""))
    return tag[1]


def _anchor(scan: Scan, url: str, text: str, start: int, bare: bool = False) -> Atom:
    attribute = address("href", url, scan.source.place(start), scan.findings)
    return Atom(f"<a{attribute}>{escaped(text)}</a>" if attribute else escaped(text), text, bare)


def _bare(scan: Scan, start: int) -> int:
    """Link an address that stands in the text: https://github.github.com/gfm/#autolinks-extension-."""
    text = scan.source.text
    prefix = text.index("://", start) + 3 if text[start] in "hH" else start
    host = _HOST.match(text, prefix)
    if (
        host is None
        or any("_" in part for part in host[0].split(".")[-2:])
        or (prefix == start and "." not in host[0][4:])
        or any(tag.name == "a" for tag in scan.inside)
    ):
        scan.out.append(text[start : start + 4])
        return start + 4
    found = _NOT_SPACE.match(text, start)
    url = found[0] if found else ""
    if scan.brackets:
        url = url.partition("]")[0]
    surplus = url.count(")") - url.count("(")
    while True:
        if url.endswith(")") and surplus > 0:
            url, surplus = url[:-1], surplus - 1
        elif url[-1] in "?!.,:*_~'\"":
            bare = url.rstrip("?!.,:*_~'\"")
            url = bare
        elif url.endswith(";") and (entity := _ENDS_IN_ENTITY.search(url, max(0, len(url) - 34))):
            url = url[: entity.start()]
        elif url.endswith(";"):
            url = url.rstrip(";")
        else:
            break
    scan.out.append(_anchor(scan, url if prefix > start else "http://" + url, url, start, bare=True))
    return start + len(url)


def _mail(scan: Scan, start: int) -> int:
    host = _MAIL_HOST.match(scan.source.text, start)
    last = scan.out[-1] if scan.out else ""
    before = last if isinstance(last, str) else ""
    begin = len(before)
    while begin and len(before) - begin < 64 and before[begin - 1] in _MAIL_NAME:
        begin -= 1
    name = before[begin:]
    if host is None or not host[0][-1].isalpha() or not name or any(tag.name == "a" for tag in scan.inside):
        scan.out.append("@")
        return start + 1
    scan.out[-1] = before[:begin]
    scan.out.append(_anchor(scan, f"mailto:{name}{host[0]}", name + host[0], start - len(name), bare=True))
    return host.end()


def _opening(scan: Scan, start: int) -> int:
    picture = scan.source.text[start] == "!"
    if picture and scan.source.text[start + 1 : start + 2] != "[":
        scan.out.append("!")
        return start + 1
    scan.brackets.append(Bracket(len(scan.out), start, picture))
    scan.out.append("![" if picture else "[")
    return start + 1 + picture


def _closing(scan: Scan, start: int) -> int:
    if not scan.brackets:
        scan.out.append("]")
        return start + 1
    bracket = scan.brackets.pop()
    text = scan.source.text
    if text.startswith("[^", bracket.offset) and not scan.findings.phrasing_only:
        note = _note_reference(scan, text[bracket.offset + 2 : start][:300], bracket.offset)
        if note is not None:
            scan.out[bracket.index :] = [note]
            _no_link_around(scan)
            return start + 1
    found = _link_follows(scan, bracket, start) if bracket.active else None
    if found is None:
        scan.out.append("]")
        return start + 1
    url, title, end = found
    inner = scan.out[bracket.index + 1 :]
    place = scan.source.place(bracket.offset)
    titled = f' title="{escaped(title)}"' if title else ""
    words = _words(inner, scan)
    if bracket.picture:
        attribute = address("src", url, place, scan.findings)
        alt = escaped(" ".join(words.split("\n")))
        if attribute and not alt.strip():
            raw_html.tell_no_alt(url, place, scan.findings)
        picture = f'<img{attribute} alt="{alt}"{titled} loading="lazy">' if attribute else alt
        scan.out[bracket.index :] = [Atom(picture, words)]
        return end
    content = _emphasised(
        [Atom(escaped(each.text), each.text) if isinstance(each, Atom) and each.bare else each for each in inner],
        scan.definitions,
        scan.source,
    )
    attribute = address("href", url, place, scan.findings)
    scan.out[bracket.index :] = [Atom(f"<a{attribute}{titled}>{content}</a>" if attribute else content, words)]
    _no_link_around(scan)
    return end


def _words(pieces: list[str | Atom], scan: Scan) -> str:
    """Return the plain text of what a link or a picture holds: without emphasis, with the words of pictures."""
    if not any(isinstance(each, str) and _DELIMITERS.search(each) for each in pieces):
        return "".join(each if isinstance(each, str) else each.text for each in pieces)
    bare: list[str | Atom] = [Atom(escaped(each.text), "") if isinstance(each, Atom) else each for each in pieces]
    return raw_html.plain(_emphasised(bare, scan.definitions, scan.source))


def _no_link_around(scan: Scan) -> None:
    """See to it that what opened before a link does not become a link around it."""
    for outer in reversed(scan.brackets):
        if outer.picture:
            continue
        if not outer.active:
            break
        outer.active = False


def _note_reference(scan: Scan, label: str, offset: int) -> Atom | None:
    """Return the number that refers to a note, or None where no such note is defined."""
    key, definitions = label_key(label), scan.definitions
    if key not in definitions.notes:
        if label.isalnum() and len(label) <= 40:
            scan.findings.tell(
                "markup/footnote-missing", scan.source.place(offset), f"There is no footnote {shown(label)}.",
                f"Add a paragraph [^{label}]: with its text, or escape the bracket: \\[^{label}]",
            )  # fmt: skip
        return None
    uses = definitions.uses[key] = definitions.uses.get(key, 0) + 1
    if uses == 1:
        definitions.order.append(key)
        definitions.numbers[key] = len(definitions.order)
    number = definitions.numbers[key]
    return Atom(
        f'<sup class="footnote-ref"><a href="#fn:{number}" id="{note_reference_id(number, uses)}" '
        f'role="doc-noteref">{number}</a></sup>',
        "",
    )


def note_reference_id(number: int, use: int) -> str:
    """Return the id of a note's n-th mark in the text. The colon keeps it apart from the ids of headings."""
    return f"fnref:{number}" if use == 1 else f"fnref:{number}-{use}"


def _link_follows(scan: Scan, bracket: Bracket, start: int) -> tuple[str, str, int] | None:
    """Return address, title and end of the link whose text ends at the bracket at `start`."""
    text = scan.source.text
    after = text[start + 1 : start + 2]
    if after == "(" and (found := _in_parentheses(text, start + 2)):
        return found
    label, end = _LABEL.match(text, start + 1) if after == "[" else None, start + 1
    if label is not None:
        end = label.end()
    if label is not None and label[1]:
        key = label_key(label[1])
    else:
        begin = bracket.offset + 1 + bracket.picture
        if start - begin > 999:
            return None
        written = _LABEL.fullmatch(text, begin - 1, start + 1)
        key = label_key(written[1]) if written else ""
    if key not in scan.definitions.links:
        return None
    url, title = scan.definitions.links[key]
    scan.definitions.expanded += len(url) + len(title)
    if scan.definitions.expanded > MAX_EXPANSION:
        raise LimitError(
            "markup/too-complex", *scan.source.place(bracket.offset),
            f"The addresses of the links by reference are longer than {MAX_EXPANSION:,} characters in all.",
            "Shorten the addresses.",
        )  # fmt: skip
    return url, title, end


def _in_parentheses(text: str, position: int) -> tuple[str, str, int] | None:
    target = _target(text, _gap(text, position))
    if target is None:
        return None
    end = _gap(text, target[1])
    title = _TITLE.match(text, end) if end > target[1] else None
    words = ""
    if title is not None:
        words = resolved(next(each for each in title.groups() if each is not None))
        end = _gap(text, title.end())
    return (target[0], words, end + 1) if text[end : end + 1] == ")" else None


def _gap(text: str, position: int) -> int:
    found = _GAP.match(text, position)
    return found.end() if found else position


def _target(text: str, position: int) -> tuple[str, int] | None:
    if text[position : position + 1] == "<":
        pointed = _TARGET.match(text, position)
        return (resolved(pointed[1]), pointed.end()) if pointed else None
    depth, end = 0, position
    while end < len(text):
        if plain := _PLAIN_TARGET.match(text, end):
            end = plain.end()
        elif text[end] == "\\":
            end += 1
        elif text[end] == "(" and depth < MAX_PARENTHESES:
            depth, end = depth + 1, end + 1
        elif text[end] == ")" and depth:
            depth, end = depth - 1, end + 1
        else:
            break
    return (resolved(text[position:end]), end) if depth == 0 else None


def resolved(text: str) -> str:
    """Resolve the backslashes and entities of an address, a title or a language."""
    if "\\" not in text and "&" not in text:
        return text
    pieces = _ESCAPE.split(text)
    pieces[::2] = [_ENTITY.sub(lambda found: raw_html.decoded(found[0]), piece) for piece in pieces[::2]]
    return without_controls("".join(pieces))


def _emphasised(pieces: list[str | Atom], definitions: Definitions, source: Source) -> str:
    """Return the HTML of text and atoms, emphasis resolved. A typographic pass would go over the text pieces."""
    runs = sum([len(_DELIMITERS.findall(each)) for each in pieces if isinstance(each, str)])
    if not runs:
        return "".join([escaped(each) if isinstance(each, str) else each.html for each in pieces])
    if any(isinstance(each, str) and "~~~" in each for each in pieces):
        pieces = [part for each in pieces for part in (_TILDES.split(each) if isinstance(each, str) else (each,))]
        pieces = [Atom(each, "") if isinstance(each, str) and each.startswith("~~~") else each for each in pieces]
    flat = "".join([each if isinstance(each, str) else f"\x02a{index}\x03" for index, each in enumerate(pieces)])
    definitions.work += runs * len(flat)
    if definitions.work > MAX_EMPHASIS_WORK:
        raise LimitError(
            "markup/too-complex", *source.place(0),
            "There are too many *, _ and ~ in one paragraph.", "Cut it into several paragraphs.",
        )  # fmt: skip
    page = emphasis.in_pairs(flat)
    if page is None and emphasis.depth(flat) > MAX_EMPHASIS_DEPTH:
        raise LimitError(
            "markup/too-deep", *source.place(0),
            f"Emphasis is nested more than {MAX_EMPHASIS_DEPTH} deep.",
            "Close it, or put a backslash before each * and _ that is meant as such.",
        )  # fmt: skip
    if page is None:
        page = emphasis.resolved(flat)
    return _TOKEN.sub(lambda found: _html_of(pieces[int(found[1])]), page) if "\x02" in page else page


def _html_of(piece: str | Atom) -> str:
    return piece.html if isinstance(piece, Atom) else piece


_HANDLERS: Final[dict[str, Callable[[Scan, int], int]]] = {
    "\\": _escape,
    "\n": _newline,
    "`": _code,
    "&": _entity,
    "<": _angle,
    "@": _mail,
    "[": _opening,
    "!": _opening,
    "]": _closing,
    "h": _bare,
    "H": _bare,
    "w": _bare,
    "W": _bare,
}
