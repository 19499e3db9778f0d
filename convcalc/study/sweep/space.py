"""A space of designs: a spec, what varies in it, and what each combination of values binds."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import cast

from convcalc.language.problems import Place
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Value
from convcalc.network.walk.binding import Settings
from convcalc.spec.changes import Change
from convcalc.spec.model import Shape, Spec, Written


class Axis(NamedTuple):
    """What varies by itself: a knob, as people name it, with its values in order.

    A `hidden` one is a letter that others are worked out from; of a `?` the values were `chosen` here.
    """

    name: str
    values: tuple[Value | Shape, ...]
    place: Place
    hidden: bool = False
    chosen: bool = False


class Binding(NamedTuple):
    """What a walk takes in place of what is written: the value of a parameter or of a `?`, or an input's shape.

    `target` is the name in the environment, or the input's. `values` has one for each combination of the values of
    `axes`, the last axis fastest; where a combination has none, the text that says why.
    """

    target: str
    axes: tuple[int, ...]
    values: tuple[Value | Shape | NoValue, ...]
    of_input: bool = False


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
        settings = Settings({}, {})
        for binding in self.bindings:
            number = 0
            for axis in binding.axes:
                number = number * len(self.axes[axis].values) + indices[axis]
            value = binding.values[number]
            if isinstance(value, NoValue):
                return value
            if binding.of_input:
                settings.inputs[binding.target] = cast("Shape", value)
            else:
                settings.values[binding.target] = cast("Value", value)
        return settings
