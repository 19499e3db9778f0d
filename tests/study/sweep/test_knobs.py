"""Knobs: what words of the command line and a spec's own space mean, what is refused, and the words of one design."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.language.problems import Problems
from convcalc.language.values import Size, show_value
from convcalc.network.report import Report
from convcalc.network.walk.expand import expand
from convcalc.study.check.files import File
from convcalc.study.check.findings import Summary
from convcalc.study.check.specs import check_files, check_spec, unmet
from convcalc.study.design import Text, read_report, summarize
from convcalc.study.sweep.knobs.read import read_space
from convcalc.study.sweep.knobs.words import words
from convcalc.study.sweep.space import NoValue

NETWORK = """\
name: Blocks
input: 3x16x16
parameters: {width: 8, depth: 2, act: relu, bias: true}
blocks:
  unit out_channels kernel=3:
    - conv out_channels kernel padding=kernel//2 bias=bias
    - act
layers:
  - stem: conv width 3 padding=1
  - stage: unit 2*width
    repeat: depth
  - global_avg_pool
  - flatten
  - linear 10
"""


SIZED = NETWORK.replace("bias: true", "bias: true, resolution: 16")


def read(*given, lets=(), design=NETWORK):
    """The space of a network, and all that is said of it, each without its source."""
    problems = Problems()
    space = read_space(Text(design) if "\n" in design else design, given, lets, problems)
    said = [str(problem).removeprefix("command line:1:") for problem in problems.in_order()]
    assert (space is None) == bool(problems.errors)
    return space, said


def shown(value):
    return "x".join(map(str, value)) if isinstance(value, tuple) and not isinstance(value, Size) else show_value(value)


def values(*given, lets=(), design=NETWORK):
    """`NAME: VALUE …` of each axis, without a word said."""
    space, said = read(*given, lets=lets, design=design)
    assert said == []
    return [f"{axis.name}: {' '.join(map(shown, axis.values))}" for axis in space.axes]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1..4", "1 2 3 4"),
        ("3..3", "3"),
        ("1..8 step 3", "1 4 7"),  # the last step falls short
        ("8..1 step -3", "8 5 2"),
        ("-2..1", "-2 -1 0 1"),
        ("0.25..1 step 0.25", "0.25 0.5 0.75 1"),
        ("0.1..0.3 step 0.1", "0.1 0.2 0.3"),  # which floats miss
        ("1/3..1 step 1/3", "1/3 2/3 1"),
        ("8..64 x2", "8 16 32 64"),
        ("8..63 x 2", "8 16 32"),
        ("64..8 x1/2", "64 32 16 8"),
        ("8..20 ×1.5", "8 12 18"),
        ("-1..-8 x2", "-1 -2 -4 -8"),
        ("64,128,192", "64 128 192"),
        (" 64 , 128 ", "64 128"),
        ("1..3,8,16..64 x2", "1 2 3 8 16 32 64"),
        ("2*8,max(3,4)", "16 4"),
        ("{1..3}", "1 2 3"),
        ("{4,8}", "4 8"),
        ("{8}", "8"),
        ("relu,silu", "relu silu"),
        ("true,false", "true false"),
        ("3x5,5x3", "3x5 5x3"),
        ("1_024,2_048", "1024 2048"),
    ],
)
def test_values_of_a_knob(written, meant):
    assert values(f"width={written}") == [f"width: {meant}"]


@pytest.mark.parametrize(
    ("words_", "axes"),
    [
        (["width=8,16", "depth=1..2"], ["width: 8 16", "depth: 1 2"]),
        (["width=4", "depth=1..2"], ["depth: 1 2"]),
        (["stage.*.kernel=1,3"], ["stage.*.kernel: 1 3"]),  # one knob for all copies
        (["input=3x{8..16 step 4}"], ["input: 8 12 16"]),
        (["input=3x{8,16}x{8..9}"], ["input height: 8 16", "input width: 8 9"]),
        (["input=3x8x{8..9}"], ["input width: 8 9"]),
        (["input={1,3}x16x16"], ["input channels: 1 3"]),
        (["input={1,3}x{8,16}"], ["input channels: 1 3", "input: 8 16"]),
        (["input=3x8x8,3x8x16"], ["input: 3x8x8 3x8x16"]),
        (["input={3x8x8,3x8x16}"], ["input: 3x8x8 3x8x16"]),
    ],
)
def test_axes(words_, axes):
    assert values(*words_) == axes


def test_letters_stand_before_knobs():
    found = values("width=8*2**k", "depth=1,2", "input=3x{round(16*r)}", lets=["k=0..2", "r=1.15**k"])
    assert found == ["k: 0 1 2", "depth: 1 2"]


def test_a_shape_is_worked_out_from_letters_and_parameters():
    space, said = read("resolution=8,12", "input=3x{resolution*k}", lets=["k=1,2"], design=SIZED)
    assert said == []
    (binding,) = [one for one in space.bindings if one.of_input]
    # the letter k is the first axis, the resolution the second: 8·1, 12·1, 8·2, 12·2
    assert binding.axes == (0, 1)
    assert binding.values == ((3, 8, 8), (3, 12, 12), (3, 16, 16), (3, 24, 24))


def test_a_shape_that_can_not_be_is_no_value():
    space, said = read("input=3x{8/k}", lets=["k=2,3"])
    (binding,) = [one for one in space.bindings if one.of_input]
    assert binding.values[0] == (3, 4, 4)
    assert binding.values[1] == NoValue("input: 8/k is 8/3, a size is a whole number from 1 to 1,000,000,000")
    assert words(space, [1]) == []
    assert said == []


@pytest.mark.parametrize(
    ("design", "shape"),
    [("conv 8 3", "3x5x5"), ("conv 8 3x3x3", "3x5x5x5"), ("unit: conv in_length 3", "3x5"), ("relu", "3x5x5")],
)
def test_one_brace_fills_all_axes_that_the_network_has(design, shape):
    space, said = read("input=3x{4..5}", design=design)
    assert said == []
    assert words(space, [1]) == [f"input={shape}"]


def test_several_inputs():
    design = "input: {left: 1x8x8, right: 1x8x8}\nlayers:\n  - add: [[from left], [from right]]\n"
    assert values("input.left=1x{8,9}", "input.right=1x{8..10}", design=design) == [
        "input.left: 8 9",
        "input.right: 8 9 10",
    ]
    assert read("input=1x{8,9}", design=design)[1] == [
        "7: error: this network has several inputs (write input.left= and input.right=)"
    ]


# What is written `?`


def test_questions_in_place_have_the_range_that_solve_would_choose():
    space, said = read("input=3x{8,9}", design="conv 4 ? padding=1, relu, conv 8 1 groups=?")
    assert said == []
    assert [(axis.name, axis.chosen) for axis in space.axes] == [
        ("conv1.kernel_size", True),
        ("conv2.groups", True),
        ("input", False),
    ]
    assert space.axes[0].values[:4] == (1, 3, 5, 7)
    assert space.axes[1].values == (1, 2, 4)  # divisors of the 4 channels that come in
    assert words(space, [1, 2, 0]) == ["conv1.kernel_size=3", "conv2.groups=4", "input=3x8x8"]


def test_questions_of_parameters_layers_and_inputs():
    space, said = read("width=?", "stem.stride=?", "input=3x{?}x?")
    assert said == []
    assert [axis.name for axis in space.axes] == ["width", "stem.stride", "input height", "input width"]
    assert words(space, [3, 1, 7, 8]) == ["width=4", "stem.stride=2", "input=3x8x9"]


def test_a_multiplier_goes_in_the_steps_that_are_possible():
    space, _ = read("width=?", design="mobilenet_v1")
    # 0.05·32 is not whole, 0.125·32 = 4 is
    assert [show_value(value) for value in space.axes[0].values[:3]] == ["0.125", "0.25", "0.375"]


def test_a_question_in_a_repeat_is_one_word_for_its_copies():
    design = NETWORK.replace("unit 2*width", "unit 2*width kernel=?")
    space, said = read("depth=1..3", design=design)
    assert said == []
    assert words(space, [2, 2]) == ["'stage.*.kernel=3'", "depth=3"]


def test_a_question_that_no_change_can_answer_is_refused():
    design = NETWORK.replace("repeat: depth", "repeat: ?").replace("depth: 2, ", "")
    assert read(design=design)[1] == [
        "inline design:11:13: error: no change sets this repeat, so that it can't be swept "
        "(name the layer, or make it a parameter: parameters: {repeat: ?})"
    ]


# What is refused


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("width=8..1", "7: error: 8..1 is empty: it ends before it begins (write 1..8, or 8..1 step -1)"),
        ("width=1..8 step 0", "17: error: a step of 0 goes nowhere"),
        ("width=1..8 step -1", "17: error: this step leads away: 1..8 goes up (step 1)"),
        ("width=8..1 step 2", "17: error: this step leads away: 8..1 goes down (step -2)"),
        ("width=0.25..1", "7: error: how far 0.25..1 goes at once is not said (as in 0.25..1 step 0.25)"),
        ("width=1..8 x1", "13: error: a factor of 1 leads nowhere (as in 64..512 x2)"),
        ("width=1..8 x1/2", "13: error: this factor leads away: 1..8 goes up (x2)"),
        ("width=0..8 x2", "7: error: no factor leads from 0 to 8"),
        ("width=1..1000 x1000001/1000000", "7: error: the numbers of this range become too long to be exact"),
        ("width=8..64x2", "10: error: a range goes from number to number, '64x2' is a size (list sizes: 3x3,5x5; "
         "a factor has a space before it: 64..512 x2)"),
        ("width=1..0.25", "7: error: 1..0.25 is empty: it ends before it begins "
         "(write 0.25..1 step 0.25, or 1..0.25 step -0.25)"),
        ("width=16-64", "7: error: '16-64' is no range (write 16..64, and behind it how far it goes at once"),
        ("width=8,16 to 64", "9: error: '16 to 64' is no range (write 16..64,"),
        ("width=16:64:8", "7: error: '16:64:8' is no range (write 16..64,"),
        ("width=0.25...1", "7: error: '0.25...1' is no range (write 0.25..1,"),
        ("width=16..64 *2", "14: error: '*' says no step of a range "
         "(write 16..64 x2; of an end that is a product 16..(64*2))"),
        ("width=16..64*2", "13: error: '*' says no step of a range"),
        ("width=16..64 step=16", "14: error: 'step=' says no step of a range (write 16..64 step 16)"),
        ("width=16..64 by 16", "14: error: 'by' says no step of a range (write 16..64 step 16)"),
        ("width=16..64:16", "13: error: ':' says no step of a range (write 16..64 step 16)"),
        ("width=16..64, step 16", "15: error: a step stands behind its range, without a comma (as in 16..64 step 16)"),
        ("width=8..64..8", "7: error: a range has two ends (a step is written 8..64 step 8)"),
        ("width=8..", "10: error: a value is missing here"),
        ("width=8..64 step", "17: error: a value is missing here"),
        ("width=8,,16", "9: error: a value is missing here"),
        ("act=relu..silu", "5: error: a range goes from number to number, 'relu' is a word "
         "(list them: relu,silu or true,false)"),
        ("width=1..2000000", "7: error: these are 2,000,000 values, a knob has at most 1,000,000"),
        ("width=8,2*depth", "11: error: a knob's values stand by themselves, and read nothing "
         "(of a letter they follow: --let \"k=1,2,4\" and k*depth)"),
        ("width=8,depth", "9: error: a knob's values stand by themselves"),
        ("width={1..8]", "12: error: '{' is closed by ']' (brackets of one kind stand around a range: {1..8})"),
        ("width={1..8", "7: error: '{' is never closed (a range needs no brackets: 1..8)"),
        ("width=[8,16]", "7: error: brackets stand around a whole range of sizes, and nowhere else "
         "(write width=8,16 or, of a letter, --let \"k=1,2\" and width=64*k)"),
        ("width=8*{1,2}", "9: error: brackets stand around"),
        ("width=8+", "9: error: the expression ends too early"),
        ("wdth=1..8", "1: error: there is no parameter 'wdth' (did you mean 'width'?)"),
        ("depth=2*wdth", "9: error: the name 'wdth' is not known here (did you mean 'width'?)"),
        ("input=3x8..16", "9: error: a range of sizes stands in braces (write {8..16})"),
        ("input=3x{0..2}", "10: error: a size is a whole number from 1 to 1,000,000,000, not 0"),
        ("input=3x{1..2 step 0.5}", "10: error: a size is a whole number from 1 to 1,000,000,000, not 1.5"),
        ("input=3x{8/3}", "10: error: a size is a whole number from 1 to 1,000,000,000, not 8/3"),
        ("input=3x{k}", "10: error: the name 'k' is not known here"),
        ("input={8,16}", "7: error: 8 has no axis, the input of this network has two axes"),
        ("input=3x{8,16}x8x8", "7: error: 3x8x8x8 has three axes, the input of this network has two axes"),
        ("input=3x8x8,3x{8,16}", "13: error: a list has whole shapes (3x224x224,3x256x256, or one with braces)"),
        ("input=3x8,3x16", "7: error: 3x8 has one axis, the input of this network has two axes"),
    ],
)  # fmt: skip
def test_what_is_refused(word, complaint):
    _, said = read(word)
    assert said[0].startswith(complaint)


def test_everything_that_is_wrong_is_said_at_once():
    assert read("width=8..1", "depth=a..3", "input=3x{0,1}", lets=["act=1,2"])[1] == [
        "1: error: a letter can't be named 'act' (it hides a parameter, which act=… sets without --let)",
        "7: error: 8..1 is empty: it ends before it begins (write 1..8, or 8..1 step -1)",
        "7: error: a range goes from number to number, 'a' is a word (list them: relu,silu or true,false)",
        "10: error: a size is a whole number from 1 to 1,000,000,000, not 0 (as in 3x{96..256 step 32})",
    ]


def test_an_end_may_be_a_product_in_brackets():
    assert values("width=16..(32*2) x2") == ["width: 16 32 64"]


def test_the_same_mistake_in_two_words_is_said_twice():
    empty = "7: error: 8..1 is empty: it ends before it begins (write 1..8, or 8..1 step -1)"
    assert read("width=8..1", "depth=8..1")[1] == [empty, empty]


def test_what_the_shell_made_of_braces_is_given_twice():
    quotes = "in quotes, as of {…} and * the shell makes several words"
    assert read("input=3x8x8", "input=3x9x9")[1] == [
        f"1: error: input is given twice, as 3x8x8 and as 3x9x9 (write input=3x8x8,3x9x9; {quotes})"
    ]
    assert read("width=8", "width=9")[1] == [
        f"1: error: width is given twice, as 8 and as 9 (write width=8,9; {quotes})"
    ]


@pytest.mark.parametrize(
    ("word", "warning"),
    [
        ("width=1,024", "7: warning: a comma separates: these are 1 and 024 (one number is written 1_024)"),
        ("width=34,048", "7: warning: a comma separates: these are 34 and 048 (one number is written 34_048)"),
        ("width=8,16,8", "7: warning: 8 stands twice here, and is taken once"),
        ("width=64,128", ""),
    ],
)
def test_warnings(word, warning):
    assert read(word)[1] == ([warning] if warning else [])


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        ("width=1..2", "it hides a parameter, which width=… sets without --let"),
        ("index=1..2", "it is a word of the language"),
        ("relu=1..2", "it hides a word of this design"),
        ("same=1..2", "it hides a word of this design"),
        ("kernel=1..2", "it hides a word of this design"),  # a block's own
        ("k-1=1..2", "letters, digits and _, as in phi=0..7"),
    ],
)
def test_letters_hide_nothing(letter, why):
    name = letter.partition("=")[0]
    assert read("width=8", lets=[letter])[1] == [f"1: error: a letter can't be named '{name}' ({why})"]


def test_letters_and_knobs_that_nothing_reads():
    assert read("width=8*j", lets=["j=1..2", "k=1..2"])[1] == [
        "1: error: nothing reads the letter 'k' (as in depth=1.2**k)"
    ]
    unused = NETWORK.replace("bias: true", "bias: true, wide: 1")
    assert read("wide=1..2", design=unused)[1][0].startswith("1: error: nothing reads the parameter 'wide'")
    assert values("resolution=8,16", "input=3x{resolution}", design=SIZED) == ["resolution: 8 16"]


def test_the_size_of_the_input_is_missing():
    assert read("conv.bias=true,false", design="conv 8 3")[1] == [
        "inline design:1:1: error: the size of the input is missing (input: 3x224x224, or --input 3x224x224)"
    ]


# A spec's own space

SPACE = (
    NETWORK
    + """\
sweep:
  let k: 0..2
  width: [8, 16]
  depth: 1+k
  input: 3x{8..16 step 4}
  act: relu,silu
"""
)


def test_a_spec_carries_its_space():
    assert values(design=SPACE) == ["k: 0 1 2", "width: 8 16", "input: 8 12 16", "act: relu silu"]
    assert summarize_of(SPACE).params == summarize_of(NETWORK).params


def test_a_word_replaces_what_has_its_name():
    assert values("width=4", "input.input=3x8x8", "depth=2*k", lets=["k=1,2"], design=SPACE) == [
        "k: 1 2",
        "act: relu silu",
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("wdth: 1..2", "17:3: error: there is no parameter 'wdth' (did you mean 'width'?)"),
        ("width: 8..1", "17:10: error: 8..1 is empty: it ends before it begins (write 1..8, or 8..1 step -1)"),
        ("width: [8, 2*k]", "17:16: error: a knob's values stand by themselves"),
        ("{width: 8,16}", "17:13: error: '16' has no values (YAML ends a value at a comma: write [64, 128]"),
        ("width: {a: 1}", "17:10: error: the values of width are a text or a list (quote it if it begins with"),
        ("8..16", "17:3: error: sweep is a mapping of knobs to values (one a line, as in width: 64,128)"),
    ],
)  # fmt: skip
def test_places_in_the_file(line, complaint):
    _, said = read(design=f"{NETWORK}\nsweep:\n  {line}\n")
    assert said[0].startswith(f"inline design:{complaint}")


def test_check_reads_the_space(spec):
    spec.write("space.yaml", NETWORK + "expect: {params: 4_010}\nsweep:\n  width: 8..1\n")
    checked = check_spec(File("space.yaml", "space.yaml", True), [])
    assert [str(one).partition(" (")[0] for one in checked.problems.errors] == [
        "space.yaml:17:10: error CC002: 8..1 is empty: it ends before it begins"
    ]


def test_a_space_is_something_to_check(spec):
    spec.write("space.yaml", SPACE)
    summary = Summary()
    (checked,) = check_files([File("space.yaml", "space.yaml", True)], [], None, summary)
    assert not checked.problems.items
    assert (summary.spaces, unmet(["space.yaml"], [], summary)) == (1, None)


# The words of a design


def summarize_of(text, *changes):
    problems = Problems()
    report = read_report(Text(text), changes, problems)
    assert not problems.errors, problems.errors
    return report


def test_words_of_expressions():
    space, said = read(
        "depth=1+k", "width=8*width_of", "stem.stride=(2 if k > 0 else 1)", "stage.*.kernel=2*k+1",
        "resolution=width*r", "input=3x{resolution}", lets=["k=0,1", "width_of=1,2", "r=5**k"], design=SIZED,
    )  # fmt: skip
    assert said == []
    assert words(space, [1, 1]) == [
        "depth=2",
        "width=16",
        "stem.stride=2",
        "'stage.*.kernel=3'",
        "'resolution=width*5'",
        "input=3x80x80",
    ]


def test_a_fraction_is_written_exactly():
    space, said = read("resolution=1.15**k", "input=3x{16+round(resolution)}", lets=["k=7..8"], design=SIZED)
    assert said == []
    # 1.15^7 = 115^7/10^14 has 14 decimals, and is written as a quotient
    assert words(space, [0]) == [f"resolution={Fraction(115, 100) ** 7}", "input=3x19x19"]


KNOBS = {
    "width": ["8,16", "{4..8 x2}", "8*k", "2*k+2", "8"],
    "depth": ["1..3", "2,1", "k"],
    "act": ["relu,silu", "gelu"],
    "bias": ["true,false", "false"],
    "stem.stride": ["1,2", "k", "1x2,2x1"],
    "stage.*.kernel": ["1..5 step 2", "2*k-1", "3"],
    "linear.bias": ["true,false"],
    "input": ["3x{8..16 step 8}", "3x{8,9}x{8..9}", "{1,3}x8x8", "3x8x8,1x16x8", "3x{8*k}", "3x{width}", "3x9x9"],
}


@settings(max_examples=60)
@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(texts) for name, texts in KNOBS.items()}))
def test_the_words_of_every_design_make_it_again(chosen):
    given_ = [f"{name}={text}" for name, text in chosen.items()]
    reads = any("k" in text.replace("relu", "") for text in chosen.values())
    space, said = read(*given_, lets=["k=1..2"] if reads else [])
    assert said == []
    for indices in list(product(*map(range, space.lengths)))[:: 1 + space.size // 16]:
        made = [word.strip("'") for word in words(space, indices)]
        problems = Problems()
        report = Report(space.spec, expand(space.spec, space.changes, problems, space.bound(indices)), [])
        assert not problems.errors
        again = summarize_of(NETWORK, *made)
        rows = [[(row.path, row.output, row.params, row.macs) for row in one.layers] for one in (report, again)]
        assert rows[0] == rows[1]


def test_a_word_with_a_space_or_a_star_is_quoted():
    space, _ = read("stage.*.kernel=1,3", "width=(8 if k > 1 else 4)", lets=["k=1,2"])
    assert words(space, [0, 1]) == ["'stage.*.kernel=3'", "width=4"]


def test_the_catalogue():
    space, said = read(
        "depth=1.2**phi", "width=1.1**phi", "input=3x{round(224*1.15**phi)}",
        lets=["phi=0..7"], design="efficientnet_b0",
    )  # fmt: skip
    assert said == []
    # 1.2³ = 1.728, 1.1³ = 1.331, 224·1.15³ = 340.676
    assert words(space, [3]) == ["depth=1.728", "width=1.331", "input=3x341x341"]
    assert summarize("efficientnet_b0", *words(space, [3])).params == summarize_with(space, [3]).params


def summarize_with(space, indices):
    return Report(space.spec, expand(space.spec, space.changes, Problems(), space.bound(indices)), [])
