"""What a design needs in memory, in the dtypes, with the optimizer and for the batch that were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from convcalc.network.graph import Layer
from convcalc.network.memory import DTYPES, FLOAT32, Memory, Need, inference, training
from convcalc.network.report import Report, Row, walk


class HeldTensor(NamedTuple):
    """A tensor that is held: the layer that made it, and the last that needs it (None: it lives to the end)."""

    maker: Layer
    values: int
    last: Layer | None


class Moment(NamedTuple):
    """What inference holds while a layer runs: the `values` of all `tensors`, in the order in which they were made.

    `row` is what was asked for; a side branch, which inference leaves out, has no layer.
    """

    row: Row | None
    layer: Layer | None
    values: int
    tensors: list[HeldTensor]


class MemoryStudy:
    """The memory of a network, and what inference and training need of it.

    `batch` are the images of a step, `limit` the bytes there are, None where nothing is said of them.
    """

    __slots__ = (
        "batch", "dtype", "in_place", "inference", "limit", "memory", "optimizer", "report", "training", "weight_dtype",
    )  # fmt: skip

    def __init__(
        self,
        report: Report,
        *,
        dtype: str = FLOAT32,
        weight_dtype: str | None = None,
        optimizer: str = "momentum",
        in_place: bool = True,
        batch: int = 1,
        limit: int | None = None,
    ) -> None:
        self.report = report
        self.dtype = dtype
        self.weight_dtype = weight_dtype or dtype
        self.optimizer = optimizer
        self.in_place = in_place
        self.batch = batch
        self.limit = limit
        self.memory = report.memory if in_place else Memory(report.graph, in_place=False)
        self.inference = inference(self.memory, self.dtype, self.weight_dtype)
        self.training = training(self.memory, optimizer, self.dtype, self.weight_dtype)

    @property
    def needs(self) -> tuple[Need, Need]:
        """What inference needs, and what training does."""
        return self.inference, self.training

    def bytes(self, values: int) -> int:
        """The bytes of so many values of activations."""
        return values * DTYPES[self.dtype]

    def weight_bytes(self, weights: int) -> int:
        """The bytes of so many weights."""
        return weights * DTYPES[self.weight_dtype]

    def peak(self) -> Moment:
        """The moment at which inference holds most."""
        number = self.memory.liveness.peak
        return self._moment(None, number, self.memory.liveness.held([number])[number])

    def moments(self, rows: list[Row]) -> list[Moment]:
        """The moment of each layer; of a group that of its layer at which most is held. Raises ValueError for too many
        tensors."""
        numbers = [self.busiest([row]) for row in rows]
        held = self.memory.liveness.held(number for number in numbers if number is not None)
        return [
            self._moment(row, number, held[number]) if number is not None else Moment(row, None, 0, [])
            for row, number in zip(rows, numbers, strict=True)
        ]

    def _moment(self, row: Row | None, number: int, makers: list[int]) -> Moment:
        layers, liveness = self.report.graph.layers, self.memory.liveness
        tensors = []
        for maker in makers:
            last = liveness.last[maker]
            tensors.append(
                HeldTensor(layers[maker], liveness.values[maker], layers[last] if last < len(layers) else None)
            )
        return Moment(row, layers[number], liveness.alive[number], tensors)

    def busiest(self, rows: list[Row]) -> int | None:
        """The first layer of some rows, by its number, that runs while most is alive; None where none is run."""
        alive = self.memory.liveness.alive
        numbers = [layer.number for layer in layers_of(rows, self.report) if not layer.side]
        return max(numbers, key=alive.__getitem__, default=None)


def layers_of(rows: list[Row], report: Report) -> Iterator[Layer]:
    """The layers of rows and of what is in them, in order."""
    for row in walk(rows):
        if row.op and row.number is not None:
            yield report.graph.layers[row.number]
