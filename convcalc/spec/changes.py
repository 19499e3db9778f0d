"""Changes on the command line: `base=32`, `conv2.out_channels=128`, `stage2.*.conv1.groups=2`, `input=3x256x256`."""

from __future__ import annotations

import re

from convcalc.language.expression import parse
from convcalc.language.problems import Place, Problems, Source, did_you_mean
from convcalc.language.source import Scalar
from convcalc.language.traps import MODIFIERS
from convcalc.language.tree import ExpressionError
from convcalc.spec.model import Parameter, Spec, Written
from convcalc.spec.reader import read_shape
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
    knobs = False
    for text in texts:
        path, _, value = text.partition("=")
        scalar = Scalar(text, Place(Source(COMMAND_LINE, text), 1, 1, len(text)), True)
        if path == "input" or path.startswith("input."):
            _set_input(spec, path, value, scalar, problems)
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
        else:
            hint = did_you_mean(path, [*spec.parameters, "input"])
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


def _set_input(spec: Spec, path: str, value: str, scalar: Scalar, problems: Problems) -> None:
    place = scalar.part(len(path) + 1, len(value))
    shape = read_shape(Scalar(value, place, False), problems)
    if shape is None:
        return
    name = path.partition(".")[2]
    if not name and len(spec.inputs) > 1:
        names = " and ".join(f"input.{known}=" for known in spec.inputs)
        problems.error("this network has several inputs", place, f"write {names}")
    elif name and name not in spec.inputs:
        problems.error(f"there is no input '{name}'", scalar.part(0, len(path)), did_you_mean(name, spec.inputs))
    else:
        spec.inputs[name or next(iter(spec.inputs), "input")] = (shape, place)


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
