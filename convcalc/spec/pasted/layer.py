"""One call of a layer of another framework: what its arguments are here, and the calls that it is."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from convcalc.costs.arguments import ARGUMENTS, COUNT, DECIMAL, FLAG, INDEX, RATIO
from convcalc.costs.arguments import AXES as EACH_AXIS
from convcalc.costs.ops import OPS
from convcalc.language.expression import parse
from convcalc.language.nodes.code import CodeArgument, CodeCall, CodeName, CodeValue, as_in_python, written_call
from convcalc.language.problems import Hint, Nearest
from convcalc.language.tree import ExpressionError
from convcalc.language.values import show_value
from convcalc.spec.call import Stated
from convcalc.spec.pasted.frameworks import (
    ACTIVATION,
    CHANNELS,
    KERAS,
    NO_CHANGE,
    NOTHING,
    NUMBER,
    ONE_OF,
    PREFIXES,
    PYTORCH,
    READS,
    SHAPE,
    TENSOR,
    TENSORFLOW,
    ForeignLayer,
    ForeignParameter,
    layers,
)
from convcalc.spec.pasted.made import (
    ACTIVATING,
    CONVOLUTIONS,
    FLAGS,
    INSTEAD,
    MADE,
    PADS,
    ROUNDS,
    STRICT,
    STRIDED,
    TAKES,
    Given,
    Made,
    Unclear,
    activation_op,
)

AXES = "axes"
"""What a `Stated` says besides CHANNELS and SHAPE: the numbers of spatial axes that may come in."""

_OF_KERAS = {"input_shape": SHAPE, "batch_input_shape": SHAPE, "input_dim": CHANNELS}


_STEPS = ("stride", "dilation")
_MAY_BE_NONE = ("size", "scale_factor", "divisor_override", "momentum", "mode")
"""What None may be given for by name in every framework, as if it were not given."""


class Piece(NamedTuple):
    """One call here, of a layer there: its op and arguments as texts, and where each was written."""

    op: str
    arguments: tuple[CodeArgument, ...]
    stated: tuple[Stated, ...]
    offset: int
    length: int
    head: int
    name: str = ""
    name_offset: int = 0

    @property
    def text(self) -> str:
        """How it is written here."""
        return written_call(self.op, self.arguments)


class Mismatch(Exception):
    """A layer of a framework does not take these arguments."""

    def __init__(self, errors: list[ExpressionError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class ForeignCall:
    """One call of a layer of a framework: its arguments by what they are here."""

    def __init__(self, layer: ForeignLayer, call: CodeCall) -> None:
        self.layer = layer
        self.call = call
        self.given: Given = {}
        self.places: dict[str, CodeArgument] = {}
        self.stated: list[Stated] = []
        self.activation: CodeValue = None
        self.errors: list[ExpressionError] = []

    def pieces(self, stated: list[Stated]) -> list[Piece]:
        """The calls that it is here; `stated` is what was said before of what comes in, and gets what this one says.

        Raises Mismatch.
        """
        for number, argument in enumerate(self.call.arguments):
            parameter = self.parameter(argument, number)
            if parameter is not None:
                self.take(parameter, argument)
        self.require()
        if self.errors:
            raise Mismatch(self.errors)
        for parameter in self.layer.parameters:
            if parameter.default and parameter.meaning not in self.given:
                self.given[parameter.meaning] = _default(parameter.default)
        try:
            made = self.made()
        except Unclear as error:
            self.wrong(error.message, self.places.get(error.argument), error.hint)
            raise Mismatch(self.errors) from error
        if "normalized_shape" in self.given and self.layer.framework == PYTORCH:
            self.state_normalized(self.places["normalized_shape"])
        stated.extend(self.stated)
        if not made:
            return []
        takes = made[0][1].pop(TAKES, self.layer.takes)
        instead = made[0][1].pop(INSTEAD, None)
        if (scale := made[0][1].pop(ROUNDS, None)) is not None:
            stated.append(self.says(ROUNDS, scale, self.places["scale_factor"]))
        if takes:
            stated.insert(0, self.says(AXES, takes, None, instead))
        pieces = [self.piece(op, given) for op, given in made]
        if self.errors:
            raise Mismatch(self.errors)
        return [pieces[0]._replace(stated=tuple(stated)), *pieces[1:]]

    def wrong(self, message: str, argument: CodeArgument | None, hint: Hint = None) -> None:
        """Keep what is wrong with an argument, or with the whole call."""
        place = (argument.offset, argument.length) if argument else (self.call.offset, self.call.length)
        self.errors.append(ExpressionError(message, *place, hint))

    def parameter(self, argument: CodeArgument, number: int) -> ForeignParameter | None:
        """Which argument of the layer one is; None where there is none, which has then been said."""
        known = [parameter for parameter in self.layer.parameters if parameter.name]
        if not argument.name:
            if number < len(known):
                return known[number]
            if self.layer.rest is not None:
                return self.layer.rest
            self.wrong(f"{self.call.name} takes {len(known)} arguments, this is one more", argument)
            return None
        found = next((one for one in known if argument.name == one.name and one.meaning != TENSOR), None)
        if found is None and argument.name in READS.get(self.layer.framework, ()):
            found = next((one for one in known if one.meaning == TENSOR), None)
        if found is not None:
            return found
        if self.layer.framework == KERAS and argument.name in _OF_KERAS:
            return ForeignParameter(argument.name, _OF_KERAS[argument.name], "")
        if argument.name in NO_CHANGE[self.layer.framework]:
            return ForeignParameter(argument.name, NOTHING, "")
        near = Nearest(argument.name, [one.name for one in known if one.meaning != TENSOR], self.line())
        self.wrong(f"{self.call.name} has no argument '{argument.name}'", argument, near)
        return None

    def require(self) -> None:
        """Say what a layer can't do without and is not given: what it reads, how many channels come in."""
        for parameter in self.layer.parameters:
            if parameter.meaning in (TENSOR, CHANNELS) and parameter.meaning not in self.places:
                name = "what it reads" if parameter.meaning == TENSOR else parameter.name
                self.wrong(f"{self.call.name} needs {name}", None)

    def take(self, parameter: ForeignParameter, argument: CodeArgument) -> None:
        """Keep an argument by what it is here."""
        meaning, value = parameter.meaning, self.plain(parameter, argument)
        if meaning in (NOTHING, NUMBER):
            return
        if meaning in self.places:
            self.wrong(f"{parameter.name} is given twice", argument)
            return
        self.places[meaning] = argument
        if meaning == TENSOR:
            if not isinstance(value, CodeName):
                hint = "write the layers in the order in which they run, as in conv 64 3 padding=1, relu"
                self.wrong("what this layer reads is one name, as in F.relu(x)", argument, hint)
        elif meaning == ACTIVATION:
            self.activation = value
        elif meaning in (CHANNELS, SHAPE):
            self.state(meaning, argument)
        elif value is None:
            return
        else:
            self.given[meaning] = value
            if not _is_literal(value) and not (meaning == "pool" and isinstance(value, CodeName)):
                self.wrong("an argument is a number, a text, True, False or a tuple of these", argument, self.line())

    def plain(self, parameter: ForeignParameter, argument: CodeArgument) -> CodeValue:
        """The value of an argument as Python takes it: a flag is what it is true or false for, None is no number.

        What the framework refuses of it is said.
        """
        meaning, value = parameter.meaning, argument.value
        if parameter.name in ONE_OF and value not in ONE_OF[parameter.name]:
            words = ", ".join(f"'{word}'" for word in ONE_OF[parameter.name][1:3])
            self.wrong(f"{parameter.name} can't be {as_in_python(value)}", argument, f"it takes {words}")
        if meaning == NUMBER and value is not None and not isinstance(value, int | Fraction):
            self.wrong(f"{parameter.name} is a number, not {as_in_python(value)}", argument)
        if meaning in FLAGS:
            if type(value) is not bool and (meaning in STRICT or not (value is None or type(value) is int)):
                self.wrong(f"{parameter.name} is True or False", argument)
            return bool(value)
        if meaning in ARGUMENTS and not isinstance(value, CodeName | CodeCall) and self.layer.made not in PADS:
            message = self.refused(meaning, value)
            if message is not None:
                self.wrong(f"{parameter.name} {message}", argument)
        return value

    def refused(self, meaning: str, value: CodeValue) -> str | None:
        """Why the framework does not take a value for an argument; None where it does, or where the op says so."""
        framework, kind = self.layer.framework, ARGUMENTS[meaning].kind
        if value is None:
            may = meaning in _MAY_BE_NONE or (meaning == "output_padding" and framework == KERAS)
            may |= meaning == "stride" and self.layer.made not in CONVOLUTIONS
            return None if may else "can't be None"
        if meaning == "padding":
            by_word = framework in (KERAS, TENSORFLOW)
            if by_word and not isinstance(value, str):
                return f"is 'same' or 'valid' in {framework}"
            if isinstance(value, str):
                return None if by_word or self.layer.made == "conv" else f"is a number in {self.call.name}"
        whole = kind in (COUNT, EACH_AXIS, INDEX) or (kind == RATIO and framework == KERAS)
        if type(value) is tuple and kind in (EACH_AXIS, RATIO):
            axes = self.layer.axes
            is_flat = all(isinstance(one, int if whole else int | Fraction) for one in value)
            if not is_flat or (axes and len(value) != axes and framework != TENSORFLOW):
                return f"is one number, or {axes or 'one for each axis'}"
            return None
        if whole and not isinstance(value, int):
            return f"is a whole number, not {as_in_python(value)}"
        if kind in (DECIMAL, RATIO) and not isinstance(value, int | Fraction):
            return f"is a number, not {as_in_python(value)}"
        return None

    def state(self, what: str, argument: CodeArgument) -> None:
        """Keep what the call says of what comes in."""
        value = argument.value
        if what == SHAPE:
            shape = value if isinstance(value, tuple) else (value,)
            if argument.name.startswith("batch"):
                shape = shape[1:]
            if not 1 <= len(shape) <= 4 or not all(size is None or type(size) is int for size in shape):
                self.wrong("a shape is a tuple of numbers, as in (224, 224, 3)", argument, "--input 3x224x224")
                return
            first = any(one.name == "data_format" and one.value == "channels_first" for one in self.call.arguments)
            value = shape if first else (shape[-1], *shape[:-1])
        elif value is None and self.layer.framework != PYTORCH:
            return
        elif type(value) is not int:
            self.wrong("the number of channels is a number", argument, self.line())
            return
        self.stated.append(self.says(what, value, argument))

    def state_normalized(self, argument: CodeArgument) -> None:
        """Keep the sizes that a layer normalises over: those of the last axes, of one the channels that stand last."""
        sizes = argument.value if isinstance(argument.value, tuple) else (argument.value,)
        what, value = (CHANNELS, sizes[0]) if len(sizes) == 1 else (SHAPE, (None, *sizes) if len(sizes) == 2 else sizes)
        self.stated.append(self.says(what, value, argument))

    def says(self, what: str, value: CodeValue, argument: CodeArgument | None, hint: str | None = None) -> Stated:
        """What an argument of the call, or the call itself, says of what comes in."""
        place = (argument.offset - self.call.offset, argument.length) if argument else (0, len(self.call.name))
        return Stated(what, value, self.call.name, *place, hint)

    def made(self) -> Made:
        """The ops that the layer is, with their arguments."""
        axes = self.layer.axes or 0
        given = dict(self.given)
        if self.layer.made == SHAPE_LAYER:
            return []
        if self.layer.made == "named_activation":
            return MADE[self.layer.made]({ACTIVATION: self.activation}, axes)
        if self.layer.framework == PYTORCH and str(given.get("padding")).lower() == "same":
            stride = given.get("stride", 1)
            if stride != 1 and stride != (1,) * axes:
                raise Unclear("PyTorch has no padding='same' with a stride", "padding", "write the padding as a number")
        if self.layer.framework == KERAS and self.layer.made in STRIDED:
            steps = [max(value) if isinstance(value := given.get(name, 1), tuple) else value for name in _STEPS]
            if min(steps) > 1:
                raise Unclear("Keras has no strides together with a dilation_rate", "dilation")
        make = MADE.get(self.layer.made)
        made = make(given, axes) if make is not None else [(self.layer.made, given)]
        if isinstance(self.activation, CodeCall):
            return [*made, *self.activated(self.activation)]
        op = activation_op(self.activation)
        return [*made, *([(op, {})] if op else [])]

    def activated(self, call: CodeCall) -> Made:
        """The ops of an activation that is given as a layer: `activation=layers.LeakyReLU(0.1)`."""
        prefix, _, last = call.name.rpartition(".")
        layer = layers(self.layer.framework).get(last) if self.layer.framework in PREFIXES.get(prefix, ()) else None
        inner = ForeignCall(layer, call) if layer is not None and layer.made in ACTIVATING else None
        if inner is None or inner.pieces([])[0].stated:
            activation_op(call)
        return inner.made() if inner is not None else []

    def piece(self, op: str, given: Given) -> Piece:
        """One of the calls."""
        known = OPS[op].arguments
        arguments: list[CodeArgument] = []
        behind = False
        for name, (_, default, by_position) in known.items():
            value = given.get(name)
            if value is None:
                if default is None:
                    self.wrong(f"{self.call.name} needs {name}", None)
                behind = True
                continue
            text = self.text(name, value, op)
            if not by_position and (text == default or text == known.get(default or "", ("",) * 3)[1]):
                continue
            if not by_position and default in given and text == self.text(default or "", given[default or ""], op):
                continue
            keyword = "" if by_position and not behind else name
            place = (self.call.offset, len(self.call.name), self.call.offset)
            if (source := self.places.get(name)) is not None:
                place = (source.offset, source.length, source.value_offset)
            arguments.append(CodeArgument(keyword, text, *place))
        return Piece(op, tuple(arguments), (), self.call.offset, self.call.length, len(self.call.name))

    def text(self, name: str, value: CodeValue, op: str) -> str:
        """A value as it is written here; what can't be is said."""
        argument = OPS[op].arguments[name][0]
        if type(value) is tuple:
            axes = self.layer.axes
            if axes is not None and len(value) == axes and len(set(value)) == 1:
                return self.text(name, value[0], op)
            sizes = [one for one in value if isinstance(one, int)]
            if len(sizes) == len(value) and min(sizes, default=0) < 0:
                added, taken = (self.text(name, tuple(max(sign * one, 0) for one in sizes), op) for sign in (1, -1))
                return f"{added}-{taken}"
            return "x".join(self.text(name, one, op) for one in value)
        if isinstance(value, str):
            word = value.lower()
            if word == "valid" and name == "padding":
                return "0"
            if word in argument.words:
                return word
            takes = f"it takes {', '.join(argument.words)}" if argument.words else None
            self.wrong(f"{name} can't be '{value}'", self.places.get(name), takes)
            return "0"
        if isinstance(value, bool) and argument.kind != FLAG:
            self.wrong(f"{name} can't be {value}", self.places.get(name))
        if isinstance(value, CodeName):
            return value.name
        assert isinstance(value, int | Fraction)
        return show_value(value)

    def line(self) -> str | None:
        """How the call would be written here, as far as it is understood; names stand for themselves."""
        other = ForeignCall(self.layer, self.call)
        for number, argument in enumerate(self.call.arguments):
            known = self.layer.parameters
            named = [one for one in known if one.name == argument.name] if argument.name else known[number : number + 1]
            value = argument.value
            if named and named[0].meaning == ACTIVATION:
                other.activation = value
            elif named and (_is_literal(value) or isinstance(value, CodeName)) and value is not None:
                other.given[named[0].meaning] = value
        try:
            pieces = [other.piece(op, given) for op, given in other.made()]
        except (Unclear, Mismatch, KeyError, TypeError):
            return None
        return f"write {', '.join(piece.text for piece in pieces)}" if pieces and not other.errors else None


SHAPE_LAYER = "shape"
"""The way of making an input layer: no op at all, but its shape is checked."""


def _is_literal(value: CodeValue) -> bool:
    """Whether a value is a number, a text, or a tuple of numbers and pairs of whole ones."""
    if type(value) is tuple:
        return bool(value) and all(isinstance(one, int | Fraction) or _is_pair(one) for one in value)
    return isinstance(value, int | str | Fraction)


def _is_pair(value: CodeValue) -> bool:
    return type(value) is tuple and {*map(type, value)} == {int}


def _default(text: str) -> CodeValue:
    """The default that a row writes: a number, or a word."""
    return parse(text).evaluate({}) if text[0].isdigit() else text
