"""How `check` goes about documents: reads them, fixes what is bound and wrong, or shows what that would change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from convcalc.cli.shared.output import cells_of, say
from convcalc.language.problems import Problem, Problems
from convcalc.study.check.files import File
from convcalc.study.check.findings import Checked, Claim

MOST_ROUNDS = 3
"""How often a document is fixed: a text that is written anew may end a paragraph, and indent the next one otherwise."""


def checker(code: bool, fix: bool) -> Callable[[File], Checked]:
    """What checks a document; with `fix` it rewrites what is wrong there, says so, and gives what is left."""
    return partial(_check, code=code, fix=fix)


def _check(file: File, code: bool, fix: bool) -> Checked:
    from convcalc.cli.shared.bound_commands import run
    from convcalc.study.documents.check import check_document

    checked = check_document(file.path, file.name, run=run, code=code)
    for _ in range(MOST_ROUNDS if fix else 0):
        from convcalc.study.documents.fix import fix_document

        fixed = fix_document(file.path, checked)
        if not fixed:
            break
        _say_fixed(fixed)
        checked = check_document(file.path, file.name, run=run, code=code)
    return checked


def _say_fixed(claims: list[Claim]) -> None:
    """What was rewritten, to standard error, a line each."""
    from convcalc.render.problems import complaint
    from convcalc.study.documents.bound import TEXT_IS_OLD

    for claim in claims:
        assert claim.fix is not None
        first, *more = claim.fix.text.splitlines() or [""]
        shown = " ".join([first, *(line.lstrip("> ") for line in more)])
        if claim.code == TEXT_IS_OLD and more:
            shown = "what it prints now"
        said = Problem("fixed", f"{claim.subject}: {claim.written} → {shown}", claim.place)
        sys.stderr.writelines(f"{line}\n" for line in complaint(said, cells=cells_of(sys.stderr)))


def differences(results: Iterable[Checked]) -> Iterator[str]:
    """What fixing would change, file by file; what it would leave wrong is said on standard error."""
    from convcalc.render.characters import visible
    from convcalc.render.check.difference import show_difference

    terminal = sys.stdout.isatty()
    for checked in results:
        for piece in show_difference(checked):
            yield "".join(visible(line) + "\n" for line in piece.split("\n")[:-1]) if terminal else piece
        rest = Problems()
        rest.extend(checked.problems)
        rest.extend(claim.problem for claim in checked.failures if claim.fix is None)
        say(rest)
