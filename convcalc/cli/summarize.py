"""`convcalc summarize DESIGN [NAME=VALUE…]`"""

from __future__ import annotations

from collections.abc import Iterable

import click

from convcalc.cli.common import (
    Sink,
    batch_option,
    complete_design,
    end,
    ignore_global_option,
    input_option,
    output_options,
    refuse,
    refuse_all,
    refuse_other_words,
    strict_option,
)
from convcalc.costs.metrics import AXES, METRICS
from convcalc.language.problems import ConvcalcError, Problems
from convcalc.network.report import Report
from convcalc.study.design import read_report

EPILOG = """
\b
Examples:
  convcalc summarize alexnet
  convcalc summarize vgg16 input=3x256x256 conv1_1.out_channels=32
  convcalc summarize resnet50 --depth 1
  convcalc summarize "conv 64 3 padding=1, relu" --input 3x32x32
  convcalc summarize vgg16 --columns layer,output,receptive_field,jump --ignore-global
  convcalc summarize my_network.yaml --sort params --columns layer,output,params,params_share
  cat my_network.yaml | convcalc summarize - --format json
"""


EVERY_LEVEL = 1_000_000
"""More levels than groups can stand inside each other."""


def parse_depth(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> int | str | None:
    """A number from 1, or `all`."""
    if value is None or value == "all":
        return value
    if value.isdecimal() and len(value) < len(str(EVERY_LEVEL)) and int(value) >= 1:
        return int(value)
    raise click.BadParameter("give a number from 1, or all")


def levels(depth: int | str | None) -> int | None:
    """The same as a number of levels, None for as many as a reader takes in."""
    return EVERY_LEVEL if depth == "all" else int(depth) if depth is not None else None


@click.command("summarize", epilog=EPILOG)
@click.argument("design", shell_complete=complete_design)
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@input_option
@click.option(
    "--columns", metavar="NAMES", help="Which columns, separated by commas: layer,output,params,macs,flops..."
)
@click.option("--sort", metavar="METRIC", help="Order the layers by a metric, the greatest first: params, macs...")
@click.option(
    "--depth",
    callback=parse_depth,
    metavar="N",
    help="How many levels of groups to show, or all. Default: as many as some 60 lines hold.",
)
@batch_option
@ignore_global_option
@strict_option
@output_options()
def command(
    design: str,
    changes: tuple[str, ...],
    input_: str | None,
    columns: str | None,
    sort: str | None,
    depth: int | str | None,
    batch: int,
    ignore_global: bool,
    strict: bool,
    format_: str | None,
    output: str | None,
) -> None:
    """Show every layer's output, parameters and MACs, and the totals.

    DESIGN is a YAML file, `-` for standard input, the name of a network of the catalogue (see `convcalc list`), or a
    list of layers in quotes. NAME=VALUE changes it: a parameter (`base=32`), an argument of a layer
    (`conv2.out_channels=128`, `stage2.*.conv1.groups=2`), or the input (`input=3x256x256`).
    """
    refuse_other_words(changes)
    problems = Problems()
    report = read_report(design, changes, problems, batch, input_)
    if report is None:
        end(problems)
        return
    report.ignore_global = ignore_global
    sink = Sink(format_, output)
    sink.write(_pieces(report, sink, columns, depth, sort))
    end(problems, strict)


def _pieces(
    report: Report, sink: Sink, columns: str | None, depth: int | str | None, sort: str | None
) -> Iterable[str]:
    """The report as text, in pieces; an option that would say nothing is refused."""
    if depth is not None and (sort or sink.format in ("csv", "json")):
        refuse("--depth is for the tree of groups, and these are layers", "leave out --depth, or --sort and the format")
    names = [name.strip() for name in columns.split(",")] if columns else None if columns is None else []
    if sink.format == "json":
        if sort or any(name not in METRICS or METRICS[name].kind != AXES for name in names or ()):
            refuse(
                "JSON carries everything, in the order of the network",
                "leave out --columns and --sort; only receptive_field, jump, start and effective_padding are asked for",
            )
        from convcalc.render.data import json_pieces

        return json_pieces(report, names or ())
    from convcalc.render.summary import render_summary

    try:
        text = render_summary(
            report,
            sink.format,
            columns=names,
            depth=depth,
            sort=sort,
            width=sink.width,
            color=sink.color,
            ascii=sink.ascii,
        )
    except ConvcalcError as error:
        refuse_all(error.problems)
    except ValueError as error:
        refuse(str(error))
    return [text]
