"""Changes on the command line: `base=32`, `conv2.out_channels=128`, `stage2.*.conv1.groups=2`, `input=3x256x256`."""

from __future__ import annotations

import re

from convcalc.language.expression import parse
from convcalc.language.problems import Place, Problems, Source, did_you_mean
from convcalc.language.source import Scalar
from convcalc.language.traps import MODIFIERS
from convcalc.language.tree import ExpressionError
from convcalc.spec.inputs import INPUT, can_replace, read_shape
from convcalc.spec.model import PARAMETERS, Parameter, Shape, Spec, Written
from convcalc.spec.validate import parameter_circles

COMMAND_LINE = "command line"
_CHANGE = re.compile(r"[A-Za-z_*][\w.*\[\]-]*=(?!=)")


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
        """Whether a call at this path is meant; `*` stands for any one part, or for some of its letters."""
        from fnmatch import fnmatchcase

        patterns = (part.replace("[", "[[]") for part in self.parts)
        return len(parts) == len(self.parts) and all(map(fnmatchcase, parts, patterns))

    @property
    def place(self) -> Place:
        """Where the change stands on the command line."""
        scalar = self.value.scalar
        return scalar.part(0, len(scalar.text))


def is_change(argument: str) -> bool:
    """Whether an argument of a command is a change, not a design."""
    return _CHANGE.match(argument) is not None


def apply_changes(spec: Spec, texts: list[str], problems: Problems) -> list[Change]:
    """Set the knobs and the input of a spec; the changes of layers are returned, for the network to make."""
    changes: list[Change] = []
    own = {name: shape for name, (shape, _) in spec.inputs.items()}
    knobs = False
    for text in texts:
        path, _, value = text.partition("=")
        scalar = Scalar(text, Place(Source(COMMAND_LINE, text), 1, 1, len(text)), True)
        if path == INPUT or path.startswith(f"{INPUT}."):
            _set_input(spec, own, scalar, problems)
            continue
        written = _value(scalar, len(path) + 1, value, problems)
        if written is None:
            continue
        layer, _, name = path.rpartition(".")
        if layer:
            changes.append(Change(layer, name, written))
        elif path in spec.parameters:
            spec.parameters[path] = Parameter(path, scalar.part(0, len(path)), written)
            knobs = True
        elif path not in spec.lost and PARAMETERS not in spec.missing:
            hint = did_you_mean(path, [*spec.parameters, INPUT])
            if hint is None and spec.parameters:
                hint = f"it has {', '.join(spec.parameters)}; a layer's argument is NAME.ARGUMENT=VALUE"
            place = scalar.part(0, len(path))
            problems.error(
                f"there is no parameter '{path}'", place, hint or "a layer's argument is NAME.ARGUMENT=VALUE"
            )
    if knobs:
        parameter_circles(spec, problems)
    return changes


def _value(scalar: Scalar, offset: int, text: str, problems: Problems) -> Written | None:
    try:
        return Written(parse(text), scalar, offset)
    except ExpressionError as error:
        problems.error(error.message, scalar.part(offset + error.offset, error.length), error.hint)
        return None


def _set_input(spec: Spec, own: dict[str, Shape], scalar: Scalar, problems: Problems) -> None:
    """Set an input of a spec whose `own` inputs have these shapes: they tell how many axes and channels there are."""
    path, _, value = scalar.text.partition("=")
    place = scalar.part(len(path) + 1, len(value))
    name = path.partition(".")[2]
    if not name and len(own) > 1:
        names = " and ".join(f"input.{known}=" for known in own)
        problems.error("this network has several inputs", place, f"write {names}")
        return
    if name and name not in own:
        if not spec.input_lost:
            problems.error(f"there is no input '{name}'", scalar.part(0, len(path)), did_you_mean(name, own))
            spec.input_lost = not own
        return
    name = name or next(iter(own), INPUT)
    shape = read_shape(Scalar(value, place, False), problems)
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
        if change.argument in MODIFIERS:
            hint = "make it a parameter of the spec, and change that"
            problems.error(f"{change.argument} is no argument, and can't be changed", change.place, hint)
        elif matched := [path for path in arguments if change.matches(path.split("."))]:
            names = arguments[matched[0]]
            hint = did_you_mean(change.argument, names) or f"it takes {', '.join(names) or 'none'}"
            problems.error(f"{matched[0]} has no argument '{change.argument}'", change.place, hint)
        else:
            problems.error(f"there is no layer '{change.path}'", change.place, did_you_mean(change.path, arguments))
