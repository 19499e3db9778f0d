"""`convcalc.memory`: what a network needs in memory, for inference and for training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from convcalc.api.design import MOST_BATCH, DesignLike
from convcalc.api.explain import parts
from convcalc.api.result import Record, Result
from convcalc.api.values import Shape, Value, refuse, whole
from convcalc.language.numbers.byte_counts import parse_bytes
from convcalc.language.problems import did_you_mean, either
from convcalc.network.memory import DTYPES, FLOAT32, OPTIMIZERS, Need
from convcalc.network.report import Row
from convcalc.study.memory import MemoryStudy, Moment

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table

OPTIONS = ("batch", "dtype", "weight_dtype", "optimizer", "in_place", "limit", "strict", "changes")
MOST_BYTES = 1 << 80


class Memory(Result):
    """What a network needs in memory, weights and activations apart.

    `inference` and `training` are what each takes: `bytes(batch)`, `fixed` and `per_image` bytes, and `parts`.
    `inference_bytes` and `training_bytes` are those of `batch` images, `largest_batch` and `largest_training_batch` the
    most that fit in `limit` bytes, None without one. `peak` is the moment at which inference holds most, `moments` are
    those of the layers that were asked for; each has the `tensors` that are held. Counts of values are for one image:
    `forward_activations`, `stored_activations` and `peak_activations`.
    """

    __slots__ = ("_rows", "_study", "batch", "dtype", "forward_activations", "in_place", "inference", "inference_bytes",
                 "limit", "moments", "optimizer", "peak", "peak_activations", "stored_activations", "training",
                 "training_bytes", "weight_dtype")  # fmt: skip

    def __init__(self, study: MemoryStudy, rows: list[Row]) -> None:
        super().__init__(study.report.warnings, study.report.notes)
        self._study = study
        self._rows = rows
        self.batch: int = study.batch
        self.dtype: str = study.dtype
        self.weight_dtype: str = study.weight_dtype
        self.optimizer: str = study.optimizer
        self.in_place: bool = study.in_place
        self.limit: int | None = study.limit
        self.inference: Need = study.inference
        self.training: Need = study.training
        self.inference_bytes: int = study.inference.bytes(study.batch)
        self.training_bytes: int = study.training.bytes(study.batch)
        self.forward_activations: int = study.memory.forward
        self.stored_activations: int = study.memory.stored
        self.peak_activations: int = study.memory.peak
        self.peak: Moment = study.peak()
        self.moments: list[Moment] = study.moments(rows)

    @property
    def largest_batch(self) -> int | None:
        """The most images for which inference fits in `limit` bytes."""
        return self.inference.largest_batch(self.limit) if self.limit is not None else None

    @property
    def largest_training_batch(self) -> int | None:
        """The most images for which training fits in `limit` bytes."""
        return self.training.largest_batch(self.limit) if self.limit is not None else None

    def rows(self) -> list[Record]:
        """A dict for the input and each layer, for one image; of layers that were asked for, one for each tensor that
        is held while they run."""
        data = self.to_dict()
        if not self._rows:
            layers: list[Record] = data["layers"]
            return layers
        keys = ("shape", "values", "bytes", "last")
        return [
            {"path": moment["path"], "layer": moment["layer"], "tensor": tensor["layer"]}
            | {key: tensor[key] for key in keys}
            for moment in data["alive"]
            for tensor in moment["tensors"]
        ]

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.memory.show import render_memory

        return render_memory(self._study, self._rows, format, width=width)

    def _tables(self) -> list[Table]:
        from convcalc.render.html import MOST_LINES
        from convcalc.render.memory.table import layers_table, moment_table, sums_table

        if self._rows:
            return [moment_table(self._study, moment) for moment in self.moments]
        table = layers_table(self._study, len(self._study.report.layers))
        table = table if len(table.rows) <= MOST_LINES else layers_table(self._study)
        return [table, sums_table(self._study)]


def memory(
    design: DesignLike,
    /,
    *words: str,
    input: Shape | Mapping[str, Shape] | None = None,
    batch: int = 1,
    dtype: str = FLOAT32,
    weight_dtype: str | None = None,
    optimizer: str = "momentum",
    in_place: bool = True,
    limit: int | str | None = None,
    strict: bool = False,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Memory:
    """What a network needs in memory: each layer, what inference holds at once, what training keeps.

    `words` are paths of layers and groups, of which is told what is held while they run, and changes; the other
    arguments are as for `summarize`. `dtype` is that of activations, `weight_dtype` that of weights, gradients and the
    optimizer's state, both float32, float16, bfloat16, int8 or float64; `optimizer` is sgd, momentum, adam or none
    (frozen weights). `in_place` lets relu and its kin, dropout, identity and flatten stand in the memory of their
    input. `limit` are bytes, 16_000_000_000 or "16GiB". Raises ConvcalcError with everything that is wrong.

    >>> memory("vgg16", batch=32, limit="16GiB").largest_training_batch
    254
    """
    batch = whole("batch", batch, 1, MOST_BATCH)
    _one_of("dtype", dtype, DTYPES)
    _one_of("weight_dtype", weight_dtype or dtype, DTYPES)
    _one_of("optimizer", optimizer, OPTIMIZERS)
    bytes = _bytes(limit)
    report, rows = parts(design, words, input, changes, knobs, OPTIONS, strict)
    dtypes = {"dtype": dtype, "weight_dtype": weight_dtype or dtype}
    study = MemoryStudy(report, **dtypes, optimizer=optimizer, in_place=bool(in_place), batch=batch, limit=bytes)
    try:
        return Memory(study, rows)
    except ValueError as error:
        refuse(str(error), "name fewer layers")


def _one_of(name: str, value: object, known: Mapping[str, object]) -> None:
    """Raises ConvcalcError where an option has a value that it can't have."""
    if value not in known:
        refuse(f"{name} is '{value}'", did_you_mean(str(value), known) or f"it is {either(known)}")


def _bytes(limit: int | str | None) -> int | None:
    try:
        bytes = parse_bytes(limit) if isinstance(limit, str) else limit
    except ValueError as error:
        refuse(str(error))
    return whole("limit", bytes, 1, MOST_BYTES) if bytes is not None else None
