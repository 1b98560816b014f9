"""The program as an input: what another version of it remembered is not trusted."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

LIBRARIES: Final = (
    "babel", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pydantic", "pydantic-core", "pygments",
    "pymdown-extensions", "python-slugify", "pyyaml", "rapidfuzz", "text-unidecode", "unidecode", "tzdata",
)  # fmt: skip
"""The libraries that have a say in what is built."""


@cache
def program_stamp() -> str:
    """Return a digest of the generator's own code, of Python's version and of the libraries' versions."""
    stamp = blake2b(sys.version.encode(), digest_size=16)
    for name in LIBRARIES:
        stamp.update(f"{name} {_version(name)}\n".encode())
    folder = Path(__file__).parent
    for file in sorted(folder.rglob("*.py")):
        stamp.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return stamp.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
