"""What the walk over a spec keeps, and what each of its steps needs: names, values, and the growing graph."""

from __future__ import annotations

from typing import Any

from convcalc.costs.op import show_shape
from convcalc.language.problems import Place, Problems, did_you_mean
from convcalc.language.tree import Name
from convcalc.language.values import kind_of
from convcalc.network.binding import BindError, Given, evaluate
from convcalc.network.graph import INPUT, Graph, Group, Layer
from convcalc.network.scope import MAXIMUM_STEPS, Namer, Scope, Table, TooLarge
from convcalc.spec.changes import Change
from convcalc.spec.model import Call, Spec, Written
from convcalc.spec.signature import Signature, match_arguments

MAXIMUM_LAYERS = 250_000
MAXIMUM_NESTING = 80

UNKNOWN = -1
"""The number of a tensor that an error left without a shape."""

Tensor = int | None
"""The number of the layer whose output is current; None where there is none, UNKNOWN after an error."""

Placed = tuple[Tensor, Scope | None]
"""What running something under a name gives: the tensor, and the names inside it."""

_AXES: tuple[tuple[str, ...], ...] = (
    (),
    ("in_width",),
    ("in_height", "in_width"),
    ("in_depth", "in_height", "in_width"),
)
_INPUT_NAMES = ("in_channels", "in_depth", "in_height", "in_width", "in_length")


class Frame:
    """Where the walk stands: the names that expressions know, the scope, and the group that layers are put into."""

    __slots__ = ("environment", "group", "scope", "table", "trail", "words")

    def __init__(
        self,
        environment: dict[str, Any],
        scope: Scope,
        group: Group,
        table: Table,
        trail: tuple[tuple[str, Place], ...],
        words: dict[str, Scope],
    ) -> None:
        self.environment = environment
        self.scope = scope
        self.group = group
        self.table = table
        self.trail = trail
        self.words = words

    def inside(self, group: Group, scope: Scope, table: Table) -> Frame:
        """The same names, one group further in."""
        return Frame(dict(self.environment), scope, group, table, self.trail, self.words)


class Walk:
    """The state of one walk over a spec; `problems` collects what is wrong.

    `read` are the numbers of the layers that something reads, `named` the outermost written names of results; `side` is
    how many side branches the walk is in; `replayed` the layers whose weights are being used again, last one first.
    """

    def __init__(self, spec: Spec, changes: list[Change], problems: Problems) -> None:
        self.spec = spec
        self.changes = changes
        self.problems = problems
        self.graph = Graph()
        self.namer = Namer(spec)
        self.parameters: dict[str, Any] = {}
        self.read: set[int] = set()
        self.named: dict[int, str] = {}
        self.side = 0
        self.steps = 0
        self.nesting = 0
        self.replayed: list[int] | None = None
        self.known: list[tuple[str, tuple[str, ...]]] = []

    def error(self, frame: Frame, message: str, place: Place, hint: str | None = None) -> Tensor:
        """Say what is wrong here; the tensor is unknown from now on."""
        self.problems.error(message, place, hint, frame.trail)
        return UNKNOWN

    def step(self, place: Place) -> None:
        self.steps += 1
        if self.steps > MAXIMUM_STEPS:
            raise TooLarge(f"this network takes more than {MAXIMUM_STEPS:,} steps to write out", place)

    def condition(self, written: Written, frame: Frame, current: Tensor) -> bool | None:
        value = self.value(written, frame, current)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str) and isinstance(written.expression.tree, Name):
            hint = did_you_mean(value, frame.environment)
            self.error(frame, f"the name '{value}' is not known here", written.place, hint)
        else:
            self.error(
                frame, f"when must be true or false, this is {kind_of(value)}", written.place, "compare it: x != 1"
            )
        return None

    def value(self, written: Written, frame: Frame, current: Tensor) -> Any:
        """The value of an expression at this place; None where it has none, which has then been said."""
        if not written.expression.literal:
            self.set_input(frame.environment, current)
            reads = next((name.name for name in written.expression.names() if name.name in _INPUT_NAMES), None)
            if reads is not None and reads not in frame.environment:
                if current != UNKNOWN:
                    self.error(frame, f"{reads} is not known here", written.place, self.missing_input(current))
                return None
        try:
            return evaluate(written, frame.environment)
        except BindError as error:
            self.error(frame, error.message, error.place, error.hint)
            return None

    def missing_input(self, current: Tensor) -> str:
        """Why an input's size has no value: there is no input, or it has other axes."""
        if current is None:
            return "with several inputs a list begins with `from NAME`"
        return f"the input here is {show_shape(self.graph.layers[current].output)}"

    def set_input(self, environment: dict[str, Any], current: Tensor) -> None:
        """Let expressions read the size of what comes in."""
        for name in _INPUT_NAMES:
            environment.pop(name, None)
        if current is not None and current >= 0:
            shape = self.graph.layers[current].output
            environment["in_channels"] = shape[0]
            environment.update(zip(_AXES[len(shape) - 1], shape[1:], strict=True))
            if len(shape) == 2:
                environment["in_length"] = shape[1]

    def add_group(self, name: str, parent: Group, operation: str, place: Place) -> Group:
        group = Group(name, parent, operation, place)
        parent.children.append(group)
        return group

    def add_layer(self, name: str, parent: Group, op: str, operation: str, place: Place) -> Layer:
        layers = self.graph.layers
        if len(layers) >= MAXIMUM_LAYERS:
            raise TooLarge(f"a network has at most {MAXIMUM_LAYERS:,} layers", place)
        layer = Layer(len(layers), name, parent, op, operation, place)
        layer.side = self.side > 0
        layers.append(layer)
        if op != INPUT:
            parent.children.append(layer)
        return layer

    def path(self, name: str, frame: Frame) -> list[str] | None:
        """The path of a call, where changes may name it."""
        if not self.changes or not name:
            return None
        return [*frame.group.path.split("."), name] if frame.group.name else [name]

    def given(self, call: Call, signature: Signature, path: list[str] | None, first: Any) -> Given:
        """The arguments of a call, with those of a first copy and the changes that name it."""
        given = Given()
        for name, argument in match_arguments(call.parsed, signature).items():
            given[name] = Written(argument.expression, call.scalar, argument.value_offset)
        if first is not None:
            scalar, arguments = first
            for argument in arguments:
                given[argument.name] = Written(argument.expression, scalar, argument.value_offset)
        if path is not None and self.changes:
            self.known.append((".".join(path), signature.arguments))
            for change in self.changes:
                if change.argument in signature.arguments and (
                    change.matches(path) or (path[-1].isdecimal() and change.matches(path[:-1]))
                ):
                    change.used = True
                    given[change.argument] = change.value
        return given

    def values(self, given: Given, frame: Frame, current: Tensor) -> dict[str, Any] | None:
        """The values of given arguments; None where one has none."""
        values = {}
        for name, written in given.items():
            value = self.value(written, frame, current)
            if value is None:
                return None
            values[name] = value
        return values
