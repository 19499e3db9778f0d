"""Receptive fields of the designs of a space, put together from what each step adds to those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.values import Size, exact
from convcalc.network.graph import Graph
from convcalc.network.receptive_field import Fields
from convcalc.network.spans import Spans
from convcalc.network.steps.fields import Uneven, ends_of
from convcalc.network.steps.resumed import State
from convcalc.spec.formulas import worked_out
from convcalc.study.goals import Goal
from convcalc.study.sweep.terms import Budget, Ending, Tables, Term

FIELDS = ("receptive_field", "jump", "start", "effective_padding")
"""The metrics of receptive fields, each a number along each axis."""

COLUMNS = 4
"""How many sums there are for each axis: what a window gains and loses before the input's first place and behind it."""

MADE_OF = {"receptive_field": (1, 1), "start": (-1, 1), "effective_padding": (1, 0), "jump": (0, 0)}
"""How often the places before the first one count, and how often the last."""

HALVES = {"start": 2}
"""What a number is multiplied by to be whole."""


def gained(before: State, after: State, axes: int) -> Iterator[int]:
    """What the window of a unit gains and loses along each of so many axes, on either side, between two states."""
    each = zip(ends_of(before.seen), ends_of(after.seen), strict=False)
    moved = [(new[0] - old[0], new[1] - old[1]) if old and new else (0, 0) for old, new in each]
    for place in range(axes):
        for more in moved[place] if place < len(moved) else (0, 0):
            yield from (max(0, more), max(0, -more))


def ending(fields: Fields, graph: Graph, state: State, relative: bool) -> Ending:
    """The fields of the network's only output, where it ends in a state."""
    if len(graph.main_outputs) != 1:
        return Ending({}, {}, (), f"it has {len(graph.main_outputs)} outputs, each with its own receptive field")
    (number,) = graph.main_outputs.values()
    axes = next(iter(fields.of(number).values()), ())
    moving = [relative and isinstance(axis.local, Spans) for axis in axes]
    adds = {metric: tuple(moving) for metric in FIELDS} | {"jump": (False,) * len(axes)}
    adds["receptive_field"] = tuple(
        moves and not fields.sees_all(axis) for moves, axis in zip(moving, axes, strict=True)
    )
    values = {metric: fields.value(number, metric) for metric in FIELDS}
    return Ending(values, adds, tuple(ends_of(state.seen)), whole=fields.whole(number) if relative else ())


def why_none(ending: Ending, metrics: Sequence[str]) -> str:
    """Why a network that ends so has not all of some metrics; empty where it has them."""
    none = next((metric for metric in metrics if not ending.values.get(metric)), "")
    return ending.reason or (f"its {none} is not defined" if none else "")


def field_budgets(goal: Goal, tables: Tables) -> list[Budget]:
    """The budgets that a goal of a receptive field is: one that judges each ending, or one for each axis.

    Adds to the metrics of the tables what is 1 where an ending is as it should be.
    """
    metric, wanted = goal.figure.metric, goal.wanted
    assert isinstance(wanted, AxesQuantity)
    axes = sum(name.removeprefix(f"{metric} ").isdecimal() for name in tables.metrics)
    if not axes:
        name, last = f"{goal.text} ", tables.output
        fits = [int(wanted.holds(one.values.get(metric, Size()))) for one in tables.endings]
        tables.metrics[name] = [[Term(last.axes, [fits[number] if number >= 0 else 0 for number in last.values])]]
        return [Budget(goal.text, {name: 1}, 1, None)]
    numbers = wanted.along(axes)
    if numbers is None:
        return [Budget(goal.text, {}, 1, None)]
    sign, times = wanted.comparison or "==", HALVES.get(metric, 1)
    bounds = [worked_out("", sign, exact(times * number)).whole() for number in numbers]
    if metric in tables.metrics and len(set(bounds)) == 1:
        return [Budget(goal.text, {metric: 1}, *bounds[0])]
    return [
        Budget(f"{goal.text} along axis {axis + 1}", {f"{metric} {axis}": 1}, *bound)
        for axis, bound in enumerate(bounds)
    ]


def field_terms(
    metric: str, endings: Sequence[Ending], last: Term, gained: Sequence[Sequence[Term]]
) -> dict[str, list[Term]]:
    """The terms of a metric, axis by axis, under its name, a space and the number of the axis; of `start` twice it.

    Under its name alone, where all axes have the same. `last` has the numbers of the endings of all designs, `gained`
    are the terms of what windows gain. Without any, the metric hangs on the ending alone. Raises Uneven where it hangs
    on it alone in some designs, and not in others.
    """
    known = [ending for ending in endings if ending.values.get(metric)]
    if not any(any(ending.adds[metric]) for ending in known):
        return _of_endings(metric, endings, last)
    axes = len(known[0].adds[metric])
    if any(ending.adds[metric] != (True,) * axes for ending in known):
        raise Uneven
    terms = {f"{metric} {axis}": _added(metric, axis, endings, last, gained) for axis in range(axes)}
    first, *others = terms.values()
    alike = metric not in HALVES and all(other == first for other in others)
    return terms | ({metric: first} if alike else {})


def _of_endings(metric: str, endings: Sequence[Ending], last: Term) -> dict[str, list[Term]]:
    """A metric that is the same along all axes, and whole, in each ending."""
    numbers = [sorted(set(ending.values.get(metric, ()))) for ending in endings]
    if any(len(each) > 1 or not all(isinstance(number, int) for number in each) for each in numbers):
        return {}
    whole = [int(each[0]) if each else 0 for each in numbers]
    return {metric: [Term(last.axes, [whole[number] if number >= 0 else 0 for number in last.values])]}


def _added(
    metric: str, axis: int, endings: Sequence[Ending], last: Term, gained: Sequence[Sequence[Term]]
) -> list[Term]:
    """What a metric is along an axis: what windows gain on either side, and what is the same for all of an ending."""
    weights = MADE_OF[metric]
    signs = [sign * weight for weight in weights for sign in (1, -1)]
    columns = gained[COLUMNS * axis : COLUMNS * (axis + 1)]
    terms = [
        Term(term.axes, [sign * value for value in term.values])
        for sign, column in zip(signs, columns, strict=True)
        for term in column
        if sign
    ]
    rest = [_rest(metric, axis, ending, weights) for ending in endings]
    return [*terms, Term(last.axes, [rest[number] if number >= 0 else 0 for number in last.values])]


def _rest(metric: str, axis: int, ending: Ending, weights: tuple[int, int]) -> int:
    """What a metric is beside what windows gain."""
    ends = ending.ends[axis] if axis < len(ending.ends) else None
    if not ending.values.get(metric) or ends is None:
        return 0
    moved = sum(weight * end for weight, end in zip(weights, ends, strict=True))
    return int(HALVES.get(metric, 1) * ending.values[metric][axis]) - moved
