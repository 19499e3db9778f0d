"""The rows of a bound table: the networks that they are about, and how near their numbers are to those."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from convcalc.language.numbers.quantity import Quantity
from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.bound import BoundValue
from convcalc.study.documents.numerals import Verdict
from convcalc.study.documents.tables.grids import Cell
from convcalc.study.slips.miscounts import CutOff

if TYPE_CHECKING:
    from convcalc.costs.kinds import Expected
    from convcalc.study.figures import Value

FAR_OFF = Fraction(1, 10)
"""What is off by more is near to nothing: where all of a row is, it is not the network's."""

_SIZE = re.compile(r"\d{2,4}(?: ?[x×] ?\d{1,4}){0,2}", re.ASCII)
_SIZED_HEAD = re.compile(
    r"size|\bres(?:\b|ol)|input|crop|image|\bimg|尺寸|分辨率|解像度|入力|입력|해상도|크기",
    re.IGNORECASE,
)
"""What may be the size of an input, and a head below which one may stand, in whatever other words."""

WITHOUT_INPUT = ("params", "weight_bytes", "weighted_layers", "layers", "depth")
"""Metrics that do not hang on the size of the input."""


ANOTHER_TOOL = re.compile("Keras|Darknet|torchinfo|fvcore|thop|ptflops")
OTHER_TOOLS = "another tool counts so, and --fix leaves its number as it is"
"""What the cause of a wrong number names whose count it is, and what is said of that."""


class NetworkRow(NamedTuple):
    """A row of a table: its cells, the design with its changes that it is about, and whether the marker says that.

    One that is not `sized` has numbers at an input that is not known.
    """

    cells: list[Cell]
    name: Cell
    design: tuple[str, ...]
    said: bool = False
    sized: bool = True


class ReadCell(NamedTuple):
    """A number that was read in a cell, against the value of its metric."""

    cell: Cell
    value: BoundValue
    verdict: Verdict
    subject: str


class Origin(NamedTuple):
    """Where a claim of a table is from: the row, the head of its column, and what was read."""

    row: NetworkRow
    head: Cell
    read: ReadCell


class Holding(NamedTuple):
    """Which numbers of a row hold, the values that they are compared with, and how far off each is, in parts of its
    value.
    """

    each_holds: list[bool]
    values: list[Any]
    each_off: list[Fraction]

    @property
    def holding(self) -> int:
        """How many hold."""
        return sum(self.each_holds)

    @property
    def off(self) -> Fraction:
        """How far off all are together."""
        return sum(self.each_off, Fraction(0))

    @property
    def is_anothers(self) -> bool:
        """Whether none of several numbers is near: they may be those of a detector that stands on the network."""
        return len(self.each_off) > 1 and min(self.each_off) > FAR_OFF


def far_off(found: ReadCell) -> Fraction:
    """How far off a number is, in parts of its value; 0 of what is no number, or where the value is 0."""
    said, value = found.verdict.said, found.value.value
    if not isinstance(said, Quantity) or isinstance(value, tuple) or not value:
        return Fraction(0)
    return abs(Fraction(said.number) / Fraction(value) - 1)


def nearer_as(found: ReadCell, metric: str) -> bool:
    """Whether a number is nearer to this count of operations, macs or flops, which is its value, than to the other one.

    FLOPs are twice the MACs: the border is √2 times the MACs.
    """
    said, value = found.verdict.said, found.value.value
    if not isinstance(said, Quantity) or isinstance(value, tuple):
        return False
    return bool(said.number**2 < 2 * value**2 if metric == "macs" else 2 * said.number**2 > value**2)


def says_enough(said: Quantity) -> bool:
    """Whether a number may tell the unit that it has: with decimals, or of few digits of which the last is no zero."""
    return bool(said.style.decimals) or (10 < said.style.mantissa < 10**5 and said.style.mantissa % 10 > 0)


def has_input(row: NetworkRow) -> bool:
    """Whether a row's input is given beside it."""
    return any(change.startswith("input=") for change in row.design[1:])


def sizes_below(head: str, written: str) -> set[int]:
    """The numbers of what may be the size of an input, below a head that speaks of sizes in whatever words."""
    if not _SIZED_HEAD.search(head) or not _SIZE.fullmatch(written):
        return set()
    return set(map(int, re.findall(r"\d+", written, re.ASCII)))


def is_cut_off(said: Expected, value: Value) -> bool:
    """Whether a number is a value with its last digits cut off."""
    return isinstance(said, Quantity) and not isinstance(value, tuple) and CutOff(value).fits(said)


def say_which(name: str, meant: str, own: str, how: str = "holds for") -> str:
    """That a wrong number is of another design, `meant`, than a row's own, and how the marker says which it is."""
    entry = f"{name}={meant}" + ";" * ("," in name)
    said = f'rows="{entry}", or ={own}' if not set(name) & set('=;"') else f"{meant} or {own}"
    return f"it {how} {meant}; say which is meant: {said}"
