"""The markers that would bind the unbound numbers of a document, and whether each number holds now.

A suggestion is a claim whose fix puts the markers around its number, or the comment of a table above it, and changes
nothing else. A number that is wrong stays as its author wrote it.
"""

from __future__ import annotations

import re
import shlex
from bisect import bisect_left
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from convcalc.costs.kinds import RATIO
from convcalc.language.numbers.quantity import Quantity, QuantityError
from convcalc.language.problems import NOTE, Problem
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import is_number
from convcalc.language.work import Spent
from convcalc.spec.folders import SUFFIXES
from convcalc.study.check.findings import UNBOUND, Claim, Fix, Suggestions
from convcalc.study.documents.bound import NUMBER_IS_WRONG, Binder, BoundValue, Refusal
from convcalc.study.documents.circumstances import REACH, Circumstances, sizes_in
from convcalc.study.documents.commas import in_language
from convcalc.study.documents.kinds.kind import AROUND, BEFORE, BELOW
from convcalc.study.documents.kinds.rest_lines import behind_bullets
from convcalc.study.documents.lines import LINE_END, Line, Passage
from convcalc.study.documents.markers import TABLE, Binding, Marker, Single, place_behind
from convcalc.study.documents.numerals import Verdict, read
from convcalc.study.documents.single import read_single
from convcalc.study.documents.surroundings import paragraph
from convcalc.study.documents.tables.heads import OPERATIONS
from convcalc.study.documents.tables.row_names import FIRST, called_alike
from convcalc.study.documents.tables.rows import WITHOUT_INPUT, Origin, is_cut_off
from convcalc.study.documents.tables.suggested import TableMarker
from convcalc.study.documents.unbound import Finder, InTable, InText
from convcalc.study.sums.usage import usage_of

if TYPE_CHECKING:
    from convcalc.costs.kinds import Expected

_DEFINITION = re.compile(r"^[> \t]*(\[(?!\^)[^\[\]\n]{1,300}\]):", re.M)
"""A link of Markdown that is defined apart: a comment would be part of its name, by which it is found."""

_CAPTION = re.compile(r"\.\. +[\w:-]*figure::[^\n]*\n(?:[ \t]+\S[^\n]*\n)*\s*\Z")
"""What stands before the caption of a figure, which has to be the first of its content."""

_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•‣⁃]|\(?(?:[0-9]{1,9}|[a-zA-Z#])[.)])[ \t]")
"""In reStructuredText a comment between items would part their list: it stands in one of them."""

_COUNTED_OTHERWISE = "it may be right in another way of counting, or of a variant of the network"
_OTHER_WAY = "the other of the two networks has more"
_SENTENCE_END = re.compile(r"[.!?;]\s|[。！？；]")

_MARKS = ("***", "**", "__", "*", "_")


class Suggested(NamedTuple):
    """What a marker would name, its value, what the number says against it from `start` on, and how to put it in."""

    words: list[str]
    value: BoundValue
    verdict: Verdict
    start: int
    fix: Fix


class Suggester:
    """Makes the suggestions for a document; `refused` says why others have none, `words` what a fix would bind."""

    def __init__(self, finder: Finder, binder: Binder) -> None:
        self.finder = finder
        self.source = finder.source
        self.binder = binder
        self.refused: list[Problem] = []
        self.words: dict[Fix, str] = {}
        self.circumstances = Circumstances(self.source.text)
        self.links = {name.casefold() for name in _DEFINITION.findall(self.source.text)}

    def suggestions(self) -> Suggestions:
        """All of them in the order of their places."""
        claims: list[Claim] = []
        for one in self.finder.in_text:
            claims += self._in_text(one)
        for table in self.finder.in_tables:
            claims += self._in_table(table)
        return Suggestions(sorted(claims, key=lambda claim: claim.place[1:3]), self.refused)

    def _refuse(self, line: Line, start: int, end: int, reason: str) -> list[Claim]:
        place = place_behind(self.source, line, start, end - start)
        self.refused.append(Problem(NOTE, f"no marker can be suggested here: {reason}", place))
        return []

    # Numbers in sentences

    def _in_text(self, one: InText) -> list[Claim]:
        """The claim of a number in a sentence, with the markers as its fix."""
        try:
            found = self._around(one) if self.finder.kind.binds == AROUND else self._alone(one)
        except (QuantityError, Refusal) as error:
            return self._refuse(one.line, one.start, one.end, error.message)
        except Spent:
            return self._refuse(one.line, one.start, one.end, "those before it take all the work that there is")
        words, value, verdict, start, fix = found
        said = verdict.said
        below = value.kind is RATIO and not verdict.holds and is_number(value.value) and value.value < 1
        if below and one.said.either:
            return self._in_text(one._replace(said=one.said.turned()))
        text = self.source.text[start + verdict.start : start + verdict.end]
        text = said.text if isinstance(said, Quantity) else text
        place = place_behind(self.source, one.line, start + verdict.start, verdict.end - verdict.start)
        claim = Claim(NUMBER_IS_WRONG, " ".join(words), place, text, value.text, verdict.holds)
        claim = self.binder.judged(claim, value, verdict, start)
        claim = claim._replace(code=UNBOUND, fix=fix)
        if not claim.holds and value.design[:1] != (one.said.design,) and value.kind is not RATIO:
            own = self._named([one.said.design, str(value.figure)], one)
            claim = claim._replace(difference=f"{claim.difference}; {one.said.design} is v1.5, and has {own.text}")
        if not claim.holds and (reason := _OTHER_WAY if below else self._why_unmarked(one, value, said)):
            return self._leave_out(claim, reason)
        self.words[fix] = shlex.join(words)
        return [claim]

    # Wrong numbers

    def _leave_out(self, claim: Claim, reason: str) -> list[Claim]:
        """Say of a wrong number that it is not bound, and why."""
        why = claim.cause or claim.difference
        message = f"{claim.subject}: {claim.written} does not hold (computed {claim.computed}); {why}"
        self.refused.append(Problem(NOTE, f"{message}; no marker is suggested: {reason}", claim.place))
        return []

    def _why_unmarked(self, one: InText, value: BoundValue, said: Expected) -> str:
        """Why a wrong number in a sentence is not bound."""
        if may_be := self._of_another(value, one.start, [self.source.text[one.block.start : one.block.end]]):
            return may_be
        if sizes := self._other_sizes(one, value):
            return f"{sizes[0]} stands beside it, and may be its input"
        is_older = value.kind is not RATIO and value.design[:1] != (one.said.design,)
        return "" if is_older else self._counted_otherwise(value, said)

    def _why_cell_unmarked(self, beside: str, origin: Origin) -> str:
        """Why a wrong number is not bound in a table, which has what may make it another network's `beside` it."""
        value, cell, text = origin.read.value, origin.read.cell, self.source.text
        may_be = self._of_another(value, cell.start, [one.says(text) for one in origin.row.cells], beside)
        return may_be or self._counted_otherwise(value, origin.read.verdict.said)

    def _beside_table(self, table: InTable) -> str:
        """What may make the numbers of a table those of other networks: in its head, above it, or in its caption."""
        text, grid = self.source.text, table.grid
        heads = [head.says(text) for row in (grid.head, *grid.above) for head in row]
        end = max(cell.end for row in grid.rows for cell in row)
        return self.circumstances.another(table.start, [*heads, *self.circumstances.beside_table(table.start, end)])

    def _of_another(self, value: BoundValue, start: int, parts: list[str], beside: str = "") -> str:
        """That a wrong number may be another network's, by what stands around it."""
        if value.kind is RATIO or value.design[0].endswith(SUFFIXES):
            return ""
        another = beside or self.circumstances.another(start, parts)
        return f"with '{another}' beside it, it may be another network's" if another else ""

    def _counted_otherwise(self, value: BoundValue, said: Expected) -> str:
        """That a wrong number may be right in its author's meaning: in most that is so but for ratios, those of own
        specs, and where the digits or the unit alone are wrong.
        """
        certain = value.kind is RATIO or value.design[0].endswith(SUFFIXES) or self.binder.is_of_writing(value, said)
        return "" if certain else _COUNTED_OTHERWISE

    def _other_sizes(self, one: InText, value: BoundValue) -> list[str]:
        """The sizes that stand in a number's sentence and are no input of its network, where it hangs on that, as texts
        such as `3x256x256`.
        """
        if value.figure is None or value.figure.metric in WITHOUT_INPUT:
            return []
        own = self._named([value.design[0], "input"], one).value
        text, block = self.source.text, one.block
        before = _SENTENCE_END.split(text[max(block.start, one.start - REACH) : one.start])[-1]
        behind = _SENTENCE_END.split(text[one.end : min(block.end, one.end + REACH)])[0]
        if not isinstance(own, tuple) or len(own) != 3:
            return []
        sizes = [size for part in (before, behind) for size in sizes_in(part)]
        return [f"{own[0]}x{high}x{wide}" for high, wide in dict.fromkeys(sizes) if (high, wide) != own[1:]]

    def _around(self, one: InText) -> Suggested:
        """Two markers around a number."""
        text = self.source.text
        start, end = _with_emphasis(text, one)
        if start is None:
            raise Refusal("a comment beside this emphasis would end it")
        if self._names_link(one):
            raise Refusal("a comment in the name of a link would part it from its definition")
        opened = Marker(one.line, start, start, "", one.block)
        words, value = self._value(one, text[start:end])
        around = paragraph(text, Binding(opened, opened._replace(start=end, end=end)))
        verdict = self._read(text[start:end], value, *around)
        opening, closing = (self.finder.kind.marker.format(f"{mark}convcalc") for mark in ("", "/"))
        opening = opening.replace("convcalc", f"convcalc {shlex.join(words)}")
        return Suggested(words, value, verdict, start, Fix(start, end, f"{opening}{text[start:end]}{closing}"))

    def _names_link(self, one: InText) -> bool:
        """Whether a number stands in the definition of a link of Markdown, or in the name of one that is defined."""
        text, line = self.source.text, one.line
        if _DEFINITION.match(text, text.rfind("\n", 0, line.text) + 1, line.end):
            return True
        opens, closes = text.rfind("[", line.text, one.start), text.find("]", one.end, line.end)
        return 0 <= opens < closes and text[opens : closes + 1].casefold() in self.links

    def _alone(self, one: InText) -> Suggested:
        """A marker that stands alone: behind the line in which the number is the last, or above its paragraph."""
        text, kind, line = self.source.text, self.finder.kind, one.line
        is_last = kind.binds == BEFORE
        words, value = self._value(one, text[one.start : one.end])
        marker = kind.marker.format(f"convcalc {shlex.join(words)}")
        part = Passage(line.text, line.end) if is_last else one.block
        opened = Marker(line, part.end, part.end, "", one.block)
        reason = "the last number on its line" if is_last else "the first number of its paragraph"
        try:
            found = read_single(kind, self.source, Single(opened, part, is_last), value.kind, value.value)
        except QuantityError:
            raise Refusal(f"a marker binds {reason} here") from None
        if not (found.start < one.end and one.start < found.end):
            raise Refusal(f"a marker binds {reason} here")
        verdict = found.verdict._replace(start=0, end=found.end - found.start, right=None)
        if is_last:
            return Suggested(words, value, verdict, found.start, Fix(line.end, line.end, f" {marker}"))
        above, margin = self._above_paragraph(one.block)
        below = self._newline(one.block.start) * 2
        return Suggested(words, value, verdict, found.start, Fix(above, above, f"{marker}{below}{margin}"))

    def _above_paragraph(self, block: Passage) -> tuple[int, str]:
        """Where a comment stands above a paragraph, in the item of a list behind its mark, and the paragraph's margin
        below it. Raises Refusal where it can't stand there.
        """
        text = self.source.text
        first = text.rfind("\n", 0, block.start) + 1
        margin, above = text[first : block.start], ""
        while first and (line := text[text.rfind("\n", 0, first - 1) + 1 : first]).strip():
            above, first = line, first - len(line)
        ends = text.find("\n", block.start)
        behind = behind_bullets(text, block.start, ends if ends >= 0 else len(text))
        item = text[block.start : behind]
        goes_on = item and (_LIST_ITEM.match(above) or above.startswith(f"{margin} "))
        is_caption = _CAPTION.search(text, max(0, first - REACH), first)
        if margin.strip() or "\t" in item or (above and not goes_on) or is_caption:
            raise Refusal("nothing can stand above its paragraph")
        return behind, margin + " " * len(item)

    def _newline(self, start: int) -> str:
        """How the lines end from an offset on."""
        ended = LINE_END.search(self.source.text, start)
        return ended[0] if ended else "\n"

    def _value(self, one: InText, written: str) -> tuple[list[str], BoundValue]:
        """The words of the marker and what they name: of operations the MACs or FLOPs that are nearer."""
        said = one.said
        metrics = ["macs", "flops"] if said.metric == OPERATIONS else [said.metric]
        found = [
            (words, self._named(words, one))
            for words in (_words(said.design, metric, said.other) for metric in metrics)
        ]
        if len(found) > 1 and not said.other:
            macs = found[0][1]
            number = self._read(written, macs).said
            assert isinstance(number, Quantity)
            assert not isinstance(macs.value, tuple)
            nearer = found[number.number**2 >= 2 * macs.value**2]
        else:
            nearer = found[0]
        if self._read(written, nearer[1]).holds or said.other:
            return nearer
        for others in (self._at_another_size(one, nearer[1], metrics), self._called_alike(one, nearer[1])):
            there = [(words, value) for words in others if (value := self._known(words, one))]
            holding = [other for other in there if self._read(written, other[1]).holds]
            if len(holding) == 1:
                return holding[0]
        return self._older(one, nearer, written) or nearer

    def _at_another_size(self, one: InText, value: BoundValue, metrics: list[str]) -> list[list[str]]:
        """The words for the network at the other sizes that stand in the sentence."""
        sizes = self._other_sizes(one, value)
        return [[one.said.design, f"input={size}", metric] for size in sizes for metric in metrics]

    def _called_alike(self, one: InText, value: BoundValue) -> list[list[str]]:
        """The words for other networks that go by the same name."""
        return [[other, str(value.figure)] for other in called_alike(one.said.design)]

    def _older(
        self, one: InText, nearer: tuple[list[str], BoundValue], written: str
    ) -> tuple[list[str], BoundValue] | None:
        """The first version of a network whose number this is with its last digits cut off: 3.8 GFLOPs of ResNet-50."""
        words = [f"{one.said.design}{FIRST}", str(nearer[1].figure)]
        value = self._known(words, one) if words[0] in called_alike(one.said.design) else None
        if value is None or value.value == nearer[1].value:
            return None
        return (words, value) if is_cut_off(self._read(written, value).said, value.value) else None

    def _known(self, words: list[str], one: InText) -> BoundValue | None:
        with suppress(Refusal):
            return self._named(words, one)
        return None

    def _named(self, words: list[str], one: InText) -> BoundValue:
        place = place_behind(self.source, one.line, one.start, one.end - one.start)
        value = self.binder.values.get(shlex.join(words), lambda: self.binder.value(words, place))
        if isinstance(value, Refusal):
            raise value
        return value

    def _read(self, written: str, value: BoundValue, *around: str) -> Verdict:
        """What a number says against a value."""
        usage = usage_of(self.source.file.text)
        return in_language(written, usage, value.value, lambda text: read(value.kind, text, value.value, *around))

    # Tables

    def _in_table(self, table: InTable) -> list[Claim]:
        """The claims of a table's cells, the first with its comment as its fix."""
        line, start = table.line, table.start
        try:
            above, before, behind = self._above(table)
            why = partial(self._why_cell_unmarked, self._beside_table(table))
            words, claims, left_out = TableMarker(self.source, table, self.binder, why).find()
        except (QuantityError, Refusal) as error:
            return self._refuse(line, start, line.end, error.message)
        for claim, reason in left_out:
            self._leave_out(claim, reason)
        if not claims:
            return [] if left_out else self._refuse(line, start, line.end, "nothing in it can be compared")
        claims = [claim._replace(code=UNBOUND, fix=None) for claim in claims]
        shown = " ".join([TABLE, *(_shown(word) for word in words[1:])])
        comment = self.finder.kind.marker.format(f"convcalc {shown}")
        fix = Fix(above, above, f"{before}{comment}{behind}")
        self.words[fix] = shown
        claims[0] = claims[0]._replace(fix=fix)
        return claims

    def _above(self, table: InTable) -> tuple[int, str, str]:
        """Where the comment of a table stands, and what before and behind it. Raises Refusal where it can't."""
        text, line, kind, lines = self.source.text, table.line, self.finder.kind, self.finder.lines
        newline = self._newline(line.start)
        if kind.binds == AROUND:
            if table.start > line.text:
                return table.start, "", ""
            return table.start, "", newline + re.sub("[^>\t]", " ", text[line.start : table.start])
        number = bisect_left(lines, line.start, key=lambda line: line.start)
        top = lines[kind.above(text, lines, number) if kind.above else number]
        before = text[text.rfind("\n", 0, max(0, top.start - 1)) + 1 : top.start]
        found = kind.find_table(text, lines, top.start)
        if found is None or found.head[0].start != table.grid.head[0].start or (kind.binds == BELOW and before.strip()):
            raise Refusal("nothing can stand above this table")
        return top.start, text[top.start : top.text], newline * (2 if kind.binds == BELOW else 1)


def _words(design: str, metric: str, other: str) -> list[str]:
    return [design, metric, "/", other, metric] if other else [design, metric]


def _shown(word: str) -> str:
    option, _, value = word.partition("=")
    return f'{option}="{value}"'


def _with_emphasis(text: str, one: InText) -> tuple[int | None, int]:
    """Where the markers stand: around the emphasis of a number, since a comment inside it may end it; None where it
    is emphasised together with what stands beside it, and joined to a word.
    """
    start, end = one.start, one.end
    for mark in _MARKS:
        if text.endswith(mark, 0, start) and text.startswith(mark, end):
            return start - len(mark), end + len(mark)
    before = re.search(r"(?<=[^\W_])[*_]+\Z", text[max(0, start - 20) : start])
    behind = re.match(r"[*_]+(?=[^\W_])", text[end : end + 20])
    return (None, end) if before or behind else (start, end)
