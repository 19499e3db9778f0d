"""`convcalc.sweep`: all designs of a space, those of them that fit, the best, their front, as columns of NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from os import PathLike, fspath
from os.path import exists, lexists, realpath, samefile
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.api.design import CHANGES, DesignLike, Lookup, lookup, said_of
from convcalc.api.result import Record, Result, in_terms_of_options
from convcalc.api.values import Shape, Value, goal_texts, is_size, refuse, texts, whole, written
from convcalc.costs.arguments import ARGUMENTS, AXES, RATIO
from convcalc.costs.op import show_shape
from convcalc.language.problems import ConvcalcError, Problems
from convcalc.language.replacing import replace_file
from convcalc.spec.inputs import INPUT
from convcalc.study.columns import checked_columns
from convcalc.study.sweep.asked import Asked, read_orders
from convcalc.study.sweep.knobs.read import read_space
from convcalc.study.sweep.of_knobs import read_wheres
from convcalc.study.sweep.parts.again import command_words
from convcalc.study.sweep.parts.joined import Joined, axes_of, join
from convcalc.study.sweep.parts.table import ENDINGS, read_parts
from convcalc.study.sweep.runs import SWEPT
from convcalc.study.sweep.space import Axis
from convcalc.study.sweep.sweeping import Sweep, sweep_of
from convcalc.study.sweep.swept import ALIKE, Swept
from convcalc.study.sweep.watched import OUTPUT

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table

OPTIONS = ("where", "pareto", "top", "by", "sample", "seed", "columns", "let", "jobs", "part", "cluster", "changes")

MOST = 100_000
MOST_ROWS = 10_000_000
"""How many designs columns may have."""

Ask = Callable[[Sequence[Axis], Problems], Asked]
"""What is asked of a space with these axes. Raises ConvcalcError for questions that do not go together."""

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

    __slots__ = ("_is_part", "_sweep", "_swept", "broken", "complete", "designs", "fit", "shut_out", "size")

    def __init__(self, sweep: Sweep | Joined, swept: Swept, problems: Problems, is_part: bool = False) -> None:
        super().__init__(problems.warnings, problems.notes)
        self._sweep = sweep
        self._swept = swept
        self._is_part = is_part
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
        orders = read_orders(by, problems, self._axes)
        return self._again(problems, front=(), top=whole("number", number, 1, MOST), by=orders[0] if orders else None)

    def pareto(self, metrics: str) -> Designs:
        """The front of the designs that fit: "macs, -params" makes MACs small, and parameters great."""
        problems = said_of("metrics")
        return self._again(problems, front=read_orders(metrics, problems, self._axes, least=2), top=None, by=None)

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
        if isinstance(self._sweep, Joined):
            return {name: _array(values) for name, values in self._sweep.columns().items()}
        found = [rows for _, rows in self._sweep.grid.fitting()]
        names = self._sweep.metrics
        columns = {name: numpy.concatenate([numpy.asarray(rows.metrics[name]) for rows in found]) for name in names}
        indices = numpy.concatenate([numpy.asarray(rows.indices) for rows in found])
        left: dict[str, Any] = {}
        heads = self._sweep.heads
        for axis in reversed(self._sweep.space.axes):
            places = (indices % len(axis.values)).astype(int)
            left[heads[axis.name]] = _array(axis.values)[places]
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

    def write(self, path: str | PathLike[str]) -> None:
        """Write all designs that fit into a file, as CSV or Parquet by its ending; of a part what it says of itself.

        Raises ConvcalcError for another ending and for a file that was read, OSError for what can't be written.
        """
        name = fspath(path)
        if not name.lower().endswith(ENDINGS):
            refuse(f"the ending of '{name}' stands for no format of designs", " or ".join(ENDINGS))
        if any(lexists(name) and exists(one) and samefile(name, one) for one in self._read()):
            refuse(f"{name} is what is read, and would be lost", "write to another file")
        replace_file(realpath(name), self._pieces(name.lower().endswith(ENDINGS[1])), lambda: None)

    def _pieces(self, is_parquet: bool) -> Iterator[str | bytes]:
        from convcalc.render.sweep.parquet import parquet_pieces
        from convcalc.render.sweep.rows import csv_pieces, joined_csv

        if is_parquet:
            yield from parquet_pieces(self._sweep, None, _untold)
        elif isinstance(self._sweep, Joined):
            yield from joined_csv(self._sweep, None, _untold)
        else:
            yield from csv_pieces(self._sweep, None, _untold, self._is_part)
        done, size = self._sweep.done
        if done < size:
            raise KeyboardInterrupt

    def _read(self) -> list[str]:
        """The files that it comes from."""
        if isinstance(self._sweep, Joined):
            return [table.path for table in self._sweep.parts.tables]
        return [self._sweep.asked.design]

    @property
    def _axes(self) -> Sequence[Axis]:
        return self._sweep.axes if isinstance(self._sweep, Joined) else self._sweep.space.axes

    def _again(self, problems: Problems, **asked: Any) -> Designs:
        if problems.errors:
            raise ConvcalcError(problems)
        old = self._sweep
        wanted = old.asked._replace(sample=None, **asked)
        again = join(old.parts, wanted, problems) if isinstance(old, Joined) else old.asking(wanted)
        if problems.errors:
            raise ConvcalcError(problems)
        return Designs(again, again.find(_untold), Problems())

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.sweep.listing import swept_listing
        from convcalc.render.table.listing import render_listing

        return render_listing(swept_listing(self._swept), format, width)

    def _tables(self) -> list[Table]:
        from convcalc.render.sweep.listing import swept_listing
        from convcalc.render.table.listing import listing_table

        return [listing_table(swept_listing(self._swept))]


def sweep(
    design: DesignLike | None = None,
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
    part: tuple[int, int] | str | None = None,
    cluster: str | None = None,
    parts: str | PathLike[str] | Sequence[str | PathLike[str]] | None = None,
    input: Shape | Sequence[Shape] | Mapping[str, Any] | None = None,
    changes: Mapping[str, Values] | None = None,
    **knobs: Values,
) -> Designs:
    """All designs of a space: how many there are and fit, and the first of them, the top by a metric, or the front.

    Knobs, `changes` and `input` are as for `summarize`, each with one value or several: `d1=range(1, 9)`,
    `width=[0.25, 0.5]`, `w1="64..512 step 64"`, `input="3x{96..256 step 32}"`; `let` are letters that others are worked
    out from. `where` says what must hold, as `--where` does: "macs <= 4G", several in a list, or {"macs": "<= 4G"}.
    `columns` are metrics to be known of each design besides. A `sample` is of designs that break no rule, whatever else
    holds. `part` is (3, 16) for the third of sixteen parts, of which `write` makes a file; of all such files, without a
    design, `parts` asks the same as of the whole. `cluster` is the address of a Dask cluster that works it out. Raises
    ConvcalcError with everything that is wrong; that nothing fits is an answer.

    >>> found = sweep("mobilenet_v1", width=[0.25, 0.5, 1], where="params <= 1.4M")
    >>> found.size, found.fit, found.designs[1].metrics["params"]
    (3, 2, 1331592)
    """
    given = {**_several(changes), **_several(knobs)}
    seed = whole("seed", seed, 0, 1 << 63)
    ask = partial(_asked, where=where, pareto=pareto, top=top, by=by, sample=sample, seed=seed)
    if parts is not None:
        _refuse_beside_parts(design, words, given, input, columns, let, jobs, part, cluster)
        return _of_parts([fspath(one) for one in ([parts] if isinstance(parts, str | PathLike) else parts)], ask)
    if design is None:
        refuse("a design is missing", "a name, a path or layers, or parts=[...] for files of parts")
    if input is not None:
        given |= {INPUT: input} if not isinstance(input, Mapping) else {f"{INPUT}.{k}": v for k, v in input.items()}
    metrics = in_terms_of_options(lambda: checked_columns(texts("columns", columns), SWEPT)) if columns else ()
    jobs = whole("jobs", jobs, 1, 256) if jobs is not None else None
    asked = Asked(metrics=tuple(metrics), jobs=jobs, part=_part(part), cluster=cluster)
    changed = [*words, *(f"{name}={_written(name, value)}" for name, value in given.items())]
    return _of_space(lookup(design, changed), let or {}, ask, asked, part is not None)


def _of_space(found: Lookup, let: Mapping[str, Values], ask: Ask, asked: Asked, is_part: bool) -> Designs:
    """The designs of a space, of which something is asked as `asked` says. Raises ConvcalcError."""
    problems = said_of(CHANGES, OPTIONS)
    lets = [f"{name}={_written(name, value)}" for name, value in let.items()]
    space = read_space(found.design, found.changes, lets, problems)
    wanted = ask(space.axes if space is not None else (), problems)
    if space is None or problems.errors:
        raise ConvcalcError(problems)
    wanted = wanted._replace(metrics=asked.metrics, jobs=asked.jobs, part=asked.part, cluster=asked.cluster)
    tables = sweep_of(space, wanted._replace(**_said(found.design, found.changes, lets)), problems)
    if tables is None or problems.errors:
        raise ConvcalcError(problems)
    return Designs(tables, tables.find(), problems, is_part)


def _refuse_beside_parts(*others: object) -> None:
    """Raise ConvcalcError for what says which designs there are, where parts have them."""
    if any(other is not None and other != () and other != {} for other in others):
        hint = "beside parts there are where, pareto, top and by, sample and seed"
        refuse("parts are the designs of a space, as they were made", hint)


def _of_parts(paths: Sequence[str], ask: Ask) -> Designs:
    """The designs of files of parts. Raises ConvcalcError."""
    problems = Problems()
    parts = read_parts(paths, problems)
    joined = join(parts, ask(axes_of(parts), problems), problems) if parts is not None else None
    if joined is None or problems.errors:
        raise ConvcalcError(problems)
    return Designs(joined, joined.find(_untold), problems)


def _said(design: object, changes: Sequence[str], lets: Sequence[str]) -> dict[str, Any]:
    """What a part says of the words that make its space, where these are words."""
    return {"design": design, "words": command_words(design, changes, lets)} if isinstance(design, str) else {}


def _part(part: tuple[int, int] | str | None) -> tuple[int, int]:
    """The number of a part and that of all: (3, 16), or "3/16". Raises TypeError, and ConvcalcError for no part."""
    if part is None:
        return 1, 1
    several = part.split("/") if isinstance(part, str) else part
    numbers = [int(one) if isinstance(one, str) and one.isascii() and one.isdecimal() else one for one in several]
    if len(numbers) != 2 or any(isinstance(one, str) for one in numbers):
        refuse("part is the number of a part and that of all parts", "as in part=(3, 16)")
    of = whole("part", numbers[1], 1, 10**9)
    return whole("part", numbers[0], 1, of), of


def _untold(done: int, total: int | None) -> None:
    """Tell no one how far it is."""


def _asked(
    axes: Sequence[Axis],
    problems: Problems,
    where: object,
    pareto: str | None,
    top: int | None,
    by: str | None,
    sample: int | None,
    seed: int,
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
        seed,
    )


def _array(values: Sequence[Any]) -> Any:
    """Values as an array of NumPy: of numbers where all are, fractions as decimals."""
    import numpy

    plain = [float(one) if isinstance(one, Fraction) else one for one in values]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in plain):
        return numpy.array(plain)
    array = numpy.empty(len(plain), dtype=object)
    array[:] = plain
    return array


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
