"""A space of designs: a spec, what varies in it, and what each combination of values binds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import TYPE_CHECKING, cast

from convcalc.language.problems import Place
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, Value
from convcalc.network.walk.binding import Settings
from convcalc.spec.changes import Change
from convcalc.spec.model import Shape, Spec, Written

if TYPE_CHECKING:
    Values = tuple[Value | Shape, ...]
    """A value for each axis of a space."""

EACH = -1
"""Stands for all spatial axes, where a number has a value for each."""


class Axis(NamedTuple):
    """What varies by itself: a knob, as people name it, with its values in order.

    A `hidden` one is a letter that others are worked out from; of a `?` the values were `chosen` here. With a `unit` it
    may be any whole number of these, from its first value on. `start` is what stands there else. Of an input's size
    `side` is the spatial axis along which it is, of an argument that has a number for each of them EACH.
    """

    name: str
    values: tuple[Value | Shape, ...]
    place: Place
    hidden: bool = False
    chosen: bool = False
    unit: Number = 0
    start: Value | None = None
    side: int | None = None

    def probed(self, number: int) -> Value | Shape:
        """Another value for each probe of the space: what stands there else first, then some of its own."""
        values = (self.start, *self.values) if self.start is not None else self.values
        return values[number * 7 % len(values)]


class Binding(NamedTuple):
    """What a walk takes in place of what is written: the value of a parameter or of a `?`, or an input's shape.

    `target` is the name in the environment, or the input's. `values` has one for each combination of the values of
    `axes`, the last axis fastest; where a combination has none, the text that says why. They are as the axes have them,
    or worked out by `made`.
    """

    target: str
    axes: tuple[int, ...]
    values: tuple[Value | Shape | NoValue, ...]
    of_input: bool = False
    made: Callable[[Sequence[Value | Shape]], Shape | NoValue] | None = None


class Said(NamedTuple):
    """A word `NAME=VALUE` that makes a design of the space: an expression, or what is bound by the name `key`.

    Without either it is the shape of an input. With a `call`, the name is an argument's, of the layers that are this
    call; in a design that is possible they have these `paths`.
    """

    name: str
    key: str = ""
    written: Written | None = None
    call: Place | None = None
    paths: tuple[str, ...] = ()


class NoValue(NamedTuple):
    """Why a combination of values has none: the design is none."""

    message: str


class Space(NamedTuple):
    """A spec with the changes left for its walk, the axes, and the bindings.

    Values are combined, the last axis fastest. `letters` are the parameters of the spec that only the space has, `said`
    are the words that make one of its designs.
    """

    spec: Spec
    changes: list[Change]
    axes: tuple[Axis, ...]
    bindings: tuple[Binding, ...]
    letters: frozenset[str] = frozenset()
    said: tuple[Said, ...] = ()

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def size(self) -> int:
        """How many designs there are."""
        return prod(self.lengths)

    def bound(self, indices: Sequence[int]) -> Settings | NoValue:
        """What a walk takes for the design that has these of the values of each axis, or why it is none."""
        return self.given([axis.values[index] for axis, index in zip(self.axes, indices, strict=True)])

    def given(self, values: Sequence[Value | Shape]) -> Settings | NoValue:
        """The same for a value of each axis, which need not be one of its own."""
        settings = Settings({}, {})
        for binding in self.bindings:
            own = [values[axis] for axis in binding.axes]
            value = binding.made(own) if binding.made is not None else own[0]
            if isinstance(value, NoValue):
                return value
            if binding.of_input:
                settings.inputs[binding.target] = cast("Shape", value)
            else:
                settings.values[binding.target] = cast("Value", value)
        return settings

    def open_shape(self, binding: Binding) -> tuple[int | None, ...]:
        """The shape of an input with None for the numbers that vary."""
        shapes = [one for one in binding.values if not isinstance(one, NoValue)]
        first = cast("Shape", shapes[0])
        return tuple(
            size if all(cast("Shape", one)[number] == size for one in shapes) else None
            for number, size in enumerate(first)
        )
