"""The table of `convcalc summarize`: what stands where, at every width, in Unicode and ASCII."""

import re

import pytest

from convcalc.language.problems import ConvcalcError
from convcalc.render.summarize.show import render_summary
from convcalc.study.design import summarize

SMALL = """
name: Small
source: A. Student
year: 2020
input: 3x10x10
layers:
  - conv1: conv 8 3
  - relu
  - flatten
  - linear 10
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL)
    return summarize("small.yaml")


def test_a_small_network(small):
    # conv1: (10 − 3)/1 + 1 = 8; 8·(3·9 + 1) = 224 parameters; 27·8·64 = 13,824 MACs
    # linear: 8·8·8 = 512; 10·(512 + 1) = 5,130 parameters; 5,120 MACs
    assert render_summary(small, "text") == (
        "Small · input 3×10×10 · A. Student, 2020 · small.yaml\n"
        "\n"
        "layer    operation  output  params    MACs  max\n"
        "conv1    conv 8 3    8×8×8     224  13,824 ████\n"
        "relu     relu        8×8×8       0       0\n"
        "flatten  flatten       512       0       0\n"
        "linear   linear 10      10   5,130   5,120 █▌\n"
        "total                        5,354  18,944\n"
        "                             5.4 K  18.9 K\n"
        "linear layers: 96 % of the parameters, 27 % of the MACs\n"
        "convolutions: 4 % of the parameters, 73 % of the MACs\n"
        "MACs: one multiply-add each, C/G·K²·N·H′·W′; FLOPs = 2·MACs = 37,888\n"
    )


def test_the_same_in_ascii(small):
    text = render_summary(small, "text", ascii=True)
    assert text.isascii()
    assert text.splitlines()[0] == "Small - input 3x10x10 - A. Student, 2020 - small.yaml"
    assert "conv1    conv 8 3    8x8x8     224  13,824 ####" in text
    assert "C/G*K^2*N*H'*W'; FLOPs = 2*MACs = 37,888" in text


def test_folded_copies_show_their_sum_and_each_of_them():
    # 1: 8·(3·9 + 1) = 224 parameters and 27·8·64 = 13,824 MACs; 2 and 3: 8·(8·9 + 1) = 584 and 72·8·64 = 36,864
    report = summarize("[{s: [conv 8 3 padding=1, relu], repeat: 3}]", "input=3x8x8")
    assert render_summary(report, "text", depth="all") == (
        "inline design · input 3×8×8\n"
        "\n"
        "layer       operation           output  params    MACs  max\n"
        "s ×3                             8×8×8   1,392  87,552 ████\n"
        "  1                              8×8×8     224  13,824 ▋\n"
        "    conv    conv 8 3 padding=1   8×8×8     224  13,824 ▋\n"
        "    relu    relu                 8×8×8       0       0\n"
        "  2-3 ×2                         8×8×8   1,168  73,728 ███▍\n"
        "    each                         8×8×8     584  36,864 █▋\n"
        "      conv  conv 8 3 padding=1   8×8×8     584  36,864 █▋\n"
        "      relu  relu                 8×8×8       0       0\n"
        "total                                    1,392  87,552\n"
        "                                         1.4 K  87.6 K\n"
        "indented lines add up to the line they stand under; ×N: N copies together; each: one copy\n"
        "convolutions: 100 % of the parameters, 100 % of the MACs\n"
        "MACs: one multiply-add each, C/G·K²·N·H′·W′; FLOPs = 2·MACs = 175,104\n"
    )


def test_a_closed_list_shows_how_it_begins():
    report = summarize("[{stem: [conv 8 3, relu]}, {act: [relu]}]", "input=3x8x8")
    lines = render_summary(report, "text", depth=1).splitlines()
    assert lines[3].startswith("stem   conv 8 3, …   8×6×6")
    assert lines[4].startswith("act    relu          8×6×6")


def test_a_side_branch_is_marked_and_not_in_the_total():
    # conv 4 1: 4·(3 + 1) = 16, 3·4·64 = 768 MACs; head: 2·(4 + 1) = 10, 4·2·64 = 512 MACs
    report = summarize("[conv 4 1, side: [[head: [conv 2 1]]], relu]", "input=3x8x8")
    text = render_summary(report, "text", depth="all")
    assert "head (side)              2×8×8      10   512" in text
    assert "\n  conv       conv 2 1    2×8×8      10   512" in text
    assert re.search(r"^total +16 +768$", text, re.M)
    assert re.search(r"^side total +10 +512$", text, re.M)
    assert "(side): a side branch, not in the total" in text


def test_reused_weights_cost_no_parameters():
    text = render_summary(summarize("siamese"), "text")
    assert re.search(r"^other +4096 +0 +908,623,872", text, re.M)
    assert re.search(r"^  twin +reuses twin +4096 +0 +908,623,872", text, re.M)
    assert re.search(r"^    conv1 +reuses twin.conv1 +64×96×96 +0 +58,982,400", text, re.M)


def test_the_head_names_each_of_several_inputs_and_the_foot_each_output():
    assert "inputs left 1×105×105, right 1×105×105" in render_summary(summarize("siamese"), "text")
    assert "outputs: aux1 1000, aux2 1000, fc 1000" in render_summary(summarize("googlenet"), "text")


def test_the_year_is_not_said_twice():
    text = render_summary(summarize("alexnet"), "text")
    assert "Krizhevsky, Sutskever, Hinton 2012 · catalogue: alexnet.yaml" in text


def test_a_batch_is_said():
    text = render_summary(summarize("conv 8 3", "input=3x10x10", batch=4), "text")
    assert "55,296" in text  # 4·13,824
    assert "MACs, FLOPs and activations are for 4 images" in text


def test_kinds_under_one_percent_of_both_are_left_out():
    assert "normalisation" not in render_summary(summarize("resnet50"), "text")  # 53,120 of 25,557,032: 0.2 %
    assert "linear layers: 8 % of the parameters, <1 % of the MACs" in render_summary(summarize("resnet50"), "text")


@pytest.mark.parametrize("width", [40, 80, 100, 160, 200])
@pytest.mark.parametrize("design", ["alexnet", "vgg16", "resnet50", "googlenet", "unet", "efficientnet_b0"])
def test_no_number_or_shape_is_cropped_at_any_width(design, width):
    text = render_summary(summarize(design), "table", width=width, depth=1)
    words = re.split(r"[\s▏▎▍▌▋▊▉█]+", text)
    report = summarize(design)
    for row in report.rows:
        assert f"{row.params:,}" in words
        assert f"{row.macs:,}" in words
        assert "×".join(map(str, row.output)) in words
    assert f"{report.params:,}" in words and f"{report.macs:,}" in words


@pytest.mark.parametrize("width", [80, 100, 160, 200])
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("design", ["alexnet", "vgg16", "resnet50", "googlenet", "unet", "densenet201"])
def test_the_table_fits_the_terminal(design, width, ascii):
    lines = render_summary(summarize(design), "table", width=width, ascii=ascii).splitlines()
    assert max(map(len, lines)) <= width


def test_wider_terminals_show_more_columns():
    report = summarize("vgg16")
    titles = {width: render_summary(report, "table", width=width).splitlines() for width in (80, 120, 200)}
    shown = {width: next(line for line in lines if line.startswith("layer")) for width, lines in titles.items()}
    assert shown[80].split() == ["layer", "operation", "output", "params", "MACs", "max"]
    assert "input" in shown[120] and "kernel" in shown[120]
    assert "FLOPs" in shown[200] and "activations" in shown[200]


def test_the_operation_is_shortened_first_then_the_name_in_its_middle():
    name = "a_name_that_goes_on_and_on"
    report = summarize(f"{name}: conv 8 3 padding=1 bias=false", "input=3x10x10")

    assert f"{name}  conv 8 3 padding=1 bias=false" in render_summary(report, "text")
    assert f"{name}  conv 8 3 padding…" in render_summary(report, "table", width=75)
    assert re.search(r"^a_\w+…\w+n  conv 8…", render_summary(report, "table", width=48), re.M)


def test_text_for_a_pipe_is_never_shortened():
    report = summarize(", ".join([f"{'long_name' * 20}: conv 8 3 padding=1 bias=false"]), "input=3x10x10")
    assert "long_name" * 20 in render_summary(report, "text", width=40)


def test_columns_by_name():
    columns = ["path", "params_share", "flops"]
    lines = render_summary(summarize("resnet50"), "text", columns=columns, depth=2).splitlines()
    assert lines[2].split() == ["path", "params", "%", "FLOPs"]
    assert "stage2.2-3 ×2          0.6    873,463,808" in lines  # 140,800 of 25,557,032; 2·436,731,904
    assert "the lines of a group add up to the line they stand under; ×N: N copies together" in lines


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"columns": []}, "no columns are named"),
        ({"sort": "mac"}, "'mac' is no number to sort by (did you mean 'macs'?)"),
        ({"sort": "output"}, "'output' is no number to sort by"),
        ({"depth": 0}, "the depth is a number from 1, or all, not 0"),
        ({"depth": "some"}, "the depth is a number from 1, or all, not some"),
    ],
)
def test_wrong_arguments(small, arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        render_summary(small, "table", **arguments)


def test_every_column_that_is_none_is_said_with_what_may_be_meant(small):
    with pytest.raises(ConvcalcError) as caught:
        render_summary(small, "table", columns=["layer", "parms", "params", "depth", "rf", "zzz", "qqq"])
    *named, listed, last = map(str, caught.value.problems)
    assert named == [
        "command line:1:7: error: there is no column 'parms' (did you mean 'params'?)",
        "command line:1:20: error: 'depth' is a total of the network, not a column",
        "command line:1:26: error: there is no column 'rf' (that is 'receptive_field' here)",
    ]
    assert listed.startswith(
        "command line:1:29: error: there is no column 'zzz' (the columns are layer, path, operation, "
    )
    assert last == "command line:1:33: error: there is no column 'qqq'"


def test_a_wrong_format(small):
    with pytest.raises(ValueError, match="there is no format 'yaml'"):
        render_summary(small, "yaml")


def test_what_a_user_wrote_is_text_and_steers_no_terminal(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text('name: "[/foo][red]\\e[31m\\u202Ered"\nsource: "[link=x]"\ninput: 3x8x8\nlayers: [relu]\n')
    report = summarize(str(path))
    for color in (False, True):
        first = render_summary(report, "table", color=color, width=200).splitlines()[0]
        assert first.startswith("[/foo][red]\\x1b[31m\\u202ered · input 3×8×8 · [link=x]")


def test_colors_change_no_character():
    report = summarize("googlenet")
    colored = render_summary(report, "table", color=True)
    assert "\x1b[1m" in colored
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == render_summary(report, "table").splitlines()


def test_no_color_is_one_that_vanishes_on_some_background():
    colored = render_summary(summarize("googlenet"), "table", color=True)
    assert set(re.findall(r"\x1b\[([0-9;]+)m", colored)) <= {"0", "1", "2", "32"}


@pytest.mark.parametrize(
    ("columns", "total", "said"),
    [
        (["layer", "output", "receptive_field"], False, []),
        (["layer", "params_share"], False, ["linear layers: 96 % of the parameters", "convolutions: 4 % of"]),
        (["output", "kernel"], False, []),
        (["layer", "params"], True, ["linear layers: 96 % of the parameters", "convolutions: 4 % of the parameters"]),
        (["layer", "flops"], True, ["MACs: one multiply-add each"]),
        (["layer", "macs_share"], False, ["convolutions: 73 % of the MACs", "linear layers: 27 %", "MACs: one mult"]),
        (["activations"], True, []),
    ],
)
def test_below_the_table_stands_what_is_about_its_columns(small, columns, total, said):
    lines = render_summary(small, "text", columns=columns).splitlines()
    assert any(line.startswith("total ") for line in lines) == (total and "layer" in columns)
    below = lines[7:]  # the title, an empty line, the heads of the columns, four layers
    assert not any(line == "" for line in below)
    assert all(any(line.startswith(words) for line in below) for words in said)
    assert len([line for line in below if ":" in line and not line.startswith("(all)")]) == len(said)


def test_a_batch_is_said_where_something_is_counted_for_it():
    report = summarize("conv 8 3", "input=3x10x10", batch=4)
    assert "MACs, FLOPs and activations are for 4 images" in render_summary(report, "text", columns=["activations"])
    assert "images" not in render_summary(report, "text", columns=["layer", "params"])


def test_a_bar_has_the_greatest_above_its_end(small):
    title, first = render_summary(small, "table", width=60).splitlines()[2:4]
    assert title.endswith("  max")
    assert len(title) == len(first.rstrip())  # conv1 has the most MACs
