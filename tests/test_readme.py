"""What README and the pages of docs show: commands print it, specs and Python run, numbers and tables are checked.

`python tests/test_readme.py` writes the pages anew with what their commands print now, and `convcalc check --fix` their
bound numbers and tables: read the difference before you keep it.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from convcalc.cli.main import program

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MOST_LINES = 150
ELISION = "…\n"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.S | re.M)
SPEC = re.compile(r"^```yaml\n(.*?^layers:.*?)^```$", re.S | re.M)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.S | re.M)
LINK = re.compile(r"\]\((?!https?://)([^)#]*)(?:#([^)]*))?\)")
COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.M)


def printed(command: str) -> str:
    """What a command prints, to standard output and then to standard error."""
    name, *arguments = shlex.split(command)
    assert name == "convcalc"
    result = CliRunner().invoke(program, arguments, prog_name="convcalc")
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.stdout + result.stderr


def on_pages(pattern: re.Pattern[str]) -> list[object]:
    """What a pattern finds on the pages, each with the name of its page for the test's."""
    return [
        pytest.param(text, id=f"{page.stem}-{number}")
        for page in PAGES
        for number, text in enumerate(pattern.findall(page.read_text("utf-8")), 1)
    ]


def examples() -> list[tuple[str, str]]:
    """The commands of the console blocks, each with the output that stands below it."""
    blocks = [block for page in PAGES for block in CONSOLE.findall(page.read_text("utf-8"))]
    return [example for block in blocks for example in COMMAND.findall(block)]


def test_there_are_examples():
    assert len(examples()) >= 10
    assert on_pages(SPEC) and on_pages(PYTHON)


def test_readme_is_short():
    assert len(PAGES[0].read_text("utf-8").splitlines()) <= MOST_LINES


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


@pytest.mark.parametrize("spec", on_pages(SPEC))
def test_a_spec_runs_and_keeps_what_it_expects(spec, tmp_path):
    file = tmp_path / "spec.yaml"
    file.write_text(spec, "utf-8")
    result = CliRunner().invoke(program, ["check", str(file), "--strict"], prog_name="convcalc")
    assert (result.exit_code, result.stderr) == (0, ""), result.stdout
    assert CliRunner().invoke(program, ["summarize", str(file), "--strict"]).exit_code == 0


class Optuna:
    """As much of Optuna as the examples use: a study that asks an objective for the ends of what is suggested."""

    def __init__(self):
        self.found = []

    def create_study(self, *, directions):
        return SimpleNamespace(optimize=lambda objective, n_trials: self.optimize(objective, directions))

    def optimize(self, objective, directions):
        for end in (0, 1):
            answer = objective(SimpleNamespace(suggest_float=lambda name, *ends, step, end=end: ends[end]))
            assert len(answer) == len(directions)
            self.found.append(answer)


@pytest.mark.parametrize("code", on_pages(PYTHON))
def test_an_example_in_python_runs(code, monkeypatch):
    monkeypatch.chdir(ROOT)
    stub = Optuna()
    monkeypatch.setitem(sys.modules, "optuna", stub)
    exec(compile(code, "example", "exec"), {"__name__": "example"})
    assert all(lower < upper for lower, upper in zip(*stub.found, strict=True))
    assert len(stub.found) == 2 * ("optuna" in code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_what_there_is(page):
    for target, heading in LINK.findall(page.read_text("utf-8")):
        file = page.parent / target if target else page
        assert file.is_file(), target
        headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.M)
        anchors = {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}
        assert not heading or heading in anchors, heading


def test_what_the_texts_claim_is_right():
    texts = [str(ROOT / name) for name in ("README.md", "CHANGELOG.md", "docs")]
    result = CliRunner().invoke(program, ["check", *texts], prog_name="convcalc")
    assert (result.exit_code, result.stderr) == (0, ""), result.stdout
    assert sum(page.read_text("utf-8").count("<!-- convcalc ") for page in PAGES) >= 10


def refreshed(text: str) -> str:
    """A page with what its commands print now; an output that is shortened keeps its first and last lines' number."""

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
    for page in PAGES:
        page.write_text(refreshed(page.read_text("utf-8")), "utf-8")
    sys.exit(0)
