"""`convcalc.compare`: designs side by side, what each costs, and how that stands to the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from convcalc.api.design import CHANGES, MOST_BATCH, DesignLike, Lookup, lookup, said_of
from convcalc.api.result import Record, Result, in_terms_of_options
from convcalc.api.summarize import Columns, Report, several
from convcalc.api.values import Shape, Value, refuse, texts, whole
from convcalc.costs.metrics import COUNTS_OF_NETWORKS
from convcalc.language.problems import ConvcalcError
from convcalc.spec.changes import is_change
from convcalc.study.compare.designs import ComparedDesigns, compare_designs, ratio
from convcalc.study.design import all_changes

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table

OPTIONS = ("batch", "layers", "ignore_global", "strict", "changes")

Compared = DesignLike | tuple[DesignLike, Mapping[str, Value]] | tuple[DesignLike, str]
"""A design, or a design with its own changes: ("mobilenet_v1", {"width": 0.5})."""


class Comparison(Result):
    """Designs side by side, in the order in which they were given.

    `reports` are their numbers by the names that they go by here, `reference` is the name of the first, to which ratios
    are, and `sentence` says what comes of it.
    """

    __slots__ = ("_comparison", "_layers", "reference", "reports")

    def __init__(self, comparison: ComparedDesigns, found: Sequence[Lookup], layers: bool) -> None:
        super().__init__(comparison.warnings)
        self._comparison = comparison
        self._layers = layers
        pairs = zip(comparison.designs, found, strict=True)
        self.reports: dict[str, Report] = {design.name: Report(own, design.report) for design, own in pairs}
        self.reference: str = comparison.reference.name

    @property
    def sentence(self) -> str:
        """How the second stands to the first, or all to the least, in words."""
        from convcalc.render.compare.words import design_names, sentence

        return sentence(self._comparison, design_names(self._comparison))

    def ratio(self, name: str, metric: str, to: str | None = None) -> Fraction | None:
        """What a design has of a count over what another one has, the reference where none is named.

        None where that has 0. Raises ConvcalcError for a name or a metric that is none.
        """
        if metric not in COUNTS_OF_NETWORKS:
            refuse(f"'{metric}' is no count of a network", f"the counts are {', '.join(COUNTS_OF_NETWORKS)}")
        designs = {design.name: design for design in self._comparison.designs}
        named = (name, self.reference if to is None else to)
        for one in named:
            if one not in designs:
                refuse(f"no design here is called '{one}'", f"they are {', '.join(map(repr, designs))}")
        found = ratio(*(designs[one].count(metric) for one in named))
        return Fraction(*found) if found is not None else None

    def to_markdown(self, columns: Columns = None, plain: bool = False, units: Columns = None) -> str:
        """The table of the command in GitHub's Markdown, by the metrics in `columns`.

        A `plain` one has a row for each design and no ratios, as papers and READMEs print it. `units` are those of all
        counts, "M", or one for each column, ["M", "G"], "-" for none. Raises ConvcalcError for what is none of them.
        """
        return self._written("markdown", columns, plain, units)

    def to_latex(self, columns: Columns = None, plain: bool = False, units: Columns = None) -> str:
        """The same as a plain `tabular` of LaTeX."""
        return self._written("latex", columns, plain, units)

    def _written(self, format: str, columns: Columns, plain: bool, units: Columns) -> str:
        from convcalc.render.compare.show import render_comparison
        from convcalc.render.gate import passed

        if self._layers and (plain or units is not None):
            refuse("the layers are lined up here, each design in columns of its own", "compare without layers=True")
        names = several(columns)
        scaled = units.split(",") if isinstance(units, str) else units
        in_units = texts("units", [unit.strip() for unit in scaled]) if scaled is not None else None
        text = in_terms_of_options(
            lambda: render_comparison(
                self._comparison, format, columns=names, layers=self._layers, plain=bool(plain), units=in_units
            )
        )
        return passed(text, format)

    def rows(self) -> list[Record]:
        """A dict for each design: its name, shapes as texts, totals, shares in percent, and for each total its ratio to
        the reference's (`params_ratio`), None where that has 0.

        With `layers`, a dict for each line: for each design `NAME path`, `NAME output`, `NAME params` and `NAME macs`,
        None where it has no such layer.
        """
        data = self.to_dict()
        if self._layers:
            return [_line(line, list(self.reports)) for line in data["layers"]]
        rows: list[Record] = []
        for design in data["designs"]:
            counts = design["totals"]
            shares = {name: 100 * part / whole if whole else 0.0 for name, (part, whole) in design["shares"].items()}
            ratios = {f"{name}_ratio": self._decimal(design["name"], name) for name in counts}
            shapes = {name: " ".join(map(_shape, design[f"{name}s"].values())) for name in ("input", "output")}
            rows.append({"design": design["name"], **shapes, **counts, **shares, **ratios})
        return rows

    def _decimal(self, name: str, metric: str) -> float | None:
        found = self.ratio(name, metric)
        return float(found) if found is not None else None

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.compare.show import render_comparison

        return render_comparison(self._comparison, format, layers=self._layers, cells=width)

    def _tables(self) -> list[Table]:
        if self._layers:
            from convcalc.render.compare.layers import layers_table

            return [layers_table(self._comparison)]
        from convcalc.render.compare.table import comparison_table

        return [comparison_table(self._comparison)]


def _shape(shape: list[int]) -> str:
    return "x".join(map(str, shape))


def _line(line: Record, names: list[str]) -> Record:
    keys = ("path", "output", "params", "macs")
    row: Record = {"operation": line["operation"], "mark": line["mark"]}
    for name, own in zip(names, line["designs"], strict=True):
        row.update({f"{name} {key}": own[key] if own is not None else None for key in keys})
    return row


def compare(
    *designs: Compared,
    input: Shape | Mapping[str, Shape] | None = None,
    batch: int = 1,
    layers: bool = False,
    ignore_global: bool = False,
    strict: bool = False,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Comparison:
    """Designs side by side: what each costs, and how that stands to the first.

    Each of `designs` is one as for `summarize`, or one with its own changes, ("mobilenet_v1", {"width": 0.5}); a text
    that is a change belongs to the design before it, as on the command line. `input`, `changes` and `knobs` change all.
    With `layers` their layers are lined up. Raises ConvcalcError with everything that is wrong.

    >>> compare("conv5x5", "two_conv3x3").ratio("two_conv3x3", "params")
    Fraction(18, 25)
    """
    batch = whole("batch", batch, 1, MOST_BATCH)
    if len(designs) == 1 and isinstance(designs[0], list) and len(designs[0]) > 1:
        refuse("one design can't be compared", "a list is the layers of one design; of several write compare(*designs)")
    common = lookup("", (), input, changes, knobs).changes
    found = lookups(designs)
    problems = said_of(CHANGES, OPTIONS)
    parts = [(design, list(common), list(own)) for design, own in found]
    comparison = compare_designs(parts, problems, batch, bool(ignore_global))
    if comparison is None or (strict and problems.warnings):
        raise ConvcalcError(problems)
    return Comparison(comparison, [Lookup(design, (*common, *own)) for design, own in found], bool(layers))


def lookups(designs: Sequence[object], hint: str = "give two or more") -> list[Lookup]:
    """Each design with its own changes. Raises TypeError for what is none, ConvcalcError for a change of no design."""
    found: list[Lookup] = []
    for design in designs:
        if isinstance(design, str) and is_change(design):
            if not found:
                refuse(f"'{design}' changes no design", "write it behind its design; a keyword changes all")
            found[-1] = Lookup(found[-1].design, (*found[-1].changes, design))
        elif isinstance(design, tuple):
            found.append(_with_changes(design))
        elif isinstance(design, Report):
            raise TypeError("a report is no design; its design is report.design")
        else:
            found.append(lookup(design))
    if not found:
        refuse("a design is missing", hint)
    return [Lookup(design, tuple(own)) for one in found for design, own in [all_changes(one.design, one.changes)]]


def _with_changes(pair: tuple[object, ...]) -> Lookup:
    """A design and its changes, in a tuple."""
    design, *changes = pair or ("",)
    mappings = [change for change in changes if isinstance(change, Mapping)]
    if not changes or len(mappings) > 1:
        raise TypeError("a design with its changes is (DESIGN, {NAME: VALUE}); a list of layers is no tuple")
    words = [change for change in changes if not isinstance(change, Mapping)]
    return lookup(design, words, changes=mappings[0] if mappings else None)
