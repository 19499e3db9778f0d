"""What a check found, as its formats are given it: `found` makes it of a few words, `show` is the whole output."""

from __future__ import annotations

import pytest

from convcalc.costs.kinds import COUNT
from convcalc.language.problems import ERROR, WARNING, Place, Problem, Source
from convcalc.render.check.formats import check_pieces
from convcalc.study.check.findings import SPEC, Checked, Claim, Fix, Summary

ALEXNET = """\
input: 3x227x227
layers:
  - conv1: conv 96 11 stride=4
    expect: {output: 96x55x55}
  - relu
  - lrn
  - max_pool 3 stride=2
  - conv2: conv 256 5 padding=2 groups=2
    expect: {output: 256x27x27, params: 307_200}
"""
# 256·48·5² = 307,200 without biases; with 256 of them 307,456


def place_of(source, marked):
    """The place of the first `marked` in a source."""
    before, _, _ = source.text.partition(marked)
    line = before.count("\n") + 1
    return Place(source, line, len(before) - (before.rfind("\n") + 1) + 1, len(marked))


def alexnet():
    """A file with a claim that holds, one that does not, and a warning."""
    source = Source("nets/alexnet.yaml", ALEXNET)
    checked = Checked(source.name, SPEC)
    holds = Claim("CC102", "conv1 output", place_of(source, "96x55x55"), "96×55×55", "96×55×55", True)
    fails = Claim("CC101", "conv2 params", place_of(source, "307_200"), "307,200", "307,456", False, "256 less")
    start = ALEXNET.index("307_200")
    fix = Fix(start, start + 7, "307_456")
    fails = fails._replace(cause="that is 256·48·5², the count without biases", fix=fix, kind=COUNT, value=307_456)
    checked.claims += [holds, fails]
    warned = place_of(source, "max_pool 3 stride=2")
    checked.problems.add(Problem(WARNING, "a column is never read", warned, None, (("lrn", warned),), "CC003"))
    return checked


def missing():
    """A file that is not there."""
    checked = Checked("gone.yaml")
    checked.problems.add(Problem(ERROR, "gone.yaml can't be read: no such file", None, "look at the path", (), "CC001"))
    return checked


def counted(results, summary):
    """The results, each counted when it is taken, as a check does it."""
    for checked in results:
        summary.add(checked)
        yield checked


def show_check(format_, results, **options):
    """The output of a check in one text."""
    summary = Summary()
    return "".join(check_pieces(counted(results, summary), summary, format_, **options))


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    """No CI server, whatever the tests themselves run in."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def both():
    """A file with all kinds of findings, and one that can't be read."""
    return [alexnet(), missing()]


@pytest.fixture
def show():
    return show_check
