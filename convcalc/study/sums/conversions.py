"""Numbers told in two units: `1.5 GB = 1536 MB`, `1518 bytes = 12144 bits`, `2.5 h = 150 min`.

Only what is nearly right can be wrong: what else stands on both sides of such a sign may be a scale, a part of a longer
reckoning, or how much is addressed with so many bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.language.values import Number, divide
from convcalc.study.sums.step import Sum
from convcalc.study.sums.values import agrees, quantity_of

_PREFIXES = "KMGTP"


def _memory(base: int) -> dict[str, int]:
    """What each unit of memory is in bits, where K is 1,000 or 1,024; KiB is always 1,024 bytes."""
    units = dict.fromkeys(("bit", "bits"), 1)
    units |= dict.fromkeys(("B", "byte", "bytes", "Byte", "Bytes", "字节", "字節", "バイト", "바이트"), 8)
    for power, prefix in enumerate(_PREFIXES, 1):
        units |= {f"{prefix}B": 8 * base**power, f"{prefix}iB": 8 * 1024**power}
    return {**units, "kB": units["KB"]}


_KINDS: tuple[tuple[dict[str, int], ...], ...] = (
    (_memory(1000), _memory(1024)),
    ({"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "sec": 10**9, "seconds": 10**9,
      "min": 60 * 10**9, "minutes": 60 * 10**9, "h": 3600 * 10**9, "hours": 3600 * 10**9},),
    ({"mm": 1, "cm": 10, "m": 10**3, "km": 10**6},),
    ({"mg": 1, "g": 10**3, "kg": 10**6},),
    ({"Hz": 1, "kHz": 10**3, "MHz": 10**6, "GHz": 10**9},),
)  # fmt: skip
"""Units that are converted to each other, and what each is of the smallest; memory is told in two ways."""

_UNITS = "|".join(sorted({unit for (units, *_) in _KINDS for unit in units}, key=len, reverse=True))
_NUMBER = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"

MAY_BE_CONVERTED = re.compile(rf"[0-9][ ]?(?:{_UNITS})[ ]?[=≈]")
_TOLD = re.compile(
    rf"(?<![\w.,])(?P<left>(?P<number>{_NUMBER})[ ]?(?P<unit>{_UNITS}))[ ]?(?P<about>[=≈][ ]?[~≈]?)[ ]?"
    rf"(?P<right>(?P<result>{_NUMBER})[ ]?(?P<other>{_UNITS}))(?![\w^²³]|[.,/]\w|[ ]?[-+*/×·÷^(])"
)
_OPERATOR = re.compile(r"(?:\S\s?[-−–+*/×·÷^%]|[0-9)]\s?[xX])\s*\Z")
"""What a part of a longer sum stands behind; a bullet has nothing before it."""

_DENIED = re.compile(r"[❌✗✘✖]\W{0,3}\Z")
"""What says before it that it is wrong."""

_FARTHEST = divide(1, 15)
"""What is off by a larger share may be meant otherwise, and is no conversion."""

ROUNDED = "the number that is converted may be rounded"


def find_conversions(line: str) -> Iterator[Sum]:
    """The conversions in a line, each as a sum that holds, is wrong or in doubt."""
    for told in _TOLD.finditer(line):
        number, about = quantity_of(told["number"]), told["about"].strip() != "="
        result = quantity_of(told["result"], about)
        is_part = _OPERATOR.search(line[max(0, told.start() - 8) : told.start()])
        is_denied = _DENIED.search(line[max(0, told.start() - 4) : told.start()])
        if is_part or number is None or result is None or told["unit"] == told["other"]:
            continue
        values = list(_values(number.number, told["unit"], told["other"]))
        if not values:
            continue
        holds = agrees(result, values)
        shares = [divide(max(value - result.number, result.number - value), value) for value in values if value]
        step = divide(1, 2 * 10**number.style.decimals) if number.style.decimals else 0
        rounded = divide(step, number.number) if number.number else 0
        is_near = any(share <= _FARTHEST for share in shares)
        if not holds and not is_near and (about or is_denied or not _are_bits(told["unit"], told["other"])):
            continue
        binary = holds and not agrees(result, values[:1])
        doubt = "" if holds or min(shares) > rounded else ROUNDED
        yield Sum(told["left"], values[-binary], told["right"], told.start("right"), holds, binary, doubt)


def _are_bits(unit: str, other: str) -> bool:
    """Whether both are bits and bytes: then one is told in the other, however far off it is."""
    bits = _memory(1000)
    return all(bits.get(one) in (1, 8) for one in (unit, other))


def _values(number: Number, unit: str, other: str) -> Iterator[Number]:
    """What a number of units is in another unit, for each way in which these are told."""
    for kind in _KINDS:
        if unit in kind[0] and other in kind[0]:
            yield from (divide(number * units[unit], units[other]) for units in kind)
