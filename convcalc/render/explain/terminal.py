"""Explanations with styles, for a terminal. Imported only where one is printed: rich takes its time to load."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.segment import Segment, Segments

from convcalc.render.table.layout import Line
from convcalc.render.table.terminal import STYLES


def show_lines(lines: list[Line]) -> str:
    """The lines with control sequences for color; none is cropped."""
    segments = []
    for line in lines:
        segments += [*(Segment(cell, STYLES.get(line.style)) for cell in line.cells), Segment("\n")]
    sink = StringIO()
    console = Console(file=sink, force_terminal=True, color_system="standard", legacy_windows=False)
    console.print(Segments(segments), soft_wrap=True, end="")
    return sink.getvalue()
