"""The unknowns of a design: where each `?` stands, and which values are sensible there.

An unknown becomes a parameter of the spec with a name of its own, so that putting another value in is setting it. In
the shape of an input it is the spatial size, or the number of channels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.costs.arguments import ARGUMENTS, AXES, COUNT, DECIMAL, FLAG, RATIO, WORD, ArgumentType
from convcalc.costs.ops import OPS
from convcalc.language.expression import Expression, parse
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source
from convcalc.language.tree import UNKNOWN, Literal, Name
from convcalc.language.values import Value, show_value
from convcalc.network.binding import evaluate_parameters
from convcalc.spec.call import parse_call
from convcalc.spec.changes import Change
from convcalc.spec.model import Body, Branch, Call, Item, Join, Parameter, Sequence, Spec, Written
from convcalc.spec.validate import signature_of

MOST_UNKNOWNS = 3
LARGEST_STEP = 4096

_SENSIBLE: dict[str, tuple[int, ...]] = {
    "kernel_size": (*range(1, 32, 2), *range(2, 33, 2)),
    "stride": tuple(range(1, 17)),
    "padding": tuple(range(33)),
    "dilation": tuple(range(1, 17)),
    "output_padding": tuple(range(16)),
    "upscale_factor": tuple(range(1, 17)),
    "downscale_factor": tuple(range(1, 17)),
}
"""Numbers that architectures use, the simplest first: a filter has a middle where its size is odd."""

_SAME_IN_BLOCKS = frozenset({"kernel_size", "stride", "padding", "dilation", "groups", "bias"})
"""Arguments of ops whose names mean the same where a block or a spec has a parameter of that name."""

_COUNTS_OF_CHANNELS = frozenset({"groups", "num_groups", "num_parameters"})


def ladder(least: int) -> tuple[int, ...]:
    """Whole numbers that people choose: all small ones, then four in each octave."""
    numbers = {number << shift for number in range(16) for shift in range(13) if number < 8 or not shift}
    return tuple(number for number in sorted(numbers) if least <= number <= LARGEST_STEP)


class Unknown:
    """A `?`. `values` are tried where unknowns are tried together; a `whole` one may be any whole number of `unit`s.

    `start` is the value that the spec has there, `place` where the `?` stands, `call` where the call that it stands in.
    """

    __slots__ = (
        "argument",
        "axes",
        "call",
        "change",
        "key",
        "least",
        "name",
        "place",
        "start",
        "unit",
        "values",
        "whole",
    )

    def __init__(self, key: str, name: str, place: Place, values: tuple[Value, ...]) -> None:
        self.key = key
        self.name = name
        self.place = place
        self.values = values
        self.argument = name
        self.whole = False
        self.least = 1
        self.unit: Any = 1
        self.start: Any = None
        self.axes: tuple[int, ...] = ()
        self.call: Place | None = None
        self.change: Change | None = None

    @property
    def is_of_all_axes(self) -> bool:
        """Whether it is the same number along each axis, of an argument or of the input."""
        known = ARGUMENTS.get(self.argument)
        return len(self.axes) > 1 or (known is not None and known.kind in (AXES, RATIO))

    def put(self, spec: Spec, value: Value) -> None:
        """Give the unknown a value."""
        if self.axes:
            name = self.key.partition(" ")[2]
            shape, place = spec.inputs[name]
            spec.inputs[name] = (self.shape(shape, value), place)
            return
        tree = Literal(value)
        text = show_value(value)
        tree.start, tree.end = 0, len(text)
        scalar = Scalar(UNKNOWN, self.place, False)
        spec.parameters[self.key] = Parameter(self.key, self.place, Written(Expression(text, tree), scalar))

    def shape(self, shape: tuple[int, ...], value: Value) -> tuple[int, ...]:
        """An input's shape with this value on the axes of the unknown."""
        assert isinstance(value, int)
        return tuple(value if number in self.axes else size for number, size in enumerate(shape))


class Finder:
    """Finds the unknowns of a spec and its changes, in the order in which they stand there."""

    def __init__(self, spec: Spec, problems: Problems) -> None:
        self.spec = spec
        self.problems = problems
        self.unknowns: list[Unknown] = []

    def find(self, changes: list[Change], starts: dict[str, Any]) -> None:
        """Find those of calls, of parameters and of changes; `starts` are the parameters' values without changes."""
        for name, argument, written, call in list(self.written()):
            self.add(name, argument, written, starts.get(name) if call is None else None, call)
        for change in changes:
            if change.value.expression.text == UNKNOWN:
                unknown = self.add(
                    f"{change.path}.{change.argument}", _known_argument(change.argument), change.value, None, None
                )
                if unknown is not None:
                    unknown.change, unknown.argument = change, change.argument

    def written(self) -> Iterator[tuple[str, ArgumentType | None, Written, Call | None]]:
        """Every `?`: its name, what it is an argument of an op for, and where it stands."""
        for parameter in self.spec.parameters.values():
            yield from self.default(parameter)
        for block in self.spec.blocks.values():
            for parameter in block.parameters.values():
                yield from self.default(parameter)
            yield from self.body(block.body)
        yield from self.body(self.spec.layers)

    def default(self, parameter: Parameter) -> Iterator[tuple[str, ArgumentType | None, Written, None]]:
        if parameter.default is not None and parameter.default.expression.text == UNKNOWN:
            parameter.default = _fresh(parameter.default)
            yield parameter.name, _known_argument(parameter.name), parameter.default, None

    def body(self, body: Body | None) -> Iterator[tuple[str, ArgumentType | None, Written, Call | None]]:
        if isinstance(body, Call):
            yield from self.call(body)
        elif isinstance(body, Sequence):
            for item in body.items:
                yield from self.item(item)
        elif isinstance(body, Join):
            for branch in body.branches:
                yield from self.when(branch)
                yield from self.body(branch.body)

    def item(self, item: Item) -> Iterator[tuple[str, ArgumentType | None, Written, Call | None]]:
        yield from self.when(item)
        yield from self.body(item.body)
        yield from self.body(item.otherwise)
        if item.repeat is not None and item.repeat.expression.text == UNKNOWN:
            item.repeat = _fresh(item.repeat)
            yield "repeat", None, item.repeat, None
        scalar, arguments = item.first or (None, [])
        for argument in arguments:
            if scalar is not None and argument.expression.text == UNKNOWN:
                argument.expression = parse(UNKNOWN)
                written = Written(argument.expression, scalar, argument.value_offset)
                yield argument.name, _known_argument(argument.name), written, None

    def when(self, item: Item | Branch) -> Iterator[tuple[str, ArgumentType, Written, None]]:
        if item.when is not None and item.when.expression.text == UNKNOWN:
            item.when = _fresh(item.when)
            yield "when", ARGUMENTS["bias"], item.when, None

    def call(self, call: Call) -> Iterator[tuple[str, ArgumentType | None, Written, Call]]:
        if not call.sound or not any(argument.expression.text == UNKNOWN for argument in call.parsed.arguments):
            return
        call.parsed = parse_call(call.parsed.text)  # calls of the same text share what was parsed
        signature = signature_of(call.parsed.callee, self.spec)
        positional = signature.positional if signature is not None else ()
        op = OPS.get(call.parsed.callee)
        for number, argument in enumerate(call.parsed.arguments):
            if argument.expression.text == UNKNOWN:
                name = argument.name or (positional[number] if number < len(positional) else "value")
                known = op.arguments[name][0] if op is not None else _known_argument(name)
                yield name, known, Written(argument.expression, call.scalar, argument.value_offset), call

    def add(
        self, name: str, argument: ArgumentType | None, written: Written, start: Any, call: Call | None
    ) -> Unknown | None:
        """Keep an unknown under a name of its own."""
        if isinstance(start, str) or (argument is not None and argument.kind == DECIMAL):
            message = f"'{name}' holds a word" if isinstance(start, str) else f"{name} changes no number"
            self.problems.error(message, written.place, "solve looks for numbers, true and false, and words of padding")
            return None
        tree = written.expression.tree
        assert isinstance(tree, Name)
        unknown = Unknown(f"{UNKNOWN}{len(self.unknowns) + 1}", name, written.place, ())
        tree.name = unknown.key
        unknown.start = start
        unknown.call = call.place if call is not None else None
        _set_values(unknown, argument)
        self.keep(unknown)
        return unknown

    def keep(self, unknown: Unknown) -> None:
        """Keep an unknown, and refuse one too many."""
        self.unknowns.append(unknown)
        if len(self.unknowns) == MOST_UNKNOWNS + 1:
            self.problems.error(f"there are at most {MOST_UNKNOWNS} unknowns", unknown.place, "give this one a value")

    def input(self, text: str) -> None:
        """Find those of `input=3x?x?` and `input=?`; the spec's input has 1 for each, or its own shape."""
        path, _, value = text.partition("=")
        name = path.partition(".")[2] or next(iter(self.spec.inputs), "")
        several = path == "input" and len(self.spec.inputs) > 1
        if self.spec.input_lost:
            return
        if name not in self.spec.inputs or several:
            names = " or ".join(f"input.{known}=?" for known in self.spec.inputs) or "input=3x?x?"
            self.refuse(
                text, "this design has several inputs" if several else "there is no such input", f"write {names}"
            )
            return
        shape, place = self.spec.inputs[name]
        sizes = value.replace("×", "x").split("x")
        if value == UNKNOWN:
            sizes = [str(shape[0]), *[UNKNOWN] * (len(shape) - 1)] if len(shape) > 1 else [UNKNOWN]
        axes = [number for number, size in enumerate(sizes) if size.strip() == UNKNOWN]
        if not axes:
            self.refuse(text, f"'{value}' is no shape with an unknown size", "write input=3x?x?")
        for title, own in (
            (path, tuple(filter(None, axes))),
            (f"{path} channels", tuple(axes[:1] if 0 in axes else [])),
        ):
            if own:
                unknown = Unknown(f"input {name}", title, place, ladder(1))
                unknown.axes, unknown.whole = own, True
                unknown.start = shape[own[0]] if value == UNKNOWN else (224 if own[0] else 3)
                self.keep(unknown)

    def refuse(self, text: str, message: str, hint: str) -> None:
        """Say what is wrong with a change of the input."""
        place = Place(Source(COMMAND_LINE, text), 1, 1, len(text))
        self.problems.error(message, place, hint)


def _known_argument(name: str) -> ArgumentType | None:
    return ARGUMENTS[name] if name in _SAME_IN_BLOCKS else None


def _fresh(written: Written) -> Written:
    """The same place with an expression of its own: equal texts share one."""
    return Written(parse(UNKNOWN), written.scalar, written.offset)


def _set_values(unknown: Unknown, argument: ArgumentType | None) -> None:
    """Give an unknown the values that are sensible for it."""
    if argument is None:
        unknown.whole = not isinstance(unknown.start, bool)
        unknown.values = ladder(1) if unknown.whole else (True, False)
    elif argument.kind == FLAG:
        unknown.values = (True, False)
    elif argument.kind == WORD:
        unknown.values = argument.words
    elif argument.name == "scale_factor":
        from fractions import Fraction

        unknown.values = (*range(1, 17), *(Fraction(number, 4) for number in range(1, 17) if number % 4))
    elif argument.name in _SENSIBLE:
        words = tuple(word for word in argument.words if word != "valid")
        unknown.values = (*_SENSIBLE[argument.name], *words)
    else:
        unknown.least = max(0, argument.minimum or 0)
        unknown.values = ladder(unknown.least)
        unknown.whole = argument.kind != COUNT or argument.name not in _COUNTS_OF_CHANNELS


def fit_channels(unknown: Unknown, channels: set[int]) -> None:
    """Try what divides the channels that come in, where an unknown is a number of groups."""
    if unknown.argument in _COUNTS_OF_CHANNELS and channels:
        found = {number for count in channels for number in _divisors(count)}
        unknown.values = tuple(sorted(found))


def _divisors(number: int) -> set[int]:
    found: set[int] = set()
    candidate = 1
    while candidate * candidate <= number and candidate <= LARGEST_STEP:
        if not number % candidate:
            found |= {candidate, number // candidate}
        candidate += 1
    return found


def starting_values(spec: Spec) -> dict[str, Any]:
    """The values of a spec's parameters before an unknown stands for one."""
    return evaluate_parameters(spec, Problems())
