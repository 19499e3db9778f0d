"""A check as GitHub's annotations: a workflow command a complaint, and the counts in the last line.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions has their form, and
https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts how values are escaped. The log shows of a
command only its message, so that the place stands there too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.language.problems import Problem
from convcalc.render.characters import visible
from convcalc.render.check.parts import location, rule_name, severity, summary_line
from convcalc.render.check.text import held_text
from convcalc.render.problems import calls, with_hint
from convcalc.study.check.findings import Checked, Summary


def github_pieces(
    results: Iterable[Checked], summary: Summary, verbose: bool = False, ascii: bool = False, strict: bool = False
) -> Iterator[str]:
    """The annotations file by file; with `strict` warnings are errors, with `verbose` claims that hold are lines."""
    for checked in results:
        if verbose:
            yield held_text(checked, ascii)
        for problem in checked.each_complaint():
            yield _command(problem, checked.name, ascii, strict)
    yield f"{summary_line(summary)}\n"


def _command(problem: Problem, name: str, ascii: bool, strict: bool) -> str:
    properties: list[tuple[str, object]] = []
    where = location(problem.place, name)
    if where is not None:
        properties.append(("file", where.path))
        if where.line:
            places = {"line": where.line, "endLine": where.line, "col": where.column, "endColumn": where.end}
            properties.extend(places.items())
    properties.append(("title", rule_name(problem, problem.code or "convcalc check")))
    listed = ",".join(f"{key}={_property(visible(str(value), ascii))}" for key, value in properties)
    prefix = f"{problem.place}: " if problem.place else ""
    lines = [prefix + with_hint(problem), *(f"  {call}" for call in calls(problem))]
    text = _data("\n".join(visible(line, ascii) for line in lines))
    return f"::{severity(problem, strict)} {listed}::{text}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
