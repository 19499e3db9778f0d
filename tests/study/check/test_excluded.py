"""What is excluded from a check: patterns as in .gitignore, told from the current folder on."""

from __future__ import annotations

import os

import pytest

import convcalc
from convcalc.language.problems import Problems
from convcalc.study.check.excluded import Excluded
from convcalc.study.check.files import find_files

FILES = ("a.md", "old/a.md", "old/deep/b.md", "tests/bad/c.md", "tests/good/a.md", "tests/good/d.draft.md")


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in FILES:
        path = tmp_path / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("3*3 = 9\n", "utf-8")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def found(words, *patterns):
    excluded = Excluded(patterns)
    files = [file.name.replace(os.sep, "/") for file in find_files(words, excluded)]
    return files, excluded.count


@pytest.mark.parametrize(
    ("patterns", "left", "count"),
    [
        ((), FILES, 0),
        (("old",), ("a.md", "tests/bad/c.md", "tests/good/a.md", "tests/good/d.draft.md"), 1),
        (("tests/bad/", "*.draft.md"), ("a.md", "old/a.md", "old/deep/b.md", "tests/good/a.md"), 2),
        (("./tests/bad", "/old"), ("a.md", "tests/good/a.md", "tests/good/d.draft.md"), 2),
        (("/a.md",), FILES[1:], 1),
        (("a.md", "!/tests/good/a.md"), ("old/deep/b.md", "tests/bad/c.md", *FILES[4:]), 2),
        (("**/bad", "bad.md/", "a.md/"), (*FILES[:3], *FILES[4:]), 1),
        (("good/a.md",), FILES, 0),  # with a slash it is told from the current folder, as in .gitignore
    ],
)
def test_patterns_are_those_of_gitignore(tree, patterns, left, count):
    assert found(["."], *patterns) == (list(left), count)


def test_patterns_are_told_from_the_current_folder_wherever_the_search_begins(tree):
    assert found(["tests"], "tests/bad") == (["tests/good/a.md", "tests/good/d.draft.md"], 1)
    assert found(["tests", "old"], "old/deep", "bad") == (["tests/good/a.md", "tests/good/d.draft.md", "old/a.md"], 2)
    assert found(["tests/bad", "a.md"], "tests") == (["a.md"], 1)


def test_what_is_named_is_left_out_too(tree):
    assert found(["a.md", "old/a.md", "old"], "old/a.md") == (["a.md", "old/deep/b.md"], 2)
    assert found(["a.md"], "*.md") == ([], 1)


def test_elsewhere_patterns_are_told_from_where_the_search_begins(tree, monkeypatch):
    (tree / "other").mkdir()
    monkeypatch.chdir(tree / "other")
    assert found(["../work"], "tests/bad", "old", "d.draft.md") == (["../work/a.md", "../work/tests/good/a.md"], 3)
    assert found(["../work/a.md"], "a.md") == ([], 1)


def test_names_of_the_catalogue_are_no_files(tree):
    assert found(["alexnet"], "alexnet*", "*") == (["catalogue: alexnet.yaml"], 0)


@pytest.mark.parametrize("pattern", ["", "#notes", "/", "!", "a[b", "docs/[z-"])
def test_what_is_no_pattern_is_refused(tree, pattern):
    problems = Problems()
    Excluded([pattern], problems)
    (problem,) = problems.errors
    assert problem.message == f"'{pattern}' is no pattern of files"
    with pytest.raises(convcalc.ConvcalcError, match="is no pattern of files"):
        convcalc.check(".", exclude=pattern)


def test_in_python_what_is_excluded_is_counted(tree):
    (tree / "work" / "old" / "a.md").write_text("3*3 = 10\n", "utf-8")
    assert not convcalc.check(".")
    checks = convcalc.check(".", "tests", exclude=["old", "*.draft.md"])
    assert checks
    assert checks.to_dict()["summary"]["excluded"] == 3  # one in the first search more than in the second
    with pytest.raises(convcalc.ConvcalcError, match="2 paths are excluded"):
        convcalc.check("old", "a.md", exclude=["old", "a.md"])
    with pytest.raises(TypeError, match="exclude is a text, or a list of texts"):
        convcalc.check(".", exclude=3)
