"""Where front matter seems to end that has no second line of three hyphens: for the advice, never for the reading."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from generator.problems import Problem, problem, shown

NEARLY: Final = re.compile(r"(?:--?|[—–−]+-*|-{4,}|(?:- ){2,}-|_{3,}|={3,}|\*{3,})[ \t]*")
"""What is written in place of the three hyphens, or made of them by a word processor."""

OWN_LINE: Final = re.compile(r"\s|#|- |[\]}]|-$")
"""How a line begins that is part of what stands above it, or a comment."""

KEY: Final = re.compile(r"([A-Za-z_][\w-]*):(?:\s|$)")


def seeming_end(front: str, file: str) -> Problem | None:
    """Return the problem that front matter holds the story, where it seems to, else None.

    `front` reaches to the next line “---”, or to the end of a file that has none. The problem stands at the line after
    which the front matter ends, or at the one that should be “---”.

    The story begins with a line that is neither a key nor part of a value, after an empty line or with paragraphs
    below it, and no known key follows: whoever forgets a colon in the midst of the keys is told so.
    """
    lines = front.split("\n")
    known = _known_keys()
    keys = [number for number, line in enumerate(lines) if (key := KEY.match(line)) and key[1] in known]
    if not keys:
        return None
    below = range(keys[-1] + 1, len(lines))
    story = next((number for number in below if NEARLY.fullmatch(lines[number]) or _is_story(lines[number])), 0)
    end = _last_of_front_matter(lines, keys[-1], story)
    if not story:
        return None
    if NEARLY.fullmatch(lines[story]) and not any(line.strip() for line in lines[end + 1 : story]):
        message = f"The front matter never ends here: the line is {shown(lines[story])}, not “---”."
        return problem("front-matter/unclosed", file, story + 2, 1, message, "Write three hyphens: ---")
    if all(line.strip() for line in lines[end + 1 : story + 1]) and not _is_prose(lines[story:], known):
        return None
    message = f"The front matter seems to end after line {end + 2}, but no line “---” follows."
    return problem(
        "front-matter/unclosed", file, end + 2, 1, message, "Write --- on a line of its own below this line."
    )


def _is_story(line: str) -> bool:
    return bool(line.strip()) and not OWN_LINE.match(line) and not KEY.match(line)


def _is_prose(lines: list[str], known: Collection[str]) -> bool:
    """Say whether lines are several paragraphs and do not begin with a known key that lacks its colon."""
    has_paragraphs = "\n\n" in "\n".join(line.strip() for line in lines).strip()
    return has_paragraphs and lines[0].partition(" ")[0] not in known


def _last_of_front_matter(lines: list[str], last_key: int, story: int) -> int:
    """Return the last line that belongs to the last known key: below it empty lines part what belongs to it no more."""
    end = last_key
    for number in range(last_key + 1, story):
        line = lines[number]
        if line.strip() and (KEY.match(line) or line.startswith("#") or (line[0] == "-" and number - end > 1)):
            return end
        if line.strip():
            end = number
    return end


def _known_keys() -> frozenset[str]:
    from generator.schema import ArticleSchema, PageSchema

    return frozenset((*ArticleSchema.model_fields, *PageSchema.model_fields))
