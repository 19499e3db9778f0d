"""What is too large, too deep or endless is refused with a place, and nothing hangs."""

import pytest

from convcalc.language.problems import ConvcalcError

H = "input: 4x8x8\n"


def tower(bottom, step, levels):
    """Blocks that each call the one below: `step` with its name put in."""
    lines = [f"  b{level}: {step.replace('B', f'b{level - 1}')}\n" for level in range(1, levels)]
    return f"{H}blocks:\n  b0: {bottom}\n{''.join(lines)}layers: [b{levels - 1}]\n"


EXPONENTIAL = {
    "a chain": ("[relu]", "[B, B]"),
    "a chain without layers": ("[]", "[B, B]"),
    "groups": ("[relu]", "[x: B, y: B]"),
    "groups without layers": ("[]", "[x: B, y: B]"),
    "joins": ("[relu]", "[add: [[B], [B]]]"),
    "joins without layers": ("[]", "[side: [[B], [B]]]"),
    "what is left out": ("[{relu: , when: false}]", "[x: B, y: B]"),
    "repeats": ("[relu]", "[{x: B, repeat: 100}]"),
    "repeats without layers": ("[]", "[{x: B, repeat: 100}]"),
}


@pytest.mark.parametrize("case", EXPONENTIAL)
def test_exponential_nesting_is_refused(spec, case):
    (problem,) = spec.refused(tower(*EXPONENTIAL[case], levels=39))
    assert problem.place is not None


@pytest.mark.parametrize("outer", [2, 250_000])
def test_repeats_of_nothing_end(spec, outer):
    text = f"{H}layers:\n  - b:\n      - a: []\n        repeat: 250000\n    repeat: {outer}\n"
    try:
        assert spec.report(text).params == 0
    except ConvcalcError as error:
        assert error.problems.errors[0].place is not None


@pytest.mark.parametrize("step", ["[B]", "[x: B]", "[add: [[B], []]]", "[[[[[B]]]]]"])
@pytest.mark.parametrize("levels", [30, 45, 1000])
def test_deep_nesting_of_blocks_works_or_is_refused(spec, step, levels):
    text = tower("[relu]", step, levels)
    if levels == 30 and step != "[[[[[B]]]]]":
        assert spec.report(text).layers[0].op == "relu"
        return
    try:
        assert spec.report(text).layers[0].op == "relu"
    except ConvcalcError as error:
        assert "deep" in str(error)


@pytest.mark.parametrize("brackets", [(27, "[{x: ", "}]"), (55, "[", "]")])
def test_lists_within_lists_within_blocks(spec, brackets):
    count, opening, closing = brackets
    text = tower("[relu]", opening * count + "B" + closing * count, 25)
    try:
        assert spec.report(text).layers[0].op == "relu"
    except ConvcalcError as error:
        assert "deep" in str(error)


GROWTH = {
    "channels by concat": "concat: [[], []]",
    "sizes by upsample": "upsample 1000",
    "channels by a block": "conv 10**9*in_channels 1",
}


@pytest.mark.parametrize("case", GROWTH)
def test_shapes_do_not_grow_without_bounds(spec, case):
    (problem,) = spec.refused(f"{H}layers:\n  - a:\n      - {GROWTH[case]}\n    repeat: 2000\n")
    assert problem.place is not None


@pytest.mark.parametrize("layers", ["  - a: relu\n    repeat: 250000\n  - relu\n", "  - a: relu\n    repeat: 250001\n"])
def test_a_network_has_at_most_250_000_layers(spec, layers):
    (problem,) = spec.refused(f"{H}layers:\n{layers}")
    assert "250,000 layers" in problem.message
    assert problem.place is not None


def test_a_network_of_many_copies_is_counted(spec):
    report = spec.report("input: 2x1x1\nlayers:\n  - a: [conv 2 1, relu]\n    repeat: 20000\n")
    assert len(report.layers) == 40_000
    assert report.rows[0].copies == len(report.rows[0].children) == 20_000
    assert (report.params, report.macs) == (20_000 * 2 * (2 + 1), 20_000 * 2 * 2)
    assert report.layers[-1].path == "a.20000.relu"


BAD = {
    "an empty file": "",
    "only a comment": "# nothing\n",
    "no mapping": "- conv 3 3\n",
    "one word": "conv\n",
    "a tab": "input: 3x3x3\nlayers:\n\t- relu\n",
    "brackets": "[" * 100_000,
    "braces": "{a: " * 100_000,
    "no YAML": "layers: [relu\ninput: }\n",
    "control characters": "layers: [\x00relu]\n",
    "escape sequences": 'input: 3x3x3\nlayers: ["\\e[31mrelu", "\\0": relu]\n',
    "two documents": "input: 3x3x3\n---\nlayers: [relu]\n",
    "tags": "input: !!python/object:os.system 3x3x3\nlayers: [relu]\n",
    "merge keys": "input: 3x3x3\nlayers: [{<<: {a: relu}}]\n",
    "billion laughs": "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
    "a self-reference": "layers: &a [*a]\n",
    "a huge size": H.replace("4", "9" * 40) + "layers: [relu]\n",
    "a huge number": H + "layers: [conv " + "9" * 5000 + " 1]\n",
    "a huge power": H + "layers: [conv 2**2**2**60 1]\n",
    "a huge decimal": H + "layers: [conv 1e99 1]\n",
    "a deep expression": H + "layers:\n  - conv " + "(" * 400 + "1" + ")" * 400 + " 1\n",
    "many parts": H + "layers:\n  - conv " + "+".join(["1"] * 400) + " 1\n",
    "many nots": H + "layers:\n  - a: relu\n    when: " + "not " * 200 + "1\n",
    "a long name": H + "layers: [" + "a" * 900 + " 3]\n",
    "a huge year": H + "year: [" + "9" * 5000 + "]\nlayers: [relu]\n",
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gives_problems_with_places(spec, case):
    found = spec.refused(BAD[case])
    assert found
    assert all(problem.place is not None or "has no layers" in problem.message for problem in found)


def test_a_binary_file_and_a_large_one(spec):
    (spec.folder / "net.yaml").write_bytes(bytes(range(256)))
    with pytest.raises(ConvcalcError, match="UTF-8"):
        spec.design("net.yaml")
    (spec.folder / "net.yaml").write_bytes(b"#" * 10_000_001)
    with pytest.raises(ConvcalcError, match="10 MB"):
        spec.design("net.yaml")
