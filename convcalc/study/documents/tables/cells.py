"""The cells of a bound table: what each says, what is read in it, and what is claimed by that."""

from __future__ import annotations

import re
import shlex
from functools import partial

from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.quantity import Quantity, QuantityError
from convcalc.language.problems import Place, Problems, Source
from convcalc.spec.expected import refuse_bytes
from convcalc.study.check.findings import Claim, Fix, NotCompared
from convcalc.study.documents.bound import NUMBER_IS_WRONG, Binder, BoundValue, Refusal
from convcalc.study.documents.commas import in_language, readings
from convcalc.study.documents.markers import BROKEN, place_behind
from convcalc.study.documents.numerals import RoundedToNothingError, Verdict, read, read_in
from convcalc.study.documents.plain import DIFFERENCE, numbers_alone, plain, unread
from convcalc.study.documents.tables.grids import BINDING, Cell
from convcalc.study.documents.tables.heads import Meaning
from convcalc.study.documents.tables.rows import ANOTHER_TOOL, OTHER_TOOLS, NetworkRow, ReadCell
from convcalc.study.sums.usage import usage_of

LONGEST_CELL = 500
"""Characters of a cell in which a number is looked for."""

SPANS = "it stands in several rows or columns"
_DIFFERS = "by how much it differs from another number stands behind it"
_DECIMAL = re.compile(r"\W*[0-9]+,[0-9]+\W*")
_NO_NUMBER = "it has no number"


class Cells:
    """The cells of a table of a document."""

    def __init__(self, source: Source, binder: Binder, problems: Problems) -> None:
        self.source = source
        self.binder = binder
        self.problems = problems
        self._left: dict[NotCompared, None] = {}

    @property
    def unknown(self) -> list[NotCompared]:
        """What is not compared, each once."""
        return list(self._left)

    def text(self, cell: Cell) -> str:
        """What a cell says."""
        return cell.says(self.source.text)

    def change(self, cell: Cell) -> str:
        """What a cell gives an argument, with a point before decimals."""
        text = self.text(cell)
        return readings(text, usage_of(self.source.file.text))[0] if _DECIMAL.fullmatch(text) else text

    def place(self, cell: Cell, offset: int = 0, length: int = 0) -> Place:
        """Where a cell stands, or a part of it."""
        first = (self.text(cell).splitlines() or [""])[0]
        return place_behind(self.source, cell.line, *cell.place(offset, length or len(first)))

    def leave(self, part: str, cell: Cell, reason: str) -> None:
        """List what is not compared with anything."""
        left = NotCompared(part, plain(self.text(cell)[:LONGEST_CELL]), self.place(cell), reason)
        self._left.setdefault(left)

    def number(self, cell: Cell) -> str:
        """The text of a cell in which there may be a number; nothing where it is left alone."""
        text = numbers_alone(self.text(cell))
        return "" if self.why_alone(cell, text) else text

    def why_alone(self, cell: Cell, text: str) -> str:
        """Why a cell is left alone."""
        if text != (written := self.text(cell)) and BINDING.search(written):
            return "it has a marker of its own"
        if cell.spans:
            return SPANS
        if reason := cell.alone or unread(written):
            return reason
        return _NO_NUMBER if len(text) > LONGEST_CELL or not any(map(str.isdecimal, text)) else ""

    def read(
        self, row: NetworkRow, cell: Cell, text: str, column: Meaning, metric: str, problems: Problems
    ) -> ReadCell | None:
        """What stands in a cell against a metric of its row's network; None where that can't be had, which is said."""
        value = self.value(row, metric, problems)
        if value is None:
            return None
        try:
            refuse_bytes(METRICS[metric.rpartition(".")[2]], text)
            verdict = in_language(text, usage_of(self.source.file.text), value.value, partial(_read, value, column))
            verdict = verdict.doubted(_DIFFERS) if DIFFERENCE.search(self.text(cell)) else verdict
        except RoundedToNothingError as error:
            self.leave("cell", cell, error.message)
            return None
        except QuantityError as error:
            self.refuse(cell, error, problems)
            return None
        return ReadCell(cell, value, verdict, " ".join((*row.design, metric)))

    def value(self, row: NetworkRow, metric: str, problems: Problems | None = None) -> BoundValue | None:
        """A metric of a row's network; None where it has none, which is said once of a network."""
        place = self.place(row.name)
        words = [*row.design, metric]
        value = self.binder.values.get(shlex.join(words), lambda: self.binder.value(words, place))
        if isinstance(value, Refusal):
            (self.problems if problems is None else problems).error(value.message, place, value.hint, code=value.code)
            return None
        return value

    def refuse(self, cell: Cell, error: QuantityError, problems: Problems | None = None) -> None:
        message = error.message.replace("between the markers", "in this cell")
        hint = (error.hint or "").replace("put the markers around the number alone", "") or None
        place = self.place(cell, error.offset, error.length)
        (self.problems if problems is None else problems).error(message, place, hint, code=BROKEN)

    def judged(self, found: ReadCell) -> Claim:
        """The claim that a number is what its metric is."""
        cell, value, verdict, subject = found
        said = verdict.said
        text = self.text(cell)[verdict.start : verdict.end]
        unit = said.style.unit if isinstance(said, Quantity) else ""
        unit = "" if text.endswith(unit) else f"{' ' * unit[1:].rstrip('.').isalpha()}{unit}"
        place = self.place(cell, verdict.start, verdict.end - verdict.start)
        claim = Claim(NUMBER_IS_WRONG, subject, place, f"{text}{unit}", value.text, verdict.holds)
        claim = self.binder.judged(claim, value, verdict, cell.start)
        if claim.fix:
            right = cell.rewritten(verdict.start, verdict.end, claim.fix.text)
            if isinstance(right, str):
                claim = claim._replace(fix=None, difference=right)
            else:
                claim = claim._replace(fix=Fix(*right, f"{verdict.right}{unit}"))
        difference = claim.difference.replace("between the markers", "in the cell")
        claim = claim._replace(difference=difference.replace("the marker names", "its column has"))
        return claim._replace(fix=None, difference=OTHER_TOOLS) if ANOTHER_TOOL.search(claim.cause) else claim


def _read(value: BoundValue, column: Meaning, text: str) -> Verdict:
    """What the text of a cell says against a value, in the unit of its column."""
    if column.unit and not isinstance(value.value, tuple):
        return read_in(value.kind, text, value.value, *column.unit)
    return read(value.kind, text, value.value)
