"""Lines with styles, for a terminal. Imported only where one is printed: rich takes its time to load."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from convcalc.render.table.layout import NOTE, OPENED, SIDE, TITLES, TOTAL, TableRow

# Only styles that are legible on a light and on a dark background.
BOLD = Style(bold=True)
DIM = Style(dim=True)
BAR_STYLE = Style(color="green")
STYLES = {TITLES: BOLD, OPENED: BOLD, TOTAL: BOLD, SIDE: DIM, NOTE: DIM}


def styled(lines: Iterable[TableRow]) -> str:
    """The lines with a terminal's control sequences for color; one that is wider than the terminal is not cropped."""
    segments = []
    for line in lines:
        style = STYLES.get(line.style)
        segments += [Segment(cell, _style(cell.strip()) or style) for cell in line.cells]
        segments.append(Segment("\n"))
    sink = StringIO()
    console = Console(file=sink, force_terminal=True, color_system="standard", legacy_windows=False)
    console.print(Segments(segments), soft_wrap=True, end="")
    return sink.getvalue()


def _style(cell: str) -> Style | None:
    """The style of a cell that has one of its own: a zero, a bar."""
    if cell == "0":
        return DIM
    return BAR_STYLE if cell and not cell.strip("▏▎▍▌▋▊▉█#") else None
