"""A check as SARIF 2.1.0, the format of code scanning: a result for each complaint, and the rules with their texts.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Paths are relative to the checkout. Columns count
characters. What has no place in a file stands in the file that was checked, since code scanning leaves out results
without a location. Fingerprints hold the rule, the file and what the claim is of, so that a complaint stays the same
where lines move.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from convcalc import __version__
from convcalc.language.problems import ERROR, Problem
from convcalc.render.characters import visible
from convcalc.render.check.json import encoded
from convcalc.render.check.parts import Location, location, severity
from convcalc.render.check.rules import rule_markdown, rule_text
from convcalc.render.problems import with_hint
from convcalc.render.records import Record, json_array
from convcalc.study.check.findings import Checked, Claim, Fix, Summary
from convcalc.study.check.rules import RULES, CheckRule

_INDEX = {code: number for number, code in enumerate(RULES)}

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_pieces(results: Iterable[Checked], summary: Summary, strict: bool = False) -> Iterator[str]:
    """The log, a file's results at a time; with `strict` warnings are errors."""
    driver: Record = {"name": "convcalc", "version": __version__, "rules": [_rule(rule) for rule in RULES.values()]}
    yield f'{{"$schema": {encoded(SCHEMA)},\n"version": "2.1.0",\n"runs": [{{\n'
    yield f'"tool": {encoded({"driver": driver})},\n"columnKind": "unicodeCodePoints",\n"results": '
    yield from json_array([encoded(result)] for checked in results for result in _results(checked, strict))
    yield f',\n"invocations": [{encoded({"executionSuccessful": not summary.errors})}]\n}}]}}\n'


def _rule(rule: CheckRule) -> Record:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join(rule.paragraphs)},
        "help": {"text": rule_text(rule), "markdown": rule_markdown(rule)},
        "defaultConfiguration": {"level": rule.severity},
    }


def _results(checked: Checked, strict: bool) -> Iterator[Record]:
    complaints: list[tuple[Problem, Claim | None]] = [(claim.problem, claim) for claim in checked.failures]
    complaints += [(problem, None) for problem in checked.problems.in_order()]
    seen: dict[str, int] = {}
    for problem, claim in complaints:
        where = location(problem.place, checked.name)
        identity = "\0".join([problem.code, checked.name, claim.subject if claim else problem.message])
        seen[identity] = seen.get(identity, 0) + 1
        result: Record = {
            "ruleId": problem.code,
            "ruleIndex": _INDEX.get(problem.code, -1),
            "level": "error" if severity(problem, strict) == ERROR else "warning",
            "message": {"text": _plain(with_hint(problem))},
            "locations": [{"physicalLocation": _physical(where)}] if where else [],
            "relatedLocations": _related(problem),
            "fixes": [_fix(claim.fix, where)] if claim and claim.fix and where else [],
            "partialFingerprints": {"convcalcCheck/v1": f"{_digest(identity)}:{seen[identity]}"},
        }
        yield {key: value for key, value in result.items() if value != []}


def _plain(text: str) -> str:
    """A message in which nothing is a link: `[text](address)` would be one."""
    return visible(text).replace("](", "\\](")


def _physical(where: Location) -> Record:
    physical: Record = {"artifactLocation": {"uri": _uri(where.path)}}
    if where.line:
        physical["region"] = {"startLine": where.line, "startColumn": where.column, "endColumn": where.end}
    return physical


def _uri(path: str) -> str:
    """A relative path as a relative reference, percent-encoded; an absolute one as `file:`."""
    from urllib.parse import quote

    quoted = quote(path.encode("utf-8", "surrogatepass"), safe="/")
    return "file:///" + quoted.lstrip("/") if os.path.isabs(path) else quoted


def _related(problem: Problem) -> list[Record]:
    """The calls that led to a place in a block."""
    return [
        {"physicalLocation": _physical(where), "message": {"text": _plain(f"called from here: {text}")}}
        for text, place in problem.trail
        if (where := location(place, "")) is not None
    ]


def _fix(fix: Fix, where: Location) -> Record:
    replacement: Record = {
        "deletedRegion": {"charOffset": fix.start, "charLength": fix.end - fix.start},
        "insertedContent": {"text": fix.text},
    }
    change: Record = {"artifactLocation": {"uri": _uri(where.path)}, "replacements": [replacement]}
    return {"description": {"text": "write what is computed"}, "artifactChanges": [change]}


def _digest(identity: str) -> str:
    from hashlib import sha256

    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
