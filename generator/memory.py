"""What the last build remembers: two SQLite files, changed in one transaction, with a check sum beside them.

One file holds the questions, with the digests of their answers; the other, which is larger and of which a build reads
little, the answers themselves. Whatever is wrong with the first (damaged, cut short, older, made by another program) is
told in one line, and both are treated as absent: losing them costs time, trusting them wrongly would cost exactness.
SQLite finds most damage, but not a flipped bit in a value; the check sum over the whole first file does. An answer is
compared with its digest when it is read.

What a build learns is kept in RAM, and what does not fit there in layers: files of the same shape that lie over the
file. A layer that is sealed is never changed again, so other processes may read it, and the file below it, at the
same time. `commit` puts all of it into the file, at once.
"""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zlib import crc32

import msgspec

MARK: Final = 8
"""How many bytes of a digest a trace keeps."""

BATCH: Final = 4000
"""How many questions are kept in RAM before they are written to a layer."""

ASKED: Final = 50_000
"""Of how many questions it is kept in RAM who asked them, before that is written to a layer."""

READING: Final = 8_000
WRITING: Final = 32_000
"""How many KiB of a file SQLite keeps in RAM; who only reads is one of several, and the system keeps it for all."""

SEEN: Final = "seen"
"""What those who borrow a memory find `_Seen` under."""

DAMAGED: Final = "what the last build remembered is damaged; building from nothing"

SCHEMA: Final = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE question (id INTEGER PRIMARY KEY, name TEXT UNIQUE, is_source INTEGER);
CREATE TABLE node (
    id INTEGER PRIMARY KEY, question INTEGER, args TEXT, digest BLOB, trace BLOB, ran INTEGER, cause INTEGER
);
CREATE UNIQUE INDEX node_by_key ON node (question, args);
CREATE TABLE answers.answer (id INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE asked_by (asked INTEGER, askers BLOB);
CREATE INDEX asked_by_asked ON asked_by (asked);
CREATE TABLE stale (id INTEGER PRIMARY KEY);
CREATE TABLE lent (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""

SELECT: Final = (
    "SELECT node.id, question.name, args, digest, trace, ran, cause FROM node JOIN question ON question.id = question "
)


class MemoryBusy(Exception):
    """Another build of the same site is running."""


class MemoryDamaged(Exception):
    """An answer that is remembered cannot be read, or is another than the one that was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"what the last build remembered is damaged ({reason}); remove `.broadsheet/` and build again")


class Remembered(msgspec.Struct, frozen=True):
    """A question with its arguments as it was when it last ran: `digest` of its answer, `trace`, number of the
    build, and the id of what had changed (0: the question was new)."""

    id: int
    name: str
    args: str
    digest: bytes
    trace: bytes
    ran: int
    cause: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What other processes may read of a memory: its files, the newest first, the first id that none of them
    knows, and the number of the build."""

    files: tuple[str, ...]
    next_id: int
    build: int


class _Seen:
    """Which questions may be in the layers of a first build (a Bloom filter with two bits): most of what such a build
    asks is in none of them, and looking for it costs more than everything else that is done for a new question."""

    SIZE: Final = 1 << 24

    def __init__(self, bits: bytes) -> None:
        self.bits = bytearray(bits)

    def add(self, name: str, args: str) -> None:
        """Have seen a question."""
        for place in self._places(name, args):
            self.bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, question: tuple[str, str]) -> bool:
        return all(self.bits[place >> 3] & (1 << (place & 7)) for place in self._places(*question))

    def _places(self, name: str, args: str) -> tuple[int, int]:
        found = crc32(args.encode(), crc32(name.encode()))
        return found % self.SIZE, (found * 2_654_435_761 >> 8) % self.SIZE


class _Layers:
    """Databases that lie one over another: the first that knows a question is right."""

    def __init__(self, layers: Iterable[sqlite3.Connection], seen: _Seen | None) -> None:
        self.layers = list(layers)
        self.seen = seen
        self.questions: dict[str, int] = {}
        for each in reversed(self.layers):
            self.questions.update(each.execute("SELECT name, id FROM question"))

    def find(self, name: str, args: str) -> Remembered | None:
        """Return what is remembered of one question."""
        if self.seen is not None and (name, args) not in self.seen:
            return None
        number = self.questions.get(name)
        for each in self.layers if number is not None else ():
            row = each.execute(
                "SELECT id, ?, args, digest, trace, ran, cause FROM node WHERE question = ? AND args = ?",
                (name, number, args),
            ).fetchone()
            if row:
                return Remembered(*row)
        return None

    def get(self, id: int) -> Remembered | None:
        """Return what is remembered under an id."""
        for each in self.layers:
            if row := each.execute(SELECT + "WHERE node.id = ?", (id,)).fetchone():
                return Remembered(*row)
        return None

    def answer(self, id: int) -> bytes:
        """Return the bytes of a stored answer, which need not be right. Raises MemoryDamaged where there is none."""
        try:
            for each in self.layers:
                if row := each.execute("SELECT data FROM answers.answer WHERE id = ?", (id,)).fetchone():
                    data: bytes = row[0]
                    return data
        except sqlite3.DatabaseError as error:
            raise MemoryDamaged(f"the answer {id} cannot be read: {error}") from error
        raise MemoryDamaged(f"the answer {id} is not there")


class Memory:
    """The open memory. What is written becomes lasting with `commit`, all at once."""

    def __init__(
        self, file: Path | None, stamp: str, complaint: str, base: sqlite3.Connection | None, lock: sqlite3.Connection,
        *, lasting: bool = True,
    ) -> None:  # fmt: skip
        self._file = file
        self._lasting = lasting and file is not None
        self._base = base
        self._lock = lock
        self._read = _Layers([base], None) if base else _Layers([], _Seen(bytes(_Seen.SIZE >> 3)))
        self._open_layer: sqlite3.Connection | None = None
        self._layer_files: list[Path] = []
        self._scratch: TemporaryDirectory[str] | None = None
        self._facts: dict[str, str | bytes | int] = {"stamp": stamp}
        self._nodes: dict[int, Remembered] = {}
        self._answers: dict[int, bytes] = {}
        self._askers: dict[int, array[int]] = defaultdict(lambda: array("I"))
        self._is_source: dict[str, bool] = {}
        self._forgotten: set[int] = set()
        self._staled: set[int] = set()
        self._unstaled: set[int] = set()
        self.complaint = complaint
        """One line on why what was remembered could not be used; "" where all is well."""
        self._next_id = int(self.fact("next_id") or 1)
        self.build = int(self.fact("build") or 0) + 1

    def fact(self, name: str) -> str | bytes | int | None:
        """Return a value kept beside the questions."""
        if name in self._facts or self._base is None:
            return self._facts.get(name)
        row = self._base.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str | bytes | int) -> None:
        """Keep a value beside the questions."""
        if self.fact(name) != value:
            self._facts[name] = value

    def new_id(self) -> int:
        """Return an id that no question ever had."""
        self._next_id += 1
        return self._next_id - 1

    def find(self, name: str, args: str) -> Remembered | None:
        """Return what is remembered of one question; of what was written since `flush` it need not know."""
        found = self._read.find(name, args)
        return None if found and found.id in self._forgotten else found

    def get(self, id: int) -> Remembered | None:
        """Return what is remembered under an id."""
        if id in self._forgotten:
            return None
        return self._nodes.get(id) or self._read.get(id)

    def all_of(self, name: str) -> Iterator[Remembered]:
        """Yield all that is remembered of one question."""
        seen = set(self._forgotten)
        for each in self._nodes.values():
            if each.name == name and each.id not in seen:
                seen.add(each.id)
                yield each
        for layer in self._read.layers:
            rows = [Remembered(*row) for row in layer.execute(SELECT + "WHERE question.name = ?", (name,))]
            yield from (each for each in rows if each.id not in seen)
            seen.update(each.id for each in rows)

    def digests_of(self, name: str) -> Iterator[tuple[int, str, bytes]]:
        """Yield the id, the arguments and the digest of all that is remembered of one question."""
        seen = set(self._forgotten)
        for each in self._nodes.values():
            if each.name == name and each.id not in seen:
                seen.add(each.id)
                yield each.id, each.args, each.digest
        number = self._read.questions.get(name)
        for place, layer in enumerate(self._read.layers):
            rows = layer.execute("SELECT id, args, digest FROM node WHERE question = ?", (number,))
            if place == len(self._read.layers) - 1 and not seen:
                yield from rows
                continue
            new = [row for row in rows if row[0] not in seen]
            seen.update(row[0] for row in new)
            yield from new

    def sources(self) -> Iterator[tuple[str, Iterator[tuple[int, str, bytes]]]]:
        """Yield the name of every question that is a source, and what `digests_of` has of it."""
        names = {name for name, is_source in self._is_source.items() if is_source}
        for layer in self._read.layers:
            names.update(name for (name,) in layer.execute("SELECT name FROM question WHERE is_source"))
        return ((name, self.digests_of(name)) for name in sorted(names))

    def answer(self, id: int) -> bytes:
        """Return the bytes of a stored answer, which need not be right. Raises MemoryDamaged where there is none."""
        data = self._answers.get(id)
        return self._read.answer(id) if data is None else data

    def askers(self, id: int) -> set[int]:
        """Return the ids of all that ever asked for `id`; some may be gone, none is missing."""
        found: set[int] = set(self._askers.get(id, ()))
        for layer in self._read.layers:
            for (data,) in layer.execute("SELECT askers FROM asked_by WHERE asked = ?", (id,)):
                found.update(array("I", data))
        return found

    def reached_from(self, ids: Iterable[int]) -> set[int]:
        """Return `ids` and all that asked for them, directly or through others."""
        reached = set(ids)
        new = reached
        while new:
            askers = {each for id in new for each in self._askers.get(id, ())}
            # All at once: one by one they are many thousands of queries.
            asked = json.dumps(sorted(new))
            for layer in self._read.layers:
                rows = layer.execute("SELECT askers FROM json_each(?) JOIN asked_by ON asked = value", (asked,))
                for (data,) in rows:
                    askers.update(array("I", data))
            new = askers - reached
            reached |= new
        return reached

    def write(self, node: Remembered, *, is_source: bool, answer: bytes | None, newly_asked: Iterable[int]) -> None:
        """Remember a question that ran."""
        self._is_source[node.name] = is_source
        self._nodes[node.id] = node
        if answer is not None:
            self._answers[node.id] = answer
        askers, id = self._askers, node.id
        for asked in newly_asked:
            askers[asked].append(id)
        if len(self._nodes) >= BATCH:
            self.flush()

    def forget(self, ids: Iterable[int]) -> None:
        """Remove questions that nobody needs."""
        self._forgotten.update(ids)

    def stale(self) -> set[int]:
        """Return the ids of what was out of date at the end of the last build."""
        kept = {id for (id,) in self._base.execute("SELECT id FROM stale")} if self._base else set()
        return (kept | self._staled) - self._unstaled - self._forgotten

    def mark_stale(self, ids: Iterable[int]) -> None:
        """Remember that these must be looked at again, whether or not a source changes."""
        self._staled.update(ids)

    def unmark_stale(self, ids: Iterable[int]) -> None:
        """Remember that these are up to date."""
        self._unstaled.update(ids)

    def share(self, facts: Mapping[str, bytes]) -> Shared:
        """Let other processes read all that is known by now, and some facts. They must be done by `commit`."""
        self.flush()
        layer = self._open_layer or self._new_layer()
        seen = bytes(self._read.seen.bits) if self._read.seen else b""
        layer.executemany("INSERT OR REPLACE INTO lent VALUES (?, ?)", {**facts, SEEN: seen}.items())
        layer.execute("COMMIT")
        layer.execute(f"PRAGMA cache_size = -{READING}")
        layer.execute("PRAGMA shrink_memory")
        self._open_layer = None
        below = [self._file] if self._file and self._base else []
        return Shared(
            tuple(str(each.absolute()) for each in (*reversed(self._layer_files), *below)), self._next_id, self.build
        )

    def commit(self) -> None:
        """Make all that was written since the memory was opened lasting, and close it.

        Where nothing was, the file is not touched, and the number of this build is given to the next.
        """
        if self._file is None or not self._lasting or self._is_as_opened():
            self.discard()
            return
        if self._open_layer is not None:
            self.flush()
            assert self._open_layer is not None
            self._open_layer.execute("COMMIT")
        for each in self._read.layers:
            each.close()
        layers = list(self._layer_files)
        if self._base is None and layers:
            # A first build: its layer has the shape of the file, and becomes it.
            first = layers.pop(0)
            _answers_file(first).replace(_answers_file(self._file))
            first.replace(self._file)
        with closing(_connect(self._file)) as db:
            for number, layer in enumerate(layers):
                db.execute(f"ATTACH ? AS layer{number}", (str(layer),))
                db.execute(f"ATTACH ? AS answers{number}", (str(_answers_file(layer)),))
            db.execute("BEGIN IMMEDIATE")
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                _make_tables(db)
            for number in range(len(layers)):
                for table, found in (("node", f"layer{number}.node"), ("answers.answer", f"answers{number}.answer")):
                    db.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {found}")  # noqa: S608 - names are from above
                db.execute(f"INSERT INTO asked_by SELECT * FROM layer{number}.asked_by")  # noqa: S608 - numbers are
            self._write_into(db)
            self._write_rest(db)
            db.execute("COMMIT")
        self._put_away()
        _check_file(self._file).write_text(_check_sum(self._file))
        self._lock.close()

    def _is_as_opened(self) -> bool:
        if self._base is None or self._facts.keys() != {"stamp"}:
            return False
        written = (self._nodes, self._layer_files, self._askers, self._forgotten, self._staled, self._unstaled)
        return not any(written)

    def discard(self) -> None:
        """Close the memory and leave the file as it was."""
        for each in self._read.layers:
            each.close()
        self._put_away()
        self._lock.close()

    def condemn(self) -> None:
        """Close the memory so that nobody trusts it again: who opens it next begins from nothing."""
        if self._file and self._lasting:
            _check_file(self._file).unlink(missing_ok=True)
        self.discard()

    def _write_rest(self, db: sqlite3.Connection) -> None:
        """Write what is not written question by question."""
        self._facts |= {"next_id": self._next_id, "build": self.build}
        db.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", self._facts.items())
        self._write_askers(db)
        db.execute("DELETE FROM lent")
        db.executemany("DELETE FROM stale WHERE id = ?", ((id,) for id in sorted(self._unstaled)))
        db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", ((id,) for id in sorted(self._staled)))
        gone = [(id,) for id in sorted(self._forgotten)]
        for table, column in (("node", "id"), ("answers.answer", "id"), ("stale", "id"), ("asked_by", "asked")):
            db.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608 - names are from above

    def flush(self) -> None:
        """Write what is in RAM to the layer that is open, so that another engine can find it."""
        if not self._nodes:
            return
        layer = self._open_layer or self._new_layer()
        self._write_into(layer)
        if len(self._askers) > ASKED:
            self._write_askers(layer)

    def _new_layer(self) -> sqlite3.Connection:
        file = self._layer_folder() / f"{self._name()}.{secrets.token_hex(8)}.new"
        self._layer_files.append(file)
        # Nobody needs a layer after a crash, so it is written without care for one.
        self._open_layer = layer = _connect(file)
        for part in ("main", "answers"):
            layer.execute(f"PRAGMA {part}.journal_mode = OFF")
            layer.execute(f"PRAGMA {part}.synchronous = OFF")
        layer.execute("BEGIN")
        _make_tables(layer)
        self._read.layers.insert(0, layer)
        return layer

    def _write_into(self, db: sqlite3.Connection) -> None:
        numbers = self._read.questions
        for name in self._is_source:
            numbers.setdefault(name, len(numbers) + 1)
        rows = ((numbers[name], name, is_source) for name, is_source in self._is_source.items())
        db.executemany("INSERT OR REPLACE INTO question VALUES (?, ?, ?)", rows)
        db.executemany(
            "INSERT OR REPLACE INTO node VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (each.id, numbers[each.name], each.args, each.digest, each.trace, each.ran, each.cause)
                for each in self._nodes.values()
            ),
        )
        db.executemany("INSERT OR REPLACE INTO answers.answer VALUES (?, ?)", self._answers.items())
        if self._read.seen is not None:
            for each in self._nodes.values():
                self._read.seen.add(each.name, each.args)
        self._nodes.clear()
        self._answers.clear()

    def _write_askers(self, db: sqlite3.Connection) -> None:
        askers = ((asked, askers.tobytes()) for asked, askers in sorted(self._askers.items()))
        db.executemany("INSERT INTO asked_by VALUES (?, ?)", askers)
        self._askers.clear()

    def _layer_folder(self) -> Path:
        if self._file and self._lasting:
            return self._file.parent
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="broadsheet-")
        return Path(self._scratch.name)

    def _name(self) -> str:
        return self._file.stem if self._file else "memory"

    def _put_away(self) -> None:
        """Remove the layers."""
        for each in self._layer_files:
            each.unlink(missing_ok=True)
            _answers_file(each).unlink(missing_ok=True)
        if self._scratch:
            self._scratch.cleanup()


class Borrowed:
    """The memory of another process, read only, and what is to be told to that process."""

    def __init__(self, shared: Shared) -> None:
        self._read = _Layers((_connect(file, read_only=True) for file in shared.files), None)
        self.build = shared.build
        self._first_id = self.next_id = shared.next_id
        seen = self.fact(SEEN)
        self._read.seen = _Seen(seen) if seen else None
        self.written: list[tuple[int, bytes, bytes, int, bytes | None]] = []
        """What ran: id, digest, trace, id of the cause, and the answer if that is stored."""
        self._answers: dict[int, bytes] = {}

    def fact(self, name: str) -> bytes:
        """Return a fact that was shared."""
        (value,) = self._read.layers[0].execute("SELECT value FROM lent WHERE name = ?", (name,)).fetchone()
        assert isinstance(value, bytes)
        return value

    def new_id(self) -> int:
        """Return an id that holds in this process only."""
        self.next_id += 1
        return self.next_id - 1

    def find(self, name: str, args: str) -> Remembered | None:
        """Return what is remembered of one question."""
        return self._read.find(name, args)

    def get(self, id: int) -> Remembered | None:
        """Return what is remembered under an id."""
        return self._read.get(id)

    def answer(self, id: int) -> bytes:
        """Return the bytes of a stored answer, which need not be right. Raises MemoryDamaged where there is none."""
        data = self._answers.get(id)
        return self._read.answer(id) if data is None else data

    def write(self, node: Remembered, *, is_source: bool, answer: bytes | None, newly_asked: Iterable[int]) -> None:
        """Note what is to be told."""
        self.written.append((node.id, node.digest, node.trace, node.cause, answer))
        if answer is not None:
            self._answers[node.id] = answer

    def flush(self) -> None:
        """Do nothing: what is written here is written by the process that lent the memory."""

    def lets_go(self, id: int) -> bool:
        """Forget the answer of a question that ran here; say whether the question was known before."""
        self._answers.pop(id, None)
        return id < self._first_id

    def close(self) -> None:
        """Let go of the files."""
        for each in self._read.layers:
            each.close()


def open_memory(file: Path | None, stamp: str, *, lasting: bool = True) -> Memory:
    """Open what builds by the program `stamp` remember in `file`; without a file, remember nothing.

    Not `lasting` is for who only reads: a file that cannot be used is then left where it is. Raises MemoryBusy
    while another build holds the file.
    """
    if file is None or not (lasting or file.exists()):
        return Memory(None, stamp, "", None, _connect(""))
    if not file.parent.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # It names what is not out yet, so it does not belong into anybody's repository.
        (file.parent / ".gitignore").write_text("*\n", "ascii")
    lock = _locked(file, lasting=lasting)
    for left in file.parent.glob(f"{file.stem}.*.new") if lasting else ():
        left.unlink()  # a killed build left it
    db: sqlite3.Connection | None = None
    complaint: str | None = ""
    try:
        is_half = file.exists() and not _answers_file(file).exists()
        db = _connect("" if is_half or file.is_dir() else file)
        complaint = DAMAGED if is_half else _complaint(db, file, stamp)
    except sqlite3.OperationalError:
        complaint = "what the last build remembered cannot be read; building from nothing"
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        complaint = DAMAGED
    if complaint is None:
        return Memory(file, stamp, "", db, lock, lasting=lasting)
    if db:
        db.close()
    if lasting:
        _remove(file)
    return Memory(file, stamp, complaint, None, lock, lasting=lasting)


def _locked(file: Path, *, lasting: bool) -> sqlite3.Connection:
    """Hold the right to use a memory; the system gives it back when the process ends, however it does.

    Who only reads does without where nothing can be written, since nobody can build there either.
    """
    place = file.with_suffix(".lock")
    try:
        db = sqlite3.connect(place, isolation_level=None, timeout=0)
        try:
            db.execute("PRAGMA journal_mode = MEMORY")
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            db.close()
            raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise MemoryBusy("another build of this site is running") from error
        if lasting:
            raise
        return _connect("")
    except sqlite3.DatabaseError:
        # Nothing is ever written into it, so its bytes are somebody else's.
        place.unlink()
        return _locked(file, lasting=lasting)
    return db


def _complaint(db: sqlite3.Connection, file: Path, stamp: str) -> str | None:
    """Say why the file cannot be used, in one line; "" where nothing was ever remembered, None where it can."""
    # To look into it, SQLite undoes what a killed build left half written, so the check sum must fit then.
    if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
        return ""
    if not db.execute("SELECT 1 FROM answers.sqlite_master").fetchone():
        return DAMAGED
    if not _check_file(file).exists() or _check_file(file).read_text("ascii") != _check_sum(file):
        return DAMAGED
    (found,) = db.execute("SELECT value FROM fact WHERE name = 'stamp'").fetchone() or ("",)
    if found != stamp:
        return "what the last build remembered is from another version of the program; building from nothing"
    return None


def _make_tables(db: sqlite3.Connection) -> None:
    for statement in SCHEMA.split(";"):
        db.execute(statement)


def _connect(file: Path | str, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the two files of a memory or a layer. "" is a database of SQLite's own, which goes with the connection."""
    db = sqlite3.connect(_place(file, read_only), isolation_level=None, timeout=0, uri=read_only)
    try:
        db.execute(f"PRAGMA cache_size = -{READING if read_only else WRITING}")
        db.execute("ATTACH ? AS answers", (_place(_answers_file(Path(file)) if file else "", read_only),))
        db.execute(f"PRAGMA answers.cache_size = -{READING}")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _place(file: Path | str, read_only: bool) -> str:
    return f"{Path(file).absolute().as_uri()}?immutable=1" if read_only else str(file)


def _answers_file(file: Path) -> Path:
    return file.with_suffix(f".answers{file.suffix.removesuffix('.sqlite')}")


def _check_file(file: Path) -> Path:
    return file.with_suffix(".check")


def _check_sum(file: Path) -> str:
    with open(file, "rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _remove(file: Path) -> None:
    """Remove a memory and all that lies beside it."""
    for each in (file, _answers_file(file)):
        each.unlink(missing_ok=True)
        each.with_name(each.name + "-journal").unlink(missing_ok=True)
    _check_file(file).unlink(missing_ok=True)


def take_over(file: Path, other: Path) -> bool:
    """Put a copy of the memory `other` in the place of `file`, unless it is being written to or damaged.

    No lock is taken, so a build that uses `other` is not disturbed. `file` must not be open.
    """
    copies = {each: each.with_name(each.name + "-copy") for each in (file, _answers_file(file))}
    try:
        before = _written(other)
        for source, copy in zip((other, _answers_file(other)), copies.values(), strict=True):
            shutil.copyfile(source, copy)
        known = _check_file(other).read_text("ascii")
        if before is None or _written(other) != before or _check_sum(copies[file]) != known:
            return False
        _remove(file)
        for place, copy in copies.items():
            copy.replace(place)
        _check_file(file).write_text(known)
    except (OSError, UnicodeDecodeError):
        return False
    finally:
        for copy in copies.values():
            copy.unlink(missing_ok=True)
    return True


def _written(file: Path) -> tuple[int, ...] | None:
    """Return when the files of a memory were written last; None while they are being written."""
    both = (file, _answers_file(file))
    if any(each.with_name(each.name + "-journal").exists() for each in both):
        return None
    return tuple(each.stat().st_mtime_ns for each in both)
