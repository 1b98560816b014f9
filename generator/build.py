"""The pipeline in one screen: look at the world, ask for the problems, ask for the pages, publish, remember."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import msgspec

from generator.ahead import Progress, Work, gather_all, no_progress, read_all, relate_all
from generator.ask import Ask
from generator.engine import FEW, Engine
from generator.file_stamps import Known, known_stamps, remember_stamps
from generator.garbage import seldom_collected
from generator.listing import Listed
from generator.memory import Memory, MemoryDamaged, TwoQuestions, open_memory
from generator.output import Looking, Output, open_output, refuse_unless_usable
from generator.problems import Problem, Silenced, problem
from generator.publication import Outcome, Publication, publication
from generator.sources import Options, SourceChanged, World, look_at
from generator.stamp import program_stamp
from generator.timings import Clock
from generator.writing import Writing

if TYPE_CHECKING:
    from generator.crew import Crew
    from generator.plan import Page

NOT_PUBLISHED: Final = b""
"""What stands in memory for the digest of the list of our files after a check: no folder is as a check left it."""

TRIES: Final = 3
"""How often a build begins because files were changed while it read them."""

MANY: Final = 200
"""How many answers must be in doubt before it is looked for articles that are to be read ahead; and how many pages
before what memory knows of all of them is read at once."""

_pack = msgspec.msgpack.Encoder().encode
_unpack_listed = msgspec.msgpack.Decoder(Listed).decode


def theme_folder() -> Path:
    """Return where the packaged theme lies: inside the package, or in its repository beside it."""
    here = Path(__file__).parent
    return here / "theme" if (here / "theme").is_dir() else here.parent / "templates"


@dataclass(frozen=True, slots=True)
class Request:
    """What to build and how.

    `memory` None remembers nothing and trusts nothing remembered. Without `publish` the output folder is neither read
    nor written; without `remember` what was learnt is forgotten again, and nothing is written anywhere.
    `strict_engine` reads every answer back from its bytes. `progress` is told what is done, how many of how many.
    `workers` is the number of processes that read and render, each given a `batch` of articles or pages at a time; what
    is no more than a few of these is done here. `start` is how they are started (see `crew`). `dask` is the address of
    a Dask cluster that does it instead. `salt` is another number where two questions had one id.
    """

    site: Path
    output: Path
    options: Options
    memory: Path | None
    warnings_stop: bool = False
    publish: bool = True
    remember: bool = True
    strict_engine: bool = False
    theme: Path = field(default_factory=theme_folder)
    progress: Progress = no_progress
    workers: int = 1
    batch: int = 32
    start: str = ""
    dask: str = ""
    salt: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What the last published build told, for a build with nothing to do, with the digest of the list of its files; and
    the digests of the parts of its plan, for one with little to do."""

    problems: tuple[Problem, ...]
    silenced: tuple[Silenced, ...]
    pages: int
    held_back: tuple[str, ...]
    next_out: tuple[str, ...]
    listing: bytes
    parts: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build found and did.

    `rendered` are addresses; `written` and `removed` files of the output folder; `held_back` articles that are
    drafts, not out yet or expired; `next_out` the first of them in words, beginning with those that come out next;
    `silenced` warnings that editors do not want to hear; `timings` the stages of the build, each with its seconds.
    """

    problems: tuple[Problem, ...]
    published: bool
    pages: int = 0
    rendered: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    silenced: tuple[Silenced, ...] = ()
    next_out: tuple[str, ...] = ()
    note: str = ""
    timings: tuple[tuple[str, float], ...] = ()


def build(request: Request) -> Report:
    """Check, render and publish a site.

    Raises MemoryBusy and OutputRefused before anything is done, OSError where something cannot be read or
    written, SourceChanged where files keep changing. A defect raises whatever it raises; nothing is published then.
    """
    if not (request.site / "content").is_dir():
        # Not a site: nothing is left behind in a folder that somebody called the command in by mistake.
        return Report((no_content(),), published=False)
    refuse_unless_usable(request.output, request.site)
    with seldom_collected():
        for _ in range(TRIES - 1):
            try:
                return _build(request)
            except SourceChanged:
                continue
            except TwoQuestions:
                request = replace(request, salt=request.salt + 1)
            except MemoryDamaged:
                # It is begun anew where anything may be written.
                request = request if request.remember else replace(request, memory=None)
        return _build(request)


def verify(request: Request) -> tuple[Report, tuple[str, ...]]:
    """Build as usual, then from nothing in a scratch folder; return also what differs between the two."""
    report = build(request)
    with TemporaryDirectory(prefix="broadsheet-") as scratch:
        output = Path(scratch) / "output"
        clean = build(replace(request, output=output, memory=None, strict_engine=True, dask=""))
        differing = _differing(request.output, output) if report.published and clean.published else ()
    if report.problems != clean.problems:
        differing = ("the problems told", *differing)
    return report, differing


def _differing(one: Path, other: Path) -> tuple[str, ...]:
    here, there = _actual(one), _actual(other)
    return tuple(sorted(path for path in {*here, *there} if here.get(path) != there.get(path)))


def _actual(folder: Path) -> dict[str, bytes]:
    output = open_output(folder, None, {})
    Looking(output, {}, may_copy=False).end()
    return output.actual.copy()


def memory_file(site: Path) -> Path:
    """Return where a site's memory lies."""
    return site / ".broadsheet" / "memory.sqlite"


def _build(request: Request) -> Report:
    clock = Clock()
    memory = open_memory(request.memory, program_stamp(), lasting=request.remember, salt=request.salt)
    clock.lap("memory")
    looking: Looking | None = None
    try:
        published = known_stamps(memory, _name_of(request.output)) if request.publish else None
        output = _open_output(request.output, memory, published) if published else None
        if output and published:
            looking = Looking(output, published.stamps, may_copy=request.workers > 1)
        clock.lap("output")
        sources = known_stamps(memory)
        world = look_at(request.site, request.theme, request.options, sources.stamps)
        clock.lap("folders")
        engine = Engine(memory, world, strict=request.strict_engine, follows=True)
        clock.lap("sources")

        def look() -> None:
            if looking and not looking.has_ended:
                looking.end()
                clock.lap("output")

        report = _unchanged(request, engine, memory, output, look)
        report = report or _run(request, engine, world, memory, output, look, clock)
        look()
        if request.remember:
            remember_stamps(memory, sources, world.stamps)
            if output and published:
                remember_stamps(memory, published, output.stamps)
                memory.set_fact(_listing_of(published), _pack(output.listed))
            memory.commit()
        else:
            memory.discard()
    except MemoryDamaged:
        memory.condemn()
        raise
    except BaseException:
        memory.discard()
        raise
    finally:
        if looking:
            looking.close()
    clock.lap("remembering")
    return replace(report, note=memory.complaint, timings=clock.seconds)


def _unchanged(
    request: Request, engine: Engine, memory: Memory, output: Output | None, look: Callable[[], None]
) -> Report | None:
    """Return the report of a build with nothing to do; None where there may be something. `look` sees to it that the
    output is looked at."""
    last = _last_told(memory)
    if last is None or not engine.untouched:
        return None
    look()
    if _stops(request, last.problems) or (output and not output.is_intact(last.listing)):
        return None
    return Report(
        last.problems, True, last.pages, held_back=last.held_back, silenced=last.silenced, next_out=last.next_out
    )


def _last_told(memory: Memory) -> Told | None:
    """Return what the last build told; None where it published nothing."""
    told = memory.fact("told")
    return msgspec.msgpack.decode(told, type=Told) if isinstance(told, bytes) else None


def _run(
    request: Request,
    engine: Engine,
    world: World,
    memory: Memory,
    output: Output | None,
    look: Callable[[], None],
    clock: Clock,
) -> Report:
    from generator.checks import silenced_problems, site_problems
    from generator.desk import next_out
    from generator.library import held_back
    from generator.plan import page_count

    last = _last_told(memory)
    memory.set_fact("told", 0)
    engine.follow()
    clock.lap("changes")
    with _crew(request) as crew:
        work = Work(engine, world, crew, request.batch, request.strict_engine, request.progress)
        if memory.build == 1 or engine.in_doubt > MANY:
            # What others are to help with is not begun while a copy of this process is still at work.
            look()
            read_all(work)
            gather_all(work)
            relate_all(work)
        clock.lap("reading")
        writing = Writing(memory, crew, may_begin=request.workers > 1 and not request.dask)
        writing.begin(alone=True)
        problems, silenced = engine.ask(site_problems), engine.ask(silenced_problems)
        clock.lap("problems")
        if _stops(request, problems):
            writing.end()
            engine.finish(complete=False)
            return Report(problems, published=False, silenced=silenced)
        plan = _plan(engine)
        clock.lap("plan")
        look()
        # What is published of a part of the plan that is as it was then need not be looked for page by page.
        published = last.parts if last and output and output.is_intact(last.listing) else {}
        with publication(output) if output else nullcontext() as staged:
            obstacles, made = _make(plan, published, work, staged, writing)
            problems = tuple(sorted({*problems, *obstacles}))
            clock.lap("rendering")
            count = engine.ask(page_count)
            if _stops(request, problems):
                writing.end()
                engine.finish(complete=False)
                return Report(problems, False, count, made, silenced=silenced)
            writing.begin(alone=True)
            outcome = staged.publish() if staged else Outcome((), ())
            clock.lap("publishing")
            writing.end()
    held, first = engine.ask(held_back), engine.ask(next_out)
    engine.finish(complete=True)
    listing = output.seal if output else NOT_PUBLISHED
    parts = {part.name: part.digest for part in plan}
    told = Told(problems, silenced, count, held, first, listing, parts)
    memory.set_fact("told", msgspec.msgpack.encode(told))
    return Report(problems, True, count, made, outcome.written, outcome.removed, held, silenced, first)


@contextmanager
def _crew(request: Request) -> Iterator[Callable[[], Crew | None]]:
    """Have other processes at hand: they are thought of when they are first asked for, since most builds need none."""
    with ExitStack() as stack:

        @cache
        def crew() -> Crew | None:
            from generator.crew import crew_of, crew_on_dask

            if request.dask:
                return stack.enter_context(crew_on_dask(request.dask))
            return stack.enter_context(crew_of(request.workers, request.start))

        if request.dask:
            # Whoever names a cluster is told at once if it is not there.
            crew()
        yield crew if request.dask or request.workers > 1 else lambda: None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the plan, and the digest of its pages."""

    name: str
    digest: bytes
    engine: Engine

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, which are read when they are first wanted."""
        from generator.plan import part

        return self.engine.ask(part, self.name)


def _plan(engine: Engine) -> list[Part]:
    from generator.plan import part, parts

    return [Part(name, engine.bring(part, name)[0], engine) for name in engine.ask(parts)]


def _make(
    plan: Sequence[Part], published: Mapping[str, bytes], work: Work, staged: Publication | None, writing: Writing
) -> tuple[list[Problem], tuple[str, ...]]:
    """Bring every page up to date and stage those that are new; return what stands in the way, and the addresses of the
    pages that were rendered, sorted.

    `published` has the digests of the parts of the plan whose pages the output folder held when the build began.
    """
    from generator.jobs import Due, render_pages
    from generator.plan import order_of
    from generator.render import rendered

    engine = work.engine
    told: list[Problem] = []
    ran: set[str] = set()
    doubtful = engine.doubtful(rendered) if published else set()
    at_addresses = {address for address, *_ in doubtful}
    uncertain: list[Page] = []
    is_plan_published = published == {part.name: part.digest for part in plan}
    if staged and is_plan_published:
        staged.keep_all()
        plan = _with(doubtful, plan, engine)
    for part in plan:
        is_published = published.get(part.name) == part.digest
        for page in part.pages:
            if page.kind in ("asset", "media"):
                _copy(page, work, staged)
            elif is_published and staged and page.address not in at_addresses:
                if not is_plan_published:
                    staged.keep(page.file)
            else:
                uncertain.append(page)
    holding = _holding(uncertain, engine)
    due = []
    for page in uncertain:
        there = staged.there(page.file) if staged else b""
        holds = holding.get(_row(page))
        if holds is None or (staged and holds != there):
            due.append(Due(page, there, staged.place(page.file) if staged else ""))
        elif staged:
            staged.want(page.file, holds)
    # Pages about one time show the same stories, which are at hand as long as it is their time. The others are in the
    # order of the plan: the terms of a bin one after another, while what is known of the bin is at hand.
    due.sort(key=lambda each: (not each.page.volume, each.page.volume))
    if len(due) > MANY:
        engine.preload(rendered)
    for number, made in enumerate(chain.from_iterable(work.do("rendering", render_pages, due))):
        if number == len(due) * 3 // 4:
            # What is left to be written afterwards takes no longer than to publish the pages.
            writing.begin(alone=False)
        page = made.due.page
        if made.rendered:
            ran.add(page.address)
        if made.told:
            told.append(made.told)
        elif staged:
            staged.want(page.file, made.digest)
            if made.staged:
                staged.staged(page.file, order_of(page), made.due.place)
    if staged:
        told += staged.obstacles()
    return told, tuple(sorted(ran))


def _with(rows: Set[Row], plan: Sequence[Part], engine: Engine) -> Sequence[Part]:
    """Return the parts of the plan that have some pages, or what is copied; all of them where those are many, or one is
    not where it should be. All pages together are hundreds of thousands."""
    from generator.plan import FILES, part_of

    if len(rows) > FEW:
        return plan
    names = {FILES, *(part_of(Ask(engine, {}), kind, key) for _, kind, key, _ in rows)}
    found = [part for part in plan if part.name in names]
    return found if rows <= {_row(page) for part in found for page in part.pages} else plan


Row = tuple[str, str, str, int]
"""What a page is rendered from."""


def _row(page: Page) -> Row:
    return page.address, page.kind, page.key, page.number


def _holding(pages: Sequence[Page], engine: Engine) -> Mapping[Row, bytes | None]:
    """Return the digests of the pages that are known to hold."""
    from generator.render import rendered

    if len(pages) > FEW:
        return engine.holding(rendered)
    return {_row(page): engine.known(rendered, *_row(page)) for page in pages}


def _copy(page: Page, work: Work, staged: Publication | None) -> None:
    """Stage a file that is published as it is. Raises SourceChanged where it is not as it was when it was read."""
    from generator.plan import order_of
    from generator.sources import file_digest

    known = bytes.fromhex(work.engine.ask(file_digest, page.key) or "")
    if staged is None:
        return
    there = staged.there(page.file)
    staged.want(page.file, known)
    if there != known and not staged.copy(page.file, order_of(page), work.world.place(page.key)):
        raise SourceChanged(page.key)


def no_content() -> Problem:
    """Tell that a folder is no site."""
    what = "There is no folder `content/` here, so there is no site to build."
    remedy = "Call the command in the folder that holds `content/`, or name that folder."
    return problem("site/no-content", "content", 0, 0, what, remedy)


def _stops(request: Request, problems: Iterable[Problem]) -> bool:
    return any(each.severity == "error" or request.warnings_stop for each in problems)


def _open_output(folder: Path, memory: Memory, known: Known) -> Output:
    listed = memory.fact(_listing_of(known))
    return open_output(folder, _unpack_listed(listed) if isinstance(listed, bytes) else None, known.stamps)


def _listing_of(known: Known) -> str:
    """Return what memory knows the list of an output folder by."""
    return f"listing of {known.name}"


def _name_of(output: Path) -> str:
    """Return what memory knows the stamps of an output folder by."""
    return f"output {output.resolve()}"


def forget(site: Path) -> None:
    """Remove what the last build of a site remembers. Raises MemoryBusy while another build uses it."""
    if memory_file(site).exists():
        # No program has this stamp, so the file is not trusted and goes, but not under a running build's feet.
        open_memory(memory_file(site), stamp="").discard()
