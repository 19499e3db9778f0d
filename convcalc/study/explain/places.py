"""Places that a person names: a unit of a layer, `6,6`, and a pixel of the input, `100,100`; row before column."""

from __future__ import annotations

from typing import NamedTuple

from convcalc.costs.op import show_shape
from convcalc.costs.symbols import AXIS_WORDS
from convcalc.language.problems import Place, Problems, Source
from convcalc.language.tree import ExpressionError
from convcalc.network.report import Report, Row
from convcalc.study.explain.regions import Region
from convcalc.study.explain.windows import Read, readers, reads

LONGEST = 100
MOST_DIGITS = 18


class WindowsRead(NamedTuple):
    """A layer, a unit `at` some place with what it reads, and a pixel `of` the input with the units that read it."""

    row: Row
    at: tuple[tuple[int, ...], list[Read]] | None
    of: tuple[tuple[int, ...], dict[str, Region]] | None


def read_windows(
    report: Report, rows: list[Row], at: str | None, of: str | None, problems: Problems, dashes: str = "--"
) -> WindowsRead | None:
    """What is asked for of one layer; None where that can't be told, which is then said.

    `dashes` are what the names of the two options begin with.
    """
    row = _one_layer(report, rows, f"{dashes}at" if at is not None else f"{dashes}of", problems)
    if row is None:
        return None
    window = _windows_at(report, row, at, problems) if at is not None else None
    units = _units_of(report, row, of, problems) if of is not None else None
    return WindowsRead(row, window, units) if not problems.errors else None


def _one_layer(report: Report, rows: list[Row], option: str, problems: Problems) -> Row | None:
    """The layer (or group, for its output) that `option` is about; None where it is not one, which is then said."""
    chosen = rows or (report.layers if len(report.layers) == 1 else [])
    if len(chosen) == 1 and chosen[0].number is not None:
        return chosen[0]
    if len(chosen) == 1:
        problems.error(f"{chosen[0].path} has no output of its own", None, "name one of its layers")
    elif chosen:
        problems.error(f"{option} is about one layer, these are {len(chosen):,}", None, f"name one: {chosen[-1].path}")
    else:
        problems.error(
            f"{option} is about one layer", None, "name it behind the design: convcalc explain alexnet conv2"
        )
    return None


def _windows_at(report: Report, row: Row, text: str, problems: Problems) -> tuple[tuple[int, ...], list[Read]] | None:
    """The unit that `text` names, and what it reads of each input; None where there is none, which is then said."""
    assert row.number is not None
    if len(row.output) == 1:
        hint = "each of its units reads the whole input" if any(report.fields.of(row.number).values()) else None
        problems.error(f"{row.path} is flat, its units have no places", None, hint)
        return None
    unit = _place(text, row.output[1:], f"the units of {row.path}", "--at", problems)
    if unit is None:
        return None
    try:
        return unit, reads(report.fields, row.number, unit)
    except ExpressionError as error:
        problems.error(f"what {row.path} reads can't be told: {error.message}", None)
        return None


def _units_of(
    report: Report, row: Row, text: str, problems: Problems
) -> tuple[tuple[int, ...], dict[str, Region]] | None:
    """The pixel that `text` names, and the units that read it of each input that the layer sees."""
    assert row.number is not None
    fields = report.fields
    names = {number: name for name, number in report.graph.inputs.items()}
    seen = [number for number in fields.of(row.number) if len(report.graph.layers[number].output) > 1]
    if not seen:
        problems.error("the input is flat, it has no pixels", None)
        return None
    found: dict[str, Region] = {}
    pixel: tuple[int, ...] | None = None
    for number in seen:
        sizes = report.graph.layers[number].output[1:]
        what = "the pixels of the input" if len(names) == 1 else f"the pixels of {names[number]}"
        pixel = _place(text, sizes, what, "--of", problems)
        if pixel is None:
            return None
        try:
            found[names[number]] = readers(fields, row.number, number, pixel)
        except ExpressionError as error:
            problems.error(f"what {row.path} reads can't be told: {error.message}", None)
            return None
    assert pixel is not None
    return pixel, found


def _place(text: str, sizes: tuple[int, ...], what: str, option: str, problems: Problems) -> tuple[int, ...] | None:
    """The numbers of a place, checked; None where they name none, which is then said."""
    place = Place(Source("command line", f"{option} {text}"), 1, len(option) + 2, max(1, len(text)))
    example = ",".join(str((size - 1) // 2) for size in sizes)
    parts = [part.strip() for part in text[: LONGEST + 1].replace("x", ",").replace("×", ",").split(",")]
    if len(text) > LONGEST or not all(_is_number(part) for part in parts):
        problems.error(f"'{text[:40]}' is not a place", place, f"as in {option} {example}")
        return None
    axes = AXIS_WORDS[len(sizes)]
    if len(parts) != len(sizes):
        shown = f"{len(parts)} number{'s' if len(parts) > 1 else ''}"
        hint = f"{' and '.join(axes)}, as in {option} {example}"
        problems.error(f"this has {shown}, {what} have {len(sizes)}", place, hint)
        return None
    numbers = tuple(map(int, parts))
    if any(not 0 <= number < size for number, size in zip(numbers, sizes, strict=True)):
        last = ",".join(str(size - 1) for size in sizes)
        first = ",".join("0" for _ in sizes)
        problems.error(
            f"there is no {text.strip()} among {what}", place, f"they go from {first} to {last}, {show_shape(sizes)}"
        )
        return None
    return numbers


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS
