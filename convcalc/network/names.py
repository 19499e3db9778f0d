"""The names that expressions know at a place: layer over layer, so that what is the same everywhere is kept once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

INDEX = "index"


class Names(dict[str, Any]):
    """Names with values of their own, over `outer` ones, but for those that are `hidden`.

    A spec's parameters lie below all others, a block's parameters over them, and uppermost what changes from step to
    step: the size of what comes in, and the number of a repeat's copy.
    """

    __slots__ = ("hidden", "outer")

    def __init__(self, outer: dict[str, Any], hidden: Collection[str] = ()) -> None:
        super().__init__()
        self.outer = outer
        self.hidden = hidden

    def __missing__(self, name: str) -> Any:
        if name in self.hidden:
            raise KeyError(name)
        return self.outer[name]

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, name) or (name not in self.hidden and name in self.outer)

    def __iter__(self) -> Iterator[str]:
        yield from super().__iter__()
        yield from (name for name in self.outer if name not in self.hidden)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, here or further out."""
        try:
            return self[name]
        except KeyError:
            return default

    def beside(self, outer: dict[str, Any] | None = None) -> Names:
        """The names of a step beside this one, or over other `outer` names: all but the size of what comes in."""
        found = Names(self.outer if outer is None else outer)
        if dict.__contains__(self, INDEX):
            found[INDEX] = self[INDEX]
        return found

    def varying(self) -> Iterator[tuple[str, Any]]:
        """The names that may have another value elsewhere: all but the spec's parameters."""
        yield from self.items()
        if isinstance(self.outer, Names):
            yield from self.outer.varying()
