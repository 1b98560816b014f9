"""A mapping and what is different of it behave as one mapping."""

from __future__ import annotations

import random

import pytest

from generator.revised import Revised


@pytest.mark.parametrize("number", range(30))
def test_it_is_a_mapping(number: int) -> None:
    """Whatever is set and taken away, in whatever order."""
    chance = random.Random(number)
    before = {str(key): key for key in range(chance.randrange(8))}
    gone = [key for key in before if chance.random() < 0.3]
    revised = Revised(before, gone)
    expected = {key: value for key, value in before.items() if key not in gone}
    for step in range(40):
        key = str(chance.randrange(12))
        if chance.random() < 0.5:
            revised[key] = expected[key] = chance.choice((int(key), 100 + step))
        else:
            assert revised.pop(key, None) == expected.pop(key, None)
            with pytest.raises(KeyError):
                del revised[key]
        assert revised == expected
        assert revised.merged() == dict(revised.items()) == expected
        assert sorted(revised) == sorted(expected)
        assert len(revised) == len(expected)
        assert all((each in revised) == (each in expected) for each in map(str, range(12)))
        assert revised.gone <= before.keys()
        assert not revised.gone & revised.changed.keys()
    assert before == {str(key): key for key in range(len(before))}
