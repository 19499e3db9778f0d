"""The names that expressions know at a place: layer over layer, so that what is the same everywhere is kept once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from convcalc.language.values import Size, Value
from convcalc.spec.model import Shape

INDEX = "index"

SIZE_NAMES = ("in_depth", "in_height", "in_width", "in_length", "in_size")
"""The names by which expressions read how large what comes in is along its spatial axes."""

INPUT_NAMES = ("in_channels", *SIZE_NAMES)
"""The names by which expressions read the size of what comes in."""

_AXES: tuple[tuple[str, ...], ...] = (
    (),
    ("in_width",),
    ("in_height", "in_width"),
    ("in_depth", "in_height", "in_width"),
)


class Names(dict[str, Value]):
    """Names with values of their own, over `outer` ones, but for those that are `hidden`.

    A spec's parameters lie below all others, a block's parameters over them, and uppermost what changes from step to
    step: the size of what comes in, and the number of a repeat's copy.
    """

    __slots__ = ("hidden", "outer", "shape")

    def __init__(self, outer: dict[str, Value], hidden: Collection[str] = ()) -> None:
        super().__init__()
        self.outer = outer
        self.hidden = hidden
        self.shape: Shape | None = None

    def __missing__(self, name: str) -> Value:
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
        names: dict[str, Value] = self
        while isinstance(names, Names):
            if dict.__contains__(names, name):
                return names[name]
            if name in names.hidden:
                return default
            names = names.outer
        return names.get(name, default)

    def set_input(self, shape: Shape | None) -> None:
        """Let expressions read the size of what comes in, None where that is not known."""
        if shape is self.shape:
            return
        self.shape = shape
        for name in INPUT_NAMES:
            self.pop(name, None)
        if shape is not None:
            self["in_channels"] = shape[0]
            self.update(zip(_AXES[len(shape) - 1], shape[1:], strict=True))
            if len(shape) == 2:
                self["in_length"] = shape[1]
            if len(shape) > 1:
                self["in_size"] = Size(shape[1:])

    def beside(self, outer: dict[str, Value] | None = None) -> Names:
        """The names of a step beside this one, or over other `outer` names: all but the size of what comes in."""
        names = Names(self.outer if outer is None else outer)
        if dict.__contains__(self, INDEX):
            names[INDEX] = self[INDEX]
        return names

    def varying(self) -> Iterator[tuple[str, Value]]:
        """The names that may have another value elsewhere: all but the spec's parameters."""
        yield from self.items()
        if isinstance(self.outer, Names):
            yield from self.outer.varying()
