"""Explanations as JSON: the steps of every part, exact.

    format     "convcalc explain"
    version    1; grows when a key changes its meaning or goes, new keys may come at any time
    name, file, inputs, outputs    as in the JSON of summarize
    legend     {symbol: meaning}
    explanations  [{path, kind, op, operation, side, reuses, inputs, output, steps, sums}], layers and groups as they
                  stand in the tree; last, where the whole network is explained, one of kind "network", whose output is
                  empty where it has several

A layer has `steps` [{name, axis, formula, numbers, rounded, value, symbols, unread}]. `name` is channels, filter,
output, params or macs; `axis` is D, H or W where each axis has its own step, else null; `formula` is in symbols,
`numbers` the same with `symbols` put in; `rounded` what ⌊⌋ and ⌈⌉ then hold, or null; `unread` is null or {padding,
input, between}: the places of either at the far side, and those between two windows, that no window reads. A symbol's
value that is not whole is a text: "7/3".
`field` is null, or the receptive field where the layer's own windows or branches make it: {steps, sizes, jump, start,
whole_input, undefined, misaligned}. Its `steps` are the recurrences (none where units read differently many places),
named as the metrics are; `sizes` are for each axis the fewest and the most places that a unit reads, beside gates,
norms and pools over all places; `whole_input` says for each axis that these make it all; `undefined` is a reason why
there is no size, or null; `misaligned` has {branch, other, axis, distance}.
Groups, networks and concat have `sums` [{name, side, terms, value}], a term being {name, count, value}.
"""

from __future__ import annotations

from convcalc.costs.formula import TEXT, show_tree
from convcalc.costs.symbols import SYMBOLS, rounds, worked_out
from convcalc.network.report import Report, Row, walk
from convcalc.render.explain.field import field_data, field_steps, step_data
from convcalc.render.records import Content, Record, json_object, picked
from convcalc.study.explain.steps import Step
from convcalc.study.explain.sums import Explained, Explainer, SumOfParts


def explanation_json(report: Report, rows: list[Row], depth: int | None, ascii: bool = False) -> str:
    """The chosen rows (none: the whole network, and its totals) with what is in them down to `depth` levels."""
    explainer = Explainer(report)
    explanations = [explainer.explain(row) for row in _down_to(rows or report.rows, depth)]
    if not rows:
        explanations.append(explainer.network())
    steps = [step for explanation in explanations for step in (*explanation.steps, *field_steps(explanation))]
    used = {symbol for step in steps for symbol in step.values}
    content: Content = {
        "format": "convcalc explain",
        "version": 1,
        **picked(report, "name", "file", "inputs", "outputs"),
        "legend": {symbol: meaning for symbol, meaning in SYMBOLS.items() if symbol in used},
        "explanations": map(_explanation, explanations),
    }
    return "".join(json_object(content, ascii))


def _down_to(rows: list[Row], depth: int | None) -> list[Row]:
    if depth is None:
        return list(walk(rows))
    return [row for top in rows for row in walk([top]) if row.path.count(".") - top.path.count(".") < depth]


def _explanation(explanation: Explained) -> Record:
    row = explanation.row
    return {
        "path": row.path if row is not None else "",
        "kind": explanation.kind,
        "op": row.op if row is not None else "",
        "operation": row.operation if row is not None else "",
        "side": row is not None and row.side,
        "reuses": row.reuses if row is not None else None,
        "inputs": explanation.inputs,
        "output": explanation.output,
        "steps": [_step(step) for step in explanation.steps],
        "sums": [_sum(sum) for sum in explanation.sums],
        "field": field_data(explanation.field, row.report) if explanation.field and row is not None else None,
    }


def _step(step: Step) -> Record:
    unread = next(iter(step.unread), None)
    rounded = show_tree(worked_out(step.tree, step.values), TEXT) if rounds(step.tree) else None
    left = {**picked(unread, "padding", "input"), "between": unread.gap} if unread is not None else None
    return {**step_data(step, {"rounded": rounded}), "unread": left}


def _sum(sum: SumOfParts) -> Record:
    terms = [picked(term, "name", "count", "value") for term in sum.terms]
    return {**picked(sum, "name", "side"), "terms": terms, "value": sum.value}
