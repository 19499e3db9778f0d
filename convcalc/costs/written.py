"""The formulas of an op as they stand in its record, parsed where they are first needed, and when each holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias, TypeVar

from convcalc.language.expression import Expression, parse
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Value

DILATED = "D*(F - 1) + 1"
"""F′, what a dilated filter covers."""

SAME = "max((ceil(W/S) - 1)*S + F′ - W, 0)"
"""The padding of `padding=same` on both sides together; where it is odd, the far side has one more.

Source: TensorFlow's SAME; Dumoulin and Visin 2016 call it half padding for odd filters and stride 1.
"""

HALF_OF_SAME = f"ceil({SAME}/2)"
"""The padding of `padding=same` on the near side."""

VALUES = "N*H′W′"
"""What a layer of any op puts out: its activations."""

Entry = TypeVar("Entry")


def chosen(entries: Mapping[str, Entry], arguments: Mapping[str, Value | None]) -> Entry | None:
    """The entry whose condition holds: `argument=value`, or `argument=given`; one without a condition holds else."""
    for condition, entry in entries.items():
        argument, _, value = condition.partition("=")
        given = arguments[argument] if argument else None
        if given is not None and (value == "given" or given == _FLAGS.get(value, value)):
            return entry
    return entries.get("")


_FLAGS = {"true": True, "false": False}


@cache
def parsed(text: str) -> Expression:
    """A formula of the table, parsed where it is first needed."""
    return parse(text)


class Requirement:
    """A condition, the argument it blames (of several, the first that is given), and what to say where it fails.

    One that names an axis (W, F, S, P, D, O, T, before, after) must hold for each axis.
    """

    def __init__(self, condition: str, argument: str, message: str, hint: str = "") -> None:
        self.condition = parse(condition)
        self.argument = argument
        self.message = message
        self.hint = hint
        self.each_axis = not AXIS_SYMBOLS.isdisjoint(self.condition.reads)


AXIS_SYMBOLS = frozenset({"W", "W′", "F", "F′", "S", "P", "D", "O", "T", "before", "after"})
"""The symbols that have a value for each axis; all others have one for the layer."""


Sizes: TypeAlias = "Expression | tuple[Expression, ...] | None"
"""How the sizes of an output come about: a formula for each axis of the input, or one for each axis that there then
is, none of which is the input's; None where they stay."""

Written: TypeAlias = "str | tuple[str, ...] | None"
"""The same as it stands in a record."""


class Formulas(NamedTuple):
    """The formulas of an op, by when each holds: channels and sizes of the output, parameters and MACs.

    `defined` are the symbols that it defines by others.
    """

    channels: dict[str, Expression]
    sizes: dict[str, Sizes]
    params: dict[str, Expression]
    macs: dict[str, Expression]
    rules: tuple[Requirement, ...]
    defined: dict[str, dict[str, Expression]]


def by_condition(formulas: str | dict[str, str]) -> dict[str, str]:
    """Formulas by when each holds; one that always does stands alone in a record."""
    return formulas if isinstance(formulas, dict) else {"": formulas}


def all_parsed(formulas: dict[str, str]) -> dict[str, Expression]:
    """Formulas by when each holds, parsed."""
    return {condition: parse(text) for condition, text in formulas.items()}


def parsed_size(size: Written) -> Sizes:
    """How sizes come about, parsed."""
    return tuple(map(parse, size)) if isinstance(size, tuple) else None if size is None else parse(size)
