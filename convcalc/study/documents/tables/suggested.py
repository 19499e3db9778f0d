"""The marker that is suggested for a table: it binds what holds, and what can only be wrong.

A number that does not hold may be right in its author's meaning: in another way of counting, or of a variant that goes
by the same name. Its row is left out, or its column where half of that is so, and a network of the same name is named
where all of its row holds for that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from convcalc.language.problems import Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.study.check.findings import Claim
from convcalc.study.documents.bound import Binder, Refusal
from convcalc.study.documents.lines import Passage
from convcalc.study.documents.markers import TABLE, Marker
from convcalc.study.documents.plain import plain
from convcalc.study.documents.tables.grids import Cell
from convcalc.study.documents.tables.meanings import COLUMNS, LEFT_OUT, ROWS
from convcalc.study.documents.tables.row_names import called_alike
from convcalc.study.documents.tables.rows import Origin
from convcalc.study.documents.tables.tables import BoundTable
from convcalc.study.documents.unbound import InTable

_MOST_ROUNDS = 8
_NOT_IN_A_NAME = {*'=;"<>\\'}

Unmarked = Callable[[Origin], str]
"""Why a wrong number in a table is not to be bound; nothing where it is."""


class Suggested(NamedTuple):
    """The words of a table's marker, what it claims, and the wrong numbers that it leaves out, each with the reason."""

    words: list[str]
    claims: list[Claim]
    left_out: list[tuple[Claim, str]]


class TableMarker:
    """Finds the words of the marker of a table."""

    def __init__(self, source: Source, table: InTable, binder: Binder, unmarked: Unmarked) -> None:
        self.source = source
        self.table = table
        self.binder = binder
        self.unmarked = unmarked
        self.said = {ROWS: {**table.rows}, COLUMNS: {**table.columns}}
        self.others: dict[str, list[str]] = {}
        self.left_out: dict[tuple[int, int], tuple[Claim, str]] = {}

    def find(self) -> Suggested:
        """What is suggested. Raises Refusal where nothing can be."""
        for _ in range(_MOST_ROUNDS):
            words = [TABLE, *_options(self.said)]
            bound, claims = self._claims(words)
            wrong = [claim for claim in claims if not claim.holds]
            reasons = [(claim, self.unmarked(bound.origins[claim.place[1:3]])) for claim in wrong]
            doubted = [(claim, reason) for claim, reason in reasons if reason]
            if not doubted:
                inputs_alone = all(bound.origins[claim.place[1:3]].read.value.kind.sizes for claim in claims)
                return self._suggested(words, [] if inputs_alone and self.left_out else claims)
            for claim in claims:
                if claim.holds:
                    self.left_out.pop(claim.place[1:3], None)
            for claim, reason in doubted:
                self.left_out.setdefault(claim.place[1:3], (claim, reason))
            rows = {self._named(bound.origins[claim.place[1:3]].row.name): claim for claim, _ in doubted}
            if not self._name_others(bound, rows) and not self._leave_out(bound, claims, doubted):
                break
        return self._suggested([], [])

    def _suggested(self, words: list[str], claims: list[Claim]) -> Suggested:
        claimed = {claim.place[1:3] for claim in claims}
        return Suggested(words, claims, [one for place, one in self.left_out.items() if place not in claimed])

    def _claims(self, words: list[str]) -> tuple[BoundTable, list[Claim]]:
        line = self.table.line
        marker = Marker(line, line.start, line.start, " ".join(words), Passage(line.start, line.end))
        problems = Problems()
        bound = BoundTable(self.source, marker, self.table.grid, self.binder, problems)
        claims = bound.claims(words[1:])
        if problems.errors and not self.left_out:
            first = problems.errors[0]
            raise Refusal(f"{first.message} ({first.hint})" if first.hint else first.message)
        return bound, [] if problems.errors else claims

    def _named(self, cell: Cell) -> str:
        """What a row or column is called in a marker; nothing where that can't be said in one."""
        name = plain(cell.says(self.source.text))
        return "" if set(name) & _NOT_IN_A_NAME or "--" in name else name

    def _name_others(self, bound: BoundTable, rows: dict[str, Claim]) -> bool:
        """Name the next network that is called alike for rows with wrong numbers; False where there is none."""
        changed = False
        for name, claim in rows.items():
            row = bound.origins[claim.place[1:3]].row
            if name and name not in self.others:
                self.others[name] = [] if row.said or row.design[1:] else [*called_alike(row.design[0])]
            if self.others.get(name):
                self.said[ROWS][name], changed = self.others[name].pop(0), True
            elif name in self.said[ROWS] and name not in self.table.rows:
                del self.said[ROWS][name]
        return changed

    def _leave_out(self, bound: BoundTable, claims: list[Claim], doubted: list[tuple[Claim, str]]) -> bool:
        """Leave out the columns of which half is doubted, or else the rows; False where that can't be said."""
        heads = {place: self._named(origin.head) for place, origin in bound.origins.items()}
        several = Counter(heads[claim.place[1:3]] for claim in claims)
        wrong = Counter(heads[claim.place[1:3]] for claim, _ in doubted)
        columns = [head for head, count in wrong.items() if count == several[head] or 2 * count >= several[head] > 2]
        named = (self._named(bound.origins[claim.place[1:3]].row.name) for claim, _ in doubted)
        rows = [] if columns else [*dict.fromkeys(named)]
        for option, names in ((COLUMNS, columns), (ROWS, rows)):
            self.said[option].update(dict.fromkeys(names, LEFT_OUT))
        return "" not in columns and "" not in rows


def _options(said: dict[str, dict[str, str]]) -> list[str]:
    """What the comment of a table has to say of rows and columns that are called otherwise, or left out."""
    found = []
    for option, entries in said.items():
        if entries:
            mark = "; " if any("," in name for name in entries) else ", "
            found.append(f"{option}={mark.join(f'{name}={meaning}' for name, meaning in entries.items())}")
    return found
