"""Places in what a person wrote, and the problems found there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from convcalc.language.tuples import NamedTuple

ERROR = "error"
WARNING = "warning"
NOTE = "note"
"""What may be meant so and may not: it is said, and nothing counts it as wrong."""


COMMAND_LINE = "command line"
"""The name of a source that stands there."""

MOST_CANDIDATES = 5000
"""How many names are looked at for one that is near to a word."""

LONGEST_WORD = 100
NEAR = 0.6

MOST_WORK = 8_000_000
"""How much is compared to find what all the names that are wrong may mean: about half a second."""

_LOOK, _COMPARE = 20, 100  # what it takes to look at a name, and to compare it if it has enough letters in common

NOT_LOOKED_UP = "so much is wrong that what was meant is not looked up for all of it"


class Source:
    """A text that a person wrote, and the name it is shown under.

    `name` is a path as the person gave it, `standard input` or `command line`. `mark` is the byte order mark that the
    text had in its file, which is no part of it; mostly there is none.
    """

    __slots__ = ("_starts", "mark", "name", "text")

    def __init__(self, name: str, text: str, mark: str = "") -> None:
        self.name = name
        self.text = text
        self.mark = mark
        self._starts: Sequence[int] = ()

    @property
    def starts(self) -> Sequence[int]:
        """The offsets at which the lines start."""
        if not self._starts:
            import re
            from array import array

            self._starts = array("Q", [0])
            self._starts.extend(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))
        return self._starts

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its line end; empty past the last one."""
        starts = self.starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def place(self, offset: int, length: int = 1) -> Place:
        """Where what stands at an offset of the text does."""
        from bisect import bisect_right

        line = bisect_right(self.starts, offset)
        return Place(self, line, offset - self.starts[line - 1] + 1, length)

    @property
    def file(self) -> Source:
        """The source that has all of the file, itself where it is no part of one."""
        return self

    def in_file(self, place: Place) -> Place:
        """A place of this source in that of the file."""
        return place

    def fix_in_file(self, start: int, end: int, text: str) -> tuple[int, int, str]:
        """What to write into the file, from where to before where, so that a text stands here between two offsets."""
        return start, end, text


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


class Guesses:
    """What is `left` of the work that may go into guesses: many names may be wrong, among many that they may mean.

    Two names take as much as their lengths' product, and what comparing any two takes; `said` that no more is done.
    """

    __slots__ = ("left", "said")

    def __init__(self) -> None:
        self.left = MOST_WORK
        self.said = False


class Nearest(NamedTuple):
    """A hint that is worked out only where it is said: the candidates nearest to a word, or else `otherwise`.

    `knob` says that the word sets a parameter of the whole spec, or what only the surroundings know by that name.
    """

    word: str
    candidates: Iterable[str]
    otherwise: str | None = None
    knob: bool = False


Hint = str | Nearest | None
Trail = tuple[tuple[str, Place], ...]
"""The calls that led to a place inside a block, innermost first."""


class Problem(NamedTuple):
    """One complaint: what is wrong, where it stands, and what would mend it.

    `code` is the rule of a check that failed, as in CC101; `unknown` a knob that is none, where nothing is near to it.
    """

    severity: str
    message: str
    place: Place | None
    hint: str | None = None
    trail: Trail = ()
    code: str = ""
    unknown: str = ""

    @property
    def label(self) -> str:
        """The severity, and the code where there is one: `error CC101`."""
        return f"{self.severity} {self.code}" if self.code else self.severity

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.label}: {self.message}{hint}"

    def __repr__(self) -> str:
        return str(self)


class Problems:
    """Collects the problems of a run; the same complaint at the same place counts once.

    Collections that belong together share their `guesses`. The others are what is said differently in surroundings:
    `sources` by other names, `codes` the rules of a check for each severity (of another one nothing is kept), and
    `options` what a knob that is none may mean.
    """

    __slots__ = ("_renamed", "_seen", "codes", "guesses", "items", "options", "sources")

    def __init__(
        self,
        guesses: Guesses | None = None,
        *,
        sources: Mapping[str, str] = {},
        codes: Mapping[str, str] = {},
        options: Sequence[str] = (),
    ) -> None:
        self.items: list[Problem] = []
        self.guesses = guesses or Guesses()
        self.sources = sources
        self.codes = codes
        self.options = options
        self._renamed: dict[Source, Source] = {}
        self._seen: set[tuple[str, str, int, int, str]] = set()

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def add(self, problem: Problem) -> None:
        """Say a problem here, unless the same one was found at the same place before."""
        self._say(*problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Say all of `problems` here."""
        for problem in problems:
            self.add(problem)

    def error(self, message: str, place: Place | None, hint: Hint = None, trail: Trail = (), code: str = "") -> None:
        """Keep an error."""
        self._say(ERROR, message, place, hint, trail, code)

    def warning(self, message: str, place: Place | None, hint: Hint = None, trail: Trail = ()) -> None:
        """Keep a warning; half of the work that may go into guesses is left for errors."""
        self._say(WARNING, message, place, hint, trail)

    def note(self, message: str, place: Place | None, hint: str | None = None) -> None:
        """Keep a note."""
        self._say(NOTE, message, place, hint)

    def _say(
        self,
        severity: str,
        message: str,
        place: Place | None,
        hint: Hint,
        trail: Trail = (),
        code: str = "",
        unknown: str = "",
    ) -> None:
        if self.codes and severity not in self.codes:
            return
        place = self._here(place) if place is not None else None
        key = (message, *position(place), _word(place))
        if key in self._seen:
            return
        self._seen.add(key)
        text = worked_out(hint, self.guesses, MOST_WORK // 2 if severity == WARNING else 0)
        if isinstance(hint, Nearest) and hint.knob and text == hint.otherwise:
            unknown = hint.word
        if unknown and (near := did_you_mean(unknown, self.options)):
            text, unknown = near, ""
        trail = tuple((call, self._here(place)) for call, place in trail)
        self.items.append(Problem(severity, message, place, text, trail, code or self.codes.get(severity, ""), unknown))

    def name_of(self, source: str) -> str:
        """The name that a source has here."""
        return self.sources.get(source, source)

    def _here(self, place: Place) -> Place:
        """A place whose source has the name that it has here."""
        source = place.source
        if source.name not in self.sources:
            return place
        if source not in self._renamed:
            self._renamed[source] = Source(self.sources[source.name], source.text, source.mark)
        return place._replace(source=self._renamed[source])

    @property
    def errors(self) -> list[Problem]:
        """The errors, in the order in which they were found."""
        return [problem for problem in self.items if problem.severity == ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """The warnings, in the order in which they were found."""
        return [problem for problem in self.items if problem.severity == WARNING]

    @property
    def notes(self) -> list[Problem]:
        """The notes, in the order in which they were found."""
        return [problem for problem in self.items if problem.severity == NOTE]

    def in_order(self) -> list[Problem]:
        """All problems by file, line and column; those without a place come first."""
        return sorted(self.items, key=lambda problem: position(problem.place))


def _word(place: Place | None) -> str:
    """The word of the command line that a place stands in: what is wrong with two of them is said of each."""
    return place.source.text if place is not None and place.source.name == COMMAND_LINE else ""


def position(place: Place | None) -> tuple[str, int, int]:
    """What places are put in order by: file, line and column; what has none comes first."""
    if place is None:
        return ("", 0, 0)
    source, line, column, _ = place.source.in_file(place)
    return (source.name, line, column)


class ConvcalcError(Exception):
    """What a person wrote is wrong; `problems` says everything that is, and the text has the errors first."""

    def __init__(self, problems: Problems) -> None:
        ordered = sorted(problems.in_order(), key=lambda problem: problem.severity != ERROR)
        super().__init__("\n".join(map(str, ordered)))
        self.problems = problems


def worked_out(hint: Hint, guesses: Guesses | None = None, reserved: int = 0) -> str | None:
    """A hint as it is said; the first one for which no work is left, but for what is `reserved`, says so."""
    if not isinstance(hint, Nearest):
        return hint
    guesses = guesses or Guesses()
    if guesses.left > reserved:
        return did_you_mean(hint.word, hint.candidates, guesses) or hint.otherwise
    if guesses.said:
        return hint.otherwise
    guesses.said = True
    return f"{hint.otherwise}; {NOT_LOOKED_UP}" if hint.otherwise else NOT_LOOKED_UP


def did_you_mean(word: str, candidates: Iterable[str], guesses: Guesses | None = None) -> str | None:
    """A hint that names the candidates nearest to `word`, or None where none is near.

    Where nothing is left of `guesses`, the candidates that are left over are not compared.
    """
    from difflib import SequenceMatcher

    word = word[:LONGEST_WORD]
    guesses = guesses or Guesses()
    matcher = SequenceMatcher()
    matcher.set_seq2(word)
    found: list[tuple[float, str]] = []
    same = None
    for name in islice(candidates, MOST_CANDIDATES):
        if guesses.left <= 0:
            break
        guesses.left -= _LOOK
        same = same or (name if name.lower() == word.lower() else None)
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
            guesses.left -= _COMPARE + len(name) * len(word)
            found.append((matcher.ratio(), name))
    near = [entry for entry in sorted(found, reverse=True)[:3] if entry[0] >= NEAR]
    if not near:
        return f"did you mean '{same}'?" if same else None
    best = [name for ratio, name in near if ratio > near[0][0] - 0.1]
    if best[0].lower() == word.lower():
        best = best[:1]
    return f"did you mean {either(map(repr, best))}?"


def listed(names: Iterable[str], most: int, separator: str = ", ") -> str:
    """The first few names: `a, b, …`."""
    first = list(islice(names, most + 1))
    return separator.join([*first[:most], "…"] if len(first) > most else first)


def either(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
