"""Figures: the metrics of a layer, a group or the network, as people name them: `params`, `stage2.1.conv1.output`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from convcalc.costs.kinds import SHARE, SIZE
from convcalc.costs.metrics import METRICS, OF_LAYERS, OF_NETWORKS
from convcalc.costs.op import Shape
from convcalc.language import paths
from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source, listed
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, Size, divide
from convcalc.network.measured import Several
from convcalc.network.report import Report, Row

if TYPE_CHECKING:
    Value = Number | Shape | Size
    """A count, a share in percent, the sizes of a shape, or what there is along each axis."""

    OfEach = dict[str, Value]
    """The value of each of several inputs or outputs, by its name."""


MOST_LISTED = 5
"""How many layers are named where another one was asked for."""

MOST_SHOWN = 8
"""How many parts of a group are named where another one was asked for."""


class Figure(NamedTuple):
    """A metric of a layer, a group, or (with an empty path) the network."""

    path: str
    metric: str

    def __str__(self) -> str:
        return f"{self.path}.{self.metric}" if self.path else self.metric


class AskedFigure:
    """A metric that is asked for by a word on the command line, which may be no metric: that is then said."""

    def __init__(self, word: str, problems: Problems) -> None:
        self.word = word
        self.place = Place(Source(problems.name_of(COMMAND_LINE), word), 1, 1, max(1, len(word)))
        self.figure = find_figure(word, self.place, problems)

    def value(self, report: Report, problems: Problems) -> Value | OfEach | None:
        """The value, of several inputs or outputs that of each by its name; None where there is none, which is said."""
        if self.figure is None:
            return None
        try:
            value: Value | OfEach | None = value_of(report, self.figure)
        except Several:
            value = report.each(self.figure.metric)
        if value is None:
            say_no_layer(report, self.figure.path, self.place.part(0, len(self.figure.path)), problems)
        elif value == ():
            problems.error(f"{self.word} is not defined", self.place)
        elif isinstance(value, dict) and not all(value.values()):
            names = ", ".join(name for name, one in value.items() if not one)
            problems.error(f"{self.word} of {names} is not defined", self.place)
        return value


def find_figure(text: str, place: Place, problems: Problems, known: Collection[str] = METRICS) -> Figure | None:
    """The figure that `text`, which stands at `place`, names; None where it names none, which is then said.

    `known` are the metrics that can be meant. Whether there is such a layer is known once there is a report.
    """
    offset = len(text) - len(text.lstrip())
    stripped = text.strip()
    path, dot, name = stripped.rpartition(".")
    metric_place = place.part(offset + len(stripped) - len(name), len(name))
    if name not in known:
        _say_unknown(name, bool(path), metric_place, problems, known)
    elif dot and not path:
        problems.error("the name of a layer is missing before the point", place.part(offset, 1))
    elif path and not METRICS[name].layer:
        problems.error(f"{name} is a metric of a whole network", metric_place)
    elif not path and not METRICS[name].total:
        problems.error(f"{name} is a metric of a layer", metric_place, f"write LAYER.{name}")
    else:
        return Figure(path, name)
    return None


def _say_unknown(name: str, of_layer: bool, place: Place, problems: Problems, known: Collection[str]) -> None:
    from convcalc.costs.dialects import metric_hint

    fitting = [name for name in (OF_LAYERS if of_layer else OF_NETWORKS) if name in known]
    message = f"'{name[:60]}' is not a metric" if name else "a metric is missing here"
    if name in METRICS:
        message = f"{name} can't be looked for"
    problems.error(message, place, metric_hint(name, fitting, "the metrics are", problems.guesses))


def metric_of(part: Report | Row, metric: str) -> Value:
    """The value of a metric of a network, a layer or a group; a share exactly, in percent, a kernel axis by axis.

    Raises Several where each of several inputs or outputs has one.
    """
    kind = METRICS[metric].kind
    if kind is SHARE:
        share = share_of(part, metric)
        return divide(100 * share[0], share[1]) if share[1] else 0
    if kind is SIZE:
        kernel: str = getattr(part, metric)
        return Size(map(int, kernel.split("x")) if kernel else ())
    value: Value = part.total(metric) if kind.counted and isinstance(part, Report) else getattr(part, metric)
    return value


def share_of(part: Report | Row, metric: str) -> tuple[int, int]:
    """A share of the main network, as its part and the whole; what stands in a side branch has none."""
    if isinstance(part, Report):
        return part.share(metric)
    counted = metric.removesuffix("_share")
    return 0 if part.side else getattr(part, counted), part.report.total(counted)


def value_of(report: Report, figure: Figure) -> Value | None:
    """The value of a figure; None where there is no such layer. Raises Several as `metric_of` does."""
    part = report.by_path.get(figure.path) if figure.path else report
    return metric_of(part, figure.metric) if part is not None else None


def say_no_value(report: Report, figure: Figure, place: Place, problems: Problems, file: str = "") -> bool:
    """Whether a figure, which stands at `place`, has no value of its own in a network, and why: no such layer, or
    several outputs. `file` is put to what is said where it is not plain which network is meant.
    """
    try:
        if value_of(report, figure) is not None:
            return False
        say_no_layer(report, figure.path, place.part(0, len(figure.path)), problems, file)
    except Several as several:
        problems.error(several.message(file or "this network"), place, several.hint)
    return True


def say_no_layer(report: Report, path: str, place: Place, problems: Problems, file: str = "") -> None:
    """Say that a network has no layer of this path, and which one may be meant; `place` is where the path stands."""
    some = listed(report.by_path, MOST_LISTED)
    hint = f"it has {some}" if some else None
    paths.say_no_layer(path, report.by_path, place, problems, hint, f" in {file}" if file else "")


def choose(report: Report, asked: Sequence[str], problems: Problems) -> list[Row]:
    """The layers and groups that are `asked` for by their paths, or by patterns of these, each once.

    Says of a path that names none what it may have meant.
    """
    known = report.by_path
    chosen: dict[str, Row] = {}
    for path in asked:
        parts = path.split(".")
        found = [known[path]] if path in known else []
        if paths.is_pattern(path):
            found = [row for row in known.values() if paths.all_mean(parts, row.path.split("."))]
        chosen.update((row.path, row) for row in found)
        if not found:
            place = Place(Source(COMMAND_LINE, path), 1, 1, len(path))
            paths.say_no_layer(path, known, place, problems, _inside(path, known, report.rows))
    return list(chosen.values())


def _inside(path: str, known: dict[str, Row], rows: list[Row]) -> str:
    """What there is: the parts of the group that a path begins with, or the outermost."""
    group = path
    while group and group not in known:
        group = group.rpartition(".")[0]
    shown = listed((row.name for row in (known[group].children if group else rows)), MOST_SHOWN)
    return f"{group or 'it'} has {shown}" if shown else f"{group} is a layer"
