"""`convcalc sweep DESIGN NAME=VALUES…`"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import click

from convcalc.cli import examples
from convcalc.cli.shared.interrupts import Interruptible, Progress, end_interrupted
from convcalc.cli.shared.options import (
    Options,
    changes_argument,
    completed,
    output_options,
    refuse_missing_design,
    refuse_other_words,
    shared,
)
from convcalc.cli.shared.output import FORMATS, Sink, end, refusals, refuse
from convcalc.cli.shared.progress import Bar
from convcalc.cli.shared.question import Question
from convcalc.language.problems import Problems

if TYPE_CHECKING:
    from convcalc.study.sweep.parts.joined import Joined
    from convcalc.study.sweep.sweeping import Sweep
    from convcalc.study.sweep.swept import Swept

PARQUET, SVG = "parquet", "svg"
FORMATS_OF_DESIGNS = (*FORMATS, PARQUET, SVG)

EPILOG = examples("""
  convcalc sweep mobilenet_v1 "width=0.25..1 step 0.25" --where "params <= 3M"
  convcalc sweep vgg16 "input=3x{128..224 step 32}" --pareto "macs, -neurons"
  convcalc sweep "conv ? 3, conv 8 ?" --input 3x9x9 --where "output = 8x5x5"
  convcalc sweep efficientnet_b0 --let "phi=0..7" "depth=1.2**phi"
""")


_OF_A_RANGE = re.compile(r"step|by|\*|x|\.\.|x?[\d.].*")
"""What stands behind a knob that a shell took apart."""


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
@click.argument("design", required=False, shell_complete=completed("designs"))
@changes_argument
@click.option(
    "--from",
    "parts",
    multiple=True,
    metavar="FILES",
    shell_complete=lambda *asked: click.Path().shell_complete(*asked),
    help="The files of all parts, of which the same is asked.",
)
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
    help="The K-th of N parts, as CSV or Parquet, for --from.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="How many cores to use. Default: all.")
@click.option("--cluster", metavar="ADDRESS", help="A Dask cluster that works it out: tcp://HOST:8786.")
@shared("input", "no_side", "columns", "strict", known=_columns)
@output_options(FORMATS_OF_DESIGNS)
def command(
    design: str | None,
    changes: tuple[str, ...],
    parts: tuple[str, ...],
    lets: tuple[str, ...],
    seed: int,
    part: tuple[int, int] | None,
    jobs: int | None,
    cluster: str | None,
    options: Options,
    **questions: Any,
) -> None:
    """Go through all designs of a space: how many fit, the best of them, their front.

    DESIGN is as for `summarize`; NAME=VALUES gives a parameter, an argument of layers or the input several values:
    `width=0.25,0.5,1`, `d1=1..8`, `w=64..512 step 64`, `w=16..256 x2`, `act=relu,silu`, `stage*.*.conv2.groups=1,2`,
    `input=3x{96..256 step 32}`; a `?` has the values that `solve` would try. Every combination is a design. Each is
    worked out exactly, from what the parts of the network come to. Without --top, --by and --pareto the first 20 that
    fit are shown; CSV has all of them. A spec may have its space in `sweep:`. With --from the words are the files of
    all parts, as --part wrote them.
    """
    question = Question(**questions)
    question.check()
    sink, problems = options.sink(), Problems()
    streams = _streams(sink, question, options, part is not None)
    found: Sweep | Joined | None
    if parts:
        beside = {"input": options.input, "no_side": options.no_side}
        _refuse_beside_parts(let=lets, part=part, jobs=jobs, cluster=cluster, **beside)
        found = _joined([*parts, *([design] if design is not None else []), *changes], question, seed, problems)
    elif design is None:
        refuse_missing_design()
    else:
        _refuse_loose_words(design, changes)
        asked = {"seed": seed, "part": part or (1, 1), "jobs": jobs, "cluster": cluster}
        found = _sweep(design, changes, lets, question, options, problems, **asked)
    if found is None or problems.errors:
        end(problems)
    elif streams:
        _stream(found, sink, options, part is not None, problems)
        end(problems, options.strict)
        if not found.fit and part is None:
            raise SystemExit(1)
    else:
        swept = _show(found, sink, options)
        if sink.format in ("json", "csv") and (cut := swept.cut()):
            problems.note(cut, None)
        end(problems, options.strict)
        if not swept.designs:
            raise SystemExit(1)


def _streams(sink: Sink, question: Question, options: Options, is_part: bool) -> bool:
    """Whether all that fit are written, and not some that are chosen; ends where that does not go together."""
    options.refuse_columns_of(sink)
    streams = sink.format in ("csv", PARQUET) and not question.chooses
    if is_part and not streams:
        refuse("--part writes all that fit in it as CSV", "as in --part 3/16 -o FILE.csv, without --top and others")
    if sink.format == PARQUET and (sink.output is None or not streams):
        refuse("Parquet has all that fit, in a file", "as in -o designs.parquet, without --top and others")
    if sink.format == SVG and question.pareto is None:
        refuse("a picture is one of a front", 'as in --pareto "macs, -params" -o front.svg')
    return streams


def _refuse_beside_parts(**others: object) -> None:
    """End for options that say which designs there are, where parts have them."""
    for name, value in others.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            refuse(f"{option} says how parts are made, and these are", f"leave out {option}, or --from")


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
    whole = ("," if lists else " ").join(word.strip(",") if lists else word for word in [changes[loose - 1], *parts])
    refuse(f"'{word}' stands alone", f'{"a comma separates values" if lists else "put the knob in quotes"}: "{whole}"')


def _stream(found: Sweep | Joined, sink: Sink, options: Options, part: bool, problems: Problems) -> None:
    """Write all designs that fit; where an interrupt ended it, those up to there, but no part of a part, and end."""
    bar = Bar("designs")
    try:
        with refusals(), Interruptible(bar) as progress:
            _write(found, sink, options, part, bar, progress, problems)
    except KeyboardInterrupt:
        bar.close()
        lost = f"{sink.output} was not written" if sink.output is not None else "this is not all that fits"
        end_interrupted(f"{lost}{', for a part is whole' if part else ''}", problems)
    done, size = found.done
    if done < size:
        bar.close()
        kept = f"{sink.output or 'this'} has what fits of the first {done:,} of {size:,} designs"
        end_interrupted(kept, problems)


def _write(
    found: Sweep | Joined,
    sink: Sink,
    options: Options,
    part: bool,
    bar: Bar,
    progress: Progress,
    problems: Problems,
) -> None:
    from convcalc.study.sweep.sweeping import Sweep

    if sink.format == PARQUET:
        from convcalc.render.sweep.parquet import parquet_pieces, texts_in

        sink.replace(bar.beside(parquet_pieces(found, options.columns, progress)))
        if isinstance(found, Sweep) and (texts := texts_in(found, options.columns)):
            problems.note(f"{', '.join(texts)} may have more than 64 bits, and is written as text", None)
    elif isinstance(found, Sweep):
        from convcalc.render.sweep.rows import csv_pieces

        sink.write(bar.beside(csv_pieces(found, options.columns, progress, part)))
    else:
        from convcalc.render.sweep.rows import joined_csv

        sink.write(bar.beside(joined_csv(found, options.columns, progress)))


def _show(found: Sweep | Joined, sink: Sink, options: Options) -> Swept:
    """Write the designs that are asked for; where an interrupt ended it, what was found, and end."""
    from convcalc.render.sweep.listing import swept_listing

    bar = Bar("designs")
    try:
        with refusals(), Interruptible(bar) if found.asked.sample is None else nullcontext(bar) as progress:
            swept = found.find(progress)
    finally:
        bar.close()
    if sink.format == SVG:
        if not swept.designs:
            refuse("there is no front to draw: nothing fits")
        from convcalc.render.sweep.svg import show_svg

        sink.write([show_svg(swept)])
    else:
        with refusals():
            listing = swept_listing(swept, options.columns)
        sink.show(listing)
    if not swept.complete:
        done = swept.counts.designs if swept.counts is not None else 0
        kept = f"{sink.output or 'this'} is what was found of the first {done:,} of {swept.size:,} designs"
        end_interrupted(kept, Problems())
    return swept


def _metrics_of(options: Options) -> tuple[str, ...]:
    from convcalc.study.sweep.runs import SWEPT

    return tuple(name for name in options.columns or () if name in SWEPT)


def _sweep(
    design: str,
    changes: tuple[str, ...],
    lets: tuple[str, ...],
    question: Question,
    options: Options,
    problems: Problems,
    **asked: Any,
) -> Sweep | None:
    from convcalc.study.sweep.knobs.read import read_space
    from convcalc.study.sweep.parts.again import command_words
    from convcalc.study.sweep.sweeping import sweep_of

    space = read_space(design, changes, lets, problems, options.changes)
    wanted = question.asked(space.axes if space is not None else (), problems)
    words = command_words(design, [*options.changes, *changes], lets)
    wanted = wanted._replace(metrics=_metrics_of(options), design=design, words=words, **asked)
    if space is None or problems.errors:
        return None
    if not space.axes:
        hint = "give a parameter, an argument of layers or the input several values: d1=1..8, conv1.stride=1,2"
        problems.error("nothing varies in this design", None, hint)
        return None
    bar = Bar("parts worked out")
    try:
        with refusals():
            return sweep_of(space, wanted, problems, bar)
    except KeyboardInterrupt:
        bar.close()
        lost = f", and {options.output} was not written" if options.output is not None else ""
        end_interrupted(f"parts of the network were worked out, and no design was gone through{lost}", problems)
    finally:
        bar.close()


def _joined(paths: Sequence[str], question: Question, seed: int, problems: Problems) -> Joined | None:
    from convcalc.study.sweep.parts.joined import axes_of, join
    from convcalc.study.sweep.parts.table import read_parts

    with refusals():
        parts = read_parts(paths, problems)
        if parts is None:
            return None
        asked = question.asked(axes_of(parts), problems)._replace(seed=seed)
        return join(parts, asked, problems)
