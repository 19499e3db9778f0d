"""`convcalc solve` as a person calls it: every format, the exit codes, errors with carets, and how long it takes."""

import csv
import io
import json
from time import process_time

import pytest

ALEXNET = ("solve", "--input", "3x224x224", "conv 96 11 stride=4 padding=?", "--expect", "output = 96x55x55")
NOWHERE = (*ALEXNET[:-1], "output = 96x50x50")


def test_the_issue_word_for_word(convcalc):
    ran = convcalc(*ALEXNET)
    assert ran.code == 0 and not ran.stderr
    # 224 − 11 + 2·2 = 217, 217 mod 4 = 1; 227 − 11 = 216 = 4·54
    assert ran.stdout == (
        "inline design · input 3×224×224 · so that output = 96x55x55\n"
        "\n"
        "padding  size                output  unread\n"
        "      2  ⌊217/4⌋ + 1 = 55  96×55×55  1 column and row of padding\n"
        "      3  ⌊219/4⌋ + 1 = 55  96×55×55  3 columns and rows of padding\n"
        "2 solutions, 34 tried\n"
        "none of these is exact: the stride does not fit, and the division rounds down\n"
        "exact with another input: 3×227×227 with padding=0; 3×225×225 with padding=1; 3×223×223 with padding=2\n"
    )


def test_nothing_fits(convcalc):
    ran = convcalc(*NOWHERE)
    assert ran.code == 1
    reason = "output goes from 96×54×54 to 96×70×70 in what was tried, and is never as expected"
    assert f"nothing fits: {reason}\n" in ran.stdout


def test_json(convcalc):
    found = json.loads(convcalc(*ALEXNET, "--format", "json").stdout)
    assert (found["format"], found["version"], found["count"]) == ("convcalc solutions", 1, 2)
    first = found["solutions"][0]
    assert first["values"] == {"padding": 2} and first["exact"] is False
    assert first["figures"]["output"] == [96, 55, 55]
    assert first["unread"][0] == {"layer": "conv", "axis": 0, "padding": 1, "input": 0, "gap": 0, "stride": 4}
    assert found["elsewhere"][0] == {"input": [3, 227, 227], "values": {"padding": 0}}
    nowhere = json.loads(convcalc(*NOWHERE, "--format", "json").stdout)
    assert nowhere["solutions"] == [] and nowhere["nearest"] and nowhere["notes"]


def test_csv_and_markdown_and_a_file(convcalc, folder):
    rows = list(csv.DictReader(io.StringIO(convcalc(*ALEXNET, "--format", "csv").stdout)))
    assert [(row["padding"], row["output"], row["params"]) for row in rows] == [
        ("2", "96x55x55", "34944"),
        ("3", "96x55x55", "34944"),
    ]
    assert "| padding | size | output |" in convcalc(*ALEXNET, "--format", "markdown").stdout
    assert convcalc(*ALEXNET, "-o", "found.json").stdout == ""
    assert json.loads((folder / "found.json").read_text("utf-8"))["count"] == 2


def test_most(convcalc):
    ran = convcalc(*ALEXNET, "--most", "1")
    assert "2 solutions, 1 of them shown (--most), 34 tried" in ran.stdout


WIDTHS = ("solve", "--input", "3x32x32", "conv ? 5", "--expect", "params <= 10K")
# N·(3·25 + 1) ≤ 10,000 where N ≤ 131


@pytest.mark.parametrize("most", [1, 20, 130, 131, 500])
def test_most_shows_as_many_rows(convcalc, most):
    ran = convcalc(*WIDTHS, "--most", str(most), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert [int(row["out_channels"]) for row in rows] == [131 - number for number in range(min(most, 131))]
    cut = f"note: {most} of 131 solutions are shown (--most)\n"
    assert ran.stderr == (f"{cut}1 note\n" if most < 131 else "")


def test_solutions_that_were_not_computed_lie_between(convcalc):
    shown = convcalc(*WIDTHS, "--most", "1").stdout
    assert "131 solutions, 1 of them shown (--most), " in shown
    assert " tried: the others lie between these, as params only grows with out_channels\n" in shown
    assert "lie between" not in convcalc(*WIDTHS, "--most", "131").stdout


def test_json_says_whether_these_are_all(convcalc):
    assert json.loads(convcalc(*WIDTHS, "--json").stdout)["complete"] is True
    many = ("solve", "--input", "3x32x32", "conv ? 3, conv ? 3", "--expect", "params <= 50K")
    found = json.loads(convcalc(*many, "--json").stdout)
    assert found["complete"] is False
    assert found["notes"][0].startswith("over 16, conv1.out_channels was tried in steps")
    shown = convcalc(*many).stdout
    assert f"at least {found['count']:,} solutions, 20 of them shown" in shown
    assert found["notes"][0] in shown
    assert "there may be more solutions; over 16" in convcalc(*many, "--format", "csv").stderr


def test_help_says_what_each_comparison_is(convcalc):
    said = " ".join(convcalc("solve", "--help").stdout.split())
    assert "with == it is exact to the last digit" in said
    assert "`params = 3.5M` is 3.45M to 3.55M" in said


def test_exact(convcalc):
    ran = convcalc(*ALEXNET, "--exact")
    assert ran.code == 1 and "nothing fits: of 2 solutions none is exact" in ran.stdout


def test_strict_leaves_out_what_would_be_warned_of(convcalc):
    """Of 8 columns, 8 − 3 leaves 1 unread with a stride of 2, and with a padding 1 column of the padding alone."""
    asked = ("solve", "conv 1 3 stride=2 padding=?", "--most", "100", "--input", "1x8x8", "--expect", "params = 10")

    def found(*option):
        return [one["values"]["padding"] for one in json.loads(convcalc(*asked, *option, "--json").stdout)["solutions"]]

    assert 0 in found() and 1 in found()
    assert found("--strict") == [padding for padding in found() if padding != 0]
    assert found("--exact") == ["same"]  # 5 + 2P is odd with any other
    nowhere = convcalc(*asked[:-1], "output = 1x3x3", "--strict")  # ⌊5/2⌋ + 1 = 3 with no padding alone
    assert nowhere.code == 1
    assert "nothing fits: of 1 solution none is without a warning: input is never read" in nowhere.stdout


def test_a_budget_says_what_breaks_it(convcalc, small):
    # units·(8·8·8 + 1) + 224 ≤ 10,000 where units ≤ 19.06; 19·513 + 224 = 9,971, 20·513 + 224 = 10,484
    ran = convcalc("solve", "small.yaml", "units=?", "--expect", "params <= 10_000")
    assert ran.code == 0
    assert ran.stdout.splitlines()[2:4] == ["units  params", "   19   9,971"]
    assert "units from 1 to 19 fits\nunits=20 does not: params 10,484\n" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--expect", "parms <= 5"), "command line:1:1: error: 'parms' is not a metric (did you mean 'params'?)\n"
         " 1 | parms <= 5\n   | ^^^^^\n"),
        (("--expect", "cnv.params <= 5"), "command line:1:1: error: there is no layer 'cnv' (did you mean 'conv'?)\n"
         " 1 | cnv.params <= 5\n   | ^^^\n"),
        ((), "nothing is expected (say it with --expect"),
        (("widht", "--expect", "params <= 5"), "'widht' is not a change"),
        (("input=3x?xy", "--expect", "params <= 5"), "1:7: error: '3x?xy' is no shape with an unknown size"),
    ],
)  # fmt: skip
def test_wrong_input(convcalc, arguments, said):
    ran = convcalc("solve", "--input", "3x8x8", "conv 8 3 padding=?", *arguments)
    assert ran.code == 2 and not ran.stdout
    assert said in ran.stderr


def test_an_empty_input(convcalc):
    ran = convcalc("solve", "--input", "", "conv 8 3 padding=?", "--expect", "params <= 5")
    assert (ran.code, ran.stdout) == (2, "")
    assert "command line:1:7: error: a shape is missing here" in ran.stderr


def test_other_commands_refuse_an_unknown(convcalc):
    ran = convcalc("summarize", "--input", "3x8x8", "conv 8 3 padding=?")
    assert ran.code == 2
    assert (
        "? stands for an unknown, which only solve looks for\n 1 | conv 8 3 padding=?\n   |                  ^"
        in ran.stderr
    )


def test_ten_thousand_candidates_in_a_second(convcalc):
    """Some 18,000 in little more; twice as long is left for a slow machine."""
    start = process_time()
    ran = convcalc("solve", "--input", "64x56x56", "conv 64 ? stride=? padding=?", "--expect", "output = input",
                   "--format", "json")  # fmt: skip
    each = (process_time() - start) / json.loads(ran.stdout)["tried"]
    assert each * 10_000 < 2


def test_columns_on_a_narrow_terminal(terminal):
    ran = terminal(*ALEXNET, columns=60, NO_COLOR="1")
    assert all(len(line) <= 60 for line in ran.stdout.splitlines())


# --columns and --sort

STRIDES = ("solve", "conv 4 3 stride=?", "--input", "3x9x9", "--expect", "params = 112")  # 4·(3·3² + 1)
# ⌊6/S⌋ + 1 = 7, 4, 3, 2 and 2 for a stride of 1 to 5; from 7 on 1. MACs: 3·3²·4 = 108 times the places


def solved(convcalc, *words):
    shown = convcalc(*STRIDES, "--most", "100", *words, "--format", "csv")
    assert shown.code == 0
    return list(csv.reader(io.StringIO(shown.stdout)))


def test_columns_in_their_order(convcalc):
    names, *rows = solved(convcalc, "--columns", "macs,stride,receptive_field,flops,output")
    assert names == ["macs", "stride", "receptive_field", "flops", "output"]
    assert [str(108 * 49), "1", "3x3", str(2 * 108 * 49), "4x7x7"] in rows
    assert [str(108 * 9), "3", "3x3", str(2 * 108 * 9), "4x3x3"] in rows


def test_sort_puts_all_that_is_found_in_order_before_it_is_cut(convcalc):
    strides = [int(row[0]) for row in solved(convcalc, "--sort", "stride", "--columns", "stride")[1:]]
    assert strides == sorted(strides, reverse=True) and strides[-1] == 1
    first = convcalc(*STRIDES, "--most", "1", "--sort", "stride", "--columns", "stride", "--format", "csv")
    assert first.stdout.split() == ["stride", str(strides[0])]
    macs = [int(row[0]) for row in solved(convcalc, "--sort", "flops", "--columns", "macs")[1:]]
    assert macs[:4] == [108 * 49, 108 * 16, 108 * 9, 108 * 4]
    found = json.loads(convcalc(*STRIDES, "--sort", "flops", "--json").stdout)
    assert found["solutions"][0]["figures"]["flops"] == 2 * 108 * 49


def test_size_and_unread_are_columns_too(convcalc):
    _, *rows = solved(convcalc, "--columns", "unread,size,stride")
    assert rows[0] == ["nothing", "6/1 + 1 = 7", "1"]
    # 4 − 3 between the windows, and 6 mod 4 behind the last
    between = "1 column and row of every 4, between windows, and 2 columns and rows of input"
    assert [between, "⌊6/4⌋ + 1 = 2", "4"] in rows


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--columns", "stride,padding"), "command line:1:8: error: there is no column 'padding' (did you mean "),
        (("--sort", "output"), "'output' is no number to sort by (sort by stride, params, macs, flops, "),
        (("--sort", "size"), "'size' is no number to sort by"),
        (("--columns", "stride", "--json"), "JSON carries everything (leave out --columns)"),
    ],
)
def test_columns_and_orders_that_are_none(convcalc, words, said):
    ran = convcalc(*STRIDES, *words)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_a_number_that_is_not_whole_is_a_decimal(convcalc):
    """Two pixels, 0 and 1: their centre is 0.5."""
    asked = ("solve", "conv 1 ?", "--input", "1x8x8", "--expect", "start = 0.5")
    assert json.loads(convcalc(*asked, "--json").stdout)["solutions"][0]["figures"]["start"] == ["0.5", "0.5"]
    assert "          2  0.5×0.5\n" in convcalc(*asked).stdout


def test_strict_solving_leaves_out_what_is_warned_of_and_no_more(convcalc):
    """Each window of F = 2 with D = 2 reads two of three columns: it was never to read all of the input."""
    design = ("conv 8 2 stride=3 dilation=2", "--input", "3x10x10")
    assert "warning" not in convcalc("summarize", *design).stderr
    assert (
        "1 solution"
        in convcalc("solve", design[0].replace("3", "?"), *design[1:], "--strict", "--expect", "output = 8x3x3").stdout
    )


# Which sizes are allowed


def test_without_a_goal_it_says_which_sizes_are_allowed(convcalc):
    """(W − 11)/4 is whole from 11 on, every 4."""
    ran = convcalc("solve", "conv 96 11 stride=4", "input=3x{?}", "--most", "2")
    assert ran.code == 0 and not ran.stderr
    head, _, _, *rows, _, rule, lost, refused = ran.stdout.splitlines()
    assert head == "inline design · so that nothing is refused, and every stride fits"
    assert [row.split()[0] for row in rows[:2]] == ["11", "15"]
    assert rule == "input: 11 and every 4 more: 3 more than a multiple of 4, of all up to 512"
    assert "conv leaves unread 1 column and row of input" in lost
    assert refused.startswith("input=8, 9, 10 and 7 more: with 10, the filter covers 11")
    found = json.loads(convcalc("solve", "conv 96 11 stride=4", "input=3x{?}", "--json").stdout)
    assert (found["expect"], found["complete"], found["inputs"]) == ([], False, {"input": [3, None, None]})
    assert found["solutions"][0]["values"] == {"input": 11} and found["notes"][1] == rule


def test_without_a_goal_and_without_an_allowed_size_it_ends_with_1(convcalc):
    """One side is 4, and (4 − 3)/2 is not whole."""
    ran = convcalc("solve", "conv 8 3 stride=2", "input=3x4x?")
    assert ran.code == 1
    assert "nothing that fits was found: no size is allowed\n" in ran.stdout
    assert "conv leaves unread 1 column and row of input" in ran.stdout


@pytest.mark.parametrize(
    "words", [("conv 8 ?", "input=3x8x8"), ("conv 8 ?", "input=3x{?}"), ("conv 8 3", "input=?x8x8")]
)
def test_without_a_goal_only_sizes_are_looked_for(convcalc, words):
    ran = convcalc("solve", *words)
    assert ran.code == 2 and "error: nothing is expected (say it with --expect" in ran.stderr
