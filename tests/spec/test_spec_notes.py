"""Layers as course notes and papers write them: read where they are certain, else refused with the line to write."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcalc import ConvcalcError, summarize
from convcalc.language.nodes.masked import mask
from convcalc.language.nodes.notes import is_note, read_note
from convcalc.language.nodes.scannable import likely_pasted
from convcalc.language.problems import Problems
from convcalc.language.tree import ExpressionError
from convcalc.study.design import Text, read_report

READ = {
    "CONV 5x5 64": "conv 64 5",
    "Conv 3x3, 64": "conv 64 3",
    "CONV 3x3x3 16": "conv 16 3",
    "Conv 3x1, 8, pad 0": "conv 8 3x1 padding=0",
    "3x3 conv, 64": "conv 64 3",
    "3x3 conv 64": "conv 64 3",
    "3×3 conv, 64 filters": "conv 64 3",
    "7x7 conv, 64, /2": "conv 64 7 stride=2",
    "7x7 conv, 64, stride 2, pad 3": "conv 64 7 stride=2 padding=3",
    "CONV 11x11 96 stride=4 padding=same": "conv 96 11 stride=4 padding=same",
    "1x1 convolution, 256 channels, padding valid": "conv 256 1 padding=0",
    "MAX POOL 3x3 stride 2": "max_pool 3 stride=2",
    "3x3 max pool, /2, pad 1": "max_pool 3 stride=2 padding=1",
    "AvgPool 2x2, stride 2": "avg_pool 2 stride=2",
    "average pooling 7x7 s 1": "avg_pool 7 stride=1",
    "FC 1000": "linear 1000",
    "FC-4096": "linear 4096",
}

REFUSED = {
    "POOL": "it is not written which pool this is (write max_pool 2, or avg_pool 2)",
    "Pool 3x3 stride 2": "it is not written which pool this is (write max_pool 3, or avg_pool 3)",
    "Conv 3 64": "it is not certain which number is the kernel (write conv 64 3 for 64 filters of 3x3, or conv 3 64)",
    "conv3-64": "that is a name of a table, and no layer here (write conv 64 3, ",
    "MAXPOOL": "the size of the windows is not written (write max_pool 2 for windows of 2x2 beside each other, ",
    "MAX POOL 2x2": "how far apart the windows are is not written (write max_pool 2 for windows beside each other, ",
    "3x3 conv": "how many filters there are is not written (write conv 64 3 for 64 of them)",
    "Conv 3x3x64": "how many filters there are is not written (write conv 64 3 where 64 is the number of filters)",
    "CONV 3x3 64 groups 2": "'groups 2' can't be read in a note",
    "3x3 conv, 64, 128": "out_channels is written twice",
    "3x3 max pool, 64, /2": "a pool has no filters",
}

KEPT = {
    "conv 64, 3": "conv needs kernel_size (conv out_channels kernel_size)",
    "conv 3x3 64": "out_channels is one number, not a size (3x3)",
    "ReLU, relu": "there is no op or block 'ReLU' (did you mean 'relu'?)",
    "RELU, relu": "there is no op or block 'RELU' (did you mean 'relu'?)",
    "relU, relu": "there is no op or block 'relU' (did you mean 'relu'?)",
    "fc 10, relu": "there is no op or block 'fc' (that is 'linear' here)",
}


def quiet(report):
    """The warnings but for the one of a padding."""
    return [warning.message for warning in report.warnings if "no padding" not in warning.message]


@pytest.mark.parametrize("note", READ)
def test_a_certain_note_is_the_line_here(note):
    shape = "input=3x48x48x48" if "3x3x3" in note else "input=3x48x48"
    before = "flatten, " if "FC" in note else ""
    report, here = (summarize(f"{before}{text}, relu", shape) for text in (note, READ[note]))
    rows = [[(row.operation, row.output, row.params, row.macs) for row in one.layers] for one in (report, here)]
    assert rows[0] == rows[1]
    assert quiet(report) == quiet(here)


@pytest.mark.parametrize("note", READ)
def test_a_padding_that_is_not_written_is_warned_of(note):
    """But for kernels of one place, which no padding keeps from the edge, and linear layers."""
    shape = "input=3x48x48x48" if "3x3x3" in note else "input=3x48x48"
    report = summarize(f"{'flatten, ' if 'FC' in note else ''}{note}", shape)
    said = [warning.message for warning in report.warnings if "padding" in warning.message]
    silent = "pad" in note or "1x1" in note or "FC" in note
    assert said == ([] if silent else ["no padding is written, and it is 0 here"])


@pytest.mark.parametrize("note", REFUSED)
def test_what_is_not_certain_is_refused_with_the_line_to_write(note):
    with pytest.raises(ConvcalcError) as caught:
        summarize(f"relu, {note}", "input=3x48x48")
    assert f"inline design:1:7: error: {REFUSED[note]}" in str(caught.value) or REFUSED[note] in str(caught.value)


@pytest.mark.parametrize("text", KEPT)
def test_what_was_said_before_of_what_is_no_note_is_still_said(text):
    with pytest.raises(ConvcalcError) as caught:
        summarize(text, "input=3x48x48")
    assert KEPT[text] in str(caught.value)


def test_in_a_file_each_is_a_warning_with_the_line_to_write(spec):
    text = "input: 3x8x8\nlayers:\n  - c: 3x3 conv, 4, pad 1\n  - [CONV 1x1 4, MAX POOL 2x2, /2, pad 0]\n"
    assert spec.warnings(text) == [
        "3:8 warning: this is written as in course notes (write conv 4 3 padding=1)",
        "4:6 warning: this is written as in course notes (write conv 4 1)",
        "4:18 warning: this is written as in course notes (write max_pool 2 stride=2 padding=0)",
    ]


def test_a_block_of_the_same_name_comes_first(spec):
    text = "input: 3x8x8\nblocks:\n  FC units: [flatten, linear units]\n  Conv n k: [conv n k]\n"
    report = spec.report(text + "layers: [Conv 3 5, FC 7]\n")
    assert [row.operation for row in report.layers] == ["conv 3 5", "flatten", "linear 7"]
    assert (report.output, report.warnings) == ((7,), [])


def test_commas_end_a_note_where_something_else_begins():
    report = summarize("3x3 conv, 64, pad 1, 3x3 conv, 128, /2, pad 1, {x: 1x1 conv, 8}, relu", "input=3x8x8")
    operations = ["conv 64 3 padding=1", "conv 128 3 stride=2 padding=1", "conv 8 1", "relu"]
    assert [row.operation for row in report.layers] == operations


def test_quotes_and_comments_are_left_alone(spec):
    text = "input: 3x8x8\nname: '3x3 conv, 64'  # 3x3 conv, 64\nlayers: [conv 1 1]\n"
    assert spec.report(text).name == "3x3 conv, 64"
    assert summarize("input: 3x8x8\nname: of 3x3 conv, 64, and more\nlayers: [conv 1 1]\n").name.startswith("of 3x3")


PAGE = (Path(__file__).parents[2] / "docs" / "pasted.md").read_text("utf-8")
ROWS = [
    (pasted, ", ".join(re.findall("`([^`]+)`", here)))
    for left, here in re.findall(r"^\| (`.+) \| (.+) \|$", PAGE, re.M)
    for pasted in re.findall("`([^`]+)`", left)
    if "..." not in pasted
]


@pytest.mark.parametrize(("pasted", "here"), ROWS)
def test_the_page_shows_what_is_read(pasted, here):
    before = "flatten, " if here.startswith("linear") else ""
    reports = [summarize(f"{before}{text}, relu", "input=3x48x48") for text in (pasted, here)]
    rows = [[(row.operation, row.output, row.params) for row in report.layers] for report in reports]
    assert rows[0] == rows[1]


def test_the_page_has_rows():
    assert len(ROWS) >= 14


@given(
    st.sampled_from(["CONV {k}x{k} {n}", "Conv {k}x{k}, {n}", "{k}x{k} conv, {n}", "{k}×{k} CONV {n} filters"]),
    st.integers(1, 99),
    st.integers(1, 999),
    st.one_of(st.none(), st.integers(1, 9)),
    st.one_of(st.none(), st.integers(0, 9)),
)
def test_any_numbers_are_those_of_the_call(form, kernel, filters, stride, padding):
    note = form.format(k=kernel, n=filters)
    note += (f", stride {stride}" if stride else "") + (f" pad {padding}" if padding is not None else "")
    options = (f" stride={stride}" if stride else "") + (f" padding={padding}" if padding is not None else "")
    assert read_note(note).text == f"conv {filters} {kernel}{options}"


@example("3x3 conv, 64,")
@example("CONV 3x3,,64")
@given(st.text(alphabet="CONVconv FMAXpool0123x×/,=- spd", max_size=30))
def test_any_text_is_read_or_refused(text):
    if is_note(text):
        try:
            assert read_note(text).text
        except ExpressionError as error:
            assert error.message
    try:
        summarize(f"relu, {text}", "input=3x8x8")
    except ConvcalcError as error:
        assert error.problems.errors


@pytest.mark.parametrize("note", ["CONV ٣x٣ 64", "3x3 conv, ٦٤", "FC ١٠", "Conv 3x3 ٦4"])
def test_digits_of_other_scripts_are_refused(note):
    with pytest.raises(ConvcalcError):
        summarize(f"relu, {note}", "input=3x48x48")


REPEATED = {
    "spaces behind the head": "3x3 conv" + " " * 200_000,
    "spaces before an option": "3x3 conv" + " " * 200_000 + "!",
    "spaces behind a word": "3x3 conv stride" + " " * 200_000 + "!",
    "spaces behind a number": "3x3 conv, 64" + " " * 200_000 + "!",
    "spaces between two numbers": "CONV 3" + " " * 200_000 + "!",
    "spaces behind FC": "FC" + " " * 200_000 + "!",
    "sizes": "1×" * 100_000 + "conv",
    "heads": "3x3 conv " * 20_000,
    "dots": "3x3 conv, 8, (" + "a." * 100_000,
    "capitals": "3x3 conv, 8, (" + "A" * 200_000,
    "commas": "3x3 conv" + "," * 200_000,
}


@pytest.mark.parametrize("text", REPEATED.values(), ids=REPEATED)
def test_one_piece_many_times_over_takes_no_more_than_its_length(text):
    """Each takes milliseconds; with the square of its length it takes hours, and the run would never end."""
    assert mask(text)[0] is not None
    if is_note(text):
        with pytest.raises(ExpressionError):
            read_note(text)


@pytest.mark.parametrize(
    ("note", "shape", "axes", "comes"),
    [
        ("CONV 5x5, 64, pad 2", "28x28", "2 spatial axes", "28×28"),
        ("CONV 3x3x3 16", "3x9x9", "3 spatial axes", "3×9×9"),
        ("MAX POOL 2x2 stride 2", "4x8x8x8", "2 spatial axes", "4×8×8×8"),
    ],
)
def test_a_kernel_of_two_sizes_goes_over_two_axes(note, shape, axes, comes):
    with pytest.raises(ConvcalcError, match=f"goes over {axes}, what comes in is {comes}"):
        summarize(note, f"input={shape}")


@pytest.mark.parametrize("comment", ["# a 3x3 conv, 64", "   # CONV 3x3 and nn.Conv2d(3, 64, 3)", "# max pool 2"])
def test_lines_of_comments_are_no_notes(comment):
    """Whether notes or calls may stand in a text is asked of every spec, so that others need not know how they look."""
    text = f"input: 3x8x8\n{comment}\nlayers:\n  - conv 64 3\n"
    assert not likely_pasted(text)
    assert likely_pasted(f"{text}  - 3x3 conv, 64\n")
    assert likely_pasted(f"{text}  - nn.Conv2d(64, 64, 3)\n")
    report = read_report(Text(f"{text}  - 3x3 conv, 64\n"), [], Problems())
    assert [row.output for row in report.layers] == [(64, 6, 6), (64, 4, 4)]
