"""The names that a design has for what can be asked of it or changed in it, as a shell completes them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convcalc.language.expression import parse
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source
from convcalc.network.graph import Group
from convcalc.network.walk.expand import Expander
from convcalc.network.walk.room import InDoubt
from convcalc.spec.changes import Change
from convcalc.spec.inputs import INPUT
from convcalc.spec.model import Written
from convcalc.study.design import load, own_changes


class Named(NamedTuple):
    """The names of a design: its knobs, the inputs among them, its layers and groups by their paths, in order, and
    which arguments the calls have that stand at a path."""

    knobs: list[str]
    paths: list[str]
    arguments: dict[str, tuple[str, ...]]


def named_in(design: str, changes: Iterable[str] = (), before: Sequence[str] = ()) -> Named | None:
    """The names of a design with its changes made; None for what is none, or would have to be waited for.

    Of a design in which something is wrong, and of one that is very large, there are the names that are known.
    """
    file = own_changes(design)[0]
    if file == "-" or (os.path.exists(file) and not os.path.isfile(file)):
        return None
    problems = Problems()
    loaded = load(design, changes, problems, before)
    if loaded is None:
        return None
    spec, layer_changes = loaded
    inputs = [INPUT] if len(spec.inputs) < 2 else [f"{INPUT}.{name}" for name in spec.inputs]
    expander = Expander(spec, [*layer_changes, _of_nothing()], problems)
    try:
        expander.run()
    except InDoubt:
        return Named([*spec.parameters, *inputs], [], {})
    return Named([*spec.parameters, *inputs], _paths(expander.walk.graph.root), dict(expander.changed.takes))


def _of_nothing() -> Change:
    """A change that no call is meant by: with it, a walk takes down what can be changed."""
    return Change("", "", Written(parse("0"), Scalar("0", Place(Source(COMMAND_LINE, "0"), 1, 1), True)))


def _paths(root: Group) -> list[str]:
    """The paths of all that stands in a group, a group before what is in it."""
    paths = []
    pending = [(part.name, part) for part in reversed(root.children)]
    while pending:
        path, part = pending.pop()
        paths.append(path)
        if isinstance(part, Group):
            pending.extend((f"{path}.{child.name}", child) for child in reversed(part.children))
    return paths
