"""A check as JUnit XML, as Jenkins' xUnit plugin describes it (junit-10.xsd): a file is a suite, a claim a test.

A claim that does not hold is a failure; what could not be read or checked an error; a warning a test that passes and
says so. The file is ASCII, with a reference for every other character, so that it is the same in every encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from convcalc.language.problems import ERROR, Problem
from convcalc.render.characters import visible
from convcalc.render.check.parts import rule_name, severity
from convcalc.render.problems import problem_lines, with_hint
from convcalc.study.check.findings import Checked

_ILLEGAL = r"[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What XML 1.0 has no way to say, https://www.w3.org/TR/xml/#charsets; and tabs, which attributes do not keep."""

_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def junit_pieces(results: Iterable[Checked], strict: bool = False) -> Iterator[str]:
    """The document, a suite at a time; with `strict` warnings are errors. The counts stand at each suite alone."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="convcalc check">\n'
    for checked in results:
        yield _suite(checked, strict)
    yield "</testsuites>\n"


def _suite(checked: Checked, strict: bool) -> str:
    names: dict[str, int] = {}
    suite = _quoted(visible(checked.name))

    def case(name: str, content: str = "") -> str:
        """A test; the second of a name is `conv1 params #2`."""
        names[name] = names.get(name, 0) + 1
        if names[name] > 1:
            name = f"{name} #{names[name]}"
        return f'    <testcase classname="{suite}" name="{_quoted(visible(name))}">{content}</testcase>\n'

    cases = [case(claim.subject, "" if claim.holds else _element("failure", claim.problem)) for claim in checked.claims]
    errors = 0
    for problem in checked.problems.in_order():
        is_error = severity(problem, strict) == ERROR
        errors += is_error
        content = _element("error", problem) if is_error else f"<system-out>{_text(problem)}</system-out>"
        cases.append(case(rule_name(problem, problem.severity), content))
    if not cases:
        cases.append(case(checked.kind or "file"))
    counts = f'tests="{len(cases)}" failures="{len(checked.failures)}" errors="{errors}"'
    return f'  <testsuite name="{suite}" {counts}>\n{"".join(cases)}  </testsuite>\n'


def _element(tag: str, problem: Problem) -> str:
    said = f'type="{_quoted(problem.code or problem.severity)}" message="{_quoted(visible(with_hint(problem)))}"'
    return f"<{tag} {said}>{_text(problem)}</{tag}>"


def _text(problem: Problem) -> str:
    return _quoted("\n".join(problem_lines(problem)))


def _quoted(text: str) -> str:
    """Text as XML has it, in ASCII; `##` is broken, so that no CI server finds a command of its own in it."""
    text = re.sub(_ILLEGAL, "\ufffd", text)
    text = re.sub('[&<>"]', lambda found: _REFERENCES[found[0]], text).replace("##", "#&#35;")
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
