"""Paths of layers and groups: which ones a pattern means, and what is said of one that means none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convcalc.language.problems import Nearest, Place, Problems

_LONGEST_SHOWN = 100


def is_pattern(path: str) -> bool:
    """Whether a path, or a part of one, may mean several: `stage2.*`, `conv[12]`."""
    return any(sign in path for sign in "*?[")


def means(pattern: str, part: str) -> bool:
    """Whether a part of a pattern means a part of a path.

    `*` stands for any letters, `?` for one and `[12]` for one of these.
    """
    if pattern == "*" or not is_pattern(pattern):
        return pattern in ("*", part)
    from fnmatch import fnmatchcase

    return fnmatchcase(part, pattern)


def all_mean(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a pattern means a path, part by part."""
    return len(pattern) == len(path) and all(map(means, pattern, path))


def say_no_layer(
    path: str, known: Iterable[str], place: Place, problems: Problems, hint: str | None = None, where: str = ""
) -> None:
    """Say that there is no layer of this path, and which of the `known` may be meant, else the `hint`."""
    shown = path[:_LONGEST_SHOWN]
    problems.error(f"there is no layer '{shown}'{where}", place, Nearest(path, known, hint))
