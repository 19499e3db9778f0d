"""Columns of sums in code, as people add them up: `=` below each other, a rule, and the total beneath it.

conv1   3*3*3*64   =   1,728
conv2   3*3*64*64  =  36,864
----------------------------
total              =  38,592
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.study.sums.find import find_sums
from convcalc.study.sums.step import Sum
from convcalc.study.sums.usage import Usage

_LONGEST = 300
_RULE = re.compile(r"[ \t|+]*[-=─━_]{3}[-=─━_ \t|+]*\Z")
_NUMBER = (
    r"(?P<number>(?P<digits>[0-9]+(?:[,_.][0-9]+)*)(?:[ ]?(?:[KkMGBT](?![A-Za-z])|million|Mio\.?|[만억万億亿]))?)"
    r"(?P<behind>[^=0-9]{0,40})\Z"
)
_ENTRY = re.compile(rf"(?P<label>.*[^=<>!:+*/-])(?P<equals>=)[ \t]*(?P<sign>[-−+]?)[ \t]*{_NUMBER}")
_TOTAL = re.compile(rf"(?P<label>[^0-9=]*)(?P<equals>=?)[ \t]*{_NUMBER}")
_SAYS_TOTAL = re.compile(
    r"\W*(?:(?:(?:grand |sub)?totale?s?|sum|summe|gesamt|insgesamt|somme|suma|итого|всего|총합?|합계|合計|合计|总计)"
    r"(?:(?![\w-]).{0,30})?)?\W*",
    re.I,
)
_RECKONED = re.compile(r"[0-9)\]][ \t]*[-+*/×·xX][ \t]*[0-9(\[]")
_LEAST = 2


def find_totals(lines: list[str], usage: Usage) -> Iterator[tuple[int, Sum]]:
    """The claims that a number below a rule is the sum of the column above, each with the number of its line.

    At least one of the numbers in the column is the result of a sum, and all stand below each other.
    """
    for place in range(_LEAST, len(lines) - 1):
        if not _RULE.match(lines[place][:_LONGEST]):
            continue
        total = _TOTAL.match(lines[place + 1][:_LONGEST])
        entries = _entries(lines, place) if total and _says_total(total["label"]) else []
        if total is None or len(entries) < _LEAST or not all(_is_below(total, entry) for entry in entries):
            continue
        if any(_RECKONED.search(entry["label"]) for entry in entries):
            yield from ((place + 1, claim) for claim in _added_up(entries, total, usage))


def _entries(lines: list[str], place: int) -> list[re.Match[str]]:
    """The lines directly above a rule that end with `= number`; none where a total is among them."""
    entries: list[re.Match[str]] = []
    while place:
        place -= 1
        entry = _ENTRY.match(lines[place][:_LONGEST])
        if entry is None:
            break
        entries.append(entry)
    is_nested = any(entry["label"].strip() and _says_total(entry["label"]) for entry in entries)
    return [] if is_nested else entries[::-1]


def _says_total(label: str) -> bool:
    return _SAYS_TOTAL.fullmatch(label) is not None


def _is_below(total: re.Match[str], entry: re.Match[str]) -> bool:
    """Whether two numbers end in the same column, or their equals signs stand in it."""
    signs = total["equals"] and total.start("equals") == entry.start("equals")
    return bool(signs) or total.end("digits") == entry.end("digits")


def _added_up(entries: list[re.Match[str]], total: re.Match[str], usage: Usage) -> Iterator[Sum]:
    terms = " ".join(f"{entry['sign'] or '+'} {entry['number']}" for entry in entries).removeprefix("+ ")
    text = f"{terms} = {total['number']}{total['behind']}"
    doubtful: list[Sum] = []
    for claim in (*find_sums(text, False, doubtful, usage), *doubtful):
        if claim.left == terms:
            yield claim._replace(offset=total.start("number"))
