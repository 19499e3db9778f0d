"""`convcalc memory DESIGN [NAME=VALUE…] [LAYER…]`"""

from __future__ import annotations

import click

from convcalc.cli.common import Sink, complete_design, end, input_option, output_options, read_parts, refuse
from convcalc.cli.summarize import levels, parse_depth
from convcalc.language.byte_counts import parse_bytes
from convcalc.language.problems import Problems
from convcalc.network.memory import DTYPES, FLOAT32, OPTIMIZERS
from convcalc.render.memory import render_memory
from convcalc.study.memory import MemoryStudy

EPILOG = """
\b
Examples:
  convcalc memory vgg16
  convcalc memory resnet50 --batch 32 --optimizer adam --limit 16GiB
  convcalc memory unet base=32 --dtype float16
  convcalc memory densenet121 --no-in-place --format markdown
  convcalc memory resnet50 stage2.1.shortcut.conv
"""


def parse_limit(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Bytes, as `16GiB`."""
    try:
        limit = parse_bytes(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if limit == 0:
        raise click.BadParameter("in no bytes nothing fits; write 16GiB or 500MB")
    return limit


@click.command("memory", epilog=EPILOG)
@click.argument("arguments", nargs=-1, metavar="DESIGN [NAME=VALUE]... [LAYER]...", shell_complete=complete_design)
@input_option
@click.option("--batch", type=click.IntRange(1, 1_000_000), default=1, help="Images at once, beside the sums of one.")
@click.option("--dtype", type=click.Choice(list(DTYPES)), default=FLOAT32, help="Of activations, and of weights.")
@click.option("--weight-dtype", type=click.Choice(list(DTYPES)), help="Of weights, gradients and optimizer state.")
@click.option(
    "--optimizer",
    type=click.Choice(list(OPTIMIZERS)),
    default="momentum",
    help="What training keeps for each weight besides its gradient: sgd nothing, momentum 1, adam 2 numbers; none: "
    "frozen weights, no gradients either. Default: momentum.",
)
@click.option(
    "--in-place/--no-in-place",
    default=True,
    help="Whether relu and its kin, dropout, identity and flatten stand in the memory of their input, where nothing "
    "else reads it; holds for all sums but those of every output. Default: in place.",
)
@click.option("--limit", callback=parse_limit, metavar="BYTES", help="Find the largest batch that fits: 16GiB, 500MB.")
@click.option(
    "--depth",
    callback=parse_depth,
    metavar="N",
    help="How many levels of groups to show, or all. Default: as many as some 60 lines hold.",
)
@output_options()
def command(
    arguments: tuple[str, ...],
    input_: str | None,
    batch: int,
    dtype: str,
    weight_dtype: str | None,
    optimizer: str,
    in_place: bool,
    limit: int | None,
    depth: int | str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Show what a network needs in memory: each layer, what inference holds at once, what training keeps.

    DESIGN and NAME=VALUE are as in `convcalc summarize`. LAYER is the path of a layer or a group, in which `*` stands
    for any one part or some letters of it: then the tensors are shown that are alive while it runs.
    """
    problems = Problems()
    report, rows = read_parts(arguments, input_, problems)
    sink = Sink(format_, output)
    if depth is not None and (rows or sink.format in ("csv", "json")):
        refuse("--depth is for the table of all layers", "leave out --depth, or the layers and the format")
    dtypes = {"dtype": dtype, "weight_dtype": weight_dtype or dtype}
    study = MemoryStudy(report, **dtypes, optimizer=optimizer, in_place=in_place, batch=batch, limit=limit)
    try:
        text = render_memory(
            study, rows, sink.format, depth=levels(depth), width=sink.width, color=sink.color, ascii=sink.ascii
        )
    except ValueError as error:
        refuse(str(error), "name fewer layers")
    sink.write([text])
    end(problems)
