"""The engine: the traces that questions leave, and which of them must run again.

The engine records what was asked, in order, with the digest of each answer: the question's trace. In a later build a
question whose trace still holds is not run. Sources are looked at anew in each build.

This is a suspending scheduler with verifying traces (Mokhov, Mitchell, Peyton Jones, "Build Systems à la Carte",
2018). One thing is added: askers are remembered too, so that what no changed source can reach is not even looked
at. Nothing here knows of news, files or Jinja.
"""

from __future__ import annotations

import importlib
import typing
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import cache
from heapq import heappop, heappush
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import msgspec

from generator.ask import ABSENT, Ask, Key, nature
from generator.fingerprint import decoder, digest, encode
from generator.heights import height
from generator.kept import Values
from generator.memory import Borrowed, Memory, MemoryDamaged, Remembered, Shared, TwoAnswers, TwoQuestions, Wrote
from generator.traces import MARK, FirstMarks, read_trace, write_trace

P = ParamSpec("P")
R = TypeVar("R")

ROOM: Final = 80_000
"""How many questions an engine has in RAM, beside those that are asked for all the time."""

ANSWERS: Final = 64_000_000
"""How many bytes their answers have there, encoded."""

FEW: Final = 2000
"""How many questions are better looked up one by one than all of a kind at once."""

NEAR: Final = 500
"""How many near questions are brought up to date before it is known how far the changes go."""

TRIES: Final = 10
"""How often one question is looked at while changes are followed; more is for those that need their own answers."""

_NONE: Final = (None, b"", None)


class CircularQuestion(Exception):
    """A question needs its own answer."""


class ImpureQuestion(Exception):
    """A question gave two answers to the same trace, or an answer that is not plain frozen data."""


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

    __slots__ = ("answer", "cause", "digest", "function", "id", "is_known", "key", "nature", "settled", "size", "table",
        "trace")  # fmt: skip

    def __init__(self, id: int, key: Key, known: Remembered | None, settled: bool) -> None:
        self.id = id
        self.key = key
        self.function = key[0]
        self.nature = nature(key[0])
        self.is_known = known is not None
        """Whether it ever ran."""
        self.digest = known.digest if known else b""
        self.cause = known.cause if known else 0
        self.settled = settled
        self.trace = known.trace if known and not settled else None
        """What it asked, where that may be needed and is at hand."""
        self.answer: Any = ABSENT
        self.table: Any = None
        self.size = 0
        """The bytes of the answer, if it is in RAM."""

    def __str__(self) -> str:
        return f"{self.nature.name}{self.key[1:]}"


class Learnt(msgspec.Struct, frozen=True, array_like=True):
    """What an engine of another process found out: the ids of those in doubt that held, and of those that ran (64 bits
    each); what it wrote."""

    held: bytes
    ran: bytes
    wrote: Wrote


_read_learnt = msgspec.msgpack.Decoder(Learnt).decode


class Engine:
    """Answers questions within one build, with the help of what earlier builds remember.

    `strict` reads every answer back from its bytes and compares; for tests and for `--verify`. `follows` says that
    nothing is asked before `follow` is called, and that what the world says of doubtful sources is true of this memory.
    """

    def __init__(
        self, memory: Memory | Borrowed, world: object, *, strict: bool = False, follows: bool = False
    ) -> None:
        self._memory = memory
        self._world = world
        self._strict = strict
        self.by_key: dict[Key, _Node] = {}
        self.values = Values()
        """What `Ask.once` keeps."""
        self._by_id: dict[int, _Node] = {}
        self._before: dict[Key, _Node] = {}
        """The questions that nobody asked for since `by_key` began anew."""
        self._latest: dict[Callable[..., Any], tuple[_Node, bytes, Any]] = {}
        """Of each question whose answers are not held the last one: it is often asked for again at once."""
        self._hashers: dict[Callable[..., Any], Callable[[bytes], int]] = {}
        self._room = ROOM // 2
        self._answers_size = 0
        """The bytes of the answers in RAM of the questions in `by_key`."""
        self._running: set[int] = set()
        self._follows = follows
        self._is_following = False
        self._changed: list[int] = []
        """The sources that were found to be others."""
        self._altered: list[int] = []
        """What has another answer than those got who asked for it."""
        self._held = array("Q")
        self._ran = array("Q")
        if isinstance(memory, Borrowed):
            sets = (set(array("Q", memory.fact(name))) for name in ("stale", "reached", "open"))
            self._stale, self._reached, self._open = sets
        else:
            memory.flush()
            self._stale = memory.stale()
            self._reached, self._open = set(self._stale), set(self._stale)
            self._look_at_sources(as_written=follows)

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
        return node.digest, None if answer is ABSENT else answer

    def known(self, question: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs) -> bytes | None:
        """Return the digest of an answer that is known to hold; None where that is still to be found out."""
        node = self.by_key.get((question, *args)) or self._node(question, args)
        return node.digest if node.settled else None

    def holding(self, question: Callable[..., Any]) -> dict[tuple[Any, ...], bytes]:
        """Return the digests of all answers to one question that are known to hold, by their arguments.

        For questions that are many, of which few will be asked, and whose answers are not stored: nothing else is read
        of them.
        """
        assert isinstance(self._memory, Memory) and not nature(question).stored
        remembered = self._memory.digests_of(nature(question).name)
        found = {_read_args(args): digest for id, args, digest in remembered if id not in self._open}
        for node in [each for each in self._by_id.values() if each.function is question]:
            if node.settled:
                found[node.key[1:]] = node.digest
            else:
                found.pop(node.key[1:], None)
        return found

    def doubtful(self, question: Callable[..., Any]) -> set[tuple[Any, ...]]:
        """Return the arguments of one question for which its remembered answers may be others now."""
        assert isinstance(self._memory, Memory)
        if len(self._open) > FEW:
            self.preload(question)
        nodes = (self._remembered(id) for id in sorted(self._open))
        return {node.key[1:] for node in nodes if node and node.function is question}

    @property
    def ran(self) -> list[Key]:
        """Return what ran, here or in another process, in this build."""
        nodes = filter(None, map(self._remembered, self._ran))
        return [node.key for node in nodes]

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
            if known.id not in self._by_id:
                self._adopt((question, *_read_args(known.args)), known)

    def follow(self) -> None:
        """Find out how far the changes of the sources really go; what they do not get to is as it was.

        Whatever asked for an answer that is another now is brought up to date, from the sources upwards, and believes
        what memory has of all else. Where that is found to be another later, it is looked at again. So in the end every
        question fits what it asked, and is what a build from nothing would answer (decision 32). Only what cannot be
        answered, perhaps because nobody needs it now, is in doubt with all that is above it; so are questions that are
        not stored, which are many and which nobody asks.
        """
        assert isinstance(self._memory, Memory)
        unresolved = self._stale | {id for id in self._changed if not self._resolve(id)}
        self._is_following = True
        waiting: list[tuple[int, int]] = []
        queued: set[int] = set()
        tries: Counter[int] = Counter()
        heights: dict[object, int] = {}
        while waiting or self._altered:
            while self._altered:
                for id in self._memory.askers(self._altered.pop()) - queued:
                    node = self._remembered(id)
                    heappush(waiting, (height(node.function, heights) if node else 0, id))
                    queued.add(id)
            if waiting:
                _, id = heappop(waiting)
                queued.discard(id)
                tries[id] += 1
                self._doubt({id})
                if tries[id] <= TRIES and self._resolve(id):
                    unresolved.discard(id)
                else:
                    unresolved.add(id)
        self._is_following = False
        self._open.clear()
        self._doubt(self._memory.reached_from(unresolved))
        self.values.let_go_of(self._open)
        for node in self._by_id.values():
            node.settled = node.is_known and node.id not in self._open

    def _resolve(self, id: int) -> bool:
        """Bring a question up to date; say whether that could be done, and is worth it."""
        node = self._remembered(id)
        if node is None or not (node.nature.stored or node.nature.look):
            return False
        try:
            if not node.settled:
                self._settle(node)
        except (OSError, MemoryDamaged):
            raise  # it is not the question that fails
        except Exception:  # it is raised again where the answer is needed
            return False
        return True

    def _alter(self, node: _Node) -> None:
        """Note that a question has another answer than it had, whoever may have got that."""
        if node.is_known:
            self._altered.append(node.id)
        if self._is_following:
            self._reached.add(node.id)
            self.values.let_go_of({node.id})

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

    def share(self, facts: Mapping[str, bytes], *, far: bool = False) -> Shared:
        """Let engines of other processes, on other machines if they are `far`, know all that this one knows, as it is
        now, and some facts."""
        assert isinstance(self._memory, Memory)
        sets = {"stale": self._stale, "reached": self._reached, "open": self._open}
        self._let_go_of_answers()
        lent = {name: array("Q", sorted(ids)).tobytes() for name, ids in sets.items()}
        return self._memory.share({**facts, **lent}, far=far)

    def learnt(self) -> bytes:
        """Return what this engine, which borrows its memory, found out since it was last asked for that."""
        assert isinstance(self._memory, Borrowed)
        learnt = encode(Learnt(self._held.tobytes(), self._ran.tobytes(), self._memory.wrote()))
        self._held, self._ran = array("Q"), array("Q")
        return learnt

    def learn(self, told: bytes) -> None:
        """Take over what an engine of another process found out.

        Raises ImpureQuestion where it got another answer than this process or a third one.
        """
        assert isinstance(self._memory, Memory)
        learnt = _read_learnt(told)
        for id in array("Q", learnt.held):
            self._open.discard(id)
            if node := self._by_id.get(id):
                node.settled = True
        try:
            again = self._memory.learn(learnt.wrote, self._open)
        except TwoAnswers as error:
            raise ImpureQuestion(str(error)) from error
        for _, ids, _ in learnt.wrote.of.values():
            written = array("Q", ids)
            self._open.difference_update(written)
            # What is known of them here is read again.
            for node in filter(None, map(self._by_id.get, written)):
                self._drop(node)
        self._ran.extend(id for id in array("Q", learnt.ran) if id not in again)

    def _drop(self, node: _Node) -> None:
        if self.by_key.pop(node.key, None):
            self._answers_size -= node.size
        self._before.pop(node.key, None)
        del self._by_id[node.id]

    def new_trace(self) -> MutableMapping[int, bytes]:
        """Return what a question is to write down what it asks in: ids and digests, in order."""
        return FirstMarks() if self._is_following else {}

    def settle(self, question: Callable[..., Any], args: tuple[Any, ...]) -> tuple[_Node, Any]:
        """Bring one question up to date; return its node, whose digest then holds, and its answer if it ran."""
        node = self.by_key.get((question, *args)) or self._node(question, args)
        return node, ABSENT if node.settled else self._settle(node)

    def answer(self, node: _Node) -> Any:
        """Return the answer of a settled node."""
        if node.answer is not ABSENT:
            return node.answer
        if node.nature.look:
            return node.function(self._world, *node.key[1:])
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

    def _let_go_of_answers(self) -> None:
        """Keep no answer in RAM that memory has: while others do the work, few are needed here."""
        self._memory.flush()
        for node in self._by_id.values():
            if node.settled and node.nature.stored:
                node.answer, node.table, node.size = ABSENT, None, 0
        self._answers_size = 0

    def let_go(self, rooms: int) -> None:
        """Let go of all that is settled, if it is more than so many times what there is room for.

        For who knows that little of it will be asked for again, or that it would be too much for RAM.
        """
        if len(self.by_key) <= rooms * ROOM:
            return
        self._memory.flush()
        for node in [*self._before.values(), *self.by_key.values()]:
            if node.settled and node.id not in self._running:
                self._drop(node)

    def _take_in(self, node: _Node) -> None:
        """Keep a question in RAM, and let go of those that nobody asked for while half of the room was filled anew.

        What is asked again is read from memory again.
        """
        if len(self.by_key) >= self._room or self._answers_size > ANSWERS // 2:
            self._memory.flush()
            before, self._before, self.by_key, self._answers_size = self._before, self.by_key, {}, 0
            for each, other in before.items():
                if other.settled and other.id not in self._running:
                    del self._by_id[other.id]
                else:
                    self.by_key[each] = other
            self._room = max(ROOM // 2, 2 * len(self.by_key))
        self.by_key[node.key] = self._by_id[node.id] = node
        self._answers_size += node.size

    def look_again(self, world: object, keys: Iterable[Key] | None = None) -> None:
        """Go on with another world, in a process that outlives a build; answers that still hold are kept.

        Only the sources among `keys` are compared, where the caller knows that no other can have changed. `ran`
        begins anew.
        """
        self._world = world
        self.values.clear()
        self._ran, self._held = array("Q"), array("Q")
        self._altered.clear()
        if keys is None:
            self._look_at_sources()
            return
        nodes = (self.by_key.get(key) or self._meet(key) for key in keys)
        self._reach([each.id for each in nodes if each.is_known and self._has_changed(each)])

    def _look_at_sources(self, *, as_written: bool = False) -> None:
        """Look at all sources, those that memory knows and those that were met since; `as_written` says that this
        memory is as it was written last, so that those in doubt are enough."""
        assert isinstance(self._memory, Memory)
        changed: list[int] = []
        for name in self._memory.sources():
            function = _function(name)
            look = nature(function).look if function else None
            among = self._in_doubt(function) if function and as_written else None
            for id, args, known in self._memory.digests_of(name, among):
                if id not in self._by_id and (look is None or look(self._world, *_read_args(args)) != known):
                    changed.append(id)
        met = (each for each in self._by_id.values() if each.nature.look and each.is_known)
        self._reach([*changed, *(each.id for each in met if self._has_changed(each))])

    def _in_doubt(self, function: Callable[..., Any]) -> list[str] | None:
        """Return the arguments with which a source may have another answer, as memory has them; None for all."""
        doubtful = nature(function).doubtful
        found = doubtful(self._world) if doubtful else None
        if found is None or len(found) > FEW:
            return None
        return [_write_args((each,)).decode() for each in found]

    def _has_changed(self, node: _Node) -> bool:
        return node.nature.look is None or node.nature.look(self._world, *node.key[1:]) != node.digest

    def _reach(self, changed: Iterable[int]) -> None:
        """Let nothing that a changed source reaches be believed before it is verified."""
        self._changed = list(changed)
        if self._follows:
            self._doubt(set(self._changed))
            return
        near = self._near(self._changed)
        beyond = self._changed if near is None else self._settle_near(near)
        assert isinstance(self._memory, Memory)
        self._doubt(self._memory.reached_from(beyond))

    def _doubt(self, ids: set[int]) -> None:
        self._reached |= ids
        self._open |= ids
        for id in ids:
            if node := self._by_id.get(id):
                node.settled, node.trace = False, None

    def _near(self, changed: Iterable[int]) -> dict[int, list[int]] | None:
        """Return the changed sources and the near questions that they reach, each with those that are not near and
        asked for it; None where that is too much to be found out here."""
        assert isinstance(self._memory, Memory)
        found: dict[int, list[int]] = {}
        new = set(changed)
        while new:
            if len(found) + len(new) > NEAR:
                return None
            id = new.pop()
            found[id] = []
            for asker in self._memory.askers(id):
                if asker in found or asker in new:
                    continue
                if self._is_near(asker):
                    new.add(asker)
                else:
                    found[id].append(asker)
                    if len(found[id]) > NEAR:
                        return None
        return found

    def _is_near(self, id: int) -> bool:
        node = self._by_id.get(id)
        if node:
            return node.nature.near
        known = self._memory.get(id)
        function = _function(known.name) if known else None
        return function is not None and nature(function).near

    def _settle_near(self, near: Mapping[int, list[int]]) -> set[int]:
        """Bring near questions up to date; return what asked for those that changed, or that could not be answered,
        with the latter.

        What they ask is near too, so whatever of that is in doubt is among them. Most edits go no further than this: a
        changed body changes nothing that lists know of an article.
        """
        self._doubt(set(near))
        start = len(self._altered)
        beyond = {id for id in near if not self._resolve(id)}
        for id in beyond.union(self._altered[start:]):
            beyond.update(near.get(id, ()))
        return beyond

    def _node(self, question: Callable[..., Any], args: tuple[Any, ...]) -> _Node:
        for each in args:
            if type(each) is not str and type(each) is not int:
                raise TypeError(f"{nature(question).name} takes text and whole numbers, not {args!r}")
        return self._meet((question, *args))

    def _meet(self, key: Key) -> _Node:
        """Return the node of a question that nobody asked for lately."""
        node = self._before.pop(key, None)
        if node is not None:
            self._take_in(node)
            return node
        function = key[0]
        hasher = self._hashers.get(function)
        if hasher is None:
            hasher = self._hashers[function] = self._memory.hasher(nature(function).name)
        args = _write_args(key[1:])
        id = hasher(args)
        known = self._memory.get(id)
        if known:
            if known.args != args.decode() or known.name != nature(function).name:
                raise TwoQuestions(f"{known.name}{known.args} and {nature(function).name}{args.decode()} have one id")
            return self._adopt(key, known)
        if id in self._by_id:
            raise TwoQuestions(f"{self._by_id[id]} and {nature(function).name}{args.decode()} have one id")
        node = _Node(id, key, None, settled=False)
        self._take_in(node)
        return node

    def _settle_as_it_is(self, node: _Node) -> None:
        node.settled, node.trace = True, None
        self._open.discard(node.id)

    def _adopt(self, key: Key, known: Remembered) -> _Node:
        node = _Node(known.id, key, known, settled=known.id not in self._open)
        self._take_in(node)
        return node

    def _remembered(self, id: int) -> _Node | None:
        """Return the node that memory calls `id`; None where it is known no more."""
        node = self._by_id.get(id)
        if node is None:
            known = self._memory.get(id)
            function = known and _function(known.name)
            if known is None or function is None:
                return None
            node = self._adopt((function, *_read_args(known.args)), known)
        return node

    def _settle(self, node: _Node) -> Any:
        answer = ABSENT
        if node.nature.look:
            self._look(node)
        elif not (node.is_known and self._holds(node)):
            answer = self._run(node)
        else:
            self._held.append(node.id)
        self._settle_as_it_is(node)
        return answer

    def _look(self, node: _Node) -> None:
        assert node.nature.look
        now = node.nature.look(self._world, *node.key[1:])
        if not node.is_known or now != node.digest:
            self._alter(node)
            node.digest, node.table, node.is_known = now, None, True
            self._write(node, b"", None)
        else:
            self._held.append(node.id)

    def _holds(self, node: _Node) -> bool:
        """Say whether all that a question asked last time still has the answers that it got."""
        if node.id in self._running:
            raise CircularQuestion(f"{node} needs its own answer")
        trace = node.trace
        if trace is None:
            known = self._memory.get(node.id)
            assert known
            trace = known.trace
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
            raise CircularQuestion(f"{node} needs its own answer")
        self._running.add(node.id)
        trace = self.new_trace()
        try:
            answer = node.function(Ask(self, trace), *node.key[1:])
        except Exception as error:
            error.add_note(f"while answering {node}")
            raise
        finally:
            self._running.discard(node.id)
        self._ran.append(node.id)
        data = encode(answer)
        if self._strict and repr(_decoder(node.function)(data)) != repr(answer):
            raise ImpureQuestion(f"{node} did not answer with plain frozen data: {answer!r}")
        if self._strict and node.nature.near and not all(map(self._is_near, trace)):
            raise ImpureQuestion(f"{node} asked what is not near")
        now = digest(data)
        if node.settled and now != node.digest and not self._is_following:
            raise ImpureQuestion(f"{node} gave two answers in one build")
        if now != node.digest:
            self._alter(node)
        node.digest, node.table, node.is_known = now, None, True
        self._hold(node, answer, len(data))
        self._write(node, write_trace(trace), data if node.nature.stored else None)
        return answer

    def _write(self, node: _Node, trace: bytes, data: bytes | None) -> None:
        remembered = Remembered(
            id=node.id,
            name=node.nature.name,
            args=_write_args(node.key[1:]).decode(),
            digest=node.digest,
            trace=trace,
            ran=self._memory.build,
            cause=node.cause,
        )
        self._memory.write(remembered, is_source=bool(node.nature.look), answer=data)
