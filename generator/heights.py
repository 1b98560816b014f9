"""How high a question stands above the sources, as far as the code tells.

Nothing depends on it but how often a question runs: what stands lower is better brought up to date first.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType


def height(function: object, known: dict[object, int]) -> int:
    """Return how many calls lie one below the other at most, from a function down to what calls nothing of ours.

    Only functions count that code names, in the module itself or in a mapping there. One that calls itself, if only in
    the end, counts once. `known` are the heights that are known already; it grows.
    """
    if not isinstance(function, FunctionType):
        return 0
    if function not in known:
        known[function] = 0
        known[function] = 1 + max((height(each, known) for each in _called(function)), default=0)
    return known[function]


def _called(function: FunctionType) -> Iterator[object]:
    package = function.__module__.partition(".")[0]
    for name in _names(function.__code__):
        found = function.__globals__.get(name)
        for each in found.values() if isinstance(found, dict) else (found,):
            if isinstance(each, FunctionType) and each.__module__.partition(".")[0] == package:
                yield each


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)
