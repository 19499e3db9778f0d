"""Quantities: what each way of writing a count is true of."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcalc.language.numbers.quantity import (
    QuantityError,
    parse_quantity,
    parse_shape,
    show_count,
    show_short,
)

ALEXNET = 60_965_224  # the parameters of the two-GPU network of 2012


def test_the_number_of_the_examples_is_a_sum():
    assert ALEXNET == 34_944 + 307_456 + 885_120 + 663_936 + 442_624 + 37_752_832 + 16_781_312 + 4_097_000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("34_944", 34_944),
        ("34,944", 34_944),
        ("34944", 34_944),
        ("0", 0),
        ("1,000,000", 10**6),
        ("30만7000", 30 * 10**4 + 7000),
        ("30만 7,000", 30 * 10**4 + 7000),
        ("1억3836만 9123", 10**8 + 3836 * 10**4 + 9123),
        ("3천500", 3500),
        ("7만3천 728", 73_728),
        ("1조 3억 9123", 10**12 + 3 * 10**8 + 9123),
        ("1억 307", 10**8 + 307),
        ("== 5M", 5 * 10**6),
        ("= 2.5K", 2500),
    ],
)
def test_exact(text, number):
    quantity = parse_quantity(text)
    assert quantity.number == number
    assert quantity.holds(number)
    assert not quantity.holds(number + 1)
    assert not quantity.holds(number - 1)


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("61M", 60_500_000, 61_500_000),  # 61 ± 0.5 million
        ("60M", 55_000_000, 65_000_000),  # the zero only holds a place: 6 ± 0.5 ten millions
        ("60.0M", 59_950_000, 60_050_000),  # 60 ± 0.05 million
        ("400K", 350_000, 450_000),  # 4 ± 0.5 hundred thousands
        ("405k", 404_500, 405_500),
        ("5 M", 4_500_000, 5_500_000),
        ("5 million", 4_500_000, 5_500_000),
        ("60 Mio.", 55_000_000, 65_000_000),
        (".5M", 450_000, 550_000),
        ("1.1G", 1_050_000_000, 1_150_000_000),
        ("1.1 B", 1_050_000_000, 1_150_000_000),
        ("2T", 1_500_000_000_000, 2_500_000_000_000),
        ("6100만", 60_500_000, 61_500_000),  # 61 ± 0.5 hundreds of 만
        ("6.1만", 60_500, 61_500),
        ("1억 3836만", 138_355_000, 138_365_000),  # 13,836 ± 0.5 만
        ("7만 3천", 72_500, 73_500),
        ("1억 3천만", 125_000_000, 135_000_000),
        ("2亿3千万", 225_000_000, 235_000_000),
        ("2억", 150_000_000, 250_000_000),
        ("0M", -500_000, 500_000),
        ("100K", 95_000, 150_000),  # a lone 1 before zeros: up from 95 %, down from the half
        ("1M", 500_000, 1_500_000),  # no place-holder: rounded to whole millions
        ("4.0", 3.95, 4.05),
        ("1,234.5", 1234.45, 1234.55),
        ("~663,000", 662_500, 663_999),  # rounded from half a thousand below, or cut off
        ("≈ 660000", 655_000, 669_999),
        ("about 600,000", 595_000, 609_999),  # at least two digits: 60 ten thousands
        ("approx. 100,000", 95_000, 109_999),
        ("약 30만7000", 306_500, 307_999),
        ("~61M", 60_500_000, 61_999_999),
        ("~60M", 55_000_000, 65_000_000),  # zeros before a unit are place-holders enough
        ("~4.2M", 4_150_000, 4_299_999),
        ("~12", 12, 12),
        ("~5", 5, 5),
    ],
)
def test_as_precise_as_it_is_written(text, lowest, highest):
    quantity = parse_quantity(text)
    lowest, highest = Fraction(str(lowest)), Fraction(str(highest))
    outside = Fraction(1, 100) if "." in text and highest < 2000 else 1
    assert quantity.holds(lowest)
    assert quantity.holds(highest)
    assert quantity.holds(Fraction(lowest + highest) / 2)
    assert not quantity.holds(lowest - outside)
    assert not quantity.holds(highest + outside)


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("61M", ALEXNET, True),
        ("60M", ALEXNET, True),
        ("60.0M", ALEXNET, False),
        ("400K", 401_408, True),  # 56·56·128 values
        ("1000K", 1_024_000, True),  # 1024·1000 weights
        ("1072K", 1_042_432, False),  # GoogLeNet's table 1 counts K of 2^10 there
        ("~663,000", 663_552, True),  # 3·3·192·384, cut off
        ("663,000", 663_552, False),
        ("253,440", 55 * 55 * 96, False),  # AlexNet's paper; 290,400
    ],
)
def test_published_counts(text, value, holds):
    assert parse_quantity(text).holds(value) is holds


@pytest.mark.parametrize(
    ("text", "below", "equal", "above"),
    [
        ("<= 5M", True, True, False),
        ("≤5M", True, True, False),
        ("< 5M", True, False, False),
        (">= 5M", False, True, True),
        ("≥ 5M", False, True, True),
        (">5M", False, False, True),
        ("== 5M", False, True, False),
        ("=5M", False, True, False),
    ],
)
def test_a_budget_compares_with_the_number_as_written(text, below, equal, above):
    quantity = parse_quantity(text)
    assert [quantity.holds(value) for value in (4_999_999, 5_000_000, 5_000_001)] == [below, equal, above]


@pytest.mark.parametrize(
    ("text", "comparison", "about", "number"),
    [
        ("≤ 5M", "<=", False, 5_000_000),
        ("= 3", "==", False, 3),
        ("0.5", "", False, Fraction(1, 2)),
        (" 약 66만 ", "", True, 660_000),
        ("ABOUT 5M", "", True, 5_000_000),
    ],
)
def test_what_a_quantity_says_of_itself(text, comparison, about, number):
    quantity = parse_quantity(text)
    assert (quantity.text, quantity.comparison, quantity.about) == (text, comparison, about)
    assert quantity.number == number


@pytest.mark.parametrize(
    ("text", "offset", "length", "message", "hint"),
    [
        ("", 0, 1, "a number is missing here", "write a count, as 34_944 or 61M"),
        ("<= ", 2, 1, "a number is missing here", "write a count, as 34_944 or 61M"),
        ("~-3", 1, 1, "a count is never negative", None),
        ("<= ~5M", 3, 1, "a budget is exact, never about", None),
        ("34, 944", 0, 7, "a space stands inside this number", "write 34,944"),
        ("~34 944", 1, 6, "a space stands inside this number", "write 34,944"),
        ("60.965.224", 0, 10, "points do not group digits here", "write 60,965,224"),
        ("34,94", 0, 5, "the digits are not in groups of three", "write 3,494, or 34.94 with a decimal point"),
        ("1_00", 0, 4, "the digits are not in groups of three", "write 100"),
        ("12MB", 2, 2, "there is no unit 'MB'", "the units are K, M, G or B, T, 만 and 억"),
        ("5 zillion", 2, 7, "there is no unit 'zillion'", "the units are K, M, G or B, T, 만 and 억"),
        ("61m", 2, 1, "there is no unit 'm'", "write M; the units are K, M, G or B, T, 만 and 억"),
        ("1e6", 0, 3, "powers of ten are not written with e", "write 1M"),
        ("30e6", 0, 4, "powers of ten are not written with e", "write 30M"),
        ("<= 1.25E+9", 3, 7, "powers of ten are not written with e", "write 1.25G"),
        ("5e2", 0, 3, "powers of ten are not written with e", "write 500"),
        ("1.5e-3", 0, 6, "powers of ten are not written with e", "write 1.5M"),  # no count, so that is an example
        ("1e999999999", 0, 11, "powers of ten are not written with e", "write 1.5M"),
        ("=> 3", 0, 2, "'=>' is no comparison", "they are = == < <= > >="),
        (" != 3", 1, 2, "'!=' is no comparison", "they are = == < <= > >="),
        ("5.", 1, 1, "digits are missing after the point", None),
        ("50 %", 3, 1, "a percentage is not a count", "the units are K, M, G or B, T, 만 and 억"),
        ("96x55x55", 0, 8, "this is a shape, a count is expected", None),
        ("abc", 0, 3, "'abc' is not a count", "a count is a number as 34_944, with a unit as 61M"),
        ("1/3", 1, 2, "'/3' is not expected here", "a count is a number as 34_944, with a unit as 61M"),
        ("٣", 0, 1, "'٣' is not a count", "a count is a number as 34_944, with a unit as 61M"),
        ("5M 300", 3, 3, "one number has one unit", "only 억, 만 and 천 are followed by more digits, as in 1억 3836만"),
        ("3.5만200", 4, 3, "a number with a decimal point has one part", "write 3.5만 or 3만5000"),
        ("30만70000", 3, 5, "the digits after 만 are too many", None),
        ("1" * 41, 0, 41, "a number has at most 40 digits", None),
        ("1" * 101, 0, 101, "a quantity has at most 100 characters", None),
    ],
)
def test_what_is_no_quantity(text, offset, length, message, hint):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    error = caught.value
    assert (error.offset, error.length, error.message, error.hint) == (offset, length, message, hint)


@pytest.mark.parametrize(
    ("text", "value", "rewritten"),
    [
        ("30,000", 34_944, "34,944"),
        ("30_000", 34_944, "34_944"),
        ("30000", 34_944, "34944"),
        ("60M", ALEXNET, "61M"),
        ("60.0 M", ALEXNET, "61.0 M"),
        ("61M", 34_944, "0.035M"),  # too little for whole millions: two digits stay
        ("~663,000", 885_120, "~885,000"),
        ("~660,000", 885_120, "~890,000"),
        ("about 5.1K", 6960, "about 7.0K"),
        ("30만7000", 88_5120, "88만5120"),
        ("30만7000", 30_0000, "300000"),  # 30만 alone would be rounded
        ("1억 3836만", 2_0145_2345, "2억 145만"),
        ("7만 3천", 8_4600, "8만 5천"),
        ("7만3천", 2_0003_4600, "2억3만5천"),
        ("3千500", 4_0501, "4万501"),
        ("<= 5M", 6_200_000, "<= 7M"),
        ("< 5M", 7_000_000, "< 8M"),
        (">= 5M", 6_900_000, ">= 6M"),
        ("> 5M", 6_000_000, "> 5M"),
        ("== 5M", 6_200_001, "== 6.200001M"),
    ],
)
def test_rewriting_keeps_unit_precision_and_style(text, value, rewritten):
    assert parse_quantity(text).rewrite(value) == rewritten


@pytest.mark.parametrize(("text", "value"), [("5M", -1), ("> 0", 0), ("== 1M", Fraction(1, 3))])
def test_some_values_can_not_be_rewritten(text, value):
    with pytest.raises(ValueError):
        parse_quantity(text).rewrite(value)


VALUES = st.one_of(
    st.integers(0, 10**4),
    st.integers(0, 10**18),
    st.builds(lambda digits, power: digits * 10**power, st.integers(0, 10_000), st.integers(0, 12)),
)
ABOUTS = st.sampled_from(["", "", "~", "≈ ", "약 ", "about "])
COMPARISONS = st.sampled_from(["<=", "< ", ">=", "> ", "== ", "="])
UNITS = st.sampled_from(["", "", "K", "k", "M", " G", "B", "T", "만", " 억", " million", " тыс.", "百万", "백만"])
DECIMALS = st.one_of(st.just(""), st.from_regex(r"\.[0-9]{1,4}", fullmatch=True))
NUMBERS = st.builds(lambda n, sign: f"{n:,}".replace(",", sign), VALUES, st.sampled_from([",", "_", ""]))
SIMPLE = st.builds("".join, st.tuples(NUMBERS, DECIMALS, UNITS))
COMPOSED = st.builds(
    lambda a, b, c, gap, form: form.format(a=a, b=b, c=c, gap=gap),
    st.integers(0, 99_999),
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.sampled_from(["", " "]),
    st.sampled_from(["{a}억{gap}{b}만", "{a}만{gap}{c}", "{a}억{gap}{b}만{gap}{c}", "{a}万{gap}{c}", "{a}亿{gap}{c}"]),
)
WRITTEN = st.builds("".join, st.tuples(st.one_of(ABOUTS, COMPARISONS), st.one_of(SIMPLE, COMPOSED)))


@given(WRITTEN, st.one_of(VALUES, st.fractions(0, 10**6, max_denominator=1000)))
@example("100K", 99_600)
@example("~10", Fraction(199, 20))
def test_what_is_rewritten_holds(text, value):
    quantity = parse_quantity(text)
    unwritable = quantity.comparison == "==" or (quantity.comparison == ">" and not value)
    try:
        rewritten = quantity.rewrite(value)
    except ValueError:
        assert unwritable
        return
    again = parse_quantity(rewritten)
    assert again.holds(value)
    assert (again.comparison, again.about) == (quantity.comparison, quantity.about)


@given(st.one_of(SIMPLE, COMPOSED), ABOUTS)
def test_a_quantity_holds_for_the_number_it_writes(text, about):
    quantity = parse_quantity(about + text)
    assert quantity.holds(quantity.number)


@given(SIMPLE, VALUES)
def test_about_never_takes_less(text, value):
    exactly, about = parse_quantity(text), parse_quantity("~" + text)
    assert about.holds(value) or not exactly.holds(value)


@given(st.one_of(st.text(max_size=30), st.text("0123456789,._ KM만억~<>=x%e-", max_size=30)))
def test_no_text_raises_anything_else(text):
    for read in (parse_quantity, parse_shape):
        try:
            read(text)
        except QuantityError as error:
            assert 0 <= error.offset <= len(text)
            assert error.length >= 1


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("96x55x55", (96, 55, 55)), ("96×55×55", (96, 55, 55)), (" 96 × 55 ", (96, 55)), ("1000", (1000,))],
)
def test_a_shape(text, sizes):
    assert parse_shape(text) == sizes


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("", 0, "a shape is missing here", "write 96x55x55"),
        ("(96, 55, 55)", 0, "'(96, 55, 55)' is not a shape", "write 96x55x55"),
        ("[3, 224]", 0, "'[3, 224]' is not a shape", "write 3x224"),
        ("3X5", 0, "'3X5' is not a shape", "write 3x5"),
        ("three", 0, "'three' is not a shape", "write 96x55x55"),
        ("96x0x55", 3, "a size is at least 1", None),
        ("3x" + "1" * 41, 2, "a number has at most 40 digits", None),
        ("1x" * 60 + "1", 0, "a shape has at most 100 characters", None),
    ],
)
def test_what_is_no_shape(text, offset, message, hint):
    with pytest.raises(QuantityError) as caught:
        parse_shape(text)
    assert (caught.value.offset, caught.value.message, caught.value.hint) == (offset, message, hint)


@pytest.mark.parametrize(
    ("value", "full", "short"),
    [
        (0, "0", "0"),
        (412, "412", "412"),
        (999, "999", "999"),
        (1000, "1,000", "1.0 K"),
        (34_944, "34,944", "34.9 K"),
        (999_949, "999,949", "999.9 K"),
        (999_950, "999,950", "1.0 M"),
        (ALEXNET, "60,965,224", "61.0 M"),
        (724_406_816, "724,406,816", "724.4 M"),
        (1_135_256_096, "1,135,256,096", "1.1 G"),
        (10**15, "1,000,000,000,000,000", "1,000.0 T"),
        (-1_500_000, "-1,500,000", "-1.5 M"),
        (Fraction(1, 2), "0.5", "0.5"),
        (Fraction(-320, 119), "-2.6891 (-320/119)", "-2.6891 (-320/119)"),  # 119·2.6891 = 320.0029
        (Fraction(10**21, 3**39), "≈ 246.7579", "≈ 246.7579"),  # 3³⁹ = 4,052,555,153,018,976,267
    ],
)
def test_counts_as_they_are_shown(value, full, short):
    assert show_count(value) == full
    assert show_short(value) == short


@given(VALUES)
def test_a_shown_count_is_true(value):
    assert parse_quantity(show_count(value)).holds(value)
    assert parse_quantity(show_short(value)).holds(value)
