"""The axes of a picture of a front: where a number stands along each, and the round numbers that are written there."""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10

from convcalc.costs.kinds import BYTES
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.quantity import show_short
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, divide, exact, show_value
from convcalc.study.sweep.grid.answers import Order
from convcalc.study.sweep.runs import is_metric
from convcalc.study.sweep.swept import Design, Swept

SPREAD = 50
"""How many times the least the greatest number is at least where an axis goes by powers of ten."""

ROUND = (1, 2, 5)


class Scale(NamedTuple):
    """An axis from `low` to `high`, its title, and whether it goes by powers of ten; `counts` are written short."""

    title: str
    low: Number
    high: Number
    by_powers: bool
    counts: bool

    def at(self, value: Number) -> float:
        """Where a number stands: 0 at the low end, 1 at the high one."""
        if self.low == self.high:
            return 0.5
        if self.by_powers:
            return (_log(value) - _log(self.low)) / (_log(self.high) - _log(self.low))
        return float(divide(value - self.low, self.high - self.low))

    def label(self, value: Number) -> str:
        """A number as it is written at the axis."""
        return show_short(int(value)).replace(".0 ", " ") if self.counts else show_value(value)

    def ticks(self, most: int) -> list[Number]:
        """Round numbers on the axis, no more than so many if the range allows it; of a single number that."""
        if self.low == self.high:
            return [self.low]
        if self.by_powers:
            powers = [Fraction(10) ** power for power in range(floor(_log(self.low)), floor(_log(self.high)) + 1)]
            every = [exact(one * power) for power in powers for one in ROUND]
            inside = [value for value in every if self.low <= value <= self.high]
            return inside[:: -(-len(inside) // most)] or [self.low, self.high]
        power = Fraction(10) ** floor(_log(divide(self.high - self.low, most)))
        least = Fraction(1) if self.counts else power
        steps = (max(least, one * power * ten) for ten in (1, 10, 100) for one in ROUND)
        step = next(step for step in steps if (self.high - self.low) // step < most)
        first = -(-self.low // step)
        return [exact(number * step) for number in range(int(first), int(self.high // step) + 1)]


def scales(swept: Swept) -> list[Scale]:
    """The axes of the first two metrics of a front: across, and upwards."""
    found = []
    for order in swept.asked.front[:2]:
        values = [value_along(design, order) for design in swept.designs]
        low, high = min(values), max(values)
        metric = METRICS.get(order.metric)
        title = metric.title if metric is not None else order.metric
        by_powers = low > 0 and high >= SPREAD * low
        unit = ", bytes" if metric is not None and metric.kind is BYTES else ""
        wanted = "the more the better" if order.greatest else "the less the better"
        powers = ", by powers of ten" if by_powers else ""
        found.append(Scale(f"{title}{unit} ({wanted}{powers})", low, high, by_powers, is_metric(order.metric)))
    return found


def value_along(design: Design, order: Order) -> Number:
    """What a design comes to, or has for a knob."""
    if is_metric(order.metric):
        return design.metrics[order.metric]
    value = design.values[order.metric]
    assert not isinstance(value, str | tuple)
    return value


def _log(value: Number) -> float:
    return log10(value.numerator) - log10(value.denominator)
