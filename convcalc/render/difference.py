"""What fixing a document would change, as a unified difference that `patch` takes.

It is made from the fixes themselves: no two texts are searched for what they have in common.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from convcalc.study.findings import Checked, Claim
from convcalc.study.fix import fixable, fixed_text

CONTEXT = 3
"""Lines that are shown before and behind what is changed."""

_UNENDED = "\\ No newline at end of file\n"

Change = tuple[int, int, list[Claim]]
"""The lines from the first to before the second number (from 0), and the claims that are fixed in them."""


def show_difference(checked: Checked) -> Iterator[str]:
    """The difference that fixing a document makes, in pieces; nothing where it makes none.

    Lines are ended by `\\n` here, as in `patch`; any other line end is a part of them.
    """
    claims = fixable(checked)
    if not claims:
        return
    text, mark = claims[0].place.source.text, claims[0].place.source.mark
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    if not lines[-1]:
        lines.pop()
    lines[0] = mark + lines[0]
    yield f"--- {checked.name}\n+++ {checked.name}\n"
    shift = 0
    for changes in _hunks(claims, starts):
        first = position = max(0, changes[0][0] - CONTEXT)
        last = min(len(lines), changes[-1][1] + CONTEXT)
        body: list[str] = []
        added = 0
        for begin, end, own in changes:
            new = _fixed(text[starts[begin] : starts[end]], starts[begin], own)
            if not begin:
                new[0] = mark + new[0]
            body += [f" {line}" for line in lines[position:begin]]
            body += [f"-{line}" for line in lines[begin:end]]
            body += [f"+{line}" for line in new]
            added += len(new) - (end - begin)
            position = end
        body += [f" {line}" for line in lines[position:last]]
        yield f"@@ -{first + 1},{last - first} +{first + 1 + shift},{last - first + added} @@\n"
        for line in body:
            yield line if line.endswith("\n") else f"{line}\n{_UNENDED}"
        shift += added


def _fixed(text: str, start: int, claims: list[Claim]) -> list[str]:
    """Lines that begin at an offset of their document, with the claims in them fixed."""
    lines = fixed_text(text, claims, start).split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def _hunks(claims: list[Claim], starts: list[int]) -> Iterator[list[Change]]:
    """The lines that change, those together that stand near each other."""
    near: list[Change] = []
    for claim in claims:
        assert claim.fix is not None
        begin = bisect_right(starts, claim.fix.start) - 1
        end = bisect_right(starts, max(claim.fix.start, claim.fix.end - 1))
        if near and begin < near[-1][1]:
            near[-1] = (near[-1][0], max(end, near[-1][1]), [*near[-1][2], claim])
            continue
        if near and begin - near[-1][1] > 2 * CONTEXT:
            yield near
            near = []
        near.append((begin, end, [claim]))
    if near:
        yield near
