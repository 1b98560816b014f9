"""The file of a new article: where it lies, and front matter to fill in that passes a check as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator import front_matter
from generator.ask import Ask
from generator.front_matter import FrontMatter, Weight
from generator.ledgers import totals
from generator.library import sections, shown_name
from generator.moments import Moment, moment
from generator.registry import topic_rows
from generator.site import registered_authors, text_setting
from generator.urls import slug_of
from generator.values import Wrong, line_of_text
from generator.values import slug as checked_slug
from generator.yaml_writing import scalar

OFFERED: Final = 12
"""How many categories and topics of the site are offered."""

LONGEST_NAME: Final = 80
"""Letters of a file's name that is made of a headline."""


class NotPossible(Exception):
    """There can be no such article; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the site has for a new article to choose from: the sections and what is used most, and how its files
    are named."""

    categories: tuple[str, ...]
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    slugs: str
    now: Moment
    schema: str = ""
    """The JSON Schema of articles, from the site's folder, for editors that heed a modeline; "" for none."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A file to be made: its path from the site's folder, and its text."""

    path: str
    text: str


def offer(ask: Ask, instant: str) -> Offer:
    """Return what the site offers for an article that is begun at an instant (RFC 3339)."""
    used = sorted(totals(ask, "category"), key=lambda each: (-each.count, each.key))
    names = dict.fromkeys((*(key for key, _ in ask(sections)), *(each.key for each in used)))
    return Offer(
        categories=tuple(ask(shown_name, "category", key) for key in names)[:OFFERED],
        topics=tuple(row.name for row in ask(topic_rows) if row.articles)[:OFFERED],
        authors=tuple(author.name for _, author in ask(registered_authors))[:OFFERED],
        slugs=ask(text_setting, "slugs"),
        now=moment(instant, ask(text_setting, "time_zone")),
    )


def example(data: bytes, file: str) -> FrontMatter:
    """Read the article that a new one is to be like. Raises NotPossible where it cannot be read."""
    front = front_matter.parse(data, file).front
    if front is None:
        raise NotPossible(f"{file} has errors, so nothing can be taken from it; `broadsheet check` tells them")
    return front


def blank(headline: str, offered: Offer, like: FrontMatter | None, categories: tuple[str, ...], slug: str) -> Blank:
    """Return the file of a new article.

    It is in the first of the categories that are offered, unless others are chosen or `like` has some. `slug` names
    the file; "" makes its name of the headline. Raises NotPossible for a headline that cannot be one, and where the
    file's name would be empty.
    """
    try:
        title = line_of_text(headline)
        name = checked_slug(slug) if slug else _name_of(title, offered.slugs)
    except Wrong as wrong:
        raise NotPossible(f"{wrong.message} {wrong.advice}") from wrong
    if not title.isprintable():
        raise NotPossible("the headline holds an invisible character; type it again")
    if not name:
        raise NotPossible("the headline has no letter or digit to name the file by; add --slug a-few-words")
    chosen = categories or (like.categories if like else offered.categories[:1])
    year, month = offered.now.month.split("-")
    return Blank(f"content/articles/{year}/{month}/{name}.md", _text(title, offered, like, chosen))


def _name_of(title: str, slugs: str) -> str:
    """Make a file's name of a headline: whole words, as long as there is room."""
    name = slug_of(title, slugs)
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME + 1].rpartition("-")[0] or name[:LONGEST_NAME]


def _text(title: str, offered: Offer, like: FrontMatter | None, chosen: tuple[str, ...]) -> str:
    others = [each for each in offered.categories if each not in chosen]
    topics = like.topics if like else ()
    more = [each for each in offered.topics if each not in {topic.name for topic in topics}][: 0 if like else OFFERED]
    lines = [
        "---",
        *([f"# yaml-language-server: $schema={'../' * 4}{offered.schema}"] if offered.schema else []),
        f"title: {scalar(title)}",
        f"date: {offered.now.text}",
        "draft: true  # take this line out to publish",
        "categories:",
        *(f"  - {scalar(each)}" for each in chosen),
        *(f"  # - {scalar(each)}" for each in others or (() if chosen else ("World",))),
        "summary:",
        "  # - What happened.",
        "  # - Why it matters.",
        "topics:  # how much the story is about each, in percent",
        *(_weighed(each) for each in topics),
        *(f"  # {scalar(each)}: 50" for each in more),
        "# source:",
        "#   name: The agency or publication",
        "#   url: https://example.com/story",
        "# authors:",
        *(f"#   - {scalar(each)}" for each in offered.authors or ("Ann Ash",)),
        "# description: A sentence for search engines and cards.",
        "# image:",
        f"#   src: /media/{offered.now.month.replace('-', '/')}/picture.jpg",
        "#   alt: What the picture shows, for readers who do not see it.",
        "---",
        "",
    ]
    return "\n".join(lines) + "\n"


def _weighed(topic: Weight) -> str:
    return f"  {scalar(topic.name)}: {topic.percent}"
