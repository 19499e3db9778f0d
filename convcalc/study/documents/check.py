"""Checks a document: the sums that stand in its prose, and the numbers and texts that its markers bind.

Sums are read in prose and inline code, in blocks of code and front matter only where that is asked for, never in
comments, nor in a text that a command has printed. A marker in code is text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from convcalc.language.problems import NOTE, Problem, Problems, Source
from convcalc.language.reading import read_source
from convcalc.language.tuples import NamedTuple
from convcalc.language.work import counted
from convcalc.spec.folders import of_document
from convcalc.study.check.findings import DOCUMENT, UNREADABLE, Checked, Claim, Fix, Suggestions
from convcalc.study.documents.block_sums import READ, sums_of_block
from convcalc.study.documents.bound import COMMANDS, TEXT_IS_OLD, UNWRITTEN, Binder, Run
from convcalc.study.documents.fix import fix_of, fixable, fixed_text
from convcalc.study.documents.hints import find_hints
from convcalc.study.documents.kinds.formulas import MAY_BEGIN
from convcalc.study.documents.kinds.kind import DocumentKind, Part
from convcalc.study.documents.kinds.records import MARKDOWN, kind_of
from convcalc.study.documents.kinds.unseen import Unseen
from convcalc.study.documents.lines import MATH, PROSE, Line, Passage
from convcalc.study.documents.markers import Binding, Marker, Markers
from convcalc.study.sums.context import HIDDEN, PARTED
from convcalc.study.sums.find import end_of_sums
from convcalc.study.sums.usage import usage_of

if TYPE_CHECKING:
    from convcalc.study.documents.names import Names, OwnSpecs
    from convcalc.study.documents.unbound import Finder

MAXIMUM_BYTES = 20_000_000

UNREAD = "it would not be read as one"
MOST_TRIES = 40
"""How often a document is read to see which of the suggested markers are read as such there."""

_FORMULAS = (*MAY_BEGIN, "{math}", "```math", "~~~math")
"""What there is in Markdown before a sum of which no line has both sides."""

_PRINTING = [[command] for command in COMMANDS]


class Asked(NamedTuple):
    """What is asked of the check of a document: sums in code too, and markers for what is not bound."""

    code: bool
    suggest: bool


def check_document(
    path: str,
    shown: str,
    *,
    run: Run,
    own: Callable[[], OwnSpecs] | None = None,
    code: bool = False,
    suggest: bool = False,
) -> Checked:
    """The claims of a document, and what is wrong with it; `shown` is the name it goes by.

    `run` runs a command whose text is bound; a number may be of the catalogue's networks and of the `own` ones. With
    `code`, sums in blocks of code and in front matter are read too; with `suggest`, markers are made for what is not
    bound.
    """
    checked = Checked(shown, DOCUMENT, UNREADABLE)
    source = read_source(path, checked.problems, shown, MAXIMUM_BYTES, None)
    if source is not None:
        folders = of_document(os.path.dirname(os.path.realpath(path)))
        kind = kind_of(path)
        binder = Binder(source, kind, run, checked.problems, folders)

        @cache
        def names() -> Names:
            from convcalc.study.documents.names import Names, OwnSpecs

            return Names(folders, own() if own else OwnSpecs())

        with counted(binder.work):
            for part in kind.parts(source, checked.problems, code) if kind.parts else [Part(source, kind)]:
                _check_part(part, checked, binder, names, Asked(code, suggest))
    return checked


def _check_part(part: Part, checked: Checked, binder: Binder, names: Callable[[], Names], asked: Asked) -> None:
    """Add what is found in a part of the file, in the order in which it stands there, with fixes of the file."""
    found = Checked(checked.name)
    found.problems, found.explainable = checked.problems, checked.explainable
    binder.source, binder.kind = part
    finder = _finder(part, names)
    _check(part.source, found, binder, asked.code, finder)
    if finder is not None:
        _add_unbound(finder, found, binder, asked)
    found.claims.sort(key=lambda claim: (claim.place.line, claim.place.column))
    if part.source.file is not part.source:
        found.claims = _in_file(part.source, found.claims)
        found.suggestions = Suggestions(_in_file(part.source, found.suggestions.claims), found.suggestions.refused)
    checked.claims += found.claims
    checked.unbound += found.unbound
    checked.suggestions.claims.extend(found.suggestions.claims)
    checked.suggestions.refused.extend(found.suggestions.refused)
    checked.left_alone += found.left_alone
    checked.unknown += found.unknown
    checked.explainable = found.explainable


def _in_file(source: Source, claims: list[Claim]) -> list[Claim]:
    """Claims whose fixes are those of the file that a text is a part of."""
    return [claim._replace(fix=_fix_in_file(source, claim.fix)) if claim.fix else claim for claim in claims]


def _fix_in_file(source: Source, fix: Fix) -> Fix:
    return Fix(*source.fix_in_file(fix.start, fix.end, fix.text), fix.shown or fix.text)


def _finder(part: Part, names: Callable[[], Names]) -> Finder | None:
    """What finds the numbers that are not bound; None where there can't be any."""
    hints = find_hints(part.source.text, part.kind, names)
    if hints is None:
        return None
    from convcalc.study.documents.unbound import Finder

    return Finder(part.source, part.kind, names(), hints)


def _add_unbound(finder: Finder, checked: Checked, binder: Binder, asked: Asked) -> None:
    """Add the numbers that no marker binds, and where that is asked for the markers that would."""
    finder.leave_out(checked.claims)
    checked.unbound = finder.unbound()
    if not asked.suggest or not checked.unbound:
        return
    from convcalc.study.documents.suggest import Suggester

    suggester = Suggester(finder, binder)
    claims, refused = suggester.suggestions()
    text, kind = finder.source.text, finder.kind
    marked = _marked(text, kind)

    tries = MOST_TRIES

    def readable(several: list[Claim]) -> list[Claim]:
        """Those whose markers are read as such once they stand in the text, beside those that stand there."""
        nonlocal tries
        tries -= 1
        wanted = sorted([*marked, *(suggester.words[fix_of(claim)] for claim in several)])
        if not several or (tries > 0 and _marked(fixed_text(text, several), kind) == wanted):
            return several
        half = len(several) // 2
        return [*readable(several[:half]), *readable(several[half:])] if half and tries > 0 else []

    put_in = sorted((claim for claim in claims if claim.fix), key=fix_of)
    read = set(map(fix_of, readable(put_in)))
    unread = [claim for claim in put_in if claim.fix not in read]
    refused += [Problem(NOTE, f"no marker can be suggested here: {UNREAD}", claim.place) for claim in unread]
    checked.suggestions = Suggestions([claim for claim in claims if not claim.fix or claim.fix in read], refused)


def _check(source: Source, checked: Checked, binder: Binder, code: bool, finder: Finder | None) -> None:
    text, kind = source.text, binder.kind
    end_of_claims = _end_of_claims(text, kind)
    end = max(end_of_claims, finder.hints.end if finder else 0)
    usage = usage_of(source.file.text)
    markers, unseen = Markers(source, checked.problems, kind, COMMANDS), Unseen(kind.unseen(text))
    for lines in blocks(text, kind) if end else ():
        if lines[0].start >= end:
            break
        hidden: list[tuple[Passage, str]] = []
        if lines[0].kind in READ:
            bindings, comments = markers.read(lines)
            checked.claims += filter(None, map(binder.claim, bindings))
            pairs = (binding for binding in bindings if isinstance(binding, Binding) and _prints(binding.opening))
            hidden = [(Passage(pair.opening.end, pair.closing.end), HIDDEN) for pair in pairs]  # also if still empty
            no_text = [*comments, *unseen.within(lines[0].start, lines[-1].end)]
            printed = {offset for passage, _ in hidden for offset in passage}
            hidden += [(part, " " if part.end in printed else _seen_instead(text, part)) for part in no_text]
            if finder is not None:
                finder.read(lines, bindings, comments, markers.open)
        else:
            if finder is not None:
                finder.lines += lines
            markers.pass_over()
            unseen.leave_out(lines[0].start, lines[-1].end)
            if not code:
                continue
        if markers.open is not None and _prints(markers.open):
            hidden.append((Passage(markers.open.end, lines[-1].end), HIDDEN))
        if lines[0].start < end_of_claims:
            checked.claims += sums_of_block(source, kind, lines, hidden, checked, usage)
    markers.finish()
    if finder is not None:
        finder.find(markers.tables)
    if markers.tables:
        from convcalc.study.documents.tables.tables import check_tables

        check_tables(source, markers.tables, binder, checked)
    _keep_markers(source, kind, checked)


def _end_of_claims(text: str, kind: DocumentKind) -> int:
    """Before which offset of a document all of its claims begin: most have none, and end here."""
    if "convcalc" in text or "<!--" in text:
        return len(text)
    if kind.plain is not None:
        return len(text) if not text.isascii() or any(sign in text for sign in "=\\&") else 0
    return len(text) if any(sign in text for sign in _FORMULAS) else end_of_sums(text)


def _keep_markers(source: Source, kind: DocumentKind, checked: Checked) -> None:
    """Leave the texts as they are where new ones would hide a marker, as a backquote does that pairs with another."""
    texts = [claim for claim in fixable(checked) if claim.code == TEXT_IS_OLD]
    if texts and _marked(fixed_text(source.text, texts), kind) != _marked(source.text, kind):
        checked.claims = [
            claim._replace(fix=None, difference=UNWRITTEN) if claim.fix and claim.code == TEXT_IS_OLD else claim
            for claim in checked.claims
        ]


def _marked(text: str, kind: DocumentKind) -> list[str]:
    """What the markers of a document name that bind something, in order."""
    markers = Markers(Source("", text), Problems(), kind, COMMANDS)
    prose = (lines for lines in blocks(text, kind) if lines[0].kind in READ)
    bindings = [binding.opening for lines in prose for binding in markers.read(lines)[0]]
    return sorted(marker.words or "" for marker in (*bindings, *markers.tables))


def _prints(marker: Marker) -> bool:
    """Whether a marker names a command: what stands behind it was printed."""
    return (marker.words or "").split(None, 1)[:1] in _PRINTING


def _seen_instead(text: str, passage: Passage) -> str:
    """What stands for each character of a passage that is not seen: a space, but between digits what parts these."""
    before, behind = text[passage.start - 1 : passage.start], text[passage.end : passage.end + 20]
    goes_on = behind.lstrip() if text.startswith("%", passage.start) else behind
    return PARTED if before.isdigit() and goes_on[:1].isdigit() else " "


def blocks(text: str, kind: DocumentKind = MARKDOWN) -> Iterator[list[Line]]:
    """The lines of a document, those of a paragraph, a heading, a row of a table, a block of HTML or code together."""
    block: list[Line] = []
    for line in kind.read_lines(text):
        if block and (line.begins or line.kind != block[0].kind or _stands_alone(text, line, block[-1])):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _stands_alone(text: str, line: Line, before: Line) -> bool:
    """Whether a line begins a block although no mark says so: behind a blank line, or in prose as a row of a table."""
    if line.kind == MATH:
        return before.text >= before.end
    return line.kind == PROSE and (before.text >= before.end or text.startswith("|", line.text, line.end))
