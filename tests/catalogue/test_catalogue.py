"""Every file of the catalogue: it reads without a word, says where it comes from, and what it expects holds."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from convcalc.language.problems import Problems
from convcalc.language.reading import read_source
from convcalc.network.report import Report, Row
from convcalc.spec.folders import catalogue_root
from convcalc.spec.model import Expectation
from convcalc.spec.reader import read_spec
from convcalc.study.catalogue import BLOCKS, DESIGNS, files, names
from convcalc.study.design import summarize
from convcalc.study.listed import DESIGN, data, holds

ROOT = Path(catalogue_root())
EVERY_FILE = sorted(ROOT.rglob("*.yaml"))
NETWORKS = [*files(), *files(DESIGNS)]

# Warnings that are true, and stay: (place in the file, what is said).
WARNINGS = {
    "m5_speech_commands": [
        "122 columns: (122 − 4)/4 + 1 = 30.50, the last 2 columns of the input are never read",
        "5 columns: (5 − 4)/4 + 1 = 1.25, the last column of the input is never read",
    ],
    "squeezenet1_0": ["224 columns: (224 − 7)/2 + 1 = 109.50, the last column and row of the input are never read"],
    "squeezenet1_1": ["224 columns: (224 − 3)/2 + 1 = 111.50, the last column and row of the input are never read"],
}


def name_of(path: str | Path) -> str:
    return Path(path).stem


@cache
def report_of(path: str) -> Report:
    return summarize(path)


def every_row(rows: list[Row]) -> list[Row]:
    return [row for parent in rows for row in (parent, *every_row(parent.children))]


def mistake(part: Report | Row, expectation: Expectation) -> str:
    """What is wrong with an expectation; empty where it holds."""
    value = getattr(part, expectation.metric)
    expected = expectation.expected
    holds = value == expected if isinstance(expected, tuple) else expected.holds(value)
    where = expectation.scalar.place
    return "" if holds else f"{where}: {expectation.metric} {expectation.scalar.text} is {value}"


def test_the_files_are_there():
    assert len(files()) >= 70
    assert len(files(DESIGNS)) >= 15
    blocks = {path for path in EVERY_FILE if path.name.endswith(BLOCKS)}
    assert {Path(path) for path in NETWORKS} | blocks == set(EVERY_FILE)


def test_a_name_stands_for_one_file():
    assert len(names()) == len(set(names()))


@pytest.mark.parametrize("path", EVERY_FILE, ids=name_of)
def test_a_file_is_named_in_lower_case_and_its_lines_are_short(path):
    assert re.fullmatch(r"[a-z0-9_]+\.yaml", path.name)
    text = path.read_text("utf-8")
    assert [line for line in text.splitlines() if len(line) > 110 or line != line.rstrip() or "\t" in line] == []
    assert text.endswith("\n")


@pytest.mark.parametrize("path", NETWORKS, ids=name_of)
def test_a_network_says_where_it_comes_from_and_what_it_expects(path):
    problems = Problems()
    source = read_source(path, problems)
    assert source is not None
    spec = read_spec(source, os.path.realpath(path), problems)
    assert spec is not None
    assert not problems.items
    assert spec.name
    assert spec.reference
    assert re.fullmatch("19[89][0-9]|20[0-9][0-9]", str(spec.year))
    assert spec.inputs
    assert {"params", "macs"} <= {expectation.metric for expectation in spec.expect}


@pytest.mark.parametrize("path", NETWORKS, ids=name_of)
def test_a_network_reads_without_warnings(path):
    assert [warning.message for warning in report_of(path).warnings] == WARNINGS.get(name_of(path), [])


@pytest.mark.parametrize("path", NETWORKS, ids=name_of)
def test_what_a_network_expects_holds(path):
    report = report_of(path)
    wrong = [mistake(report, expectation) for expectation in report.expect]
    wrong += [mistake(row, expectation) for row in every_row(report.rows) for expectation in row.expect]
    assert [line for line in wrong if line] == []


@pytest.mark.parametrize("path", NETWORKS, ids=name_of)
def test_the_rows_add_to_the_totals(path):
    report = report_of(path)
    main = [row for row in report.layers if not row.side]
    side = [row for row in report.layers if row.side]
    for metric in ("params", "macs", "activations", "weighted_layers"):
        assert getattr(report, metric) == sum(getattr(row, metric) for row in main)
    assert (report.side_params, report.side_macs) == (sum(row.params for row in side), sum(row.macs for row in side))
    assert sum(row.params for row in report.rows if not row.side) == report.params
    assert sum(row.macs for row in report.rows if not row.side) == report.macs


@pytest.mark.parametrize("path", NETWORKS, ids=name_of)
def test_a_batch_multiplies_macs_and_activations_and_no_parameters(path):
    one, many = report_of(path), summarize(path, batch=16)
    assert (many.params, many.side_params) == (one.params, one.side_params)
    assert (many.macs, many.activations) == (16 * one.macs, 16 * one.activations)
    assert many.outputs == one.outputs


def test_an_expectation_that_does_not_hold_is_seen(tmp_path):
    """The tests above can fail: one parameter off is a mistake."""
    spec = "name: x\ninput: 3x8x8\nlayers:\n  - conv 4 3\n    expect: {params: 113}\nexpect: {output: 4x6x5}\n"
    path = tmp_path / "x.yaml"
    path.write_text(spec.replace("- conv 4 3", "- c: conv 4 3"), "utf-8")
    report = summarize(str(path))  # 4·(3·9 + 1) = 112
    assert mistake(report.rows[0], report.rows[0].expect[0]) == f"{path}:5:22: params 113 is 112"
    assert mistake(report, report.expect[0]) == f"{path}:6:18: output 4x6x5 is (4, 6, 6)"


# The data of the list


@pytest.mark.parametrize("path", NETWORKS, ids=name_of)
def test_the_list_has_the_numbers_of_the_spec(path):
    line, report = data()[name_of(path)], report_of(path)
    assert holds(line), "run: python tests/catalogue/refresh.py"
    assert (line["title"], line["source"], line["year"]) == (report.name, report.reference, str(report.year))
    assert (int(line["params"]), int(line["macs"])) == (report.params, report.macs)
    assert line["input"] == " ".join("x".join(map(str, shape)) for shape in report.inputs.values())


@pytest.mark.parametrize("path", NETWORKS, ids=name_of)
def test_the_list_knows_what_a_spec_is_read_from(path):
    """Where one of these files changes, the numbers are computed again."""
    named = {path}
    pending = [Path(path)]
    while pending:
        text = pending.pop().read_text("utf-8")
        for other in re.findall(r"^(?:extends: *|include: *|  - )(\w+\.yaml) *$", text, re.M):
            (found,) = (place / other for place in (ROOT, ROOT / DESIGNS) if (place / other).exists())
            pending += [] if str(found) in named else [found]
            named.add(str(found))
    assert set(data()[name_of(path)]["reads"].split()) == {os.path.relpath(file, ROOT) for file in named}


def test_the_list_says_of_each_network_its_family_and_kind_and_of_each_design_what_it_shows():
    lines = data()
    assert list(lines) == names(), "run: python tests/catalogue/refresh.py"
    designs = {name_of(path) for path in files(DESIGNS)}
    for name, line in lines.items():
        assert bool(line["family"]) == (name not in designs), name
        assert bool(line["shows"]) == bool(line["compare"]) == (line["kind"] == DESIGN) == (name in designs), name
        assert line["kind"], name
