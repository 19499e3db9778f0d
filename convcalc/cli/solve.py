"""`convcalc solve DESIGN [NAME=VALUE…] --expect GOAL…`"""

from __future__ import annotations

import click

from convcalc.cli.common import (
    Sink,
    complete_design,
    end,
    input_option,
    output_options,
    refuse_other_words,
)
from convcalc.cli.progress import Bar
from convcalc.language.problems import Problems
from convcalc.study.goals import EXAMPLE, parse_goal
from convcalc.study.solve import question

EPILOG = """
\b
Examples:
  convcalc solve --input 3x224x224 "conv 96 11 stride=4 padding=?" --expect "output = 96x55x55"
  convcalc solve --input 64x56x56 "conv 64 ? stride=? padding=?" --expect "output = input"
  convcalc solve convnext_tiny "width=?" --expect "params <= 5M"
  convcalc solve alexnet "input=?" --expect "macs <= 600M"
  convcalc solve vgg16 "conv3_1.out_channels=?" --expect "params <= 138M" --expect "macs <= 15G"
"""


@click.command("solve", epilog=EPILOG)
@click.argument("design", shell_complete=complete_design)
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--expect", "goals", multiple=True, metavar="GOAL", help="What must hold: 'METRIC = VALUE'; repeatable.")
@input_option
@click.option(
    "--most", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many solutions to show."
)
@click.option("--strict", is_flag=True, help="Only solutions that leave nothing unread: every stride fits.")
@output_options()
def command(
    design: str,
    changes: tuple[str, ...],
    goals: tuple[str, ...],
    input_: str | None,
    most: int,
    strict: bool,
    format_: str | None,
    output: str | None,
) -> None:
    """Find the values for which a design comes to what is expected of it.

    DESIGN and NAME=VALUE are as for `summarize`; up to three values are written `?` (in quotes, for the shell):
    an argument (`padding=?`), a parameter (`width=?`), an argument of a layer (`conv1.stride=?`), or the size of the
    input (`input=3x?x?`). GOAL is a metric of the network or of a layer, a comparison (= == <= >= < >) and a value as
    precise as it is written: `output = 96x55x55`, `output = input`, `conv1.params = 34_944`, `params <= 5M`,
    `macs = ~600M`. The exit code is 1 where nothing fits.
    """
    refuse_other_words(changes)
    problems = Problems()
    wanted = [goal for text in goals if (goal := parse_goal(text, problems)) is not None]
    if not goals:
        problems.error("nothing is expected", None, f"say it with --expect, {EXAMPLE}")
    search = question(design, changes, wanted, problems, input_)
    if search is None or problems.errors:
        end(problems)
        return
    sink = Sink(format_, output)
    search.progress = bar = Bar("designs tried")
    try:
        answer = search.solve(most, strict)
    finally:
        bar.close()
    if answer is None:
        end(problems)
        return
    from convcalc.render.solutions import render_answer

    sink.write(render_answer(answer, sink.format, sink.width, sink.color, sink.ascii))
    end(problems)
    if not answer.count:
        raise SystemExit(1)
