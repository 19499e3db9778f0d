"""The receptive field in an explanation: its recurrences with numbers in, as text, LaTeX and data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from convcalc.costs.formula import LATEX, TEXT, Notation, show_tree
from convcalc.costs.kinds import PIXELS, exact_data
from convcalc.network.receptive_field import JUMP, PADDING, RECEPTIVE_FIELD, START, Misalignment
from convcalc.network.report import Report
from convcalc.render.fields import MEANINGS, misaligned_text, show_place
from convcalc.render.records import Record
from convcalc.study.explain.field import FieldExplanation
from convcalc.study.explain.steps import Step
from convcalc.study.explain.sums import Explained

if TYPE_CHECKING:
    from fractions import Fraction

FIELD = "field"
WORDS = {JUMP: "jump", START: "start", PADDING: "padding"}


def field_pieces(explanation: FieldExplanation, report: Report, notation: Notation = TEXT) -> list[str]:
    """What is said of a receptive field, in pieces between which a line may break."""
    pieces: list[str] = []
    if any(explanation.whole):
        pieces += _whole(explanation)
    if explanation.steps:
        for number, step in enumerate(explanation.steps):
            if step.name == PADDING and not step.value:
                continue
            end = "," if number + 1 < len(explanation.steps) and _more(explanation.steps[number + 1 :]) else ""
            pieces += _step(step, notation, end)
    elif explanation.branches and not explanation.undefined:
        pieces += _union(explanation)
    elif explanation.sizes:
        sizes = _sizes(explanation)
        pieces += [f"{sizes},", f"jump {_along(explanation.jump)},", f"start {_along(explanation.start)}"]
    elif explanation.undefined:
        pieces += MEANINGS[explanation.undefined].split(" ")
    return [*pieces, *_misaligned(explanation, report)]


def field_steps(explanation: Explained) -> list[Step]:
    """The recurrences of an explanation that are shown."""
    return explanation.field.steps if explanation.field is not None else []


def _more(steps: list[Step]) -> bool:
    """Whether one of these is shown."""
    return any(step.name != PADDING or step.value for step in steps)


def _sizes(explanation: FieldExplanation) -> str:
    """`67×67`; where units read differently many places `188 to 204 along each axis`."""
    shown = [f"{least:,}" if least == most else f"{least:,} to {most:,}" for least, most in explanation.sizes]
    if len(set(shown)) == 1 and "to" in shown[0]:
        return shown[0] + (" along each axis" if len(shown) > 1 else "")
    return " × ".join(shown) if any("to" in text for text in shown) else "×".join(shown)


def _along(values: Iterable[int | Fraction]) -> str:
    return "×".join(map(show_place, values))


def _whole(explanation: FieldExplanation) -> list[str]:
    sizes = "×".join(f"{size:,}" for size in explanation.input)
    if all(explanation.whole):
        pieces = ["the whole input,", sizes]
    else:
        read = [str(size) for size, whole in zip(explanation.input, explanation.whole, strict=True) if whole]
        pieces = [f"all {' and '.join(read)} places of an axis of the input {sizes}"]
    if explanation.sizes:
        pieces[-1] += ";"
        pieces += ["without what reads all of it:"]
    return pieces


def _step(step: Step, notation: Notation, end: str) -> list[str]:
    """`r + (F − 1)·j`, `= 1 + (11 − 1)·1`, `= 11`; of the others the numbers alone."""
    sides = [show_tree(step.tree, notation, step.values), notation.number(step.value)]
    if step.name == RECEPTIVE_FIELD:
        sides.insert(0, show_tree(step.tree, notation))
    dollar = "$" if notation is LATEX else ""
    head = " ".join(
        filter(None, (f"{step.axis}:" if step.axis and step.name == RECEPTIVE_FIELD else "", WORDS.get(step.name)))
    )
    shown = list(dict.fromkeys(sides))
    pieces = [shown[0], *(f"= {side}" for side in shown[1:])]
    pieces[0] = f"{head} {dollar}{pieces[0]}" if head else dollar + pieces[0]
    pieces[-1] += dollar + end
    return pieces


def _union(explanation: FieldExplanation) -> list[str]:
    """`the union of 35×35 (conv2) and 7×7 (shortcut) = 35×35`; of one branch `35×35 (conv2)`"""
    branches = [f"{_along(size)} ({path})" for path, size in explanation.branches]
    if len(branches) == 1:
        return branches
    pieces = ["the union of", *(f"{text}," for text in branches[:-2]), branches[-2], "and", branches[-1]]
    return [*pieces, f"= {_sizes(explanation)}"]


def _misaligned(explanation: FieldExplanation, report: Report) -> list[str]:
    texts: dict[tuple[int, int], list[Misalignment]] = {}
    for found in explanation.misaligned:
        texts.setdefault((found.branch, found.input), []).append(found)
    shown = [misaligned_text(report.fields, parts) for parts in texts.values()]
    return [word for text in shown for word in f"· {text}".split(" ")]


def step_data(step: Step, more: Record | None = None) -> Record:
    """A step for JSON, with `more` of it behind its numbers."""
    return {
        "name": step.name,
        "axis": step.axis or None,
        "formula": show_tree(step.tree, TEXT),
        "numbers": show_tree(step.tree, TEXT, step.values),
        **(more or {}),
        "value": exact_data(step.value),
        "symbols": {symbol: exact_data(value) for symbol, value in step.values.items()},
    }


def field_data(explanation: FieldExplanation, report: Report) -> Record:
    """A receptive field for JSON."""
    paths = [layer.path for layer in report.graph.layers] if explanation.misaligned else []
    return {
        "steps": list(map(step_data, explanation.steps)),
        "sizes": explanation.sizes or None,
        "jump": PIXELS.data(explanation.jump),
        "start": PIXELS.data(explanation.start),
        "whole_input": explanation.whole,
        "undefined": explanation.undefined or None,
        "misaligned": [
            {
                "branch": paths[found.branch],
                "other": paths[found.other],
                "axis": found.axis,
                "distance": exact_data(found.distance),
            }
            for found in explanation.misaligned
        ],
    }
