"""What a part of all designs says of itself, so that parts are only joined that belong together, and all of each.

It says what no row does: how many designs can't be for which reason, how many each budget shuts out, and the command.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING

from convcalc.language.tuples import NamedTuple
from convcalc.study.sweep.of_knobs import shown
from convcalc.study.sweep.runs import is_metric

if TYPE_CHECKING:
    from convcalc.study.sweep.sweeping import Sweep

_TEXT = re.compile(
    r"part (\d{1,9})/(\d{1,9}): (\d{1,300}) of (\d{1,300}) designs fit; space ([0-9a-f]{16})((?:; [^;]+)*)"
)
_SHUT_OUT = re.compile(r"(.+) shuts out (\d{1,300})")
_BROKEN = re.compile(r"(\d{1,300}) can't be: (.+)")
_KNOB = re.compile(r"(\S+) is a knob")
_COMMAND = "convcalc sweep "

MOST_CHARACTERS = 20_000
"""How long all reasons are together at most: a cell of a spreadsheet has room for 32,767 characters."""

OTHERS = "other reasons"
"""Stands for the reasons for which there is no room."""


class Mark(NamedTuple):
    """The `number` of a part, from 1, among so many `parts`; of its `designs`, `rows` fit.

    Parts of the same `space` come from the same tables, budgets and columns. `shut_out` says by each budget how many
    designs do not keep within it that keep within those before it, `broken` by each reason how many can't be. `words`
    are those of the command, from the design on; none where they are not known. `knobs` are the columns that are one,
    though a metric has the same name.
    """

    number: int
    parts: int
    rows: int
    designs: int
    space: str
    shut_out: Mapping[str, int] = {}
    broken: Mapping[str, int] = {}
    words: tuple[str, ...] = ()
    knobs: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = [f"{name} is a knob" for name in self.knobs]
        said += [f"{text} shuts out {number}" for text, number in self.shut_out.items()]
        said += [f"{number} can't be: {reason}" for reason, number in self.broken.items()]
        command = _COMMAND + shlex.join(self.words)
        said += [command] if self.words and command == " ".join(command.split()) else []
        counts = f"part {self.number}/{self.parts}: {self.rows} of {self.designs} designs fit; space {self.space}"
        return "; ".join([counts, *map(_escaped, said)])


def read_mark(text: str) -> Mark | None:
    """The mark that a text writes; None where it is none."""
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        return None
    number, parts, rows, designs = map(int, match.groups()[:4])
    shut_out: dict[str, int] = {}
    broken: dict[str, int] = {}
    words: tuple[str, ...] = ()
    knobs: list[str] = []
    for said in map(_unescaped, match[6].split("; ")[1:]):
        if said.startswith(_COMMAND):
            words = _split(said.removeprefix(_COMMAND))
        elif knob := _KNOB.fullmatch(said):
            knobs.append(knob[1])
        elif reason := _BROKEN.fullmatch(said):
            broken[reason[2]] = int(reason[1])
        elif budget := _SHUT_OUT.fullmatch(said):
            shut_out[budget[1]] = int(budget[2])
        else:
            return None
    mark = Mark(number, parts, rows, designs, match[5], shut_out, broken, words, tuple(knobs))
    return mark if 1 <= mark.number <= mark.parts and mark.rows <= mark.designs else None


def mark_of(sweep: Sweep, columns: list[str]) -> Mark:
    """The mark of the part that a sweep has gone through. Raises KeyboardInterrupt where it was interrupted before."""
    counts = sweep.counts
    if counts.designs < sweep.grid.size:
        raise KeyboardInterrupt
    shut_out = dict(zip((budget.text for budget in sweep.budgets), counts.shut_out, strict=True))
    broken = {reason: number for reason, number in zip(sweep.tables.reasons, counts.broken, strict=False) if number}
    digest, words = _digest(sweep, columns), sweep.asked.words
    knobs = tuple(filter(is_metric, sweep.heads.values()))
    return Mark(*sweep.asked.part, counts.fit, sweep.grid.size, digest, shut_out, with_room(broken), words, knobs)


def with_room(broken: Mapping[str, int]) -> dict[str, int]:
    """The reasons that have room, those of most designs first, and how many designs there are for all others."""
    by_number = sorted(broken, key=lambda reason: -broken[reason])
    ends = accumulate(map(len, by_number))
    others = {reason for reason, end in zip(by_number, ends, strict=True) if end > MOST_CHARACTERS}
    found = {reason: number for reason, number in broken.items() if reason not in others}
    return {**found, OTHERS: sum(map(broken.__getitem__, others))} if others else found


def _escaped(text: str) -> str:
    """A text on one line without the sign between what a mark says."""
    return " ".join(text.split()).replace("%", "%25").replace(";", "%3B")


def _unescaped(text: str) -> str:
    return text.replace("%3B", ";").replace("%25", "%")


def _split(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return ()


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
