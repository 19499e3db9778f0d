"""A front as a picture in text: a mark for each design, and the two axes."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.language.values import Number
from convcalc.render.characters import to_ascii, width
from convcalc.render.sweep.axes import Scale, scales, value_along
from convcalc.study.sweep.swept import Swept

ROWS = 14
WIDEST = 100
FEWEST_CELLS = 40
"""Cells in which a picture would say nothing."""

MARKS = {False: ("•", "┤", "│", "└", "─", "┬"), True: ("*", "+", "|", "+", "-", "+")}


def show_plot(swept: Swept, cells: int, ascii: bool) -> list[str]:
    """The lines of a picture that fits so many cells; none for fewer than two designs, or too few cells."""
    if len(swept.designs) < 2 or cells < FEWEST_CELLS:
        return []
    mark, tick, wall, corner, floor, below = MARKS[ascii]
    across, up = scales(swept)
    marks = {_cell(up, value, ROWS): up.label(value) for value in up.ticks(5)}
    labels = {place: to_ascii(text) if ascii else text for place, text in marks.items()}
    margin = max(map(width, labels.values())) + 1
    room = min(cells, WIDEST) - margin - 2
    grid = [[" "] * room for _ in range(ROWS)]
    for design in swept.designs:
        x, y = (value_along(design, order) for order in swept.asked.front[:2])
        grid[_cell(up, y, ROWS)][_cell(across, x, room)] = mark
    lines = ["", to_ascii(up.title) if ascii else up.title]
    for place in reversed(range(ROWS)):
        label = labels.get(place, "")
        lines.append(
            f"{' ' * (margin - width(label) - 1)}{label} {tick if label else wall}{''.join(grid[place])}".rstrip()
        )
    ends, texts = _under(across, room, cells - margin - 1, ascii)
    lines.append(" " * margin + corner + "".join(below if place in ends else floor for place in range(room)))
    lines += [" " * (margin + 1) + texts, " " * (margin + 1) + (to_ascii(across.title) if ascii else across.title)]
    if len(swept.asked.front) > 2:
        lines.append(f"the first two of {len(swept.asked.front)} metrics")
    return lines


def _cell(scale: Scale, value: Number, cells: int) -> int:
    return round(scale.at(value) * (cells - 1))


def _under(scale: Scale, room: int, cells: int, ascii: bool) -> tuple[Sequence[int], str]:
    """Where the axis across has numbers, and these, as many as there is room for."""
    line, places = "", list[int]()
    for value in scale.ticks(max(2, room // 14)):
        text = to_ascii(scale.label(value)) if ascii else scale.label(value)
        place = _cell(scale, value, room)
        start = max(0, min(place - width(text) // 2, cells - width(text)))
        if not line or start >= len(line) + 2:
            line += " " * (start - len(line)) + text
            places.append(place)
    return places, line
