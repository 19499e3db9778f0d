"""What is written `?` in a design: an axis over values that are sensible there."""

from __future__ import annotations

from collections.abc import Mapping

from convcalc.language.problems import Problems
from convcalc.language.values import Value
from convcalc.network.report import Row
from convcalc.network.walk.binding import Settings
from convcalc.spec.changes import Change
from convcalc.spec.model import Spec
from convcalc.study.sweep.knobs.unknowns import Finder, Unknown
from convcalc.study.sweep.knobs.words import paths_of, rows_of
from convcalc.study.sweep.space import Binding, NoValue, Said, Space

MOST_PROBES = 64


class Questions:
    """Finds what is written `?`, and puts it before the axes of a space.

    To be solved, it may also stand where no change sets it.
    """

    def __init__(self, spec: Spec, problems: Problems, solving: bool) -> None:
        self.spec = spec
        self.problems = problems
        self.solving = solving
        self.unknowns: list[Unknown] = []

    def find(self, changes: list[Change], starts: Mapping[str, Value]) -> None:
        """Find those of the spec and of `changes`."""
        finder = Finder(self.spec, self.problems)
        finder.find(changes, starts)
        self.unknowns = finder.unknowns

    def asked_in(self, space: Space) -> Space | None:
        """The space with an axis for each of them; None where one can't be had, which is then said."""
        if not self.unknowns:
            return space
        found = self._probe(self._before(space))
        if found is not None:
            for unknown in self.unknowns:
                self._fit(unknown, space, *found)
        said: list[Said] = []
        if not self.solving:
            said = [one for unknown in self.unknowns if (one := self._said(unknown, space, found)) is not None]
        return self._before(space._replace(said=(*said, *space.said))) if not self.problems.errors else None

    def _before(self, space: Space) -> Space:
        """A space with axes for these before its own, which are bound as they will then stand."""
        names: dict[str, int] = {}
        axes, bindings = [], []
        for number, unknown in enumerate(self.unknowns):
            names[unknown.name] = again = names.get(unknown.name, 0) + 1
            name = f"{unknown.name} {again}" if again > 1 else unknown.name
            axes.append(unknown.axis(name))
            bindings.append(Binding(unknown.key, (number,), unknown.values))
        return space._replace(axes=(*axes, *space.axes), bindings=(*bindings, *space.bindings))

    def _probe(self, space: Space) -> tuple[Settings, list[Row]] | None:
        """What is bound in the first design that is possible, and all its layers and groups."""
        for number in range(MOST_PROBES):
            bound = space.given([axis.probed(number) for axis in space.axes])
            if isinstance(bound, NoValue):
                continue
            rows = rows_of(space, bound)
            if rows is not None:
                return bound, rows
        return None

    def _fit(self, unknown: Unknown, space: Space, bound: Settings, rows: list[Row]) -> None:
        def is_possible(value: Value) -> bool:
            return rows_of(space, Settings({**bound.values, unknown.key: value}, bound.inputs)) is not None

        unknown.fit_rows([row for row in rows if not row.children])
        unknown.fit_steps(is_possible)

    def _said(self, unknown: Unknown, space: Space, found: tuple[Settings, list[Row]] | None) -> Said | None:
        """The word that gives it a value; None where one is given already, or there is none, which is said."""
        parameter = self.spec.parameters.get(unknown.argument)
        if any(said.key == unknown.key for said in space.said):
            return None
        if (
            parameter is not None
            and parameter.default is not None
            and unknown.key in parameter.default.expression.reads
        ):
            return Said(unknown.argument, unknown.key)
        if unknown.call is not None:
            paths = paths_of(unknown.call, found[1] if found is not None else [])
            if paths or found is None or unknown.callee not in self.spec.blocks:
                return Said(unknown.argument, unknown.key, call=unknown.call, paths=paths)
        hint = f"name the layer, or make it a parameter: parameters: {{{unknown.argument}: ?}}"
        self.problems.error(f"no change sets this {unknown.argument}, so that it can't be swept", unknown.place, hint)
        return None
