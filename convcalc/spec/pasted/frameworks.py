"""The layers of other frameworks, one row a layer: what each is here, and its arguments in their order there.

An argument is `name`, `name:here` where it is called otherwise here in this layer alone, and `name=default` where the
default is not the one that it has here. What a name means in every layer stands in MEANINGS.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PYTORCH = "PyTorch"
FUNCTIONAL = "torch.nn.functional"
KERAS = "Keras"
TENSORFLOW = "TensorFlow"
CAFFE = "Caffe"

CHANNELS = "channels in"
TENSOR = "tensor"
SHAPE = "shape in"
ACTIVATION = "activation"
NOTHING = "nothing"
NUMBER = "number"
"""What an argument may be that is none here: a number of channels that comes in, or their whole shape, which are
checked; the tensor itself; a function that is a layer of its own; what changes nothing that is computed here, whatever
it is, and what changes nothing and is a number."""

MEANINGS: dict[str, str] = {
    **dict.fromkeys(("in_channels", "in_features", "num_features", "num_channels", "input_dim"), CHANNELS),
    **dict.fromkeys(("input_shape", "batch_input_shape", "shape", "batch_shape"), SHAPE),
    "activation": ACTIVATION,
    **dict.fromkeys(("inplace", "data_format", "return_indices", "track_running_stats", "device", "dtype"), NOTHING),
    "recompute_scale_factor": NOTHING,
    "filters": "out_channels",
    "units": "out_features",
    "pool_size": "kernel_size",
    "strides": "stride",
    "pad": "padding",
    "dilation_rate": "dilation",
    "group": "groups",
    "use_bias": "bias",
    "bias_term": "bias",
    "depth_multiplier": "multiplier",
    "interpolation": "mode",
    "rate": "p",
    "dropout_ratio": "p",
    "epsilon": "eps",
}
"""What a name is called here, where it is not called the same."""

_OF_KERAS = (
    "name dtype trainable autocast seed sparse noise_shape data_format batch_size weights lora_rank synchronized "
    "fused virtual_batch_size activity_regularizer "
    "kernel_initializer bias_initializer depthwise_initializer pointwise_initializer "
    "kernel_regularizer bias_regularizer depthwise_regularizer pointwise_regularizer "
    "kernel_constraint bias_constraint depthwise_constraint pointwise_constraint "
    "beta_initializer gamma_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint "
    "alpha_initializer alpha_regularizer alpha_constraint moving_mean_initializer moving_variance_initializer"
)
NO_CHANGE: dict[str, frozenset[str]] = {
    PYTORCH: frozenset(("inplace", "device", "dtype")),
    FUNCTIONAL: frozenset(("inplace", "training", "antialias", "_stacklevel", "dtype")),
    KERAS: frozenset(_OF_KERAS.split()),
    TENSORFLOW: frozenset(f"{_OF_KERAS} training reuse _reuse axis".split()),
    CAFFE: frozenset(("name", "weight_filler", "bias_filler", "param", "engine", "in_place")),
}
"""What a layer may be given by name that changes nothing here; the names of all others stand in its row."""

READS: dict[str, tuple[str, ...]] = {
    FUNCTIONAL: ("input",),
    TENSORFLOW: ("input", "inputs", "value", "features", "logits", "x"),
    CAFFE: ("bottom",),
}
"""What the tensor that a function reads is called where it is given by name."""

ONE_OF: dict[str, tuple[str | None, ...]] = {
    "data_format": (None, "channels_last", "channels_first", "NHWC", "NCHW", "NDHWC", "NCDHW", "NWC", "NCW"),
}
"""The values of what changes nothing here, where there are few."""

ACTIVATIONS: dict[str, str] = {
    **{name: name for name in ("relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid")},
    **{name: name for name in ("tanh", "softplus", "softmax")},
    **dict.fromkeys(("swish",), "silu"),
    **dict.fromkeys(("hard_sigmoid",), "hardsigmoid"),
    **dict.fromkeys(("hard_swish", "hard_silu"), "hardswish"),
    **dict.fromkeys(("linear",), ""),
}
"""The activations that Keras and TensorFlow name by a word; the linear one is no layer."""

# A * in a name stands for 1, 2 and 3, a + for 1 and 2: as many spatial axes come in, or as many as stand behind an @
# (any, or 0,1). Of two rows of a name the first holds. What is indented goes on with the row above. What begins with a
# = is always so, and no argument. A last * takes all other arguments.
_ROWS: dict[str, str] = {
    PYTORCH: """
Conv*d conv in_channels out_channels kernel_size stride padding dilation groups bias padding_mode device dtype
LazyConv*d conv out_channels kernel_size stride padding dilation groups bias padding_mode device dtype
ConvTranspose*d torch_transpose in_channels out_channels kernel_size stride padding output_padding groups
  bias dilation padding_mode device dtype
LazyConvTranspose*d torch_transpose out_channels kernel_size stride padding output_padding groups bias
  dilation padding_mode device dtype
MaxPool*d max_pool kernel_size stride padding dilation return_indices ceil_mode
AvgPool1d avg_pool kernel_size stride padding ceil_mode count_include_pad
AvgPool*d avg_pool kernel_size stride padding ceil_mode count_include_pad divisor_override
AdaptiveAvgPool*d adaptive_avg_pool output_size
AdaptiveMaxPool*d adaptive_max_pool output_size return_indices
Linear linear in_features out_features bias device dtype
LazyLinear linear out_features bias device dtype
BatchNorm1d batch_norm num_features eps momentum affine track_running_stats device dtype @0,1
BatchNorm*d batch_norm num_features eps momentum affine track_running_stats device dtype
LazyBatchNorm1d batch_norm eps momentum affine track_running_stats device dtype @0,1
LazyBatchNorm*d batch_norm eps momentum affine track_running_stats device dtype
SyncBatchNorm batch_norm num_features eps momentum affine track_running_stats process_group:nothing device dtype
InstanceNorm*d instance_norm num_features eps momentum affine track_running_stats device dtype
GroupNorm group_norm num_groups num_channels eps affine device dtype
LayerNorm torch_layer_norm normalized_shape eps elementwise_affine bias device dtype
LocalResponseNorm lrn size alpha:number beta:number k:number
Dropout dropout p inplace
Dropout*d dropout p inplace @any
AlphaDropout dropout p inplace
FeatureAlphaDropout dropout p inplace
Identity identity *
Flatten torch_flatten start_dim end_dim
ReLU relu inplace
ReLU6 relu6 inplace
LeakyReLU leaky_relu negative_slope inplace
PReLU prelu num_parameters init:number device dtype
ELU elu alpha inplace
SELU selu inplace
GELU gelu approximate
SiLU silu inplace
Mish mish inplace
Hardswish hardswish inplace
Hardsigmoid hardsigmoid inplace
Sigmoid sigmoid
Tanh tanh
Softplus softplus beta:number threshold:number
Softmax channel_softmax dim
Softmax2d softmax
Upsample torch_upsample size scale_factor mode align_corners recompute_scale_factor
UpsamplingNearest2d torch_upsample size scale_factor
UpsamplingBilinear2d torch_upsample size scale_factor =mode=bilinear
PixelShuffle pixel_shuffle upscale_factor @2
PixelUnshuffle pixel_unshuffle downscale_factor @2
ChannelShuffle channel_shuffle groups
ZeroPad*d torch_pad padding
ConstantPad*d torch_pad padding value:number
ReflectionPad*d torch_pad padding =padding_mode=reflect
ReplicationPad*d torch_pad padding =padding_mode=replicate
CircularPad*d torch_pad padding =padding_mode=circular
Sequential sequential
""",
    FUNCTIONAL: """
relu relu tensor inplace
relu_ relu tensor
relu6 relu6 tensor inplace
leaky_relu leaky_relu tensor negative_slope inplace
elu elu tensor alpha inplace
selu selu tensor inplace
gelu gelu tensor approximate
silu silu tensor inplace
mish mish tensor inplace
hardswish hardswish tensor inplace
hardsigmoid hardsigmoid tensor inplace
sigmoid sigmoid tensor
tanh tanh tensor
softplus softplus tensor beta:number threshold:number
softmax channel_softmax tensor dim
dropout dropout tensor p training:nothing inplace
dropout2d dropout tensor p training:nothing inplace @any
max_pool*d max_pool tensor kernel_size stride padding dilation ceil_mode return_indices
avg_pool1d avg_pool tensor kernel_size stride padding ceil_mode count_include_pad
avg_pool*d avg_pool tensor kernel_size stride padding ceil_mode count_include_pad divisor_override
adaptive_avg_pool*d adaptive_avg_pool tensor output_size
adaptive_max_pool*d adaptive_max_pool tensor output_size return_indices
local_response_norm lrn tensor size alpha:number beta:number k:number
interpolate torch_upsample tensor size scale_factor mode align_corners recompute_scale_factor
pixel_shuffle pixel_shuffle tensor upscale_factor @2
pixel_unshuffle pixel_unshuffle tensor downscale_factor @2
channel_shuffle channel_shuffle tensor groups
pad torch_pad tensor pad:padding mode:padding_mode value:number
flatten torch_flatten tensor start_dim=0 end_dim
""",
    KERAS: """
Conv*D conv filters kernel_size strides padding data_format dilation_rate groups activation use_bias
Convolution*D conv filters kernel_size strides padding data_format dilation_rate groups activation use_bias
Conv*DTranspose keras_transpose filters kernel_size strides padding output_padding data_format dilation_rate
  activation use_bias
Convolution*DTranspose keras_transpose filters kernel_size strides padding output_padding data_format
  dilation_rate activation use_bias
SeparableConv+D separable filters kernel_size strides padding data_format dilation_rate depth_multiplier
  activation use_bias
DepthwiseConv+D depthwise_conv kernel_size strides padding depth_multiplier data_format dilation_rate
  activation use_bias
LocallyConnected+D local_conv filters kernel_size strides padding data_format activation use_bias
MaxPooling*D max_pool pool_size=2 strides padding data_format
MaxPool*D max_pool pool_size=2 strides padding data_format
AveragePooling*D avg_pool pool_size=2 strides padding data_format
AvgPool*D avg_pool pool_size=2 strides padding data_format
GlobalAveragePooling*D global_avg data_format keepdims
GlobalAvgPool*D global_avg data_format keepdims
GlobalMaxPooling*D global_max data_format keepdims
GlobalMaxPool*D global_max data_format keepdims
Dense linear units activation use_bias
BatchNormalization keras_batch_norm axis momentum:number epsilon center scale renorm
LayerNormalization keras_layer_norm axis epsilon center scale rms_scaling
GroupNormalization keras_group_norm groups:num_groups axis epsilon center scale
Dropout dropout rate noise_shape:nothing seed:nothing
SpatialDropout*D dropout rate @any
AlphaDropout dropout rate noise_shape:nothing seed:nothing
GaussianDropout dropout rate seed:nothing
Flatten flatten data_format
Rescaling identity scale:nothing offset:nothing
Activation named_activation activation
ReLU keras_relu max_value negative_slope threshold
LeakyReLU leaky_relu alpha:negative_slope=0.3 negative_slope
PReLU keras_prelu alpha_initializer:nothing alpha_regularizer:nothing alpha_constraint:nothing shared_axes
ELU elu alpha
Softmax channel_softmax axis:dim
UpSampling1D upsample size:scale_factor=2
UpSampling2D upsample size:scale_factor=2 data_format interpolation
UpSampling3D upsample size:scale_factor=2 data_format
ZeroPadding*D keras_pad padding=1 data_format
Cropping2D keras_crop cropping:padding=0 data_format
Cropping*D keras_crop cropping:padding=1 data_format
InputLayer shape input_shape batch_size:nothing shape batch_shape batch_input_shape
Input shape shape batch_size:nothing batch_shape
Sequential sequential layers:tensor
""",
    TENSORFLOW: """
conv*d conv tensor filters kernel_size strides padding data_format dilation_rate activation use_bias
max_pooling*d max_pool tensor pool_size strides padding data_format
average_pooling*d avg_pool tensor pool_size strides padding data_format
dense linear tensor units activation use_bias
dropout dropout tensor rate
flatten flatten tensor
batch_normalization keras_batch_norm tensor axis momentum:number epsilon center scale
max_pool tensorflow_max_pool tensor ksize:kernel_size strides padding data_format
max_pool2d tensorflow_max_pool tensor ksize:kernel_size strides padding data_format
avg_pool tensorflow_avg_pool tensor ksize:kernel_size strides padding data_format
avg_pool2d tensorflow_avg_pool tensor ksize:kernel_size strides padding data_format
relu relu tensor
relu6 relu6 tensor
leaky_relu leaky_relu tensor alpha:negative_slope=0.2
elu elu tensor
selu selu tensor
gelu gelu tensor approximate:nothing
silu silu tensor
swish silu tensor
sigmoid sigmoid tensor
tanh tanh tensor
softplus softplus tensor
softmax channel_softmax tensor axis:dim
""",
    CAFFE: """
Convolution conv tensor num_output:out_channels kernel_size stride pad dilation group bias_term
Deconvolution conv_transpose tensor num_output:out_channels kernel_size stride pad dilation group bias_term
Pooling caffe_pool tensor kernel_size stride=1 pad pool global_pooling
InnerProduct linear tensor num_output:out_features bias_term
ReLU keras_relu tensor negative_slope
PReLU caffe_prelu tensor channel_shared
Sigmoid sigmoid tensor
TanH tanh tensor
ELU elu tensor alpha
Softmax softmax tensor axis:nothing
LRN lrn tensor local_size:size alpha:number beta:number k:number norm_region:nothing
Dropout dropout tensor dropout_ratio
Flatten flatten tensor
""",
}  # fmt: skip

PREFIXES: dict[str, tuple[str, ...]] = {
    "": (PYTORCH, KERAS, CAFFE),
    **dict.fromkeys(("nn", "torch.nn", "nn.modules", "torch.nn.modules"), (PYTORCH,)),
    **dict.fromkeys(("F", "nn.functional", "torch.nn.functional", "functional", "torch"), (FUNCTIONAL,)),
    **dict.fromkeys(
        tuple(
            f"{root}{part}"
            for root in ("", "keras.", "tf.keras.", "tensorflow.keras.", "tf.python.keras.")
            for part in ("layers", "models")
        ),
        (KERAS,),
    ),
    **dict.fromkeys(("keras", "tf.keras", "tensorflow.keras"), (KERAS,)),
    **dict.fromkeys(("tf.layers", "tf.compat.v1.layers", "tf.nn", "tf", "tf.math"), (TENSORFLOW,)),
    **dict.fromkeys(("L", "caffe.layers"), (CAFFE,)),
}
"""The frameworks that a call may be of, by what stands before the layer's name."""


class ForeignParameter(NamedTuple):
    """An argument of a foreign layer: its name there, what it is here, and its default where that differs.

    One without a name can't be given, and has its default.
    """

    name: str
    meaning: str
    default: str


class ForeignLayer(NamedTuple):
    """A layer of a framework: the op that it is here or the way it is made of several, its arguments, its axes.

    `axes` are those of its sizes, `takes` the numbers of axes that may come in (empty: any), and `rest` stands for all
    arguments behind the others.
    """

    framework: str
    name: str
    made: str
    parameters: tuple[ForeignParameter, ...]
    axes: int | None
    takes: tuple[int, ...]
    rest: ForeignParameter | None


def layers(framework: str) -> dict[str, ForeignLayer]:
    """The layers of a framework by their names."""
    known = _LAYERS.get(framework)
    if known is None:
        known = _LAYERS[framework] = {}
        for line in _ROWS[framework].replace("\n  ", " ").strip().splitlines():
            row, _, takes = line.partition(" @")
            name, made, *arguments = row.split()
            rest = ForeignParameter(arguments.pop(), NOTHING, "") if arguments[-1:] == ["*"] else None
            parameters = tuple(map(_parameter, arguments))
            for axes in (1, 2, 3) if "*" in name else (1, 2) if "+" in name else (_axes(name),):
                own = re.sub("[*+]", str(axes), name)
                known.setdefault(own, ForeignLayer(framework, own, made, parameters, axes, _takes(takes, axes), rest))
    return known


_LAYERS: dict[str, dict[str, ForeignLayer]] = {}


def _axes(name: str) -> int | None:
    """The axes that a name without a * says: `UpSampling2D`, `UpsamplingNearest2d`."""
    return int(name[-2]) if name[-2:-1].isdecimal() and name[-1] in "dD" else None


def _takes(written: str, axes: int | None) -> tuple[int, ...]:
    if written == "any" or not (written or axes):
        return ()
    return tuple(map(int, (written or str(axes)).split(",")))


def _parameter(text: str) -> ForeignParameter:
    written, _, default = text.removeprefix("=").partition("=")
    name, _, here = written.partition(":")
    if text.startswith("="):
        return ForeignParameter("", name, default)
    return ForeignParameter(name, here or MEANINGS.get(name, name), default)
