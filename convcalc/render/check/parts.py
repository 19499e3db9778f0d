"""What the formats of a check share: where a complaint stands in the repository, and how many files there were."""

from __future__ import annotations

import os

from convcalc.language.problems import ERROR, Place, Problem
from convcalc.language.reading import STANDARD_INPUT
from convcalc.language.tuples import NamedTuple
from convcalc.study.check.findings import Summary
from convcalc.study.check.rules import RULES

_NO_FILES = ("command line", "inline design", STANDARD_INPUT)
_CATALOGUE = "catalogue: "


class Location(NamedTuple):
    """A place as other programs are told of it: `path` with `/` between its parts, the rest counted from 1.

    `end` is the column behind the last character; all three are 0 where the file as a whole is meant.
    """

    path: str
    line: int = 0
    column: int = 0
    end: int = 0


def location(place: Place | None, name: str) -> Location | None:
    """Where a complaint about the file `name` stands: at its place, or in the file; None where neither is a file."""
    place = place.source.in_file(place) if place is not None else None
    if place is not None and _is_file(place.source.name):
        path = repository_path(place.source.name)
        line, column = max(1, place.line), max(1, place.column)
        return Location(path, line, column, column + max(1, place.length))
    return Location(repository_path(name)) if _is_file(name) else None


def _is_file(name: str) -> bool:
    return bool(name) and name not in _NO_FILES and not name.startswith(_CATALOGUE)


def repository_path(name: str) -> str:
    """A path as GitHub wants it: from the root of the checkout, where one is known and the file lies in it."""
    path = os.path.normpath(name)
    root = os.environ.get("GITHUB_WORKSPACE")
    if root:
        try:
            inside = os.path.relpath(path, root)
        except ValueError:  # another drive
            inside = os.pardir
        if inside.split(os.sep)[0] != os.pardir:
            path = inside
    return path.replace(os.sep, "/")


def rule_name(problem: Problem, otherwise: str) -> str:
    """`CC101 wrong-count`; something else where a problem has no rule."""
    rule = RULES.get(problem.code)
    return f"{problem.code} {rule.name}" if rule else otherwise


def severity(problem: Problem, strict: bool) -> str:
    """`error` or `warning`; all are errors where that was asked for."""
    return ERROR if strict else problem.severity


def summary_line(summary: Summary) -> str:
    """`3 specs, 12 expectations, 1 failure`: what there was none of is left out, but for failures."""
    looked_at = [
        (summary.specs, "spec"),
        (summary.spaces, "space"),
        (summary.blocks, "file of blocks"),
        (summary.documents, "document"),
        (summary.expectations, "expectation"),
        (summary.claims, "claim"),
    ]
    parts = [counted(count, noun) for count, noun in looked_at if count] or [counted(0, "spec")]
    parts.append(counted(summary.failures, "failure"))
    besides = [
        (summary.errors, "error", ""),
        (summary.warnings, "warning", ""),
        (summary.left_alone, "sum", " left alone"),
        (summary.unknown, "part", " of tables not compared"),
        (summary.excluded, "path", " excluded"),
    ]
    parts += [counted(count, noun) + more for count, noun, more in besides if count]
    if summary.unbound:
        several = summary.unbound > 1
        parts.append(
            counted(summary.unbound, "number") + f" beside network names {'are' if several else 'is'} not bound"
        )
    return ", ".join(parts)


def counted(count: int, noun: str) -> str:
    """`no failures`, `1 spec`, `2 files of blocks`"""
    if count != 1:
        noun = noun.replace("file ", "files ") if " " in noun else f"{noun}s"
    return f"{count:,} {noun}" if count else f"no {noun}"
