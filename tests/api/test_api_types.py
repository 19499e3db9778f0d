"""What a type checker makes of a program that uses the package."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
from fractions import Fraction
from pathlib import Path

import convcalc


def cost(report: convcalc.Report) -> int:
    return report.params + sum(layer.macs for layer in report.layers)


def first(rows: list[convcalc.Row]) -> tuple[int, ...]:
    return rows[0].output


total: int = cost(convcalc.summarize("mobilenet_v1", "input=3x96x96", width=0.5, batch=2))
shape: tuple[int, ...] = first(convcalc.summarize(["conv 8 3"], input=(3, 8, 8)).layers)
design: convcalc.Design = convcalc.load(Path("net.yaml"), changes={"conv1.out_channels": Fraction(8)})
ratio: Fraction | None = convcalc.compare(design, ("alexnet", {"base": 3}), input="3x8x8").ratio("alexnet", "params")
padding: object = convcalc.solve(design, width="?", expect={"params": "<= 5M"}).solutions[0].values["padding"]
bytes: int = convcalc.memory({"layers": ["relu"]}, limit="16GiB").training_bytes
numbers: list[str] = [row["numbers"] for row in convcalc.explain("alexnet", "conv1", at=(6, 6)).rows()]
params: int = convcalc.value("alexnet", "params")
assert convcalc.check("README.md", expect=["params = 61M"]).passed
swept: convcalc.Designs = convcalc.sweep("alexnet", part=(1, 2), changes={"conv2.groups": [1, 2]})
swept.write(Path("part.csv"))
fit: int | None = convcalc.sweep(parts=[Path("part.csv"), "other.csv"], where="params <= 5M").fit
names: list[str] = list(convcalc.networks("resnet", years=(2015, None)))
try:
    convcalc.summarize("nothing")
except convcalc.ConvcalcError as error:
    messages: list[str] = [problem.message for problem in error.problems.errors]
print(total, shape, ratio, padding, bytes, numbers, params, names)
"""

WRONG = """
import convcalc

convcalc.summarize(3)
convcalc.summarize("alexnet", batch="2")
convcalc.summarize("alexnet").parms
"""


def checked(program, folder):
    """What mypy says of a program, and whether all is well."""
    file = folder / "program.py"
    file.write_text(program, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--follow-imports=silent"]
    command += [f"--cache-dir={folder}", str(file)]  # silent, as of what is installed: without what has no stubs
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    return done.returncode, done.stdout


@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is there for who works on this")
def test_a_program_is_typed_and_a_wrong_one_is_not(tmp_path):
    code, said = checked(PROGRAM, tmp_path)
    assert (code, said) == (0, "Success: no issues found in 1 source file\n")
    code, said = checked(WRONG, tmp_path)
    assert [line.split(":")[1] for line in said.splitlines()[:-1] if "error" in line] == ["4", "5", "6"]
