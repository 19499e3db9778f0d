"""The table of slips that people make when they count: each is a row, and what comes out of it a small function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from convcalc.costs.op import CONVOLUTION
from convcalc.costs.ops import OPS
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import divide
from convcalc.network.report import Row
from convcalc.network.sums import WEIGHTED
from convcalc.study.slips.counts import OUTPUT, Claimed, Counted, Recount, recounted, resized
from convcalc.study.slips.miscounts import (
    CutOff,
    InBinary,
    Miscount,
    OtherDigits,
    RoundedUp,
    WrongDigit,
    one_less,
    one_more,
    swapped,
)
from convcalc.study.slips.network import Network
from convcalc.study.slips.runs import before_pool, other_input, other_rounding, other_strides

Miscounts = Callable[[Claimed], Iterable[Miscount]]
"""What comes out of a slip for what is claimed."""


class Slip(NamedTuple):
    """A slip that people make: its name, what comes out of it in words, for which metrics, and the numbers."""

    name: str
    doc: str
    metrics: tuple[str, ...]
    miscounts: Miscounts


_CONVOLUTIONS = (CONVOLUTION,)
_NORMS = ("batch_norm",)

# What comes out of a slip


def _first_of(*changes: Recount) -> Miscounts:
    """Each layer counted as the first of these does that changes it."""
    return lambda claimed: claimed.changed_by(*recounted(claimed, *changes))


def _recounted(replaced: str = "", added: str = "", of: tuple[str, ...] = (), where: str = "true") -> Miscounts:
    """Each layer counted anew, as `Recount` says."""
    return _first_of(Recount(replaced, added, of, where))


def _times(factor: int) -> Miscounts:
    """So many times the count."""
    return lambda claimed: [Miscount(factor * claimed.number, lambda: f"{factor:,}·{claimed.number:,}")]


def _divided(divisor: int) -> Miscounts:
    """The count divided, whole or not."""
    return lambda claimed: [Miscount(divide(claimed.number, divisor), lambda: f"{claimed.number:,}/{divisor:,}")]


def _digits(changed: Callable[[str, str], bool]) -> Miscounts:
    """The count with other digits."""
    return lambda claimed: [OtherDigits(claimed.number, changed)]


def _in_binary(miscounts: Miscounts, statement: str) -> Miscounts:
    """What comes out of another slip, in K of 1,024: two slips together."""

    def count(claimed: Claimed) -> Iterator[Miscount]:
        for one in miscounts(claimed):
            if isinstance(one.value, int):
                yield InBinary(one.value, None, statement)

    return count


def _without(chosen: Callable[[Network], Iterable[Row]]) -> Miscounts:
    """The count of a network or group with some layers left out."""

    def count(claimed: Claimed) -> Iterator[Miscount]:
        if claimed.layer is None:
            left_out = set(chosen(claimed.network))
            yield from claimed.changed_by(-claimed.sum_of(row for row in claimed.rows if row in left_out))

    return count


def _without_first(claimed: Claimed) -> Iterable[Miscount]:
    """The count of a network without its first convolution."""
    return _without(lambda network: network.first)(claimed) if claimed.row is None else ()


def _with_side(claimed: Claimed) -> Iterator[Miscount]:
    """Side branches counted with the rest."""
    if claimed.layer is None and not (claimed.row is not None and claimed.row.side):
        yield from claimed.changed_by(claimed.sum_of(claimed.summed(side=True)))


def _shared_again(claimed: Claimed) -> Iterator[Miscount]:
    """Weights that are used again counted each time."""
    again = (row for row in claimed.rows if row.reuses is not None and row.op in OPS)
    layers = (Counted(OPS[row.op], row.arguments, row.input, row.output) for row in again)
    return claimed.changed_by(claimed.factor * sum(layer.count(claimed.counted) for layer in layers))


def _one_tower(claimed: Claimed) -> Iterator[Miscount]:
    """Half of a network in two groups; what does not run again with the same weights."""
    if claimed.network.towers:
        yield from _divided(2)(claimed)
    if claimed.layer is None:
        yield from claimed.changed_by(-claimed.sum_of(row for row in claimed.rows if row.reuses is not None))


CLASSES = {1000: 1001, 1001: 1000}
"""ImageNet's classes, without and with one for the background."""


def _classes(claimed: Claimed) -> Iterator[Miscount]:
    """Another number of classes in the last layer."""
    for row in claimed.network.last:
        other = CLASSES.get(row.output[0]) if row.reuses is None else None
        if other is None:
            return
        statement = f"with {other:,} classes"
        if claimed.is_shape:
            if claimed.metric == OUTPUT and claimed.row in (None, row) and claimed.shape[0] == row.output[0]:
                yield Miscount((other, *claimed.shape[1:]), None, statement)
        elif row in claimed.rows:
            alone = Claimed(claimed.network, row, claimed.metric)
            difference, worked = recounted(alone, Recount(f"N={other}"))
            yield from claimed.changed_by(difference, worked if claimed.layer is row else None, statement)


_BIAS_MACS = Recount(added="B*N*H′W′", of=WEIGHTED)
_NORM_PARAMS = Recount(added="2*A*C", of=_NORMS)


_ADDED_BIASES = Recount("B=1", of=_CONVOLUTIONS, where="B == 0")
_RUNNING = Recount(added="2*C", of=_NORMS)


def _keras(claimed: Claimed) -> Iterable[Miscount]:
    """Both, where both are something: else it is one of them alone."""
    both = all(any(map(change.changes, claimed.layers)) for change in (_ADDED_BIASES, _RUNNING))
    return _first_of(_ADDED_BIASES, _RUNNING)(claimed) if both else ()


def _torchinfo(claimed: Claimed) -> Iterable[Miscount]:
    """Biases as MACs, and the parameters of batch norm once whatever the size; where there is a batch norm."""
    return _first_of(_NORM_PARAMS, _BIAS_MACS)(claimed) if any(map(_NORM_PARAMS.changes, claimed.layers)) else ()


def _rounded_up(claimed: Claimed) -> Iterator[Miscount]:
    """⌈⌉ for ⌊⌋ in a layer, and in all pools of the network."""
    yield from resized("floor", "ceil")(claimed)
    yield from other_rounding(claimed, True)


_PARAMS = ("params", "weight_bytes", "side_params")
_MACS = ("macs", "flops", "side_macs", "side_flops")
_COUNTS = (*_PARAMS, *_MACS)
_NUMBERS = (*_COUNTS, "activations")
_ALL = (*_NUMBERS, "output", "input")

SLIPS: tuple[Slip, ...] = (
    Slip("bias forgotten", "the count without biases", _PARAMS, _recounted("B=0", of=WEIGHTED)),
    Slip("one bias a layer", "the count with one bias a layer", _PARAMS, _recounted("B=0", "B", of=WEIGHTED)),
    Slip(
        "channels left out",
        "the count for filters that see one channel",
        _COUNTS,
        _recounted("C=1 G=1", of=_CONVOLUTIONS),
    ),
    Slip(
        "groups ignored",
        "the count without groups",
        _COUNTS,
        _first_of(Recount("K²=C*K²", of=_CONVOLUTIONS, where="M >= 1"), Recount("G=1", of=_CONVOLUTIONS)),
    ),
    Slip(
        "groups applied twice",
        "the count with groups applied twice",
        _COUNTS,
        _recounted("G=G*G", of=_CONVOLUTIONS, where="C % (G*G) == 0"),
    ),
    Slip("FLOPs for MACs", "FLOPs: two for each MAC", ("macs", "side_macs"), _times(2)),
    Slip("MACs for FLOPs", "MACs: half the FLOPs", ("flops", "side_flops"), _divided(2)),
    Slip("FLOPs doubled twice", "twice the FLOPs", ("flops", "side_flops"), _times(2)),
    Slip("forward and backward", "three times one forward pass, as a training step has", _MACS, _times(3)),
    Slip("bytes for parameters", "the bytes of the parameters as float32", ("params", "side_params"), _times(4)),
    Slip("parameters for bytes", "the parameters, of four bytes each", ("weight_bytes",), _divided(4)),
    Slip(
        "K = 2^10",
        "with K = 2^10, M = 2^20, G = 2^30: MB for MiB",
        _NUMBERS,
        lambda claimed: [InBinary(claimed.number)],
    ),
    Slip("tenfold", "ten times the count", _NUMBERS, _times(10)),
    Slip("tenth", "a tenth of the count", _NUMBERS, _divided(10)),
    Slip("thousandfold", "a thousand times the count", _NUMBERS, _times(1000)),
    Slip("thousandth", "a thousandth of the count", _NUMBERS, _divided(1000)),
    Slip("digits swapped", "with two digits swapped", _NUMBERS, _digits(swapped)),
    Slip("digit too many", "with a digit too many", _NUMBERS, _digits(one_more)),
    Slip("digit missing", "with a digit missing", _NUMBERS, _digits(one_less)),
    Slip("cut off", "cut off and not rounded", _NUMBERS, lambda claimed: [CutOff(claimed.number)]),
    Slip("rounded up", "rounded up and not to the nearest", _NUMBERS, lambda claimed: [RoundedUp(claimed.number)]),
    Slip("batch norm left out", "the count without batch norm", _PARAMS, _recounted("A=0", of=_NORMS)),
    Slip(
        "running statistics",
        "the count with the running mean and variance of batch norm, as Keras and the weight files of Darknet have it",
        _PARAMS,
        _recounted(added="2*C", of=_NORMS),
    ),
    Slip(
        "buffers",
        "the count with all buffers of batch norm, num_batches_tracked too",
        _PARAMS,
        _recounted(added="2*C + 1", of=_NORMS),
    ),
    Slip(
        "running statistics without gains",
        "the count with running statistics and without gains, as of Keras's Inception",
        _PARAMS,
        _recounted(added="C", of=_NORMS),
    ),
    Slip("biases added", "the count with a bias in each convolution", _PARAMS, _first_of(_ADDED_BIASES)),
    Slip(
        "Keras's ResNet",
        "Keras's count of a ResNet: with a bias in each convolution, and running statistics",
        _PARAMS,
        _keras,
    ),
    Slip("biases as MACs", "the count with a MAC for each bias", _MACS, _first_of(_BIAS_MACS)),
    Slip("torchinfo", "torchinfo's count: with biases, and batch norm's parameters once", ("macs",), _torchinfo),
    Slip(
        "fvcore",
        "fvcore's count: with two for each value of a batch norm, one for each that is averaged",
        ("macs",),
        _first_of(
            Recount(added="2*C*HW", of=_NORMS), Recount(added="C*HW", of=("adaptive_avg_pool", "global_avg_pool"))
        ),
    ),
    Slip(
        "transposed convolution counted on its output",
        "the count on the output of a transposed convolution",
        _MACS,
        _recounted("HW=H′W′", of=_CONVOLUTIONS),
    ),
    Slip("size before a pool", "the count on the size before the pool", _ALL, before_pool),
    Slip("ceil for floor", "with the division rounded up", _ALL, _rounded_up),
    Slip("floor for ceil", "with the division rounded down", _ALL, lambda claimed: other_rounding(claimed, False)),
    Slip(
        "224 for 227",
        "with an input of another usual size: 224, 227 or 256, 224 or 299, 28 or 32, 320, 416 or 608",
        _ALL,
        other_input,
    ),
    Slip("strides swapped", "with strides swapped, or in another convolution of a block", _ALL, other_strides),
    Slip("padding forgotten", "without padding", _ALL, resized("P", "0")),
    Slip("padding once", "with the padding on one side", _ALL, resized("2*P", "P")),
    Slip("dilation forgotten", "without dilation", _ALL, resized("F′", "F")),
    Slip("stride forgotten", "without the stride", _ALL, resized("S", "1", WEIGHTED)),
    Slip("output padding forgotten", "without output padding", _ALL, resized("O", "0")),
    Slip("one tower of two", "one tower of two", ("params", "macs", "activations"), _one_tower),
    Slip("weights counted again", "the count with shared weights once for each use", _PARAMS, _shared_again),
    Slip("heads counted", "the count with the side branches", _NUMBERS, _with_side),
    Slip(
        "classifier left out",
        "the count without the last layer",
        _COUNTS,
        _without(lambda network: network.last if network.linear != network.last else ()),
    ),
    Slip(
        "linear layers left out", "the count without linear layers", _COUNTS, _without(lambda network: network.linear)
    ),
    Slip("first convolution forgotten", "the count without the first convolution", _COUNTS, _without_first),
    Slip("1000 for 1001 classes", "with 1,001 classes for 1,000, or 1,000 for 1,001", _ALL, _classes),
)
"""Every slip. Another one is a row more."""

TOGETHER: tuple[Slip, ...] = (
    Slip(
        "biases forgotten, and K = 2^10",
        "the count without biases, in K = 2^10 or M = 2^20",
        _PARAMS,
        _in_binary(_recounted("B=0", of=WEIGHTED), "the count without biases"),
    ),
)
"""Two slips together, which are named where none alone gives the number."""

LAST: tuple[Slip, ...] = (
    Slip("digit wrong", "with one digit wrong", _NUMBERS, lambda claimed: [WrongDigit(claimed.number)]),
)
"""What is named where nothing else gives the number."""

_OF_WRITING = (
    *("tenfold", "tenth", "thousandfold", "thousandth"),
    *("digits swapped", "digit too many", "digit missing"),
)
OF_WRITING = {slip.doc for slip in SLIPS if slip.name in _OF_WRITING}
"""What comes out of those after which the number is still the true one, and not one that is counted otherwise."""
