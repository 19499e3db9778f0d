"""The parameters of a spec, in the order in which they have values: they may need each other, whatever comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from convcalc.spec.model import Parameter


def in_order(parameters: dict[str, Parameter]) -> list[str]:
    """The names, each behind those that its value needs, but for those in a circle and those that need one."""
    return _settled(_needs(parameters))


def circles(parameters: dict[str, Parameter]) -> list[str]:
    """The names that go round in circles, or stand between two."""
    needs = _needs(parameters)
    settled = set(_settled(needs))
    needed_by: dict[str, list[str]] = {name: [] for name in needs if name not in settled}
    for name in needed_by:
        for need in needs[name]:
            if need not in settled:
                needed_by[need].append(name)
    outside = set(_settled(needed_by))
    return [name for name in needed_by if name not in outside]


def _needs(parameters: dict[str, Parameter]) -> dict[str, set[str]]:
    read = {name: one.default.expression.reads if one.default is not None else () for name, one in parameters.items()}
    return {name: set(names).intersection(parameters) for name, names in read.items()}


def _settled(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """The names, each behind those that it needs; each name and each need is looked at once."""
    waits = {name: len(list(wanted)) for name, wanted in needs.items()}
    wanted_by: dict[str, list[str]] = {name: [] for name in needs}
    for name, wanted in needs.items():
        for need in wanted:
            wanted_by[need].append(name)
    order = [name for name, number in waits.items() if not number]
    for name in order:
        for other in wanted_by[name]:
            waits[other] -= 1
            if not waits[other]:
                order.append(other)
    return order
