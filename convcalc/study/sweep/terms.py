"""What the designs of a space come to, as tables: a number of each design is a sum of entries, each of few axes."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size
from convcalc.network.receptive_field import RECEPTIVE_FIELD
from convcalc.network.steps.fields import Ends
from convcalc.spec.model import Shape


class Term(NamedTuple):
    """Whole numbers, one for each combination of the values of `axes`, the last axis fastest.

    `axes` ascend; without any there is a single number, the same for all designs.
    """

    axes: tuple[int, ...]
    values: list[int]


class Ending(NamedTuple):
    """The fields of a network that ends in a state: each of their metrics along the axes, or the `reason` for none.

    Along the axes where a metric `adds` it is that of the design that came here first, in which windows reach as far as
    `ends` say; in all others it is more by as much as their windows reach further. Along axes that are read as a
    `whole` the receptive field is the size of the input; other sizes may have led to the same state.
    """

    values: dict[str, Size]
    adds: dict[str, tuple[bool, ...]]
    ends: tuple[Ends | None, ...]
    reason: str = ""
    whole: tuple[bool, ...] = ()

    def behind(self, sizes: Sequence[int]) -> Ending:
        """The fields where the input has these sizes along its axes."""
        field = self.values.get(RECEPTIVE_FIELD, ())
        each = [size if is_whole else own for size, own, is_whole in zip(sizes, field, self.whole, strict=False)]
        return self._replace(values={**self.values, RECEPTIVE_FIELD: Size(each)})


class Tables(NamedTuple):
    """What all designs of a space come to; `lengths` are those of its axes.

    Each of `metrics` is the greatest of some sums of terms, most often of one. `broken` are terms whose numbers are
    those of `reasons`, counted from 1, 0 where nothing is broken: a design of which one is not 0 is none, for the first
    such reason. `output` has for each design the number of its output's shapes among `outputs`, by their names.
    """

    lengths: tuple[int, ...]
    metrics: dict[str, list[list[Term]]]
    broken: list[Term]
    reasons: list[str]
    output: Term
    outputs: list[dict[str, Shape]]
    endings: Sequence[Ending] = ()


class Budget(NamedTuple):
    """A bound on a whole-numbered combination of metrics: `least` ≤ sum of factor · metric ≤ `most`.

    None where it is open on that side; `text` is how it was written.
    """

    text: str
    factors: dict[str, int]
    least: int | None
    most: int | None

    def holds(self, total: int) -> bool:
        """Whether a sum keeps within it."""
        return (self.least is None or self.least <= total) and (self.most is None or total <= self.most)


def largest(sums: Sequence[Sequence[Term]]) -> int:
    """What no number of a metric is larger than, nor smaller than its negative."""
    return max(sum(max(max(term.values), -min(term.values)) for term in terms) for terms in sums)
