"""What was measured, as JSON: sittings of one machine on one day, each with its results.

A sitting that measures again what an earlier one measured takes its place; what it did not measure stays.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a sitting took place; memory in bytes."""

    processor: str
    cores: int
    memory: int
    system: str
    python: str


@dataclass(frozen=True, slots=True)
class Result:
    """One row of one generator at one size.

    `wall` and `processor` hold the seconds of each run, `memory` the bytes of a run that was not timed (0: nobody
    looked). `files` and `bytes` are what is published afterwards; of these `written` were new or written again.
    `rendered` is None for a generator that does not say. Of the preview there are wall times only.
    """

    generator: str
    size: int
    row: str
    wall: tuple[float, ...]
    processor: tuple[float, ...]
    memory: int
    files: int
    bytes: int
    written: int
    removed: int
    rendered: int | None

    @property
    def key(self) -> tuple[str, int, str]:
        """Return what it is a result of."""
        return self.generator, self.size, self.row

    @property
    def seconds(self) -> float:
        """Return the median of the wall times."""
        return median(self.wall)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was measured at one time, and how many seconds it took altogether.

    `versions` are pairs of a generator's name and what it says of itself.
    """

    date: str
    seconds: int
    machine: Machine
    versions: tuple[tuple[str, str], ...]
    results: tuple[Result, ...]


def this_machine() -> Machine:
    """Return what can be learnt of the machine this runs on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    model = platform.processor() or platform.machine()
    if (info := Path("/proc/cpuinfo")).exists():
        named = (line.partition(":") for line in info.read_text("utf-8", "replace").split("\n"))
        model = next((value.strip() for name, _, value in named if name.strip() == "model name"), model)
    return Machine(
        model, os.cpu_count() or 1, pages, f"{platform.system()} {platform.release()}", platform.python_version()
    )


def now() -> str:
    """Return the day, in UTC."""
    return datetime.now(UTC).date().isoformat()


def read(file: Path) -> tuple[Sitting, ...]:
    """Read what was measured; nothing where there is no file."""
    if not file.exists():
        return ()
    return tuple(_sitting(each) for each in json.loads(file.read_text("utf-8"))["sittings"])


def _sitting(data: dict[str, object]) -> Sitting:
    results, machine, versions = data["results"], data["machine"], data["versions"]
    assert isinstance(results, list)
    assert isinstance(machine, dict)
    assert isinstance(versions, dict)
    return Sitting(
        str(data["date"]),
        int(str(data["seconds"])),
        Machine(**machine),
        tuple(versions.items()),
        tuple(
            Result(**{**each, "wall": tuple(each["wall"]), "processor": tuple(each["processor"])}) for each in results
        ),
    )


def add(earlier: Iterable[Sitting], new: Sitting) -> tuple[Sitting, ...]:
    """Return the sittings with a new one, which takes the place of what it measured again."""
    measured = {each.key for each in new.results}
    kept = (replace(each, results=tuple(one for one in each.results if one.key not in measured)) for each in earlier)
    return (*(each for each in kept if each.results), new)


def write(file: Path, sittings: Iterable[Sitting]) -> None:
    """Write what was measured."""
    data = {"sittings": [{**asdict(each), "versions": dict(each.versions)} for each in sittings]}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
