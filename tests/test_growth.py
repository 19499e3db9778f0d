"""How work grows with what is written: in proportion, or no further than a bound that is said."""

from __future__ import annotations

import tracemalloc

import pytest

from convcalc.language import problems
from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import NOT_LOOKED_UP, ConvcalcError, Place, Problems, Source
from convcalc.render.compare.table import comparison_table
from convcalc.study.check.files import File
from convcalc.study.check.specs import check_spec, parse_goals
from convcalc.study.compare import align
from convcalc.study.compare.designs import compare
from convcalc.study.design import summarize
from convcalc.study.sums.find import find_sums

HEAD = "input: 3x8x8\n"


def said_of(design, *changes):
    """What is said of a design, refused or not."""
    found = Problems()
    try:
        found.extend(summarize(design, *changes).warnings)
    except ConvcalcError as error:
        return error.problems.in_order()
    return found.in_order()


@pytest.fixture
def net(tmp_path, monkeypatch):
    """Writes `net.yaml` and says what is wrong with it."""
    monkeypatch.chdir(tmp_path)

    def said(text, *changes):
        (tmp_path / "net.yaml").write_text(HEAD + text, "utf-8")
        return said_of("net.yaml", *changes)

    return said


def items(form, number):
    """A line for each number."""
    return "".join(form.format(i) + "\n" for i in range(number))


# Hints: what all the names that are wrong may mean.


PARAMETERS = "parameters:\n{}layers:\n{}"
MANY_WRONG = {
    "unused parameters": ("parameters:\n{}layers: [relu]\n", "  width{}: 1"),
    "unknown names": (PARAMETERS, "  width{}: 1", "  - conv width{0} wdith{0}"),
    "unknown words": (PARAMETERS, "  width{}: 1", "  - conv width{0} 1 padding=wdith{0}"),
    "unknown names in conditions": (
        PARAMETERS,
        "  width{}: 1",
        "  - {{a{0}: conv width{0} 1, when: wdith{0} == 1}}",
    ),
    "unknown layers": ("layers:\n{}{}", "  - layer{}: relu", "  - [from lyaer{}]"),
    "unknown operations": ("layers:\n{}", "  - convolution_transpose{}"),
}


@pytest.mark.parametrize("kind", MANY_WRONG)
def test_guesses_at_what_is_meant_take_no_more_than_a_bound_which_is_said_once(
    net, grows_in_proportion, kind, monkeypatch
):
    monkeypatch.setattr(problems, "MOST_WORK", 50_000)
    form, *lines = MANY_WRONG[kind]

    def said(number):
        return net(form.format(*(items(line, number) for line in lines)))

    assert grows_in_proportion(said, 150)
    hints = [problem.hint or "" for problem in said(150)]
    assert len(hints) == 150
    assert sum(NOT_LOOKED_UP in hint for hint in hints) == 1
    guessed = [number for number, hint in enumerate(hints) if "did you mean" in hint]
    assert guessed[:2] == [0, 1]
    assert guessed[-1] < 149


def test_of_a_hundred_names_that_are_wrong_each_gets_its_guess(net):
    found = net("parameters:\n" + items("  output_width_{}: 1", 100) + "layers: [relu]\n")
    assert len(found) == 100
    assert all("did you mean" in problem.hint for problem in found)


# Parameters that need each other.


def chain(number):
    """Each parameter needs the one behind it, and the last is 8."""
    lines = "".join(f"  p{i}: p{i + 1}\n" for i in range(number))
    return f"parameters:\n{lines}  p{number}: 8\nlayers: [conv p0 1]\n"


def circle(number):
    """Each parameter needs the one behind it, and the last needs the first."""
    lines = "".join(f"  p{i}: p{(i + 1) % number}\n" for i in range(number))
    return f"parameters:\n{lines}layers: [conv p0 1]\n"


@pytest.mark.parametrize("changes", [(), ("p3=16",)])
def test_a_chain_of_parameters_is_followed_once(net, grows_in_proportion, changes):
    assert grows_in_proportion(lambda number: net(chain(number), *changes), 100)
    assert net(chain(800)) == []
    assert summarize("net.yaml").output == (8, 8, 8)
    assert summarize("net.yaml", "p3=16").output == (16, 8, 8)


def test_a_circle_of_parameters_is_said_of_each_in_a_few_words(net, grows_in_proportion):
    assert grows_in_proportion(lambda number: net(circle(number)), 100)
    found = net(circle(5000))
    assert [str(problem) for problem in found] == [
        f"net.yaml:{number + 3}:3: error: the parameter 'p{number}' needs its own value "
        "(p0, p1, p2 and 4,997 more go round in a circle)"
        for number in range(5000)
    ]


# Calls of many words.


# The call, what is put into it again and again, and the first complaint.
WORDS = {
    "values": ("conv {}", "3", "14 error: conv takes 2 values by position"),
    "values behind a name": ("conv stride=1 {}", "3", "19 error: a value without a name can't follow one with a name"),
    "unknown names": ("conv 3 3 {}", "a{}=1", "14 error: conv has no argument 'a0'"),
    "a name again and again": ("conv 3 3 stride=1 {}", "stride=1", "23 error: stride is given twice"),
    "unfinished expressions": ("conv {}", "3+", "12 error: the expression ends too early"),
}


@pytest.mark.parametrize("kind", WORDS)
def test_each_word_of_a_call_is_read_once(net, grows_in_proportion, kind):
    form, word, first = WORDS[kind]

    def said(number):
        return net("layers:\n  - " + form.format(" ".join(word.format(i) for i in range(number))))

    assert grows_in_proportion(said, 200)
    found = said(10_000)
    assert len(found) == (1 if kind == "values" else 10_000)
    assert str(found[0]).replace(": ", " ", 1).startswith(f"net.yaml:3:{first}")


def test_the_text_of_a_line_is_compared_with_a_call_once_for_all_that_is_wrong_in_it():
    class Text(str):
        """Counts how often something is looked for in it."""

        looked = 0

        def startswith(self, *arguments):
            Text.looked += 1
            return super().startswith(*arguments)

    class Lines(Source):
        def line(self, number):
            return Text(super().line(number))

    source = Lines("net.yaml", "- conv 3 3 a=1 b=1")
    call = Scalar("conv 3 3 a=1 b=1", Place(source, 1, 3, 16), True)
    assert [call.part(offset, 1).column for offset in range(16)] == list(range(3, 19))
    assert Text.looked == 1


# Changes.


CHANGES = {
    "layers that there are": ("conv{}.out_channels=4", 0, ""),
    "layers that there are not": ("cnov{}.out_channels=4", 1, "there is no layer 'cnov1' (did you mean 'conv1'"),
    "arguments that there are not": ("conv{}.outs=4", 1, "conv1 has no argument 'outs'"),
    "parameters that there are not": ("wdith{}=4", 1, "there is no parameter 'wdith1' (did you mean 'width1'"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_looked_up_among_many_layers(net, grows_in_proportion, kind, monkeypatch):
    change, each, first = CHANGES[kind]

    def said(number):
        parameters = f"parameters:\n{items('  width{}: 1', number + 2)}" if "wdith" in change else ""
        text = f"{parameters}layers:\n" + "  - conv 3 3 padding=1\n" * (number + 1)
        found = net(text, *(change.format(i + 1) for i in range(number)))
        return [problem for problem in found if problem.severity == "error"]

    found = said(300)
    assert len(found) == 300 * each
    assert not each or str(found[0]).startswith(f"command line:1:1: error: {first}")
    monkeypatch.setattr(problems, "MOST_WORK", 10_000)
    assert grows_in_proportion(said, 100)


# Parameters, wherever they are known.


def test_calls_know_parameters_without_a_copy_of_them(net, grows_in_proportion):
    def said(number):
        calls = items("  - a{0}: unit width{0}", number) + items("  - unit width{0}", number)
        return net(
            f"parameters:\n{items('  width{}: 3', number)}"
            f"blocks:\n  unit channels kernel_size=1:\n    - conv channels kernel_size\nlayers:\n{calls}"
        )

    assert grows_in_proportion(said, 100)
    assert said(100) == []
    assert summarize("net.yaml").params == 200 * 12  # 3(3 + 1) each


def test_copies_know_parameters_without_a_copy_of_them(net):
    def peak(parameters):
        """The bytes that 800 copies take at most."""
        lines = items("  width{}: 3", parameters)
        net(f"parameters:\n{lines}layers:\n  - a: [conv width0 1]\n    repeat: 800\n")
        tracemalloc.start()
        try:
            assert len(summarize("net.yaml").layers) == 800
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(400) - peak(10) < 1_500_000  # 800 tables of 400 names each would be 14 MB


def test_a_block_of_many_parameters_that_is_called_without_end_is_refused(net):
    parameters = " ".join(f"x{number}=1" for number in range(150))
    (found,) = (
        problem
        for problem in net(f"blocks:\n  b {parameters}: [relu]\nlayers:\n  - a: b\n    repeat: 200000\n")
        if problem.severity == "error"
    )
    assert found.message.startswith("this network takes more than ")
    assert found.message.endswith(" steps to write out, for few layers")


# What is asked of a network.


def layers(number):
    return f"layers:\n{items('  - a{}: conv 3 3 padding=1', number)}"


def test_what_is_expected_of_each_layer_is_looked_up(net, grows_in_proportion):
    file = File("net.yaml", "net.yaml", True)

    def check(number):
        goals = parse_goals([f"a{i}.params = 84" for i in range(number)], Problems())
        return check_spec(file, goals)

    def checked(number):
        net(layers(number))
        return check(number)

    assert grows_in_proportion(checked, 400, 2.2)
    assert [claim.holds for claim in checked(100).claims] == [True] * 100  # 3(3·9 + 1)
    net(layers(99))
    (problem,) = check(100).problems
    assert problem.message == "there is no layer 'a99' in net.yaml"


def test_layers_that_run_again_are_looked_up(net, grows_in_proportion):
    def said(number):
        return net(layers(number) + items("  - reuse a{}", number))

    assert grows_in_proportion(said, 400, 2.2)
    assert said(100) == []
    assert summarize("net.yaml").params == 100 * 84


def test_names_that_are_not_written_are_looked_up(net, grows_in_proportion):
    def said(number):
        return net("layers:\n" + "  - relu\n" * number + items("  - [from relu{}]", number))[1:]

    assert grows_in_proportion(said, 400, 2.2)
    assert {problem.hint for problem in said(100)} == {
        f"only a name that is written can be read: `- relu{number}: ...`" for number in range(1, 100)
    }


def test_designs_side_by_side_are_each_counted_once(net, grows_in_proportion):
    net(layers(3))

    def compared(number):
        changes = [[f"a0.out_channels={i + 1}"] for i in range(number)]
        found = compare([word for change in changes for word in ("net.yaml", *change)], Problems())
        return comparison_table(found)

    assert grows_in_proportion(compared, 40)
    shown = [entry.cells[0] for entry in compared(40).rows]
    assert shown == [f"net.yaml a0.out_channels={i + 1}" for i in range(40)]


def test_pairing_what_no_name_pairs_takes_no_more_than_a_bound_for_all_gaps_together(monkeypatch):
    monkeypatch.setattr(align, "MOST_CELLS", 250)
    compared = []

    def likeness(one, other):
        compared.append((one, other))
        return 1

    def sequence(letter):
        """Names that both have, 0 to 49, each with ten behind it that only one has."""
        return [name for number in range(50) for name in (number, *(f"{letter}{number}.{i}" for i in range(10)))]

    def key(name):
        return name

    pairs = align.align(sequence("a"), sequence("b"), key, key, likeness)
    assert len(compared) == 200  # two gaps of ten by ten; a third would make it 300
    both = [pair for pair in pairs if None not in pair]
    assert both == [(place, place) for place in (*range(22), *range(22, 550, 11))]
    assert len(pairs) == 50 + 2 * 10 + 48 * 20


def test_what_is_asked_of_the_left_side_of_a_chain_is_worked_out_once(steps):
    def each(terms):
        """The steps that a claim more takes."""

        def chain(claims):
            find_sums(f"{'+'.join(['1.5'] * terms)}{''.join(f' = {i}.75' for i in range(claims))}")

        return (steps(chain, 120) - steps(chain, 60)) / 60

    each(20)  # what is compiled and imported once is not counted
    assert each(160) < 1.2 * each(20)
    assert len(find_sums("1.5+1.5 = 3.75 = 4.75")) == 2


def test_paths_that_are_far_too_long_together_are_refused(net):
    groups = "".join(f"{{{'n' * 300}{number}: [" for number in range(20))
    (found,) = net(f"layers: [{groups}{{r: relu, repeat: 100000}}{']}' * 20}]\n")
    assert found.message == "the paths of the layers come to more than 50,000,000 characters"
    assert found.place.line == 2


def test_a_complaint_names_only_the_first_of_many_arguments(net):
    found = net(f"blocks:\n  b {' '.join(f'x{number}' for number in range(60))}: [relu]\nlayers: [b, b 1 z=3]\n")
    errors = [problem for problem in found if problem.severity == "error"]
    first = [f"x{number}" for number in range(12)]
    assert [(problem.message, problem.hint) for problem in errors] == [
        (f"b needs {' and '.join(first)} and …", f"b {' '.join(first)} …"),
        ("b has no argument 'z'", f"it takes {', '.join(first)}, …"),
    ]
