"""What memory keeps of many files, all of the site or all of an output folder: everything as it was in some build, and
what is different since.

An edit changes a few of hundreds of thousands. To write all of them again was most of what such a build wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from generator.freshness import Stamp
from generator.memory import Memory
from generator.revised import Revised

Stamps = dict[str, Stamp]

SHARE: Final = 20
"""Everything is written anew when more than one file in so many is different."""


class Since(msgspec.Struct, frozen=True, array_like=True):
    """What is different: the files that are new or others, and those that are gone."""

    changed: Stamps
    gone: set[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What memory keeps under a name: all stamps, which nobody changes, and what they were made of: how many there are
    without `since`, and that."""

    name: str
    stamps: Mapping[str, Stamp]
    whole: int
    since: Since


_read_stamps = msgspec.msgpack.Decoder(Stamps).decode
_read_since = msgspec.msgpack.Decoder(Since).decode
_pack = msgspec.msgpack.Encoder().encode


def known_stamps(memory: Memory, name: str = "sources") -> Known:
    """Return what is known of the files of the site, or of those of an output folder."""
    kept, later = memory.fact(name), memory.fact(_since(name))
    stamps = _read_stamps(kept) if isinstance(kept, bytes) else {}
    since = _read_since(later) if isinstance(later, bytes) else Since({}, set())
    whole = len(stamps)
    stamps |= since.changed
    for path in since.gone:
        stamps.pop(path, None)
    return Known(name, stamps, whole, since)


def remember_stamps(memory: Memory, known: Known, stamps: Mapping[str, Stamp]) -> None:
    """Keep what is known of files now; `known` is what memory knew of them when it was opened."""
    before = known.stamps
    if isinstance(stamps, Revised) and stamps.before is before:
        # All others need not be compared.
        changed = {path: stamp for path, stamp in stamps.changed.items() if before.get(path) != stamp}
        gone = stamps.gone
    else:
        changed = {path: stamp for path, stamp in stamps.items() if before.get(path) != stamp}
        gone = {*before.keys() - stamps.keys()}
    if not (changed or gone):
        return
    since = Since({**known.since.changed, **changed}, (known.since.gone - changed.keys()) | gone)
    for path in gone:
        since.changed.pop(path, None)
    if (len(since.changed) + len(since.gone)) * SHARE > known.whole:
        # In order, since whoever wants them in order has them sooner then.
        memory.set_fact(known.name, _pack(dict(sorted(stamps.items()))))
        memory.set_fact(_since(known.name), _pack(Since({}, set())))
    else:
        memory.set_fact(_since(known.name), _pack(since))


def _since(name: str) -> str:
    return f"since {name}"
