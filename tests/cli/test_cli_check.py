"""`convcalc check`: which files, what is printed, the exit codes, and what no name or source line can do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from convcalc.cli.check import check_all
from convcalc.cli.shared.ahead import Ahead
from convcalc.cli.shared.progress import WIPE, Bar
from convcalc.study.catalogue import DESIGNS, files
from convcalc.study.check import specs as study
from convcalc.study.check.findings import Summary

CATALOGUE = Path(__file__).parents[2] / "architectures"
RIGHT = "input: 3x8x8\nlayers:\n  - c: conv 4 3\n    expect: {params: 112}\n"  # 4·(3·9 + 1) = 112
WRONG = RIGHT.replace("112", "111")
WARNED = "input: 3x8x8\nlayers: [max_pool 3]\nexpect: {params: 0}\n"  # (8 − 3)/3: two columns are not read
FORMATS = ("text", "json", "github", "junit", "sarif")


@pytest.fixture
def write(folder):
    def write(**texts):
        for name, text in texts.items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(path.suffix or ".yaml").write_text(text, "utf-8")
        return folder

    return write


def last(ran):
    return ran.stdout.splitlines()[-1]


def test_the_catalogue_holds(convcalc):
    ran = convcalc("check", str(CATALOGUE))
    assert (ran.code, ran.stderr) == (0, "")
    specs = len(files()) + len(files(DESIGNS))
    assert last(ran).startswith(f"{specs} specs, ")
    assert "no failures" in last(ran)
    assert "error" not in ran.stdout


def test_a_wrong_count_is_said_where_it_stands(convcalc, folder):
    text = (CATALOGUE / "alexnet.yaml").read_text("utf-8")
    (folder / "alexnet.yaml").write_text(text.replace("307_456", "307_200"), "utf-8")
    ran = convcalc("check", "alexnet.yaml")
    lines = ran.stdout.splitlines()
    number = next(number for number, line in enumerate(text.splitlines(), 1) if "307_456" in line)
    column = text.splitlines()[number - 1].index("307_456") + 1
    said = f"alexnet.yaml:{number}:{column}: error CC101: conv2 params: written 307,200, computed 307,456"
    assert lines[0].startswith(said)
    assert "without biases" in lines[0]
    assert lines[2] == f"    | {' ' * (column - 1)}{'^' * 7}"
    assert last(ran) == "1 spec, 25 expectations, 1 failure"
    assert (ran.code, ran.stderr) == (1, "")


@pytest.mark.parametrize(
    ("texts", "code", "counts"),
    [
        ({"a": RIGHT}, 0, "1 spec, 1 expectation, no failures"),
        ({"a": RIGHT, "b": WRONG}, 1, "2 specs, 2 expectations, 1 failure"),
        ({"a": WRONG, "b": "layers: ["}, 2, "1 spec, 1 expectation, 1 failure, 1 error"),
        ({"a": RIGHT, "b": "blocks: {x: [relu]}\n"}, 0, "1 spec, 1 file of blocks, 1 expectation, no failures"),
        ({"a": RIGHT, "b": "steps: [", "c": "{{ x }}"}, 0, "1 spec, 1 expectation, no failures"),
        ({"a": WARNED}, 0, "1 spec, 1 expectation, no failures, 1 warning"),
        ({"a": RIGHT.partition("    expect")[0]}, 0, "1 spec, no failures, 1 warning"),
        ({"a": "blocks: {x: [relu]}\n"}, 0, "1 file of blocks, no failures, 1 warning"),
        ({"a": "steps: []\n"}, 0, "no specs, no failures, 1 warning"),
        ({}, 0, "no specs, no failures, 1 warning"),
    ],
)
def test_the_exit_code_and_the_counts(convcalc, write, texts, code, counts):
    write(**texts)
    ran = convcalc("check")
    assert (ran.code, last(ran)) == (code, counts)
    assert convcalc("check", ".").stdout == ran.stdout


def test_nothing_to_check_is_said(convcalc, write):
    write(a="steps: []\n", b__c=RIGHT.partition("    expect")[0])
    assert "nothing was found to check in b (no file says what it expects" in convcalc("check", "b").stdout
    assert convcalc("check", "b", "--expect", "params = 112").code == 0
    (write() / "b" / "c.yaml").unlink()
    assert "nothing was found to check in b (a spec is a YAML file with layers or" in convcalc("check", "b").stdout
    (write() / "b.md").write_text("# Nothing\n", "utf-8")
    assert "nothing was found to check in b.md (a document is checked where it has" in convcalc("check", "b.md").stdout
    write(blocks="blocks: {b: [relu]}\n")
    assert "found to check in blocks.yaml (blocks have no numbers" in convcalc("check", "blocks.yaml").stdout
    ran = convcalc("check", "a.yaml")
    assert (ran.code, ran.stdout.partition("\n")[0][:52]) == (2, "a.yaml:1:1: error CC002: this is not a spec (a spec ")


def test_strict_makes_warnings_errors(convcalc, write):
    write(a=WARNED)
    assert convcalc("check").code == 0
    assert convcalc("check", "--strict").code == 2
    assert convcalc("check", "--strict", "--exit-zero").code == 2


def test_exit_zero_is_for_wrong_numbers_alone(convcalc, write):
    write(a=WRONG)
    assert convcalc("check").code == 1
    ran = convcalc("check", "--exit-zero")
    assert ran.code == 0
    assert "CC101" in ran.stdout
    assert convcalc("check", "--exit-zero", "a.yaml", "missing.yaml").code == 2


def test_an_error_in_one_file_does_not_keep_the_others_from_being_checked(convcalc, write):
    write(a="layers: [", b=RIGHT, c=WRONG)
    os.mkfifo("pipe.yaml")
    ran = convcalc("check", "missing.yaml", "pipe.yaml", "a.yaml", "b.yaml", "c.yaml")
    assert [line.split(": ")[1] for line in ran.stdout.splitlines() if ": error" in line] == [
        "error CC002",
        "error CC101",
    ]
    assert [line for line in ran.stdout.splitlines() if line.startswith("error CC001")] == [
        "error CC001: there is no file missing.yaml",
        "error CC001: pipe.yaml can't be read: nobody writes into this pipe",
    ]
    assert last(ran) == "2 specs, 2 expectations, 1 failure, 3 errors"


def test_verbose_lists_all_that_was_checked(convcalc, write):
    write(a=RIGHT, b=WRONG)
    assert convcalc("check", "-v").stdout.splitlines()[:2] == [
        "a.yaml:4:22: ok: c params 112",
        "b.yaml:4:22: error CC101: c params: written 111, computed 112 (1 too few)",
    ]
    assert "a.yaml" not in convcalc("check").stdout


def test_expect_adds_a_claim_without_editing(convcalc, write):
    write(a=RIGHT)
    assert convcalc("check", "a.yaml", "--expect", "params <= 200", "--expect", "output = 4x6x6").code == 0
    ran = convcalc("check", "a.yaml", "--expect", "params <= 100")
    assert ran.code == 1
    assert "error CC103: params of a.yaml: written <= 100, computed 112 (12 over)" in ran.stdout
    assert last(ran) == "1 spec, 2 expectations, 1 failure"
    ran = convcalc("check", "a.yaml", "--expect", "c.output = 4x6x6", "--expect", "d.params = 1")
    assert ran.code == 2
    assert "error CC002: there is no layer 'd' in a.yaml" in ran.stdout


UNITS = ["2556万", "25.6 million", "'25.6 Mio.'", "25,557 thousand", "0.26億", "25.6 млн", "2.6천만"]


@pytest.mark.parametrize("text", UNITS)
def test_units_are_read_in_expectations_as_in_documents(convcalc, write, text):
    network = "input: 25557032x1x1\nlayers: [conv 1 1 bias=false]\n"  # 25,557,032·1·1² parameters
    quoted = f'"{text}"' if "," in text else text
    write(a=network + f"expect: {{params: {quoted}}}\n", b=network)
    assert convcalc("check", "a.yaml").code == 0
    goal = text.strip("'")
    assert convcalc("check", "b.yaml", "--expect", f"params = {goal}").code == 0
    ran = convcalc("check", "b.yaml", "--expect", f"macs < {goal.replace('2', '1', 1)}")
    assert ran.code == 1


def test_a_unit_that_is_not_the_same_to_all_is_refused_in_expectations(convcalc, write):
    write(a=RIGHT.replace("112", "2 Billionen"))
    ran = convcalc("check", "a.yaml")
    assert ran.code == 2
    assert "a.yaml:4:24: error CC002: 'Billionen' is 10⁹ to some readers and 10¹² to others (write " in ran.stdout


@pytest.mark.parametrize("goal", ["", "params", "prams = 3", "params = x", "kernel = 3"])
def test_an_expectation_that_is_none_is_an_error_before_anything_is_checked(convcalc, write, goal):
    write(a=WRONG)
    ran = convcalc("check", "a.yaml", "--expect", goal)
    assert (ran.code, ran.stdout) == (2, "")
    assert "command line:1:" in ran.stderr


def test_a_file_that_is_named_twice_is_checked_once(convcalc, write):
    write(a=RIGHT, b=RIGHT)
    assert last(convcalc("check", "b.yaml", ".", "./a.yaml")) == "2 specs, 2 expectations, no failures"


def test_gitignore_is_respected(convcalc, write):
    folder = write(a=RIGHT, build__b=WRONG)
    (folder / ".gitignore").write_text("build/\n")
    assert convcalc("check").code == 0
    assert convcalc("check", "build").code == 1


# Where it goes


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_says_what_is_wrong(convcalc, write, format_):
    write(a=WRONG)
    ran = convcalc("check", "--format", format_)
    assert (ran.code, ran.stderr) == (1, "")
    for part in ("CC101", "a.yaml", "c params", "111", "112"):
        assert part in ran.stdout


@pytest.mark.parametrize(
    ("name", "format_"), [("x.json", "json"), ("x.sarif", "sarif"), ("x.xml", "junit"), ("x.txt", "text")]
)
def test_a_file_is_written_by_its_ending(convcalc, write, monkeypatch, name, format_):
    write(a=WRONG)
    printed = convcalc("check", "--format", format_).stdout
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert convcalc("check", "-o", name) == ("", "", 1)
    written = Path(name).read_text("utf-8")
    assert len(written.splitlines()) == len(printed.splitlines())
    assert "CC101" in written


def test_annotations_are_written_in_a_workflow(convcalc, write, monkeypatch):
    write(a=WRONG)
    assert "::error" not in convcalc("check").stdout
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    ran = convcalc("check")
    assert ran.code == 1
    assert "::error file=a.yaml,line=4" in ran.stdout
    assert "c params" in Path("summary.md").read_text("utf-8")


@pytest.mark.parametrize("output", ["a.yaml", "./sub/../a.yaml", "parts_blocks.yaml", "link.txt", "notes.md"])
def test_what_is_read_is_not_written_over(convcalc, write, output):
    folder = write(a=RIGHT, sub__b=RIGHT, parts_blocks="blocks: {x: [relu]}\n")
    (folder / "link.txt").symlink_to("a.yaml")
    (folder / "notes.md").write_text("1 + 1 = 2\n")
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    ran = convcalc("check", ".", "-o", output)
    assert (ran.code, ran.stdout) == (2, "")
    assert "would be lost" in ran.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_report_is_written_again(convcalc, write):
    write(a=RIGHT)
    for _ in range(2):
        assert convcalc("check", "-o", "report.json") == ("", "", 0)
    assert json.loads(Path("report.json").read_text("utf-8"))


# What a user wrote is text

NASTY = "[/red]::error::x%0A\x1b[31m<&>]]>\u202e"
TEXT = f"""input: 3x8x8
layers:
  - c: conv 4 3  # ::error::[bold] <&> ]]>
    expect: {{params: 111}}
  - "{NASTY[:20]}": relu
"""


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "name", ["::error::x.yaml", "a\n::error::b.yaml", "[bold]\x1b[31m.yaml", "<&>]]>.yaml", "\udcff.yaml"]
)
def test_names_and_lines_are_text_in_every_format(run, folder, name, format_):
    try:
        Path(name).write_text(WRONG + "\n# ::error::z\n", "utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    os.mkdir("sub")
    Path("sub", name).write_text(TEXT, "utf-8")
    ran = run("check", "--format", format_)
    assert ran.code == 2
    assert "Traceback" not in ran.stderr
    assert "\x1b" not in ran.stdout
    commands = [line for line in ran.stdout.splitlines() if line.lstrip().startswith("::")]
    if format_ == "github":
        assert all(line.startswith(("::error file=", "::error title=", "::group::", "::endgroup::", "::stop-commands"))
                   for line in commands)  # fmt: skip
    else:
        assert commands == []
    written = run("check", "--format", format_, "-o", "report.txt")
    assert (written.stdout, written.stderr, written.code) == ("", "", 2)


# Long runs


def test_a_bar_is_shown_on_a_terminal_after_a_second_and_wiped(write, monkeypatch, capsys):
    write(a=RIGHT, b=RIGHT, c=RIGHT)
    monkeypatch.setattr("convcalc.cli.shared.progress.PATIENCE", 0)
    monkeypatch.setattr("convcalc.cli.shared.progress.BETWEEN", 0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bar = Bar("files checked")
    pieces = bar.beside(checked.name for checked in check_all(["."], [], Summary(), bar, Ahead(lambda file: None, 1)))
    assert list(pieces) == ["a.yaml", "b.yaml", "c.yaml"]
    said = capsys.readouterr().err
    assert "2 of 3 files checked" in said
    assert said.count(WIPE) == 6  # each is wiped before the next piece is written
    assert said.endswith(WIPE)


def test_no_bar_is_shown_in_a_pipe_or_in_a_short_run(write, monkeypatch, capsys):
    write(a=RIGHT)
    for terminal in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda terminal=terminal: terminal)
        assert len(list(check_all(["."], [], Summary(), Bar("files checked"), Ahead(lambda file: None, 1)))) == 1
    assert capsys.readouterr().err == ""


def test_results_come_while_the_check_runs(write):
    write(a=RIGHT, b=WRONG)
    summary = Summary()
    results = check_all(["."], [], summary, Bar("files checked"), Ahead(lambda file: None, 1))
    assert next(results).name == "a.yaml"
    assert (summary.specs, summary.failures) == (1, 0)


def test_a_thousand_files(convcalc, folder):
    for number in range(1000):
        (folder / f"n{number}.yaml").write_text(RIGHT if number % 100 else WRONG)
    assert last(convcalc("check")) == "1,000 specs, 1,000 expectations, 10 failures"


def test_a_summary_of_the_step_that_cannot_be_written_is_a_warning(small, run):
    with open(small / "small.yaml", "a", encoding="utf-8") as file:
        file.write("expect: {params: 5_354}\n")
    ran = run("check", "small.yaml", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(small / "no" / "such"))
    assert (ran.code, ran.stdout) == (0, "1 spec, 1 expectation, no failures\n")
    assert ran.stderr.startswith("warning: the summary of this step can't be written to ")


@pytest.mark.parametrize(
    "fault", [IndexError("index 3"), RecursionError(), MemoryError(), KeyError("x"), OSError("gone")]
)
def test_no_fault_in_one_file_ends_the_check_of_the_others(convcalc, folder, monkeypatch, fault):
    for name in "abc":
        (folder / f"{name}.yaml").write_text("input: 3x8x8\nlayers: [conv 4 1]\nexpect: {params: 16}\n")  # 4(3 + 1)
    (folder / "d.md").write_text("3x4 = 13\n")
    analyse = study.analyse

    def failing(spec, *arguments):
        if spec.file == "b.yaml":
            raise fault
        return analyse(spec, *arguments)

    monkeypatch.setattr(study, "analyse", failing)
    ran = convcalc("check", ".", "--format", "json")
    assert ran.code == 2
    found = json.loads(ran.stdout)
    assert [(file["file"], len(file["claims"])) for file in found["results"]] == [
        ("a.yaml", 1), ("b.yaml", 0), ("c.yaml", 1), ("d.md", 1)
    ]  # fmt: skip
    (problem,) = found["results"][1]["problems"]
    assert problem["message"] == "b.yaml could not be checked"
    assert type(fault).__name__ in problem["hint"]
