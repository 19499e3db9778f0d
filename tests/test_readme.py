"""README's commands run, and print what README shows.

`python tests/test_readme.py` writes README anew with what they print now: read the difference before you keep it.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from convcalc.cli.main import program

README = Path(__file__).parent.parent / "README.md"
ELISION = "…\n"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.S | re.M)
COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.M)
GENERATED = re.compile(r"<!-- (convcalc .+?) -->\n(.*?)<!-- end -->", re.S)


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


def test_there_are_examples_and_generated_tables():
    assert len(examples()) >= 5
    assert all(output.strip() for _, output in GENERATED.findall(README.read_text("utf-8")))
    assert len(GENERATED.findall(README.read_text("utf-8"))) == README.read_text("utf-8").count("<!-- end -->") >= 1


@pytest.mark.parametrize(("command", "output"), examples(), ids=lambda text: text if "\n" not in text else "")
def test_an_example_prints_what_is_shown(command, output):
    parts = output.split(ELISION)
    rest = printed(command)
    assert rest.startswith(parts[0])
    for part in parts[1:]:
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]
    assert parts[-1] == "" or rest == "" or len(parts) == 1
    assert len(parts) > 1 or output == printed(command)


@pytest.mark.parametrize(("command", "output"), GENERATED.findall(README.read_text("utf-8")))
def test_a_generated_table_is_up_to_date(command, output):
    assert printed(command).strip() == output.strip()


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

    def generated(match: re.Match[str]) -> str:
        return f"<!-- {match.group(1)} -->\n\n{printed(match.group(1)).strip()}\n\n<!-- end -->"

    return GENERATED.sub(generated, CONSOLE.sub(block, text))


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text("utf-8")), "utf-8")
    sys.exit(0)
