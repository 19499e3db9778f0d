"""Numbers of bytes, as people write them (`16GiB`, `500 MB`) and as they are shown (`61.0 MB (58.1 MiB)`)."""

from __future__ import annotations

import re

from convcalc.language.numbers.quantity import Quantity, QuantityError, parse_with_units, show_short

DECIMAL_UNITS = ("KB", "MB", "GB", "TB")
BINARY_UNITS = ("KiB", "MiB", "GiB", "TiB")

_UNITS_HINT = "the units are B, KB to TB, and KiB to TiB"

LONGEST = 40
"""The characters that a number of bytes has at most."""


def show_bytes(value: int) -> str:
    """Bytes in units of thousands: `61.0 MB`, `412 B`."""
    return f"{show_short(value)}{' ' if value < 1000 else ''}B"


def show_binary(value: int) -> str:
    """Bytes in units of 1,024: `58.1 MiB`, `412 B`. A half goes up."""
    if value < 1024:
        return f"{value} B"
    for power, unit in enumerate(BINARY_UNITS, 1):
        size = 1024**power
        tenths = (20 * value + size) // (2 * size)
        if tenths < 10240 or unit == BINARY_UNITS[-1]:
            break
    return f"{tenths // 10:,}.{tenths % 10} {unit}"


def show_both(value: int) -> str:
    """`61.0 MB (58.1 MiB)`"""
    return f"{show_bytes(value)} ({show_binary(value)})" if value >= 1000 else show_bytes(value)


def parse_bytes(text: str) -> int:
    """The bytes that `16GiB`, `500 MB` or `1_000_000` writes. Raises ValueError with what is wrong.

    A part of a byte is dropped.
    """
    match = re.fullmatch(r"([-−+]?)([0-9][0-9,_]*)(?:\.([0-9]+))?\s*([A-Za-z]*)", text.strip())
    if match is None or len(text) > LONGEST:
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        raise ValueError(f"'{shown}' is no number of bytes; write 16GiB or 500MB")
    sign, whole, decimals, written = match.groups(default="")
    if sign in ("-", "−"):
        raise ValueError("a number of bytes is never negative")
    size = _sizes().get(written.lower())
    if size is None:
        number = text.strip().removesuffix(written).strip()
        letter = written[0].upper()
        known = f"write {number}{letter}B or {number}{letter}iB" if letter in "KMGT" else "the units are B, KB to TB"
        raise ValueError(f"there is no unit '{written}'; {known}; KiB to TiB count in 1,024")
    digits = re.sub("[,_]", "", whole)
    return int(digits + decimals) * size // int(10 ** len(decimals))


def parse_byte_quantity(text: str) -> Quantity:
    """The quantity of bytes that `553 MB`, `527.8MiB` or `<= 16GiB` writes, as precise as it is written.

    Without a B it is read as any other. Raises QuantityError as `parse_quantity` does.
    """
    unit = re.search(r"(?i)(?<=[0-9\s])(?:(?:[KMGT]i?)?B|bytes?)\s*$", text)
    if unit is None:
        return parse_with_units(text, _UNITS_HINT)
    number = text[: unit.start()]
    found = parse_with_units(number, _UNITS_HINT)
    gap = number[len(number.rstrip()) :]
    written = unit[0].strip()
    if not found.style.unit:
        style = found.style._replace(gap=gap, unit=written, scale=_sizes()[written.lower()])
    elif written.lower() in ("byte", "bytes") and found.style.joint is None:
        style = found.style._replace(unit=f"{found.style.unit}{gap}{written}")
    else:
        raise QuantityError(f"there is no unit '{text[found.text.rfind(found.style.unit) :].strip()}'", 0, len(text))
    return Quantity(text, found.comparison, found.about, style)


def find_byte_unit(text: str) -> tuple[int, int] | None:
    """The offset and length of the unit of bytes that a number in a text has: `MB`, `kib`, `bytes`.

    A lone B is none, that is a billion.
    """
    names = r"[KMGT]i?B|(?:kilo|mega|giga|tera|kibi|mebi|gibi|tebi)?bytes?"
    match = re.search(rf"(?i)[0-9]\s?(?:[KMGT]\s)?(?P<unit>{names})(?![^\W\d_])", text)
    return (match.start("unit"), len(match["unit"])) if match else None


def _sizes() -> dict[str, int]:
    """The bytes of each unit, in small letters: those of thousands, and with an i those of 1,024."""
    sizes = {"": 1, "b": 1, "byte": 1, "bytes": 1}
    for power, (decimal, binary) in enumerate(zip(DECIMAL_UNITS, BINARY_UNITS, strict=True), 1):
        sizes[decimal.lower()] = 1000**power
        sizes[binary.lower()] = 1024**power
    return sizes
