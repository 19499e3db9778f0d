"""What changes mean in a network: which of them a call is meant by, and which may mean something in a group."""

from __future__ import annotations

from convcalc.network.graph import Group
from convcalc.spec.changes import Change, ChangedParts, ChangesByPath, further


class Changed:
    """The changes of a walk. `takes` are the paths of the calls that were asked for, with the arguments that they take.

    Where `sparing`, calls that no change can mean are not asked for.
    """

    __slots__ = ("by_path", "reached", "sparing", "takes")

    def __init__(self, changes: list[Change], root: Group, sparing: bool) -> None:
        self.by_path = ChangesByPath(changes)
        self.reached: dict[Group, list[ChangedParts]] = {root: [self.by_path.begin]}
        self.sparing = sparing
        self.takes: list[tuple[str, tuple[str, ...]]] = []

    def forget(self) -> list[tuple[str, tuple[str, ...]]]:
        """Let go of what was reached and asked for; what that was."""
        takes, self.takes = self.takes, []
        self.reached = dict([next(iter(self.reached.items()))])
        return takes

    def reaching(self, group: Group) -> list[ChangedParts]:
        """What the changes may mean inside a group."""
        known = self.reached.get(group)
        if known is None:
            assert group.parent is not None
            known = self.reached[group] = further(self.reaching(group.parent), group.name)
        return known

    def within(self, around: Group, name: str) -> list[tuple[Change, tuple[str, ...]]]:
        """The changes that may mean something in a group of this name, each with what is left of its path there."""
        if not self.by_path.changes:
            return []
        return self.by_path.meant(further(self.reaching(around), name))

    def may_mean(self, group: Group) -> bool:
        """Whether a change may mean a call in a group."""
        return bool(self.by_path.changes) and (not self.sparing or bool(self.reaching(group)))

    def of(self, path: list[str], arguments: tuple[str, ...]) -> list[Change]:
        """The changes of the arguments of a call at this path."""
        self.takes.append((".".join(path), arguments))
        if path[-1].isdecimal():
            self.takes.append((".".join(path[:-1]), arguments))
        return [change for change in self.by_path.of(path) if change.argument in arguments]
