"""The page of a rule of `convcalc check`: as text for a terminal, and as Markdown; the same words in both."""

from __future__ import annotations

from collections.abc import Iterable

from convcalc.render.characters import to_ascii, wrap_words
from convcalc.study.check.rules import CheckRule


def rule_text(rule: CheckRule, cells: int = 80, ascii: bool = False) -> str:
    """The page in lines of at most `cells` cells; examples stay as they are written."""
    blocks = ["\n".join(_filled(f"{rule.code} {rule.name} ({rule.severity}): {rule.summary}", cells))]
    blocks += ["\n".join(_filled(paragraph, cells)) for paragraph in rule.paragraphs]
    blocks += [f"{title}:\n\n{_indented(example)}" for title, example in _examples(rule)]
    text = "\n\n".join(blocks) + "\n"
    return to_ascii(text) if ascii else text


def rule_markdown(rule: CheckRule, level: int = 2) -> str:
    """The page under a heading of this level."""
    blocks = [f"{'#' * level} {rule.code} {rule.name}", f"{_sentence(rule.summary)} ({rule.severity})"]
    blocks += rule.paragraphs
    blocks += [f"{title}:\n\n````{rule.language}\n{example.rstrip()}\n````" for title, example in _examples(rule)]
    return "\n\n".join(blocks) + "\n"


def rules_page(rules: Iterable[CheckRule]) -> str:
    """All pages as one, under a table of the codes."""
    several = list(rules)
    lines = ["# The rules of `convcalc check`", ""]
    lines += ["This page is what `convcalc rule --all --format markdown` prints.", ""]
    lines += ["| code | name | severity | what holds |", "| --- | --- | --- | --- |"]
    lines += [
        f"| [{rule.code}](#{_anchor(rule)}) | {rule.name} | {rule.severity} | {rule.summary} |" for rule in several
    ]
    return "\n".join([*lines, "", *map(rule_markdown, several)])


def _anchor(rule: CheckRule) -> str:
    return f"{rule.code} {rule.name}".lower().replace(" ", "-")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _examples(rule: CheckRule) -> list[tuple[str, str]]:
    return [(title, example) for title, example in (("Wrong", rule.wrong), ("Right", rule.right)) if example]


def _indented(example: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.rstrip().split("\n"))


def _filled(text: str, cells: int) -> list[str]:
    """Paragraphs and items of a list in lines; words are never cut."""
    parts = text.split("\n")
    return [line for part in parts for line in wrap_words(part, cells, "", "  " if part.startswith("- ") else "")]
