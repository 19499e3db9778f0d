"""README's commands run, and print what README shows; the numbers and tables of all texts are checked.

`python tests/test_readme.py` writes README anew with what its commands print now, `convcalc check README.md --fix` its
bound numbers and tables: read the difference before you keep it.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from convcalc.cli.main import program

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
ELISION = "…\n"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.S | re.M)
COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.M)


def printed(command: str) -> str:
    """What a command prints, to standard output and then to standard error."""
    name, *arguments = shlex.split(command)
    assert name == "convcalc"
    result = CliRunner().invoke(program, arguments, prog_name="convcalc")
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.stdout + result.stderr


def examples() -> list[tuple[str, str]]:
    """The commands of README's console blocks, each with the output that stands below it."""
    blocks = CONSOLE.findall(README.read_text("utf-8"))
    return [example for block in blocks for example in COMMAND.findall(block)]


def test_there_are_examples():
    assert len(examples()) >= 10


@pytest.mark.parametrize(("command", "output"), examples(), ids=lambda text: text if "\n" not in text else "")
def test_an_example_prints_what_is_shown(command, output, monkeypatch):
    monkeypatch.chdir(ROOT)
    parts = output.split(ELISION)
    rest = printed(command)
    assert rest.startswith(parts[0])
    for part in parts[1:]:
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]
    assert parts[-1] == "" or rest == "" or len(parts) == 1
    assert len(parts) > 1 or output == printed(command)


def test_what_the_texts_claim_is_right():
    texts = [str(ROOT / name) for name in ("README.md", "CHANGELOG.md", "docs")]
    result = CliRunner().invoke(program, ["check", *texts], prog_name="convcalc")
    assert (result.exit_code, result.stderr) == (0, ""), result.stdout
    assert README.read_text("utf-8").count("<!-- convcalc ") >= 5


def refreshed(text: str) -> str:
    """README with what its commands print now; an output that is shortened keeps its first and last lines' number."""

    def block(match: re.Match[str]) -> str:
        return "```console\n" + COMMAND.sub(example, match.group(1)) + "```"

    def example(match: re.Match[str]) -> str:
        lines = printed(match.group(1)).splitlines(keepends=True)
        first, elided, last = match.group(2).partition(ELISION)
        if elided:
            end = last.count("\n")
            lines = [*lines[: first.count("\n")], ELISION, *(lines[-end:] if end else [])]
        return f"$ {match.group(1)}\n" + "".join(lines)

    return CONSOLE.sub(block, text)


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text("utf-8")), "utf-8")
    sys.exit(0)
