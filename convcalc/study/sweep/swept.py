"""What is found of the designs of a space, whoever found it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convcalc.language.tuples import NamedTuple
from convcalc.study.sweep.asked import Asked
from convcalc.study.sweep.grid.answers import Counts, Order
from convcalc.study.sweep.space import Axis
from convcalc.study.sweep.watched import OUTPUT

if TYPE_CHECKING:
    from convcalc.language.values import Value
    from convcalc.spec.model import Shape

ALIKE = "alike"
"""The column of how many designs of a front come to the same."""

PART = "part"
"""The column by whose last row a part of all designs says which it is."""


class Design(NamedTuple):
    """A design: a value for each axis, what it comes to, its outputs by their names, and how many come to the same."""

    indices: tuple[int, ...]
    values: dict[str, Value | Shape]
    metrics: dict[str, int]
    output: dict[str, Shape]
    alike: int


class Swept:
    """What was found: how many designs there are of what, and `designs`, those that were asked for.

    They have values along `axes`, and `metrics`; `known` are the columns that there are besides, None for all that can
    be swept. Where nothing fits, `nearest` has for a budget that no design keeps the metric's order and the first
    design in it. `counts` are None for a sample. Where it is not `complete`, an interrupt ended it. `is_first` says
    that the designs are the first that fit, `is_front` that they are a front; `again` are the words with which
    `summarize` shows the first of them, none where that is not known.
    """

    __slots__ = (
        "again",
        "asked",
        "axes",
        "budgets",
        "complete",
        "counts",
        "designs",
        "known",
        "metrics",
        "name",
        "nearest",
        "reasons",
        "size",
    )

    def __init__(self, name: str, axes: Sequence[Axis], metrics: list[str], asked: Asked, size: int) -> None:
        self.name = name
        self.axes = axes
        self.metrics = metrics
        self.asked = asked
        self.size = size
        self.budgets: list[str] = []
        self.reasons: list[str] = []
        self.designs: list[Design] = []
        self.counts: Counts | None = None
        self.complete = True
        self.nearest: list[tuple[Order, Design]] = []
        self.again: list[str] = []
        self.known: list[str] | None = None

    @property
    def is_front(self) -> bool:
        """Whether the designs are a front."""
        return bool(self.asked.front)

    @property
    def is_first(self) -> bool:
        """Whether the designs are the first that fit."""
        return not self.asked.orders and self.asked.sample is None

    @property
    def heads(self) -> dict[str, str]:
        """The head of the column of each knob."""
        return heads(self.axes, self.metrics)

    @property
    def broken(self) -> dict[str, int]:
        """For each reason why designs can't be how many can't for it first; nothing of a sample."""
        numbers = self.counts.broken if self.counts is not None else ()
        return {reason: number for reason, number in zip(self.reasons, numbers, strict=False) if number}

    def cut(self) -> str:
        """That more designs fit than these; empty where these are all of them, a front or a sample."""
        fit = self.counts.fit if self.counts is not None else 0
        if self.is_front or len(self.designs) >= fit:
            return ""
        return f"{len(self.designs):,} of {fit:,} designs that fit are here: --top asks for more, CSV has all in order"


def heads(axes: Sequence[Axis], metrics: Sequence[str]) -> dict[str, str]:
    """The head of the column of each knob: `depth=` where `depth` is the metric that has a column of its own."""
    taken = {*metrics, OUTPUT, ALIKE, PART}
    return {axis.name: f"{axis.name}=" if axis.name in taken else axis.name for axis in axes}
