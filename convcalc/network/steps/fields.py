"""Receptive fields in the states of a walk: what those of later layers hang on, whatever was read before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convcalc.network.graph import Layer
from convcalc.network.spans import Field, Spans

Ends = tuple[int, int]
"""How many places the first unit reads before the first of the input, and which is the last one that it reads."""

OfInputs = Mapping[int, Field]
"""What a layer's units read, by the numbers of the inputs."""


class Uneven(Exception):
    """Units read differently many places, or several inputs: fields can't be told from one of them on."""


def ends_of(fields: OfInputs) -> list[Ends | None]:
    """The window of a layer along each axis of the input; None where it has none."""
    return [_ends(axis.local) for axis in next(iter(fields.values()), ())]


def _ends(local: object) -> Ends | None:
    return (-local.firsts[0], local.lasts[0]) if isinstance(local, Spans) else None


def told(each: Sequence[OfInputs], base: OfInputs | None, layers: Sequence[Layer]) -> tuple[Any, ...]:
    """What is known of the fields of each of some layers, from the window of another one on, the `base`, if any.

    Raises Uneven where that does not tell all.
    """
    if base is not None:
        ends = ends_of(base)
        return tuple([_relative(fields, ends) for fields in each])
    return tuple([tuple([(one, layers[one].output, field) for one, field in fields.items()]) for fields in each])


def _relative(fields: OfInputs, base: Sequence[Ends | None]) -> tuple[Any, ...]:
    if len(fields) > 1:
        raise Uneven
    if not fields:
        return ()
    known: list[Any] = []
    for place, axis in enumerate(next(iter(fields.values()))):
        local, whole = axis.local, axis.whole
        if not isinstance(local, Spans):
            known.append((local, whole))
            continue
        ends, own = base[place] if place < len(base) else None, _ends(local)
        if len(local.firsts) > 1 or local.firsts[0] > local.lasts[0] or ends is None or own is None:
            raise Uneven
        known.append((own[0] - ends[0], own[1] - ends[1], local.shift, whole))
    return tuple(known)
