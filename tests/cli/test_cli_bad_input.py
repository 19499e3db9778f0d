"""What a person may write wrongly: each ends with exit code 2, says what and where, and never in a traceback."""

import os

import pytest

HEAD = "input: 3x8x8\nlayers:\n"  # a call in the first item begins in line 3, column 5

# What the file holds, where the first complaint stands, what it says.
TEXTS = {
    "empty": ("", "1:1", "the file is empty"),
    "blank": ("\n\n", "1:1", "the file is empty"),
    "only a comment": ("# nothing\n", "1:1", "the file is empty"),
    "a word": ("hello\n", "1:1", "this is not a spec"),
    "a list": ("- conv 8 3\n", "1:1", "this is not a spec"),
    "an open bracket": ("input: 3x8x8\nlayers: [conv 8 3\n", "2:9", "a bracket '[' has no partner"),
    "a colon too many": ("name: a: b\n" + HEAD + "  - relu\n", "1:7", "a colon and a space begin a mapping"),
    "a tab": ("input: 3x8x8\nlayers:\n\t- relu\n", "3:1", "a tab at the beginning of a line"),
    "a NUL": ("input: 3x8x8\0\n", "1:13", "a character that YAML does not allow"),
    "a key twice": ("input: 3x8x8\ninput: 3x9x9\nlayers: [relu]\n", "2:1", "the key 'input' stands twice"),
    "an unknown key": ("layer: [relu]\ninput: 3x8x8\nlayers: [relu]\n", "1:1", "a spec has no key 'layer'"),
    "an unknown op": (HEAD + "  - cnv 8 3\n", "3:5", "there is no op or block 'cnv' (did you mean 'conv'?)"),
    "an unknown argument": (HEAD + "  - conv 8 3 strid=2\n", "3:14", "(did you mean 'stride'?)"),
    "an unknown modifier": (HEAD + "  - a: relu\n    repat: 2\n", "4:5", "'repat'"),
    "too many by position": (HEAD + "  - conv 3 8 3\n", "3:14", "in_channels is never written"),
    "a missing argument": (HEAD + "  - conv 8\n", "3:5", "conv needs kernel_size"),
    "all arguments missing": (HEAD + "  - conv\n", "3:5", "conv needs out_channels and kernel_size"),
    "a number for a flag": (HEAD + "  - conv 8 3 bias=3\n", "3:19", "bias is true or false, not 3"),
    "a word for a number": (HEAD + "  - conv same 3\n", "3:10", "out_channels can't be 'same'"),
    "a size for a number": (HEAD + "  - conv 8x8 3\n", "3:10", "out_channels is one number, not a size"),
    "zero channels": (HEAD + "  - conv 0 3\n", "3:10", "out_channels must be at least 1, not 0"),
    "zero stride": (HEAD + "  - conv 8 3 stride=0\n", "3:21", "stride must be at least 1, not 0"),
    "an input of zero": ("input: 3x0x8\nlayers: [relu]\n", "1:10", "a size is at least 1"),
    "a negative number": (HEAD + "  - conv -8 3\n", "3:10", "out_channels must be at least 1, not -8"),
    "a negative input": ("input: 3x-8x8\nlayers: [relu]\n", "1:8", "'3x-8x8' is not a shape"),
    "a huge power": (HEAD + "  - conv 10**30 3\n", "3:10", "out_channels must be at most 1,000,000,000"),
    "a huge number": (HEAD + f"  - conv {10**30} 3\n", "3:10", "out_channels must be at most 1,000,000,000"),
    "a huge input": (f"input: 3x{10**30}x8\nlayers: [relu]\n", "1:8", "at most 1,000,000,000"),
    "a fraction": (HEAD + "  - conv 2.5 3\n", "3:10", "make_divisible"),
    "a fractional input": ("input: 3x2.5x8\nlayers: [relu]\n", "1:8", "'3x2.5x8' is not a shape"),
    "an input too small": (HEAD + "  - conv 8 11\n", "3:12", "the filter covers 11"),
    "a name twice": (HEAD + "  - a: relu\n  - a: tanh\n", "4:5", "the name 'a' stands twice here (first in line 3)"),
    "a circle of parameters": ("parameters: {a: b, b: a}\n" + HEAD + "  - relu\n", "1:14", "round in a circle"),
    "a parameter of itself": ("parameters: {a: a + 1}\n" + HEAD + "  - relu\n", "1:14", "'a' needs its own value"),
    "a circle of blocks": ("blocks: {a: [b], b: [a]}\n" + HEAD + "  - a\n", "1:22", "the block 'a' calls itself"),
    "far too many copies": (HEAD + "  - a: relu\n    repeat: 10**12\n", "4:13", "at most 250,000 layers"),
    "a tower of powers": (HEAD + "  - conv 2**2**2**60 3\n", "3:1", "too large"),
    "a markup name": (HEAD + '  - "[/foo]": conv 8 3\n', "3:5", "'[/foo]' can't be a name"),
    "a markup op": (HEAD + '  - "[/foo] 8 3"\n', "3:6", "'[/foo]' is not the name of an operation"),
    "an escape sequence": (HEAD + '  - "\\e[31mred": conv 8 3\n', "3:5", "'\\x1b[31mred' can't be a name"),
    "a raw escape sequence": (HEAD + "  - \x1b[31mred: conv 8 3\n", "3:5", "a character that YAML does not allow"),
}

BYTES = {
    "latin-1": ("input: 3x8x8\nname: René\n".encode("latin-1"), "2:10"),
    "utf-16": ("input: 3x8x8\nlayers: [relu]\n".encode("utf-16"), "1:1"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "1:1"),
    "all bytes": (bytes(range(256)), "3:115"),  # line feed is the tenth, carriage return the thirteenth
}


def refused(ran, start, *parts):
    """Whether a run ended as it must: nothing on standard output, exit code 2, and a complaint that begins so."""
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(start), ran.stderr
    for part in (*parts, "error"):
        assert part in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "\x1b" not in ran.stderr
    return True


@pytest.mark.parametrize("case", TEXTS)
def test_a_wrong_file(convcalc, folder, case):
    text, place, said = TEXTS[case]
    (folder / "net.yaml").write_bytes(text.encode())
    assert refused(convcalc("summarize", "net.yaml"), f"net.yaml:{place}", said)


@pytest.mark.parametrize("case", BYTES)
def test_a_file_that_is_no_text(convcalc, folder, case):
    data, place = BYTES[case]
    (folder / "net.yaml").write_bytes(data)
    assert refused(convcalc("summarize", "net.yaml"), f"net.yaml:{place}")


@pytest.mark.parametrize("case", ["empty", "an unknown op", "a tab", "a circle of parameters", "an escape sequence"])
def test_the_same_from_standard_input(convcalc, folder, case):
    text, place, said = TEXTS[case]
    assert refused(convcalc("summarize", "-", stdin=text), f"standard input:{place}", said)


def test_all_that_is_wrong_is_said_at_once(convcalc, folder):
    (folder / "net.yaml").write_text(HEAD + "  - conv 0 3\n  - cnv 8 3\n  - conv 8 3 strid=2\n")
    ran = convcalc("summarize", "net.yaml")
    assert refused(ran, "net.yaml:")
    places = [line.split(": error")[0] for line in ran.stderr.splitlines() if ": error" in line]
    assert places[-2:] == ["net.yaml:4:5", "net.yaml:5:14"]
    assert ran.stderr.splitlines()[-1] == f"{len(places)} errors"


def test_the_line_and_a_caret_stand_below(convcalc, folder):
    (folder / "net.yaml").write_text(HEAD + "  - conv 8 3 strid=2\n")
    assert convcalc("summarize", "net.yaml").stderr.splitlines()[1:] == [
        " 3 |   - conv 8 3 strid=2",
        "   |              ^^^^^",
        "1 error",
    ]


# In quotes, and changes


@pytest.mark.parametrize(
    ("arguments", "start", "said"),
    [
        (["conv 8 3"], "inline design:1:1: error: ", "the size of the input is missing"),
        (["conv 8 3, cnv 8 3", "--input", "3x8x8"], "inline design:1:11: error: ", "'cnv'"),
        (["conv 8 3, [", "--input", "3x8x8"], "inline design:1:", "has no partner"),
        (["conv 8 3", "--input", "3x0x8"], "command line:1:9: error: ", "a size is at least 1"),
        (["conv 8 3", "--input", "big"], "command line:1:7: error: ", "'big' is not a shape"),
        (["conv 8 3", "input=3"], "", "conv takes an input with 1, 2 or 3 spatial axes, this one is 3"),
        (["alexnet", "input=3"], "command line:1:7: error: ", "write a shape such as 3x227x227"),
        (["alexnet", "inputs=3x224x224"], "command line:1:1: error: ", "(did you mean 'input'?)"),
        (["alexnet", "conv1.out_channels=0"], "command line:1:20: error: ", "must be at least 1, not 0"),
        (["alexnet", "conv1.out_channels=2**2**2**60"], "command line:1:", "too large"),
        (["alexnet", "conv1.out_channels="], "command line:1:", "error"),
        (["alexnet", "conv1.out_channel=8"], "command line:1:1: error: ", "(did you mean 'out_channels'?)"),
        (["alexnet", "conv9.out_channels=8"], "command line:1:1: error: ", "there is no layer 'conv9'"),
        (["alexnet", "=8"], "error: ", "'=8' is not a change"),
        (["alexne"], "error: ", "there is no file and no catalogue network 'alexne' (did you mean 'alexnet'?)"),
        (["alexne.yaml"], "error: ", "there is no file alexne.yaml (did you mean 'alexnet'?)"),
        (["missing/net.yaml"], "error: ", "there is no file missing/net.yaml"),
        ([""], "error: ", "there is no file"),
        (["\x1bred"], "error: ", "\\x1bred"),
    ],
)
def test_a_wrong_call(convcalc, folder, arguments, start, said):
    assert refused(convcalc("summarize", *arguments), start, said)


# What would hang, crash or fill the memory; each in a process of its own

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HEAVY = {
    "100,000 brackets": ("layers: " + "[" * 100_000, "net.yaml:1:72: error: ", "64 levels"),  # 8 + 63 + the 64th
    "100,000 closed ones": ("layers: " + "[" * 100_000 + "]" * 100_000, "net.yaml:1:72: error: ", "64 levels"),
    "100,000 braces": ("layers: " + "{a: " * 100_000, "net.yaml:1:", "64 levels"),
    "billion laughs": (LAUGHS + "layers: *i\n", "net.yaml:", "100,000 values"),
    "10**12 copies": (HEAD + "  - a: relu\n    repeat: 10**12\n", "net.yaml:4:13: error: ", "250,000 layers"),
    "copies of copies": (
        HEAD + "  - a: [{b: [{c: [relu], repeat: 10**4}], repeat: 10**4}]\n    repeat: 10**4\n",
        "net.yaml:",
        "250,000 layers",
    ),
    "2**2**2**60": (HEAD + "  - conv 2**2**2**60 3\n", "net.yaml:3:1", "too large"),
    "parentheses": (HEAD + f"  - conv {'(' * 50_000}1{')' * 50_000} 3\n", "net.yaml:3:10: error: ", "error"),
    "a sum of 50,000": (HEAD + f"  - conv {'+'.join('1' * 50_000)} 3\n", "net.yaml:3:10: error: ", "error"),
    "doubling blocks": (
        "blocks:\n  b0: [relu, relu]\n"
        + "".join(f"  b{number + 1}: [b{number}, b{number}]\n" for number in range(40))
        + HEAD
        + "  - b40\n",
        "net.yaml:",
        "250,000 layers",
    ),
    "a circle of 5,000 parameters": (
        "parameters:\n"
        + "".join(f"  p{number}: p{(number + 1) % 5000}\n" for number in range(5000))
        + HEAD
        + "  - relu\n",
        "net.yaml:2:3: error: the parameter 'p0' needs its own value (p0, p1, p2 and 4,997 more go round in a circle)",
        "5,000 errors",
    ),
    "a call of 10,000 words": (HEAD + f"  - conv{' 3' * 10_000}\n", "net.yaml:3:14: error: ", "1 error"),
    "a call of 10,000 arguments": (
        HEAD + f"  - conv 8 3{''.join(f' a{number}=1' for number in range(10_000))}\n",
        "net.yaml:3:14: error: conv has no argument 'a0' (it takes out_channels, kernel_size, ",
        "10,000 errors",
    ),
    "2,000 unknown operations": (
        HEAD + "".join(f"  - convolution_transposed{number} 8 3\n" for number in range(2000)),
        "net.yaml:3:5: error: there is no op or block 'convolution_transposed0' (did you mean 'conv_transpose'?)",
        "2,000 errors",
    ),
}


@pytest.mark.parametrize("case", HEAVY)
def test_a_heavy_file(run, folder, case):
    text, start, said = HEAVY[case]
    (folder / "net.yaml").write_text(text)
    assert refused(run("summarize", "net.yaml"), start, said)


def test_a_heavy_file_in_which_nothing_is_wrong(run, folder):
    chain = "".join(f"  p{number}: p{number + 1}\n" for number in range(2000))
    (folder / "net.yaml").write_text(f"parameters:\n{chain}  p2000: 8\n{HEAD}  - conv p0 3\n")
    ran = run("summarize", "net.yaml", "--columns", "output")
    assert (ran.code, ran.stderr) == (0, "")
    assert "8×6×6" in ran.stdout


def test_a_heavy_file_that_is_warned_of(run, folder):
    unused = "".join(f"  p{number}: 8\n" for number in range(2000))
    (folder / "net.yaml").write_text(f"parameters:\n{unused}{HEAD}  - relu\n")
    ran = run("summarize", "net.yaml", "--strict")
    assert ran.code == 2
    assert ran.stderr.startswith("net.yaml:2:3: warning: the parameter 'p0' is never used (did you mean 'p")
    assert ran.stderr.count(": warning: ") == 2000
    assert ran.stderr.count("so much is wrong that what was meant is not looked up for all of it") == 1
    assert ran.stderr.endswith("\n2,000 warnings\n")


# Files that are none


def test_a_folder(convcalc, folder):
    (folder / "net.yaml").mkdir()
    assert refused(convcalc("summarize", "net.yaml"), "error: net.yaml is a directory, not a file")
    assert refused(convcalc("summarize", "."), "error: . is a directory, not a file")


def test_an_unreadable_file(convcalc, folder):
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("root may read everything")
    (folder / "net.yaml").touch(mode=0o000)
    assert refused(convcalc("summarize", "net.yaml"), "error: net.yaml can't be read: ")


def test_over_ten_megabytes(convcalc, folder):
    line = "# more\n"
    (folder / "net.yaml").write_text(line * (10_000_000 // len(line)) + HEAD + "  - relu\n")
    assert refused(convcalc("summarize", "net.yaml"), "error: net.yaml is larger than 10 MB")


def test_standard_input_that_does_not_end(run, folder):
    ran = run("summarize", "-", stdin=b"# more\n" * 1_500_000)
    assert refused(ran, "error: standard input is larger than 10 MB")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_that_nobody_writes(run, folder):
    os.mkfifo(folder / "net.yaml")
    assert refused(run("summarize", "net.yaml"), "error: net.yaml can't be read: nobody writes into this pipe")


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_device(run, folder, path):
    if not os.path.exists(path):
        pytest.skip(f"this system has no {path}")
    assert refused(run("summarize", path), f"error: {path} is not a regular file")


def test_a_link_that_leads_to_itself_or_nowhere(convcalc, folder):
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "nowhere.yaml").symlink_to("missing.yaml")
    for name in ("loop.yaml", "nowhere.yaml"):
        assert refused(convcalc("summarize", name), f"error: {name} can't be read: ")


ODD = ["a\nb.yaml", "\x1b[31mred.yaml", "[red].yaml", "two words.yaml", "%n.yaml", "=1+1.yaml", "ü\u202e.yaml"]


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_name_steers_no_terminal(convcalc, folder, name):
    (folder / name).write_text(HEAD + "  - cnv 8 3\n", "utf-8")
    ran = convcalc("summarize", name)
    assert refused(ran, "", ":3:5: error: there is no op or block 'cnv'")
    assert len(ran.stderr.splitlines()) == 4  # the complaint, the line, the carets, the count

    (folder / name).write_text(HEAD + "  - relu\n", "utf-8")
    ran = convcalc("summarize", name)
    assert ran.code == 0
    assert "\x1b" not in ran.stdout and "\u202e" not in ran.stdout
    assert ran.stdout.splitlines()[1] == ""  # the head is one line

    (folder / name).unlink()
    assert refused(convcalc("summarize", name), "error: there is no file ")


@pytest.mark.parametrize("format_", ["text", "json", "csv", "markdown"])
def test_a_file_name_that_is_no_utf_8(run, folder, format_):
    name = b"caf\xe9.yaml"
    try:
        with open(os.fsencode(folder) + b"/" + name, "w") as file:
            file.write(HEAD + "  - relu\n")
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    ran = run("summarize", os.fsdecode(name), "--format", format_)
    assert (ran.code, ran.stderr) == (0, "")
    with open(os.fsencode(folder) + b"/" + name, "w") as file:
        file.write(HEAD + "  - cnv\n")
    assert refused(run("summarize", os.fsdecode(name), "--format", format_), "caf", ":3:5: error: ")


@pytest.mark.parametrize("command", ["show", "ops"])
def test_an_unknown_name_steers_no_terminal_either(convcalc, folder, command):
    assert refused(convcalc(command, "\x1b[31mred[/foo]"), "error: there is no ", "\\x1b[31mred[/foo]")


@pytest.mark.parametrize("arguments", [("--dept",), ("summarize", "alexnet", "--dept", "1"), ("ops", "conv", "x")])
def test_a_wrong_command_line(convcalc, folder, arguments):
    ran = convcalc(*arguments)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("Usage: convcalc ")
