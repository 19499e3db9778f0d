"""The unknowns of a design: where each `?` of an expression stands, and which values are sensible there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from convcalc.costs.arguments import ARGUMENTS, AXES, COUNT, DECIMAL, FLAG, RATIO, WORD, ArgumentType
from convcalc.costs.op import Op
from convcalc.costs.ops import BRANCHED
from convcalc.language.problems import Place, Problems
from convcalc.language.tree import UNKNOWN, Placeholder
from convcalc.language.values import Number, Size, Value, divide, exact
from convcalc.network.report import Row
from convcalc.spec.changes import Change
from convcalc.spec.model import Body, Branch, Call, Item, Join, Parameter, Sequence, Spec, Written
from convcalc.spec.signature import op_named, op_signature
from convcalc.spec.validate import signature_of
from convcalc.study.sweep.space import EACH, Axis

if TYPE_CHECKING:
    from fractions import Fraction

MOST_UNKNOWNS = 32
"""How many values of a design may be written `?`."""

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
    """A `?`, which is bound by its `key`.

    `values` are tried where unknowns are tried together; a `whole` one may be any whole number of `unit`s from the
    first on. `start` is the number that the spec has there, `place` where it stands: in the call of `callee` at `call`,
    or a `change`.
    """

    def __init__(self, key: str, name: str, place: Place) -> None:
        self.key = key
        self.name = name
        self.argument = name
        self.place = place
        self.whole = False
        self.values: tuple[Value, ...] = ladder(1)
        self.unit: int | Fraction = 1
        self.start: Number | None = None
        self.call: Place | None = None
        self.callee = ""
        self.change: Change | None = None

    def axis(self, name: str) -> Axis:
        """The axis of a space that it is there."""
        known = ARGUMENTS.get(self.argument)
        side = EACH if known is not None and known.kind in (AXES, RATIO) else None
        return Axis(name, self.values, self.place, False, True, self.unit if self.whole else 0, self.start, side)

    def fit_argument(self, argument: ArgumentType | None) -> None:
        """Try the values that are sensible for an argument; None for what is no argument of an op."""
        if argument is None:
            self.whole = not isinstance(self.start, bool)
            self.values = self.values if self.whole else (True, False)
        elif argument.kind == FLAG:
            self.values = (True, False)
        elif argument.kind == WORD:
            self.values = argument.words
        elif argument.name == "scale_factor":
            self.values = (*range(1, 17), *(divide(number, 4) for number in range(1, 17) if number % 4))
        elif argument.name in _SENSIBLE:
            self.values = (*_SENSIBLE[argument.name], *(word for word in argument.words if word != "valid"))
        else:
            self.values = ladder(max(0, argument.minimum or 0))
            self.whole = argument.kind != COUNT or argument.name not in _COUNTS_OF_CHANNELS

    def fit_channels(self, channels: set[int]) -> None:
        """Try what divides the channels that come in, where it is a number of groups."""
        if self.argument in _COUNTS_OF_CHANNELS and channels:
            self.values = tuple(sorted({number for count in channels for number in _divisors(count)}))

    def own_rows(self, rows: Iterable[Row]) -> list[Row]:
        """The layers of a design that it is an argument of."""
        change = self.change
        if change is not None:
            return [row for row in rows if change.argument in row.arguments and change.matches(row.path.split("."))]
        return [row for row in rows if self.call is not None and row.place == self.call]

    def fit_rows(self, rows: list[Row]) -> None:
        """Name it after its layer where there are several, and fit its values to what comes in there."""
        own = self.own_rows(rows)
        if own and self.change is None and len(rows) > 1:
            self.name = f"{own[0].path}.{self.name}"
        self.fit_channels({row.input[0] for row in own})
        if self.argument == "kernel_size":
            sizes = {size for row in own for size in row.input[1:]}
            self.values += tuple(sorted(sizes.difference(self.values)))

    def fit_steps(self, is_possible: Callable[[Value], bool]) -> None:
        """A parameter that multiplies (`width: 1`) goes in the smallest steps that are possible, from 0.05."""
        start = self.start
        if not self.whole or start is None or (type(start) is int and start > 2):
            return
        from fractions import Fraction

        for unit in (Fraction(1, 20), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2)):
            if is_possible(exact(start + unit)):
                self.unit = unit
                self.values = tuple(exact(number * unit) for number in range(1, 61))
                return


class Site(NamedTuple):
    """Where an expression stands in a spec: the name of what has its value, and the argument of an op that this is."""

    name: str
    argument: ArgumentType | None
    written: Written
    call: Call | None = None
    change: Change | None = None


class Finder:
    """Finds the unknowns of a spec and its changes, in the order in which they stand there."""

    def __init__(self, spec: Spec, problems: Problems) -> None:
        self.spec = spec
        self.problems = problems
        self.unknowns: list[Unknown] = []

    def find(self, changes: list[Change], starts: Mapping[str, Value]) -> None:
        """Find those of calls, of parameters and of changes; `starts` are the parameters' values without changes."""
        for parameter in self.spec.parameters.values():
            for site in _default(parameter):
                self.look_at(site, starts.get(site.name))
        for site in sites(self.spec):
            self.look_at(site)
        for change in changes:
            name = f"{change.path}.{change.argument}"
            self.look_at(Site(name, _known_argument(change.argument), change.value, change=change))

    def look_at(self, site: Site, start: Value | None = None) -> None:
        """Keep the unknown of an expression, if it is one, under a name of its own."""
        name, argument, written, call, change = site
        tree = written.expression.tree
        if not isinstance(tree, Placeholder):
            return
        if written.expression.text != UNKNOWN:
            place = written.scalar.part(written.offset + tree.start, len(UNKNOWN))
            self.problems.error("? stands for a whole value", place, "as in padding=?")
            return
        if isinstance(start, str) or (argument is not None and argument.kind == DECIMAL):
            message = f"'{name}' holds a word" if isinstance(start, str) else f"{name} changes no number"
            self.problems.error(message, written.place, "solve looks for numbers, true and false, and words of padding")
            return
        unknown = Unknown(tree.name, name, written.place)
        unknown.start = None if isinstance(start, Size) else start
        if call is not None:
            unknown.call, unknown.callee = call.place, call.parsed.callee
        if change is not None:
            unknown.change, unknown.argument = change, change.argument
        unknown.fit_argument(argument)
        self.unknowns.append(unknown)
        if len(self.unknowns) == MOST_UNKNOWNS + 1:
            self.problems.error(f"there are at most {MOST_UNKNOWNS} unknowns", unknown.place, "give this one a value")


def sites(spec: Spec) -> Iterator[Site]:
    """Where expressions stand in the blocks and the layers of a spec."""
    for block in spec.blocks.values():
        for parameter in block.parameters.values():
            yield from _default(parameter)
        yield from _in_body(block.body, spec)
    yield from _in_body(spec.layers, spec)


def _default(parameter: Parameter) -> Iterator[Site]:
    if parameter.default is not None:
        yield Site(parameter.name, _known_argument(parameter.name), parameter.default)


def _in_body(body: Body | None, spec: Spec) -> Iterator[Site]:
    if isinstance(body, Call):
        yield from _in_call(body, spec)
    elif isinstance(body, Sequence):
        for item in body.items:
            yield from _in_item(item, spec)
    elif isinstance(body, Join):
        yield from _in_call(body.call, spec, BRANCHED[body.kind])
        for branch in body.branches:
            yield from _condition(branch)
            yield from _in_body(branch.body, spec)


def _in_item(item: Item, spec: Spec) -> Iterator[Site]:
    yield from _condition(item)
    yield from _in_body(item.body, spec)
    yield from _in_body(item.otherwise, spec)
    if item.repeat is not None:
        yield Site("repeat", None, item.repeat)
    if item.first is not None:
        scalar, arguments = item.first
        for argument in arguments:
            written = Written(argument.expression, scalar, argument.value_offset)
            yield Site(argument.name, _known_argument(argument.name), written)


def _condition(part: Item | Branch) -> Iterator[Site]:
    if part.when is not None:
        yield Site("when", ARGUMENTS["bias"], part.when)


def _in_call(call: Call, spec: Spec, op: Op | None = None) -> Iterator[Site]:
    if not call.sound:
        return
    signature = op_signature(op) if op is not None else signature_of(call.parsed.callee, spec)
    positional = signature.positional if signature is not None else ()
    op = op or op_named(call.parsed.callee, spec)
    for number, argument in enumerate(call.parsed.arguments):
        name = argument.name or (positional[number] if number < len(positional) else "value")
        known = op.arguments[name][0] if op is not None else _known_argument(name)
        yield Site(name, known, Written(argument.expression, call.scalar, argument.value_offset), call)


def _known_argument(name: str) -> ArgumentType | None:
    return ARGUMENTS[name] if name in _SAME_IN_BLOCKS else None


def _divisors(number: int) -> Iterator[int]:
    candidate = 1
    while candidate * candidate <= number and candidate <= LARGEST_STEP:
        if not number % candidate:
            yield from (candidate, number // candidate)
        candidate += 1
