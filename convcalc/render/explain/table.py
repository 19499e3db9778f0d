"""Explanations as a table, for pages where it can be folded: a line for each part, below it one for each number."""

from __future__ import annotations

from convcalc.render.explain.equations import PLAIN_TEXT, equations
from convcalc.render.explain.parts import Section, legend
from convcalc.render.table.layout import OPENED, PLAIN, Column, Table, TableRow

INDENTATION = "  "


def explanation_table(parts: list[Section]) -> Table:
    """The numbers of each part with the equations that they come from, and a legend."""
    table = Table([Column("part", "layer"), Column("equation", ""), Column("shape", "")])
    for part in parts:
        lines = [] if part.is_free else equations(part.explanation, PLAIN_TEXT)
        table.rows.append(TableRow([part.title, part.operation, part.shapes], OPENED if lines else PLAIN))
        for equation in lines:
            cells = [INDENTATION + equation.label, " ".join(equation.pieces), equation.arrow]
            table.rows.append(TableRow(cells))
    table.foot = [f"{symbol}: {text}" for symbol, text in legend(part.explanation for part in parts).items()]
    table.foot = ["; ".join(table.foot)] if table.foot else []
    return table
