"""Numbers that 만 and its kin are composed with, as `1억 3836만`, written anew."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.language.numbers.units import COMPOSING, FAMILIES


def write_composed(number: int, signs: Sequence[str], rounded: bool, gap: str, joint: str) -> str:
    """A number with these signs: a `gap` before each of them, a `joint` between the parts.

    `rounded` says that it is one of the last sign; any other keeps digits behind it, else it would be a rounded one.
    Beside 万 stands 億 or 亿: what has neither gets neither, and so for 천, 千 and what is larger than 억. Raises
    ValueError for signs that are joined themselves, as in `1억 3천만`.
    """
    family = next((family for family in FAMILIES if set(signs) <= set(family)), None)
    if family is None:
        raise ValueError("this number is not written in this way")
    large, small, thousand = family
    pair = [large, small] if set(signs) - {"万", "千"} else [small]
    units = [*pair, thousand] if thousand in signs else pair
    rest, parts = number, []
    for unit in units:
        count, rest = divmod(rest, COMPOSING[unit])
        parts.append((count, f"{gap}{unit}"))
    if rounded and not number:
        return f"0{gap}{signs[-1]}"
    if not rounded and not rest:
        return str(number)
    return joint.join(f"{count}{unit}" for count, unit in [*parts, (rest, "")] if count)
