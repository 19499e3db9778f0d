"""`convcalc metrics`"""

from __future__ import annotations

import click

from convcalc.cli.shared.options import Options, output_options, shared, show_listing
from convcalc.cli.shared.output import Sink
from convcalc.costs.metrics import METRICS
from convcalc.render.table.layout import END, Column
from convcalc.render.table.listing import Listing

EPILOG = """
\b
Example:
  convcalc metrics --format markdown
"""


@click.command("metrics", epilog=EPILOG)
@shared("columns", "sort")
@output_options()
def command(options: Options, format_: str | None, output: str | None) -> None:
    """List the metrics: the names of the numbers that columns, JSON and `expect` know."""
    sink = Sink(format_, output)
    records = [
        {
            "name": metric.name,
            "unit": metric.unit,
            "of": " and ".join(part for part, known in (("layers", metric.layer), ("networks", metric.total)) if known),
            "definition": metric.definition,
        }
        for metric in METRICS.values()
    ]
    listing = Listing("metrics", columns(), records)
    listing.stacked = True
    show_listing(listing, sink, options)


def columns() -> list[Column]:
    """The columns of the list."""
    return [
        Column("name", "metric"),
        Column("unit", "unit"),
        Column("of", "of"),
        Column("definition", "definition", elide=END, rank=1, prose=True),
    ]
