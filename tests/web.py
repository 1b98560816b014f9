"""A built site as a browser, a crawler or a feed reader meets it: elements, links, and what a static server answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SINGLE = ("href", "src", "poster", "action", "data")
LOADED = ("src", "srcset", "poster", "data")
"""Attributes whose address a browser fetches by itself."""

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


@dataclass
class Element:
    """An element of a page; `start` and `end` say where its tags stand in the source."""

    name: str
    attributes: dict[str, str]
    start: int
    children: list[Element | str] = field(default_factory=list)
    end: int = -1

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def get(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    def walk(self) -> Iterator[Element]:
        yield self
        for each in self.children:
            if isinstance(each, Element):
                yield from each.walk()

    def all(self, name: str, of_class: str = "") -> list[Element]:
        """Return the elements of a name ("*" for any) and a class within this one, in the order of the source."""
        return [
            each
            for each in self.walk()
            if name in ("*", each.name) and (not of_class or of_class in each.get("class").split())
        ]

    def one(self, name: str, of_class: str = "") -> Element:
        (found,) = self.all(name, of_class)
        return found

    @property
    def elements(self) -> list[Element]:
        return [each for each in self.children if isinstance(each, Element)]

    @property
    def text(self) -> str:
        """Return the text with white space as a browser shows it."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for each in self.children:
            if isinstance(each, str):
                yield each
            else:
                yield from each._texts()


class _Reader(HTMLParser):
    """Builds the tree of a page that is written as it should be; anything else fails."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.root = Element("", {}, 0)
        self._open = [self.root]
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.feed(source)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, self._here())
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        # </li>, </p> and the like may be left out; nothing else may.
        while self._open[-1].name != tag and self._open[-1].name in ("li", "p", "dt", "dd", "tr", "td", "th"):
            self._open.pop()
        assert self._open[-1].name == tag, f"</{tag}> ends <{self._open[-1].name}> at {self.getpos()}"
        self._open.pop().end = self._here()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_html(source: str) -> Element:
    """Return the root of a page, whose only element is <html>."""
    return _Reader(source).root


@dataclass
class Link:
    """An address somewhere in the site. `loaded` ones are fetched without being followed."""

    page: str
    url: str
    loaded: bool


@dataclass
class Web:
    """What a static server gives to those who ask for addresses below `base`, such as "https://news.example/repo/"."""

    output: Path
    base: str

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Return what is served: no path of it begins with a dot."""
        found = {each.relative_to(self.output).as_posix(): each for each in self.output.rglob("*") if each.is_file()}
        return {path: file.read_bytes() for path, file in sorted(found.items()) if not path.startswith(".")}

    @cached_property
    def pages(self) -> dict[str, Element]:
        """Return every HTML page by its file."""
        return {path: read_html(data.decode()) for path, data in self.files.items() if path.endswith(".html")}

    @cached_property
    def redirects(self) -> dict[str, str]:
        """Return where each page that is only a redirect leads: a full URL."""
        found = {}
        for path, page in self.pages.items():
            for meta in page.all("meta"):
                if meta.get("http-equiv").lower() == "refresh":
                    seconds, _, url = meta["content"].partition("; url=")
                    assert seconds == "0", path
                    found[path] = urljoin(self.url_of(path), url)
        return found

    @cached_property
    def feeds(self) -> dict[str, ElementTree.Element]:
        """Return every Atom feed by its file."""
        return {path: root for path, root in self.xml.items() if root.tag == f"{ATOM}feed"}

    @cached_property
    def kept_feeds(self) -> dict[str, str]:
        """Return the feeds at former addresses, each with the feed of the page that the address leads to."""
        former = {path: f"{path.removesuffix('feed.xml')}index.html" for path in self.feeds}
        leads = {path: self.redirects[page] for path, page in former.items() if page in self.redirects}
        return {path: f"{url.removeprefix(self.base)}feed.xml" for path, url in leads.items()}

    @cached_property
    def xml(self) -> dict[str, ElementTree.Element]:
        return {path: ElementTree.fromstring(data) for path, data in self.files.items() if path.endswith(".xml")}

    def locations(self, path: str) -> list[str]:
        """Return the addresses that a sitemap lists."""
        return [each.text or "" for each in self.xml[path].iter(f"{SITEMAP}loc")]

    def url_of(self, path: str) -> str:
        """Return the address under which a file is reached."""
        return self.base + (path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path)

    def file_at(self, url: str) -> str | None:
        """Return the file that answers an address; None where the answer is "not found" or the site is left."""
        parts, base = urlsplit(url), urlsplit(self.base)
        if parts.netloc != base.netloc or parts.scheme != base.scheme or not parts.path.startswith(base.path):
            return None
        path = unquote(parts.path.removeprefix(base.path), errors="strict")
        path = path + "index.html" if not path or path.endswith("/") else path
        return path if path in self.files else None

    def is_inside(self, url: str) -> bool:
        """Say whether an address lies on the site's host."""
        return urlsplit(url).netloc == urlsplit(self.base).netloc

    def links(self) -> Iterator[Link]:
        """Yield every address that anything in the site names, as a full URL."""
        for path, page in self.pages.items():
            yield from self._links_of(path, page)
        for path, root in self.xml.items():
            for each in root.iter():
                if each.tag == f"{ATOM}link":
                    yield Link(path, each.attrib["href"], False)
                elif each.tag == f"{ATOM}content":
                    fragment = read_html(each.text or "")
                    yield from self._links_of(path, fragment)
                elif each.tag == f"{SITEMAP}loc":
                    yield Link(path, each.text or "", False)
        for path, data in self.files.items():
            if path.endswith(".css"):
                for one, other in CSS_ADDRESS.findall(data.decode()):
                    yield Link(path, urljoin(self.url_of(path), one or other), True)

    def _links_of(self, path: str, page: Element) -> Iterator[Link]:
        here = self.url_of(path)
        for each in page.walk():
            fetched = each.name == "link" and bool({"stylesheet", "icon", "preload"} & set(each.get("rel").split()))
            for name in SINGLE:
                if name in each.attributes:
                    yield Link(path, urljoin(here, each[name]), fetched or name in LOADED)
            for candidate in each.get("srcset").split(","):
                if candidate.strip():
                    yield Link(path, urljoin(here, candidate.split()[0]), True)
            if each.name == "meta" and each.get("property") in ("og:url", "og:image"):
                yield Link(path, urljoin(here, each["content"]), False)
        if path in self.redirects and page is self.pages[path]:
            yield Link(path, self.redirects[path], False)

    def broken(self) -> list[tuple[str, str]]:
        """Return each address of the site that no file answers, or whose anchor is not there, and where it is named."""
        found = set()
        for link in self.links():
            url, anchor = urldefrag(link.url)
            if not self.is_inside(url):
                continue
            file = self.file_at(url)
            anchored = not anchor or (file in self._ids and unquote(anchor) in self._ids[file])
            if file is None or not anchored:
                found.add((link.page, link.url))
        return sorted(found)

    @cached_property
    def _ids(self) -> dict[str, set[str]]:
        return {
            path: {each["id"] for each in page.walk() if "id" in each.attributes} for path, page in self.pages.items()
        }
