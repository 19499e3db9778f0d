"""Numbers of bytes as people write them, and as they are shown in either unit."""

import pytest

from convcalc.language.numbers.byte_counts import parse_byte_quantity, parse_bytes, show_binary, show_both, show_bytes


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("16GiB", 16 * 2**30),
        ("16 GiB", 16 * 2**30),
        ("16gib", 16 * 2**30),
        ("16GB", 16 * 10**9),
        ("500MB", 500_000_000),
        ("512KiB", 512 * 1024),
        ("64KB", 64_000),
        ("1.5MiB", 3 * 2**19),
        ("0.1KB", 100),
        ("1.9B", 1),
        ("0", 0),
        ("2TiB", 2 * 2**40),
        ("2TB", 2 * 10**12),
        ("1000", 1000),
        ("1_000_000", 1_000_000),
        ("1,000,000 B", 1_000_000),
    ],
)
def test_bytes(text, size):
    assert parse_bytes(text) == size


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-16GiB", "a number of bytes is never negative"),
        ("−1", "a number of bytes is never negative"),
        ("16G", "there is no unit 'G'; write 16GB or 16GiB"),
        ("16Gbit", "there is no unit 'Gbit'; write 16GB or 16GiB"),
        ("16EB", "there is no unit 'EB'; the units are"),
        ("16XB", "there is no unit 'XB'; the units are"),
        ("much", "'much' is no number of bytes; write 16GiB or 500MB"),
        ("", "'' is no number of bytes"),
        ("1e9", "'1e9' is no number of bytes"),
        ("16 GiB or so", "'16 GiB or so' is no number of bytes"),
        ("٣GB", "is no number of bytes"),
        ("9" * 5000, f"'{'9' * 40}…' is no number of bytes"),
    ],
)
def test_what_is_no_number_of_bytes(text, message):
    with pytest.raises(ValueError) as caught:
        parse_bytes(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("value", "decimal", "binary"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (1000, "1.0 KB", "1000 B"),
        (1024, "1.0 KB", "1.0 KiB"),
        (60_950_432, "61.0 MB", "58.1 MiB"),
        (553_430_176, "553.4 MB", "527.8 MiB"),
        (2**30 - 1, "1.1 GB", "1.0 GiB"),
        (2**34, "17.2 GB", "16.0 GiB"),
        (5 * 10**15, "5,000.0 TB", "4,547.5 TiB"),
    ],
)
def test_bytes_say_which_unit_they_are_in(value, decimal, binary):
    assert (show_bytes(value), show_binary(value)) == (decimal, binary)


def test_both_units_together():
    assert show_both(60_950_432) == "61.0 MB (58.1 MiB)"
    assert show_both(412) == "412 B"


@pytest.mark.parametrize("text", ["244 million bytes", "244M bytes", "243.9 Mio. bytes", "244 MB", "243860896 bytes"])
def test_a_number_of_bytes_is_written_out_too(text):
    quantity = parse_byte_quantity(text)
    assert quantity.holds(243_860_896)  # 4·60,965,224
    assert not quantity.holds(60_965_224)
    assert parse_byte_quantity(quantity.rewrite(553_430_176)).holds(553_430_176)
