"""What every format of an explanation says: which parts, under which titles, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.costs.formula import Notation, show_tree
from convcalc.costs.op import JOIN, Shape, show_shape
from convcalc.costs.symbols import SYMBOLS, rounds, worked_out
from convcalc.language.tree import Literal
from convcalc.network.receptive_field import RECEPTIVE_FIELD
from convcalc.network.report import Report, Row
from convcalc.render.columns import operation
from convcalc.render.explain.field import field_steps
from convcalc.render.table.folding import EACH, fold
from convcalc.study.explain.steps import FILTER, MACS, OUTPUT, PARAMS, Step
from convcalc.study.explain.sums import GROUP, LAYER, NETWORK, Explained, Explainer, SumOfParts, Term

LABELS = {FILTER: "F′", MACS: "MACs"}
FREE = "nothing to count"
ORDER = (PARAMS, "MACs", f"side {PARAMS}", "side MACs", "field")


class Section:
    """A layer, a group or the network under its title."""

    __slots__ = ("explanation", "title")

    def __init__(self, title: str, explanation: Explained) -> None:
        self.title = title
        self.explanation = explanation

    @property
    def operation(self) -> str:
        """What the part does, as it is written."""
        row = self.explanation.row
        return operation(row, opened=True) if row is not None else ""

    @property
    def shapes(self) -> str:
        """`input 3×227×227`; for what costs and changes nothing that it does not."""
        inputs = self.explanation.inputs
        if self.is_free:
            return f"{show_shape(inputs[0])}, {FREE}"
        if not any(inputs):
            return "no input"
        return f"input{'s' if len(inputs) > 1 else ''} {', '.join(map(show_shape, inputs))}"

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to explain: a layer that keeps the shape, and costs nothing."""
        explanation = self.explanation
        row = explanation.row
        if explanation.kind != LAYER or row is None or row.kind == JOIN or explanation.reuses:
            return False
        return not any(step.name not in (PARAMS, MACS) or step.value for step in explanation.steps)


def parts(report: Report, rows: list[Row], depth: int | None) -> Iterator[Section]:
    """The chosen rows (none: the whole network, and its totals), with what is in them down to `depth` levels.

    Of equal copies one is explained. Without a depth, the deepest that a reader takes in.
    """
    explainer = Explainer(report)
    for chosen in [[row] for row in rows] or [report.rows]:
        run: Row | None = None
        for line in fold(chosen, depth):
            row, run = line.row, None if line.label != EACH else run
            group = row.path.removesuffix(row.name)
            if line.label == EACH and run is row:
                continue  # the run it is in has said it
            title = row.path
            if line.label == EACH:
                title = f"each of {group.removesuffix('.')}"
            elif line.label != row.name:
                run, title = row, f"each of {group}{line.label}"
            copies = f" ×{row.copies}" if row.copies > 1 else ""
            explanation = explainer.explain(line.row)
            if title.startswith("each of"):
                explanation.field = None  # it is another in each copy
            yield Section(title + copies + (" (side)" if line.side else ""), explanation)
    if not rows and len(report.layers) != 1:
        yield Section("total", explainer.network())


def label(step: Step | SumOfParts) -> str:
    """What a number is called: `output`, `MACs`, `side params`."""
    side = "side " if isinstance(step, SumOfParts) and step.side else ""
    return side + LABELS.get(step.name, step.name)


def place(label: str) -> int:
    """Where a number stands: first the output and what it is made of, then the costs."""
    return ORDER.index(label) + 1 if label in ORDER else 0


def shown_steps(explanation: Explained) -> list[Step]:
    """The steps of a layer without the zeros."""
    return [step for step in explanation.steps if not (isinstance(step.tree, Literal) and step.value == 0)]


def arrow_step(explanation: Explained) -> Step | None:
    """The step behind which the shape of the output stands: the last of those that make it."""
    return next((step for step in reversed(explanation.steps) if step.name not in (PARAMS, MACS)), None)


def equation(step: Step, notation: Notation) -> list[str]:
    """Formula, numbers put in, what ⌊⌋ and ⌈⌉ then hold, value; what says the same stands once."""
    sides = [show_tree(step.tree, notation), show_tree(step.tree, notation, step.values)]
    if rounds(step.tree):
        sides.append(show_tree(worked_out(step.tree, step.values), notation))
    return list(dict.fromkeys([*sides, notation.number(step.value)]))


def term(part: Term, name: str) -> str:
    """`conv1 34,944`, `3 × 70,400`"""
    number = f"{part.value:,}" if part.count == 1 else f"{part.count:,} × {part.value:,}"
    return f"{name} {number}" if name else number


def remarks(explanation: Explained) -> list[tuple[str, str]]:
    """What is said in words, each behind a label: the output where no formula gives it, costs that are none."""
    row = explanation.row
    shape = show_shape(explanation.output)
    if explanation.kind == NETWORK or row is None:
        return []
    if explanation.kind == GROUP:
        return [(OUTPUT, f"that of {explanation.last} → {shape}")] if explanation.last else []
    if row.kind == JOIN:
        join = [] if row.op == "concat" else [(OUTPUT, f"{_joined(explanation.inputs)} → {shape}")]
        return [*join, (PARAMS, "none, no MACs")]
    like = "as the input" if row.input else "as given"
    said = [] if arrow_step(explanation) else [(OUTPUT, f"{like} → {shape}")]
    if explanation.reuses:
        said.append((PARAMS, f"none, uses the weights of {explanation.reuses} again"))
    elif not row.params:
        said.append((PARAMS, "none" if row.macs else "none, no MACs"))
    if not row.macs and (row.params or explanation.reuses):
        said.append(("MACs", "none"))
    return said


def _joined(shapes: list[Shape]) -> str:
    if len(set(shapes)) == 1:
        return "equal shapes"
    return "the smaller stands for all places" if len({shape[0] for shape in shapes}) == 1 else "one for all channels"


def legend(explanations: Iterable[Explained]) -> dict[str, str]:
    """The symbols that occur, with what each means."""
    explained = list(explanations)
    steps = [step for explanation in explained for step in shown_steps(explanation)]
    fields = [step for explanation in explained for step in field_steps(explanation) if step.name == RECEPTIVE_FIELD]
    used = {symbol for step in [*steps, *fields] for symbol in step.values}
    meanings = {symbol: meaning for symbol, meaning in SYMBOLS.items() if symbol in used}
    return meanings | ({"MACs": "one multiply-add each"} if any(step.name == MACS for step in steps) else {})
