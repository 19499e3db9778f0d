"""A check as JSON: one object, a file of `results` on a line, written as the files are checked.

`version` grows when a key changes its meaning or goes; new keys may come at any time.

    format     "convcalc check"
    version    1
    results    [{file, kind, claims, left_alone, problems}], a file each, in the order of the check; `kind` is "spec",
               "blocks", "document", or empty for what could not be read
      claims     [{code, subject, file, line, column, length, holds, written, computed, value, difference, cause, fix,
                 trail}], all of them; `written` and `computed` are texts as a person reads them, `value` what is
                 computed: a whole number, a list with a number for each axis, a decimal number for a share in percent
                 or a ratio, a text for what is not whole otherwise ("0.5"), null where a text is compared; `cause` is
                 the slip that explains the difference, `fix` is {start, end, text}: the characters of the file to
                 replace, counted from 0, or null; with a place in a notebook comes `cell`, {name, line, column}, where
                 it stands in that cell
      left_alone [{subject, file, line, column, length, written, computed, doubt}]: sums that do not hold as arithmetic
                 and may be meant in another way, as `doubt` says; they are no claims
      unknown    [{part, written, file, line, column, length, reason}]: each row, column or cell (`part`) of a bound
                 table that is compared with nothing, and why
      unbound    [{subject, written, file, line, column, length}]: each number beside the name of a network that no
                 marker binds, and what it seems to be of ("resnet50 macs or flops")
      problems   [{code, severity, message, hint, file, line, column, length, trail}]: what could not be read or
                 checked, and warnings; line, column and length are null without a place
      trail      [{text, file, line, column}]: the calls that led to a place in a block, the innermost first
    summary    {specs, blocks, documents, expectations, claims, failures, errors, warnings, left_alone, unknown,
               unbound, excluded}: how many; `excluded` are files and folders that --exclude left out, a folder counted
               as one
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from convcalc.language.problems import Place, Problem, Trail
from convcalc.language.values import Json
from convcalc.render.gate import escaped
from convcalc.render.records import Record, json_array, picked, place_record
from convcalc.study.check.findings import Checked, Claim, NotCompared, Summary, Unbound

_encode = json.JSONEncoder().encode

COUNTS = ("specs", "blocks", "documents", "expectations", "claims", "failures", "errors", "warnings", "left_alone",
          "unknown", "unbound", "excluded")  # fmt: skip


def encoded(value: Json) -> str:
    """JSON in ASCII, in which no CI server sees a command of its own."""
    return escaped(_encode(value))


def json_pieces(results: Iterable[Checked], summary: Summary) -> Iterator[str]:
    """The object, a file at a time."""
    yield '{"format": "convcalc check",\n"version": 1,\n"results": '
    yield from json_array([encoded(_result(checked))] for checked in results)
    yield f',\n"summary": {encoded(picked(summary, *COUNTS))}\n}}\n'


def _result(checked: Checked) -> Record:
    return {
        "file": checked.name,
        "kind": checked.kind,
        "claims": list(map(_claim, checked.claims)),
        "left_alone": list(map(_left_alone, checked.left_alone)),
        "unknown": list(map(_unknown, checked.unknown)),
        "unbound": list(map(_unbound, checked.unbound)),
        "problems": list(map(_problem, checked.problems.in_order())),
    }


def _claim(claim: Claim) -> Record:
    return {
        **picked(claim, "code", "subject"),
        **_place(claim.place),
        **picked(claim, "holds", "written", "computed"),
        "value": claim.kind.data(claim.value) if claim.kind is not None else None,
        **picked(claim, "difference", "cause"),
        "fix": {"start": claim.fix.start, "end": claim.fix.end, "text": claim.fix.text} if claim.fix else None,
        "trail": _trail(claim.trail),
    }


def _left_alone(claim: Claim) -> Record:
    numbers = picked(claim, "written", "computed")
    return {"subject": claim.subject, **_place(claim.place), **numbers, "doubt": claim.difference}


def _unknown(part: NotCompared) -> Record:
    return {**picked(part, "part", "written"), **_place(part.place), "reason": part.reason}


def _unbound(number: Unbound) -> Record:
    return {**picked(number, "subject", "written"), **_place(number.place)}


def _problem(problem: Problem) -> Record:
    said = picked(problem, "code", "severity", "message", "hint")
    return {**said, **_place(problem.place), "trail": _trail(problem.trail)}


def _place(place: Place | None) -> Record:
    return {**place_record(place), "length": place.source.in_file(place).length if place is not None else None}


def _trail(trail: Trail) -> list[Record]:
    return [{"text": text, **place_record(place)} for text, place in trail]
