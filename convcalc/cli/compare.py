"""`convcalc compare [NAME=VALUE…] A [NAME=VALUE…] B [NAME=VALUE…] [C…]`"""

from __future__ import annotations

from collections.abc import Iterable

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import DesignArgument, Options, completed, library, output_options, shared
from convcalc.cli.shared.output import JSON, Sink, end, refusals, refuse, refuse_all
from convcalc.costs.metrics import COUNTS_OF_NETWORKS, OF_NETWORKS
from convcalc.language.problems import Problems
from convcalc.study.compare.designs import compare

EPILOG = examples("""
  convcalc compare plain_conv3x3 bottleneck_1x1_3x3
  convcalc compare resnet18 resnet50 vgg16 mobilenet_v2 --sort macs
  convcalc compare alexnet alexnet conv2.out_channels=128
  convcalc compare resnet18 resnet50 --layers --depth 1
  convcalc compare resnet18 vgg16 --plain --units M,G --format markdown
  convcalc compare input=128x56x56 "conv 128 5" "conv 128 3, conv 128 3"
  convcalc compare nin_cifar "nin_cifar groups=2" "nin_cifar groups=4" --json
""")


def _columns(ctx: click.Context) -> Iterable[str]:
    from convcalc.render.compare.layers import METRICS_OF_LAYERS

    return METRICS_OF_LAYERS if ctx.params.get("layers") else OF_NETWORKS


@click.command("compare", epilog=EPILOG)
@click.argument(
    "designs",
    nargs=-1,
    required=True,
    cls=DesignArgument,
    metavar="[NAME=VALUE]... DESIGN [NAME=VALUE]...",
    shell_complete=completed("designs", several=True),
)
@click.option("--layers", is_flag=True, help="Line the layers up, with the parameters and MACs of each.")
@click.option("--plain", is_flag=True, help="The table that people print: a row for each design, and no ratios.")
@click.option(
    "--units",
    metavar="UNITS",
    help="In which units: M for all counts, or one for each column, - for none: M,G.",
)
@shared(
    *("input", "no_side", "columns", "sort", "depth", "batch", "ignore_global", "strict"),
    known=_columns,
    sorts=lambda _ctx: COUNTS_OF_NETWORKS,
)
@output_options()
def command(designs: tuple[str, ...], layers: bool, plain: bool, units: str | None, options: Options) -> None:
    """Show designs side by side: what each costs, and how that stands to the first.

    DESIGN is a YAML file, `-` for standard input, the name of a network of the catalogue (see `convcalc list`), or a
    list of layers in quotes. NAME=VALUE changes the design before it, or all where it stands before the first: a
    parameter (`base=32`), an argument of a layer (`conv2.out_channels=128`), or the input (`input=3x256x256`).
    """
    problems = Problems()
    arguments = [*options.changes, *designs]
    comparison = compare(arguments, problems, options.batch, options.ignore_global, library())
    if comparison is None:
        refuse_all(problems)
    sink = options.sink()
    if options.depth is not None and not layers:
        refuse("--depth is for layers", "write --layers too")
    options.refuse_columns_of(sink)
    _refuse_in_vain(sink, layers, plain, units, options)
    from convcalc.render.compare.show import render_comparison

    with refusals():
        if options.sort is not None:
            comparison.sort(options.sort)
        text = render_comparison(
            comparison,
            sink.format,
            columns=options.columns,
            layers=layers,
            depth=options.depth,
            plain=plain,
            units=[unit.strip() for unit in units.split(",")] if units is not None else None,
            cells=sink.width,
            color=sink.color,
            ascii=sink.ascii,
        )
    sink.write(text)
    end(problems, options.strict)


def _refuse_in_vain(sink: Sink, layers: bool, plain: bool, units: str | None, options: Options) -> None:
    """End where --plain or --units would say nothing, or where a plain table could not say what its numbers are of."""
    asked = [name for name, given in (("--plain", plain), ("--units", units is not None)) if given]
    if asked and layers:
        refuse(f"{asked[0]} is for designs, and --layers for their layers", f"leave out {asked[0]}")
    if plain and sink.format == JSON:
        refuse("JSON carries everything", "leave out --plain")
    if units is not None and sink.format in (JSON, "csv"):
        refuse("CSV and JSON have exact numbers", "leave out --units")
    for option, given in (("--batch", options.batch > 1), ("--ignore-global", options.ignore_global)):
        if plain and given:
            refuse(f"a plain table does not say that its numbers are with {option}", f"leave out {option} or --plain")
