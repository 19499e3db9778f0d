"""Single layers against PyTorch: each case of layer_cases_*.txt is written as a call, and has its numbers or its error.

What the language can't or won't say is listed in UNSAID and UNSAID_ERRORS with its reason and its count.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from convcalc.language.problems import ConvcalcError, Problem
from convcalc.study.design import summarize

HERE = Path(__file__).parent


class Case(NamedTuple):
    """A module of PyTorch and what came out of it: its numbers, or why it is refused."""

    module: str
    axes: int
    arguments: dict[str, str]
    forward: dict[str, str]
    shape: tuple[int, ...]
    truth: list[str]


def sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split("x"))


def read(name: str, module_column: int) -> list[Case]:
    cases = []
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        fields = line.split(" | ")
        module, _, rest = fields[module_column].partition(" ")
        built, _, forward = rest.partition("/ ")
        words = [dict(word.split("=") for word in part.split()) for part in (built, forward)]
        match = re.fullmatch(r"([a-z_]+)([123])d", module)
        name_, axes = (match[1], int(match[2])) if match else (module, 0)
        cases.append(Case(name_, axes, *words, sizes(fields[module_column + 1]), fields))
    return cases


VALID = read("layer_cases_valid.txt", 1)
INVALID = read("layer_cases_invalid.txt", 1)


def each_axis(text: str | None, axes: int, default: int) -> tuple[int, ...]:
    given = sizes(text) if text is not None else (default,)
    return given if len(given) == axes else given * axes


def written(*numbers: int) -> str:
    """A size whose numbers may be negative: 3x1, and 0x0-0x1 for 0 and -1."""
    added, taken = ("x".join(str(max(sign * number, 0)) for number in numbers) for sign in (1, -1))
    return f"{added}-{taken}" if min(numbers) < 0 else added


def output_padding(case: Case) -> str:
    """What output_size says, by the formula in PyTorch's documentation of ConvTranspose2d.

    output = (input − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1
    """
    size, n = case.shape[-case.axes :], case.axes
    kernel, stride, padding, dilation = (
        each_axis(case.arguments.get(name), n, default)
        for name, default in (("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1))
    )
    asked = each_axis(case.forward["output_size"], n, 0)
    each = zip(asked, size, stride, padding, dilation, kernel, strict=True)
    return written(*(o - ((w - 1) * s - 2 * p + d * (k - 1) + 1) for o, w, s, p, d, k in each))


def window_call(case: Case) -> str:
    """A convolution or a pooling: the arguments are PyTorch's, in_channels is never written."""
    arguments = {name: value for name, value in case.arguments.items() if name != "in_channels"}
    if case.forward:
        arguments["output_padding"] = output_padding(case)
    return " ".join([case.module, *(f"{name}={value}" for name, value in arguments.items())])


def padding_call(case: Case) -> str:
    """ZeroPad2d takes left, right, top, bottom; pad takes before (top x left) and after (bottom x right)."""
    mode = {"ZeroPad2d": "zeros", "ReflectionPad2d": "reflect"}[case.module]
    given = sizes(case.arguments["padding"])
    if len(given) == 1:
        return f"pad {given[0]} padding_mode={mode}"
    left, right, top, bottom = given
    return f"pad before={written(top, left)} after={written(bottom, right)} padding_mode={mode}"


OTHERS = {
    "BatchNorm1d": "batch_norm",
    "BatchNorm2d": "batch_norm",
    "ChannelShuffle": "channel_shuffle",
    "Flatten": "flatten",
    "GroupNorm": "group_norm",
    "InstanceNorm2d": "instance_norm",
    "LayerNorm": "layer_norm",
    "LazyConv2d": "conv",
    "LazyLinear": "linear",
    "Linear": "linear",
    "LocalResponseNorm": "lrn",
    "PReLU": "prelu",
    "PixelShuffle": "pixel_shuffle",
    "PixelUnshuffle": "pixel_unshuffle",
    "Softmax": "softmax",
    "Upsample": "upsample",
}
FROM_THE_INPUT = ("num_features", "num_channels", "in_features", "start_dim", "dim")


def other_call(case: Case) -> str:
    """A module with a name of its own; LayerNorm's shape becomes the axes that it is."""
    if case.module.endswith("Pad2d"):
        return padding_call(case)
    arguments = {name: value for name, value in case.arguments.items() if name not in FROM_THE_INPUT}
    if "normalized_shape" in arguments:
        arguments["normalized_shape"] = ("channels", "spatial", "all")[arguments["normalized_shape"].count("x")]
    return " ".join([OTHERS[case.module], *(f"{name}={value}" for name, value in arguments.items())])


def channels_last(case: Case) -> bool:
    """LayerNorm over the last axis alone normalises channels that stand last."""
    return case.module == "LayerNorm" and "x" not in case.arguments["normalized_shape"]


def split_batch(case: Case) -> tuple[int, tuple[int, ...]]:
    """The batch, and the shape of one image."""
    if len(case.shape) == case.axes + 1 or len(case.shape) == 1:
        return 1, case.shape
    batch, *image = case.shape
    return batch, (image[-1], *image[:-1]) if channels_last(case) else tuple(image)


def measured(case: Case) -> tuple[tuple[int, ...], int, int]:
    batch, image = split_batch(case)
    call = window_call(case) if case.axes else other_call(case)
    report = summarize(call, f"input={'x'.join(map(str, image))}", batch=batch)
    output = (*report.output[1:], report.output[0]) if channels_last(case) else report.output
    whole = output if image == case.shape else (batch, *output)
    return whole, report.params, report.macs


def cpu_takes(case: Case) -> bool:
    """PyTorch's rule for transposed convolutions: on each axis output_padding < stride or output_padding < dilation."""
    extra, stride, dilation = (
        each_axis(case.arguments.get(name), case.axes, default)
        for name, default in (("output_padding", 0), ("stride", 1), ("dilation", 1))
    )
    return all(o < max(s, d) for o, s, d in zip(extra, stride, dilation, strict=True))


def unsaid(case: Case) -> str:
    """Why the language does not say a case that PyTorch builds."""
    if case.truth[0] == "meta" and "output_padding" in case.arguments and not cpu_takes(case):
        return "output_padding not below stride or dilation: device=meta takes it, a CPU refuses"
    if case.module == "lp_pool":
        return "no lp_pool: no network of the catalogue has one"
    if 0 in sizes(case.truth[3]):
        return "every size is at least 1, PyTorch allows an empty output"
    if case.module == "Linear" and len(case.shape) > 2:
        return "linear takes a flat input; on more axes it is a 1x1 convolution"
    if case.module == "Unfold":
        return "no unfold: its output has no channels"
    if case.module == "Flatten" and case.arguments["start_dim"] != "1":
        return "flatten keeps the batch and no axis"
    return ""


UNSAID = {
    "output_padding not below stride or dilation: device=meta takes it, a CPU refuses": 13,
    "no lp_pool: no network of the catalogue has one": 35,
    "every size is at least 1, PyTorch allows an empty output": 1,
    "linear takes a flat input; on more axes it is a 1x1 convolution": 4,
    "no unfold: its output has no channels": 3,
    "flatten keeps the batch and no axis": 2,
}


def test_every_case_is_here_and_few_are_unsaid():
    assert len(VALID) == 2013 + 55
    assert len(INVALID) == 289
    assert Counter(reason for case in VALID if (reason := unsaid(case))) == UNSAID


@pytest.mark.parametrize("module", sorted({case.module for case in VALID if not unsaid(case)}))
def test_a_layer_has_the_output_params_and_macs_of_pytorch(module):
    cases = [case for case in VALID if case.module == module and not unsaid(case)]
    assert cases
    wrong = []
    for case in cases:
        _, written, _, output, params, macs = case.truth
        truth = (sizes(output), int(params), int(macs))
        if (ours := measured(case)) != truth:
            wrong.append(f"{written} on {case.shape}: PyTorch {truth}, ours {ours}")
    assert wrong == []


def test_ceil_mode_is_tried_where_plain_rounding_up_is_wrong():
    """⌈(W − F′ + 2P)/S⌉ + 1 alone counts a window that begins in the far padding."""
    differ = 0
    for case in VALID:
        if case.arguments.get("ceil_mode") == "true" and case.module in ("max_pool", "avg_pool"):
            n, size = case.axes, case.shape[-case.axes :]
            kernel = each_axis(case.arguments["kernel_size"], n, 1)
            stride = each_axis(case.arguments.get("stride"), n, 0) if "stride" in case.arguments else kernel
            padding = each_axis(case.arguments.get("padding"), n, 0)
            dilation = each_axis(case.arguments.get("dilation"), n, 1)
            each = zip(size, kernel, stride, padding, dilation, strict=True)
            plain = tuple(-(-(w - d * (k - 1) - 1 + 2 * p) // s) + 1 for w, k, s, p, d in each)
            differ += plain != sizes(case.truth[3])[-n:]
    assert differ == 98 - 6  # 98 with lp_pool


def test_linear_on_more_axes_is_refused_and_said_as_a_1x1_convolution():
    with pytest.raises(ConvcalcError, match="linear takes a flat input, this one is 64×7×7"):
        summarize("linear 10", "input=64x7x7")
    cases = [case for case in VALID if case.module == "Linear" and len(case.shape) > 2]
    assert len(cases) == 4
    for case in cases:
        batch, *places, channels = case.shape
        call = f"conv {case.arguments['out_features']} 1 bias={case.arguments['bias']}"
        report = summarize(call, f"input={'x'.join(map(str, (channels, *places)))}", batch=batch)
        assert (report.params, report.macs) == (int(case.truth[4]), int(case.truth[5]))


# For each reason of PyTorch: the argument that is blamed, and what is said of it.
REFUSALS = {
    "circular pad > input": (  # in one of the four, the filter is also larger than the padded input of 3 + 2·4
        "padding|kernel_size",
        r"the padding \d+ goes round the input of \d+ more than once|the filter covers 25, .* only 3 \+ 2·4 high",
    ),
    "dilated kernel larger than input": (
        "kernel_size",
        r"the filter covers (9|13|15), the input with padding is only \d \+ 2·0",
    ),
    "dilation 0": ("dilation", "dilation must be at least 1, not 0"),
    "divisor 0": ("divisor_override", "divisor_override must be at least 1, not 0"),
    "groups -1": ("groups", "groups must be at least 1, not -1"),
    "groups 0": ("groups", "groups must be at least 1, not 0"),
    "groups do not divide": ("groups", r"groups=\d does not divide the [46] (in|out)put channels"),
    "in_channels not divisible by groups": ("groups", r"groups=\d+ does not divide the \d+ input channels"),
    "input rank too high": ("input", "a shape has at most 4 numbers"),
    "input rank too low": (
        "conv|kernel_size",
        "conv takes .* spatial axes, this one is 4|kernel_size 3x3x3 has 3 axes, the input has 2",
    ),
    "kernel 0": ("kernel_size", "kernel_size must be at least 1, not 0"),
    "kernel larger than input": (
        "kernel_size",
        r"the filter covers \d+, the input with padding is only \d+ \+ 2·\d+ (?:deep|high|wide|long)",
    ),
    "kernel rank mismatch": ("kernel_size", "kernel_size 3x3x3x3 has 4 axes, the input has 3"),
    "negative output size": ("output_size", "output_size must be at least 1, not -1"),
    "negative output_padding": ("output_padding", "output_padding must be at least 0, not -1"),
    "negative padding": ("padding", "padding must be at least 0, not -1"),
    "negative stride": ("stride", "stride must be at least 1, not -1"),
    "out_channels 0": ("out_channels", "out_channels must be at least 1, not 0"),
    "out_channels not divisible by groups": ("groups", r"groups=\d+ does not divide the \d+ output channels"),
    "output_padding >= stride and dilation": (
        "output_padding",
        r"output_padding \d+ must be smaller than the stride \d+ or the dilation \d+",
    ),
    "output_size out of range": (
        "output_padding",
        "output_padding (must be at least 0|9 must be smaller than the stride 2)",
    ),
    "pad > kernel/2": ("padding", r"padding \d+ is more than half of the window \d+"),
    "padding unknown word": ("padding", "padding can't be 'full'"),
    "padding_mode not zeros": ("padding_mode", "conv_transpose has no argument 'padding_mode'"),
    "padding_mode unknown": ("padding_mode", "padding_mode can't be 'mirror'"),
    "pool dilated kernel larger than input": (
        "kernel_size",
        "the output would be 3×-[0-9×-]+, the input 3×[456×]+ is too small",
    ),
    "pool dilation 0": ("dilation", "dilation must be at least 1, not 0"),
    "pool kernel 0": ("kernel_size", "kernel_size must be at least 1, not 0"),
    "pool kernel larger than input": ("kernel_size", "the output would be 3×0[0×]*, the input 3×[456×]+ is too small"),
    "pool negative padding": ("padding", "padding must be at least 0, not -1"),
    "pool stride 0": ("stride", "stride must be at least 1, not 0"),
    "rank mismatch": ("output_size", r"output_size [2x]+ has [23] axes, the input has [12]"),
    "reflect pad >= input": ("padding", r"reflecting (\d+) needs an input of more than \1, this one is \d+"),
    "stride 0": ("stride", "stride must be at least 1, not 0"),
    "string padding": ("padding", "padding can't be 'same'"),
    "transposed conv output <= 0": ("padding", "the output would be 4×-[0-9×-]+"),
    "zero spatial size": ("input", "a size is at least 1"),
}

UNSAID_ERRORS = {
    "channel mismatch": 8,  # in_channels is never written, it can't be wrong
    "same with stride": 6,  # is allowed here, as TensorFlow has it
    "conv1d on two axes": 1,  # the input alone says how many axes there are
}


def unsaid_error(case: Case) -> str:
    why = case.truth[0]
    if why == "input rank too high" and case.axes == 1:
        return "conv1d on two axes"
    return why if why in UNSAID_ERRORS else ""


def refused_call(case: Case) -> tuple[str, str]:
    """The call and the input. A kernel with a number for each axis says how many axes the module has."""
    batch = 1 if len(case.shape) > case.axes + 1 else 0
    image = "x".join(map(str, case.shape[batch:]))
    arguments = dict(case.arguments)
    if case.truth[0].startswith("input rank"):
        arguments["kernel_size"] = "x".join([arguments["kernel_size"]] * case.axes)
    return window_call(case._replace(arguments=arguments)), f"input={image}"


def blamed(call: str, problem: Problem) -> str:
    """The argument that a place in a call stands in; the op's name for none; `input` outside of the call."""
    assert problem.place is not None
    line = problem.place.source.line(problem.place.line)
    if call not in line:
        return "input"
    word = next(word for word in re.finditer(r"[^\s\[\]]+", line) if word.start() < problem.place.column <= word.end())
    return word[0].partition("=")[0]


def test_the_errors_that_are_no_errors_here_are_few():
    assert Counter(why for case in INVALID if (why := unsaid_error(case))) == UNSAID_ERRORS


@pytest.mark.parametrize("why", sorted({case.truth[0] for case in INVALID if not unsaid_error(case)}))
def test_what_pytorch_refuses_is_refused_for_that_reason(why):
    argument, message = REFUSALS[why]
    cases = [case for case in INVALID if case.truth[0] == why and not unsaid_error(case)]
    assert cases
    wrong = []
    for case in cases:
        call, image = refused_call(case)
        try:
            wrong.append(f"{call} {image} gives {summarize(call, image).output}")
        except ConvcalcError as error:
            problem = error.problems.errors[0]
            if not re.fullmatch(argument, blamed(call, problem)) or not re.match(message, problem.message):
                wrong.append(f"{call} {image} blames {blamed(call, problem)}: {problem.message}")
    assert wrong == []


def test_in_channels_is_never_written():
    cases = [case for case in INVALID if case.truth[0] == "channel mismatch"]
    assert len(cases) == UNSAID_ERRORS["channel mismatch"]
    for case in cases:
        call, image = refused_call(case)
        assert summarize(call, image).layers[0].input == case.shape[-case.axes - 1 :]
        with pytest.raises(ConvcalcError, match=f"{case.module} has no argument 'in_channels'.*never written"):
            summarize(f"{call} in_channels={case.arguments['in_channels']}", image)


def test_same_with_a_stride_gives_the_input_over_the_stride_rounded_up():
    tried = 0
    for case in INVALID:
        if case.truth[0] == "same with stride":
            call, image = refused_call(case)
            stride = each_axis(case.arguments["stride"], case.axes, 1)
            expected = tuple(-(-w // s) for w, s in zip(case.shape[2:], stride, strict=True))
            assert summarize(call, image).output[1:] == expected
            tried += 1
    assert tried == 6
