"""One file → a checked article: what it says (`Reading`), what it is (`Article`)
and by what the library sorts it (`Entry`)."""

from __future__ import annotations

import re
from typing import Final

from generator import front_matter, markup
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.front_matter import FrontMatter, Parsed, Source, Weight
from generator.markup import Markup
from generator.media import media_path
from generator.moments import DAY, MONTH, Moment, days_before, latest, moment, month_number, month_of
from generator.problems import Problem, has_errors, problem, shown
from generator.site import text_setting
from generator.sources import drafts_option, embargoed_option, file_bytes, has_passed
from generator.urls import slug_of

FAR: Final = 2 * 366
"""Days; no newsroom embargoes a story for longer."""

NO_TEXT: Final = Markup(("",), (), (), (), "", 0, ())
LEADING_DATE: Final = re.compile(r"\d{4}([-_])\d{1,2}\1\d{1,2}[-_ ]+(?=.)")


class Reading(Value, frozen=True):
    """What an article's file says, before anything else of the site is known. `front` is None where it is wrong;
    the body's links can be checked all the same. `draft` says that it is a draft although it is wrong; `texts` is
    then whatever may name a file in its front matter."""

    front: FrontMatter | None
    body: Markup
    summary: tuple[Markup, ...]
    corrections: tuple[Markup, ...]
    caption: Markup | None
    problems: tuple[Problem, ...]
    draft: bool = False
    texts: tuple[str, ...] = ()


class Image(Value, frozen=True):
    """An article's lead picture; `src` is an address of the site or a URL."""

    src: str
    alt: str
    credit: str
    licence: str


class Article(Value, frozen=True):
    """An article without its texts. Times bear the offset of the site's time zone."""

    path: str
    address: str
    title: str
    description: str
    published: Moment
    updated: Moment | None
    expires: Moment | None
    categories: tuple[str, ...]
    topics: tuple[Weight, ...]
    source: Source | None
    authors: tuple[str, ...]
    image: Image | None
    corrections: tuple[Moment, ...]
    aliases: tuple[str, ...]
    canonical_url: str
    language: str
    draft: bool
    featured: bool
    words: int
    extra: str


class Entry(Value, frozen=True, order=True):
    """By what the library sorts a published article; in the order of publication, then of the path."""

    instant: str
    path: str
    address: str
    month: str
    featured: bool
    categories: tuple[str, ...]
    topics: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    authors: tuple[str, ...]
    aliases: tuple[str, ...]


@question(held=False, near=True)
def reading(ask: Ask, path: str) -> Reading:
    """Read one article's file; all that is wrong with it is among the problems."""
    data = ask(file_bytes, path)
    if data is None:
        return Reading(None, NO_TEXT, (), (), None, (unreadable(path),))
    parsed = front_matter.parse(data, path)
    body = markup.render(parsed.body, path, parsed.body_line)
    front = parsed.front
    if front is None:
        return _wrong(parsed, body, path)
    summary = tuple(_inline(text, front, f"summary.{n}", path) for n, text in enumerate(front.summary))
    corrections = tuple(
        _inline(each.text, front, f"corrections.{n}.text", path) for n, each in enumerate(front.corrections)
    )
    caption = (
        _inline(front.image.caption, front, "image.caption", path) if front.image and front.image.caption else None
    )
    texts = (body, *summary, *corrections, *((caption,) if caption else ()))
    problems = (*parsed.problems, *(each for text in texts for each in text.problems))
    return Reading(None if has_errors(problems) else front, body, summary, corrections, caption, problems)


def _wrong(parsed: Parsed, body: Markup, path: str) -> Reading:
    problems = (*parsed.problems, *body.problems)
    texts = tuple(markup.inline(text, path, 1, 1) for text in parsed.texts)
    # Where a text cannot be read to its end, nobody knows what it names: that is no draft to pass over.
    if not parsed.draft or any(has_errors(text.problems) for text in (body, *texts)):
        return Reading(None, body, (), (), None, problems)
    named = (each.target for text in texts for each in text.references)
    return Reading(None, body, (), (), None, problems, draft=True, texts=(*parsed.texts, *named))


def _inline(text: str, front: FrontMatter, key: str, path: str) -> Markup:
    place = front.place(key)
    return markup.inline(text, path, place.line, place.column)


def unreadable(path: str) -> Problem:
    """Tell that a file cannot be read."""
    advice = "Your computer does not allow reading it; ask whoever looks after it."
    return problem("file/unreadable", path, 0, 0, "The file cannot be read.", advice)


@question(held=False, near=True)
def article(ask: Ask, path: str) -> Article | None:
    """Return an article, published or not; None where its file is wrong."""
    read = ask(reading, path)
    front = read.front
    if front is None:
        return None
    zone = ask(text_setting, "time_zone")
    try:
        published = moment(front.date, zone)
        updated = moment(front.updated, zone) if front.updated else None
        expires = moment(front.expires, zone) if front.expires else None
        corrections = tuple(moment(each.date, zone) for each in front.corrections)
    except OverflowError:
        return None
    slug = front.slug or slug_of(default_slug_source(path), ask(text_setting, "slugs"))
    image = front.image
    return Article(
        path=path,
        address=permalink(ask(text_setting, "permalink"), published, slug),
        title=front.title,
        description=front.description or (read.summary[0].text if read.summary else "") or read.body.text,
        published=published,
        updated=updated,
        expires=expires,
        categories=front.categories,
        topics=tuple(sorted(front.topics, key=lambda each: (-each.percent, each.name))),
        source=front.source,
        authors=front.authors,
        image=Image(media_path(image.src, path), image.alt, image.credit, image.licence) if image else None,
        corrections=corrections,
        aliases=front.aliases,
        canonical_url=front.canonical_url,
        language=front.language or ask(text_setting, "language"),
        draft=front.draft,
        featured=front.featured,
        words=read.body.words,
        extra=front.extra,
    )


@question(near=True)
def is_draft(ask: Ask, path: str) -> bool:
    """Say whether an article, with mistakes or without, is a draft that this build leaves out."""
    read = ask(reading, path)
    return not ask(drafts_option) and (read.front.draft if read.front else read.draft)


def has_come(ask: Ask, instant: str) -> bool:
    """Say whether an instant (as `has_passed` takes it) has come.

    Of a month that is over, one question is asked for all of its articles: each is looked at anew in every build.
    """
    after = month_number(instant[:MONTH]) + 1
    # Instants are compared as text, and after the year 9999 there is none of the same length.
    is_over = after < month_number("9999-12") and ask(has_passed, f"{month_of(after)}-01T00:00:00Z")
    return is_over or ask(has_passed, instant)


@question(near=True)
def published_address(ask: Ask, path: str) -> str | None:
    """Return the address of an article that readers may see at the moment the build stands for; None for any other."""
    found = ask(article, path)
    if found is None or (found.draft and not ask(drafts_option)):
        return None
    if found.expires and has_come(ask, found.expires.instant):
        return None
    return found.address if has_come(ask, found.published.instant) or ask(embargoed_option) else None


def is_published(ask: Ask, path: str) -> bool:
    """Say whether readers may see an article at the moment the build stands for."""
    return ask(published_address, path) is not None


@question(held=False, near=True)
def entry(ask: Ask, path: str) -> Entry | None:
    """Return what the library sorts an article by; None where it is not published."""
    found = ask(article, path)
    if found is None or not is_published(ask, path):
        return None
    return Entry(
        instant=found.published.instant,
        path=path,
        address=found.address,
        month=found.published.month,
        featured=found.featured,
        categories=found.categories,
        topics=tuple((each.name, each.percent) for each in found.topics),
        sources=(found.source.name,) if found.source else (),
        authors=found.authors,
        aliases=found.aliases,
    )


@question(near=True)
def published(ask: Ask, path: str) -> Moment:
    """Return when an article that is in the library was published."""
    found = ask(article, path)
    assert found is not None
    return found.published


def last_change(found: Article) -> Moment:
    """Return when an article last changed: a correction is a change (RFC 4287, 4.2.15)."""
    return latest(found.published, *((found.updated,) if found.updated else ()), *found.corrections)


@question(near=True)
def article_problems(ask: Ask, path: str) -> tuple[Problem, ...]:
    """Tell what is wrong with one article, its links to others apart."""
    read = ask(reading, path)
    front = read.front
    if front is None:
        return read.problems
    return (
        *read.problems,
        *_time_problems(front, path, ask(text_setting, "time_zone")),
        *_far_problems(ask, front, path),
        *_future_problems(ask, front, path),
        *_slug_problems(ask, front, path),
        *_empty_problems(read, front, path),
    )


def _time_problems(front: FrontMatter, path: str, zone: str) -> list[Problem]:
    times = {"date": front.date, "updated": front.updated, "expires": front.expires}
    times |= {f"corrections.{n}.date": each.date for n, each in enumerate(front.corrections)}
    found = []
    known: dict[str, Moment] = {}
    for key, text in times.items():
        try:
            if text:
                known[key] = moment(text, zone)
        except OverflowError:
            place = front.place(key)
            found.append(
                problem(
                    "value/date", path, place.line, place.column,
                    f"{shown(text)} lies beyond the calendar.", "Use a year between 1000 and 9998.",
                )
            )  # fmt: skip
    for key, this in known.items():
        if "date" in known and key != "date" and _is_before(key, this, known["date"]):
            place = front.place(key)
            found.append(
                problem(
                    "front-matter/before-date", path, place.line, place.column,
                    f"{shown(key.split('.')[0])} is {shown(place.written)}, before the article's “date”, "
                    f"{shown(front.place('date').written)}.",
                    "Write a later time here, or an earlier one as “date”.",
                )
            )  # fmt: skip
    return found


def _far_problems(ask: Ask, front: FrontMatter, path: str) -> list[Problem]:
    """Tell of an embargo that lasts for years: a digit of the year is likely wrong."""
    found = ask(article, path)
    if found is None or has_come(ask, found.published.instant):
        return []
    if has_come(ask, days_before(found.published.instant, FAR)):
        return []
    place = front.place("date")
    what = f"{shown(place.written)} is more than two years ahead; readers do not see the article until then."
    remedy = "Mend the year, or say under `ignore` why it is so."
    return [problem("front-matter/far-future", path, place.line, place.column, what, remedy)]


def _future_problems(ask: Ask, front: FrontMatter, path: str) -> list[Problem]:
    """Tell which changes of a published article are still to come: readers see them already."""
    found = ask(article, path)
    if found is None or not is_published(ask, path) or not has_come(ask, found.published.instant):
        return []
    changes = {f"corrections.{number}.date": each for number, each in enumerate(found.corrections)}
    changes |= {"updated": found.updated} if found.updated else {}
    return [
        problem(
            "front-matter/in-the-future", path, front.place(key).line, front.place(key).column,
            f"{shown(front.place(key).written)} is still to come, and readers are told of it already.",
            "Write when it really was.",
        )
        for key, each in changes.items()
        if not has_come(ask, each.instant)
    ]  # fmt: skip


def _is_before(key: str, this: Moment, date: Moment) -> bool:
    if key == "expires":
        return this.instant <= date.instant
    # A day without a time means the whole of it: the same day is not earlier.
    return this.instant < date.instant if this.has_time else this.text[:DAY] < date.text[:DAY]


def _slug_problems(ask: Ask, front: FrontMatter, path: str) -> list[Problem]:
    if front.slug or slug_of(default_slug_source(path), ask(text_setting, "slugs")):
        return []
    return [
        problem(
            "address/no-slug", path, 1, 1,
            "The file's name has no letter or digit that an address could be made of.",
            "Rename the file, or add `slug: a-few-words`.",
        )
    ]  # fmt: skip


def _empty_problems(read: Reading, front: FrontMatter, path: str) -> list[Problem]:
    """Tell of an article without text. A picture may say all, a draft is not done, and where something is wrong
    already, that may be why."""
    if front.draft or front.image or read.problems or "".join(read.body.html).strip():
        return []
    place = front.place("title")
    what = "The article has no text; readers see its headline alone."
    remedy = "Write the text below the second `---`, or say `draft: true` until it is there."
    return [problem("article/no-text", path, place.line, place.column, what, remedy)]


@question(near=True)
def place_of(ask: Ask, path: str, key: str) -> tuple[int, int]:
    """Return line and column of a key's value in an article's front matter; those of the title where it has none."""
    front = ask(reading, path).front
    assert front is not None
    known = {key: (line, column) for key, line, column, _ in front.places}
    return known.get(key) or known.get("title", (1, 1))


def default_slug_source(path: str) -> str:
    """Return the part of a file's name that gives the slug: without a leading date and without its ending."""
    name = path.rpartition("/")[2].removesuffix(".md")
    return LEADING_DATE.sub("", name, count=1)


def permalink(pattern: str, published: Moment, slug: str) -> str:
    """Return the address that a pattern such as "/{year}/{month}/{slug}/" gives an article."""
    year, month, day = published.text[:DAY].split("-")
    return pattern.format(year=year, month=month, day=day, slug=slug)
