"""Receptive fields against brute force: small nets whose index sets are carried from layer to layer in plain Python.

`taps` says for each op which places of its input a unit meets, from its definition and not from any window; a set of
places then goes back layer by layer to the input. Once with only the places that there are, which is what a unit truly
reads, and once as if every axis went on, which is how receptive fields are counted.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convcalc.language.problems import ConvcalcError
from convcalc.network.receptive_field import Fields
from convcalc.study.design import summarize
from convcalc.study.explain.windows import readers, reads

METRICS = ("receptive_field", "jump", "start", "effective_padding")


def fields_of(design, *changes, ignore_global=False):
    return Fields(summarize(design, *changes).graph, ignore_global)


def values(design, *changes, ignore_global=False):
    """The four metrics of the last layer."""
    fields = fields_of(design, *changes, ignore_global=ignore_global)
    return tuple(fields.value(fields.graph.final, metric) for metric in METRICS)


# Brute force


def taps(layer, axis, size, units, unit):
    """The places along an axis that a unit meets, in the padding too."""
    arguments = {name: value[axis] if isinstance(value, tuple) else value for name, value in layer.arguments.items()}
    if layer.op in ("conv", "max_pool", "avg_pool", "depthwise_conv", "local_conv"):
        kernel, stride, dilation = arguments["kernel_size"], arguments["stride"], arguments.get("dilation", 1)
        padding = arguments["padding"]
        if padding == "same":
            padding = max((units - 1) * stride + dilation * (kernel - 1) + 1 - size, 0) // 2
        begin = unit * stride - padding
        return range(begin, begin + dilation * (kernel - 1) + 1, dilation)
    if layer.op == "conv_transpose":
        dilation = arguments["dilation"]
        reached = [unit + arguments["padding"] - tap * dilation for tap in range(arguments["kernel_size"])]
        return [place // arguments["stride"] for place in reached if place % arguments["stride"] == 0]
    if layer.op.startswith("adaptive") or arguments.get("mode") == "area":
        return range(unit * size // units, -((unit + 1) * size // -units))
    if layer.op == "upsample":
        ratio = Fraction(arguments["scale_factor"] or Fraction(units, size))
        if arguments["mode"] == "nearest":
            return [math.floor(unit / ratio)]
        source = (unit + Fraction(1, 2)) / ratio - Fraction(1, 2)
        below = math.floor(source)
        if source == below:
            return [below]
        return [below - 1, below, below + 1, below + 2] if arguments["mode"] == "bicubic" else [below, below + 1]
    if layer.op == "pixel_shuffle":
        return [unit // arguments["upscale_factor"]]
    if layer.op == "pixel_unshuffle":
        return [unit * arguments["downscale_factor"] + part for part in range(arguments["downscale_factor"])]
    if layer.op == "crop":
        return [unit + (size - units) // 2]
    if layer.op == "pad":
        return [unit - arguments["before"]]
    if layer.op.startswith("global"):
        return range(size)
    assert layer.op in ("relu", "batch_norm", "dropout", "lrn"), layer.op
    return [unit]


def brute(graph, number, place, *, clipped):
    """The places of the (one) input that a unit of a layer meets."""
    known = {}

    def met(number, place):
        layer = graph.layers[number]
        if not layer.inputs:
            return frozenset([place])
        if (number, place) in known:
            return known[number, place]
        found = set()
        for before in layer.inputs:
            sizes = graph.layers[before].output[1:]
            if layer.op in ("add", "multiply", "concat"):
                own = tuple(0 if size == 1 else unit for size, unit in zip(sizes, place, strict=True))
                found |= met(before, own)
                continue
            each = [
                [tap for tap in taps(layer, axis, size, units, unit) if not clipped or 0 <= tap < size]
                for axis, (size, units, unit) in enumerate(zip(sizes, layer.output[1:], place, strict=True))
            ]
            for inner in itertools.product(*each):
                found |= met(before, inner)
        known[number, place] = frozenset(found)
        return known[number, place]

    return met(number, place)


def hull(places):
    return tuple((min(along), max(along)) for along in zip(*places, strict=True)) if places else None


def listed(region):
    """The places of a region, one by one; it is exact, and none is counted twice."""
    each = [
        itertools.product(*([place for first, last in runs for place in range(first, last + 1)] for runs in box))
        for box in region.boxes
    ]
    places = {place for box in each for place in box}
    assert region.exact
    assert region.size == len(places)
    assert region.ends == hull(places)
    return places


def span_along(graph, number, axis, unit):
    """From the first to the last place along one axis that a unit meets, in a chain of layers; None where none."""
    places = {unit}
    while graph.layers[number].inputs:
        layer = graph.layers[number]
        (before,) = layer.inputs
        sizes = graph.layers[before].output[1:]
        places = {tap for place in places for tap in taps(layer, axis, sizes[axis], layer.output[axis + 1], place)}
        number = before
    return (min(places), max(places)) if places else None


@st.composite
def calls(draw, axes, upsampling=True, mode="linear"):
    """A layer that keeps its channels, or a join of such layers."""

    def size(low, high):
        return "x".join(str(draw(st.integers(low, high))) for _ in range(axes))

    kinds = ["conv", "conv", "max_pool", "same", "relu", "crop", "pad", "adaptive_avg_pool"]
    kinds += ["conv_transpose", "upsample", "resize", mode] if upsampling else []
    kind = draw(st.sampled_from(kinds))
    if kind == "conv":
        return f"conv 1 {size(1, 3)} stride={size(1, 3)} padding={size(0, 3)} dilation={size(1, 2)}"
    if kind == "max_pool":
        ceil_mode = draw(st.sampled_from(["true", "false"]))
        return f"max_pool {size(2, 3)} stride={size(1, 2)} padding={size(0, 1)} ceil_mode={ceil_mode}"
    if kind == "same":
        return f"conv 1 {size(1, 4)} stride={size(1, 3)} padding=same"
    if kind == "crop":
        return f"crop {size(2, 5)}"
    if kind == "pad":
        return f"pad before={size(0, 2)} after={size(0, 2)}"
    if kind == "adaptive_avg_pool":
        return f"adaptive_avg_pool {size(2, 4)}"
    if kind == "conv_transpose":
        kernel, dilation, padding = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(0, 1))
        stride = draw(st.integers(1, 4))
        return f"conv_transpose 1 {kernel} stride={stride} padding={padding} dilation={dilation}"
    if kind == "upsample":
        return f"upsample {draw(st.sampled_from(['2', '3', '3/2', '1/2', '2x1.5'[: 5 if axes == 2 else 1]]))}"
    if kind == "resize":
        return f"upsample size={size(2, 7)}"
    return f"upsample {draw(st.sampled_from(['2', '3', '5/2']))} mode={mode}" if kind != "relu" else "relu"


MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}


@st.composite
def chains(draw, length=4, upsampling=True):
    axes = draw(st.sampled_from([1, 1, 2, 2, 3]))
    length = length if axes < 3 else 2
    sizes = "x".join(str(draw(st.integers(3, 8 if axes < 3 else 5))) for _ in range(axes))
    layers = draw(st.lists(calls(axes, upsampling, MODES[axes]), min_size=1, max_size=length))
    return ", ".join(layers), f"input=1x{sizes}"


def graph_of(design, change):
    try:
        fields = fields_of(design, change)
    except ConvcalcError:
        return None
    return fields if math.prod(fields.graph.layers[fields.graph.final].output) <= 400 else None


def every_unit(fields):
    return itertools.product(*map(range, fields.graph.layers[fields.graph.final].output[1:]))


@pytest.mark.slow
@given(chains())
def test_what_each_unit_truly_reads(chain):
    fields = graph_of(*chain)
    assume(fields is not None)
    final = fields.graph.final
    for unit in every_unit(fields):
        assert listed(reads(fields, final, unit)[0].read) == brute(fields.graph, final, unit, clipped=True)


@given(chains())
def test_what_each_unit_reads_in_the_padding_too(chain):
    """Of axes that are read as a whole no more than there is."""
    fields = graph_of(*chain)
    assume(fields is not None)
    final = fields.graph.final
    (field,) = fields.of(final).values()
    assume(not any(axis.whole for axis in field))
    for unit in every_unit(fields):
        found = reads(fields, final, unit)[0]
        window = brute(fields.graph, final, unit, clipped=False)
        assert listed(found.window) == window
        assert found.padding == len(window) - len(brute(fields.graph, final, unit, clipped=True))


@pytest.mark.slow
@given(chains())
def test_the_field_holds_for_every_unit(chain):
    """First and last place, the most of any unit, the jump from period to period, the first unit's centre.

    Along each axis alone, so that a unit that reads nothing along another axis is no matter.
    """
    fields = graph_of(*chain)
    assume(fields is not None)
    final = fields.graph.final
    (field,) = fields.of(final).values()
    size, jump, start, padding = (fields.value(final, metric) for metric in METRICS)
    for number, axis in enumerate(field):
        if axis.whole:
            continue
        period = len(axis.local.firsts)
        along = [span_along(fields.graph, final, number, unit) for unit in range(2 * period)]
        read = [span for span in along if span is not None]
        assert size[number] == max((last - first + 1 for first, last in read), default=0)
        for before, after in zip(along[:period], along[period:], strict=True):
            assert (before is None) == (after is None)
            if before is not None:
                assert [end - start for start, end in zip(before, after, strict=True)] == [jump[number] * period] * 2
        if along[0] is not None:
            assert start[number] == Fraction(sum(along[0]), 2)
        assert padding[number] == (-along[0][0] if along[0] is not None else 0)


@pytest.mark.slow
@given(chains(upsampling=False))
def test_a_window_is_the_field_moved_by_the_jump(chain):
    """Nothing upsampled: unit u of an axis reads size places from −padding + u·jump, padding included."""
    fields = graph_of(*chain)
    assume(fields is not None)
    final = fields.graph.final
    (field,) = fields.of(final).values()
    assume(not any(axis.whole or len(axis.local.firsts) > 1 for axis in field))
    size, jump, start, padding = (fields.value(final, metric) for metric in METRICS)
    for unit in every_unit(fields):
        expected = tuple((u * j - p, u * j - p + r - 1) for u, r, j, p in zip(unit, size, jump, padding, strict=True))
        assert reads(fields, final, unit)[0].window.ends == expected
        centres = tuple(s + u * j for u, s, j in zip(unit, start, jump, strict=True))
        assert tuple(Fraction(first + last, 2) for first, last in expected) == centres


@pytest.mark.slow
@given(chains())
def test_the_units_that_read_a_place(chain):
    """Those in whose windows it lies, counted unit by unit."""
    fields = graph_of(*chain)
    assume(fields is not None)
    graph, final = fields.graph, fields.graph.final
    met = {unit: brute(graph, final, unit, clipped=True) for unit in every_unit(fields)}
    for place in itertools.islice(itertools.product(*map(range, graph.layers[0].output[1:])), 40):
        expected = {unit for unit, places in met.items() if place in places}
        assert listed(readers(fields, final, 0, place)) == expected


@pytest.mark.parametrize(
    ("design", "size", "start", "padding"),
    [
        ("conv_transpose 1 1 stride=2, conv 1 2 dilation=3", 1, 0, 0),  # of units u and u + 3 one reads, one pixel
        ("conv_transpose 1 1 stride=2, conv 1 2 dilation=2", 2, Fraction(1, 2), 0),  # even ones u/2 and u/2 + 1
        ("conv_transpose 1 2 stride=2 dilation=3", 1, 0, 0),  # u = 2i or 2i + 3: even ones u/2, odd ones (u − 3)/2
        ("conv_transpose 1 2 dilation=3", 4, Fraction(-3, 2), 3),  # u and u − 3
        ("conv_transpose 1 3 stride=4 dilation=2", 2, Fraction(-1, 2), 1),  # u = 4i + 2t, t up to 2: 0 reads 0 and −1
        ("conv 1 3, conv_transpose 1 1 stride=2, conv 1 1 stride=2 padding=1", 0, Fraction(1, 2), 0),  # odd units alone
        ("conv_transpose 1 1 stride=2, conv 1 1 stride=2 padding=1, conv 1 3", 0, Fraction(1, 2), 0),
    ],
)
def test_fields_leave_out_what_transposed_convolutions_do_not_read(design, size, start, padding):
    """A unit that reads nothing has a field of 0, its start where it would read."""
    found = values(design, "input=1x9")
    assert (found[0], found[2], found[3]) == ((size,), (start,), (padding,))


def test_runs_between_the_taps_of_dilated_filters_may_interlock():
    """Unit 3 of the last reads place 3 of the pool, that 2 and 4, and these −2 and 1, 0 and 3: 0, 1 and 3."""
    design = "conv 1 2 padding=4 dilation=3, max_pool 2 stride=1 padding=1 dilation=2, conv 1 1 stride=2 padding=3"
    fields = fields_of(design, "input=1x31")
    assert listed(reads(fields, fields.graph.final, (3,))[0].read) == {(0,), (1,), (3,)}


def test_units_between_the_windows_of_a_transposed_convolution_read_nothing():
    """Pixels 1 and 2 go to units 1 and 2 of conv1, these to 2 and 4 alone; conv2 reads odd units, then even ones."""
    fields = fields_of("conv 1 2, conv_transpose 1 1 stride=2, conv 1 1 stride=2 padding=1", "input=1x5")
    assert listed(readers(fields, fields.graph.final, 0, (2,))) == set()
    fields = fields_of("conv 1 2, conv_transpose 1 1 stride=2, conv 1 1 stride=2", "input=1x5")
    assert listed(readers(fields, fields.graph.final, 0, (2,))) == {(1,), (2,)}


@pytest.mark.slow
@given(st.data())
def test_long_chains_of_gaps(data):
    """Dilated filters, strides past filters and transposed filters past strides, on axes long enough for their gaps."""
    layers = []
    for _ in range(data.draw(st.integers(2, 5))):
        kernel, stride = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
        if data.draw(st.integers(0, 3)):
            padding, dilation = data.draw(st.integers(0, 4)), data.draw(st.integers(1, 3))
            layers.append(f"conv 1 {kernel} stride={stride} padding={padding} dilation={dilation}")
        else:
            layers.append(f"conv_transpose 1 {kernel} stride={stride} dilation={data.draw(st.integers(1, 4))}")
    fields = graph_of(", ".join(layers), f"input=1x{data.draw(st.integers(8, 40))}")
    assume(fields is not None)
    graph, final = fields.graph, fields.graph.final
    met = {unit: brute(graph, final, unit, clipped=True) for unit in every_unit(fields)}
    for unit, places in met.items():
        assert listed(reads(fields, final, unit)[0].read) == places
    for place in range(graph.layers[0].output[1]):
        expected = {unit for unit, places in met.items() if (place,) in places}
        assert listed(readers(fields, final, 0, (place,))) == expected


@st.composite
def keeping(draw, axes):
    """A branch that keeps the sizes of its input: with gaps, along one axis alone, between units, or a gate."""
    kernel = [draw(st.sampled_from([1, 3])) for _ in range(axes)]
    dilation = [draw(st.integers(1, 3)) for _ in range(axes)]
    ends = [apart * (taps - 1) // 2 for taps, apart in zip(kernel, dilation, strict=True)]
    kernel, dilation, padding = ("x".join(map(str, each)) for each in (kernel, dilation, ends))
    twice = draw(st.integers(1, 2))
    branches = [
        "",
        f"conv 1 {kernel} padding={padding} dilation={dilation}",
        f"conv_transpose 1 {kernel} padding={padding} dilation={dilation}",
        "conv_transpose 1 1 stride=2 output_padding=1, max_pool 2",
        f"conv_transpose 1 2 stride=2, conv 1 2 stride=2 dilation={twice} padding={twice - 1}",
        "upsample 2, conv 1 1 stride=2",
        "crop 3, global_avg_pool" if draw(st.booleans()) else "global_avg_pool",
    ]
    return draw(st.sampled_from(branches))


@st.composite
def graphs(draw):
    axes = draw(st.integers(1, 2))
    sizes = "x".join(str(draw(st.integers(5, 9 if axes == 2 else 16))) for _ in range(axes))
    items = []
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            items.append(draw(calls(axes, mode=MODES[axes])))
        else:
            branches = ", ".join(f"[{draw(keeping(axes))}]" for _ in range(draw(st.integers(2, 3))))
            items.append(f"{{add: [{branches}]}}")
    return f"[{', '.join(items)}]", f"input=1x{sizes}"


@given(graphs())
@settings(max_examples=100)
def test_unions_of_branches_with_gaps_place_by_place(graph):
    """What units read at joins is no box: crosses, grids beside each other, gates that read a part."""
    fields = graph_of(*graph)
    assume(fields is not None)
    graph, final = fields.graph, fields.graph.final
    whole = any(axis.whole for field in fields.of(final).values() for axis in field)
    met = {unit: brute(graph, final, unit, clipped=True) for unit in every_unit(fields)}
    for unit, places in met.items():
        found = reads(fields, final, unit)[0]
        assert listed(found.read) == places
        if not whole:
            assert listed(found.window) == brute(graph, final, unit, clipped=False)
    for place in itertools.islice(itertools.product(*map(range, graph.layers[0].output[1:])), 30):
        assert listed(readers(fields, final, 0, place)) == {unit for unit, places in met.items() if place in places}


def test_too_many_gaps_are_held_by_what_is_not_exact():
    """A million and one taps; and 65 crosses of a row and a column, each of an own length, which no box is."""
    fields = fields_of("conv 1 1000001 dilation=2", "input=1x3000000")
    found = reads(fields, fields.graph.final, (5,))[0]
    assert (found.read.ends, found.read.exact, found.exact) == (((5, 2_000_005),), False, False)
    rows = ", ".join(f"[conv 1 {2 * n + 1}x{141 - 2 * n} padding={n}x{70 - n}]" for n in range(65))
    fields = fields_of(f"[{{add: [{rows}]}}]", "input=1x200x200")
    found = reads(fields, fields.graph.final, (100, 100))[0]
    assert (found.read.ends, found.exact) == (((36, 164), (30, 170)), False)


JOINS = [
    "concat: [[conv 1 3 padding=1], [conv 1 5 padding=2], [max_pool 3 stride=1 padding=1]]",
    "add: [[conv 1 3 stride=2 padding=1, conv 1 3 padding=1], [conv 1 1 stride=2]]",
    "concat: [[conv 1 2 stride=2], [conv 1 1 stride=2], [max_pool 2]]",
    "multiply: [[conv 1 3 padding=1], [global_avg_pool, conv 1 1]]",
    "concat: [[max_pool 2, conv 1 3 padding=1, upsample 2], [conv 1 3 padding=1]]",
    "concat: [[max_pool 2, conv_transpose 1 4 stride=2 padding=1], []]",
    "concat: [[conv 1 3 stride=2 padding=1], [conv 1 5]]",
]


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize("after", ["conv 1 3 padding=1", "max_pool 2"])
def test_at_a_join_a_unit_reads_what_any_branch_does(join, after):
    """On 8×8 all of these fit; the last one's branches have jumps 2 and 1."""
    fields = fields_of(f"[{{{join}}}, {after}]", "input=1x8x8")
    graph, final = fields.graph, fields.graph.final
    for unit in every_unit(fields):
        assert listed(reads(fields, final, unit)[0].read) == brute(graph, final, unit, clipped=True)
    met = {unit: brute(graph, final, unit, clipped=True) for unit in every_unit(fields)}
    for place in itertools.product(range(8), range(8)):
        assert listed(readers(fields, final, 0, place)) == {unit for unit, places in met.items() if place in places}


def test_branches_that_end_at_the_same_place_are_causal():
    """Two taps, 2 places apart, read i − 2 and i; the shortcut reads i: both end there."""
    report = summarize("add: [[pad before=2, conv 1 2 dilation=2], []]", "input=1x9")
    assert (report.fields.causal, report.fields.misaligned) == ([3], [])
    assert report.layers[-1].receptive_field == (3,)


def test_branches_that_end_elsewhere_are_not():
    report = summarize("add: [[pad before=1 after=1, conv 1 2 dilation=2], []]", "input=1x9")
    assert (report.fields.causal, report.fields.misaligned) == ([], [])  # i − 1 to i + 1 lies around i
    report = summarize("add: [[pad before=1, conv 1 2], [pad after=1, conv 1 2]]", "input=1x9")
    assert (report.fields.causal, len(report.fields.misaligned)) == ([], 1)  # i − 1 and i, i and i + 1
