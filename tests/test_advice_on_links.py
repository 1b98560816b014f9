"""Links, pictures and entries of the menu that lead nowhere, and what is probably meant."""

from __future__ import annotations

import pytest

from generator.problems import Problem
from tests.sites import SITE_YAML, Site


@pytest.fixture
def courier(site: Site) -> Site:
    site.story("2026/01/harbour.md", title="The harbour")
    site.write("content/pages/imprint.md", "---\ntitle: Imprint\n---\nWe.\n")
    site.write("content/media/2026/x.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    return site


def told(site: Site, body: str = "Text.") -> Problem:
    site.story("one.md", body=body)
    (found,) = (each for each in site.build().problems if each.code != "media/unused")
    return found


def test_an_entry_of_the_menu_is_told_at_its_line(courier: Site) -> None:
    courier.write(
        "content/site.yaml",
        SITE_YAML + "menu:\n  - {name: Code, url: https://a.example}\n  - name: Us\n    url: /imprnt/\n",
    )
    found = told(courier)

    assert (found.file, found.line, found.column) == ("content/site.yaml", 8, 10)
    assert found.help.startswith("Did you mean “/imprint/”? Write the address of a page of this site")


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("/imprnt/", "/imprint/"),
        ("/2026/01/harbuor/", "/2026/01/harbour/"),
        ("/2025/11/harbour/", "/2026/01/harbour/"),
        ("/medai/2026/x.svg", "/media/2026/x.svg"),
        ("harbour.md", "2026/01/harbour.md"),
        ("../pages/harbour.md", "2026/01/harbour.md"),
        ("../articles/imprint.md", "../pages/imprint.md"),
        ("media/x.svg", "/media/2026/x.svg"),
        ("/media/x.svg", "/media/2026/x.svg"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_what_is_there(courier: Site, link: str, meant: str) -> None:
    assert told(courier, f"[Words]({link})").help.startswith(f"Did you mean “{meant}”? ")
    if link.endswith(".svg"):
        assert told(courier, f"![Words]({link})").help.startswith(f"Did you mean “{meant}”? ")


@pytest.mark.parametrize("link", ["/nowhere/", "nothing.md", "/media/other.png", "/topics/none/"])
def test_nothing_is_guessed_where_nothing_is_like_it(courier: Site, link: str) -> None:
    assert "Did you mean" not in told(courier, f"[Words]({link})").help


def test_a_file_that_comes_to_be_elsewhere_is_proposed(courier: Site) -> None:
    assert "Did you mean" not in told(courier, "[Words](late.md)").help
    courier.story("2026/02/late.md")
    assert told(courier, "[Words](late.md)").help.startswith("Did you mean “2026/02/late.md”?")


def test_a_picture_of_an_author_is_looked_for_too(courier: Site) -> None:
    courier.write("content/authors.yaml", "Ann:\n  picture: /media/x.svg\n")
    assert told(courier).help.startswith("Did you mean “/media/2026/x.svg”?")
