"""Explanations in GitHub's Markdown, with formulas in LaTeX."""

from __future__ import annotations

from convcalc.costs.formula import LATEX
from convcalc.render.characters import to_ascii
from convcalc.render.explain.equations import MARKDOWN, equations
from convcalc.render.explain.parts import Section, legend
from convcalc.render.table.markdown import code, escape


def explanation_markdown(parts: list[Section], ascii: bool = False) -> str:
    """A paragraph for each part, a list of its numbers, and a legend."""
    blocks = []
    for part in parts:
        title = " ".join([f"**{escape(part.title)}**", *filter(None, [code(part.operation)])])
        blocks.append(f"{title}, {escape(part.shapes)}")
        lines = [] if part.is_free else equations(part.explanation, MARKDOWN)
        if lines:
            blocks.append(
                "\n".join(f"- {line.label}: {' '.join(filter(None, [*line.pieces, line.arrow]))}" for line in lines)
            )
    meanings = [
        f"{symbol if symbol == 'MACs' else f'${LATEX.name(symbol)}$'}: {text}"
        for symbol, text in legend(part.explanation for part in parts).items()
    ]
    if meanings:
        blocks.append("; ".join(meanings))
    text = "\n\n".join(blocks) + "\n"
    return to_ascii(text.replace("→", "->")) if ascii else text
