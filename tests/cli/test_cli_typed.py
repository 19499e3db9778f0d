"""What people type first: a design, a sum, a word of another tool. It does what is meant, or says what to type."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from convcalc.cli.main import COMMANDS, program
from convcalc.cli.shared.words import ALIASES, CALLS, NOTHING, WORDS_OF_CALLS, WORDS_OF_NOTHING
from convcalc.costs.ops import OPS
from convcalc.study.catalogue import names

# A design is summarized


@pytest.mark.parametrize(
    "words",
    [
        ("alexnet",),
        ("alexnet.yaml",),
        ("catalogue:alexnet",),
        ("small.yaml",),
        ("./small",),
        ("small.yaml", "units=20", "--format", "json"),
        ("small.yaml units=20",),
        ("conv 96 11 stride=4", "--input", "3x227x227"),
        ("conv 8 3, relu", "input=3x8x8", "--columns", "layer,params"),
        ("relu", "--input", "3x8x8"),
        ("[conv 8 3, relu]", "--input", "3x8x8"),
        ("conv 8 3", "--help"),
    ],
)
def test_a_design_alone_is_summarized(convcalc, small, words):
    ran = convcalc(*words)
    assert ran == convcalc("summarize", *words)
    assert (ran.code, ran.stderr) == (0, "")


def test_standard_input_alone_is_summarized(convcalc, small):
    text = (small / "small.yaml").read_bytes()
    assert convcalc("-", stdin=text) == convcalc("summarize", "-", stdin=text)


def test_options_may_stand_before_a_design(convcalc, small):
    assert convcalc("--format", "json", "small.yaml") == convcalc("summarize", "small.yaml", "--format", "json")
    words = ("--input", "3x8x8", "conv 8 3", "--columns", "layer,params")
    assert convcalc(*words) == convcalc("summarize", *words)
    assert convcalc("--format", "json", "3*3") == convcalc("calc", "3*3", "--format", "json")


def test_options_before_a_command_are_shown_behind_it(convcalc, folder):
    ran = convcalc("--format", "json", "summarize", "alexnet")
    assert ran.code == 2
    assert "(write: convcalc summarize --format json alexnet)" in ran.stderr


def test_a_command_stays_one(convcalc, small):
    (small / "list").write_text((small / "small.yaml").read_text("utf-8"), "utf-8")
    assert convcalc("list", "alexnet_one").stdout.startswith("name ")
    assert "5,354" in convcalc("summarize", "list").stdout


def test_a_path_comes_before_the_catalogue_and_a_sum(convcalc, small):
    for name in ("alexnet", "3x3"):
        (small / name).write_text((small / "small.yaml").read_text("utf-8"), "utf-8")
        assert "5,354" in convcalc(name).stdout


# What is none of these


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("summarise", "there is no command, no file and no catalogue network 'summarise' (did you mean 'summarize'?)"),
        ("alexnt", "there is no command, no file and no catalogue network 'alexnt' (did you mean 'alexnet'?)"),
        ("small", "(did you mean 'small.yaml'?)"),
        ("zzzzzz", "(`convcalc help` lists the commands, `convcalc list` the networks)"),
        ("missing.yaml", "there is no file missing.yaml\n"),
        ("resnet50.onnx", "there is no file resnet50.onnx"),
        ("my model.pth", "there is no file my model.pth\n"),
        ("folder/net", "there is no file folder/net"),
        ("cnov 8 3", "there is no op or block 'cnov' (did you mean 'conv'?)"),
        ("3*3*64 + 64 biases", "'biases' is no number and no sign"),
        ("5 × 5 × 3 = 75 weights", "'weights' is no number and no sign (leave it out"),
        ("", "there is no command, no file and no catalogue network ''"),
    ],
)
def test_what_is_nothing_is_said_with_what_is_near(convcalc, small, word, said):
    ran = convcalc(word)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("flops", "alexnet"), "(write: convcalc value alexnet flops)"),
        (("params", "conv 8 3", "input=3x8x8"), '(write: convcalc value "conv 8 3" input=3x8x8 params)'),
        (("rf", "vgg16"), "(write: convcalc value vgg16 receptive_field)"),
        (("torchinfo",), "(write: convcalc summarize DESIGN)"),
        (("Flops", "alexnet"), "there is no command 'Flops' (write: convcalc value alexnet flops)"),
        (
            ("plot", "alexnet"),
            "there is no command 'plot': no command draws yet; `convcalc summarize DESIGN` has a bar",
        ),
        (("params alexnet",), "there is no command 'params' (write: convcalc value alexnet params)"),
        (("visualize vgg16",), "there is no command 'visualize': no command draws yet"),
        (("import", "net.onnx"), "no command reads other formats yet"),
        (("version",), "(write: convcalc --version)"),
    ],
)
def test_words_of_other_tools_point_to_what_does_it(convcalc, folder, words, said):
    ran = convcalc(*words)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("VGG-16",), "(did you mean 'vgg16'?)"),
        (("vgg_16",), "(did you mean 'vgg16'?)"),
        (("U-Net",), "(did you mean 'unet'?)"),
        (("resnet 50",), "(did you mean 'resnet50'?)"),
        (("ResNet", "50"), "(did you mean 'resnet50'?)"),
        (("alex",), "(did you mean 'alexnet'"),
        (("ALEXNET", "input=3x256x256"), "(did you mean 'alexnet'?)"),
    ],
)
def test_a_network_in_other_letters_is_suggested(convcalc, folder, words, hint):
    ran = convcalc(*words)
    assert (ran.code, ran.stdout) == (2, "")
    assert hint in ran.stderr


@pytest.mark.parametrize("word", ["resnet", "VGG", "efficientnet"])
def test_a_family_of_networks_is_listed_by_the_line_that_is_said(convcalc, folder, word):
    said = re.search(r"`convcalc (list \w+)` shows (\d+) that are called so", convcalc(word).stderr)
    assert said is not None
    listed = json.loads(convcalc(*said[1].split(), "--json").stdout)["networks"]
    assert sum(word.lower() in record["name"] for record in listed) == int(said[2]) > 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("explain alexnet",), "no layers stand in 'explain alexnet' (write: convcalc explain alexnet)"),
        (("alexnet params",), "no layers stand in 'alexnet params' (write: convcalc value alexnet params)"),
        (("alexnet", "memory"), "'memory' is not a change (write: convcalc memory alexnet)"),
        (("alexnet", "vs", "vgg16"), "'vs' is not a change (write: convcalc compare alexnet vgg16)"),
        (("compare", "alexnet", "vs", "vgg16"), "no catalogue network 'vs' (leave it out: a space separates designs)"),
        (("count", "params", "alexnet"), "there is no command 'params' (write: convcalc value alexnet params)"),
        (("conv 8 3", "3x9x9"), "'3x9x9' is not a change (write: convcalc \"conv 8 3\" --input 3x9x9)"),
        (
            ("alexnet", "--input", "3x9x9", "--input", "3x8x8"),
            "--input is given 2 times (a design has its own behind it",
        ),
        (("61M * 4 bytes",), "1:9: error: 'bytes' is no number and no sign (leave it out: a sum has no words)"),
        (("27 mod 4",), "1:4: error: 'mod' is no number and no sign (write %, as in 27 % 4)"),
        (("(W-F+2P)/S+1",), "1:2: error: 'W' is no number and no sign (put in the number that it stands for"),
        (("POOL", "--input", "3x8x8"), "it is not written which pool this is (write max_pool 2, or avg_pool 2)"),
        (("conv3-64", "--input", "3x8x8"), "that is a name of a table, and no layer here (write conv 64 3"),
        (("sqrt(16)",), "1:1: error: 'sqrt' is no number and no sign (the functions are"),
    ],
)
def test_what_is_almost_right_is_refused_with_the_line_to_type(convcalc, folder, words, said):
    ran = convcalc(*words)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_a_note_of_one_word_is_a_design(convcalc, folder):
    ran = convcalc("FC-1000", "--input", "128", "--json")
    assert (ran.code, json.loads(ran.stdout)["totals"]["params"]) == (0, (128 + 1) * 1000)


@pytest.mark.parametrize(
    "words",
    [("alexnet", "memory"), ("alexnet params",), ("lenet5", "vs", "nin_cifar"), ("conv 8 3", "3x9x9")],
)
def test_the_line_that_is_said_runs(convcalc, folder, words):
    said = re.search(r"write: convcalc (.*)\)$", convcalc(*words).stderr.splitlines()[0])
    assert said is not None
    assert convcalc(*shlex.split(said[1])).code == 0


@pytest.mark.parametrize("word", CALLS)
def test_what_is_pointed_to_runs(convcalc, folder, word):
    call = CALLS[word].replace("{}", "3*3" if "calc" in CALLS[word] else "lenet5")
    words = shlex.split(call.replace("solve lenet5", "solve nin_cifar groups=?").replace("compare", "compare lenet5"))
    if words[0] == "check":
        words[1] = str(folder / "lenet5.yaml")
        (folder / "lenet5.yaml").write_text(convcalc("show", "lenet5").stdout, "utf-8")
    if words[0] == "list":
        words = ["list", "lenet5"]
    ran = convcalc(*words)
    assert (ran.code, ran.stderr) == (0, "")


def test_each_word_has_one_meaning():
    rows = [row.split() for row in (*WORDS_OF_CALLS.values(), *WORDS_OF_NOTHING.values(), " ".join(ALIASES))]
    words = [word for row in rows for word in row]
    assert len(words) == len(set(words)) == len({*CALLS, *NOTHING, *ALIASES})
    assert not set(words) & {*COMMANDS, *OPS, *names()}
    assert all(name in COMMANDS for name, *_ in ALIASES.values())
    assert all(row == sorted(row) for row in rows)


def test_diff_lines_layers_up(convcalc, folder):
    designs = ("conv5x5", "two_conv3x3")
    assert convcalc("diff", *designs) == convcalc("compare", "--layers", *designs)


# help, the first screen


def test_help_is_help(convcalc):
    assert convcalc("help") == convcalc("--help")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_on_a_command(convcalc, command):
    assert convcalc("help", command) == convcalc(command, "--help")


def test_help_on_what_is_no_command(convcalc, folder):
    assert "(did you mean 'summarize'?)" in convcalc("help", "summarise").stderr
    assert "(write: convcalc value DESIGN flops)" in convcalc("help", "flops").stderr
    assert convcalc("help", "zzz").stderr == "error: there is no command 'zzz' (`convcalc help` lists them)\n1 error\n"


def test_the_first_screen_fits_a_terminal_and_runs(convcalc, folder):
    shown = convcalc()
    lines = shown.stdout.splitlines()
    assert (shown.code, shown.stderr) == (0, "")
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
    examples = [line.strip() for line in lines if line.startswith("  convcalc ")]
    assert len(examples) == 3
    outputs = [convcalc(*shlex.split(example)[1:]) for example in examples]
    assert [(ran.code, ran.stderr) for ran in outputs] == [(0, "")] * 3
    assert outputs[0].stdout == "(227 - 11)/4 + 1 = 55\n"
    assert outputs[1] == convcalc("summarize", "alexnet")
    assert "two_conv3x3 has 0.72×" in outputs[2].stdout
    assert {*COMMANDS} - set(re.findall(r"\w+", shown.stdout)) == {"calc"}


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_80_columns(convcalc, command):
    shown = convcalc(*command.split(), "--help").stdout
    assert [line for line in shown.splitlines() if len(line) > 80] == []


# A name is missing, words without quotes


@pytest.mark.parametrize("command", ["summarize", "value", "solve", "show", "explain", "memory", "compare"])
def test_what_is_missing_is_said_in_our_words(convcalc, folder, command):
    ran = convcalc(command)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: a ")
    assert "is missing" in ran.stderr


@pytest.mark.parametrize("command", [(), ("summarize",)])
def test_layers_without_quotes_are_shown_with_them(convcalc, folder, command):
    ran = convcalc(*command, "conv", "96", "11", "stride=4", "--input", "3x227x227")
    assert ran.code == 2
    assert 'write: "conv 96 11 stride=4"' in ran.stderr


# init


def test_init_writes_a_spec_that_runs(convcalc, folder):
    assert convcalc("init").stdout == "my_network.yaml is written; `convcalc my_network.yaml` counts it\n"
    # conv1 32·(3·9 + 1); stage 64·32·9 and 2·64; two of 64·64·9 and 2·64; the classifier 10·(64 + 1)
    assert convcalc("value", "my_network.yaml", "params").stdout == f"{896 + 18_432 + 128 + 2 * (36_864 + 128) + 650}\n"
    ran = convcalc("check", "my_network.yaml", "--strict")
    assert (ran.code, ran.stdout) == (0, "1 spec, 2 expectations, no failures\n")
    commands = [line[3:].strip() for line in (folder / "my_network.yaml").read_text("utf-8").splitlines()[1:4]]
    assert [convcalc(*shlex.split(line)[1:]).code for line in commands] == [0, 0, 0]


def test_init_writes_over_no_file(convcalc, small):
    before = (small / "small.yaml").read_bytes()
    (small / "link.yaml").symlink_to("nowhere.yaml")
    for name in ("small.yaml", "link.yaml"):
        ran = convcalc("init", name)
        assert ran.code == 2
        assert f"{name} exists, and is left as it is" in ran.stderr
    assert (small / "small.yaml").read_bytes() == before
    assert sorted(path.name for path in small.iterdir()) == ["link.yaml", "small.yaml"]


def test_init_prints_and_names_its_file(convcalc, folder):
    assert convcalc("init", "-").stdout == convcalc("init", "-").stdout != ""
    assert convcalc("init", "my net.yaml").code == 0
    text = (folder / "my net.yaml").read_text("utf-8")
    assert '#   convcalc "my net.yaml"\n' in text
    assert convcalc("init", "net.onnx").stderr.startswith("error: a spec is a YAML file, and 'net.onnx' is no name")
    assert convcalc("init", "a\nb: [.yaml").code == 0
    assert convcalc("value", "a\nb: [.yaml", "params").code == 0


# Words behind a design, and shells that complete them


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("alexnet", "vgg16"), "'vgg16' is not a change (write: convcalc compare alexnet vgg16)"),
        (("alexnet", "conv1.params"), "(write: convcalc value alexnet conv1.params)"),
        (("alexnet", "conv1"), "of a layer: convcalc explain alexnet conv1)"),
        (("--input", "3x8x8"), "a design is missing"),
        (("help", "summarize", "explain"), "(write: convcalc help summarize)"),
        (("summarize", "3*3"), '(`convcalc "3*3"` works out a sum)'),
        ((".",), ". is a directory, not a file (`convcalc check .` checks what is in it)"),
        (("nn.ReLU()",), "inline design:1:1: error: "),
    ],
)
def test_what_to_type_instead(convcalc, folder, words, said):
    ran = convcalc(*words)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["alexnet"], "summarize"),
        (["3*3"], "calc"),
        (["diff"], "compare"),
        (["alexn"], None),
        (["flops"], None),
    ],
)
def test_a_shell_that_completes_a_line_is_told_the_command_or_nothing(folder, capfd, words, meant):
    context = program.make_context("convcalc", words, resilient_parsing=True)
    assert program.resolve_command(context, words)[0] == meant
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("columns", [24, 40, 80])
@pytest.mark.parametrize("words", [("flops", "alexnet"), ("zzzz",), ("--zzzz",), ("net.onnx",), ("3*(4",)])
def test_lines_end_between_words(terminal, folder, words, columns):
    (folder / "net.onnx").write_bytes(b"\x08\x07\xff")
    shown = terminal(*words, columns=columns, said="alone", NO_COLOR="1").stdout
    long = [line for line in shown.splitlines() if len(line) > columns and len(line.split()) > 1]
    assert [line for line in long if not line.endswith(": error:")] == []


def test_the_first_screen_is_the_same_anywhere(run, terminal, folder):
    shown = run().stdout
    assert terminal(columns=80).stdout == shown
    narrow = terminal(columns=30).stdout
    assert max(map(len, narrow.splitlines())) <= 30
    assert narrow.split() == shown.split()
