"""What was measured → a table for the terminal, and the tables and curves of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench.aims import told
from tests.bench.curves import Curve, drawing
from tests.bench.generators import GENERATORS
from tests.bench.growth import in_words
from tests.bench.results import Result, Sitting
from tests.bench.scenarios import PREVIEW, TITLES

MEGA: Final = 1_000_000
DRAWN: Final = ("clean", "body", "added", "template", PREVIEW)
"""The rows whose growth is drawn."""

BEGIN: Final = "<!-- measured: begin -->\n"
END: Final = "<!-- measured: end -->"

Table = dict[tuple[str, int, str], Result]


def newest(sittings: Iterable[Sitting]) -> Table:
    """Return the results by generator, size and row."""
    return {each.key: each for sitting in sittings for each in sitting.results}


def write(sittings: Sequence[Sitting], folder: Path, readme: Path | None = None) -> None:
    """Draw the curves into a folder, and put the tables into its README.md and into another one.

    They take the place of what stands between two comments, "measured: begin" and "measured: end".
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, _, picture in pictures(sittings):
        (folder / name).write_text(picture, "utf-8")
    for file, text in ((folder / "README.md", as_markdown(sittings)), (readme, short(sittings))):
        if file is not None and file.exists():
            before, begin, rest = file.read_text("utf-8").partition(BEGIN)
            _, end, after = rest.partition(END)
            file.write_text(f"{before}{begin}{text}{end}{after}" if end else before + begin + rest, "utf-8")


def as_text(sittings: Sequence[Sitting]) -> str:
    """Return everything as one table for a terminal."""
    head = ("articles", "", "", "wall s", "spread", "cpu s", "MB", "files", "MB out", "written", "rendered")
    lines = [head, *(_cells(each) for each in _in_order(newest(sittings)))]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in (1, 2) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(each: Result) -> tuple[str, ...]:
    return (
        f"{each.size:,}",
        TITLES[each.row],
        GENERATORS[each.generator].title,
        f"{each.seconds:.2f}",
        _spread(each.wall),
        f"{median(each.processor):.2f}" if each.processor else "",
        f"{each.memory / MEGA:,.0f}" if each.memory else "",
        *((f"{each.files:,}", f"{each.bytes / MEGA:,.1f}", f"{each.written:,}") if each.files else ("", "", "")),
        "" if each.rendered is None else f"{each.rendered:,}",
    )


def _in_order(table: Table) -> list[Result]:
    rows, names = [*TITLES], [*GENERATORS]
    return sorted(table.values(), key=lambda each: (each.size, rows.index(each.row), names.index(each.generator)))


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.2f}–{max(values):.2f}"


def as_markdown(sittings: Sequence[Sitting]) -> str:
    """Return a table for each size, the curves, and what they say of a million articles."""
    if not sittings:
        return ""
    table = newest(sittings)
    parts = [_circumstances(each) for each in sittings]
    if aims := [*told(table)]:
        head = [("10,000 articles", "at most", "measured", "reached"), ("---", "---:", "---:", "---")]
        parts += ["### What is aimed at", _lines([*head, *aims])]
    for size in sorted({each.size for each in table.values()}):
        parts += [f"### {size:,} articles", _of_size(table, size), _costs(table, size)]
    parts += ["### As the archive grows", _growth(sittings)]
    return "\n" + "\n\n".join(part for part in parts if part) + "\n\n"


def short(sittings: Sequence[Sitting]) -> str:
    """Return the table of one size for the README: the largest at which more than one generator was measured."""
    table = newest(sittings)
    shared = {each.size for each in table.values() if each.generator != "broadsheet"}
    if not shared:
        return ""
    size = max(shared)
    return f"\n{size:,} articles, seconds (and how many times Hugo’s):\n\n{_of_size(table, size)}\n\n"


def _circumstances(sitting: Sitting) -> str:
    machine, sizes = sitting.machine, sorted({each.size for each in sitting.results})
    versions = "; ".join(f"{GENERATORS[name].title} ({told})" for name, told in sitting.versions)
    return (
        f"{', '.join(f'{size:,}' for size in sizes)} articles on {sitting.date}: {machine.cores} cores of "
        f"{machine.processor}, {machine.memory / 1e9:.0f} GB, {machine.system}, Python {machine.python}. {versions}. "
        f"To measure it took {round(sitting.seconds / 60)} minutes."
    )


def _of_size(table: Table, size: int) -> str:
    """Return the wall times of one size: a row for each edit, a column for each generator."""
    names = [name for name in GENERATORS if any((name, size, row) in table for row in TITLES)]
    lines = [["", *(GENERATORS[name].title for name in names)], ["---", *("---:" for _ in names)]]
    for row, title in TITLES.items():
        found = [table.get((name, size, row)) for name in names]
        if any(found):
            lines.append([title, *(_against(each, table.get(("hugo", size, row))) for each in found)])
    memory = [table.get((name, size, "clean")) for name in names]
    if any(each and each.memory for each in memory):
        lines.append(
            ["memory of the clean build", *(f"{each.memory / MEGA:,.0f} MB" if each else "" for each in memory)]
        )
    return _lines(lines)


def _against(each: Result | None, hugo: Result | None) -> str:
    """Return a median, and where Hugo was measured too, how many times its own it is."""
    if each is None:
        return ""
    against = f" ({each.seconds / hugo.seconds:.2f} ×)" if hugo and each.generator != "hugo" else ""
    return f"{each.seconds:.2f}{against}"


def _costs(table: Table, size: int) -> str:
    """Return what stands behind the times of one size."""
    head = ["", "", "wall s, spread", "processor s", "memory MB", "files", "of them written", "rendered", "MB"]
    lines = [head, ["---", "---", *("---:" for _ in head[2:])]]
    lines += [_cost(each) for each in _in_order(table) if each.size == size]
    return f"<details>\n<summary>Every measure</summary>\n\n{_lines(lines)}\n\n</details>"


def _cost(each: Result) -> list[str]:
    _, row, title, wall, spread, processor, memory, files, total, written, rendered = _cells(each)
    return [row, title, f"{wall} ({spread})", processor, memory, files, written, rendered, total]


def pictures(sittings: Sequence[Sitting]) -> Iterator[tuple[str, str, str]]:
    """Give the name, the title and the SVG of the curves of what was measured at more than one size."""
    table = newest(sittings)
    for row in DRAWN:
        title = TITLES[row][0].upper() + TITLES[row][1:]
        if curves := [each for each in _curves(table, row, seconds=True) if len(each.points) > 1]:
            yield f"{row}.svg", title, drawing(f"{title}, seconds", curves, "s")
    if curves := [each for each in _curves(table, "clean", seconds=False) if len(each.points) > 1]:
        title = "Memory of the clean build"
        yield "memory.svg", title, drawing(f"{title}, megabytes", curves, "MB")


def _curves(table: Table, row: str, *, seconds: bool) -> Iterator[Curve]:
    for name, generator in GENERATORS.items():
        found = sorted((each for each in table.values() if each.generator == name and each.row == row), key=_size)
        points = ((each.size, each.seconds if seconds else each.memory / MEGA) for each in found)
        yield Curve(name, generator.title, tuple((size, value) for size, value in points if value))


def _size(each: Result) -> int:
    return each.size


def _growth(sittings: Sequence[Sitting]) -> str:
    """Return how Broadsheet's times grow, the pictures, and what a million articles would take."""
    table = newest(sittings)
    shown = [f"![{title}]({name})" for name, title, _ in pictures(sittings)]
    times, memory = (_ours(table, seconds=seconds) for seconds in (True, False))
    return "\n".join([_by_size(table), "", *shown, "", in_words(times, memory)]) if len(times) > 1 else ""


def _ours(table: Table, *, seconds: bool) -> tuple[tuple[int, float], ...]:
    curves = _curves(table, "clean", seconds=seconds)
    return next((each.points for each in curves if each.name == "broadsheet"), ())


def _by_size(table: Table) -> str:
    """Return the wall times of Broadsheet: a row for each edit, a column for each size."""
    sizes = sorted({size for name, size, _ in table if name == "broadsheet"})
    lines = [["Broadsheet, seconds", *(f"{size:,}" for size in sizes)], ["---", *("---:" for _ in sizes)]]
    for row, title in TITLES.items():
        found = [table.get(("broadsheet", size, row)) for size in sizes]
        if any(found):
            lines.append([title, *(f"{each.seconds:.2f}" if each else "" for each in found)])
    return _lines(lines)


def _lines(cells: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
