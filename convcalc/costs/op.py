"""The record of an op: its signature, and its output, parameters and MACs as expressions.

Nothing else computes a cost. Explaining, listing and checking walk over the same expressions.
"""

from __future__ import annotations

from math import prod
from typing import Any

from convcalc.costs.arguments import ARGUMENTS, AXES, INDEX, Argument
from convcalc.language.expression import Expression, parse
from convcalc.language.problems import either
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Size, Value

Shape = tuple[int, ...]
"""Channels first, then the sizes of the spatial axes: (C, H, W); a flat tensor is (C,)."""

MAXIMUM_OUTPUT = 10**15
"""The largest number of channels, or size of an axis, that an output may have."""

NONE = "none"
"""The default of an argument that need not be given: `stop=none`."""


DILATED = "D*(F - 1) + 1"
"""F′, what a dilated filter covers."""


class Form:
    """A formula, and when it is the one that holds: where the argument `argument` is `value`."""

    __slots__ = ("argument", "expression", "value")

    def __init__(self, argument: str, value: Value, expression: Expression) -> None:
        self.argument = argument
        self.value = value
        self.expression = expression

    def holds(self, arguments: dict[str, Value]) -> bool:
        """Whether this form is the one for these arguments."""
        if not self.argument:
            return True
        given = arguments[self.argument]
        return given is not None if self.value == "given" else bool(given == self.value)


class Rule:
    """A condition, the argument it blames (of several, the first that is given), and what to say where it fails.

    A rule that names an axis (W, F, S, P, D, O, T, before, after) holds for each axis.
    """

    __slots__ = ("argument", "condition", "each_axis", "hint", "message")

    def __init__(self, condition: str, argument: str, message: str, hint: str = "") -> None:
        self.condition = parse(condition)
        self.argument = argument
        self.message = message
        self.hint = hint
        self.each_axis = any(name.name in AXIS_SYMBOLS for name in self.condition.names())


AXIS_SYMBOLS = frozenset({"W", "W′", "F", "F′", "S", "P", "D", "O", "T", "before", "after"})
"""The symbols that have a value for each axis; all others have one for the layer."""


class Unread:
    """Input that a stride passes over: (W − F′ + 2P)/S is not whole, and the last `rest` places are never read.

    `axis` counts from the last: 0 are columns, 1 rows, 2 slices.
    """

    __slots__ = ("axis", "filter", "padding", "rest", "size", "stride")

    def __init__(self, axis: int, size: int, filter_size: int, padding: int, stride: int, rest: int) -> None:
        self.axis = axis
        self.size = size
        self.filter = filter_size
        self.padding = padding
        self.stride = stride
        self.rest = rest


class Cost:
    """What a layer puts out and costs: output shape, parameters, MACs for one image; and the input it never reads."""

    __slots__ = ("macs", "output", "params", "unread")

    def __init__(self, output: Shape, params: int, macs: int, unread: tuple[Unread, ...] = ()) -> None:
        self.output = output
        self.params = params
        self.macs = macs
        self.unread = unread


class RuleError(Exception):
    """A layer that can't be: what is wrong, and which argument is to blame (empty: the input)."""

    def __init__(self, message: str, argument: str = "", hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument
        self.hint = hint


class Op:
    """One op of the language.

    `signature` is written as in a call; the arguments before `/` may go by position. `size` maps `argument=value` (or
    nothing) to the formula of an output axis; None keeps the input's sizes, an empty one makes the output flat.
    `axes` are the numbers of spatial axes it takes. `own` are arguments that mean something else than in other ops.
    Exactly one of `one_of` must be given. `window` names what a unit reads of the input, of `costs.window.WINDOWS`
    (empty: its own place alone). `unread` says that a stride may pass over input, `in_place` that the output
    can overwrite the input, `view` that it is the input, in another shape at most.
    """

    __slots__ = (
        "_arguments",
        "_changes_nothing",
        "_channels",
        "_forms",
        "_macs",
        "_params",
        "_rules",
        "axes",
        "channels",
        "doc",
        "in_place",
        "kind",
        "macs",
        "name",
        "one_of",
        "own",
        "params",
        "rules",
        "signature",
        "size",
        "source",
        "unread",
        "view",
        "window",
    )

    def __init__(
        self,
        name: str,
        signature: str,
        *,
        kind: str,
        doc: str,
        size: dict[str, str] | None = None,
        channels: str = "C",
        params: str | dict[str, str] = "0",
        macs: str = "0",
        axes: tuple[int, ...] = (0, 1, 2, 3),
        rules: tuple[tuple[str, ...], ...] = (),
        unread: bool = False,
        in_place: bool = False,
        view: bool = False,
        own: tuple[Argument, ...] = (),
        one_of: tuple[str, ...] = (),
        source: str = "",
        window: str = "",
    ) -> None:
        self.name = name
        self.signature = signature
        self.kind = kind
        self.doc = doc
        self.size = size
        self.channels = channels
        self.params = params
        self.macs = macs
        self.axes = axes
        self.rules = rules
        self.unread = unread
        self.in_place = in_place
        self.view = view
        self.own = own
        self.one_of = one_of
        self.source = source
        self.window = window
        self._arguments: dict[str, tuple[Argument, str | None, bool]] | None = None
        self._forms: list[Form] | None = None
        self._params: list[Form] = []
        self._macs: Expression
        self._channels: Expression
        self._rules: list[Rule] = []
        self._changes_nothing = size is None and channels == "C" and params == "0" and not rules

    @property
    def arguments(self) -> dict[str, tuple[Argument, str | None, bool]]:
        """By name: the argument, its default as text (None where it is required), whether it goes by position."""
        if self._arguments is None:
            self._arguments = {}
            own = {argument.name: argument for argument in self.own}
            positional = "/" in self.signature.split()
            for word in self.signature.split():
                if word == "/":
                    positional = False
                    continue
                name, equals, default = word.partition("=")
                argument = own.get(name) or ARGUMENTS[name]
                self._arguments[name] = (argument, default if equals else None, positional)
        return self._arguments

    def _compile(self) -> list[Form]:
        self._forms = _forms(self.size or {})
        self._params = _forms(self.params if isinstance(self.params, dict) else {"": self.params})
        self._macs = parse(self.macs)
        self._channels = parse(self.channels)
        self._rules = [Rule(*rule) for rule in self.rules]
        return self._forms

    def symbols(self, arguments: dict[str, Value], shape: Shape) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The values of the formulas' symbols: those of the layer, and for each axis those and the axis's own.

        `arguments` are checked values, one for each argument of the op.
        """
        layer: dict[str, Any] = {"C": shape[0], "HW": prod(shape[1:]), "axes": len(shape) - 1}
        each: list[dict[str, Any]] = [{} for _ in shape[1:]]
        for name, (argument, _, _) in self.arguments.items():
            value = arguments[name]
            symbol = argument.symbol
            if isinstance(value, Size):
                for axis, number in zip(each, value, strict=True):
                    axis[symbol] = number
            elif value is True or value is False:
                layer[symbol] = int(value)
            elif argument.kind == INDEX:
                layer[symbol] = _channel(value, shape[0])
            elif value is not None and not (argument.kind == AXES and isinstance(value, str)):
                layer[symbol] = value
        if "kernel_size" in arguments:
            layer["K²"] = prod(axis["F"] for axis in each)
        if "R" in layer:
            layer["R²"] = layer["R"] ** len(each)
        for axis, size in zip(each, shape[1:], strict=True):
            axis["W"] = size
            if "F" in axis:
                axis["F′"] = axis["F"] if axis.get("D", 1) == 1 else dilated().evaluate(axis)
                if "P" not in axis:
                    axis["P"] = same_padding(axis) if arguments.get("padding") == "same" else 0
            axis.update(layer)
        return layer, each

    def formulas(self, arguments: dict[str, Value]) -> tuple[Expression, Expression | None, Expression, Expression]:
        """The formulas that hold for these arguments: channels, an output axis (None: kept, or flat), params, MACs."""
        forms = self._forms if self._forms is not None else self._compile()
        size = next((form.expression for form in forms if form.holds(arguments)), None)
        params = next(form.expression for form in self._params if form.holds(arguments))
        return self._channels, size, params, self._macs

    def cost(self, arguments: dict[str, Value], shape: Shape) -> Cost:
        """Output, parameters and MACs of one layer. Raises RuleError for a layer that can't be."""
        try:
            return self._cost(arguments, shape)
        except ExpressionError as error:
            raise RuleError(error.message) from None

    def _cost(self, arguments: dict[str, Value], shape: Shape) -> Cost:
        forms = self._forms if self._forms is not None else self._compile()
        self.check_axes(shape)
        if self._changes_nothing:
            return Cost(shape, 0, 0)
        layer, each = self.symbols(arguments, shape)
        alike = all(axis == each[0] for axis in each[1:])
        self._check_rules(layer, each[:1] if alike else each)
        channels = self._channels.evaluate(layer)
        if self.size is None:
            output = (channels, *shape[1:])
        else:
            form = next((form for form in forms if form.holds(arguments)), None)
            evaluate = form.expression.evaluate if form is not None else None
            if evaluate is None:
                output = (channels,)
            elif alike:
                output = (channels, *(evaluate(each[0]),) * len(each))
            else:
                output = (channels, *map(evaluate, each))
        self._check_output(output, shape)
        layer["H′W′"] = prod(output[1:])
        layer.setdefault("N", channels)
        if self.params == "0":
            return Cost(output, 0, 0, self._unread(arguments, each) if self.unread else ())
        form = next(form for form in self._params if form.holds(arguments))
        unread = self._unread(arguments, each) if self.unread else ()
        return Cost(output, form.expression.evaluate(layer), self._macs.evaluate(layer), unread)

    def check_axes(self, shape: Shape) -> None:
        """Raise RuleError where the op does not take an input with this number of spatial axes."""
        if len(shape) - 1 in self.axes:
            return
        shown = show_shape(shape)
        if self.axes == (0,):
            raise RuleError(f"{self.name} takes a flat input, this one is {shown}", "", "put flatten before it")
        takes = either(map(str, self.axes))
        hint = "a flat tensor has no axes to go over" if len(shape) == 1 else None
        raise RuleError(f"{self.name} takes an input with {takes} spatial axes, this one is {shown}", "", hint)

    def _check_rules(self, layer: dict[str, Any], each: list[dict[str, Any]]) -> None:
        for rule in self._rules:
            for symbols in each if rule.each_axis else (layer,):
                if not rule.condition.evaluate(symbols):
                    raise RuleError(rule.message.format_map(symbols), rule.argument, rule.hint or None)

    def _check_output(self, output: Shape, shape: Shape) -> None:
        if min(output) < 1:
            message, hint = f"the output would be {show_shape(output)}", "every size must be at least 1"
            if self.unread:
                message += f", the input {show_shape(shape)} is too small"
                raise RuleError(message, "kernel_size", hint)
            raise RuleError(message, "padding" if "padding" in self.arguments else "", hint)
        if max(output) > MAXIMUM_OUTPUT:
            raise RuleError(f"the output would be too large: {show_shape(output)[:100]}")

    def _unread(self, arguments: dict[str, Value], each: list[dict[str, Any]]) -> tuple[Unread, ...]:
        if arguments.get("padding") == "same" or arguments.get("ceil_mode"):
            return ()
        found = []
        for number, axis in enumerate(reversed(each)):
            rest = left_over(axis)
            if rest > axis["P"] and axis["S"] <= axis["F"]:
                found.append(Unread(number, axis["W"], axis["F′"], axis["P"], axis["S"], rest - axis["P"]))
        return tuple(found)


def left_over(axis: dict[str, Any]) -> int:
    """The places at the far side of the padded input behind the last window: (W − F′ + 2P) mod S."""
    return int((axis["W"] - axis["F′"] + 2 * axis["P"]) % axis["S"])


def dilated() -> Expression:
    """The formula of F′, parsed where it is first needed."""
    global _dilated
    if _dilated is None:
        _dilated = parse(DILATED)
    return _dilated


_dilated: Expression | None = None


def _channel(index: int | None, channels: int) -> int:
    """Where an index of a Python slice stands among the channels; an open stop is behind the last."""
    if index is None:
        return channels
    return min(max(index + channels, 0) if index < 0 else index, channels)


def _forms(texts: dict[str, str]) -> list[Form]:
    """The formulas; the one without a condition comes last."""
    forms = []
    for condition, text in sorted(texts.items(), key=lambda item: item[0] == ""):
        argument, _, value = condition.partition("=")
        words: dict[str, Value] = {"true": True, "false": False}
        forms.append(Form(argument, words.get(value, value), parse(text)))
    return forms


def same_padding(axis: dict[str, Any]) -> int:
    """The larger of the two paddings of `padding=same`: ⌈((⌈W/S⌉ − 1)S + F′ − W)/2⌉, never below 0.

    Source: TensorFlow's SAME; Dumoulin and Visin 2016 call it half padding for odd filters and stride 1.
    """
    size, stride = axis["W"], axis["S"]
    total = max((-(-size // stride) - 1) * stride + axis["F′"] - size, 0)
    return int(total + 1) // 2


def show_shape(shape: Shape) -> str:
    """`96×55×55`"""
    return "×".join(map(str, shape))
