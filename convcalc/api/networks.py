"""`convcalc.networks`: the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, overload

from convcalc.api.result import Record, Result
from convcalc.api.values import refuse, texts
from convcalc.language.problems import ConvcalcError, Problems, did_you_mean
from convcalc.study.listed import DESIGN, Wanted, Years, all_records, known, same

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table


class Networks(Result):
    """Networks of the catalogue, by name: each name is a design.

    It has a length, gives its names one by one, by their number, or in slices, and has them all in `names`.
    """

    __slots__ = ("_records", "names")

    def __init__(self, found: list[Record]) -> None:
        super().__init__([])
        self._records = found
        self.names: list[str] = [str(record["name"]) for record in self._records]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        return self.names[number]

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def rows(self) -> list[Record]:
        """A dict for each network: its name, title, family, kind, input shapes, parameters, MACs, year and source, and
        of a design what it shows and how to compare it."""
        rows: list[Record] = self.to_dict()["networks"]
        return rows

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.catalogue import catalogue_listing
        from convcalc.render.table.listing import render_listing

        return render_listing(catalogue_listing(self._records), format, width)

    def _tables(self) -> list[Table]:
        from convcalc.render.catalogue import catalogue_listing
        from convcalc.render.table.listing import listing_table

        return [listing_table(catalogue_listing(self._records))]


def networks(
    *words: str,
    designs: bool = False,
    family: str | None = None,
    kind: str | None = None,
    years: int | tuple[int | None, int | None] | None = None,
) -> Networks:
    """The networks of the catalogue that have each of `words` in their name, family, kind or source, and such designs.

    `family` and `kind` are as in `convcalc list`; `years` is one, or a first and a last, None where any will do. With
    `designs`, the fragments that are made to be compared instead of whole networks. Nothing found is an answer; a
    family or kind that there is not raises ConvcalcError.

    >>> "resnet50" in networks("resnet", years=(2015, 2016))
    True
    """
    problems = Problems()
    records = all_records(problems)
    if problems.errors:
        raise ConvcalcError(problems)
    if designs and (family is not None or kind is not None):
        refuse("a design has no family, and no other kind", "leave out designs, or family and kind")
    _one_of("family", family, records)
    _one_of("kind", kind, records)
    wanted = Wanted(tuple(texts("words", list(words))), family, DESIGN if designs else kind, _years(years))
    return Networks(wanted.chosen(records))


def _one_of(key: str, asked: str | None, records: list[Record]) -> None:
    """Raises ConvcalcError where no network is of a family or kind."""
    names = known(records, key)
    if asked is not None and not any(same(asked, name) for name in names):
        refuse(f"there is no {key} '{asked}'", did_you_mean(asked, names) or f"there are {', '.join(names)}")


def _years(years: int | tuple[int | None, int | None] | None) -> Years:
    if years is None or isinstance(years, int):
        return years, years
    if not isinstance(years, tuple) or len(years) != 2 or not all(isinstance(year, int | None) for year in years):
        raise TypeError("years is a year, or a first and a last: (2012, 2015), (2012, None)")
    return years
