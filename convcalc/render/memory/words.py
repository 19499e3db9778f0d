"""What memory comes to in words: bytes in both units, what is alive while a layer runs, and which batch fits."""

from __future__ import annotations

from convcalc.costs.op import show_shape
from convcalc.language.numbers.byte_counts import show_both, show_bytes
from convcalc.language.numbers.quantity import show_count
from convcalc.network.graph import INPUT, Layer
from convcalc.network.memory import DTYPES, IN_PLACE, Need
from convcalc.study.memory import HeldTensor, MemoryStudy, Moment

MOST_NAMED = 6
"""The tensors that a sentence names."""

ALIVE = "alive: all that is held in memory while a layer runs, weights apart; of a group the most"

LEFT_OUT = (
    "left out: workspace, fragmentation, the framework's own memory, gradients of activations on their way back, "
    "masks and indices kept for them, buffers (running statistics of a batch norm)"
)


def moment_sentence(study: MemoryStudy, moment: Moment) -> str:
    """`25.7 MB (24.5 MiB) while conv1_2 runs: conv1_1's output (64×224×224, 12.8 MB) and its own (…)`"""
    row, layer = moment.row, moment.layer
    if layer is None:
        return f"{row.path if row is not None else ''} is in a side branch, which inference leaves out"
    largest = _largest(moment.tensors)
    named = [_tensor(study, tensor, layer) for tensor in largest]
    rest = [tensor.values for tensor in moment.tensors if tensor not in largest]
    if rest:
        named.append(f"{show_count(len(rest))} more ({show_bytes(study.bytes(sum(rest)))})")
    within = f"{row.path}: " if row is not None and row.path != layer.path else ""
    return f"{within}{show_both(study.bytes(moment.values))} while {_name(study, layer)} runs: {_listed(named)}"


def _largest(tensors: list[HeldTensor]) -> list[HeldTensor]:
    """The largest, in the order in which they were made; all where they are few."""
    if len(tensors) <= MOST_NAMED:
        return tensors
    chosen = sorted(tensors, key=lambda tensor: -tensor.values)[: MOST_NAMED - 1]
    return [tensor for tensor in tensors if tensor in chosen]


def _tensor(study: MemoryStudy, tensor: HeldTensor, running: Layer) -> str:
    layer = tensor.maker
    name = _name(study, layer) if layer.op == INPUT else f"{_name(study, layer)}'s output"
    shown = "its own" if layer is running and layer.op != INPUT else name
    return f"{shown} ({show_shape(layer.output)}, {show_bytes(study.bytes(tensor.values))})"


def _name(study: MemoryStudy, layer: Layer) -> str:
    """`conv1_1`, `the input`"""
    if layer.op != INPUT:
        return layer.path
    return "the input" if len(study.report.inputs) == 1 else f"the input {layer.name}"


def _listed(texts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))


def sums(study: MemoryStudy) -> list[str]:
    """The sums with their numbers: those of activations from the table's, the bytes from values and bytes of each."""
    memory = study.memory
    forward, in_place = show_count(memory.forward), memory.stored - memory.forward
    stored = f"{forward} + {show_count(in_place)} in place = {show_count(memory.stored)}" if in_place else "the same"
    twice = f"2·{forward} = {show_count(memory.forward_backward)}"
    lines = [f"forward activations: the total above; forward and backward: {twice}; every output stored: {stored}"]
    return [*lines, *(f"{need.name}: {_sum(need, study.batch)} bytes" for need in study.needs)]


def _sum(need: Need, batch: int) -> str:
    """`weights 4·138,357,544 + peak of activations 32·4·6,422,528 = 1,375,513,760`"""
    terms = []
    for part in need.parts:
        factors = [batch] if part.per_image and batch > 1 else []
        if part.values:
            terms.append(f"{part.name} {'·'.join(map(show_count, [*factors, part.size, part.values]))}")
    return f"{' + '.join(terms)} = {show_count(need.bytes(batch))}"


def fitting(study: MemoryStudy) -> list[str]:
    """The largest batch that fits the limit, or by how much an image is too large."""
    return [_fitting(need, study.limit) for need in study.needs] if study.limit is not None else []


def _fitting(need: Need, limit: int) -> str:
    within = f"{need.name} in {show_both(limit)}: "
    batch = need.largest_batch(limit)
    if not batch:
        over = need.bytes() - limit
        return f"{within}not even one image fits: it takes {show_both(need.bytes())}, {show_both(over)} too much"
    sum_ = f"⌊({show_count(limit)} − {show_count(need.fixed)})/{show_count(need.per_image)}⌋ = {show_count(batch)}"
    return f"{within}a batch of {show_count(batch)} fits; {sum_}"


def in_short(study: MemoryStudy) -> str:
    """What the numbers may not be taken for, and where more is said of them."""
    return f"{_sizes(study)}; the framework's own memory is left out; --legend tells each sum and all that is left out"


def conventions(study: MemoryStudy) -> list[str]:
    """How the numbers are meant, and what they leave out."""
    lines = [ALIVE]
    if study.in_place:
        lines.append(f"in place: {IN_PLACE} stand in the memory of what they read, where nothing else reads it")
    else:
        lines.append(f"not in place: {IN_PLACE} have memory of their own, as every layer has")
    return [*lines, f"{_sizes(study)}, 1 MiB = 1,048,576 bytes", LEFT_OUT]


def _sizes(study: MemoryStudy) -> str:
    size = DTYPES[study.dtype]
    sizes = f"{study.dtype}: {size} {'byte' if size == 1 else 'bytes'} a value"
    if study.weight_dtype != study.dtype:
        sizes += f"; weights, gradients and optimizer state in {study.weight_dtype}: {DTYPES[study.weight_dtype]}"
    return f"{sizes}; 1 MB = 1,000,000 bytes"
