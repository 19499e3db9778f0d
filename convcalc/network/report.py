"""The walk over a graph: a row for each layer and group, with its numbers, and the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from convcalc.costs.metrics import METRICS
from convcalc.costs.op import CONVOLUTION, LINEAR, Bound, Shape
from convcalc.language.problems import Place, Problem
from convcalc.network.graph import Graph, Group, Layer
from convcalc.network.measured import BYTES, Measured, WorkedOut
from convcalc.network.sums import WEIGHTED, Sums, deepest, depths_of, kind_of_layer
from convcalc.spec.model import Expectation, Spec

if TYPE_CHECKING:
    from convcalc.language.values import Size
    from convcalc.network.receptive_field import Fields

SHARES = {
    "conv_params_share": (CONVOLUTION, "params"),
    "conv_macs_share": (CONVOLUTION, "macs"),
    "linear_params_share": (LINEAR, "params"),
    "linear_macs_share": (LINEAR, "macs"),
}
"""What each share of the whole network is a share of: the kind of layers, and what is counted."""


class Row(Measured):
    """A layer, or a group with the sums of what is in it; counts are for the report's batch.

    A group's sums are those of the main network, without side branches, unless the whole group is one. `copies` is the
    number of copies of a repeat, else 0; `input` and `output` are the first and the last shape; `inputs` the paths of
    what a layer reads, `arguments` one checked value for each argument of its op; `number` is that of the layer in the
    graph of its `report`, for a group that of the layer whose output is its own, None where it has none.
    """

    __slots__ = (
        "activations",
        "arguments",
        "children",
        "copies",
        "expect",
        "input",
        "inputs",
        "kernel",
        "kind",
        "layers",
        "macs",
        "name",
        "number",
        "op",
        "operation",
        "output",
        "params",
        "path",
        "place",
        "report",
        "reuses",
        "side",
        "weighted_layers",
    )

    def __init__(self, report: Report, path: str, name: str, operation: str, place: Place | None) -> None:
        self.report = report
        self.number: int | None = None
        self.path = path
        self.name = name
        self.operation = operation
        self.place = place
        self.op = ""
        self.kind = "group"
        self.children: list[Row] = []
        self.copies = 0
        self.arguments: Bound = {}
        self.input: Shape = ()
        self.output: Shape = ()
        self.inputs: tuple[str, ...] = ()
        self.kernel = ""
        self.params = 0
        self.macs = 0
        self.activations = 0
        self.layers = 0
        self.weighted_layers = 0
        self.side = False
        self.reuses: str | None = None
        self.expect: Sequence[Expectation] = ()

    def __repr__(self) -> str:
        numbers = f"output={self.output}, params={self.params}, macs={self.macs}"
        return f"<Row {self.path!r}: {self.operation!r}, {numbers}>"

    @property
    def activation_bytes(self) -> int:
        """The bytes of the activations as float32."""
        return BYTES * self.activations

    @property
    def params_share(self) -> float:
        """Its part of the main network's parameters."""
        return self.params / self.report.params if self.report.params and not self.side else 0.0

    @property
    def macs_share(self) -> float:
        """Its part of the main network's MACs."""
        return self.macs / self.report.macs if self.report.macs and not self.side else 0.0

    @property
    def fields(self) -> Fields:
        """The receptive fields of its network."""
        return self.report.fields

    @property
    def field_numbers(self) -> dict[str, int]:
        """The layer whose receptive field is its own: itself, of a group the one whose output is the group's."""
        return {self.path: self.number} if self.number is not None else {}

    def along(self, metric: str) -> Size:
        """A metric of its receptive field along each axis; empty where that is not defined."""
        return self.fields.value(self.number, metric)

    def signature(self) -> tuple[Any, ...]:
        """What two copies must share to be shown as one: all that is shown of them, but not their names."""
        return (self.operation, self.input, self.output, self.params, self.macs, self.side)


class Report(WorkedOut):
    """The numbers of a network.

    `rows` is the tree of layers and groups, `layers` its leaves in the order in which they run, both made when they are
    first asked for. `params` and `macs` are
    the main network's, and so are the shapes in `main_outputs`; side branches have their own. MACs, FLOPs and
    activations are those of `batch` images. `outputs` and `main_outputs` are shapes by their names.
    """

    __slots__ = (
        "_by_path",
        "_made",
        "_totals",
        "activations",
        "depth",
        "expect",
        "file",
        "inputs",
        "kinds",
        "macs",
        "main_outputs",
        "name",
        "neurons",
        "notes",
        "outputs",
        "params",
        "reference",
        "side_macs",
        "side_params",
        "warnings",
        "weighted_layers",
        "year",
    )

    def __init__(
        self,
        spec: Spec,
        graph: Graph,
        warnings: list[Problem],
        batch: int = 1,
        notes: Sequence[Problem] = (),
        ignore_global: bool = False,
    ) -> None:
        super().__init__(graph, batch, ignore_global)
        self._by_path: dict[str, Row] | None = None
        self._totals: dict[tuple[str, bool], int] = {}
        self.name = spec.name
        self.reference = spec.reference
        self.year = spec.year
        self.file = spec.file
        self.expect = spec.expect
        self.warnings = warnings
        self.notes = notes
        self.inputs: dict[str, Shape] = {name: graph.layers[number].output for name, number in graph.inputs.items()}
        self.outputs: dict[str, Shape] = {name: graph.layers[number].output for name, number in graph.outputs.items()}
        self.main_outputs: dict[str, Shape] = self.each("output")
        self._made: tuple[list[Row], list[Row]] | None = None
        sums = Sums(graph.layers, batch)
        self.kinds = sums.kinds
        self.params = sums.params
        self.macs = sums.macs
        self.activations = sums.activations
        self.neurons = sums.neurons
        self.weighted_layers = sums.weighted_layers
        self.side_params = sums.side_params
        self.side_macs = sums.side_macs
        self.depth = deepest(graph.layers, depths_of(graph.layers))

    @property
    def rows(self) -> list[Row]:
        """The tree of layers and groups: those on top."""
        return self._rows_and_layers()[0]

    @property
    def layers(self) -> list[Row]:
        """The layers in the order in which they run."""
        return self._rows_and_layers()[1]

    @property
    def by_path(self) -> dict[str, Row]:
        """Every layer and group by its path, a group before what is in it."""
        if self._by_path is None:
            self._by_path = {row.path: row for row in walk(self.rows)}
        return self._by_path

    @property
    def input(self) -> Shape:
        """The shape of the network's only input. Raises ConvcalcError where it has several."""
        shape: Shape = self.only("input")
        return shape

    @property
    def output(self) -> Shape:
        """The shape of the main network's only output. Raises ConvcalcError where it has several."""
        shape: Shape = self.only("output")
        return shape

    def total(self, metric: str, side: bool = False) -> int:
        """A count of the main network, or of its side branches, by the name of its metric."""
        known = getattr(self, f"side_{metric}" if side and METRICS[metric].layer else metric, None)
        if isinstance(known, int):
            return known
        if (metric, side) not in self._totals:
            self._totals[metric, side] = sum(getattr(row, metric) for row in self.layers if row.side == side)
        return self._totals[metric, side]

    def share(self, metric: str) -> tuple[int, int]:
        """A share that a kind of layers has of the network, `conv_params_share`, as its part and the whole."""
        kind, counted = SHARES[metric]
        return sum(getattr(entry, counted) for entry in self.kinds if entry.kind == kind), self.total(counted)

    @property
    def side_flops(self) -> int:
        """2·MACs of the side branches."""
        return 2 * self.side_macs

    def _rows_and_layers(self) -> tuple[list[Row], list[Row]]:
        if self._made is None:
            self._made = self._tree(self.graph)
        return self._made

    def _tree(self, graph: Graph) -> tuple[list[Row], list[Row]]:
        paths: dict[int, str] = {number: name for name, number in graph.inputs.items()}
        top = Row(self, "", "", "", None)
        pending: list[tuple[Row, Iterator[Group | Layer]]] = [(top, iter(graph.root.children))]
        by_number: list[tuple[int, Row]] = []
        while pending:
            parent, children = pending[-1]
            part = next(children, None)
            if part is None:
                pending.pop()
                if pending:
                    _sum(parent)
                continue
            path = f"{parent.path}.{part.name}" if parent.path else part.name
            row = Row(self, path, part.name, part.operation, part.place)
            row.expect = part.expect
            parent.children.append(row)
            if isinstance(part, Group):
                row.copies = part.copies
                row.number = part.result if part.result is not None and part.result >= 0 else None
                row.input = _shape(graph, part.first)
                row.output = _shape(graph, part.result)
                pending.append((row, iter(part.children)))
            else:
                paths[part.number] = path
                self._fill(row, part, graph)
                by_number.append((part.number, row))
        by_number.sort(key=lambda entry: entry[0])
        for number, row in by_number:
            layer = graph.layers[number]
            row.inputs = tuple(paths[other] for other in layer.inputs)
            row.reuses = paths[layer.original] if layer.original is not None else None
        return top.children, [row for _, row in by_number]

    def _fill(self, row: Row, layer: Layer, graph: Graph) -> None:
        row.op = layer.op
        row.number = layer.number
        row.kind = kind_of_layer(layer)
        row.input = graph.layers[layer.inputs[0]].output if layer.inputs else ()
        row.output = layer.output
        row.arguments = layer.arguments
        row.params = layer.params
        row.macs = layer.macs * self.batch
        row.activations = layer.values * self.batch
        row.layers = 1
        row.weighted_layers = int(row.kind in WEIGHTED)
        row.side = layer.side
        if "kernel_size" in layer.arguments:
            row.kernel = str(layer.arguments["kernel_size"])


def _shape(graph: Graph, number: int | None) -> Shape:
    return graph.layers[number].output if number is not None and number >= 0 else ()


def _sum(row: Row) -> None:
    """Give a group the sums of what is in it."""
    row.side = bool(row.children) and all(child.side for child in row.children)
    for child in row.children:
        if child.side == row.side:
            row.params += child.params
            row.macs += child.macs
            row.activations += child.activations
            row.layers += child.layers
            row.weighted_layers += child.weighted_layers


def walk(rows: list[Row], into_side: bool = True) -> Iterator[Row]:
    """Every row of a tree, a group before what is in it; side branches as a whole unless `into_side`."""
    pending = list(reversed(rows))
    while pending:
        row = pending.pop()
        yield row
        if into_side or not row.side:
            pending.extend(reversed(row.children))
