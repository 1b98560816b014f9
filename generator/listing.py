"""The list of the files in an output folder that are ours: what it looks like, and where it lies."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from unicodedata import normalize

import msgspec

from generator.fingerprint import digest
from generator.freshness import Stamp, digests_of

OURS: Final = ".broadsheet"
"""The folder in the output folder where the list, the journal and the staging folder are."""

HEADER: Final = "broadsheet files 1"


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """The digest of the text that lists the files that are ours, and these with the digests of their bytes; None where
    they are those that the stamps of the folder have."""

    text: bytes
    files: dict[str, bytes] | None

    def with_stamps(self, stamps: Mapping[str, Stamp]) -> dict[str, bytes]:
        """Return the files, where the stamps of the folder are these."""
        return digests_of(stamps) if self.files is None else self.files


def format_listing(files: Mapping[str, bytes]) -> str:
    """Return the list of our files as text: a header, a line for each file, and the digest of all lines before."""
    lines = [HEADER, *[f"{files[path].hex()} {path}" for path in sorted(files)]]
    text = "\n".join(lines) + "\n"
    return f"{text}{digest(text.encode()).hex()}\n"


def parse_listing(text: str) -> dict[str, bytes] | None:
    """Return the files of a list with their digests; None where it is damaged."""
    lines = text.split("\n")
    body = "\n".join(lines[:-2]) + "\n"
    if len(lines) < 3 or lines[0] != HEADER or lines[-2] != digest(body.encode()).hex():
        return None
    files = {path: bytes.fromhex(known) for known, _, path in (line.partition(" ") for line in lines[1:-2])}
    return None if any(is_outside(path) for path in files) else files


def listing_file(folder: Path) -> Path:
    """Return where the list of an output folder lies."""
    return folder / OURS / "files"


def listing_text(folder: Path) -> str:
    """Return the list of an output folder; "" where there is none that can be read."""
    try:
        return listing_file(folder).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def is_outside(path: str) -> bool:
    """Say whether a path could lead out of the output folder, or to what is kept there for ourselves."""
    parts = path.split("/")
    return "" in parts or ".." in parts or "." in parts or parts[0] == OURS or "\0" in path or "\n" in path


def folded(path: str) -> str:
    """Return what two paths have in common that are one on some disk: case and Unicode form."""
    return path.lower() if path.isascii() else normalize("NFC", normalize("NFC", path).casefold())


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders above a path, the outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))


def write_whole(place: Path, data: bytes) -> None:
    """Write a file so that it is either there whole or as it was before."""
    part = place.with_name(place.name + ".part")
    part.write_bytes(data)
    os.replace(part, place)
