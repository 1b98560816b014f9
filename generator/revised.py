"""A large mapping that nobody changes, and how one that many share differs from it."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping
from itertools import chain
from typing import TypeVar

V = TypeVar("V")


class Revised(MutableMapping[str, V]):
    """A mapping of which few entries differ from one `before`: those that are `changed` or new, and those that are
    `gone`.

    To copy hundreds of thousands of entries, and to find out later which are others, would take longer than all that is
    done with the few that are. What was changed may be as it was before.
    """

    __slots__ = ("before", "changed", "gone")

    def __init__(self, before: Mapping[str, V], gone: Iterable[str] = ()) -> None:
        self.before = before
        self.changed: dict[str, V] = {}
        self.gone = set(gone)

    def __getitem__(self, key: str) -> V:
        if key in self.changed:
            return self.changed[key]
        if key in self.gone:
            raise KeyError(key)
        return self.before[key]

    def __setitem__(self, key: str, value: V) -> None:
        self.changed[key] = value
        self.gone.discard(key)

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self.changed.pop(key, None)
        if key in self.before:
            self.gone.add(key)

    def __contains__(self, key: object) -> bool:
        return key in self.changed or (key in self.before and key not in self.gone)

    def __iter__(self) -> Iterator[str]:
        left = (key for key in self.before if key not in self.gone) if self.gone else iter(self.before)
        return chain(left, (key for key in self.changed if key not in self.before))

    def __len__(self) -> int:
        return len(self.before) - len(self.gone) + sum(key not in self.before for key in self.changed)

    def items(self) -> ItemsView[str, V]:
        """Return all entries."""
        return self.merged().items() if self.changed or self.gone else self.before.items()

    def merged(self) -> dict[str, V]:
        """Return all entries, as a mapping of their own."""
        merged = {**self.before, **self.changed}
        for key in self.gone:
            del merged[key]
        return merged
