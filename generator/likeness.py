"""Which names are probably meant to be one: "AI chip" and "AI chips", "goverment" and "government".

Pure: names in, pairs out. Names that `names.identity` takes for one are one already and never come here twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA

from generator.names import straightened

SHORTEST: Final = 6
"""Letters of a word in which one slip is looked for: shorter words differ by one letter and mean different things."""

MOST: Final = 12
"""How many names that have something in common are compared with each other; more have it by chance."""

PREPOSITIONS: Final = frozenset({"at", "by", "for", "in", "of", "on", "to", "with"})
LITTLE_WORDS: Final = PREPOSITIONS | {"a", "an", "and", "the"}
BETWEEN: Final = re.compile(r"[\s/_‐-―-]+")
AROUND: Final = " .,:;!?()[]{}\"'“”„«»‹›"
PLURAL: Final = re.compile(r"(?<=[^\W\d_]{2})(?:(?<=x|s|z)es|(?<=ch|sh)es|(?<![sui])s)$")


@dataclass(frozen=True, slots=True, order=True)
class Alike:
    """Two identities of names, in their order, and whether all their words are the same but for plurals, accents
    and little words. Otherwise they differ by one slip of the pen."""

    one: str
    other: str
    same_words: bool


def alike(names: Iterable[tuple[str, str]], shortest: int = SHORTEST) -> tuple[Alike, ...]:
    """Return the pairs that are probably one name, of names given as identity and spelling.

    The cost grows with the number of names, not with its square: only names that share all words, or all words but
    one and that one without one letter, are compared. A slip is a letter too many, too few or wrong, or two letters
    in the wrong order (optimal string alignment distance 1), in a word of `shortest` letters or more, not in its
    first letter, and never in a word with a digit or of a script without capitals, where one sign makes another word.
    """
    words = {identity: _words(spelling) for identity, spelling in names}
    found: dict[tuple[str, str], bool] = {}
    for pair in _sharing((identity, mark) for identity, each in words.items() for mark in _same(each)):
        found[pair] = True
    for pair in _sharing((identity, mark) for identity, each in words.items() for mark in _nearly(each, shortest)):
        if pair not in found and _is_slip(words[pair[0]], words[pair[1]], shortest):
            found[pair] = False
    return tuple(Alike(*pair, same) for pair, same in sorted(found.items()))


def _sharing(marks: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of identities that share a mark."""
    sharing: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for identity, mark in marks:
        sharing[mark].add(identity)
    for mark, identities in sharing.items():
        if mark and 1 < len(identities) <= MOST:
            yield from combinations(sorted(identities), 2)


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name, without case, accents, plurals and what stands around them."""
    folded = normalize("NFKD", straightened(name)).casefold().replace("&", " and ")
    bare = "".join(each for each in folded if not combining(each))
    words = (each.strip(AROUND).removesuffix("'s") for each in BETWEEN.split(bare))
    return tuple(PLURAL.sub("", _singular(each)) for each in words if each)


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if len(word) > 4 and word.endswith("ies") else word


def _same(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the words without the little ones: as they stand, and for "imports of chips" also as "chip import"."""
    yield _great(words)
    for number, word in enumerate(words):
        if word in PREPOSITIONS:
            yield _great((*words[number + 1 :], *words[:number]))


def _great(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in words if each not in LITTLE_WORDS)


def _nearly(words: tuple[str, ...], shortest: int) -> Iterator[tuple[str, ...]]:
    """Yield marks of which two names share one if they differ by one slip in one word."""
    for number, word in enumerate(words):
        if _may_hold_a_slip(word, shortest):
            for cut in (word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))):
                yield (str(number), *words[:number], cut, *words[number + 1 :])


def _may_hold_a_slip(word: str, shortest: int) -> bool:
    return len(word) >= shortest - 1 and all(each.isalpha() and each != each.upper() for each in word)


def _is_slip(one: tuple[str, ...], other: tuple[str, ...], shortest: int) -> bool:
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return all(
        max(map(len, pair)) >= shortest and all(_may_hold_a_slip(word, shortest) for word in pair)
        and pair[0][0] == pair[1][0]
        and OSA.distance(*pair, score_cutoff=1) == 1
        for pair in differing
    ) and len(differing) == 1  # fmt: skip
