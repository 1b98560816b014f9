"""What the last build remembers: one SQLite file, changed in one transaction, with a check sum beside it.

Whatever is wrong with the file (damaged, cut short, older, made by another program) is told in one line, and the
file is treated as absent: losing it costs time, trusting it wrongly would cost exactness. SQLite finds most damage,
but not a flipped bit in a value; the check sum over the whole file does.
"""

from __future__ import annotations

import shutil
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

MARK: Final = 8
"""How many bytes of a digest a trace keeps."""

BATCH: Final = 2000

SCHEMA: Final = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE question (id INTEGER PRIMARY KEY, name TEXT UNIQUE, is_source INTEGER);
CREATE TABLE node (
    id INTEGER PRIMARY KEY, question INTEGER, args TEXT, digest BLOB, trace BLOB, ran INTEGER, cause INTEGER
);
CREATE UNIQUE INDEX node_by_key ON node (question, args);
CREATE TABLE answer (id INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE asked_by (asked INTEGER, askers BLOB);
CREATE INDEX asked_by_asked ON asked_by (asked);
CREATE TABLE stale (id INTEGER PRIMARY KEY);
"""

SELECT: Final = (
    "SELECT node.id, question.name, args, digest, trace, ran, cause FROM node JOIN question ON question.id = question "
)


class MemoryBusy(Exception):
    """Another build of the same site is running."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A question with its arguments as it was when it last ran: `digest` of its answer, `trace`, number of the
    build, and the id of what had changed (0: the question was new)."""

    id: int
    name: str
    args: str
    digest: bytes
    trace: bytes
    ran: int
    cause: int


class Memory:
    """The open file. What is written becomes lasting with `commit`, all at once."""

    def __init__(self, connection: sqlite3.Connection, file: Path | None, complaint: str) -> None:
        self._db = connection
        self._file = file
        self.complaint = complaint
        """One line on why what was remembered could not be used; "" where all is well."""
        self._next_id = int(self.fact("next_id") or 1)
        self.build = int(self.fact("build") or 0) + 1
        self._questions: dict[str, int] = dict(self._db.execute("SELECT name, id FROM question"))
        self._answers: dict[int, bytes] = {}
        self._askers: dict[int, array[int]] = defaultdict(lambda: array("I"))

    def fact(self, name: str) -> str | bytes | int | None:
        """Return a value kept beside the questions."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str | bytes | int) -> None:
        """Keep a value beside the questions."""
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def new_id(self) -> int:
        """Return an id that no question ever had."""
        self._next_id += 1
        return self._next_id - 1

    def find(self, name: str, args: str) -> Remembered | None:
        """Return what is remembered of one question."""
        number = self._questions.get(name)
        if number is None:
            return None
        row = self._db.execute(
            "SELECT id, ?, args, digest, trace, ran, cause FROM node WHERE question = ? AND args = ?",
            (name, number, args),
        ).fetchone()
        return Remembered(*row) if row else None

    def get(self, id: int) -> Remembered | None:
        """Return what is remembered under an id."""
        row = self._db.execute(SELECT + "WHERE node.id = ?", (id,)).fetchone()
        return Remembered(*row) if row else None

    def all_of(self, name: str) -> Iterator[Remembered]:
        """Yield all that is remembered of one question."""
        rows = self._db.execute(
            "SELECT id, ?, args, digest, trace, ran, cause FROM node WHERE question = ?",
            (name, self._questions.get(name)),
        )
        return (Remembered(*row) for row in rows)

    def sources(self) -> Iterator[Remembered]:
        """Yield every source."""
        return (Remembered(*row) for row in self._db.execute(SELECT + "WHERE is_source"))

    def answer(self, id: int) -> bytes:
        """Return the bytes of a stored answer."""
        data = self._answers.get(id)
        if data is None:
            (data,) = self._db.execute("SELECT data FROM answer WHERE id = ?", (id,)).fetchone()
        return data

    def askers(self, id: int) -> set[int]:
        """Return the ids of all that ever asked for `id`; some may be gone, none is missing."""
        found: set[int] = set(self._askers.get(id, ()))
        for (data,) in self._db.execute("SELECT askers FROM asked_by WHERE asked = ?", (id,)):
            found.update(array("I", data))
        return found

    def reached_from(self, ids: Iterable[int]) -> set[int]:
        """Return `ids` and all that asked for them, directly or through others."""
        reached = set(ids)
        waiting = list(reached)
        while waiting:
            new = self.askers(waiting.pop()) - reached
            reached |= new
            waiting.extend(new)
        return reached

    def write(self, node: Remembered, *, is_source: bool, answer: bytes | None, newly_asked: Iterable[int]) -> None:
        """Remember a question that ran."""
        number = self._questions.get(node.name)
        if number is None:
            number = self._questions[node.name] = len(self._questions) + 1
            self._db.execute("INSERT INTO question VALUES (?, ?, ?)", (number, node.name, is_source))
        self._db.execute(
            "INSERT OR REPLACE INTO node VALUES (?, ?, ?, ?, ?, ?, ?)",
            (node.id, number, node.args, node.digest, node.trace, node.ran, node.cause),
        )
        if answer is not None:
            self._answers[node.id] = answer
            if len(self._answers) >= BATCH:
                self._flush_answers()
        for asked in newly_asked:
            self._askers[asked].append(node.id)

    def forget(self, ids: Iterable[int]) -> None:
        """Remove questions that nobody needs."""
        rows = [(id,) for id in sorted(ids)]
        for table, column in (("node", "id"), ("answer", "id"), ("stale", "id"), ("asked_by", "asked")):
            self._db.executemany(f"DELETE FROM {table} WHERE {column} = ?", rows)  # noqa: S608 - names are from above

    def stale(self) -> set[int]:
        """Return the ids of what was out of date at the end of the last build."""
        return {id for (id,) in self._db.execute("SELECT id FROM stale")}

    def mark_stale(self, ids: Iterable[int]) -> None:
        """Remember that these must be looked at again, whether or not a source changes."""
        self._db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", [(id,) for id in sorted(ids)])

    def unmark_stale(self, ids: Iterable[int]) -> None:
        """Remember that these are up to date."""
        self._db.executemany("DELETE FROM stale WHERE id = ?", [(id,) for id in sorted(ids)])

    def commit(self) -> None:
        """Make all that was written since the memory was opened lasting, and close it."""
        self._flush_answers()
        self._db.executemany(
            "INSERT INTO asked_by VALUES (?, ?)",
            [(asked, askers.tobytes()) for asked, askers in sorted(self._askers.items())],
        )
        self.set_fact("next_id", self._next_id)
        self.set_fact("build", self.build)
        self._db.execute("COMMIT")
        self._db.close()
        if self._file:
            _check_file(self._file).write_text(_check_sum(self._file))

    def discard(self) -> None:
        """Close the memory and leave the file as it was."""
        with suppress(sqlite3.Error):
            self._db.execute("ROLLBACK")
        self._db.close()

    def _flush_answers(self) -> None:
        self._db.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?)", self._answers.items())
        self._answers.clear()


def open_memory(file: Path | None, stamp: str, *, lasting: bool = True) -> Memory:
    """Open what builds by the program `stamp` remember in `file`; without a file, remember nothing.

    Not `lasting` is for who only reads: a file that cannot be used is then left where it is. Raises MemoryBusy
    while another build holds the file.
    """
    if file is None or not (lasting or file.exists()):
        return _begin(None, stamp, "")
    if not file.parent.exists():
        file.parent.mkdir(parents=True)
        # It names what is not out yet, so it does not belong into anybody's repository.
        (file.parent / ".gitignore").write_text("*\n", "ascii")
    db = sqlite3.connect(file if not file.is_dir() else "", isolation_level=None, timeout=0)
    try:
        _prepare(db)
        if not lasting:
            # What is written is taken back in the end; until then it stays in RAM, and the folder as it is.
            db.execute("PRAGMA journal_mode = MEMORY")
            db.execute("PRAGMA cache_spill = OFF")
        complaint = _complaint(db, file, stamp)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            db.close()
            raise MemoryBusy("another build of this site is running") from error
        complaint = "what the last build remembered cannot be read; building from nothing"
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        complaint = "what the last build remembered is damaged; building from nothing"
    if complaint is None:
        return Memory(db, file, "")
    db.close()
    if lasting:
        _remove(file)
    return _begin(file if lasting else None, stamp, complaint)


def _complaint(db: sqlite3.Connection, file: Path, stamp: str) -> str | None:
    """Say why the file cannot be used, in one line; "" where nothing was ever remembered, None where it can."""
    db.execute("BEGIN IMMEDIATE")
    # SQLite has now undone what a killed build left half written, so the check sum must fit.
    if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
        return ""
    if not _check_file(file).exists() or _check_file(file).read_text("ascii") != _check_sum(file):
        return "what the last build remembered is damaged; building from nothing"
    (found,) = db.execute("SELECT value FROM fact WHERE name = 'stamp'").fetchone() or ("",)
    if found != stamp:
        return "what the last build remembered is from another version of the program; building from nothing"
    return None


def _begin(file: Path | None, stamp: str, complaint: str) -> Memory:
    # "" is a database of SQLite's own on the disk, which goes with the connection: not everything fits in RAM.
    db = sqlite3.connect(file or "", isolation_level=None, timeout=0)
    _prepare(db)
    db.execute("BEGIN IMMEDIATE")
    for statement in SCHEMA.split(";"):
        db.execute(statement)
    memory = Memory(db, file, complaint)
    memory.set_fact("stamp", stamp)
    return memory


def _prepare(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA cache_size = -65536")


def _check_file(file: Path) -> Path:
    return file.with_suffix(".check")


def _check_sum(file: Path) -> str:
    with open(file, "rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _remove(file: Path) -> None:
    """Remove a memory and all that lies beside it."""
    for each in (file, file.with_name(file.name + "-journal"), _check_file(file)):
        each.unlink(missing_ok=True)


def take_over(file: Path, other: Path) -> bool:
    """Put a copy of the memory `other` in the place of `file`, unless it is being written to or damaged.

    No lock is taken, so a build that uses `other` is not disturbed. `file` must not be open.
    """
    copy = file.with_name(file.name + "-copy")
    try:
        shutil.copyfile(other, copy)
        known = _check_file(other).read_text("ascii")
        if _check_sum(copy) != known:
            return False
        _remove(file)
        copy.replace(file)
        _check_file(file).write_text(known)
    except (OSError, UnicodeDecodeError):
        return False
    finally:
        copy.unlink(missing_ok=True)
    return True
