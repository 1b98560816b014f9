"""Where names stand in an index."""

from __future__ import annotations

import pytest

from generator.alphabet import place


def letters(*names: str, language: str = "en") -> list[tuple[str, list[str]]]:
    """Return names under their letters, as an index shows them."""
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: place(name, language).order):
        found.setdefault(place(name, language).letter, []).append(name)
    return [*found.items()]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("rail", "R"), ("Öl", "O"), ("Łódź", "L"), ("Ærø", "A"), ("ßtraße", "S"), ("İstanbul", "I"), ("ﬁnance", "F"),
        (".NET", "N"), ("C++", "C"), ("‘Quoted’", "Q"), ("¿Qué?", "Q"), ("3D printing", "0–9"), ("٣ نجوم", "0–9"),
        ("🙂", "#"), ("+++", "#"),
        ("Άργος", "Α"), ("Ёлка", "Е"), ("Йога", "Й"), ("Ўзбекистон", "Ў"),
        ("نهر", "ن"), ("أهلا", "ا"), ("آب", "ا"), ("שלום", "ש"), ("हिन्दी", "ह"), ("ไทย", "ไ"), ("Հայ", "Հ"),
        ("東京", "漢"), ("政治", "漢"), ("カタカナ", "か"), ("ｶﾀｶﾅ", "か"), ("ひらがな", "は"),
        ("ばら", "は"), ("ん", "わ"),
        ("김치", "ㄱ"), ("까치", "ㄱ"), ("하늘", "ㅎ"),
    ],
)  # fmt: skip
def test_a_name_stands_under_the_letter_that_readers_look_for(name: str, letter: str) -> None:
    assert place(name, "en").letter == letter


def test_accents_and_case_make_no_difference_to_the_order() -> None:
    assert letters("zoo", "Öl", "oil", "Ostsee", "örtlich", "2026", "!") == [
        ("#", ["!"]), ("0–9", ["2026"]), ("O", ["oil", "Öl", "örtlich", "Ostsee"]), ("Z", ["zoo"]),
    ]  # fmt: skip


def test_words_are_compared_one_by_one() -> None:
    """As in a dictionary that puts "sea level" before "seabirds"."""
    assert letters("seabirds", "sea-level", "sea") == [("S", ["sea", "sea-level", "seabirds"])]


def test_the_script_of_the_site_comes_first() -> None:
    """Others follow in the order of Unicode."""
    names = ("rail", "Рельсы", "نهر", "東京", "Ρόδος")
    assert [letter for letter, _ in letters(*names)] == ["R", "Ρ", "Р", "ن", "漢"]
    assert [letter for letter, _ in letters(*names, language="ar")] == ["ن", "R", "Ρ", "Р", "漢"]
    assert [letter for letter, _ in letters(*names, language="ja-JP")] == ["漢", "R", "Ρ", "Р", "ن"]
    assert [letter for letter, _ in letters(*names, language="tlh")] == ["R", "Ρ", "Р", "ن", "漢"]


def test_names_alike_but_for_signs_keep_an_order() -> None:
    assert letters("C#", "C++", "C") == letters("C", "C#", "C++") == [("C", ["C", "C#", "C++"])]
