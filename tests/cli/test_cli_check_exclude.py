"""`check --exclude`: what is left out, and that it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def tree(folder):
    (folder / "drafts").mkdir()
    (folder / "notes.md").write_text("3*3 = 9\n", "utf-8")
    (folder / "drafts" / "wrong.md").write_text("3*3 = 10\n", "utf-8")
    (folder / "drafts" / "more.md").write_text("3*3 = 11\n", "utf-8")
    return folder


def test_what_is_excluded_is_counted_in_the_last_line(convcalc, tree):
    assert convcalc("check", ".").code == 1
    assert convcalc("check", ".", "--exclude", "drafts") == (
        "1 document, 1 claim, no failures, 1 path excluded\n",
        "",
        0,
    )
    ran = convcalc("check", ".", "--exclude", "wrong.md", "--exclude", "more.*")
    assert (ran.stdout, ran.code) == ("1 document, 1 claim, no failures, 2 paths excluded\n", 0)
    ran = convcalc("check", ".", "--exclude", "drafts", "--format", "json")
    assert json.loads(ran.stdout)["summary"]["excluded"] == 1


def test_that_all_of_a_folder_is_excluded_is_a_warning(convcalc, tree):
    ran = convcalc("check", ".", "--exclude", "*.md")
    assert ran.code == 0
    assert convcalc("check", ".", "--exclude", "*.md", "--strict").code == 2
    assert "nothing was found to check in . (" in ran.stdout
    assert "; 3 paths are excluded)" in ran.stdout


def test_a_pattern_that_is_none_is_refused(convcalc, tree):
    ran = convcalc("check", ".", "--exclude", "a[")
    assert (ran.stdout, ran.code) == ("", 2)
    assert ran.stderr.startswith("error: 'a[' is no pattern of files (write it as in .gitignore: ")


def test_what_is_excluded_is_not_fixed(convcalc, tree):
    text = "<!-- convcalc lenet5 params -->61,707<!-- /convcalc -->\n"
    (tree / "drafts" / "wrong.md").write_text(text, "utf-8")
    (tree / "drafts" / "more.md").write_text(text, "utf-8")
    assert convcalc("check", ".", "--fix", "--exclude", "wrong.md").code == 0
    assert (tree / "drafts" / "wrong.md").read_text("utf-8") == text
    assert (tree / "drafts" / "more.md").read_text("utf-8") != text


@pytest.mark.slow
def test_the_own_checkout_holds_but_for_the_specs_that_are_bad_on_purpose(convcalc, monkeypatch):
    root = Path(__file__).parents[2]
    if not (root / "tests" / "specs" / "bad").is_dir():
        pytest.skip("these are no sources")
    monkeypatch.chdir(root)
    ran = convcalc("check", ".", "--exclude", "tests/specs/bad")
    assert (ran.code, ", no failures, " in ran.stdout) == (0, True), ran.stdout
