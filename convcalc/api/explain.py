"""`convcalc.explain`: where every number comes from; and what one unit of a layer reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, SupportsIndex

from convcalc.api.design import CHANGES, DesignLike, computed, lookup, said_of
from convcalc.api.result import Record, Result
from convcalc.api.values import Shape, Value, written
from convcalc.language.problems import ConvcalcError
from convcalc.network.report import Report as Numbers
from convcalc.network.report import Row
from convcalc.spec.changes import is_change
from convcalc.study.figures import choose

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table
    from convcalc.study.explain.places import WindowsRead

OPTIONS = ("at", "of", "ignore_global", "strict", "changes")

Position = str | Sequence[SupportsIndex]
"""A unit of a layer or a pixel of the input, from 0 along each axis: (6, 6), row before column."""


class Explanation(Result):
    """Where numbers come from: of `layers` (layers and groups, with all that is in them), or where none is named of
    the whole network and its totals."""

    __slots__ = ("_report", "layers")

    _is_table = False

    def __init__(self, report: Numbers, layers: list[Row]) -> None:
        super().__init__(report.warnings, report.notes)
        self._report = report
        self.layers = layers

    def rows(self) -> list[Record]:
        """A dict for each number: `path` of its layer (empty for the network), `name`, `axis`, the `formula`, the same
        with `numbers` put in, and the `value`; of a sum, the formula is None."""
        rows: list[Record] = []
        for part in self.to_dict()["explanations"]:
            for step in part["steps"]:
                keys = ("name", "axis", "formula", "numbers", "value")
                rows.append({"path": part["path"], **{key: step[key] for key in keys}})
            for sum in part["sums"]:
                numbers = " + ".join(_term(**term) for term in sum["terms"])
                name = f"side {sum['name']}" if sum["side"] else sum["name"]
                own = {"name": name, "axis": None, "formula": None, "numbers": numbers, "value": sum["value"]}
                rows.append({"path": part["path"], **own})
        return rows

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.explain.show import render_explanation

        return render_explanation(self._report, self.layers, format, width=width)

    def _tables(self) -> list[Table]:
        from convcalc.render.explain.parts import parts
        from convcalc.render.explain.table import explanation_table

        return [explanation_table(list(parts(self._report, self.layers, None)))]


class Reading(Explanation):
    """What one unit of a layer reads, and which of its units read one pixel of the input; `layers` has that layer."""

    __slots__ = ("_windows",)

    def __init__(self, report: Numbers, windows: WindowsRead) -> None:
        super().__init__(report, [windows.row])
        self._windows = windows

    def rows(self) -> list[Record]:
        """A dict for each input and question: `question` is "at" or "of", `span` for each axis [first, last]."""
        data = self.to_dict()
        at = [
            {"question": "at", "input": read["input"], "span": read["window"]}
            for read in data.get("at", {}).get("reads", ())
        ]
        units = data.get("of", {}).get("units", {})
        return [*at, *({"question": "of", "input": name, "span": span} for name, span in units.items())]

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.explain.windows import render_windows

        return render_windows(self._report, *self._windows, format, width)

    def _tables(self) -> list[Table]:
        from convcalc.render.table.layout import Table

        table = Table([])
        table.head = self._text("text", 0).splitlines()
        return [table]


def _term(name: str, count: int, value: int) -> str:
    number = str(value) if count == 1 else f"{count}·{value}"
    return f"{name} {number}" if name else number


def explain(
    design: DesignLike,
    /,
    *words: str,
    input: Shape | Mapping[str, Shape] | None = None,
    at: Position | None = None,
    of: Position | None = None,
    ignore_global: bool = False,
    strict: bool = False,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Explanation:
    """Where every number comes from: its formula, the formula with numbers put in, and the value.

    `words` are paths of layers and groups ("conv1", "stage3.*") and changes; the other arguments are as for
    `summarize`. With `at`, a unit of one layer, or `of`, a pixel of the input, it is a `Reading`: what that unit reads,
    and which units read that pixel. Raises ConvcalcError with everything that is wrong.

    >>> explain("conv 96 11 stride=4", input=(3, 227, 227)).rows()[0]["value"]
    55
    """
    report, rows = parts(design, words, input, changes, knobs, OPTIONS, strict, ignore_global)
    if at is None and of is None:
        return Explanation(report, rows)
    from convcalc.study.explain.places import read_windows

    problems = said_of(CHANGES)
    windows = read_windows(report, rows, _position("at", at), _position("of", of), problems, dashes="")
    if windows is None:
        raise ConvcalcError(problems)
    return Reading(report, windows)


def parts(
    design: DesignLike,
    words: Sequence[str],
    input_: Shape | Mapping[str, Shape] | None,
    changes: Mapping[str, Value] | None,
    knobs: Mapping[str, Value],
    options: Sequence[str],
    strict: bool,
    ignore_global: bool = False,
) -> tuple[Numbers, list[Row]]:
    """The numbers of a design, and the layers and groups that are named among the changes in `words`."""
    paths = [word for word in words if isinstance(word, str) and not is_change(word)]
    found = lookup(design, [word for word in words if word not in paths], input_, changes, knobs)
    report = computed(found, options, strict, ignore_global=ignore_global)
    problems = said_of(CHANGES)
    rows = choose(report, paths, problems)
    if problems.errors:
        raise ConvcalcError(problems)
    return report, rows


def _position(name: str, place: Position | None) -> str | None:
    if place is None or isinstance(place, str):
        return place
    if not isinstance(place, tuple | list) or not place:
        raise TypeError(f"{name} is a place: (6, 6), row before column")
    return ",".join(written(name, number) for number in place)
