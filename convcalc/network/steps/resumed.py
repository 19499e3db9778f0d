"""A walk that goes on from where an earlier one stood, with other values of the names that are read from there on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size, Value
from convcalc.network.fragment import Held
from convcalc.network.graph import INPUT, Group, Layer, join_path
from convcalc.network.receptive_field import Fields
from convcalc.network.spans import Field
from convcalc.network.steps.fields import told
from convcalc.network.steps.resized import resized
from convcalc.network.steps.steps import ENTER, LEAVE, Step, Steps
from convcalc.network.sums import deepest, depths_of
from convcalc.network.walk.expand import Expander
from convcalc.network.walk.frame import NOTHING, UNKNOWN, UNNAMED, Again, Earlier, Frame, Referent, Scope, Tensor
from convcalc.network.walk.names import INDEX, Names
from convcalc.network.walk.outputs import name_outputs
from convcalc.network.walk.parts import Plain, Unsaid, parts_of
from convcalc.network.walk.room import Room, TooLarge
from convcalc.spec.changes import Change
from convcalc.spec.model import Item, Shape, Spec

Signature = tuple[Any, ...]
"""All of a state that what follows hangs on."""

Lists = tuple[Item, ...]
"""The named lists that a walk is in, the outermost first."""

Run = Callable[[Expander, Frame], Tensor]
"""Runs something in a frame: what it puts out."""


class Refused(Exception):
    """Why a step can't be run."""


class State(NamedTuple):
    """Where a walk stands. It shares its layers with other states, so none of them is ever changed.

    `children` and `referents` are what the groups and the scopes of the lists have that it is in; those of the inputs
    come first. `unread` are the layers that nothing has read, `read` the aliases that were. `tokens` tell apart what
    may be read inside, or run again, of the names that it has. `steps` and `characters` are what was taken of what
    there is room for since the state before, `used` says of each change whether it meant something. `fields` are the
    receptive fields of its layers, where these are asked for.
    """

    layers: list[Layer]
    children: tuple[list[Group | Layer], ...]
    referents: tuple[dict[str, Referent], ...]
    current: Tensor
    unread: dict[int, Layer]
    named: dict[int, tuple[Group, str]]
    aliases: list[tuple[Group, str, Referent]]
    read: frozenset[Referent]
    tokens: dict[str, int]
    steps: int
    characters: int
    used: tuple[bool, ...]
    depths: list[int]
    deepest: int
    held: Held | None
    fields: list[dict[int, Field]] | None = None

    @property
    def seen(self) -> dict[int, Field]:
        """What the units of the current tensor read, by the numbers of the inputs."""
        number = self.current.number
        return self.fields[number] if number is not None and self.fields is not None else {}


class Resumed:
    """Runs the steps of a spec, each from a state; `parameters` hold the values of the names that it reads.

    `names` are all that are given values. `takes` are the paths of the calls that were asked for with the arguments
    that they take. Where `with_depth` is not set, depths are left at 0. `fields` keeps the receptive fields of states,
    None where they are not asked for; states are alike whose fields are `relative` to one another what others' are.
    """

    def __init__(self, spec: Spec, changes: list[Change], names: frozenset[str], steps: Steps) -> None:
        self.spec = spec
        self.changes = changes
        self.deep = steps.deep
        self.naming = steps.naming
        self.takes: dict[str, tuple[str, ...]] = {}
        parts = parts_of(spec, names)
        if parts is not None:
            parts.referenced |= steps.dotted
        self.fast = Expander(spec, changes, Problems(), parts)
        self.fast.walk.problems = Unsaid(Problems(), silent=True)
        self.plain = Expander(spec, changes, Problems())
        self.graph = self.plain.walk.graph = self.fast.walk.graph
        self.with_depth = False
        self.fields: Fields | None = None
        self.relative = True
        self.parameters = self.plain.walk.parameters = self.fast.walk.parameters
        self.inputs = Scope(None)
        self.outermost = Frame(Names(self.parameters), Scope(self.inputs), self.graph.root, UNNAMED, (), {})
        self.frames: dict[Item, Frame] = {}
        self.tokens = 0

    def see(self, relative: bool) -> None:
        """Keep the receptive fields of states."""
        self.fields, self.relative = Fields(self.graph), relative

    def bind(self, values: Mapping[str, Value]) -> None:
        """Let what is run know these values of names, and no others."""
        if any(self.parameters.get(name) != values.get(name) for name in self.naming):
            self.fast.namer.known.clear()
            self.plain.namer.known.clear()
        self.parameters.clear()
        self.parameters.update(values)

    def begin(self, shapes: Mapping[str, Shape]) -> State:
        """Where the layers begin, with these shapes of the inputs. Raises Refused."""
        graph, layers = self.graph, self.spec.layers
        assert layers is not None
        graph.layers, graph.inputs = [], {}
        for name, (written, place) in self.spec.inputs.items():
            self.fast.walk.input(name, shapes.get(name, written), place)
        unread = {layer.number: layer for layer in graph.layers}
        current = Tensor(graph.layers[0]) if len(unread) == 1 else NOTHING
        referents: tuple[dict[str, Referent], ...] = (self.fast.references.inputs().referents, {})
        depths, used = [0] * len(unread), (False,) * len(self.changes)
        state = State(
            graph.layers, ([],), referents, current, unread, {}, [], frozenset(), {}, 0, 0, used, depths, 0, None
        )
        if self.fields is not None:
            state = state._replace(fields=list(self.fields.resume([], graph.layers)))
        return self._run(state, (), lambda expander, frame: expander.references.begin(layers, frame, current))

    def run(self, step: Step, state: State) -> State:
        """Where an item leads to, or the begin or the end of a list. Raises Refused."""
        item, within = step.item, step.within
        if step.kind == ENTER:
            return self._run(state, within, partial(self._enter, item, state.current), (*within, item))
        if step.kind == LEAVE:
            left = state._replace(children=state.children[:-1], referents=state.referents[:-1])
            return self._run(left, within, partial(self._define, item, state.current))
        return self._run(state, within, lambda expander, frame: expander.item(item, frame, state.current))

    def count(self, step: Step, state: State) -> int:
        """How many copies a repeat has. Raises Refused."""
        copies: list[int] = []

        def evaluate(expander: Expander, frame: Frame) -> Tensor:
            assert step.item.repeat is not None
            copies.append(expander.arguments.copies(step.item.repeat, frame, state.current) or 0)
            return state.current

        self._run(state, step.within, evaluate)
        return copies[-1]

    def copy(self, step: Step, state: State, number: int) -> State:
        """Where one copy of a repeat leads to. Raises Refused."""
        item = step.item

        def run(expander: Expander, frame: Frame) -> Tensor:
            group = expander.walk.group(_name(item, frame), frame.group, "", item.place)
            inner = frame.beside()
            inner.enter(group, UNNAMED)
            inner.environment[INDEX] = number
            return expander.placed(item.body, str(number), inner, state.current, item.first if number == 1 else None)

        return self._run(state, step.within, run)

    def resized(self, before: State, after: State, state: State) -> State | None:
        """Where a copy leads to from a state, that led from `before` to `after`, of a tensor with other sizes.

        The copy goes back to no layer, and reads no sizes. None where it may come to other layers, or none, and so has
        to be run.
        """
        read, end, first = state.current.layer, len(before.layers), len(state.layers)
        is_plain = all(type(one.current) is Tensor for one in (before, after, state))
        old, last = before.current.number, after.current.number
        if read is None or old is None or last is None or last < end or not is_plain:
            return None
        named = {number - end + first: name for number, name in after.named.items() if number >= end}
        is_new = len(named) == len(after.named) - len(before.named) and after.named.get(old) is before.named.get(old)
        layers = resized(after.layers[end:], old, read, first)
        if layers is None or not is_new or len(after.aliases) > len(before.aliases):
            return None
        self.graph.layers = [*state.layers, *layers]
        children = zip(state.children, after.children, before.children, strict=True)
        return self._behind(state, layers)._replace(
            children=tuple([[*own, *others[len(known) :]] for own, others, known in children]),
            current=Tensor(layers[last - end]),
            named=state.named | named,
            steps=after.steps,
            characters=after.characters,
            used=after.used,
        )

    def repeated(self, step: Step, state: State) -> State:
        """Where a repeat leads to whose copies have all been run. Raises Refused."""
        return self._run(state, step.within, partial(self._define, step.item, state.current))

    def outputs(self, state: State) -> dict[str, Shape]:
        """The shapes of what the main network puts out, by their names; the graph is left as it ends."""
        self._restore(self.fast, state, ())
        graph = self.graph
        graph.final, graph.outputs, graph.main_outputs = state.current.number or 0, {}, {}
        name_outputs(graph, state.named, state.aliases, self.fast.walk.problems)
        if self.fields is not None and state.fields is not None:
            self.fields.resume(state.fields, [])
        return {name: graph.layers[number].output for name, number in graph.main_outputs.items()}

    def field(self, state: State, number: int, metric: str) -> Size:
        """A metric of the receptive field of a layer of a state; it is kept, as are those of all states."""
        assert self.fields is not None and state.fields is not None
        self.graph.layers = list(state.layers)
        self.fields.resume(state.fields, [])
        return self.fields.value(number, metric)

    def signature(self, state: State, mentions: frozenset[str]) -> Signature:
        """All of a state that steps hang on which may go back to the layers that they mention.

        With depth that of what they may read counts too, from the deepest layer so far. Raises Uneven where receptive
        fields are to be told by those of the current tensor, and can't be.
        """
        known = [
            (level, name, *_told(referent.tensor, state), referent.side, name in self.deep and state.tokens.get(name))
            for level, referents in enumerate(state.referents)
            for name, referent in referents.items()
            if name in mentions
        ]
        unread = [
            (join_path(*state.named[number]) if number in state.named else layer.path, layer.output, layer.side)
            for number, layer in state.unread.items()
        ]
        aliases = [
            (join_path(group, name), *_tensor(referent.tensor), referent in state.read)
            for group, name, referent in state.aliases
        ]
        is_unread, depths = state.current.number in state.unread, tuple[int, ...]()
        read: list[int] = []
        if self.with_depth or self.fields is not None:
            named = [one.tensor for names in state.referents for n, one in names.items() if n in mentions]
            read = [one.layer.number for one in (state.current, *named) if one.layer is not None]
        if self.with_depth:
            depths = tuple([state.deepest - state.depths[number] for number in read])
        fields: Signature = ()
        if state.fields is not None:
            base = state.seen if self.relative else None
            fields = told([state.fields[number] for number in [*read, *state.unread]], base, state.layers)
        current = _tensor(state.current) if is_unread else _told(state.current, state)
        return (*current, is_unread, tuple(known), tuple(unread), tuple(aliases), depths, fields)

    # What is run

    def _enter(self, item: Item, current: Tensor, expander: Expander, frame: Frame) -> Tensor:
        """Go into a named list, which has a group and a scope of its own."""
        if item not in self.frames:
            self.frames[item] = frame.beside()
            self.frames[item].enter(Group(_name(item, frame), frame.group, "", item.body.place), UNNAMED)
        inner = self.frames[item]
        inner.group.children, inner.scope.referents = [], {}
        inner.name(expander.namer.naming(item.body, inner.environment))
        frame.group.children.append(inner.group)
        return expander.references.begin(item.body, inner, current)

    def _define(self, item: Item, current: Tensor, expander: Expander, frame: Frame) -> Tensor:
        """Give what a list or a repeat came to its name."""
        return expander.define(_name(item, frame), frame, (current, None), Again(item.body, frame, item, None))

    def _run(self, state: State, within: Lists, run: Run, then: Lists | None = None) -> State:
        """Where something that is run in these lists leads to, `then` in other ones."""
        try:
            with suppress(Plain):
                return self._tried(self.fast, state, within, run, within if then is None else then)
            problems = self.plain.walk.problems = Problems()
            after = self._tried(self.plain, state, within, run, within if then is None else then)
        except TooLarge as error:
            raise Refused(error.message) from None
        if problems.errors:
            raise Refused(problems.errors[0].message)
        if after.current is UNKNOWN:
            problems.error("this network can't be taken apart", None, "summarize works on each design by itself")
            raise ConvcalcError(problems)
        return after

    def _tried(self, expander: Expander, state: State, within: Lists, run: Run, then: Lists) -> State:
        self._restore(expander, state, within)
        walk, before = expander.walk, len(state.layers)
        current = run(expander, self._frame(within))
        frames = [self.outermost, *map(self.frames.__getitem__, then)]
        return self._behind(state, self.graph.layers[before:])._replace(
            children=tuple([list(frame.group.children) for frame in frames]),
            referents=(state.referents[0], *[dict(frame.scope.referents) for frame in frames]),
            current=current,
            named=walk.named,
            aliases=walk.aliases,
            read=frozenset(referent for _, _, referent in walk.aliases if referent.read),
            tokens=self._new_tokens(state, self._frame(within)),
            steps=walk.room.steps,
            characters=walk.room.characters,
            used=tuple([change.used for change in self.changes]),
        )

    def _behind(self, state: State, layers: Sequence[Layer]) -> State:
        """A state behind these layers, which the graph ends with: what hangs on them alone, all else as it was."""
        unread = dict(state.unread)
        for layer in layers:
            for number in layer.inputs:
                unread.pop(number, None)
            unread[layer.number] = layer
        depths = depths_of(layers, state.depths) if self.with_depth else state.depths
        return state._replace(
            layers=self.graph.layers,
            unread=unread,
            depths=depths,
            deepest=max(state.deepest, deepest(layers, depths)) if self.with_depth else 0,
            held=None,
            fields=self.fields.resume(state.fields, layers) if state.fields is not None and self.fields else None,
        )

    def _new_tokens(self, state: State, frame: Frame) -> dict[str, int]:
        """The tokens of a state and one for what was named since, where that may be read inside or run again."""
        old = state.referents[-1]
        new = [name for name, referent in frame.scope.referents.items() if referent is not old.get(name)]
        self.tokens += 1
        return state.tokens | dict.fromkeys(self.deep.intersection(new), self.tokens)

    def _restore(self, expander: Expander, state: State, within: Lists) -> None:
        """Let a walk stand in a state."""
        walk, self.graph.layers = expander.walk, list(state.layers)
        self.inputs.referents = state.referents[0]
        assert self.spec.layers is not None
        bodies = [self.spec.layers, *[item.body for item in within]]
        frames = [self.outermost, *map(self.frames.__getitem__, within)]
        for frame, body, children, referents in zip(frames, bodies, state.children, state.referents[1:], strict=True):
            frame.group.put_in(children)
            frame.name(expander.namer.naming(body, frame.environment))
            frame.scope.referents = dict(referents)
        walk.named, walk.aliases = dict(state.named), list(state.aliases)
        for _, _, referent in state.aliases:
            referent.read = referent in state.read
        walk.room, walk.side, walk.draft = Room(), 0, None
        expander.reuse.replays.clear()
        self.takes.update(expander.changed.forget())
        for change in self.changes:
            change.used = False

    def _frame(self, within: Lists) -> Frame:
        return self.frames[within[-1]] if within else self.outermost


def _name(item: Item, frame: Frame) -> str:
    return item.name.text if item.name is not None else frame.naming.names[item]


def _told(tensor: Tensor, state: State) -> tuple[Any, ...]:
    """What is known of a tensor, and the name under which it is put out where it is the last one in the end."""
    named = state.named.get(tensor.number) if tensor.number is not None else None
    return *_tensor(tensor), named and join_path(*named)


def _tensor(tensor: Tensor) -> tuple[Any, ...]:
    """What is known of a tensor: its shape, where it stands, and the name under which it was read again."""
    layer = tensor.layer
    if layer is None:
        return (tensor is NOTHING,)
    return layer.output, layer.side, layer.op == INPUT, tensor.alias if isinstance(tensor, Earlier) else None
