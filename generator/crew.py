"""Other processes that do a part of a build's work, and bring home what their engines found out.

A job is a function of a `Bench` (an engine and a world) and one batch of work. Each process opens what the memory of
the build knows, read only, and has an engine of its own; the building process alone writes what lasts. In whatever
order results are taken home, every answer that two processes found must be the same. So a build gives the same bytes
with any number of processes, started in any way.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait as wait_for
from typing import Final, Generic, TypeVar

from generator.bench import Bench, WorkerFailed
from generator.engine import Engine
from generator.garbage import Garbage
from generator.lanes import Given, Lanes, Next, enter, in_lanes
from generator.memory import Borrowed, Shared, new_file
from generator.sources import News, World, read_world, write_world

T = TypeVar("T")
R = TypeVar("R")

WAITING: Final = 2
"""How many batches wait for each process, so that none is idle."""

DIED: Final = "a process that did a part of the work died, perhaps for want of memory; `--workers 1` needs the least"


@dataclass(frozen=True, slots=True)
class Result(Generic[R]):
    """What the batch of this number gave, and what was found out meanwhile."""

    number: int
    learnt: bytes
    news: News
    given: R


@dataclass(frozen=True, slots=True)
class _Worker:
    """What this process keeps from batch to batch: what it borrowed, and the engine that knows it."""

    shared: Shared
    memory: Borrowed
    bench: Bench


@dataclass(frozen=True, slots=True)
class Errand(Generic[T, R]):
    """A job, one batch of it, and what is to be known for it. Called in the other process."""

    job: Callable[[Bench, tuple[T, ...]], R]
    batch: Given[T] | Next
    shared: Shared
    strict: bool

    def __call__(self) -> Result[R]:
        """Do the work. Raises what the job raises, or WorkerFailed in its place where that cannot be sent."""
        try:
            return self._done()
        except Exception as error:
            if _can_be_sent(error):
                raise
            raise WorkerFailed("".join(traceback.format_exception(error))) from None

    def _done(self) -> Result[R]:
        # A process prints one page at a time, so that of several threads one works.
        with _TURN:
            worker = _at_work(self.shared, self.strict)
            number, batch = self.batch.take()
            given = self.job(worker.bench, batch)
            _GARBAGE.look()
            return Result(number, worker.bench.engine.learnt(), worker.bench.world.news(), given)


_TURN: Final = threading.Lock()
_GARBAGE: Final = Garbage()


class _Here(threading.local):
    """The worker that this thread is, if it is one."""

    worker: _Worker | None = None


_HERE: Final = _Here()


def _at_work(shared: Shared, strict: bool) -> _Worker:
    worker = _HERE.worker
    if worker is not None and worker.shared == shared:
        return worker
    if worker is not None:
        worker.memory.close()
    memory = Borrowed(shared)
    world = read_world(memory.fact("world"))
    _HERE.worker = _Worker(shared, memory, Bench(Engine(memory, world, strict=strict), world))
    return _HERE.worker


def _can_be_sent(error: Exception) -> bool:
    try:
        return type(pickle.loads(pickle.dumps(error))) is type(error)  # noqa: S301 - our own bytes
    except Exception:  # whatever it is, it cannot be sent
        return False


class Crew:
    """Processes at hand."""

    def __init__(self, executor: Executor, workers: int, death: type[Exception], lanes: Lanes | None = None) -> None:
        self.is_far = lanes is None
        """Whether they may be on other machines."""
        self._lanes = lanes
        self._executor = executor
        self._death = death
        self._workers = workers

    def do(
        self,
        job: Callable[[Bench, tuple[T, ...]], R],
        batches: Sequence[tuple[T, ...]],
        engine: Engine,
        world: World,
        strict: bool,
    ) -> Iterator[tuple[tuple[T, ...], R]]:
        """Do a job in batches; after each that is done take home what was found out, and yield the batch and what it
        gave, in any order.

        Raises what the job raises, and WorkerFailed where a process died.
        """
        shared = engine.share({"world": write_world(world)}, far=self.is_far)
        errands = (Errand(job, batch, shared, strict) for batch in self._to_take(batches, shared))
        under_way: set[Future[Result[R]]] = set()
        try:
            under_way.update(map(self._submit, islice(errands, self._workers * WAITING)))
            while under_way:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for each in done:
                    under_way.remove(each)
                    result = each.result()
                    under_way.update(map(self._submit, islice(errands, 1)))
                    world.learn(result.news)
                    engine.learn(result.learnt)
                    yield batches[result.number], result.given
        except self._death as error:
            raise WorkerFailed(DIED) from error
        finally:
            for each in under_way:
                each.cancel()
            # What is under way still writes where it was told to.
            wait(under_way)

    def _to_take(self, batches: Sequence[tuple[T, ...]], shared: Shared) -> Iterable[Given[T] | Next]:
        if self._lanes is None:
            return (Given(number, batch) for number, batch in enumerate(batches))
        return in_lanes(self._lanes, new_file(shared), batches)

    def aside(self, work: Callable[[T], None], given: T, *, alone: bool) -> Callable[[], None]:
        """Do something in another process while this one goes on; return what waits for it, and raises its errors.

        `alone` says that the process has no other work, and may let go of what it has for that.
        """
        with _ctrl_c_waits():
            future = self._executor.submit(_aside, work, given, alone)

        def wait_for_it() -> None:
            try:
                future.result()
            except self._death as error:
                raise WorkerFailed(DIED) from error

        return wait_for_it

    def _submit(self, errand: Errand[T, R]) -> Future[Result[R]]:
        # It may start a process, which must not hear Ctrl-C before it knows what to do then; nor may the executor be
        # interrupted while it keeps its books.
        with _ctrl_c_waits():
            return self._executor.submit(errand)


def _aside(work: Callable[[T], None], given: T, alone: bool) -> None:
    """Do something that needs no engine; `alone` in the room of the one that this process has for the work before."""
    with _TURN:
        if alone and _HERE.worker is not None:
            _HERE.worker.memory.close()
            _HERE.worker = None
            _GARBAGE.clear()
        work(given)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Hold Ctrl-C back meanwhile, in this process and for good in those that are started."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def crew_of(workers: int, start: str) -> Iterator[Crew]:
    """Have so many processes at hand. `start` is one of multiprocessing's ways to start them; "" for the best here."""
    context = multiprocessing.get_context(start or best_start())
    lanes = Lanes(context, workers)
    executor = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(lanes,))
    try:
        yield Crew(executor, workers, BrokenProcessPool, lanes)
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def crew_on_dask(address: str) -> Iterator[Crew]:
    """Have the workers of a Dask cluster at hand. They must see the site's folder and the theme under the same paths.

    Raises ImportError where `distributed` is not installed, OSError where there is no cluster.
    """
    from distributed import Client, KilledWorker

    with Client(address) as client:  # type: ignore[no-untyped-call]
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        yield Crew(client.get_executor(pure=False, retries=0), max(workers, 1), KilledWorker)


def best_start() -> str:
    """Return the fastest way to start processes that is safe here: a copy of this one, unless it has threads."""
    can_fork = "fork" in multiprocessing.get_all_start_methods() and os.uname().sysname == "Linux"
    return "fork" if can_fork and threading.active_count() == 1 else "spawn"


def _begin(lanes: Lanes) -> None:
    """Begin as a worker: leave Ctrl-C to the building process, and end when that does, however it ends.

    Python does not look for garbage by itself (see `garbage`).
    """
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _HERE.worker = None
    enter(lanes)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)
