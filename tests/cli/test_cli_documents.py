"""`convcalc check` on documents, as a person runs it: complaints, exit codes, --fix, --diff, and bound commands."""

from __future__ import annotations

import os
import shutil
import subprocess

import click
import pytest

from convcalc.cli.main import program
from convcalc.study.documents.bound import COMMANDS as COMMANDS_BOUND
from convcalc.study.documents.bound import REFUSED, VALUE

NUMBER = "It has <!-- convcalc small.yaml conv1.params -->{}<!-- /convcalc --> weights.\n"  # 8·(3·9 + 1) = 224
TEXT = "<!-- convcalc {} -->\n{}\n<!-- /convcalc -->\n"


@pytest.fixture
def document(small):
    def write(text, name="doc.md"):
        path = small / name
        path.write_bytes(text.encode())
        return path

    return write


def test_a_wrong_number_is_pointed_at(convcalc, document):
    document(NUMBER.format("216"))
    ran = convcalc("check", "doc.md")
    assert ran.code == 1
    first, line, caret, *_ = ran.stdout.splitlines()
    assert first.startswith("doc.md:1:49: error CC301: small.yaml conv1.params: written 216, computed 224")
    assert line.index("216") == caret.index("^^^")


def test_what_holds_is_well(convcalc, document):
    document(NUMBER.format("224"))
    assert convcalc("check", "doc.md").code == 0


def test_a_broken_marker_is_worse_than_a_wrong_number(convcalc, document):
    document(NUMBER.format("216") + "<!-- convcalc small.yaml params -->\n")
    ran = convcalc("check", "doc.md")
    assert (ran.code, "CC301" in ran.stdout, "CC303" in ran.stdout) == (2, True, True)


def test_fix_says_what_it_rewrote_and_is_then_well(convcalc, document):
    path = document(NUMBER.format("**216**"))
    ran = convcalc("check", "--fix", "doc.md")
    assert ran.stderr == "doc.md:1:51: fixed: small.yaml conv1.params: 216 → 224\n"
    assert ran.code == 0
    assert path.read_text("utf-8") == NUMBER.format("**224**")
    again = convcalc("check", "--fix", "doc.md")
    assert (again.code, again.stderr) == (0, "")


def test_fix_says_a_bound_with_its_sign(convcalc, document):
    document("<!-- convcalc small.yaml params -->> 1M<!-- /convcalc -->\n")
    assert (
        convcalc("check", "--fix", "doc.md").stderr == "doc.md:1:36: fixed: small.yaml params: > 1M → > 0.005M\n"
    )  # 5,354 are more than 5,000


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_after_a_fix_the_document_holds_also_where_one_text_moves_another(convcalc, document, end):
    first, second = "<!-- convcalc ops relu -->", "<!-- convcalc ops elu -->"
    text = f"{first}{end} <!-- /convcalc --> {second}x<!-- /convcalc -->{end}"
    path = document(text)
    path.write_bytes(text.encode())
    assert convcalc("check", "--fix", "doc.md").code == 0
    fixed = path.read_bytes()
    again = convcalc("check", "--fix", "doc.md")
    assert (again.code, again.stderr, path.read_bytes()) == (0, "", fixed)


def test_fix_keeps_a_number_whose_unit_stands_behind_its_marker(convcalc, document):
    text = NUMBER.format("0.2").replace(" weights", "K weights")
    path = document(text)
    ran = convcalc("check", "--fix", "doc.md")
    assert (ran.code, ran.stderr, path.read_text("utf-8")) == (1, "", text)
    assert "'K' behind the number belongs to it: put it between the markers, directly behind the number" in ran.stdout


def test_fix_keeps_a_file_with_another_name(convcalc, document, small):
    path = document(NUMBER.format("216"))
    (small / "other.md").hardlink_to(path)
    ran = convcalc("check", "--fix", "doc.md")
    assert ran.code == 2
    assert "error CC001: doc.md can't be fixed: it has other names (hard links), which would keep the" in ran.stdout
    assert path.read_text("utf-8") == NUMBER.format("216")


def test_fix_leaves_sums_to_their_writer(convcalc, document):
    path = document(NUMBER.format("216") + "\n3*3 = 10\n")
    ran = convcalc("check", "--fix", "doc.md")
    assert (ran.code, "CC201" in ran.stdout, "CC301" in ran.stdout) == (1, True, False)
    assert path.read_text("utf-8") == NUMBER.format("224") + "\n3*3 = 10\n"


def test_diff_shows_what_fix_would_do_and_does_not(convcalc, document):
    before = "a\nb\n" + NUMBER.format("216") + "c\n" * 9 + "3*3 = 10\n" + NUMBER.format("225").strip()
    path = document(before)
    ran = convcalc("check", "--diff", "doc.md")
    assert ran.code == 1
    old, new = NUMBER.format("216").strip(), NUMBER.format("224").strip()
    assert ran.stdout == (
        "--- doc.md\n+++ doc.md\n"
        f"@@ -1,6 +1,6 @@\n a\n b\n-{old}\n+{new}\n c\n c\n c\n"
        "@@ -11,4 +11,4 @@\n c\n c\n 3*3 = 10\n"
        f"-{NUMBER.format('225').strip()}\n\\ No newline at end of file\n+{new}\n\\ No newline at end of file\n"
    )
    assert "CC201" in ran.stderr
    assert path.read_text("utf-8") == before


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
@pytest.mark.parametrize("begin", ["", "\ufeff", "\ufeffa\n"])
def test_patch_takes_the_difference(run, convcalc, document, small, end, last, begin):
    text = begin + (NUMBER.format("1") + "\nx\n\n" + TEXT.format("metrics --format csv", "\n0\n") + "\ny\n" * 20) * 3
    text += TEXT.format("ops conv", "old\n1\n2").strip() + last
    path = document(text.replace("\n", end))
    difference = small / "doc.diff"
    difference.write_bytes(run("check", "--diff", "doc.md").stdout.encode())
    copy = small / "copy.md"
    shutil.copy(path, copy)
    subprocess.run(["patch", "--binary", "-s", str(copy), str(difference)], check=True, timeout=30)
    assert convcalc("check", "--fix", "doc.md").code == 0
    assert copy.read_bytes() == path.read_bytes()


COMMAND = "::add-mask::e\n"


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")
@pytest.mark.parametrize(
    ("lines", "context"),
    [
        ("a\nb\nc\nNc\nd\ne\n", "a b c N N c d e"),
        (f"a\nb\n{COMMAND}c\nNd\ne\nf\n", "c N N d"),
        (f"a\nb\nc\nN  {COMMAND}d\ne\n", "N N"),
        (f"{COMMAND}N{COMMAND}", "N N"),
        (f"a\nN{COMMAND}b\nN{COMMAND}", "N N N N"),
        (f"a\nNb\n{COMMAND}c\nNd\n", "a N N b c N N d"),
        ("a\r::add-mask::e\nNb\n", "N N"),
        ("a ##[add-mask]e\nNb\n", "N N"),
        (f"N{COMMAND}a\nb\n", "N N"),
    ],
)
def test_a_line_that_a_server_would_obey_is_not_shown_around_a_change(convcalc, document, small, lines, context):
    path = document(lines.replace("N", NUMBER.format("216")))
    difference = convcalc("check", "--diff", "doc.md").stdout
    shown = [line[1:] if line[0] == " " else "N" for line in difference.splitlines()[2:] if line[0] in " +-"]
    assert shown == context.split()
    assert "add-mask" not in difference
    (small / "doc.diff").write_bytes(difference.encode())
    subprocess.run(["patch", "--binary", "-s", "-F0", "doc.md", "doc.diff"], check=True, timeout=30, cwd=small)
    assert path.read_bytes().decode() == lines.replace("N", NUMBER.format("224"))


def test_a_change_that_a_server_would_obey_is_no_command(convcalc, document):
    document("##[add-mask]" + NUMBER.format("216"))
    difference = convcalc("check", "--diff", "doc.md").stdout
    assert [line[:18] for line in difference.splitlines()[3:]] == ["-\\x23#[add-mask]It", "+\\x23#[add-mask]It"]


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("가.md", "가.md"),
        ("::error::no.md", '"::error::no.md"'),
        ("a\n::error::no.md", r'"a\012::error::no.md"'),
        ("\x1b[31ma.md", r'"\033[31ma.md"'),
        ('"a".md', r'"\042a\042.md"'),
        ("##[error]no.md", r'"\043\043[error]no.md"'),
        ("\u202ea.md", r'"\342\200\256a.md"'),
    ],
)
def test_patch_finds_a_file_of_any_name(convcalc, document, small, name, shown):
    path = document(NUMBER.format("216"), name)
    difference = convcalc("check", "--diff", name).stdout
    assert difference.splitlines()[:2] == [f"--- {shown}", f"+++ {shown}"]
    subprocess.run(["patch", "-p0", "-s"], input=difference.encode(), check=True, timeout=30, cwd=small)
    assert path.read_text("utf-8") == NUMBER.format("224")


def test_code_is_read_where_that_is_asked_for(convcalc, document):
    document(NUMBER.format("224") + "\n```\n3*3 = 10\n```\n")
    assert convcalc("check", "doc.md").code == 0
    assert convcalc("check", "--code", "doc.md").code == 1


COMMANDS = (
    "summarize small.yaml",
    "summarize small.yaml --format markdown",
    "summarize small.yaml units=20 --format json",
    "compare small.yaml small.yaml units=20",
    "explain small.yaml conv1 --format markdown",
    "ops conv",
    "metrics --format csv",
    "value small.yaml params --format json",
    "summarize --help",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_document_shows_what_a_command_prints_into_a_pipe(convcalc, run, document, monkeypatch, command):
    printed = run(*command.split(), COLUMNS="80").stdout.replace("\r\n", "\n")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "33")
    path = document(TEXT.format(command, "\nold\n"))
    assert convcalc("check", "--fix", "doc.md").code == 0
    assert path.read_text("utf-8") == TEXT.format(command, "\n" + printed.strip("\n") + "\n")


def test_a_console_shows_warnings_too(convcalc, document):
    command = 'summarize "conv 8 5 stride=4" --input 3x12x12'
    path = document(TEXT.format(command, f"```console\n$ convcalc {command}\n```"))
    assert convcalc("check", "--fix", "doc.md").code == 0
    assert "1 warning\n```\n" in path.read_text("utf-8")


def test_a_document_is_read_from_anywhere(convcalc, document, small, monkeypatch):
    path = document(NUMBER.format("224") + TEXT.format("value small.yaml params --format text", "5354"))
    (small / "elsewhere").mkdir()
    monkeypatch.chdir(small / "elsewhere")
    assert convcalc("check", str(path)).code == 0


@pytest.mark.parametrize(
    "command",
    [
        "summarize small.yaml -o made.txt",
        "summarize small.yaml -omade.md",
        "summarize small.yaml --output=made.json",
        "value small.yaml params -o made.txt",
        "summarize -",
        "summarize ../small.yaml",
        "compare small.yaml /dev/zero",
        "explain /etc/hostname",
        "summarize small.yaml --no-such",
        "explain",
        "ops cnov",
        "metrics a b",
    ],
)
def test_a_command_writes_no_file_and_reads_none_elsewhere(convcalc, document, small, command):
    path = document(TEXT.format(command, "old"))
    shutil.copy(small / "small.yaml", small.parent)
    ran = convcalc("check", "--fix", "doc.md")
    assert (ran.code, "error CC304" in ran.stdout) == (2, True)
    assert path.read_text("utf-8") == TEXT.format(command, "old")
    assert sorted(os.listdir(small)) == ["doc.md", "small.yaml"]


def test_every_command_can_be_bound_or_is_refused():
    context = click.Context(program)
    commands = {name for name in program.list_commands(context) if not program.get_command(context, name).hidden}
    assert sorted([VALUE, *COMMANDS_BOUND, *REFUSED]) == sorted(commands)


def test_folders_are_fixed_file_by_file(convcalc, document, small):
    (small / "docs").mkdir()
    shutil.copy(small / "small.yaml", small / "docs")
    for number in range(3):
        document(NUMBER.format("1"), f"docs/{number}.markdown")
    document("<!-- convcalc x -->\n", "docs/3.md")
    ran = convcalc("check", "--fix", "docs")
    assert (ran.code, ran.stderr.count("fixed:")) == (2, 3)
    assert all((small / "docs" / f"{n}.markdown").read_text("utf-8") == NUMBER.format("224") for n in range(3))


def test_a_file_that_can_not_be_fixed_does_not_keep_others_from_it(convcalc, document, small, monkeypatch):
    replace = os.replace

    def refuse(source, target):
        if target.endswith("a.md"):
            raise OSError(28, "No space left on device")
        replace(source, target)

    paths = [document(NUMBER.format("1"), name) for name in ("a.md", "b.md")]
    monkeypatch.setattr("os.replace", refuse)
    ran = convcalc("check", "--fix", "a.md", "b.md")
    assert (ran.code, "a.md can't be fixed: No space left on device" in ran.stdout) == (2, True)
    assert [path.read_text("utf-8") for path in paths] == [NUMBER.format("1"), NUMBER.format("224")]


@pytest.mark.parametrize("format_", ["json", "github", "junit", "sarif"])
def test_other_formats_tell_of_documents_too(convcalc, document, format_):
    document(NUMBER.format("216"))
    ran = convcalc("check", "doc.md", "--format", format_)
    assert ran.code == 1
    assert "CC301" in ran.stdout
