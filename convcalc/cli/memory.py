"""`convcalc memory DESIGN [NAME=VALUE…] [LAYER…]`"""

from __future__ import annotations

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import Options, output_options, parts_argument, read_parts, shared
from convcalc.cli.shared.output import end, refusals, refuse
from convcalc.language.numbers.byte_counts import parse_bytes
from convcalc.language.problems import Problems
from convcalc.network.memory import DTYPES, FLOAT32, OPTIMIZERS
from convcalc.render.memory.columns import LAYER_COLUMNS, LAYER_NUMBERS
from convcalc.render.memory.show import render_memory
from convcalc.study.memory import MemoryStudy

EPILOG = examples("""
  convcalc memory vgg16
  convcalc memory lenet5 --legend
  convcalc memory resnet50 --batch 32 --optimizer adam --limit 16GiB
  convcalc memory unet base=32 --dtype float16
  convcalc memory densenet121 --no-in-place --format markdown
  convcalc memory resnet50 stage2.1.shortcut.conv
""")


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
@parts_argument
@shared(
    *("input", "no_side", "columns", "sort", "depth", "batch", "strict"),
    known=lambda _ctx: LAYER_COLUMNS,
    sorts=lambda _ctx: LAYER_NUMBERS,
)
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
@click.option("--legend", is_flag=True, help="Tell below the tables how each sum is made, and what is left out.")
@output_options()
def command(
    arguments: tuple[str, ...],
    dtype: str,
    weight_dtype: str | None,
    optimizer: str,
    in_place: bool,
    limit: int | None,
    legend: bool,
    options: Options,
) -> None:
    """Show what a network needs in memory: each layer, what inference holds at once, what training keeps.

    DESIGN and NAME=VALUE are as in `convcalc summarize`. LAYER is the path of a layer or a group, in which `*` stands
    for any one part or some letters of it: then the tensors are shown that are alive while it runs.
    """
    problems = Problems()
    report, rows = read_parts(arguments, options, problems)
    sink = options.sink()
    if options.depth is not None and (rows or options.sort or sink.format in ("csv", "json")):
        refuse("--depth is for the tree of groups", "leave out --depth, or the layers, --sort and the format")
    if sink.format == "json" and (options.columns is not None or options.sort):
        refuse("JSON carries everything, in the order of the network", "leave out --columns and --sort")
    if legend and (rows or sink.format in ("csv", "json")):
        refuse("--legend is for the tables of a network", "leave out --legend, or the layers and the format")
    dtypes = {"dtype": dtype, "weight_dtype": weight_dtype or dtype}
    study = MemoryStudy(report, **dtypes, optimizer=optimizer, in_place=in_place, batch=options.batch, limit=limit)
    with refusals():
        text = render_memory(
            study,
            rows,
            sink.format,
            depth=options.levels,
            columns=options.columns,
            sort=options.sort,
            legend=legend,
            width=sink.width,
            color=sink.color,
            ascii=sink.ascii,
        )
    sink.write([text])
    end(problems, options.strict)
