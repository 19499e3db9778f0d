"""`convcalc.summarize`: every layer's output, parameters and MACs, and the totals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from convcalc.api.design import MOST_BATCH, Design, DesignLike, Lookup, computed, lookup
from convcalc.api.result import Record, Result, in_terms_of_options
from convcalc.api.values import Shape, Value, texts, whole
from convcalc.costs.metrics import ALONG_AXES, METRICS, SHARES
from convcalc.costs.op import Shape as Sizes
from convcalc.language.problems import ConvcalcError, Place, Problems, Source
from convcalc.network.report import Report as Numbers
from convcalc.network.report import Row
from convcalc.network.sums import KindSum
from convcalc.study.columns import checked_columns
from convcalc.study.figures import say_no_layer

if TYPE_CHECKING:
    from convcalc.language.values import Size
    from convcalc.render.table.layout import Table

OPTIONS = ("batch", "ignore_global", "strict", "changes")

Columns = str | Iterable[str] | None
"""The names of columns: one, several, or None for the usual ones."""


class Report(Result):
    """The numbers of a network.

    `name`, `source` and `year` are what its spec says, `file` is what was read; `inputs` and `outputs` are shapes by
    their names, channels first. `params`, `macs`, `flops`, `activations`, `layer_count`, `weighted_layers` and `depth`
    are those of the main network, `side_params` and `side_macs` those of its side branches; MACs, FLOPs and activations
    are for `batch` images. `layers` are its layers in the order in which they run, `tree` the outermost layers and
    groups, of which each has `children`; `report["conv2"]` is the layer or group of this path. `kinds` are the sums
    by kind of layer.
    """

    __slots__ = ("_lookup", "_report", "activations", "batch", "depth", "file", "flops", "inputs", "kinds",
                 "layer_count", "layers", "macs", "name", "outputs", "params", "side_macs", "side_params", "source",
                 "tree", "weighted_layers", "year")  # fmt: skip

    def __init__(self, found: Lookup, report: Numbers) -> None:
        super().__init__(report.warnings, report.notes)
        self._lookup = found
        self._report = report
        self.name: str = report.name
        self.source: str = report.reference
        self.year: int | None = report.year
        self.file: str = report.file
        self.batch: int = report.batch
        self.inputs: dict[str, Sizes] = report.inputs
        self.outputs: dict[str, Sizes] = report.outputs
        self.params: int = report.params
        self.macs: int = report.macs
        self.flops: int = report.flops
        self.activations: int = report.activations
        self.layer_count: int = report.total("layers")
        self.weighted_layers: int = report.weighted_layers
        self.depth: int = report.depth
        self.side_params: int = report.side_params
        self.side_macs: int = report.side_macs
        self.layers: list[Row] = report.layers
        self.tree: list[Row] = report.rows
        self.kinds: list[KindSum] = report.kinds

    def __getitem__(self, path: str) -> Row:
        """The layer or group of a path. Raises ConvcalcError, with what may have been meant, where there is none."""
        if path not in self._report.by_path:
            problems = Problems()
            say_no_layer(self._report, path, Place(Source("path", path), 1, 1, max(1, len(path))), problems)
            raise ConvcalcError(problems)
        return self._report.by_path[path]

    @property
    def design(self) -> Design:
        """The design with its changes, as every other function takes it."""
        return Design(self._lookup)

    @property
    def input(self) -> Sizes:
        """The shape of the only input. Raises ConvcalcError where there are several."""
        return self._report.input

    @property
    def output(self) -> Sizes:
        """The shape of the main network's only output. Raises ConvcalcError where there are several."""
        return self._report.output

    @property
    def main_outputs(self) -> dict[str, Sizes]:
        """The outputs that do not stand in a side branch: shapes by their names."""
        return self._report.main_outputs

    @property
    def receptive_field(self) -> Size:
        """The pixels that a unit of the only output reads, from the first to the last, along each axis.

        Empty where that is not defined. Raises ConvcalcError where there are several outputs; so do the next ones.
        """
        return self._report.receptive_field

    @property
    def jump(self) -> Size:
        """The pixels of the input from one unit of the output to the next, along each axis."""
        return self._report.jump

    @property
    def start(self) -> Size:
        """The centre of what the first unit of the output reads, along each axis; pixels are counted from 0."""
        return self._report.start

    @property
    def effective_padding(self) -> Size:
        """The pixels that the first unit of the output reads before the input's edge, along each axis."""
        return self._report.effective_padding

    @property
    def weight_bytes(self) -> int:
        """The bytes of the parameters as float32."""
        return self._report.weight_bytes

    def to_dict(self, columns: Columns = None) -> dict[str, Any]:
        """What `convcalc summarize --format json` prints; `columns` are metrics of receptive fields to have besides.

        Raises ConvcalcError for other columns: the rest is always there.
        """
        data: dict[str, Any] = json.loads(self._json(self._names(columns, ()) or ()))
        return data

    def to_markdown(self, columns: Columns = None, depth: int | str | None = None, sort: str | None = None) -> str:
        """The table of the command in GitHub's Markdown.

        `columns`, `depth` and `sort` are those of `convcalc summarize`. Raises ConvcalcError for what is none of them.
        """
        return self._written("markdown", columns, depth, sort)

    def to_latex(self, columns: Columns = None, depth: int | str | None = None, sort: str | None = None) -> str:
        """The same as a plain `tabular` of LaTeX."""
        return self._written("latex", columns, depth, sort)

    def _written(self, format: str, columns: Columns, depth: int | str | None, sort: str | None) -> str:
        from convcalc.render.gate import passed
        from convcalc.render.summarize.show import render_summary

        names = several(columns)
        make = lambda: render_summary(self._report, format, columns=names, depth=depth, sort=sort)  # noqa: E731
        return passed(in_terms_of_options(make), format)

    def rows(self, columns: Columns = None) -> list[Record]:
        """A dict for each layer, in the order in which they run.

        `columns` are any keys of these, shares (`params_share`, in percent) and metrics of receptive fields; None takes
        everything that `to_dict` has of a layer. Shapes are lists. Raises ConvcalcError for columns that are none.
        """
        if columns is None:
            layers: list[Record] = self.to_dict()["layers"]
            return layers
        keys = [name for name in SHARES if METRICS[name].layer]
        own = json.loads(self._json(()))["layers"]
        names = self._names(columns, (*(own[0] if own else ()), *keys))
        assert names is not None
        along = tuple(name for name in names if name in ALONG_AXES)
        records = json.loads(self._json(along))["layers"] if along else own
        for row, record in zip(self.layers, records, strict=True):
            record.update({key: 100 * getattr(row, key) for key in keys})
        return [{name: record[name] for name in names} for record in records]

    def _names(self, columns: Columns, known: tuple[str, ...]) -> tuple[str, ...] | None:
        names = several(columns)
        if names is None:
            return None
        allowed = (*known, *ALONG_AXES)
        return in_terms_of_options(lambda: checked_columns(names, allowed))

    def _json(self, along: tuple[str, ...]) -> str:
        from convcalc.render.summarize.data import json_pieces

        return "".join(json_pieces(self._report, along))

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.summarize.show import render_summary

        return render_summary(self._report, format, width=width)

    def _tables(self) -> list[Table]:
        from convcalc.render.html import MOST_LINES
        from convcalc.render.summarize.table import report_table

        table = report_table(self._report, depth="all")
        return [table if len(table.rows) <= MOST_LINES else report_table(self._report)]


def several(columns: Columns) -> list[str] | None:
    """The names of columns in a list; None for the usual ones."""
    return None if columns is None else texts("columns", columns if isinstance(columns, str) else list(columns))


def summarize(
    design: DesignLike,
    /,
    *words: str,
    input: Shape | Mapping[str, Shape] | None = None,
    batch: int = 1,
    ignore_global: bool = False,
    strict: bool = False,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Report:
    """Every layer's output, parameters and MACs, and the totals.

    `design` is a name of the catalogue ("alexnet"), a path, layers in a text ("conv 64 3, relu") or a list, a spec in
    YAML or as a mapping, or what `load` gave. `words` are changes as on the command line, "conv1.out_channels=32";
    `knobs` set parameters of the spec, `changes` everything by its name, and `input` the shape of the input, or a
    mapping of several. MACs, FLOPs and activations are for `batch` images. `ignore_global` leaves global pools, gates
    and norms out of receptive fields. Raises ConvcalcError with everything that is wrong; if `strict`, for warnings
    too.

    >>> summarize("mobilenet_v1", width=0.5, input=(3, 224, 224)).params
    1331592
    """
    batch = whole("batch", batch, 1, MOST_BATCH)
    found = lookup(design, words, input, changes, knobs)
    return Report(found, computed(found, OPTIONS, strict, batch, ignore_global))
