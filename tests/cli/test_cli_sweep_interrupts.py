"""Ctrl-C in `sweep`: what was found so far is kept and said, the exit code is 130, no file is left without a word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process can interrupt itself there as a person does")

INTERRUPTED = """
import os, signal, sys
from convcalc.cli.shared.progress import Bar

def tell(bar, done, total):
    if bar.what == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGINT)

Bar.__call__ = tell
from convcalc.study.sweep.grid import grid
grid.AT_ONCE = 1 << 16
from convcalc.cli.main import program
program(sys.argv[2:], prog_name="convcalc")
"""
"""A run that gets a real SIGINT as soon as it tells how far it is, in what its first argument says that it counts."""


TABLES, DESIGNS = "parts worked out", "designs"


@pytest.fixture
def interrupted(folder):
    """Runs a command in a folder of its own that is interrupted, and says its output and what is left there."""

    def run(counted, *words):
        arguments = [sys.executable, "-c", INTERRUPTED, counted, "sweep", *words]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        ran = subprocess.run(arguments, capture_output=True, text=True, cwd=folder, timeout=120, env=environment)
        assert ran.returncode == 130, ran.stderr
        assert "Traceback" not in ran.stderr
        return ran, sorted(path.name for path in folder.iterdir())

    return run


LAYERS = "a: conv 4 1, b: conv 4 1, c: conv 4 1"
KNOBS = (LAYERS, "--input", "3x8x8", "a.out_channels=1..60", "b.out_channels=1..60", "c.out_channels=1..60")
# 60³ = 216,000 designs, all of which can be


def first_of(said, name):
    """How many designs were gone through, as the note says."""
    found = re.fullmatch(
        rf"note: interrupted: {name} has what fits of the first ([\d,]+) of 216,000 designs\n1 note\n", said
    )
    assert found, said
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_while_parts_are_worked_out_no_file_is_written_which_is_said(interrupted, folder, jobs):
    (folder / "a.csv").write_text("as it was", "utf-8")
    ran, left = interrupted(TABLES, *KNOBS, "--jobs", jobs, "-o", "a.csv")
    assert (ran.stdout, left) == ("", ["a.csv"]) and (folder / "a.csv").read_text("utf-8") == "as it was"
    assert ran.stderr == (
        "note: interrupted: parts of the network were worked out, and no design was gone through, "
        "and a.csv was not written\n1 note\n"
    )


def test_a_file_of_all_that_fit_has_the_first_of_them(interrupted, folder, convcalc):
    ran, left = interrupted(DESIGNS, *KNOBS, "-o", "a.csv")
    head, *rows = (folder / "a.csv").read_text("utf-8").splitlines()
    assert left == ["a.csv"] and head == "a.out_channels,b.out_channels,c.out_channels,params,macs"
    first = first_of(ran.stderr, "a.csv")
    assert 0 < len(rows) == first < 216_000
    left, c = divmod(first - 1, 60)
    a, b, c = left // 60 + 1, left % 60 + 1, c + 1
    assert rows[-1] == f"{a},{b},{c},{4 * a + (a + 1) * b + (b + 1) * c},{64 * (3 * a + a * b + b * c)}"


def test_so_has_standard_output(interrupted):
    ran, _ = interrupted(DESIGNS, *KNOBS, "--format", "csv")
    assert len(ran.stdout.splitlines()) == 1 + first_of(ran.stderr, "this")


def test_a_parquet_file_is_whole(interrupted, folder):
    parquet = pytest.importorskip("pyarrow.parquet")
    ran, left = interrupted(DESIGNS, *KNOBS, "-o", "a.parquet")
    assert left == ["a.parquet"]
    assert parquet.read_metadata(folder / "a.parquet").num_rows == first_of(ran.stderr, "a.parquet")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_part_is_whole_or_not_written(interrupted, ending):
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    ran, left = interrupted(DESIGNS, *KNOBS, "--part", "1/2", "-o", f"a.{ending}")
    assert left == []
    assert ran.stderr == f"note: interrupted: a.{ending} was not written, for a part is whole\n1 note\n"
    ran, _ = interrupted(DESIGNS, *KNOBS, "--part", "1/2", "--format", "csv")
    assert "; space " not in ran.stdout and ran.stderr.startswith("note: interrupted: this is not all that fits")


def test_parts_that_are_joined(interrupted, folder, convcalc):
    assert convcalc("sweep", *KNOBS, "--part", "1/1", "-o", "part.csv").code == 0
    ran, left = interrupted(DESIGNS, "--from", "part.csv", "-o", "a.csv")
    assert left == ["a.csv", "part.csv"]
    assert len((folder / "a.csv").read_text("utf-8").splitlines()) == 1 + first_of(ran.stderr, "a.csv")


def test_what_is_best_of_those_that_were_gone_through(interrupted, folder):
    ran, left = interrupted(DESIGNS, *KNOBS, "--top", "1", "--by", "macs", "--jobs", "1", "-o", "a.json")
    assert left == ["a.json"] and '"complete": false' in (folder / "a.json").read_text("utf-8")
    assert re.fullmatch(
        r"note: interrupted: a.json is what was found of the first [\d,]+ of 216,000 designs\n1 note\n", ran.stderr
    )
