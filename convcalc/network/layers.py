"""Layers: what a call of an op makes of the tensor before it, and a join of several."""

from __future__ import annotations

from typing import Any

from convcalc.costs.op import Cost, Op, RuleError, Shape, show_shape
from convcalc.costs.unread import warning
from convcalc.language.problems import Problems
from convcalc.language.values import Size
from convcalc.network.binding import Given, bind_op, show_operation
from convcalc.network.calls import CallWalk
from convcalc.network.frame import Frame, Tensor
from convcalc.network.graph import INPUT, Graph, Layer
from convcalc.network.joins import JoinError, joined
from convcalc.network.parts import WARNING, Parts
from convcalc.network.scope import UNKNOWN
from convcalc.spec.changes import Change
from convcalc.spec.inputs import turned_hint
from convcalc.spec.model import Branch, Call, Join, Spec
from convcalc.spec.signature import by_position, op_signature


class LayerWalk(CallWalk):
    """Runs calls of ops; equal layers on equal inputs are computed once."""

    def __init__(self, spec: Spec, changes: list[Change], problems: Problems, parts: Parts | None = None) -> None:
        super().__init__(spec, changes, problems, parts)
        self.costs: dict[Any, tuple[dict[str, Any], Cost]] = parts.costs if parts is not None else {}

    def op_call(self, call: Call, op: Op, name: str, frame: Frame, current: Tensor, first: Any) -> Tensor:
        """Run an op: a layer."""
        self.room.step(call.scalar.place)
        parsed = call.parsed
        if current is None:
            hint = "with several inputs a list begins with `from NAME`"
            return self.error(frame, f"{op.name} has no input here", call.argument_place(None), hint)
        shape = self.graph.layers[current].output if current >= 0 else None
        operation = parsed.plain if first is None and parsed.callee == op.name and not self.is_changed(frame) else ""
        found = self.costs.get((operation, shape)) if operation else None
        if found is None:
            arguments = self.arguments(call, op_signature(op), name, frame, current, first)
            if arguments is None:
                return UNKNOWN
            given, values = arguments
            operation = operation or show_operation(op.name, by_position(parsed, op_signature(op)), given, values, op)
            found = self.costs.get((operation, shape)) or self.cost(call, op, given, values, current, frame)
            if found is None:
                return UNKNOWN
            self.costs[(operation, shape)] = found
        if current < 0 or (parsed.stated and not self.comes_in(call, self.graph.layers[current].output, frame)):
            return UNKNOWN
        layer = self.add_layer(name, frame.group, op.name, operation, call.scalar.place)
        layer.arguments, cost = found
        layer.inputs = (self.take(current),)
        layer.output, layer.params, layer.macs = cost.output, cost.params, cost.macs
        if cost.unread:
            layer.unread = cost.unread
            message = warning(cost.unread)
            self.problems.warning(message, call.place, None, frame.trail)
            self.stamps.note(WARNING, message, call.place, frame.trail)
        if self.replays:
            return self.reused(layer, call, frame)
        return layer.number

    def join_layer(self, join: Join, name: str, frame: Frame, results: list[tuple[Tensor, Branch]]) -> Tensor:
        """Join the results of branches: a layer, where they fit."""
        tensors = []
        for tensor, branch in results:
            if tensor is None:
                hint = "with several inputs a branch begins with `from NAME`"
                return self.error(frame, f"a branch of {join.kind} has no input", branch.body.place, hint)
            tensors.append(tensor)
        if UNKNOWN in tensors:
            return UNKNOWN
        layers = self.graph.layers
        try:
            output = joined(join.kind, [layers[tensor].output for tensor in tensors])
        except JoinError as error:
            place = results[error.branch][1].body.place
            other = results[error.other][1].body.place
            where = f"the other branch is at column {other.column} of line {other.line}"
            hint = f"{error.hint}; {where}" if error.hint else where
            return self.error(frame, error.message, place, hint)
        layer = self.add_layer(name, frame.group, join.kind, join.kind, join.place)
        layer.inputs = tuple(map(self.take, tensors))
        layer.output = output
        if self.replays:
            layer.original = self.original(layer)
        return layer.number

    def comes_in(self, call: Call, shape: Shape, frame: Frame) -> bool:
        """Whether what comes in is what pasted code says of it; if not, that has been said."""
        from convcalc.spec.pasted.read import contradiction

        for stated in call.parsed.stated:
            if (found := contradiction(stated, shape)) is not None:
                place = call.scalar.part(stated.offset, stated.length)
                message, hint = found
                self.error(frame, message, place, hint or f"here it is never written: {call.parsed.text}")
                return False
        return True

    def cost(
        self, call: Call, op: Op, given: Given, values: dict[str, Any], current: int, frame: Frame
    ) -> tuple[dict[str, Any], Cost] | None:
        """The checked arguments and the cost of a layer; None where it can't be, which is then said."""
        shape = self.graph.layers[current].output if current >= 0 else None
        axes = len(shape) - 1 if shape is not None else self.likely_axes(values)
        try:
            if shape is not None:
                op.check_axes(shape)
            bound, wrong = bind_op(op, given, values, axes, frame.environment)
            for bad in wrong:
                self.error(frame, bad.message, bad.place, bad.hint)
            return (bound, op.cost(bound, shape)) if shape is not None and not wrong else None
        except RuleError as error:
            blamed = next((given[name] for name in error.argument.split() if name in given), None)
            place = blamed.place if blamed is not None else call.argument_place(None)
            self.error(frame, error.message, place, error.hint or self.input_hint(current))
            return None

    def input_hint(self, current: int) -> str | None:
        """What may be wrong with the input where the first layer can't read it."""
        first = self.graph.layers[current] if current >= 0 else None
        return turned_hint(first.output) if first is not None and first.op == INPUT else None

    def likely_axes(self, values: dict[str, Any]) -> int:
        """How many axes an unknown tensor has, to check arguments by: as many as a size that is given."""
        sizes = [len(value) for value in values.values() if isinstance(value, Size)]
        return sizes[0] if sizes else 2

    def reused(self, layer: Layer, call: Call, frame: Frame) -> Tensor:
        """Make a layer use the weights of the one it repeats."""
        number = self.original(layer)
        layer.original = number
        if not layer.params:
            return layer.number
        original = self.graph.layers[number] if number is not None else None
        if original is None and self.problems.errors:
            return UNKNOWN
        if original is None or original.op != layer.op:
            return self.error(frame, "there are no weights to use again: this layer did not run before", call.place)
        if original_params(original, self.graph) != layer.params:
            message = f"the weights of {original.path} can't be used again here"
            shapes = [show_shape(self.graph.layers[one.inputs[0]].output) for one in (original, layer)]
            hint = f"there its input is {shapes[0]}, here {shapes[1]}"
            return self.error(frame, message, call.place, hint)
        layer.params = 0
        return layer.number


def original_params(layer: Layer, graph: Graph) -> int:
    """The parameters of the layer whose weights these are."""
    while layer.original is not None:
        layer = graph.layers[layer.original]
    return layer.params
