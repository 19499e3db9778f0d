"""What comes out of a join: the shapes of its branches, put together."""

from __future__ import annotations

from convcalc.costs.op import MAXIMUM_OUTPUT, Bound, Shape, axis_number, show_shape


class JoinError(Exception):
    """Branches that do not fit: the number of the one that does not, that of one it does not fit to, and why."""

    def __init__(self, branch: int, other: int, message: str, hint: str | None) -> None:
        super().__init__(message)
        self.branch = branch
        self.other = other
        self.message = message
        self.hint = hint


def joined(kind: str, shapes: list[Shape], arguments: Bound | None = None) -> Shape:
    """The output shape of a join. Raises JoinError, and LayerError where it has no such axis."""
    return _concatenated(shapes, arguments or {}) if kind == "concat" else _broadcast(kind, shapes)


def _concatenated(shapes: list[Shape], arguments: Bound) -> Shape:
    """The first shape, of which the axis that is joined is as long as those of all together."""
    first = shapes[0]
    word = str(arguments.get("axis", "channels"))
    axis = axis_number(word, first, "axis")
    for number, shape in enumerate(shapes):
        if len(shape) != len(first) or _without(shape, axis) != _without(first, axis):
            message = f"these are {show_shape(first)} and {show_shape(shape)}"
            hint = "check the stride and the padding of the branches" if not axis else None
            equal = f"axis={word} joins what is equal along all other axes" if axis else "joins equal spatial sizes"
            raise JoinError(number, 0, f"concat {equal}, {message}", hint)
    total = sum(shape[axis] for shape in shapes)
    if total > MAXIMUM_OUTPUT:
        raise JoinError(0, 1, f"the output would have more than {MAXIMUM_OUTPUT:,} channels", None)
    return (*first[:axis], total, *first[axis + 1 :])


def _without(shape: Shape, axis: int) -> Shape:
    return shape[:axis] + shape[axis + 1 :]


def _broadcast(kind: str, shapes: list[Shape]) -> Shape:
    """Equal shapes; a gate of C×1×1 stands for all places, and for multiply one of 1×H×W for all channels."""
    largest = max(shapes, key=lambda shape: (len(shape), shape[1:], shape[0]))
    for number, shape in enumerate(shapes):
        if shape == largest or shape == (largest[0], *(1 for _ in largest[1:])):
            continue
        if kind == "multiply" and shape == (1, *largest[1:]):
            continue
        message = f"{kind} needs equal shapes, these are {show_shape(largest)} and {show_shape(shape)}"
        raise JoinError(number, shapes.index(largest), message, _mismatch_hint(shape, largest))
    return largest


def _mismatch_hint(shape: Shape, other: Shape) -> str | None:
    if len(shape) != len(other):
        return "one of them has been flattened; a gate is C×1×1, made with conv 1 in place of linear"
    if all(size == 1 for size in shape[1:]) and shape[0] != other[0]:
        return f"the gate has {shape[0]} channels and needs {other[0]}; in_channels is that of the place it stands in"
    if shape[1:] == other[1:]:
        return "the channels differ: a 1x1 convolution makes them equal"
    return "the sizes differ: check the stride and the padding of the branches"
