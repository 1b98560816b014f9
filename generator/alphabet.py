"""Where a name stands in an index: its letter, and its place among other names. No locale of the machine is asked.

Names are put in order by the letters that readers look for: without accents, whatever stands before the first letter
left out. Scripts follow each other in the order of Unicode, the script of the site's language before all others.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from slugify import slugify

NUMBERS: Final = "0–9"
NONE: Final = "#"
"""The letter of what has neither letter nor digit."""

HAN: Final = "漢"
"""One letter for all Chinese characters: each of them would be a heading of its own."""

HANGUL_FIRST: Final = ord("가")
HANGUL_EACH: Final = 588
HANGUL_LETTERS: Final = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
"""The letters that begin syllables, in the order of syllables (Unicode, 3.12); doubled ones stand with their like."""

KATAKANA_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
KANA_ROWS: Final = "あかさたなはまやらわ"

CYRILLIC_TWINS: Final = str.maketrans("ёЁ", "еЕ")
WITH_ACCENTS_LEFT_OUT: Final = frozenset({"greek", "arabic", "hebrew", "hiragana"})


@dataclass(frozen=True, slots=True)
class Place:
    """A name's place in an index: its script ("" for numbers and signs), its letter, and by what it is sorted."""

    script: str
    letter: str
    order: tuple[int, str, str]


def place(name: str, language: str) -> Place:
    """Return where a name stands in an index of a site in `language`, a BCP 47 tag."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    start = next((number for number, each in enumerate(plain) if each.isalnum()), len(plain))
    plain = plain[start:]
    if not plain:
        return Place("", NONE, (0, "", name))
    if not plain[0].isalpha():
        return Place("", NUMBERS, (1, plain, name))
    script = script_of(plain[0])
    sorted_by = _sorted_by(plain, script)
    return Place(script, _letter(sorted_by[0], script), (2 if script == own_script(language) else 3, sorted_by, name))


def script_of(letter: str) -> str:
    """Return the script of a letter, such as "latin", as the name says that Unicode gives it."""
    script = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0].lower()
    return "hiragana" if script == "katakana" else script


@cache
def own_script(language: str) -> str:
    """Return the script in which a language writes its own name."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return "latin"
    return script_of((locale.languages.get(locale.language) or "a")[0])


def _sorted_by(plain: str, script: str) -> str:
    if script == "latin":
        return slugify(plain, separator=" ") or plain
    if script == "cyrillic":
        return plain.translate(CYRILLIC_TWINS)
    if script not in WITH_ACCENTS_LEFT_OUT:
        return plain
    decomposed = unicodedata.normalize("NFKD", plain.translate(KATAKANA_TO_HIRAGANA))
    return "".join(each for each in decomposed if not unicodedata.combining(each)) or plain


def _letter(first: str, script: str) -> str:
    if script == "cjk":
        return HAN
    if script == "hangul":
        syllable = ord(first) - HANGUL_FIRST
        return HANGUL_LETTERS[syllable // HANGUL_EACH] if 0 <= syllable < len(HANGUL_LETTERS) * HANGUL_EACH else first
    if script == "hiragana":
        return max((row for row in KANA_ROWS if row <= first), default=KANA_ROWS[0])
    return first.upper()
