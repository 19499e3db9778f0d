"""What is asked of the designs of a space, or of parts of them: as it is written on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convcalc.cli.shared.output import refuse
from convcalc.language.problems import Problems
from convcalc.language.tuples import NamedTuple

if TYPE_CHECKING:
    from convcalc.study.sweep.asked import Asked
    from convcalc.study.sweep.space import Axis


class Question(NamedTuple):
    """What is asked of the designs, as it is written."""

    wheres: tuple[str, ...]
    pareto: str | None
    top: int | None
    by: str | None
    sample: int | None

    @property
    def chooses(self) -> bool:
        """Whether some of the designs that fit are asked for."""
        return self[1:] != (None,) * 4

    def check(self) -> None:
        """End for questions that do not go together."""
        if self.pareto is not None and (self.top is not None or self.by is not None):
            refuse("a front has no order of its own", "leave out --top and --by, or --pareto")
        if self.top is not None and self.by is None and self.sample is None:
            refuse("--top says how many, and --by of what", f"as in --top {self.top} --by macs")
        if self.sample is not None and (self.pareto is not None or self.by is not None or self.wheres):
            refuse("a sample is of all designs that break no rule", "leave out --where, --pareto and --by")

    def asked(self, axes: Sequence[Axis], problems: Problems) -> Asked:
        """The question to a space with these axes."""
        from convcalc.study.sweep.asked import Asked, read_orders
        from convcalc.study.sweep.of_knobs import read_wheres

        goals = read_wheres(self.wheres, axes, problems)
        orders = read_orders(self.by, problems, axes) if self.by is not None else ()
        if len(orders) > 1:
            refuse("--by takes one metric", "a front of several is --pareto")
        front = read_orders(self.pareto, problems, axes, least=2) if self.pareto is not None else ()
        return Asked(goals, front, self.top, orders[0] if orders else None, self.sample)
