"""Addresses: what names become."""

from __future__ import annotations

import pytest

from generator.names import identity
from generator.urls import absolute, alias_address, as_written, base_of, claim, file_of, href, slug_of


@pytest.mark.parametrize(
    ("name", "latin", "unicode"),
    [
        ("AI & Tech", "ai-tech", "ai-tech"),
        ("C", "c", "c"),
        ("C++", "c-plus-plus", "c-plus-plus"),
        ("C#", "c-sharp", "c-sharp"),
        (".NET", "dot-net", "dot-net"),
        ("Straße nach Köln", "strasse-nach-koln", "straße-nach-köln"),
        ("हिन्दी लेख", "hindii-lekh", "हिन्दी-लेख"),
        ("中文 标题", "zhong-wen-biao-ti", "中文-标题"),
        ("../../x", "dot-x", "dot-x"),
        ("!?", "", ""),
        ("word " * 50, "-".join(["word"] * 20), "-".join(["word"] * 40)),
        ("中" * 90, "-".join(["zhong"] * 16), "中" * 66),
    ],
)
def test_a_name_gives_a_slug(name: str, latin: str, unicode: str) -> None:
    """In Latin letters or in its own, marks and all."""
    assert (slug_of(name, "latin"), slug_of(name, "unicode")) == (latin, unicode)


def test_bent_and_straight_apostrophes_are_one_name() -> None:
    """Word processors bend them without being asked."""
    assert identity("O’Brien") == identity("O'Brien")
    assert slug_of("O’Brien", "latin") == slug_of("O'Brien", "latin") == "o-brien"


def test_addresses_become_files_and_links() -> None:
    """Below the path under which the site is published."""
    base = base_of("https://news.example/repo/")
    assert file_of("/topics/öl/") == "topics/öl/index.html"
    assert file_of("/feed.xml") == "feed.xml"
    assert href(base, "/topics/öl/") == "/repo/topics/%C3%B6l/"
    assert absolute(base, "/") == "https://news.example/repo/"
    assert as_written("/a%20b/ö?x=ü") == "/a%20b/%C3%B6?x=%C3%BC"
    assert (alias_address("/old"), alias_address("/old.html"), alias_address("/old/")) == (
        "/old/",
        "/old.html",
        "/old/",
    )


def test_what_is_one_file_on_some_disk_is_one_claim() -> None:
    """Case and Unicode form make no difference there."""
    assert claim("/ÖL/") == claim("/o\u0308l/")
    assert claim("/a/") != claim("/b/")
