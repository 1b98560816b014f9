"""The engine: questions, the traces they leave, and which of them must run again.

A question is a pure function whose first argument asks for all it needs. The engine records what was asked, in
order, with the digest of each answer: the question's trace. In a later build a question whose trace still holds
is not run. Sources are the only questions that look at the world; they are looked at anew in each build.

This is a suspending scheduler with verifying traces (Mokhov, Mitchell, Peyton Jones, "Build Systems à la Carte",
2018). One thing is added: askers are remembered too, so that what no changed source can reach is not even looked
at. Nothing here knows of news, files or Jinja.
"""

from __future__ import annotations

import importlib
import sys
import typing
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import msgspec

from generator.fingerprint import decoder, digest, encode
from generator.memory import MARK, Borrowed, Memory, MemoryDamaged, Remembered, Shared

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")
F = TypeVar("F", bound=Callable[..., Any])

Key = tuple[Any, ...]

ROOM: Final = 40_000
"""How many questions an engine has in RAM, beside those that are asked for all the time."""

ANSWERS: Final = 32_000_000
"""How many bytes their answers have there, encoded."""

KEPT: Final = 800_000
"""How many questions the values that `Ask.once` keeps have asked, all in all; all of them can be made again."""

A_VALUE: Final = 20
"""As how many questions a kept value itself is counted."""

FEW: Final = 2000
"""How many questions are better looked up one by one than all of a kind at once."""

_ABSENT: Final = object()
_NATURE: Final = "__question__"
_NONE: Final = (None, b"", None)


class CircularQuestion(Exception):
    """A question needs its own answer."""


class ImpureQuestion(Exception):
    """A question gave two answers to the same trace, or an answer that is not plain frozen data."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What the engine knows of a question besides its function.

    `stored`: the answer is written to memory, not only its digest. `held`: the answer stays in RAM once it is
    known. `look` makes a question a source: it returns the digest of the answer as the world is now.
    """

    name: str
    stored: bool
    held: bool
    look: Callable[..., bytes] | None


def question(*, stored: bool = True, held: bool = True) -> Callable[[F], F]:
    """Make a pure function, whose first argument is an `Ask`, a question."""

    def mark(function: F) -> F:
        setattr(function, _NATURE, Nature(_name(function), stored, held, None))
        return function

    return mark


def source(look: Callable[..., bytes] | None = None) -> Callable[[F], F]:
    """Make a function, whose first argument is the world, a source.

    `look` takes the same arguments and returns the digest of the answer; without it the answer itself is digested.
    """

    def mark(function: F) -> F:
        def digest_of_answer(world: object, *args: object) -> bytes:
            return digest(encode(function(world, *args)))

        setattr(function, _NATURE, Nature(_name(function), stored=False, held=False, look=look or digest_of_answer))
        return function

    return mark


def nature(function: Callable[..., Any]) -> Nature:
    """Return what was said of a question when it was made. Raises TypeError for any other function."""
    try:
        known: Nature = function.__dict__[_NATURE]
    except (AttributeError, KeyError):
        raise TypeError(f"{function!r} is not a question") from None
    return known


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@cache
def _function(name: str) -> Callable[..., Any] | None:
    """Find a question by the name that memory knows it by; None where the program has it no more."""
    module, _, attribute = name.rpartition(".")
    try:
        return typing.cast("Callable[..., Any]", getattr(importlib.import_module(module), attribute))
    except (ImportError, AttributeError):
        return None


@cache
def _decoder(function: Callable[..., Any]) -> Callable[[bytes], Any]:
    return decoder(typing.get_type_hints(function)["return"])


_write_args = msgspec.json.Encoder().encode
_read_args = msgspec.json.Decoder(tuple[str | int, ...]).decode


class _Node:
    """One question with its arguments, as far as this build knows it."""

    __slots__ = (
        "answer", "args", "cause", "digest", "function", "id", "is_own", "nature", "ran", "settled", "size", "table",
        "trace",
    )  # fmt: skip

    def __init__(self, id: int, function: Callable[..., Any], args: tuple[Any, ...], known: Remembered | None) -> None:
        self.id = id
        self.function = function
        self.nature = nature(function)
        self.args = args
        self.digest = known.digest if known else b""
        self.trace = known.trace if known else None
        self.cause = known.cause if known else 0
        self.ran = known.ran if known else 0
        self.settled = False
        self.answer: Any = _ABSENT
        self.table: Any = None
        self.size = 0
        """The bytes of the answer, if it is in RAM."""
        self.is_own = False
        """Whether it ran in this engine."""


class Learnt(msgspec.Struct, frozen=True, array_like=True):
    """What an engine of another process found out: the questions it met first, in the order of the ids that it gave
    them; the ids of those in doubt that held; those that ran, as `Borrowed.written` has them."""

    met: list[tuple[str, str]]
    held: bytes
    written: list[tuple[int, bytes, bytes, int, bytes | None]]


_read_learnt = msgspec.msgpack.Decoder(Learnt).decode


class Ask:
    """What a running question holds: whatever it asks is written into its trace."""

    __slots__ = ("_engine", "_trace")

    def __init__(self, engine: Engine, trace: dict[int, bytes]) -> None:
        self._engine = engine
        self._trace = trace

    def __call__(self, question: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the answer of a question, and remember that it was asked."""
        if kwargs:
            raise TypeError("a question takes its arguments by position")
        node = self._engine.by_key.get((question, *args))
        answer: Any = _ABSENT
        if node is None or not node.settled:
            node, answer = self._engine.settle(question, args)
        self._trace[node.id] = node.digest
        # `cast` would be a call more for every single thing that is asked.
        found: R = node.answer
        if found is _ABSENT:
            found = self._engine.answer(node) if answer is _ABSENT else answer
        return found

    def once(self, make: Callable[Concatenate[Ask, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return `make(ask, *args)`, made once for all who want it; whoever gets it has asked what it asked.

        For values that are no plain data, or too cheap to be remembered. They must be such that nobody can change them.
        """
        return self.kept((make, *args), make, *args, **kwargs)

    def kept(
        self, key: tuple[Any, ...], make: Callable[Concatenate[Ask, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Return `make(ask, *args)`, made once for all who name the same key, as `once` does."""
        known = self._engine.made.get(key) or self._engine.made_earlier(key)
        if known is None:
            trace: dict[int, bytes] = {}
            value = make(Ask(self._engine, trace), *args, **kwargs)
            known = self._engine.keep_made(key, value, trace)
        self._trace.update(known[1])
        kept: R = known[0]
        return kept

    def table(
        self, question: Callable[Concatenate[Any, P], tuple[tuple[K, V], ...]], /, *args: P.args, **kwargs: P.kwargs
    ) -> Mapping[K, V]:
        """Return an answer that is a tuple of pairs as a mapping, made once however many ask for it."""
        if kwargs:
            raise TypeError("a question takes its arguments by position")
        node, _ = self._engine.settle(question, args)
        self._trace[node.id] = node.digest
        if node.table is None:
            node.table = dict(self._engine.answer(node))
        table: Mapping[K, V] = node.table
        return table


class Engine:
    """Answers questions within one build, with the help of what earlier builds remember.

    `strict` reads every answer back from its bytes and compares; for tests and for `--verify`.
    """

    def __init__(self, memory: Memory | Borrowed, world: object, *, strict: bool = False) -> None:
        self._memory = memory
        self._world = world
        self._strict = strict
        self.by_key: dict[Key, _Node] = {}
        self.made: dict[tuple[Any, ...], tuple[Any, dict[int, bytes]]] = {}
        """What `Ask.once` keeps: values, and what was asked for them."""
        self.by_id: dict[int, _Node] = {}
        self._latest: dict[Callable[..., Any], tuple[_Node, bytes, Any]] = {}
        """Of each question whose answers are not held the last one: it is often asked for again at once."""
        self._before: dict[Key, _Node] = {}
        """The questions that nobody asked for since `by_key` began anew."""
        self._room = ROOM // 2
        self._answers_size = 0
        """The bytes of the answers in RAM of the questions in `by_key`."""
        self._made_before: dict[tuple[Any, ...], tuple[Any, dict[int, bytes]]] = {}
        self._made_asked = 0
        self._running: set[int] = set()
        self._changed: list[int] = []
        self._altered: list[int] = []
        self._met: list[_Node] = []
        self._held = array("I")
        self._ran = array("I")
        if isinstance(memory, Borrowed):
            sets = (set(array("I", memory.fact(name))) for name in ("stale", "reached", "open"))
            self._stale, self._reached, self._open = sets
        else:
            memory.flush()
            self._stale = memory.stale()
            self._reached, self._open = set(self._stale), set(self._stale)
            self._look_at_sources()

    def ask(self, question: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the answer of a question that nothing in this build asked."""
        return Ask(self, {})(question, *args, **kwargs)

    def bring(
        self, question: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> tuple[bytes, R | None]:
        """Bring a question up to date; return the digest of its answer, and the answer too if it had to run.

        For answers that are not held: whoever wants each of them once gets it without a second run.
        """
        node, answer = self.settle(question, args)
        return node.digest, None if answer is _ABSENT else answer

    def known(self, question: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs) -> bytes | None:
        """Return the digest of an answer that is known to hold; None where that is still to be found out."""
        node = self.by_key.get((question, *args)) or self._node(question, args)
        return node.digest if node.settled else None

    def holding(self, question: Callable[..., Any]) -> dict[tuple[Any, ...], bytes]:
        """Return the digests of all answers to one question that are known to hold, by their arguments.

        For questions that are many and of which few will be asked: nothing else is read of them.
        """
        assert isinstance(self._memory, Memory)
        remembered = self._memory.digests_of(nature(question).name)
        found = {_read_args(args): digest for id, args, digest in remembered if id not in self._open}
        for node in [each for each in self.by_id.values() if each.function is question]:
            if node.settled:
                found[node.args] = node.digest
            else:
                found.pop(node.args, None)
        return found

    def doubtful(self, question: Callable[..., Any]) -> set[tuple[Any, ...]]:
        """Return the arguments of one question for which its remembered answers may be others now."""
        assert isinstance(self._memory, Memory)
        if len(self._open) > FEW:
            self.preload(question)
        nodes = (self._remembered(id) for id in sorted(self._open))
        return {node.args for node in nodes if node and node.function is question}

    @property
    def ran(self) -> list[Key]:
        """Return what ran, here or in another process, in this build."""
        nodes = filter(None, map(self._remembered, self._ran))
        return [(node.function, *node.args) for node in nodes]

    @property
    def in_doubt(self) -> int:
        """Return how many of the questions that are remembered may have other answers now."""
        return len(self._open)

    @property
    def untouched(self) -> bool:
        """Say whether everything that is remembered still holds."""
        return not self._reached

    def preload(self, question: Callable[..., Any]) -> None:
        """Read all that memory knows of one question at once, ahead of asking for most of it."""
        assert isinstance(self._memory, Memory)
        for known in self._memory.all_of(nature(question).name):
            key = (question, *_read_args(known.args))
            if known.id not in self.by_id:
                self._adopt(key, known)

    def follow(self) -> None:
        """Find out how far the changes of the sources really go, so that what they do not get to need not be verified.

        Everything that a changed source can reach is in doubt: most of a site, after any edit. Here only what asked
        for a changed answer is run, and as soon as nothing new changed, the rest is out of doubt. What cannot be
        answered, perhaps because nobody needs it now, stays in doubt with all that is above it; so do questions
        that are not stored, which are many and which nobody asks.
        """
        assert isinstance(self._memory, Memory)
        unresolved = self._stale & self._open
        for id in self._changed:
            node = self._remembered(id)
            if node is None:
                unresolved.add(id)
            elif not node.settled:
                self._settle(node)
        while self._altered:
            for id in self._memory.askers(self._altered.pop()):
                if id in self._open and id not in unresolved and not self._resolve(id):
                    unresolved.add(id)
        in_doubt = self._memory.reached_from(unresolved)
        self._open &= in_doubt
        for node in self.by_id.values():
            node.settled = node.settled or (node.trace is not None and node.id not in self._open)

    def _resolve(self, id: int) -> bool:
        node = self._remembered(id)
        if node is None or not (node.nature.stored or node.nature.look):
            return False
        try:
            self._settle(node)
        except Exception:  # it is raised again where the answer is needed
            return False
        return True

    def finish(self, *, complete: bool) -> None:
        """Hand to memory what this build learnt.

        `complete` says that all that is needed was asked for; then what is out of date and was not asked for is
        needed no more and is forgotten. Otherwise it is kept, marked as stale.
        """
        assert isinstance(self._memory, Memory)
        if complete:
            self._memory.forget(self._open)
        else:
            self._memory.mark_stale(self._open)
        self._memory.unmark_stale(self._stale - self._open)

    def share(self, facts: Mapping[str, bytes]) -> Shared:
        """Let engines of other processes know all that this one knows, as it is now, and some facts."""
        assert isinstance(self._memory, Memory)
        sets = {"stale": self._stale, "reached": self._reached, "open": self._open}
        self._let_go_of_answers()
        return self._memory.share({**facts, **{name: array("I", sorted(ids)).tobytes() for name, ids in sets.items()}})

    def learnt(self) -> bytes:
        """Return what this engine, which borrows its memory, found out since it was last asked for that."""
        assert isinstance(self._memory, Borrowed)
        met = [(node.nature.name, _write_args(node.args).decode()) for node in self._met]
        learnt = encode(Learnt(met, self._held.tobytes(), self._memory.written))
        self._held = array("I")
        self._met.clear()
        self._memory.written.clear()
        return learnt

    def learn(self, told: bytes, first_id: int, known_as: array[int]) -> None:
        """Take over what an engine of another process found out.

        That process gave ids of its own from `first_id` on; `known_as` says what they are here, in order, and grows.
        Raises ImpureQuestion where it got another answer than this process or a third one.
        """
        learnt = _read_learnt(told)
        texts = {}
        for name, args in learnt.met:
            id = self._named(name, args).id
            known_as.append(id)
            texts[id] = args
        for id in array("I", learnt.held):
            self._open.discard(id)
            if id in self.by_id:
                self.by_id[id].settled = True
        for theirs, known, trace, cause, answer in learnt.written:
            node = self._remembered(theirs if theirs < first_id else known_as[theirs - first_id])
            assert node is not None
            if node.settled:
                if node.digest != known:
                    raise ImpureQuestion(f"{node.nature.name}{node.args} gave two answers in one build")
                continue
            asked_before = set(asked_in(node.trace)) if node.trace else ()
            node.digest, node.answer, node.table = known, _ABSENT, None
            node.trace = _renamed(trace, first_id, known_as) if trace else b""
            node.cause = cause if cause < first_id else known_as[cause - first_id]
            self._settle_as_it_is(node)
            if not node.nature.look:
                self._ran.append(node.id)
            asked: Iterable[int] = asked_in(node.trace)
            if asked_before:
                asked = [id for id in asked if id not in asked_before]
            self._write(node, answer, asked, texts.get(node.id))

    def settle(self, question: Callable[..., Any], args: tuple[Any, ...]) -> tuple[_Node, Any]:
        """Bring one question up to date; return its node, whose digest then holds, and its answer if it ran."""
        node = self.by_key.get((question, *args)) or self._node(question, args)
        return node, _ABSENT if node.settled else self._settle(node)

    def answer(self, node: _Node) -> Any:
        """Return the answer of a settled node."""
        if node.answer is not _ABSENT:
            return node.answer
        if node.nature.look:
            return node.function(self._world, *node.args)
        latest, known, answer = self._latest.get(node.function, _NONE)
        if latest is node and known == node.digest:
            return answer
        if not node.nature.stored:
            return self._run(node)
        data = self._memory.answer(node.id)
        if digest(data) != node.digest:
            raise MemoryDamaged(f"the answer {node.id} is not what it was")
        answer = _decoder(node.function)(data)
        self._hold(node, answer, len(data))
        return answer

    def _hold(self, node: _Node, answer: Any, size: int) -> None:
        """Keep an answer of so many bytes in RAM."""
        if not node.nature.held:
            self._latest[node.function] = (node, node.digest, answer)
            return
        node.answer = answer
        self._answers_size += size - node.size
        node.size = size

    def keep_made(self, key: tuple[Any, ...], value: Any, trace: dict[int, bytes]) -> tuple[Any, dict[int, bytes]]:
        """Keep a value that was made for all who name its key, with what was asked for it; return both."""
        self._made_asked += len(trace) + A_VALUE
        if self._made_asked > KEPT // 2:
            self._made_before, self.made, self._made_asked = self.made, {}, len(trace) + A_VALUE
        self.made[key] = value, trace
        return value, trace

    def made_earlier(self, key: tuple[Any, ...]) -> tuple[Any, dict[int, bytes]] | None:
        """Return what is kept under a key, for a longer time now; None where nothing is."""
        found = self._made_before.pop(key, None)
        return found and self.keep_made(key, *found)

    def _let_go_of_answers(self) -> None:
        """Keep no answer in RAM that memory has: while others do the work, few are needed here."""
        self._memory.flush()
        for node in self.by_id.values():
            if node.settled and node.nature.stored:
                node.answer, node.table, node.size = _ABSENT, None, 0
        self._answers_size = 0

    def let_go(self, rooms: int) -> None:
        """Let go of all that is settled, if it is more than so many times what there is room for.

        For who knows that little of it will be asked for again, or that it would be too much for RAM.
        """
        if len(self.by_id) <= rooms * ROOM:
            return
        self._memory.flush()
        for key, node in [*self._before.items(), *self.by_key.items()]:
            if node.settled and node.id not in self._running:
                self._before.pop(key, None)
                self.by_key.pop(key, None)
                self._forget(node)
        self._answers_size = 0

    def _forget(self, node: _Node) -> None:
        """Know no more of a settled question that is in `by_key` no more. What ran here, and is in no memory that this
        process can read, runs again if it is asked for again."""
        if node.is_own and isinstance(self._memory, Borrowed) and self._memory.lets_go(node.id):
            self._open.add(node.id)
        del self.by_id[node.id]

    def _take_in(self, key: Key, node: _Node) -> None:
        """Keep a question in RAM, and let go of those that nobody asked for while half of the room was filled anew.

        What is asked again is read from memory again. What ran in another process than the one that writes is in no
        memory that it can read, so of that only the answers are let go, which it has as bytes.
        """
        if len(self.by_key) >= self._room or self._answers_size > ANSWERS // 2:
            self._memory.flush()
            before, self._before, self.by_key, self._answers_size = self._before, self.by_key, {}, 0
            for each, other in before.items():
                if not other.settled or other.id in self._running:
                    self.by_key[each] = other
                elif other.is_own and other.nature.stored and isinstance(self._memory, Borrowed):
                    other.answer, other.table, other.size = _ABSENT, None, 0
                    self.by_key[each] = other
                else:
                    self._forget(other)
            self._room = max(ROOM // 2, 2 * len(self.by_key))
        self.by_key[key] = self.by_id[node.id] = node
        self._answers_size += node.size

    def look_again(self, world: object, keys: Iterable[Key] | None = None) -> None:
        """Go on with another world, in a process that outlives a build; answers that still hold are kept.

        Only the sources among `keys` are compared, where the caller knows that no other can have changed. `ran`
        begins anew.
        """
        self._world = world
        self.made.clear()
        self._made_before.clear()
        self._made_asked = 0
        self._ran = array("I")
        if keys is None:
            self._look_at_sources()
            return
        nodes = (self.by_key.get(key) or self._meet(key) for key in keys)
        self._reach([each.id for each in nodes if each.trace is not None and self._has_changed(each)])

    def _look_at_sources(self) -> None:
        """Look at all sources, those that memory knows and those that were met since."""
        assert isinstance(self._memory, Memory)
        changed = []
        for name, remembered in self._memory.sources():
            function = _function(name)
            look = nature(function).look if function else None
            for id, args, known in remembered:
                if id not in self.by_id and (look is None or look(self._world, *_read_args(args)) != known):
                    changed.append(id)
        met = (each for each in self.by_id.values() if each.nature.look and each.trace is not None)
        self._reach([*changed, *(each.id for each in met if self._has_changed(each))])

    def _has_changed(self, node: _Node) -> bool:
        return node.nature.look is None or node.nature.look(self._world, *node.args) != node.digest

    def _reach(self, changed: Iterable[int]) -> None:
        """Let nothing that a changed source reaches be believed before it is verified."""
        assert isinstance(self._memory, Memory)
        self._changed = list(changed)
        reached = self._memory.reached_from(self._changed)
        self._reached |= reached
        self._open |= reached
        for id in reached:
            if node := self.by_id.get(id):
                node.settled = False

    def _node(self, question: Callable[..., Any], args: tuple[Any, ...]) -> _Node:
        if any(type(each) is not str and type(each) is not int for each in args):
            raise TypeError(f"{nature(question).name} takes text and whole numbers, not {args!r}")
        return self._meet((question, *args))

    def _meet(self, key: Key, text: str | None = None) -> _Node:
        """Return the node of a question that nobody asked for lately."""
        node = self._before.pop(key, None)
        if node is not None:
            self._take_in(key, node)
            return node
        function, *args = key
        known = self._memory.find(nature(function).name, _write_args(args).decode() if text is None else text)
        if known:
            return self._adopt(key, known)
        node = _Node(self._memory.new_id(), function, tuple(args), None)
        self._take_in(key, node)
        if isinstance(self._memory, Borrowed):
            self._met.append(node)
        return node

    def _named(self, name: str, args: str) -> _Node:
        """Return the node of a question as memory writes it."""
        key = (_function(name), *_read_args(args))
        return self.by_key.get(key) or self._meet(key, args)

    def _settle_as_it_is(self, node: _Node) -> None:
        node.settled = True
        self._open.discard(node.id)

    def _adopt(self, key: Key, known: Remembered) -> _Node:
        function, *args = key
        node = _Node(known.id, function, tuple(args), known)
        node.settled = known.id not in self._open
        self._take_in(key, node)
        return node

    def _remembered(self, id: int) -> _Node | None:
        """Return the node that memory calls `id`; None where it is known no more."""
        node = self.by_id.get(id)
        if node is None:
            known = self._memory.get(id)
            function = known and _function(known.name)
            if known is None or function is None:
                return None
            node = self._adopt((function, *_read_args(known.args)), known)
        return node

    def _settle(self, node: _Node) -> Any:
        answer = _ABSENT
        if node.nature.look:
            self._look(node)
        elif node.trace is None or not self._holds(node, node.trace):
            answer = self._run(node)
        else:
            self._held.append(node.id)
        self._settle_as_it_is(node)
        return answer

    def _look(self, node: _Node) -> None:
        assert node.nature.look
        now = node.nature.look(self._world, *node.args)
        if node.trace is None or now != node.digest:
            self._altered.append(node.id)
            node.digest, node.trace, node.table, node.is_own = now, b"", None, True
            self._write(node, None)
        else:
            self._held.append(node.id)

    def _holds(self, node: _Node, trace: bytes) -> bool:
        """Say whether all that a question asked last time still has the answers that it got."""
        if node.id in self._running:
            raise CircularQuestion(f"{node.nature.name}{node.args} needs its own answer")
        self._running.add(node.id)
        try:
            # What a question of the last build asked and no changed source reaches is as it was then.
            everything = node.id in self._stale
            for id, mark in read_trace(trace):
                if not everything and id not in self._reached:
                    continue
                asked = self._remembered(id)
                if asked is None:
                    node.cause = id
                    return False
                if not asked.settled:
                    self._settle(asked)
                if asked.digest[:MARK] != mark:
                    node.cause = id
                    return False
            return True
        finally:
            self._running.discard(node.id)

    def _run(self, node: _Node) -> Any:
        """Run a question, remember its answer, digest and trace, and return the answer."""
        if node.id in self._running:
            raise CircularQuestion(f"{node.nature.name}{node.args} needs its own answer")
        self._running.add(node.id)
        trace: dict[int, bytes] = {}
        try:
            answer = node.function(Ask(self, trace), *node.args)
        except Exception as error:
            error.add_note(f"while answering {node.nature.name}{node.args}")
            raise
        finally:
            self._running.discard(node.id)
        self._ran.append(node.id)
        data = encode(answer)
        if self._strict and repr(_decoder(node.function)(data)) != repr(answer):
            raise ImpureQuestion(f"{node.nature.name}{node.args} did not answer with plain frozen data: {answer!r}")
        now = digest(data)
        if node.settled and now != node.digest:
            raise ImpureQuestion(f"{node.nature.name}{node.args} gave two answers in one build")
        if now != node.digest:
            self._altered.append(node.id)
        node.digest, node.table, node.is_own = now, None, True
        self._hold(node, answer, len(data))
        asked_before = set(asked_in(node.trace or b""))
        node.trace = write_trace(trace)
        self._write(node, data if node.nature.stored else None, [id for id in trace if id not in asked_before])
        return answer

    def _write(self, node: _Node, data: bytes | None, asked: Iterable[int] = (), args: str | None = None) -> None:
        node.ran = self._memory.build
        self._memory.write(
            Remembered(
                id=node.id,
                name=node.nature.name,
                args=_write_args(node.args).decode() if args is None else args,
                digest=node.digest,
                trace=node.trace or b"",
                ran=node.ran,
                cause=node.cause,
            ),
            is_source=bool(node.nature.look),
            answer=data,
            newly_asked=asked,
        )


def write_trace(trace: Mapping[int, bytes]) -> bytes:
    """Return a trace as bytes: how many were asked, their ids (32 bits each), the marks of their answers."""
    ids = array("I", [len(trace), *trace]).tobytes()
    return ids + b"".join([each[:MARK] for each in trace.values()])


def _renamed(trace: bytes, first_id: int, known_as: array[int]) -> bytes:
    """Return a trace of another process with the ids of this one."""
    (count,) = array("I", trace[:4])
    ids = array("I", trace[4 : 4 + 4 * count])
    if count == 0 or max(ids) < first_id:
        return trace
    ours = array("I", [id if id < first_id else known_as[id - first_id] for id in ids])
    return trace[:4] + ours.tobytes() + trace[4 + 4 * count :]


def asked_in(data: bytes) -> array[int]:
    """Return the ids of what was asked, in order."""
    return array("I", data[4 : 4 + 4 * int.from_bytes(data[:4], sys.byteorder)])


def read_trace(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield what was asked, in order: id and mark of the answer."""
    if not data:
        return
    (count,) = array("I", data[:4])
    marks = 4 + 4 * count
    for index, id in enumerate(array("I", data[4:marks])):
        start = marks + MARK * index
        yield id, data[start : start + MARK]
