"""The op table: one record an op, and no other place knows an op by name.

Symbols: W an axis of the input, W′ of the output; F the filter along the axis, F′ = D(F − 1) + 1 dilated; S stride,
P padding, D dilation, O output padding, T the size asked for; C channels of the input, N of the output, G groups,
B 1 with a bias, else 0; A likewise for affine; M multiplier; K² the filter's area; HW the input's, H′W′ the output's;
R a factor and R² its power for all axes; Q the number of slopes.
"""

from __future__ import annotations

from convcalc.costs.arguments import AXES, COUNT, MAXIMUM, ArgumentType
from convcalc.costs.op import Op

CONVOLUTION = "convolution"
LINEAR = "linear"
POOLING = "pooling"
NORMALISATION = "normalisation"
ACTIVATION = "activation"
SHAPING = "shaping"
OTHER = "other"

ARITHMETIC = "Dumoulin and Visin 2016, A guide to convolution arithmetic"
_WINDOW = "floor((W - F′ + 2*P)/S) + 1"
_WINDOWS = {"": _WINDOW, "padding=same": "ceil(W/S)"}
_POOLED = {**_WINDOWS, "ceil_mode=true": "min(ceil((W - F′ + 2*P)/S) + 1, ceil((W + P)/S))"}
_FIXED = {"": "T"}
_SPATIAL = (1, 2, 3)
_PLAIN_PADDING = ArgumentType("padding", AXES, "P", minimum=0, doc="taken off both sides of each axis of the output")

_FITS = ("W + 2*P >= F′", "kernel_size", "the filter covers {F′}, the input with padding is only {W} + 2·{P} wide")
_GROUPS = (
    ("C % G == 0", "groups", "groups={G} does not divide the {C} input channels"),
    ("N % G == 0", "groups", "groups={G} does not divide the {N} output channels"),
)
_BORDERS = (
    ("padding_mode != reflect or P < W", "padding", "reflecting {P} needs an input of more than {P}, this one is {W}"),
    ("padding_mode != circular or P <= W", "padding", "the padding {P} goes round the input of {W} more than once"),
)
_HALF = ("2*P <= F′", "padding", "padding {P} is more than half of the window {F′}")
_SCALES = (
    ("mode != linear or axes == 1", "mode", "linear is for one spatial axis", "bilinear for 2, trilinear for 3"),
    ("(mode != bilinear and mode != bicubic) or axes == 2", "mode", "{mode} is for two spatial axes"),
    ("mode != trilinear or axes == 3", "mode", "trilinear is for three spatial axes"),
)


def _activation(name: str, doc: str, signature: str = "") -> Op:
    return Op(name, signature, kind=ACTIVATION, doc=doc, in_place=name != "softmax")


def _pool(name: str, signature: str, doc: str) -> Op:
    return Op(
        name,
        signature,
        kind=POOLING,
        doc=doc,
        size=_POOLED,
        window="sliding",
        axes=_SPATIAL,
        rules=(_HALF,),
        unread=True,
        source=f"{ARITHMETIC}; ceil_mode as PyTorch: no window begins in the far padding",
    )


_TABLE: tuple[Op, ...] = (
    Op(
        "conv",
        "out_channels kernel_size / stride=1 padding=0 dilation=1 groups=1 bias=true padding_mode=zeros",
        kind=CONVOLUTION,
        doc="convolution with N filters that see all channels of their group",
        size=_WINDOWS,
        window="sliding",
        channels="N",
        params="N*(C/G*K² + B)",
        macs="C/G*K²*N*H′W′",
        axes=_SPATIAL,
        rules=(*_GROUPS, _FITS, *_BORDERS),
        unread=True,
        source=ARITHMETIC,
    ),
    Op(
        "depthwise_conv",
        "kernel_size / stride=1 padding=0 dilation=1 multiplier=1 bias=true padding_mode=zeros",
        kind=CONVOLUTION,
        doc="convolution that sees each channel alone (groups = in_channels)",
        size=_WINDOWS,
        window="sliding",
        channels="C*M",
        params="N*(K² + B)",
        macs="K²*N*H′W′",
        axes=_SPATIAL,
        rules=(_FITS, *_BORDERS),
        unread=True,
        source="Chollet 2017, Xception; Howard et al. 2017, MobileNets",
    ),
    Op(
        "conv_transpose",
        "out_channels kernel_size / stride=1 padding=0 output_padding=0 groups=1 bias=true dilation=1",
        kind=CONVOLUTION,
        doc="transposed convolution; every input element meets K²·N/G weights",
        size={"": "(W - 1)*S - 2*P + F′ + O"},
        window="transposed",
        channels="N",
        params="C*N/G*K² + N*B",
        macs="C*K²*N/G*HW",
        axes=_SPATIAL,
        rules=(
            *_GROUPS,
            (
                "O < S or O < D",
                "output_padding",
                "output_padding {O} must be smaller than the stride {S} or the dilation {D}",
            ),
        ),
        redefined=(_PLAIN_PADDING,),
        source=ARITHMETIC,
    ),
    Op(
        "local_conv",
        "out_channels kernel_size / stride=1 padding=0 dilation=1 bias=true",
        kind=CONVOLUTION,
        doc="locally connected: a convolution whose filters are not shared between places",
        size=_WINDOWS,
        window="sliding",
        channels="N",
        params="H′W′*N*(C*K² + B)",
        macs="C*K²*N*H′W′",
        axes=_SPATIAL,
        rules=(_FITS,),
        unread=True,
        source="LeCun 1989; Taigman et al. 2014, DeepFace",
    ),
    _pool(
        "max_pool",
        "kernel_size / stride=kernel_size padding=0 dilation=1 ceil_mode=false",
        "the greatest value of each window",
    ),
    _pool(
        "avg_pool",
        "kernel_size / stride=kernel_size padding=0 ceil_mode=false count_include_pad=true divisor_override=none",
        "the mean of each window",
    ),
    *(
        Op(
            f"adaptive_{kind}_pool",
            "output_size /",
            kind=POOLING,
            doc=f"the {doc} of windows that are chosen so that the output has this size",
            size=_FIXED,
            window="adaptive",
            axes=_SPATIAL,
            source="PyTorch",
        )
        for kind, doc in (("avg", "mean"), ("max", "greatest value"))
    ),
    *(
        Op(
            f"global_{kind}_pool",
            "",
            kind=POOLING,
            doc=f"the {doc} of each channel; the output is C×1×1",
            size={"": "1"},
            window="all",
            axes=_SPATIAL,
            source="Lin, Chen, Yan 2013, Network in network",
        )
        for kind, doc in (("avg", "mean"), ("max", "greatest value"))
    ),
    Op(
        "linear",
        "out_features / bias=true",
        kind=LINEAR,
        doc="fully connected layer",
        size={},
        window="all",
        channels="N",
        params="N*(C + B)",
        macs="C*N",
        axes=(0,),
        source="a matrix of N rows of C weights",
    ),
    Op(
        "batch_norm",
        "affine=true eps=0.00001 momentum=0.1",
        kind=NORMALISATION,
        doc="batch normalisation; running statistics are buffers, not parameters",
        params="2*A*C",
        source="Ioffe and Szegedy 2015",
    ),
    Op(
        "group_norm",
        "num_groups / affine=true eps=0.00001",
        kind=NORMALISATION,
        doc="normalises groups of channels",
        window="point_and_all",
        params="2*A*C",
        rules=(("C % G == 0", "num_groups", "num_groups={G} does not divide the {C} channels"),),
        source="Wu and He 2018",
    ),
    Op(
        "layer_norm",
        "elementwise_affine=true bias=true normalized_shape=channels eps=0.00001",
        kind=NORMALISATION,
        doc="normalises the channels of each place (or `spatial`, or `all`)",
        window="spatial_norm",
        params={
            "": "A*(1 + B)*C",
            "normalized_shape=spatial": "A*(1 + B)*HW",
            "normalized_shape=all": "A*(1 + B)*C*HW",
        },
        rules=(("normalized_shape != spatial or axes > 0", "normalized_shape", "a flat input has no spatial axes"),),
        source="Ba, Kiros, Hinton 2016",
    ),
    Op(
        "instance_norm",
        "affine=false eps=0.00001 momentum=0.1",
        kind=NORMALISATION,
        doc="normalises each channel of each image",
        window="point_and_all",
        params="2*A*C",
        axes=_SPATIAL,
        source="Ulyanov, Vedaldi, Lempitsky 2016",
    ),
    Op(
        "global_response_norm",
        "",
        kind=NORMALISATION,
        doc="scales each channel by its share of the response, with a learned gain and offset",
        window="point_and_all",
        params="2*C",
        axes=_SPATIAL,
        source="Woo et al. 2023, ConvNeXt V2",
    ),
    Op(
        "lrn",
        "size=5 /",
        kind=NORMALISATION,
        doc="local response normalisation across neighbouring channels",
        redefined=(ArgumentType("size", COUNT, "size", doc="number of neighbouring channels"),),
        source="Krizhevsky, Sutskever, Hinton 2012",
    ),
    Op(
        "scale",
        "bias=false",
        kind=NORMALISATION,
        doc="a learned gain a channel (with bias: and an offset)",
        params="C*(1 + B)",
        source="LeCun et al. 1998 (trainable subsampling); Touvron et al. 2021 (LayerScale)",
    ),
    Op("dropout", "p=0.5 /", kind=OTHER, doc="drops values at random in training", in_place=True),
    Op("identity", "", kind=OTHER, doc="passes its input on", view=True),
    _activation("relu", "max(x, 0)"),
    _activation("relu6", "min(max(x, 0), 6)"),
    _activation("leaky_relu", "x, or negative_slope·x below 0", "negative_slope=0.01 /"),
    _activation("elu", "x, or alpha·(eˣ − 1) below 0", "alpha=1 /"),
    _activation("selu", "the self-normalising elu"),
    _activation("gelu", "x·Φ(x)", "approximate=none"),
    _activation("silu", "x·sigmoid(x), also called swish"),
    _activation("mish", "x·tanh(softplus(x))"),
    _activation("hardswish", "x·hardsigmoid(x)"),
    _activation("sigmoid", "1/(1 + e⁻ˣ)"),
    _activation("hardsigmoid", "min(max(x/6 + 1/2, 0), 1)"),
    _activation("tanh", "hyperbolic tangent"),
    _activation("softplus", "log(1 + eˣ)"),
    _activation("softmax", "eˣ over the sum for all channels"),
    Op(
        "prelu",
        "num_parameters=1 /",
        kind=ACTIVATION,
        doc="leaky_relu with a learned slope, one for all channels or one each",
        params="Q",
        rules=(("Q == 1 or Q == C", "num_parameters", "num_parameters is 1 or the number of channels {C}, not {Q}"),),
        source="He et al. 2015",
    ),
    Op("flatten", "", kind=SHAPING, doc="all values in one row", size={}, window="all", channels="C*HW", view=True),
    Op(
        "upsample",
        "scale_factor=none / size=none mode=nearest",
        kind=SHAPING,
        doc="enlarges each axis by a factor, or to a size",
        size={"": "floor(W*R)", "size=given": "T"},
        window="upsampled",
        axes=_SPATIAL,
        rules=_SCALES,
        one_of=("scale_factor", "size"),
        source="PyTorch: ⌊W·R⌋, here with the exact factor",
    ),
    Op(
        "pixel_shuffle",
        "upscale_factor /",
        kind=SHAPING,
        doc="moves channels into space: R² of them become one, R times as large",
        size={"": "W*R"},
        window="shuffled",
        channels="C/R²",
        axes=_SPATIAL,
        rules=(("C % R² == 0", "upscale_factor", "{R²} does not divide the {C} channels"),),
        source="Shi et al. 2016",
    ),
    Op(
        "pixel_unshuffle",
        "downscale_factor /",
        kind=SHAPING,
        doc="moves space into channels, the inverse of pixel_shuffle",
        size={"": "W/R"},
        window="unshuffled",
        channels="C*R²",
        axes=_SPATIAL,
        rules=(("W % R == 0", "downscale_factor", "{R} does not divide the size {W}"),),
        source="PyTorch",
    ),
    Op(
        "channel_shuffle",
        "groups /",
        kind=SHAPING,
        doc="mixes the channels of the groups",
        rules=(("C % G == 0", "groups", "groups={G} does not divide the {C} channels"),),
        source="Zhang et al. 2018, ShuffleNet",
    ),
    Op(
        "slice",
        "start=0 stop=none /",
        kind=SHAPING,
        doc="keeps the channels from start to before stop, as Python's x[start:stop]",
        channels="stop - start",
        rules=(("stop > start", "start stop", "no channel is left between {start} and {stop}"),),
    ),
    Op(
        "crop",
        "size /",
        kind=SHAPING,
        doc="keeps the middle of each axis",
        window="cropped",
        size=_FIXED,
        axes=_SPATIAL,
        rules=(("T <= W", "size", "the size {T} is larger than the input's {W}"),),
        source="Ronneberger, Fischer, Brox 2015, U-Net",
    ),
    Op(
        "pad",
        "padding=0 / before=padding after=padding channels=0 padding_mode=zeros",
        kind=SHAPING,
        doc="adds padding on both sides of each axis, or before and after it; and channels of zeros",
        size={"": "W + before + after"},
        window="padded",
        channels="C + channels",
        axes=_SPATIAL,
        rules=(
            (
                "padding_mode != reflect or (before < W and after < W)",
                "padding before after",
                "reflecting {before} and {after} needs an input of more than that, this one is {W}",
            ),
            (
                "padding_mode != circular or (before <= W and after <= W)",
                "padding before after",
                "the padding goes round the input of {W} more than once",
            ),
        ),
        redefined=(
            ArgumentType("padding", AXES, minimum=-MAXIMUM, doc="added on both sides of each axis; negative crops"),
        ),
    ),
)

OPS: dict[str, Op] = {op.name: op for op in _TABLE}

JOINS: dict[str, str] = {
    "add": "the sum of its branches, which have equal shapes (a C×1×1 gate broadcasts)",
    "multiply": "the product of its branches, which have equal shapes (a gate of C×1×1 or 1×H×W broadcasts)",
    "concat": "the channels of its branches one after the other; their spatial sizes are equal",
    "side": "an auxiliary branch: listed, with totals of its own",
}
"""The joins: not ops, since they take several inputs; each with what it puts out."""
