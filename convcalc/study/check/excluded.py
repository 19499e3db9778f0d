"""What is left out of a check on purpose: patterns as a `.gitignore` in the current folder would have them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from convcalc.language.problems import Problems
from convcalc.study.check.ignored import ANY_FOLDERS, Glob, IgnoreRule, Rules, Tries, looked_through, parse_rule


class Excluded:
    """Patterns, and how many files and folders the last search left out for them; a folder counts as one.

    A file or folder that a person names is left out too. One that does not lie below the current folder is looked at
    as if the patterns stood where the search begins.
    """

    __slots__ = ("_tries", "count", "rules")

    def __init__(self, patterns: Sequence[str] = (), problems: Problems | None = None) -> None:
        found = (_rule(pattern, problems) for pattern in patterns)
        self.rules = looked_through([rule for rule in found if rule is not None][::-1])
        self.begin()

    def begin(self) -> None:
        """Count from here on."""
        self.count = 0
        self._tries = Tries()

    def inside(self, path: str, is_folder: bool) -> Rules | None:
        """The rules as they are looked through in a folder that a person named; None where it is left out.

        Of a file it is known so whether it is left out. Raises TooManyTries.
        """
        rules = self.rules
        parts = _parts(path, is_folder)
        for number, name in enumerate(parts, 1):
            if self.leaves_out(rules, name, is_folder or number < len(parts)):
                return None
            rules = rules.inside(name)
        return rules

    def leaves_out(self, rules: Rules, name: str, is_folder: bool) -> bool:
        """Whether an entry of a folder, in which these are the rules, is left out. Raises TooManyTries."""
        rule = rules.decides(name, is_folder, self._tries)
        left_out = rule is not None and not rule.keeps
        self.count += left_out
        return left_out


def _parts(path: str, is_folder: bool) -> list[str]:
    """The names that lead to a path from the current folder, or from where a search elsewhere begins."""
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):
        relative = os.pardir
    parts = relative.split(os.sep)
    if parts[0] == os.pardir:
        return [] if is_folder else [os.path.basename(path)]
    return [part for part in parts if part != os.curdir]


def _rule(pattern: str, problems: Problems | None) -> IgnoreRule | None:
    """The rule of a pattern; None, and a problem, where it can be about nothing."""
    rule = parse_rule(pattern.removeprefix("./"))
    globs = [part for part in rule.parts if isinstance(part, Glob)] if rule is not None else []
    is_sound = rule is not None and all(glob.is_sound for glob in globs) and (globs or ANY_FOLDERS in rule.parts)
    if not is_sound and problems is not None:
        hint = "write it as in .gitignore: tests/bad, *.draft.md"
        problems.error(f"'{pattern}' is no pattern of files", None, hint)
    return rule if is_sound else None
