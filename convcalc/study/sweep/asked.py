"""What is asked of the designs of a space: what must hold, and in which order they are wanted."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.language.problems import COMMAND_LINE, Nearest, Place, Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.study.goals import Goal
from convcalc.study.sweep.grid.answers import Answer, First, Front, Order, Top
from convcalc.study.sweep.of_knobs import KnobGoal, ordered_knobs
from convcalc.study.sweep.runs import SWEPT, is_metric
from convcalc.study.sweep.space import Axis

MOST_SHOWN = 20
"""How many designs are shown where nothing else is asked for."""


class Asked(NamedTuple):
    """What is asked: `wheres` that hold, and of the designs that fit a front, the `top` ones by a metric, or the first.

    A `sample` is of so many that break no rule, whatever else holds. `metrics` are to be known besides; the designs are
    the `part` of all, worked out by so many `jobs`, else by one on each core. `design` is the word by which the space
    was asked for, `words` are all that say which designs there are, from it on; none where these are not known.
    """

    wheres: Sequence[Goal | KnobGoal] = ()
    front: tuple[Order, ...] = ()
    top: int | None = None
    by: Order | None = None
    sample: int | None = None
    seed: int = 0
    metrics: tuple[str, ...] = ()
    part: tuple[int, int] = (1, 1)
    jobs: int | None = None
    design: str = ""
    cluster: str | None = None
    words: tuple[str, ...] = ()

    @property
    def orders(self) -> tuple[Order, ...]:
        """All by which designs are put in order: those of a front, or the only one."""
        return (*self.front, *([self.by] if self.by is not None else []))

    @property
    def answer(self) -> Answer:
        """What answers it, for all but a sample."""
        if self.front:
            return Front(self.front)
        number = MOST_SHOWN if self.top is None else self.top
        return Top(number, self.by) if self.by is not None else First(number)


def read_orders(text: str, problems: Problems, axes: Sequence[Axis] = (), least: int = 1) -> tuple[Order, ...]:
    """The orders that `macs, -width` writes: each metric or knob made small, with a minus great."""
    known = [*SWEPT, *ordered_knobs(axes)]
    source = Source(problems.name_of(COMMAND_LINE), text)
    orders: list[Order] = []
    offset = 0
    for written in text.split(","):
        name = written.strip().removeprefix("-").strip()
        place = Place(source, 1, offset + 1 + len(written) - len(written.lstrip()), max(1, len(written.strip())))
        if any(axis.name == name for axis in axes) and name not in known:
            problems.error(f"the values of {name} have no order", place, "order by a metric: macs")
        elif name not in known and not is_metric(name):
            what = f"'{name[:60]}' is neither a metric that is swept nor a knob" if name else "a metric is missing here"
            problems.error(what, place, Nearest(name, known, "as in macs, -params"))
        elif any(order.metric == name for order in orders):
            problems.error(f"{name} stands here twice", place)
        else:
            orders.append(Order(name, written.strip().startswith("-")))
        offset += len(written) + 1
    if not problems.errors and len(orders) < least:
        problems.error(f"a front is of {least} metrics or more", Place(source, 1, 1, len(text)), "as in macs, -params")
    return tuple(orders)
