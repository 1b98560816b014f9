"""Standing pages: `content/pages/about.md` is `/about/`."""

from __future__ import annotations

from typing import Final

from generator import front_matter, markup
from generator.article import NO_TEXT, unreadable
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.front_matter import PageFront
from generator.markup import Markup
from generator.problems import Problem, has_errors, problem
from generator.shelves import folders_below
from generator.site import text_setting
from generator.sources import drafts_option, file_bytes, folder
from generator.urls import slug_of

PAGES: Final = "content/pages"


class StandingReading(Value, frozen=True):
    """What a standing page's file says; `front` is None where it is wrong."""

    front: PageFront | None
    body: Markup
    problems: tuple[Problem, ...]


@question(held=False, near=True)
def standing_reading(ask: Ask, path: str) -> StandingReading:
    """Read one standing page's file."""
    data = ask(file_bytes, path)
    if data is None:
        return StandingReading(None, NO_TEXT, (unreadable(path),))
    parsed = front_matter.parse_page(data, path)
    body = markup.render(parsed.body, path, parsed.body_line)
    problems = (*parsed.problems, *body.problems)
    return StandingReading(None if has_errors(problems) else parsed.front, body, problems)


@question(near=True)
def standing_front(ask: Ask, path: str) -> PageFront | None:
    """Return the front matter of a standing page; None where it is wrong or a draft."""
    front = ask(standing_reading, path).front
    return None if front is None or (front.draft and not ask(drafts_option)) else front


@question(near=True)
def standing_address(ask: Ask, path: str) -> str | None:
    """Return the address of a standing page; None where it is not published."""
    if ask(standing_front, path) is None:
        return None
    parts = path.removeprefix(PAGES + "/").removesuffix(".md").split("/")
    slugs = [slug_of(part, ask(text_setting, "slugs")) for part in (parts[:-1] if parts[-1] == "index" else parts)]
    return "/" + "".join(f"{slug}/" for slug in slugs) if all(slugs) else None


@question()
def standing_paths(ask: Ask) -> tuple[str, ...]:
    """Return the paths of all standing pages."""
    found = []
    for path in ask(folders_below, PAGES):
        names = ask(folder, path)
        found += [f"{path}/{name}" for name in names.files if name.endswith(".md")] if names else []
    return tuple(found)


@question()
def standing_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell what is wrong with the standing pages."""
    found = [each for path in ask(standing_paths) for each in ask(standing_reading, path).problems]
    for path in ask(standing_paths):
        if ask(standing_front, path) and ask(standing_address, path) is None:
            found.append(
                problem(
                    "address/no-slug", path, 1, 1, "The file's name has no letter or digit for an address.",
                    "Rename the file.",
                )
            )  # fmt: skip
    return tuple(found)
