"""A check as text: each complaint with its place, its source line and carets; at the end how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.language.problems import Problem, Problems, position
from convcalc.render.characters import wrap_words
from convcalc.render.check.parts import summary_line
from convcalc.render.problems import complaint, problem_lines
from convcalc.study.check.findings import Checked, Claim, NotCompared, Summary, Unbound

HOLDS = "ok"
LEFT_ALONE = "left alone"
NOT_BOUND = "not bound"


def text_pieces(
    results: Iterable[Checked],
    summary: Summary,
    verbose: bool = False,
    color: bool = False,
    ascii: bool = False,
    cells: int | None = None,
) -> Iterator[str]:
    """The complaints file by file, with `verbose` what holds, is left alone or not bound, and the counts at the end.

    `cells` are those of a terminal, None where the text goes elsewhere.
    """
    for checked in results:
        yield from file_pieces(checked, verbose, color, ascii, cells)
    yield "".join(f"{line}\n" for line in wrap_words(summary_line(summary), cells))


def file_pieces(
    checked: Checked, verbose: bool = False, color: bool = False, ascii: bool = False, cells: int | None = None
) -> Iterator[str]:
    """The complaints about one file by place; with `verbose` what holds, is left alone or not bound, in one line."""
    complaints: Iterable[Problem] = checked.each_complaint()
    for remark in remarks(checked, complaints) if verbose else complaints:
        show = complaint if remark.severity in (HOLDS, LEFT_ALONE, NOT_BOUND) else problem_lines
        yield from (f"{line}\n" for line in show(remark, color, ascii, cells))


def remarks(checked: Checked, complaints: Iterable[Problem] = ()) -> list[Problem]:
    """What holds, is left alone or not bound, and these complaints, by place; without what is suggested, or why not."""
    both = Problems()
    both.extend([*complaints, *map(_held, filter(_holds, checked.claims)), *map(_left_alone, checked.left_alone)])
    both.extend(map(_unknown, checked.unknown))
    suggestions = checked.suggestions
    said = [claim.place for claim in suggestions.claims] + [problem.place for problem in suggestions.refused]
    suggested = set(map(position, said))
    both.extend(_unbound(one) for one in checked.unbound if position(one.place) not in suggested)
    return both.in_order()


def held_text(checked: Checked, ascii: bool = False) -> str:
    """The claims that hold, a line each."""
    lines = (line for claim in filter(_holds, checked.claims) for line in complaint(_held(claim), ascii=ascii))
    return "".join(f"{line}\n" for line in lines)


def _holds(claim: Claim) -> bool:
    return claim.holds


def _left_alone(claim: Claim) -> Problem:
    message = f"{claim.subject} = {claim.written} (computed {claim.computed}): {claim.difference}"
    return Problem(LEFT_ALONE, message, claim.place)


def _unknown(part: NotCompared) -> Problem:
    named = f" '{part.written}'" if part.written else ""
    return Problem(LEFT_ALONE, f"{part.part}{named}: {part.reason}", part.place)


def _unbound(number: Unbound) -> Problem:
    return Problem(NOT_BOUND, f"{number.written} seems to be {number.subject}", number.place)


def _held(claim: Claim) -> Problem:
    more = f"; {claim.difference}" if claim.difference else ""
    computed = "" if claim.written == claim.computed else f" (computed {claim.computed}{more})"
    return Problem(HOLDS, f"{claim.subject} {claim.written}{computed}".rstrip(), claim.place)
