"""Changes on the command line: `base=32`, `conv2.out_channels=128`, `stage2.*.conv1.groups=2`, `input=3x256x256`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from convcalc.language.expression import parse
from convcalc.language.nodes.scannable import MODIFIERS
from convcalc.language.nodes.source import Scalar
from convcalc.language.paths import all_mean, is_pattern, means, say_no_layer
from convcalc.language.problems import COMMAND_LINE, Nearest, Place, Problems, Source, listed
from convcalc.language.tree import ExpressionError
from convcalc.spec.inputs import BATCH, INPUT, can_replace, read_shape
from convcalc.spec.model import PARAMETERS, Parameter, Setting, Shape, Spec, Written
from convcalc.spec.sides import NO_SIDE, take_sides
from convcalc.spec.validate import parameter_circles

MOST_LISTED = 10
"""How many parameters are named where another one was asked for."""

_CHANGE = re.compile(r"[A-Za-z_*](?:[\w.*?\[\]-]|(?<=\[)!)*=(?!=)" rf"|{NO_SIDE}\Z")


class Change:
    """`PATH.ARGUMENT=VALUE`: sets an argument of the calls whose path matches. `used` once one did."""

    __slots__ = ("argument", "parts", "path", "used", "value")

    def __init__(self, path: str, argument: str, value: Written) -> None:
        self.path = path
        self.parts = path.split(".")
        self.argument = argument
        self.value = value
        self.used = False

    def matches(self, parts: list[str]) -> bool:
        """Whether a call at this path is meant."""
        return all_mean(self.parts, parts)

    @property
    def place(self) -> Place:
        """Where the change stands on the command line."""
        scalar = self.value.scalar
        return scalar.part(0, len(scalar.text))


class ChangedParts:
    """What the changes say whose paths began alike: those that end here, and those that go on, by their next part.

    `all` are both, by their numbers, each with the parts of its path that are left.
    """

    __slots__ = ("all", "ended", "named", "patterns")

    def __init__(self) -> None:
        self.all: list[tuple[int, tuple[str, ...]]] = []
        self.ended: list[int] = []
        self.named: dict[str, ChangedParts] = {}
        self.patterns: dict[str, ChangedParts] = {}

    def after(self, part: str) -> list[ChangedParts]:
        """What is left to be said behind a part of a layer's path."""
        found = [self.named[part]] if part in self.named else []
        return found + [rest for pattern, rest in self.patterns.items() if means(pattern, part)]


class ChangesByPath:
    """Changes as the calls of a network find theirs: part by part, so that few are tried on a path."""

    __slots__ = ("begin", "changes")

    def __init__(self, changes: list[Change]) -> None:
        self.changes = changes
        self.begin = ChangedParts()
        for number, change in enumerate(changes):
            at = self.begin
            for behind, part in enumerate(change.parts, 1):
                at = (at.patterns if is_pattern(part) else at.named).setdefault(part, ChangedParts())
                at.all.append((number, tuple(change.parts[behind:])))
            at.ended.append(number)

    def of(self, path: list[str]) -> list[Change]:
        """The changes that mean a call, in their order; a copy of a repeat is meant by the repeat's name too."""
        *around, last = path
        found = self._reached(around)
        meant = [rest for at in found for rest in at.after(last)] + (found if last.isdecimal() else [])
        return [self.changes[number] for number in sorted({number for at in meant for number in at.ended})]

    def meant(self, reached: Iterable[ChangedParts]) -> list[tuple[Change, tuple[str, ...]]]:
        """The changes that may mean something in a group, in their order, each with what is left of its path there."""
        return [(self.changes[number], rest) for number, rest in sorted(one for at in reached for one in at.all)]

    def within(self, path: list[str]) -> tuple[int, ...]:
        """What the changes may mean inside a group: the same for two groups whose inside they change alike."""
        return tuple(map(id, self._reached(path)))

    def _reached(self, path: list[str]) -> list[ChangedParts]:
        reached = [self.begin]
        for part in path:
            reached = further(reached, part)
        return reached


def further(reached: Iterable[ChangedParts], part: str) -> list[ChangedParts]:
    """What changes may mean inside a group of this name, of what they may mean around it."""
    return [rest for at in reached for rest in at.after(part)]


def is_change(argument: str) -> bool:
    """Whether an argument of a command is a change, not a design."""
    return _CHANGE.match(argument) is not None


def is_of_input(text: str) -> bool:
    """Whether a change is one of the network's input: `input=3x256x256`, `input.left=1x105x105`."""
    path = text.partition("=")[0]
    return path == INPUT or path.startswith(f"{INPUT}.")


def setting(text: str) -> Setting:
    """What a word of the command line sets: `NAME=VALUE`."""
    name = text.partition("=")[0]
    scalar = Scalar(text, Place(Source(COMMAND_LINE, text), 1, 1, len(text)), True)
    return Setting(name, scalar.part(0, len(name)), scalar, len(name) + 1)


def apply_changes(spec: Spec, texts: list[str], problems: Problems) -> list[Change]:
    """Set the knobs and the input of a spec; the changes of layers are returned, for the network to make."""
    return apply_settings(spec, map(setting, texts), problems)


def apply_settings(spec: Spec, settings: Iterable[Setting], problems: Problems) -> list[Change]:
    """The same, of words and of entries of a spec."""
    changes: list[Change] = []
    own = {name: shape for name, (shape, _) in spec.inputs.items()}
    knobs = False
    for one in take_sides(spec, settings, problems):
        if is_of_input(one.name):
            _set_input(spec, own, one, problems)
            continue
        written = written_in(one, problems)
        if written is None:
            continue
        layer, _, name = one.name.rpartition(".")
        if layer:
            changes.append(Change(layer, name, written))
        elif one.name in spec.parameters:
            spec.parameters[one.name] = Parameter(one.name, one.place, written)
            knobs = True
        else:
            say_no_parameter(spec, one, problems)
    if knobs:
        parameter_circles(spec, problems)
    return changes


def say_no_parameter(spec: Spec, one: Setting, problems: Problems) -> None:
    """Say that a spec has no parameter of this name, and what may be meant, unless it may have been lost."""
    path = one.name
    if path in spec.lost or PARAMETERS in spec.missing:
        return
    has = f"it has {listed(spec.parameters, MOST_LISTED)}; " if spec.parameters else ""
    otherwise, meant = f"{has}a layer's argument is NAME.ARGUMENT=VALUE", chain(spec.parameters, [INPUT])
    if path == BATCH:
        otherwise, meant = f"images at once are no part of a network: --{BATCH} {one.text}", chain()
    hint = Nearest(path, meant, otherwise, knob=True)
    problems.error(f"there is no parameter '{path}'", one.place, hint)


def written_in(one: Setting, problems: Problems) -> Written | None:
    """The expression that is the value of a setting; None where it is none, which is then said."""
    try:
        return Written(parse(one.text), one.scalar, one.offset)
    except ExpressionError as error:
        one.scalar.blame(error, problems, one.offset)
        return None


def which_input(spec: Spec, own: dict[str, Shape], one: Setting, problems: Problems) -> str | None:
    """The input of a spec, of those that it has of its `own`, that is set; None where it is none, which is said."""
    name = one.name.partition(".")[2]
    if not name and len(own) > 1:
        names = " and ".join(f"input.{known}=" for known in own)
        problems.error("this network has several inputs", one.part(0, len(one.text)), f"write {names}")
        return None
    if name and name not in own:
        if not spec.input_lost:
            problems.error(f"there is no input '{name}'", one.place, Nearest(name, own))
            spec.input_lost = not own
        return None
    return name or next(iter(own), INPUT)


def _set_input(spec: Spec, own: dict[str, Shape], one: Setting, problems: Problems) -> None:
    """Set an input of a spec whose `own` inputs have these shapes: they tell how many axes and channels there are."""
    name = which_input(spec, own, one, problems)
    if name is None:
        return
    place = one.part(0, len(one.text))
    shape = read_shape(Scalar(one.text, place, False), problems)
    if shape is not None and (name not in own or can_replace(own[name], shape, place, problems)):
        spec.inputs[name] = (shape, place)
    else:
        spec.inputs.pop(name, None)
        spec.input_lost = True


def unused_changes(changes: list[Change], known: list[tuple[str, tuple[str, ...]]], problems: Problems) -> None:
    """Say of each change that met no layer what it may have meant; `known` are the paths with their arguments."""
    arguments = dict(known)
    for change in changes:
        if change.used:
            continue
        path = change.path
        if is_pattern(path):
            path = next((one for one in arguments if change.matches(one.split("."))), path)
        if change.argument in MODIFIERS:
            hint = "make it a parameter of the spec, and change that"
            problems.error(f"{change.argument} is no argument, and can't be changed", change.place, hint)
        elif path in arguments:
            near = Nearest(change.argument, arguments[path], f"it takes {', '.join(arguments[path]) or 'none'}")
            problems.error(f"{path} has no argument '{change.argument}'", change.place, near)
        else:
            say_no_layer(path, arguments, change.place, problems)
