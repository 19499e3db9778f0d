"""Problems as text: what is wrong and where, the line it stands in, and carets under the place."""

from __future__ import annotations

from convcalc.language.problems import ERROR, Place, Problem, Problems
from convcalc.render.characters import is_plain, visible, width, wrap_words
from convcalc.render.gate import harmless, named_first

LONGEST_LINE = 120
"""Cells of a source line that are shown; of a longer one, those around the place."""

MARGIN = 10  # what a gutter takes at the most: the number of a line, and two spaces
NEAR = 200  # characters on either side of a place, of which some may take no cell
TAB = 4
MOST_CALLS = 6
INDENTATION = "    "
"""Before the second line of a complaint, and each after that."""

_RESET = "\x1b[0m"
_COLORS = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;35m",
    "note": "\x1b[1;36m",
    "ok": "\x1b[32m",
    "place": "\x1b[1m",
    "gutter": "\x1b[2m",
}


def room_for_lines(width: int) -> int:
    """How many cells of a source line there are room for on a terminal, behind the gutter."""
    return max(MARGIN, min(LONGEST_LINE, width - MARGIN))


def show_problems(problems: Problems, color: bool = False, ascii: bool = False, cells: int | None = None) -> str:
    """All problems in the order of their places, then how many there are; empty where there are none.

    What a user wrote is shown with its control characters written out. With `ascii`, other characters become `?`.
    `cells` are those of a terminal; for anything else (None) a complaint is one line.
    """
    if not problems.items:
        return ""
    lines: list[str] = []
    for problem in problems.in_order():
        lines += problem_lines(problem, color, ascii, cells)
    lines.append(_counts(problems))
    return "".join(f"{line}\n" for line in lines)


def problem_lines(problem: Problem, color: bool = False, ascii: bool = False, cells: int | None = None) -> list[str]:
    """One problem: its place and message, the source line with carets, and the calls that led there.

    No line is a command to a CI server.
    """
    lines = complaint(problem, color, ascii, cells)
    if problem.place is not None:
        longest = LONGEST_LINE if cells is None else room_for_lines(cells)
        lines += map(harmless, excerpt(problem.place, problem.severity, color, ascii, longest))
    more = (line for call in calls(problem) for line in wrap_words(visible(call, ascii), cells, "  ", INDENTATION))
    return [*lines, *map(harmless, more)]


def complaint(problem: Problem, color: bool = False, ascii: bool = False, cells: int | None = None) -> list[str]:
    """The place and the message of a problem: one line, and more only where a terminal has too few cells."""
    where = visible(named_first(f"{problem.place}: "), ascii) if problem.place else ""
    start = f"{where}{problem.label}:"
    first, *others = wrap_words(visible(with_hint(problem), ascii), cells, f"{start} ", INDENTATION)
    painted = _painted(where, "place", color) + _painted(f"{problem.label}:", problem.severity, color)
    return list(map(harmless, [painted + first.removeprefix(start), *others]))


def with_hint(problem: Problem) -> str:
    """What is wrong, and the hint."""
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def calls(problem: Problem) -> list[str]:
    """The calls that led to a problem, `called from net.yaml:8:5: outer`; of many, the first and the last."""
    lines = [
        f"changed by {text}" if place.source.text == text else f"called from {place}: {text}"
        for text, place in problem.trail
    ]
    if len(lines) > MOST_CALLS:
        left = len(lines) - MOST_CALLS + 1
        lines[MOST_CALLS // 2 : MOST_CALLS // 2 + left] = [f"... {left} more calls"]
    return lines


def excerpt(
    place: Place, severity: str = ERROR, color: bool = False, ascii: bool = False, longest: int = LONGEST_LINE
) -> list[str]:
    """The source line of a place behind a gutter, and carets under the place; nothing for an empty line."""
    text = place.source.line(place.line)
    here = text[place.column - 1 : place.column]
    if (not here or here.isspace()) and (not text or text.isspace()):
        return []
    shown, before, length = _window(text, place, ascii, longest)
    number = str(place.line)
    gutter = _painted(f" {number} |", "gutter", color)
    margin = _painted(f" {' ' * len(number)} |", "gutter", color)
    carets = _painted("^" * length, severity, color)
    return [f"{gutter} {shown}".rstrip(), f"{margin} {' ' * before}{carets}"]


def _window(text: str, place: Place, ascii: bool, longest: int) -> tuple[str, int, int]:
    """What is shown of a line, how many cells stand before the carets, and how many carets there are.

    Only what is near the place is looked at: a long line may have a complaint at each of its words.
    """
    start = min(max(place.column - 1, 0), len(text))
    skipped = max(0, start - NEAR)
    text = text[skipped : start + NEAR + longest + 1]
    start -= skipped
    near = text[: start + place.length + longest]
    cells = list(near) if is_plain(near) else _cells(near, ascii)
    widths = [1] * len(near) if is_plain(near) else [width(cell) for cell in cells]
    before, length = sum(widths[:start]), sum(widths[start : start + place.length])
    if not skipped and len(cells) == len(text) and sum(widths) <= longest:
        return "".join(cells), before, max(1, length)
    mark = "..." if ascii else "…"
    first, kept = start, 0
    while first > 0 and kept + widths[first - 1] <= longest // 3:
        first -= 1
        kept += widths[first]
    last, room = first, longest - 2 * len(mark)
    while last < len(cells) and widths[last] <= room:
        room -= widths[last]
        last += 1
    left = mark if first + skipped else ""
    right = mark if last < len(text) else ""
    carets = sum(widths[start : min(last, start + place.length)])
    return left + "".join(cells[first:last]) + right, len(left) + kept, max(1, carets)


def _cells(text: str, ascii: bool) -> list[str]:
    """What each character of a line is shown as; a tab as the spaces to the next stop."""
    cells: list[str] = []
    column = 0
    for character in text:
        cells.append(" " * (TAB - column % TAB) if character == "\t" else visible(character, ascii))
        column += width(cells[-1])
    return cells


def _painted(text: str, style: str, color: bool) -> str:
    return f"{_COLORS[style]}{text}{_RESET}" if color and text else text


def _counts(problems: Problems) -> str:
    counts = ((len(problems.errors), ERROR), (len(problems.warnings), "warning"), (len(problems.notes), "note"))
    return ", ".join(f"{count:,} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
