"""Other ways to count than the right one: a layer's formulas with symbols replaced, other layers, another input.

Nothing here computes a cost: a slip changes what goes into the formulas of the op table, or which layers are summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from convcalc.costs.formula import TEXT, show_tree
from convcalc.costs.op import Op, Shape, parsed, show_shape
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import evaluate, of_call, specialised, without_brackets
from convcalc.language.expression import Expression
from convcalc.language.tree import Literal, Name, Operation, Tree
from convcalc.network.measured import BYTES
from convcalc.network.report import Report, Row, walk
from convcalc.study.slips.miscounts import Miscount

PARAMS = "params"
MACS = "macs"
ACTIVATIONS = "activations"
OUTPUT = "output"
INPUT = "input"

COUNTS = {
    "params": (PARAMS, 1),
    "side_params": (PARAMS, 1),
    "weight_bytes": (PARAMS, BYTES),
    "macs": (MACS, 1),
    "side_macs": (MACS, 1),
    "flops": (MACS, 2),
    "side_flops": (MACS, 2),
    "activations": (ACTIVATIONS, 1),
}
"""The counts that slips are known of: what is counted in each layer, and how much one of it counts."""

SHAPES = (OUTPUT, INPUT)

_VALUES = "N*H′W′"


class Seen:
    """A layer as someone counted it: its op, arguments, input and output; `times` is how many such layers there are."""

    __slots__ = ("_symbols", "arguments", "op", "output", "shape", "times")

    def __init__(self, op: Op, arguments: dict[str, Any], shape: Shape, output: Shape) -> None:
        self.op = op
        self.arguments = arguments
        self.shape = shape
        self.output = output
        self.times = 1
        self._symbols: dict[str, Any] | None = None

    @property
    def symbols(self) -> dict[str, Any]:
        """The values of the symbols of formulas that count."""
        if self._symbols is None:
            self._symbols, _ = self.op.symbols(self.arguments, self.shape, self.output)
        return self._symbols

    def formula(self, counted: str) -> Expression:
        """The formula of the parameters, MACs or activations."""
        if counted == ACTIVATIONS:
            return parsed(_VALUES)
        _, _, params, macs = self.op.formulas(self.arguments)
        return params if counted == PARAMS else macs

    def count(self, counted: str) -> Any:
        """The number of parameters, MACs or activations."""
        return self.formula(counted).evaluate(self.symbols)

    def show(self, tree: Tree, factor: int = 1) -> str:
        """A formula with the layer's numbers put in, a quotient of channels worked out: `256·48·5²`."""
        layer, each = self.op.symbols(self.arguments, self.shape, self.output)
        replaced, values = of_call(layer, each, self.output)
        tree = _divided(specialised(tree, replaced), values)
        return show_tree(Operation("*", Literal(factor), tree) if factor != 1 else tree, TEXT, values)

    def show_size(self, size: Expression | None = None) -> str:
        """How the output comes out, by its formula or another: `⌊(224 − 11)/4⌋ + 1 = 54`.

        Its shape where the axes are not alike.
        """
        size = size or self.op.formulas(self.arguments)[1]
        if size is None or "W" not in size.text:
            return show_shape(self.output)
        texts = set()
        for axis in self.op.symbols(self.arguments, self.shape)[1]:
            replaced: dict[str, Tree] = {symbol: Literal(0) for symbol in ("P", "O") if axis.get(symbol) == 0}
            tree = without_brackets(specialised(size.tree, replaced), axis)
            texts.add(f"{show_tree(tree, TEXT, axis)} = {TEXT.number(evaluate(tree, axis))}")
        return texts.pop() if len(texts) == 1 else show_shape(self.output)


def _divided(tree: Tree, values: Mapping[str, Any]) -> Tree:
    """A formula with the channels of a group as one number: `96/2·5²` as `48·5²`."""
    if not isinstance(tree, Operation):
        return tree
    if tree.operator == "/" and isinstance(tree.left, Name):
        return Literal(evaluate(tree, values))
    return Operation(tree.operator, _divided(tree.left, values), _divided(tree.right, values))


class Part:
    """What a claim is about: a layer, a group, or (without a row) the network, and one of its counts or shapes.

    `layer` is the row of a single layer, `value` the true number; of each layer `counted` is summed, `factor` times.
    """

    __slots__ = ("_rows", "_seen", "counted", "factor", "layer", "metric", "report", "row", "value")

    def __init__(self, report: Report, row: Row | None, metric: str) -> None:
        self.report = report
        self.row = row
        self.metric = metric
        self.layer = row if row is not None and row.op else None
        self.counted, self.factor = COUNTS.get(metric, ("", 1))
        if self.counted in (MACS, ACTIVATIONS):
            self.factor *= report.batch
        self._rows: list[Row] | None = None
        self._seen: list[Seen] | None = None
        if row is not None:
            self.value: Any = getattr(row, metric)
        else:
            self.value = getattr(report, metric) if metric in SHAPES else report.total(metric)

    @property
    def is_shape(self) -> bool:
        """Whether a shape is claimed."""
        return self.metric in SHAPES

    @property
    def rows(self) -> list[Row]:
        """The layers whose counts are summed."""
        if self._rows is None:
            self._rows = self.summed(self.metric.startswith("side") if self.row is None else self.row.side)
        return self._rows

    def summed(self, side: bool) -> list[Row]:
        """The layers of the main network (`side`: of the side branches) that the part has."""
        if self.row is None:
            return [row for row in self.report.layers if row.side == side]
        return [row for row in walk([self.row]) if row.op and row.side == side]

    def counts(self, row: Row) -> bool:
        """Whether a layer has a part in the sum: a join has values only, and no parameters what uses some again."""
        if row.op not in OPS:
            return self.counted == ACTIVATIONS
        return row.reuses is None or self.counted != PARAMS

    @property
    def seen(self) -> list[Seen]:
        """The layers that count, equal ones once."""
        if self._seen is None:
            self._seen = gathered(
                (OPS[row.op], row.arguments, row.input, row.output)
                for row in self.rows
                if row.op in OPS and self.counts(row)
            )
        return self._seen

    def own(self, rows: Iterable[Row]) -> int:
        """What some layers have of the metric."""
        counted: int = sum(getattr(row, self.counted) for row in rows)
        return counted * (self.factor if self.counted == PARAMS else self.factor // self.report.batch)

    def changed_by(self, difference: Any, statement: str) -> Iterator[Miscount]:
        """The count with so much more or less, where that is a change: `138,357,544 − 13,416`."""
        value = self.value + difference
        if difference and value > 0 and type(value) is int:
            sign, true = "+" if difference > 0 else "−", self.value
            yield Miscount(value, statement, (lambda: f"{true:,} {sign} {abs(difference):,}") if true else None)


def gathered(layers: Iterable[tuple[Op, dict[str, Any], Shape, Shape]]) -> list[Seen]:
    """Layers, equal ones once."""
    found: dict[Any, Seen] = {}
    for op, arguments, shape, output in layers:
        key = (op.name, id(arguments), shape, output)
        if key in found:
            found[key].times += 1
        else:
            found[key] = Seen(op, arguments, shape, output)
    return list(found.values())


class Change:
    """What a slip does to the formula of a layer: other symbols in the place of some, and a term added.

    It changes layers of these `kinds` and `ops` (none: of all) that have the symbol `has`, and of which `where` holds.
    """

    __slots__ = ("added", "has", "kinds", "ops", "replaced", "where")

    def __init__(
        self,
        replaced: Mapping[str, str] | None = None,
        added: str = "",
        *,
        kinds: tuple[str, ...] = (),
        ops: tuple[str, ...] = (),
        has: str = "",
        where: str = "true",
    ) -> None:
        self.replaced = tuple((replaced or {}).items())
        self.added = added
        self.kinds = kinds
        self.ops = ops
        self.has = has
        self.where = where

    def changes(self, seen: Seen) -> bool:
        """Whether it changes this layer."""
        if (self.kinds and seen.op.kind not in self.kinds) or (self.ops and seen.op.name not in self.ops):
            return False
        return (not self.has or self.has in seen.symbols) and parsed(self.where).evaluate(seen.symbols) is True


@cache
def _changed(formula: str, replaced: tuple[tuple[str, str], ...], added: str) -> Expression:
    tree = specialised(parsed(formula).tree, {symbol: parsed(text).tree for symbol, text in replaced})
    if added:
        tree = Operation("+", tree, parsed(added).tree) if not _is_zero(tree) else parsed(added).tree
    return Expression(formula, tree)


def _is_zero(tree: Tree) -> bool:
    return isinstance(tree, Literal) and tree.value == 0


def recounted(part: Part, changes: Iterable[Change], statement: str) -> Iterator[Miscount]:
    """The count with each layer's formula changed by the first of `changes` that does."""
    difference: Any = 0
    last: tuple[Seen, Expression] | None = None
    for seen in part.seen:
        change = next((change for change in changes if change.changes(seen)), None)
        if change is not None:
            formula = seen.formula(part.counted)
            last = (seen, _changed(formula.text, change.replaced, change.added))
            own = last[1].evaluate(seen.symbols) - formula.evaluate(seen.symbols)
            difference += seen.times * own
    if part.layer is not None and last is not None:
        seen, expression = last
        value = part.factor * expression.evaluate(seen.symbols)
        if value > 0 and difference and type(value) is int:
            yield Miscount(value, statement, lambda: seen.show(expression.tree, part.factor))
    else:
        yield from part.changed_by(part.factor * difference, statement)


def reseen(part: Part, seen: Seen, statement: str, size: Expression | None = None) -> Iterator[Miscount]:
    """A layer's count or shape where it is seen with another input, other arguments or another output.

    `size` is the formula of the output's size where that is another one.
    """
    if part.metric == INPUT:
        value: Any = seen.shape
    elif part.metric == OUTPUT:
        value = seen.output
    else:
        value = part.factor * seen.count(part.counted)
    if value == part.value or not value:
        return
    if part.is_shape:
        yield Miscount(value, statement, (lambda: seen.show_size(size)) if part.metric == OUTPUT else None)
    else:
        yield Miscount(value, statement, lambda: seen.show(seen.formula(part.counted).tree, part.factor))


@cache
def _altered(formula: str, old: str, new: str) -> Expression:
    text = formula.replace(old, new)
    return Expression(text, specialised(parsed(text).tree, {}))


def resized(part: Part, old: str, new: str, statement: str) -> Iterator[Miscount]:
    """A layer's count or output where `new` stands for `old` in the formula of its output's size."""
    row = part.layer
    op = OPS.get(row.op) if row is not None else None
    if row is None or op is None or part.metric == INPUT:
        return
    size = op.formulas(row.arguments)[1]
    if size is None:
        return
    altered = _altered(size.text, old, new)
    sizes = [altered.evaluate(axis) for axis in op.symbols(row.arguments, row.input)[1]]
    if all(type(number) is int and number > 0 for number in sizes):
        seen = Seen(op, row.arguments, row.input, (row.output[0], *sizes))
        if part.counted != PARAMS or row.reuses is None:
            yield from reseen(part, seen, statement, altered)
