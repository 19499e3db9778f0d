"""The op table itself: names, defaults, formulas are sound, and each op does on 1, 2 and 3 axes what its doc says."""

from __future__ import annotations

import pytest

from convcalc.costs.arguments import INDEX
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import NONE, Op
from convcalc.costs.ops import JOINS, OPS
from convcalc.costs.written import AXIS_SYMBOLS
from convcalc.language.expression import parse
from convcalc.study.design import summarize

# What PyTorch 2.13 documents, without in_channels and its like; its None, True and tuples are written as here.
PYTORCH = {
    "adaptive_avg_pool": "output_size",
    "adaptive_max_pool": "output_size",
    "avg_pool": "kernel_size stride=none padding=0 ceil_mode=false count_include_pad=true divisor_override=none",
    "batch_norm": "eps=0.00001 momentum=0.1 affine=true",
    "channel_shuffle": "groups",
    "conv": "out_channels kernel_size stride=1 padding=0 dilation=1 groups=1 bias=true padding_mode=zeros",
    "conv_transpose": "out_channels kernel_size stride=1 padding=0 output_padding=0 groups=1 bias=true dilation=1",
    "dropout": "p=0.5",
    "embedding": "num_embeddings embedding_dim",
    "elu": "alpha=1",
    "gelu": "approximate=none",
    "group_norm": "num_groups eps=0.00001 affine=true",
    "hardsigmoid": "",
    "hardswish": "",
    "identity": "",
    "instance_norm": "eps=0.00001 momentum=0.1 affine=false",
    "layer_norm": "normalized_shape eps=0.00001 elementwise_affine=true bias=true",
    "leaky_relu": "negative_slope=0.01",
    "linear": "out_features bias=true",
    "lrn": "size",
    "max_pool": "kernel_size stride=none padding=0 dilation=1 ceil_mode=false",
    "mish": "",
    "pixel_shuffle": "upscale_factor",
    "pixel_unshuffle": "downscale_factor",
    "prelu": "num_parameters=1",
    "relu": "",
    "relu6": "",
    "selu": "",
    "sigmoid": "",
    "silu": "",
    "softmax": "",
    "softplus": "",
    "tanh": "",
    "upsample": "size=none scale_factor=none mode=nearest",
}

# Ops of this language that PyTorch has no module for, or whose arguments are its own.
OWN = {
    "crop": "size",
    "depthwise_conv": "kernel_size stride=1 padding=0 dilation=1 multiplier=1 bias=true padding_mode=zeros",
    "flatten": "part=all",
    "global_avg_pool": "",
    "global_max_pool": "",
    "global_response_norm": "",
    "local_conv": "out_channels kernel_size stride=1 padding=0 dilation=1 bias=true",
    "parameter": "shape",
    "pad": "padding=0 before=padding after=padding channels=0 padding_mode=zeros",
    "scale": "bias=false",
    "slice": "start=0 stop=none",
}

# Defaults that are ours: what PyTorch requires, or spells None.
OTHER_DEFAULTS = {
    ("avg_pool", "stride"): "kernel_size",
    ("max_pool", "stride"): "kernel_size",
    ("lrn", "size"): "5",  # AlexNet's
    ("layer_norm", "normalized_shape"): "channels",
    ("linear", "axis"): "none",
    ("softmax", "axis"): "channels",
}

# The arguments that a formula may need to be there, for every op.
EXAMPLES = {
    "adaptive_avg_pool": "adaptive_avg_pool 3",
    "adaptive_max_pool": "adaptive_max_pool 3",
    "avg_pool": "avg_pool 2",
    "channel_shuffle": "channel_shuffle 2",
    "conv": "conv 8 3",
    "conv_transpose": "conv_transpose 8 3",
    "crop": "crop 4",
    "depthwise_conv": "depthwise_conv 3",
    "embedding": "embedding 100 4",
    "group_norm": "group_norm 2",
    "linear": "linear 10",
    "local_conv": "local_conv 8 3",
    "max_pool": "max_pool 2",
    "parameter": "parameter 4x8",
    "pixel_shuffle": "pixel_shuffle 2",
    "pixel_unshuffle": "pixel_unshuffle 2",
    "upsample": "upsample 2",
}


def defaults(signature: str) -> dict[str, str | None]:
    words = (word.partition("=") for word in signature.split() if word != "/")
    return {name: default if equals else None for name, equals, default in words}


def formulas(op: Op) -> list[str]:
    sizes = [size if isinstance(size, tuple) else (size,) for size in op.size.values() if size is not None]
    defined = [formula for formulas in op.defined.values() for formula in formulas.values()]
    return [*(formula for size in sizes for formula in size), *of_layer(op), *defined, *(rule[0] for rule in op.rules)]


def of_layer(op: Op) -> list[str]:
    return [*op.channels.values(), *op.params.values(), *op.macs.values()]


def test_every_op_of_the_language_is_here():
    assert set(OPS) == set(PYTORCH) | set(OWN)
    assert all(name == op.name for name, op in OPS.items())
    assert set(JOINS) == {"add", "multiply", "concat", "side"}
    assert not set(JOINS) & set(OPS)


@pytest.mark.parametrize("name", OPS)
def test_the_arguments_have_the_names_and_defaults_of_pytorch(name):
    expected = defaults(PYTORCH[name] if name in PYTORCH else OWN[name])
    expected |= {argument: default for (op, argument), default in OTHER_DEFAULTS.items() if op == name}
    assert {argument: default for argument, (_, default, _) in OPS[name].arguments.items()} == expected


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_record_is_whole(op):
    assert op.doc
    assert op.doc == op.doc.strip().removesuffix(".")
    assert op.kind
    assert set(op.axes) <= {0, 1, 2, 3}
    assert set(op.one_of) <= set(op.arguments)
    positional = [positional for _, _, positional in op.arguments.values()]
    assert sum(positional) <= 2
    assert positional == sorted(positional, reverse=True), "arguments by position come first"
    for argument, default, by_position in op.arguments.values():
        assert argument.doc
        assert default is not None or by_position, "what is required may go by position"


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_default_passes_its_own_check(op):
    earlier: set[str] = set()
    for name, (argument, default, _) in op.arguments.items():
        copied = default in earlier  # stride=kernel_size
        earlier.add(name)
        if copied:
            continue
        if default not in (None, NONE) or (default == NONE and NONE in argument.words):
            value = parse(default).evaluate({})
            for axes in op.axes:
                checked = argument.check(value, axes)
                assert checked == value or tuple(checked) == (value,) * axes


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_formulas_use_known_symbols_only(op):
    known = {"C", "HW", "axes", "N", "H′W′", "W", "others", *op.defined}
    known |= {symbol for symbols in op.beside.values() for symbol in symbols}
    for name, (argument, _, _) in op.arguments.items():
        known.add(argument.symbol)
        if name == "kernel_size":
            known |= {"F′", "P", "K²"}
        if argument.symbol == "R":
            known.add("R²")
        known |= set(argument.words)  # padding_mode != reflect
        if argument.kind == INDEX:
            known.add(name)
    for formula in formulas(op):
        assert {name.name for name in parse(formula).names()} <= known


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_what_a_layer_has_once_needs_no_axis(op):
    """Channels, parameters and MACs are of the layer; only sizes and rules look at an axis."""
    for formula in of_layer(op):
        assert not {name.name for name in parse(formula).names()} & AXIS_SYMBOLS


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_rule_blames_arguments_of_its_op(op):
    for _, blamed, message, *_ in op.rules:
        assert blamed
        assert set(blamed.split()) <= set(op.arguments)
        assert message
        assert not message.endswith(".")


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_an_op_runs_on_every_number_of_axes_that_it_takes(op):
    for axes in op.axes_by[""]:
        report = summarize(EXAMPLES.get(op.name, op.name), "input=" + "x".join(["8"] * (axes + 1)))
        assert len(report.layers) == 1
        assert min(report.output) >= 1


# What each op's doc says, on 1, 2 and 3 axes: the call, the input, the output, params and MACs.
SHAPES = [
    # ⌊(9 − 3 + 2)/2⌋ + 1 = 5 and ⌊(8 + 2 − 3)/2⌋ + 1 = 4; 6·(4·3ⁿ + 1) parameters
    ("conv 6 3 stride=2 padding=1", "4x9", "6x5", 6 * 13, 6 * 12 * 5),
    ("conv 6 3 stride=2 padding=1", "4x9x8", "6x5x4", 6 * 37, 6 * 36 * 20),
    ("conv 6 3 stride=2 padding=1", "4x9x8x9", "6x5x4x5", 6 * 109, 6 * 108 * 100),
    # two groups: each filter sees two of the four channels
    ("conv 6 3 groups=2 bias=false", "4x9x8", "6x7x6", 6 * 2 * 9, 6 * 2 * 9 * 42),
    # every channel alone: 3ⁿ weights and a bias
    ("depthwise_conv 3", "4x9", "4x7", 4 * 4, 4 * 3 * 7),
    ("depthwise_conv 3", "4x9x8", "4x7x6", 4 * 10, 4 * 9 * 42),
    ("depthwise_conv 3 multiplier=2", "4x9x8x7", "8x7x6x5", 8 * 28, 8 * 27 * 210),
    # (9 − 1)·2 + 3 = 19 and (8 − 1)·2 + 3 = 17; 4·6·3ⁿ weights at each place of the input
    ("conv_transpose 6 3 stride=2", "4x9", "6x19", 72 + 6, 72 * 9),
    ("conv_transpose 6 3 stride=2", "4x9x8", "6x19x17", 216 + 6, 216 * 72),
    ("conv_transpose 6 3 stride=2", "4x9x8x9", "6x19x17x19", 648 + 6, 648 * 648),
    # as conv, with filters of its own for each place
    ("local_conv 6 3", "4x9", "6x7", 7 * 6 * 13, 6 * 12 * 7),
    ("local_conv 6 3", "4x9x8", "6x7x6", 42 * 6 * 37, 6 * 36 * 42),
    ("local_conv 6 3", "4x9x8x7", "6x7x6x5", 210 * 6 * 109, 6 * 108 * 210),
    # the stride is the window: ⌊9/2⌋ = 4, rounded up 5
    ("max_pool 2", "4x9", "4x4", 0, 0),
    ("max_pool 2 ceil_mode=true", "4x9x8", "4x5x4", 0, 0),
    ("max_pool 2 stride=1", "4x9x8x7", "4x8x7x6", 0, 0),
    ("avg_pool 2", "4x9", "4x4", 0, 0),
    ("avg_pool 2 ceil_mode=true", "4x9x8", "4x5x4", 0, 0),
    ("avg_pool 3 padding=1", "4x9x8x7", "4x3x3x3", 0, 0),  # ⌊(9 + 2 − 3)/3⌋ + 1, ⌊7/3⌋ + 1, ⌊6/3⌋ + 1
    *((f"adaptive_{kind}_pool 3", "4x9", "4x3", 0, 0) for kind in ("avg", "max")),
    *((f"adaptive_{kind}_pool 3x11", "4x9x8", "4x3x11", 0, 0) for kind in ("avg", "max")),
    *((f"adaptive_{kind}_pool 1x2x3", "4x9x8x7", "4x1x2x3", 0, 0) for kind in ("avg", "max")),
    *((f"global_{kind}_pool", "4x9", "4x1", 0, 0) for kind in ("avg", "max")),
    *((f"global_{kind}_pool", "4x9x8", "4x1x1", 0, 0) for kind in ("avg", "max")),
    *((f"global_{kind}_pool", "4x9x8x7", "4x1x1x1", 0, 0) for kind in ("avg", "max")),
    ("linear 10", "4", "10", 10 * 5, 40),
    ("linear 10 bias=false", "4", "10", 40, 40),
    # at each place: 10(4 + 1) weights as in nn.Linear, applied at all 9·8 places
    ("linear 10 axis=channels", "4x9x8", "10x9x8", 10 * 5, 40 * 72),
    ("linear 10 axis=channels bias=false", "4x9", "10x9", 40, 40 * 9),
    ("linear 10 axis=channels", "4", "10", 10 * 5, 40),
    # nn.Embedding(100, 6): 100 rows of 6; 9 whole numbers become 9 places
    ("embedding 100 6", "9", "6x9", 600, 0),
    ("parameter 6x9", "4", "6x9", 54, 0),
    ("parameter 6", "4x9x8", "6", 6, 0),
    ("parameter 6x4x4", "4x9", "6x4x4", 96, 0),
    ("flatten spatial", "4x9x8", "4x72", 0, 0),
    ("flatten spatial", "4x9x8x7", "4x504", 0, 0),
    ("softmax axis=width", "4x9x8", "4x9x8", 0, 0),
    ("flatten", "4x9", "36", 0, 0),
    ("flatten", "4x9x8", "288", 0, 0),
    ("flatten", "4x9x8x7", "2016", 0, 0),
    # a gain and an offset for each channel
    ("batch_norm", "4", "4", 8, 0),
    ("batch_norm", "4x9", "4x9", 8, 0),
    ("batch_norm affine=false", "4x9x8", "4x9x8", 0, 0),
    ("group_norm 2", "4x9x8x7", "4x9x8x7", 8, 0),
    ("group_norm 4 affine=false", "4x9", "4x9", 0, 0),
    ("instance_norm", "4x9x8", "4x9x8", 0, 0),
    ("instance_norm affine=true", "4x9x8x7", "4x9x8x7", 8, 0),
    ("layer_norm", "4x9x8", "4x9x8", 8, 0),
    ("layer_norm bias=false", "4", "4", 4, 0),
    ("layer_norm normalized_shape=spatial", "4x9x8", "4x9x8", 2 * 72, 0),
    ("layer_norm normalized_shape=all", "4x9x8x7", "4x9x8x7", 2 * 2016, 0),
    ("layer_norm normalized_shape=all elementwise_affine=false", "4x9", "4x9", 0, 0),
    ("global_response_norm", "4x9x8", "4x9x8", 8, 0),
    ("lrn", "4x9x8", "4x9x8", 0, 0),
    ("lrn 3", "4x9", "4x9", 0, 0),
    ("scale", "4x9x8", "4x9x8", 4, 0),
    ("scale bias=true", "4", "4", 8, 0),
    ("prelu", "4x9x8", "4x9x8", 1, 0),
    ("prelu 4", "4x9", "4x9", 4, 0),
    ("dropout 0.2", "4x9x8", "4x9x8", 0, 0),
    *((name, "4x9x8", "4x9x8", 0, 0) for name, op in OPS.items() if op.kind == "activation" and name != "prelu"),
    ("identity", "4", "4", 0, 0),
    # ⌊9·2⌋, ⌊9·1.5⌋ = ⌊13.5⌋; exactly: ⌊10·1.1⌋ = 11
    ("upsample 2", "4x9", "4x18", 0, 0),
    ("upsample 1.5", "4x9x8", "4x13x12", 0, 0),
    ("upsample 1.1", "4x10x10x10", "4x11x11x11", 0, 0),
    ("upsample size=5x20", "4x9x8", "4x5x20", 0, 0),
    ("upsample 2x1", "4x9x8", "4x18x8", 0, 0),
    # R channels on one axis, R² on two and R³ on three become one
    ("pixel_shuffle 2", "8x3", "4x6", 0, 0),
    ("pixel_shuffle 2", "8x3x5", "2x6x10", 0, 0),
    ("pixel_shuffle 2", "8x3x5x7", "1x6x10x14", 0, 0),
    ("pixel_unshuffle 2", "4x6", "8x3", 0, 0),
    ("pixel_unshuffle 2", "2x6x10", "8x3x5", 0, 0),
    ("pixel_unshuffle 2", "1x6x10x14", "8x3x5x7", 0, 0),
    ("channel_shuffle 2", "4x9x8", "4x9x8", 0, 0),
    # Python's range(8)[start:stop]
    ("slice 0 3", "8x9x8", "3x9x8", 0, 0),
    ("slice 2", "8x9", "6x9", 0, 0),
    ("slice -3", "8x9", "3x9", 0, 0),
    ("slice stop=-3", "8", "5", 0, 0),
    ("slice 1 -1", "8x9x8x7", "6x9x8x7", 0, 0),
    ("slice 2 100", "8", "6", 0, 0),
    ("slice -100 2", "8", "2", 0, 0),
    ("crop 4", "3x9", "3x4", 0, 0),
    ("crop 4x2", "3x9x8", "3x4x2", 0, 0),
    ("crop 4", "3x9x8x7", "3x4x4x4", 0, 0),
    ("pad 1", "3x9", "3x11", 0, 0),
    ("pad 1x2", "3x9x8", "3x11x12", 0, 0),
    ("pad before=1 after=0", "3x9x8x7", "3x10x9x8", 0, 0),
    ("pad -1", "3x9x8", "3x7x6", 0, 0),
    ("pad channels=5", "3x9x8", "8x9x8", 0, 0),
]


@pytest.mark.parametrize(("call", "shape", "output", "params", "macs"), SHAPES)
def test_an_op_does_what_its_doc_says(call, shape, output, params, macs):
    report = summarize(call, f"input={shape}")
    assert report.output == tuple(map(int, output.split("x")))
    assert (report.params, report.macs) == (params, macs)


def test_every_op_has_such_a_row():
    assert {call.split()[0] for call, *_ in SHAPES} == set(OPS)


def test_one_name_stands_for_one_metric():
    assert all(name == metric.name and metric.definition and metric.unit for name, metric in METRICS.items())
    titles = [metric.title for metric in METRICS.values()]
    assert len(titles) == len(set(titles))
    assert {name for name, metric in METRICS.items() if metric.per_image} == {
        "macs",
        "flops",
        "activations",
        "side_macs",
        "side_flops",
        "activation_bytes",
        "neurons",
        "forward_activations",
        "forward_backward_activations",
        "stored_activations",
        "peak_activations",
    }


def test_the_ops_that_pytorch_tells_how_many_channels_come_in_have_weights_for_each():
    """Their PyTorch layers begin with in_channels, in_features or num_features; depthwise_conv and scale have none."""
    told = {"conv", "conv_transpose", "local_conv", "linear", "batch_norm", "group_norm", "layer_norm", "instance_norm"}
    assert {op.name for op in OPS.values() if op.has_weights_of_channels} == told | {"global_response_norm", "scale"}
