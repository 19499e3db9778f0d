"""The shapes of inputs: how they are read, and which ones are written the other way round.

Channels come first here. Course notes, Keras and TensorFlow write them last, and a shape of theirs is a shape here
too, of another network: where that can be told it is said, with the spelling that was meant.
"""

from __future__ import annotations

import re

from convcalc.costs.arguments import MAXIMUM
from convcalc.language.nodes.source import Scalar
from convcalc.language.numbers.quantity import QuantityError, parse_shape
from convcalc.language.problems import Place, Problems
from convcalc.language.tree import UNKNOWN
from convcalc.spec.model import Shape, Spec

INPUT = "input"
"""What an input is called that has no name of its own."""

BATCH = "batch"
"""How many images come in at once: asked for beside a network, and never written in it."""

MAXIMUM_AXES = 3

FEW_CHANNELS = 4
"""The most channels that images have."""

USUAL_CHANNELS = (1, 3, 4)
LEAST_SIZE = 8
"""The least size that a shape has along each axis where its last number is taken for channels."""

FIRST = "channels come first here"

OpenShape = tuple[int | None, ...]
"""A shape in which the sizes that are unknown are None."""

_AXES = ("no axis", "one axis", "two axes", "three axes")


def read_shape(scalar: Scalar, problems: Problems) -> Shape | None:
    """The shape that a scalar writes, within what an input may be."""
    try:
        shape = parse_shape(scalar.text)
    except QuantityError as error:
        hint = _spelled(error.hint) or "channels, height and width joined by x: 3x224x224"
        problems.error(error.message, scalar.part(error.offset, error.length), hint)
        return None
    if not has_few_axes(shape, scalar.place, problems):
        return None
    if max(shape) > MAXIMUM:
        problems.error(f"a size must be at most {MAXIMUM:,}", scalar.place)
        return None
    return shape


def has_few_axes(shape: OpenShape, place: Place, problems: Problems) -> bool:
    """Whether a shape has no more numbers than an input may have; if not, that is said."""
    if len(shape) <= MAXIMUM_AXES + 1:
        return True
    hint = "channels, then one to three spatial axes; a batch is given with --batch"
    problems.error(f"a shape has at most {MAXIMUM_AXES + 1} numbers", place, hint)
    return False


def can_replace(own: Shape, shape: OpenShape, place: Place, problems: Problems) -> bool:
    """Whether a shape is another size, or other channels, for an input of the shape `own`.

    If not, that has been said: it has another number of axes, or the channels of `own` at its end.
    """
    if len(shape) != len(own):
        said = f"{_joined(shape)} has {_AXES[len(shape) - 1]}, the input of this network has {_AXES[len(own) - 1]}"
        problems.error(said, place, _nearest(own, shape))
        return False
    if _ends_with_channels(own, shape):
        said = f"{_joined(shape)} has its channels at the end"
        problems.error(said, place, _turned_hint(shape))
        return False
    return True


def say_no_input(spec: Spec, problems: Problems) -> None:
    """Say that the size of the input is missing, where it is."""
    if not spec.inputs and not spec.input_lost and spec.layers is not None:
        hint = "input: 3x224x224, or --input 3x224x224"
        problems.error("the size of the input is missing", spec.layers.place, hint)


def warn_of_turned(shape: Shape, place: Place, problems: Problems) -> None:
    """Say how a shape is read that looks as if its channels stood last, or were forgotten.

    `32x32x3 is read as 32 channels of 32x3`, `28x28 is read as 28 channels of length 28`
    """
    if len(shape) == 2 and shape[0] == shape[1] >= LEAST_SIZE:
        images = " or ".join(_joined((channels, *shape)) for channels in (1, 3))
        said = f"{_joined(shape)} is read as {shape[0]} channels of length {shape[1]}"
        problems.warning(said, place, f"did you mean {images}? {FIRST}")
    elif _looks_turned(shape):
        said = f"{_joined(shape)} is read as {shape[0]} channels of {_joined(shape[1:])}"
        problems.warning(said, place, _turned_hint(shape))


def _looks_turned(shape: Shape) -> bool:
    return len(shape) > 1 and shape[-1] in USUAL_CHANNELS and min(shape[:-1]) >= LEAST_SIZE


def _spelled(hint: str | None) -> str | None:
    """The hint of how a shape is spelled, with the channels first where it would be read as channels last."""
    shape = tuple(map(int, re.findall("[0-9]{1,9}", hint or "")))
    return f"write {_joined(_turned(shape))}; {FIRST}" if _looks_turned(shape) else hint


def turned_hint(shape: Shape) -> str | None:
    """The spelling that may have been meant by the shape of an input that a layer can't read; None where none is."""
    *before, last = shape
    if not before or last >= min(before):
        return None
    alike = len(before) > 1 and len(set(before)) == 1
    return _turned_hint(shape) if alike or last <= FEW_CHANNELS else None


def _ends_with_channels(own: Shape, shape: OpenShape) -> bool:
    *before, last = shape
    if not before or last != own[0] or before[0] == own[0]:
        return False
    return own[0] <= FEW_CHANNELS or len(set(before)) == 1


def _nearest(own: Shape, shape: OpenShape) -> str:
    """The shape that was meant by one with another number of axes, as far as it can be told."""
    channels, axes = own[0], len(own) - 1
    meant: OpenShape | None = None
    why = FIRST
    if len(shape) == len(own) + 1:
        meant = shape[1:] if shape[-1] != channels or shape[1] == channels else _turned(shape[1:])
        why = "a batch is given with --batch"
    elif len(shape) == 1 and axes and shape[0] != channels:
        meant = (channels, *shape * axes)
    elif len(shape) == axes and channels not in (shape[0], shape[-1]):
        meant = (channels, *shape)
    elif len(shape) == axes == 2:
        meant = (channels, *[shape[1] if shape[0] == channels else shape[0]] * axes)
    return f"did you mean {_joined(meant)}? {why}" if meant else f"write a shape such as {_joined(own)}; {FIRST}"


def _turned(shape: OpenShape) -> OpenShape:
    return (shape[-1], *shape[:-1])


def _turned_hint(shape: OpenShape) -> str:
    return f"did you mean {_joined(_turned(shape))}? {FIRST}"


def _joined(shape: OpenShape) -> str:
    return "x".join(UNKNOWN if size is None else str(size) for size in shape)
