"""The tree of a network as lines: as deep as asked for, with equal copies of a repeat folded to one line.

The rule by which the numbers re-add: the lines right below a line and one step further in add up to it, side branches
apart, and the outermost lines add up to the total. A line that stands for several equal copies (`2-3 ×2`) shows their
sum. What a copy is made of stands once, below a line `each` with the numbers of one copy: `each` times the number of
copies is the line above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from convcalc.network.report import Row
from convcalc.render.characters import visible

MOST_LINES = 60
"""The lines that a table has at most where its depth is chosen for the reader."""

EACH = "each"

STEP = 2
"""The cells by which a line stands further in than the one that it adds up to."""

DEPTH_ALL = "all"

Signature = Callable[[Row], object]
"""All that is shown of a row, but its name."""


class TreeLine:
    """A row of the report as a line: how far it stands in, what it is called, and for how many copies it stands.

    `count` multiplies the row's numbers. `copies` is the number of copies the label names, else 0. `opened` says that
    lines below it add up to it; `side` that it begins a side branch, which no sum above it holds.
    """

    __slots__ = ("copies", "count", "label", "level", "opened", "row", "side")

    def __init__(
        self, row: Row, label: str, level: int, *, count: int = 1, copies: int = 0, side: bool = False
    ) -> None:
        self.row = row
        self.label = label
        self.level = level
        self.count = count
        self.copies = copies
        self.side = side
        self.opened = False

    @property
    def indented(self) -> str:
        """The label as far in as it stands."""
        return " " * STEP * self.level + self.label

    @property
    def path(self) -> str:
        """The path of the layer or group; of several copies that of all."""
        row = self.row
        return row.path if self.label in (EACH, row.path) else row.path.removesuffix(row.name) + self.label

    @property
    def marks(self) -> str:
        """What stands behind the label: for how many copies the line stands, and whether it begins a side branch."""
        return (f" ×{self.copies}" if self.copies > 1 else "") + (" (side)" if self.side else "")


def levels(depth: int | str | None) -> int | None:
    """How many levels are shown; None where they are chosen for the reader. Raises ValueError for such a depth."""
    if depth is None or depth == "auto":
        return None
    if depth == DEPTH_ALL:
        return int(1e9)
    if isinstance(depth, str) or depth < 1:
        raise ValueError(f"the depth is a number from 1, or all, not {visible(str(depth))}")
    return depth


def reading(
    lines: Iterable[TreeLine],
    first: Iterable[str] = (),
    *,
    opened: str = "indented lines add up to the line they stand under",
    side: str = "a side branch, not in the total",
) -> list[str]:
    """How lines are to be read, where that is not plain, behind what is to be said `first`; one line, or none.

    `opened` is said where lines stand below others, `side` where a side branch begins.
    """
    shown = list(lines)
    said = (
        (opened, any(line.opened for line in shown)),
        ("×N: N copies together", any(line.copies > 1 for line in shown)),
        ("each: one copy", any(line.label == EACH for line in shown)),
        (f"(side): {side}", any(line.side for line in shown)),
    )
    texts = [*first, *(text for text, holds in said if holds)]
    return ["; ".join(texts)] if texts else []


def fold(rows: list[Row], depth: int | None, signature: Signature = Row.signature) -> list[TreeLine]:
    """The lines of a tree down to `depth` levels of its paths (1 is the outermost).

    None takes the deepest level that gives at most 60 lines, the outermost where none does. `signature` is all that is
    shown of a row but its name: copies in which it is equal stand on one line.
    """
    if depth is not None:
        return list(_lines(rows, depth, signature))
    chosen = list(_lines(rows, 1, signature))
    for deeper in range(2, _depth(rows) + 1):
        lines = list(islice(_lines(rows, deeper, signature), MOST_LINES + 1))
        if len(lines) > MOST_LINES:
            break
        chosen = lines
    return chosen


def _depth(rows: list[Row]) -> int:
    depth = 0
    while rows:
        depth += 1
        rows = [child for row in rows for child in row.children]
    return depth


# A line, and what stands below it: rows, whether these are copies, and the level of their paths.
_Opening = tuple[TreeLine, list[Row], bool, int]


def _lines(rows: list[Row], depth: int, signature: Signature) -> Iterator[TreeLine]:
    pending: list[Iterator[_Opening]] = [_parts(rows, False, 1, 0, False, (depth, signature))]
    while pending:
        part = next(pending[-1], None)
        if part is None:
            pending.pop()
            continue
        line, below, copies, path_level = part
        line.opened = bool(below)
        yield line
        if below:
            inside = line.side or line.row.side
            pending.append(_parts(below, copies, path_level, line.level + 1, inside, (depth, signature)))


def _parts(
    rows: list[Row], copies: bool, path_level: int, level: int, inside: bool, how: tuple[int, Signature]
) -> Iterator[_Opening]:
    """The lines for rows that stand beside each other; `inside` a side branch, none of them begins one."""
    depth, signature = how
    for run in _runs(rows, signature) if copies else ([row] for row in rows):
        row = run[0]
        side = row.side and not inside
        if len(run) == 1:
            below = row.children if path_level < depth else []
            line = TreeLine(row, row.name, level, copies=row.copies, side=side)
            yield line, below, row.copies > 0, path_level + 1
        elif len(run) == len(rows):
            line = TreeLine(row, EACH, level, copies=row.copies)
            yield line, row.children if path_level < depth else [], row.copies > 0, path_level + 1
        else:
            label = f"{row.name}-{run[-1].name}"
            line = TreeLine(row, label, level, count=len(run), copies=len(run), side=side)
            # The copies stand below as one: the run again, all of it equal.
            yield line, run if path_level < depth else [], True, path_level


def _runs(rows: list[Row], signature: Signature) -> Iterator[list[Row]]:
    """Copies that stand beside each other and are equal, together."""
    run: list[Row] = []
    for row in rows:
        if run and not _equal(run[0], row, signature):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _equal(first: Row, second: Row, signature: Signature) -> bool:
    """Whether two copies show the same, apart from their own names."""
    pairs = [(first, second)]
    while pairs:
        left, right = pairs.pop()
        if signature(left) != signature(right) or len(left.children) != len(right.children):
            return False
        if left is not first and left.name != right.name:
            return False
        if _reused(left, first) != _reused(right, second):
            return False
        pairs.extend(zip(left.children, right.children, strict=True))
    return True


def _reused(row: Row, copy: Row) -> str | None:
    """The layer whose weights a row uses again, as seen from the copy that it is in."""
    return row.reuses.removeprefix(f"{copy.path}.") if row.reuses else None
