"""The values of a call's arguments, as the op's formulas and a block's body take them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from convcalc.costs.arguments import DECIMAL, LayerError
from convcalc.costs.op import NONE, Bound, Op
from convcalc.language.expression import Expression, parse
from convcalc.language.problems import Hint, Nearest, Place, Problems
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Value, show_value
from convcalc.spec.model import PARAMETERS, Call, Shape, Spec, Written
from convcalc.spec.parameters import in_order
from convcalc.spec.signature import Signature, by_position, match_arguments

DEFAULTS: dict[str, Expression] = {}


class BindError(Exception):
    """A value that can't be had, or that an argument does not take."""

    def __init__(self, message: str, place: Place, hint: Hint) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


class Settings(NamedTuple):
    """What one walk of a spec takes in place of what is written there, which stays as it is.

    `values` are those of the spec's parameters and of what is written `?`, `inputs` the shapes of its inputs, each by
    its name.
    """

    values: dict[str, Value]
    inputs: dict[str, Shape]


UNSET = Settings({}, {})

Given = dict[str, Written]
"""The arguments that a call gives, by name, each with its place."""


class Site:
    """A call of an op or a block as it is written, with what is the same wherever it is run.

    `given` are its arguments by their names, `fixed` the values of those that have one everywhere, `computed` the
    others; `plain` is an op's call as it is shown, empty where something in it is computed.
    """

    __slots__ = ("by_position", "computed", "fixed", "given", "plain", "signature")

    def __init__(self, call: Call, signature: Signature) -> None:
        self.signature = signature
        self.given: Given = {
            name: Written(argument.expression, call.scalar, argument.value_offset)
            for name, argument in match_arguments(call.parsed, signature).items()
        }
        self.by_position = by_position(call.parsed, signature)
        self.plain = call.parsed.plain if call.parsed.callee == signature.name else ""
        self.fixed: dict[str, Value] = {}
        for name, written in self.given.items():
            if written.expression.literal:
                with suppress(ExpressionError):
                    self.fixed[name] = written.expression.evaluate({})
        self.computed = [(name, written) for name, written in self.given.items() if name not in self.fixed]


Sites = dict[tuple[Call, str], Site]
"""The calls of a spec, by what is called."""


def evaluate(written: Written, environment: dict[str, Value]) -> Value:
    """The value of an expression. Raises BindError with its place."""
    try:
        return written.expression.evaluate(environment)
    except ExpressionError as error:
        place = written.scalar.part(written.offset + error.offset, error.length)
        raise BindError(error.message, place, error.advice) from None


def evaluate_parameters(spec: Spec, problems: Problems, bound: Mapping[str, Value]) -> dict[str, Value]:
    """The values that are `bound`, and those of a spec's other parameters, in whatever order they need each other.

    Circles have been reported. One that needs another without a value has none itself, and nothing more is said.
    """
    values = dict(bound)
    lost = set(spec.lost)
    for name in in_order(spec.parameters):
        default = spec.parameters[name].default
        if default is None or name in values:
            continue
        if any(used.name in lost for used in default.expression.names()):
            lost.add(name)
            continue
        try:
            values[name] = evaluate(default, values)
        except BindError as error:
            lost.add(name)
            if PARAMETERS not in spec.missing:
                problems.error(error.message, error.place, error.hint)
    return values


def bind_op(
    op: Op, given: Given, values: dict[str, Value], axes: int, environment: dict[str, Value]
) -> tuple[Bound, list[BindError]]:
    """One checked value for each argument of an op, and what is wrong; `values` are those of `given`."""
    bound: dict[str, Value | None] = {}
    wrong: list[BindError] = []
    defaults = _defaults(op, axes)
    for name, (argument, default, _) in op.arguments.items():
        if name in values:
            try:
                bound[name] = argument.check(values[name], axes)
            except LayerError as error:
                word = values[name]  # one that an argument does not take is most often a misspelt name
                hint = Nearest(word, environment, error.hint) if isinstance(word, str) else error.hint
                wrong.append(BindError(error.message, given[name].place, hint))
                bound[name] = None
        else:
            bound[name] = defaults[name] if name in defaults else bound[default or ""]
    return bound, wrong


@cache
def _defaults(op: Op, axes: int) -> dict[str, Value | None]:
    """What stands for each argument that is not given; nothing of one that then is as another one."""
    defaults: dict[str, Value | None] = {}
    for name, (argument, default, _) in op.arguments.items():
        if default == NONE or argument.kind == DECIMAL:
            defaults[name] = None
        elif default not in op.arguments:
            defaults[name] = argument.check(_default(default), axes) if default is not None else None
    return defaults


def _default(text: str) -> Value:
    expression = DEFAULTS.get(text)
    if expression is None:
        expression = DEFAULTS[text] = parse(text)
    return expression.evaluate({})


def show_operation(
    callee: str, by_position: tuple[str, ...], given: Given, values: dict[str, Value], op: Op | None
) -> str:
    """A call with its values filled in, by position and by name as it was written.

    What an op was computed to be given by default is left out.
    """
    words = [callee, *(show_value(values[name]) for name in by_position)]
    for name, written in given.items():
        if name in by_position:
            continue
        value = values[name]
        if op is not None and not written.expression.literal:
            default = op.arguments[name][1]
            if default not in (None, NONE) and default not in op.arguments and _default(default or "") == value:
                continue
        words.append(f"{name}={show_value(value)}")
    return " ".join(words)
