"""Inputs whose shapes vary: `3x{96..256 step 32}`, `{1,3}x{96..128}x{64..96}`, `3x224x224,3x256x256`, `3x{32*phi}`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convcalc.costs.arguments import AXES, MAXIMUM, RATIO
from convcalc.language.expression import parse
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import Problems
from convcalc.language.tree import UNKNOWN, ExpressionError, Literal
from convcalc.language.values import Size, show_value
from convcalc.spec.inputs import can_replace, has_few_axes, read_shape
from convcalc.spec.model import Setting, Shape, Spec, Written
from convcalc.study.sweep.knobs.ranges import Piece, brackets_match, has_values, read_values, split
from convcalc.study.sweep.knobs.unknowns import ladder, sites
from convcalc.study.sweep.space import Axis

Parts = tuple[int | Axis | Written, ...]
"""A shape: for each of its numbers itself, what it varies over, or the expression that it comes from."""

USUAL = (3, 224)
"""The channels and the size along each axis with which a search begins that is given none."""

USUAL_AXES = 2
"""How many spatial axes a network has where nothing tells."""

_OPEN = r"\s*(?:[0-9]+|\?)\s*(?:[x×]\s*(?:[0-9]+|\?)\s*)*"
"""A shape in which `?` stands for sizes that are unknown."""

_NAMES = ((), ("length",), ("height", "width"), ("depth", "height", "width"))
_AXES_OF = {"in_length": 1, "in_height": 2, "in_depth": 3}
_EXAMPLE = "as in 3x{96..256 step 32}"


def axes_of(spec: Spec) -> int:
    """How many spatial axes a network has whose input is not given: as many as the sizes that stand in it."""
    for site in sites(spec):
        tree, argument = site.written.expression.tree, site.argument
        value = tree.value if isinstance(tree, Literal) else None
        if isinstance(value, Size) and argument is not None and argument.kind in (AXES, RATIO):
            return len(value)
        found = [_AXES_OF[name] for name in site.written.expression.reads if name in _AXES_OF]
        if found:
            return max(found)
    return USUAL_AXES


class ShapeReader:
    """Reads the value of one input, which has the shape `own` in the spec, if it has one there."""

    def __init__(self, one: Setting, own: Shape | None, axes: int, problems: Problems) -> None:
        self.one = one
        self.own = own
        self.axes = axes if own is None else len(own) - 1
        self.problems = problems
        self.place = one.part(0, len(one.text))

    def read(self, pieces: Sequence[Piece]) -> Axis | Parts | None:
        """What whole shapes vary over, or the parts of a shape; None where it is neither, which is then said."""
        if [piece for piece in pieces if not brackets_match(piece, self.problems)]:
            return None
        inside = _inside(pieces[0])
        if inside is not None and any(len(split(piece, "[x×]")) > 1 for piece in split(inside, ",")):
            pieces = [inside, *pieces[1:]]
        pieces = [part for piece in pieces for part in split(piece, ",")]
        if len(pieces) > 1:
            return self._shapes(pieces)
        parts = self._parts(pieces[0])
        if parts is None:
            return None
        shown = tuple(_first(part) for part in parts)
        if not has_few_axes(shown, self.place, self.problems):
            return None
        fits = self.own is None or can_replace(self.own, shown, self.place, self.problems)
        return parts if fits else None

    def _shapes(self, pieces: list[Piece]) -> Axis | None:
        """A list of whole shapes."""
        shapes: list[Shape] = []
        for piece in pieces:
            if not set("{?.").isdisjoint(piece.text):
                self.problems.error("a list has whole shapes", piece.place, "3x224x224,3x256x256, or one with braces")
                continue
            shape = read_shape(Scalar(piece.text, piece.place, False), self.problems)
            if shape is None or (self.own is not None and not can_replace(self.own, shape, piece.place, self.problems)):
                continue
            if shape in shapes:
                self.problems.error(f"{piece.text} stands twice here", piece.place)
            shapes.append(shape)
        return Axis(self.one.name, tuple(shapes), self.place) if len(shapes) == len(pieces) else None

    def _parts(self, piece: Piece) -> Parts | None:
        texts = split(piece, "[x×]")
        if UNKNOWN in piece.text and "{" not in piece.text and not re.fullmatch(_OPEN, piece.text):
            self.problems.error(f"'{piece.text}' is no shape with an unknown size", piece.place, "write input=3x?x?")
            return None
        if piece.text == UNKNOWN:
            if self.own is None:
                self.problems.error("how many channels come in is not said", piece.place, "write 3x{?}")
                return None
            texts = [Piece(piece.scalar, piece.offset, str(self.own[0])), piece] if self.axes else [piece]
        if len(texts) == 2 and self.axes > 1 and (_inside(texts[1]) is not None or texts[1] is piece):
            texts = [texts[0], *[texts[1]] * self.axes]
        found: dict[int, int | Axis | Written | None] = {}
        for number, text in enumerate(texts):
            if number == 0 or text is not texts[number - 1]:
                found[number] = self._part(number, text, self._name(texts, text))
        if None in found.values():
            return None
        parts: list[int | Axis | Written] = []
        for number in range(len(texts)):
            part = found.get(number)
            parts.append(part if part is not None else parts[-1])
        return tuple(parts)

    def _name(self, texts: list[Piece], text: Piece) -> str:
        """What varies: the input, where that is its size along all axes, else one of its numbers."""
        name = self.one.name
        if len(texts) > 1 and all(part is text for part in texts[1:]):
            return name
        known = ("channels", *_NAMES[len(texts) - 1]) if len(texts) <= len(_NAMES) else ()
        number = next(number for number, part in enumerate(texts) if part is text)
        return f"{name} {known[number]}" if number < len(known) else name

    def _part(self, number: int, piece: Piece, name: str) -> int | Axis | Written | None:
        inside = _inside(piece)
        if UNKNOWN in (piece.text, inside.text if inside is not None else ""):
            known = self.own is not None and number < len(self.own)
            start = self.own[number] if self.own is not None and known else USUAL[number > 0]
            side = number - 1 if number and name != self.one.name else None
            return Axis(name, ladder(1), piece.place, False, True, 1, start, side)
        if inside is None:
            if has_values(piece):
                hint = f"write {{{piece.text}}}"
                self.problems.error("a range of sizes stands in braces", piece.place, hint)
                return None
            size = read_shape(Scalar(piece.text, piece.place, False), self.problems)
            return size[0] if size is not None else None
        if not has_values(inside):
            try:
                expression = parse(inside.text)
            except ExpressionError as error:
                inside.scalar.blame(error, self.problems, inside.offset)
                return None
            if expression.reads:
                return Written(expression, inside.scalar, inside.offset)
        values = read_values(split(inside, ","), self.problems)
        for value in values or ():
            if type(value) is not int or not 1 <= value <= MAXIMUM:
                message = f"a size is a whole number from 1 to {MAXIMUM:,}, not {show_value(value)}"
                self.problems.error(message, inside.place, _EXAMPLE)
                return None
        return Axis(name, values, inside.place) if values is not None else None


def _inside(piece: Piece) -> Piece | None:
    """What stands in the braces around a text; None where there are none around all of it."""
    text = piece.text
    if not (text.startswith("{") and text.endswith("}")) or "}" in text[:-1]:
        return None
    return piece.within(1, len(text) - 1)


def unwrapped(piece: Piece) -> Piece:
    """A text without the braces around it."""
    return _inside(piece) or piece


def _first(part: int | Axis | Written) -> int | None:
    if isinstance(part, Axis):
        if part.chosen:
            return None
        value = part.values[0]
        assert isinstance(value, int)
        return value
    return part if isinstance(part, int) else None
