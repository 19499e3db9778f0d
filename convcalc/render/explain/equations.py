"""The numbers of an explanation, each as an equation: the same for text and for Markdown, but for what marks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from convcalc.costs.formula import LATEX, TEXT, Notation
from convcalc.costs.op import show_shape
from convcalc.costs.unread import remark
from convcalc.render.explain.field import FIELD, field_pieces
from convcalc.render.explain.parts import arrow_step, equation, label, place, remarks, shown_steps, term
from convcalc.render.table.markdown import code, escape
from convcalc.study.explain.steps import FILTER, MACS, PARAMS
from convcalc.study.explain.sums import Explained, SumOfParts


class Markup(NamedTuple):
    """How formulas are written, with what around them, and how names of layers and other words are."""

    notation: Notation
    name: Callable[[str], str]
    words: Callable[[str], str]
    dollar: str


PLAIN_TEXT = Markup(TEXT, str, str, "")
MARKDOWN = Markup(LATEX, code, escape, "$")


class Equation(NamedTuple):
    """A number: its label, the pieces of its equation, between which a line may break, and the shape behind it."""

    label: str
    pieces: list[str]
    arrow: str = ""


def equations(explanation: Explained, markup: Markup) -> list[Equation]:
    """What stands below the title of a part: a number each, the costs last."""
    notation, dollar = markup.notation, markup.dollar
    arrow, last = f"→ {show_shape(explanation.output)}", arrow_step(explanation)
    lines = []
    for step in shown_steps(explanation):
        first, *others = equation(step, notation)
        pieces = [dollar + first, *(f"= {other}" for other in others)]
        pieces[0] = f"{step.axis}: {pieces[0]}" if step.axis else pieces[0]
        pieces[-1] += dollar
        if step.unread:
            pieces[-1] += ","
            pieces += remark(step.unread).split(" ")
        name = f"{dollar}{notation.name('F′')}{dollar}" if step.name == FILTER else label(step)
        lines.append(Equation(name, pieces, arrow if step is last else ""))
    for sum in explanation.sums:
        lines.append(Equation(label(sum), _sum(sum, markup), arrow if sum.name not in (PARAMS, MACS) else ""))
    for name, text in remarks(explanation):
        words, sign, shape = text.partition("→")
        lines.append(Equation(name, markup.words(words).split(), sign + shape))
    row, field = explanation.row, explanation.field
    if field is not None and row is not None:
        pieces = field_pieces(field, row.report, notation)
        lines.append(Equation(FIELD, pieces if field.steps else list(map(markup.words, pieces))))
    return sorted(lines, key=lambda line: place(line.label))


def _sum(sum: SumOfParts, markup: Markup) -> list[str]:
    """`conv1 34,944`, `+ 3 × 70,400`, `= 246,144`; of a part that has no name the number alone."""
    if not sum.terms:
        return ["none"]
    first, value = sum.terms[0], f"{sum.value:,}"
    if len(sum.terms) == 1 and first.count == 1:
        return [markup.name(first.name), f"= {value}"] if first.name else [value]
    shown = [term(part, markup.name(part.name)) for part in sum.terms]
    return [shown[0], *(f"+ {text}" for text in shown[1:]), f"= {value}"]
