"""The values of a knob as people write them: `1..8`, `0.25..1 step 0.125`, `64..512 x2`, `64,128,192`, `relu,silu`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NoReturn

from convcalc.language.expression import Expression, parse
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import Place, Problems
from convcalc.language.tree import ExpressionError, Name
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, Value, divide, exact, is_number, kind_of, show_value, within_bounds

MOST_VALUES = 1_000_000
"""How many values a knob may have."""

_GROUPS = ("low", "high", "by")
_RANGE = re.compile(
    r"\s*(?P<low>.*?)\s*\.\.\s*(?P<high>.*?)(?:\s+(?P<sign>step\b|[x×](?=\s*[-+(.\d]))\s*(?P<by>.*?))?\s*", re.DOTALL
)
_PARTNERS = {")": "(", "}": "{", "]": "["}

_NUMBER = r"\d+(?:\.\d+)?"
_OTHER_STEP = re.compile(
    rf"\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})\s*"
    rf"(?P<sign>\*{{1,2}}|step\s*[=:]|by|every|in\s+steps?\s+of|[:+;])\s*(?P<by>{_NUMBER})\s*"
)
_OTHER_RANGE = re.compile(
    rf"\s*(?P<low>{_NUMBER})\s*(?:[-–—:~]|\.\.\.+|…|to\b)\s*(?P<high>{_NUMBER})(?:\s*[:]\s*{_NUMBER})?\s*"
)


class Piece(NamedTuple):
    """A part of a value: the text, and where it begins in what was written."""

    scalar: Scalar
    offset: int
    text: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.part(0, len(self.text))

    def part(self, offset: int, length: int) -> Place:
        """The place of a part of it."""
        return self.scalar.part(self.offset + offset, length)

    def within(self, start: int, end: int) -> Piece:
        """The text between two offsets, without the spaces around it."""
        text = self.text[start:end]
        return Piece(self.scalar, self.offset + start + len(text) - len(text.lstrip()), text.strip())


class _Wrong(Exception):
    """What is wrong with a knob; it has been said."""


def split(piece: Piece, separator: str) -> list[Piece]:
    """The parts of a text between what matches outside all brackets."""
    parts, start, depth = [], 0, 0
    for match in re.finditer(rf"[(\[{{]|[)\]}}]|{separator}", piece.text):
        if match[0] in "([{":
            depth += 1
        elif match[0] in _PARTNERS:
            depth -= 1
        elif not depth:
            parts.append(piece.within(start, match.start()))
            start = match.end()
    return [*parts, piece.within(start, len(piece.text))]


def has_values(piece: Piece) -> bool:
    """Whether a text writes values, and not one: a range, or a list."""
    return len(split(piece, r"\.\.")) > 1 or len(split(piece, ",")) > 1


def brackets_match(piece: Piece, problems: Problems) -> bool:
    """Whether each bracket has a partner of its kind; if not, that is said."""
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"[(\[{)\]}]", piece.text):
        kind, offset = match[0], match.start()
        if kind not in _PARTNERS:
            opened.append((kind, offset))
        elif not opened:
            problems.error(f"'{kind}' closes nothing", piece.part(offset, 1))
            return False
        elif opened[-1][0] != _PARTNERS[kind]:
            message = f"'{opened[-1][0]}' is closed by '{kind}'"
            problems.error(message, piece.part(offset, 1), "brackets of one kind stand around a range: {1..8}")
            return False
        else:
            opened.pop()
    for kind, offset in opened:
        problems.error(f"'{kind}' is never closed", piece.part(offset, 1), "a range needs no brackets: 1..8")
    return not opened


def read_values(pieces: Sequence[Piece], problems: Problems, names: Collection[str] = ()) -> tuple[Value, ...] | None:
    """The values that texts write one after the other, each once; None where one writes none, which is then said.

    Words are values, but for the `names` of what has a value of its own.
    """
    _warn_of_groups(pieces, problems)
    found: dict[tuple[bool, Value], Piece] = {}
    again: list[Value] = []
    wrong = False
    for piece in pieces:
        try:
            for value in _values(piece, problems):
                if isinstance(value, str) and value in names:
                    _refuse_name(value, piece.place, problems)
                again += [value] if found.setdefault((isinstance(value, bool), value), piece) is not piece else []
        except _Wrong:
            wrong = True
    if wrong:
        return None
    if len(found) > MOST_VALUES:
        _refuse_many(len(found), pieces[0].place, problems)
        return None
    if again:
        more = f" and {len(again) - 1:,} more" if len(again) > 1 else ""
        problems.warning(f"{show_value(again[0])}{more} stands twice here, and is taken once", pieces[0].place)
    return tuple(value for _, value in found)


def _refuse_many(count: int, place: Place, problems: Problems) -> None:
    problems.error(f"these are {count:,} values, a knob has at most {MOST_VALUES:,}", place, "take a greater step")


def _warn_of_groups(pieces: Sequence[Piece], problems: Problems) -> None:
    """Say of `1,024` that it is two values: a comma groups no digits here."""
    texts = [piece.text for piece in pieces]
    first, *groups = texts
    grouped = groups and re.fullmatch("[1-9][0-9]{0,2}", first) and all(re.fullmatch("[0-9]{3}", one) for one in groups)
    if grouped and (len(first) == 1 or any(group.startswith("0") for group in groups)):
        message = f"a comma separates: these are {', '.join(texts[:-1])} and {texts[-1]}"
        problems.warning(message, pieces[0].place, f"one number is written {'_'.join(texts)}")


def written_otherwise(piece: Piece, problems: Problems) -> bool:
    """Whether a text writes a range, or its step, as others do, which here would mean something else; that is said."""
    if (match := _OTHER_STEP.fullmatch(piece.text)) is not None:
        low, high, sign, by = match["low"], match["high"], match["sign"], match["by"]
        hint = f"write {low}..{high} {'x' if sign.startswith('*') else 'step '}{by}"
        if sign == "*":
            hint += f"; of an end that is a product {low}..({high}*{by})"
        problems.error(f"'{sign}' says no step of a range", piece.part(match.start("sign"), len(sign)), hint)
    elif (match := _OTHER_RANGE.fullmatch(piece.text)) is not None:
        hint = f"write {match['low']}..{match['high']}, and behind it how far it goes at once: step 0.25 or x2"
        problems.error(f"'{piece.text}' is no range", piece.place, hint)
    return match is not None


def _values(piece: Piece, problems: Problems) -> Iterator[Value]:
    """The values of a range, or the one that is written. Raises _Wrong once it is said what is wrong."""
    if written_otherwise(piece, problems):
        raise _Wrong
    if len(split(piece, r"\.\.")) == 1:
        yield _value(piece, problems)
        return
    match = _RANGE.fullmatch(piece.text)
    assert match is not None
    low, high, by = (piece.within(*match.span(name)) if match[name] is not None else None for name in _GROUPS)
    assert low is not None and high is not None
    if ".." in high.text:
        low_text, step = low.text, high.text.partition("..")
        hint = f"a step is written {low_text}..{step[0]} step {step[2]}"
        _refuse(problems, "a range has two ends", piece.place, hint)
    ends = _numbers([low, high, *([by] if by is not None else [])], problems)
    if match["sign"] in ("x", "×"):
        assert by is not None
        yield from _geometric(ends[0], ends[1], ends[2], piece, by, problems)
    else:
        yield from _arithmetic(ends, piece, by, problems)


def _refuse(problems: Problems, message: str, place: Place, hint: str | None = None) -> NoReturn:
    problems.error(message, place, hint)
    raise _Wrong


def _expression(piece: Piece, problems: Problems) -> Expression:
    if not piece.text:
        _refuse(problems, "a value is missing here", piece.place)
    if re.match(r"(?:step|x)\s*[=:]?\s*\d", piece.text):
        _refuse(problems, "a step stands behind its range, without a comma", piece.place, "as in 16..64 step 16")
    try:
        return parse(piece.text)
    except ExpressionError as error:
        piece.scalar.blame(error, problems, piece.offset)
    raise _Wrong


def _value(piece: Piece, problems: Problems) -> Value:
    """A value that stands by itself: a number, a size, a word, true or false."""
    expression = _expression(piece, problems)
    for name in () if isinstance(expression.tree, Name) else expression.names():
        _refuse_name(name.name, piece.part(name.start, name.end - name.start), problems)
    try:
        return expression.evaluate({})
    except ExpressionError as error:
        piece.scalar.blame(error, problems, piece.offset)
    raise _Wrong


def _refuse_name(name: str, place: Place, problems: Problems) -> NoReturn:
    hint = f'of a letter they follow: --let "k=1,2,4" and k*{name}'
    _refuse(problems, "a knob's values stand by themselves, and read nothing", place, hint)


def _numbers(pieces: list[Piece], problems: Problems) -> list[Number]:
    """The ends of a range, and its step. Says of all what is wrong."""
    found: list[Number] = []
    for piece in pieces:
        try:
            value = _value(piece, problems)
        except _Wrong:
            continue
        if is_number(value):
            found.append(value)
            continue
        hint = "list them: relu,silu or true,false"
        if not isinstance(value, (str, bool)):
            hint = "list sizes: 3x3,5x5; a factor has a space before it: 64..512 x2"
        problems.error(f"a range goes from number to number, '{piece.text}' is {kind_of(value)}", piece.place, hint)
    if len(found) < len(pieces):
        raise _Wrong
    return found


def _arithmetic(ends: list[Number], piece: Piece, by: Piece | None, problems: Problems) -> Iterator[Number]:
    low, high, *steps = ends
    step = steps[0] if steps else 1
    shown = f"{show_value(low)}..{show_value(high)}"
    if not step:
        _refuse(problems, "a step of 0 goes nowhere", by.place if by is not None else piece.place)
    if (high - low) * step < 0:
        if by is None:
            size = "1" if type(low) is int and type(high) is int else "0.25"
            behind = "" if size == "1" else f" step {size}"
            hint = f"write {show_value(high)}..{show_value(low)}{behind}, or {shown} step -{size}"
            _refuse(problems, f"{shown} is empty: it ends before it begins", piece.place, hint)
        way = "down" if high < low else "up"
        _refuse(problems, f"this step leads away: {shown} goes {way}", by.place, f"step {show_value(exact(-step))}")
    if by is None and not (type(low) is int and type(high) is int):
        _refuse(problems, f"how far {shown} goes at once is not said", piece.place, f"as in {shown} step 0.25")
    count = int((high - low) // step) + 1
    if count > MOST_VALUES:
        _refuse_many(count, piece.place, problems)
        raise _Wrong
    for number in range(count):
        yield exact(low + number * step)


def _geometric(
    low: Number, high: Number, factor: Number, piece: Piece, by: Piece, problems: Problems
) -> Iterator[Number]:
    shown = f"{show_value(low)}..{show_value(high)}"
    if factor <= 0 or factor == 1:
        _refuse(problems, f"a factor of {show_value(factor)} leads nowhere", by.place, "as in 64..512 x2")
    if low * high <= 0:
        _refuse(problems, f"no factor leads from {show_value(low)} to {show_value(high)}", piece.place)
    first, last = (-low, -high) if low < 0 else (low, high)
    ahead = last - first
    if ahead * (factor - 1) < 0:
        way = "down" if ahead < 0 else "up"
        hint = f"x{show_value(divide(1, factor))}"
        _refuse(problems, f"this factor leads away: {shown} goes {way}", by.place, hint)
    value = first
    while (value <= last) if factor > 1 else (value >= last):
        yield value if low > 0 else -value
        value = exact(value * factor)
        if not within_bounds(value):
            _refuse(problems, "the numbers of this range become too long to be exact", piece.place)
