"""Notes: what may well be meant so, and may not, is said once, and nothing counts it as wrong."""

from __future__ import annotations

import json

import pytest

SPEC = """\
input: 3x32x32
blocks:
  unit channels stride=1:
    - conv channels 3 stride=stride padding=1
layers:
  - stage: {call}
    repeat: {repeat}
{first}"""


@pytest.fixture
def ask(convcalc, folder):
    def summarize(call, repeat="3", first="", *words):
        first = f"    first: {first}\n" if first else ""
        (folder / "net.yaml").write_text(SPEC.format(call=call, repeat=repeat, first=first), "utf-8")
        return convcalc("summarize", "net.yaml", *words)

    return summarize


def test_a_stride_for_each_copy_of_a_block_is_noted(ask):
    assert ask("unit 8 stride=2").stderr == (
        "net.yaml:6:19: note: stride=2 is for each copy, not the first alone "
        "(for the first alone write first: stride=2)\n"
        " 6 |   - stage: unit 8 stride=2\n"
        "   |                   ^^^^^^^^\n"
        "1 note\n"
    )


def test_nothing_counts_it_as_wrong(ask, convcalc):
    noted = ask("unit 8 stride=2", "3", "", "--strict")
    assert noted.code == 0 and "1 note" in noted.stderr
    assert convcalc("memory", "net.yaml", "--strict").code == 0
    assert convcalc("check", "net.yaml", "--strict", "--expect", "output = 8x4x4").code == 0  # 32/2/2/2
    assert "note" not in convcalc("check", "net.yaml").stdout


def test_json_has_it_apart_from_warnings(ask):
    found = json.loads(ask("unit 8 stride=2", "3", "", "--json").stdout)
    assert found["warnings"] == []
    (note,) = found["notes"]
    assert (note["message"], note["line"], note["column"]) == (
        "stride=2 is for each copy, not the first alone",
        6,
        19,
    )


@pytest.mark.parametrize(
    ("call", "repeat", "first"),
    [
        ("unit 8 stride=1", "3", ""),  # passes over nothing
        ("unit 8 stride=1x1", "3", ""),
        ("unit 8", "3", "stride=2"),  # the first alone
        ("unit 8 stride=2", "1", ""),  # there is one copy
        ("unit 8 stride=(2 if index == 1 else 1)", "3", ""),  # it says which
        ("conv 8 3 stride=2 padding=1", "3", ""),  # an op: a chain of strides is usual
    ],
)
def test_where_it_is_plain_nothing_is_noted(ask, call, repeat, first):
    ran = ask(call, repeat, first)
    assert ran.code == 0 and "note" not in ran.stderr


def test_it_is_said_beside_the_error_that_comes_of_it(ask):
    ran = ask("unit 8 stride=4", "9")  # 32, 8, 2, 1, 1, …: still possible
    assert ran.code == 0
    ran = ask("unit 8 stride=2", "3.5")
    assert ran.code == 2 and "note: stride=2 is for each copy" in ran.stderr
    assert ran.stderr.endswith("1 error, 1 note\n")
