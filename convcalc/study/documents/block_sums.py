"""The claims of the sums in a block of a document: read line by line, or as the plain text of all of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial

from convcalc.costs.kinds import COUNT
from convcalc.language.numbers.quantity import show_count
from convcalc.language.numbers.units import unit_length
from convcalc.language.problems import Place, Source
from convcalc.study.check.findings import Checked, Claim
from convcalc.study.documents.kinds.formulas import find_formulas
from convcalc.study.documents.kinds.kind import DocumentKind
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.lines import CODE, HTML, MATH, PROSE, Line, Passage, painted
from convcalc.study.sums.columns import find_totals
from convcalc.study.sums.context import HIDDEN
from convcalc.study.sums.find import NO_USAGE, ends_open, find_sums, may_have_sums
from convcalc.study.sums.step import Sum
from convcalc.study.sums.usage import Usage

Placing = Callable[[int, int], Place]
"""Gives the place of a part of a text, from an offset to before another."""

LONGEST_LINE = 3_000_000
"""Characters of a line in which sums are looked for: what stands in one is kept until all of it was read."""

SUM_IS_WRONG = "CC201"

IN_1024 = "its units are powers of 1,024"
"""What is said of a sum that holds only so."""

READ = (PROSE, HTML, MATH)
"""The kinds of lines in which markers, and without `--code` sums, are read."""

_PROMISING = re.compile(
    r"[0-9０-９][^=≈≃≅≒∼＝は]{0,200}?(?:[=≈≃≅≒∼＝は]|\\(?:approx|simeq|cong|thickapprox)|&[#a-zA-Z])"
)
"""What a block has in which there may be a sum, before it is made plain text: an equals sign not far behind a digit."""

_WORD = re.compile(r"[^\W\d_]{1,30}")
_GROUPED = re.compile(r"[0-9]\\[,;] ?[0-9]{3}")
"""A thin space that groups digits; it is a comma in plain text."""

_MARKS = " \t*_`$"
_DIFFERS = re.compile(r"[\s&$]{0,9}(?:≠|\\ne|\\not)")
_LONGEST_ROW = 200
_SIGN = re.compile(r"[$`]?(?:[-+*/×·÷−]|\\(?:times|cdot))")


def sums_of_block(
    source: Source,
    kind: DocumentKind,
    lines: list[Line],
    hidden: list[tuple[Passage, str]],
    checked: Checked,
    usage: Usage,
) -> Iterator[Claim]:
    """The claims of the sums in a block, of which some characters are hidden; `checked` gets what is left alone.

    `usage` says what signs mean in the text.
    """
    text, shift = source.text, 0
    if hidden:
        shift = lines[0].start
        text = painted(text[shift : lines[-1].end], shift, hidden)
    written = text[lines[0].text - shift : lines[-1].end - shift]
    if lines[0].kind == MATH or (kind.plain is not None and lines[0].kind in READ):
        yield from _plain_sums(source, kind, lines, written, checked, usage)
        return
    if lines[0].kind in READ and (formulas := find_formulas(written)):
        first = lines[0].text
        yield from _formula_sums(
            _unmarked(written, lines), formulas, partial(_between, source, lines, first), checked, usage
        )
        parts = ((Passage(first + part.start, first + part.end), HIDDEN) for part in formulas)
        text, shift = (
            painted(text[lines[0].start - shift : lines[-1].end - shift], lines[0].start, parts),
            lines[0].start,
        )
        written = text[first - shift : lines[-1].end - shift]
    if len(lines) == 1 or may_have_sums(written):
        yield from _line_sums(source, lines, text, shift, checked, usage)


def _line_sums(
    source: Source, lines: list[Line], text: str, shift: int, checked: Checked, usage: Usage
) -> Iterator[Claim]:
    """The same for a block that is read line by line, in a text that begins at `shift`."""
    if lines[0].kind == CODE:
        for number, total in find_totals([text[line.text - shift : line.end - shift] for line in lines], usage):
            yield from _told(total, _result(source, lines[number], total), checked)
    continued = False
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if line.text == line.end:
            continue
        prose = text[line.text - shift : line.end - shift]
        if len(prose) > LONGEST_LINE and may_have_sums(prose):
            message = f"this line has more than {LONGEST_LINE:,} characters, and no sum is looked for in it"
            checked.problems.warning(message, _at(source, line, line.text), "break it")
            continue
        doubtful: list[Sum] = []
        sums = find_sums(prose, continued, doubtful, usage)
        checked.left_alone += (_claim_of(step, _result(source, line, step), checked) for step in doubtful)
        continued = ends_open(prose)
        for step in sums:
            if following and not step.holds:
                if _goes_on(step, prose, text, following.text - shift):
                    continue
                step = _with_unit(step, prose, text, following.text - shift, usage)
            yield from _told(step, _result(source, line, step), checked)


def _plain_sums(
    source: Source, kind: DocumentKind, lines: list[Line], written: str, checked: Checked, usage: Usage
) -> Iterator[Claim]:
    """The same for a block that is read as plain text, as a whole."""
    first = lines[0].text
    if len(written) > LONGEST_LINE:
        message = f"this paragraph has more than {LONGEST_LINE:,} characters, and no sum is looked for in it"
        checked.problems.warning(message, _at(source, lines[0], first), "break it")
        return
    if not _PROMISING.search(written):
        return
    place = partial(_between, source, lines, first)
    if kind.plain is None:
        yield from _formula_sums(_unmarked(written, lines), [Passage(0, len(written))], place, checked, usage)
        return
    plain = kind.plain(written, lines[0].kind)
    usage = NO_USAGE if _GROUPED.search(written) else usage
    formulas = find_formulas(plain.text)
    text = painted(plain.text, 0, ((part, HIDDEN) for part in formulas)) if formulas else plain.text
    yield from _formula_sums(plain.text, formulas, _through(plain, place), checked, usage)
    yield from _placed(text, _through(plain, place), checked, usage)


def _formula_sums(
    text: str, formulas: list[Passage], place: Placing, checked: Checked, usage: Usage
) -> Iterator[Claim]:
    """The same for the formulas in a text, each of which is read as one of LaTeX; `place` places a part of the text."""
    for formula in formulas:
        from convcalc.study.documents.kinds.latex_text import put_latex

        plain = PlainText(text)
        put_latex(plain, *formula, formula=True)
        in_formula = NO_USAGE if _GROUPED.search(text, *formula) else usage
        yield from _placed(plain.text, _through(plain, place), checked, in_formula)


def _placed(text: str, place: Placing, checked: Checked, usage: Usage) -> Iterator[Claim]:
    """The same for a plain text."""
    doubtful: list[Sum] = []
    sums = find_sums(text, False, doubtful, usage)
    for step in (*sums, *doubtful):
        if step.holds or not _is_denied(step, text):
            yield from _told(step, place(step.offset, step.offset + len(step.right)), checked)


def _through(plain: PlainText, place: Placing) -> Placing:
    """Where a part of a plain text stands that was made of one whose parts `place` places."""
    return lambda start, end: place(plain.start(start), plain.end(end))


def _between(source: Source, lines: list[Line], first: int, start: int, end: int) -> Place:
    """The place of what stands, counted from an offset of the text, from `start` to before `end`, in its first line."""
    start, end = first + start, first + end
    line = lines[bisect_right(lines, start, key=lambda line: line.text) - 1]
    return _at(source, line, start, max(1, min(end, line.end) - start))


def _unmarked(written: str, lines: list[Line]) -> str:
    """What is written in some lines, with spaces for the marks of quotes and lists before it."""
    marks = ((Passage(line.start, line.text), " ") for line in lines[1:])
    return painted(written, lines[0].text, marks)


def _told(step: Sum, place: Place, checked: Checked) -> Iterator[Claim]:
    """What a step of a sum claims; `checked` gets what is left alone."""
    claim = _claim_of(step, place, checked)
    if step.doubt:
        checked.left_alone.append(claim)
    else:
        yield claim


def _result(source: Source, line: Line, step: Sum) -> Place:
    """Where the result of a sum stands in its line."""
    return _at(source, line, line.text + step.offset, len(step.right))


def _at(source: Source, line: Line, offset: int, length: int = 1) -> Place:
    """The place of what stands at an offset of the text, in a line."""
    return Place(source, line.number, offset - line.start + 1, length)


def _claim_of(step: Sum, place: Place, checked: Checked) -> Claim:
    """What a step of a sum claims whose result stands at a place."""
    in_percent = step.right.rstrip().endswith(("%", "％", "percent"))
    value, computed = step.left_value, show_count(step.left_value)
    if in_percent and not step.holds:
        computed = f"{show_count(100 * step.left_value)} %"
    computed = step.right if computed == step.right else computed  # one text for both: there may be a million sums
    difference = step.doubt or IN_1024 * step.binary
    left, right = map(_shown, (step.left, step.right))
    claim = Claim(SUM_IS_WRONG, left, place, right, computed, step.holds, difference, "", (), None, COUNT, value)
    if step.said is None or checked.explainable <= 0:
        return claim
    checked.explainable -= len(step.said[0].parts)
    return claim._replace(cause=step.slip())


def _shown(side: str) -> str:
    """A side of a sum as it is read where LaTeX is not set."""
    if any(mark in side for mark in "\\{&"):
        from convcalc.study.documents.kinds.latex_shown import shown

        return shown(side)
    return " ".join(side.split()) if "  " in side else side


def _goes_on(step: Sum, line: str, text: str, following: int) -> bool:
    """Whether the left side of a turned sum ends its line, and a sign with which it goes on begins the next one.

    Or that line says that its result is another number: `5 &\\ne 6`.
    """
    behind = line[step.offset + len(step.right) :].rstrip("\\").strip(_MARKS)
    goes_on = _differs(step, text, following) or _SIGN.match(text, following)
    return bool(behind) and behind.endswith(step.left) and bool(goes_on)


def _differs(step: Sum, text: str, following: int) -> bool:
    """Whether what stands in a text at an offset says that the result of a sum is another number."""
    return text.startswith(step.right, following) and bool(_DIFFERS.match(text, following + len(step.right)))


def _is_denied(step: Sum, text: str) -> bool:
    """Whether the next row of a formula begins with the result of a sum, and says that it is another number."""
    row = text.find(HIDDEN, step.offset, step.offset + _LONGEST_ROW) + 1
    ahead = text[row : row + _LONGEST_ROW]
    return row > 0 and _differs(step, text, row + len(ahead) - len(ahead.lstrip(f"{HIDDEN} ")))


def _with_unit(step: Sum, line: str, text: str, following: int, usage: Usage) -> Sum:
    """A sum whose result ends its line, with the unit with which the next one begins, where it is another one so."""
    word = _WORD.match(text, following)
    if line[step.offset + len(step.right) :].strip(_MARKS) or word is None or not unit_length(word[0]):
        return step
    doubtful: list[Sum] = []
    sums = find_sums(f"{line.rstrip(_MARKS)} {word[0]}", False, doubtful, usage)
    others = (one for one in (*doubtful, *sums) if one.offset == step.offset and (one.holds or one.doubt))
    return next((one._replace(right=step.right) for one in others), step)
