"""The space of parts again, from the words that each has, for what its rows do not say."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.study.sweep.knobs.read import read_space
from convcalc.study.sweep.knobs.words import words as words_of
from convcalc.study.sweep.of_knobs import shown
from convcalc.study.sweep.space import Space
from convcalc.study.sweep.swept import Design

LET = "--let"


def command_words(design: str, changes: Sequence[str], lets: Sequence[str]) -> tuple[str, ...]:
    """The words of a command that say which designs there are; none for a design that can't be read again."""
    if design == "-" or (os.path.lexists(design) and not os.path.isfile(design)):
        return ()
    return (design, *changes, *(word for let in lets for word in (LET, let)))


def again(words: Sequence[str], design: Design) -> list[str]:
    """The words with which `summarize` shows a design of a command's space; none where that is not certain.

    The space still has the same knobs, and each the value among its own.
    """
    space = _read(*words)
    if space is None or [axis.name for axis in space.axes] != [*design.values]:
        return []
    each = [[*map(shown, axis.values)] for axis in space.axes]
    own = [*map(shown, design.values.values())]
    if not all(value in values for values, value in zip(each, own, strict=True)):
        return []
    return words_of(space, [values.index(value) for values, value in zip(each, own, strict=True)])


def _read(design: str, *words: str) -> Space | None:
    lets = [let for option, let in pairwise(words) if option == LET]
    changes = words[: words.index(LET)] if lets else words
    if not command_words(design, changes, lets):
        return None
    problems = Problems()
    try:
        space = read_space(design, changes, lets, problems)
    except (ConvcalcError, OSError):
        return None
    return space if not problems.errors else None
