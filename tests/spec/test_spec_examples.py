"""The example files: each good one beside its rows, each bad one beside what is said of it."""

from pathlib import Path

import pytest

from convcalc.language.problems import ConvcalcError
from convcalc.study.design import summarize

SPECS = Path(__file__).parents[1] / "specs"
GOOD = sorted(path for path in (SPECS / "good").glob("*.yaml") if not path.stem.endswith("_blocks"))
BAD = sorted((SPECS / "bad").glob("*.yaml"))


def lines(path):
    return path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_spec_has_these_rows(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    report = summarize(path.name)
    found = [f"{row.path} {'x'.join(map(str, row.output))} {row.params} {row.macs}" for row in report.layers]
    found.append(f"total {report.params} {report.macs}")
    if report.side_params or report.side_macs:
        found.append(f"side {report.side_params} {report.side_macs}")
    assert found == lines(path)
    assert not report.warnings


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_spec_is_refused_with_all_of_these(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    with pytest.raises(ConvcalcError) as caught:
        summarize(path.name)
    problems = [problem for problem in caught.value.problems.in_order() if problem.severity == "error"]
    found = sorted(str(problem).removeprefix(f"{path.name}:").replace(": error", " error", 1) for problem in problems)
    expected = sorted(lines(path))
    starts = [line.split(" ... ")[0] for line in expected]
    assert [said[: len(start)] for said, start in zip(found, starts, strict=False)] == starts
    assert len(found) == len(expected), found[len(expected) :]
    for said, line in zip(found, expected, strict=True):
        for part in line.split(" ... ")[1:]:
            assert part in said


def test_every_example_has_its_expectation_beside_it():
    for folder in ("good", "bad"):
        names = {path.stem for path in (SPECS / folder).glob("*.yaml") if not path.stem.endswith("_blocks")}
        assert names == {path.stem for path in (SPECS / folder).glob("*.txt")}
