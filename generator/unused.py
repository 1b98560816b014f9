"""Files of `content/media/` that nothing names: forgotten, or misspelt where they were meant."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from generator.ask import Ask, question
from generator.links import folder_files, media_uses
from generator.media import MEDIA
from generator.problems import Problem, problem, shown
from generator.shelves import folders_below
from generator.site import SITE_FILE, TOPICS_FILE
from generator.sources import file_bytes

NAMED: Final = 3
"""How many files of one folder are named in a problem."""

MENTION: Final = re.compile(rb"media/[^\s\"'`()<>{}|?#]+")


@question()
def mentions(ask: Ask, path: str) -> tuple[bytes, ...]:
    """Return what a template or settings file may name of the media, as it stands there: "media/logo.svg"."""
    found = MENTION.findall(ask(file_bytes, path) or b"")
    return tuple(sorted({unquote_to_bytes(each) for each in found}))


@question()
def all_mentions(ask: Ask) -> tuple[bytes, ...]:
    """Return what the site's own templates and its settings may name of the media."""
    templates = (file for path in ask(folders_below, "templates") for file in ask(folder_files, path))
    found = {each for file in (*templates, SITE_FILE, TOPICS_FILE) for each in ask(mentions, file)}
    return tuple(sorted(found))


@question()
def unused_media(ask: Ask) -> tuple[Problem, ...]:
    """Tell which media nothing names, folder by folder."""
    used = ask.table(media_uses)
    mentioned = frozenset(ask(all_mentions))
    found = []
    for path in ask(folders_below, MEDIA.rstrip("/")):
        files = [file for file in ask(folder_files, path) if file not in used]
        unused = [file for file in files if file.removeprefix("content/").encode() not in mentioned]
        if unused:
            found.append(_unused(path, [file.rpartition("/")[2] for file in unused]))
    return tuple(found)


def _unused(path: str, names: list[str]) -> Problem:
    listed = ", ".join(shown(each) for each in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    what = f"No article or page names {listed}{more}." if len(names) > 1 else f"No article or page names {listed}."
    remedy = "Take it away, or mend the name where it is meant. What is to stay can be silenced in content/site.yaml."
    return problem("media/unused", path, 0, 0, what, remedy)
