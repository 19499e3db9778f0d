"""Designs side by side: what each costs, how that stands to the first, and whether one can replace another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import gcd

from convcalc.costs.metrics import COUNTS_OF_NETWORKS
from convcalc.costs.op import Shape, show_shape
from convcalc.language.problems import COMMAND_LINE, Problem, Problems
from convcalc.network.report import Report
from convcalc.spec.changes import is_change
from convcalc.study.columns import checked_sort
from convcalc.study.design import INLINE, NOTHING_KEPT, Library, Text, is_found, is_pipe, read_report, split_designs

Ratio = tuple[int, int]
"""A fraction in lowest terms: numerator and denominator."""

LONGEST_NAME = 40
STANDARD_INPUT = "-"


class ComparedDesign:
    """One of the designs: the name it goes by, how it was written, its changes and its report."""

    __slots__ = ("changes", "name", "report", "written")

    def __init__(self, name: str, written: str | Text, changes: list[str], report: Report) -> None:
        self.name = name
        self.written = written if isinstance(written, str) else written.name
        self.changes = changes
        self.report = report

    def count(self, metric: str) -> int:
        """A count of the main network."""
        return self.report.total(metric)

    def shapes(self, metric: str) -> list[Shape]:
        """The shapes of all inputs, or of all outputs; what side branches put out apart."""
        return list(self.report.each(metric).values())


class ComparedDesigns:
    """Two designs or more, in the order in which they are shown; ratios are to `reference`, the first one given."""

    __slots__ = ("_least", "designs", "reference", "warnings")

    def __init__(self, designs: list[ComparedDesign]) -> None:
        self.designs = designs
        self.reference = designs[0]
        self._least: dict[str, int | None] = {}
        self.warnings: list[Problem] = []

    @property
    def other(self) -> ComparedDesign:
        """The first that is not the reference: of two designs, the second one given."""
        return next(design for design in self.designs if design is not self.reference)

    def same(self, metric: str) -> bool:
        """Whether the designs have equal inputs (or outputs), whatever these are called."""
        first, *others = (design.shapes(metric) for design in self.designs)
        return all(shapes == first for shapes in others)

    def least(self, metric: str) -> list[ComparedDesign]:
        """Those that have the least of a count; none where all have as much."""
        return [design for design in self.designs if self.is_least(design, metric)]

    def is_least(self, design: ComparedDesign, metric: str) -> bool:
        """Whether a design has the least of a count, and not all have as much."""
        if metric not in self._least:
            counts = {design.count(metric) for design in self.designs}
            self._least[metric] = min(counts) if len(counts) > 1 else None
        return design.count(metric) == self._least[metric]

    def sort(self, metric: str) -> None:
        """Put the designs in order, the greatest first. Raises ValueError where `metric` is no count of a network."""
        checked_sort(metric, COUNTS_OF_NETWORKS)
        self.designs = sorted(self.designs, key=lambda design: -design.count(metric))


def ratio(part: int, whole: int) -> Ratio | None:
    """`part` over `whole` in lowest terms; None where there is nothing to divide by."""
    if not whole:
        return None
    divisor = gcd(part, whole)
    return part // divisor, whole // divisor


def compare(
    arguments: list[str],
    problems: Problems,
    batch: int = 1,
    ignore_global: bool = False,
    library: Library = NOTHING_KEPT,
) -> ComparedDesigns | None:
    """The comparison of the designs among `arguments`, as on the command line: each with its changes behind it.

    A change before the first design is made to all. None where one can't be analysed; `problems` then has what is
    wrong with each of them.
    """
    found = split_designs(arguments, problems, library.folders)
    common = next((number for number, argument in enumerate(arguments) if not is_change(argument)), 0)
    parts = [(design, changes[:common], changes[common:]) for design, changes in found]
    return compare_designs(parts, problems, batch, ignore_global, library)


def compare_designs(
    found: Sequence[tuple[str | Text, list[str], list[str]]],
    problems: Problems,
    batch: int = 1,
    ignore_global: bool = False,
    library: Library = NOTHING_KEPT,
) -> ComparedDesigns | None:
    """The comparison of designs, each with the changes that are made to all, and its own, which are in its name.

    None as for `compare`.
    """
    if len(found) == 1:
        parts = str(found[0][0]).replace(",", " ").split()
        hint = "give two or more, each with its changes behind it"
        if len(parts) > 1 and all(is_found(part, library.folders) for part in parts):
            hint = f"write: convcalc compare {' '.join(parts)}"
        problems.error("one design can't be compared", None, hint)
    named = [design for design, *_ in found if isinstance(design, str)]
    once = [design for design in named if design == STANDARD_INPUT or is_pipe(design, library.folders)]
    for design, times in Counter(once).items():
        if times > 1:
            name = "standard input" if design == STANDARD_INPUT else design
            problems.error(f"{name} can be read only once", None, "write a design into a file, or in quotes")
    if problems.errors:
        return None
    names = _distinct([_name(design, own) for design, _, own in found])
    designs: list[ComparedDesign] = []
    known: dict[tuple[str | Text, ...], tuple[Report | None, Problems]] = {}
    for number, (name, (written, common, more)) in enumerate(zip(names, found, strict=True), 1):
        changes = [*common, *more]
        if (written, *changes) not in known:
            own = Problems(problems.guesses)
            known[written, *changes] = read_report(written, changes, own, batch, (), ignore_global, library), own
        report, said = known[written, *changes]
        if report is not None:
            designs.append(ComparedDesign(name, written, changes, report))
        # Any of the designs may have been meant by a place on the command line.
        numbered = Problems(sources={COMMAND_LINE: f"changes of design {number}", INLINE: f"design {number}"})
        numbered.extend(said)
        problems.extend(numbered)
    if problems.errors:
        return None
    comparison = ComparedDesigns(designs)
    _warn_of_differences(comparison, problems)
    comparison.warnings = problems.warnings
    return comparison


def _name(design: str | Text, changes: list[str]) -> str:
    """What a design is called: as it was written, with its own changes, shortened."""
    written = design if isinstance(design, str) else design.name
    words = ["standard input" if design == STANDARD_INPUT else written.strip(), *changes]
    text = " ".join(" ".join(words).split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip(" ,") + "…"


def _distinct(names: list[str]) -> list[str]:
    """The names, with a number behind those that are equal."""
    of_each = Counter(names)
    seen: Counter[str] = Counter()
    distinct = []
    for name in names:
        seen[name] += 1
        distinct.append(f"{name} ({seen[name]})" if of_each[name] > 1 else name)
    return distinct


def _warn_of_differences(comparison: ComparedDesigns, problems: Problems) -> None:
    """Designs that put out another shape do not replace each other; that inputs differ is seen in the table."""
    if comparison.same("output"):
        return
    holders: dict[str, list[str]] = {}
    for design in comparison.designs:
        holders.setdefault(show_shapes(design.shapes("output")), []).append(design.name)
    shown = "; ".join(f"{shapes} ({', '.join(names)})" for shapes, names in holders.items())
    problems.warning(f"the outputs differ: {shown}", None, "these designs do not replace each other")


def show_shapes(shapes: list[Shape]) -> str:
    """`96×55×55`; several with commas."""
    return ", ".join(map(show_shape, shapes))
