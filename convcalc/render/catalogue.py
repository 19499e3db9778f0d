"""The catalogue as a listing: its networks, or its designs with what each shows and how to compare it."""

from __future__ import annotations

from typing import Any

from convcalc.render.table.layout import END, RIGHT, Column
from convcalc.render.table.listing import Listing
from convcalc.study.listed import DESIGN


def catalogue_listing(records: list[dict[str, Any]]) -> Listing:
    """A list of these networks; of designs where all of them are.

    Where a terminal has no room for it, designs stand above what is said of them, and of networks the counts are
    rounded and the input left out.
    """
    designs = bool(records) and all(record["kind"] == DESIGN for record in records)
    listing = Listing("networks", catalogue_columns(designs), records)
    listing.plain = ("year",)
    listing.stacked = designs
    if not designs:
        listing.rounded, listing.spared = ("params", "macs"), ("input",)
    names = f"{len(records)} of the catalogue"
    listing.foot = [f"{names}; `convcalc show NAME` prints one, `convcalc summarize NAME` counts it"]
    if designs:
        listing.foot = [f"{names}; `convcalc show NAME` prints one"]
    return listing


def catalogue_columns(designs: bool = False) -> list[Column]:
    """All columns of a list of networks, or of `designs`."""
    first = [Column("name", "name"), Column("title", "network", elide=END, rank=2, extra=2)]
    counts = [
        Column(name, title, RIGHT) for name, title in (("input", "input"), ("params", "params"), ("macs", "MACs"))
    ]
    year = Column("year", "year", RIGHT, extra=int(designs))
    last = Column("source", "source", elide=END, rank=3, extra=3)
    if not designs:
        return [*first, Column("family", "family"), Column("kind", "kind"), *counts, year, last]
    return [*first, *counts, year, Column("shows", "shows", prose=True), Column("compare", "to compare"), last]
