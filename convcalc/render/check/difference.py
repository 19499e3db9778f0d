"""What fixing a document would change, as a unified difference that `patch` takes.

It is made from the fixes themselves: no two texts are searched for what they have in common. A line that a CI server
would obey is not shown around what changes; where it changes itself it is made harmless, and `patch` refuses it.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile

from convcalc.render.characters import visible
from convcalc.render.gate import harmless
from convcalc.study.check.findings import Checked, Claim
from convcalc.study.documents.fix import fixed_text

CONTEXT = 3
"""Lines that are shown before and behind what is changed."""

_UNENDED = "\\ No newline at end of file\n"

Change = tuple[int, int, list[Claim]]
"""The lines from the first to before the second number (from 0), and the claims that are fixed in them."""


def show_difference(checked: Checked, claims: list[Claim]) -> Iterator[str]:
    """The difference that the fixes of these claims make in a document, in pieces; they stand in its order.

    Lines are ended by `\\n` here, as in `patch`; any other line end is a part of them.
    """
    if not claims:
        return
    source = claims[0].place.source.file
    text, mark = source.text, source.mark
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    if not lines[-1]:
        lines.pop()
    lines[0] = mark + lines[0]
    name = _quoted(checked.name)
    yield f"--- {name}\n+++ {name}\n"
    shift = 0
    for changes in _hunks(claims, starts, lines):
        first, last = _around(lines, changes[0][0], changes[-1][1])
        position = first
        body: list[str] = []
        added = 0
        for begin, end, own in changes:
            new = _fixed(text[starts[begin] : starts[end]], starts[begin], own)
            if not begin:
                new[0] = mark + new[0]
            old = lines[begin:end]
            kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old[::-1], new[::-1], strict=False)))
            body += [f" {line}" for line in lines[position:begin]]
            body += [f"-{line}" for line in old[: len(old) - kept]]
            body += [f"+{line}" for line in new[: len(new) - kept]]
            body += [f" {line}" for line in old[len(old) - kept :]]
            added += len(new) - (end - begin)
            position = end
        body += [f" {line}" for line in lines[position:last]]
        yield f"@@ -{first + 1},{last - first} +{first + 1 + shift},{last - first + added} @@\n"
        yield from (line if line.endswith("\n") else f"{line}\n{_UNENDED}" for line in map(harmless, body))
        shift += added


def _quoted(name: str) -> str:
    """The name of a file as `patch` reads it: one that has no place on a line in quotes, its bytes in octal."""
    if harmless(visible(name)) == name and not name.startswith('"'):
        return name
    quoted = re.sub(rb"[^ !$-\[\]-~]", lambda found: b"\\%03o" % found[0][0], os.fsencode(name))
    return f'"{quoted.decode("ascii")}"'


def _around(lines: list[str], begin: int, end: int) -> tuple[int, int]:
    """The lines that are shown around those from `begin` to before `end`: `CONTEXT` on either side where there are.

    Where a CI server would obey one of them there are fewer, and as many on either side: `patch` takes more on one
    side for the beginning or the end of a file.
    """
    wanted = min(CONTEXT, begin), min(CONTEXT, len(lines) - end)
    before = sum(1 for _ in takewhile(_is_text, reversed(lines[begin - wanted[0] : begin])))
    after = sum(1 for _ in takewhile(_is_text, lines[end : end + wanted[1]]))
    if (before, after) != wanted:
        before = after = min(before, after)
    return begin - before, end + after


def _is_text(line: str) -> bool:
    return harmless(line) == line


def _fixed(text: str, start: int, claims: list[Claim]) -> list[str]:
    """Lines that begin at an offset of their document, with the claims in them fixed."""
    lines = fixed_text(text, claims, start).split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def _hunks(claims: list[Claim], starts: list[int], lines: list[str]) -> Iterator[list[Change]]:
    """The lines that change, those together that stand near each other."""
    near: list[Change] = []
    for claim in claims:
        assert claim.fix is not None
        begin = bisect_right(starts, claim.fix.start) - 1
        end = bisect_right(starts, max(claim.fix.start, claim.fix.end - 1))
        if near and begin < near[-1][1]:
            first, last, claims_there = near[-1]
            claims_there.append(claim)
            near[-1] = (first, max(end, last), claims_there)
            continue
        if near and (begin - near[-1][1] > 2 * CONTEXT or not all(map(_is_text, lines[near[-1][1] : begin]))):
            yield near
            near = []
        near.append((begin, end, [claim]))
    if near:
        yield near
