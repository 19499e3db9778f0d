"""What the walk over a spec keeps, and what each of its steps needs: names, values, and the growing graph."""

from __future__ import annotations

from typing import Any

from convcalc.costs.op import show_shape
from convcalc.costs.ops import OPS
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import Hint, Nearest, Place, Problems
from convcalc.language.tree import Name
from convcalc.language.values import kind_of
from convcalc.network.binding import BindError, evaluate
from convcalc.network.frame import Earlier, Frame, Replay, Tensor
from convcalc.network.graph import INPUT, Graph, Group, Layer
from convcalc.network.names import Names
from convcalc.network.parts import NAME, Parts, Plain
from convcalc.network.room import Room
from convcalc.network.scope import (
    INPUT_NAMES,
    UNKNOWN,
    Again,
    Entry,
    Namer,
    Scope,
)
from convcalc.network.stamps import Known, Stamps, Trail
from convcalc.spec.changes import Change, ChangesByPath
from convcalc.spec.model import PARAMETERS, Body, Call, Expectation, Item, Reference, Sequence, Spec, Written
from convcalc.spec.validate import means_nothing

_AXES: tuple[tuple[str, ...], ...] = (
    (),
    ("in_width",),
    ("in_height", "in_width"),
    ("in_depth", "in_height", "in_width"),
)


class Walk:
    """The state of one walk over a spec; `problems` collects what is wrong.

    `side` is how many side branches the walk is in; `replays` what `reuse` is running again, the innermost last.
    """

    def __init__(self, spec: Spec, changes: list[Change], problems: Problems, parts: Parts | None = None) -> None:
        self.spec = spec
        self.changes = changes
        self.changes_by_path = ChangesByPath(changes)
        self.problems = problems
        self.graph = Graph()
        self.parameters: dict[str, Any] = {}
        self.namer = Namer(spec, self.parameters)
        self.broken: set[str] = set()
        self.side = 0
        self.room = Room()
        self.replays: list[Replay] = []
        self.aliases: list[tuple[Group, str, Entry]] = []
        self.known: list[tuple[str, tuple[str, ...]]] = []
        self.stamps = Stamps(spec, self.changes_by_path, self.graph, self.room, self.namer, problems)
        self.stamps.parts = parts

    def input_scope(self) -> Scope:
        """The names of the inputs; a single one is also `input`."""
        scope = Scope(None)
        scope.lost = self.spec.input_lost
        for name, number in self.graph.inputs.items():
            scope.entries[name] = Entry(number, None, None, False)
        if len(scope.entries) == 1 and not scope.lost:
            scope.entries[INPUT] = scope.entries[name]
        return scope

    def error(self, frame: Frame, message: str, place: Place, hint: Hint = None) -> Tensor:
        """Say what is wrong here; the tensor is unknown from now on."""
        if self.stamps.parts is not None:
            raise Plain
        self.problems.error(message, place, hint, frame.trail)
        return UNKNOWN

    def expected(self, item: Item, frame: Frame) -> list[Expectation]:
        """What is expected of an item here; nothing where it runs again, since its weights were counted before."""
        if self.replays:
            return []
        return [expectation.called(frame.trail) for expectation in item.expect] if frame.trail else item.expect

    def reference(self, reference: Reference, frame: Frame) -> Tensor:
        """The tensor that `from NAME` means."""
        entry = self.find(reference, frame)
        if entry is None:
            return UNKNOWN
        if entry.side and not self.side:
            hint = "what the main network reads can't stand in a side branch"
            return self.error(frame, f"'{reference.name}' is in a side branch", reference.place, hint)
        if entry.number is None:
            hint = "its `when` is false, or there is nothing in it"
            return self.error(frame, f"'{reference.name}' is left out here", reference.place, hint)
        entry.read = True
        return Earlier(entry.number)

    def define(self, name: str, frame: Frame, current: Tensor, scope: Scope | None, again: Again) -> Tensor:
        """Let `from` and `reuse` find a name; the tensor goes on under it."""
        twice = name in frame.scope.entries
        entry = frame.scope.entries[name] = Entry(UNKNOWN if twice else current, scope, again, self.side > 0)
        if current is None or current < 0:
            return current
        if self.graph.layers[current].side or not entry.side:
            self.stamps.named[int(current)] = (frame.group, name)
            if self.stamps.recording is not None:
                self.stamps.note(NAME, int(current), frame.group, name)
        if isinstance(current, Earlier):
            self.aliases.append((frame.group, name, entry))
            return current.under(entry)
        return current

    def lose(self, name: Scalar | None, frame: Frame) -> Tensor:
        """Go on without what an error has left out, and with what is named in it."""
        if name is None:
            frame.scope.lost = True
        else:
            frame.scope.entries[name.text] = Entry(UNKNOWN, None, None, False)
        return UNKNOWN

    def take(self, tensor: int) -> int:
        """The number of a tensor that a layer reads; of an earlier one, the name under which it is read is noted."""
        if isinstance(tensor, Earlier):
            tensor.take()
        return int(tensor)

    def begin(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        """The tensor that a body begins with: the current one, or what its `from` names."""
        return self.reference(body.start, frame) if isinstance(body, Sequence) and body.start is not None else current

    def find(self, reference: Reference, frame: Frame) -> Entry | None:
        name, scope = self.meant(reference, frame)
        entry = scope.find(name)
        if entry is None and reference.sound:
            if scope.comes_later(name):
                self.error(frame, f"'{name}' comes later; only earlier layers can be read", reference.place)
            else:
                hint: Hint = Nearest(name, scope.known())
                if frame.group.child(name) is not None:
                    hint = f"only a name that is written can be read: `- {name}: ...`"
                self.error(frame, f"there is no layer '{name}' before this", reference.place, hint)
        return entry

    def meant(self, reference: Reference, frame: Frame) -> tuple[str, Scope]:
        """The name that a reference means, which a parameter may hold, and the scope in which it is looked up."""
        name = reference.name
        word = frame.environment.get(name)
        if isinstance(word, str) and (name in frame.words or name in self.parameters):
            return word, frame.words.get(name, frame.scope)
        return name, frame.scope

    def is_ambiguous(self, call: Call, frame: Frame) -> bool:
        """Whether an op or block is called, and a parameter of its name holds another one's; that is then said."""
        callee = call.parsed.callee
        word = frame.environment.get(callee)
        if not isinstance(word, str) or word == callee or (callee not in OPS and callee not in self.spec.blocks):
            return False
        hint = f"give the parameter, which holds '{word}', another name"
        self.error(frame, f"'{callee}' is a parameter here, and an op or block", call.argument_place(None), hint)
        return True

    def originals(self, reference: Reference, again: Again, frame: Frame) -> tuple[list[str], dict[str, int]]:
        """The path of what a name stands for, and its layers by their paths."""
        last = self.meant(reference, frame)[0].rpartition(".")[2]
        part = again.frame.group.child(last)
        layers = [part] if isinstance(part, Layer) else list(part.layers()) if part is not None else []
        return self.path_of(again.frame.group, last), {layer.path: layer.number for layer in layers}

    def original(self, layer: Layer) -> int | None:
        """The number of the layer that one of a `reuse` stands for."""
        path = self.mapped(self.path_of(layer.parent, layer.name))
        return self.replays[-1].originals.get(".".join(path))

    def condition(self, written: Written, frame: Frame, current: Tensor) -> bool | None:
        value = self.value(written, frame, current)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str) and isinstance(written.expression.tree, Name):
            hint = Nearest(value, frame.environment)
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
            names = written.expression.reads
            if any(self.is_lost(name) for name in names if name not in frame.environment):
                return None
            if "index" in names and "index" not in frame.environment:
                self.error(frame, "the name 'index' is not known here", written.place, "it is known in a repeat")
                return None
            reads = next((name for name in names if name in INPUT_NAMES), None)
            if reads is not None and reads not in frame.environment:
                if current != UNKNOWN:
                    self.error(frame, f"{reads} is not known here", written.place, self.missing_input(current))
                return None
        try:
            return evaluate(written, frame.environment)
        except BindError as error:
            self.error(frame, error.message, error.place, error.hint)
            return None

    def is_lost(self, name: str) -> bool:
        """Whether a name has no value because of something that has been said."""
        if name in self.broken:
            return True
        return PARAMETERS in self.spec.missing and name not in INPUT_NAMES and means_nothing(name, self.spec)

    def missing_input(self, current: Tensor) -> str:
        """Why an input's size has no value: there is no input, or it has other axes."""
        if current is None:
            return "with several inputs a list begins with `from NAME`"
        return f"the input here is {show_shape(self.graph.layers[current].output)}"

    def set_input(self, environment: Names, current: Tensor) -> None:
        """Let expressions read the size of what comes in."""
        for name in INPUT_NAMES:
            environment.pop(name, None)
        if current is not None and current >= 0:
            shape = self.graph.layers[current].output
            environment["in_channels"] = shape[0]
            environment.update(zip(_AXES[len(shape) - 1], shape[1:], strict=True))
            if len(shape) == 2:
                environment["in_length"] = shape[1]

    def is_changed(self, frame: Frame) -> bool:
        """Whether a change may mean a call here; where nothing is stamped, what each could mean is taken down."""
        return bool(self.changes) and (self.stamps.parts is None or bool(self.stamps.reached(frame.group)))

    def look(
        self, body: Body | Item, names: Names, name: str, frame: Frame, trail: Trail, current: Tensor
    ) -> Known | None:
        """What is known of what stands in a group of this name; nothing of what runs again, or can't be stamped."""
        if self.replays or self.stamps.parts is None or self.stamps.parts.read_by.get(body, ()) is None:
            return None
        return self.stamps.look(body, names, name, frame, trail, current, self.side > 0)

    def add_group(self, name: str, parent: Group, operation: str, place: Place) -> Group:
        group = Group(name, parent, operation, place)
        parent.children.append(group)
        if self.stamps.recording is not None:
            self.stamps.note(group)
        return group

    def add_layer(self, name: str, parent: Group, op: str, operation: str, place: Place) -> Layer:
        layers = self.graph.layers
        self.room.layer(len(layers), parent.length + len(name) + 1, place)
        layer = Layer(len(layers), name, parent, op, operation, place)
        layer.side = self.side > 0
        layers.append(layer)
        if op != INPUT:
            parent.children.append(layer)
        self.stamps.note(layer)
        return layer

    def path(self, name: str, frame: Frame) -> list[str]:
        """The path by which changes name a call: what runs again is named as it was the first time."""
        return self.mapped(self.path_of(frame.group, name))

    def mapped(self, path: list[str]) -> list[str]:
        """A path with what runs again under the names that it had the first time."""
        for replay in reversed(self.replays):
            if path[: len(replay.new)] == replay.new:
                path = replay.old + path[len(replay.new) :]
        return path

    def path_of(self, group: Group, name: str) -> list[str]:
        """The parts of a path."""
        return [*group.path.split("."), name] if group.name else [name]
