"""What is remembered while a build goes on: what the last build left, and over it what this one has learnt.

What is learnt is kept in RAM, then in layers: files that only grow and are gone when the build ends. Each process that
works for a build writes a layer of its own and reads those of all others; a table says where each question is. `commit`
puts all of it into the file, at once.

Every question has an id that is a digest of its name and arguments, so that all processes give it the same.
"""

from __future__ import annotations

import secrets
import sqlite3
from abc import ABC, abstractmethod
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from generator import database
from generator.database import DAMAGED, Database, MemoryBusy, MemoryDamaged, Row, Written, take_over
from generator.layers import Layer, Remembered, Stretch, mark_of
from generator.table import NOWHERE, LentTable, Table
from generator.traces import asked_in

__all__ = [
    "Borrowed", "Handover", "Memory", "MemoryBusy", "MemoryDamaged", "Remembered", "Shared", "TwoAnswers",
    "TwoQuestions", "Wrote", "new_file", "open_memory", "write_handed_over",
]  # fmt: skip

BATCH: Final = 4000
"""How many questions are kept in RAM before they are written to a layer."""

MUCH: Final = 20_000
"""How many questions are worth that another process begins to write them."""

MORE: Final = 2_000
"""How many more are worth that it goes on."""

WITHIN: Final = 40
"""How many bits say where in its layer a record is; the others of a place say in which layer."""

BITS: Final = 63
"""How long an id is: the most that SQLite's whole numbers have room for, and what an `array` reads fastest."""


class TwoAnswers(Exception):
    """Two processes got different answers to one question."""


class TwoQuestions(MemoryDamaged):
    """Two questions have one id. With another salt they have two."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What other processes may read of a memory: the last build's file ("" for none), the layers, the table, and the
    file of facts; the folder for layers of their own, and how those are to be named; the number of the build, and the
    salt of the ids. `far` says that other machines must see what is written."""

    file: str
    layers: tuple[str, ...]
    table: str
    facts: str
    folder: str
    stem: str
    build: int
    salt: int
    far: bool


class Wrote(msgspec.Struct, frozen=True, array_like=True):
    """What a process wrote into its layer, and where that ends now: of each question whether it is a source, the ids,
    and the places there (both 64 bits each)."""

    layer: str
    end: int
    of: dict[str, tuple[bool, bytes, bytes]]


class Handover(msgspec.Struct, frozen=True, array_like=True):
    """What another process can write of a memory that is made anew, while the build goes on: into which file, which
    stretches of all layers by which table, and which questions are sources."""

    new: str
    stretches: tuple[Stretch, ...]
    table: str
    is_source: dict[str, bool]


class _Store(ABC):
    """What is remembered, and what was written since."""

    def __init__(self, base: Database | None, salt: int, build: int) -> None:
        self.build = build
        self.salt = salt
        self._base = base
        self._layers: list[Layer] = []
        self._own: int | None = None
        """The number of the layer that this process writes."""
        self._tables: list[Table] = []
        self._nodes: dict[int, Remembered] = {}
        self._answers: dict[int, bytes] = {}
        self._is_source: dict[str, bool] = {}
        self._peeked: tuple[int, bytes | None] = (0, None)
        """The id of the record that was read last, with its answer: it is often asked for next."""

    def hasher(self, name: str) -> Callable[[bytes], int]:
        """Return what makes the id of a question from its arguments, which are written as JSON."""
        start = blake2b(name.encode(), digest_size=8, salt=self.salt.to_bytes(16, "little"))

        def id_of(args: bytes) -> int:
            copy = start.copy()
            copy.update(args)
            # No id is 0, which stands for none.
            return int.from_bytes(copy.digest(), "little") >> (64 - BITS) or 1

        return id_of

    def id_of(self, name: str, args: str) -> int:
        """Return the id of a question."""
        return self.hasher(name)(args.encode())

    def find(self, name: str, args: str) -> Remembered | None:
        """Return what is remembered of one question. Raises MemoryDamaged."""
        return self.get(self.id_of(name, args))

    def get(self, id: int) -> Remembered | None:
        """Return what is remembered under an id. Raises MemoryDamaged."""
        node = self._nodes.get(id)
        if node is not None:
            return node
        for table in self._tables:
            place = table.get(id)
            if place != NOWHERE:
                node, answer, is_longer = self._read(place)
                if node.id != id:
                    raise MemoryDamaged(f"the record of {id} is that of {node.id}")
                self._peeked = (0, None) if is_longer else (id, answer)
                return node
        found = self._base.read(id) if self._base else None
        if found is None:
            return None
        node, answer, is_longer = found
        self._peeked = (0, None) if is_longer else (id, answer)
        return node

    def answer(self, id: int) -> bytes:
        """Return the bytes of a stored answer, which need not be right. Raises MemoryDamaged where there is none."""
        if self._peeked[0] == id and self._peeked[1] is not None:
            return self._peeked[1]
        data = self._answers.get(id)
        if data is None and id not in self._nodes:
            for table in self._tables:
                place = table.get(id)
                if place != NOWHERE:
                    data = self._layers[place >> WITHIN].answer(place & (1 << WITHIN) - 1)
                    break
            else:
                data = self._base.answer(id) if self._base else None
        if data is None:
            raise MemoryDamaged(f"the answer {id} is not there")
        return data

    def _read(self, place: int) -> tuple[Remembered, bytes | None, bool]:
        return self._layers[place >> WITHIN].read(place & (1 << WITHIN) - 1)

    def write(self, node: Remembered, *, is_source: bool, answer: bytes | None) -> None:
        """Remember a question that ran."""
        self._is_source[node.name] = is_source
        self._nodes[node.id] = node
        if answer is None:
            self._answers.pop(node.id, None)
        else:
            self._answers[node.id] = answer
        if self._peeked[0] == node.id:
            self._peeked = (0, None)
        if len(self._nodes) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is in RAM to the layer of this process. Raises OSError where the disk is full."""
        if not self._nodes:
            return
        if self._own is None:
            self._own = len(self._layers)
            self._layers.append(Layer(self._new_file(), new=True))
        nodes, answers = self._nodes, self._answers
        places = self._layers[self._own].append([(node, answers.get(id)) for id, node in nodes.items()])
        high = self._own << WITHIN
        table = self._tables[0]
        for id, place in zip(nodes, places, strict=True):
            table.put(id, high | place)
        self._flushed(nodes, places)
        self._nodes, self._answers = {}, {}

    @abstractmethod
    def _new_file(self) -> Path:
        """Return the name of a file for a layer or for what goes with layers."""

    @abstractmethod
    def _flushed(self, nodes: Mapping[int, Remembered], places: list[int]) -> None:
        """Note that questions were written, and at which places of the own layer."""


class Memory(_Store):
    """The open memory. What is written becomes lasting with `commit`, all at once."""

    def __init__(
        self, file: Path | None, stamp: str, complaint: str, base: Database | None, lock: sqlite3.Connection | None,
        *, lasting: bool = True, salt: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(base, salt, 0)
        self._file = file
        self._is_lasting = lasting and file is not None
        self._lock = lock
        self._tables = [Table()]
        self._scratch_folder: TemporaryDirectory[str] | None = None
        self._facts: dict[str, str | bytes | int] = {"stamp": _stamp(stamp, salt)}
        self._learnt: dict[str, array[int]] = defaultdict(lambda: array("Q"))
        """The ids of what was written since the memory was opened, by question."""
        self._taken: dict[str, int] = {}
        """The numbers of the layers of other processes, by their names."""
        self._askers: dict[int, array[int]] = defaultdict(lambda: array("Q"))
        self._not_linked = array("Q")
        """The ids of what was written and not yet entered in `_askers`."""
        self._begun: Path | None = None
        """The file that another process writes what was handed over into."""
        self._ends: dict[int, int] = {}
        """Where the layers of other processes end, by their numbers, as far as it was told."""
        self._handed: dict[int, int] = {}
        """Up to where layers were handed over."""
        self._forgotten: set[int] = set()
        self._staled: set[int] = set()
        self._unstaled: set[int] = set()
        self.complaint = complaint
        """One line on why what was remembered could not be used; "" where all is well."""
        self.build = int(self.fact("build") or 0) + 1

    def fact(self, name: str) -> str | bytes | int | None:
        """Return a value kept beside the questions."""
        if name in self._facts or self._base is None:
            return self._facts.get(name)
        return self._base.fact(name)

    def set_fact(self, name: str, value: str | bytes | int) -> None:
        """Keep a value beside the questions."""
        if self.fact(name) != value:
            self._facts[name] = value

    def get(self, id: int) -> Remembered | None:
        """Return what is remembered under an id. Raises MemoryDamaged."""
        return None if id in self._forgotten else super().get(id)

    def all_of(self, name: str) -> Iterator[Remembered]:
        """Yield all that is remembered of one question. Raises MemoryDamaged."""
        new = set(self._learnt.get(name, ()))
        yield from filter(None, map(self.get, new))
        for each in self._base.all_of(name) if self._base else ():
            if each.id not in new and each.id not in self._forgotten:
                yield each

    def digests_of(self, name: str, among: Iterable[str] | None = None) -> Iterator[tuple[int, str, bytes]]:
        """Return the id, the arguments and the digest of all that is remembered of one question, whose answers are not
        stored; at least of those `among` some arguments, where these are given. No record is read of them."""
        ids = None if among is None else [self.id_of(name, each) for each in among]
        known = self._base.digests_of(name, ids) if self._base else iter(())
        if not (name in self._learnt or self._forgotten):
            return known
        return self._digests_over(name, known)

    def _digests_over(self, name: str, known: Iterator[tuple[int, str, bytes]]) -> Iterator[tuple[int, str, bytes]]:
        new = set(self._learnt.get(name, ()))
        for node in filter(None, map(self.get, new)):
            yield node.id, node.args, node.digest
        yield from (each for each in known if each[0] not in new and each[0] not in self._forgotten)

    def sources(self) -> list[str]:
        """Return the names of the questions that are sources."""
        names = {name for name, is_source in self._is_source.items() if is_source}
        names.update(self._base.sources() if self._base else ())
        return sorted(names)

    def askers(self, id: int) -> set[int]:
        """Return the ids of all that ever asked for `id`; some may be gone, none is missing."""
        self._link()
        found = set(self._askers.get(id, ()))
        if self._base:
            found.update(self._base.askers(id))
        return found

    def reached_from(self, ids: Iterable[int]) -> set[int]:
        """Return `ids` and all that asked for them, directly or through others."""
        self._link()
        reached = set(ids)
        new = reached
        while new:
            askers: set[int] = set()
            if self._askers:
                askers.update(each for id in new for each in self._askers.get(id, ()))
            for each in self._base.askers_of(new) if self._base else ():
                askers.update(each)
            new = askers - reached
            reached |= new
        return reached

    def _link(self) -> None:
        """Enter who asked for what in what was written. Most builds need it only at their end."""
        waiting, self._not_linked = self._not_linked, array("Q")
        askers, base = self._askers, self._base
        for id in waiting:
            node = self.get(id)
            if node is None or not node.trace:
                continue
            before = base.get(id) if base else None
            asked: Iterable[int] = asked_in(node.trace)
            if before:
                asked = set(asked).difference(asked_in(before.trace))
            for each in asked:
                askers[each].append(id)

    def write(self, node: Remembered, *, is_source: bool, answer: bytes | None) -> None:
        """Remember a question that ran."""
        self._note(node.name, (node.id,))
        self._forgotten.discard(node.id)
        super().write(node, is_source=is_source, answer=answer)

    def _note(self, name: str, ids: Iterable[int]) -> None:
        self._learnt[name].extend(ids)
        self._not_linked.extend(ids)

    def learn(self, wrote: Wrote, in_doubt: Collection[int]) -> set[int]:
        """Take over what a process wrote that borrows this memory; return the ids of what was known here already.

        What is known and not `in_doubt` must be the same. Raises TwoAnswers, TwoQuestions, LayerCut.
        """
        again: set[int] = set()
        if not wrote.of:
            return again
        number = self._taken.get(wrote.layer)
        if number is None:
            number = self._taken[wrote.layer] = len(self._layers)
            self._layers.append(Layer(Path(wrote.layer)))
        self._ends[number] = max(wrote.end, self._ends.get(number, 0))
        if number in self._handed:
            # What is told later may have been written earlier.
            first = min(min(array("Q", places)) for _, _, places in wrote.of.values())
            self._handed[number] = min(first, self._handed[number])
        self._peeked = (0, None)
        high, table = number << WITHIN, self._tables[0]
        for name, (is_source, ids_written, places) in wrote.of.items():
            self._is_source[name] = is_source
            ids = array("Q", ids_written)
            self._note(name, ids)
            self._forgotten.difference_update(ids)
            for id, place in zip(ids, array("Q", places), strict=True):
                if id not in in_doubt:
                    known = self.get(id)
                    if known is not None:
                        _refuse_unless_same(known, self._read(high | place)[0])
                        again.add(id)
                        continue
                self._nodes.pop(id, None)
                self._answers.pop(id, None)
                table.put(id, high | place)
        return again

    def forget(self, ids: Iterable[int]) -> None:
        """Remove questions that nobody needs."""
        self._forgotten.update(ids)

    def stale(self) -> set[int]:
        """Return the ids of what was out of date at the end of the last build."""
        kept = self._base.stale() if self._base else set()
        return (kept | self._staled) - self._unstaled - self._forgotten

    def mark_stale(self, ids: Iterable[int]) -> None:
        """Remember that these must be looked at again, whether or not a source changes."""
        new = set(ids)
        self._staled |= new
        self._unstaled -= new

    def unmark_stale(self, ids: Iterable[int]) -> None:
        """Remember that these are up to date."""
        new = set(ids)
        self._unstaled |= new
        self._staled -= new

    def share(self, facts: Mapping[str, bytes], *, far: bool = False) -> Shared:
        """Let other processes read all that is known by now, and some facts. They must be done by `commit`."""
        self.flush()
        table, file = self._new_file(), self._new_file()
        self._tables[0].save(table)
        file.write_bytes(msgspec.msgpack.encode(facts))
        return Shared(
            file=str(self._file.absolute()) if self._file and self._base else "",
            layers=tuple(str(each.file.absolute()) for each in self._layers),
            table=str(table.absolute()),
            facts=str(file.absolute()),
            folder=str(self._folder().absolute()),
            stem=self._stem(),
            build=self.build,
            salt=self.salt,
            far=far,
        )

    def commit(self) -> None:
        """Make all that was written since the memory was opened lasting, and close it.

        Where nothing was, the file is not touched, and the number of this build is given to the next.
        """
        if self._file is None or not self._is_lasting or self._is_as_opened():
            self.discard()
            return
        self.flush()
        if self._base:
            self._link()
            # A question that ran several times, as in a preview, is there as often.
            self._askers = defaultdict(
                lambda: array("Q"), {id: array("Q", sorted({*each})) for id, each in self._askers.items()}
            )
        self._facts["build"] = self.build
        # Where there was no last build, who asked for what is entered while the layers are read for the rows.
        link = bool(self._not_linked)
        if link:
            self._askers.clear()

        def rows(start: int) -> Iterator[Row]:
            askers = self._askers if link else None
            return _rows(self._layers, stretches, self._tables[0], start, self._forgotten, askers)

        stretches = self._stretches()
        written = Written(
            self._facts, self._is_source, stretches, rows, self._askers,
            self._forgotten, self._staled, self._unstaled,
        )  # fmt: skip
        if self._base:
            # What is there already is needed no more, and it would be open twice.
            self._base.close()
            self._base = None
        database.write(self._file, self._begun or self._new_file(), written)
        self.discard()

    def hand_over(self) -> Handover | None:
        """Return what another process can write by `write_handed_over`, and has written before this is called again and
        before `commit`; None where that is little."""
        worth_it = len(self._not_linked) >= (MORE if self._begun else MUCH)
        if self._base or not self._is_lasting or not worth_it:
            return None
        self.flush()
        table, self._begun = self._new_file(), self._begun or self._new_file()
        self._tables[0].save(table)
        stretches = self._stretches()
        self._handed = {number: each.end for number, each in enumerate(stretches)}
        self._not_linked = array("Q")
        self._askers.clear()
        return Handover(str(self._begun.absolute()), stretches, str(table.absolute()), self._is_source)

    def _stretches(self) -> tuple[Stretch, ...]:
        """Return what was written into each layer and not handed over."""
        return tuple(
            Stretch(str(each.file.absolute()), self._handed.get(number, 0), self._ends.get(number, each.size))
            for number, each in enumerate(self._layers)
        )

    def _is_as_opened(self) -> bool:
        if self._base is None or self._facts.keys() != {"stamp"}:
            return False
        return not (self._learnt or self._forgotten or self._staled or self._unstaled)

    def discard(self) -> None:
        """Close the memory and leave the file as it was. May be called again."""
        try:
            self._close()
        finally:
            if self._lock:
                self._lock.close()
                self._lock = None

    def _close(self) -> None:
        if self._base:
            self._base.close()
        for layer in self._layers:
            layer.close()
        # Without the lock somebody else may have begun.
        if self._file and self._is_lasting and self._lock:
            _clear(self._file)
        if self._scratch_folder:
            self._scratch_folder.cleanup()

    def replaced_by(self, other: Path, stamp: str) -> Memory:
        """Close the memory, put a copy of another in its place if it can be had, and open it; nobody comes between."""
        assert self._file and self._is_lasting
        lock, file = self._lock, self._file
        self._close()
        self._lock = None
        take_over(file, other)
        return open_memory(file, stamp, lock=lock)

    def condemn(self) -> None:
        """Close the memory so that nobody trusts it again: who opens it next begins from nothing."""
        if self._file and self._is_lasting:
            database.check_file(self._file).unlink(missing_ok=True)
        self.discard()

    def _flushed(self, nodes: Mapping[int, Remembered], places: list[int]) -> None:
        """Nobody else is to be told."""

    def _new_file(self) -> Path:
        return _new_in(self._folder(), self._stem())

    def _folder(self) -> Path:
        if self._file and self._is_lasting:
            return self._file.parent
        if self._scratch_folder is None:
            self._scratch_folder = TemporaryDirectory(prefix="broadsheet-")
        return Path(self._scratch_folder.name)

    def _stem(self) -> str:
        return self._file.stem if self._file else "memory"


def _refuse_unless_same(known: Remembered, found: Remembered) -> None:
    if (known.name, known.args) != (found.name, found.args):
        raise TwoQuestions(f"{known.name}{known.args} and {found.name}{found.args} have one id")
    if known.digest != found.digest:
        raise TwoAnswers(f"{known.name}{known.args} gave two answers in one build")


def _rows(
    layers: Sequence[Layer],
    stretches: Sequence[Stretch],
    table: Table,
    start: int,
    forgotten: Collection[int],
    askers: dict[int, array[int]] | None,
) -> Iterator[Row]:
    """Yield all that was written into stretches of layers, with the places that the records have when the stretches are
    put one after another, from a place on. Who asked for what is entered into `askers`, if they are given.
    """
    for number, (layer, stretch) in enumerate(zip(layers, stretches, strict=True)):
        for place, size, head, node, is_stored in layer.records(stretch.start, stretch.end):
            # Another process may have been first.
            if table.get(node.id) == number << WITHIN | place and node.id not in forgotten:
                if askers is not None:
                    for each in asked_in(node.trace):
                        askers[each].append(node.id)
                # Only of what has no answer in its record are these looked for by the thousand.
                known = (None, None) if is_stored else (node.args, node.digest)
                yield node.id, node.name, *known, mark_of(head), start + place - stretch.start, size
        start += stretch.end - stretch.start


def write_handed_over(handover: Handover) -> None:
    """Write what was handed over. Raises OSError and sqlite3.OperationalError where that cannot be done."""
    layers = [Layer(Path(each.file)) for each in handover.stretches]
    table = LentTable(Path(handover.table))
    askers: dict[int, array[int]] = defaultdict(lambda: array("Q"))

    def rows(start: int) -> Iterator[Row]:
        return _rows(layers, handover.stretches, table, start, (), askers)

    try:
        database.add(Path(handover.new), Written({}, handover.is_source, handover.stretches, rows, askers))
    finally:
        for each in layers:
            each.close()
        table.close()


class Borrowed(_Store):
    """The memory of another process, read only, and a layer over it for what is found out here."""

    def __init__(self, shared: Shared) -> None:
        base = Database(Path(shared.file), read_only=True) if shared.file else None
        super().__init__(base, shared.salt, shared.build)
        self._layers = [Layer(Path(each)) for each in shared.layers]
        self._lent = LentTable(Path(shared.table))
        self._tables = [Table(), self._lent]
        self._folder = Path(shared.folder)
        self._stem = shared.stem
        self._far = shared.far
        self._facts: dict[str, bytes] = msgspec.msgpack.decode(Path(shared.facts).read_bytes(), type=dict[str, bytes])
        self._told: dict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("Q"), array("Q")))

    def fact(self, name: str) -> bytes:
        """Return a fact that was shared."""
        return self._facts[name]

    def wrote(self) -> Wrote:
        """Return what was written since this was last asked for."""
        self.flush()
        layer = self._layers[self._own] if self._own is not None else None
        if layer and self._far:
            layer.sync()
        told = {
            name: (self._is_source[name], ids.tobytes(), places.tobytes()) for name, (ids, places) in self._told.items()
        }
        self._told.clear()
        return Wrote(str(layer.file) if layer else "", layer.size if layer else 0, told)

    def _flushed(self, nodes: Mapping[int, Remembered], places: list[int]) -> None:
        for node, place in zip(nodes.values(), places, strict=True):
            ids, at = self._told[node.name]
            ids.append(node.id)
            at.append(place)

    def _new_file(self) -> Path:
        return _new_in(self._folder, self._stem)

    def close(self) -> None:
        """Let go of the files."""
        if self._base:
            self._base.close()
        for each in self._layers:
            each.close()
        self._lent.close()


def new_file(shared: Shared) -> Path:
    """Return the name of a file that is gone when the build ends."""
    return _new_in(Path(shared.folder), shared.stem)


def _new_in(folder: Path, stem: str) -> Path:
    return folder / f"{stem}.{secrets.token_hex(8)}.new"


def _clear(file: Path) -> None:
    """Remove what is only needed while a build goes on; nobody else uses it, since the build has the lock."""
    for each in file.parent.glob(f"{file.stem}.*.new"):
        each.unlink()


def _stamp(stamp: str, salt: int) -> str:
    return f"{stamp} {salt}" if salt else stamp


def open_memory(
    file: Path | None, stamp: str, *, lasting: bool = True, salt: int = 0, lock: sqlite3.Connection | None = None
) -> Memory:
    """Open what builds by the program `stamp` remember in `file`; without a file, remember nothing.

    Not `lasting` is for who only reads: a file that cannot be used is then left where it is. `salt` is another number
    where two questions had one id. `lock` is that of who has it already. Raises MemoryBusy while another build holds
    the file.
    """
    if file is None or not (lasting or file.exists()):
        return Memory(None, stamp, "", None, None, salt=salt)
    if not file.parent.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # It names what is not out yet, so it does not belong into anybody's repository.
        (file.parent / ".gitignore").write_text("*\n", "ascii")
    lock = lock or database.locked(file, lasting=lasting)
    if lasting:
        _clear(file)  # a killed build may have left something
    base: Database | None = None
    complaint: str | None = ""
    try:
        if file.exists():
            if database.answers_file(file).exists() and not file.is_dir():
                base = Database(file, read_only=False)
            complaint = base.complaint(file, _stamp(stamp, salt)) if base else DAMAGED
    except sqlite3.OperationalError:
        complaint = "what the last build remembered cannot be read; building from nothing"
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        complaint = DAMAGED
    if complaint is None:
        return Memory(file, stamp, "", base, lock, lasting=lasting, salt=salt)
    if base:
        base.close()
    if lasting:
        database.remove(file)
    return Memory(file, stamp, complaint, None, lock, lasting=lasting, salt=salt)
