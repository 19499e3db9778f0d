"""The size of an input as a column of a table has it: `224`, `224x224`, `3×224×224`, `224x224x3`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from convcalc.language.numbers.quantity import QuantityError
from convcalc.language.numbers.units import unit_length
from convcalc.language.values import Number
from convcalc.study.documents.numerals import Verdict, find_sizes, in_style
from convcalc.study.documents.plain import numbers_alone, plain
from convcalc.study.documents.tables.heads import PIXELS

if TYPE_CHECKING:
    from convcalc.study.figures import Value

_SQUARE = re.compile(r"(?<=[0-9])(?:²|\$?\^\{?2\}?\$?)(?![0-9])")
"""What says that the one size before it is that of each axis: `224²`, `224^2`."""

_POWER = re.compile(r"[\^⁰¹²³⁴-⁹]|\*\*(?=\d)|<sup\b")
_WORD = re.compile(r"\s*([^\W\d_]+)")
_BYTES = re.compile(r"(?i:[kmgt]i?b|bytes?)")


def read_input(text: str, own: Value) -> Verdict:
    """The input of a cell against that of a network, `said` with its channels first; without, they are the network's.

    A batch of 1 may stand before all. Channels stand last where the last number is the network's channels, and the
    first is not. Nothing is to be written before a word that may be another unit than pixels. Raises QuantityError
    where there is no size, more than one, or a count or bytes instead.
    """
    assert isinstance(own, tuple)
    text = _SQUARE.sub(lambda found: " " * len(found[0]), text)
    start, end, numbers = find_sizes(text)
    written = text[start:end]
    word = _WORD.match(text, end)
    if word and (unit_length(word[1]) or _BYTES.fullmatch(word[1])):
        raise QuantityError(f"'{text[start : word.end()]}' is no shape", start, word.end() - start)
    channels, *axes = map(int, own)
    batch = numbers[:1] if len(numbers) == len(own) + 1 and numbers[0] == 1 else ()
    numbers = numbers[len(batch) :]
    right: Sequence[Number] = own
    said = numbers
    if len(numbers) == len(own) > 1 and numbers[-1] == channels != numbers[0]:
        said, right = (numbers[-1], *numbers[:-1]), (*axes, channels)
    elif len(numbers) == len(axes):
        said, right = (channels, *numbers), axes
    elif len(numbers) == 1 and axes:
        said, right = (channels, *numbers * len(axes)), axes[:1] if len(set(axes)) == 1 else axes
    if word and word[1].casefold() not in PIXELS:
        return Verdict(start, end, said == own, None, said, f"'{word[1]}' behind the size may be its unit")
    return Verdict(start, end, said == own, in_style(written, (*batch, *right)), said)


def input_change(said: Any) -> str | None:
    """The change that gives a network another input; None for a shape with a 0."""
    return f"input={'x'.join(map(str, said))}" if all(said) else None


def changed_value(argument: str, text: str, own: Value | None) -> str:
    """What a cell gives an argument, nothing where it is empty; of `input` all its sizes: `3x224x224`.

    Where it has none of the channels, they are those of the network's `own`. Raises QuantityError for a size in another
    unit than pixels, and for any other power.
    """
    said = plain(text)
    if not any(map(str.isalnum, said)):
        return ""
    verdict = None
    with suppress(QuantityError):
        verdict = read_input(numbers_alone(text), own) if argument == "input" and own is not None else None
    if verdict is not None and isinstance(verdict.said, tuple):
        if verdict.doubt:
            raise QuantityError(f"'{said}' is no size of an input", 0, len(text), "write it in pixels, or samples")
        return "x".join(map(str, verdict.said))
    if _POWER.search(text):
        raise QuantityError(f"a power is no value of '{argument}'", 0, len(text), "write it out")
    return said
