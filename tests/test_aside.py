"""What a copy of the process does while this one goes on."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.aside import Copy, Ends, can_copy
from tests.sites import Site

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")


def test_the_result_comes_home() -> None:
    """However long it is."""
    assert Copy(lambda: b"").result() == b""
    assert Copy(lambda: b"x" * 1_000_000).result() == b"x" * 1_000_000


def broken() -> bytes:
    raise ZeroDivisionError


def cut_short() -> bytes:
    os._exit(1)


@pytest.mark.parametrize("work", [broken, cut_short])
def test_a_copy_that_fails_has_no_result(work: Callable[[], bytes], capfd: pytest.CaptureFixture[str]) -> None:
    """Then it is done here, where whatever is wrong is told."""
    assert Copy(work).result() is None
    assert capfd.readouterr() == ("", "")


def endless() -> bytes:
    signal.pause()
    return b""


def test_nobody_waits_for_a_copy_that_is_not_needed() -> None:
    """It is ended, and leaves nothing open."""
    before = set(os.listdir("/proc/self/fd"))
    copy = Copy(endless)
    copy.close()
    copy.close()
    assert set(os.listdir("/proc/self/fd")) == before


def test_with_threads_there_is_no_copy() -> None:
    """It might wait for a lock that a thread has for ever."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    assert not can_copy()
    ended.set()
    thread.join()


@given(st.integers(0, 9), st.lists(st.booleans(), max_size=20))
def test_each_piece_is_done_from_one_end_or_the_other(count: int, turns: list[bool]) -> None:
    """In whatever order the two go on, and also where one never begins."""
    ends = Ends(count)
    front, back = ends.from_front(), ends.from_back()
    done: list[int] = []
    for is_front in turns:
        number = next(front if is_front else back, None)
        if number is not None:
            done.append(number)
    for rest in (front, back) if turns[:1] == [True] else (back, front):
        done += rest
    assert set(done) == set(range(count))
    assert len(done) <= count + 1, "at most where they meet it is done twice"


@pytest.mark.parametrize("dies", [False, True])
def test_output_that_others_changed_is_seen_by_a_copy_too(
    site: Site, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    """And where the copy dies, it is seen all the same."""
    site.workers = 2
    site.story("one.md")
    site.build()
    monkeypatch.setattr("generator.output.COPIED", 1)
    monkeypatch.setattr("generator.output.PIECE", 2)
    if dies:
        monkeypatch.setattr("generator.output.Copy", lambda work: Copy(cut_short))
    (site.output / "index.html").write_bytes(b"spoilt")
    (site.output / "archive/index.html").unlink()
    assert site.build().written == ("archive/index.html", "index.html")
    assert site.build().written == ()
