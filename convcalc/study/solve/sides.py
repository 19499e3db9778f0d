"""A number for each spatial axis: each side is looked for by itself, the others as in a design that is possible.

What an output is along one axis hangs on the sizes along that axis alone, so that what fits is every combination of
what fits side by side; each is worked out as a whole before it is an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING

from convcalc.costs.arguments import MAXIMUM
from convcalc.costs.kinds import SHAPE
from convcalc.costs.metrics import METRICS
from convcalc.language.values import Size, Value, divide, exact, is_number
from convcalc.study.goals import Goal, Judgement
from convcalc.study.solve.numbers import Numbers
from convcalc.study.solve.outcomes import Impossible, Outcome
from convcalc.study.sweep.space import EACH

if TYPE_CHECKING:
    from convcalc.study.solve.designs import Designs
    from convcalc.study.sweep.space import Values

MOST_TOGETHER = 20_000
"""How many combinations of what fits side by side are worked out."""

MOST_NUMBERS = 4096
"""How many numbers of one size are combined with others."""

OF_A_NUMBER = 32
"""About how many designs are tried to find all numbers of one size that fit."""

Side = dict[int, "Value | tuple[int, ...]"]
"""Values of the axes that vary along one side, by their numbers."""


class Sides:
    """Looks for values along each spatial axis, where goals say what there is to be along each.

    `of_inputs` are the axes of the space that are sizes of an input along one side, `of_arguments` these and the
    arguments that have a number for each; either is empty where it can't be looked for in this way. `tried` designs
    were worked out; where it `is_cut`, not all of the values were.
    """

    def __init__(self, designs: Designs, goals: Sequence[Goal]) -> None:
        self.designs = designs
        self.axes = designs.space.axes
        self.tried = 0
        self.is_cut = False
        base = designs.run(designs.base)
        self.count = len(designs.shape) - 1
        self.goals = [] if isinstance(base, Impossible) else [goal for goal in goals if self._along(goal, base, 0)]
        along = bool(self.goals) and self.count > 1
        sizes = [number for number, axis in enumerate(self.axes) if axis.side not in (None, EACH)]
        each = [number for number, axis in enumerate(self.axes) if axis.side == EACH]
        self.of_inputs = sizes if along else []
        self.of_arguments = [*sizes, *each] if along and each else []

    def solutions(self, sided: Sequence[int], limit: int) -> Iterator[Values]:
        """The combinations of what fits along each side, for which no more than about `limit` designs are tried."""
        found = [list(self._fitting(side, sided, limit // self.count)) for side in range(self.count)]
        self.is_cut = self.is_cut or prod(map(len, found)) > MOST_TOGETHER
        for each in islice(product(*found), MOST_TOGETHER):
            values = self._joined(each, sided)
            if values is not None:
                yield values

    def _joined(self, each: tuple[Side, ...], sided: Sequence[int]) -> Values | None:
        """The values of all axes; None where one that is the same along all sides is not."""
        values: list[Value | tuple[int, ...]] = []
        for number in range(len(self.axes)):
            along = [one[number] for one in each if number in one]
            if not along:
                values.append(self.designs.base[number])
            elif len(set(along)) == 1:
                values.append(along[0])
            elif number in sided and all(map(is_number, along)):
                values.append(Size(along))  # type: ignore[arg-type]
            else:
                return None
        return tuple(values)

    def _fitting(self, side: int, sided: Sequence[int], limit: int) -> Iterator[Side]:
        """What fits along one side."""
        vary = [number for number, axis in enumerate(self.axes) if axis.side in (None, EACH, side)]
        whole = next((number for number in reversed(vary) if self.axes[number].unit), None)
        listed = [number for number in vary if number != whole]
        choices = [self.axes[number].values for number in listed]
        self.is_cut = self.is_cut or any(self.axes[number].unit for number in listed)
        while prod(map(len, choices)) * (OF_A_NUMBER if whole is not None else 1) > max(limit, 1):
            longest = max(range(len(choices)), key=lambda number: len(choices[number]))
            if len(choices[longest]) == 1:
                break
            choices[longest] = choices[longest][: len(choices[longest]) * 7 // 8]
            self.is_cut = True
        for some in product(*choices):
            given: Side = dict(zip(listed, some, strict=True))
            if whole is not None:
                yield from self._numbers(side, sided, given, whole)
            elif _is_right(self._judged(side, sided, given)):
                yield given

    def _numbers(self, side: int, sided: Sequence[int], given: Side, whole: int) -> Iterator[Side]:
        """The numbers of one axis that fit along a side, with values of the others."""
        axis, base = self.axes[whole], self.designs.base[whole]

        def valued(number: int) -> Side:
            return {**given, whole: exact(number * axis.unit)}

        start = int(divide(base, axis.unit)) if is_number(base) else None
        search = Numbers(lambda number: self._judged(side, sided, valued(number)), start, 1, MAXIMUM)
        fitting = search.search()
        numbers = fitting.numbers if fitting is not None else ()
        self.is_cut = self.is_cut or len(numbers) > MOST_NUMBERS
        yield from map(valued, numbers[:MOST_NUMBERS])

    def _judged(self, side: int, sided: Sequence[int], given: Side) -> list[Judgement] | None:
        """How the goals judge what there is along a side; None where there is no such design."""
        self.tried += 1
        values = list(self.designs.base)
        for number, value in given.items():
            base = values[number]
            if number in sided and self.axes[number].side == EACH and is_number(value):
                others = base if isinstance(base, Size) else Size([base if is_number(base) else value] * self.count)
                value = Size([value if one == side else other for one, other in enumerate(others)])
            values[number] = value
        outcome = self.designs.run(tuple(values))
        if isinstance(outcome, Impossible):
            return None
        found = [self._along(goal, outcome, side) for goal in self.goals]
        return [part for parts in found for part in parts] if all(found) else None

    def _along(self, goal: Goal, outcome: Outcome, side: int) -> list[Judgement]:
        """A goal's judgements on the channels and one side; nothing where it has none."""
        kind = METRICS[goal.figure.metric].kind
        parts = goal.judgements(outcome) if kind.sizes else None
        channels = int(kind is SHAPE)
        if parts is None or len(parts) != channels + self.count:
            return []
        return [*parts[:channels], parts[channels + side]]


def _is_right(judgements: list[Judgement] | None) -> bool:
    return judgements is not None and not any(judgement.side for judgement in judgements)
