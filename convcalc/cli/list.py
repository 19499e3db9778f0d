"""`convcalc list`"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from convcalc.cli.common import Sink, end
from convcalc.cli.options import Options, output_options, shared, show_listing
from convcalc.language.problems import Problems
from convcalc.render.layout import END, Column
from convcalc.render.listing import Listing, count_column
from convcalc.study.catalogue import DESIGNS, files
from convcalc.study.design import read_report

EPILOG = """
\b
Examples:
  convcalc list
  convcalc list resnet
  convcalc list --designs
  convcalc list --sort macs --json
"""


@click.command("list", epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--designs", is_flag=True, help="The fragments that are made to be compared, instead of whole networks.")
@shared("columns", "sort")
@output_options()
def command(words: tuple[str, ...], designs: bool, options: Options, format_: str | None, output: str | None) -> None:
    """List the catalogue: each network's input, parameters, MACs and year.

    With WORDs, the networks and designs that have each of them in their name or source.
    """
    sink = Sink(format_, output)
    problems = Problems()
    paths = files(DESIGNS) if designs else [*files(), *(files(DESIGNS) if words else [])]
    records = _records(paths, problems)
    records = [record for record in records if all(_has(record, word) for word in words)]
    records.sort(key=lambda record: record["name"])
    columns = [
        Column("name", "name"),
        Column("title", "network", elide=END, rank=2, extra=1),
        count_column("input", "input"),
        count_column("params", "params"),
        count_column("macs", "MACs"),
        count_column("year", "year"),
        Column("source", "source", elide=END, rank=3, extra=2),
    ]
    listing = Listing("networks", columns, records)
    listing.plain = ("year",)
    listing.foot = [
        f"{len(records)} of the catalogue; `convcalc show NAME` prints one, `convcalc summarize NAME` counts it"
    ]
    if not records:
        listing.foot = ["nothing in the catalogue has these words"]
    show_listing(listing, sink, options)
    end(problems)


def _records(paths: list[str], problems: Problems) -> list[dict[str, Any]]:
    """A record for each file that can be read, with a bar on a terminal meanwhile."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(paths, label="reading the catalogue", file=sys.stderr, hidden=hidden) as bar:
        records = [record for path in bar if (record := _record(path, problems))]
    if not hidden:
        sys.stderr.write("\x1b[1A\x1b[2K")  # the bar has done its work; only the table stays
    return records


def _record(path: str, problems: Problems) -> dict[str, Any] | None:
    """A line of the list; the problems of a broken file are kept, and the others go on."""
    own = Problems()
    name = os.path.basename(path).removesuffix(".yaml")
    report = read_report(path, [], own)
    problems.extend(own.errors)
    if report is None:
        return None
    return {
        "name": name,
        "title": report.name,
        "input": list(report.inputs.values()),
        "params": report.params,
        "macs": report.macs,
        "year": report.year,
        "source": report.reference,
    }


def _has(record: dict[str, Any], word: str) -> bool:
    return any(word.lower() in str(record[key]).lower() for key in ("name", "title", "source"))
