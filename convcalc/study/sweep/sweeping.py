"""What is asked of the designs of a space, and what is found: those that fit, the best, their front, a sample."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from convcalc.costs.kinds import PIXELS, SHAPE
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.problems import COMMAND_LINE, Nearest, Place, Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.language.work import usable_cores
from convcalc.study.figures import Figure
from convcalc.study.goals import Goal, figure_place
from convcalc.study.sweep.budgets import budget_of
from convcalc.study.sweep.fields import FIELDS, field_budgets
from convcalc.study.sweep.grid.answers import Answer, Counts, First, Front, Order, Rows, Top
from convcalc.study.sweep.grid.grid import Grid, Sample, Survey
from convcalc.study.sweep.knobs.words import words
from convcalc.study.sweep.of_knobs import KnobGoal, in_order, ordered_knobs
from convcalc.study.sweep.runs import SWEPT, is_metric
from convcalc.study.sweep.space import Axis, Space
from convcalc.study.sweep.tables import tabulate
from convcalc.study.sweep.terms import Budget, Tables, Term
from convcalc.study.sweep.watched import COUNTED, INPUT, OUTPUT, Watched

if TYPE_CHECKING:
    from convcalc.language.values import Value
    from convcalc.spec.model import Shape

ALIKE = "alike"
"""The column of how many designs of a front come to the same."""

PART = "part"
"""The column by whose last row a part of all designs says which it is."""

ALWAYS = ("params", "macs")
"""The metrics that every table has."""

MOST_SHOWN = 20
"""How many designs are shown where nothing else is asked for."""

Progress = Callable[[int, int | None], None]


class Asked(NamedTuple):
    """What is asked: `wheres` that hold, and of the designs that fit a front, the `top` ones by a metric, or the first.

    A `sample` is of so many that break no rule, whatever else holds. `metrics` are to be known besides; the designs are
    the `part` of all, worked out by so many `jobs`, else by one on each core. `design` is the word by which the space
    was asked for.
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

    @property
    def orders(self) -> tuple[Order, ...]:
        """All by which designs are put in order: those of a front, or the only one."""
        return (*self.front, *([self.by] if self.by is not None else []))


class Design(NamedTuple):
    """A design: a value for each axis, what it comes to, its outputs by their names, and how many come to the same."""

    indices: tuple[int, ...]
    values: dict[str, Value | Shape]
    metrics: dict[str, int]
    output: dict[str, Shape]
    alike: int


class Swept:
    """What was found: how many designs there are of what, and `designs`, those that were asked for.

    Where nothing fits, `nearest` has for a budget that no design keeps the metric's order and the first design in it.
    `counts` are None for a sample, of which `drawn` designs were looked at. Where it is not `complete`, an interrupt
    ended it. `is_first` says that the designs are the first that fit,
    `is_front` that they are a front.
    """

    __slots__ = (
        "budgets",
        "complete",
        "counts",
        "design",
        "designs",
        "drawn",
        "is_first",
        "is_front",
        "metrics",
        "nearest",
        "reasons",
        "size",
        "space",
    )

    def __init__(self, sweep: Sweep, found: Survey | Sample) -> None:
        self.space = sweep.space
        self.design = sweep.asked.design
        self.budgets = [budget.text for budget in sweep.budgets]
        self.reasons = sweep.tables.reasons
        self.metrics = sweep.metrics
        self.size = sweep.grid.size
        self.counts: Counts | None = None
        self.complete = True
        self.nearest: list[tuple[Order, Design]] = []
        self.drawn = 0
        self.is_front = bool(sweep.asked.front)
        self.is_first = not sweep.asked.front and sweep.asked.by is None and sweep.asked.sample is None
        if isinstance(found, Sample):
            self.designs = list(sweep.designs(found.rows))
            self.drawn = found.drawn
        else:
            (answer,) = found.found
            self.designs = list(sweep.designs(answer.rows, answer.counts))
            self.counts, self.complete = found.counts, found.is_complete
            if self.complete and not self.counts.fit and self.budgets:
                self.nearest = sweep.nearest()

    @property
    def heads(self) -> dict[str, str]:
        """The head of the column of each knob."""
        return _heads(self.space, self.metrics)

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

    def rerun(self) -> list[str]:
        """The words with which `summarize` shows the first design; none where there is none."""
        return words(self.space, self.designs[0].indices) if self.designs else []


class Sweep:
    """A space with its tables, and what is asked of it; `metrics` are those that are shown of each design."""

    def __init__(self, space: Space, asked: Asked, tables: Tables, budgets: list[Budget]) -> None:
        self.space = space
        self.asked = asked
        self.tables = tables
        self.budgets = budgets
        named = [name for budget in budgets for name in budget.factors if is_metric(name)]
        named += [order.metric for order in asked.orders if is_metric(order.metric)]
        self.metrics = [*dict.fromkeys([*ALWAYS, *named, *asked.metrics])]
        used = {*self.metrics, *(name for budget in budgets for name in budget.factors)}
        used |= {order.metric for order in asked.orders}
        of_use = tables._replace(metrics={name: sums for name, sums in tables.metrics.items() if name in used})
        self.grid = Grid(of_use, budgets, part=asked.part, jobs=asked.jobs or usable_cores())

    @property
    def heads(self) -> dict[str, str]:
        """The head of the column of each knob."""
        return _heads(self.space, self.metrics)

    def find(self, progress: Progress | None = None) -> Swept:
        """Go through all designs. An interrupt ends it with what was found so far."""
        asked = self.asked
        if asked.sample is not None:
            return Swept(self, self.grid.sample(asked.sample, asked.seed))
        answer: Answer = First(MOST_SHOWN if asked.top is None else asked.top)
        if asked.front:
            answer = Front(asked.front)
        elif asked.by is not None:
            answer = Top(MOST_SHOWN if asked.top is None else asked.top, asked.by)
        return Swept(self, self.grid.survey(answer, progress=progress))

    def nearest(self) -> list[tuple[Order, Design]]:
        """Of each budget of one metric that no design keeps, what comes nearest of those that break no rule."""
        bounds: list[tuple[Budget, Order]] = []
        for budget in self.budgets:
            (name, factor), *others = budget.factors.items()
            if not others and is_metric(name) and factor == 1:
                bounds += [(budget, Order(name))] if budget.most is not None else []
                bounds += [(budget, Order(name, True))] if budget.least is not None else []
        if not bounds:
            return []
        answers = [Top(1, order) for _, order in bounds]
        survey = Sweep(self.space, self.asked._replace(wheres=()), self.tables, []).grid.survey(*answers)
        found: list[tuple[Order, Design]] = []
        for (budget, order), one in zip(bounds, survey.found, strict=True):
            for number in one.rows.metrics[order.metric]:
                limit = budget.least if order.greatest else budget.most
                if limit is not None and order.sign * int(number) > order.sign * limit:
                    found += [(order, design) for design in self.designs(one.rows)]
        return found

    def asking(self, asked: Asked) -> Sweep:
        """The same space, of which something else is asked; its tables are made anew where that takes others."""
        tables, orders = self.tables, [order.metric for order in asked.orders]
        if not all(name in tables.metrics for name in orders if is_metric(name)):
            tables = tabulated(self.space, {*self.metrics, *filter(is_metric, orders)}, watched_by(asked.wheres))
            tables.metrics.update({name: sums for name, sums in self.tables.metrics.items() if not is_metric(name)})
        _put_knobs_in_order(orders, self.space, tables)
        return Sweep(self.space, asked, tables, self.budgets)

    def fitting(self, progress: Progress | None = None) -> Iterator[tuple[Counts, Iterator[Design]]]:
        """All designs that fit, in the order of the knobs, chunk by chunk with the counts of each."""
        for counts, rows in self.grid.fitting(progress):
            yield counts, self.designs(rows)

    def designs(self, rows: Rows, alike: Sequence[int] | None = None) -> Iterator[Design]:
        """The designs of rows, as people name them."""
        axes = self.space.axes
        columns = [rows.metrics[name] for name in self.metrics]
        for place, index in enumerate(rows.indices):
            indices, left = list[int](), int(index)
            for axis in reversed(axes):
                left, one = divmod(left, len(axis.values))
                indices.insert(0, one)
            yield Design(
                tuple(indices),
                {axis.name: axis.values[one] for axis, one in zip(axes, indices, strict=True)},
                {name: int(column[place]) for name, column in zip(self.metrics, columns, strict=True)},
                self.tables.outputs[int(rows.outputs[place])] if self.tables.outputs else {},
                int(alike[place]) if alike is not None else 1,
            )


def _heads(space: Space, metrics: Sequence[str]) -> dict[str, str]:
    """The head of the column of each knob: `depth=` where `depth` is the metric that has a column of its own."""
    taken = {*metrics, OUTPUT, ALIKE, PART}
    return {axis.name: f"{axis.name}=" if axis.name in taken else axis.name for axis in space.axes}


def sweep_of(space: Space, asked: Asked, problems: Problems, progress: Progress | None = None) -> Sweep | None:
    """The tables of a space for what is asked; None where something is wrong with that, which is then said.

    Raises ConvcalcError for a space that is too large to tabulate.
    """
    of_metrics = [goal for goal in asked.wheres if isinstance(goal, Goal) and not _is_refused(goal, problems)]
    of_counts = [goal for goal in of_metrics if METRICS[goal.figure.metric].kind not in (SHAPE, PIXELS)]
    budgets = {goal: found for goal in of_counts if (found := budget_of(goal, problems))}
    if problems.errors:
        return None
    orders = [order.metric for order in asked.orders]
    of_fields = [goal.figure.metric for goal in of_metrics if goal.figure.metric in FIELDS]
    named = [*filter(is_metric, orders), *asked.metrics]
    needed = {name for budget in budgets.values() for name in budget.factors}.union(named, of_fields)
    tables = tabulated(space, needed, watched_by(asked.wheres), progress)
    for name in dict.fromkeys(named):
        if name not in tables.metrics:
            hint = f'a bound holds along each: --where "{name} <= 7"'
            problems.error(f"{name} is not one number for all axes here", None, hint)
    every = [one for goal in asked.wheres for one in _budgets(goal, budgets, tables)]
    _put_knobs_in_order(orders, space, tables)
    asked = asked._replace(metrics=(*asked.metrics, *(name for name in of_fields if name in tables.metrics)))
    return Sweep(space, asked, tables, every) if not problems.errors else None


def _budgets(goal: Goal | KnobGoal, known: dict[Goal, Budget], tables: Tables) -> list[Budget]:
    """The budgets that a goal is; of a knob, and of an output's shape, the tables get a metric of its own."""
    name = _name_of(goal)
    if isinstance(goal, KnobGoal):
        tables.metrics[name] = [[goal.term]]
    elif goal in known:
        return [known[goal]]
    elif goal.figure.metric in FIELDS:
        return field_budgets(goal, tables)
    elif not goal.figure.path:
        tables.metrics[name] = [[_of_output(goal, tables)]]
    return [Budget(goal.text, {name: 1}, 1, None)]


def _of_output(goal: Goal, tables: Tables) -> Term:
    """1 for a design whose output is what a goal wants, 0 for another."""
    fits = [int([*outputs.values()] == [goal.wanted]) for outputs in tables.outputs]
    return Term(tables.output.axes, [fits[state] if state >= 0 else 0 for state in tables.output.values])


def _put_knobs_in_order(orders: Sequence[str], space: Space, tables: Tables) -> None:
    """Let tables have the knobs by which designs are put in order."""
    for name in orders:
        if not is_metric(name):
            tables.metrics[name] = [[in_order(name, space.axes)]]


def tabulated(
    space: Space, metrics: Collection[str], watched: Sequence[Watched], progress: Progress | None = None
) -> Tables:
    """The tables of a space with these `metrics`, of the network or of layers, and what else is `watched`."""
    known = {one.name for one in watched}
    figures = [figure_of(name) for name in metrics if "." in name and name not in known]
    every = [*watched, *(Watched(figure, str(figure)) for figure in figures)]
    return tabulate(space, metrics, progress or (lambda done, total: None), every)


def watched_by(goals: Sequence[Goal | KnobGoal]) -> list[Watched]:
    """What goals ask of layers and groups, each once."""
    watched: dict[str, Watched] = {}
    for goal in (goal for goal in goals if isinstance(goal, Goal)):
        for figure in goal.figures():
            place = figure_place(goal, figure).part(0, len(figure.path))
            if figure.path and figure.metric in COUNTED:
                watched.setdefault(str(figure), Watched(figure, str(figure), place))
            elif figure.path and isinstance(goal.wanted, tuple):
                watched[_name_of(goal)] = Watched(figure, _name_of(goal), place, goal.wanted)
    return [*watched.values()]


def figure_of(metric: str) -> Figure:
    """The figure of this name."""
    path, _, name = metric.rpartition(".")
    return Figure(path, name)


def _name_of(goal: Goal | KnobGoal) -> str:
    """The name among the metrics of tables that is 1 where a shape or a knob is as it should be."""
    return f"{goal.text} "


def _is_refused(goal: Goal, problems: Problems) -> bool:
    """Whether a goal is of a figure which no table has; that is then said."""
    before = len(problems.errors)
    for figure in goal.figures():
        kind, known = METRICS[figure.metric].kind, COUNTED if figure.path else SWEPT
        if kind is PIXELS and not figure.path and isinstance(goal.wanted, AxesQuantity):
            continue
        if figure.metric not in known and (kind is not SHAPE or str(figure) == INPUT):
            hint = Nearest(figure.metric, known, f"the counts of {'layers' if figure.path else 'a whole network'} are")
            problems.error(f"{figure} is not swept", figure_place(goal, figure), hint)
        elif kind in (SHAPE, PIXELS) and (goal.to is not None or kind is PIXELS):
            what, example = ("a shape", f"{figure} = 1000") if kind is SHAPE else ("numbers", f"{figure} >= 224")
            problems.error(f"{figure} is compared with {what} here", figure_place(goal, figure), f"as in {example}")
    return len(problems.errors) > before


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
