"""Asking a site questions without building it: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.ask import Ask
from generator.build import memory_file, theme_folder
from generator.commands.report import NOT_DONE, stop
from generator.engine import Engine
from generator.memory import open_memory
from generator.sources import Options, look_at
from generator.stamp import program_stamp


@contextmanager
def looked_into(site: Path, options: Options) -> Iterator[Ask]:
    """Give what asks a site questions, with the help of what the last build remembers.

    Ends the program with status 2 and one line where the site cannot be read.
    """
    try:
        memory = open_memory(memory_file(site), program_stamp(), lasting=False)
        try:
            world = look_at(site, theme_folder(), options, {})
            yield Ask(Engine(memory, world), {})
        finally:
            memory.discard()
    except NOT_DONE as error:
        stop(error)
