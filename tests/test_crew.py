"""Several processes: the same site as one makes, whatever their number and however they are started."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest

from generator import crew as crews
from generator.ahead import FEW_BATCHES
from generator.bench import Bench, WorkerFailed
from generator.build import build
from generator.crew import Crew, Errand, crew_of
from generator.engine import Engine
from generator.garbage import MUCH, SOME, Garbage
from generator.lanes import Given, Lanes
from generator.memory import open_memory
from generator.plan import Page
from generator.sources import Options, World, folder, look_at, write_world
from tests.sites import THEME, Site

STARTS = multiprocessing.get_all_start_methods()


def newspaper(folder: Path, workers: int = 1, start: str = "") -> Site:
    folder.mkdir()
    site = Site(folder, workers=workers, start=start)
    for number in range(14):
        body = f"Text, and [another](story-{(number + 5) % 14}.md) and ![a picture](/media/one.png)."
        more = f"topics:\n  rail: {50 + number}\n  harbour: 40\nsummary:\n  - A *bullet*.\n"
        if number == 3:
            more += "draft: true\n"
        day = f"2026-01-{1 + number:02}T08:00:00Z"
        site.story(f"2026/story-{number}.md", title=f"Story {number}", date=day, more=more, body=body)
    site.write("content/media/one.png", b"\x89PNG one")
    return site


def settings(site: Site) -> None:
    """Change what every page shows."""
    file = site.folder / "content/site.yaml"
    file.write_text(file.read_text("utf-8").replace("Courier", "Herald"), "utf-8")


@pytest.mark.parametrize("start", STARTS)
def test_two_processes_make_what_one_makes(tmp_path: Path, start: str) -> None:
    """The same files, the same problems, the same pages rendered, when all is new and when much has changed."""
    alone, crew = newspaper(tmp_path / "alone"), newspaper(tmp_path / "crew", 2, start)
    for change in (lambda site: None, settings, lambda site: site.write("content/topics.yaml", "rail:\n  slug: r\n")):
        change(alone)
        change(crew)
        one, two = alone.build(), crew.build()
        assert one.problems == two.problems != ()
        assert one.rendered == two.rendered != ()
        assert one.written == two.written
        assert one.removed == two.removed
        assert alone.files() == crew.files()


def test_what_several_processes_remember_one_can_use(tmp_path: Path) -> None:
    """Afterwards nothing has to be done, and an edit costs what it costs after a build by one process."""
    alone, crew = newspaper(tmp_path / "alone"), newspaper(tmp_path / "crew", 2)
    for site in (alone, crew):
        site.build()
        site.workers = 1
        assert site.build().rendered == ()
    for site in (alone, crew):
        file = site.folder / "content/articles/2026/story-7.md"
        file.write_bytes(file.read_bytes() + b"\nMore.\n")
    one, two = alone.build(), crew.build()
    assert one.rendered == two.rendered
    assert 0 < len(one.rendered) < 10


def test_a_few_batches_are_done_without_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take longer to start one, and to let it learn what is known here, than they do."""
    site = newspaper(tmp_path / "site", 2)
    site.build()
    helped = []
    do = Crew.do
    monkeypatch.setattr(Crew, "do", lambda crew, *given: helped.append(crew) or do(crew, *given))
    batch = site.request().batch
    for number in (7, 8, 9):
        file = site.folder / f"content/articles/2026/story-{number}.md"
        file.write_bytes(file.read_bytes() + b"\nMore.\n")
    assert batch < len(site.build().rendered) <= FEW_BATCHES * batch
    assert not helped
    settings(site)
    assert len(site.build().rendered) > FEW_BATCHES * batch
    assert helped


def test_three_processes_also_check(tmp_path: Path) -> None:
    """Nothing is written, and every problem told."""
    site = newspaper(tmp_path / "site", 3)
    report = build(replace(site.request(), publish=False, remember=False))
    assert [each.code for each in report.problems] == ["link/unpublished"]
    assert sorted(each.name for each in site.folder.iterdir()) == ["content"]


def world_of(site: Site) -> World:
    return look_at(site.folder, THEME, Options(site.moment), {})


def die(bench: Bench, batch: tuple[int, ...]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stumble(bench: Bench, batch: tuple[int, ...]) -> None:
    raise ZeroDivisionError("on purpose")


class Unsendable(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__("two arguments")


def stumble_unsendably(bench: Bench, batch: tuple[int, ...]) -> None:
    raise Unsendable("a", "b")


@pytest.mark.parametrize(
    ("job", "error", "message"),
    [
        (die, WorkerFailed, "--workers 1"),
        (stumble, ZeroDivisionError, "on purpose"),
        (stumble_unsendably, WorkerFailed, "two arguments"),
    ],
)
def test_what_goes_wrong_in_a_process_is_raised_here(site: Site, job, error, message) -> None:  # type: ignore[no-untyped-def]
    """Neither a hang nor half a result."""
    memory = open_memory(None, "")
    world = world_of(site)
    with crew_of(2, "") as crew, pytest.raises(error, match=message):
        list(crew.do(job, [(1,), (2,), (3,)], Engine(memory, world), world, strict=True))
    memory.discard()


def stumble_while_another_writes(bench: Bench, batch: tuple[str, ...]) -> None:
    Path(batch[0] + ".begun").touch()
    if batch[0].endswith("one"):
        # The other is in another process: nothing but its file says that it has begun.
        while not Path(batch[0].removesuffix("one") + "two.begun").exists():
            time.sleep(0.01)
        raise ZeroDivisionError
    time.sleep(0.5)
    Path(batch[0]).touch()


def test_nobody_works_on_when_something_went_wrong(site: Site, tmp_path: Path) -> None:
    """What is cleared away then is not written to any more."""
    memory = open_memory(None, "")
    world = world_of(site)
    work = [(str(tmp_path / "one"),), (str(tmp_path / "two"),)]
    with crew_of(2, "") as crew:
        with pytest.raises(ZeroDivisionError):
            list(crew.do(stumble_while_another_writes, work, Engine(memory, world), world, strict=True))
        assert (tmp_path / "two").exists()
    memory.discard()


def look(bench: Bench, batch: tuple[str, ...]) -> None:
    for path in batch:
        bench.engine.ask(folder, path)


def test_a_process_takes_neighbours_and_then_helps_where_most_is_left() -> None:
    lanes = Lanes(multiprocessing.get_context(), 3)
    one, two, three = (lanes.enter() for _ in range(3))
    lanes.fill(9)
    assert [lanes.take(each) for each in (one, two, two, three, two)] == [0, 3, 4, 6, 5]
    # Two batches are left in each of the other lanes; then one in the third.
    assert [lanes.take(two) for _ in range(3)] == [2, 8, 1]
    assert lanes.take(one) == 7
    with pytest.raises(LookupError):
        lanes.take(three)
    lanes.fill(1)
    assert lanes.take(two) == 0


def who(bench: Bench, batch: tuple[str, int]) -> int:
    there = Path(batch[0])
    (there / str(os.getpid())).touch()
    # Likewise: two processes have no other event in common.
    while len(list(there.iterdir())) < 2:
        time.sleep(0.01)
    return os.getpid()


@pytest.mark.parametrize("start", STARTS)
def test_every_batch_is_done_once_and_mostly_beside_its_neighbours(site: Site, start: str, tmp_path: Path) -> None:
    """By two processes, neither of which goes on before the other has begun."""
    memory = open_memory(None, "")
    world = world_of(site)
    engine = Engine(memory, world)
    begun = tmp_path / "begun"
    begun.mkdir()
    with crew_of(2, start) as crew:
        for count in (40, 3):
            batches = [(str(begun), number) for number in range(count)]
            done = dict(crew.do(who, batches, engine, world, strict=True))
            assert sorted(done) == sorted(batches)
            doers = [done[each] for each in batches]
            assert sum(one != other for one, other in pairwise(doers)) <= 2
    memory.discard()


class Circle:
    """Something that only the garbage collector can remove."""

    alive: ClassVar[set[int]] = set()

    def __init__(self, number: int) -> None:
        self.number, self.itself = number, self
        self.alive.add(number)

    def __del__(self) -> None:
        self.alive.discard(self.number)


def test_circles_are_removed_where_batches_make_many() -> None:
    """As a theme may; where they make none, what lasts is not looked at after each."""
    garbage = Garbage()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        garbage.look()
        for batch in range(1, SOME + 3):
            for number in range(MUCH + 1):
                Circle(2 * MUCH * batch + number)
            garbage.look()
        # Those before it was known how many there are.
        assert len(Circle.alive) == (SOME - 1) * (MUCH + 1)
        garbage.clear()
        assert not Circle.alive
    finally:
        if was_enabled:
            gc.enable()


def test_a_process_may_work_for_another_build_in_between(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of a cluster do: it begins anew. Results may be taken home in any order."""
    monkeypatch.setattr(crews._HERE, "worker", None)
    world = world_of(site)
    memories = [open_memory(None, ""), open_memory(None, "")]
    engine, other = (Engine(each, world) for each in memories)
    shared, others = (each.share({"world": write_world(world)}) for each in (engine, other))
    first = Errand(look, Given(0, ("content",)), shared, strict=True)()
    Errand(look, Given(0, ("content",)), others, strict=True)()
    second = Errand(look, Given(1, ("templates",)), shared, strict=True)()
    for result in (second, first):
        world.learn(result.news)
        engine.learn(result.learnt)
    assert engine.known(folder, "content") and engine.known(folder, "templates")
    assert crews._HERE.worker
    crews._HERE.worker.memory.close()
    for each in memories:
        each.discard()


def test_a_defect_in_a_process_leaves_the_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is published, nothing remembered, nothing left lying about; the next build is whole."""
    site = newspaper(tmp_path / "site", 2, "fork")
    site.build()
    before = site.files()
    settings(site)
    monkeypatch.setattr("generator.render.PRESS.print", broken)
    with pytest.raises(ZeroDivisionError):
        site.build()
    assert site.files() == before
    assert sorted(each.name for each in (site.folder / ".broadsheet").iterdir()) == [
        ".gitignore", "memory.answers", "memory.check", "memory.lock", "memory.sqlite",
    ]  # fmt: skip
    monkeypatch.undo()
    assert len(site.build().written) > 20


def broken(ask: object, page: Page) -> bytes:
    raise ZeroDivisionError


def test_processes_end_with_the_build_that_started_them(tmp_path: Path) -> None:
    """However it ends."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        site = newspaper(tmp_path / "site", 2)
        world = world_of(site)
        try:
            with crew_of(2, "fork") as crew:
                list(
                    crew.do(
                        wait_for_ever,
                        [(writing,), (writing,)],
                        Engine(open_memory(None, ""), world),
                        world,
                        strict=True,
                    )
                )
        finally:
            os._exit(0)
    os.close(writing)
    assert os.read(reading, 1) == b"x"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    # The pipe ends when nobody holds it any more.
    while os.read(reading, 1):
        pass
    os.close(reading)


def wait_for_ever(bench: Bench, batch: tuple[int, ...]) -> None:
    os.write(batch[0], b"x")
    signal.pause()


@pytest.mark.parametrize("start", ["", "spawn"])
def test_ctrl_c_ends_all_processes_and_leaves_everything_as_it_was(tmp_path: Path, start: str) -> None:
    """The terminal sends it to all of them at once; the next build finds nothing in its way."""
    site = newspaper(tmp_path / "site")
    for number in range(200):
        site.story(f"2025/more-{number}.md", title=f"More {number}", date=f"2025-01-01T{number % 24:02}:00:00Z")
    # Where the tests run in the background, Ctrl-C is ignored by them and by all that they start.
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program += f"from generator import crew; crew.best_start = lambda: {start!r} or 'fork'; "
    program += "from generator.commands import main; main(prog_name='broadsheet')"
    command = (sys.executable, "-c", f"if __name__ == '__main__': {program}", "build", "--workers", "2")
    with subprocess.Popen(
        command, cwd=site.folder, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not list(site.folder.glob(".broadsheet/*.new")):
            assert process.poll() is None
            time.sleep(0.005)
        # Some way into their start or their work, different each time: whenever it comes, all have to end.
        time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (1, "", "Aborted!")
    # No process holds the pipes any more, or `communicate` would still wait.
    assert sorted(each.name for each in (site.folder / ".broadsheet").iterdir()) == [".gitignore", "memory.lock"]
    assert site.files() == {}
    assert site.build().published


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_makes_what_one_process_makes(tmp_path: Path) -> None:
    """The same files and problems, over a folder that all share."""
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    alone, crew = newspaper(tmp_path / "alone"), newspaper(tmp_path / "crew")
    options = {"n_workers": 2, "threads_per_worker": 2, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        for change in (lambda site: None, settings):
            change(alone)
            change(crew)
            one, two = alone.build(), build(replace(crew.request(), dask=cluster.scheduler_address))
            assert one.problems == two.problems != ()
            assert one.rendered == two.rendered != ()
            assert alone.files() == crew.files()


def test_a_small_build_knows_nothing_of_other_processes(tmp_path: Path) -> None:
    """To import what starts them would take a good part of its time."""
    site = newspaper(tmp_path / "site")
    code = (
        "import sys; from generator.commands import main; main(['build', '--workers', '2'], standalone_mode=False); "
        "assert not sys.modules.keys() & {'multiprocessing', 'generator.crew'}, 'other processes are known'"
    )
    for edit in ("", "\nMore.\n"):
        file = site.folder / "content/articles/2026/story-7.md"
        file.write_bytes(file.read_bytes() + edit.encode())
        subprocess.run([sys.executable, "-c", code], cwd=site.folder, check=True, capture_output=True)
