"""Blocks and repeats: parameters, defaults, copies, and the trail of a problem."""

import pytest

H = "input: 4x8x8\n"

DEFAULTS = {
    "read left to right": ("b a c=2*a d=a+c", "b 1", 1 + 2 + 3),
    "given by name": ("b a c=2*a d=a+c", "b 1 d=1", 1 + 2 + 1),
    "given by position": ("b a c=2*a d=a+c", "b 1 1", 1 + 1 + 2),
    "of the tensor where the block is called": ("b a=in_channels c=in_height d=a//2", "b", 4 + 8 + 2),
    "of the spec's parameters": ("b a=width c=1 d=1", "b", 7 + 1 + 1),
    "over the spec's parameters": ("b width a=width c=1 d=1", "b 5", 5 + 1 + 1),
    "with spaces in parentheses": ("b a=(3 if in_channels == 4 else 5) c=1 d=1", "b", 3 + 1 + 1),
}


@pytest.mark.parametrize("case", DEFAULTS)
def test_defaults_are_expressions(spec, case):
    head, call, channels = DEFAULTS[case]
    text = f"parameters: {{width: 7}}\nblocks:\n  {head}: [concat: [[conv a 1], [conv c 1], [conv d 1]]]\n"
    assert spec.report(f"{H}{text}layers: [{call}]\n").output == (channels, 8, 8)


def test_a_default_does_not_see_a_later_parameter(spec):
    spec.refuses(H + "blocks:\n  b x=2*y y=3: [conv x y]\nlayers: [b]\n", "3:9 error: the name 'y' is not known here")


@pytest.mark.parametrize("use", ["w", "2*w", "(3 if w == 1 else 5)"])
def test_a_block_does_not_see_its_callers_parameters(spec, use):
    blocks = f"blocks:\n  inner: [conv {use} 1]\n  outer w: [conv w 1, inner]\n"
    errors = spec.errors(f"{H}{blocks}layers: [outer 1]\n")
    assert len(errors) == 1
    assert errors[0].startswith("3:")


def test_words_may_name_ops_blocks_and_flags(spec, table):
    blocks = """parameters: {act: tanh}
blocks:
  cb n: [conv n 1, batch_norm]
  unit n f=act residual=false:
    - add:
        - [f n]
        - skip: [relu]
          when: residual
    - act
"""
    layers = "layers:\n  - a: unit 2 cb\n  - b: unit 2 cb residual=true\n  - c: unit 3 f=cb\n"
    assert spec.rows(H + blocks + layers) == table(
        """
        a.conv        2x8x8  10  512
        a.batch_norm  2x8x8   4    0
        a.tanh        2x8x8   0    0
        b.conv        2x8x8   6  256
        b.batch_norm  2x8x8   4    0
        b.skip.relu   2x8x8   0    0
        b.add         2x8x8   0    0
        b.tanh        2x8x8   0    0
        c.conv        3x8x8   9  384
        c.batch_norm  3x8x8   6    0
        c.tanh        3x8x8   0    0
        """
    )


def test_each_word_has_costs_of_its_own(spec, table):
    text = H + "blocks:\n  unit act: [act]\nlayers: [unit relu, unit prelu, unit batch_norm]\n"
    assert spec.rows(text) == table("relu 4x8x8 0 0 \n prelu 4x8x8 1 0 \n batch_norm 4x8x8 8 0")


@pytest.mark.parametrize("word", ["reluu", "3", "true", "conv"])
def test_a_word_that_cannot_be_called_is_an_error_with_its_trail(spec, word):
    (problem,) = spec.refused(H + f"blocks:\n  unit act:\n    - act\nlayers:\n  - a: unit {word}\n")
    assert problem.place[1:3] == (4, 7)
    assert [(text, place[1:3]) for text, place in problem.trail] == [(f"unit {word}", (6, 8))]


def test_a_problem_inside_blocks_has_its_place_and_the_calls_that_led_there(spec):
    text = """blocks:
  inner n:
    - conv n 9
  outer n:
    - relu
    - inner 2*n
layers:
  - a: outer 8
"""
    (problem,) = spec.refused(H + text)
    assert str(problem).startswith("net.yaml:4:14: error: the filter covers 9")
    assert [(text, place[1:3]) for text, place in problem.trail] == [("inner 2*n", (7, 7)), ("outer 8", (9, 8))]


def test_recursion_through_a_parameter_is_an_error(spec):
    for body in ("[f f]", "[add: [[f f], []]]", "[add: [[f f], [f f]]]", "[x: f f, y: f f]"):
        (problem,) = spec.refused(H + f"blocks:\n  a f: {body}\nlayers: [a a]\n")
        assert "itself" in str(problem)


def test_repeats_count_their_copies(spec, table):
    text = """blocks:
  unit: [conv 2*index 1]
layers:
  - s: conv 2+index 1
    repeat: 2
    first: bias=false
  - t: unit
    repeat: in_channels//2
  - none: conv 9 9
    repeat: 0
"""
    assert spec.rows(H + text) == table(
        """
        s.1       3x8x8  12   768    # 3·4
        s.2       4x8x8  16   768    # 4(3 + 1), 3·4·64
        t.1.conv  2x8x8  10   512
        t.2.conv  4x8x8  12   512
        """
    )
    assert spec.report(H + text).rows[0].copies == 2


def test_nested_repeats_have_an_index_each(spec):
    text = H + "layers:\n  - a:\n      - b: conv index 1\n        repeat: 2\n      - conv 10*index 1\n    repeat: 2\n"
    assert [row.output[0] for row in spec.report(text).layers] == [1, 2, 10, 1, 2, 20]


FIRSTS = {
    "an op": "a: conv 4 3 padding=1",
    "a block": "a: unit 4",
    "a parameter": "a: act",
}


@pytest.mark.parametrize("first", ["foo=(1+1)", "foo=1", "(1+1)", "1", "foo"])
@pytest.mark.parametrize("case", FIRSTS)
def test_a_wrong_argument_of_the_first_copy_is_an_error(spec, case, first):
    blocks = "parameters: {act: relu, b: 3}\nblocks:\n  unit n: [conv n b]\n"
    errors = spec.errors(f"{H}{blocks}layers:\n  - {FIRSTS[case]}\n    repeat: 2\n    first: {first}\n")
    assert len(errors) == 1
    assert errors[0].startswith("8:12 error:")


def test_the_first_copys_arguments_are_not_given_to_the_alternative(spec):
    text = "layers:\n  - a: conv 4 3 padding=1\n    when: in_channels != 4\n    else: relu\n    repeat: 2\n"
    for stride in ("2", "(1+1)"):
        report = spec.report(f"{H}{text}    first: stride={stride}\n")
        assert [row.operation for row in report.layers] == ["relu", "relu"]


def test_an_index_outside_a_repeat_is_not_known(spec):
    spec.refuses(H + "layers: [conv index+1 1]\n", "2:15 error: the name 'index' is not known here")
