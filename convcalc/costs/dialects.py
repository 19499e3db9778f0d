"""The words that other frameworks and papers use, each with the one that this language uses."""

from __future__ import annotations

from collections.abc import Collection

from convcalc.language.problems import Guesses, did_you_mean, either

CONNECTIONS = ("residual", "shortcut", "skip")
"""What a branch is often called, and the join that it ends in too."""

JOINS: dict[str, str] = {
    **dict.fromkeys(("cat", "concat", "concatenate", "concatenation", "merge", "join", "route", "stack"), "concat"),
    **dict.fromkeys(("depthconcat", "filterconcat", "channelconcat", "jointable"), "concat"),
    **dict.fromkeys(("add", "sum", "plus", "addition", "eltwise", "elementwise", "caddtable"), "add"),
    **dict.fromkeys(("eltwiseadd", "elementwiseadd", "residualadd", "skipconnection", *CONNECTIONS), "add"),
    **dict.fromkeys(("multiply", "mul", "times", "product", "prod", "gate", "hadamard", "cmultable"), "multiply"),
    **dict.fromkeys(("eltwisemul", "eltwiseprod", "elementwisemul", "elementwisemultiply"), "multiply"),
    **dict.fromkeys(("side", "aux", "auxiliary"), "side"),
}
"""What joins branches, without the marks and numbers that names have."""

BRANCHES = frozenset({"parallel", "branch", "branches", "fork", "split"})
"""What branches are called without saying how they are joined."""

NO_JOINS = frozenset(
    {"subtract", "sub", "minus", "difference", "divide", "div", "maximum", "max", "minimum", "min", "maxout"}
    | {"average", "avg", "mean", "dot", "matmul"}
)
"""What joins branches elsewhere, and has no word here."""

OPS: dict[str, str] = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d", "convolution", "convolution2d", "cnn"), "conv"),
    **dict.fromkeys(("fc", "dense", "fully_connected", "innerproduct", "inner_product", "affine", "mlp"), "linear"),
    **dict.fromkeys(("maxpool", "maxpool2d", "max_pool2d", "max_pooling", "maxpooling2d", "mp"), "max_pool"),
    **dict.fromkeys(
        ("avgpool", "avgpool2d", "avg_pool2d", "average_pool", "averagepooling2d", "mean_pool", "subsampling"),
        "avg_pool",
    ),
    **dict.fromkeys(("pool", "pooling"), "max_pool"),
    **dict.fromkeys(("gap", "globalavgpool", "global_average_pool", "globalaveragepooling2d"), "global_avg_pool"),
    **dict.fromkeys(("adaptiveavgpool2d", "adaptive_avg_pool2d", "adaptive_pool"), "adaptive_avg_pool"),
    **dict.fromkeys(("bn", "batchnorm", "batchnorm2d", "batch_norm2d", "batch_normalization"), "batch_norm"),
    **dict.fromkeys(("ln", "layernorm", "layer_normalization"), "layer_norm"),
    **dict.fromkeys(("gn", "groupnorm"), "group_norm"),
    **dict.fromkeys(("local_response_norm", "localresponsenorm", "norm"), "lrn"),
    **dict.fromkeys(
        ("deconv", "deconvolution", "conv_transposed", "transposed_conv", "convtranspose2d", "upconv", "up_conv"),
        "conv_transpose",
    ),
    **dict.fromkeys(("depthwise", "dwconv", "dw_conv", "depthwiseconv2d", "depthwise_conv2d"), "depthwise_conv"),
    **dict.fromkeys(("locally_connected", "locallyconnected2d", "unshared_conv"), "local_conv"),
    **dict.fromkeys(("swish",), "silu"),
    **dict.fromkeys(("hswish", "hard_swish"), "hardswish"),
    **dict.fromkeys(("hard_sigmoid",), "hardsigmoid"),
    **dict.fromkeys(("lrelu", "leakyrelu"), "leaky_relu"),
    **dict.fromkeys(("drop",), "dropout"),
    **dict.fromkeys(("upsampling2d", "interpolate", "resize"), "upsample"),
    **dict.fromkeys(("zero_pad", "zeropadding2d", "zero_padding"), "pad"),
    **dict.fromkeys(("subpixel", "depth_to_space"), "pixel_shuffle"),
    **dict.fromkeys(("space_to_depth", "focus"), "pixel_unshuffle"),
    **dict.fromkeys(("layer_scale", "gain"), "scale"),
    **dict.fromkeys(("grn",), "global_response_norm"),
    **dict.fromkeys(("shuffle",), "channel_shuffle"),
    **dict.fromkeys(("center_crop",), "crop"),
    **{word: join for word, join in JOINS.items() if word not in ("add", "concat", "multiply", "side")},
}

ARGUMENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("filters", "out", "channels_out", "num_output", "maps", "width", "depth", "n_filters", "num_filters"),
        ("out_channels", "out_features"),
    ),
    **dict.fromkeys(
        ("classes", "num_classes", "units", "features", "neurons", "hidden"), ("out_features", "out_channels")
    ),
    **dict.fromkeys(("out_channels",), ("out_features",)),
    **dict.fromkeys(("out_features",), ("out_channels",)),
    **dict.fromkeys(
        ("kernel", "k", "filter", "filter_size", "window", "pool_size", "ksize", "kernel_shape"), ("kernel_size",)
    ),
    **dict.fromkeys(("strides", "s", "step"), ("stride",)),
    **dict.fromkeys(("pad", "pads", "p", "border"), ("padding",)),
    **dict.fromkeys(("dilations", "dilation_rate", "rate", "atrous", "d"), ("dilation",)),
    **dict.fromkeys(("group", "g", "cardinality"), ("groups", "num_groups")),
    **dict.fromkeys(("use_bias", "bias_term"), ("bias",)),
    **dict.fromkeys(("ceil", "round_up"), ("ceil_mode",)),
    **dict.fromkeys(("factor", "scale", "r"), ("scale_factor", "upscale_factor", "downscale_factor")),
    **dict.fromkeys(("depth_multiplier", "channel_multiplier"), ("multiplier",)),
    **dict.fromkeys(("size", "output"), ("output_size",)),
    **dict.fromkeys(("rate", "prob", "drop_prob"), ("p",)),
}

METRICS: dict[str, str] = {
    **dict.fromkeys(
        ("weights", "weight", "parameters", "parameter", "num_params", "n_params", "total_params", "trainable_params"),
        "params",
    ),
    **dict.fromkeys(
        ("mult_adds", "mult_add", "multadds", "madds", "madd", "mul_adds", "muladds", "multiply_adds", "multiply_add",
         "total_mult_adds", "gmacs", "mmacs", "fma", "fmas"),
        "macs",
    ),
    **dict.fromkeys(("gflops", "mflops", "flop_count"), "flops"),
    **dict.fromkeys(("act", "acts"), "activations"),
    **dict.fromkeys(
        ("size", "shape", "out", "output_shape", "out_shape", "output_size", "out_size", "resolution", "dims",
         "dimensions", "feature_map", "featuremap", "ofm"),
        "output",
    ),
    **dict.fromkeys(("in", "input_shape", "in_shape", "input_size", "in_size", "ifm"), "input"),
    **dict.fromkeys(("kernel_size", "ksize", "k", "filter", "filter_size", "window", "kernel_shape"), "kernel"),
    **dict.fromkeys(("activation_memory", "activation_size", "forward_pass_size"), "activation_bytes"),
    **dict.fromkeys(("peak_memory",), "peak_bytes"),
    **dict.fromkeys(("model_size", "params_size", "param_size", "weight_memory", "weight_size"), "weight_bytes"),
    **dict.fromkeys(("rf", "rf_size", "receptive_field_size", "field", "field_of_view", "fov"), "receptive_field"),
    **dict.fromkeys(("effective_stride", "total_stride", "output_stride"), "jump"),
    **dict.fromkeys(("offset", "centre", "center"), "start"),
    **dict.fromkeys(("units",), "neurons"),
    **dict.fromkeys(("num_layers", "n_layers", "layer_count"), "layers"),
    **dict.fromkeys(("name", "layer_name"), "layer"),
    **dict.fromkeys(("op", "type", "call", "layer_type", "module"), "operation"),
}  # fmt: skip
"""The words for metrics, and for the columns of a table that are none."""

NEAR_METRICS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("memory", "mem", "ram"), ("activation_bytes", "peak_bytes")),
    **dict.fromkeys(("stride", "strides"), ("jump",)),
    **dict.fromkeys(("padding", "pad"), ("effective_padding",)),
    **dict.fromkeys(("share", "percent", "percentage"), ("params_share", "macs_share")),
}
"""What words that mean another thing, or several, may be meant for."""

NEVER_WRITTEN = frozenset(
    {"in_channels", "in_features", "in_planes", "input_shape", "input_size", "num_features", "num_channels", "in_dim"}
)
"""What follows from the input, and is never written."""


def op_hint(word: str) -> str | None:
    """What an op of another dialect is called here."""
    known = OPS.get(word.lower())
    return f"that is '{known}' here" if known else None


def join_hint(name: str) -> str | None:
    """What joins branches as a name says that is no join here: `cat`, `Add`, `concat2`, `maximum`."""
    word = name.lower().rstrip("0123456789_-").replace("_", "").replace("-", "")
    if word in NO_JOINS:
        return "the joins are add, multiply, concat and side"
    if word in BRANCHES:
        return "which one is meant: add, multiply, concat or side?"
    known = JOINS.get(word)
    if known == word != name.lower():
        return f"write {known}: [...], or under this name {name}: {{{known}: [...]}}"
    return f"that is '{known}' here" if known else None


def argument_hint(word: str, known: tuple[str, ...]) -> str | None:
    """What an argument of another dialect is called here, among those that the op has."""
    lower = word.lower()
    if lower in NEVER_WRITTEN:
        return "what comes in is known from the layer before, and never written"
    for name in ARGUMENTS.get(lower, ()):
        if name in known:
            return f"that is '{name}' here"
    return None


def metric_hint(word: str, known: Collection[str], listed: str, guesses: Guesses | None = None) -> str:
    """What a metric of another dialect is called here, else those of the `known` that are nearest, else all of them.

    `listed` says what these are: `the metrics are`.
    """
    lower = word.lower().replace("-", "_").replace(" ", "_")
    if METRICS.get(lower) in known:
        return f"that is '{METRICS[lower]}' here"
    near = [repr(name) for name in (lower, *NEAR_METRICS.get(lower, ())) if name in known]
    if near:
        return f"did you mean {either(near)}?"
    return did_you_mean(lower, known, guesses) or f"{listed} {', '.join(known)}"
