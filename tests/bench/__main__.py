"""`python -m tests.bench`: measure, write down, and draw. `make bench` calls it."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench import report, results
from tests.bench.corpus import SEED
from tests.bench.generators import GENERATORS, REPOSITORY, Generator
from tests.bench.preview import measure_preview
from tests.bench.results import Result, Sitting
from tests.bench.scenarios import PREVIEW, ROWS, TITLES, Measured, Site, make_site, measure, published_size

WORKPLACE: Final = REPOSITORY / ".bench"
REPORT: Final = REPOSITORY / "docs/benchmarks"
SMALLEST: Final = 10
TELLING: Final = {
    "broadsheet": tuple(TITLES),
    "hugo": ("clean", "body", "added", "template", PREVIEW),
    "hugo-related": ("clean",),
    "pelican": ("clean", "body"),
}
"""What is measured above the smallest size: the peers build everything whatever the edit, which takes time."""


def main() -> None:
    """Measure how long builds take and what they need, next to other generators."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10_000], metavar="N", help="articles")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each row")
    parser.add_argument("--peers", nargs="*", default=["hugo", "pelican"], choices=[*GENERATORS][1:])
    parser.add_argument(
        "--rows", nargs="+", choices=TITLES, help="default: all, of peers some at all sizes but the first"
    )
    parser.add_argument("--report", type=Path, default=REPORT, help="folder of results.json and what is drawn from it")
    parser.add_argument("--readme", type=Path, help="another file whose table is renewed")
    parser.add_argument("--only-report", action="store_true", help="measure nothing, draw again")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    if min(asked.sizes) < SMALLEST:
        parser.error(f"the edits need an archive of {SMALLEST} articles")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before its time"))  # so that what was started ends too
    file = asked.report / "results.json"
    if not asked.only_report:
        here = [GENERATORS["broadsheet"], *(GENERATORS[name] for name in asked.peers)]
        missing = [each.title for each in here if each.program() is None]
        if missing:
            parser.error(f"not installed: {', '.join(missing)}; `make bench` installs them")
        shutil.rmtree(WORKPLACE, ignore_errors=True)
        began = time.monotonic()
        measured = tuple(
            result
            for size in asked.sizes
            for result in _at_size(here, size, asked.runs, asked.seed, _rows(here, size, asked.sizes, asked.rows))
        )
        versions = tuple((each.name, each.told_version()) for each in here)
        sitting = Sitting(results.now(), round(time.monotonic() - began), results.this_machine(), versions, measured)
        results.write(file, results.add(results.read(file), sitting))
        shutil.rmtree(WORKPLACE)
    report.write(results.read(file), asked.report, asked.readme)
    print(report.as_text(results.read(file)))


def _rows(
    generators: list[Generator], size: int, sizes: list[int], asked: list[str] | None
) -> dict[str, tuple[str, ...]]:
    """Return which rows of each generator are measured at a size."""
    every = size == min(sizes)
    return {each.name: tuple(asked or (TITLES if every else TELLING[each.name])) for each in generators}


def _at_size(
    generators: list[Generator], size: int, runs: int, seed: int, rows: dict[str, tuple[str, ...]]
) -> list[Result]:
    """Measure one size: first a round that nobody times, for memory and so that the disk is warm, then the runs.

    In every round the generators take turns row by row.
    """
    sites = [make_site(each, WORKPLACE / str(size) / each.name, size, seed) for each in generators]
    found: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    memory: dict[tuple[str, str], int] = defaultdict(int)
    published: dict[tuple[str, str], tuple[int, int]] = {}
    for run in range(runs + 1):
        for row in ROWS:
            for site in sites:
                if row in rows[site.generator.name] and _is_due(site, row, run):
                    key = site.generator.name, row
                    measured = measure(site, row, f"bench{size}x{run}", watch_memory=not run)
                    _say(site, row, run, measured)
                    published[key] = published_size(site)
                    if run:
                        found[key].append(measured)
                    else:
                        memory[key] = measured.cost.memory
        for site in sites:
            site.restore()
    shown = [_shown(site, runs) for site in sites if site.generator.preview and PREVIEW in rows[site.generator.name]]
    return [*(_result(key, size, each, memory[key], published[key]) for key, each in found.items()), *shown]


def _is_due(site: Site, row: str, run: int) -> bool:
    """Say whether a row is measured in a run: the round for memory looks at clean builds, and at an edit of ours."""
    return bool(run) or row == "clean" or (site.generator.name == "broadsheet" and row == "body")


def _result(key: tuple[str, str], size: int, timed: list[Measured], memory: int, published: tuple[int, int]) -> Result:
    return Result(
        generator=key[0],
        size=size,
        row=key[1],
        wall=tuple(round(each.cost.wall, 3) for each in timed),
        processor=tuple(round(each.cost.processor, 3) for each in timed),
        memory=memory,
        files=published[0],
        bytes=published[1],
        written=round(median(each.written for each in timed)),
        removed=round(median(each.removed for each in timed)),
        rendered=None if timed[0].rendered is None else round(median(each.rendered or 0 for each in timed)),
    )


def _shown(site: Site, runs: int) -> Result:
    """Measure how long an editor waits for the preview."""
    wall = tuple(round(each, 3) for each in measure_preview(site, runs, f"bench{site.size}x"))
    site.restore()
    told = ", ".join(f"{each:.2f}" for each in wall)
    print(f"{site.size:>7,} {site.generator.title:<14} {TITLES[PREVIEW]:<28} {told} s", file=sys.stderr, flush=True)
    return Result(site.generator.name, site.size, PREVIEW, wall, (), 0, 0, 0, 0, 0, None)


def _say(site: Site, row: str, run: int, measured: Measured) -> None:
    cost = measured.cost
    told = f"{cost.memory / 1e6:.0f} MB" if cost.memory else f"{cost.wall:.2f} s, processor {cost.processor:.2f} s"
    when = f"run {run}" if run else "memory"
    print(f"{site.size:>7,} {site.generator.title:<14} {TITLES[row]:<20} {when:<7} {told}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
