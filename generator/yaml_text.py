"""YAML text → values with places: what a file says, before anyone asks whether it makes sense.

Every word stays the text that was written; `no`, `1e3` and `12:30` are not guessed at. Nothing is ever constructed.
Anchors, aliases, tags and a key given twice are problems.
"""

from __future__ import annotations

from generator.yaml_lines import read_lines
from generator.yaml_tree import Tree


def read(text: str, file: str, first_line: int = 1) -> Tree:
    """Read one YAML document whose top level is a mapping.

    `first_line` is the line of the file on which `text` begins. The text is as `read_text` gives it: with LF
    for line ends and no control characters.
    """
    clean = _as_yaml_1_2(text)
    if root := read_lines(clean, first_line):
        return Tree(root, ())
    from generator.yaml_events import parse

    return parse(clean, file, first_line)


def _as_yaml_1_2(text: str) -> str:
    """Hide the line ends that only YAML 1.1, which PyYAML reads, knows; drop tabs at the ends of lines."""
    spaced = text.replace("\u2028", " ").replace("\u2029", " ")
    spaced += "" if spaced.endswith("\n") else "\n"
    return "\n".join(map(_without_tabs_at_its_end, spaced.split("\n"))) if "\t" in spaced else spaced


def _without_tabs_at_its_end(line: str) -> str:
    bare = line.rstrip(" \t")
    return bare if "\t" in line[len(bare) :] else line
