"""A spec as it was written: names, calls, joins and blocks, each with its place. Nothing is computed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.language.expression import Expression
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import Place, Source
from convcalc.language.tuples import NamedTuple

if TYPE_CHECKING:
    from convcalc.costs.kinds import Expected
    from convcalc.spec.call import Argument, ParsedCall
    from convcalc.spec.formulas import Formula

Shape = tuple[int, ...]

BLOCKS = "blocks"
PARAMETERS = "parameters"


class Written:
    """An expression, and the text of the file that it is a part of, from `offset` on."""

    __slots__ = ("expression", "offset", "scalar")

    def __init__(self, expression: Expression, scalar: Scalar, offset: int = 0) -> None:
        self.expression = expression
        self.scalar = scalar
        self.offset = offset

    @property
    def place(self) -> Place:
        """Where the whole expression stands."""
        return self.scalar.part(self.offset, len(self.expression.text))


class Setting(NamedTuple):
    """What something is set to, by a word NAME=VALUE or an entry of a spec; the value is `scalar` from `offset` on.

    Where the value is a list, `listed` has what stands in it, and `scalar` is the first of these.
    """

    name: str
    place: Place
    scalar: Scalar
    offset: int = 0
    listed: tuple[Scalar, ...] = ()

    @property
    def text(self) -> str:
        """The value as it is written."""
        return self.scalar.text[self.offset :]

    def part(self, offset: int, length: int) -> Place:
        """The place of a part of the value."""
        return self.scalar.part(self.offset + offset, length)


class Call:
    """A call of an op, a block or a parameter. `sound` is false once something wrong was said of it."""

    __slots__ = ("_place", "parsed", "scalar", "sound")

    def __init__(self, parsed: ParsedCall, scalar: Scalar) -> None:
        self.parsed = parsed
        self.scalar = scalar
        self.sound = True
        self._place: Place | None = None

    @property
    def place(self) -> Place:
        """Where the call stands."""
        if self._place is None:
            self._place = self.scalar.part(0, len(self.scalar.text))
        return self._place

    def argument_place(self, argument: Argument | None) -> Place:
        """Where an argument stands; the call's name for none."""
        if argument is None:
            return self.scalar.part(0, self.parsed.head)
        return self.scalar.part(argument.offset, argument.length)


class Reference:
    """`from NAME` or `reuse NAME`. `sound` is false once something wrong was said of it."""

    __slots__ = ("name", "offset", "scalar", "sound")

    def __init__(self, name: str, scalar: Scalar, offset: int) -> None:
        self.name = name
        self.scalar = scalar
        self.offset = offset
        self.sound = True

    @property
    def place(self) -> Place:
        """Where the name stands."""
        return self.scalar.part(self.offset, len(self.name))


class Sequence:
    """Items one after the other, from the current tensor or from `start`."""

    __slots__ = ("items", "place", "start")

    def __init__(self, place: Place, start: Reference | None, items: list[Item]) -> None:
        self.place = place
        self.start = start
        self.items = items


class Branch:
    """One branch of a join, perhaps with a name and a condition."""

    __slots__ = ("body", "name", "when")

    def __init__(self, body: Sequence, name: Scalar | None, when: Written | None) -> None:
        self.body = body
        self.name = name
        self.when = when


class Join:
    """`add`, `multiply`, `concat`, `side` or another that takes branches: its `call`, with its arguments, and these."""

    __slots__ = ("branches", "call", "kind", "place")

    def __init__(self, call: Call, place: Place, branches: list[Branch]) -> None:
        self.kind = call.parsed.callee
        self.call = call
        self.place = place
        self.branches = branches


class Lost:
    """Something that could not be read; what is wrong with it has been said. `hides` that names may stand in it."""

    __slots__ = ("hides", "place")

    def __init__(self, place: Place, hides: bool = True) -> None:
        self.place = place
        self.hides = hides


Body = Call | Sequence | Join | Reference | Lost


class Expectation(NamedTuple):
    """What a person expects a metric to be: the text that was written, where, and the calls that led there."""

    metric: str
    scalar: Scalar
    expected: Expected | Formula
    trail: tuple[tuple[str, Place], ...] = ()


class Item:
    """An entry of a list: a body, perhaps with a name and modifiers. `sound` is false where one of them was lost."""

    __slots__ = ("body", "expect", "first", "name", "otherwise", "place", "repeat", "sound", "when")

    def __init__(self, body: Body, place: Place, name: Scalar | None = None) -> None:
        self.body = body
        self.place = place
        self.name = name
        self.expect: list[Expectation] = []
        self.repeat: Written | None = None
        self.first: tuple[Scalar, list[Argument]] | None = None
        self.when: Written | None = None
        self.otherwise: Body | None = None
        self.sound = True


class Parameter:
    """A parameter of a block or a knob of a spec; without a default it is required."""

    __slots__ = ("default", "name", "place")

    def __init__(self, name: str, place: Place, default: Written | None) -> None:
        self.name = name
        self.place = place
        self.default = default


class Block:
    """A definition: its parameters in order, and what it stands for. `hidden` that a part of it was lost."""

    __slots__ = ("body", "hidden", "name", "parameters", "place")

    def __init__(self, name: str, place: Place, parameters: dict[str, Parameter], body: Body) -> None:
        self.name = name
        self.place = place
        self.parameters = parameters
        self.body = body
        self.hidden = False


class Unused(NamedTuple):
    """A warning of what nothing uses, and the words that stand where it may have been meant.

    `knob` is the parameter of the spec that this is, whose name may be a misspelt one.
    """

    message: str
    place: Place
    words: frozenset[str]
    knob: str = ""


class NamedFile(NamedTuple):
    """A file that `include` or `extends` names in a folder, where that was found, and what it said."""

    folder: str
    name: str
    path: str
    source: Source


class Spec:
    """A whole spec, with everything that `include` and `extends` bring in, out of `files`.

    `lost` are the names of blocks and parameters that could not be read, `missing` says of which there may be others
    (BLOCKS, PARAMETERS), `hidden` that what could not be read may use any; `input_lost` that an input's shape could not
    be read. What follows from these is not said. `sweep` is what varies in a space that the spec has of its own, by its
    names, and `letters` what others are worked out from there. `worked_out` holds what is kept of walks of it and of
    its copies, for other ones. `side` is false where its side branches are left out,
    `expects_side` where what it expects is without them.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.files: list[NamedFile] = []
        self.name = ""
        self.reference = ""
        self.year: int | None = None
        self.input_lost = False
        self.lost: set[str] = set()
        self.missing: set[str] = set()
        self.hidden = False
        self.unused: list[Unused] = []
        self.inputs: dict[str, tuple[Shape, Place]] = {}
        self.parameters: dict[str, Parameter] = {}
        self.blocks: dict[str, Block] = {}
        self.included: set[str] = set()
        self.layers: Sequence | None = None
        self.worked_out: list[Any] = []
        self.side = self.expects_side = True
        self.expect: list[Expectation] = []
        self.sweep: dict[str, Setting] = {}
        self.letters: dict[str, Setting] = {}

    def leave_out_sides(self) -> None:
        """Leave the side branches out of walks of it; what is kept of walks with them is of no use then."""
        if self.side:
            self.side, self.worked_out = False, []

    def copy(self) -> Spec:
        """The same spec, of which the parameters and inputs can be changed; what is kept of walks is shared."""
        copied = Spec(self.file)
        for name, value in vars(self).items():
            setattr(copied, name, value.copy() if isinstance(value, dict | set) else value)
        return copied
