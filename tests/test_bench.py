"""The benchmark itself: what it builds is worth measuring. Nothing here asserts a time."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.build import Request, build
from generator.likeness import alike
from generator.names import identity
from generator.sources import Options
from tests.bench import report, results
from tests.bench.corpus import place, published, stories, story, topic_names, topics_known, write_site
from tests.bench.generators import BROADSHEET, HUGO, HUGO_RELATED, PELICAN, REPOSITORY, Generator
from tests.bench.growth import expected, in_words, slope
from tests.bench.measure import CommandFailed, run
from tests.bench.preview import measure_preview
from tests.bench.report import BEGIN, END
from tests.bench.results import Sitting
from tests.bench.scenarios import ROWS, NotHeard, make_site, measure, published_size


def test_the_corpus_is_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    """The digest was taken once; Python promises the sequence behind it."""
    write_site(tmp_path, 40)
    digest = sha256()
    for file in sorted(tmp_path.rglob("*.*"), key=lambda each: each.relative_to(tmp_path).as_posix()):
        digest.update(file.relative_to(tmp_path).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    assert digest.hexdigest() == "f541fe831eac7d88aaefacb62b4dcc74ea3b71f55de4ed0806ee5d9f73cb1302"


def test_a_small_archive_is_the_beginning_of_a_large_one() -> None:
    assert list(stories(3)) == [story(number) for number in range(3)]
    assert len({each.slug for each in stories(500)}) == 500


def test_the_archive_grows_as_a_newsroom_does() -> None:
    """A hundred articles in a month, a hundred thousand in eight years, and topics with the square root of them."""
    days = [(published(number) - published(0)).days for number in (100, 1000, 100_000)]
    assert days == [30, 141, 3041]
    assert [topics_known(number) for number in (1000, 100_000)] == [652, 6344]
    uses = Counter(name for each in stories(1000) for name, _ in each.topics)
    (_, most), *_, (_, least) = uses.most_common()
    assert most > 100 * least


def test_no_two_topics_are_probably_one() -> None:
    """Checks would tell of each pair, and the benchmark would measure the telling."""
    names = topic_names()[: topics_known(1_000_000)]
    assert len(names) == 20_020
    assert alike((identity(name), name) for name in names) == ()


def test_every_article_has_what_a_news_article_has() -> None:
    for each in stories(200):
        assert len(each.summary) == 5
        assert len(each.topics) == len(dict(each.topics)) == 10
        assert all(1 <= weight <= 100 for _, weight in each.topics)
        assert 200 < len(each.body.split()) < 900
    bodies = "".join(each.body for each in stories(200))
    assert all(mark in bodies for mark in ("\n## ", "\n- ", "\n1. ", "\n| ", "\n```", "](https:", "](story:", "\n> "))


def test_broadsheet_has_no_problem_with_the_corpus(tmp_path: Path) -> None:
    write_site(tmp_path, 60)
    report = build(Request(tmp_path, tmp_path / "output", Options("2050-01-01T00:00:00Z"), memory=None))
    assert report.published
    assert report.problems == ()
    assert report.pages > 120


@pytest.fixture(scope="module", params=[BROADSHEET, HUGO, HUGO_RELATED, PELICAN], ids=lambda each: each.name)
def generator(request: pytest.FixtureRequest) -> Generator:
    chosen: Generator = request.param
    if chosen.program() is None:
        pytest.skip(f"{chosen.title} is not installed; `make bench` installs it")
    return chosen


def test_each_generator_hears_of_every_edit(generator: Generator, tmp_path: Path) -> None:
    """`measure` raises where what was edited is not published, so this fails for templates that show too little."""
    site = make_site(generator, tmp_path / "site", 24)
    texts = {file: file.read_bytes() for file in site.folder.rglob("*.*") if file.is_file()}
    measured = {row: measure(site, row, f"bench{row.replace('-', '')}") for row in ROWS}
    assert all(each.cost.processor > 0 for each in measured.values())
    assert measured["clean"].written > 200 < published_size(site)[0]
    assert measured["setting"].written > 24
    if generator is BROADSHEET:
        assert {row for row, each in measured.items() if not each.rendered} == {"nothing", "restored"}
        assert measured["body"].written < 24
    site.restore()
    assert all(file.read_bytes() == data for file, data in texts.items())
    assert not site.article(24).exists()


def test_the_sites_are_equal(generator: Generator, tmp_path: Path) -> None:
    """Every generator makes the pages of articles, topics and categories, in pages of twenty, and their feeds."""
    site = make_site(generator, tmp_path / "site", 45)
    measure(site, "clean", "bench")
    last = story(44)
    page = site.page(44)
    assert all(f"<li>{bullet}</li>" in page for bullet in last.summary if bullet.replace(" ", "").rstrip(".").isalpha())
    assert [int(percent) for percent in re.findall(r">(\d+)%</bdi>", page)] == [weight for _, weight in last.topics]
    assert all(f"{name}</bdi>" in page for name, _ in last.topics)
    assert last.source in page
    assert page.count("<h2 id=") == 1 + last.body.count("\n## ")
    uses = Counter(name for each in stories(45) for name, _ in each.topics)
    common, _ = uses.most_common(1)[0]
    topic = f"topics/{common.replace(' ', '-')}"
    assert site.published(f"{topic}/index.html").count('<article class="card') >= 10
    assert site.published(f"{topic}/feed.xml").count("<entry") == min(20, uses[common])
    older = [site.published(f"page/{number}/index.html") for number in (1, 2, 3)]
    assert any(place(0) in each for each in older)
    assert place(44) in site.published(f"archive/{last.date:%Y/%m}/index.html")
    assert place(44) in site.published("sitemap.xml") + site.published(f"sitemap-{last.date:%Y-%m}.xml")
    assert ('class="related"' in page) == (generator in (BROADSHEET, HUGO_RELATED))


def test_the_preview_of_each_generator_shows_an_edit(generator: Generator, tmp_path: Path) -> None:
    if not generator.preview:
        pytest.skip(f"the preview of {generator.title} is not measured")
    site = make_site(generator, tmp_path / "site", 12)
    measure(site, "clean", "bench")
    waited = measure_preview(site, 1, "bench")
    assert len(waited) == 1
    assert waited[0] > 0


def test_a_generator_that_does_nothing_is_not_measured(tmp_path: Path) -> None:
    site = make_site(replace(BROADSHEET, arguments=("--version",)), tmp_path / "site", 5)
    with pytest.raises(NotHeard, match="Broadsheet has not published: clean build"):
        measure(site, "clean", "bench")


def test_a_build_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="status 3:\ntold"):
        run([sys.executable, "-c", "print('told'); raise SystemExit(3)"], tmp_path)


BURN = "import time; began = time.process_time()\nwhile time.process_time() < began + 0.3: pass"
HOLD = "import time; held = b'x' * 30_000_000; time.sleep(0.5)"


def test_processor_time_counts_what_outlives_its_parent(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}], stdout=subprocess.DEVNULL)"
    cost = run([sys.executable, "-c", code], tmp_path)
    assert sys.platform != "linux" or cost.processor >= 0.3
    assert cost.memory == 0


@pytest.mark.skipif(sys.platform != "linux", reason="proportional set size is Linux's")
def test_memory_is_that_of_all_processes_together(tmp_path: Path) -> None:
    code = f"import subprocess, sys\nrun = [subprocess.Popen([sys.executable, '-c', {HOLD!r}]) for _ in '12']\n"
    code += "for each in run: each.wait()"
    assert run([sys.executable, "-c", code], tmp_path, watch_memory=True).memory > 60_000_000


GOLDEN = Path(__file__).parent / "bench/golden"


@pytest.mark.parametrize("name", sorted(each.name for each in GOLDEN.glob("*.*")))
def test_tables_and_curves_are_drawn_from_what_was_measured(name: str, tmp_path: Path) -> None:
    """`python -m tests.bench --only-report --report tests/bench/golden` accepts new ones; the review is the diff."""
    (tmp_path / "README.md").write_text(f"Before.\n{BEGIN}old\n{END}\nAfter.\n", "utf-8")
    report.write(results.read(GOLDEN / "results.json"), tmp_path)
    results.write(tmp_path / "results.json", results.read(GOLDEN / "results.json"))
    assert (tmp_path / name).read_text("utf-8") == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "table"), [("docs/benchmarks/README.md", report.as_markdown), ("README.md", report.short)]
)
def test_the_documents_show_what_was_measured(file: str, table: Callable[[Sequence[Sitting]], str]) -> None:
    """`python -m tests.bench --only-report --readme README.md` renews both."""
    text = (REPOSITORY / file).read_text("utf-8")
    shown = text.partition(BEGIN)[2].partition(END)[0]
    assert BEGIN in text
    assert shown == table(results.read(REPOSITORY / "docs/benchmarks/results.json"))


def test_curves_are_readable_in_both_schemes_and_without_seeing_them() -> None:
    for name, _, picture in report.pictures(results.read(GOLDEN / "results.json")):
        root = ElementTree.fromstring(picture)
        title, told = (root.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
        assert title, name
        assert told, name
        assert "Broadsheet:" in told
        assert "prefers-color-scheme: dark" in picture


def test_a_new_sitting_takes_the_place_of_what_it_measured_again() -> None:
    first, *_ = results.read(GOLDEN / "results.json")
    again = replace(first, date="2027-01-01", results=first.results[:1])
    kept, new = results.add([first], again)
    assert new == again
    assert kept.results == first.results[1:]
    assert results.add([again], again) == (again,)


def test_a_million_is_told_from_the_slope() -> None:
    linear = [(1000, 2.0), (3000, 6.0), (10_000, 20.0)]
    assert slope(linear) == pytest.approx(1)
    assert expected(linear, 1_000_000) == pytest.approx(2000)
    assert slope([(1000, 1.0), (10_000, 100.0)]) == pytest.approx(2)
    large = [(size, seconds * 3) for size, seconds in linear] + [(30_000, 180.0)]
    assert "A million would take 1 h 40 min" in in_words(large, large)
    assert "grows to the power of" not in in_words(linear, linear)
    # What a small site costs says nothing of a large one.
    assert "power of 1.00" in in_words([(100, 50.0), *large], large)
