"""A check as JSON: one object, a file of `results` on a line, written as the files are checked.

`version` grows when a key changes its meaning or goes; new keys may come at any time.

    format     "convcalc check"
    version    1
    results    [{file, kind, claims, left_alone, problems}], a file each, in the order of the check; `kind` is "spec",
               "blocks", "document", or empty for what could not be read
      claims     [{code, subject, file, line, column, length, holds, written, computed, difference, cause, fix,
                 trail}], all of them; `written` and `computed` are texts as a person reads them, `cause` is the slip
                 that explains the difference, `fix` is {start, end, text}: the characters of the file to replace,
                 counted from 0, or null
      left_alone [{subject, file, line, column, length, written, computed, doubt}]: sums that do not hold as arithmetic
                 and may be meant in another way, as `doubt` says; they are no claims
      problems   [{code, severity, message, hint, file, line, column, length, trail}]: what could not be read or
                 checked, and warnings; line, column and length are null without a place
      trail      [{text, file, line, column}]: the calls that led to a place in a block, the innermost first
    summary    {specs, blocks, documents, expectations, claims, failures, errors, warnings, left_alone, excluded}: how
               many; `excluded` are files and folders that --exclude left out, a folder counted as one
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from convcalc.language.problems import Place, Problem
from convcalc.render.gate import escaped
from convcalc.render.records import json_array
from convcalc.study.check.findings import Checked, Claim, Summary

_encode = json.JSONEncoder().encode


def encoded(value: Any) -> str:
    """JSON in ASCII, in which no CI server sees a command of its own."""
    return escaped(_encode(value))


def json_pieces(results: Iterable[Checked], summary: Summary) -> Iterator[str]:
    """The object, a file at a time."""
    yield '{"format": "convcalc check",\n"version": 1,\n"results": '
    yield from json_array([encoded(_result(checked))] for checked in results)
    yield f',\n"summary": {encoded(summary_record(summary))}\n}}\n'


def summary_record(summary: Summary) -> dict[str, int]:
    """The counts by their names."""
    names = ("specs", "blocks", "documents", "expectations", "claims", "failures", "errors", "warnings")
    return {name: getattr(summary, name) for name in (*names, "left_alone", "excluded")}


def _result(checked: Checked) -> dict[str, Any]:
    return {
        "file": checked.name,
        "kind": checked.kind,
        "claims": [_claim(claim) for claim in checked.claims],
        "left_alone": [_left_alone(claim) for claim in checked.left_alone],
        "problems": [_problem(problem) for problem in checked.problems.in_order()],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "code": claim.code,
        "subject": claim.subject,
        **_place(claim.place),
        "holds": claim.holds,
        "written": claim.written,
        "computed": claim.computed,
        "difference": claim.difference,
        "cause": claim.cause,
        "fix": claim.fix._asdict() if claim.fix else None,
        "trail": _trail(claim.trail),
    }


def _left_alone(claim: Claim) -> dict[str, Any]:
    numbers = {"written": claim.written, "computed": claim.computed}
    return {"subject": claim.subject, **_place(claim.place), **numbers, "doubt": claim.difference}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
        **_place(problem.place),
        "trail": _trail(problem.trail),
    }


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"file": None, "line": None, "column": None, "length": None}
    return {"file": place.source.name, "line": place.line, "column": place.column, "length": place.length}


def _trail(trail: tuple[tuple[str, Place], ...]) -> list[dict[str, Any]]:
    return [
        {"text": text, "file": place.source.name, "line": place.line, "column": place.column} for text, place in trail
    ]
