"""Units as people spell them: what each multiplies by, and which are refused since readers do not agree."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

import pytest

from convcalc.language.numbers.quantity import QuantityError, parse_quantity
from convcalc.language.numbers.units import is_counter, scale_of, unit_length

READ = {
    10**3: "K k thousand mille tausend Tsd. тыс. тысяч mila tusen 천 千",
    10**4: "만 万 萬",
    10**5: "십만 十万 lakh",
    10**6: "M million millions Million Mio. Mio mln млн миллионов millón millones milioni milhões 백만 百万 百萬",
    10**7: "천만 千万 千萬 crore",
    10**8: "억 亿 億",
    10**9: "G B billion milliard milliards Milliarden Mrd. млрд miliardi bilhões bn",
    10**12: "T trillion трлн 조 万亿",
}


@pytest.mark.parametrize(("scale", "units"), READ.items(), ids=str)
def test_a_unit_multiplies_by_what_its_readers_take_it_for(scale, units):
    for unit in units.split():
        for gap in ("", " ", "\u00a0", "\u202f"):
            quantity = parse_quantity(f"2.5{gap}{unit}")
            assert quantity.number == Fraction(5, 2) * scale
            # Rounded to tenths of the unit: 2.45 to 2.55 of it.
            assert quantity.holds(Fraction(245, 100) * scale)
            assert not quantity.holds(Fraction(244, 100) * scale)
            assert quantity.rewrite(Fraction(27, 10) * scale) == f"2.7{gap}{unit}"


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_unit_may_be_encoded_in_any_way(form):
    for unit, scale in {"millón": 10**6, "만": 10**4, "백만": 10**6, "ＭＩＯ": 10**6, "Ｍ": 10**6}.items():
        assert scale_of(unicodedata.normalize(form, unit)) == scale


@pytest.mark.parametrize(
    ("units", "message", "hint"),
    [
        ("Billion Billionen billions billón billones biljoen", "is 10⁹ to some readers and 10¹² to others", "or T for"),
        ("Trillion Trillionen trillones", "is 10¹² to some readers and 10¹⁸ to others", "write trillion or T"),
        ("mil", "is 10³ to some readers and 10⁶ to others", "write K or M"),
        ("兆", "is 10⁶ to some readers and 10¹² to others", "write M or T"),
        ("m mm", "there is no unit", "write M; the units are"),
        ("百 십 xyz Kilo MB", "there is no unit", "the units are K, M, G or B, T, 만 and 억"),
    ],
)
def test_a_unit_that_readers_take_for_different_numbers_is_refused(units, message, hint):
    for unit in units.split():
        with pytest.raises(QuantityError) as caught:
            parse_quantity(f"2.5 {unit}")
        assert f"'{unit}'" in caught.value.message
        assert message in caught.value.message
        assert hint in (caught.value.hint or "")
        assert (caught.value.offset, caught.value.length) == (4, len(unit))


@pytest.mark.parametrize(
    ("text", "number", "value", "right"),
    [
        ("30万7000", 307_000, 13_836_9123, "13836万9123"),  # beside 万 stands 億 or 亿, which is not known
        ("1億3836万", 138_360_000, 2_0145_2345, "2億145万"),
        ("1亿3836万9123", 138_369_123, 2_0145_2345, "2亿145万2345"),
        ("1億3836萬", 138_360_000, 2_0145_2345, "2億145萬"),
        ("1億307", 10**8 + 307, 2_0145_2345, "2億145万2345"),
    ],
)
def test_numbers_compose_in_chinese_and_japanese_as_in_korean(text, number, value, right):
    assert parse_quantity(text).number == number
    assert parse_quantity(text).rewrite(value) == right
    assert parse_quantity(right).holds(value)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("25'557'032", "apostrophes do not group digits here", "write 25,557,032"),
        ("25\u202f557\u202f032", "a space stands inside this number", "write 25,557,032"),
        ("25.557.032", "points do not group digits here", "write 25,557,032"),
        ("25,6 Mio.", "the digits are not in groups of three", "write 256, or 25.6 with a decimal point"),
    ],
)
def test_digits_as_other_languages_group_them_are_refused(text, message, hint):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("word", "length"),
    [
        *[("GMACs", 1), ("Mparams", 1), ("M개", 1), ("万个参数", 1), ("백만개", 2), ("천개", 1), ("million", 7)],
        *[("values", 0), ("params", 0), ("Memory", 0), ("Tür", 0), ("Bäume", 0), ("개", 0), ("个", 0)],
        *[("만큼", 0), ("조각", 0), ("十分", 0)],
    ],
)
def test_a_word_begins_with_its_unit_or_with_none(word, length):
    assert unit_length(word) == length


def test_what_counts_leaves_a_number_as_it_is():
    for word in (
        "개",
        "개의",
        "个",
        "個",
        "つ",
        "입니다",
        "で",
        "values",
        "params",
        "parameters",
        "Parameter",
        "px",
        "x",
    ):
        assert is_counter(word), word
    for word in ("m", "xyz", "million", "만", "百万", "メガバイト", "ล้าน", "м"):
        assert not is_counter(word), word
