"""When two spellings are one name: of categories, topics, sources and authors."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from unicodedata import category, normalize

LONGEST_NAME: Final = 100
APOSTROPHES: Final = str.maketrans("‘’ʼ＇", "''''")


@lru_cache(maxsize=16_384)  # the names of a newsroom come back in every story
def identity(name: str) -> str:
    """Return what all spellings of a name share, whatever their case, spacing, hyphens and Unicode form.

    Two names are one when their identities are equal. The folding is NFKC and full case folding
    (Unicode Standard Annex 15 and chapter 3.13), without white space, dashes (Pd) and format characters (Cf). Word
    processors bend apostrophes without being asked, so bent ones are straight ones.
    """
    if name.isascii():
        return "".join(name.casefold().split()).replace("-", "")
    folded = normalize("NFKC", normalize("NFKC", straightened(name)).casefold())
    return normalize("NFKC", "".join(each for each in folded if not _is_ignored(each)))


def straightened(name: str) -> str:
    """Return a name with straight apostrophes."""
    return name.translate(APOSTROPHES)


def _is_ignored(character: str) -> bool:
    return character.isspace() or category(character) in {"Pd", "Cf"}
