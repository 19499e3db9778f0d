"""`convcalc solve DESIGN [NAME=VALUE…] --expect GOAL…`"""

from __future__ import annotations

from collections.abc import Iterable

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import (
    Options,
    changes_argument,
    design_argument,
    expect_option,
    output_options,
    refuse_other_words,
    shared,
)
from convcalc.cli.shared.output import end, refusals
from convcalc.cli.shared.progress import Bar
from convcalc.costs.metrics import COUNTS_OF_NETWORKS, METRICS
from convcalc.language.problems import Problems
from convcalc.study.goals import KNOWN, parse_goal
from convcalc.study.solve.answers import SIZE, UNREAD
from convcalc.study.solve.question import question

EPILOG = examples("""
  convcalc solve "conv 9 3 padding=?" --input 3x8x8 --expect "output = 9x8x8"
  convcalc solve "conv 3 ? padding=?" --input 3x8x8 --expect "output = input"
  convcalc solve convnext_tiny "width=?" --expect "params <= 5M"
  convcalc solve alexnet "input=?" --expect "macs <= 600M"
  convcalc solve unet "input=1x{?}"
  convcalc solve vgg16 "conv3_1.out_channels=?" --expect "macs <= 15G"
""")


def _columns(_ctx: click.Context) -> Iterable[str]:
    return [*(name for name in KNOWN if METRICS[name].total), SIZE, UNREAD]


@click.command("solve", epilog=EPILOG)
@design_argument
@changes_argument
@expect_option
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    default=20,
    show_default=True,
    help="How many solutions to show, the first of all.",
)
@click.option("--exact", is_flag=True, help="Only solutions that leave nothing unread: every stride fits.")
@shared("input", "no_side", "columns", "sort", "strict", known=_columns, sorts=lambda _ctx: COUNTS_OF_NETWORKS)
@output_options()
def command(
    design: str, changes: tuple[str, ...], goals: tuple[str, ...], most: int, exact: bool, options: Options
) -> None:
    """Find the values for which a design comes to what is expected of it.

    DESIGN and NAME=VALUE are as for `summarize`; up to three values are written `?` (in quotes, for the shell):
    an argument (`padding=?`), a parameter (`width=?`), an argument of a layer (`conv1.stride=?`), or the size of the
    input, one for all axes (`input=3x{?}`) or a size a side (`input=3x?x?`). Lists and ranges are as for `sweep`
    (`width=0.25,0.5,1`). Where one number fits no goal, an argument gets one for each axis (`stride=2x1`). Without
    --expect it is asked which sizes of the input are allowed: those with which nothing is refused, and every stride
    fits. GOAL is a metric of the network or of a layer, a comparison and a value:
    `output = 96x55x55`, `output = input`, `conv1.params = 34_944`, `params <= 5M`, `macs = ~600M`. With = a value is as
    precise as it is written (`params = 3.5M` is 3.45M to 3.55M), with == it is exact to the last digit; <= >= < > are
    budgets, and what is nearest to them comes first. What counts are compared with may be worked out from others,
    exactly: `macs <= 300*params + 1M`. The exit code is 1 where nothing fits.
    """
    refuse_other_words(design, changes)
    problems = Problems()
    wanted = [goal for text in goals if (goal := parse_goal(text, problems)) is not None]
    search = question(design, changes, wanted, problems, options.changes)
    if search is None or problems.errors:
        end(problems)
        return
    sink = options.sink()
    options.refuse_columns_of(sink)
    search.columns, search.sort = options.columns, options.sort
    bar = Bar("designs tried")
    search.tell(bar)
    try:
        with refusals():
            answer = search.solve(most, exact, options.strict)
    finally:
        bar.close()
    if answer is None:
        end(problems)
        return
    from convcalc.render.solve import answer_listing

    sink.show(answer_listing(answer, options.columns))
    if sink.format == "csv" and (cut := answer.cut()):
        problems.note(cut, None)
    end(problems, options.strict)
    if not answer.count:
        raise SystemExit(1)
