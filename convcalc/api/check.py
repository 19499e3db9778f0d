"""`convcalc.check`: the numbers that specs and documents claim, compared with the true ones."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from convcalc.api.compare import Compared, lookups
from convcalc.api.design import CHANGES, EXPECT, Lookup, lookup, parsed_goals, said_of
from convcalc.api.result import Record, Result
from convcalc.api.solve import Goals
from convcalc.api.values import Shape, Value, refuse, texts
from convcalc.costs.metrics import METRICS
from convcalc.language.problems import ERROR, ConvcalcError, Problem, Problems
from convcalc.study.check.excluded import Excluded
from convcalc.study.check.files import File, find_files, specs_among
from convcalc.study.check.findings import Checked, Claim, Summary, Unbound
from convcalc.study.check.specs import check_files, unmet

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table
    from convcalc.render.table.listing import Listing

OPTIONS = ("expect", "exclude", "code", "suggest", "require_bound", "strict", "changes")


class Checks(Result):
    """What was checked. It is true where every claim holds, and all could be checked: `assert check("README.md")`.

    `claims` are all that was compared, `failures` those that do not hold; each has `subject`, `written`, `computed`,
    `difference`, the `cause` where one known slip explains it, and its `place`. `problems` are what could not be read
    or checked, and warnings; each has `severity`, `message`, `hint` and `place`. `specs` and `documents` count what was
    read. `unbound` are the numbers beside names of networks that no marker binds, each with `subject`, `written` and
    `place`; `suggestions`, where they were asked for, the claims that markers would make of them, which hold or not,
    and `unmarked` say of others why no marker is suggested, each with `message` and `place`.
    """

    __slots__ = (
        "_passed_all", "_results", "_summary", "claims", "documents", "failures", "problems", "specs", "suggestions",
        "unbound", "unmarked",
    )  # fmt: skip

    def __init__(self, results: list[Checked], summary: Summary, strict: bool = False) -> None:
        super().__init__([problem for checked in results for problem in checked.problems.warnings])
        self.problems: list[Problem] = [problem for checked in results for problem in checked.problems]
        self._passed_all = summary.exit_code(strict) == 0
        self._results = results
        self._summary = summary
        self.claims: list[Claim] = [claim for checked in results for claim in checked.claims]
        self.failures: list[Claim] = [claim for claim in self.claims if not claim.holds]
        self.unbound: list[Unbound] = [number for checked in results for number in checked.unbound]
        self.suggestions: list[Claim] = [claim for checked in results for claim in checked.suggestions.claims]
        self.unmarked: list[Problem] = [problem for checked in results for problem in checked.suggestions.refused]
        self.specs: int = summary.specs
        self.documents: int = summary.documents

    @property
    def passed(self) -> bool:
        """Whether every claim holds, and nothing kept one from being checked."""
        return self._passed_all

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return self._passed("table", get_terminal_size().columns).rstrip("\n")

    def to_diff(self) -> str:
        """What `convcalc check --fix` would change, and the markers that are suggested, as a difference for `patch`."""
        from convcalc.cli.shared.documents import suggested
        from convcalc.render.check.difference import show_difference
        from convcalc.study.documents.fix import fix_of, fixable

        changes = [(one, sorted([*fixable(one), *suggested(one)], key=fix_of)) for one in self._results]
        return "".join(piece for one, claims in changes for piece in show_difference(one, claims))

    def rows(self) -> list[Record]:
        """A dict for each claim: its file, line and column, rule, subject, the texts that were written and computed,
        whether it holds, how they differ, and the slip that explains it."""
        keys = ("file", "line", "column", "code", "subject", "written", "computed", "holds", "difference", "cause")
        return [{key: claim[key] for key in keys} for file in self.to_dict()["results"] for claim in file["claims"]]

    def _text(self, format: str, width: int) -> str:
        if format in ("markdown", "latex"):
            from convcalc.render.table.listing import render_listing

            return render_listing(self._listing(), format)
        from convcalc.render.check.formats import check_pieces

        format = "text" if format == "table" else format
        return "".join(check_pieces(self._results, self._summary, format, cells=width))

    def _listing(self) -> Listing:
        from convcalc.render.check.parts import summary_line
        from convcalc.render.table.layout import END, RIGHT, Column
        from convcalc.render.table.listing import Listing

        columns = [
            Column("place", "place"),
            Column("subject", "what"),
            Column("written", "written", align=RIGHT),
            Column("computed", "computed", align=RIGHT),
            Column("why", "why", elide=END, prose=True),
        ]
        lines = [
            (str(claim.place), claim.subject, claim.written, claim.computed, claim.cause or claim.difference)
            for claim in self.failures
        ]
        errors = (problem for problem in self.problems if problem.severity == ERROR)
        lines += [(str(problem.place or ""), "", "", "", problem.message) for problem in errors]
        names = [column.name for column in columns]
        listing = Listing("checks", columns, [dict(zip(names, line, strict=True)) for line in lines])
        listing.foot = [summary_line(self._summary)]
        return listing

    def _tables(self) -> list[Table]:
        from convcalc.render.table.listing import listing_table

        return [listing_table(self._listing())]


def check(
    *designs: Compared,
    expect: Goals | None = None,
    input: Shape | Mapping[str, Shape] | None = None,
    exclude: str | Sequence[str] = (),
    code: bool = False,
    suggest: bool = False,
    require_bound: bool = False,
    strict: bool = False,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Checks:
    """Compare the numbers that specs and documents claim with the true ones.

    Each of `designs` is a file or a folder, as for `convcalc check`, or any design as for `compare`, with its changes.
    `expect` is expected of every spec besides, and of no document: "params = 61M", several in a list, or
    {"output": (1000,)}. `input`, `changes` and `knobs` change all designs; what a design expects itself is left aside
    where it is changed. `exclude` leaves out files and folders, by patterns as a .gitignore in the current folder has
    them, `code` reads sums in blocks of code too, `suggest` gives the markers that would bind what is not bound, and
    with `require_bound` that is a failure. Nothing is rewritten. Raises ConvcalcError, with all that is wrong, where
    nothing could be compared, or what is asked for makes no sense. That a number is wrong is an answer, and so is that
    others could not be checked: that stands in its `problems`, and it is not true; if `strict`, nor for warnings.

    >>> check("alexnet", expect="params = 61M").passed
    True
    """
    from convcalc.cli.shared.documents import Asked, Checker

    problems = said_of(CHANGES, OPTIONS)
    goals = parsed_goals(expect, problems, METRICS) if expect is not None else []
    excluded = Excluded(texts("exclude", exclude), problems)
    if problems.errors:
        raise ConvcalcError(problems)
    common = lookup("", (), input, changes, knobs).changes
    several = lookups([_named(design) for design in designs], "give one or more")
    specs = partial(specs_among, [name for name, _ in several if isinstance(name, str)], texts("exclude", exclude))
    asked = Asked(bool(code), suggest=bool(suggest), require_bound=bool(require_bound), specs=specs)
    summary, document = Summary(), Checker(asked)
    results = list(check_files(_files(several, common, excluded, summary), goals, document, summary))
    last = unmet([design if isinstance(design, str) else design.name for design, _ in several], goals, summary)
    excused = suggest and summary.unbound and not goals
    if last is not None and not excused:
        results.append(last)
        summary.add(last)
    problems = _all_problems(results, problems)
    sources = {problem.place.source.name for problem in problems.errors if problem.place is not None}
    refused = last.problems.errors if last is not None else not summary.compared
    if (refused and not excused) or {CHANGES, EXPECT} & sources:
        raise ConvcalcError(problems)
    return Checks(results, summary, bool(strict))


def _all_problems(results: list[Checked], problems: Problems) -> Problems:
    """Those of all results, each in terms of the options here, behind others."""
    for checked in results:
        checked.problems = said_of(CHANGES, OPTIONS, checked.problems)
        problems.extend(checked.problems)
    return problems


def _named(design: Compared) -> Compared:
    """A path that may be a folder's as its name; anything else as it is."""
    if not isinstance(design, os.PathLike):
        return design
    name = os.fsdecode(design)
    if not os.path.lexists(name):
        refuse(f"there is no file {name}")
    return name


def _files(designs: list[Lookup], common: tuple[str, ...], excluded: Excluded, summary: Summary) -> Iterator[File]:
    """The files that words name, and the designs that they are; `summary` counts what is left out."""
    for design, own in designs:
        if isinstance(design, str):
            yield from find_files([design, *common, *own], excluded)
            summary.excluded += excluded.count
        else:
            yield File("", design.name, True, "", design, (*common, *own))
