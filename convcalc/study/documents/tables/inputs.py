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
from convcalc.study.documents.tables.heads import PIXELS

if TYPE_CHECKING:
    from convcalc.study.figures import Value

_SQUARE = re.compile(r"(?<=[0-9])(?:²|\$?\^\{?2\}?\$?)(?![0-9])")
"""What says that the one size before it is that of each axis: `224²`, `224^2`."""

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


def whole_input(text: str, own: Value) -> str:
    """The size that a cell gives a network as its input, with the network's channels where it has none: `3x224x224`."""
    with suppress(QuantityError):
        said = read_input(text, own).said
        return "x".join(map(str, said)) if isinstance(said, tuple) else text
    return text
