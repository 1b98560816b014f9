"""What a site's own templates have that changes nothing: blocks and files whose names are probably misspelt.

Jinja is content with both: a block that nothing extended has is never printed, a file that nothing names never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jinja2.meta import find_referenced_templates
from jinja2.nodes import Block, Const, Extends, Node

from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.problems import Problem, did_you_mean, problem, shown
from generator.sources import THEME, folder
from generator.templates import OWN, template, tree_of

ENDINGS: Final = (".html", ".xml", ".txt")
"""How the names of templates end. What else lies there, such as notes, is nobody's business."""


class Outline(Value, frozen=True):
    """What a template says of others: the name of the one that it extends, "" for none; the names of all blocks in it;
    those that are in no other block, with their lines; and whether it works out a name while it is printed."""

    extends: str
    blocks: tuple[str, ...]
    outermost: tuple[tuple[str, int], ...]
    chooses: bool


@question()
def outline(ask: Ask, name: str) -> Outline | None:
    """Return what a template says of others; None where there is none, or it cannot be read."""
    known = ask(template, name)
    tree = tree_of(name, known) if known else None
    if tree is None:
        return None
    extends = [each.template for each in tree.find_all(Extends)]
    named = [each.value for each in extends if isinstance(each, Const) and isinstance(each.value, str)]
    return Outline(
        extends=named[0] if len(named) == len(extends) == 1 else "",
        blocks=tuple(sorted({each.name for each in tree.find_all(Block)})),
        outermost=tuple((each.name, each.lineno) for each in _outermost(tree)),
        chooses=None in find_referenced_templates(tree),
    )


def _outermost(node: Node) -> Iterator[Block]:
    for each in node.iter_child_nodes():
        if isinstance(each, Block):
            yield each
        else:
            yield from _outermost(each)


@question()
def override_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which of the site's own templates, and which blocks in them, change nothing."""
    own = [each for each in _below(ask, OWN.rstrip("/")) if not each.startswith("assets/")]
    found = [told for name in own for told in _unknown_blocks(ask, name)]
    packaged = {each for each in _below(ask, THEME) if not each.startswith("assets/")}
    if strange := [each for each in own if each not in packaged and each.endswith(ENDINGS)]:
        outlines = [ask(outline, each) for each in own]
        if not any(each is None or each.chooses for each in outlines):
            named = {each for name in (*own, *packaged) if (known := ask(template, name)) for each in known.names}
            found += [_unused(each, packaged) for each in strange if each not in named]
    return tuple(found)


def _below(ask: Ask, path: str) -> Iterator[str]:
    """Yield the names of the files below a folder, as templates name them."""
    names = ask(folder, path)
    start = THEME if path == THEME else f"{path}/"
    yield from names.files if names else ()
    for each in names.folders if names else ():
        yield from (f"{each}/{name}" for name in _below(ask, start + each))


def _unknown_blocks(ask: Ask, name: str) -> Iterator[Problem]:
    known = ask(outline, name)
    above = _blocks_above(ask, name)
    if known is None or not above:
        return
    for block, line in known.outermost:
        if block not in above:
            what = f"The block {shown(block)} is in no template that this one extends, so it is never shown."
            remedy = did_you_mean(block, above) or f"The blocks are {', '.join(map(shown, sorted(above)))}."
            yield problem("template/unknown-block", OWN + name, line, 0, what, remedy)


def _blocks_above(ask: Ask, name: str) -> frozenset[str]:
    """Return the blocks of the templates that one extends; none where it extends none, or it cannot be told which."""
    found: set[str] = set()
    met = {name}
    known = ask(outline, name)
    while known and known.extends and known.extends not in met:
        met.add(known.extends)
        known = ask(outline, known.extends)
        if known is None or (known.chooses and not known.extends):
            return frozenset()
        found.update(known.blocks)
    return frozenset(found)


def _unused(name: str, packaged: set[str]) -> Problem:
    what = "No template has this name in the theme, and none names it, so it is never used."
    remedy = (
        did_you_mean(name, packaged) or "Name it in a template, give it the name of one of the theme’s, or remove it."
    )
    return problem("template/unused", OWN + name, 0, 0, what, remedy)
