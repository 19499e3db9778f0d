"""Where the numbers come from: of a layer from its formulas, of a group or a network from the sums of its parts."""

from __future__ import annotations

from convcalc.costs.op import JOIN, Shape, axis_number
from convcalc.costs.ops import OPS
from convcalc.network.report import Report, Row, walk
from convcalc.study.explain.field import FieldExplanation, field_of
from convcalc.study.explain.steps import CHANNELS, MACS, PARAMS, Step, layer_steps

LAYER = "layer"
GROUP = "group"
NETWORK = "network"

MOST_NAMED = 24
"""The parts of a sum that are named; of more, equal ones stand together."""


class Term:
    """A part of a sum: `count` times `value`, of what is named (empty: several, or a copy of a repeat)."""

    __slots__ = ("count", "name", "value")

    def __init__(self, name: str, value: int, count: int = 1) -> None:
        self.name = name
        self.value = value
        self.count = count


class SumOfParts:
    """A number that is the sum of those of the parts; zeros are left out."""

    __slots__ = ("name", "side", "terms", "value")

    def __init__(self, name: str, terms: list[Term], value: int, side: bool = False) -> None:
        self.name = name
        self.terms = terms
        self.value = value
        self.side = side


class Explained:
    """Where the numbers of a layer, a group or (without a row) the network come from.

    `inputs` are the shapes of all that a layer reads; `last` is the part whose output is a group's; `reuses` the layer
    whose weights a layer uses again, empty where it has none; `field` where its receptive field comes from.
    """

    __slots__ = ("field", "inputs", "kind", "last", "output", "reuses", "row", "steps", "sums")

    def __init__(self, kind: str, row: Row | None, inputs: list[Shape], output: Shape) -> None:
        self.kind = kind
        self.row = row
        self.inputs = inputs
        self.output = output
        self.last = ""
        self.reuses = ""
        self.steps: list[Step] = []
        self.sums: list[SumOfParts] = []
        self.field: FieldExplanation | None = None


class Explainer:
    """Explains parts of one report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._shapes: dict[str, Shape] = {}

    def explain(self, row: Row) -> Explained:
        """Where the numbers of a layer or a group come from."""
        if not row.op:
            return self._group(row)
        explanation = Explained(LAYER, row, [row.input], row.output)
        explanation.field = field_of(row)
        if row.kind == JOIN:
            explanation.inputs = [self._shape(path) for path in row.inputs]
            if row.op == "concat":
                word = str(row.arguments.get("axis", CHANNELS))
                axis = axis_number(word, row.output, "axis")
                terms = [Term("", shape[axis]) for shape in explanation.inputs]
                explanation.sums = [SumOfParts(word, terms, row.output[axis])]
        elif row.op in OPS:
            explanation.steps = layer_steps(row)
            if row.reuses is not None and OPS[row.op].has_params:
                explanation.reuses = row.reuses
        return explanation

    def network(self) -> Explained:
        """Where the totals come from."""
        report = self.report
        outputs = list(report.main_outputs.values())
        explanation = Explained(NETWORK, None, list(report.inputs.values()), outputs[0] if len(outputs) == 1 else ())
        main = [row for row in report.rows if not row.side]
        explanation.sums = [
            SumOfParts(PARAMS, _terms(main, PARAMS), report.params),
            SumOfParts(MACS, _terms(main, MACS), report.macs),
        ]
        # A side branch may stand anywhere in the tree: its own layers, or whole groups of them.
        side = [row for row in walk(report.rows, into_side=False) if row.side]
        if side:
            explanation.sums.append(SumOfParts(PARAMS, _terms(side, PARAMS, paths=True), report.side_params, side=True))
            explanation.sums.append(SumOfParts(MACS, _terms(side, MACS, paths=True), report.side_macs, side=True))
        return explanation

    def _group(self, row: Row) -> Explained:
        explanation = Explained(GROUP, row, [row.input], row.output)
        parts = [child for child in row.children if child.side == row.side]
        explanation.last = next((part.path for part in reversed(parts) if part.output), "")
        explanation.sums = [
            SumOfParts(metric, _terms(parts, metric, copies=row.copies > 0), getattr(row, metric))
            for metric in (PARAMS, MACS)
        ]
        return explanation

    def _shape(self, path: str) -> Shape:
        if not self._shapes:
            self._shapes = {**self.report.inputs, **{row.path: row.output for row in self.report.layers}}
        return self._shapes[path]


def _terms(parts: list[Row], metric: str, *, copies: bool = False, paths: bool = False) -> list[Term]:
    """The parts of a sum, zeros left out. Equal copies beside each other stand together, and so do equal parts of
    many."""
    terms: list[Term] = []
    for part in parts:
        value = getattr(part, metric)
        if copies and terms and terms[-1].value == value:
            terms[-1].count += 1
        elif value:
            terms.append(Term("" if copies else part.path if paths else part.name, value))
    return terms if len(terms) <= MOST_NAMED else _gathered(terms)


def _gathered(terms: list[Term]) -> list[Term]:
    """Equal terms together, without a name, where the first of them stood."""
    by_value: dict[int, Term] = {}
    for term in terms:
        found = by_value.get(term.value)
        if found is None:
            by_value[term.value] = Term(term.name, term.value, term.count)
        else:
            found.name = ""
            found.count += term.count
    return list(by_value.values())
