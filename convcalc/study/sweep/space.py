"""A space of designs: a spec, what varies in it, and what each combination of values binds."""

from __future__ import annotations

from math import prod

from convcalc.language.problems import Place
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Value
from convcalc.spec.changes import Change
from convcalc.spec.model import Shape, Spec


class Axis(NamedTuple):
    """What varies by itself: a knob, as people name it, with its values in order.

    A `hidden` one is a letter that others are worked out from.
    """

    name: str
    values: tuple[Value | Shape, ...]
    place: Place
    hidden: bool = False


class Binding(NamedTuple):
    """What a walk takes in place of what is written: the value of a parameter or of a `?`, or an input's shape.

    `target` is the name in the environment, or the input's. `values` has one for each combination of the values of
    `axes`, the last axis fastest; where a combination has none, the text that says why.
    """

    target: str
    axes: tuple[int, ...]
    values: tuple[Value | Shape | NoValue, ...]
    of_input: bool = False


class NoValue(NamedTuple):
    """Why a combination of values has none: the design is none."""

    message: str


class Space(NamedTuple):
    """A spec with the changes left for its walk, the axes, and the bindings.

    Values are combined, the last axis fastest.
    """

    spec: Spec
    changes: list[Change]
    axes: tuple[Axis, ...]
    bindings: tuple[Binding, ...]

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def size(self) -> int:
        """How many designs there are."""
        return prod(self.lengths)
