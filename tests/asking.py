"""One question of a site, without building it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from generator.engine import Engine
from generator.memory import open_memory
from generator.sources import Options, look_at
from tests.sites import THEME, Site

P = ParamSpec("P")
R = TypeVar("R")


def ask(site: Site, question: Callable[Concatenate[Any, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return the answer that a build from nothing would get."""
    memory = open_memory(None, "")
    try:
        world = look_at(site.folder, THEME, Options(site.moment), {})
        return Engine(memory, world, strict=True).ask(question, *args, **kwargs)
    finally:
        memory.discard()
