"""Layers as course notes and papers write them: `CONV 5x5 64`, `7x7 conv, 64, /2`, `MAX POOL 3x3 stride 2`, `FC 1000`.

Only what is certain is read: a kernel is written with an x, which tells it from the number of filters, and a pool says
how far apart its windows are. What is not certain is refused with the line as it would be written here.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from convcalc.language.nodes.code import CodeArgument, written_call
from convcalc.language.tree import ExpressionError

_KERNEL = r"[0-9]{1,5}(?:[x×][0-9]{1,5}){1,2}(?![\w×])"
_CONVOLUTION = r"conv(?:olution)?(?:al)?(?:[ -]layer)?"
_POOL = r"(?:max|avg|average)[ -]?pool(?:ing)?"
_COMMA = r"[ ]*+(?:,[ ]*+)?"
_EQUALS = r"[ ]*+(?:=[ ]*+)?"
_WINDOWED = (
    rf"(?:(?P<before>{_KERNEL})[ -]?(?P<of_it>(?i:{_CONVOLUTION}|{_POOL}))\b"
    rf"|(?P<first>(?=[A-Z])(?i:{_CONVOLUTION})|(?i:{_POOL}))-?{_COMMA}(?P<after>{_KERNEL}))"
)
_OPTION = (
    rf"{_COMMA}(?i:(?:stride|s){_EQUALS}(?P<stride>[0-9]{{1,5}})|/[ ]*+(?P<over>[0-9]{{1,5}})"
    rf"|(?:padding|pad|p){_EQUALS}(?P<padding>[0-9]{{1,5}}|same|valid)"
    r"|(?P<filters>[0-9]{1,9})(?:[ ]++(?:filters|channels|kernels|maps))?)(?![\w×])"
)
_READ = re.compile(rf"{_WINDOWED}|FC(?:[ ]++|-)(?P<units>[0-9]{{1,9}})\Z")
_READ_OPTION = re.compile(_OPTION)
_UNCLEAR = re.compile(
    rf"(?P<pool>(?=[A-Z])(?i:pool(?:ing)?))\b|(?P<kind>(?=[A-Z])(?i:{_POOL})|(?i:max|avg|average)[ -]?pool(?:ing)?)\b"
    r"|(?=[A-Z])(?i:conv(?:olution)?)[ ]++(?P<one>[0-9]{1,5})(?:[ ]*+,)?[ ]++(?P<other>[0-9]{1,5})\Z"
    r"|(?i:conv)(?P<size>[0-9]{1,2})-(?P<number>[0-9]{1,5})\Z"
)

NOTE_WITH_COMMAS = rf"{_WINDOWED}(?:{_OPTION})+"
"""The text of a layer with what stands behind it, and with the commas in it that end no item."""


class Note(NamedTuple):
    """A layer of notes: its op here, its arguments in their order here, and whether a padding is to be thought of.

    `axes` is along how many axes its kernel goes; 0 where that is not written.
    """

    op: str
    arguments: tuple[CodeArgument, ...]
    unpadded: bool
    axes: int = 0

    @property
    def text(self) -> str:
        """How it is written here."""
        return written_call(self.op, self.arguments)


def is_note(text: str) -> bool:
    """Whether a text is a layer as notes have it, read or refused."""
    return _READ.match(text) is not None or _UNCLEAR.match(text) is not None


def read_note(text: str) -> Note:
    """The layer that a text is. Raises ExpressionError where it is not certain which."""
    head = _READ.match(text)
    if head is None:
        _refuse(text)
    if head["units"]:
        return Note("linear", (_argument("", head["units"], head, "units"),), False)
    group = "before" if head["before"] else "after"
    sizes = head[group].replace("×", "x").split("x")
    kernel = _argument("", sizes[0] if len(set(sizes)) == 1 else "x".join(sizes), head, group)
    op = _op(head["of_it"] or head["first"])
    options = _options(text, head.end())
    if op == "conv":
        filters = options.pop("out_channels", None)
        if filters is None:
            hint = f"write conv 64 {kernel.value} for 64 of them"
            if len(sizes) == 3 and sizes[0] == sizes[1] != sizes[2]:
                hint = f"write conv {sizes[2]} {sizes[0]} where {sizes[2]} is the number of filters"
            raise ExpressionError("how many filters there are is not written", 0, len(text), hint)
        first = [filters, kernel]
    else:
        if "out_channels" in options:
            extra = options["out_channels"]
            raise ExpressionError("a pool has no filters", extra.offset, extra.length, "as many channels come out")
        if "stride" not in options:
            hint = f"write {op} {kernel.value} for windows beside each other, or {op} {kernel.value} stride=2"
            raise ExpressionError("how far apart the windows are is not written", 0, len(text), hint)
        first = [kernel]
    return Note(op, (*first, *options.values()), "padding" not in options and set(sizes) != {"1"}, len(sizes))


def _options(text: str, offset: int) -> dict[str, CodeArgument]:
    """What stands behind the head: filters, stride and padding, in any order, by what they are here."""
    found: dict[str, CodeArgument] = {}
    while offset < len(text.rstrip(" ,")):
        option = _READ_OPTION.match(text, offset)
        if option is None:
            rest = text[offset:].strip(" ,")
            place = text.index(rest, offset)
            hint = "after the kernel stand the number of filters, stride 2 or /2, and pad 1"
            raise ExpressionError(f"'{rest[:40]}' can't be read in a note", place, len(rest), hint)
        group = str(option.lastgroup)
        name = {"over": "stride", "filters": "out_channels"}.get(group, group)
        value = option[group].lower().replace("valid", "0")
        written = _argument("" if name == "out_channels" else name, value, option, group)
        if name in found:
            raise ExpressionError(f"{name} is written twice", written.offset, written.length)
        found[name] = written
        offset = option.end()
    return {name: found[name] for name in ("out_channels", "stride", "padding") if name in found}


def _refuse(text: str) -> NoReturn:
    """Say how what is not certain is written here."""
    unclear = _UNCLEAR.match(text)
    assert unclear is not None
    size = (re.findall(r"\d{1,5}", text) or ["2"])[0]
    if unclear["pool"]:
        message, hint = "it is not written which pool this is", f"write max_pool {size}, or avg_pool {size}"
    elif unclear["kind"]:
        op = _op(unclear["kind"])
        message = "the size of the windows is not certain" if size in text else "the size of the windows is not written"
        hint = f"write {op} {size} for windows of {size}x{size} beside each other, or {op} {size} stride=1"
    elif unclear["one"]:
        one, other = unclear["one"], unclear["other"]
        message = "it is not certain which number is the kernel"
        hint = f"write conv {other} {one} for {other} filters of {one}x{one}, or conv {one} {other}"
    else:
        message = "that is a name of a table, and no layer here"
        hint = f"write conv {unclear['number']} {unclear['size']}, with padding=… where the table has one"
    raise ExpressionError(message, 0, len(text), hint)


def _op(written: str) -> str:
    """The op that a word of notes is here."""
    word = written.lower()
    return "conv" if word.startswith("conv") else "max_pool" if word.startswith("max") else "avg_pool"


def _argument(name: str, value: str, match: re.Match[str], group: str) -> CodeArgument:
    """An argument as it is here, without a name where it goes by position, and where the note writes it."""
    start, end = match.span(group)
    return CodeArgument(name, value, start, end - start, start)
