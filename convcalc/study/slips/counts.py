"""Other ways to count than the right one: a layer's formulas with symbols replaced, other layers, another input.

Nothing here computes a cost: a slip changes what goes into the formulas of the op table, or which layers are summed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, cached_property, partial

from convcalc.costs.formula import TEXT, show_tree
from convcalc.costs.op import Bound, Op, Shape, show_shape
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import evaluate, of_call, specialised, without_brackets
from convcalc.costs.written import VALUES, parsed
from convcalc.language.expression import Expression
from convcalc.language.tree import Literal, Name, Operation, Tree
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size, Value
from convcalc.network.measured import BYTES
from convcalc.network.report import Row, walk
from convcalc.study.figures import metric_of
from convcalc.study.slips.miscounts import Miscount, Worked
from convcalc.study.slips.network import Network

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


class Counted:
    """A layer as someone counted it: its op, arguments, input and output; `times` is how many are alike."""

    def __init__(self, op: Op, arguments: Bound, shape: Shape, output: Shape) -> None:
        self.op = op
        self.arguments = arguments
        self.shape = shape
        self.output = output
        self.times = 0

    @cached_property
    def symbols(self) -> dict[str, Value]:
        """The values of the symbols of formulas that count."""
        return self.op.symbols(self.arguments, self.shape, self.output)[0]

    def formula(self, counted: str) -> Expression:
        """The formula of the parameters, MACs or activations."""
        _, _, params, macs = self.op.formulas(self.arguments)
        return {PARAMS: params, MACS: macs, ACTIVATIONS: parsed(VALUES)}[counted]

    def count(self, counted: str) -> int:
        """The number of parameters, MACs or activations."""
        return self.formula(counted).whole(self.symbols)

    def show(self, tree: Tree, factor: int) -> str:
        """A formula with the layer's numbers put in, a quotient of channels worked out: `256·48·5²`."""
        layer, each = self.op.symbols(self.arguments, self.shape, self.output)
        replaced, values = of_call(layer, each, self.output)
        tree = _divided(specialised(tree, replaced), values)
        return show_tree(Operation("*", Literal(factor), tree) if factor != 1 else tree, TEXT, values)

    def show_size(self, size: Expression | None) -> str:
        """How the output comes out, by its formula or another `size`: `⌊(224 − 11)/4⌋ + 1 = 54`.

        Its shape where the axes are not alike.
        """
        own = size or self.op.formulas(self.arguments)[1]
        if not isinstance(own, Expression) or "W" not in own.text:
            return show_shape(self.output)
        texts = set()
        for axis in self.op.symbols(self.arguments, self.shape)[1]:
            replaced: dict[str, Tree] = {symbol: Literal(0) for symbol in ("P", "O") if axis.get(symbol) == 0}
            tree = without_brackets(specialised(own.tree, replaced), axis)
            texts.add(f"{show_tree(tree, TEXT, axis)} = {TEXT.number(evaluate(tree, axis))}")
        return texts.pop() if len(texts) == 1 else show_shape(self.output)


def _divided(tree: Tree, values: Mapping[str, Value]) -> Tree:
    """A formula with the channels of a group as one number: `96/2·5²` as `48·5²`."""
    if not isinstance(tree, Operation):
        return tree
    if tree.operator == "/" and isinstance(tree.left, Name):
        return Literal(evaluate(tree, values))
    return Operation(tree.operator, _divided(tree.left, values), _divided(tree.right, values))


class Claimed:
    """What a claim is about: a layer, a group, or (without a row) the network, and one of its counts or shapes.

    `layer` is the row of a single layer, `op` its op where it is no join. `value` is what is right: the `shape`, or the
    `number`, what each layer has of what is `counted`, `factor` times.
    """

    def __init__(self, network: Network, row: Row | None, metric: str) -> None:
        self.network = network
        self.row = row
        self.metric = metric
        self.layer = row if row is not None and row.op else None
        self.op = OPS.get(row.op) if row is not None else None
        self.counted, self.scale = COUNTS.get(metric, ("", 1))
        self.factor = self.scale * (1 if self.counted == PARAMS else network.report.batch)
        self.is_shape = metric in SHAPES
        value = metric_of(row or network.report, metric)
        self.shape: Shape = value if isinstance(value, tuple) and not isinstance(value, Size) else ()
        self.number = value if isinstance(value, int) else 0
        self.value = self.shape if self.is_shape else self.number

    @cached_property
    def rows(self) -> list[Row]:
        """The layers whose counts are summed."""
        return self.summed(self.metric.startswith("side") if self.row is None else self.row.side)

    def summed(self, side: bool) -> list[Row]:
        """The layers of the main network (`side`: of the side branches) that it has."""
        rows = walk([self.row]) if self.row is not None else self.network.report.layers
        return [row for row in rows if row.op and row.side == side]

    def counts(self, row: Row) -> bool:
        """Whether a layer has a part in the sum: a join has values only, and no parameters what uses some again."""
        if row.op not in OPS:
            return self.counted == ACTIVATIONS
        return row.reuses is None or self.counted != PARAMS

    @cached_property
    def layers(self) -> list[Counted]:
        """The layers that count, equal ones once."""
        return self.seen([layer.output for layer in self.network.report.graph.layers]) or []

    def seen(self, outputs: Sequence[Shape | None]) -> list[Counted] | None:
        """The same where the network's layers put this out; None where one of them can't be."""
        known: dict[Hashable, Counted] = {}
        for row in self.rows:
            if self.counts(row) and row.number is not None:
                shape, output = outputs[self.network.report.graph.layers[row.number].inputs[0]], outputs[row.number]
                if shape is None or output is None:
                    return None
                layer = Counted(OPS.get(row.op, OPS["identity"]), row.arguments, shape, output)
                known.setdefault((row.op, id(row.arguments), shape, output), layer).times += 1
        return list(known.values())

    def sum_of(self, rows: Iterable[Row]) -> int:
        """What some layers have of the metric."""
        counted: int = sum(getattr(row, self.counted) for row in rows)
        return self.scale * counted

    def changed_by(
        self, difference: int | Fraction, worked: Worked | None = None, statement: str = ""
    ) -> Iterator[Miscount]:
        """The count with so much more or less, where that is a change: `138,357,544 − 13,416`, or what is `worked`."""
        value = self.number + difference
        if difference and value > 0 and type(value) is int:
            sign, true = "+" if difference > 0 else "−", self.number
            plain = (lambda: f"{true:,} {sign} {abs(difference):,}") if true else None
            yield Miscount(value, worked or plain, statement)


class Recount(NamedTuple):
    """Counts layers anew: with others in the place of some symbols of the formula (`C=1 G=1`), and with a term `added`.

    It changes layers `of` these kinds or ops (none: all) that have the symbols of `where` and of which that holds.
    """

    replaced: str = ""
    added: str = ""
    of: tuple[str, ...] = ()
    where: str = "true"

    def changes(self, layer: Counted) -> bool:
        """Whether it changes this layer."""
        if self.of and layer.op.kind not in self.of and layer.op.name not in self.of:
            return False
        where = parsed(self.where)
        return layer.symbols.keys() >= set(where.reads) and where.evaluate(layer.symbols) is True


@cache
def _changed(formula: str, change: Recount) -> Expression:
    replaced = dict(word.split("=") for word in change.replaced.split())
    tree = specialised(parsed(formula).tree, {symbol: parsed(text).tree for symbol, text in replaced.items()})
    if change.added:
        added = parsed(change.added).tree
        tree = added if isinstance(tree, Literal) and tree.value == 0 else Operation("+", tree, added)
    return Expression(formula, tree)


def recounted(claimed: Claimed, *changes: Recount) -> tuple[int | Fraction, Worked | None]:
    """The difference that it makes to count each layer as the first of `changes` does that changes it.

    With it goes the new sum of a single layer.
    """
    difference: int | Fraction = 0
    worked: Worked | None = None
    for layer in claimed.layers:
        change = next((change for change in changes if change.changes(layer)), None)
        if change is not None:
            formula = layer.formula(claimed.counted)
            changed = _changed(formula.text, change)
            difference += layer.times * (changed.number(layer.symbols) - formula.number(layer.symbols))
            worked = partial(layer.show, changed.tree, claimed.factor)
    return claimed.factor * difference, worked if claimed.layer is not None else None


def reseen(claimed: Claimed, layer: Counted, statement: str = "", size: Expression | None = None) -> Iterator[Miscount]:
    """A layer's count or shape where it is seen with another input, other arguments or another output.

    `size` is the formula of the output's size where that is another one.
    """
    value: int | Shape
    worked: Worked | None
    if claimed.metric == INPUT:
        value, worked = layer.shape, None
    elif claimed.metric == OUTPUT:
        value, worked = layer.output, partial(layer.show_size, size)
    else:
        formula = layer.formula(claimed.counted)
        value = claimed.factor * layer.count(claimed.counted)
        worked = partial(layer.show, formula.tree, claimed.factor)
    if value and value != claimed.value:
        yield Miscount(value, worked, statement)


@cache
def _altered(formula: str, old: str, new: str) -> Expression:
    text = formula.replace(old, new)
    return Expression(text, specialised(parsed(text).tree, {}))


def resized(old: str, new: str, kinds: tuple[str, ...] = ()) -> Callable[[Claimed], Iterator[Miscount]]:
    """A layer's count or output where `new` stands for `old` in the formula of its output's size.

    The layer is of one of these `kinds` (none: of any).
    """

    def count(claimed: Claimed) -> Iterator[Miscount]:
        row, op = claimed.layer, claimed.op
        if row is None or op is None or not claimed.counts(row) or (kinds and op.kind not in kinds):
            return
        size = op.formulas(row.arguments)[1]
        if isinstance(size, Expression) and claimed.metric != INPUT:
            altered = _altered(size.text, old, new)
            sizes = [altered.number(axis) for axis in op.symbols(row.arguments, row.input)[1]]
            whole = [size for size in sizes if isinstance(size, int) and size > 0]
            if len(whole) == len(sizes):
                layer = Counted(op, row.arguments, row.input, (row.output[0], *whole))
                yield from reseen(claimed, layer, size=altered)

    return count
