"""`convcalc.sweep`: all designs of a space, those of them that fit, the best, their front, as columns of NumPy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.api.design import CHANGES, DesignLike, lookup, said_of
from convcalc.api.result import Record, Result, in_terms_of_options
from convcalc.api.values import Shape, Value, goal_texts, is_size, refuse, texts, whole, written
from convcalc.costs.arguments import ARGUMENTS, AXES, RATIO
from convcalc.costs.op import show_shape
from convcalc.language.problems import ConvcalcError, Problems
from convcalc.spec.inputs import INPUT
from convcalc.study.columns import checked_columns
from convcalc.study.sweep.asked import Asked, read_orders
from convcalc.study.sweep.knobs.read import read_space
from convcalc.study.sweep.of_knobs import read_wheres
from convcalc.study.sweep.runs import SWEPT
from convcalc.study.sweep.space import Axis
from convcalc.study.sweep.sweeping import Sweep, sweep_of
from convcalc.study.sweep.swept import ALIKE, Swept
from convcalc.study.sweep.watched import OUTPUT

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table

OPTIONS = ("where", "pareto", "top", "by", "sample", "seed", "columns", "let", "jobs", "changes")

MOST = 100_000
MOST_ROWS = 10_000_000
"""How many designs columns may have."""

Values = Value | range | Sequence[Any]
"""One value, or several: a range, a list, or a text such as "0.25..1 step 0.125"."""


class DesignFound(NamedTuple):
    """A design: the values of the knobs and the metrics by their names, the shapes of its outputs by theirs.

    In a front `alike` is how many designs come to the same, of which this is the first.
    """

    values: dict[str, Any]
    metrics: dict[str, int]
    output: dict[str, tuple[int, ...]]
    alike: int


class Designs(Result):
    """The designs of a space.

    There are `size` of them, of which `fit` keep within all budgets; `shut_out` says by each how many do not, though
    they keep within those before it, `broken` by each reason how many can't be. `designs` are those that were asked
    for: the first, the top, the front or a sample. A sample has no `fit`, `shut_out` and `broken`.
    """

    __slots__ = ("_space", "_sweep", "_swept", "broken", "complete", "designs", "fit", "shut_out", "size")

    def __init__(self, sweep: Sweep, swept: Swept, problems: Problems) -> None:
        super().__init__(problems.warnings, problems.notes)
        self._sweep = sweep
        self._swept = swept
        counts = swept.counts
        self.size: int = swept.size
        self.complete: bool = swept.complete
        self.fit: int | None = counts.fit if counts is not None else None
        self.shut_out: dict[str, int] | None = None
        self.broken: dict[str, int] | None = None
        if counts is not None:
            self.shut_out = dict(zip(swept.budgets, counts.shut_out, strict=True))
            self.broken = {
                reason: number
                for reason, number in zip(swept.reasons, counts.broken, strict=False)
                if reason and number
            }
        self.designs: list[DesignFound] = [
            DesignFound(dict(one.values), dict(one.metrics), dict(one.output), one.alike) for one in swept.designs
        ]

    def top(self, number: int, by: str) -> Designs:
        """The designs that fit and come first by a metric: "macs" those with least, "-macs" those with most."""
        problems = said_of("by")
        orders = read_orders(by, problems, self._sweep.space.axes)
        return self._again(problems, front=(), top=whole("number", number, 1, MOST), by=orders[0] if orders else None)

    def pareto(self, metrics: str) -> Designs:
        """The front of the designs that fit: "macs, -params" makes MACs small, and parameters great."""
        problems = said_of("metrics")
        return self._again(
            problems, front=read_orders(metrics, problems, self._sweep.space.axes, least=2), top=None, by=None
        )

    def columns(self) -> dict[str, Any]:
        """All designs that fit as NumPy arrays: one for each knob and each metric, in the order of the knobs.

        Raises ConvcalcError where there are more than 10,000,000 of them, or NumPy is missing.
        """
        try:
            import numpy
        except ModuleNotFoundError:
            refuse("columns are arrays of NumPy", "pip install convcalc[sweep]")
        if self.fit is None or self.fit > MOST_ROWS:
            hint = "narrow them with where, or ask for the top or the front"
            refuse(f"{self.fit or self.size:,} designs are more than the {MOST_ROWS:,} that columns may have", hint)
        found = [rows for _, rows in self._sweep.grid.fitting()]
        names = self._sweep.metrics
        columns = {name: numpy.concatenate([numpy.asarray(rows.metrics[name]) for rows in found]) for name in names}
        indices = numpy.concatenate([numpy.asarray(rows.indices) for rows in found])
        left: dict[str, Any] = {}
        heads = self._sweep.heads
        for axis in reversed(self._sweep.space.axes):
            values = numpy.empty(len(axis.values), dtype=object)
            values[:] = [float(one) if isinstance(one, Fraction) else one for one in axis.values]
            places = (indices % len(axis.values)).astype(int)
            left[heads[axis.name]] = numpy.array(values.tolist())[places] if _are_numbers(values) else values[places]
            indices = indices // len(axis.values)
        return dict(reversed(left.items())) | columns

    def rows(self) -> list[Record]:
        """A dict for each of the `designs`: the knobs, the metrics, the output and `alike`."""
        from convcalc.render.sweep.listing import shown_output, value_data

        heads = self._swept.heads
        outputs = [shown_output(design.output) for design in self._swept.designs]
        return [
            {
                **{heads[name]: value for name, value in value_data(design).items()},
                **design.metrics,
                OUTPUT: output if isinstance(output, str) else show_shape(output),
                ALIKE: design.alike,
            }
            for design, output in zip(self._swept.designs, outputs, strict=True)
        ]

    def to_pandas(self) -> Any:
        """All designs that fit as a data frame. Raises ConvcalcError as `columns` does, and where pandas is missing."""
        try:
            import pandas
        except ModuleNotFoundError:
            refuse("pandas is not installed", "pip install pandas")
        return pandas.DataFrame(self.columns())

    def _again(self, problems: Problems, **asked: Any) -> Designs:
        if problems.errors:
            raise ConvcalcError(problems)
        old = self._sweep
        again = old.asking(old.asked._replace(sample=None, **asked))
        return Designs(again, again.find(), Problems())

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.sweep.listing import swept_listing
        from convcalc.render.table.listing import render_listing

        return render_listing(swept_listing(self._swept), format, width)

    def _tables(self) -> list[Table]:
        from convcalc.render.sweep.listing import swept_listing
        from convcalc.render.table.listing import listing_table

        return [listing_table(swept_listing(self._swept))]


def sweep(
    design: DesignLike,
    /,
    *words: str,
    where: str | Sequence[str] | Mapping[str, Value] = (),
    pareto: str | None = None,
    top: int | None = None,
    by: str | None = None,
    sample: int | None = None,
    seed: int = 0,
    columns: Sequence[str] = (),
    let: Mapping[str, Values] | None = None,
    jobs: int | None = None,
    input: Shape | Sequence[Shape] | Mapping[str, Any] | None = None,
    changes: Mapping[str, Values] | None = None,
    **knobs: Values,
) -> Designs:
    """All designs of a space: how many there are and fit, and the first of them, the top by a metric, or the front.

    Knobs, `changes` and `input` are as for `summarize`, each with one value or several: `d1=range(1, 9)`,
    `width=[0.25, 0.5]`, `w1="64..512 step 64"`, `input="3x{96..256 step 32}"`; `let` are letters that others are worked
    out from. `where` says what must hold, as `--where` does: "macs <= 4G", several in a list, or {"macs": "<= 4G"}.
    `columns` are metrics to be known of each design besides. A `sample` is of designs that break no rule, whatever else
    holds. Raises ConvcalcError with everything that is wrong; that nothing fits is an answer.

    >>> found = sweep("mobilenet_v1", width=[0.25, 0.5, 1], where="params <= 1.4M")
    >>> found.size, found.fit, found.designs[1].metrics["params"]
    (3, 2, 1331592)
    """
    given = {**_several(changes), **_several(knobs)}
    if input is not None:
        given |= {INPUT: input} if not isinstance(input, Mapping) else {f"{INPUT}.{k}": v for k, v in input.items()}
    changed = [f"{name}={_written(name, value)}" for name, value in given.items()]
    found = lookup(design, (*words, *changed))
    problems = said_of(CHANGES, OPTIONS)
    lets = [f"{name}={_written(name, value)}" for name, value in (let or {}).items()]
    space = read_space(found.design, found.changes, lets, problems)
    asked = _asked(space.axes if space is not None else (), where, pareto, top, by, sample, problems)
    if space is None or problems.errors:
        raise ConvcalcError(problems)
    asked = asked._replace(
        seed=whole("seed", seed, 0, 1 << 63),
        metrics=in_terms_of_options(lambda: checked_columns(texts("columns", columns), SWEPT)) if columns else (),
        jobs=whole("jobs", jobs, 1, 256) if jobs is not None else None,
        design=found.design if isinstance(found.design, str) else "",
    )
    tables = sweep_of(space, asked, problems)
    if tables is None or problems.errors:
        raise ConvcalcError(problems)
    return Designs(tables, tables.find(), problems)


def _asked(
    axes: Sequence[Axis],
    where: object,
    pareto: str | None,
    top: int | None,
    by: str | None,
    sample: int | None,
    problems: Problems,
) -> Asked:
    """What is asked for. Raises ConvcalcError for questions that do not go together."""
    if top is not None and by is None:
        refuse("top says how many, and by of what", "as in top=10, by='macs'")
    if sum(one is not None for one in (pareto, by, sample)) > 1:
        refuse("pareto, by and sample are three questions", "leave out two")
    own = said_of("where")
    goals = read_wheres(goal_texts(where, "where"), axes, own)
    problems.extend(own)
    if sample is not None and goals:
        refuse("a sample is of all designs that break no rule", "leave out where")
    orders = read_orders(by, problems, axes) if by is not None else ()
    return Asked(
        goals,
        read_orders(pareto, problems, axes, least=2) if pareto is not None else (),
        whole("top", top, 1, MOST) if top is not None else None,
        orders[0] if orders else None,
        whole("sample", sample, 1, MOST) if sample is not None else None,
    )


def _are_numbers(values: Iterable[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _several(values: Mapping[str, Values] | None) -> dict[str, Values]:
    if values is not None and not isinstance(values, Mapping):
        raise TypeError("changes is a mapping: changes={'conv2.out_channels': [64, 128]}")
    return dict(values or {})


def _written(name: str, values: Any) -> str:
    """One value, or several, as the command line has them; numbers are several, but for the shape of an input.

    A tuple of whole numbers is a size where an argument takes one. Raises TypeError as `written` does, ConvcalcError
    for no values, and for such a tuple of which it is not certain.
    """
    layer, _, argument = name.rpartition(".")
    if getattr(values, "ndim", 0):
        values = [float(f"{one:.12g}") if isinstance(one, float) else one for one in values.tolist()]
    if (name.partition(".")[0] == INPUT or isinstance(values, tuple)) and is_size(values):
        if layer or name == INPUT:
            is_one = name.partition(".")[0] == INPUT or (
                argument in ARGUMENTS and ARGUMENTS[argument].kind in (AXES, RATIO)
            )
        else:
            both = ", ".join(map(str, values))
            refuse(f"{name}=({both}) may be several values, or a size", f"write {name}=[{both}], or a text: '3x3'")
        if is_one:
            return written(name, values)
    if not isinstance(values, range | list | tuple):
        return written(name, values)
    if not len(values):
        refuse(f"{name} has no values: it is empty", f"as in {name}=[64, 128]")
    return ",".join(written(name, value) for value in values)
