"""The words that other frameworks and papers use, each with the one that this language uses."""

from __future__ import annotations

from collections.abc import Collection

from convcalc.language.problems import Guesses, did_you_mean, either

CONNECTIONS = ("residual", "shortcut", "skip")
"""What a branch is often called, and the join that it ends in too."""


def _by_word(rows: dict[str, str]) -> dict[str, str]:
    """Each word of a row with what it means: what the row stands under."""
    return {word: meant for meant, words in rows.items() for word in words.split()}


JOINS = _by_word(
    {
        "concat": """cat concat concatenate concatenation merge join route stack depthconcat filterconcat
            channelconcat jointable""",
        "add": """add sum plus addition eltwise elementwise caddtable eltwiseadd elementwiseadd residualadd
            skipconnection residual shortcut skip""",
        "multiply": """multiply mul times product prod gate hadamard cmultable eltwisemul eltwiseprod elementwisemul
            elementwisemultiply""",
        "side": "side aux auxiliary",
    }
)
"""What joins branches, without the marks and numbers that names have."""

_JOIN_HINTS = _by_word(
    {
        "the joins are add, multiply, concat and side": """subtract sub minus difference divide div maximum max minimum
            min maxout average avg mean dot matmul""",
        "which one is meant: add, multiply, concat or side?": "parallel branch branches fork split",
    }
)
"""What is said of what joins branches elsewhere and has no word here, or does not say how they are joined."""

OPS = _by_word(
    {
        "conv": "conv1d conv2d conv3d convolution convolution2d cnn",
        "linear": "fc dense fully_connected innerproduct inner_product affine mlp",
        "max_pool": "maxpool maxpool2d max_pool2d max_pooling maxpooling2d mp pool pooling",
        "avg_pool": "avgpool avgpool2d avg_pool2d average_pool averagepooling2d mean_pool subsampling",
        "global_avg_pool": "gap globalavgpool global_average_pool globalaveragepooling2d",
        "adaptive_avg_pool": "adaptiveavgpool2d adaptive_avg_pool2d adaptive_pool",
        "batch_norm": "bn batchnorm batchnorm2d batch_norm2d batch_normalization",
        "layer_norm": "ln layernorm layer_normalization",
        "group_norm": "gn groupnorm",
        "lrn": "local_response_norm localresponsenorm norm",
        "conv_transpose": "deconv deconvolution conv_transposed transposed_conv convtranspose2d upconv up_conv",
        "depthwise_conv": "depthwise dwconv dw_conv depthwiseconv2d depthwise_conv2d",
        "local_conv": "locally_connected locallyconnected2d unshared_conv",
        "silu": "swish",
        "hardswish": "hswish hard_swish",
        "hardsigmoid": "hard_sigmoid",
        "leaky_relu": "lrelu leakyrelu",
        "dropout": "drop",
        "upsample": "upsampling2d interpolate resize",
        "pad": "zero_pad zeropadding2d zero_padding",
        "pixel_shuffle": "subpixel depth_to_space",
        "pixel_unshuffle": "space_to_depth focus",
        "scale": "layer_scale gain",
        "global_response_norm": "grn",
        "channel_shuffle": "shuffle",
        "crop": "center_crop",
    }
)

ARGUMENTS = _by_word(
    {
        "out_channels out_features": "filters out channels_out num_output maps width depth n_filters num_filters",
        "out_features out_channels": "classes num_classes units features neurons hidden",
        "out_features": "out_channels",
        "out_channels": "out_features",
        "kernel_size": "kernel k filter filter_size window pool_size ksize kernel_shape",
        "stride": "strides s step",
        "padding": "pad pads p border",
        "dilation": "dilations dilation_rate atrous d",
        "p": "rate prob drop_prob",
        "groups num_groups": "group g cardinality",
        "bias": "use_bias bias_term",
        "ceil_mode": "ceil round_up",
        "scale_factor upscale_factor downscale_factor": "factor scale r",
        "multiplier": "depth_multiplier channel_multiplier",
        "output_size": "size output",
    }
)
"""Those that the first of several names means, of which an op has one."""

METRICS = _by_word(
    {
        "params": "weights weight parameters parameter num_params n_params total_params trainable_params",
        "macs": """mult_adds mult_add multadds madds madd mul_adds muladds multiply_adds multiply_add total_mult_adds
            gmacs mmacs fma fmas""",
        "flops": "gflops mflops flop_count",
        "activations": "act acts",
        "output": """size shape out output_shape out_shape output_size out_size resolution dims dimensions
            feature_map featuremap ofm""",
        "input": "in input_shape in_shape input_size in_size ifm",
        "kernel": "kernel_size ksize k filter filter_size window kernel_shape",
        "activation_bytes": "activation_memory activation_size forward_pass_size",
        "peak_bytes": "peak_memory",
        "weight_bytes": "model_size params_size param_size weight_memory weight_size",
        "receptive_field": "rf rf_size receptive_field_size field field_of_view fov",
        "jump": "effective_stride total_stride output_stride",
        "start": "offset centre center",
        "neurons": "units",
        "layers": "num_layers n_layers layer_count",
        "layer": "name layer_name",
        "operation": "op type call layer_type module",
    }
)
"""The words for metrics, and for the columns of a table that are none."""

NEAR_METRICS = _by_word(
    {
        "activation_bytes peak_bytes": "memory mem ram",
        "jump": "stride strides",
        "effective_padding": "padding pad",
        "params_share macs_share": "share percent percentage",
    }
)
"""What words that mean another thing, or several, may be meant for."""

NEVER_WRITTEN = frozenset(
    {"in_channels", "in_features", "in_planes", "input_shape", "input_size", "num_features", "num_channels", "in_dim"}
)
"""What follows from the input, and is never written."""


def op_hint(word: str) -> str | None:
    """What an op of another dialect is called here."""
    lower = word.lower()
    known = OPS.get(lower) or JOINS.get(lower)
    return f"that is '{known}' here" if known and known != lower else None


def join_hint(name: str) -> str | None:
    """What joins branches as a name says that is no join here: `cat`, `Add`, `concat2`, `maximum`."""
    word = name.lower().rstrip("0123456789_-").replace("_", "").replace("-", "")
    if word in _JOIN_HINTS:
        return _JOIN_HINTS[word]
    known = JOINS.get(word)
    if known == word != name.lower():
        return f"write {known}: [...], or under this name {name}: {{{known}: [...]}}"
    return f"that is '{known}' here" if known else None


def argument_hint(word: str, known: tuple[str, ...]) -> str | None:
    """What an argument of another dialect is called here, among those that the op has."""
    lower = word.lower()
    if lower in NEVER_WRITTEN:
        return "what comes in is known from the layer before, and never written"
    name = next((name for name in ARGUMENTS.get(lower, "").split() if name in known), None)
    return f"that is '{name}' here" if name else None


def metric_hint(word: str, known: Collection[str], listed: str, guesses: Guesses | None = None) -> str:
    """What a metric of another dialect is called here, else those of the `known` that are nearest, else all of them.

    `listed` says what these are: `the metrics are`.
    """
    lower = word.lower().replace("-", "_").replace(" ", "_")
    if METRICS.get(lower) in known:
        return f"that is '{METRICS[lower]}' here"
    near = [repr(name) for name in (lower, *NEAR_METRICS.get(lower, "").split()) if name in known]
    if near:
        return f"did you mean {either(near)}?"
    return did_you_mean(lower, known, guesses) or f"{listed} {', '.join(known)}"
