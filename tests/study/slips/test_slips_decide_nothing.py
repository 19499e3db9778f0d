"""A slip is a hint beside an error: it excuses no wrong number, stands beside no right one, changes nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.language.numbers.quantity import parse_quantity
from convcalc.study.design import summarize
from convcalc.study.documents.check import check_document
from convcalc.study.documents.printed import Printed
from convcalc.study.slips import cause
from convcalc.study.slips.cause import Slips
from convcalc.study.sums import slips
from convcalc.study.sums.find import find_sums

FACTORS = st.integers(1, 600).map(str)
PRODUCTS = st.lists(FACTORS, min_size=1, max_size=5).map("*".join)
TERMS = st.one_of(PRODUCTS, st.builds("({} + {})*{}".format, PRODUCTS, FACTORS, FACTORS))
SUMS = st.builds("{} {} {}".format, TERMS, st.sampled_from("+-"), TERMS)
SIZES = st.builds("({}-{})/{} + 1".format, st.integers(40, 600), st.integers(1, 11), st.integers(1, 5))
RESULTS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 10**9).map("{:,}".format),
    st.builds("{}.{}{}".format, st.integers(0, 999), st.integers(0, 99), st.sampled_from(["", "K", "M", " million"])),
)
CLAIMS = st.builds("{} = {}".format, st.one_of(PRODUCTS, SUMS, SIZES), RESULTS)
BOUND = st.builds(
    "<!-- convcalc {} -->{}<!-- /convcalc -->".format, st.sampled_from(["vgg16 params", "m5 macs"]), RESULTS
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("documents") / "notes.md"


def checked(path, text):
    path.write_text(text, "utf-8")
    return check_document(str(path), path.name, run=lambda *_: Printed(""))


def judged(claims):
    """All that is said of claims but for their causes."""
    return [(claim.place[1:], claim._replace(cause="", place=None)) for claim in claims]


@given(lines=st.lists(st.one_of(CLAIMS, BOUND), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_document_is_judged_alike_without_slips(path, lines):
    text = "\n\n".join(lines)
    found = checked(path, text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(slips, "SUM_SLIPS", ())
        patched.setattr(cause, "SLIPS", ())
        patched.setattr(cause, "TOGETHER", ())
        patched.setattr(cause, "LAST", ())
        without = checked(path, text)
    assert judged(found.claims) == judged(without.claims)
    assert judged(found.left_alone) == judged(without.left_alone)
    assert [problem.message for problem in found.problems] == [problem.message for problem in without.problems]
    assert not any(claim.cause for claim in without.claims)
    assert all(not claim.holds for claim in found.claims if claim.cause)


@given(CLAIMS)
@settings(max_examples=300, deadline=None)
def test_only_a_wrong_sum_has_a_slip(line):
    for claim in find_sums(line):
        said = claim.slip()
        assert not (said and claim.holds)
        assert said.count("; or ") < 3


@given(st.one_of(PRODUCTS, SUMS))
@settings(deadline=None)
def test_a_sum_with_its_own_value_has_none(text):
    value = eval(text)
    for claim in find_sums(f"{text} = {value:,}") if value >= 0 else ():
        assert claim.holds
        assert claim.slip() == ""


@given(st.sampled_from(["params", "macs", "flops", "weight_bytes", "activations"]), RESULTS)
@settings(deadline=None)
def test_only_a_wrong_count_has_a_slip(metric, written):
    report = summarize("vgg16")
    value = {"weight_bytes": 4 * report.params}.get(metric) or getattr(report, metric)
    quantity = parse_quantity(written)
    said = Slips(report).likely_cause(None, metric, quantity)
    assert said is None or not quantity.holds(value)


@pytest.mark.parametrize("length", [200, 1_000, 10_000])
def test_long_numbers_and_long_sums_are_no_work(path, length):
    ones = "+".join(["1"] * length)
    products = "*".join(["3"] * length)
    deep = "(1+" * length + "1" + ")" * length
    for left in (ones, products, deep, "7" * length, f"3*{'7' * length}"):
        for right in ("777", "7" * length, f"7.{'3' * length}K"):
            found = checked(path, f"{left} = {right}\n")
            assert not any(claim.cause for claim in found.claims if claim.holds)


def test_so_many_wrong_sums_are_explained_and_no_more(path):
    # Of 5 numbers and signs each: 20,000 of them stand in 4,000 sums
    found = checked(path, "2*3*64 = 383\n\n" * 4_001)
    assert [claim.holds for claim in found.claims] == [False] * 4_001
    found = checked(path, "2*3*64 = 192\n\n" * 4_001)
    causes = [claim.cause for claim in found.claims]
    assert causes == ["that is without the factor 2; or half as much"] * 4_000 + [""]


def test_the_cells_of_a_notebook_share_what_is_explained(tmp_path):
    cell = {"cell_type": "markdown", "metadata": {}, "source": "2*3*64 = 192\n\n" * 2_500}
    path = tmp_path / "notes.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell, cell]}), "utf-8")
    found = checked(path, path.read_text("utf-8"))
    assert len(found.claims) == 5_000
    assert sum(claim.cause != "" for claim in found.claims) == 4_000
