"""Expectations with arithmetic in them: `<= 0.5*macs/1000`, `<= 2*params + 1M`. They are exact, and never about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from convcalc.costs.kinds import COUNT
from convcalc.costs.metrics import IN_BYTES, METRICS, Metric
from convcalc.language.expression import Expression
from convcalc.language.numbers.byte_counts import find_byte_unit
from convcalc.language.numbers.quantity import SPELLINGS, Quantity, QuantityError, Style, refuse_other_signs
from convcalc.language.parser import parse_tree
from convcalc.language.tree import RESERVED, ExpressionError, Literal, Name, Operation
from convcalc.language.values import Number, is_number, kind_of

_HEAD = r"\s*([<>=]=|[<>=≤≥])?\s*"
_NUMBER = r"[0-9][0-9_]*{}(?:\.[0-9]+)?(?:\s?(?P<unit>[^\W\d_]+)(?![\w.(]))?"
_GROUPS = "(?:,[0-9]{3}(?![0-9]))*"
_CALLS = r"[a-z]\("
_ABOUT = r"(?i)[~≈약]|about\b|approx"


class Formula:
    """A comparison with a number that is worked out from metrics; `offset` is where its expression stands in the text.

    A metric is named as on the command line, behind the path of its layer or alone.
    """

    __slots__ = ("comparison", "expression", "offset", "text")

    def __init__(self, text: str, comparison: str, expression: Expression, offset: int) -> None:
        self.text = text.strip()
        self.comparison = comparison
        self.expression = expression
        self.offset = offset

    def names(self) -> list[Name]:
        """The metrics that it reads, where each stands."""
        return list(self.expression.names())

    def quantity(self, values: Mapping[str, Number]) -> Quantity:
        """What it comes to with these values of the metrics. Raises ExpressionError, from its expression on."""
        number = self.expression.evaluate(values)
        if not is_number(number):
            raise self.expression.tree.error(f"this is {kind_of(number)}, a count is expected")
        return worked_out(self.text, self.comparison, number)


def worked_out(text: str, comparison: str, number: Number) -> Quantity:
    """The quantity that is exactly a number which no text of its own writes."""
    found = Quantity(text, comparison, False, Style("", -1, 0, "", "", "", 1, None))
    found.number = number
    return found


def parse_formula(metric: Metric, text: str) -> Formula:
    """The formula that a metric is compared with. Raises QuantityError with the offset of what is wrong."""
    refuse_other_signs(text)
    head = re.match(_HEAD, text)
    assert head is not None
    if about := re.match(_ABOUT, text[head.end() :]):
        raise QuantityError("arithmetic is exact, never about", head.end(), about.end())
    reader = _Numbers(metric, re.search(_CALLS, text) is None)
    try:
        written = text[head.end() :].rstrip()
        expression = Expression(written, parse_tree(written, reader.read))
        formula = Formula(text, SPELLINGS.get(head[1], head[1] or "=="), expression, head.end())
        _refuse_others(formula)
    except ExpressionError as error:
        raise QuantityError(error.message, head.end() + error.offset, error.length, error.hint) from None
    return formula


def _refuse_others(formula: Formula) -> None:
    """Raise ExpressionError for what is no number, or may be meant as two: `20M-30M`."""
    tree = formula.expression.tree
    if any(isinstance(part, Literal) and not is_number(part.value) for part in tree.walk()):
        raise tree.error("a count is one number", "sizes, true and false are none")
    if formula.names():
        return
    if isinstance(tree, Operation) and tree.operator == "-":
        raise tree.error("a range is no number", "compare twice: >= 20M, and <= 30M")
    if formula.quantity({}).number < 0:
        raise tree.error("a count is never negative")


class _Numbers:
    """Reads the numbers of a formula that have units, or commas between their digits where there are no calls."""

    def __init__(self, metric: Metric, grouped: bool) -> None:
        self.metric = metric
        self.pattern = re.compile(_NUMBER.format(_GROUPS if grouped else ""))

    def read(self, text: str, start: int) -> tuple[Number, int] | None:
        """The number that begins at an offset, and where it ends; None where it is a plain one, or none."""
        match = self.pattern.match(text, start)
        if match is None:
            return None
        unit = match["unit"]
        if unit in RESERVED or (unit is None and "," not in match[0]):
            return None
        if unit in METRICS:
            hint = f"write {match[0][: match.start('unit') - start].rstrip()}*{unit}"
            raise ExpressionError(f"a sign is missing before {unit}", match.start("unit"), len(unit), hint)
        self._refuse_bytes(match[0], start)
        try:
            found = self.metric.kind.parse(match[0])
        except QuantityError as error:
            raise ExpressionError(error.message, start + error.offset, error.length, error.hint) from None
        assert isinstance(found, Quantity)
        return found.number, match.end()

    def _refuse_bytes(self, number: str, start: int) -> None:
        place = find_byte_unit(number) if self.metric.kind is COUNT else None
        if place is not None:
            other = IN_BYTES.get(self.metric.name)
            hint = f"{other} has bytes" if other else None
            message = f"{self.metric.name} counts {self.metric.unit}, not bytes"
            raise ExpressionError(message, start + place[0], place[1], hint)
