"""From nodes to expectations: `expect: {params: 61M, macs: "<= 2*params + 1M"}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.costs.metrics import METRICS, OF_LAYERS, OF_NETWORKS, Metric
from convcalc.language.nodes.source import Mapping, Node, Scalar
from convcalc.language.numbers.quantity import QuantityError
from convcalc.language.problems import Place, Problems
from convcalc.spec.expected import is_formula, parse_expected
from convcalc.spec.model import Expectation
from convcalc.spec.sides import SIDE

if TYPE_CHECKING:
    from convcalc.spec.formulas import Formula


class Expectations:
    """Reads what is expected, and collects in `said` what is wrong there.

    `side` is false where the network was last expected to be without its side branches.
    """

    def __init__(self, problems: Problems) -> None:
        self.guesses = problems.guesses
        self.said = Problems()
        self.side = True

    def read(self, node: Node, scope: str) -> list[Expectation]:
        """What is expected of a layer or, in `total`, of a network."""
        if not isinstance(node, Mapping):
            self.said.error("expect is a mapping of metrics to values", node.place, "{params: 61M}")
            return []
        found = []
        if scope == "total":
            self.side = True
        for key, value in node.entries.values():
            if key.text == SIDE and scope == "total":
                self._sides(value)
                continue
            if key.text.isdecimal() and isinstance(value, Scalar) and value.is_empty:
                hint = "YAML ends a value at a comma: write 34_944, or quote it"
                self.said.error(f"'{key.text}' is not a metric", key.place, hint)
                continue
            metric = self._metric(key.text, key.place, scope)
            expectation = self._expectation(metric, value, scope) if metric is not None else None
            if expectation is not None:
                found.append(expectation)
        return found

    def _sides(self, value: Node) -> None:
        """Whether all is expected of the network with its side branches."""
        word = value.text.lower() if isinstance(value, Scalar) else ""
        if word not in ("true", "false"):
            self.said.error(f"{SIDE} is true or false", value.place, f"{SIDE}: false leaves side branches out")
        self.side = word != "false"

    def _metric(self, name: str, place: Place, scope: str) -> Metric | None:
        """The metric of a layer or of a network; None where there is none of this name, which is then said."""
        metric = METRICS.get(name)
        if metric is None:
            from convcalc.costs.dialects import metric_hint

            known = OF_LAYERS if scope == "layer" else OF_NETWORKS
            hint = metric_hint(name, known, "the metrics are", self.guesses)
            self.said.error(f"'{name}' is not a metric", place, hint)
        elif not (metric.layer if scope == "layer" else metric.total):
            whole = "of a whole network" if scope == "layer" else "of a layer"
            self.said.error(f"{name} is a metric {whole}", place)
        else:
            return metric
        return None

    def _expectation(self, metric: Metric, value: Node, scope: str) -> Expectation | None:
        """One metric's expected value."""
        if not isinstance(value, Scalar):
            self.said.error(f"{metric.name} is one value", value.place, "96x55x55, 34_944, 61M or '<= 5M'")
            return None
        try:
            if not is_formula(metric, value.text):
                return Expectation(metric.name, value, parse_expected(metric, value.text))
            from convcalc.spec.formulas import parse_formula

            formula = parse_formula(metric, value.text)
        except QuantityError as error:
            value.blame(error, self.said)
            return None
        return Expectation(metric.name, value, formula) if self._is_sound(formula, value, scope) else None

    def _is_sound(self, formula: Formula, value: Scalar, scope: str) -> bool:
        """Whether all that a formula reads are counts: of the same part, or of a layer by its path."""
        sound = True
        for name in formula.names():
            place = value.part(formula.offset + name.start, name.end - name.start)
            path, dot, last = name.name.rpartition(".")
            metric = self._metric(last, place.part(len(path + dot), len(last)), "layer" if path else scope)
            if metric is not None and not metric.kind.counted:
                self.said.error(f"{last} is {metric.kind.noun}, and no count", place)
            sound &= metric is not None and metric.kind.counted
        return sound
