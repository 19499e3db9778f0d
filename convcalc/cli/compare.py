"""`convcalc compare [NAME=VALUE…] A [NAME=VALUE…] B [NAME=VALUE…] [C…]`"""

from __future__ import annotations

import click

from convcalc.cli.common import (
    Sink,
    batch_option,
    complete_design,
    end,
    ignore_global_option,
    output_options,
    refuse,
    refuse_all,
    strict_option,
)
from convcalc.cli.summarize import parse_depth
from convcalc.language.problems import ConvcalcError, Problems
from convcalc.study.compare import Comparison, compare

EPILOG = """
\b
Examples:
  convcalc compare plain_conv3x3 bottleneck_1x1_3x3
  convcalc compare alexnet alexnet conv2.out_channels=128
  convcalc compare --input 3x224x224 resnet18 resnet50 mobilenet_v2 --layers --depth 1
  convcalc compare input=128x56x56 "conv 128 5 padding=2" "conv 128 3 padding=1, conv 128 3 padding=1"
  convcalc compare nin_cifar nin_cifar groups=4 nin_cifar groups=8 nin_cifar groups=16 --sort macs
"""


@click.command("compare", epilog=EPILOG)
@click.argument("designs", nargs=-1, metavar="[NAME=VALUE]... DESIGN [NAME=VALUE]...", shell_complete=complete_design)
@click.option("--input", "input_", metavar="SHAPE", help="Size of the input of all designs: 3x224x224.")
@click.option("--layers", is_flag=True, help="Line the layers up, with the parameters and MACs of each.")
@click.option("--columns", metavar="NAMES", help="Which metrics, separated by commas: output,params,macs,depth...")
@click.option("--sort", metavar="METRIC", help="Order the designs by a metric, the greatest first: params, macs...")
@click.option(
    "--depth",
    callback=parse_depth,
    metavar="N",
    help="With --layers: how many levels of groups to show, or all. Default: as many as some 60 lines hold.",
)
@batch_option
@ignore_global_option
@strict_option
@output_options()
def command(
    designs: tuple[str, ...],
    input_: str | None,
    layers: bool,
    columns: str | None,
    sort: str | None,
    depth: int | str | None,
    batch: int,
    ignore_global: bool,
    strict: bool,
    format_: str | None,
    output: str | None,
) -> None:
    """Show designs side by side: what each costs, and how that stands to the first.

    DESIGN is a YAML file, `-` for standard input, the name of a network of the catalogue (see `convcalc list`), or a
    list of layers in quotes. NAME=VALUE changes the design before it, or all where it stands before the first: a
    parameter (`base=32`), an argument of a layer (`conv2.out_channels=128`), or the input (`input=3x256x256`).
    """
    problems = Problems()
    arguments = [f"input={input_}", *designs] if input_ is not None else list(designs)
    comparison = compare(arguments, problems, batch)
    if comparison is None:
        end(problems)
        return
    for design in comparison.designs:
        design.report.ignore_global = ignore_global
    sink = Sink(format_, output)
    if depth is not None and not layers:
        refuse("--depth is for layers", "write --layers too")
    if sink.format == "json" and columns is not None:
        refuse("JSON carries everything", "leave out --columns")
    names = [name.strip() for name in columns.split(",")] if columns is not None else None
    try:
        if sort is not None:
            comparison.sort(sort)
        text = _text(comparison, sink, names, layers, depth)
    except ConvcalcError as error:
        refuse_all(error.problems)
    except ValueError as error:
        refuse(str(error))
    sink.write(text)
    end(problems, strict)


def _text(comparison: Comparison, sink: Sink, columns: list[str] | None, layers: bool, depth: int | str | None) -> str:
    if sink.format == "json":
        from convcalc.render.comparison_data import comparison_json

        return comparison_json(comparison, layers, depth)
    from convcalc.render.comparison import render_comparison

    return render_comparison(
        comparison,
        sink.format,
        columns=columns,
        layers=layers,
        depth=depth,
        cells=sink.width,
        color=sink.color,
        ascii=sink.ascii,
    )
