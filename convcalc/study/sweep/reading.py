"""What steps read: the values of names, and the axes on which these hang."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from convcalc.language.values import Size, Value
from convcalc.network.steps.resumed import Refused
from convcalc.network.walk.binding import BindError, evaluate
from convcalc.spec.model import Shape
from convcalc.spec.parameters import in_order
from convcalc.study.sweep.positions import Positions
from convcalc.study.sweep.space import NoValue, Space

Axes = tuple[int, ...]


class Reading:
    """The names that a space gives values, and those parameters that hang on them.

    `bound` are the names that it binds; `varying` those whose values are not the same in all designs.
    """

    def __init__(self, space: Space, positions: Positions) -> None:
        self.space = space
        self.positions = positions
        self.bound = {binding.target: binding for binding in space.bindings if not binding.of_input}
        self.inputs = [binding for binding in space.bindings if binding.of_input]
        self._order = in_order(space.spec.parameters)
        self._needs = {name: frozenset(self._needed(name)) for name in (*space.spec.parameters, *self.bound)}
        self.varying = frozenset(name for name in self._needs if self.axes([name]))

    def axes(self, names: Iterable[str]) -> Axes:
        """The axes on which the values of some names hang."""
        return tuple(sorted({axis for name in self._known(names) for axis in self._own_axes(name)}))

    @property
    def input_axes(self) -> Axes:
        """The axes on which the shapes of the inputs hang."""
        return tuple(sorted({axis for binding in self.inputs for axis in binding.axes}))

    @cached_property
    def names(self) -> list[str]:
        """All names, each behind those that its value needs."""
        return [*self.bound, *(name for name in self._order if name not in self.bound)]

    def words(self) -> dict[str, frozenset[str]]:
        """The words that names may hold."""
        words: dict[str, frozenset[str]] = {}
        for name in self.names:
            values = self.bound[name].values if name in self.bound else ()
            needed = self._needs[name] - {name}
            held = {value for value in values if isinstance(value, str)} | needed.difference(self._needs)
            words[name] = frozenset(held).union(*(words.get(one, ()) for one in needed))
        return {name: held for name, held in words.items() if held}

    def values(self, names: Iterable[str], axes: Axes, position: int) -> dict[str, Value]:
        """The values of some names, and of what these need, at a position along axes. Raises Refused."""
        known = self._known(names)
        values: dict[str, Value] = {}
        for name in known.intersection(self.bound):
            binding = self.bound[name]
            value = binding.values[self.positions.within(axes, binding.axes, position)]
            if isinstance(value, NoValue):
                raise Refused(value.message)
            values[name] = as_value(value)
        for name in self._order:
            default = self.space.spec.parameters[name].default
            if name in known and name not in values and default is not None:
                try:
                    values[name] = evaluate(default, values)
                except BindError as error:
                    raise Refused(error.message) from None
        return values

    def shapes(self, position: int) -> dict[str, Shape]:
        """The shapes of the inputs at a position along their axes. Raises Refused."""
        shapes: dict[str, Shape] = {}
        for binding in self.inputs:
            shape = binding.values[self.positions.within(self.input_axes, binding.axes, position)]
            if isinstance(shape, NoValue):
                raise Refused(shape.message)
            assert isinstance(shape, tuple)
            shapes[binding.target] = tuple(map(int, shape))
        return shapes

    def _own_axes(self, name: str) -> Axes:
        return self.bound[name].axes if name in self.bound else ()

    def _known(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self._needs[name] for name in names if name in self._needs))

    def _needed(self, name: str) -> Iterator[str]:
        """A name, and those that its value needs."""
        found: set[str] = set()
        pending = [name]
        while pending:
            one = pending.pop()
            if one in found:
                continue
            found.add(one)
            yield one
            parameter = self.space.spec.parameters.get(one)
            if one not in self.bound and parameter is not None and parameter.default is not None:
                pending += parameter.default.expression.reads


def as_value(value: Value | Shape) -> Value:
    """A value of a name, which is no shape."""
    assert not isinstance(value, tuple) or isinstance(value, Size)
    return value
