"""`convcalc explain DESIGN [NAME=VALUE…] [LAYER…]`"""

from __future__ import annotations

import click

from convcalc.cli.common import Sink, complete_design, end, refuse
from convcalc.cli.summarize import parse_depth
from convcalc.language.problems import Problems
from convcalc.render.explanation import FORMATS, render_explanation
from convcalc.spec.changes import is_change
from convcalc.study.design import analyse, load
from convcalc.study.explain import choose

EPILOG = """
\b
Examples:
  convcalc explain alexnet conv1
  convcalc explain resnet50 input=3x256x256 stage3 --depth 1
  convcalc explain vgg16 "conv3_*"
  convcalc explain --input 3x227x227 "conv 96 11 stride=4"
  convcalc explain alexnet fc6 --format markdown
"""

EVERY_LEVEL = 1_000_000
"""More levels than groups can stand inside each other."""


@click.command("explain", epilog=EPILOG)
@click.argument("arguments", nargs=-1, metavar="DESIGN [NAME=VALUE]... [LAYER]...", shell_complete=complete_design)
@click.option("--input", "input_", metavar="SHAPE", help="Size of the input, the same as input=SHAPE: 3x224x224.")
@click.option(
    "--depth",
    callback=parse_depth,
    metavar="N",
    help="How many levels of groups to explain, or all. Default: as many as some 60 parts hold.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="How to write it. Default: fitted to a terminal, plain text in a pipe, by its ending in a file.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Write to this file instead.")
def command(
    arguments: tuple[str, ...],
    input_: str | None,
    depth: int | str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Show where every number comes from: its formula, the formula with numbers put in, and the value.

    DESIGN and NAME=VALUE are as in `convcalc summarize`. LAYER is the path of a layer or a group, in which `*` stands
    for any one part or some letters of it; without one the whole network is explained.
    """
    changes = [argument for argument in arguments if is_change(argument)]
    design, *paths = [argument for argument in arguments if not is_change(argument)] or [""]
    if not design:
        refuse("a design is missing", "a file, a name that `convcalc list` shows, or layers in quotes")
    problems = Problems()
    given = [f"input={input_}"] if input_ else []
    loaded = load(design, [*given, *changes], problems)
    report = analyse(*loaded, problems) if loaded is not None else None
    rows = choose(report, paths, problems) if report is not None else []
    if loaded is None or report is None or problems.errors:
        end(problems)
        return
    sink = Sink(format_, output, loaded[0].files)
    if sink.format not in FORMATS:
        refuse(f"an explanation has no {sink.format}", f"the formats are {', '.join(FORMATS)}")
    levels = EVERY_LEVEL if depth == "all" else int(depth) if depth is not None else None
    text = render_explanation(
        report, rows, sink.format, depth=levels, width=sink.width, color=sink.color, ascii=sink.ascii
    )
    sink.write([text])
    end(problems)
