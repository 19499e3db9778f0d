"""A comparison in words: its names, ratios as they are written, and the sentence that says what comes of it."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.costs.metrics import OF_NETWORKS
from convcalc.language.numbers.quantity import show_count
from convcalc.render.characters import visible
from convcalc.study.columns import checked_columns
from convcalc.study.compare.designs import ComparedDesign, ComparedDesigns, Ratio, ratio, show_shapes

EQUAL = "="
NOTHING = "–"
TIMES = "×"

DIGITS = 3
MOST_DECIMALS = 6

Names = dict[ComparedDesign, str]
"""What each design is called."""

NOUNS = (("params", "parameters"), ("macs", "MACs"))


def metric_names(columns: Sequence[str] | None) -> tuple[str, ...]:
    """The names of metrics, checked. Raises ConvcalcError, with what may have been meant, for those that are none."""
    return checked_columns(columns, OF_NETWORKS, "'{}' is a metric of a layer, not of a network")


def design_names(comparison: ComparedDesigns) -> Names:
    """Each design by its own name."""
    return {design: visible(design.name) for design in comparison.designs}


def letters(comparison: ComparedDesigns) -> tuple[Names, list[str]]:
    """Each design by a letter, and the lines that say which it is."""
    names = design_names(comparison)
    called = {design: _letter(number) for number, design in enumerate(names)}
    return called, [f"{called[design]}: {name}" for design, name in names.items()]


def _letter(number: int) -> str:
    """A to Z, then A1 to Z1, and so on."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26] + (str(number // 26) if number >= 26 else "")


def show_ratio(value: Ratio | None) -> str:
    """A ratio in three digits, `0.72×`; `=` is said of what is equal alone, and `–` where nothing can be divided by.

    A ratio near 1 gets more digits, so that it is not taken for equality.
    """
    if value is None:
        return NOTHING
    if value == (1, 1):
        return EQUAL
    numerator, denominator = value
    if not numerator:
        return "0" + TIMES
    decimals = _decimals(value)
    while decimals < MOST_DECIMALS and _rounded(value, decimals) == 10**decimals:
        decimals += 1
    rounded = _rounded(value, decimals)
    unit = 10**decimals
    if rounded == unit:
        return f">0.{'9' * decimals}{TIMES}" if numerator < denominator else f"<1.{'0' * (decimals - 1)}1{TIMES}"
    if not rounded:
        return f"<0.{'0' * (decimals - 1)}1{TIMES}"
    point = f".{rounded % unit:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{rounded // unit:,}{point.rstrip('.')}{TIMES}"


def decimal(value: Ratio, digits: int = 12) -> str:
    """A ratio as a decimal number of so many digits at most, for programs: `0.72`."""
    decimals = _decimals(value, digits)
    whole, rest = divmod(_rounded(value, decimals), 10**decimals)
    return f"{whole}.{rest:0{decimals}d}".rstrip("0").rstrip(".") if decimals else str(whole)


def _decimals(value: Ratio, digits: int = DIGITS) -> int:
    """How many decimals show a ratio in so many digits; those before its first digit do not count."""
    numerator, denominator = value
    whole = numerator // denominator
    if whole:
        return max(0, digits - len(str(whole)))
    zeros = len(str(denominator // numerator)) - 1 if numerator else 0
    return min(digits + zeros, digits + MOST_DECIMALS)


def _rounded(value: Ratio, decimals: int) -> int:
    """How many units of the last decimal a ratio is, a half rounded up."""
    numerator, denominator = value
    return int((2 * numerator * 10**decimals + denominator) // (2 * denominator))


def sentence(comparison: ComparedDesigns, names: Names) -> str:
    """What comes of a comparison, as a sentence without a full stop."""
    if len(comparison.designs) > 2:
        return f"{_fewest(comparison, names)}; {_outputs(comparison)}"
    first, second = comparison.reference, comparison.other
    clauses = [clause for clause in (_ratios(second, first, names), _equal(second, first)) if clause]
    if clauses and "×" not in clauses[0]:
        clauses[0] += f" as {names[first]}"
    clauses += _none(second, first, names)
    return f"{names[second]} has {', '.join(clauses)}, {_output(second, first)}"


def _ratios(second: ComparedDesign, first: ComparedDesign, names: Names) -> str:
    """`0.72× the parameters and MACs of A (A has 1.39× B's)`; empty where no count can be set in a ratio."""
    there: dict[str, list[str]] = {}
    back: list[str] = []
    for metric, noun in NOUNS:
        own, other = second.count(metric), first.count(metric)
        if own and other and own != other:
            there.setdefault(show_ratio(ratio(own, other)), []).append(noun)
            back.append(show_ratio(ratio(other, own)))
    if not there:
        return ""
    shown = " and ".join(f"{text} the {' and '.join(nouns)}" for text, nouns in there.items())
    backwards = " and ".join(dict.fromkeys(back))
    return f"{shown} of {names[first]} ({names[first]} has {backwards} {names[second]}'s)"


def _equal(second: ComparedDesign, first: ComparedDesign) -> str:
    """`as many parameters and MACs`; empty where the two differ, or have none."""
    nouns = [noun for metric, noun in NOUNS if second.count(metric) == first.count(metric) != 0]
    return f"as many {' and '.join(nouns)}" if nouns else ""


def _none(second: ComparedDesign, first: ComparedDesign, names: Names) -> list[str]:
    """What one of the two has none of, or neither."""
    neither: list[str] = []
    lacking: list[str] = []
    own: list[str] = []
    for metric, noun in NOUNS:
        mine, others = second.count(metric), first.count(metric)
        if mine and not others:
            own.append(_counted(mine, noun))
        elif others and not mine:
            lacking.append(f"no {noun} where {names[first]} has {show_count(others)}")
        elif not mine:
            neither.append(f"no {noun}")
    clauses = [f"{' and '.join(own)} where {names[first]} has none"] if own else []
    return clauses + lacking + ([f"{' and '.join(neither)}, like {names[first]}"] if neither else [])


def _counted(count: int, noun: str) -> str:
    return f"{show_count(count)} {noun if count != 1 else noun.removesuffix('s')}"


def _output(second: ComparedDesign, first: ComparedDesign) -> str:
    own, other = second.shapes("output"), first.shapes("output")
    if own == other:
        return "and the same output"
    return f"but another output ({show_shapes(own)}, not {show_shapes(other)})"


def _fewest(comparison: ComparedDesigns, names: Names) -> str:
    """`B has the fewest parameters and MACs`, `B has the fewest parameters, C has the fewest MACs`."""
    holders: dict[tuple[str, ...], list[str]] = {}
    for metric, noun in NOUNS:
        holders.setdefault(tuple(names[design] for design in comparison.least(metric)), []).append(noun)
    clauses: list[str] = []
    for least, nouns in holders.items():
        shown = " and ".join(nouns)
        verb = "have" if len(least) > 1 else "has"
        clauses.append(f"{' and '.join(least)} {verb} the fewest {shown}" if least else f"all have as many {shown}")
    return ", ".join(clauses)


def _outputs(comparison: ComparedDesigns) -> str:
    if not comparison.same("output"):
        return "the outputs differ"
    return f"all put out {show_shapes(comparison.reference.shapes('output'))}"


def batch_note(comparison: ComparedDesigns) -> list[str]:
    """What is for several images."""
    batch = comparison.reference.report.batch
    return [f"MACs, FLOPs and activations are for {show_count(batch)} images"] if batch > 1 else []
