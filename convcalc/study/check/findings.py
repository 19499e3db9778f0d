"""What a check finds: the claims that were compared with the true numbers, file by file, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convcalc.language.problems import ERROR, WARNING, Place, Problem, Problems, Trail, position
from convcalc.language.tuples import NamedTuple

if TYPE_CHECKING:
    from convcalc.costs.kinds import Kind
    from convcalc.study.figures import Value

SPEC = "spec"
BLOCKS = "blocks"
DOCUMENT = "document"

UNREADABLE = "CC001"
SPEC_IS_WRONG = "CC002"
WARNED_OF = "CC003"
UNBOUND = "CC306"


MOST_EXPLAINED = 20_000
"""Numbers and signs, in all wrong sums of a file together of which the slip is looked for."""


class Fix(NamedTuple):
    """What would make a claim right: the text for the characters from `start` to before `end` of its source.

    `shown` is how that reads, where the text is only a part of it or is written in signs of the document's kind.
    """

    start: int
    end: int
    text: str
    shown: str = ""


class Claim(NamedTuple):
    """One thing that a person wrote and that was compared with what is true.

    `code` is the rule that fails where it does not hold, `subject` what the number is of (`conv2 params`), `place`
    where the number stands; `written` and `computed` are shown, `difference` says by how much they differ, `cause` the
    slip that explains it to the digit, `trail` the calls that led to the place. `fix` is set only where a rewrite would
    be right. What is computed is a `value` of this `kind`, but for texts.
    """

    code: str
    subject: str
    place: Place
    written: str
    computed: str
    holds: bool
    difference: str = ""
    cause: str = ""
    trail: Trail = ()
    fix: Fix | None = None
    kind: Kind | None = None
    value: Value | None = None

    @property
    def message(self) -> str:
        """`conv2 params: written 307,200, computed 307,456`"""
        if self.code == UNBOUND:
            return f"{self.written} seems to be {self.subject}, and is not bound"
        return f"{self.subject}: written {self.written}, computed {self.computed}"

    @property
    def problem(self) -> Problem:
        """The complaint that a claim which does not hold is."""
        return Problem(ERROR, self.message, self.place, self.cause or self.difference or None, self.trail, self.code)


class NotCompared(NamedTuple):
    """A row, a column or a cell of a bound table that is not compared with anything: what it is, and why."""

    part: str
    written: str
    place: Place
    reason: str


class Unbound(NamedTuple):
    """A number beside a network's name that no marker binds: what it seems to be of, what is written, and where."""

    subject: str
    written: str
    place: Place

    @property
    def demanded(self) -> Claim:
        """The claim that it is bound, which does not hold."""
        hint = "`convcalc check --suggest` shows the markers that bind it"
        return Claim(UNBOUND, self.subject, self.place, self.written, "", False, hint)


class Suggestions(NamedTuple):
    """The markers that would bind numbers: a claim for each, which holds or not, and why others have none.

    The fix of a claim puts its marker in; numbers in a table share that of the first.
    """

    claims: list[Claim]
    refused: list[Problem]


class Checked:
    """One file after its check: its claims in the order of their places, and what else is wrong with it.

    `kind` is SPEC, BLOCKS or DOCUMENT; empty where that was not known, as for a file that can't be read. `problems` are
    errors that kept it from being checked, and warnings; each has a code, errors that bring none this one. `left_alone`
    are sums that do not hold as arithmetic, and may be meant in another way; `unknown` are parts of bound tables;
    `explainable` is how many numbers and signs may still stand in wrong sums of which the slip is looked for. `unbound`
    are numbers that could be bound, with their `suggestions` where they are asked for. `has_space` says that a spec has
    a space of designs, which was read.
    """

    __slots__ = (
        "claims", "explainable", "has_space", "kind", "left_alone", "name", "problems", "suggestions", "unbound",
        "unknown",
    )  # fmt: skip

    def __init__(self, name: str, kind: str = "", code: str = SPEC_IS_WRONG) -> None:
        self.name = name
        self.kind = kind
        self.claims: list[Claim] = []
        self.left_alone: list[Claim] = []
        self.unknown: list[NotCompared] = []
        self.unbound: list[Unbound] = []
        self.suggestions = Suggestions([], [])
        self.problems = Problems(codes={ERROR: code, WARNING: WARNED_OF})
        self.explainable = MOST_EXPLAINED
        self.has_space = False

    @property
    def failures(self) -> list[Claim]:
        """The claims that do not hold."""
        return [claim for claim in self.claims if not claim.holds]

    def complaints(self) -> list[Problem]:
        """Everything wrong with the file, by place: failed claims, errors and warnings."""
        return list(self.each_complaint())

    def each_complaint(self) -> Iterator[Problem]:
        """The same one after the other, for a file that has too many to hold them twice."""
        parts: list[Problem | Claim] = [*self.problems, *self.failures]
        parts.sort(key=lambda part: position(part.place))
        where = None
        said: set[str] = set()
        for part in parts:
            if position(part.place) != where:
                where = position(part.place)
                said = set()
            problem = part.problem if isinstance(part, Claim) else part
            if problem.message not in said:
                said.add(problem.message)
                yield problem


class Summary:
    """How much was checked so far, and how it went; `excluded` are the files and folders that were left out for it.

    `first_left_alone` says where the first sum stands that was left alone, and why.
    """

    specs = spaces = blocks = documents = expectations = claims = failures = errors = warnings = left_alone = 0
    unknown = unbound = excluded = 0
    first_left_alone = ""

    def add(self, checked: Checked) -> None:
        """Count one more file; nothing of it is kept."""
        self.specs += checked.kind == SPEC
        self.spaces += checked.has_space
        self.blocks += checked.kind == BLOCKS
        self.documents += checked.kind == DOCUMENT
        if checked.kind == DOCUMENT:
            self.claims += len(checked.claims)
        else:
            self.expectations += len(checked.claims)
        self.failures += len(checked.failures)
        self.left_alone += len(checked.left_alone)
        self.unknown += len(checked.unknown)
        self.unbound += len(checked.unbound)
        if checked.left_alone and not self.first_left_alone:
            first = checked.left_alone[0]
            self.first_left_alone = f"{first.place}: {first.subject} = {first.written}, {first.difference}"
        self.errors += len(checked.problems.errors)
        self.warnings += len(checked.problems.warnings)

    @property
    def compared(self) -> bool:
        """Whether anything was found that can be compared."""
        return bool(self.claims or self.expectations or self.spaces)

    def exit_code(self, strict: bool = False) -> int:
        """2 where something could not be checked (`strict`: or there are warnings), else 1 where a claim failed."""
        if self.errors or (strict and self.warnings):
            return 2
        return 1 if self.failures else 0
