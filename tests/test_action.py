"""The action for GitHub's workflows and the hook for pre-commit: what they hand on, and that they run what there is."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from convcalc.cli.check import command
from convcalc.render.check.formats import FORMATS

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]
SCRIPTS = [step for step in STEPS if "run" in step]
INSTALL, CHECK = SCRIPTS

PRINTS_ITS_ARGUMENTS = f"""\
#!{sys.executable}
import json, sys
json.dump(sys.argv[1:], open("arguments.json", "w"))
sys.exit(7)
"""

needs_bash = pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="there is no bash")


def options_of(tool):
    return {name for parameter in tool.params for name in parameter.opts}


# The action


def test_it_is_a_composite_action_with_documented_inputs():
    assert ACTION["runs"]["using"] == "composite"
    assert list(ACTION["inputs"]) == ["paths", "exclude", "format", "output", "strict", "python-version"]
    for name, given in ACTION["inputs"].items():
        assert given["description"], name
        assert isinstance(given["default"], str), name
    assert ACTION["inputs"]["format"]["default"] in FORMATS
    assert all(format_ in ACTION["inputs"]["format"]["description"] for format_ in FORMATS)


def test_no_script_has_an_expression_put_into_it():
    for step in SCRIPTS:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], step["name"]
        assert step["run"].startswith("set -euo pipefail\n")


def test_every_input_reaches_a_step_and_every_variable_is_quoted():
    handed = re.findall(r"inputs\.([\w-]+)", json.dumps([[step.get("env"), step.get("with")] for step in STEPS]))
    assert sorted(handed) == sorted(ACTION["inputs"])
    for step in SCRIPTS:
        for name in step["env"]:
            assert re.search(rf'"[^"\n]*\${name}\b[^"\n]*"', step["run"]), name
    unquoted = re.sub(r'"[^"\n]*"|\[\[.*?\]\]', "", "".join(step["run"] for step in SCRIPTS))
    assert re.findall(r"\$\w+", unquoted) == []


def test_python_does_not_import_from_the_checkout():
    """`python -m` looks into the current folder, where a pull request may have put a `venv.py`; with -I it does not."""
    calls = re.findall(r'(?:"\$PYTHON"|python") .*', INSTALL["run"])
    assert len(calls) == 2
    assert all(" -I -m " in call for call in calls)


def check_step(folder, **inputs):
    """Run the script of the step as a workflow does; what its program is called with, or None where it was not."""
    program = folder / "a program"
    program.write_text(PRINTS_ITS_ARGUMENTS, "utf-8")
    program.chmod(0o755)
    values = {name: given["default"] for name, given in ACTION["inputs"].items()} | inputs
    environment = {"PATH": os.environ["PATH"], "CONVCALC": str(program)}
    for name, value in CHECK["env"].items():
        found = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)
        if found:
            environment[name] = values[found[1]]
    (folder / "step.sh").write_text(CHECK["run"], "utf-8")
    line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "step.sh"]
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, timeout=30)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 7  # what the program gives is what the step gives
    return json.loads((folder / "arguments.json").read_text("utf-8"))


@needs_bash
def test_it_checks_the_checkout(tmp_path):
    assert check_step(tmp_path) == ["check", "--format=auto", "--", "."]


@needs_bash
def test_it_hands_on_what_it_is_given(tmp_path):
    given = check_step(tmp_path, paths="nets\nREADME.md\n", format="sarif", output="out put.sarif", strict="true")
    assert given == ["check", "--format=sarif", "--output=out put.sarif", "--strict", "--", "nets", "README.md"]
    given = check_step(tmp_path, exclude="drafts\n\n*.old.md\n")
    assert given == ["check", "--format=auto", "--exclude=drafts", "--exclude=*.old.md", "--", "."]
    assert check_step(tmp_path, paths="") == ["check", "--format=auto", "--"]


@needs_bash
@pytest.mark.parametrize(
    "hostile",
    [
        "$(touch made)",
        "`touch made`",
        "; touch made",
        "' ; touch made ; '",
        '" ; touch made ; "',
        "a && touch made",
        "| touch made",
        "> made",
        "*",
        "~",
        "${HOME}",
        "$PATH",
        "a\\",
        "\\n",
        "  two  spaces  ",
        "-o made",
        "--output=made",
        "--help",
        "${{ github.token }}",
        "::error::x",
        "{a,b}",
        "모델/네트.yaml",
    ],
)
def test_what_an_input_holds_is_an_argument_and_nothing_else(tmp_path, hostile):
    (tmp_path / "here.yaml").write_text("")
    assert check_step(tmp_path, paths=hostile) == ["check", "--format=auto", "--", hostile]
    assert check_step(tmp_path, paths=f"a\n{hostile}\n\nb")[3:] == ["a", hostile, "b"]
    assert check_step(tmp_path, exclude=hostile) == ["check", "--format=auto", f"--exclude={hostile}", "--", "."]
    given = check_step(tmp_path, format=hostile, output=hostile, strict=hostile)
    assert given == ["check", f"--format={hostile}", f"--output={hostile}", "--", "."]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a program", "arguments.json", "here.yaml", "step.sh"]


def test_the_options_that_it_uses_exist():
    used = set(re.findall(r"--[a-z]+", CHECK["run"]))
    assert used == {"--exclude", "--format", "--output", "--strict"}
    assert used <= options_of(command)


# The hook


def test_the_hook_has_what_pre_commit_asks_for():
    """https://pre-commit.com/#creating-new-hooks: id, name, entry and language are required."""
    known = {"id", "name", "description", "entry", "language", "pass_filenames", "args", "types_or", "require_serial"}
    assert set(HOOK) == known
    assert HOOK["id"] == "convcalc-check"
    assert HOOK["language"] == "python"
    assert (HOOK["pass_filenames"], HOOK["require_serial"]) == (False, True)
    assert HOOK["types_or"] == ["yaml", "markdown", "tex", "rst", "html", "jupyter"]


def test_the_hook_runs_a_command_that_is_installed():
    program, name = HOOK["entry"].split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert program in project["project"]["scripts"]
    assert name == command.name
    assert HOOK["args"] == ["."]
