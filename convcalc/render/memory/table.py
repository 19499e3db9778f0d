"""Memory as tables: the layers with what is alive while each runs, the sums by name, and the tensors of one moment."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.costs.metrics import METRICS
from convcalc.costs.op import show_shape
from convcalc.language.numbers.byte_counts import show_both, show_bytes
from convcalc.language.numbers.quantity import show_count
from convcalc.network.memory import TRAINING
from convcalc.network.report import Row
from convcalc.render.memory.columns import (
    LAYER_COLUMNS,
    TENSOR_COLUMNS,
    maker,
    numbered_paths,
    sorted_tensors,
)
from convcalc.render.memory.words import conventions, fitting, in_short, moment_sentence, sums
from convcalc.render.table.folding import TreeLine, fold, reading
from convcalc.render.table.layout import (
    BAR,
    END,
    MIDDLE,
    OPENED,
    PLAIN,
    RIGHT,
    SIDE,
    TOTAL,
    Column,
    Table,
    TableRow,
)
from convcalc.study.columns import checked_columns
from convcalc.study.memory import MemoryStudy, Moment, layers_of

IN_PLACE = "in place"
THE_END = "the end"


DEFAULT = ("layer", "output", "activations", "activation_bytes", "params", "weight_bytes", "alive_bytes", "alive_bar")
DEFAULT_OF_TENSORS = ("tensor", "shape", "values", "bytes", "last")


def layers_table(
    study: MemoryStudy, depth: int | None = None, columns: Sequence[str] | None = None, sort: str | None = None
) -> Table:
    """The layers for one image: what each puts out, weighs, and what is alive while it runs; groups where folded.

    With `sort` the inputs and layers, the greatest first. Raises ConvcalcError for columns that are none, ValueError
    for what is no number to sort by.
    """
    names = checked_columns(columns, LAYER_COLUMNS) or DEFAULT
    table = Table(_columns(study, chosen=columns is not None))
    table.head = [_head(study)]
    sums, inputs = _Sums(study), set(study.report.graph.inputs.values())
    lines = [] if sort is not None else fold(study.report.rows, depth, sums.signature)
    for path, number in numbered_paths(study, sort):
        if number in inputs:
            table.rows.append(_input(study, number))
        elif sort is not None:
            row = study.report.by_path[path]
            lines.append(TreeLine(row, path, 0, side=row.side))
            table.rows.append(_entry(study, lines[-1], *sums.of(row)))
    if sort is None:
        table.rows += [_entry(study, line, *sums.of(line.row)) for line in lines]
    table.rows += _totals(study)
    table.foot = _reading(study, lines)
    return table.select(names)


def _columns(study: MemoryStudy, chosen: bool) -> list[Column]:
    """All columns of layers; where none were chosen, the bytes of weights are shown only if there is room."""
    return [
        Column("layer", "layer", elide=MIDDLE, rank=1),
        Column("path", "path", elide=MIDDLE, rank=1),
        Column("output", "output", align=RIGHT),
        Column("activations", "activations", align=RIGHT),
        Column("activation_bytes", study.dtype, align=RIGHT),
        Column("tensor", "tensor", elide=MIDDLE, rank=1),
        Column("params", "weights", align=RIGHT),
        Column("weight_bytes", f"as {study.weight_dtype}", align=RIGHT, extra=int(not chosen)),
        Column("side", "side"),
        Column("alive", "values alive", align=RIGHT),
        Column("alive_bytes", "alive", align=RIGHT),
        Column("alive_bar", "peak", align=BAR, rank=2),
    ]


def _input(study: MemoryStudy, number: int) -> TableRow:
    layer, values = study.report.graph.layers[number], study.memory.liveness.values[number]
    cells = [layer.name, layer.name, show_shape(layer.output), show_count(values), show_bytes(study.bytes(values))]
    return TableRow([*cells, layer.name, "", "", "", *_alive(study, number)])


def _head(study: MemoryStudy) -> str:
    report = study.report
    one = len(report.inputs) == 1
    shapes = [f"{'input' if one else name} {show_shape(shape)}" for name, shape in report.inputs.items()]
    names = (report.name, *shapes, report.file) if report.name else (report.file, *shapes)
    return " · ".join(filter(None, names))


class _Sums:
    """What is shown of rows, each worked out once: the values that they make, and the most that is alive."""

    def __init__(self, study: MemoryStudy) -> None:
        self.study = study
        self.known: dict[Row, tuple[int, int | None]] = {}

    def of(self, row: Row) -> tuple[int, int | None]:
        """The values that a row makes, and the layer of it at which most is alive; None where none is run."""
        found = self.known.get(row)
        if found is None:
            layers = [layer for layer in layers_of([row], self.study.report) if layer.side == row.side]
            found = self.known[row] = self.study.memory.made(layers), self.study.busiest([row])
        return found

    def signature(self, row: Row) -> object:
        """All that the table shows of a row but its name: copies that are equal in it stand on one line."""
        made, number = self.of(row)
        return row.signature(), made, self.study.memory.liveness.alive[number] if number is not None else None


def _entry(study: MemoryStudy, line: TreeLine, made: int, number: int | None) -> TableRow:
    row = line.row
    if row.op and not made:
        values, size = f"({show_count(row.activations * line.count)})", IN_PLACE
    else:
        values, size = show_count(made * line.count), show_bytes(study.bytes(made * line.count))
    weights = row.params * line.count
    tensor = maker(study, row.number) if row.op and row.number is not None and line.count == 1 else ""
    cells = [line.indented + line.marks, line.path, show_shape(row.output), values, size, tensor, show_count(weights)]
    cells += [show_bytes(study.weight_bytes(weights)), "side" if row.side else ""]
    style = OPENED if line.opened else SIDE if row.side else PLAIN
    return TableRow([*cells, *_alive(study, number)], style)


def _alive(study: MemoryStudy, number: int | None) -> list[str]:
    """What is alive while a layer runs, and how that stands to the peak; nothing for one that inference leaves out."""
    if number is None:
        return ["", "", ""]
    alive = study.memory.liveness.alive[number]
    return [show_count(alive), show_bytes(study.bytes(alive)), repr(alive / study.memory.peak)]


def _totals(study: MemoryStudy) -> list[TableRow]:
    memory = study.memory
    entries = [_total(study, "total", memory.forward, memory.weights, memory.peak)]
    if any(row.side for row in study.report.layers):
        entries.append(_total(study, "side total", memory.side_forward, memory.side_weights, None))
    return entries


def _total(study: MemoryStudy, label: str, values: int, weights: int, peak: int | None) -> TableRow:
    sizes = [show_count(values), show_bytes(study.bytes(values)), ""]
    weighed = [show_count(weights), show_bytes(study.weight_bytes(weights)), ""]
    alive = [show_count(peak), show_bytes(study.bytes(peak))] if peak is not None else ["", ""]
    return TableRow([label, label, "", *sizes, *weighed, *alive, ""], style=TOTAL)


def _reading(study: MemoryStudy, lines: list[TreeLine]) -> list[str]:
    """How the lines are to be read."""
    first = ["for one image"]
    if any(study.memory.liveness.makers[layer.number] != layer.number for layer in study.report.graph.layers):
        first.append("(…): in place, in the memory of its input, in no sum")
    opened = "indented lines add up to the line they stand under, but for alive"
    return reading(lines, first, opened=opened, side="a side branch, which inference leaves out, not in the total")


def sums_table(study: MemoryStudy, legend: bool = False) -> Table:
    """The sums by name: activations as people count them, what inference and what training needs.

    With a `legend`, how each is worked out, what in the tables is meant by what, and all that is left out.
    """
    many = study.batch > 1
    table = Table(
        [
            Column("sum", "", elide=END, rank=1, prose=True),
            Column("values", "values", align=RIGHT),
            _bytes_column("one image"),
        ]
    )
    if many:
        table.columns.append(_bytes_column(f"batch of {show_count(study.batch)}"))

    def add(label: str, values: str, sizes: tuple[int, int] | None, style: str = PLAIN) -> None:
        shown = list(map(show_both, sizes)) if sizes is not None else ["", ""]
        table.rows.append(TableRow([label, values, *shown[: 2 if many else 1]], style))

    memory = study.memory
    add(METRICS["neurons"].title, show_count(study.report.neurons), None)
    add("activations", "", None, OPENED)
    for name, values in named_sums(study).items():
        sizes = (study.bytes(values), study.bytes(values * study.batch))
        add(f"  {METRICS[name].title}", show_count(values), sizes)
    if memory.side_forward:
        sizes = (study.bytes(memory.side_forward), study.bytes(memory.side_forward * study.batch))
        add("  side branches", show_count(memory.side_forward), sizes)
    for need in study.needs:
        label = f"{need.name}, optimizer {study.optimizer}" if need.name == TRAINING else need.name
        add(label, "", (need.bytes(), need.bytes(study.batch)), OPENED)
        for part in need.parts:
            add(f"  {part.name}", show_count(part.values), (part.bytes(), part.bytes(study.batch)))
    peak = f"peak of inference, one image: {moment_sentence(study, study.peak())}"
    table.foot = [peak, *fitting(study), in_short(study)]
    if legend:
        table.foot = [*sums(study), peak, *fitting(study), *conventions(study)]
    return table


def named_sums(study: MemoryStudy) -> dict[str, int]:
    """The sums of activations by the names of their metrics, in values for one image."""
    memory = study.memory
    return {
        "forward_activations": memory.forward,
        "forward_backward_activations": memory.forward_backward,
        "stored_activations": memory.stored,
        "peak_activations": memory.peak,
    }


def _bytes_column(title: str) -> Column:
    return Column("bytes", title, align=RIGHT)


def moment_table(
    study: MemoryStudy, moment: Moment, columns: Sequence[str] | None = None, sort: str | None = None
) -> Table:
    """The tensors that are alive while a layer runs; `columns` and `sort` as for layers."""
    names = checked_columns(columns, TENSOR_COLUMNS) or DEFAULT_OF_TENSORS
    table = Table(
        [
            Column("path", "asked for", elide=MIDDLE, rank=1),
            Column("layer", "while", elide=MIDDLE, rank=1),
            Column("tensor", "made by", elide=MIDDLE, rank=1),
            Column("shape", "shape", align=RIGHT),
            Column("values", "values", align=RIGHT),
            Column("bytes", study.dtype, align=RIGHT),
            Column("last", "needed until", elide=MIDDLE, rank=1),
        ]
    )
    table.head = [moment_sentence(study, moment)]
    if moment.layer is None:
        return table.select(names)
    asked = [moment.row.path if moment.row is not None else "", moment.layer.path]
    for tensor in sorted_tensors(moment, sort):
        cells = [*asked, tensor.maker.path, show_shape(tensor.maker.output), show_count(tensor.values)]
        last = tensor.last.path if tensor.last is not None else THE_END
        table.rows.append(TableRow([*cells, show_bytes(study.bytes(tensor.values)), last]))
    sizes = [show_count(moment.values), show_bytes(study.bytes(moment.values))]
    table.rows.append(TableRow(["", "", "total", "", *sizes, ""], TOTAL))
    return table.select(names)
