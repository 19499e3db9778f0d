"""`convcalc summarize DESIGN [NAME=VALUE…]`"""

from __future__ import annotations

from collections.abc import Iterable

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import (
    Options,
    changes_argument,
    design_argument,
    output_options,
    read_design,
    shared,
)
from convcalc.cli.shared.output import Sink, end, refusals, refuse
from convcalc.costs.metrics import ALONG_AXES, COUNTS_OF_LAYERS
from convcalc.language.problems import Problems
from convcalc.network.report import Report

EPILOG = examples("""
  convcalc summarize alexnet
  convcalc summarize vgg16 input=3x256x256 conv1_1.out_channels=32
  convcalc summarize resnet50 --depth 1
  convcalc summarize "conv 64 3 padding=1, relu" --input 3x32x32
  convcalc summarize vgg16 --columns layer,output,receptive_field,jump
  convcalc summarize my_network.yaml --sort params --columns layer,params
  cat my_network.yaml | convcalc summarize - --json
""")


def _columns(_ctx: click.Context) -> Iterable[str]:
    from convcalc.render.columns import COLUMNS

    return COLUMNS


@click.command("summarize", epilog=EPILOG)
@design_argument
@changes_argument
@shared(
    *("input", "no_side", "columns", "sort", "depth", "batch", "ignore_global", "strict"),
    known=_columns,
    sorts=lambda _ctx: COUNTS_OF_LAYERS,
)
@output_options()
def command(design: str, changes: tuple[str, ...], options: Options) -> None:
    """Show every layer's output, parameters and MACs, and the totals.

    DESIGN is a YAML file, `-` for standard input, the name of a network of the catalogue (see `convcalc list`), or a
    list of layers in quotes. NAME=VALUE changes it: a parameter (`base=32`), an argument of a layer
    (`conv2.out_channels=128`, `stage2.*.conv1.groups=2`), or the input (`input=3x256x256`).
    """
    problems = Problems()
    report = read_design(design, changes, options, problems)
    sink = options.sink()
    sink.write(_pieces(report, sink, options))
    end(problems, options.strict)


def _pieces(report: Report, sink: Sink, options: Options) -> Iterable[str]:
    """The report as text, in pieces; an option that would say nothing is refused."""
    if options.depth is not None and (options.sort or sink.format in ("csv", "json")):
        refuse("--depth is for the tree of groups, and these are layers", "leave out --depth, or --sort and the format")
    if sink.format == "json":
        from convcalc.render.summarize.data import json_pieces

        names = options.columns or ()
        if options.sort or options.columns == () or any(name not in ALONG_AXES for name in names):
            refuse(
                "JSON carries everything, in the order of the network",
                "leave out --columns and --sort; only receptive_field, jump, start and effective_padding are asked for",
            )
        return json_pieces(report, names)
    from convcalc.render.summarize.show import render_summary

    with refusals():
        if sink.format == "csv":
            from convcalc.render.summarize.data import csv_pieces

            return csv_pieces(report, options.columns, options.sort)
        return [
            render_summary(
                report,
                sink.format,
                columns=options.columns,
                depth=options.depth,
                sort=options.sort,
                width=sink.width,
                color=sink.color,
                ascii=sink.ascii,
            )
        ]
