"""`convcalc compare [NAME=VALUE…] A [NAME=VALUE…] B [NAME=VALUE…] [C…]`"""

from __future__ import annotations

from collections.abc import Iterable

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import DesignArgument, Options, completed, library, output_options, shared
from convcalc.cli.shared.output import end, refusals, refuse, refuse_all
from convcalc.costs.metrics import COUNTS_OF_NETWORKS, OF_NETWORKS
from convcalc.language.problems import Problems
from convcalc.study.compare.designs import compare

EPILOG = examples("""
  convcalc compare plain_conv3x3 bottleneck_1x1_3x3
  convcalc compare resnet18 resnet50 vgg16 mobilenet_v2 --sort macs
  convcalc compare alexnet alexnet conv2.out_channels=128
  convcalc compare resnet18 resnet50 --layers --depth 1
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
@shared(
    *("input", "columns", "sort", "depth", "batch", "ignore_global", "strict"),
    known=_columns,
    sorts=lambda _ctx: COUNTS_OF_NETWORKS,
)
@output_options()
def command(designs: tuple[str, ...], layers: bool, options: Options) -> None:
    """Show designs side by side: what each costs, and how that stands to the first.

    DESIGN is a YAML file, `-` for standard input, the name of a network of the catalogue (see `convcalc list`), or a
    list of layers in quotes. NAME=VALUE changes the design before it, or all where it stands before the first: a
    parameter (`base=32`), an argument of a layer (`conv2.out_channels=128`), or the input (`input=3x256x256`).
    """
    problems = Problems()
    arguments = [f"input={options.input}", *designs] if options.input is not None else list(designs)
    comparison = compare(arguments, problems, options.batch, options.ignore_global, library())
    if comparison is None:
        refuse_all(problems)
    sink = options.sink()
    if options.depth is not None and not layers:
        refuse("--depth is for layers", "write --layers too")
    options.refuse_columns_of(sink)
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
            cells=sink.width,
            color=sink.color,
            ascii=sink.ascii,
        )
    sink.write(text)
    end(problems, options.strict)
