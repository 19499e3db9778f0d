"""The designs of a space, of which something is asked: those that fit, the best, their front, a sample."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from convcalc.costs.kinds import PIXELS, SHAPE
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.problems import Nearest, Problems
from convcalc.language.work import usable_cores
from convcalc.study.figures import Figure
from convcalc.study.goals import Goal, figure_place
from convcalc.study.sweep.apart import tabulate_apart
from convcalc.study.sweep.asked import Asked
from convcalc.study.sweep.budgets import budget_of
from convcalc.study.sweep.fields import FIELDS, field_budgets, why_none
from convcalc.study.sweep.grid.answers import Column, Order, Rows, Top
from convcalc.study.sweep.grid.grid import Grid
from convcalc.study.sweep.knobs.words import words
from convcalc.study.sweep.of_knobs import KnobGoal, in_order
from convcalc.study.sweep.positions import Positions
from convcalc.study.sweep.runs import SWEPT, is_metric
from convcalc.study.sweep.space import Space
from convcalc.study.sweep.swept import Design, Swept, heads
from convcalc.study.sweep.terms import Budget, Tables, Term
from convcalc.study.sweep.watched import COUNTED, INPUT, OUTPUT, Watched

ALWAYS = ("params", "macs")
"""The metrics that every table has."""

Progress = Callable[[int, int | None], None]


class Sweep:
    """A space with its tables, and what is asked of it; `metrics` are those that are shown of each design.

    `known` are the columns that there may be besides the knobs, and `counts` are those of the designs streamed so far.
    """

    known: Sequence[str] = (*SWEPT, OUTPUT)

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
        self.grid = Grid(of_use, budgets, part=asked.part, jobs=asked.jobs or usable_cores(), cluster=asked.cluster)
        self.counts = self.grid.nothing

    @property
    def fit(self) -> int:
        """How many designs were streamed so far."""
        return self.counts.fit

    @property
    def done(self) -> tuple[int, int]:
        """How many designs were streamed so far, and how many there are."""
        return self.counts.designs, self.grid.size

    @property
    def heads(self) -> dict[str, str]:
        """The head of the column of each knob."""
        return heads(self.space.axes, self.metrics)

    def find(self, progress: Progress | None = None) -> Swept:
        """Go through all designs. An interrupt ends it with what was found so far."""
        asked = self.asked
        swept = Swept(
            self.space.spec.name or self.space.spec.file, self.space.axes, self.metrics, asked, self.grid.size
        )
        swept.budgets, swept.reasons = [budget.text for budget in self.budgets], self.tables.reasons
        if asked.sample is not None:
            swept.designs = list(self.designs(self.grid.sample(asked.sample, asked.seed).rows))
        else:
            survey = self.grid.survey(asked.answer, progress=progress)
            swept.designs = list(self.designs(survey.found[0].rows, survey.found[0].counts))
            swept.counts, swept.complete = survey.counts, survey.is_complete
            if swept.complete and not swept.counts.fit and self.budgets:
                swept.nearest = self.nearest()
        swept.again = words(self.space, swept.designs[0].indices) if swept.designs and asked.design else []
        return swept

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
        asked = self.asked._replace(wheres=(), metrics=tuple(self.metrics))
        survey = Sweep(self.space, asked, self.tables, []).grid.survey(*answers)
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
            tables = tabulated(
                self.space, {*self.metrics, *filter(is_metric, orders)}, watched_by(asked.wheres), asked.jobs
            )
            tables.metrics.update({name: sums for name, sums in self.tables.metrics.items() if not is_metric(name)})
        _put_knobs_in_order(orders, self.space, tables)
        return Sweep(self.space, asked, tables, self.budgets)

    def fitting(self, progress: Progress | None = None) -> Iterator[Rows]:
        """All designs that fit, in the order of the knobs, chunk by chunk. An interrupt ends it where it stands."""
        self.counts = self.grid.nothing
        try:
            for counts, rows in self.grid.fitting(progress):
                self.counts = self.counts.plus(counts)
                yield rows
        except KeyboardInterrupt:
            return

    def places(self, indices: Column) -> list[list[int]]:
        """For each axis the places of its values in designs."""
        found: list[list[int]] = []
        behind = 1
        for axis in reversed(self.space.axes):
            length = len(axis.values)
            if isinstance(indices, Sequence):
                found.insert(0, [index // behind % length for index in indices])
            else:
                found.insert(0, (indices // behind % length).tolist())
            behind *= length
        return found

    def designs(self, rows: Rows, alike: Sequence[int] | None = None) -> Iterator[Design]:
        """The designs of rows, as people name them."""
        axes = self.space.axes
        columns = [rows.metrics[name] for name in self.metrics]
        for place, indices in enumerate(zip(*self.places(rows.indices), strict=True)):
            yield Design(
                indices,
                {axis.name: axis.values[one] for axis, one in zip(axes, indices, strict=True)},
                {name: int(column[place]) for name, column in zip(self.metrics, columns, strict=True)},
                self.tables.outputs[int(rows.outputs[place])] if self.tables.outputs else {},
                int(alike[place]) if alike is not None else 1,
            )


def sweep_of(space: Space, asked: Asked, problems: Problems, progress: Progress | None = None) -> Sweep | None:
    """The tables of a space for what is asked; None where something is wrong with that, which is then said.

    Raises ConvcalcError for a space that is too large to tabulate.
    """
    inputs = len(space.spec.inputs)
    of_metrics = [goal for goal in asked.wheres if isinstance(goal, Goal) and not _is_refused(goal, inputs, problems)]
    of_counts = [goal for goal in of_metrics if METRICS[goal.figure.metric].kind not in (SHAPE, PIXELS)]
    budgets = {goal: found for goal in of_counts if (found := budget_of(goal, problems))}
    if problems.errors:
        return None
    orders = [order.metric for order in asked.orders]
    of_fields = [goal.figure.metric for goal in of_metrics if goal.figure.metric in FIELDS and not goal.figure.path]
    named = [*filter(is_metric, orders), *asked.metrics]
    needed = {name for budget in budgets.values() for name in budget.factors}.union(named, of_fields)
    tables = tabulated(space, needed, watched_by(asked.wheres), asked.jobs, progress)
    _check_columns(named, {*orders, *of_fields}, tables, problems)
    every = [one for goal in asked.wheres for one in _budgets(goal, budgets, space, tables)]
    _put_knobs_in_order(orders, space, tables)
    asked = asked._replace(metrics=(*asked.metrics, *(name for name in of_fields if name in tables.metrics)))
    return Sweep(space, asked, tables, every) if not problems.errors else None


def _check_columns(names: Sequence[str], judged: Collection[str], tables: Tables, problems: Problems) -> None:
    """Say which metrics are no column: not one number in each design, but for designs that lack what is `judged`."""
    for name in dict.fromkeys(names):
        if name not in tables.metrics:
            hint = f'leave it out; a bound holds along each: --where "{name} <= 7"'
            problems.error(f"{name} is not one number for all axes here", None, hint)
        elif name in FIELDS and name not in judged and any(why_none(ending, [name]) for ending in tables.endings):
            hint = f'leave it out, or all designs that lack it: --where "{name} >= 0"'
            problems.error(f"{name} is not defined in all designs", None, hint)


def _budgets(goal: Goal | KnobGoal, known: dict[Goal, Budget], space: Space, tables: Tables) -> list[Budget]:
    """The budgets that a goal is; of a knob, and of an output's shape, the tables get a metric of its own."""
    name = _name_of(goal)
    if isinstance(goal, KnobGoal):
        tables.metrics[name] = [[goal.term(space.axes[goal.axis].values)]]
    elif goal in known:
        return [known[goal]]
    elif goal.figure.metric in FIELDS and not goal.figure.path:
        return field_budgets(goal, tables)
    elif not goal.figure.path:
        tables.metrics[name] = [[_of_output(goal, space, tables)]]
    return [Budget(goal.text, {name: 1}, 1, None)]


def _of_output(goal: Goal, space: Space, tables: Tables) -> Term:
    """1 for a design whose only output is the shape that a goal wants, or that of the only input; 0 for another."""
    last, outputs = tables.output, [[*one.values()] for one in tables.outputs]
    if goal.to is None:
        return Term(last.axes, [int(state >= 0 and outputs[state] == [goal.wanted]) for state in last.values])
    ((name, (own, _)),) = space.spec.inputs.items()
    bound = next((one for one in space.bindings if one.of_input and one.target == name), None)
    inputs, input_axes = (bound.values, bound.axes) if bound is not None else ((own,), ())
    axes = tuple(sorted({*last.axes, *input_axes}))
    positions = Positions(tables.lengths)
    places = zip(positions.along(axes, last.axes), positions.along(axes, input_axes), strict=True)
    each = ((last.values[output], inputs[input]) for output, input in places)
    return Term(axes, [int(state >= 0 and outputs[state] == [shape]) for state, shape in each])


def _put_knobs_in_order(orders: Sequence[str], space: Space, tables: Tables) -> None:
    """Let tables have the knobs by which designs are put in order."""
    for name in orders:
        if not is_metric(name):
            tables.metrics[name] = [[in_order(name, space.axes)]]


def tabulated(
    space: Space,
    metrics: Collection[str],
    watched: Sequence[Watched],
    jobs: int | None,
    progress: Progress | None = None,
) -> Tables:
    """The tables of a space with these `metrics`, of the network or of layers, and what else is `watched`."""
    known = {one.name for one in watched}
    figures = [figure_of(name) for name in metrics if "." in name and name not in known]
    every = [*watched, *(Watched(figure, str(figure)) for figure in figures)]
    return tabulate_apart(space, metrics, progress or (lambda done, total: None), every, jobs or usable_cores())


def watched_by(goals: Sequence[Goal | KnobGoal]) -> list[Watched]:
    """What goals ask of layers and groups, each once."""
    watched: dict[str, Watched] = {}
    for goal in (goal for goal in goals if isinstance(goal, Goal)):
        for figure in goal.figures():
            place = figure_place(goal, figure).part(0, len(figure.path))
            if figure.path and figure.metric in COUNTED:
                watched.setdefault(str(figure), Watched(figure, str(figure), place))
            elif figure.path and isinstance(goal.wanted, tuple | AxesQuantity):
                watched[_name_of(goal)] = Watched(figure, _name_of(goal), place, goal.wanted)
    return [*watched.values()]


def figure_of(metric: str) -> Figure:
    """The figure of this name."""
    path, _, name = metric.rpartition(".")
    return Figure(path, name)


def _name_of(goal: Goal | KnobGoal) -> str:
    """The name among the metrics of tables that is 1 where a shape or a knob is as it should be."""
    return f"{goal.text} "


def _is_refused(goal: Goal, inputs: int, problems: Problems) -> bool:
    """Whether a goal is of a figure which no table of a network with so many inputs has; that is then said."""
    before = len(problems.errors)
    figure = goal.figure
    if goal.to is not None:
        if [*map(str, goal.figures())] != [OUTPUT, INPUT] or inputs > 1:
            is_shape = METRICS[figure.metric].kind is SHAPE
            what, example = ("a shape", f"{figure} = 64x56x56") if is_shape else ("numbers", f"{figure} >= 224")
            example = "output = input" if str(figure) == INPUT and inputs == 1 else example
            problems.error(f"{figure} is compared with {what} here", figure_place(goal, figure), f"as in {example}")
    elif isinstance(goal.wanted, AxesQuantity) or (METRICS[figure.metric].kind is SHAPE and str(figure) != INPUT):
        pass
    else:
        for one in goal.figures():
            known = COUNTED if one.path else SWEPT
            if one.metric not in known or METRICS[one.metric].kind in (SHAPE, PIXELS):
                hint = Nearest(one.metric, known, f"the counts of {'layers' if one.path else 'a whole network'} are")
                problems.error(f"{one} is not swept", figure_place(goal, one), hint)
    return len(problems.errors) > before
