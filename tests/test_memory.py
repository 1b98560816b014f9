"""The memory: lasting all at once, trusted only whole."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from generator import database
from generator import memory as memories
from generator.layers import Layer
from generator.memory import Borrowed, Memory, MemoryBusy, MemoryDamaged, Remembered, open_memory, write_handed_over
from generator.traces import write_trace


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".broadsheet/memory.sqlite"


TRACE = write_trace({7: b"12345678"})


def remembered(memory: Memory, args: str = '["x"]', trace: bytes = TRACE) -> Remembered:
    return Remembered(memory.id_of("a.question", args), "a.question", args, b"digest", trace, 1, 0)


def written(file: Path) -> Memory:
    memory = open_memory(file, "stamp")
    memory.write(remembered(memory), is_source=False, answer=b"answer")
    return memory


ID = open_memory(None, "").id_of("a.question", '["x"]')


def test_what_was_committed_is_there_again(file: Path) -> None:
    """Questions, answers, who asked, and facts."""
    memory = written(file)
    memory.set_fact("colour", "blue")
    memory.commit()
    memory = open_memory(file, "stamp")
    assert memory.complaint == ""
    assert memory.find("a.question", '["x"]') == memory.get(ID) == remembered(memory)
    assert (memory.answer(ID), memory.askers(7), memory.fact("colour")) == (b"answer", {ID}, "blue")
    assert memory.build == 2
    memory.discard()


def test_nothing_new_is_not_written(file: Path) -> None:
    """A commit of what is known already leaves the file as it is, with the number of its build."""
    memory = written(file)
    memory.set_fact("colour", "blue")
    memory.commit()
    before = file.stat()
    memory = open_memory(file, "stamp")
    memory.set_fact("colour", "blue")
    memory.commit()
    assert file.stat() == before
    memory = open_memory(file, "stamp")
    assert memory.build == 2
    memory.set_fact("colour", "red")
    memory.commit()
    memory = open_memory(file, "stamp")
    assert (memory.build, memory.fact("colour")) == (3, "red")
    memory.discard()


@pytest.mark.parametrize("change", ["forget", "mark_stale"])
def test_what_is_only_forgotten_or_stale_is_written(file: Path, change: str) -> None:
    """No question ran then, and still the next build has to know."""
    written(file).commit()
    memory = open_memory(file, "stamp")
    getattr(memory, change)([ID])
    memory.commit()
    memory = open_memory(file, "stamp")
    assert (memory.get(ID) is None, memory.stale()) == ((True, set()) if change == "forget" else (False, {ID}))
    if change == "mark_stale":
        memory.unmark_stale([ID])
        memory.commit()
        memory = open_memory(file, "stamp")
        assert memory.stale() == set()
    memory.discard()


def test_what_was_not_committed_is_not(file: Path) -> None:
    """And nothing is said about it: nothing was lost that was there."""
    written(file).discard()
    memory = open_memory(file, "stamp")
    assert (memory.find("a.question", '["x"]'), memory.complaint) == (None, "")
    memory.discard()


@pytest.mark.parametrize("at", range(0, 40_000, 997))
def test_one_flipped_bit_anywhere_is_noticed(file: Path, at: int) -> None:
    """SQLite alone would miss one in a value."""
    written(file).commit()
    data = bytearray(file.read_bytes())
    data[at % len(data)] ^= 1
    file.write_bytes(data)
    memory = open_memory(file, "stamp")
    assert "damaged" in memory.complaint or "cannot be read" in memory.complaint
    assert memory.find("a.question", '["x"]') is None
    memory.discard()


@pytest.mark.parametrize("table", ["fact", "question", "node", "asked_by", "stale"])
def test_a_value_changed_in_any_table_is_noticed(file: Path, table: str) -> None:
    """Not by SQLite, for which all is well: by the check sum."""
    memory = written(file)
    memory.mark_stale([ID])
    memory.commit()
    with closing(sqlite3.connect(file)) as db, db:
        column = db.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchall()[-1][0]
        assert db.execute(f"UPDATE {table} SET {column} = 4711").rowcount
    memory = open_memory(file, "stamp")
    assert "damaged" in memory.complaint
    memory.discard()


def test_half_a_memory_is_none(file: Path) -> None:
    """Neither of the two files is trusted without the other."""
    for name in ("memory.sqlite", "memory.answers"):
        written(file).commit()
        file.with_name(name).unlink()
        memory = open_memory(file, "stamp")
        assert memory.get(ID) is None
        memory.discard()


def test_an_answer_that_cannot_be_read_is_told_when_it_is_asked_for(file: Path) -> None:
    """It is not looked at before, since most are never asked for."""
    written(file).commit()
    answers = file.with_suffix(".answers")
    answers.write_bytes(answers.read_bytes()[:-1])
    memory = open_memory(file, "stamp")
    assert memory.complaint == ""
    assert memory.get(ID) == remembered(memory)
    with pytest.raises(MemoryDamaged, match="build again"):
        memory.answer(ID)
    memory.condemn()
    memory = open_memory(file, "stamp")
    assert "damaged" in memory.complaint
    memory.discard()


def test_all_of_a_large_file_has_its_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bit that flips, a part that is cut off, and parts that change places."""
    monkeypatch.setattr(database, "BUFFER", 100)
    file, data = tmp_path / "large", bytes(range(250))
    flipped = (data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in (0, 99, 100, 249))
    sums = set()
    for each in (data, *flipped, data[:200], data[:-1], data[100:200] + data[:100] + data[200:], b""):
        file.write_bytes(each)
        sums.add(database.check_sum(file))
    assert len(sums) == 9


def test_who_only_reads_leaves_a_damaged_memory_where_it_is(file: Path) -> None:
    """Nothing is written by who promised to write nothing."""
    written(file).commit()
    file.write_bytes(b"no database")
    memory = open_memory(file, "stamp", lasting=False)
    assert "damaged" in memory.complaint
    memory.discard()
    assert file.read_bytes() == b"no database"


def test_who_only_reads_makes_no_memory(file: Path) -> None:
    """Not even the folder."""
    memory = open_memory(file, "stamp", lasting=False)
    memory.write(remembered(memory), is_source=True, answer=None)
    memory.discard()
    assert not file.parent.exists()


def test_two_builds_at_once_are_refused(file: Path) -> None:
    """The second one is told, and the first is not disturbed."""
    written(file).commit()
    first = written(file)
    with pytest.raises(MemoryBusy):
        open_memory(file, "stamp")
    first.commit()
    open_memory(file, "stamp").discard()


def test_two_builds_at_once_are_refused_also_while_the_memory_is_made_anew(file: Path) -> None:
    """A file that is removed and made again locks nobody out."""
    first = written(file)
    file.unlink(missing_ok=True)
    with pytest.raises(MemoryBusy):
        open_memory(file, "stamp")
    first.discard()
    written(file).commit()


def test_a_lock_with_something_in_it_still_locks(file: Path) -> None:
    """Nothing is written into it, so it was damaged."""
    written(file).commit()
    file.with_suffix(".lock").write_bytes(b"not SQLite" * 100)
    first = open_memory(file, "stamp")
    with pytest.raises(MemoryBusy):
        open_memory(file, "stamp")
    first.discard()


def test_what_is_forgotten_leaves_no_trace(file: Path) -> None:
    """Also as stale."""
    memory = written(file)
    memory.mark_stale([ID])
    assert memory.stale() == {ID}
    memory.forget([ID])
    assert (memory.get(ID), memory.stale()) == (None, set())
    memory.discard()


@pytest.mark.parametrize("at", range(0, 90, 3))
def test_a_flipped_bit_of_a_record_is_noticed_when_it_is_read(file: Path, at: int) -> None:
    """Whatever it says then of its own length."""
    written(file).commit()
    answers = file.with_suffix(".answers")
    data = bytearray(answers.read_bytes())
    data[at % (len(data) - len(b"answer"))] ^= 64
    answers.write_bytes(data)
    memory = open_memory(file, "stamp")
    with pytest.raises(MemoryDamaged):
        assert memory.get(ID) and memory.answer(ID) != b"answer"
        raise MemoryDamaged("the answer has a digest")
    memory.discard()


def test_records_that_are_needed_no_more_are_cleared_away(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as they are more than the others; what is needed stays."""
    monkeypatch.setattr("generator.database.WASTE", 100)
    for number in range(20):
        memory = open_memory(file, "stamp")
        assert memory.complaint == ""
        other = remembered(memory, '["y"]')
        memory.write(other, is_source=False, answer=b"other")
        if number == 0:
            memory.write(remembered(memory), is_source=False, answer=b"answer" * 100)
        memory.commit()
        assert file.with_suffix(".answers").stat().st_size < 2000
    memory = open_memory(file, "stamp")
    assert memory.get(ID) and memory.answer(ID) == b"answer" * 100
    assert memory.get(other.id) == other and memory.answer(other.id) == b"other"
    memory.discard()


def test_another_salt_gives_other_ids(file: Path) -> None:
    """And what was remembered with one is not trusted with another."""
    assert open_memory(None, "", salt=1).id_of("a.question", '["x"]') != ID
    open_memory(file, "stamp", salt=1).commit()
    memory = open_memory(file, "stamp", lasting=False)
    assert "another version" in memory.complaint
    memory.discard()


def test_a_full_disk_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written when there is room again can be read."""
    layer = Layer(tmp_path / "layer", new=True)
    node = remembered(open_memory(None, ""))
    write = os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, "full")
        return write(descriptor, data[:50])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="full"):
        layer.append([(node, b"answer" * 10)])
    monkeypatch.undo()
    (place,) = layer.append([(node, b"answer")])
    assert layer.read(place) == (node, b"answer", False)
    assert [each[3] for each in layer.records(0, layer.size)] == [node]
    layer.close()
    layer.close()


def test_what_is_handed_over_may_go_on_growing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process writes what is known, while this one and those that help it write more into the same layers. What
    these tell may come in any order."""
    monkeypatch.setattr(memories, "MUCH", 1)
    monkeypatch.setattr(memories, "MORE", 1)
    memory = open_memory(file, "stamp")
    helper = Borrowed(memory.share({}))

    def write(store: Memory | Borrowed, number: int) -> None:
        node = Remembered(number, "a.question", f"[{number}]", b"digest", write_trace({7: b"12345678"}), 1, 0)
        store.write(node, is_source=False, answer=f"answer {number}".encode())

    for number in (10, 20, 30):
        write(memory, number)
        write(helper, number + 1)
        first = helper.wrote()
        write(helper, number + 4)
        memory.learn(helper.wrote(), ())
        # It is not told yet, and belongs to what is handed over next.
        write(helper, number + 2)
        helper.flush()
        handover = memory.hand_over()
        assert handover
        write(memory, number + 3)
        memory.flush()
        write_handed_over(handover)
        memory.learn(first, ())
    memory.learn(helper.wrote(), ())
    helper.close()
    memory.commit()
    memory = open_memory(file, "stamp")
    numbers = {tens + ones for tens in (10, 20, 30) for ones in range(5)}
    assert {number: memory.answer(number) for number in numbers} == {
        each: f"answer {each}".encode() for each in numbers
    }
    assert memory.askers(7) == numbers
    assert all(memory.get(number) for number in numbers)
    memory.discard()


def test_a_memory_that_could_not_be_written_takes_no_more_room(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is tried."""
    written(file).commit()
    before = file.with_suffix(".answers").read_bytes()
    memory = written(file)
    monkeypatch.setattr("generator.database._write_into", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        memory.commit()
    memory.discard()
    assert file.with_suffix(".answers").read_bytes() == before
    monkeypatch.undo()
    memory = open_memory(file, "stamp")
    assert memory.complaint == "" and memory.answer(ID) == b"answer"
    memory.discard()


def test_what_was_forgotten_may_come_back(file: Path) -> None:
    """In the same memory, as a process that goes on may have it."""
    memory = written(file)
    memory.forget([ID])
    assert memory.get(ID) is None
    memory.write(remembered(memory), is_source=False, answer=b"answer")
    assert memory.get(ID) and memory.askers(7) == {ID}
    memory.commit()
    memory = open_memory(file, "stamp")
    assert memory.get(ID) and memory.askers(7) == {ID}
    memory.discard()


def test_the_few_that_are_asked_for_are_looked_up_by_their_ids(file: Path) -> None:
    """Going through all of their question would cost more than comparing all."""
    memory = written(file)
    memory.commit()
    with closing(database.connect(file)) as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {database.AMONG}", ("[1]", 1))]
    assert len(plan) == 2 and "json_each" in plan[0] and "node_by_id" in plan[1], plan
