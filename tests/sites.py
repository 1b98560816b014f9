"""Small sites for tests: made in a temporary folder, built in this process or in another one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.build import Report, Request, build, memory_file, theme_folder
from generator.listing import OURS
from generator.sources import Options

THEME = Path(os.environ.get("BROADSHEET_TEST_THEME", theme_folder()))
SITE_YAML = "title: The Courier\nbase_url: https://courier.example/\ntime_zone: Europe/London\npage_size: 5\n"


def article(
    title: str = "A headline",
    date: str = "2026-01-28T14:30:00Z",
    categories: str = "[World]",
    more: str = "",
    body: str = "The body.",
) -> str:
    """Return the text of an article; `more` are further lines of front matter."""
    return f"---\ntitle: {title}\ndate: {date}\ncategories: {categories}\n{more}---\n{body}\n"


@dataclass
class Site:
    """A site in a folder of its own."""

    folder: Path
    moment: str = "2026-06-01T00:00:00Z"
    drafts: bool = False
    base_url: str = ""
    workers: int = 1
    start: str = ""
    output: Path = field(init=False)

    def __post_init__(self) -> None:
        self.output = self.folder / "output"
        self.write("content/site.yaml", SITE_YAML)
        (self.folder / "content/articles").mkdir(exist_ok=True)

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def story(self, path: str, **parts: str) -> Path:
        """Write an article below `content/articles/`."""
        return self.write(f"content/articles/{path}", article(**parts))

    def request(self) -> Request:
        return Request(
            site=self.folder,
            output=self.output,
            options=Options(self.moment, self.base_url, self.drafts),
            memory=memory_file(self.folder),
            strict_engine=True,
            theme=THEME,
            workers=self.workers,
            start=self.start,
            batch=3,
        )

    def build(self) -> Report:
        return build(self.request())

    def codes(self) -> list[str]:
        """Build, and return the codes of the problems."""
        return [each.code for each in self.build().problems]

    def files(self) -> dict[str, bytes]:
        """Return what is published: each file's path and bytes."""
        return published(self.output)

    def read(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")


def published(output: Path) -> dict[str, bytes]:
    """Return every file of an output folder by its path, our own bookkeeping included but for staging."""
    found = {}
    for folder, _, names in os.walk(output):
        for name in names:
            file = Path(folder, name)
            found[file.relative_to(output).as_posix()] = file.read_bytes()
    return found


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """Return the paths that differ between two sites, the list of our files apart."""
    listing = f"{OURS}/files"
    return {path for path in {*before, *after} if before.get(path) != after.get(path)} - {listing}
