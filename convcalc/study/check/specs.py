"""What a spec says of its own numbers, compared with what is computed.

Only what stands in the file itself is checked: an `expect` in a file that it extends, or in a block that it includes,
was written for other parameters, and is checked where it stands.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from convcalc.costs.metrics import METRICS
from convcalc.language.nodes.source import List, Mapping, Node, Scalar, parse_yaml
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.numbers.quantity import Quantity, show_count
from convcalc.language.problems import Place, Problems, Source, did_you_mean
from convcalc.language.reading import read_source
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Number, Size
from convcalc.network.measured import Several
from convcalc.network.report import Report, Row, walk
from convcalc.spec.folders import find_in_catalogue
from convcalc.spec.formulas import Formula
from convcalc.spec.reader import SpecReader
from convcalc.spec.sides import SIDE
from convcalc.spec.validate import validate, warn_of_unused
from convcalc.study.catalogue import names
from convcalc.study.check.claims import make_claim
from convcalc.study.check.files import File, is_candidate
from convcalc.study.check.findings import BLOCKS, SPEC, UNREADABLE, Checked, Claim, Summary
from convcalc.study.design import INLINE, Text, analyse, load
from convcalc.study.figures import metric_of, say_no_layer, say_no_value, value_of
from convcalc.study.goals import Goal, figure_place, parse_goal

if TYPE_CHECKING:
    from convcalc.study.slips.cause import Slips


UNCHECKED = "nothing checks this"


def parse_goals(texts: list[str], problems: Problems) -> list[Goal]:
    """What is expected of every spec besides what it says itself: `params <= 26M`, `conv1.output = 96x55x55`."""
    return [goal for text in texts if (goal := parse_goal(text, problems, METRICS)) is not None]


def check_file(file: File, goals: list[Goal], document: Callable[[File], Checked]) -> Checked | None:
    """The claims of a file, and what is wrong with it; None for one in a folder that is left alone.

    `goals` are for every spec; `document` checks what is no YAML. A fault of the program's own is an error of the file:
    the others are checked.
    """
    try:
        return _checked(file, goals, document)
    except Exception as fault:
        hint = f"this is a fault of convcalc's, please report it: {type(fault).__name__}: {fault}"
        return _unread(file, f"{file.name} could not be checked", hint)


def check_files(
    files: Iterable[File], goals: list[Goal], document: Callable[[File], Checked], summary: Summary
) -> Iterator[Checked]:
    """What `check_file` gives of one file after the other, counted; nothing is kept once the next one is asked for."""
    for file in files:
        checked = check_file(file, goals, document)
        if checked is not None:
            summary.add(checked)
            yield checked


def _checked(file: File, goals: list[Goal], document: Callable[[File], Checked]) -> Checked | None:
    if file.problem:
        return _unread(file, file.problem, file.hint)
    if file.design:
        return check_design(file, goals)
    if not os.path.lexists(file.path):
        return _unread(file, f"there is no file {file.name}", did_you_mean(file.name, names()))
    return document(file) if file.is_document else check_spec(file, goals)


def unmet(paths: Sequence[str], goals: Sequence[Goal], summary: Summary) -> Checked | None:
    """The error that a check of nothing is, or one whose goals are of no design; None where neither is so.

    Where folders alone were searched, it is a warning that nothing was found: there may be nothing to check yet.
    `summary` counts what was checked, and in which files.
    """
    checked = Checked(paths[0])
    if goals and not summary.specs and (summary.documents or summary.blocks):
        message = f"'{goals[0].text}' is expected of designs, and there is none in {', '.join(paths)}"
        checked.problems.error(message, None, "name a spec or another design, or a folder with specs")
        return checked
    if summary.compared or summary.errors:
        return None
    hint = "a spec is a YAML file with layers or extends; in a folder, others are left alone"
    if summary.specs:
        hint = "no file says what it expects; write expect into it, or --expect on the command line"
    elif summary.blocks:
        hint = "blocks have no numbers of their own; check a spec that calls them"
    elif summary.documents:
        hint = "a document is checked where it has sums that stand by themselves, or numbers between markers"
        if summary.left_alone:
            several = "1 sum is" if summary.left_alone == 1 else f"{summary.left_alone:,} sums are"
            hint = f"{several} left alone; the first is {summary.first_left_alone}; -v lists all"
        elif summary.unbound:
            several = "1 number" if summary.unbound == 1 else f"{summary.unbound:,} numbers"
            hint = f"it has {several} beside network names that no marker binds; --suggest shows markers"
    if summary.excluded:
        hint += f"; {summary.excluded:,} {'path is' if summary.excluded == 1 else 'paths are'} excluded"
    say = checked.problems.warning if all(map(os.path.isdir, paths)) else checked.problems.error
    say(f"nothing was found to check in {', '.join(paths)}", None, hint)
    return checked


def check_spec(file: File, goals: list[Goal]) -> Checked | None:
    """The claims of a spec, and `goals` besides; None where it is none and no person named it.

    A file of blocks alone is read and makes no claims. Whatever is wrong with a file is among its problems.
    """
    if not file.named and not is_candidate(file):
        return None
    checked, unread = Checked(file.name), Checked(file.name, code=UNREADABLE)
    source = read_source(file.path, unread.problems, file.name, pipes=bool(file.design))
    if source is None:
        return unread
    node = parse_yaml(source, checked.problems)
    checked.kind = _kind(node)
    if checked.kind and isinstance(node, Mapping):
        _check(node, source, file, goals, checked)
    elif not checked.problems.errors:
        if not file.named:
            return None
        hint = "a spec has layers or extends, a file of blocks has blocks"
        if file.design:
            hint += "; layers stand in quotes on the command line, and a document has to be a file"
        message = "this is not a spec" if node is not None else "the file is empty"
        checked.problems.error(message, node.place if node is not None else Place(source, 1, 1), hint)
    return checked


def check_design(file: File, goals: list[Goal]) -> Checked | None:
    """The claims of a design, and `goals`; with changes, or as layers in quotes, it has no claims of its own."""
    if file.path and not file.changes:
        return check_spec(file, goals)
    checked = Checked(file.name, SPEC)
    own = INLINE if isinstance(file.design, Text) and not file.changes else ""
    if not goals and not own:
        hint = "say it with --expect; what a file expects is true of it without changes"
        checked.problems.error(f"nothing is expected of {_subject(file)}", None, hint)
        return checked
    loaded = load(file.design, file.changes, checked.problems)
    report = analyse(*loaded, checked.problems) if loaded is not None else None
    if report is not None:
        _compare(report, own, file, goals, checked)
    return checked


def _subject(file: File) -> str:
    """What a claim is of: the file as it is shown, or a design as it was named, with its changes."""
    named = file.name
    if file.path and isinstance(file.design, str) and find_in_catalogue(file.design):
        named = file.design
    return " ".join([named, *file.changes])


def _kind(node: Node | None) -> str:
    """What a file is, by the keys of its outermost mapping; empty for what is no spec and no blocks."""
    keys = node.entries if isinstance(node, Mapping) else {}
    if "layers" in keys or "extends" in keys:
        return SPEC
    return BLOCKS if "blocks" in keys and isinstance(keys["blocks"][1], Mapping) else ""


def _unread(file: File, message: str, hint: str | None = None) -> Checked:
    checked = Checked(file.name, code=UNREADABLE)
    checked.problems.error(message, None, hint)
    return checked


def _check(node: Mapping, source: Source, file: File, goals: list[Goal], checked: Checked) -> None:
    problems = checked.problems
    beside = os.path.realpath(file.path) if os.path.isfile(file.path) else None
    spec = SpecReader(problems).mapping(node, source, beside)
    validate(spec, problems, source.name)
    if checked.kind == BLOCKS:
        warn_of_unused(spec, problems)
        for expectation in spec.expect:
            problems.error("there are no layers here that this could be expected of", expectation.scalar.place)
        hint = "blocks have no numbers of their own; expect it of a call"
        for key, _ in _expected(node.entries["blocks"][1]):
            problems.warning(UNCHECKED, key.place, hint)
        return
    space = spec.copy()
    if not spec.expects_side:
        spec.leave_out_sides()
    report = analyse(spec, [], problems)
    if any(one.place.source.name == source.name for one in (*space.sweep.values(), *space.letters.values())):
        from convcalc.study.sweep.knobs.read import own_space

        own_space(space, problems)
        checked.has_space = True
    if report is not None:
        _compare(report, source.name, file, goals, checked)
        if not spec.side:
            _say_left_out(node, checked)


def _compare(report: Report, own: str, file: File, goals: list[Goal], checked: Checked) -> None:
    """Compare with a report what stands in the source that is called `own`, and what is expected besides."""
    problems = checked.problems
    from convcalc.study.slips.cause import Slips

    slips = Slips(report)
    checked.claims += sorted(_own_claims(slips, own, problems), key=lambda claim: claim.place[1:3])
    checked.claims += _goal_claims(slips, goals, _subject(file), problems)


def _say_left_out(node: Node, checked: Checked) -> None:
    """Warn of what is expected where nothing was compared, as side branches are left out."""
    compared = {claim.place[1:3] for claim in checked.claims}
    for key, value in _expected(node):
        entries = value.entries.values() if isinstance(value, Mapping) else ()
        if not compared.intersection(one.place[1:3] for _, one in entries):
            checked.problems.warning(UNCHECKED, key.place, f"{SIDE}: false leaves side branches out")


def _expected(node: Node) -> Iterator[tuple[Scalar, Node]]:
    """Each `expect` that stands within a node."""
    if isinstance(node, List):
        for item in node.items:
            yield from _expected(item)
    elif isinstance(node, Mapping):
        for key, value in node.entries.values():
            yield from ((key, value),) if key.text == "expect" else _expected(value)


def _own_claims(slips: Slips, own: str, problems: Problems) -> Iterator[Claim]:
    """A claim for each `expect` of the file itself; one in a block for each call that led there.

    An error where the network has several outputs, and so no one value.
    """
    rows = (row for row in walk(slips.report.rows) if row.expect)
    for row in chain((None,), rows):
        for expectation in row.expect if row is not None else slips.report.expect:
            scalar = expectation.scalar
            if scalar.place.source.name != own:
                continue
            place = scalar.part(0, len(scalar.text))
            written, text = expectation.expected, scalar.text
            if isinstance(written, Formula):
                values = _values(written, slips.report, row, scalar, problems)
                at = scalar.part(written.offset, len(written.expression.text))
                found = _worked_out(written, values, at, problems) if values is not None else None
                if found is None:
                    continue
                written, text = found
            try:
                trail = expectation.trail
                yield make_claim(slips, row, expectation.metric, written, text, place, "", trail)
            except Several as several:
                hint = f"expect it beside {several.layer or 'the layer that reads it'}"
                problems.error(several.message(), place, hint)


def _values(
    formula: Formula, report: Report, row: Row | None, scalar: Scalar, problems: Problems
) -> dict[str, Number] | None:
    """The values of what a formula reads of a layer, or of the network where there is no row, or of layers by a path.

    None where there is none, which is then said.
    """
    values: dict[str, Number] = {}
    for name in formula.names():
        path, _, metric = name.name.rpartition(".")
        part = (row or report) if not path else report.by_path.get(path)
        if part is None:
            place = scalar.part(formula.offset + name.start, len(path))
            say_no_layer(report, path, place, problems)
            return None
        value = metric_of(part, metric)
        assert not isinstance(value, tuple)
        values[name.name] = value
    return values


def _worked_out(
    formula: Formula, values: dict[str, Number], place: Place, problems: Problems
) -> tuple[Quantity, str] | None:
    """What a formula comes to, and both as text; None where that is nothing, which is then said."""
    try:
        quantity = formula.quantity(values)
    except ExpressionError as error:
        problems.error(error.message, place.part(error.offset, error.length), error.hint)
        return None
    return quantity, f"{formula.text}, {show_count(quantity.number)}" if formula.names() else formula.text


def _goal_claims(slips: Slips, goals: list[Goal], name: str, problems: Problems) -> Iterator[Claim]:
    """A claim for each goal; an error where a spec does not have the layer that it is about."""
    report = slips.report
    for goal in goals:
        places = [(figure, figure_place(goal, figure)) for figure in goal.figures()]
        missing = [say_no_value(report, figure, place, problems, name) for figure, place in places]
        if any(missing):
            continue
        row = report.by_path[goal.figure.path] if goal.figure.path else None
        metric, of = goal.figure.metric, f" of {name}"
        if goal.formula is not None:
            values = {name: value_of(report, figure) for name, figure in goal.reads.items()}
            found = _worked_out(goal.formula, cast("dict[str, Number]", values), goal.compared, problems)
            if found is not None:
                yield make_claim(slips, row, metric, *found, goal.place, of)
            continue
        written: Any = goal.wanted or value_of(report, goal.to or goal.figure)
        if isinstance(written, Size):
            written = AxesQuantity(str(written) or "not defined", "", "", written)
        text = "x".join(map(str, written)) if isinstance(written, tuple) else written.text
        text = f"{goal.to}, {text}" if goal.to is not None else text
        yield make_claim(slips, row, metric, written, text, goal.place, of)
