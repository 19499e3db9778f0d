"""Side branches left out by `--no-side`, which each command takes that takes a design, and what `check` says of it."""

import json

import pytest

NET = """\
input: 3x8x8
layers:
  - conv 4 1                                            # 4(3 + 1) = 16
  - side: [[aux: [conv 2 1, flatten, linear 3]]]        # 2(4 + 1) + 3(128 + 1) = 397
  - conv 5 1                                            # 5(4 + 1) = 25
"""


@pytest.mark.parametrize(
    "words",
    [
        ("summarize", "net.yaml"),
        ("explain", "net.yaml"),
        ("memory", "net.yaml"),
        ("value", "net.yaml", "params"),
        ("solve", "net.yaml", "conv2.out_channels=?", "--expect", "params = 41"),
        ("sweep", "net.yaml", "conv2.out_channels=4..6"),
    ],
)
def test_the_option_is_the_change(convcalc, spec, words):
    """Every command gives the same with either, but for the words that say which."""
    spec.write("net.yaml", NET)
    option = convcalc(*words, "--no-side", "--format", "text" if words[0] in ("explain", "value") else "json")
    change = [word.replace("net.yaml", "net.yaml side=false") for word in words]
    changed = convcalc(*change, "--format", "text" if words[0] in ("explain", "value") else "json")
    assert option.code == changed.code == 0
    assert "aux" not in option.stdout
    assert option.stdout.replace("--no-side", "side=false") == changed.stdout


def test_in_a_comparison_it_is_of_all_designs_or_of_one(convcalc, spec):
    spec.write("net.yaml", NET)

    def sides(*words):
        ran = convcalc("compare", *words, "--format", "json")
        assert ran.code == 0
        return [design["totals"]["side_params"] for design in json.loads(ran.stdout)["designs"]]

    assert sides("net.yaml", "net.yaml conv2.bias=false", "--no-side") == [0, 0]
    assert sides("net.yaml --no-side", "net.yaml") == [0, 397]


@pytest.mark.parametrize(
    "expected", ["side: false, params: 41, side_params: 0, macs: 2_048", "side: true, side_params: 397"]
)
def test_check_expects_with_or_without_them(convcalc, spec, expected):
    """3·4·64 + 4·5·64 = 2048"""
    spec.write("net.yaml", f"{NET}expect: {{{expected}}}\n")
    ran = convcalc("check", "net.yaml")
    assert (ran.code, ran.stdout) == (
        0,
        f"1 spec, {expected.count(',')} expectation{'s' * (expected.count(',') > 1)}, no failures\n",
    )


def test_what_is_expected_in_a_side_branch_is_not_called_checked(convcalc, spec):
    text = NET.replace("conv 2 1, ", "{c: conv 2 1, expect: {params: 10}}, ")
    spec.write("net.yaml", f"{text}expect: {{side: false, params: 41}}\n")
    ran = convcalc("check", "net.yaml")
    assert ran.code == 0
    assert "net.yaml:4:33: warning CC003: nothing checks this (side: false leaves side branches out)" in ran.stdout
    assert "1 spec, 1 expectation, no failures, 1 warning" in ran.stdout


@pytest.mark.parametrize("value", ["no", "0", "[false]"])
def test_side_is_expected_true_or_false(convcalc, spec, value):
    spec.write("net.yaml", f"{NET}expect: {{side: {value}, params: 41}}\n")
    ran = convcalc("check", "net.yaml")
    assert ran.code == 2
    assert "side is true or false" in ran.stdout


def test_a_layer_is_not_expected_to_have_sides(convcalc, spec):
    spec.write("net.yaml", "input: 3x8x8\nlayers: [{a: conv 4 1, expect: {side: false, params: 16}}]\n")
    ran = convcalc("check", "net.yaml")
    assert ran.code == 2
    assert "'side' is not a metric" in ran.stdout


def test_the_schema_knows_it(convcalc):
    schema = json.loads(convcalc("schema").stdout)
    assert "side" in schema["$defs"]["totals"]["properties"]
    assert "side" not in schema["$defs"]["expect"]["properties"]
