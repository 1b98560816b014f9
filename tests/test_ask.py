"""The engine, with questions about nothing in particular."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generator.ask import Ask, nature, question, source
from generator.engine import CircularQuestion, Engine, ImpureQuestion
from generator.memory import Borrowed, TwoQuestions, open_memory
from generator.traces import read_trace, write_trace

World = dict[str, str]


@source()
def cell(world: World, name: str) -> str:
    return world.get(name, "")


@question()
def length(ask: Ask, name: str) -> int:
    return len(ask(cell, name))


@question()
def total(ask: Ask) -> int:
    return sum(ask(length, name) for name in "abc")


@question(held=False)
def words(ask: Ask, name: str) -> tuple[str, ...]:
    return tuple(ask(cell, name).split())


@question(stored=False, held=False)
def page(ask: Ask, name: str) -> bytes:
    return f"{name}: {ask(cell, name)} of {ask(total)}".encode()


@question(stored=False)
def glimpse(ask: Ask, name: str) -> int:
    return len(ask(cell, name))


@question()
def chosen(ask: Ask) -> str:
    """Ask for what another answer names; the first answer decides what the second question is."""
    return ask(checked, ask(cell, "which"))


@question()
def checked(ask: Ask, name: str) -> str:
    found = ask(cell, name)
    assert found != "forbidden"
    return found


@question()
def pairs(ask: Ask) -> tuple[tuple[str, str], ...]:
    return tuple((name, ask(cell, name)) for name in "abc")


@question()
def one_pair(ask: Ask, name: str) -> str:
    return ask.table(pairs)[name]


@question()
def round_and_round(ask: Ask) -> int:
    return ask(round_and_round)


UNTRACKED = {"value": "1"}


@question()
def careless(ask: Ask) -> str:
    return UNTRACKED["value"]


@question(held=False)
def listing(ask: Ask) -> tuple[str, ...]:
    return [ask(cell, "a")]  # type: ignore[return-value]


@question()
def mutable(ask: Ask) -> dict[str, str]:
    return {}


class Changeable(msgspec.Struct):
    """Looks like a `Value`, but is not frozen."""

    name: str


@question()
def changeable(ask: Ask) -> tuple[Changeable, ...]:
    return ()


class Builds:
    """One memory, built with again and again."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.world: World = {"a": "x", "b": "yy", "c": "zzz", "which": "a"}

    def build(self, *questions: tuple[Any, ...], complete: bool = True) -> tuple[list[Any], list[str]]:
        """Ask; return the answers, and the names of the questions that ran."""
        memory = open_memory(self.file, "stamp")
        try:
            engine = Engine(memory, self.world, strict=True)
            answers = [engine.ask(*each) for each in questions]
            engine.finish(complete=complete)
        except BaseException:
            memory.discard()
            raise
        memory.commit()
        return answers, [" ".join([key[0].__name__, *key[1:]]) for key in engine.ran]


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    return Builds(tmp_path / "memory.sqlite")


def test_a_second_build_runs_nothing(builds: Builds) -> None:
    """What holds is not run again, and its answer is remembered."""
    first, ran = builds.build((total,))
    assert ran == ["length a", "length b", "length c", "total"]
    assert builds.build((total,)) == (first, [])


def test_a_change_runs_only_what_it_reaches(builds: Builds) -> None:
    """The lengths of the other cells are not asked for again."""
    builds.build((total,))
    builds.world["b"] = "yyyy"
    assert builds.build((total,)) == ([8], ["length b", "total"])


def test_an_equal_answer_disturbs_nobody(builds: Builds) -> None:
    """Early cut-off: a cell of the same length leaves the total alone."""
    builds.build((total,))
    builds.world["b"] = "YY"
    assert builds.build((total,)) == ([6], ["length b"])


def test_an_answer_that_is_not_stored_is_made_again_only_for_who_wants_it(builds: Builds) -> None:
    """Only its digest is remembered."""
    builds.build((page, "a"))
    assert builds.build((page, "a")) == ([b"a: x of 6"], ["page a"])


def test_what_is_asked_later_depends_on_what_was_asked_before(builds: Builds) -> None:
    """A trace is verified in order: what would not be asked any more must not run."""
    builds.world["b"] = "fine"
    builds.build((chosen,))
    builds.world.update(a="forbidden", which="b")
    assert builds.build((chosen,)) == (["fine"], ["checked b", "chosen"])


def test_a_table_is_asked_for_as_a_whole(builds: Builds) -> None:
    """Whoever reads one row is run again when another changes, and is cut off if its row is the same."""
    builds.build((one_pair, "a"))
    builds.world["c"] = "new"
    assert builds.build((one_pair, "a")) == (["x"], ["pairs", "one_pair a"])


def test_what_nobody_asks_for_is_forgotten(builds: Builds) -> None:
    """A changed source that no question wants leaves memory, and comes back when it is wanted."""
    builds.build((length, "a"), (length, "b"))
    builds.world["b"] = "changed"
    assert builds.build((length, "a"))[1] == []
    memory = open_memory(builds.file, "stamp")
    assert memory.find(nature(length).name, '["b"]') is None
    memory.discard()
    assert builds.build((length, "b")) == ([7], ["length b"])


def test_an_incomplete_build_forgets_nothing_and_trusts_nothing(builds: Builds) -> None:
    """What it did not get to is looked at again later, though no source changes any more."""
    builds.build((total,), (page, "a"))
    builds.world["a"] = "longer"
    assert builds.build((length, "a"), complete=False) == ([6], ["length a"])
    assert builds.build((total,)) == ([11], ["total"])


def test_what_an_incomplete_build_left_still_holds_when_all_is_as_it_was(builds: Builds) -> None:
    """A change that is taken back runs only what saw it."""
    builds.build((total,))
    builds.world["a"] = "longer"
    builds.build((length, "a"), complete=False)
    builds.world["a"] = "x"
    assert builds.build((total,)) == ([6], ["length a"])


def test_another_program_trusts_nothing(builds: Builds) -> None:
    """The stamp of the program is an input."""
    builds.build((total,))
    memory = open_memory(builds.file, "another stamp")
    assert "another version" in memory.complaint
    assert memory.find(nature(total).name, "[]") is None
    memory.discard()


def test_a_question_that_needs_itself_is_a_defect(builds: Builds) -> None:
    """Not a recursion without end."""
    with pytest.raises(CircularQuestion):
        builds.build((round_and_round,))


@pytest.mark.parametrize(("asked", "error"), [(listing, ImpureQuestion), (mutable, TypeError), (changeable, TypeError)])
def test_answers_must_be_plain_frozen_data(builds: Builds, asked: Callable[..., Any], error: type[Exception]) -> None:
    """What could be changed after it was answered, or what the declared type does not say, is refused."""
    with pytest.raises(error):
        builds.build((asked,))


def test_an_untracked_read_goes_unnoticed() -> None:
    """The control of all controls: what is not asked for cannot be known. See test_exact for a site with one."""
    with pytest.raises(TypeError, match="is not a question"):
        nature(len)


def test_traces_survive_being_written() -> None:
    """Order, ids and marks come back."""
    trace = {7: b"12345678rest", 3: b"abcdefghrest"}
    assert list(read_trace(write_trace(trace))) == [(7, b"12345678"), (3, b"abcdefgh")]
    assert list(read_trace(b"")) == []


def test_a_living_engine_looks_again_at_what_may_have_changed(builds: Builds) -> None:
    """It runs what the change reaches, and believes the caller on what has not changed."""
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    assert engine.ask(total) == 6
    builds.world |= {"a": "four", "b": "four"}
    engine.look_again(builds.world, [(cell, "a")])
    assert engine.ask(total) == 9
    assert [key[0] for key in engine.ran] == [length, total]
    engine.look_again(builds.world)
    assert engine.ask(total) == 11
    memory.discard()


def test_a_living_engine_keeps_what_comes_back(builds: Builds) -> None:
    """A change that is taken back before anybody asks runs nothing, nor does one that nobody asked for."""
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    engine.ask(total)
    engine.ask(pairs)
    for text in ("other", "x"):
        builds.world["a"] = text
        engine.look_again(builds.world)
    assert engine.ask(total) == 6
    assert engine.ask(one_pair, "a") == "x"
    assert [key[0] for key in engine.ran] == [one_pair]
    memory.discard()


def test_a_living_engine_does_not_take_the_last_answer_for_a_new_one(builds: Builds) -> None:
    """An answer that is not held stays at hand until it changes, here or in another process, or another one comes."""
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    assert engine.ask(words, "a") is engine.ask(words, "a")
    assert engine.ask(words, "b") == (builds.world["b"],)
    assert engine.ask(words, "a") == (builds.world["a"],)
    builds.world["a"] = "as new"
    engine.look_again(builds.world, [(cell, "a")])
    assert engine.ask(words, "a") == ("as", "new")
    builds.world["a"] = "again"
    engine.look_again(builds.world, [(cell, "a")])
    shared = engine.share({})
    borrowed = Borrowed(shared)
    other = Engine(borrowed, builds.world, strict=True)
    other.ask(words, "a")
    engine.learn(other.learnt())
    assert engine.ask(words, "a") == ("again",)
    borrowed.close()
    memory.discard()


def test_a_living_engine_makes_a_table_anew(builds: Builds) -> None:
    """The mapping is that of the answer as it is now."""
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    assert engine.ask(one_pair, "a") == "x"
    builds.world["a"] = "new"
    engine.look_again(builds.world, [(cell, "a")])
    assert engine.ask(one_pair, "a") == "new"
    memory.discard()


def test_what_an_engine_of_another_process_found_out_is_known_here(builds: Builds) -> None:
    """Answers, traces and ids; nothing runs twice."""
    memory = open_memory(None, "")
    engine = Engine(memory, builds.world, strict=True)
    engine.ask(length, "a")
    shared = engine.share({})
    borrowed = [Borrowed(shared) for _ in range(2)]
    others = [Engine(each, builds.world, strict=True) for each in borrowed]
    assert [each.ask(total) for each in others] == [6, 6]
    assert [len(each.ran) for each in others] == [3, 3]
    for each in others:
        engine.learn(each.learnt())
    assert len(engine.ran) == 4
    assert engine.ask(total) == 6
    assert len(engine.ran) == 4
    for lent in borrowed:
        lent.close()
    memory.discard()


def test_processes_that_disagree_are_found(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that is not pure may answer differently elsewhere."""
    memory = open_memory(None, "")
    engine = Engine(memory, builds.world)
    shared = engine.share({})
    borrowed = Borrowed(shared)
    other = Engine(borrowed, builds.world)
    other.ask(careless)
    monkeypatch.setitem(UNTRACKED, "value", "2")
    engine.ask(careless)
    with pytest.raises(ImpureQuestion, match="two answers"):
        engine.learn(other.learnt())
    borrowed.close()
    memory.discard()


def test_what_changes_do_not_get_to_is_out_of_doubt(builds: Builds) -> None:
    """Only what asked for a changed answer is run, and where it answers as before, nothing above it is looked at."""
    builds.build((total,))
    builds.world["a"] = "z"
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    assert engine.in_doubt == 2
    engine.follow()
    assert engine.in_doubt == 0
    assert engine.ask(total) == 6
    assert engine.ran == [(length, "a")]
    memory.discard()


def test_what_is_not_stored_is_in_doubt_only_where_something_changed_for_it(builds: Builds) -> None:
    """A page that asked for none of the changed answers is not even looked at."""
    builds.build((page, "a"), (page, "b"))
    builds.world["a"] = "z"
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    engine.follow()
    assert (engine.known(page, "a") is None, engine.known(page, "b") is None) == (True, False)
    assert engine.ask(page, "a") == b"a: z of 6"
    memory.discard()


def test_what_nobody_needs_any_more_may_fail(builds: Builds) -> None:
    """It stays in doubt, and is not asked for."""
    builds.build((chosen,))
    builds.world |= {"a": "forbidden", "which": "b"}
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    engine.follow()
    assert engine.ask(chosen) == "yy"
    with pytest.raises(AssertionError):
        engine.ask(checked, "a")
    memory.discard()


def test_what_holds_is_known_at_once(tmp_path: Path) -> None:
    """As one by one: what a changed source reaches is not there until it was brought up to date."""
    names = ("a", "b", "c")
    memory = open_memory(tmp_path / "memory.sqlite", "stamp")
    engine = Engine(memory, {"a": "x", "b": "yy"})
    assert engine.holding(glimpse) == {}
    assert [engine.ask(glimpse, name) for name in names] == [1, 2, 0]
    first = engine.holding(glimpse)
    assert first == {(name,): engine.known(glimpse, name) for name in names}
    engine.finish(complete=True)
    memory.commit()
    memory = open_memory(tmp_path / "memory.sqlite", "stamp")
    engine = Engine(memory, {"a": "x", "b": "yyy"})
    assert engine.holding(glimpse) == {(name,): first[name,] for name in ("a", "c")}
    assert engine.known(glimpse, "b") is None
    assert engine.holding(glimpse) == {(name,): first[name,] for name in ("a", "c")}
    assert engine.ask(glimpse, "b") == 3
    memory.flush()
    assert engine.holding(glimpse) == {**first, ("b",): engine.known(glimpse, "b")}
    assert engine.holding(glimpse)["b",] != first["b",]
    engine.ask(glimpse, "a")
    memory.forget([engine.by_key[glimpse, "a"].id])
    assert ("a",) not in set(Engine(memory, {"a": "x", "b": "yyy"}).holding(glimpse))
    memory.discard()


@question(near=True)
def near_length(ask: Ask, name: str) -> int:
    return len(ask(cell, name))


@question(near=True)
def near_sign(ask: Ask, name: str) -> bool:
    return ask(near_length, name) > 1


@question()
def signs(ask: Ask) -> tuple[bool, ...]:
    return tuple(ask(near_sign, name) for name in "abc")


@question()
def everything(ask: Ask) -> tuple[tuple[bool, ...], int]:
    return ask(signs), ask(total)


@question(near=True)
def not_so_near(ask: Ask) -> int:
    return ask(total)


@question(near=True)
def near_and_choosy(ask: Ask, name: str) -> str:
    found = ask(cell, name)
    assert found != "forbidden"
    return found


@question()
def of_the_choosy(ask: Ask) -> str:
    return ask(near_and_choosy, ask(cell, "which"))


def test_what_is_near_is_brought_up_to_date_at_once(builds: Builds) -> None:
    """Where it answers as before, nothing that asked for it is in doubt at all."""
    builds.build((signs,))
    builds.world["b"] = "yyy"
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    assert engine.ran == [(near_length, "b"), (near_sign, "b")]
    assert (engine.in_doubt, engine.untouched) == (0, False)
    memory.discard()
    builds.world["b"] = "y"
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    assert engine.in_doubt == 1
    assert engine.ask(signs) == (False, False, True)
    assert [key[0] for key in engine.ran] == [near_length, near_sign, signs]
    memory.discard()


def test_what_is_near_may_not_ask_what_is_not(builds: Builds) -> None:
    """Or it would be answered before it is known what of that is in doubt."""
    with pytest.raises(ImpureQuestion, match="near"):
        builds.build((not_so_near,))


def test_too_much_that_is_near_is_left_for_later(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes may do it."""
    builds.build((everything,))
    builds.world["b"] = "y"
    monkeypatch.setattr("generator.engine.NEAR", 2)
    memory = open_memory(builds.file, "stamp")
    engine = Engine(memory, builds.world, strict=True)
    assert (engine.ran, engine.in_doubt) == ([], 7)
    assert engine.ask(everything) == ((False, False, True), 5)
    memory.discard()


def test_what_is_near_may_fail(builds: Builds) -> None:
    """As long as nobody needs it."""
    builds.build((of_the_choosy,))
    builds.world |= {"a": "forbidden", "which": "b", "b": "yes"}
    assert builds.build((of_the_choosy,))[0] == ["yes"]
    builds.world |= {"b": "forbidden"}
    with pytest.raises(AssertionError):
        builds.build((of_the_choosy,))
    builds.world |= {"b": "no"}
    assert builds.build((of_the_choosy,))[0] == ["no"]


def test_two_questions_with_one_id_are_noticed(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is most unlikely, but would be a page with the content of another."""
    monkeypatch.setattr("generator.memory.BITS", 1)
    with pytest.raises(TwoQuestions, match="one id"):
        builds.build((total,))
    memory = open_memory(None, "")
    engine = Engine(memory, builds.world)
    borrowed = [Borrowed(engine.share({})) for _ in range(2)]
    for each, name in zip(borrowed, "ab", strict=True):
        monkeypatch.setattr("generator.memory.BITS", 63)
        other = Engine(each, builds.world)
        monkeypatch.setattr("generator.memory.BITS", 1)
        other.ask(cell, name)
        if name == "a":
            engine.learn(other.learnt())
    with pytest.raises(TwoQuestions, match="one id"):
        engine.learn(other.learnt())
    for each in borrowed:
        each.close()
    memory.discard()
