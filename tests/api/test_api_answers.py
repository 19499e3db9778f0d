"""The answers: attributes, rows, what is the same as the commands' JSON and Markdown, and how they are shown."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import convcalc
from convcalc.cli.main import program

LAYERS = "conv1: conv 8 3, flatten, fc: linear 10"
# at 3x10x10 conv1: 8·(3·9 + 1) = 224 parameters, 8·8·8·27 = 13,824 MACs; fc: 10·(512 + 1) = 5,130 and 5,120


def printed(*arguments):
    """What a command prints to standard output."""
    return CliRunner().invoke(program, list(arguments), prog_name="convcalc").stdout


ANSWERS = {
    "summarize": (
        lambda: convcalc.summarize("googlenet", input=(3, 256, 256), batch=2),
        ["googlenet", "--input", "3x256x256", "--batch", "2"],
    ),
    "explain": (lambda: convcalc.explain("alexnet", "conv2"), ["alexnet", "conv2"]),
    "compare": (
        lambda: convcalc.compare("mobilenet_v1", ("mobilenet_v1", {"width": 0.5})),
        ["mobilenet_v1", "mobilenet_v1", "width=0.5"],
    ),
    "memory": (
        lambda: convcalc.memory("vgg16", batch=32, limit="16GiB"),
        ["vgg16", "--batch", "32", "--limit", "16GiB"],
    ),
    "solve": (
        lambda: convcalc.solve("conv 96 11 stride=4 padding=?", input=(3, 224, 224), expect="output = 96x55x55"),
        ["conv 96 11 stride=4 padding=?", "--input", "3x224x224", "--expect", "output = 96x55x55"],
    ),
    "sweep": (
        lambda: convcalc.sweep("mobilenet_v1", width=[0.25, 0.5], where={"macs": "<= 600M"}),
        ["mobilenet_v1", "width=0.25,0.5", "--where", "macs <= 600M"],
    ),
    "list": (lambda: convcalc.networks("alexnet"), ["alexnet"]),
}
"""An answer of each command, and the words with which it gives the same."""


@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_is_what_the_command_prints(command):
    make, words = ANSWERS[command]
    answer = make()
    assert answer.to_dict() == json.loads(printed(command, *words, "--format", "json"))
    assert answer.to_markdown() == printed(command, *words, "--format", "markdown")
    if command != "explain":
        assert answer.to_latex() == printed(command, *words, "--format", "latex")


def test_a_check_is_what_the_command_prints(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("The output is (227-11)/4 + 1 = 55, and 5x5x3x4 = 211.\n", "utf-8")
    answer = convcalc.check("notes.md")
    assert answer.to_dict() == json.loads(printed("check", "notes.md", "--format", "json"))
    assert repr(answer) == printed("check", "notes.md").rstrip("\n")


@pytest.mark.parametrize("command", ANSWERS)
def test_rows_have_the_same_keys_and_plain_values(command):
    rows = ANSWERS[command][0]().rows()
    assert rows
    assert all(list(row) == list(rows[0]) for row in rows)
    plain = (int, float, str, bool, list, dict, type(None))
    assert all(type(value) in plain for row in rows for value in row.values())


@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_reads_well_where_it_is_shown(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = repr(ANSWERS[command][0]())
    assert not shown.startswith("<")
    assert "\x1b" not in shown
    assert not shown.endswith("\n")


# Reports


def test_a_report_has_the_numbers_of_its_layers():
    report = convcalc.summarize(LAYERS, input=(3, 10, 10), batch=2)
    assert (report.params, report.macs, report.flops) == (5_354, 2 * 18_944, 4 * 18_944)
    assert (report.input, report.output, report.batch) == ((3, 10, 10), (10,), 2)
    assert (report.layer_count, report.weighted_layers, report.depth) == (3, 2, 2)
    assert report.activations == 2 * (512 + 512 + 10)
    assert report.weight_bytes == 4 * 5_354
    assert report["conv1"].macs == 2 * 13_824
    assert repr(report["conv1"]) == "<Row 'conv1': 'conv 8 3', output=(8, 8, 8), params=224, macs=27648>"


def test_a_layer_that_is_not_there_says_which_one_may_be_meant():
    with pytest.raises(convcalc.ConvcalcError, match=r"there is no layer 'conv9' \(did you mean 'conv5'"):
        convcalc.summarize("alexnet")["conv9"]


def test_rows_have_the_columns_that_are_asked_for():
    report = convcalc.summarize(LAYERS, input=(3, 10, 10))
    rows = report.rows(["path", "params_share", "receptive_field", "jump"])
    assert [row["path"] for row in rows] == ["conv1", "flatten", "fc"]
    assert rows[0] == {"path": "conv1", "params_share": 100 * 224 / 5_354, "receptive_field": [3, 3], "jump": [1, 1]}
    assert report.rows("params") == [{"params": 224}, {"params": 0}, {"params": 5_130}]
    with pytest.raises(convcalc.ConvcalcError, match=r"there is no column 'parms' \(did you mean 'params'"):
        report.rows("parms")
    with pytest.raises(convcalc.ConvcalcError, match="there is no column 'params'"):
        report.to_dict("params")
    for columns in ([], [3]):
        with pytest.raises((convcalc.ConvcalcError, TypeError)):
            report.rows(columns)


def test_receptive_fields_are_worked_out_when_asked_for():
    report = convcalc.summarize("conv 8 3 padding=1, max_pool 2, conv 8 3", input=(3, 32, 32))
    # r: 3, then 3 + 1·1 = 4, then 4 + 2·2 = 8; the jump 2; the first unit begins at -1
    assert (report.receptive_field, report.jump, report.effective_padding) == ((8, 8), (2, 2), (1, 1))
    assert report.start == (Fraction(5, 2), Fraction(5, 2))  # the centre of -1 … 6
    assert report.to_dict("receptive_field")["layers"][0]["receptive_field"] == [3, 3]


def test_markdown_takes_what_the_command_takes():
    report = convcalc.summarize("resnet18")
    shown = report.to_markdown(columns=["layer", "params"], depth=1)
    words = ["resnet18", "--columns", "layer,params", "--depth", "1"]
    assert shown == printed("summarize", *words, "--format", "markdown")
    for options in ({"depth": 0}, {"sort": "nothing"}, {"columns": ["nothing"]}):
        with pytest.raises(convcalc.ConvcalcError):
            report.to_markdown(**options)


def test_a_plain_comparison_is_what_the_command_prints():
    comparison = convcalc.compare("resnet18", "resnet50", "vgg16")
    for method, format in ((comparison.to_markdown, "markdown"), (comparison.to_latex, "latex")):
        words = ["compare", "resnet18", "resnet50", "vgg16", "--plain", "--format", format]
        assert method(plain=True) == printed(*words)
        assert method(plain=True, units="M,G") == printed(*words, "--units", "M,G")
        columns = ["--columns", "params,input,weight_bytes", "--units", "K,MB"]
        assert method(["params", "input", "weight_bytes"], plain=True, units=["K", "MB"]) == printed(*words, *columns)
        assert method() == printed(*words[:-3], "--format", format)
        for wrong in ({"units": "parsecs"}, {"units": ["M"] * 9}, {"columns": ["nothing"]}):
            with pytest.raises(convcalc.ConvcalcError):
                method(plain=True, **wrong)
    with pytest.raises(convcalc.ConvcalcError, match="compare without layers=True"):
        convcalc.compare("conv5x5", "two_conv3x3", layers=True).to_latex(plain=True)


def test_an_explanation_has_no_table_in_latex():
    with pytest.raises(convcalc.ConvcalcError, match="formulas in LaTeX"):
        convcalc.explain("alexnet", "conv1").to_latex()


def test_warnings_are_part_of_the_answer_and_errors_if_it_is_strict():
    report = convcalc.summarize("conv 96 11 stride=4", input=(3, 224, 224))
    (warning,) = report.warnings
    assert repr(report).endswith(str(warning))
    for function in (convcalc.summarize, convcalc.explain, convcalc.memory):
        with pytest.raises(convcalc.ConvcalcError, match=r"\(224 − 11\)/4 \+ 1 = 54.25"):
            function("conv 96 11 stride=4", input=(3, 224, 224), strict=True)


# Values


def test_a_value_is_that_of_its_metric():
    assert convcalc.value("alexnet", "params") == 60_965_224
    assert convcalc.value("alexnet", "conv1.output", "conv1.params") == ((96, 55, 55), 34_944)
    assert type(convcalc.value("alexnet", "conv1.output")) is tuple
    assert convcalc.value(LAYERS, "fc.params_share", input=(3, 10, 10)) == Fraction(100 * 5_130, 5_354)
    assert convcalc.value("vgg16", "input=3x256x256", "input") == (3, 256, 256)


def test_several_outputs_have_a_value_each():
    spec = {
        "input": (3, 10, 10),
        "layers": [{"a": "conv 8 3"}, {"mask": ["from a", "conv 1 1"]}, {"score": ["from a", "conv 2 1"]}],
    }
    assert convcalc.value(spec, "output") == {"mask": (1, 8, 8), "score": (2, 8, 8)}
    with pytest.raises(convcalc.ConvcalcError, match="has 2 outputs"):
        convcalc.summarize(spec).output  # noqa: B018


@pytest.mark.parametrize("metrics", [(), ("parms",), ("conv9.params",), ("params", "conv1.depth")])
def test_a_metric_that_is_none_is_refused(metrics):
    with pytest.raises(convcalc.ConvcalcError):
        convcalc.value("alexnet", *metrics)


# Explanations


def test_an_explanation_has_its_formulas():
    explanation = convcalc.explain("conv1: conv 96 11 stride=4", input=(3, 227, 227))
    output, params, macs = explanation.rows()[:3]
    assert output == {"path": "conv1", "name": "output", "axis": None, "formula": "(W − F + 2P)/S + 1",
                      "numbers": "(227 − 11 + 2·0)/4 + 1", "value": 55}  # fmt: skip
    assert (params["value"], macs["value"]) == (34_944, 105_415_200)
    total = convcalc.explain(LAYERS, input=(3, 10, 10)).rows()[-2]
    assert (total["path"], total["numbers"], total["value"]) == ("", "conv1 224 + fc 5130", 5_354)


def test_a_unit_reads_its_pixels():
    reading = convcalc.explain("alexnet", "conv1", at=(6, 6), of="100,100")
    assert isinstance(reading, convcalc.Reading)
    # conv1 reads 11 pixels from 4·6 = 24 on; the pixel 100 is read by the units with 4u <= 100 <= 4u + 10
    assert reading.rows()[0]["span"] == [[24, 34], [24, 34]]
    assert reading.rows()[1]["span"] == [[23, 25], [23, 25]]
    with pytest.raises(convcalc.ConvcalcError, match="there is no 99,6"):
        convcalc.explain("alexnet", "conv1", at=(99, 6))
    with pytest.raises(TypeError, match="at is a place"):
        convcalc.explain("alexnet", "conv1", at=6)


# Comparisons


def test_a_comparison_has_its_ratios_and_reports():
    five = ["conv 8 5 padding=2 bias=false"]
    two = ["conv 8 3 padding=1 bias=false", "conv 8 3 padding=1 bias=false"]
    comparison = convcalc.compare(five, two, input=(8, 16, 16))
    assert list(comparison.reports) == ["inline design (1)", "inline design (2)"]
    assert comparison.reference == "inline design (1)"
    assert comparison.ratio("inline design (2)", "params") == Fraction(2 * 9, 25)
    assert comparison.ratio("inline design (1)", "params", to="inline design (2)") == Fraction(25, 2 * 9)
    assert comparison.reports["inline design (2)"].params == 2 * 8 * 8 * 9
    assert comparison.rows()[1]["params_ratio"] == 0.72
    assert (comparison.rows()[1]["output"], comparison.rows()[1]["conv_params_share"]) == ("8x16x16", 100)
    assert "has 0.72× the parameters" in comparison.sentence
    for name, metric in (("inline design", "params"), ("inline design (1)", "output")):
        with pytest.raises(convcalc.ConvcalcError):
            comparison.ratio(name, metric)


def test_designs_have_their_own_changes_and_common_ones():
    loaded = convcalc.load("mobilenet_v1", width=0.25)
    comparison = convcalc.compare(
        "mobilenet_v1", ("mobilenet_v1", {"width": 0.5}), "mobilenet_v1", "width=0.75", loaded, input=(3, 160, 160)
    )
    names = ["mobilenet_v1", *(f"mobilenet_v1 width={width}" for width in ("0.5", "0.75", "0.25"))]
    assert list(comparison.reports) == names
    assert {report.input for report in comparison.reports.values()} == {(3, 160, 160)}
    assert comparison.reports[names[1]].design.changes == ("input=3x160x160", "width=0.5")


def test_layers_are_lined_up():
    comparison = convcalc.compare("conv5x5", "two_conv3x3", layers=True)
    first, *_ = comparison.rows()
    assert (first["conv5x5 path"], first["two_conv3x3 path"]) == ("conv", "conv1")
    assert comparison.to_dict() == json.loads(
        printed("compare", "conv5x5", "two_conv3x3", "--layers", "--format", "json")
    )


def test_what_can_not_be_compared_is_refused():
    report = convcalc.summarize("alexnet")
    with pytest.raises(TypeError, match=r"its design is report.design"):
        convcalc.compare(report, "vgg16")
    with pytest.raises(TypeError, match="a list of layers is no tuple"):
        convcalc.compare(("conv 8 3",), "alexnet")
    for designs in ((), ("alexnet",), ("width=0.5", "mobilenet_v1", "alexnet"), ("alexnet", "vgg61")):
        with pytest.raises(convcalc.ConvcalcError):
            convcalc.compare(*designs)


# Solutions


def test_solutions_have_their_values_and_figures():
    found = convcalc.solve("conv 96 11 stride=4 padding=?", input=(3, 227, 227), expect={"output": (96, 55, 55)})
    assert found.solutions[0].values == {"padding": 0}
    assert (found.solutions[0].exact, found.solutions[0].unread) == (True, "")
    assert found.rows()[0]["params"] == 34_944
    assert found.count >= len(found.solutions) == len(found.rows())


def test_unknowns_are_knobs_inputs_and_arguments():
    width = convcalc.solve("mobilenet_v1", width="?", expect={"params": "<= 1.4M"}).solutions[0]
    assert convcalc.value("mobilenet_v1", "params", width=width.values["width"]) <= 1_400_000
    size = convcalc.solve("conv 8 3", input=(3, "?", "?"), expect="output = 8x10x10").solutions[0]
    assert size.figures["output"] == (8, 10, 10)
    assert convcalc.solve("alexnet", changes={"conv2.out_channels": "?"}, expect="params <= 60M", most=3).count


def test_that_nothing_fits_is_an_answer():
    found = convcalc.solve("conv 8 ?", input=(3, 8, 8), expect=["output = 8x9x9"])
    assert (found.count, found.solutions, found.rows()) == (0, [], [])
    assert found.reasons


def test_a_question_without_an_unknown_or_a_goal_is_refused():
    with pytest.raises(convcalc.ConvcalcError, match=r"there is no \?"):
        convcalc.solve("alexnet", expect="params <= 5M")
    with pytest.raises(convcalc.ConvcalcError, match="nothing is expected"):
        convcalc.solve("alexnet", width="?", expect=[])
    with pytest.raises(TypeError):
        convcalc.solve("alexnet", width="?")
    with pytest.raises(TypeError, match="expect is a text"):
        convcalc.solve("alexnet", width="?", expect=5)


# Memory


def test_memory_has_what_it_takes():
    memory = convcalc.memory(LAYERS, input=(3, 10, 10), batch=4, optimizer="adam", dtype="float16", limit="1MB")
    # adam keeps gradients and two numbers more for each of 5,354 weights, float16 2 bytes for each
    # forward: the input 300, conv1 512 (flatten stands in its place), fc 10 values, for each image
    assert (memory.training.fixed, memory.training.per_image) == (4 * 2 * 5_354, 2 * 822)
    assert memory.training_bytes == 4 * 2 * 5_354 + 4 * 2 * 822
    assert memory.largest_training_batch == (1_000_000 - 4 * 2 * 5_354) // (2 * 822)
    assert memory.peak_activations == 300 + 512
    assert memory.rows()[1]["activations"] == 512
    assert convcalc.memory(LAYERS, input=(3, 10, 10)).largest_batch is None


def test_memory_tells_what_is_held_while_a_layer_runs():
    memory = convcalc.memory(LAYERS, "fc", input=(3, 10, 10))
    assert [(row["layer"], row["tensor"], row["values"]) for row in memory.rows()] == [
        ("fc", "conv1", 512),
        ("fc", "fc", 10),
    ]
    (moment,) = memory.moments
    assert moment.values == 522


@pytest.mark.parametrize("options", [{"dtype": "float8"}, {"optimizer": "adm"}, {"limit": "16 apples"}, {"limit": 0}])
def test_options_of_memory_that_are_none_are_refused(options):
    with pytest.raises(convcalc.ConvcalcError):
        convcalc.memory("alexnet", **options)


# Checks


def test_a_check_holds_or_says_what_does_not():
    spec = {"input": (3, 10, 10), "layers": [{"conv1": "conv 8 3", "expect": {"params": 225}}]}
    answer = convcalc.check(spec)
    assert not answer
    (failure,) = answer.failures
    assert (failure.subject, failure.written, failure.computed) == ("conv1 params", "225", "224")
    assert answer.rows()[0]["holds"] is False
    assert convcalc.check("alexnet", expect={"params": "61M", "output": (1000,)}).passed
    assert len(convcalc.check("alexnet", expect=["params = 60.0M", "macs <= 1G"]).failures) == 1


def test_what_a_design_expects_is_left_aside_where_it_is_changed():
    spec = {"input": (3, 10, 10), "layers": [{"conv1": "conv 8 3", "expect": {"params": 224}}]}
    changed = convcalc.check((spec, {"conv1.out_channels": 4}), expect="params = 112")  # 4·28
    assert changed.passed
    assert len(changed.claims) == 1


def test_files_and_folders_are_checked(tmp_path):
    (tmp_path / "net.yaml").write_text("input: 3x10x10\nlayers: [conv 64 3]\nexpect: {params: 1792}\n", "utf-8")
    (tmp_path / "notes.md").write_text("So 8·28 = 224 and 5·5 = 26.\n", "utf-8")
    answer = convcalc.check(tmp_path)
    assert (answer.specs, answer.documents, len(answer.claims), len(answer.failures)) == (1, 1, 3, 1)
    assert convcalc.check(tmp_path / "net.yaml")
    with pytest.raises(convcalc.ConvcalcError, match="is a folder, and width=1 changes a design"):
        convcalc.check(tmp_path, width=1)


@pytest.mark.parametrize("words", [("nothing.md",), ("alexne",), ("conv 8 3",)])
def test_what_can_not_be_checked_is_an_error(words):
    with pytest.raises(convcalc.ConvcalcError):
        convcalc.check(*words)


# Networks


def test_networks_are_names():
    found = convcalc.networks("resnet", "2015")
    assert len(found) == 0
    found = convcalc.networks("alexnet")
    assert "alexnet" in found
    assert list(found) == found.names
    assert found.rows()[0]["params"] == convcalc.summarize(found.names[0]).params
    assert "conv5x5" in convcalc.networks(designs=True)


def test_notes_are_shown_and_are_no_warnings():
    report = convcalc.summarize("nn.ReLU()", input=(3, 8, 8), strict=True)
    (note,) = report.notes
    assert (note.message, note.hint) == ("this is written as in PyTorch", "here it is written relu")
    assert report.warnings == [] and note.message in repr(report) and note.message in report._repr_html_()
    assert convcalc.explain("nn.ReLU()", input=(3, 8, 8)).notes[0].hint == note.hint


def test_what_is_not_bound_may_be_suggested_or_demanded(tmp_path, monkeypatch):
    """torchvision's ResNet-50 has 25,557,032 parameters and 4.09 GMACs."""
    monkeypatch.chdir(tmp_path)
    text = "ResNet-50 has 25.6M parameters and 3.8 GFLOPs. Small has 1,792 parameters.\n"
    Path("a.md").write_text(text, "utf-8")
    Path("nets").mkdir()
    Path("nets/small.yaml").write_text(
        "name: Small-1\ninput: 3x10x10\nlayers: [conv 64 3]\nexpect: {params: 1792}\n", "utf-8"
    )
    with pytest.raises(convcalc.ConvcalcError, match="2 numbers beside network names that no marker binds"):
        convcalc.check("a.md")
    found = convcalc.check("a.md", suggest=True)
    assert (found.passed, len(found.unbound)) == (True, 2)
    assert [(one.subject, one.written, one.holds) for one in found.suggestions] == [
        ("resnet50 params", "25.6M", True), ("resnet50_v1 macs", "3.8 G", False),
    ]  # fmt: skip
    assert found.to_diff() == printed("check", "a.md", "--suggest")
    Path("b.md").write_text("On CIFAR-10, ResNet-18 has 11.2M parameters.\n", "utf-8")
    (unmarked,) = convcalc.check("b.md", suggest=True).unmarked
    assert "no marker is suggested: with 'CIFAR-10' beside it" in unmarked.message
    found = convcalc.check(Path("a.md"), require_bound=True)
    assert (found.passed, len(found.failures), found.suggestions) == (False, 2, [])
    assert found.to_dict() == json.loads(printed("check", "a.md", "--require-bound", "--format", "json"))
    Path("a.md").write_text(text.replace("Small", "Small-1"), "utf-8")
    both = convcalc.check("a.md", "nets", suggest=True)
    assert [one.subject for one in both.unbound] == [
        "resnet50 params",
        "resnet50 macs or flops",
        "nets/small.yaml params",
    ]
    assert both.to_diff() == printed("check", "a.md", "nets", "--suggest")


def test_all_that_fit_are_columns():
    found = convcalc.sweep(
        "conv 4 3 padding=1", changes={"conv.out_channels": range(1, 5)}, input="3x{8,16}", where="macs < 20_000"
    )
    # 27·N·S² MACs: S = 8 gives 1,728·N, S = 16 gives 6,912·N
    columns = found.columns()
    assert {name: column.tolist() for name, column in columns.items()} == {
        "conv.out_channels": [1, 1, 2, 2, 3, 4],
        "input": [8, 16, 8, 16, 8, 8],
        "params": [28, 28, 56, 56, 84, 112],
        "macs": [1_728, 6_912, 3_456, 13_824, 5_184, 6_912],
    }
    assert (found.size, found.fit, found.shut_out) == (8, 6, {"macs < 20_000": 2})
    assert [design.values["input"] for design in found.top(2, by="-macs").designs] == [16, 16]
    assert [design.metrics["params"] for design in found.pareto("macs, -params").designs] == [28, 56, 84, 112]


def test_knobs_of_a_sweep_have_their_values_as_python_has_them():
    numpy = pytest.importorskip("numpy")
    for width in (numpy.arange(0.1, 0.5, 0.1), (0.1, 0.2, 0.3, 0.4)):  # the third of them is 0.30000000000000004
        assert convcalc.sweep("mobilenet_v1", width=width).to_dict()["knobs"] == {"width": [0.1, 0.2, 0.3, 0.4]}
    several = [numpy.arange(0.25, 0.75, 0.25), [0.25, 0.5], (0.25, 0.5), "0.25..0.5 step 0.25"]
    for width in several:
        found = convcalc.sweep("mobilenet_v1", width=width)
        assert [design.values["width"] for design in found.designs] == [Fraction(1, 4), Fraction(1, 2)]
    found = convcalc.sweep("conv 4 1", changes={"conv.kernel_size": [(1, 3), (3, 3)]}, input=(3, 8, 8))
    # 4·(3·1·3 + 1) and 4·(3·3·3 + 1)
    assert [design.metrics["params"] for design in found.designs] == [40, 112]
    with pytest.raises(convcalc.ConvcalcError, match="width has no values: it is empty"):
        convcalc.sweep("mobilenet_v1", width=numpy.array([]))
    with pytest.raises(convcalc.ConvcalcError, match=r"width=\(1, 2\) may be several values, or a size"):
        convcalc.sweep("mobilenet_v1", width=(1, 2))


def test_what_is_asked_of_a_sweep_is_called_as_on_the_command_line():
    found = convcalc.sweep("mobilenet_v1", width=[0.25, 0.5], pareto="macs, -params", columns=["layers"])
    assert [design.values["width"] for design in found.designs] == [0.25, 0.5]
    assert found.designs[0].metrics["layers"] == convcalc.summarize("mobilenet_v1", width=0.25).layer_count
    with pytest.raises(convcalc.ConvcalcError, match="columns:1:1: error: there is no column 'speed'"):
        convcalc.sweep("mobilenet_v1", width=[0.25, 0.5], columns=["speed"])


def test_parts_of_a_sweep_are_files_that_are_asked_as_the_whole(tmp_path, monkeypatch):
    pytest.importorskip("numpy")
    monkeypatch.chdir(tmp_path)
    space = {"changes": {"conv.out_channels": range(1, 21), "conv.groups": [1, 2]}, "input": "3x{8,9}"}
    where = "macs < 20_000"
    for number in (1, 2, 3):
        part = convcalc.sweep("conv 4 3", **space, where=where, part=(number, 3))
        part.write(f"part-{number}.csv")
    whole = convcalc.sweep("conv 4 3", **space, where=where)
    joined = convcalc.sweep(parts="part-*.csv")
    assert (joined.size, joined.fit, joined.broken, joined.shut_out) == (80, whole.fit, whole.broken, whole.shut_out)
    assert joined.rows() == [{**row, "output": ""} for row in whole.rows()]  # parts have no column of it
    assert {name: list(one) for name, one in joined.columns().items()} == {
        name: list(one) for name, one in whole.columns().items()
    }
    for ask in (lambda found: found.top(3, by="-macs"), lambda found: found.pareto("macs, -params")):
        assert [one.values for one in ask(joined).designs] == [one.values for one in ask(whole).designs]
    again = convcalc.sweep(parts=[Path(f"part-{number}.csv") for number in (2, 1, 3)], where="params <= 100", by="macs")
    assert [one.metrics["params"] for one in again.designs] == [28, 28, 56, 56, 84, 84]  # 28·N, of 8×8 and of 9×9
    whole.write("whole.csv")
    joined.write("joined.csv")
    assert Path("joined.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_what_can_not_be_a_part_is_refused(tmp_path, monkeypatch):
    pytest.importorskip("numpy")
    monkeypatch.chdir(tmp_path)
    found = convcalc.sweep("mobilenet_v1", width=[0.25, 0.5], part="1/1")
    found.write("part.csv")
    before = Path("part.csv").read_bytes()
    with pytest.raises(convcalc.ConvcalcError, match=r"part\.csv is what is read, and would be lost"):
        convcalc.sweep(parts="part.csv").write("part.csv")
    assert Path("part.csv").read_bytes() == before
    refused = [
        ({"width": 0.5, "part": (3, 2)}, "part is 3, and goes from 1 to 2"),
        ({"width": 0.5, "part": "1"}, "part is the number of a part and that of all parts"),
        ({"parts": "part.csv"}, "parts are the designs of a space, as they were made"),
    ]
    for words, said in refused:
        with pytest.raises(convcalc.ConvcalcError, match=said):
            convcalc.sweep("mobilenet_v1", **words)
    with pytest.raises(convcalc.ConvcalcError, match="a design is missing"):
        convcalc.sweep()
    with pytest.raises(convcalc.ConvcalcError, match=r"there is no file nothing\.csv"):
        convcalc.sweep(parts=["nothing.csv"])
    with pytest.raises(convcalc.ConvcalcError, match=r"the ending of 'part.txt' stands for no format of designs"):
        found.write("part.txt")
    with pytest.raises(convcalc.ConvcalcError, match=r"there is no cluster at tcp://127\.0\.0\.1:1|is not installed"):
        convcalc.sweep("mobilenet_v1", width=[0.25, 0.5], cluster="tcp://127.0.0.1:1")
