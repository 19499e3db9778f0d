"""What a part of all designs says of itself, so that parts are only joined that belong together, and all of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.language.tuples import NamedTuple
from convcalc.study.sweep.of_knobs import shown

if TYPE_CHECKING:
    from convcalc.study.sweep.sweeping import Sweep

_TEXT = re.compile(r"part (\d{1,9})/(\d{1,9}): (\d{1,300}) of (\d{1,300}) designs fit; space ([0-9a-f]{16})")


class Mark(NamedTuple):
    """The `number` of a part, from 1, among so many `parts`; of its `designs`, `rows` fit.

    Parts of the same `space` come from the same tables, budgets and columns.
    """

    number: int
    parts: int
    rows: int
    designs: int
    space: str

    def __str__(self) -> str:
        return f"part {self.number}/{self.parts}: {self.rows} of {self.designs} designs fit; space {self.space}"


def read_mark(text: str) -> Mark | None:
    """The mark that a text writes; None where it is none."""
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        return None
    number, parts, rows, designs = map(int, match.groups()[:4])
    mark = Mark(number, parts, rows, designs, match[5])
    return mark if 1 <= mark.number <= mark.parts and mark.rows <= mark.designs else None


def mark_of(sweep: Sweep, columns: list[str]) -> Mark:
    """The mark of the part that a sweep goes through, before it has any rows."""
    return Mark(*sweep.asked.part, 0, sweep.grid.size, _digest(sweep, columns))


def _digest(sweep: Sweep, columns: list[str]) -> str:
    """What is the same for all parts, and for no others: all that their rows come from."""
    from array import array
    from hashlib import sha256

    digest = sha256()

    def add(*things: object) -> None:
        digest.update(repr(things).encode())

    tables = sweep.tables
    add(columns, [(axis.name, [*map(shown, axis.values)]) for axis in sweep.space.axes])
    add([(budget.text, budget.factors, budget.least, budget.most) for budget in sweep.budgets], tables.outputs)
    used = {*sweep.metrics, *(name for budget in sweep.budgets for name in budget.factors)}
    terms = [tables.broken, [tables.output], *(sums for name in sorted(used) for sums in tables.metrics[name])]
    for term in (term for some in terms for term in some):
        add(term.axes)
        try:
            digest.update(array("q", term.values).tobytes())
        except OverflowError:
            add(term.values)
    return digest.hexdigest()[:16]
