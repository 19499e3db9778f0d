"""What comes out of a join: the shapes of its branches, put together."""

from __future__ import annotations

from convcalc.costs.op import Shape, show_shape


class JoinError(Exception):
    """Branches that do not fit: the number of the branch that does not, and what is wrong with it."""

    def __init__(self, branch: int, message: str, hint: str | None) -> None:
        super().__init__(message)
        self.branch = branch
        self.message = message
        self.hint = hint


def joined(kind: str, shapes: list[Shape]) -> Shape:
    """The output shape of `add`, `multiply` or `concat`. Raises JoinError."""
    return _concatenated(shapes) if kind == "concat" else _broadcast(kind, shapes)


def _concatenated(shapes: list[Shape]) -> Shape:
    first = shapes[0]
    for number, shape in enumerate(shapes):
        if shape[1:] != first[1:]:
            message = f"concat joins equal spatial sizes, these are {show_shape(first)} and {show_shape(shape)}"
            raise JoinError(number, message, "check the stride and the padding of the branches")
    return (sum(shape[0] for shape in shapes), *first[1:])


def _broadcast(kind: str, shapes: list[Shape]) -> Shape:
    """Equal shapes; a gate of C×1×1 stands for all places, and for multiply one of 1×H×W for all channels."""
    largest = max(shapes, key=lambda shape: (len(shape), shape[1:], shape[0]))
    for number, shape in enumerate(shapes):
        if shape == largest or shape == (largest[0], *(1 for _ in largest[1:])):
            continue
        if kind == "multiply" and shape == (1, *largest[1:]):
            continue
        other = next(other for other in shapes if other != shape)
        message = f"{kind} needs equal shapes, these are {show_shape(other)} and {show_shape(shape)}"
        raise JoinError(number, message, _mismatch_hint(shape, largest))
    return largest


def _mismatch_hint(shape: Shape, other: Shape) -> str | None:
    if len(shape) != len(other):
        return "one of them has been flattened; a gate is C×1×1, made with conv 1 in place of linear"
    if shape[1:] == other[1:]:
        return "the channels differ: a 1x1 convolution makes them equal"
    return "the sizes differ: check the stride and the padding of the branches"
