"""The index of topics and the chart in a real browser: by keyboard, without JavaScript, in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations, pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.browser import chromium
from tests.sites import Site

NAMES = ("São Paulo", "sea level", "rail", "Rail freight", "نهر", "東京", "C++", "sailing")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A published site."""
    site = Site(tmp_path_factory.mktemp("topics"))
    site.write("content/site.yaml", "title: T\n")
    site.write("content/topics.yaml", "Rail freight: {parent: Transport}\nsailing: {parent: Transport}\n")
    for number, name in enumerate(NAMES):
        date = f"2026-0{1 + number // 3}-02"
        site.story(f"{number}.md", title=name, date=date, more=f"topics: {{'{name}': {90 - number}, tides: 40}}\n")
    assert site.build().published
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(Path(site.output))))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def shown(page: Any) -> list[str]:
    """Return the names of the index that can be seen, parts below their parents apart."""
    links = page.locator(".letter .counted > li > a")
    return [each.text_content() for each in links.all() if each.is_visible()]


def test_the_box_filters_by_keyboard_and_says_how_many(browser: Any, address: str) -> None:
    """Accents and case make no difference; Enter goes to the first that is left; an empty box shows all."""
    page = browser.new_page()
    page.goto(f"{address}/topics/")
    everything = shown(page)
    assert len(everything) == len(NAMES) + 2
    page.get_by_label("Find a topic").focus()
    page.keyboard.type("sao")
    assert shown(page) == ["São Paulo"]
    assert page.locator("[role=status]").inner_text() == "1 of 10 topics"
    page.keyboard.press("Control+A")
    page.keyboard.type("ra fr")
    assert shown(page) == ["Rail freight"]
    assert not page.locator(".letters").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Rail freight"
    page.get_by_label("Find a topic").fill("nothing like it")
    assert shown(page) == []
    assert page.locator("[role=status]").inner_text() == "No topic has this in its name."
    page.get_by_label("Find a topic").fill("")
    assert shown(page) == everything
    page.close()


def test_the_index_is_complete_without_javascript(browser: Any, address: str) -> None:
    """There is no box that would do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/topics/")
    assert len(shown(page)) == len(NAMES) + 2
    assert not page.locator(".filter").is_visible()
    assert page.get_by_role("link", name="漢").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_chart_can_be_read_in_both_schemes_on_any_screen(
    browser: Any, address: str, scheme: str, width: int
) -> None:
    """Bars and labels differ from the page by the contrast that WCAG 2.2 asks for; no label is smaller than 10 pixels
    or runs into another; the page is not wider than the screen."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/topics/tides/")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for part, least in ((".chart-bars", 3.0), (".chart-label", 4.5)):
        ink = page.evaluate(f"getComputedStyle(document.querySelector('{part}')).fill")
        assert contrast(ink, paper) >= least, part
    boxes = [each.bounding_box() for each in page.locator(".chart-label[text-anchor]").all()]
    assert len(boxes) >= 4
    assert all(each["height"] >= 10 for each in boxes)
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))
    assert boxes[0]["x"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2.2 reckons it (relative luminance of sRGB)."""
    darker, lighter = sorted(luminance(each) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(each) / 255 for each in colour.removeprefix("rgb(").removesuffix(")").split(", ")]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return sum(share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_names_on_the_map_can_be_read_at_any_width(browser: Any, address: str, width: int) -> None:
    """None lies over another or over a circle, letters are not small, and only the map itself scrolls sideways."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/topics/map/")
    names, circles = page.locator(".map-name"), page.locator(".map-topic circle")
    assert names.count() == circles.count() == len(NAMES) + 1
    boxes = [each.bounding_box() for each in (*names.all(), *circles.all())]
    for one, other in combinations(boxes, 2):
        across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
        down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
        # The frame of a text is higher than its letters, by a quarter of their size at most.
        assert across <= 0 or down <= 4
    assert min(each["height"] for each in boxes[: len(NAMES)]) >= 11
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_walked_by_keyboard(browser: Any, address: str, scheme: str) -> None:
    """Each topic can be reached, is seen to be, and leads to its page."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{address}/topics/map/")
    topics = page.locator("a.map-topic")
    seen = "each => getComputedStyle(each.querySelector('.map-name')).fill"
    before = topics.first.evaluate(seen)
    page.locator(".map-frame").focus()
    page.keyboard.press("Tab")
    assert topics.first.evaluate("each => each === document.activeElement")
    assert topics.first.evaluate(seen) != before
    leads_to = topics.first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{leads_to}")
    assert page.locator("h1").count() == 1
