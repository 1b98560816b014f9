"""What a command costs: wall time, processor time and memory, of itself and all that it starts."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
INTERVAL: Final = 0.02
"""Seconds between two looks at memory."""
SUBREAPER: Final = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost, and what it printed. Seconds, and bytes; `memory` is 0 where nobody looked."""

    wall: float
    processor: float
    memory: int
    printed: str


class CommandFailed(Exception):
    """A command ended with another status than 0; what it printed."""


def run(command: Sequence[str], folder: Path, *, watch_memory: bool = False) -> Cost:
    """Run a command in a folder to its end. Raises CommandFailed.

    Memory is the largest sum, over the processes alive at one moment, of the proportional set size, in which what
    several of them share is counted once. Where the system has no such measure (it is Linux's), it is the largest
    resident set of any one of them, and without `watch_memory` it is 0: looking at memory slows what is looked at.
    """
    # What the command before wrote is on the disk first, else it would be written at the expense of this one.
    os.sync()
    _adopt_orphans(1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        watch = _Watch(process.pid) if watch_memory else None
        out, err = process.communicate()
        wall = time.perf_counter() - began
    memory = watch.end() if watch else 0
    _reap_orphans(process.pid)
    _adopt_orphans(0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with status {process.returncode}:\n{out[-2000:]}{err[-2000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, processor, memory, out)


def _adopt_orphans(wanted: int) -> None:
    """Become the parent of grandchildren whose parent ends, so that their processor time is counted; or not (0)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, wanted, 0, 0, 0)


def _reap_orphans(group: int) -> None:
    while True:
        try:
            os.waitpid(-group, 0)
        except ChildProcessError:
            return


class _Watch:
    """A thread that keeps the largest memory that the processes of a session have had."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.largest = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def end(self) -> int:
        self.over.set()
        self.thread.join()
        if PROC.is_dir():
            return self.largest
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return largest if sys.platform == "darwin" else largest * 1024

    def _look(self) -> None:
        while PROC.is_dir() and not self.over.wait(INTERVAL):
            self.largest = max(self.largest, sum(_proportional(each) for each in _in_session(self.session)))


def processor_seconds(session: int) -> float:
    """Return the processor time that the living processes of a session have used; 0 where that cannot be seen."""
    return sum(_seconds(each) for each in _in_session(session)) if PROC.is_dir() else 0.0


def _seconds(process: Path) -> float:
    fields = _stat(process)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _in_session(session: int) -> list[Path]:
    folders = (each for each in PROC.iterdir() if each.name.isdigit())
    return [each for each in folders if (fields := _stat(each)) and int(fields[3]) == session]


def _stat(process: Path) -> list[str]:
    """Return what proc(5) calls the third and further fields of stat; nothing for a process that has ended."""
    try:
        return (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _proportional(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text("ascii").split("\n")
    except OSError:
        return 0  # it has ended
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
