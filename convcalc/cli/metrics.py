"""`convcalc metrics`"""

from __future__ import annotations

import click

from convcalc.cli.shared.options import Options, list_options, show_listing
from convcalc.costs.metrics import METRICS
from convcalc.render.table.layout import END, Column
from convcalc.render.table.listing import Listing

EPILOG = """
\b
Example:
  convcalc metrics --format markdown
"""


def _columns() -> list[Column]:
    return [
        Column("name", "metric"),
        Column("unit", "unit"),
        Column("of", "of"),
        Column("definition", "definition", elide=END, rank=1, prose=True),
    ]


@click.command("metrics", epilog=EPILOG)
@list_options(_columns)
def command(options: Options) -> None:
    """List the metrics: the names of the numbers that columns, JSON and `expect` know."""
    records = [
        {
            "name": metric.name,
            "unit": metric.unit,
            "of": " and ".join(part for part, known in (("layers", metric.layer), ("networks", metric.total)) if known),
            "definition": metric.definition,
        }
        for metric in METRICS.values()
    ]
    listing = Listing("metrics", _columns(), records)
    listing.stacked = True
    show_listing(listing, options.sink(), options)
