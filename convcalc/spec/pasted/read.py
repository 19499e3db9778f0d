"""Layers as PyTorch, Keras, TensorFlow and Caffe write them, read as what they are here. No code is ever run."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from convcalc.costs.arguments import MAXIMUM
from convcalc.costs.dialects import op_hint
from convcalc.costs.op import show_shape
from convcalc.costs.ops import JOINS
from convcalc.language.expression import parse
from convcalc.language.nodes.code import LINE_BEGINS, CodeArgument, CodeCall, CodeLine, CodeName, read_lines
from convcalc.language.nodes.notes import is_note, read_note
from convcalc.language.nodes.scannable import CODE_BEGINS, MODIFIERS
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import Hint, Place, did_you_mean
from convcalc.language.tree import ExpressionError
from convcalc.language.values import show_value
from convcalc.spec.call import NAME, RESERVED_NAMES, Argument, CallError, ParsedCall, Stated
from convcalc.spec.model import Body, Call, Item, Sequence
from convcalc.spec.pasted.frameworks import (
    CAFFE,
    CHANNELS,
    KERAS,
    PREFIXES,
    PYTORCH,
    SHAPE,
    layers,
)
from convcalc.spec.pasted.layer import AXES, ForeignCall, Mismatch, Piece
from convcalc.spec.pasted.made import ROUNDS, Unclear

MOST_SHOWN = 60
"""How many calls the line has that is shown for what was pasted."""

_ADDING = {"add": (KERAS,), "append": (PYTORCH,), "add_module": ("name", PYTORCH)}
"""What adds a layer to a model, and of which framework it is; the layer comes last."""

_NO_NAMES = (*JOINS, *MODIFIERS, *RESERVED_NAMES)
"""The words that no layer can have as its name here."""


NOTES = "course notes"


class Pasted(NamedTuple):
    """What code was read as: the item, how it is written here, and of which framework it is.

    `unpadded` says that it is of notes, and no padding is written there; `ordered` that nothing but the order of its
    lines says in which order they run.
    """

    body: Body
    text: str
    framework: str
    unpadded: bool = False
    ordered: bool = False


def is_code(text: str) -> bool:
    """Whether a text begins as a call of a framework does."""
    return re.match(rf"{LINE_BEGINS}?{CODE_BEGINS}", text, re.ASCII) is not None


def is_pasted(text: str) -> bool:
    """Whether a text begins as a call of a framework does, or is a layer as course notes have it."""
    return is_code(text) or is_note(text)


def read_pasted(scalar: Scalar) -> Pasted:
    """What the code or the notes in a scalar are here. Raises CallError with everything that is wrong with them."""
    return _read_code(scalar) if is_code(scalar.text) else _read_notes(scalar)


def _read_code(scalar: Scalar) -> Pasted:
    reader = _PastedReader()
    try:
        lines = _lines(read_lines(scalar.text))
        found = [(line, reader.pieces(line.call, line.context)) for line in lines]
    except ExpressionError as error:
        raise CallError([error]) from None
    first, last = lines[0].call, lines[-1].call
    if not any(pieces for _, pieces in found) and not reader.errors:
        shapes = [stated.value for stated in reader.pending if stated.what == SHAPE and None not in stated.value]
        hint = f"the input is given apart: --input {'x'.join(map(str, shapes[0]))}" if shapes else None
        reader.errors.append(ExpressionError("this names no layer", first.offset, first.length, hint))
    if reader.errors:
        raise CallError(reader.errors)
    try:
        parts = [_part(line, pieces, scalar, len(lines) > 1) for line, pieces in found if pieces]
    except ExpressionError as error:
        length = last.offset + last.length - first.offset
        raise CallError([ExpressionError(error.message, first.offset, length)]) from None
    ordered = sum(line.context is None for line, pieces in found if pieces) > 1
    items = [item for part, _ in parts for item in part]
    written = [text for _, texts in parts for text in texts]
    shown = ", ".join([*written[:MOST_SHOWN], *(["…"] if len(written) > MOST_SHOWN else [])])
    if len(items) == 1 and items[0].name is None:
        return Pasted(items[0].body, shown, reader.framework)
    return Pasted(Sequence(scalar.place, None, items), f"[{shown}]", reader.framework, ordered=ordered)


class _LayerLine(NamedTuple):
    """A line of code that is a layer: its name here, the call, and the framework whose code it is where that is known.

    That also says that the order of the lines is the one in which they run.
    """

    name: str
    offset: int
    call: CodeCall
    context: str | None = None


def _lines(lines: list[CodeLine]) -> list[_LayerLine]:
    """The layers that lines of code are. Raises ExpressionError."""
    if any(_adds(line.call) for line in lines):
        return _added(lines)
    if len(lines) == 1 and lines[0].call.arguments and _last(lines[0].call.name) != "Sequential":
        call = lines[0].call
        if all(_is_printed(argument) for argument in call.arguments):
            return [_printed(argument) for argument in call.arguments]
    return [_LayerLine(*_assigned(line), line.call) for line in lines]


def _assigned(line: CodeLine) -> tuple[str, int]:
    """The name that the layer of a line has here, and where it stands: none for what a function gives."""
    name = _last(line.name).lstrip("_")
    is_function = any(type(argument.value) is CodeName and not argument.name for argument in line.call.arguments)
    if is_function or not NAME.match(name) or name in _NO_NAMES:
        return "", line.offset
    return name, line.offset + len(line.name) - len(name)


def _added(lines: list[CodeLine]) -> list[_LayerLine]:
    """The layers that are added to a model, one a line, perhaps behind the one that makes it."""
    model = lines[0].name if not _adds(lines[0].call) else lines[0].call.name.rpartition(".")[0]
    found = []
    for line in lines:
        owner, _, method = line.call.name.rpartition(".")
        values = [argument.value for argument in line.call.arguments]
        if _adds(line.call) and owner == model and len(values) == len(_ADDING[method]):
            name, layer = values[0] if values[1:] else "", values[-1]
            if isinstance(layer, CodeCall) and isinstance(name, str):
                code = CodeLine(name, layer.offset, layer)
                found.append(_LayerLine(*_assigned(code), layer, _ADDING[method][-1]))
                continue
        elif line is lines[0] and _last(line.call.name) == "Sequential":
            if any(argument.name != "name" for argument in line.call.arguments):
                found.append(_LayerLine("", 0, line.call, KERAS))
            continue
        message = f"this adds no layer to {model or 'the model'}"
        hint = f"as in {model or 'model'}.add(Dense(10)); leave out what adds none"
        raise ExpressionError(message, line.call.offset, line.call.length, hint)
    return found


def _adds(call: CodeCall) -> bool:
    """Whether a call adds a layer to a model: `model.add(...)`."""
    owner, _, method = call.name.rpartition(".")
    return method in _ADDING and owner not in PREFIXES


def _is_printed(argument: CodeArgument) -> bool:
    return argument.name.startswith("(") and isinstance(argument.value, CodeCall)


def _printed(argument: CodeArgument) -> _LayerLine:
    """A layer as PyTorch prints it among those of a module."""
    call = argument.value
    assert isinstance(call, CodeCall)
    return _LayerLine(*_assigned(CodeLine(argument.name[1:-2], argument.offset + 1, call)), call)


def _part(line: _LayerLine, pieces: list[Piece], scalar: Scalar, grouped: bool) -> tuple[list[Item], list[str]]:
    """The items that a line is, and how they are written here: the layers of a Sequential are a group of its name."""
    is_group = _last(line.call.name) == "Sequential"
    if not is_group:
        pieces = _named(pieces, line.name, line.offset)
    items = [_item(piece, scalar) for piece in pieces]
    written = [f"{piece.name}: {piece.text}" if piece.name else piece.text for piece in pieces]
    if not is_group or not grouped or not line.name:
        return items, written
    place = scalar.part(line.call.offset, line.call.length)
    name = Scalar(line.name, scalar.part(line.offset, len(line.name)), True)
    return [Item(Sequence(place, None, items), place, name)], [f"{line.name}: [{', '.join(written)}]"]


def _read_notes(scalar: Scalar) -> Pasted:
    text = scalar.text
    try:
        note = read_note(text)
        stated = (Stated(AXES, (note.axes,), text, 0, len(text)),) if note.axes else ()
        item = _item(Piece(note.op, note.arguments, stated, 0, len(text), len(text)), scalar)
    except ExpressionError as error:
        raise CallError([error]) from None
    return Pasted(item.body, note.text, NOTES, note.unpadded)


def _item(piece: Piece, scalar: Scalar) -> Item:
    """The item that a piece of a scalar's text is."""
    text = scalar.text[piece.offset : piece.offset + piece.length]
    place = scalar.part(piece.offset, piece.length)
    own = Scalar(text, place, scalar.plain, text.count("\n") + 1)
    start = piece.offset
    arguments = [
        Argument(one.name, parse(str(one.value)), one.offset - start, one.length, one.value_offset - start)
        for one in piece.arguments
    ]
    parsed = ParsedCall(piece.text, piece.op, arguments)
    parsed.head = piece.head
    parsed.stated = piece.stated
    name = Scalar(piece.name, scalar.part(piece.name_offset, len(piece.name)), True) if piece.name else None
    return Item(Call(parsed, own), place, name)


class _PastedReader:
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
                and not _is_printed(argument)
                and not (argument.name == "name" and isinstance(argument.value, str))
                and (argument.name != "layers" or type(argument.value) is not tuple)
            ):
                message = f"a Sequential has no argument '{argument.name}'"
                self.errors.append(ExpressionError(message, argument.offset, argument.length))
        entries: list[Any] = [argument.value for argument in call.arguments if argument.name in ("", "layers")]
        context = PYTORCH
        if printed := [_printed(argument) for argument in call.arguments if _is_printed(argument)]:
            entries += [(line.name, line.call) for line in printed]
        elif len(entries) == 1 and type(entries[0]) is tuple:
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
    if not name or not pieces:
        return pieces
    return [pieces[0]._replace(name=name, name_offset=offset), *pieces[1:]]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _unknown(call: CodeCall, prefix: str, last: str) -> ExpressionError:
    """What is said of a call that is no layer."""
    hint: Hint = op_hint(last)
    if any(map(_is_printed, call.arguments)):
        hint = "in which order its layers run, and what is added, is not printed; write them, as in conv 64 3, relu"
    if hint is None and prefix not in PREFIXES and last.islower():
        hint = "write the layers in the order in which they run, as in conv 64 3 padding=1, relu"
    if hint is None:
        names = [name for framework in PREFIXES.get(prefix, PREFIXES[""]) for name in layers(framework)]
        hint = (
            did_you_mean(last, names) or "`convcalc ops` lists the operations; a block of a spec can be named like it"
        )
    return ExpressionError(f"{call.name} is no layer that can be read", call.offset, len(call.name), hint)


def stated_input(layers: Sequence) -> tuple[tuple[int, ...], Place] | None:
    """The whole shape that pasted code says comes in to the first layer, and where; None where it says none."""
    body: Body = layers
    while isinstance(body, Sequence) and body.items and body.start is None:
        first = body.items[0]
        if first.when is not None:
            return None
        body = first.body
    if isinstance(body, Call):
        for stated in body.parsed.stated:
            if stated.what == SHAPE and all(size and 0 < size <= MAXIMUM for size in stated.value):
                return stated.value, body.scalar.place
    return None


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
