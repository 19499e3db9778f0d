"""Where a walk over a spec stands: the tensor that is current, and what is known there."""

from __future__ import annotations

from convcalc.language.problems import Place
from convcalc.network.graph import Group
from convcalc.network.names import Names
from convcalc.network.scope import Entry, Scope, Table

Tensor = int | None
"""The number of the layer whose output is current; None where there is none, UNKNOWN after an error."""


class Earlier(int):
    """The tensor of an earlier layer, to which a `from` went back.

    `entry` is the last name that the result got since then, as in `- scores: [from b2]`: who reads it, reads that.
    """

    entry: Entry | None = None

    def under(self, entry: Entry) -> Earlier:
        """The same tensor under another name; the name before was for this one."""
        if self.entry is not None:
            self.entry.read = True
        again = Earlier(self)
        again.entry = entry
        return again

    def take(self) -> None:
        """Note that a layer reads it."""
        if self.entry is not None:
            self.entry.read = True


Placed = tuple[Tensor, Scope | None]
"""What running something under a name gives: the tensor, and the names inside it."""


class Frame:
    """Where the walk stands: the names that expressions know, the scope, and the group that layers are put into."""

    __slots__ = ("environment", "group", "scope", "table", "trail", "words")

    def __init__(
        self,
        environment: Names,
        scope: Scope,
        group: Group,
        table: Table,
        trail: tuple[tuple[str, Place], ...],
        words: dict[str, Scope],
    ) -> None:
        self.environment = environment
        self.scope = scope
        self.group = group
        self.table = table
        self.trail = trail
        self.words = words

    def inside(self, group: Group, scope: Scope, table: Table) -> Frame:
        """The same names, one group further in."""
        return Frame(self.environment.beside(), scope, group, table, self.trail, self.words)


class Replay:
    """What `reuse` runs again: the layers whose weights it uses, by path, and which path stands for which."""

    __slots__ = ("new", "old", "originals")

    def __init__(self, originals: dict[str, int], new: list[str], old: list[str]) -> None:
        self.originals = originals
        self.new = new
        self.old = old
