"""What `--fix` never does, whatever stands in a document: change a number that is right, or write one that is not.

What a text says is reckoned here anew: the sum of its digits, times what its unit is, rounded where it is rounded.
"""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

# As many channels as there are weights: 1·1·n = n, without biases.
COUNT = 'input={}x1x1 "conv 1 1 bias=false" params'

POWERS = {
    "": 0, "K": 3, "k": 3, "thousand": 3, "mille": 3, "тыс.": 3, "Tsd.": 3, "천": 3, "千": 3,
    "M": 6, "million": 6, "millions": 6, "Mio.": 6, "млн": 6, "millón": 6, "millones": 6, "백만": 6, "百万": 6,
    "G": 9, "B": 9, "billion": 9, "Mrd.": 9, "milliard": 9, "milliards": 9, "млрд": 9, "T": 12,
    "만": 4, "万": 4, "萬": 4, "천만": 7, "千万": 7, "千萬": 7, "억": 8, "億": 8, "亿": 8, "crore": 7, "百萬": 6,
}  # fmt: skip
"""What the units are, as their readers know them."""

GAPS = ["", " ", "\u00a0", "\u202f", "&nbsp;", "\n", "-", "** ", "</b> ", "` ", " ("]
OPENINGS = {"** ": "**", "</b> ": "<b>", "` ": "`"}
"""What is opened before a number where it is closed behind it."""

BEFORE = ["", "about ", "≤ ", "a "]
BEHIND = ["", " values", "개", " parameters.", " xyz", "xyz", "개의", ", and 3 more", "\n", " здесь"]


def says(digits, scale, value):
    """Whether digits times what their unit is say a value: exactly, or rounded to the last digit that counts."""
    whole, _, decimals = re.sub("[,_]", "", digits).partition(".")
    number = sum(int(digit) * Fraction(10) ** place for place, digit in enumerate(reversed(whole + decimals)))
    number *= Fraction(scale, 10 ** len(decimals))
    if not decimals and scale == 1:
        return number == value
    zeros = len(whole) - len(whole.rstrip("0")) if not decimals and int(whole) else 0
    step = Fraction(scale * 10**zeros, 10 ** len(decimals))
    lowest = number - step / (20 if zeros and number == step else 2)
    return lowest <= value <= number + step / 2


@st.composite
def digits_for(draw, value, power):
    """Digits that say a value in a unit, nearly say it, or say anything."""
    decimals = draw(st.integers(0, 3))
    exact = Fraction(value) * 10**decimals / Fraction(10) ** power
    mantissa = draw(st.one_of(st.just(round(exact)), st.integers(0, 2 * round(exact) + 9), st.integers(0, 10**6)))
    whole, rest = divmod(mantissa, 10**decimals)
    shown = f"{whole:,}".replace(",", draw(st.sampled_from([",", "_", ""])))
    return f"{shown}.{rest:0{decimals}d}" if decimals else shown


@pytest.fixture
def rewritten(fixing):
    """What stands in the place of a number after a fix, what was said of it before, and what fails then."""

    def of(prefix, number, suffix):
        checked, text = fixing()(prefix + number + suffix)
        again, _ = fixing()(text)
        assert text.startswith(prefix)
        assert text.endswith(suffix)
        said, left = ([str(problem) for problem in found.complaints()] for found in (checked, again))
        return text[len(prefix) : len(text) - len(suffix)], said, left

    return of


VALUES = st.one_of(
    st.integers(1, 10**4), st.integers(1, 10**9), st.sampled_from([25_557_032, 60_965_224, 10**6, 10**8])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250, deadline=None)
@given(st.data(), VALUES, st.sampled_from(list(POWERS)), st.sampled_from(GAPS), st.booleans())
def test_no_right_count_is_changed_and_what_is_written_is_right(rewritten, data, value, unit, gap, inside):
    gap = gap if unit else ""
    digits = data.draw(digits_for(value, POWERS[unit]), "digits")
    before, behind = data.draw(st.sampled_from(BEFORE)), data.draw(st.sampled_from(BEHIND))
    assume(not (unit and behind[:1].isalpha()))
    closing = "<!-- /convcalc -->"
    parts = [gap, unit, closing] if inside else [closing, gap, unit]
    prefix = f"x {before}<!-- convcalc {COUNT.format(value)} -->{OPENINGS.get(gap, '')}"
    new, said, left = rewritten(prefix, digits, f"{''.join(parts)}{behind}\n")
    scale = 10 ** POWERS[unit]
    if says(digits, scale, value):
        assert new == digits
    if not unit and says(digits, 1, value) and not re.fullmatch(r"\d{1,3}\.\d{3}", digits):
        assert said == []
    if new != digits:
        assert says(new, scale, value)
        assert left == []
    elif said:
        assert left == said


# The convolution has the weights of its input's channels, the linear layer as many as it has outputs.
SHARE = 'input={}x1x1 "conv 1 1 bias=false, flatten, linear {} bias=false" conv_params_share'
RATIO = f"{COUNT} / {COUNT}"
BYTES = 'input={}x1x1 "conv 1 1 bias=false" weight_bytes'
SIZES = {"": 1, " B": 1, " bytes": 1, " kB": 10**3, " MB": 10**6, "MB": 10**6, "GB": 10**9, " MiB": 2**20, "KiB": 2**10}


def near(draw, exact, most):
    """Digits with decimals that are near a number, or any."""
    decimals = draw(st.integers(0, most))
    mantissa = draw(st.one_of(st.just(round(exact * 10**decimals)), st.integers(0, 10**4)))
    whole, rest = divmod(mantissa, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def rounds(digits, value):
    """Whether a number with decimals, or without, is what a value rounds to."""
    whole, _, decimals = digits.partition(".")
    unit = Fraction(1, 10 ** len(decimals))
    return abs(value - int(whole + decimals) * unit) <= unit / 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(
    st.data(), st.integers(1, 10**4), st.integers(1, 10**4), st.booleans(), st.sampled_from(["%", " %", "\u00a0%", ""])
)
def test_shares_and_ratios_stay_right(rewritten, data, one, other, is_share, percent):
    value = Fraction(one, one + other) if is_share else Fraction(one, other)
    in_percent = is_share or percent
    meant = 100 * value if in_percent else value
    digits = near(data.draw, meant if data.draw(st.booleans()) else value, 3)
    inside = data.draw(st.booleans())
    words = (SHARE if is_share else RATIO).format(one, other)
    closing = "<!-- /convcalc -->"
    suffix = f"{percent}{closing} of it\n" if inside else f"{closing}{percent} of it\n"
    new, said, left = rewritten(f"x <!-- convcalc {words} -->", digits, suffix)
    if rounds(digits, meant):
        assert new == digits
        assert said == [] or (not inside and not is_share)
    if new != digits:
        assert rounds(new, meant)
        assert left == []
    if is_share and not (inside and percent) and float(digits) <= 1 and not rounds(digits, meant):
        assert "write " in said[0]
        assert new == digits


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(st.data(), st.integers(1, 10**9), st.sampled_from(list(SIZES)), st.booleans())
def test_bytes_stay_right(rewritten, data, weights, unit, inside):
    scale = SIZES[unit]
    digits = near(data.draw, Fraction(4 * weights, scale), 2 if scale > 1 else 0)
    closing = "<!-- /convcalc -->"
    suffix = f"{unit}{closing}\n" if inside else f"{closing}{unit}\n"
    new, _, left = rewritten(f"x <!-- convcalc {BYTES.format(weights)} -->", digits, suffix)
    if says(digits, scale, 4 * weights):
        assert new == digits
    if new != digits:
        assert says(new, scale, 4 * weights)
        assert left == []


AROUND = ["{}", "**{}**", "`{}`", "({})", "{} values", "{}x7", "{}K", "{}xyz", "3x{}", "{}, 7"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(
    st.lists(st.integers(1, 300), min_size=3, max_size=3),
    st.lists(st.integers(1, 300), min_size=1, max_size=3),
    st.sampled_from(["x", "×", " × "]),
    st.sampled_from(AROUND),
    st.booleans(),
)
def test_shapes_stay_right(rewritten, shape, said, cross, around, right):
    sizes = shape if right else said
    before, behind = around.split("{}")
    words = f'input={"x".join(map(str, shape))} "relu" output'
    digits = cross.join(map(str, sizes))
    prefix, suffix = f"x {before}<!-- convcalc {words} -->", f"<!-- /convcalc -->{behind}\n"
    new, _, left = rewritten(prefix, digits, suffix)
    if sizes == shape:
        assert new == digits
    if new != digits:
        assert [int(size) for size in re.split("[ x×]+", new)] == shape
        assert not before.endswith("x")
        assert not behind[:1].isalpha()
        assert left == []
