"""Costs against enumeration: every window, tap, weight and multiply-add of small layers is counted one by one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convcalc.study.design import summarize

pytestmark = pytest.mark.slow

Numbers = tuple[int, ...]


def text(numbers: Numbers) -> str:
    return "x".join(map(str, numbers))


def every(numbers: Numbers) -> Iterator[Numbers]:
    return itertools.product(*(range(number) for number in numbers))


def starts(size: int, kernel: int, stride: int, padding: int, dilation: int) -> list[int]:
    """Where windows begin, counted from the first place of the input: all taps lie in the input or its padding."""
    last_tap = dilation * (kernel - 1)
    places = range(-padding, size + padding)
    return [start for start in places if (start + padding) % stride == 0 and start + last_tap < size + padding]


def ceil_starts(size: int, kernel: int, stride: int, padding: int, dilation: int) -> list[int]:
    """With ceil_mode, one more window may stick out behind, if it begins in the input or in the near padding."""
    fit = starts(size, kernel, stride, padding, dilation)
    after = fit[-1] + stride if fit else -padding
    reads_to = fit[-1] + dilation * (kernel - 1) if fit else -padding - 1
    if reads_to < size + padding - 1 and after < size:
        fit.append(after)
    return fit


@st.composite
def layers(draw: st.DrawFn, largest: int = 7) -> dict[str, Numbers]:
    axes = draw(st.integers(1, 3))

    def each(low: int, high: int) -> Numbers:
        return tuple(draw(st.integers(low, high)) for _ in range(axes))

    return {
        "size": each(1, largest if axes < 3 else 4),
        "kernel_size": each(1, 4 if axes < 3 else 3),
        "stride": each(1, 4),
        "padding": each(0, 3),
        "dilation": each(1, 3),
    }


def windows(layer: dict[str, Numbers]) -> list[list[int]]:
    names = ("size", "kernel_size", "stride", "padding", "dilation")
    return [starts(*numbers) for numbers in zip(*(layer[name] for name in names), strict=True)]


def arguments(layer: dict[str, Numbers]) -> str:
    return " ".join(f"{name}={text(layer[name])}" for name in ("kernel_size", "stride", "padding", "dilation"))


def report_of(call: str, channels: int, size: Numbers) -> tuple[Numbers, int, int]:
    report = summarize(call, f"input={channels}x{text(size)}")
    return report.output, report.params, report.macs


@given(layers(), st.integers(1, 3), st.integers(1, 2), st.integers(1, 2), st.booleans())
def test_conv(layer, groups, group_inputs, group_filters, bias):
    places = windows(layer)
    assume(all(places))
    channels, filters = groups * group_inputs, groups * group_filters
    weights, multiplications = set(), 0
    taps = list(every(layer["kernel_size"]))
    for output_channel in range(filters):
        group = output_channel // group_filters
        for input_channel in range(group * group_inputs, (group + 1) * group_inputs):
            weights |= {(output_channel, input_channel, tap) for tap in taps}
            multiplications += sum(len(taps) for _ in itertools.product(*places))
    if bias:
        weights |= {(output_channel, "bias", ()) for output_channel in range(filters)}
    call = f"conv {filters} {arguments(layer)} groups={groups} bias={str(bias).lower()}"
    expected = ((filters, *map(len, places)), len(weights), multiplications)
    assert report_of(call, channels, layer["size"]) == expected


@given(layers(), st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_depthwise_conv(layer, channels, multiplier, bias):
    places = windows(layer)
    assume(all(places))
    taps = list(every(layer["kernel_size"]))
    weights, multiplications = set(), 0
    for channel, copy in itertools.product(range(channels), range(multiplier)):
        weights |= {(channel, copy, tap) for tap in taps}
        multiplications += sum(len(taps) for _ in itertools.product(*places))
        if bias:
            weights.add((channel, copy, "bias"))
    call = f"depthwise_conv {arguments(layer)} multiplier={multiplier} bias={str(bias).lower()}"
    expected = ((channels * multiplier, *map(len, places)), len(weights), multiplications)
    assert report_of(call, channels, layer["size"]) == expected


@given(layers(largest=5), st.integers(1, 2), st.integers(1, 2), st.booleans())
def test_local_conv_has_weights_for_every_place(layer, channels, filters, bias):
    places = windows(layer)
    assume(all(places))
    weights, multiplications = set(), 0
    for output_channel, place in itertools.product(range(filters), itertools.product(*places)):
        own = {
            (output_channel, place, channel, tap) for channel in range(channels) for tap in every(layer["kernel_size"])
        }
        multiplications += len(own)
        weights |= own
        if bias:
            weights.add((output_channel, place, "bias"))
    call = f"local_conv {filters} {arguments(layer)} bias={str(bias).lower()}"
    expected = ((filters, *map(len, places)), len(weights), multiplications)
    assert report_of(call, channels, layer["size"]) == expected


@given(layers(largest=5), st.integers(0, 2), st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.booleans())
def test_conv_transpose_is_counted_input_element_by_input_element(layer, extra, groups, inputs, filters, bias):
    """Each element of the input is multiplied by every weight of its group, and added to the output at in·S + tap·D."""
    size, kernel, stride, padding = (layer[name] for name in ("size", "kernel_size", "stride", "padding"))
    dilation, axes = layer["dilation"], range(len(layer["size"]))
    added = tuple(min(extra, max(stride[axis], dilation[axis]) - 1) for axis in axes)
    reached = [{i * stride[a] + t * dilation[a] for i in range(size[a]) for t in range(kernel[a])} for a in axes]
    # the output ends with the last place reached, output_padding adds to the end, and padding is cut off both ends
    output = tuple(max(reached[a]) + 1 + added[a] - 2 * padding[a] for a in axes)
    assume(min(output) > 0)
    weights, multiplications = set(), 0
    for channel in range(groups * inputs):
        group = channel // inputs
        own = {(channel, group * filters + n, tap) for n in range(filters) for tap in every(kernel)}
        weights |= own
        multiplications += sum(len(own) for _ in every(size))
    if bias:
        weights |= {("bias", n, ()) for n in range(groups * filters)}
    call = f"conv_transpose {groups * filters} {arguments(layer)} output_padding={text(added)} groups={groups}"
    expected = ((groups * filters, *output), len(weights), multiplications)
    assert report_of(f"{call} bias={str(bias).lower()}", groups * inputs, size) == expected


@given(layers())
def test_conv_transpose_leads_back_to_the_input_of_a_conv(layer):
    """With output_padding for what the stride did not reach, the transposed convolution has the convolution's input."""
    places = windows(layer)
    assume(all(places))
    names = ("size", "kernel_size", "stride", "padding", "dilation")
    each = zip(*(layer[name] for name in names), strict=True)
    rest = tuple((w - (d * (k - 1) + 1) + 2 * p) % s for w, k, s, p, d in each)
    there = summarize(f"conv 1 {arguments(layer)}", f"input=1x{text(layer['size'])}")
    back = f"conv_transpose 1 {arguments(layer)} output_padding={text(rest)}"
    assert summarize(back, f"input={text(there.output)}").output == (1, *layer["size"])


@given(layers(), st.booleans(), st.integers(1, 3))
def test_max_pool(layer, ceil_mode, channels):
    names = ("size", "kernel_size", "stride", "padding", "dilation")
    each = list(zip(*(layer[name] for name in names), strict=True))
    assume(all(2 * p <= d * (k - 1) + 1 for _, k, _, p, d in each))
    places = [(ceil_starts if ceil_mode else starts)(*numbers) for numbers in each]
    assume(all(starts(*numbers) for numbers in each))
    call = f"max_pool {arguments(layer)} ceil_mode={str(ceil_mode).lower()}"
    assert report_of(call, channels, layer["size"]) == ((channels, *map(len, places)), 0, 0)


@given(layers(), st.booleans(), st.integers(1, 3))
def test_avg_pool(layer, ceil_mode, channels):
    each = list(zip(layer["size"], layer["kernel_size"], layer["stride"], layer["padding"], strict=True))
    assume(all(2 * p <= k for _, k, _, p in each))
    places = [(ceil_starts if ceil_mode else starts)(*numbers, 1) for numbers in each]
    assume(all(starts(*numbers, 1) for numbers in each))
    words = " ".join(f"{name}={text(layer[name])}" for name in ("kernel_size", "stride", "padding"))
    call = f"avg_pool {words} ceil_mode={str(ceil_mode).lower()}"
    assert report_of(call, channels, layer["size"]) == ((channels, *map(len, places)), 0, 0)


@given(layers())
def test_same_padding_reads_all_of_the_input_with_the_least_padding(layer):
    """⌈W/S⌉ windows, one for each S places begun: the least padding that lets the last one end."""
    size, stride = layer["size"], layer["stride"]
    output = tuple(len(range(0, w, s)) for w, s in zip(size, stride, strict=True))
    words = " ".join(f"{name}={text(layer[name])}" for name in ("kernel_size", "stride", "dilation"))
    weights = 2 * 3 * len(list(every(layer["kernel_size"]))) + 2
    macs = 2 * 3 * len(list(every(layer["kernel_size"]))) * len(list(every(output)))
    assert report_of(f"conv 2 {words} padding=same", 3, size) == ((2, *output), weights, macs)


@given(st.integers(1, 12), st.integers(1, 12), st.booleans())
def test_linear(inputs, outputs, bias):
    weights = [(i, o) for i in range(inputs) for o in range(outputs)]
    biases = list(range(outputs)) if bias else []
    report = summarize(f"linear {outputs} bias={str(bias).lower()}", f"input={inputs}")
    assert (report.output, report.params, report.macs) == ((outputs,), len(weights) + len(biases), len(weights))


@given(layers())
def test_the_stride_warning_counts_what_no_window_reads(layer):
    """Places behind the last window are a warning on each axis where S ≤ F; those of the padding are none."""
    names = ("size", "kernel_size", "stride", "padding", "dilation")
    unread = []
    for w, k, s, p, d in zip(*(layer[name] for name in names), strict=True):
        begin = starts(w, k, s, p, d)
        assume(begin)
        last_read = begin[-1] + d * (k - 1)
        unread.append(max(w - 1 - last_read, 0) if s <= k else 0)
    report = summarize(f"conv 1 {arguments(layer)}", f"input=1x{text(layer['size'])}")
    assert len(report.warnings) == (1 if any(unread) else 0)
    for warning in report.warnings:
        columns = ("slices", "rows", "columns")[-len(unread) :]
        for count, many in zip(unread, columns, strict=True):
            one = many.removesuffix("s")
            assert (f"{count} {many}" in warning.message.split(", ", 1)[1]) == (count > 1)
            assert bool(re.search(rf"\b{one}\b", warning.message)) == (count == 1)
