"""Receptive fields as they are shown: `67×67`, `224×224 (all)`, `misaligned`; and what there is to say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from convcalc.costs.kinds import PIXELS
from convcalc.costs.symbols import AXIS_WORDS
from convcalc.language.numbers.quantity import show_count
from convcalc.language.problems import listed
from convcalc.language.values import Json, Size, show_value
from convcalc.network.measured import Measured
from convcalc.network.receptive_field import RECEPTIVE_FIELD, Fields, Misalignment
from convcalc.network.report import Report
from convcalc.network.spans import MISALIGNED, MOVED, TOO_FINE

if TYPE_CHECKING:
    from fractions import Fraction

ALL = "(all)"
NOTHING = "–"

MOST_JOINS = 8
"""The joins with misaligned branches that are named; of more it is said how many there are."""

MOST_CAUSAL = 4
"""The joins whose branches end at the same place that are named."""

MEANINGS = {
    MISALIGNED: "misaligned: branches with other jumps have no common one",
    TOO_FINE: "uneven: units repeat what they read only after more than 4,096 of them",
    MOVED: "moved: a reshape, a transposition or windows have put the places of the input into another order",
    "too large": "too large: numbers of more than 256 bits",
}


def show_along(part: Measured, metric: str) -> str:
    """A metric of a receptive field: `67×67`, marked where it is the whole input; in a word where it has no value.

    Those of several outputs stand behind their names, with commas.
    """
    return named({name: _show_along(part.fields, number, metric) for name, number in part.field_numbers.items()})


def named(texts: Mapping[str, str]) -> str:
    """What there is one of for each input or output: an only one without its name."""
    return ", ".join(texts.values() if len(texts) < 2 else (f"{name} {text}" for name, text in texts.items()))


def _show_along(fields: Fields, number: int, metric: str) -> str:
    value = fields.value(number, metric)
    if not value:
        return fields.undefined(number) or (NOTHING if fields.whole(number) else "")
    texts = [show_place(axis) for axis in value]
    whole = fields.whole(number) if metric == RECEPTIVE_FIELD else ()
    if any(whole) and not all(whole):
        texts = [f"{text} {ALL}" if all_ else text for text, all_ in zip(texts, whole, strict=True)]
    return "×".join(texts) + (f" {ALL}" if whole and all(whole) else "")


def values_along(part: Measured, metric: str) -> list[Size]:
    """The values of a metric of receptive fields: one, of a network one for each output."""
    return [part.fields.value(number, metric) for number in part.field_numbers.values()]


def data_along(part: Measured, metric: str) -> Json:
    """The same as data: whole numbers, texts for fractions (`"0.5"`); None where it has no value, or several."""
    values = values_along(part, metric)
    return PIXELS.data(values[0]) if len(values) == 1 else None


def whole_along(part: Measured) -> list[bool]:
    """Whether each axis of the input is read as a whole; nothing where there are several outputs."""
    wholes = [part.fields.whole(number) for number in part.field_numbers.values()]
    return list(wholes[0]) if len(wholes) == 1 else []


def show_place(value: int | Fraction) -> str:
    """`12`, `0.5`, `−3`"""
    return (show_value(value) if value % 1 else show_count(value)).replace("-", "−")


def field_notes(report: Report, shown: list[str]) -> list[str]:
    """How columns of receptive fields are to be read; `shown` are their cells."""
    lines = []
    if any(ALL in text for text in shown):
        hint = "" if report.ignore_global else "; --ignore-global leaves out gates, norms and pools over all of it"
        lines.append(f"{ALL}: each unit reads the whole input{hint}")
    lines += [meaning for reason, meaning in MEANINGS.items() if reason in shown]
    if len(report.inputs) > 1:
        lines.append("receptive fields are those on the first input that a layer reads")
    return lines + _causal(report) + misalignments(report)


def _causal(report: Report) -> list[str]:
    """The joins whose branches end at the same place of the input, and begin at others."""
    paths = [report.graph.layers[number].path for number in dict.fromkeys(report.fields.causal)]
    return [f"causal at {listed(paths, MOST_CAUSAL)}: their branches end at the same pixel"] if paths else []


def misalignments(report: Report) -> list[str]:
    """The joins whose branches lie on other places of the input: by how many pixels, or with which jumps."""
    joins: dict[tuple[int, int, int, int], list[Misalignment]] = {}
    for found in report.fields.misaligned:
        joins.setdefault((found.join, found.branch, found.other, found.input), []).append(found)
    lines = [misaligned_text(report.fields, parts) for parts in joins.values()]
    more = len(lines) - MOST_JOINS
    return lines if more <= 1 else [*lines[:MOST_JOINS], f"{more} more branches are misaligned"]


def misaligned_text(fields: Fields, parts: list[Misalignment]) -> str:
    """`concat: pool1 lies 0.5 pixels behind conv1 (height and width)`, all axes of one branch together."""
    layers, first = fields.graph.layers, parts[0]
    axes = AXIS_WORDS[len(layers[first.input].output) - 1]
    branch, other = layers[first.branch].path, layers[first.other].path
    said: dict[str, list[str]] = {}
    for part in parts:
        if part.jumps[0] != part.jumps[1]:
            text = f"{branch} has jump {show_place(part.jumps[0])}, {other} {show_place(part.jumps[1])}"
        else:
            way, distance = ("behind", part.distance) if part.distance > 0 else ("before", -part.distance)
            text = f"{branch} lies {show_place(distance)} {'pixel' if distance <= 1 else 'pixels'} {way} {other}"
        said.setdefault(text, []).append(axes[part.axis])
    shown = "; ".join(f"{text} ({' and '.join(names)})" if len(axes) > 1 else text for text, names in said.items())
    return f"misaligned at {layers[first.join].path}: {shown}"
