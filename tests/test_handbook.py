"""`broadsheet explain CODE`: the documents where an editor is, also without the repository."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from generator.commands import main
from generator.handbook import explained
from generator.problems import CODES, section_of
from tests.test_docs import REPOSITORY


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained_with_what_is_wrong_and_what_is_right(code: str) -> None:
    text = explained(code)

    assert text.startswith(f"*{CODES[code].title()}.* ")
    assert re.search(r"^Wrong.*:\n\n```", text, re.MULTILINE)
    assert re.search(r"^Right.*:\n\n```", text, re.MULTILINE)
    assert "\n## `" not in text


def test_the_command_prints_the_section() -> None:
    done = CliRunner().invoke(main, ["explain", "value/weight"])
    assert (done.exit_code, done.stdout) == (0, explained("value/weight") + "\n")
    shown = json.loads(CliRunner().invoke(main, ["explain", "value/weight", "--format", "json"]).stdout)
    assert shown == {"code": "value/weight", "severity": "error", "text": explained("value/weight")}


def test_a_code_without_a_section_is_a_defect() -> None:
    with pytest.raises(KeyError):
        explained("value/nothing")


def test_the_section_that_a_problem_names_is_one_of_the_document() -> None:
    """GitHub makes the ids of headings so: small letters, digits, hyphens and underscores are kept."""
    headings = re.findall(r"^## `(.*)`$", (REPOSITORY / "docs/problems.md").read_text("utf-8"), re.MULTILINE)
    ids = {re.sub(r"[^a-z0-9_-]", "", heading) for heading in headings}
    assert {section_of(code).partition("#")[2] for code in CODES} == ids
