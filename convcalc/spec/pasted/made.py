"""Layers of other frameworks that are not one op with the same arguments: how each is made of ops.

Each function takes what is given, by the names that arguments have here, and returns the ops in order with theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from convcalc.costs.arguments import ARGUMENTS, FLAG, LayerError
from convcalc.language.nodes.code import CodeCall, CodeName, CodeValue
from convcalc.spec.pasted.frameworks import ACTIVATIONS

Given = dict[str, Any]
Made = list[tuple[str, Given]]


TAKES = "axes that may come in"
"""What a way of making a layer says beside its arguments where these tell how many spatial axes it goes over."""

INSTEAD = "what to write where others come in"
"""The hint where other axes come in than `TAKES` says, since the line for those that it says means something else."""

ROUNDS = "scale that is rounded"
"""What a layer says beside its arguments where the framework multiplies sizes by it in floating point."""

STRICT = ("ceil_mode", "count_include_pad")
"""The flags for which PyTorch takes nothing but True and False."""

FLAGS = (
    *(name for name, argument in ARGUMENTS.items() if argument.kind == FLAG),
    *("keepdims", "center", "scale", "rms_scaling", "renorm", "channel_shared", "global_pooling"),
)
"""The arguments that are true or false, here or there."""

ACTIVATING = ("named_activation", "keras_relu", "leaky_relu", "elu")
"""The layers of Keras that may be given as an activation and are read there."""

CONVOLUTIONS = ("conv", "depthwise_conv", "local_conv", "torch_transpose", "keras_transpose", "separable")
STRIDED = ("conv", "keras_transpose")
PADS = ("torch_pad", "keras_pad", "keras_crop")
"""The ways of making a convolution, whose stride is never None, of these that Keras does not both stride and dilate,
and a pad, whose padding may be pairs."""


class Unclear(LayerError):
    """What is given can't be written here: why, which argument is to blame (empty: the layer), and a hint."""

    def __init__(self, message: str, argument: str = "", hint: str | None = None) -> None:
        super().__init__(message, hint, argument)


def axis_values(value: CodeValue, axes: int, argument: str) -> tuple[int, ...]:
    """One number for each axis, of a number or of a tuple that has as many."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,) * axes
    sizes = tuple(one for one in value if isinstance(one, int)) if isinstance(value, tuple) else ()
    if isinstance(value, tuple) and len(value) == len(sizes) == axes:
        return sizes
    raise Unclear(f"{argument} is one number, or {axes}", argument)


def activation_op(value: CodeValue) -> str:
    """The op of an activation that Keras or TensorFlow names, by a word or as `tf.nn.relu`; empty where it is none."""
    if value is None:
        return ""
    name = value
    if isinstance(value, CodeName):
        before, _, name = value.name.rpartition(".")
        name = name if before.rpartition(".")[2] in ("nn", "activations") else value.name
    if isinstance(name, str) and name in ACTIVATIONS:
        return ACTIVATIONS[name]
    if isinstance(value, CodeCall):
        hint = "write the activation as a layer of its own, behind this one"
        raise Unclear(f"{value.name}(…) can't be read as an argument", "activation", hint)
    shown = value.name if isinstance(value, CodeName) else value
    raise Unclear(f"there is no activation '{shown}' here", "activation", f"there are {', '.join(ACTIVATIONS)}")


Make = Callable[[Given, int], Made]
"""From what is given, and along how many axes, to the ops in order with their arguments. Raises Unclear."""


def _only(op: str, **allowed: tuple[tuple[CodeValue, ...], str]) -> Make:
    """An op here, where some arguments there may have but one of these values, and why no other."""

    def made(given: Given, axes: int) -> Made:
        for argument, (values, why) in allowed.items():
            value = given.pop(argument, None)
            if isinstance(value, tuple) and len(value) == 1:
                value = value[0]
            if value not in values:
                raise Unclear(why, argument)
        return [(op, given)]

    return made


def _torch_layer_norm(given: Given, axes: int) -> Made:
    shape = given.pop("normalized_shape", None)
    if not isinstance(shape, tuple):
        shape = (shape,)
    if not 1 <= len(shape) <= 4 or not all(type(size) is int for size in shape):
        hint = "layer_norm normalises the channels of each place"
        raise Unclear("normalized_shape is a number, or a few", "normalized_shape", hint)
    if len(shape) == 2:
        given["normalized_shape"] = "spatial"
    elif len(shape) > 2:
        given["normalized_shape"] = "all"
    return [("layer_norm", given)]


def _torch_pad(given: Given, axes: int) -> Made:
    padding = given.pop("padding", None)
    mode = given.pop("padding_mode", None)
    if isinstance(padding, tuple) and len(padding) in (2, 4, 6) and axes in (0, len(padding) // 2):
        pairs = [padding[place : place + 2] for place in range(0, len(padding), 2)][::-1]
    elif axes and type(padding) is int:
        pairs = [(padding, padding)] * axes
    else:
        raise Unclear("padding is one number, or two for each axis, the last axis first", "padding")
    made = _padded(pairs)
    if not axes:
        made[TAKES] = (len(pairs),)
        one_more = _padded([(0, 0), *pairs])
        shown = " ".join(f"{name}={'x'.join(map(str, sizes))}" for name, sizes in one_more.items())
        made[INSTEAD] = f"it pads the last axes alone: with one axis before them that is pad {shown}"
    if mode not in (None, "constant", "zeros"):
        made["padding_mode"] = mode
    return [("pad", made)]


def _torch_upsample(given: Given, axes: int) -> Made:
    mode, corners = given.get("mode") or "nearest", given.pop("align_corners", None)
    if corners is not None and mode in ("nearest", "nearest-exact", "area"):
        raise Unclear(f"align_corners says nothing of mode='{mode}'", "align_corners", "leave align_corners out")
    if ("size" in given) == ("scale_factor" in given):
        raise Unclear("an upsample has a size or a scale_factor")
    sizes = given.get("size", given.get("scale_factor"))
    if isinstance(sizes, tuple):
        given[TAKES] = (len(sizes),)
    if "scale_factor" in given:
        given[ROUNDS] = given["scale_factor"]
    return [("upsample", given)]


def _padded(pairs: list[Any]) -> Given:
    """The arguments of a pad, of what stands before and after each axis."""
    if not all(isinstance(pair, tuple) and len(pair) == 2 and {*map(type, pair)} == {int} for pair in pairs):
        raise Unclear("padding is a number, one for each axis, or two for each axis", "padding")
    before, after = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    return {"padding": before} if before == after else {"before": before, "after": after}


def _keras_pad(given: Given, axes: int) -> Made:
    padding = given.pop("padding")
    if axes == 1:
        padding = (padding,) if isinstance(padding, tuple) else padding
    pairs = list(padding) if isinstance(padding, tuple) else [padding] * axes
    pairs = [(pair, pair) if type(pair) is int else pair for pair in pairs]
    if any(isinstance(pair, tuple) and any(type(size) is int and size < 0 for size in pair) for pair in pairs):
        raise Unclear("a size is 0 or more", "padding")
    if len(pairs) != axes:
        raise Unclear("padding is a number, one for each axis, or two for each axis", "padding")
    return [("pad", _padded(pairs))]


def _keras_crop(given: Given, axes: int) -> Made:
    ((op, made),) = _keras_pad(given, axes)
    return [(op, {name: tuple(-size for size in sizes) for name, sizes in made.items()})]


def _keras_transpose(given: Given, axes: int) -> Made:
    """Keras' output is W·S with padding='same', and (W − 1)S + max(F′, S) with 'valid', unless output_padding says."""
    given = {"kernel_size": None, "stride": 1, "dilation": 1, "output_padding": None, **given}
    padding = given.pop("padding", None) or "valid"
    if not isinstance(padding, str) or padding.lower() not in ("same", "valid"):
        raise Unclear("padding is 'same' or 'valid'", "padding")
    kernel, stride, dilation = (
        axis_values(1 if given[name] is None else given[name], axes, name)
        for name in ("kernel_size", "stride", "dilation")
    )
    filters = [step * (size - 1) + 1 for size, step in zip(kernel, dilation, strict=True)]
    same = padding.lower() == "same"
    if given["output_padding"] is not None:
        given["padding"] = tuple(size // 2 if same else 0 for size in filters)
        return [("conv_transpose", given)]
    missing = [step - size for size, step in zip(filters, stride, strict=True)]
    given["padding"] = tuple(-(short // 2) if same and short < 0 else 0 for short in missing)
    added = tuple(max(short, 0) if not same or short > 0 else short % 2 for short in missing)
    if any(extra and extra >= max(steps) for extra, *steps in zip(added, stride, dilation, strict=True)):
        hint = "crop what a conv_transpose puts out, with pad before=... after=..."
        raise Unclear("padding='same' adds more on one side than on the other here", "padding", hint)
    given["output_padding"] = added
    return [("conv_transpose", given)]


def _separable(given: Given, axes: int) -> Made:
    across: Given = {name: given.pop(name) for name in ("out_channels", "bias") if name in given}
    return [("depthwise_conv", {**given, "bias": False}), ("conv", {**across, "kernel_size": 1})]


def _global(kind: str) -> Make:
    def made(given: Given, axes: int) -> Made:
        kept = given.pop("keepdims", None)
        return [(f"global_{kind}_pool", {}), *([] if kept is True else [("flatten", {})])]

    return made


def _over_channels(given: Given) -> Given:
    """Take the axis out that a normalisation goes over: the last one, of as many as come in then."""
    axis = given.pop("axis", None)
    if isinstance(axis, tuple) and len(axis) == 1:
        axis = axis[0]
    if axis not in (None, -1, 2, 3, 4) or type(axis) not in (int, type(None)):
        message = "a normalisation goes over the channels here, the last axis of Keras"
        raise Unclear(message, "axis", "leave axis out where the channels stand first")
    return {} if axis in (None, -1) else {TAKES: (axis - 1,), INSTEAD: "leave axis out, or write axis=-1"}


def _keras_norm(
    op: Make, affine: str, learns: str, less: str, gain_alone: Callable[[Given], Made] | None = None
) -> Make:
    """A normalisation that `learns` something, or with `affine` false neither gain nor offset, which is `less`.

    `gain_alone` is how it is made where it learns no offset; there may be no way.
    """

    def made(given: Given, axes: int) -> Made:
        given.update(_over_channels(given))
        ((name, given),) = op(given, axes)
        center, scale = (given.pop(part, None) is not False for part in ("center", "scale"))
        if center == scale:
            return [(name, given if scale else {**given, affine: False})]
        if scale and gain_alone is not None:
            return gain_alone(given)
        hint = f"{name} {affine}=false learns {less}, one parameter a channel less"
        raise Unclear(f"{name} learns {learns}, or neither", "scale", hint)

    return made


def _keras_groups(given: Given, axes: int) -> Made:
    return [("group_norm", {"num_groups": 32, **given})]


def _named_activation(given: Given, axes: int) -> Made:
    activation = given.pop("activation", None)
    if activation is None:
        raise Unclear("which activation this is is not written", "activation", "as in Activation('relu')")
    return [(activation_op(activation) or "identity", {})]


def _keras_relu(given: Given, axes: int) -> Made:
    if given.pop("threshold", None) not in (None, 0):
        raise Unclear("relu begins at 0", "threshold")
    slope, most = given.pop("negative_slope", None), given.pop("max_value", None)
    if not slope and most in (None, 6):
        return [("relu6" if most == 6 else "relu", {})]
    if most is None:
        return [("leaky_relu", {"negative_slope": slope})]
    raise Unclear("there is relu, relu6 and leaky_relu", "max_value", "write relu6, which ends at 6")


def _keras_prelu(given: Given, axes: int) -> Made:
    shared = given.pop("shared_axes", None)
    shared = (shared,) if type(shared) is int else shared
    if not isinstance(shared, tuple) or not shared or sorted(shared) != list(range(1, len(shared) + 1)):
        message = "Keras learns a slope for every value here"
        raise Unclear(message, "shared_axes", "write prelu, with one slope for all, or prelu in_channels")
    made = {"num_parameters": CodeName("in_channels"), TAKES: (len(shared),)}
    return [("prelu", {**made, INSTEAD: "Keras shares a slope over the axes that are named, prelu over all places"})]


def _caffe_prelu(given: Given, axes: int) -> Made:
    return [("prelu", {} if given.pop("channel_shared", None) is True else {"num_parameters": CodeName("in_channels")})]


def _caffe_pool(given: Given, axes: int) -> Made:
    kind = given.pop("pool", None)
    name = kind.name.rpartition(".")[2] if isinstance(kind, CodeName) else kind
    kinds = {None: "max", 0: "max", 1: "avg", "MAX": "max", "AVE": "avg"}
    if isinstance(name, bool) or name not in kinds:
        raise Unclear("pool is MAX or AVE", "pool", "write max_pool or avg_pool")
    if given.pop("global_pooling", None) is True:
        return [(f"global_{kinds[name]}_pool", {})]
    size, stride = given.get("kernel_size"), given.get("stride")
    if type(size) is int and type(stride) is int and stride > size:
        raise Unclear("a stride larger than the window is rounded in another way by Caffe", "stride")
    return [(f"{kinds[name]}_pool", {**given, "ceil_mode": True})]


def _tensorflow_pool(kind: str) -> Make:
    def made(given: Given, axes: int) -> Made:
        for name in ("kernel_size", "stride"):
            sizes = given.get(name)
            if isinstance(sizes, tuple) and len(sizes) == 4:
                if sizes[0] != 1 or sizes[3] != 1:
                    raise Unclear(f"{name} goes over height and width: 1, height, width, 1", name)
                given[name] = sizes[1:3]
        if "stride" not in given or "padding" not in given:
            raise Unclear("strides and padding must be given")
        return [(f"{kind}_pool", given)]

    return made


MADE: dict[str, Make] = {
    "torch_transpose": _only(
        "conv_transpose", padding_mode=((None, "zeros"), "a transposed convolution pads with zeros")
    ),
    "torch_flatten": _only(
        "flatten",
        start_dim=((None, 1), "flatten begins with the channels, axis 1: start_dim=1"),
        end_dim=((None, -1), "flatten goes to the last axis: end_dim=-1"),
    ),
    "torch_layer_norm": _torch_layer_norm,
    "torch_pad": _torch_pad,
    "torch_upsample": _torch_upsample,
    "channel_softmax": _only("softmax", dim=((None, 1, -1), "softmax goes over the channels here, axis 1")),
    "keras_pad": _keras_pad,
    "keras_crop": _keras_crop,
    "keras_transpose": _keras_transpose,
    "separable": _separable,
    "global_avg": _global("avg"),
    "global_max": _global("max"),
    "keras_batch_norm": _keras_norm(
        _only("batch_norm", renorm=((None, False), "batch renormalisation keeps more than batch_norm")),
        "affine",
        "a gain and an offset",
        "no offset either",
        lambda given: [("batch_norm", {**given, "affine": False}), ("scale", {})],
    ),
    "keras_layer_norm": _keras_norm(
        _only("layer_norm", rms_scaling=((None, False), "layer_norm subtracts the mean")),
        "elementwise_affine",
        "a gain, or a gain and an offset",
        "no offset either",
        lambda given: [("layer_norm", {**given, "bias": False})],
    ),
    "keras_group_norm": _keras_norm(_keras_groups, "affine", "a gain and an offset", "neither"),
    "named_activation": _named_activation,
    "keras_relu": _keras_relu,
    "keras_prelu": _keras_prelu,
    "caffe_prelu": _caffe_prelu,
    "caffe_pool": _caffe_pool,
    "tensorflow_max_pool": _tensorflow_pool("max"),
    "tensorflow_avg_pool": _tensorflow_pool("avg"),
}
"""Each way of making a layer; a name that is none of these is an op's."""
