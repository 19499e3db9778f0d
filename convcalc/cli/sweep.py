"""`convcalc sweep DESIGN NAME=VALUES…`"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import click

from convcalc.cli import INTERRUPTED, examples
from convcalc.cli.shared.options import (
    Options,
    changes_argument,
    completed,
    design_argument,
    output_options,
    refuse_other_words,
    shared,
)
from convcalc.cli.shared.output import Sink, end, refusals, refuse
from convcalc.cli.shared.progress import Bar
from convcalc.language.problems import Problems
from convcalc.language.tuples import NamedTuple

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Axis, Space
    from convcalc.study.sweep.sweeping import Asked, Sweep, Swept

EPILOG = examples("""
  convcalc sweep mobilenet_v1 "width=0.25..1 step 0.25" --where "params <= 3M"
  convcalc sweep vgg16 "input=3x{128..224 step 32}" --pareto "macs, -neurons"
  convcalc sweep "conv ? 3, conv 8 ?" --input 3x9x9 --where "output = 8x5x5"
  convcalc sweep efficientnet_b0 --let "phi=0..7" "depth=1.2**phi"
""")


_OF_A_RANGE = re.compile(r"step|by|\*|x|\.\.|x?[\d.].*")
"""What stands behind a knob that a shell took apart."""


class Question(NamedTuple):
    """What is asked of the designs, as it is written."""

    wheres: tuple[str, ...]
    pareto: str | None
    top: int | None
    by: str | None
    sample: int | None

    @property
    def chooses(self) -> bool:
        """Whether some of the designs that fit are asked for."""
        return self[1:] != (None,) * 4

    def check(self) -> None:
        """End for questions that do not go together."""
        if self.pareto is not None and (self.top is not None or self.by is not None):
            refuse("a front has no order of its own", "leave out --top and --by, or --pareto")
        if self.top is not None and self.by is None and self.sample is None:
            refuse("--top says how many, and --by of what", f"as in --top {self.top} --by macs")
        if self.sample is not None and (self.pareto is not None or self.by is not None or self.wheres):
            refuse("a sample is of all designs that break no rule", "leave out --where, --pareto and --by")

    def asked(self, axes: Sequence[Axis], problems: Problems) -> Asked:
        """The question to a space with these axes."""
        from convcalc.study.sweep.of_knobs import read_wheres
        from convcalc.study.sweep.sweeping import Asked, read_orders

        goals = read_wheres(self.wheres, axes, problems)
        orders = read_orders(self.by, problems, axes) if self.by is not None else ()
        if len(orders) > 1:
            refuse("--by takes one metric", "a front of several is --pareto")
        front = read_orders(self.pareto, problems, axes, least=2) if self.pareto is not None else ()
        return Asked(goals, front, self.top, orders[0] if orders else None, self.sample)


def _swept(_ctx: click.Context) -> Iterable[str]:
    from convcalc.study.sweep.runs import SWEPT

    return SWEPT


def _columns(ctx: click.Context) -> Iterable[str]:
    from convcalc.study.sweep.watched import OUTPUT

    return [*_swept(ctx), OUTPUT]


def _part(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Two whole numbers, `3/16`."""
    if value is None:
        return None
    numbers = [int(word) for word in value.split("/") if word.isascii() and word.isdecimal() and len(word) < 10]
    if len(numbers) == 2 == value.count("/") + 1 and 1 <= numbers[0] <= numbers[1]:
        return numbers[0], numbers[1]
    raise click.BadParameter("give the number of the part and that of all parts, as in 3/16")


@click.command("sweep", epilog=EPILOG)
@design_argument
@changes_argument
@click.option("--let", "lets", multiple=True, metavar="NAME=VALUES", help="A letter that others are worked out from.")
@click.option(
    "--where",
    "wheres",
    multiple=True,
    metavar="GOAL",
    shell_complete=completed("goals"),
    help="What must hold: 'params <= 5M', 'macs <= 2*params + 100M'; repeatable.",
)
@click.option(
    "--pareto",
    metavar="METRICS",
    shell_complete=completed("columns", known=_swept),
    help="The front: 'macs, -params' makes MACs small, and params great.",
)
@click.option("--top", type=click.IntRange(1, 100_000), help="How many designs to show. Default: 20.")
@click.option(
    "--by",
    metavar="METRIC",
    shell_complete=completed("names", known=_swept),
    help="Those first that have least of it; of -METRIC most.",
)
@click.option("--sample", type=click.IntRange(1, 100_000), help="So many designs at random, whatever must hold.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of --sample.")
@click.option(
    "--part",
    metavar="K/N",
    callback=_part,
    help="The K-th of N parts, as CSV; together they are the whole.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="How many cores to use. Default: all.")
@shared("input", "columns", "strict", known=_columns)
@output_options()
def command(
    design: str,
    changes: tuple[str, ...],
    lets: tuple[str, ...],
    seed: int,
    part: tuple[int, int] | None,
    jobs: int | None,
    options: Options,
    **questions: Any,
) -> None:
    """Go through all designs of a space: how many fit, the best of them, their front.

    DESIGN is as for `summarize`; NAME=VALUES gives a parameter, an argument of layers or the input several values:
    `width=0.25,0.5,1`, `d1=1..8`, `w=64..512 step 64`, `w=16..256 x2`, `act=relu,silu`, `stage*.*.conv2.groups=1,2`,
    `input=3x{96..256 step 32}`; a `?` has the values that `solve` would try. Every combination is a design. Each is
    worked out exactly, from what the parts of the network come to. Without --top, --by and --pareto the first 20 that
    fit are shown; CSV has all of them. A spec may have its space in `sweep:`.
    """
    from convcalc.study.sweep.knobs.read import read_space

    _refuse_loose_words(design, changes)
    problems = Problems()
    sink = options.sink()
    options.refuse_columns_of(sink)
    question = Question(**questions)
    question.check()
    streams = sink.format == "csv" and not question.chooses
    if part is not None and not streams:
        refuse("--part writes all that fit in it as CSV", "as in --part 3/16 -o FILE.csv, without --top and others")
    space = read_space(design, changes, lets, problems, options.input)
    asked = question.asked(space.axes if space is not None else (), problems)
    asked = asked._replace(metrics=_metrics_of(options), seed=seed, jobs=jobs, design=design, part=part or (1, 1))
    sweep = _sweep(space, asked, problems) if space is not None and not problems.errors else None
    if sweep is None or problems.errors:
        end(problems)
    elif streams:
        some = _stream(sweep, sink, options)
        end(problems, options.strict)
        if not some:
            raise SystemExit(1)
    else:
        swept = _show(sweep, sink, options)
        if sink.format in ("json", "csv") and (cut := swept.cut()):
            problems.note(cut, None)
        end(problems, options.strict)
        if not swept.designs:
            raise SystemExit(1)


def _refuse_loose_words(design: str, changes: tuple[str, ...]) -> None:
    """End where words stand alone that belong to the knob or option before them."""
    from convcalc.spec.changes import is_change

    loose = next((place for place, word in enumerate(changes) if not is_change(word)), None)
    if loose is None:
        return
    word = changes[loose]
    if set(word) & set("<>≤≥"):
        refuse(f"'{word}' is no knob", f'what must hold stands behind --where, each for itself: --where "{word}"')
    parts = [*takewhile(lambda one: not is_change(one), changes[loose:])]
    if not loose or not all(map(_OF_A_RANGE.fullmatch, parts)):
        refuse_other_words(design, changes)
    lists = ".." not in changes[loose - 1] and all(part[0].isdigit() for part in parts)
    whole = ("," if lists else " ").join([changes[loose - 1], *parts])
    refuse(f"'{word}' stands alone", f'{"a comma separates values" if lists else "put the knob in quotes"}: "{whole}"')


def _stream(sweep: Sweep, sink: Sink, options: Options) -> bool:
    """Write all designs that fit; whether there are any."""
    from convcalc.render.sweep import csv_pieces

    bar = Bar("designs")
    pieces = 0

    def counted() -> Iterator[str]:
        nonlocal pieces
        for piece in csv_pieces(sweep, options.columns, bar):
            pieces += bool(piece)
            yield piece

    with refusals():
        sink.write(bar.beside(counted()))
    return pieces > 1


def _show(sweep: Sweep, sink: Sink, options: Options) -> Swept:
    """Write the designs that are asked for; where an interrupt ended it, what was found, and end."""
    from convcalc.render.sweep import swept_listing

    bar = Bar("designs")
    try:
        with refusals():
            swept = sweep.find(bar)
    finally:
        bar.close()
    with refusals():
        listing = swept_listing(swept, options.columns)
    sink.show(listing)
    if not swept.complete:
        raise SystemExit(INTERRUPTED)
    return swept


def _metrics_of(options: Options) -> tuple[str, ...]:
    from convcalc.study.sweep.runs import SWEPT

    return tuple(name for name in options.columns or () if name in SWEPT)


def _sweep(space: Space, asked: Asked, problems: Problems) -> Sweep | None:
    from convcalc.study.sweep.sweeping import sweep_of

    if not space.axes:
        hint = "give a parameter, an argument of layers or the input several values: d1=1..8, conv1.stride=1,2"
        problems.error("nothing varies in this design", None, hint)
        return None
    bar = Bar("parts worked out")
    try:
        with refusals():
            return sweep_of(space, asked, problems, bar)
    finally:
        bar.close()
