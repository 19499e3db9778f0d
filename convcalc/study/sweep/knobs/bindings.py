"""What the values of knobs come to: parameters and placeholders as they are, shapes of inputs by what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import cast

from convcalc.costs.arguments import MAXIMUM
from convcalc.language.problems import Nearest, Problems
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Value, show_value
from convcalc.network.walk.binding import evaluate_parameters
from convcalc.spec.model import Setting, Shape, Spec, Written
from convcalc.study.sweep.knobs.ranges import MOST_VALUES
from convcalc.study.sweep.knobs.shapes import Parts
from convcalc.study.sweep.space import Axis, Binding, NoValue


class Bindings:
    """Collects axes and what they bind; the shapes of inputs are worked out once all are known."""

    def __init__(self, spec: Spec, problems: Problems) -> None:
        self.spec = spec
        self.problems = problems
        self.axes: list[Axis] = []
        self.bindings: list[Binding] = []
        self.parameters: dict[str, Axis] = {}
        self.placeholders: list[tuple[str, Axis]] = []
        self.inputs: list[tuple[str, Setting, Axis | Parts]] = []

    def parameter(self, axis: Axis) -> None:
        """Bind a parameter, which has the name of its axis."""
        self.parameters[axis.name] = axis
        self.placeholder(axis.name, axis)

    def placeholder(self, key: str, axis: Axis) -> None:
        """Bind what is read by the name `key`."""
        self.axes.append(axis)
        self.placeholders.append((key, axis))

    def input(self, name: str, one: Setting, parts: Axis | Parts) -> None:
        """Bind an input that varies over whole shapes, or in some of its numbers."""
        varying = [parts] if isinstance(parts, Axis) else [part for part in parts if isinstance(part, Axis)]
        self.axes += [
            axis for number, axis in enumerate(varying) if not any(axis is other for other in varying[:number])
        ]
        self.inputs.append((name, one, parts))

    def expressions(self) -> Iterator[Written]:
        """The expressions in the shapes of inputs."""
        for _, _, parts in self.inputs:
            yield from () if isinstance(parts, Axis) else (part for part in parts if isinstance(part, Written))

    def refuse_unknown(self, written: Written, words: bool = False) -> bool:
        """Say which names of an expression there are not; those that may be `words` are left."""
        unknown = [name for name in written.expression.names() if name.name not in self.spec.parameters]
        unknown = [name for name in unknown if not (words and name.word)]
        for name in unknown:
            place = written.scalar.part(written.offset + name.start, name.end - name.start)
            hint = Nearest(name.name, self.spec.parameters, "parameters and the letters of --let are known")
            self.problems.error(f"the name '{name.name}' is not known here", place, hint)
        return bool(unknown)

    def finish(self, before: int) -> None:
        """Bind everything, where so many axes stand before these; letters are the first of these."""
        self.axes.sort(key=lambda axis: not axis.hidden)
        place = {id(axis): before + number for number, axis in enumerate(self.axes)}
        for key, axis in self.placeholders:
            self.bindings.append(Binding(key, (place[id(axis)],), axis.values))
        for name, one, parts in self.inputs:
            if isinstance(parts, Axis):
                self.bindings.append(Binding(name, (place[id(parts)],), parts.values, of_input=True))
            else:
                self._shapes(name, one, parts, place)

    def _shapes(self, name: str, one: Setting, parts: Parts, place: Mapping[int, int]) -> None:
        """Bind an input to a shape for each combination of what its numbers read."""
        written = [part for part in parts if isinstance(part, Written)]
        if [part for part in written if self.refuse_unknown(part)]:
            return
        read, needed = self._needed(written)
        own = [part for part in parts if isinstance(part, Axis)]
        used = sorted({id(axis): axis for axis in [*own, *read]}.values(), key=lambda axis: place[id(axis)])
        if prod(len(axis.values) for axis in used) > MOST_VALUES:
            message = f"{one.name} has more than {MOST_VALUES:,} shapes"
            self.problems.error(message, one.part(0, len(one.text)), "take greater steps in what it reads")
            return

        def made(combination: Sequence[Value | Shape]) -> Shape | NoValue:
            given = {id(axis): value for axis, value in zip(used, combination, strict=True)}
            bound = {axis.name: cast("Value", given[id(axis)]) for axis in read}
            known = evaluate_parameters(needed, Problems(), bound) if written else bound
            return _shape(one.name, parts, given, known)

        values = tuple(map(made, product(*(axis.values for axis in used))))
        refused = [value for value in values if isinstance(value, NoValue)]
        if refused and len(refused) == len(values):
            self.problems.error(refused[0].message, one.part(0, len(one.text)), "round it: round(x)")
        axes = tuple(place[id(axis)] for axis in used)
        self.bindings.append(Binding(name, axes, values, of_input=True, made=made))

    def _needed(self, expressions: Sequence[Written]) -> tuple[list[Axis], Spec]:
        """The axes of parameters that expressions read, also by other parameters, and a spec that has these alone."""
        names = dict.fromkeys(name for one in expressions for name in one.expression.reads)
        pending = list(names)
        while pending:
            parameter = self.spec.parameters.get(pending.pop())
            if parameter is not None and parameter.default is not None:
                found = [name for name in parameter.default.expression.reads if name not in names]
                names.update(dict.fromkeys(found))
                pending += found
        needed = self.spec.copy()
        needed.parameters = {name: one for name, one in self.spec.parameters.items() if name in names}
        return [axis for name, axis in self.parameters.items() if name in names], needed


def _shape(title: str, parts: Parts, given: Mapping[int, object], known: Mapping[str, Value]) -> Shape | NoValue:
    """The shape of an input with these values of its axes and of the parameters."""
    shape = []
    for part in parts:
        if isinstance(part, Axis):
            size = given[id(part)]
        elif isinstance(part, int):
            size = part
        else:
            try:
                size = part.expression.evaluate(known)
            except ExpressionError as error:
                return NoValue(f"{title}: {part.expression.text} has no value: {error.message}")
            if type(size) is not int or not 1 <= size <= MAXIMUM:
                text = part.expression.text
                return NoValue(f"{title}: {text} is {show_value(size)}, a size is a whole number from 1 to {MAXIMUM:,}")
        assert isinstance(size, int)
        shape.append(size)
    return tuple(shape)
