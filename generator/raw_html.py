"""What HTML an article may hold: the allowed set, what is told about the rest, addresses, and the sanitiser.

Tags are judged one by one where they stand in the source, so that a problem has its exact place. They are written
anew from their parts, balanced block by block, and at last the whole goes through nh3, which has the final word.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct, field

from generator.blocks import CLOSE_TAG, OPEN_TAG, LimitError, Line
from generator.problems import Problem, problem, shown

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_PROBLEMS: Final = 1_000
MAX_OPEN_TAGS: Final = 50


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


VOID: Final = _names("br hr img col wbr input")
PHRASING: Final = _names(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr"
)
_ACROSS_BLOCKS: Final = _names(
    "blockquote dd details div dl dt figcaption figure li ol summary table tbody td tfoot th thead tr ul"
)
ALLOWED: Final = PHRASING | _ACROSS_BLOCKS | _names("caption col colgroup h1 h2 h3 h4 h5 h6 hr p picture pre section")
_RENAMED: Final = {"tt": "code", "strike": "del", "h1": "h2"}
_WITH_CONTENT: Final = _names("iframe math noembed noframes noscript script style svg template textarea title xmp")
_CLOSES: Final[dict[str, frozenset[str]]] = {
    "li": frozenset(("li",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "td": frozenset(("td", "th")),
    "th": frozenset(("td", "th")),
    "tr": frozenset(("td", "th", "tr")),
    "tbody": _names("td th tr thead tbody caption colgroup"),
    "tfoot": _names("td th tr thead tbody"),
    "rt": frozenset(("rt", "rp")),
    "rp": frozenset(("rt", "rp")),
    "p": frozenset(("p",)),
}
_END_OPTIONAL: Final = _names("caption colgroup dd dt li p rp rt tbody td tfoot th thead tr")

_TEXT: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f]{0,300}")
_NUMBER: Final = re.compile(r"\d{1,5}")
_SPAN: Final = re.compile(r"[1-9]\d{0,2}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}|")
_EVERYWHERE: Final = {"title": _TEXT, "lang": _LANGUAGE, "dir": re.compile(r"(?i:ltr|rtl|auto)")}
_ATTRIBUTES: Final[dict[str, dict[str, re.Pattern[str]]]] = {
    "del": {"datetime": _TEXT},
    "ins": {"datetime": _TEXT},
    "time": {"datetime": _TEXT},
    "img": {"alt": re.compile(r"[^\x00]*"), "width": _NUMBER, "height": _NUMBER},
    "ol": {"start": re.compile(r"-?\d{1,9}"), "type": re.compile(r"[1aAiI]"), "reversed": re.compile(r".*")},
    "li": {"value": re.compile(r"-?\d{1,9}")},
    "col": {"span": _SPAN},
    "colgroup": {"span": _SPAN},
    "td": {"colspan": _SPAN, "rowspan": _SPAN},
    "th": {
        "colspan": _SPAN,
        "rowspan": _SPAN,
        "abbr": _TEXT,
        "scope": re.compile(r"(?i:row|col)(?i:group)?"),
    },
    "details": {"open": re.compile(r".*")},
}
_BOOLEAN: Final = frozenset(("open", "reversed"))
_ADDRESSES: Final = frozenset(
    (("a", "href"), ("img", "src"), ("blockquote", "cite"), ("q", "cite"), ("del", "cite"), ("ins", "cite"))
)
_ALIGNED: Final = _names("div p h1 h2 h3 h4 h5 h6 td th tr")

_TAG_HELP: Final = {
    "script": "Scripts cannot be published. Take it out, or link to the page that runs it.",
    "style": "How the site looks is the theme's business. Take it out.",
    "input": "Write a task list: “- [ ] open” and “- [x] done”.",
    "source": "Write a picture: ![what it shows](picture.jpg)",
    "svg": "Save the drawing as a file and write a picture: ![what it shows](drawing.svg)",
    "center": "How the site looks is the theme's business. Take it out.",
    "font": "Write **strong** or *emphasis*.",
} | dict.fromkeys(("iframe", "video", "audio", "embed", "object"), "Link to it instead: [what it is](https://…)")
_ATTRIBUTE_HELP: Final = {
    "style": "How the site looks is the theme's business. Take the attribute out.",
    "class": "How the site looks is the theme's business. Take the attribute out.",
    "id": "Headings have ids of their own: link to them as [text](#the-heading).",
    "name": "Headings have ids of their own: link to them as [text](#the-heading).",
    "srcset": "Write src alone.",
    "target": "Links open where the reader wants them. Take the attribute out.",
}
_ATTRIBUTE: Final = re.compile(
    r"([A-Za-z_:][A-Za-z0-9_.:-]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+"
)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_IN_ADDRESS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNSAFE: Final = {ord(each): f"%{ord(each):X}" for each in ' "<>\\`^{}|'}
_CLEAR_ADDRESS: Final = re.compile(
    r"https?://(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?\.){1,5}[a-z]{2,20}(?:[/?#](?:[A-Za-z0-9/?#._~=%+-]++|&amp;)*+)?"
)
"""An escaped address that any browser can read: its host is of plain words, none in Punycode, the last one letters."""
_SCHEMES: Final = {
    "href": ("http", "https", "mailto", "tel"),
    "src": ("http", "https"),
    "cite": ("http", "https"),
}

HOLE: Final = "\x1a"
"""Stands around the number of a reference until the page is cut there. No text holds control characters."""
_TAG_MARK: Final = re.compile("\x1b(\\d+)\x1b")
_HOLE: Final = re.compile(f'="{HOLE}(\\d+){HOLE}"')
_MARKUP: Final = re.compile("<[^>]*>|\x1b\\d+\x1b")
_ANY_TAG: Final = re.compile("(?:\x1b(\\d+)\x1b)?<(/?[a-z][a-z0-9]*)")


class Place(NamedTuple):
    """A line and column of the file, from 1."""

    line: int
    column: int


class OpenTag(NamedTuple):
    """A tag of the author's that waits for its end: its name in the page, and as it was written."""

    name: str
    place: Place
    written: str


class Source(Struct):
    """The text of one block, and where its lines stand in the file."""

    lines: list[Line]
    text: str = ""
    starts: list[int] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    """What was looked for up to the end in vain: looking again would cost the square of the length."""

    def __post_init__(self) -> None:
        self.text = "\n".join([line.text for line in self.lines])

    def place(self, offset: int) -> Place:
        """Return where the character at an offset of the text stands in the file."""
        if not self.starts:  # few texts are asked for a place
            self.starts = [0, *accumulate(len(line.text) + 1 for line in self.lines[:-1])]
        index = bisect_right(self.starts, offset) - 1
        line = self.lines[index]
        return Place(line.number, line.column + offset - self.starts[index])

    def find(self, what: re.Pattern[str], offset: int) -> re.Match[str] | None:
        """Search from an offset on, at most once in vain."""
        if what.pattern in self.absent:
            return None
        found = what.search(self.text, offset)
        if found is None:
            self.absent.add(what.pattern)
        return found


class Findings(Struct):
    """What has come to light about one text while it is rendered."""

    file: str
    phrasing_only: bool = False
    """Whether it is a line of text, which holds no blocks."""
    in_heading: bool = False
    problems: list[Problem] = field(default_factory=list)
    references: list[tuple[str, str, str, Place]] = field(default_factory=list)
    fragments: list[tuple[str, Place]] = field(default_factory=list)
    tags: list[Place] = field(default_factory=list)
    around: list[OpenTag] = field(default_factory=list)
    """Tags opened in blocks of HTML, within which the following blocks stand."""
    depth: int = 0
    after: str = ""
    """Ends of such tags that stood inside a block, to be written after it."""

    @property
    def allowed(self) -> frozenset[str]:
        """The tags that may stand here."""
        return PHRASING if self.phrasing_only or self.in_heading else ALLOWED

    def tell(self, code: str, place: Place, message: str, advice: str = "") -> None:
        """Add a problem; after `MAX_PROBLEMS` of them only that there are more."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem(code, self.file, *place, message, advice))
        elif len(self.problems) == MAX_PROBLEMS:
            more = f"From here on the text has more problems than the {MAX_PROBLEMS:,} that are told."
            advice = "Mend the first of them and look again."
            self.problems.append(problem("markup/too-many", self.file, *place, more, advice))


def without_controls(text: str) -> str:
    """Take out characters that HTML does not allow; entities may have brought them in."""
    return _CONTROL.sub("", text)


def decoded(text: str) -> str:
    """Resolve entities."""
    return without_controls(html.unescape(text)) if "&" in text else text


def escaped(text: str) -> str:
    """Write text so that it is text between tags and in attributes."""
    return html.escape(text)


def address(attribute: str, url: str, place: Place, findings: Findings) -> str:
    """Return the attribute for an address: as written, a hole if it points inside the site, or "" and a problem.

    Browsers drop control characters and read `\\` as `/`: https://url.spec.whatwg.org/#url-parsing
    """
    url = _IN_ADDRESS.sub("", url).strip()
    scheme = _SCHEME.match(url.replace(" ", ""))
    outside = scheme is not None or url.replace("\\", "/").startswith("//")
    if scheme is not None and scheme[1].lower() not in _SCHEMES[attribute]:
        told = f"{shown(url)} is an address of a kind that is not published: “{scheme[1]}:”."
        allowed = ", ".join(f"{name}:" for name in _SCHEMES[attribute])
        findings.tell("markup/forbidden-address", place, told, f"Write one that begins with {allowed} or a path.")
        return ""
    if outside:
        before, mark, fragment = url.partition("#")
        url = before + mark + fragment.replace("#", "%23")
        safe = escaped(url.translate(_UNSAFE))
        if not _is_readable(safe):
            told, advice = f"No browser can read the address {shown(url)}.", "Look for a mistake in its host or port."
            findings.tell("markup/forbidden-address", place, told, advice)
            return ""
        web = attribute == "href" and (scheme is None or scheme[1].lower().startswith("http"))
        return f' {attribute}="{safe}"' + (' rel="noopener"' if web else "")
    if attribute == "cite":
        findings.tell(
            "markup/html-removed", place, f"The attribute cite={shown(url)} was left out.", "Write a full address."
        )
        return ""
    if not url:
        findings.tell("markup/empty-address", place, "The address is empty.", "Write where it leads.")
        return ""
    if url.startswith("#") and attribute == "href":
        findings.fragments.append((url[1:], place))
        return f' href="{escaped(url.translate(_UNSAFE))}"'
    cut = min((url.find(each) for each in "?#" if each in url), default=len(url))
    findings.references.append((attribute, url[:cut], url[cut:], place))
    return f' {attribute}="{HOLE}{len(findings.references) - 1}{HOLE}"'


def _is_readable(url: str) -> bool:
    """Say whether the sanitiser, which reads addresses as browsers do, leaves an escaped address in a page."""
    return is_clear(url) or "href" in _cleaner()(f'<a href="{url}"></a>')


def is_clear(url: str) -> bool:
    """Say whether it is beyond doubt that the sanitiser leaves an escaped address in a page: of most it is."""
    return _CLEAR_ADDRESS.fullmatch(url) is not None


_COMMENTS: Final[tuple[tuple[str, re.Pattern[str], bool], ...]] = (
    ("<!-->", re.compile(""), False),
    ("<!--->", re.compile(""), False),
    ("<!--", re.compile("-->"), False),
    ("<![CDATA[", re.compile(r"\]\]>"), True),
    ("<?", re.compile(r"\?>"), True),
    ("<!", re.compile(">"), True),
)


def at(
    source: Source, offset: int, inside: list[OpenTag], findings: Findings, unclosed: bool
) -> tuple[str, int] | None:
    """Return the HTML for the tag or comment at an offset, and where it ends; None if it is just a “<”.

    `inside` holds the tags that wait for their end. `unclosed` says that a comment without an end goes to the end
    of the text, as it does in a block.
    """
    text = source.text
    if text.startswith(("<!", "<?"), offset):
        return _comment(source, offset, findings, unclosed)
    if close := CLOSE_TAG.match(text, offset):
        return _closing(close[1].lower(), source.place(offset), inside, findings), close.end()
    opening = OPEN_TAG.match(text, offset)
    if opening is None:
        return None
    written, place, end = opening[1].lower(), source.place(offset), opening.end()
    name = _RENAMED.get(written, written)
    if name not in findings.allowed:
        advice = _TAG_HELP.get(name, "Take the tag out, or write it in Markdown.")
        findings.tell("markup/html-removed", place, f"The tag {shown(opening[0])} was left out.", advice)
        if name in _WITH_CONTENT and not opening[3]:
            closing = source.find(re.compile(rf"</{name}\s*>", re.I), end)
            end = closing.end() if closing else len(text) if unclosed else end
        return "", end
    attributes = _attributes(name, opening, source, findings)
    if name == "img" and " src=" not in attributes:
        if "src" not in opening[2].lower():
            findings.tell("markup/html-removed", place, f"The tag {shown(opening[0])} was left out.", "Give it a src.")
        return "", end
    findings.tags.append(place)
    mark = f"\x1b{len(findings.tags) - 1}\x1b"
    if name in VOID:
        return f"{mark}<{name}{attributes}>", end
    before = ""
    while inside and inside[-1].name in _CLOSES.get(name, ()):
        before += f"</{inside.pop().name}>"
        findings.depth -= 1
    if opening[3]:
        return f"{before}{mark}<{name}{attributes}></{name}>", end
    inside.append(OpenTag(name, place, written))
    findings.depth += 1
    if findings.depth > MAX_OPEN_TAGS:
        raise LimitError(
            "markup/too-deep",
            *place,
            f"HTML tags are nested more than {MAX_OPEN_TAGS} deep.",
            "Close the tags.",
        )
    return f"{before}{mark}<{name}{attributes}>", end


def close_all(inside: list[OpenTag], findings: Findings, keep: int = 0) -> str:
    """Close the tags that nobody closed, but for the first `keep` of them, and tell so."""
    ends = ""
    while len(inside) > keep:
        name, place, written = inside.pop()
        findings.depth -= 1
        ends += f"</{name}>"
        if name not in _END_OPTIONAL:
            findings.tell(
                "markup/html-repaired",
                place,
                f"The tag <{written}> is not closed.",
                f"Write </{written}> where it ends.",
            )
    return ends


def block(source: Source, findings: Findings) -> str:
    """Return the safe form of a block of HTML. Tags that may hold Markdown stay open in `findings.around`."""
    text, pieces, position = source.text, [], 0
    begin = len(findings.around)
    while (offset := text.find("<", position)) != -1:
        pieces.append(escaped(decoded(text[position:offset])))
        tag = at(source, offset, findings.around, findings, unclosed=True)
        if tag is None:
            pieces.append("&lt;")
            position = offset + 1
        else:
            pieces.append(tag[0])
            position = tag[1]
    pieces.append(escaped(decoded(text[position:])))
    begin = min(begin, len(findings.around))
    for index, tag_open in enumerate(findings.around[begin:], begin):
        if tag_open.name not in _ACROSS_BLOCKS:
            pieces.append(close_all(findings.around, findings, keep=index))
            break
    return "".join(pieces)


def sanitised(page: str, findings: Findings) -> str:
    """Return the page as nh3 leaves it. What nh3 had to change, though each tag was allowed, is a problem."""
    if not findings.tags:
        return _cleaner()(page)
    before = [(found[2], found[1]) for found in _ANY_TAG.finditer(page) if found[2].lstrip("/") != "tbody"]
    clean = _cleaner()(_TAG_MARK.sub("", page))
    after = [found[2] for found in _ANY_TAG.finditer(clean) if found[2].lstrip("/") != "tbody"]
    last = None
    for index, (name, mark) in enumerate(before):
        last = mark or last
        if index >= len(after) or after[index] != name:
            break
    else:
        if len(after) == len(before):
            return clean
    place = findings.tags[int(last or 0)]
    findings.tell(
        "markup/html-repaired", place, "HTML near here is nested as browsers do not allow; it was mended.",
        "Put blank lines around tags such as <div> and <table>, and close tags in reverse order.",
    )  # fmt: skip
    return clean


def cut(page: str) -> tuple[list[str], list[int]]:
    """Cut a page at its holes: the pieces, and the number of the reference between each two."""
    *parts, last = _HOLE.split(page)
    pieces = [each.removesuffix(" href").removesuffix(" src") for each in parts[::2]]
    return [*pieces, last], [int(number) for number in parts[1::2]]


def plain(page: str) -> str:
    """Return the text of some HTML of ours."""
    text = _MARKUP.sub("", page)
    return html.unescape(text) if "&" in text else text


def _comment(source: Source, offset: int, findings: Findings, unclosed: bool) -> tuple[str, int] | None:
    for start, until, told in _COMMENTS:
        if not source.text.startswith(start, offset):
            continue
        end = source.find(until, offset + len(start))
        if end is None and not unclosed:
            continue
        if told or end is None:
            what = "tag" if told else "comment, which has no end,"
            message = f"The {what} {shown(source.text[offset : offset + 80])} was left out."
            advice = "Take it out." if told else "Write --> where it ends: what follows it is not shown."
            findings.tell("markup/html-removed", source.place(offset), message, advice)
        return "", end.end() if end else len(source.text)
    return None


def _closing(name: str, place: Place, inside: list[OpenTag], findings: Findings) -> str:
    written, name = name, _RENAMED.get(name, name)
    names = [tag.name for tag in inside]
    if name in names:
        index = len(names) - 1 - names[::-1].index(name)
        ends = close_all(inside, findings, keep=index + 1)
        inside.pop()
        findings.depth -= 1
        return f"{ends}</{name}>"
    around = [tag.name for tag in findings.around]
    if inside is not findings.around and name in around:
        index = len(around) - 1 - around[::-1].index(name)
        findings.after += close_all(findings.around, findings, keep=index + 1) + f"</{name}>"
        findings.around.pop()
        findings.depth -= 1
    elif name in findings.allowed and name not in VOID:
        findings.tell(
            "markup/html-repaired", place, f"The tag </{written}> closes nothing.", "Take it out, or open it."
        )
    return ""


def _attributes(name: str, opening: re.Match[str], source: Source, findings: Findings) -> str:
    if not opening[2]:
        return ' alt="" loading="lazy"' if name == "img" else ""
    written: dict[str, str] = {}
    src = ""
    for found in _ATTRIBUTE.finditer(opening[2]):
        key = found[1].lower()
        if key in written:
            continue
        value = decoded(next((each for each in found.groups()[1:] if each is not None), ""))
        place = source.place(opening.start(2) + found.start())
        pattern = _ATTRIBUTES.get(name, {}).get(key) or _EVERYWHERE.get(key)
        if (name, key) in _ADDRESSES:
            written[key] = address(key, value, place, findings)
            src = value if key == "src" else src
        elif key in _BOOLEAN and pattern:
            written[key] = f' {key}=""'
        elif pattern and pattern.fullmatch(value):
            written[key] = f' {key}="{escaped(value)}"'
        elif key == "align" and name in _ALIGNED and value.lower() in ("left", "center", "right"):
            written[key] = f' class="align-{value.lower()}"'
        elif (name, key) != ("img", "loading"):
            written[key] = ""
            advice = (
                "Scripts cannot be published." if key.startswith("on") else _ATTRIBUTE_HELP.get(key, "Take it out.")
            )
            findings.tell(
                "markup/html-removed", place, f"The attribute {shown(found[0])} of <{name}> was left out.", advice
            )
    if name == "img":
        if "alt" not in written and written.get("src"):
            tell_no_alt(src, source.place(opening.start()), findings)
        written.setdefault("alt", ' alt=""')
        written["loading"] = ' loading="lazy"'
    return "".join(written.values())


def tell_no_alt(src: str, place: Place, findings: Findings) -> None:
    """Tell of a picture that readers who do not see it know nothing of."""
    findings.tell(
        "markup/missing-alt",
        place,
        f"The picture {shown(src)} has no description.",
        'Write what it shows: ![A ship in the harbour](…). If it only decorates: <img src="…" alt="">.',
    )


@cache
def _cleaner() -> Callable[[str], str]:
    import nh3

    allowed = {tag: set(names) for tag, names in _ATTRIBUTES.items()}
    for tag, name in _ADDRESSES:
        allowed.setdefault(tag, set()).add(name)
    allowed["*"] = {"title", "lang", "dir", "class", "id", "role", "aria-label"}
    allowed["a"].add("rel")
    allowed["img"].add("loading")
    allowed["pre"] = {"tabindex"}
    allowed["div"] = {"tabindex"}
    allowed["input"] = {"type", "checked", "disabled", "aria-label"}
    return nh3.Cleaner(
        tags=set(ALLOWED | {"input", "label"}),
        attributes=allowed,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    ).clean
