"""What a spec says of its own numbers against what is computed: a claim for each `expect`, and what else is wrong."""

from __future__ import annotations

import gc
import os

import pytest

from convcalc.language.problems import Problems
from convcalc.network.graph import Graph
from convcalc.study.check.files import File
from convcalc.study.check.findings import Summary
from convcalc.study.check.specs import check_file, parse_goals

HEAD = "input: 3x8x8\n"
# conv 4 3 on 3x8x8: 4x6x6, 4·(3·9 + 1) = 112 parameters, 27·4·36 = 3,888 MACs


class Checker:
    """Checks the spec `net.yaml` in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, text):
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def file(self, name, *goals, named=True):
        problems = Problems()
        wanted = parse_goals(list(goals), problems)
        assert not problems.items
        return check_file(File(name, name, named), wanted, lambda file: pytest.fail("this is no document"))

    def text(self, text, *goals, named=True):
        self.write("net.yaml", text)
        return self.file("net.yaml", *goals, named=named)

    def wrong(self, text, *goals):
        """The complaints about a spec, without the name of its file."""
        return [str(problem).removeprefix("net.yaml:") for problem in self.text(text, *goals).complaints()]

    def right(self, text, *goals):
        """What was checked, where all of it holds: `line:column subject written`."""
        checked = self.text(text, *goals)
        assert [str(problem) for problem in checked.complaints()] == []
        return [f"{claim.place.line}:{claim.place.column} {claim.subject} {claim.written}" for claim in checked.claims]


@pytest.fixture
def check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Checker(tmp_path)


def layer(expect, call="conv 4 3"):
    return f"{HEAD}layers:\n  - c: {call}\n    expect: {{{expect}}}\n"


# What holds


@pytest.mark.parametrize(
    "expect",
    [
        "params: 112",
        "params: '112'",
        "params: ~112",
        "params: '<= 112'",
        "params: '>= 112'",
        "params: '> 100'",
        "macs: 3_888",
        "macs: '3,888'",
        "macs: 3.9K",
        "macs: 4K",
        "flops: 7776",
        "output: 4x6x6",
        "output: 4×6×6",
        "kernel: 3",
        "weight_bytes: 448",  # 112 parameters of 4 bytes
        "weight_bytes: 448 B",
        "weight_bytes: 0.45KB",
        "weight_bytes: 0.44KiB",  # 448/1,024 = 0.4375
        "weight_bytes: '<= 1KiB'",
        "kernel: 3x3",
        "input: 3x8x8",
        "activations: 144",
        "layers: 1",
        "weighted_layers: 1",
        "params_share: 100",
        "macs_share: 100 %",
        "receptive_field: 3",
        "receptive_field: 3x3",
        "jump: '<= 1'",
    ],
)
def test_what_is_expected_of_a_layer_holds(check, expect):
    assert len(check.right(layer(expect))) == 1


@pytest.mark.parametrize(
    "expect",
    [
        "params: 152",  # 112 + 4·(9 + 1)
        "macs: 4_464",  # 3,888 + 9·4·16
        "output: 4x4x4",
        "input: 3x8x8",
        "layers: 2",
        "depth: 2",
        "weight_bytes: 608",
        "conv_params_share: 100",
        "linear_params_share: 0",
        "side_params: 0",
        "receptive_field: 5",
    ],
)
def test_what_is_expected_of_a_network_holds(check, expect):
    network = f"{HEAD}layers: [conv 4 3, depthwise_conv 3]\nexpect: {{{expect}}}\n"
    assert len(check.right(network)) == 1


def test_claims_stand_where_the_numbers_are_written_in_the_order_of_the_file(check):
    text = (
        f"{HEAD}expect:\n  params: 152\n  output: '4x4x4'\nlayers:\n"
        "  - c: conv 4 3\n    expect: {params: 112, output: 4x6x6}\n"
        '  - d: depthwise_conv 3\n    expect: {params: "<= 1K"}\n'
    )
    assert check.right(text) == [
        "3:11 params 152",
        "4:12 output 4x4x4",
        "7:22 c params 112",
        "7:35 c output 4x6x6",
        "9:23 d params <= 1K",
    ]


# What does not


@pytest.mark.parametrize(
    ("expect", "complaint"),
    [
        ("params: 111", "4:22: error CC101: c params: written 111, computed 112 (1 too few)"),
        ("params: 11_200", "4:22: error CC101: c params: written 11,200, computed 112 (11,088 too many)"),
        ("macs: 4.0K", "4:20: error CC101: c macs: written 4.0K, computed 3,888 (2.9 % too many; 3.9K holds)"),
        ("macs: 3.8K", "4:20: error CC101: c macs: written 3.8K, computed 3,888 (2.3 % too few; 3.9K holds)"),
        ("params: '== 1K'", "4:23: error CC101: c params: written == 1K, computed 112 (written 888 too many)"),
        ("side_params: 1K", "4:14: error CC002: side_params is a metric of a whole network"),
        ("params: '<= 100'", "4:23: error CC103: c params: written <= 100, computed 112 (12 over)"),
        ("params: '< 112'", "4:23: error CC103: c params: written < 112, computed 112 (that is the limit itself)"),
        ("params: '>= 1K'", "4:23: error CC103: c params: written >= 1K, computed 112 (888 under)"),
        ("output: 4x6x5", "4:22: error CC102: c output: written 4x6x5, computed 4x6x6 (width 6, not 5)"),
        (
            "output: 3x8x8",
            "4:22: error CC102: c output: written 3x8x8, computed 4x6x6"
            " (channels 4, not 3; height 6, not 8; width 6, not 8)",
        ),
        ("output: 144", "4:22: error CC102: c output: written 144, computed 4x6x6 (3 numbers, not 1)"),
        ("params_share: 99", "4:28: error CC101: c params_share: written 99 %, computed 100 % (1 point too few)"),
        ("receptive_field: 3x5", "4:31: error CC102: c receptive_field: written 3x5, computed 3x3 (width 3, not 5)"),
        ("receptive_field: '<= 2'", "4:32: error CC103: c receptive_field: written <= 2, computed 3x3"),
        (
            "receptive_field: '<= 2x3'",
            "4:32: error CC103: c receptive_field: written <= 2x3, computed 3x3 (the height)",
        ),
        (
            "receptive_field: '<= 3x3x2'",
            "4:32: error CC103: c receptive_field: written <= 3x3x2, computed 3x3 (2 numbers, not 3)",
        ),
        # 112 parameters of 4 bytes are 448 bytes
        (
            "weight_bytes: 0.45KiB",  # 460.8, and 12.8 of 448 are 2.9 %
            "4:28: error CC101: c weight_bytes: written 0.45KiB, computed 448 (2.9 % too many; 0.44KiB holds)",
        ),
        ("weight_bytes: '<= 440 B'", "4:29: error CC103: c weight_bytes: written <= 440 B, computed 448 (8 over)"),
        ("weight_bytes: 1 XB", "4:30: error CC002: there is no unit 'XB' (the units are B, KB to TB, and KiB to TiB)"),
    ],
)
def test_what_does_not_hold_is_said_with_its_place_and_by_how_much(check, expect, complaint):
    assert check.wrong(layer(expect)) == [complaint]


def test_what_should_be_something_and_is_nothing(check):
    assert check.wrong(layer("kernel: 3", "relu")) == ["4:22: error CC102: c kernel: written 3, computed not defined"]
    assert check.wrong(layer("params: 1K", call="relu")) == [
        "4:22: error CC101: c params: written 1K, computed 0 (1,000 too many)"
    ]


def test_a_slip_that_explains_a_number_is_named(check):
    (claim,) = check.text(f"{HEAD}layers:\n  - c: conv 40 3\n    expect: {{params: 1_080}}\n").failures
    assert "the count without biases" in claim.cause  # 40·27 = 1,080
    assert claim.difference == "40 too few"
    assert claim.problem.hint == claim.cause


SHARES = f"{HEAD}layers: [conv 4 3, flatten, linear 10]\n"
# 112 of 112 + 10·(144 + 1) = 1,562 parameters are 7.170 %


@pytest.mark.parametrize("written", ["7", "7 %", "7%", "7.2 %", "7.17%", "~7 %", "'<= 7.2 %'", "'> 7'"])
def test_a_share_is_a_percentage_as_precise_as_it_is_written(check, written):
    assert len(check.right(f"{SHARES}expect: {{conv_params_share: {written}}}\n")) == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("8 %", "written 8 %, computed 7.17 % (0.83 points too many)"),
        ("7.1", "written 7.1 %, computed 7.17 % (0.07 points too few)"),
        ("'<= 7 %'", "written <= 7 %, computed 7.17 % (0.17 points over)"),
        ("10 %", "written 10 %, computed 7.17 % (2.83 points too many)"),  # its zero is a digit
        ("70 %", "written 70 %, computed 7.17 % (62.83 points too many)"),
    ],
)
def test_a_share_that_is_wrong(check, written, said):
    (complaint,) = check.wrong(f"{SHARES}expect: {{conv_params_share: {written}}}\n")
    assert complaint.endswith(f"conv_params_share: {said}")


def test_a_share_is_no_count(check):
    (complaint,) = check.wrong(f"{SHARES}expect: {{conv_params_share: 7K}}\n")
    assert complaint == "3:29: error CC002: a share is in percent, not in K (write 92 % or 3.8 %)"


# Where expectations stand


def test_on_a_repeat_they_are_of_the_total_and_the_last_output(check):
    # 3·(9·3 + 1) = 84 parameters a copy
    text = f"{HEAD}layers:\n  - r: conv 3 3\n    repeat: 3\n    expect: {{params: 252, output: 3x2x2, layers: 3}}\n"
    assert check.right(text) == ["5:22 r params 252", "5:35 r output 3x2x2", "5:50 r layers 3"]


def test_on_groups_joins_branches_and_what_is_chosen_by_when(check):
    text = f"""{HEAD}layers:
  - g: [conv 4 3, relu]
    expect: {{params: 112, output: 4x6x6}}
  - concat:
      - - left: conv 5 1
          expect: {{output: 5x6x6}}
      - right: [conv 1 1]
    expect: {{output: 6x6x6}}
  - side:
      - - s: conv 2 1
          expect: {{params: 14}}          # 2·(6 + 1)
  - w: conv 7 1
    when: in_channels == 0
    else: conv 8 1
    expect: {{output: 8x6x6}}
  - gone: conv 9 1
    when: in_channels == 0
    expect: {{output: 1x1x1}}
expect: {{side_params: 14}}
"""
    claims = check.right(text)
    assert [claim.split()[1] for claim in claims] == [
        "g", "g", "left", "concat", "s", "w", "side_params"
    ]  # fmt: skip


BLOCK = f"""{HEAD}blocks:
  b out_channels:
    - c: conv out_channels 1
      expect: {{params: 16}}
    - relu
layers:
  - one: b 4
  - two: b 3
"""  # 4·(3 + 1) = 16, 3·(4 + 1) = 15


def test_in_a_block_they_are_of_each_call_and_the_calls_are_named(check):
    checked = check.text(BLOCK)
    assert [(claim.subject, claim.holds) for claim in checked.claims] == [
        ("one.c params", True),
        ("two.c params", False),
    ]
    (problem,) = checked.complaints()
    assert str(problem) == "net.yaml:5:24: error CC101: two.c params: written 16, computed 15 (1 too many)"
    assert [(text, place.line) for text, place in problem.trail] == [("b 3", 9)]


def test_what_runs_again_is_not_expected_to_cost_again(check):
    text = f"""{HEAD}layers:
  - g:
      - c: conv 3 3 padding=1
        expect: {{params: 84}}
  - r: conv 3 3 padding=1
    repeat: 2
    expect: {{params: 168}}
  - g2: reuse g
    expect: {{params: 0, macs: 5184}}     # 27·3·64
  - r2: reuse r
    expect: {{params: 0}}
"""
    assert [claim.split(" ", 1)[1] for claim in check.right(text)] == [
        "g.c params 84", "r params 168", "g2 params 0", "g2 macs 5,184", "r2 params 0"
    ]  # fmt: skip


def test_only_what_stands_in_the_file_itself_is_checked(check):
    base = (
        f"{HEAD}parameters: {{n: 4}}\nlayers:\n  - c: conv n 3\n    expect: {{params: 112}}\nexpect: {{params: 112}}\n"
    )
    check.write("base.yaml", base)
    check.write("parts_blocks.yaml", "blocks:\n  b n:\n    - c: conv n 1\n      expect: {params: 16}\n    - relu\n")
    assert check.right("extends: base.yaml\nparameters: {n: 2}\n") == []
    assert check.right("extends: base.yaml\nparameters: {n: 2}\nexpect: {params: 56}\n") == ["3:18 params 56"]
    assert check.right(f"{HEAD}include: parts_blocks.yaml\nlayers:\n  - x: b 2\n    expect: {{params: 8}}\n") == [
        "5:22 x params 8"
    ]
    assert len(check.file("base.yaml").claims) == 2


# Goals


def test_goals_are_claims_about_each_spec(check):
    goals = ["params <= 200", "c.output=4x6x6", "conv_params_share = 100 %", "c.input = input", "receptive_field <= 3"]
    assert check.right(layer("params: 112"), *goals) == [
        "4:22 c params 112",
        "1:1 params of net.yaml <= 200",
        "1:1 c output of net.yaml 4x6x6",
        "1:1 conv_params_share of net.yaml 100 %",
        "1:1 c input of net.yaml input, 3x8x8",
        "1:1 receptive_field of net.yaml <= 3",
    ]


def test_goals_that_fail(check):
    assert check.wrong(layer("params: 112"), "params <= 100", "output = input", "c.params = 113") == [
        "command line:1:1: error CC103: params of net.yaml: written <= 100, computed 112 (12 over)",
        "command line:1:1: error CC102: output of net.yaml: written input, 3x8x8, computed 4x6x6"
        " (channels 4, not 3; height 6, not 8; width 6, not 8)",
        "command line:1:1: error CC101: c params of net.yaml: written 113, computed 112 (1 too many)",
    ]


def test_a_goal_of_a_layer_that_a_spec_does_not_have_is_an_error(check):
    assert check.wrong(layer("params: 112"), "conv9.params = 3") == [
        "command line:1:1: error CC002: there is no layer 'conv9' in net.yaml (it has c)"
    ]


# What is no spec, and what can't be read


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "1:1: error CC002: the file is empty (a spec has layers or extends, a file of blocks has blocks)"),
        ("# no more\n", "1:1: error CC002: the file is empty"),
        ("a: 1\n", "1:1: error CC002: this is not a spec (a spec has layers"),
        ("- relu\n", "1:1: error CC002: this is not a spec"),
        ("blocks: [a]\n", "1:1: error CC002: this is not a spec"),
        ("layers: [", "1:10: error CC002: "),
        ("layers: [relu]\n", "1:9: error CC002: the size of the input is missing"),
        (b"layers: \xff\n", "1:9: error CC001: this is not text in UTF-8"),
        (b"\x89PNG\0\0", "1:1: error CC001: this is not text in UTF-8"),
        (b"\0\1\2\3", "1:1: error CC002: a character that YAML does not allow"),
    ],
)
def test_a_named_file_must_be_a_spec(check, text, complaint):
    (found,) = check.wrong(text)
    assert found.startswith(complaint)


@pytest.mark.parametrize(
    "text", ["", "a: 1\n", "- relu\n", "blocks: [a]\n", "{{ layers }}: [", b"layers \xff", b"\0\1"]
)
def test_in_a_folder_it_is_left_alone(check, text):
    assert check.text(text, named=False) is None


def test_a_broken_spec_in_a_folder_is_an_error(check):
    checked = check.text("layers: [", named=False)
    assert [problem.code for problem in checked.complaints()] == ["CC002"]


def test_everything_that_is_wrong_is_said_at_once(check):
    complaints = check.wrong(f"{HEAD}layers:\n  - c: conv 4 9\n    expect: {{prams: 3}}\n  - a: con 4\n")
    assert [complaint.split(": ")[0] for complaint in complaints] == ["3:15", "4:14", "5:8"]


def test_warnings_have_a_code_of_their_own(check):
    checked = check.text(f"{HEAD}layers: [max_pool 3]\n")  # (8 − 3)/3 leaves two columns
    assert [problem.label for problem in checked.complaints()] == ["warning CC003"]


def test_a_file_of_blocks_is_read_and_claims_nothing(check):
    checked = check.text("blocks:\n  b n:\n    - c: conv n 1\n")
    assert (checked.kind, checked.claims, checked.complaints()) == ("blocks", [], [])
    assert check.wrong("blocks:\n  b n: [conv m+1 1]\n") == [
        "2:14: error CC002: the name 'm' is not known here (a block sees its own parameters and the spec's)",
    ]
    assert check.wrong("blocks: {b: [relu]}\nexpect: {params: 0}\n") == [
        "2:18: error CC002: there are no layers here that this could be expected of"
    ]


def test_what_is_expected_in_a_file_of_blocks_is_checked_by_nothing_and_that_is_said(check):
    said = "warning CC003: nothing checks this (blocks have no numbers of their own; expect it of a call)"
    text = """blocks:
  b n:
    - c: conv n 1
      expect: {params: 16}
    - add:
        - [d: relu, {e: relu, expect: {output: 1x1x1}}]
        - []
"""
    assert check.wrong(text) == [f"4:7: {said}", f"6:31: {said}"]


def test_a_file_that_cannot_be_read_is_one_error(check, monkeypatch):
    def code(name):
        (problem,) = check.file(name).complaints()
        assert problem.code == "CC001"
        return problem.message

    assert code("missing.yaml") == "there is no file missing.yaml"
    assert code("missing.md") == "there is no file missing.md"
    os.mkfifo("pipe.yaml")
    assert code("pipe.yaml") == "pipe.yaml is not a regular file"
    check.write("large.yaml", b"layers:\n" + b"# ......\n" * 1_300_000)  # 11.7 MB
    assert code("large.yaml") == "large.yaml is larger than 10 MB"
    os.symlink("nowhere.yaml", "broken.yaml")
    assert code("broken.yaml") == "broken.yaml can't be read: No such file or directory"


def test_a_name_that_is_near_to_one_of_the_catalogue(check):
    (problem,) = check.file("alexnt").complaints()
    assert str(problem) == "error CC001: there is no file alexnt (did you mean 'alexnet'?)"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(check):
    check.write("secret.yaml", layer("params: 112"))
    os.chmod("secret.yaml", 0)
    (problem,) = check.file("secret.yaml", named=False).complaints()
    assert (problem.code, problem.message) == ("CC001", "secret.yaml can't be read: Permission denied")


def test_a_file_that_vanishes_after_it_was_listed(check, monkeypatch):
    monkeypatch.setattr("convcalc.study.check.specs.os.path.lexists", lambda path: True)
    (problem,) = check.file("gone.yaml", named=False).complaints()
    assert (problem.code, problem.message) == ("CC001", "gone.yaml can't be read: No such file or directory")


def test_the_summary_counts(check):
    summary = Summary()
    summary.add(check.text(layer("params: 112, macs: 1")))
    assert (summary.specs, summary.expectations, summary.failures, summary.exit_code()) == (1, 2, 1, 1)
    summary.add(check.text("blocks: {b: [relu]}\n"))
    assert (summary.specs, summary.blocks, summary.errors) == (1, 1, 0)
    summary.add(check.text("a: 1\n"))
    assert (summary.specs, summary.errors, summary.exit_code()) == (1, 1, 2)


def test_a_network_is_forgotten_once_it_was_checked(check):
    def networks():
        gc.collect()
        return sum(isinstance(found, Graph) for found in gc.get_objects())

    before = networks()
    checked = check.text(layer("params: 1_080", call="conv 40 3"))
    assert checked.failures[0].cause
    assert networks() == before
