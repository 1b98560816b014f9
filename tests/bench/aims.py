"""What builds should cost at 10,000 articles on two cores, against Hugo in the same sitting, and what they do cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tests.bench.results import Result

SIZE: Final = 10_000
LARGE: Final = 100_000

Table = dict[tuple[str, int, str], Result]


@dataclass(frozen=True, slots=True)
class Aim:
    """A row of a generator at a size, of which something may be at most `most` times, or units of, something else."""

    title: str
    wanted: str
    most: float
    measured: Callable[[Table], float | None]


def _times(row: str, peer: str = "hugo") -> Callable[[Table], float | None]:
    """Measure how many times the wall time of a peer's row ours is; Hugo's clean build stands in where it has none."""

    def ratio(table: Table) -> float | None:
        ours = table.get(("broadsheet", SIZE, row))
        theirs = table.get((peer, SIZE, row)) or table.get((peer, SIZE, "clean"))
        return ours.seconds / theirs.seconds if ours and theirs else None

    return ratio


def _memory(table: Table) -> float | None:
    ours, theirs = (table.get((name, SIZE, "clean")) for name in ("broadsheet", "hugo"))
    return ours.memory / theirs.memory if ours and theirs and theirs.memory else None


def _growth(row: str) -> Callable[[Table], float | None]:
    """Measure how many times as long our row takes in an archive ten times as large."""

    def ratio(table: Table) -> float | None:
        small, large = (table.get(("broadsheet", size, row)) for size in (SIZE, LARGE))
        return large.seconds / small.seconds if small and large else None

    return ratio


def _rendered(table: Table) -> float | None:
    """Measure how many times as many pages an edited body renders in an archive ten times as large."""
    small, large = (table.get(("broadsheet", size, "body")) for size in (SIZE, LARGE))
    return large.rendered / small.rendered if small and large and small.rendered and large.rendered else None


def _preview(table: Table) -> float | None:
    found = table.get(("broadsheet", SIZE, "preview"))
    return found.seconds if found else None


def _gigabytes(table: Table) -> float | None:
    found = table.get(("broadsheet", LARGE, "clean"))
    return found.memory / 1e9 if found and found.memory else None


AIMS: Final = (
    Aim("clean build", "1.25 × Hugo", 1.25, _times("clean")),
    Aim("clean build", "½ × Pelican", 0.5, _times("clean", "pelican")),
    Aim("nothing changed", "1/30 × Hugo", 1 / 30, _times("nothing")),
    Aim("body edited", "1/15 × Hugo", 1 / 15, _times("body")),
    Aim("article added", "1/10 × Hugo", 1 / 10, _times("added")),
    Aim("template edited", "1 × Hugo", 1.0, _times("template")),
    Aim("restored cache", "1/8 × Hugo", 1 / 8, _times("restored")),
    Aim("memory of the clean build", "½ × Hugo", 0.5, _memory),
    Aim("edit until seen in the preview", "0.3 s", 0.3, _preview),
    Aim("body edited, of 100,000 articles", "4 × that of 10,000", 4.0, _growth("body")),
    Aim("pages rendered for it", "1 × those of 10,000", 1.0, _rendered),
    Aim("memory of the clean build, of 100,000 articles", "3 GB", 3.0, _gigabytes),
)


def told(table: Table) -> Iterator[tuple[str, str, str, str]]:
    """Give each aim that was measured: what, the most that is wanted, what was measured, and whether it is reached."""
    for each in AIMS:
        measured = each.measured(table)
        if measured is not None:
            yield each.title, each.wanted, _shown(each, measured), "yes" if measured <= each.most else "no"


def _shown(aim: Aim, measured: float) -> str:
    """Return what was measured in the form of what is wanted."""
    unit = aim.wanted.split(" ", 1)[1]
    if aim.wanted.startswith("1/"):
        return f"1/{1 / measured:.0f} {unit}"
    return f"{measured:.2f} {unit}"
