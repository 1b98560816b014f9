"""The next moment at which the site changes although nobody edits it.

Time enters a build through one question, `sources.has_passed`. What memory knows of it names every instant that
matters; which of them change a byte is found by building for that instant, without publishing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from generator.ask import nature
from generator.engine import Engine
from generator.memory import Memory
from generator.problems import Problem, has_errors
from generator.sources import World, has_passed


@dataclass(frozen=True, slots=True)
class Horizon:
    """The next moment (RFC 3339, UTC) at which a build comes out different, "" for none.

    Where the site cannot be built now, `problems` says why and there is no moment.
    """

    moment: str
    problems: tuple[Problem, ...] = ()


def horizon(memory: Memory, world: World) -> Horizon:
    """Look for the next moment after the one that `world` stands for.

    `memory` learns from it; whoever gave it discards it afterwards.
    """
    now, problems = _site(memory, world)
    if has_errors(problems):
        return Horizon("", problems)
    for instant in _instants(memory, after=world.options.moment):
        then, problems = _site(memory, replace(world, options=replace(world.options, moment=instant)))
        if then != now or has_errors(problems):
            return Horizon(instant)
    return Horizon("")


def _instants(memory: Memory, after: str) -> list[str]:
    """Return the instants still to come that some question has asked for, in their order."""
    name = nature(has_passed).name
    asked = {msgspec.json.decode(known.args, type=tuple[str])[0] for known in memory.all_of(name)}
    return sorted(each for each in asked if each > after)


def _site(memory: Memory, world: World) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the digest of every page as a build for the moment of `world` would publish it, and the problems."""
    from generator.checks import site_problems
    from generator.plan import pages
    from generator.render import TemplateTrouble, rendered
    from generator.sources import file_digest

    engine = Engine(memory, world)
    problems = engine.ask(site_problems)
    found: dict[str, bytes] = {}
    if not has_errors(problems):
        engine.preload(rendered)
        for page in engine.ask(pages):
            if page.kind in ("asset", "media"):
                found[page.file] = (engine.ask(file_digest, page.key) or "").encode()
                continue
            try:
                found[page.file] = engine.bring(rendered, page.address, page.kind, page.key, page.number)[0]
            except TemplateTrouble as trouble:
                problems = (*problems, trouble.told)
    engine.finish(complete=not has_errors(problems))
    return found, problems
