"""`convcalc list`"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import Options, output_options, shared, show_listing
from convcalc.cli.shared.output import end, refuse
from convcalc.language.problems import Problems, did_you_mean
from convcalc.render.catalogue import catalogue_columns, catalogue_listing
from convcalc.study.listed import DESIGN, Wanted, Years, all_records, known, same

EPILOG = examples("""
  convcalc list
  convcalc list resnet
  convcalc list --year 2012..2015 --sort params
  convcalc list --family mobilenet
  convcalc list --kind segmentation
  convcalc list --designs
  convcalc list --sort macs --json
""")

_YEARS = re.compile(r"(?P<year>\d{4})|(?P<first>\d{4})?\.\.(?P<last>\d{4})?", re.ASCII)


def _years(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> Years:
    """The first and the last year of a range: `2012..2015`, `2012..`, `..2015`, or `2012` for both."""
    if value is None:
        return None, None
    found = _YEARS.fullmatch(value.strip())
    if found is None or not any(found.groups()):
        raise click.BadParameter("give a year or a range of years: 2015, 2012..2015, 2012.. or ..2015")
    first, last = (int(year) if (year := found["year"] or found[name]) else None for name in ("first", "last"))
    if first is not None and last is not None and first > last:
        raise click.BadParameter(f"{first} is after {last}; write {last}..{first}")
    return first, last


def _columns(ctx: click.Context) -> list[str]:
    return [column.name for column in catalogue_columns(bool(ctx.params.get("designs")))]


@click.command("list", epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--designs", is_flag=True, help="The fragments that are made to be compared, instead of whole networks.")
@click.option("--family", metavar="NAME", help="Only the networks of a family: ResNet, VGG, MobileNet ...")
@click.option("--kind", metavar="NAME", help="Only those of a kind: classification, segmentation, detection, audio ...")
@click.option("--year", "years", metavar="YEARS", callback=_years, help="Only those of a year, or of 2012..2015.")
@shared("columns", "sort", known=_columns)
@output_options()
def command(
    words: tuple[str, ...], designs: bool, family: str | None, kind: str | None, years: Years, options: Options
) -> None:
    """List the catalogue: each network's family, kind, input, parameters, MACs and year.

    With WORDs, the networks and designs that have each of them in their name, family, kind or source. With --designs,
    what each design shows and what to compare it with.
    """
    sink = options.sink()
    if designs and (family is not None or (kind is not None and not same(kind, DESIGN))):
        refuse("a design has no family, and no other kind", "leave out --designs, or --family and --kind")
    problems = Problems()
    records = all_records(problems, _bar)
    _refuse_unknown(records, "family", "families", family)
    _refuse_unknown(records, "kind", "kinds", kind)
    wanted = Wanted(words, family, DESIGN if designs else kind, years)
    found = wanted.chosen(records)
    listing = catalogue_listing(found)
    if not found:
        listing.foot = [wanted.missed(records)]
    show_listing(listing, sink, options)
    end(problems)


def _refuse_unknown(records: list[dict[str, Any]], key: str, several: str, asked: str | None) -> None:
    """End where no network is of a family or kind, with what may have been meant or all that there are."""
    names = known(records, key)
    if asked is None or any(same(asked, name) for name in names):
        return
    near = did_you_mean(asked.lower(), [name.lower() for name in names])
    refuse(f"there is no {key} '{asked}'", near or f"the {several} are {', '.join(names)}")


@contextmanager
def _bar(paths: list[str]) -> Iterator[Iterable[str]]:
    """The paths of what is computed, with a bar on a terminal meanwhile."""
    if not paths or not sys.stderr.isatty():
        yield paths
        return
    with click.progressbar(paths, label="reading the catalogue", file=sys.stderr) as bar:
        yield bar
    sys.stderr.write("\x1b[1A\x1b[2K")  # the bar has done its work; only the table stays
