"""What is asked of all parts together: the best, the front, a sample or the first of their rows, or all that fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from random import Random
from typing import Any, NoReturn, cast

from convcalc.costs.kinds import SHAPE
from convcalc.costs.metrics import METRICS
from convcalc.language.expression import parse
from convcalc.language.numbers.quantity import show_count
from convcalc.language.problems import ConvcalcError, Place, Problems, Source
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Value, exact
from convcalc.study.goals import Goal, figure_place
from convcalc.study.sweep.asked import Asked
from convcalc.study.sweep.budgets import budget_of
from convcalc.study.sweep.grid.answers import Counts, Engine, Order, Points
from convcalc.study.sweep.grid.grid import engine
from convcalc.study.sweep.grid.plain import Plain
from convcalc.study.sweep.of_knobs import KnobGoal
from convcalc.study.sweep.parts.again import again
from convcalc.study.sweep.parts.table import Columns, Parts, Table, Wrong, blame
from convcalc.study.sweep.runs import is_metric
from convcalc.study.sweep.space import Axis
from convcalc.study.sweep.sweeping import Progress
from convcalc.study.sweep.swept import Design, Swept
from convcalc.study.sweep.terms import Budget
from convcalc.study.sweep.watched import OUTPUT

Test = Callable[[Columns, Sequence[int]], list[int]]
"""Of some places in columns those that keep within a bound."""


class Piece(NamedTuple):
    """Rows that follow one another: their columns, the number of the `first`, and how many each test shuts out.

    `fit` are the places among them of those that fit.
    """

    columns: Columns
    first: int
    size: int
    shut_out: list[int]
    fit: list[int]

    def rows(self, numbers: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """The cells of some rows by their numbers."""
        return {number: tuple(column[number - self.first] for column in self.columns.values()) for number in numbers}


class Joined:
    """The rows of parts, of which something is asked.

    `heads` are the columns of the knobs by their names, `known` the others; `fit` counts the rows that keep all tests,
    `seen` all that were read so far.
    """

    def __init__(self, parts: Parts, asked: Asked) -> None:
        self.parts = parts
        self.asked = asked
        self.axes = axes_of(parts)
        self.metrics, self.knobs = parts.metrics, parts.knobs
        self.known = [*self.metrics, *([OUTPUT] if OUTPUT in parts.columns else [])]
        self.heads = dict(zip((axis.name for axis in self.axes), self.knobs, strict=True))
        self.tests: list[Test] = []
        self.fit = self.seen = 0

    def fitting(self, progress: Progress) -> Iterator[Piece]:
        """The rows, some at a time. An interrupt ends it where it stands.

        Raises ConvcalcError for a file that is no part as it says.
        """
        self.fit = self.seen = 0
        try:
            for columns in chain.from_iterable(map(self._rows, self.parts.tables)):
                size = len(next(iter(columns.values())))
                fit, shut_out = list(range(size)), list[int]()
                for test in self.tests:
                    before, fit = len(fit), test(columns, fit)
                    shut_out.append(before - len(fit))
                self.fit += len(fit)
                self.seen += size
                yield Piece(columns, self.seen - size, size, shut_out, fit)
                progress(self.seen, self.parts.rows)
        except KeyboardInterrupt:
            return

    @property
    def done(self) -> tuple[int, int]:
        """How many rows were read so far, and how many there are."""
        return self.seen, self.parts.rows

    def _rows(self, table: Table) -> Iterator[Columns]:
        before = 0
        try:
            for columns in table.chunks():
                self._count(columns, before)
                before += len(next(iter(columns.values())))
                yield columns
        except Wrong as wrong:
            _refuse(table.path, wrong)
        except OSError as error:
            _refuse(table.path, Wrong(f"this can't be read: {error.strerror or error}"))

    def _count(self, columns: Columns, before: int) -> None:
        """Make whole numbers of the counts. Raises Wrong for what is none."""
        for name in self.metrics:
            try:
                columns[name] = list(map(int, columns[name]))
            except (TypeError, ValueError):
                place = next(place for place, text in enumerate(columns[name]) if not str(text).isdecimal())
                text = str(columns[name][place])[:60]
                raise Wrong(f"'{text}' is no count, in the column {name}", before + place + 2) from None

    def find(self, progress: Progress) -> Swept:
        """Answer what is asked. An interrupt ends it with what was found so far."""
        swept = Swept(_named(self.parts), self.axes, self.metrics, self.asked, self.parts.designs)
        swept.known = self.known
        drawn, answer = self._drawn(), self.asked.answer
        used = Plain if any(not is_metric(order.metric) for order in self.asked.orders) else engine()
        kept: dict[int, tuple[Any, ...]] = {}
        state: Any = None
        shut_out = [0] * len(self.tests)
        for piece in self.fitting(progress):
            if drawn is not None:
                kept |= piece.rows([number for number in drawn if piece.first <= number < piece.first + piece.size])
            elif piece.fit:
                state = answer.joined(cast("Engine", used), state, answer.of(PartRows(self, used, piece), state))
                numbers = [*map(int, answer.indices(state))]
                kept |= piece.rows([number for number in numbers if number >= piece.first])
                kept = {number: kept[number] for number in numbers}
            shut_out = [*map(sum, zip(shut_out, piece.shut_out, strict=True))]
        swept.complete = self.seen == self.parts.rows
        alike = answer.counts(state) if state is not None else None
        for place, row in enumerate(kept.values()):
            swept.designs.append(self._design(row, int(alike[place]) if alike is not None else 1))
        self._count_designs(swept, shut_out)
        if swept.designs and (words := self.parts.words):
            swept.again = again(words, swept.designs[0])
            swept.asked = self.asked._replace(design=words[0])
        return swept

    def _count_designs(self, swept: Swept, shut_out: Sequence[int]) -> None:
        """Say how many designs there are of what: what the parts say is of all their designs."""
        complete = swept.complete
        budgets, broken = (self.parts.shut_out, self.parts.broken) if complete else ({}, {})
        for goal, number in zip(self.asked.wheres, shut_out, strict=True):
            budgets.setdefault(goal.text, number)
        swept.budgets, swept.reasons = [*budgets], [*broken]
        if self.asked.sample is None:
            size = self.parts.designs if complete else self.seen
            swept.counts = Counts(size, tuple(broken.values()), tuple(budgets.values()), self.fit)

    def columns(self) -> dict[str, list[Any]]:
        """All rows that fit, by the names of their columns."""
        found: dict[str, list[Any]] = {name: [] for name in self.parts.columns}
        for piece in self.fitting(lambda done, total: None):
            for name, values in piece.columns.items():
                made = value_of if name in self.knobs else lambda raw: raw
                found[name] += [made(values[place]) for place in piece.fit]
        return found

    def _drawn(self) -> list[int] | None:
        """The numbers of the rows of a sample; None where none is asked for."""
        if self.asked.sample is None:
            return None
        rows = range(self.parts.rows)
        return sorted(Random(self.asked.seed).sample(rows, min(len(rows), self.asked.sample)))

    def _design(self, row: tuple[Any, ...], alike: int) -> Design:
        values = dict(zip(self.parts.columns, row, strict=True))
        output = {}
        for text in str(values[OUTPUT]).split(", ") if OUTPUT in values else ():
            name, _, shape = text.rpartition(" ")
            output[name or OUTPUT] = shape_of(shape)
        return Design(
            (),
            {axis.name: value_of(values[name]) for axis, name in zip(self.axes, self.knobs, strict=True)},
            {name: values[name] for name in self.metrics},
            output,
            alike,
        )


class PartRows:
    """The rows of a piece that fit, as what is known of the designs of a chunk."""

    def __init__(self, joined: Joined, used: type[Engine], piece: Piece) -> None:
        self.joined = joined
        self.used = used
        self.piece = piece
        self.counts = Counts(piece.size, (), tuple(piece.shut_out), len(piece.fit))

    def fitting(self, most: int | None = None) -> list[int]:
        """The first rows that fit, by their numbers."""
        return [self.piece.first + place for place in self.piece.fit[:most]]

    def least(self, order: Order, number: int, below: tuple[int, int] | None) -> list[tuple[int, int]]:
        """So many that fit and are first in an order, with their numbers."""
        return sorted(zip(self._ordered(order), self.fitting(), strict=True))[:number]

    def undominated(self, orders: Sequence[Order], so_far: Points | None) -> Points:
        """Those that fit and that no other of the chunk is better than."""
        return self.used.front_of([*map(self._ordered, orders)], self.fitting())

    def _ordered(self, order: Order) -> list[Any]:
        column = _column(self.joined, self.piece.columns, order.metric)
        return [order.sign * column[place] for place in self.piece.fit]


def _column(joined: Joined, columns: Columns, name: str) -> list[Any]:
    if is_metric(name):
        return columns[name]
    head = next(head for axis, head in zip(joined.axes, joined.knobs, strict=True) if axis.name == name)
    return [value_of(raw) for raw in columns[head]]


def axes_of(parts: Parts) -> list[Axis]:
    """The knobs of parts, each with the value that it has in the first row, if there is any."""
    knobs = parts.knobs
    nowhere = Place(Source(parts.tables[0].path, ""), 1, 1)
    first = next((table for table in parts.tables if table.mark.rows), None)
    try:
        row = next(first.chunks()) if first is not None else {name: [] for name in knobs}
    except Wrong as wrong:
        assert first is not None
        _refuse(first.path, wrong)
    return [Axis(name.removesuffix("="), tuple(map(value_of, row[name][:1])), nowhere) for name in knobs]


def join(parts: Parts, asked: Asked, problems: Problems) -> Joined:
    """Parts, of which something is asked; what they have no column for is said."""
    joined = Joined(parts, asked)
    for goal in asked.wheres:
        if isinstance(goal, KnobGoal):
            joined.tests.append(_of_knob(goal, joined.knobs[goal.axis]))
        elif METRICS[goal.figure.metric].kind is SHAPE:
            if goal.to is not None:
                message = f"{goal.figure} is compared with a shape where parts are asked"
                problems.error(message, figure_place(goal, goal.figure), f"as in {goal.figure} = 64x56x56")
            elif str(goal.figure) != OUTPUT or OUTPUT not in parts.columns:
                _say_missing(str(goal.figure), figure_place(goal, goal.figure), joined, problems)
            else:
                joined.tests.append(_of_output(goal))
        elif (budget := budget_of(goal, problems)) is not None:
            for figure in goal.figures():
                if str(figure) not in joined.known:
                    _say_missing(str(figure), figure_place(goal, figure), joined, problems)
            joined.tests.append(_of_budget(budget))
    for order in asked.orders:
        if is_metric(order.metric) and order.metric not in joined.known:
            _say_missing(order.metric, None, joined, problems)
    return joined


def _say_missing(name: str, place: Place | None, joined: Joined, problems: Problems) -> None:
    if name in joined.knobs:
        message, has = f"{name} is a knob in the parts, and no metric", joined.known
    else:
        message, has = f"the parts have no column {name}", joined.parts.columns
    problems.error(message, place, f"they have {', '.join(has)}; more where they are written with --columns")


def _of_knob(goal: KnobGoal, head: str) -> Test:
    return lambda columns, places: [place for place in places if goal.holds(value_of(columns[head][place]))]


def _of_output(goal: Goal) -> Test:
    return lambda columns, places: [place for place in places if shape_of(columns[OUTPUT][place]) == goal.wanted]


def _of_budget(budget: Budget) -> Test:
    def kept(columns: Columns, places: Sequence[int]) -> list[int]:
        factors = budget.factors.items()
        return [
            place for place in places if budget.holds(sum(factor * columns[name][place] for name, factor in factors))
        ]

    return kept


@lru_cache(maxsize=1 << 16)
def value_of(raw: str | float | None) -> Value:
    """The value of a knob that a cell has: as it is written in CSV, or a number or text of Parquet."""
    if isinstance(raw, float):
        return exact(Fraction(Decimal(str(raw))))
    if not isinstance(raw, str):
        return int(raw or 0)
    try:
        return parse(raw).evaluate({})
    except ExpressionError:
        return raw


@lru_cache(maxsize=1 << 10)
def shape_of(text: str) -> tuple[int, ...]:
    """The shape that a text writes; none where it is none."""
    return tuple(map(int, re.split("[x×]", text))) if re.fullmatch(r"\d{1,18}(?:[x×]\d{1,18})*", text) else ()


def _named(parts: Parts) -> str:
    return f"{show_count(len(parts.tables))} part{'s' if len(parts.tables) > 1 else ''}"


def _refuse(path: str, wrong: Wrong) -> NoReturn:
    problems = Problems()
    blame(path, wrong, problems)
    raise ConvcalcError(problems)
