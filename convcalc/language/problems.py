"""Places in what a person wrote, and the problems found there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

ERROR = "error"
WARNING = "warning"


class Source:
    """A text that a person wrote, and the name it is shown under.

    `name` is a path as the person gave it, `standard input` or `command line`. `mark` is the byte order mark that the
    text had in its file, which is no part of it; mostly there is none.
    """

    __slots__ = ("_lines", "mark", "name", "text")

    def __init__(self, name: str, text: str, mark: str = "") -> None:
        self.name = name
        self.text = text
        self.mark = mark
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its line end; empty past the last one."""
        if self._lines is None:
            self._lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if 1 <= number <= len(self._lines):
            return self._lines[number - 1]
        return ""


class Place(NamedTuple):
    """Where something stands: lines and columns count from 1, in characters."""

    source: Source
    line: int
    column: int
    length: int = 1

    def part(self, offset: int, length: int) -> Place:
        """The place of a part of this one, `offset` characters to the right."""
        return Place(self.source, self.line, self.column + offset, max(1, length))

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


class Problem:
    """One complaint: what is wrong, where it stands, and what would mend it.

    `trail` names the calls that led to a place inside a block, innermost first; `code` is the rule of a check that
    failed, as in CC101.
    """

    __slots__ = ("code", "hint", "message", "place", "severity", "trail")

    def __init__(
        self,
        severity: str,
        message: str,
        place: Place | None,
        hint: str | None = None,
        trail: tuple[tuple[str, Place], ...] = (),
        code: str = "",
    ) -> None:
        self.severity = severity
        self.message = message
        self.place = place
        self.hint = hint
        self.trail = trail
        self.code = code

    @property
    def label(self) -> str:
        """The severity, and the code where there is one: `error CC101`."""
        return f"{self.severity} {self.code}" if self.code else self.severity

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.label}: {self.message}{hint}"

    __repr__ = __str__


class Problems:
    """Collects the problems of a run; the same complaint at the same place counts once."""

    __slots__ = ("_seen", "items")

    def __init__(self) -> None:
        self.items: list[Problem] = []
        self._seen: set[tuple[str, str, int, int]] = set()

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def add(self, problem: Problem) -> None:
        """Keep a problem, unless the same one was found at the same place before."""
        place = problem.place
        where = (place.source.name, place.line, place.column) if place else ("", 0, 0)
        key = (problem.message, *where)
        if key not in self._seen:
            self._seen.add(key)
            self.items.append(problem)

    def error(
        self,
        message: str,
        place: Place | None,
        hint: str | None = None,
        trail: tuple[tuple[str, Place], ...] = (),
    ) -> None:
        """Keep an error."""
        self.add(Problem(ERROR, message, place, hint, trail))

    def warning(
        self,
        message: str,
        place: Place | None,
        hint: str | None = None,
        trail: tuple[tuple[str, Place], ...] = (),
    ) -> None:
        """Keep a warning."""
        self.add(Problem(WARNING, message, place, hint, trail))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep all of `problems`."""
        for problem in problems:
            self.add(problem)

    @property
    def errors(self) -> list[Problem]:
        """The errors, in the order in which they were found."""
        return [problem for problem in self.items if problem.severity == ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """The warnings, in the order in which they were found."""
        return [problem for problem in self.items if problem.severity == WARNING]

    def in_order(self) -> list[Problem]:
        """All problems by file, line and column; those without a place come first."""

        def position(problem: Problem) -> tuple[str, int, int]:
            place = problem.place
            return (place.source.name, place.line, place.column) if place else ("", 0, 0)

        return sorted(self.items, key=position)


class ConvcalcError(Exception):
    """What a person wrote is wrong; `problems` says everything that is."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("\n".join(str(problem) for problem in problems.in_order()))
        self.problems = problems


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """A hint that names the candidates nearest to `word`, or None where none is near."""
    from difflib import SequenceMatcher, get_close_matches

    word = word[:100]
    near = get_close_matches(word, list(candidates)[:5000], n=3, cutoff=0.6)
    if not near:
        return None
    if near[0].lower() == word.lower():
        near = near[:1]
    ratios = [SequenceMatcher(None, name, word).ratio() for name in near]
    best = [name for name, ratio in zip(near, ratios, strict=True) if ratio > ratios[0] - 0.1]
    return f"did you mean {either(repr(name) for name in best)}?"


def either(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
