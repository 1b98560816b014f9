"""Text → YAML that this program reads back as the same text, for what editors are given to copy."""

from __future__ import annotations

import re
from typing import Final

PLAIN: Final = re.compile(r"[^\W_](?:.*[^\s:])?")
READ_OTHERWISE: Final = re.compile(r"true|false|null|yes|no|on|off|y|n|[0-9][0-9_.,:eExXoObB+-]*", re.IGNORECASE)
"""What our reader takes for text, and other readers of YAML for something else."""


def scalar(text: str) -> str:
    """Write a text of one line as a value or a key, in quotes only where it needs them."""
    if PLAIN.fullmatch(text) and not re.search(r": |\s#|\t", text) and not READ_OTHERWISE.fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entry(key: str, lists: dict[str, tuple[str, ...]]) -> str:
    """Write an entry of topics.yaml whose values are lists of names."""
    lines = [f"{scalar(key)}:"]
    for name, items in lists.items():
        lines += [f"  {name}:", *(f"    - {scalar(each)}" for each in items)]
    return "\n".join(lines)
