"""Layers: what a call of an op makes of the tensor before it, and a join of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.costs.arguments import LayerError
from convcalc.costs.joins import JoinError, joined
from convcalc.costs.op import JOIN, Bound, Cost, Op, Shape
from convcalc.costs.ops import BRANCHED
from convcalc.costs.unread import warning
from convcalc.language.values import Size, Value
from convcalc.network.graph import INPUT, Layer
from convcalc.network.parted import parted
from convcalc.network.walk.arguments import Arguments
from convcalc.network.walk.binding import Given, bind_op, show_operation
from convcalc.network.walk.frame import NOTHING, First, Frame, Tensor
from convcalc.network.walk.parts import MOST_KEPT, NOWHERE, Costs, Plain, WorkedOut
from convcalc.network.walk.reads import sizes_in
from convcalc.network.walk.references import References
from convcalc.network.walk.walk import Walk
from convcalc.spec.inputs import turned_hint
from convcalc.spec.model import Branch, Call, Join
from convcalc.spec.sides import WITHOUT_SIDES

if TYPE_CHECKING:
    from convcalc.costs.compiled import Run


COMPILED_FROM = 12
"""How often a form of an op's calls is worked out before a function is made of it, which takes as long as that."""


NOTHING_BEFORE = Layer(-1, "", NOWHERE, "", "", None)
"""Stands before what reads nothing."""


class Form:
    """Calls of an op that have as many axes, the same words and flags, and the same arguments that are not given.

    `run` is the function of what they put out and cost, None as long as there is none.
    """

    __slots__ = ("_left", "run")

    def __init__(self) -> None:
        self._left = COMPILED_FROM
        self.run: Run | None = None

    def met(self, op: Op, arguments: Bound, axes: int) -> None:
        """Note that such a call was met, for which there is no function yet."""
        self._left -= 1
        if not self._left:
            from convcalc.costs.compiled import compiled

            self.run = compiled(op, arguments, axes)


FORMS: dict[tuple[object, ...], Form] = {}
"""The forms of calls that were met, of all ops."""


def cost(op: Op, arguments: Bound, shape: Shape) -> Cost:
    """What a layer puts out and costs, as `Op.cost` says it; of a form that is met often by its function."""
    if op.changes_nothing:
        return op.cost(arguments, shape)
    axes = len(shape) - 1
    key = (op, axes, *[value if type(value) in (str, bool) else type(value) for value in arguments.values()])
    form = FORMS.get(key)
    if form is None:
        form = FORMS[key] = Form()
    if form.run is None:
        form.met(op, arguments, axes)
    elif (found := form.run(arguments, shape)) is not None:
        return found
    return op.cost(arguments, shape)


class Layers:
    """Runs calls of ops, and joins; equal layers on equal inputs are computed once."""

    def __init__(self, walk: Walk, arguments: Arguments, references: References, costs: Costs) -> None:
        self.walk = walk
        self.references = references
        self.arguments = arguments
        self.costs = costs

    def run(self, call: Call, op: Op, name: str, frame: Frame, current: Tensor, first: First | None) -> Layer | None:
        """The layer that a call of an op makes; None where it can't be, which has then been said."""
        self.walk.room.step(call.scalar.place)
        before = current.layer if op.inputs[1] else NOTHING_BEFORE
        if op.inputs[0] > 1:
            message = f"{op.name} takes {op.inputs[1]} branches"
            self.walk.error(frame, message, call.argument_place(None), f"{op.name}: [[...], [...]]")
            return None
        if current is NOTHING and op.inputs[1]:
            hint = "with several inputs a list begins with `from NAME`"
            self.walk.error(frame, f"{op.name} has no input here", call.argument_place(None), hint)
            return None
        worked_out = self._worked_out(call, op, name, frame, current, before, first)
        if worked_out is None or before is None:
            return None
        if call.parsed.stated and not self._comes_in(call, before.output, frame):
            return None
        operation, arguments, cost = worked_out
        layer = self.walk.layer(name, frame.group, op.name, operation, call.scalar.place)
        if op.inputs[1]:
            current.take()
            layer.inputs = (before.number,)
        layer.arguments = arguments
        layer.output, layer.params, layer.macs = cost.output, cost.params, cost.macs
        if cost.unread:
            layer.unread = cost.unread
            self.walk.warn(warning(cost.unread), call.place, frame.trail)
        return layer

    def _worked_out(
        self, call: Call, op: Op, name: str, frame: Frame, current: Tensor, before: Layer | None, first: First | None
    ) -> WorkedOut | None:
        """What a call of an op is behind a layer; None where it can't be, which has then been said."""
        site = self.arguments.site(call, op)
        bound = self.arguments.of(site, name, frame, current, first)
        if bound is None:
            return None
        given, values = bound
        if op.sized_by and not self._sized(call, op, given, values, frame):
            return None
        shape = before.output if before is not None else None
        changed = () if given is site.given else [(one, written.expression.literal) for one, written in given.items()]
        key = (site, shape, *changed, *values.values(), *map(type, values.values()))
        known = self.costs.get(key)
        if known is None:
            plain = site.plain if given is site.given else ""
            operation = plain or show_operation(op.name, site.by_position, given, values, op)
            found = self._cost(call, op, given, values, before, frame)
            if found is None:
                return None
            if len(self.costs) > MOST_KEPT:
                self.costs.clear()
            known = self.costs[key] = (operation, *found)
        return known

    def _sized(self, call: Call, op: Op, given: Given, values: dict[str, Value], frame: Frame) -> bool:
        """Put the sizes of the layers that arguments name in their place; false where one can't be had, which is said.

        Raises Plain where a part would be kept whose call names none as it is written.
        """
        for name in op.sized_by:
            if name in given:
                if isinstance(values[name], str) and self.arguments.parts is not None and not sizes_in(call):
                    raise Plain
                value = self.references.size(given[name], values[name], frame)
                if value is None:
                    return False
                values[name] = value
        return True

    def join(
        self, join: Join, name: str, frame: Frame, current: Tensor, results: list[tuple[Tensor, Branch]]
    ) -> Layer | None:
        """The layer that joins the results of branches; None where they do not fit, which is then said."""
        for tensor, branch in results:
            if tensor is NOTHING:
                hint = "with several inputs a branch begins with `from NAME`"
                self.walk.error(frame, f"a branch of {join.kind} has no input", branch.body.place, hint)
                return None
        before = [tensor.layer for tensor, _ in results if tensor.layer is not None]
        if len(before) < len(results):
            return None
        op = BRANCHED[join.kind]
        least, most = op.inputs
        if op.kind != JOIN and not least <= len(before) <= most:
            hint = f"{op.name}: [[...], [...]]"
            self.walk.error(frame, f"{op.name} takes {most} branches, here are {len(before)}", join.place, hint)
            return None
        shapes = [layer.output for layer in before]
        called = self._called(join, op, name, frame, current, shapes[0])
        if called is None:
            return None
        operation, given, arguments = called
        try:
            if op.kind == JOIN:
                cost = Cost(joined(op.name, shapes, arguments), 0, 0)
            else:
                arguments = op.beside_by(arguments, shapes[1:])
                cost = op.cost(arguments, shapes[0])
        except (JoinError, LayerError) as error:
            self._say_unjoined(error, join, given, frame, results)
            return None
        layer = self.walk.layer(name, frame.group, op.name, operation, join.place)
        for tensor, _ in results:
            tensor.take()
        layer.inputs = tuple([one.number for one in before])
        layer.arguments = arguments
        layer.output, layer.params, layer.macs = cost.output, cost.params, cost.macs
        return layer

    def _called(
        self, join: Join, op: Op, name: str, frame: Frame, current: Tensor, shape: Shape
    ) -> tuple[str, Given, Bound] | None:
        """A join as it is shown, what it is given, and its checked arguments; None where these are wrong."""
        if not join.call.sound:
            return None
        if not join.call.parsed.arguments and op.kind == JOIN:
            return op.name, {}, {}
        site = self.arguments.site(join.call, op)
        bound = self.arguments.of(site, name, frame, current, None)
        if bound is None:
            return None
        given, values = bound
        arguments, wrong = bind_op(op, given, values, len(shape) - 1, frame.environment)
        for bad in wrong:
            self.walk.error(frame, bad.message, bad.place, bad.hint)
        plain = site.plain if given is site.given else ""
        operation = plain or show_operation(op.name, site.by_position, given, values, op)
        return (operation, given, arguments) if not wrong else None

    def _say_unjoined(
        self,
        error: JoinError | LayerError,
        join: Join,
        given: Given,
        frame: Frame,
        results: list[tuple[Tensor, Branch]],
    ) -> None:
        """Say why branches can't be joined: at the branch that does not fit, or the argument that is to blame."""
        place, hint = join.place, error.hint
        if isinstance(error, JoinError):
            (one, branch), (other, beside) = results[error.branch], results[error.other]
            place, there = branch.body.place, beside.body.place
            where = f"the other branch is at column {there.column} of line {there.line}"
            ends = [tensor.layer for tensor in (one, other) if tensor.layer is not None]
            # a draft counts layers from its own first one, and is given up: a walk without parts says what is wrong
            cause = parted(self.walk.graph.layers, *ends) if self.walk.draft is None else None
            hint = "; ".join(filter(None, [error.hint, where, cause]))
        else:
            place = next((given[one].place for one in error.argument.split() if one in given), place)
        self.walk.error(frame, error.message, place, hint)

    def _comes_in(self, call: Call, shape: Shape, frame: Frame) -> bool:
        """Whether what comes in is what pasted code says of it; if not, that has been said."""
        from convcalc.spec.pasted.read import contradiction

        for stated in call.parsed.stated:
            if (found := contradiction(stated, shape)) is not None:
                message, hint = found
                place = call.scalar.part(stated.offset, stated.length)
                hint = hint or f"here it is never written: {call.parsed.text}"
                self.walk.error(frame, message, place, hint)
                return False
        return True

    def _cost(
        self, call: Call, op: Op, given: Given, values: dict[str, Value], before: Layer | None, frame: Frame
    ) -> tuple[Bound, Cost] | None:
        """The checked arguments and the cost of a layer; None where it can't be, which is then said."""
        try:
            if before is not None:
                op.check_axes(before.output)
            axes = len(before.output) - 1 if before is not None else _likely_axes(values)
            bound, wrong = bind_op(op, given, values, axes, frame.environment)
            for bad in wrong:
                self.walk.error(frame, bad.message, bad.place, bad.hint)
            return (bound, cost(op, bound, before.output)) if before is not None and not wrong else None
        except LayerError as error:
            blamed = next((given[name] for name in error.argument.split() if name in given), None)
            place = blamed.place if blamed is not None else call.argument_place(None)
            hint = error.hint
            if not hint and before is not None and before.op == INPUT:
                hint = turned_hint(before.output)
            if self.walk.side:
                hint = f"{hint}; {WITHOUT_SIDES}" if hint else WITHOUT_SIDES
            self.walk.error(frame, error.message, place, hint)
            return None


def _likely_axes(values: dict[str, Value]) -> int:
    """How many axes an unknown tensor has, to check arguments by: as many as a size that is given."""
    sizes = [len(value) for value in values.values() if isinstance(value, Size)]
    return sizes[0] if sizes else 2
