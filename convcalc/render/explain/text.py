"""Explanations as text: a line for each number where it fits, else broken before `=` and `+`."""

from __future__ import annotations

from convcalc.render.characters import in_lines, to_ascii, width, wrap, wrap_words
from convcalc.render.explain.equations import PLAIN_TEXT, Equation, equations
from convcalc.render.explain.parts import Section, legend
from convcalc.render.table.layout import NOTE, PLAIN, TITLES, TableRow

SHAPES_COLUMN = 51
ARROW_COLUMN = 67
"""Where the shapes stand when there is room: the input's in a title, the output's behind a formula."""

LEGEND_WIDTH = 100
"""The cells that a legend takes where nothing else says how wide it may be."""

GAP = "   "


def explanation_lines(parts: list[Section], cells: int | None, ascii: bool = False) -> list[TableRow]:
    """The lines of explanations in `cells` cells (None: as wide as they are), with a legend."""
    lines: list[TableRow] = []
    free = True
    for part in parts:
        if lines and not (free and part.is_free):
            lines.append(TableRow([""], PLAIN))
        free = part.is_free
        lines += [TableRow([text], TITLES if number == 0 else PLAIN) for number, text in enumerate(_title(part, cells))]
        entries = [] if free else equations(part.explanation, PLAIN_TEXT)
        space = max([len("output"), *(width(entry.label) for entry in entries)])
        lines += [TableRow([text], PLAIN) for entry in entries for text in _fitted(entry, space, cells)]
    meanings = "; ".join(f"{symbol}: {text}" for symbol, text in legend(part.explanation for part in parts).items())
    if meanings:
        lines.append(TableRow([""], PLAIN))
        lines += [TableRow([text], NOTE) for text in wrap(meanings, cells or LEGEND_WIDTH)]
    return [TableRow([to_ascii(text) for text in line.cells], line.style) for line in lines] if ascii else lines


def _title(part: Section, cells: int | None) -> list[str]:
    left = GAP.join(filter(None, (part.title, part.operation)))
    space = max(SHAPES_COLUMN - width(left), len(GAP))
    if cells is not None:
        space = max(min(space, cells - width(left) - width(part.shapes)), len(GAP))
    text = left + " " * space + part.shapes
    if cells is None or width(text) <= cells:
        return [text]
    return [*wrap_words(left, cells, "", "  "), *wrap_words(part.shapes, cells, "  ", "  ")]


def _fitted(entry: Equation, space: int, cells: int | None) -> list[str]:
    """The lines of an entry; the shape behind it stands in its column where there is room, and else on its own."""
    start = f"  {entry.label}{' ' * (space - width(entry.label))}{GAP}"
    indentation = " " * width(start)
    lines = in_lines(entry.pieces, cells, start, indentation)
    if entry.arrow:
        column = ARROW_COLUMN if cells is None else min(ARROW_COLUMN, cells - width(entry.arrow))
        gap = max(column - width(lines[-1]), len(GAP))
        if cells is None or width(lines[-1]) + gap + width(entry.arrow) <= cells:
            lines[-1] += " " * gap + entry.arrow
        else:
            lines.append(indentation + entry.arrow)
    return lines
