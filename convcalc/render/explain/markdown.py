"""Explanations in GitHub's Markdown, with formulas in LaTeX."""

from __future__ import annotations

from convcalc.costs.formula import LATEX
from convcalc.costs.op import show_shape
from convcalc.costs.unread import remark
from convcalc.network.report import Row
from convcalc.render.characters import to_ascii
from convcalc.render.explain.field import FIELD, field_pieces
from convcalc.render.explain.parts import (
    Section,
    arrow_step,
    equation,
    label,
    legend,
    place,
    remarks,
    shown_steps,
    term,
)
from convcalc.render.table.markdown import code, escape
from convcalc.study.explain.field import FieldExplanation
from convcalc.study.explain.steps import CHANNELS, FILTER
from convcalc.study.explain.sums import Explanation, Sum


def explanation_markdown(parts: list[Section], ascii: bool = False) -> str:
    """A paragraph for each part, a list of its numbers, and a legend."""
    blocks = []
    for part in parts:
        title = " ".join([f"**{escape(part.title)}**", *filter(None, [code(part.operation)])])
        blocks.append(f"{title}, {escape(part.shapes)}")
        if not part.is_free and (items := _items(part.explanation)):
            blocks.append("\n".join(f"- {item}" for item in items))
    meanings = [
        f"{symbol if symbol == 'MACs' else f'${LATEX.name(symbol)}$'}: {text}"
        for symbol, text in legend(part.explanation for part in parts).items()
    ]
    if meanings:
        blocks.append("; ".join(meanings))
    text = "\n\n".join(blocks) + "\n"
    return to_ascii(text.replace("→", "->")) if ascii else text


def _items(explanation: Explanation) -> list[str]:
    arrow = f" → {show_shape(explanation.output)}"
    last = arrow_step(explanation)
    items = [(name, escape(text)) for name, text in remarks(explanation)]
    for step in shown_steps(explanation):
        name = f"${LATEX.name('F′')}$" if step.name == FILTER else label(step)
        axis = f"{step.axis}: " if step.axis else ""
        unread = f", {remark(step.unread)}" if step.unread else ""
        shape = arrow if step is last else ""
        items.append((name, f"{axis}${' = '.join(equation(step, LATEX))}${unread}{shape}"))
    for sum in explanation.sums:
        items.append((label(sum), _sum(sum) + (arrow if sum.name == CHANNELS else "")))
    if explanation.field is not None and explanation.row is not None:
        items.append((FIELD, _field(explanation.field, explanation.row)))
    return [f"{name}: {text}" for name, text in sorted(items, key=lambda item: place(item[0]))]


def _field(field: FieldExplanation, row: Row) -> str:
    pieces = field_pieces(field, row.report, LATEX)
    return " ".join(pieces if field.steps else map(escape, pieces))


def _sum(sum: Sum) -> str:
    if not sum.terms:
        return "none"
    first = sum.terms[0]
    if len(sum.terms) == 1 and first.count == 1:
        return f"{code(first.name)} = {sum.value:,}" if first.name else f"{sum.value:,}"
    shown = " + ".join(term(part, code(part.name)) for part in sum.terms)
    return f"{shown} = {sum.value:,}"
