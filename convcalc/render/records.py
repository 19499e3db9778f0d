"""Data for programs: JSON in which each element of a long list has a line, CSV that is no formula, and warnings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from convcalc.language.problems import Place, Problem
from convcalc.language.values import Json

Record = dict[str, Json]
"""An object as JSON has it."""

Content: TypeAlias = "Mapping[str, Json | Iterator[Json] | Iterator[Iterator[str]]]"
"""An object with long lists: elements one after the other, or each as JSON in pieces."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = r"-[\d./]+(?:x-?[\d./]+)*"
"""Numbers along axes, `-0.5x-0.5`: no formula, although the first of them is negative."""


def json_object(content: Content, ascii: bool = False, indentation: str = "") -> Iterator[str]:
    """An object as JSON in pieces: a line for each key, and where its value is an iterator one for each element.

    An element that is an iterator itself is JSON already, in pieces.
    """
    encode = json.JSONEncoder(ensure_ascii=ascii).encode
    start = "{\n"
    for key, value in content.items():
        yield f"{start}{indentation}{encode(key)}: "
        if isinstance(value, Iterator):
            pieces = (element if isinstance(element, Iterator) else [encode(element)] for element in value)
            yield from json_array(pieces, indentation)
        else:
            yield encode(value)
        start = ",\n"
    yield "\n}\n"


def json_array(elements: Iterable[Iterable[str]], indentation: str = "") -> Iterator[str]:
    """A list as JSON in pieces, each element on a line; an element is given as JSON in pieces."""
    first = separator = "[\n  "
    for pieces in elements:
        for piece in pieces:
            yield separator + piece
            separator = ""
        separator = ",\n  "
    yield "[]" if separator == first else f"\n{indentation}]"


def picked(thing: object, *names: str) -> Record:
    """What a thing has by these names."""
    return {name: getattr(thing, name) for name in names}


def place_record(place: Place | None) -> Record:
    """Where something stands, as JSON has it."""
    if place is None:
        return {"file": None, "line": None, "column": None}
    file = place.source.in_file(place)
    record: Record = {"file": file.source.name, "line": file.line, "column": file.column}
    if file is not place:
        record["cell"] = {
            "name": place.source.name.removeprefix(f"{file.source.name}:"),
            "line": place.line,
            "column": place.column,
        }
    return record


def warning_record(problem: Problem) -> Record:
    """A warning as JSON has it: what is wrong, where it stands, and what would mend it."""
    return {"message": problem.message, **place_record(problem.place), "hint": problem.hint}


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV, each on one line: what has no place on a line is written out, and no cell is a formula."""
    return "".join(csv_lines(rows))


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The same a line each, for what is too large to hold its whole text."""
    import csv
    from io import StringIO

    from convcalc.render.characters import visible

    sink = StringIO()
    writer = csv.writer(sink)
    for row in rows:
        writer.writerow([cell if re.fullmatch(_NUMBERS, cell) else guarded(visible(cell)) for cell in row])
        yield sink.getvalue()
        sink.seek(0)
        sink.truncate()


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
