"""What a job works with, and how it may fail: what the building process has to know without knowing other processes.

Most builds have so little to do that to import what starts processes would be a good part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.engine import Engine
from generator.sources import World


class WorkerFailed(Exception):
    """A process that did a part of the work died, or raised what cannot be told otherwise."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a job works with."""

    engine: Engine
    world: World
