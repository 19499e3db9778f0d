"""The table of slips that people make when they count: each is a row, and what comes out of it a small function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from convcalc.costs.ops import CONVOLUTION, OPS
from convcalc.network.report import WEIGHTED, Row
from convcalc.study.slips.counts import Change, Part, Seen, recounted, resized
from convcalc.study.slips.miscounts import CutOff, InBinary, Miscount
from convcalc.study.slips.runs import before_pool, network, other_input, other_rounding

Miscounts = Callable[[Part, str], Iterator[Miscount]]
"""What comes out of a slip for a part, each in the words that are given, or in its own."""


class Slip(NamedTuple):
    """A slip that people make: its name, what comes out of it in words, for which metrics, and the numbers."""

    name: str
    doc: str
    metrics: tuple[str, ...]
    miscounts: Miscounts


# What comes out of a slip


def _changed(*changes: Change) -> Miscounts:
    """Each layer's formula changed."""
    return lambda part, what: recounted(part, changes, what)


def _times(factor: int) -> Miscounts:
    """So many times the count."""
    return lambda part, what: iter(
        (Miscount(factor * part.value, what, lambda: f"{factor}·{part.value:,}"),) if part.value else ()
    )


def _divided(divisor: int) -> Miscounts:
    """The count divided."""
    return lambda part, what: iter(
        (Miscount(part.value // divisor, what, lambda: f"{part.value:,}/{divisor}"),)
        if part.value and part.value % divisor == 0
        else ()
    )


def _without(chosen: Callable[[Part], list[Row]]) -> Miscounts:
    """The count of a network or group with some layers left out."""

    def count(part: Part, what: str) -> Iterator[Miscount]:
        if part.layer is None:
            left_out = set(chosen(part))
            yield from part.changed_by(-part.own(row for row in part.rows if row in left_out), what)

    return count


def _first(part: Part) -> list[Row]:
    """The first convolution of a network."""
    row = network(part.report).first
    return [row] if row is not None and part.row is None else []


def _last(part: Part) -> list[Row]:
    """The last layer with weights, where it is not the only linear one."""
    known = network(part.report)
    return [known.last] if known.last is not None and known.linear != [known.last] else []


def _linear(part: Part) -> list[Row]:
    return network(part.report).linear


def _with_side(part: Part, what: str) -> Iterator[Miscount]:
    """Side branches counted with the rest."""
    if part.layer is None and not (part.row is not None and part.row.side):
        yield from part.changed_by(part.own(part.summed(side=True)), what)


def _shared_again(part: Part, what: str) -> Iterator[Miscount]:
    """Weights that are used again counted each time."""
    again = [row for row in part.rows if row.reuses is not None and row.op in OPS]
    counts = (Seen(OPS[row.op], row.arguments, row.input, row.output).count(part.counted) for row in again)
    yield from part.changed_by(part.factor * sum(counts), what)


def _one_tower(part: Part, what: str) -> Iterator[Miscount]:
    """Half of a network in two groups; what does not run again with the same weights."""
    if network(part.report).towers:
        yield from _divided(2)(part, what)
    if part.layer is None:
        yield from part.changed_by(-part.own(row for row in part.rows if row.reuses is not None), what)


CLASSES = {1000: 1001, 1001: 1000}
"""ImageNet's classes, without and with one for the background."""


def _classes(part: Part, what: str) -> Iterator[Miscount]:
    """Another number of classes in the last layer."""
    row = network(part.report).last
    other = CLASSES.get(row.output[0]) if row is not None else None
    if row is None or other is None or row.reuses is not None:
        return
    statement = f"with {other:,} classes"
    if part.is_shape:
        if part.metric == "output" and part.row in (None, row) and part.value[0] == row.output[0]:
            yield Miscount((other, *part.value[1:]), statement)
    elif part.layer is None and row in part.rows:
        own = Part(part.report, row, part.metric)
        for found in recounted(own, [Change({"N": str(other)})], statement):
            yield from part.changed_by(found.value - own.value, statement)
    elif part.layer is row:
        yield from recounted(part, [Change({"N": str(other)})], statement)


def _torchinfo(part: Part, what: str) -> Iterator[Miscount]:
    """Biases as MACs, and the parameters of batch norm once whatever the size; where there is a batch norm."""
    norm = Change(added="2*A*C", ops=("batch_norm",))
    if any(norm.changes(seen) for seen in part.seen):
        yield from recounted(part, [norm, Change(added="B*N*H′W′", kinds=WEIGHTED)], what)


def _in_binary(part: Part, what: str) -> Iterator[Miscount]:
    yield InBinary(part.value, what)


def _cut_off(part: Part, what: str) -> Iterator[Miscount]:
    yield CutOff(part.value, what)


def _rounded_up(part: Part, what: str) -> Iterator[Miscount]:
    """⌈⌉ for ⌊⌋ in a layer, and in all pools of the network."""
    if part.layer is not None:
        yield from resized(part, "floor", "ceil", what)
    yield from other_rounding(part, True, what)


def _rounded_down(part: Part, what: str) -> Iterator[Miscount]:
    """⌊⌋ for ⌈⌉ in all pools of the network."""
    yield from other_rounding(part, False, what)


def _sized(old: str, new: str, kinds: tuple[str, ...] = ()) -> Miscounts:
    """The formula of a layer's output size with something else in it."""

    def count(part: Part, what: str) -> Iterator[Miscount]:
        if part.layer is not None and (not kinds or part.layer.kind in kinds):
            yield from resized(part, old, new, what)

    return count


_PARAMS = ("params", "weight_bytes", "side_params")
_MACS = ("macs", "flops", "side_macs", "side_flops")
_COUNTS = (*_PARAMS, *_MACS)
_ALL = (*_COUNTS, "activations", "output", "input")

SLIPS: tuple[Slip, ...] = (
    Slip("bias forgotten", "the count without biases", _PARAMS, _changed(Change({"B": "0"}, kinds=WEIGHTED))),
    Slip(
        "one bias a layer",
        "the count with one bias a layer",
        _PARAMS,
        _changed(Change({"B": "0"}, "B", kinds=WEIGHTED)),
    ),
    Slip(
        "channels left out",
        "the count for filters that see one channel",
        _COUNTS,
        _changed(Change({"C": "1", "G": "1"}, kinds=(CONVOLUTION,))),
    ),
    Slip(
        "groups ignored",
        "the count without groups",
        _COUNTS,
        _changed(Change({"K²": "C*K²"}, kinds=(CONVOLUTION,), has="M"), Change({"G": "1"}, kinds=(CONVOLUTION,))),
    ),
    Slip(
        "groups applied twice",
        "the count with groups applied twice",
        _COUNTS,
        _changed(Change({"G": "G*G"}, kinds=(CONVOLUTION,), has="G", where="C % (G*G) == 0")),
    ),
    Slip("FLOPs for MACs", "FLOPs: two for each MAC", ("macs", "side_macs"), _times(2)),
    Slip("MACs for FLOPs", "MACs: half the FLOPs", ("flops", "side_flops"), _divided(2)),
    Slip("FLOPs doubled twice", "twice the FLOPs", ("flops", "side_flops"), _times(2)),
    Slip("forward and backward", "three times one forward pass, as a training step has", _MACS, _times(3)),
    Slip("bytes for parameters", "the bytes of the parameters as float32", ("params", "side_params"), _times(4)),
    Slip("parameters for bytes", "the parameters, of four bytes each", ("weight_bytes",), _divided(4)),
    Slip("K = 2^10", "with K = 2^10, M = 2^20, G = 2^30: MB for MiB", (*_COUNTS, "activations"), _in_binary),
    Slip("cut off", "cut off and not rounded", (*_COUNTS, "activations"), _cut_off),
    Slip(
        "batch norm left out",
        "the count without batch norm",
        _PARAMS,
        _changed(Change({"A": "0"}, ops=("batch_norm",))),
    ),
    Slip(
        "running statistics",
        "the count with the running mean and variance of batch norm",
        _PARAMS,
        _changed(Change(added="2*C", ops=("batch_norm",))),
    ),
    Slip(
        "buffers",
        "the count with all buffers of batch norm, num_batches_tracked too",
        _PARAMS,
        _changed(Change(added="2*C + 1", ops=("batch_norm",))),
    ),
    Slip(
        "biases as MACs",
        "the count with a MAC for each bias",
        _MACS,
        _changed(Change(added="B*N*H′W′", kinds=WEIGHTED)),
    ),
    Slip("torchinfo", "torchinfo's count: with biases, and batch norm's parameters once", ("macs",), _torchinfo),
    Slip(
        "fvcore",
        "fvcore's count: with two for each value of a batch norm, one for each that is averaged",
        ("macs",),
        _changed(
            Change(added="2*C*HW", ops=("batch_norm",)),
            Change(added="C*HW", ops=("adaptive_avg_pool", "global_avg_pool")),
        ),
    ),
    Slip(
        "transposed convolution counted on its output",
        "the count on the output of a transposed convolution",
        _MACS,
        _changed(Change({"HW": "H′W′"}, kinds=(CONVOLUTION,))),
    ),
    Slip("size before a pool", "the count on the size before the pool", _ALL, before_pool),
    Slip("ceil for floor", "with the division rounded up", _ALL, _rounded_up),
    Slip("floor for ceil", "with the division rounded down", _ALL, _rounded_down),
    Slip("224 for 227", "with an input of another usual size: 224, 227 or 256, 28 or 32", _ALL, other_input),
    Slip("padding forgotten", "without padding", _ALL, _sized("P", "0")),
    Slip("padding once", "with the padding on one side", _ALL, _sized("2*P", "P")),
    Slip("dilation forgotten", "without dilation", _ALL, _sized("F′", "F")),
    Slip("stride forgotten", "without the stride", _ALL, _sized("S", "1", WEIGHTED)),
    Slip("output padding forgotten", "without output padding", _ALL, _sized("O", "0")),
    Slip("one tower of two", "one tower of two", ("params", "macs", "activations"), _one_tower),
    Slip("weights counted again", "the count with shared weights once for each use", _PARAMS, _shared_again),
    Slip("heads counted", "the count with the side branches", (*_COUNTS, "activations"), _with_side),
    Slip("classifier left out", "the count without the last layer", _COUNTS, _without(_last)),
    Slip("linear layers left out", "the count without linear layers", _COUNTS, _without(_linear)),
    Slip("first convolution forgotten", "the count without the first convolution", _COUNTS, _without(_first)),
    Slip("1000 for 1001 classes", "with 1,001 classes for 1,000, or 1,000 for 1,001", _ALL, _classes),
)
"""Every slip. Another one is a row more."""
