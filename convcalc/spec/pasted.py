"""Layers as PyTorch, Keras, TensorFlow and Caffe write them, read as what they are here. No code is ever run."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from convcalc.costs.dialects import op_hint
from convcalc.costs.foreign import (
    CAFFE,
    CHANNELS,
    KERAS,
    PREFIXES,
    PYTORCH,
    layers,
)
from convcalc.costs.foreign_made import ROUNDS, Unclear
from convcalc.costs.op import show_shape
from convcalc.language.code import CodeCall, read_code
from convcalc.language.expression import parse
from convcalc.language.notes import read_note
from convcalc.language.problems import Hint, did_you_mean
from convcalc.language.scannable import CODE_BEGINS
from convcalc.language.source import Scalar
from convcalc.language.tree import ExpressionError
from convcalc.language.values import show_value
from convcalc.spec.call import NAME, Argument, CallError, ParsedCall, Stated
from convcalc.spec.model import Body, Call, Item, Sequence
from convcalc.spec.pasted_layer import AXES, ForeignCall, Mismatch, Piece

_ASSIGNED = r"[A-Za-z_][\w.]*\s*=\s*(?=(?:[A-Za-z_]\w*\.)*Sequential\()"
MOST_SHOWN = 60
"""How many calls the line has that is shown for what was pasted."""


NOTES = "course notes"


class Pasted(NamedTuple):
    """What code was read as: the item, how it is written here, and of which framework it is.

    `unpadded` says that it is of notes, and no padding is written there.
    """

    body: Body
    text: str
    framework: str
    unpadded: bool = False


def is_code(text: str) -> bool:
    """Whether a text begins as a call of a framework does."""
    return re.match(rf"(?:{_ASSIGNED})?{CODE_BEGINS}", text, re.ASCII) is not None


def read_pasted(scalar: Scalar) -> Pasted:
    """What the code in a scalar is here. Raises CallError with everything that is wrong with it."""
    text = scalar.text
    assigned = re.match(_ASSIGNED, text, re.ASCII)
    reader = _Reader()
    try:
        call = read_code(" " * assigned.end() + text[assigned.end() :] if assigned else text)
        pieces = reader.pieces(call, None)
    except ExpressionError as error:
        raise CallError([error]) from None
    if not pieces and not reader.errors:
        reader.errors.append(ExpressionError("this names no layer", call.offset, call.length))
    if reader.errors:
        raise CallError(reader.errors)
    written = [f"{piece.name[0]}: {piece.text}" if piece.name[0] else piece.text for piece in pieces]
    shown = ", ".join([*written[:MOST_SHOWN], *(["…"] if len(written) > MOST_SHOWN else [])])
    try:
        items = [_item(piece, scalar) for piece in pieces]
    except ExpressionError as error:
        raise CallError([ExpressionError(error.message, call.offset, call.length)]) from None
    if len(items) == 1 and items[0].name is None:
        return Pasted(items[0].body, shown, reader.framework)
    return Pasted(Sequence(scalar.place, None, items), f"[{shown}]", reader.framework)


def read_notes(scalar: Scalar) -> Pasted:
    """What a layer of notes in a scalar is here. Raises CallError."""
    text = scalar.text
    try:
        note = read_note(text)
        stated = (Stated(AXES, (note.axes,), text, 0, len(text)),) if note.axes else ()
        item = _item(Piece(note.op, note.arguments, note.text, stated, 0, len(text), len(text), ("", 0)), scalar)
    except ExpressionError as error:
        raise CallError([error]) from None
    return Pasted(item.body, note.text, NOTES, note.unpadded)


def _item(piece: Piece, scalar: Scalar) -> Item:
    """The item that a piece of a scalar's text is."""
    text = scalar.text[piece.offset : piece.offset + piece.length]
    place = scalar.part(piece.offset, piece.length)
    own = Scalar(text, place, scalar.plain, text.count("\n") + 1)
    arguments = [
        Argument(one.name, parse(one.value), one.offset - piece.offset, one.length, one.value_offset - piece.offset)
        for one in piece.arguments
    ]
    parsed = ParsedCall(piece.text, piece.op, arguments)
    parsed.head = piece.head
    parsed.stated = piece.stated
    name = Scalar(piece.name[0], scalar.part(piece.name[1], len(piece.name[0])), True) if piece.name[0] else None
    return Item(Call(parsed, own), place, name)


class _Reader:
    """Reads calls, and collects what is wrong with them; `pending` is what an input layer says of the next one's."""

    def __init__(self) -> None:
        self.errors: list[ExpressionError] = []
        self.framework = ""
        self.pending: list[Stated] = []

    def pieces(self, call: CodeCall, context: str | None) -> list[Piece]:
        """The calls that one of a framework is here; `context` is the framework whose code it stands in."""
        prefix, _, last = call.name.rpartition(".")
        if last == "Sequential" and prefix in PREFIXES:
            return self.sequential(call)
        try:
            framework, found = self.chosen(call, prefix, last, context)
        except Mismatch as error:
            self.errors.extend(error.errors)
            return []
        self.framework = self.framework or framework
        return found

    def sequential(self, call: CodeCall) -> list[Piece]:
        """The layers of a Sequential: PyTorch's takes them as arguments, or an OrderedDict, Keras' takes a list."""
        for argument in call.arguments:
            if (
                argument.name
                and not (argument.name == "name" and isinstance(argument.value, str))
                and (argument.name != "layers" or type(argument.value) is not tuple)
            ):
                message = f"a Sequential has no argument '{argument.name}'"
                self.errors.append(ExpressionError(message, argument.offset, argument.length))
        entries: list[Any] = [argument.value for argument in call.arguments if argument.name in ("", "layers")]
        context = PYTORCH
        if len(entries) == 1 and type(entries[0]) is tuple:
            entries, context = list(entries[0]), KERAS
        elif len(entries) == 1 and isinstance(entries[0], CodeCall) and _last(entries[0].name) == "OrderedDict":
            pairs = [argument.value for argument in entries[0].arguments]
            entries = list(pairs[0]) if len(pairs) == 1 and type(pairs[0]) is tuple else pairs
        self.framework = self.framework or context
        pieces: list[Piece] = []
        for entry in entries:
            name = ""
            if type(entry) is tuple and len(entry) == 2 and isinstance(entry[0], str):
                name, entry = entry
            if not isinstance(entry, CodeCall) or (name and not NAME.match(name)):
                message = "a Sequential holds layers, each a call"
                self.errors.append(ExpressionError(message, call.offset, call.length, "as in nn.ReLU()"))
                break
            pieces.extend(_named(self.pieces(entry, context), name, entry.offset))
        if pieces and self.pending:
            message = "an input stands before the layers"
            self.errors.append(ExpressionError(message, call.offset, call.length))
        if not pieces and not self.errors:
            self.errors.append(ExpressionError("a Sequential without layers", call.offset, call.length))
        return pieces

    def chosen(self, call: CodeCall, prefix: str, last: str, context: str | None) -> tuple[str, list[Piece]]:
        """The calls of the one framework that is meant. Raises Mismatch where none is, or it is not certain."""
        frameworks = [name for name in PREFIXES.get(prefix, ()) if last in layers(name)]
        if context in frameworks and not prefix:
            frameworks = [context]
        if len(frameworks) > 1 and CAFFE in frameworks:
            frameworks.remove(CAFFE)
        if not frameworks:
            raise Mismatch([_unknown(call, prefix, last)])
        read: dict[str, list[Piece]] = {}
        refused: list[Mismatch] = []
        certain = True
        for framework in frameworks:
            try:
                stated = list(self.pending)
                read[framework] = ForeignCall(layers(framework)[last], call).pieces(stated)
            except Mismatch as error:
                refused.append(error)
                certain &= not isinstance(error.__cause__, Unclear)
        texts = {framework: ", ".join(piece.text for piece in pieces) for framework, pieces in read.items()}
        if not read:
            raise refused[0]
        if len(set(texts.values())) > 1 or not certain:
            hint = "write " + " or ".join(f"{text} (as in {framework})" for framework, text in texts.items())
            message = f"{call.name} is another layer in PyTorch than in Keras"
            raise Mismatch([ExpressionError(message, call.offset, call.length, hint)])
        framework, pieces = next(iter(read.items()))
        self.pending = [] if pieces else stated
        return framework, pieces


def _named(pieces: list[Piece], name: str, offset: int) -> list[Piece]:
    """The pieces under a name that is written for them; of several, the first has it."""
    return [piece._replace(name=(name, offset)) if name and not at else piece for at, piece in enumerate(pieces)]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _unknown(call: CodeCall, prefix: str, last: str) -> ExpressionError:
    """What is said of a call that is no layer."""
    hint: Hint = op_hint(last)
    if hint is None and prefix not in PREFIXES and last.islower():
        hint = "write the layers in the order in which they run, as in conv 64 3 padding=1, relu"
    if hint is None:
        names = [name for framework in PREFIXES.get(prefix, PREFIXES[""]) for name in layers(framework)]
        hint = (
            did_you_mean(last, names) or "`convcalc ops` lists the operations; a block of a spec can be named like it"
        )
    return ExpressionError(f"{call.name} is no layer that can be read", call.offset, len(call.name), hint)


def contradiction(stated: Stated, shape: tuple[int, ...]) -> tuple[str, str | None] | None:
    """What is wrong where something else comes in than pasted code says, and a hint; None where it is right."""
    if stated.what == ROUNDS:
        return _rounded(stated, shape)
    message = _unlike(stated, shape)
    return None if message is None else (message, stated.hint)


def _rounded(stated: Stated, shape: tuple[int, ...]) -> tuple[str, str | None] | None:
    """What is wrong where a size times a scale is another whole number in floating point than it is exactly.

    PyTorch multiplies the two as doubles and cuts off what stands behind the point.
    """
    scales = stated.value if isinstance(stated.value, tuple) else (stated.value,) * (len(shape) - 1)
    sizes = list(zip(shape[1:], scales, strict=False))
    there = [int(size * float(scale)) for size, scale in sizes]
    for (size, scale), rounded in zip(sizes, there, strict=True):
        if rounded != math.floor(size * scale):
            written = "x".join(map(str, there))
            exact = show_value(scale)
            message = f"{stated.layer} takes {size}·{exact} for {size * float(scale)!r} and makes it {rounded}"
            return message, f"write upsample size={written}"
    return None


def _unlike(stated: Stated, shape: tuple[int, ...]) -> str | None:
    """What is wrong where other axes, channels or sizes come in than are stated; None where it is right."""
    shown = show_shape(shape)
    if stated.what == AXES:
        if len(shape) - 1 in stated.value:
            return None
        axes = stated.value[-1]
        return f"{stated.layer} goes over {axes} spatial {'axis' if axes == 1 else 'axes'}, what comes in is {shown}"
    if stated.what == CHANNELS:
        if shape[0] == stated.value:
            return None
        what = "channels" if len(shape) > 1 else "features"
        return f"{stated.layer} is written for {stated.value} {what}, {shape[0]} come in: {shown}"
    if len(stated.value) == len(shape) and all(
        own in (None, size) for own, size in zip(stated.value, shape, strict=True)
    ):
        return None
    written = "×".join("?" if size is None else str(size) for size in stated.value)
    return f"{stated.layer} is written for an input of {written}, what comes in is {shown}"
