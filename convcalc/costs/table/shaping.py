"""What puts values into another shape."""

from __future__ import annotations

from convcalc.costs.arguments import AXES, MAXIMUM, ArgumentType
from convcalc.costs.op import SHAPING, VIEW, Op
from convcalc.costs.table.shared import FIXED, SPATIAL

_SCALES = (
    ("mode != linear or axes == 1", "mode", "linear is for one spatial axis", "bilinear for 2, trilinear for 3"),
    ("(mode != bilinear and mode != bicubic) or axes == 2", "mode", "{mode} is for two spatial axes"),
    ("mode != trilinear or axes == 3", "mode", "trilinear is for three spatial axes"),
)

SHAPES: tuple[Op, ...] = (
    Op(
        "flatten",
        "part=all /",
        kind=SHAPING,
        doc="all values in one row, or with `spatial` the places of each channel",
        size={"part=spatial": ("HW",), "": ()},
        window="flattened",
        channels={"part=spatial": "C", "": "C*HW"},
        rules=(("part != spatial or axes > 0", "part", "a flat input has no spatial axes"),),
        held=VIEW,
    ),
    Op(
        "upsample",
        "scale_factor=none / size=none mode=nearest",
        kind=SHAPING,
        doc="enlarges each axis by a factor, or to a size",
        size={"": "floor(W*R)", "size=given": "T"},
        window="upsampled",
        axes=SPATIAL,
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
        axes=SPATIAL,
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
        axes=SPATIAL,
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
        size=FIXED,
        axes=SPATIAL,
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
        axes=SPATIAL,
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
