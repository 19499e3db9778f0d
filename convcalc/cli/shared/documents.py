"""How `check` goes about documents: reads them, fixes what is bound and wrong, or shows what that would change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from convcalc.cli.shared.output import cells_of, say
from convcalc.language.problems import Problem, Problems, position
from convcalc.language.tuples import NamedTuple
from convcalc.study.check.files import File
from convcalc.study.check.findings import Checked, Claim

if TYPE_CHECKING:
    from convcalc.study.documents.names import OwnSpecs

MOST_ROUNDS = 3
"""How often a document is fixed: a text that is written anew may end a paragraph, and indent the next one otherwise."""


class Asked(NamedTuple):
    """What is asked of a check of documents: sums in `code` too, to `fix` what is wrong or show its `diff`, to
    `suggest` markers, and that every number is bound; `specs` gives the paths of the specs that are checked with them.
    """

    code: bool = False
    fix: bool = False
    diff: bool = False
    suggest: bool = False
    require_bound: bool = False
    specs: Callable[[], Iterable[str]] = tuple

    @property
    def shows(self) -> str:
        """The option for which a difference is shown and nothing written; empty where there is none."""
        return "--diff" if self.diff else "--suggest" if self.suggest and not self.fix else ""


class Checker:
    """Checks documents; where it fixes, it rewrites what is wrong there, says so, and gives what is left."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def _own(self) -> OwnSpecs:
        from convcalc.study.documents.names import OwnSpecs

        return OwnSpecs(self.asked.specs)

    def __call__(self, file: File) -> Checked:
        """What is found in a document, or left of it."""
        asked = self.asked
        writes = asked.fix and not asked.diff
        checked = self._read(file, asked.suggest)
        for _ in range(MOST_ROUNDS if writes else 0):
            from convcalc.study.documents.fix import fix_document

            fixed = fix_document(file.path, checked)
            if not fixed:
                break
            _say_fixed(fixed)
            checked = self._read(file, asked.suggest)
        if writes and asked.suggest:
            from convcalc.study.documents.fix import fix_document

            bound = fix_document(file.path, checked, suggested(checked))
            say_suggested(checked)
            if bound:
                checked = self._read(file)
        if asked.require_bound:
            checked.claims += [one.demanded for one in checked.unbound]
        return checked

    def _read(self, file: File, suggest: bool = False) -> Checked:
        from convcalc.cli.shared.bound_commands import run
        from convcalc.study.documents.check import check_document

        return check_document(
            file.path, file.name, run=run, own=lambda: self._own, code=self.asked.code, suggest=suggest
        )


def suggested(checked: Checked) -> list[Claim]:
    """The claims whose fixes put the markers in that are suggested, in the order in which these stand."""
    from convcalc.study.documents.fix import fix_of

    return sorted((claim for claim in checked.suggestions.claims if claim.fix), key=fix_of)


def say_suggested(checked: Checked) -> None:
    """What the suggested markers compare, and whether it holds now, to standard error, a line each."""
    from convcalc.render.problems import complaint

    said = [*map(_suggestion, checked.suggestions.claims), *checked.suggestions.refused]
    for problem in sorted(said, key=lambda problem: position(problem.place)):
        sys.stderr.writelines(f"{line}\n" for line in complaint(problem, cells=cells_of(sys.stderr)))


def _suggestion(claim: Claim) -> Problem:
    computed = "" if claim.written == claim.computed else f" (computed {claim.computed})"
    verdict = "holds" if claim.holds else "does not hold"
    message = f"{claim.subject}: {claim.written} {verdict}{computed}"
    hint = "" if claim.holds else claim.cause or claim.difference
    return Problem("suggested", f"{message}; {hint}" if hint else message, claim.place)


def _say_fixed(claims: list[Claim]) -> None:
    """What was rewritten, to standard error, a line each."""
    from convcalc.render.problems import complaint
    from convcalc.study.documents.bound import TEXT_IS_OLD

    for claim in claims:
        assert claim.fix is not None
        first, *more = (claim.fix.shown or claim.fix.text).splitlines() or [""]
        shown = " ".join([first, *(line.lstrip("> ") for line in more)])
        if claim.code == TEXT_IS_OLD and more:
            shown = "what it prints now"
        said = Problem("fixed", f"{claim.subject}: {claim.written} → {shown}", claim.place)
        sys.stderr.writelines(f"{line}\n" for line in complaint(said, cells=cells_of(sys.stderr)))


def differences(results: Iterable[Checked], asked: Asked, verbose: bool = False) -> Iterator[str]:
    """What fixing would change, and the markers that are suggested, file by file; to standard error what a fix would
    leave wrong, and what the markers compare, with `verbose` what holds, is left alone or not bound as well.
    """
    from convcalc.render.characters import visible
    from convcalc.render.check.difference import show_difference
    from convcalc.render.problems import complaint
    from convcalc.study.documents.fix import fix_of, fixable

    terminal = sys.stdout.isatty()
    for checked in results:
        claims = [*(fixable(checked) if asked.diff else []), *suggested(checked)]
        for piece in show_difference(checked, sorted(claims, key=fix_of)):
            yield "".join(visible(line) + "\n" for line in piece.split("\n")[:-1]) if terminal else piece
        rest = Problems()
        rest.extend(checked.problems)
        rest.extend(claim.problem for claim in checked.failures if claim.fix is None or not asked.diff)
        say(rest)
        say_suggested(checked)
        if verbose:
            from convcalc.render.check.text import remarks

            for remark in remarks(checked):
                sys.stderr.writelines(f"{line}\n" for line in complaint(remark, cells=cells_of(sys.stderr)))
