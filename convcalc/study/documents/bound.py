"""What the markers of a document name, computed, and compared with what stands between them.

`<!-- convcalc alexnet conv1.params -->34,944<!-- /convcalc -->` binds a number, with its unit and precision;
`<!-- convcalc alexnet params / googlenet params -->8.7×<!-- /convcalc -->` a ratio, of which a whole one is what rounds
to it; a command, `<!-- convcalc summarize lenet5 -->`, the whole text between its markers to what it prints.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from convcalc.costs.kinds import COUNT, PIXELS, RATIO, SHAPE, Kind
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.numbers.quantity import Quantity, QuantityError
from convcalc.language.problems import ERROR, ConvcalcError, Place, Problems, Source, did_you_mean
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import divide
from convcalc.language.work import Spent, Work, begin, count, counted
from convcalc.network.measured import Several
from convcalc.spec.changes import is_change
from convcalc.spec.expected import refuse_bytes
from convcalc.spec.folders import Folders
from convcalc.study.check.claims import judge
from convcalc.study.check.findings import Claim, Fix
from convcalc.study.design import Library, summarize
from convcalc.study.documents.kinds.kind import DocumentKind
from convcalc.study.documents.markers import BROKEN, UNCHECKED, UNKNOWN, Binding, Single, marker_place, place_behind
from convcalc.study.figures import Figure, find_figure, metric_of, say_no_layer
from convcalc.study.remembered import Remembered, free_dropped
from convcalc.study.sums.usage import usage_of

if TYPE_CHECKING:
    from convcalc.costs.kinds import Expected
    from convcalc.study.documents.numerals import Verdict
    from convcalc.study.documents.printed import Printed
    from convcalc.study.figures import Value
    from convcalc.study.slips.cause import Slips

NUMBER_IS_WRONG = "CC301"
TEXT_IS_OLD = "CC302"

VALUE = "value"
COMMANDS = ("summarize", "compare", "explain", "ops", "metrics")
REFUSED = ("calc", "check", "help", "init", "list", "memory", "rule", "schema", "show", "solve", "sweep")
LONGEST = 2000
LONGEST_SHOWN = 200
WRITTEN = "`convcalc check --fix` writes it anew"
UNWRITTEN = "`--fix` leaves it, since it would be read as markup here; a longer fence would hold it"
UNABLE = "`convcalc check --fix` can not write it anew"
KEPT = 256
"""How many networks, and how many texts that commands print, are kept in memory for a document."""

KEPT_WORK = 250_000
KEPT_CHARACTERS = 20_000_000
"""What these networks took to compute together, in layers, and how many characters these texts have."""

LEAST_WORK, WORK_OF_A_CHARACTER, MOST_WORK = 50_000, 2, 1_000_000
"""How many layers are computed for a document: so many at least, more for a longer one, and so many at most.

The whole catalogue has 16,000. One network may be larger.
"""

GUESSED = 4
"""What goes into guesses of what was meant by wrong numbers is at most one part of so many, and comes on top of it."""

_TEXTS = (
    "a text stands between two markers, in Markdown, HTML, LaTeX and notebooks; for a number write "
    "<!-- convcalc DESIGN METRIC -->"
)
_FIGURE = "write DESIGN [NAME=VALUE…] METRIC, a design with spaces in quotes"

_T = TypeVar("_T")

Run: TypeAlias = "Callable[[list[str], Library], Printed]"
"""Runs a command in this process: its name and arguments, and where designs are looked up for it."""


class BoundValue(NamedTuple):
    """What a marker names: its kind (of a metric, or RATIO), its value, also as a text, and of which design it is."""

    kind: Kind
    value: Value
    text: str
    design: tuple[str, ...] = ()
    figure: Figure | None = None


class Refusal(Exception):
    """Why what a marker names can't be had."""

    def __init__(self, message: str, hint: str | None = None, code: str = BROKEN) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code


class Binder:
    """Turns the bindings of a document into claims."""

    def __init__(self, source: Source, kind: DocumentKind, run: Run, problems: Problems, folders: Folders) -> None:
        self.source = source
        self.kind = kind
        self.run = run
        self.problems = problems
        most = min(MOST_WORK, max(LEAST_WORK, WORK_OF_A_CHARACTER * len(source.text)))
        self.work = Work(most)
        self.guesses = Work(most / GUESSED)
        self.library = Library(folders, Remembered(KEPT, lambda analysed: analysed.work, KEPT_WORK, self._let_go))
        self.printed: Remembered[tuple[str, ...], Printed] = Remembered(KEPT, _characters, KEPT_CHARACTERS)
        self.values: Remembered[str, BoundValue | Refusal] = Remembered(KEPT)
        self.slips: dict[tuple[str, ...], Slips] = {}

    def claim(self, binding: Binding | Single) -> Claim | None:
        """The claim of what markers bind; None where it can't be judged, which is then said."""
        text = binding.opening.words or ""
        try:
            words = words_of(text)
            if words[0] in (VALUE, *COMMANDS):
                if isinstance(binding, Single):
                    raise Refusal(f"no text that a command prints is bound in {self.kind.name} by this marker", _TEXTS)
                return self._compared(binding, self.printed.get(tuple(words), lambda: self._print(words)))
            value = self.values.get(text, lambda: self.value(words, marker_place(self.source, binding.opening)))
            if not isinstance(value, Refusal):
                return self._single(binding, value) if isinstance(binding, Single) else self._read(binding, value)
            refusal = value
        except Spent:
            message = "this marker is not checked: those before it take all the work that there is for such a document"
            refusal = Refusal(message, "name fewer different networks, or split the document", UNCHECKED)
        except Refusal as error:
            refusal = error
        place = marker_place(self.source, binding.opening)
        self.problems.error(refusal.message, place, self.kind.spelled(refusal.hint or "") or None, code=refusal.code)
        return None

    def _claim(
        self, binding: Binding | Single, code: str, offset: int, length: int, written: str, computed: str, holds: bool
    ) -> Claim:
        """The claim that what stands at an offset of the text is what the markers around it name."""
        subject = " ".join((binding.opening.words or "").split())
        place = place_behind(self.source, binding.opening.line, offset, length)
        return Claim(code, subject, place, written, computed, holds)

    # Figures

    def value(self, words: list[str], place: Place) -> BoundValue | Refusal:
        """What the words of a marker, which stands at a place, name, or why that can't be had."""
        problems = Problems(self.problems.guesses)
        try:
            if "/" not in words:
                return self._figure(words, place, problems)
            middle = words.index("/")
            left, right = words[:middle], words[middle + 1 :]
            if right and all(map(is_change, right[:-1])):
                right = [*left[:-1], *right]
            return _ratio(self._figure(left, place, problems), self._figure(right, place, problems))
        except (Refusal, ConvcalcError) as error:
            command = did_you_mean(words[0], COMMANDS)
            if command and words[0].isalpha() and self.library.folders.find_design(words[0]) is None:
                return Refusal(f"there is no command and no design '{words[0]}'", command)
            if isinstance(error, Refusal):
                return error
            first = next(problem for problem in error.problems.in_order() if problem.severity == ERROR)
            here = first.place is None or first.place.source is self.source
            return Refusal(
                first.message if here else f"{first.place}: {first.message}", first.hint, first.code or UNKNOWN
            )

    def _figure(self, words: list[str], place: Place, problems: Problems) -> BoundValue:
        designs = [word for word in words[:-1] if not is_change(word)]
        if len(designs) != 1 or is_change(words[-1]) or (_is_metric(designs[0]) and not _is_metric(words[-1])):
            raise _no_figure(words)
        figure = find_figure(words[-1], place, problems)
        if figure is None:
            raise ConvcalcError(problems)
        design = (designs[0], *(word for word in words[:-1] if is_change(word)))
        report = summarize(*design, library=self.library)
        row = report.by_path.get(figure.path) if figure.path else None
        if figure.path and row is None:
            say_no_layer(report, figure.path, place, problems)
            raise ConvcalcError(problems)
        try:
            value = metric_of(row if row is not None else report, figure.metric)
        except Several as several:
            raise Refusal(several.message(design[0]), several.hint, UNKNOWN) from None
        if value == ():
            raise Refusal(f"{figure} is not defined", None, UNKNOWN)
        kind = METRICS[figure.metric].kind
        return BoundValue(kind, value, kind.show(value), design, figure)

    def _read(self, binding: Binding, value: BoundValue) -> Claim | None:
        """The claim that the number between two markers is what they name."""
        from convcalc.study.documents.commas import in_language
        from convcalc.study.documents.numerals import read
        from convcalc.study.documents.surroundings import paragraph

        start = binding.opening.end
        text = self.source.text[start : binding.closing.start]
        try:
            if value.figure is not None:
                refuse_bytes(METRICS[value.figure.metric], text)
            around, usage = paragraph(self.source.text, binding), usage_of(self.source.file.text)
            verdict = in_language(text, usage, value.value, lambda text: read(value.kind, text, value.value, *around))
        except QuantityError as error:
            place = place_behind(self.source, binding.opening.line, start + error.offset, error.length)
            self.problems.error(error.message, place, error.hint, code=BROKEN)
            return None
        begin, end = start + verdict.start, start + verdict.end
        said = verdict.said.text if isinstance(verdict.said, Quantity) else text[verdict.start : verdict.end]
        claim = self._claim(binding, NUMBER_IS_WRONG, begin, end - begin, said, value.text, verdict.holds)
        return self._with_alike(self.judged(claim, value, verdict, start), value, verdict)

    def _single(self, single: Single, value: BoundValue) -> Claim | None:
        """The claim that the number which a marker binds that stands alone is what it names."""
        from convcalc.study.documents.single import read_single

        try:
            if value.figure is not None:
                refuse_bytes(METRICS[value.figure.metric], self.source.text[slice(*single.part)])
            found = read_single(self.kind, self.source, single, value.kind, value.value)
        except QuantityError as error:
            place = place_behind(self.source, single.opening.line, error.offset, error.length)
            self.problems.error(error.message, place, error.hint, code=BROKEN)
            return None
        verdict = found.verdict
        written = verdict.said.text if isinstance(verdict.said, Quantity) else found.written
        length = found.end - found.start
        claim = self._claim(single, NUMBER_IS_WRONG, found.start, length, written, value.text, verdict.holds)
        claim = self._with_alike(self.judged(claim, value, verdict, 0), value, verdict)
        difference = claim.difference.replace("between the markers", "there")
        fix = Fix(*found.right, verdict.right or "") if found.right else None
        return claim._replace(difference=difference, fix=fix)

    def judged(self, claim: Claim, value: BoundValue, verdict: Verdict, start: int) -> Claim:
        """A claim with what is judged of a number in a text that begins at `start`; where it is wrong, with its fix."""
        claim = claim._replace(kind=value.kind, value=value.value)
        if verdict.holds:
            return claim
        cause = self._cause(value, verdict) if not verdict.doubt else ""
        if verdict.right is None:
            return claim._replace(difference=verdict.doubt, cause=cause)
        fix = Fix(start + verdict.start, start + verdict.end, verdict.right)
        return claim._replace(difference=_difference(value, verdict, claim.written), cause=cause, fix=fix)

    def alike(self, value: BoundValue, said: Expected) -> str:
        """That a wrong number holds for another network of this name, if it does, or that a first version is nearer."""
        name, *changes = value.design or ("",)
        own, older = value.value, ""
        if not name or not isinstance(said, Quantity) or isinstance(own, tuple) or self.guesses.spent:
            return ""
        from convcalc.study.documents.tables.row_names import called_alike

        for other in called_alike(name):
            with suppress(Spent), self._guessing():
                words = [other, *changes, str(value.figure)]
                found = self.values.get(shlex.join(words), partial(self.value, words, Place(self.source, 1, 1)))
                if isinstance(found, Refusal) or isinstance(found.value, tuple):
                    continue
                if said.holds(found.value):
                    return f"it holds for {other}"
                if other == f"{name}_v1" and (said.number - found.value) ** 2 < (said.number - own) ** 2:
                    older = f"{name} is v1.5, and {other} has {found.text}"
        return older

    def _with_alike(self, claim: Claim, value: BoundValue, verdict: Verdict) -> Claim:
        alike = self.alike(value, verdict.said) if not verdict.holds and not verdict.doubt else ""
        if not alike:
            return claim
        cause = f"{claim.cause}; {alike}" if claim.cause else ""
        return claim._replace(difference=f"{claim.difference}; {alike}", cause=cause)

    @contextmanager
    def _guessing(self) -> Iterator[None]:
        """What is done within goes into guesses, and not into the document's own work."""
        before = self.work.done
        with counted(self.guesses):
            yield
        self.work.most += self.work.done - before

    def _cause(self, value: BoundValue, verdict: Verdict) -> str:
        """The slip that explains a wrong number to the digit, or nothing."""
        return self._of_slips(value, verdict.said, lambda slips, *claimed: slips.likely_cause(*claimed)) or ""

    def is_of_writing(self, value: BoundValue, said: Expected) -> bool:
        """Whether a wrong number is the true one but for how it is written: what explains it is no way of counting."""
        return self._of_slips(value, said, lambda slips, *claimed: slips.is_of_writing(*claimed)) or False

    def _of_slips(self, value: BoundValue, said: Expected, ask: Callable[..., _T]) -> _T | None:
        """What is asked of the slips of a value's network; None where that can't be had."""
        if value.figure is None or isinstance(said, AxesQuantity) or self.guesses.spent or self.work.spent:
            return None
        from convcalc.study.slips.cause import Slips

        with self._guessing():
            slips = self.slips.get(value.design)
            if slips is None:
                slips = self.slips[value.design] = Slips(summarize(*value.design, library=self.library))
            row = slips.report.by_path[value.figure.path] if value.figure.path else None
            return ask(slips, row, value.figure.metric, said)

    def _let_go(self) -> None:
        """Free what no marker asks for any more."""
        self.slips.clear()
        free_dropped()

    # Texts

    def _print(self, words: list[str]) -> Printed:
        """What a command prints. Raises Spent where no work is left for it."""
        begin()
        printed = self.run(words, self.library)
        count(characters=_characters(printed))
        return printed

    def _compared(self, binding: Binding, printed: Printed) -> Claim:
        """The claim that the text between two markers is what their command prints."""
        from convcalc.study.documents.printed import compare_text

        compared = compare_text(self.source.text, binding, printed, self.kind.markup)
        if compared is None:
            raise Refusal(printed.complaint, None, UNKNOWN)
        holds, offset, length, there, wanted, fix, markup = compared
        claim = self._claim(binding, TEXT_IS_OLD, offset, length, there, wanted, holds)
        if holds:
            return claim
        return claim._replace(difference=WRITTEN if fix else UNWRITTEN if markup else UNABLE, fix=fix)


def _characters(printed: Printed) -> int:
    return len(printed.output) + len(printed.errors)


def words_of(text: str) -> list[str]:
    """The words of a marker, without `value`. Raises Refusal where they make no sense."""
    if len(text) > LONGEST:
        raise Refusal(f"a marker has at most {LONGEST:,} characters", "write the design into a file")
    try:
        words = shlex.split(text) if any(mark in text for mark in "\"'\\") else text.split()
    except ValueError:
        raise Refusal("a quote in this marker is never closed") from None
    if words and words[0] in REFUSED:
        raise Refusal(f"a marker runs no '{words[0]}'", f"the commands are {', '.join((VALUE, *COMMANDS))}")
    if words[:1] == [VALUE] and not any(word.startswith("-") for word in words):
        del words[0]
    if not words:
        raise Refusal("this marker names nothing", "write <!-- convcalc DESIGN METRIC -->")
    return words


def _no_figure(words: list[str]) -> Refusal:
    """What is wrong with the words of a marker that are no design, its changes and one metric, in this order."""
    metrics = [word.rstrip(",") for word in words if _is_metric(word)]
    designs = [word for word in words if not is_change(word) and not _is_metric(word)]
    if not metrics and len(designs) == 1:
        return Refusal("a metric is missing", f"write {shlex.join(words)[:LONGEST_SHOWN]} params")
    if not designs:
        return Refusal("a design is missing", _FIGURE)
    if len(designs) > 1:
        named = ", ".join(f"'{word}'" for word in designs)
        hint = f"{_FIGURE}; a layer is joined to its metric, as in conv1.params"
        return Refusal(f"these are {len(designs)} designs: {named[:LONGEST_SHOWN]}", hint)
    if len(metrics) > 1:
        message = f"a marker binds one number, and these are {len(metrics)}: {', '.join(metrics)[:LONGEST_SHOWN]}"
        return Refusal(message, "write a marker for each of them")
    right = [*designs, *filter(is_change, words), *metrics]
    return Refusal("the metric stands last", f"write {shlex.join(right)[:LONGEST_SHOWN]}")


def _is_metric(word: str) -> bool:
    return word.rstrip(",").rpartition(".")[2] in METRICS


def _ratio(left: BoundValue, right: BoundValue) -> BoundValue:
    """How often the right one goes into the left one."""
    if isinstance(left.value, tuple) or isinstance(right.value, tuple):
        raise Refusal("a shape has no ratio")
    if not right.value:
        raise Refusal(f"{right.figure} is 0, and nothing can be divided by it", None, UNKNOWN)
    value = divide(left.value, right.value)
    return BoundValue(RATIO, value, f"{left.text}/{right.text} = {RATIO.show(value)}")


def _difference(value: BoundValue, verdict: Verdict, written: str) -> str:
    """By how much a wrong number is wrong, or what would be right in its place."""
    if value.kind in (COUNT, SHAPE, PIXELS):
        return judge(value.kind, value.value, verdict.said, written).difference
    return f"{verdict.right} holds"
