"""How the receptive field of a layer comes about: the recurrences with their values, or what else there is to say."""

from __future__ import annotations

from typing import Any

from convcalc.costs.op import JOIN
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import AXIS_NAMES
from convcalc.costs.window import RECURRENCES, Reach, window_of
from convcalc.costs.written import parsed
from convcalc.network.receptive_field import JUMP, START, Fields, Misalignment, recurrence_values
from convcalc.network.report import Row
from convcalc.network.spans import Axis, Field, Spans
from convcalc.study.explain.steps import Step


class FieldExplanation:
    """The receptive field of a layer, and where it comes from.

    `steps` are the recurrences, once where the axes are alike; none where they do not hold. `sizes` are the fewest and
    the most places that a unit reads along each axis (empty where that is not defined, for the reason `undefined`),
    `whole` says of each axis that all of the `input` is read; `branches` are the paths and the windows, where they have
    any, that a join puts together.
    """

    __slots__ = ("branches", "input", "jump", "misaligned", "sizes", "start", "steps", "undefined", "whole")

    def __init__(self, fields: Fields, number: int) -> None:
        source, field = next(iter(fields.of(number).items()))
        self.steps: list[Step] = []
        self.input = fields.graph.layers[source].output[1:]
        self.whole = tuple(fields.sees_all(axis) for axis in field)
        spans = [axis.local for axis in field if isinstance(axis.local, Spans)]
        self.sizes = tuple(map(_sizes, spans)) if len(spans) == len(field) else ()
        self.jump = fields.value(number, JUMP)
        self.start = fields.value(number, START)
        self.undefined = fields.undefined(number)
        self.misaligned: list[Misalignment] = []
        self.branches: list[tuple[str, tuple[int, ...]]] = []


def field_of(row: Row) -> FieldExplanation | None:
    """Where the receptive field of a layer comes from; None where it is that of what the layer reads."""
    fields, number = row.report.fields, row.number
    if number is None or not next(iter(fields.of(number).values()), ()):
        return None
    if row.kind == JOIN:
        return _join(fields, row, number)
    if row.op not in OPS or not OPS[row.op].window:
        return None
    explanation = FieldExplanation(fields, number)
    if len(row.input) > 1 and not window_of(OPS[row.op], row.arguments).moves:
        before = next(iter(fields.of(fields.graph.layers[number].inputs[0]).values()))
        reaches = fields.reaches(fields.graph.layers[number])
        if all(reach.jump == 1 and reach.first(0) == reach.last(0) == 0 and not reach.whole for reach in reaches):
            return None
        explanation.steps = _steps(before, next(iter(fields.of(number).values())), reaches)
    return explanation


def _join(fields: Fields, row: Row, number: int) -> FieldExplanation | None:
    explanation = FieldExplanation(fields, number)
    layer = fields.graph.layers[number]
    explanation.misaligned = [found for found in fields.misaligned if found.join == number]
    branches = next(iter(fields.branches(layer).values()))
    paths = dict(zip(layer.inputs, row.inputs, strict=True))
    explanation.branches = [
        (paths[branch], _window(field, explanation.input))
        for branch, field in branches
        if any(axis.local is not None for axis in field)
    ]
    alike = all(fields.of(branch) == fields.of(layer.inputs[0]) for branch in layer.inputs)
    return None if alike else explanation


def _window(field: Field, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """What a branch reads along each axis of an input, without what reads all of it wherever there is a window."""
    pairs = zip(field, sizes, strict=True)
    return tuple(axis.local.size if isinstance(axis.local, Spans) else size for axis, size in pairs)


def _sizes(spans: Spans) -> tuple[int, int]:
    """The fewest and the most places that a unit reads."""
    counts = [max(0, last - first + 1) for first, last in zip(spans.firsts, spans.lasts, strict=True)]
    return min(counts), max(counts)


def _steps(before: tuple[Axis, ...], after: tuple[Axis, ...], reaches: list[Reach]) -> list[Step]:
    """The recurrences for each axis, or once for all; none where one axis has none."""
    each: list[dict[str, Any]] = []
    for axis, result, reach in zip(before, after, reaches, strict=True):
        values = _values(axis, result, reach)
        if values is None:
            return []
        each.append(values)
    alike = all(values == each[0] for values in each)
    steps = []
    for number, values in enumerate(each[:1] if alike else each):
        label = "" if alike else AXIS_NAMES[len(each)][number].removesuffix("_in")
        for name, text in RECURRENCES.items():
            tree = parsed(text if "F′" not in values else text.replace("F", "F′")).tree
            steps.append(Step(name, tree, values, label))
    return steps


def _values(before: Axis, after: Axis, reach: Reach) -> dict[str, Any] | None:
    """The symbols of the recurrences, F as F′ where the filter is dilated; None where they do not hold."""
    if not isinstance(before.local, Spans) or not isinstance(after.local, Spans):
        return None
    values = recurrence_values(before.local, reach)
    if values is None:
        return None
    values["s"] = before.local.start
    return values if reach.step == 1 else {**values, "F′": values["F"]}
