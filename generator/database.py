"""What the last build remembers: an SQLite file with a check sum beside it, and a file of records.

The first holds the questions, with the digests of their answers, and who asked whom. The second is larger, and a build
reads little of it: a record for each question, with its trace and its answer. It only grows, by the layers of each
build, before the first is changed in one transaction; what a killed build left in it is not referred to. When most of
it is needed no more, it is written anew.

Whatever is wrong with the first file (damaged, cut short, older, made by another program) is told in one line, and both
are treated as absent: losing them costs time, trusting them wrongly would cost exactness. SQLite finds most damage, but
not a flipped bit in a value; the check sum over the whole file does. A record is compared with its mark, and an answer
with its digest, when it is read.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from xxhash import xxh3_128

from generator.layers import Layer, RecordChanged, Remembered, Stretch

READING: Final = 8_000
WRITING: Final = 32_000
"""How many KiB of a file SQLite keeps in RAM; who only reads is one of several, and the system keeps it for all."""

DAMAGED: Final = "what the last build remembered is damaged; building from nothing"

SCHEMA: Final = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value);
CREATE TABLE question (id INTEGER PRIMARY KEY, name TEXT UNIQUE, is_source INTEGER);
CREATE TABLE node (
    id INTEGER, question INTEGER, args TEXT, digest BLOB, mark BLOB, place INTEGER, size INTEGER
);
CREATE TABLE asked_by (asked INTEGER, part INTEGER, askers BLOB, PRIMARY KEY (asked, part)) WITHOUT ROWID;
CREATE TABLE stale (id INTEGER PRIMARY KEY);
"""
"""Some facts are large. Without row ids, SQLite would read the whole of each that it comes by on its way to another."""

INDEXES: Final = """
CREATE UNIQUE INDEX IF NOT EXISTS node_by_id ON node (id);
CREATE INDEX IF NOT EXISTS node_by_question ON node (question);
"""
"""Made after the first rows, which then need no order."""

AMONG: Final = "SELECT node.id, args, digest FROM json_each(?) CROSS JOIN node ON node.id = value WHERE question = ?"
"""`CROSS` keeps the order: there are many times as many of a question as those that are asked for."""

WASTE: Final = 32_000_000
"""How many bytes of the records may be of no use, whatever there is of the others."""

Row = tuple[int, str, str | None, bytes | None, bytes, int, int]
"""A question: id, name, arguments, digest of the answer (both only where the answer is not stored: else the record is
read for them), mark, and place and size of its record."""


class MemoryBusy(Exception):
    """Another build of the same site is running."""


class MemoryDamaged(Exception):
    """What is remembered cannot be read, or is another than what was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"what the last build remembered is damaged ({reason}); remove `.broadsheet/` and build again")


class Database:
    """The two files, open."""

    def __init__(self, file: Path, *, read_only: bool) -> None:
        self._db = connect(file, read_only=read_only)
        try:
            self._records = Layer(answers_file(file))
        except OSError:
            self._db.close()
            raise
        self._questions: dict[str, int] = {}

    def complaint(self, file: Path, stamp: str) -> str | None:
        """Say why the file cannot be used, in one line; "" where nothing was ever remembered, None where it can.

        Raises sqlite3.DatabaseError where SQLite cannot read it.
        """
        # To look into it, SQLite undoes what a killed build left half written, so the check sum must fit then.
        if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            return ""
        if not check_file(file).exists() or check_file(file).read_text("ascii") != check_sum(file):
            return DAMAGED
        if self.fact("stamp") != stamp:
            return "what the last build remembered is from another version of the program; building from nothing"
        return None

    def fact(self, name: str) -> str | bytes | int | None:
        """Return a value kept beside the questions."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def read(self, id: int) -> tuple[Remembered, bytes | None, bool] | None:
        """Return what is remembered under an id, as `Layer.read` does. Raises MemoryDamaged."""
        row = self._db.execute("SELECT place, mark FROM node WHERE id = ?", (id,)).fetchone()
        return row and self._read(*row)

    def get(self, id: int) -> Remembered | None:
        """Return what is remembered under an id. Raises MemoryDamaged."""
        found = self.read(id)
        return found and found[0]

    def all_of(self, name: str) -> Iterator[Remembered]:
        """Yield all that is remembered of one question. Raises MemoryDamaged."""
        for row in self._db.execute("SELECT place, mark FROM node WHERE question = ?", (self._number(name),)):
            yield self._read(*row)[0]

    def _read(self, place: int, mark: bytes) -> tuple[Remembered, bytes | None, bool]:
        try:
            return self._records.read(place, mark)
        except (OSError, RecordChanged) as error:
            raise MemoryDamaged(str(error)) from error

    def digests_of(self, name: str, ids: Iterable[int] | None = None) -> Iterator[tuple[int, str, bytes]]:
        """Return the id, the arguments and the digest of all that is remembered of one question, whose answers are not
        stored; or of those with some ids alone."""
        number = self._number(name)
        if ids is None:
            return self._db.execute("SELECT id, args, digest FROM node WHERE question = ?", (number,))
        return self._db.execute(AMONG, (json.dumps(sorted(ids)), number))

    def sources(self) -> list[str]:
        """Return the names of the questions that are sources."""
        return [name for (name,) in self._db.execute("SELECT name FROM question WHERE is_source")]

    def _number(self, name: str) -> int | None:
        if not self._questions:
            self._questions = dict(self._db.execute("SELECT name, id FROM question"))
        return self._questions.get(name)

    def answer(self, id: int) -> bytes | None:
        """Return the bytes of a stored answer, which need not be right; None where there is none.

        Raises MemoryDamaged.
        """
        row = self._db.execute("SELECT place FROM node WHERE id = ?", (id,)).fetchone()
        try:
            return row and self._records.answer(*row)
        except OSError as error:
            raise MemoryDamaged(f"the answer {id} cannot be read: {error}") from error

    def stale(self) -> set[int]:
        """Return the ids of what was out of date at the end of the last build."""
        return {id for (id,) in self._db.execute("SELECT id FROM stale")}

    def askers(self, id: int) -> Iterator[int]:
        """Yield the ids of all that ever asked for `id`, one perhaps several times."""
        for (data,) in self._db.execute("SELECT askers FROM asked_by WHERE asked = ?", (id,)):
            yield from array("Q", data)

    def askers_of(self, ids: Iterable[int]) -> Iterator[array[int]]:
        """Yield the ids of all that ever asked for one of many, some perhaps several times."""
        # All at once: one by one they are many thousands of queries.
        asked = json.dumps(sorted(ids))
        for (data,) in self._db.execute("SELECT askers FROM json_each(?) JOIN asked_by ON asked = value", (asked,)):
            yield array("Q", data)

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()
        self._records.close()


@dataclass(frozen=True, slots=True)
class Written:
    """What a build adds to a memory: stretches of layers, and `rows` for them if they begin at a place in the file of
    records; `asked_by` says who asked for the first time, when all rows were taken; `forgotten`, `staled` and
    `unstaled` are ids."""

    facts: Mapping[str, str | bytes | int]
    is_source: Mapping[str, bool]
    stretches: Sequence[Stretch]
    rows: Callable[[int], Iterator[Row]]
    asked_by: Mapping[int, array[int]]
    forgotten: Collection[int] = ()
    staled: Collection[int] = ()
    unstaled: Collection[int] = ()


def write(file: Path, new: Path, written: Written) -> None:
    """Add what a build learnt to the two files; where they are not there yet, to those that have the name `new` so far,
    if any, and give them theirs then. Afterwards the check sum is that of the new content.

    Raises OSError and sqlite3.OperationalError where they cannot be written.
    """
    if file.exists():
        add(file, written, _write_records_anew(file, new))
    else:
        add(new, written)
        answers_file(new).replace(answers_file(file))
        new.replace(file)
    check_file(file).write_text(check_sum(file))


def add(file: Path, written: Written, make_anew: Callable[[sqlite3.Connection], None] | None = None) -> None:
    """Add what a build learnt to two files, which may not be there yet.

    Without `make_anew` nobody needs them after a crash; it is called where most of the records is needed no more.
    Raises OSError and sqlite3.OperationalError where they cannot be written.
    """
    start = answers_file(file).stat().st_size if answers_file(file).exists() else 0
    try:
        with open(answers_file(file), "ab") as records:
            for each in written.stretches:
                _copy(each, records)
        _add(file, written, start, make_anew)
    except BaseException:
        # Nobody refers to it, and there may be no room for more.
        if answers_file(file).exists():
            os.truncate(answers_file(file), start)
        raise


def _copy(stretch: Stretch, out: BinaryIO) -> None:
    left = stretch.end - stretch.start
    with open(stretch.file, "rb", buffering=0) as layer:
        layer.seek(stretch.start)
        while left and (data := layer.read(min(left, COPIED))):
            out.write(data)
            left -= len(data)


def _add(file: Path, written: Written, start: int, make_anew: Callable[[sqlite3.Connection], None] | None) -> None:
    with closing(connect(file)) as db:
        if make_anew is None:
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN IMMEDIATE")
        if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            _run(db, SCHEMA)
        used = _write_into(db, written, start)
        if make_anew and answers_file(file).stat().st_size - used > max(WASTE, used):
            make_anew(db)
        db.execute("COMMIT")


def _run(db: sqlite3.Connection, statements: str) -> None:
    for each in statements.split(";"):
        db.execute(each)


BATCH: Final = 2000
"""How many questions are written at once."""

COPIED: Final = 1 << 20
"""How many bytes are copied at once."""

BUFFER: Final = 1 << 18
"""How many bytes are read at once for the check sum."""


def _write_into(db: sqlite3.Connection, written: Written, start: int) -> int:
    """Write all that is to be written, for layers that begin at a place; return how many bytes of the records are
    needed."""
    numbers = dict(db.execute("SELECT name, id FROM question"))
    for name in written.is_source:
        numbers.setdefault(name, len(numbers) + 1)
    questions = ((numbers[name], name, is_source) for name, is_source in written.is_source.items())
    db.executemany("INSERT OR REPLACE INTO question VALUES (?, ?, ?)", questions)
    (used,) = db.execute("SELECT value FROM fact WHERE name = 'used'").fetchone() or (0,)
    is_first = not used
    new = written.rows(start)
    while batch := list(islice(new, BATCH)):
        used += sum(row[6] for row in batch) - (0 if is_first else _size(db, [row[0] for row in batch]))
        db.executemany(
            "INSERT OR REPLACE INTO node VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(id, numbers[name], *rest) for id, name, *rest in batch],
        )
    _run(db, INDEXES)
    (last,) = db.execute("SELECT value FROM fact WHERE name = 'part'").fetchone() or (0,)
    asked_by = written.asked_by
    askers = ((asked, last + 1, asked_by[asked].tobytes()) for asked in sorted(asked_by))
    db.executemany("INSERT INTO asked_by VALUES (?, ?, ?)", askers)
    db.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", written.facts.items())
    db.executemany("DELETE FROM stale WHERE id = ?", ((id,) for id in sorted(written.unstaled)))
    db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", ((id,) for id in sorted(written.staled)))
    used -= _size(db, sorted(written.forgotten))
    gone = [(id,) for id in sorted(written.forgotten)]
    for table, column in (("node", "id"), ("stale", "id"), ("asked_by", "asked")):
        db.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608 - names are from above
    db.execute("INSERT OR REPLACE INTO fact VALUES ('used', ?), ('part', ?)", (used, last + 1))
    return used


def _size(db: sqlite3.Connection, ids: list[int]) -> int:
    """Return how many bytes the records of some questions have."""
    found = db.execute("SELECT sum(size) FROM json_each(?) JOIN node ON node.id = value", (json.dumps(ids),)).fetchone()
    return found[0] or 0


def _write_records_anew(file: Path, new: Path) -> Callable[[sqlite3.Connection], None]:
    """Return what writes the records anew that are needed, one after another, and lets the questions refer to them."""

    def make_anew(db: sqlite3.Connection) -> None:
        with open(answers_file(file), "rb") as old, open(answers_file(new), "wb") as out:
            for id, place, size in db.execute("SELECT id, place, size FROM node ORDER BY place").fetchall():
                old.seek(place)
                db.execute("UPDATE node SET place = ? WHERE id = ?", (out.tell(), id))
                out.write(old.read(size))
        # Until the new check sum is there, nobody trusts what is there of the old and the new.
        check_file(file).unlink(missing_ok=True)
        answers_file(new).replace(answers_file(file))

    return make_anew


def locked(file: Path, *, lasting: bool) -> sqlite3.Connection:
    """Hold the right to use a memory; the system gives it back when the process ends, however it does.

    Who only reads does without where nothing can be written, since nobody can build there either. Raises MemoryBusy.
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
        return sqlite3.connect("")
    except sqlite3.DatabaseError:
        # Nothing is ever written into it, so its bytes are somebody else's.
        place.unlink()
        return locked(file, lasting=lasting)
    return db


def connect(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file of the questions. Raises sqlite3.Error."""
    db = sqlite3.connect(_place(file, read_only), isolation_level=None, timeout=0, uri=read_only)
    try:
        db.execute(f"PRAGMA cache_size = -{READING if read_only else WRITING}")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _place(file: Path, read_only: bool) -> str:
    return f"{file.absolute().as_uri()}?immutable=1" if read_only else str(file)


def answers_file(file: Path) -> Path:
    """Return where the records are that belong to a file of questions."""
    return file.with_suffix(f".answers{file.suffix.removesuffix('.sqlite')}")


def check_file(file: Path) -> Path:
    """Return where the check sum of a file of questions is."""
    return file.with_suffix(".check")


def check_sum(file: Path) -> str:
    """Return the check sum of a file, in hexadecimal: 128 bits of XXH3, which finds damage, not intent; decision 35."""
    found, buffer = xxh3_128(), memoryview(bytearray(BUFFER))
    with open(file, "rb", buffering=0) as content:
        while count := content.readinto(buffer):
            found.update(buffer[:count])
    return found.hexdigest()


def remove(file: Path) -> None:
    """Remove a memory and all that lies beside it."""
    for each in (file, answers_file(file)):
        each.unlink(missing_ok=True)
        each.with_name(each.name + "-journal").unlink(missing_ok=True)
    check_file(file).unlink(missing_ok=True)


def take_over(file: Path, other: Path) -> bool:
    """Put a copy of the memory `other` in the place of `file`, unless it is being written to or damaged.

    No lock of `other` is taken, so a build that uses it is not disturbed. `file` must be locked and not open.
    """
    # A name that is cleared away where a killed process left it.
    copies = {each: each.with_name(f"{file.stem}{each.suffix}.new") for each in (file, answers_file(file))}
    try:
        before = _written_at(other)
        for source, copy in zip((other, answers_file(other)), copies.values(), strict=True):
            shutil.copyfile(source, copy)
        known = check_file(other).read_text("ascii")
        if before is None or _written_at(other) != before or check_sum(copies[file]) != known:
            return False
        remove(file)
        for place, copy in copies.items():
            copy.replace(place)
        check_file(file).write_text(known)
    except (OSError, UnicodeDecodeError):
        return False
    finally:
        for copy in copies.values():
            copy.unlink(missing_ok=True)
    return True


def _written_at(file: Path) -> tuple[int, ...] | None:
    """Return when the files of a memory were written last; None while they are being written."""
    both = (file, answers_file(file))
    if any(each.with_name(each.name + "-journal").exists() for each in both):
        return None
    return tuple(each.stat().st_mtime_ns for each in both)
