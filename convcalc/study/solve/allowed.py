"""Which sizes of an input are allowed: those with which there is no error, and every stride fits.

What lies between two windows is unread whatever the size is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from convcalc.language.problems import listed
from convcalc.network.graph import INPUT
from convcalc.study.solve.answers import Candidate
from convcalc.study.solve.outcomes import Impossible
from convcalc.study.solve.search import Search

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Values

FIRST_LOOK = 512
LAST_LOOK = 4096
"""Up to which size is looked: at least, and where few are allowed so far."""

FEWEST = 4
"""How often a rule must have held."""

MOST_COMPUTED = 60_000
"""How many layers are worked out at most for one axis."""

MOST_OF_A_SIDE = 64
"""How many sizes of one side are combined with others."""

MOST_REASONS = 5
MOST_SIZES = 3


class Rule(NamedTuple):
    """Sizes that are allowed: some `before` the `first`, and then all that leave one of some `rests` by `step`."""

    before: tuple[int, ...]
    first: int
    step: int
    rests: tuple[int, ...]

    def __str__(self) -> str:
        many = [*map(str, self.before), f"{self.first:,}"]
        if self.step == 1:
            return f"{', '.join(many)} and all larger ones" if self.before else f"all from {self.first:,} on"
        if len(self.rests) == 1 and self.rests[0] == 0 and self.first == self.step and not self.before:
            return f"multiples of {self.step}"
        rests = listed(map(str, self.rests), len(self.rests))
        if len(self.rests) == 1:
            return f"{', '.join(many)} and every {self.step} more: {rests} more than a multiple of {self.step}"
        return f"{', '.join(many)} and all larger ones that are {rests} more than a multiple of {self.step}"


class Others(NamedTuple):
    """Sizes that are not allowed for reasons that are alike: of each, and of the last one where `is_same` is false."""

    sizes: list[int]
    reason: str
    is_same: bool = True

    def plus(self, size: int, reason: str) -> Others:
        """Those, and one more."""
        return Others([*self.sizes, size], reason, self.is_same and reason == self.reason)


class Looked(NamedTuple):
    """The sizes up to `last` that are allowed, and those that are not, by what their reasons have in common."""

    allowed: list[int]
    last: int
    refused: dict[str, Others]


class Allowed:
    """Looks for the sizes that are allowed along the axes of a search, each by itself."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.designs = search.designs

    def found(self, most: int) -> list[Candidate]:
        """The first designs whose sizes are allowed; the answer says which rule these follow."""
        search, answer = self.search, self.search.answer
        looked = [self._looked(number) for number in range(len(search.axes))]
        for axis, one in zip(search.axes, looked, strict=True):
            rule = rule_of(one.allowed, one.last)
            if rule is not None:
                answer.notes.append(f"{axis.name}: {rule}, of all up to {one.last:,}")
            elif one.allowed:
                answer.notes.append(f"{axis.name}: no rule was found, up to {one.last:,}")
            answer.notes += self._others(axis.name, one)
            answer.stop(f"{axis.name} was tried up to {one.last:,}")
        answer.count = len(looked[0].allowed)
        for one in looked[1:]:
            answer.count *= len(one.allowed)
        together = islice(_smallest_first([one.allowed for one in looked]), most)
        return [self._candidate(values) for values in together]

    def _candidate(self, values: Values) -> Candidate:
        self.designs.rest()
        outcome = self.designs.run(values)
        assert not isinstance(outcome, Impossible), outcome
        return Candidate(values, outcome, self.search.answer.figures)

    def _others(self, name: str, looked: Looked) -> Iterator[str]:
        """Why other sizes are not allowed: what is said most often first."""
        reasons = sorted(looked.refused.values(), key=lambda refused: -len(refused.sizes))
        for sizes, reason, is_same in reasons[:MOST_REASONS]:
            shown = ", ".join(f"{size:,}" for size in sizes[-MOST_SIZES:])
            others = f" and {len(sizes) - MOST_SIZES:,} more" if len(sizes) > MOST_SIZES else ""
            yield f"{name}={shown}{others}: {reason if is_same else f'with {sizes[-1]:,}, {reason}'}"
        if len(reasons) > MOST_REASONS:
            more = len(reasons) - MOST_REASONS
            yield f"{more} more reason{'s' if more > 1 else ''}"

    def _looked(self, axis: int) -> Looked:
        """Look at all sizes along one axis, the others as in a design that is possible."""
        start = self.designs.base[axis]
        last = max(FIRST_LOOK, start if isinstance(start, int) else 0)
        allowed: list[int] = []
        refused: dict[str, Others] = {}
        size, along = 0, self._along(axis)
        self.designs.rest()
        while size < last and self.designs.computed < MOST_COMPUTED:
            size += 1
            found = self._found(axis, size, along)
            if found is None:
                allowed.append(size)
            else:
                alike, reason = found
                refused[alike] = refused[alike].plus(size, reason) if alike in refused else Others([size], reason)
            if size == last < LAST_LOOK and len(allowed) < FEWEST:
                last *= 2
        return Looked(allowed, size, refused)

    def _found(self, axis: int, size: int, along: set[int]) -> tuple[str, str] | None:
        """Why a size is not allowed: what other sizes may have in common, and the reason. None where it is."""
        search = self.search
        found = self.designs.refused((*self.designs.base[:axis], size, *self.designs.base[axis + 1 :]), along)
        search.answer.tried += 1
        search.progress(search.answer.tried, None)
        if found is None or found.loses is not None:
            search.answer.possible += 1
            return (found.loses.path, found.reason) if found is not None and found.loses is not None else None
        search.answer.refusals[found.reason] = search.answer.refusals.get(found.reason, 0) + 1
        behind = f"behind {found.behind.path}: " if found.behind is not None and found.behind.op != INPUT else ""
        return re.sub("[0-9]+", "0", found.reason), behind + found.reason

    def _along(self, axis: int) -> set[int]:
        """The spatial axes, counted from the last, that count for an axis: those that no other one has for itself."""
        count = len(self.designs.shape) - 1
        others = (other.side for number, other in enumerate(self.search.axes) if number != axis)
        return set(range(count)).difference(count - 1 - side for side in others if side is not None)


def _smallest_first(sizes: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Combinations of sizes, in the order of their places."""
    some = sizes if len(sizes) == 1 else [each[:MOST_OF_A_SIDE] for each in sizes]
    return iter(sorted(product(*some), key=lambda values: (max(values), values)))


def rule_of(allowed: Sequence[int], last: int) -> Rule | None:
    """The rule that the sizes follow that are allowed up to the `last` one; None where none is plain."""
    known = set(allowed)
    half = last // 2
    if not any(size > half for size in allowed):
        return None
    for step in range(1, half // FEWEST + 1):
        if all((size in known) == (size + step in known) for size in range(half, last - step + 1)):
            break
    else:
        return None
    begin = half
    while begin > 1 and (begin - 1 in known) == (begin - 1 + step in known):
        begin -= 1
    first = next(size for size in allowed if size >= begin)
    rests = tuple(sorted({size % step for size in allowed if size >= begin}))
    return Rule(tuple(size for size in allowed if size < begin), first, step, rests)
