"""What `from` and `reuse` find: names that were written, the innermost scope first."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from convcalc.costs.op import show_shape
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import Hint, Nearest
from convcalc.language.tree import Name
from convcalc.language.values import Size, Value
from convcalc.network.graph import INPUT
from convcalc.network.walk.frame import NOTHING, UNKNOWN, Again, Earlier, Frame, Placed, Referent, Scope, Tensor
from convcalc.network.walk.names import INPUT_NAMES
from convcalc.network.walk.walk import Walk
from convcalc.spec.model import Body, Reference, Sequence, Written


class References:
    """Finds what a reference means, and lets later ones find a name."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def inputs(self) -> Scope:
        """The names of the inputs; a single one is also `input`, where none was lost."""
        scope = Scope(None)
        scope.lost = self.walk.spec.input_lost
        graph = self.walk.graph
        scope.referents = {name: Referent(Tensor(graph.layers[number])) for name, number in graph.inputs.items()}
        if len(scope.referents) == 1 and not scope.lost:
            scope.referents[INPUT] = next(iter(scope.referents.values()))
        return scope

    def begin(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        """The tensor that a body begins with: the current one, or what its `from` names."""
        if not isinstance(body, Sequence) or body.start is None:
            return current
        referent = self.earlier(body.start, frame)
        if referent is None:
            return UNKNOWN
        referent.read = True
        return Earlier(referent.tensor.layer) if referent.tensor.layer is not None else UNKNOWN

    def earlier(self, reference: Reference, frame: Frame, parameters: Collection[str] | None = None) -> Referent | None:
        """What a reference to a result means; None where there is nothing to be read, which has then been said.

        It may have been meant for one of the `parameters`.
        """
        referent = self.find(reference, frame, parameters)
        if referent is None:
            return None
        if referent.side and not self.walk.side:
            message = f"'{reference.name}' is in a side branch"
            hint = "what the main network reads can't stand in a side branch"
        elif referent.tensor is NOTHING:
            message = f"'{reference.name}' is left out here"
            hint = "its `when` is false, or there is nothing in it"
        else:
            return referent
        self.walk.error(frame, message, reference.place, hint)
        return None

    def size(self, written: Written, value: Value, frame: Frame) -> Value | None:
        """The size of the layer that an argument names; the value itself where it names none.

        A name is a parameter's before it is a layer's. None where there is no such size, which has then been said.
        """
        tree, environment = written.expression.tree, frame.environment
        if not isinstance(value, str):
            if isinstance(tree, Name) and tree.name not in INPUT_NAMES and frame.scope.find(tree.name) is not None:
                message = f"'{tree.name}' is a parameter and a layer here"
                self.walk.error(frame, message, written.place, "give one of them another name")
                return None
            return value
        names = (name for name in written.expression.names() if name.word)
        meant = next((name for name in names if value in (name.name, environment.get(name.name))), None)
        if meant is not None:
            reference = Reference(meant.name, written.scalar, written.offset + meant.start)
        else:
            reference = Reference(value, written.scalar, written.offset + tree.start)
        referent = self.earlier(reference, frame, frame.environment)
        layer = referent.tensor.layer if referent is not None else None
        if layer is not None and len(layer.output) == 1:
            message = f"'{value}' has no axes, its output is {show_shape(layer.output)}"
            self.walk.error(frame, message, reference.place)
            return None
        return Size(layer.output[1:]) if layer is not None else None

    def find(self, reference: Reference, frame: Frame, parameters: Collection[str] | None = None) -> Referent | None:
        """What a reference means; None where there is nothing, which has then been said."""
        name, scope = self.meant(reference, frame)
        referent = scope.find(name)
        if referent is None and reference.sound:
            hint: Hint = None
            if scope.comes_later(name):
                message = f"'{name}' comes later; only earlier layers can be read"
            else:
                message = (
                    f"there is no layer '{name}' before this{'' if parameters is None else ', and no such parameter'}"
                )
                hint = Nearest(name, chain(scope.known(), parameters or ()))
                if frame.group.child(name) is not None:
                    hint = f"only a name that is written can be read: `- {name}: ...`"
            self.walk.error(frame, message, reference.place, hint)
        return referent

    def meant(self, reference: Reference, frame: Frame) -> tuple[str, Scope]:
        """The name that a reference means, which a parameter may hold, and the scope in which it is looked up."""
        name = reference.name
        word = frame.environment.get(name)
        if isinstance(word, str) and (name in frame.words or name in self.walk.parameters):
            return word, frame.words.get(name, frame.scope)
        return name, frame.scope

    def define(self, name: str, frame: Frame, placed: Placed, again: Again) -> Tensor:
        """Let `from` and `reuse` find a name; the tensor goes on under it."""
        walk, group, (tensor, scope) = self.walk, frame.group, placed
        twice = name in frame.scope.referents
        referent = Referent(UNKNOWN if twice else tensor, scope, again, walk.side > 0)
        frame.scope.referents[name] = referent
        layer = tensor.layer
        if layer is not None and (layer.side or not referent.side):
            walk.named[layer.number] = (group, name)
        if layer is not None and isinstance(tensor, Earlier):
            walk.aliases.append((group, name, referent))
            return tensor.under(referent)
        return tensor

    def leave_out(self, name: Scalar | None, frame: Frame) -> None:
        """Let references find that a name is left out."""
        if name is not None:
            frame.scope.referents[name.text] = Referent(NOTHING)

    def lose(self, name: Scalar | None, frame: Frame) -> Tensor:
        """Go on without what an error has left out, and with what is named in it."""
        if name is None:
            frame.scope.lost = True
        else:
            frame.scope.referents[name.text] = Referent(UNKNOWN)
        return UNKNOWN
