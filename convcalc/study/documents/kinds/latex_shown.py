r"""A formula as it is shown where LaTeX is not set: `⌊(7 + 2)/2⌋` for `\left\lfloor\frac{7 + 2}{2}\right\rfloor`."""

from __future__ import annotations

import re
from html import unescape

from convcalc.study.documents.kinds.latex_text import latex_text
from convcalc.study.sums.context import HIDDEN

_MOST_NESTED = 20
_INNER = re.compile(
    r"(?P<before>[\w)/÷^]\s*)?(?:\\[dtc]?frac\s*\{(?P<upper>[^{}]*)\}\s*\{(?P<lower>[^{}]*)\}(?P<behind>\s*[\w(^])?"
    r"|\\sqrt\s*(?:\[(?P<root>[0-9])\])?\s*\{(?P<radicand>[^{}]*)\}|(?P<raised>(?<=\^)\{(?P<power>[^{}]*)\}))"
)
_SIGN = re.compile(r"\s*([×·÷])\s*")
_BRACKET = re.compile(r"(?<=[(⌊⌈])\s+|\s+(?=[)⌋⌉])")
_SINGLE = re.compile(r"[\w.,]*|[(⌊⌈][^()⌊⌋⌈⌉]*[)⌋⌉]")
_NAME = re.compile(r"\\(ln|log|lg|exp|max|min|gcd)(?![a-zA-Z])|\\b?mod(?![a-zA-Z])|\\pi(?![a-zA-Z])")
_ROOTS = {"3": "∛", "4": "∜"}


def shown(written: str) -> str:
    """What is written in a formula, as plain text; what is not known there stays as it is."""
    said = latex_text(re.sub(r"\\([*_])", r"\1", unescape(written))).text.replace(HIDDEN, " ").replace("{}", "")
    said = _NAME.sub(lambda found: found[1] or ("π" if found[0] == r"\pi" else "mod"), said)
    for _ in range(_MOST_NESTED):
        said, count = _INNER.subn(_plain, said)
        if not count:
            break
    return " ".join(_BRACKET.sub("", _SIGN.sub(r" \1 ", said)).split())


def _plain(found: re.Match[str]) -> str:
    before, behind = found["before"] or "", found["behind"] or ""
    if found["raised"]:
        return f"{before}{_one(found['power'])}"
    if found["radicand"] is not None:
        return f"{before}{_ROOTS.get(found['root'] or '', '√')}{_one(found['radicand'])}"
    divided = f"{_one(found['upper'])}/{_one(found['lower'])}"
    parted = before.strip() in ("/", "÷", "^") or (before and not before[-1].isspace()) or behind.strip()
    return f"{before}({divided}){behind}" if parted else f"{before}{divided}{behind}"


def _one(text: str) -> str:
    text = text.strip()
    return text if _SINGLE.fullmatch(text) else f"({text})"
