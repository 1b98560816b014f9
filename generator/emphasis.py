"""Emphasis and strikethrough in a text in which all else is resolved: that of Python-Markdown with the delimiters of
pymdown-extensions, and a short way to the same result for what most editors write.

The text holds no “&” and no “<”. Between the characters U+0002 and U+0003 stands what is finished.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_DELIMITERS: Final = re.compile(r"[*_~]")
_RUNS: Final = re.compile(r"\*+|_+|~+")
_PAIR: Final = re.compile(r"(\*\*?|__?)([^*_~]++)\1(?![*_~])")


def in_pairs(text: str) -> str | None:
    """Return what `resolved` returns, in a tenth of its time, where that is beyond doubt; None where it is not.

    It is where each run of one or two marks has its like, nothing but text stands between them, and by what stands on
    both sides of each (https://github.github.com/gfm/#delimiter-run) the first can only open and the second only close.
    """
    parts = _PAIR.split(text)
    if _DELIMITERS.search("".join(parts[::3])):
        return None
    pieces = [_escaped(parts[0])]
    for before, mark, inner, after in zip(parts[:-1:3], parts[1::3], parts[2::3], parts[3::3], strict=True):
        if _flanks(before[-1:], inner[0]) != (True, False) or _flanks(inner[-1], after[:1]) != (False, True):
            return None
        tag = "em" if len(mark) == 1 else "strong"
        pieces += f"<{tag}>", _escaped(inner), f"</{tag}>", _escaped(after)
    return "".join(pieces)


def _escaped(text: str) -> str:
    return text.replace(">", "&gt;")


def depth(text: str) -> int:
    """Return how deep emphasis in the text can at most be nested."""
    depths = dict.fromkeys("*_~", 0)
    deepest = 0
    for run in _RUNS.finditer(text):
        mark, length = run[0][0], min(run.end() - run.start(), 100)
        opens, ends = _flanks(text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1])
        if ends and depths[mark]:
            depths[mark] = max(0, depths[mark] - length)
        elif opens:
            depths[mark] += length
            deepest = max(deepest, sum(depths.values()))
    return deepest


def resolved(text: str) -> str:
    """Return the text as HTML, whatever marks it holds."""
    return _engine()(text)


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Say whether delimiters between two characters may open and may end emphasis.

    https://github.github.com/gfm/#left-flanking-delimiter-run
    """
    left, right = _kind(before), _kind(after)
    return right > 0 and (right > 1 or left < 2), left > 0 and (left > 1 or right < 2)


@lru_cache(maxsize=4096)
def _kind(character: str) -> int:
    """Return 0 for white space and the end of a text, 1 for punctuation, symbols and atoms, 2 for all else."""
    if not character.strip():
        return 0
    return 1 if character in "\x02\x03" or unicodedata.category(character)[0] in "PS" else 2


@cache
def _engine() -> Callable[[str], str]:
    """Set up Python-Markdown, once in a process, for nothing but emphasis and strikethrough."""
    from xml.etree.ElementTree import Element, SubElement

    from markdown import Markdown
    from markdown.treeprocessors import InlineProcessor
    from markdown.util import Registry
    from pymdownx.delimiterprocessor import Delimiter, DelimiterProcessor

    engine = Markdown(output_format="html")
    engine.inlinePatterns = Registry()
    delimiters = DelimiterProcessor(Delimiter("*", "strong,em"), engine)
    delimiters.add(Delimiter("_", "strong,em", smart=True))
    delimiters.add(Delimiter("~", "del,del"))
    engine.inlinePatterns.register(delimiters, "delimiter", 60)
    inline = InlineProcessor(engine)

    def convert(text: str) -> str:
        delimiters.reset()
        engine.reset()
        root = Element("div")
        SubElement(root, "p").text = text
        inline.run(root)
        return engine.serializer(root)[len("<div><p>") : -len("</p></div>")]

    return convert
