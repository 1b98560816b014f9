"""Questions, and what a running question asks with. Nothing here knows of news, files or Jinja.

A question is a pure function whose first argument asks for all it needs. Sources are the only questions that look at
the world. What becomes of the answers is the engine's business (`engine`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

from generator.fingerprint import digest, encode
from generator.kept import Values

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")
F = TypeVar("F", bound=Callable[..., Any])

Key = tuple[Any, ...]
"""A question and its arguments."""

ABSENT: Final = object()
"""An answer that is not in RAM."""

_NATURE: Final = "__question__"


@dataclass(frozen=True, slots=True)
class Nature:
    """What the engine knows of a question besides its function.

    `stored`: the answer is written to memory, not only its digest. `held`: the answer stays in RAM once it is
    known. `near`: it asks only sources and others that are near. `look` makes a question a source: it returns the
    digest of the answer as the world is now. `doubtful` returns the arguments with which a source may have another
    answer than when memory was last written, None where that may be all.
    """

    name: str
    stored: bool
    held: bool
    near: bool
    look: Callable[..., bytes] | None
    doubtful: Callable[[Any], Collection[str] | None] | None = None


def question(*, stored: bool = True, held: bool = True, near: bool = False) -> Callable[[F], F]:
    """Make a pure function, whose first argument is an `Ask`, a question."""

    def mark(function: F) -> F:
        setattr(function, _NATURE, Nature(_name(function), stored, held, near, None))
        return function

    return mark


def source(
    look: Callable[..., bytes] | None = None, doubtful: Callable[[Any], Collection[str] | None] | None = None
) -> Callable[[F], F]:
    """Make a function, whose first argument is the world, a source.

    `look` takes the same arguments and returns the digest of the answer; without it the answer itself is digested. A
    source that is asked for very many things, each by one argument, may have `doubtful`: see `Nature`.
    """

    def mark(function: F) -> F:
        def digest_of_answer(world: object, *args: object) -> bytes:
            return digest(encode(function(world, *args)))

        looks = look or digest_of_answer
        known_as = Nature(_name(function), stored=False, held=False, near=True, look=looks, doubtful=doubtful)
        setattr(function, _NATURE, known_as)
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


class Answered(Protocol):
    """A question as an engine knows it: its id, the digest of its answer, the answer if that is in RAM (else ABSENT),
    the mapping that was made of it, and whether all that holds in this build."""

    id: int
    digest: bytes
    answer: Any
    table: Any
    settled: bool


class Answering(Protocol):
    """What an `Ask` needs of an engine."""

    values: Values

    @property
    def by_key(self) -> Mapping[Key, Answered]:
        """The questions in RAM."""

    def new_trace(self) -> MutableMapping[int, bytes]:
        """Return what a question is to write down what it asks in."""

    def settle(self, question: Callable[..., Any], args: tuple[Any, ...], /) -> tuple[Answered, Any]:
        """Bring a question up to date; return also its answer, or ABSENT."""

    def answer(self, node: Any, /) -> Any:
        """Return the answer of a question that is up to date."""


class Ask:
    """What a running question holds: whatever it asks is written into its trace."""

    __slots__ = ("_engine", "_trace")

    def __init__(self, engine: Answering, trace: MutableMapping[int, bytes]) -> None:
        self._engine = engine
        self._trace = trace

    def __call__(self, question: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the answer of a question, and remember that it was asked."""
        if kwargs:
            raise TypeError("a question takes its arguments by position")
        node = self._engine.by_key.get((question, *args))
        answer: Any = ABSENT
        if node is None or not node.settled:
            node, answer = self._engine.settle(question, args)
        self._trace[node.id] = node.digest
        # `cast` would be a call more for every single thing that is asked.
        found: R = node.answer
        if found is ABSENT:
            found = self._engine.answer(node) if answer is ABSENT else answer
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
        known = self._engine.values.get(key)
        if known is None:
            values = self._engine.values
            losses, trace = values.losses, self._engine.new_trace()
            known = make(Ask(self._engine, trace), *args, **kwargs), trace
            if losses == values.losses:
                values.keep(key, *known)
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
