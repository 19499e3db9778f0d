"""Which columns a table has room for, and what gives way first."""

from hypothesis import given
from hypothesis import strategies as st

from convcalc.render.characters import width
from convcalc.render.table.layout import BAR, END, MIDDLE, RIGHT, Column, Table, TableRow, bar, fit


def table():
    made = Table(
        [
            Column("name", "name", elide=MIDDLE, rank=1),
            Column("doc", "what it is", elide=END, rank=3),
            Column("count", "count", align=RIGHT),
            Column("bar", "", align=BAR, rank=2),
            Column("more", "more", align=RIGHT, extra=1),
        ]
    )
    made.rows = [
        TableRow(["convolution_1", "slides a filter over the input", "1,234,567", "1.0", "12"]),
        TableRow(["가나다", "two cells a character", "5", "0.5", "3"]),
    ]
    return made


def lines(cells):
    return [str(line) for line in fit(table(), cells)]


def test_with_room_all_columns_show_and_the_bar_grows():
    assert lines(80) == [
        "name           what it is                          count             more",
        "convolution_1  slides a filter over the input  1,234,567 ██████████    12",
        "가나다         two cells a character                   5 █████          3",
    ]


def test_without_a_width_nothing_is_shortened_and_no_extra_shows():
    assert lines(None) == [
        "name           what it is                          count",
        "convolution_1  slides a filter over the input  1,234,567 ████",
        "가나다         two cells a character                   5 ██",
    ]


def test_texts_give_way_by_rank():
    assert lines(50) == [
        "name           what it is               count",
        "convolution_1  slides a filter ov…  1,234,567 ████",
        "가나다         two cells a charac…          5 ██",
    ]


def test_then_the_bar_then_names_in_their_middle():
    assert lines(34) == [
        "name           what it…      count",
        "convolution_1  slides…   1,234,567",
        "가나다         two cel…          5",
    ]
    assert lines(30) == [
        "name       what it…      count",
        "conv…on_1  slides…   1,234,567",
        "가나다     two cel…          5",
    ]


def test_numbers_never_do():
    assert "1,234,567" in lines(1)[1]


@given(st.integers(1, 120), st.lists(st.tuples(st.text("가ab é", max_size=40), st.integers(0, 10**18)), max_size=5))
def test_every_line_is_as_wide_as_the_others_and_holds_its_number(cells, rows):
    made = Table([Column("name", "n", elide=MIDDLE, rank=1), Column("count", "count", align=RIGHT)])
    made.rows = [TableRow([name, f"{count:,}"]) for name, count in rows]
    fitted = [str(line) for line in fit(made, cells)]
    assert len({width(line) for line in fitted}) <= 1
    assert all(line.endswith(f" {count:,}") for line, (_, count) in zip(fitted[1:], rows, strict=bool(rows)))


def test_a_bar_counts_in_eighths_and_shows_whatever_is_more_than_nothing():
    assert [bar(text, 4) for text in ("1.0", "0.5", "0.28125", "0.0001", "0", "")] == ["████", "██", "█▏", "▏", "", ""]
