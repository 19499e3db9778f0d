"""What a list of the catalogue says of each network and design, and which of them are asked for.

The numbers stand in `architectures/catalogue.csv`, beside what no spec says: a network's family and kind, what a design
shows and what it is compared with. A line holds for the very files that it was computed from: where one of these has
changed, or there is no line, the network is computed here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from convcalc.language.problems import Problems, did_you_mean
from convcalc.language.reading import open_to_read
from convcalc.language.tuples import NamedTuple
from convcalc.spec.folders import catalogue_root
from convcalc.study.catalogue import DESIGNS, files, letters

if TYPE_CHECKING:
    from convcalc.costs.op import Shape

    Record = dict[str, str | int | list[Shape] | None]
    """What is known of a network, by the names in `ORDER`."""

DATA = "catalogue.csv"
DESIGN = "design"
"""The kind of what is made to be compared."""

WRITTEN = ("family", "kind", "shows", "compare")
"""The columns of the data that people write; the others are computed."""

ORDER = ("name", "title", "family", "kind", "input", "params", "macs", "year", "source", "shows", "compare")
"""The parts of a record."""

Years = tuple[int | None, int | None]
"""The first and the last year, None where any will do."""

_SEARCHED = ("name", "title", "source", "family", "kind")


class Wanted(NamedTuple):
    """What is asked for: every word in a name, title, source, family or kind, and a family, a kind, years from and to.

    Designs are asked for where their kind is, or where there are words and no family.
    """

    words: tuple[str, ...] = ()
    family: str | None = None
    kind: str | None = None
    years: Years = (None, None)

    def parts(self) -> list[tuple[str, Wanted]]:
        """Each thing that is asked for by itself, and how it is said of a network."""
        parts = [(f"has '{word}' in its name, family, kind or source", Wanted((word,))) for word in self.words]
        if self.family is not None:
            parts.append((f"is of the family '{self.family}'", Wanted(family=self.family)))
        if self.kind is not None:
            parts.append((f"is of the kind '{self.kind}'", Wanted(kind=self.kind)))
        if self.years != (None, None):
            parts.append((f"is {_years(self.years)}", Wanted(years=self.years)))
        return parts

    def chosen(self, records: Iterable[Record]) -> list[Record]:
        """Those of the records that are asked for, by their names."""
        return sorted(filter(self._holds, records), key=lambda record: str(record["name"]))

    def _holds(self, record: Record) -> bool:
        if record["kind"] == DESIGN and not self.words and not same(self.kind or "", DESIGN):
            return False
        if any(not any(word.lower() in str(record[key] or "").lower() for key in _SEARCHED) for word in self.words):
            return False
        for key, asked in (("family", self.family), ("kind", self.kind)):
            if asked is not None and not same(asked, str(record[key] or "")):
                return False
        first, last = self.years
        year = record["year"]
        return self.years == (None, None) or (
            isinstance(year, int) and (first is None or year >= first) and (last is None or year <= last)
        )

    def missed(self, records: Sequence[Record]) -> str:
        """Why none of the records is what is asked for, and what may have been meant."""
        found = [(said, len(part.chosen(records))) for said, part in self.parts()]
        for (said, number), (_, part) in zip(found, self.parts(), strict=True):
            if not number:
                hint = part._meant(records)
                return f"nothing in the catalogue {said}" + (f" ({hint})" if hint else "")
        counts = "; ".join(f"{number} {_plural(said, number)}" for said, number in found)
        return f"nothing in the catalogue is all that is asked for: {counts}" if found else "the catalogue is empty"

    def _meant(self, records: Sequence[Record]) -> str | None:
        """A hint to one thing that is asked for and nowhere to be found."""
        if self.words:
            known = {str(record[key]) for record in records for key in ("name", "family", "kind") if record[key]}
            return did_you_mean(self.words[0].lower(), sorted({name.lower() for name in known}))
        years = [year for record in records if isinstance(year := record["year"], int)]
        return f"the years are {min(years)} to {max(years)}" if years and self.years != (None, None) else None


def _years(years: Years) -> str:
    first, last = years
    if first == last:
        return f"of {first}"
    if first is None or last is None:
        return f"of {last} or before" if first is None else f"of {first} or later"
    return f"of {first} to {last}"


def _plural(said: str, number: int) -> str:
    if number == 1:
        return said
    verb, _, rest = said.partition(" ")
    return f"{'have' if verb == 'has' else 'are'} {rest.replace('its name', 'their name')}"


def same(one: str, other: str) -> bool:
    """Whether two words for a family or kind mean the same: `unet` is `U-Net`."""
    return letters(one) == letters(other)


def known(records: Iterable[Record], key: str) -> list[str]:
    """The families or kinds (`key`) that there are, in order."""
    return sorted({str(record[key]) for record in records if record[key]}, key=str.casefold)


def data() -> dict[str, dict[str, str]]:
    """The lines of the data, by name; none where there is no such file."""
    import csv

    try:
        with open_to_read(os.path.join(catalogue_root(), DATA)) as file:
            lines = file.read().decode("utf-8").splitlines()
    except OSError:
        return {}
    return {line["name"]: line for line in csv.DictReader(lines)}


def digest(files: Iterable[str]) -> str:
    """What tells the contents of files of the catalogue from any others; empty where one can't be read."""
    from hashlib import sha256

    found = sha256()
    try:
        for name in files:
            with open_to_read(os.path.join(catalogue_root(), name)) as file:
                found.update(file.read())
    except OSError:
        return ""
    return found.hexdigest()[:16]


def all_records(
    problems: Problems, computing: Callable[[list[str]], AbstractContextManager[Iterable[str]]] = nullcontext
) -> list[Record]:
    """What is known of each network and design: from its line in the data where that holds, else computed.

    `computing` is given the paths of those that are computed. Of a broken file the problems are kept, and the others go
    on.
    """
    lines = data()
    paths = {path: _name(path) for path in [*files(), *files(DESIGNS)]}
    found: dict[str, Record | None] = {
        path: _read(lines[name]) for path, name in paths.items() if name in lines and holds(lines[name])
    }
    with computing([path for path in paths if path not in found]) as rest:
        for path in rest:
            found[path] = _computed(path, problems)
    records = []
    for path, name in paths.items():
        numbers, line = found[path], lines.get(name, {})
        if numbers is not None:
            record = {"name": name, **numbers, **{key: line.get(key) or None for key in WRITTEN}}
            if record["compare"]:
                record["compare"] = f"convcalc compare {name} {record['compare']}"
            records.append({key: record[key] for key in ORDER})
    return records


def _name(path: str) -> str:
    return os.path.basename(path).removesuffix(".yaml")


def holds(line: dict[str, str]) -> bool:
    """Whether the files that a line was computed from are the same today."""
    return digest(line["reads"].split()) == line["digest"]


def _computed(path: str, problems: Problems) -> Record | None:
    from convcalc.study.design import read_report

    own = Problems()
    report = read_report(path, [], own)
    problems.extend(own.errors)
    if report is None:
        return None
    return {
        "title": report.name,
        "input": list(report.inputs.values()),
        "params": report.params,
        "macs": report.macs,
        "year": report.year,
        "source": report.reference,
    }


def _read(line: dict[str, str]) -> Record:
    return {
        "title": line["title"],
        "input": [tuple(map(int, shape.split("x"))) for shape in line["input"].split()],
        "params": int(line["params"]),
        "macs": int(line["macs"]),
        "year": int(line["year"]) if line["year"] else None,
        "source": line["source"],
    }
