"""The list of the files in an output folder that are ours: what it looks like, and where it lies."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from unicodedata import normalize

import msgspec

from generator.fingerprint import DIGEST_SIZE, digest
from generator.freshness import Digests, Look, Stamp

OURS: Final = ".broadsheet"
"""The folder in the output folder where the list, the journal and the staging folder are."""

HEADER: Final = "broadsheet files 1"

HEX: Final = 2 * DIGEST_SIZE
"""How many characters the digest of a file has in the list."""

DAMAGED: Final = digest(b"damaged list")
"""Stands for what a list that is damaged or lost ends with; no other list has it."""


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """What a list ends with, what is known of the folders that the files lie in, and the files that are ours with the
    digests of their bytes; None where they are those that the stamps of the output folder have."""

    seal: bytes
    folders: dict[str, Look]
    files: dict[str, bytes] | None

    def with_stamps(self, stamps: Mapping[str, Stamp]) -> Mapping[str, bytes]:
        """Return the files, where the stamps of the folder are these."""
        return Digests(stamps) if self.files is None else self.files


def format_listing(files: Mapping[str, bytes]) -> str:
    """Return the list of our files as text: a header, a line for each file, and the digest of all lines before."""
    lines = [HEADER, *[f"{files[path].hex()} {path}" for path in sorted(files)]]
    return _sealed("\n".join(lines) + "\n")


def revise_listing(text: str, others: Mapping[str, bytes]) -> str:
    """Return a list that is not damaged with other digests of some of its files.

    The lines are in order of the paths. To write each of hundreds of thousands anew would take longer than to render
    the few pages of an edit. Raises KeyError for a file that is not listed.
    """
    pieces: list[str] = []
    done = 0
    for path in sorted(others):
        start = _line_of(path, text)
        pieces += (text[done:start], others[path].hex())
        done = start + HEX
    return _sealed("".join((*pieces, text[done : _end(text)])))


def parse_listing(text: str) -> dict[str, bytes] | None:
    """Return the files of a list with their digests; None where it is damaged."""
    lines = text.split("\n")
    if len(lines) < 3 or lines[0] != HEADER or seal_of(text) == DAMAGED:
        return None
    files = {path: bytes.fromhex(known) for known, _, path in (line.partition(" ") for line in lines[1:-2])}
    return None if any(is_outside(path) for path in files) else files


def seal_of(text: str) -> bytes:
    """Return what a list ends with, the digest of all lines before; `DAMAGED` where it is another."""
    end = _end(text)
    found = digest(text[:end].encode())
    return found if text[end:] == f"{found.hex()}\n" else DAMAGED


def trusted_seal(text: str) -> bytes:
    """Return what a list ends with that is known not to be damaged."""
    return bytes.fromhex(text[_end(text) : -1])


def _sealed(lines: str) -> str:
    return f"{lines}{digest(lines.encode()).hex()}\n"


def _end(text: str) -> int:
    """Return where the lines of a list end that its last one is the digest of."""
    return text.rfind("\n", 0, max(len(text) - 1, 0)) + 1


def _line_of(path: str, text: str) -> int:
    """Return where the line of a file begins. Raises KeyError."""
    first, last = len(HEADER) + 1, _end(text)
    while first < last:
        middle = (first + last) // 2
        start = text.rfind("\n", 0, middle) + 1
        end = text.index("\n", middle)
        found = text[start + HEX + 1 : end]
        if found == path:
            return start
        first, last = (end + 1, last) if found < path else (first, start)
    raise KeyError(path)


def listing_file(folder: Path) -> Path:
    """Return where the list of an output folder lies."""
    return folder / OURS / "files"


def text_of(file: Path) -> str:
    """Return a list that lies in a file; "" where there is none that can be read."""
    try:
        return file.read_text("utf-8")
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
