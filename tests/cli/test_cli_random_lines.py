"""Command lines of any make: an answer or a refusal, with exit code 0, 1 or 2, and never a traceback."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.cli.main import program

WORDS = [
    "alexnet", "lenet5", "conv 3 3", "relu, relu", "", " ", "-", "--", "-h", "--help", "=", "input=3x8x8", "input=",
    "--input", "3x8x8", "--format", "json", "csv", "table", "--columns", "params,macs", "--depth", "0", "all",
    "params <= 1", "--sort", "macs", "--batch", "-1", "1e9", "conv1", "params", "conv1.params", "a" * 300, "\x1b[2J",
    "--expect", "é", "no.yaml", ".", "..", "/dev/null", "=x", "x=1", "[", "{", "'", "%", "3*3 = 10", "--strict",
    "--at", "1,2", "?", "*", "conv ? 3", "output = 96x55x55", "::error::", "[/red]", "\u202e", "\ud800",
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.sampled_from(sorted(program.commands)), st.lists(st.sampled_from(WORDS), max_size=5))
def test_any_command_line_ends_well(convcalc, tmp_path, monkeypatch, command, words):
    monkeypatch.chdir(tmp_path)
    ran = convcalc(command, *words)
    assert ran.code in (0, 1, 2)
    assert "Traceback" not in ran.stdout + ran.stderr
