"""Which files a check is about: named ones, those in folders, and what `.gitignore` leaves out, as git has it."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.study.check import ignored
from convcalc.study.check.files import find_files, is_candidate, looks_like_spec
from convcalc.study.check.ignored import parse_rule

SPEC = "input: 3x8x8\nlayers: [relu]\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Writes files, each with a spec or the text given; the folder is the current one."""
    monkeypatch.chdir(tmp_path)

    def write(*paths, **texts):
        for path in paths:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(SPEC, "utf-8")
        for path, text in texts.items():
            (tmp_path / path.replace("__", "/").replace("_", ".")).write_text(text, "utf-8")
        return tmp_path

    return write


def found(*paths):
    return [file.name for file in find_files(paths)]


def test_a_folder_is_searched_for_yaml_and_documents_in_the_order_of_names(tree):
    tree("b.yaml", "a/z.yml", "a/b/c.yaml", "a.yaml", "README.md", "notes.markdown", "c.json", "d.txt", "e.yaml.bak")
    tree("paper.tex", "guide.rst", "Page.HTML", "index.htm", "lecture.ipynb", ".ipynb_checkpoints/lecture.ipynb")
    documents = ["Page.HTML", "README.md", "guide.rst", "index.htm", "lecture.ipynb", "notes.markdown", "paper.tex"]
    specs = ["a/b/c.yaml", "a/z.yml", "a.yaml", "b.yaml"]
    assert found(".") == [*documents[:2], *specs, *documents[2:]]
    assert found("a") == ["a/b/c.yaml", "a/z.yml"]
    assert found("a/") == found("./a") == found("a")


def test_a_named_file_is_found_whatever_it_is_called(tree):
    tree("d.txt", "c.json", ".hidden.yaml", ".hidden/x.yaml")
    names = ["d.txt", "c.json", ".hidden.yaml", ".hidden/x.yaml", "missing.yaml", "missing"]
    assert found(*names) == names
    assert [file.is_document for file in find_files(names)] == [True, False, False, False, False, True]


def test_what_is_no_path_may_be_a_design_with_changes(tree):
    tree("net.yaml", "a=b.md")
    words = ["input=3x8x8", "a=b.md", "net.yaml", "x=1", "alexnet input=3x9x9", "conv 8 3, relu", "-", "gone"]
    common = "input=3x8x8"
    assert [(file.design, file.changes) for file in find_files(words)] == [
        ("", ()),  # a document, which has no changes: it is said
        ("net.yaml", (common, "x=1")),
        ("alexnet", (common, "input=3x9x9")),
        ("conv 8 3, relu", (common,)),
        ("-", (common,)),
        ("", ()),
    ]
    assert [bool(file.problem) for file in find_files(words)] == [True, False, False, False, False, False]


def test_hidden_files_and_folders_are_left_out(tree):
    tree("a.yaml", ".b.yaml", ".venv/c.yaml", ".git/d.yaml", "x/.cache/e.yaml")
    assert found(".") == ["a.yaml"]
    assert found(".venv") == [".venv/c.yaml"]  # a person named it


def test_each_file_comes_once(tree):
    root = tree("a/x.yaml", "a/y.yaml", "b.yaml")
    assert found("a/y.yaml", "a", "b.yaml", "./b.yaml", str(root / "b.yaml"), "a/x.yaml") == [
        "a/y.yaml", "a/x.yaml", "b.yaml",
    ]  # fmt: skip


def test_a_file_that_a_folder_leaves_alone_is_found_where_it_is_named(tree):
    tree("a.yaml", other_yaml="steps: []\n")
    assert [(file.name, file.named) for file in find_files([".", "other.yaml"])] == [
        ("a.yaml", False),
        ("other.yaml", True),
    ]


def test_symbolic_links_are_not_followed(tree):
    root = tree("a/x.yaml", "elsewhere/y.yaml")
    (root / "a" / "link").symlink_to("../elsewhere")
    (root / "a" / "circle").symlink_to(".")
    (root / "a" / "link.yaml").symlink_to("../elsewhere/y.yaml")
    (root / "a" / "broken.yaml").symlink_to("nowhere")
    assert found("a") == ["a/x.yaml"]
    assert found("a/link.yaml", "a/link") == ["a/link.yaml"]  # named ones are; both are the same file
    assert found("a/link") == ["a/link/y.yaml"]


def test_a_folder_named_like_a_file_is_a_folder(tree):
    tree("x.yaml/inside.yaml")
    assert found(".") == found("x.yaml") == ["x.yaml/inside.yaml"]


def test_what_is_no_regular_file_is_left_alone_in_a_folder(tree):
    root = tree("a.yaml")
    os.mkfifo(root / "pipe.yaml")
    os.mkfifo(root / ".gitignore")
    assert found(".") == ["a.yaml"]


def test_a_folder_that_cannot_be_listed_is_one_problem(tree, monkeypatch):
    tree("a/x.yaml", "b.yaml")
    scandir = os.scandir

    def refuse(path):
        if path == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [(file.name, file.problem) for file in find_files(["."])] == [
        ("a", "a can't be listed: Permission denied"),
        ("b.yaml", ""),
    ]


# What looks like a spec


@pytest.mark.parametrize(
    "text",
    [
        "layers: [relu]",
        "name: x\nextends: base.yaml\n",
        "# layers\n\nname: x\nblocks:\n  a: [relu]\n",
        "\ufeffname: x\r\nlayers:\r\n  - relu\r\n",
        '"layers": [relu]',
        "'layers' : [relu]",
        "---\nlayers: [relu]",
        "%YAML 1.2\n---\nlayers: [relu]",
        "{input: 3x8x8, layers: [relu]}",
        '--- {"input": "3x8x8",\n "layers":["relu"]}',
        "  input: 3x8x8\n  layers: [relu]\n",
        "layers:",
    ],
)
def test_these_look_like_specs(text):
    assert looks_like_spec(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n# layers: [relu]\n",
        "steps:\n  layers: [relu]\n",
        "- layers: [relu]\n",
        "layersx: 1\nmy_layers: 2\nlayers-of: 3\n",
        "{{- if .Values.layers }}\nkind: Service\n{{- end }}\n",
        "layers",
        "layers:8080",
        "  a: 1\n    layers: 2\n",
        "\0\1\2layers",
        "uses: x # layers: y",
    ],
)
def test_these_do_not(text):
    assert not looks_like_spec(text.encode())


def test_only_the_beginning_of_a_file_is_read(tree):
    tree(late_yaml="# \n" * 100_000 + SPEC, early_yaml=SPEC + "# \n" * 5_000_000)
    early, late = find_files(["."])
    assert is_candidate(early)
    assert not is_candidate(late)


def test_a_file_that_vanished_is_a_candidate_so_that_it_is_said(tree):
    root = tree("a.yaml")
    (file,) = find_files(["."])
    (root / "a.yaml").unlink()
    assert is_candidate(file)


# .gitignore


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ("a.yaml", "d/c.yaml x.yaml"),
        ("/a.yaml", "d/a.yaml d/c.yaml x.yaml"),
        ("d/", "a.yaml x.yaml"),
        ("a.yaml\n!a.yaml\na.yaml/\n!a.yaml/", "a.yaml d/a.yaml d/c.yaml x.yaml"),
        ("!d\nd/\n!a.yaml\na.yaml\n!a.yaml/", "x.yaml"),
        ("a.yaml/", "a.yaml d/a.yaml d/c.yaml x.yaml"),
        ("*.yaml\n!x.yaml", "x.yaml"),
        ("d/a.yaml", "a.yaml d/c.yaml x.yaml"),
        ("**/a.yaml", "d/c.yaml x.yaml"),
        ("d/**", "a.yaml x.yaml"),
        ("d\n!d/c.yaml", "a.yaml x.yaml"),  # what is in a folder that is left out can't be kept
        ("*\n!*/\n!*.yaml", "a.yaml d/a.yaml d/c.yaml x.yaml"),
        ("[ab].yaml\r\n# x.yaml\r\n\r\n", "d/c.yaml x.yaml"),
        ("?.yaml", ""),
        ("x.yaml   ", "a.yaml d/a.yaml d/c.yaml"),
        ("[a", "a.yaml d/a.yaml d/c.yaml x.yaml"),
        ("[!ax].yaml\n\\a.yaml", "x.yaml"),
    ],
)
def test_gitignore_leaves_out(tree, rules, left):
    tree("a.yaml", "x.yaml", "d/a.yaml", "d/c.yaml")
    tree(_gitignore=rules)
    assert " ".join(found(".")) == left


def test_gitignore_files_above_and_below_count_up_to_the_root_of_the_repository(tree):
    root = tree("repo/sub/a.yaml", "repo/sub/b.yaml", "repo/sub/deep/b.yaml", "repo/sub/deep/c.yaml")
    (root / "repo" / ".git").mkdir()
    (root / ".gitignore").write_text("*.yaml")  # not of this repository
    (root / "repo" / ".gitignore").write_text("b.yaml\nsub/a.yaml")
    (root / "repo" / "sub" / "deep" / ".gitignore").write_text("!b.yaml\nc.yaml")
    assert found("repo/sub") == found("repo") == ["repo/sub/deep/b.yaml"]


def test_a_folder_that_is_left_out_and_named_is_searched(tree):
    root = tree("build/a.yaml", "build/b.yaml", "c.yaml")
    (root / ".git").mkdir()
    (root / ".gitignore").write_text("build/\n*.yaml")
    (root / "build" / ".gitignore").write_text("b.yaml")
    assert found(".") == []
    assert found("build") == ["build/a.yaml"]
    assert found("c.yaml") == ["c.yaml"]


def test_a_repository_inside_has_rules_of_its_own(tree):
    root = tree("sub/a.yaml", "b.yaml")
    (root / ".gitignore").write_text("*.yaml")
    (root / "sub" / ".git").write_text("gitdir: ../.git/modules/sub")
    assert found(".") == ["sub/a.yaml"]


def test_a_pattern_of_stars_takes_no_time():
    rule = parse_rule("*a" * 100 + "b")
    assert not rule.matches(("a" * 255,))
    rule = parse_rule("/".join(["**", "a*"] * 40) + "/b")
    assert not rule.matches(("a",) * 500)


def test_a_rule_is_made_ready_once_for_all_that_it_is_tried_on(tree, steps):
    rules = 600  # more than the patterns that Python keeps compiled
    tree(*(f"f{number}.yaml" for number in range(20)), _gitignore="".join(f"*[ab]*.x{n}\n" for n in range(rules)))
    few = steps(found, ".")
    tree(*(f"g{number}.yaml" for number in range(20)))
    assert (steps(found, ".") - few) / 20 / rules < 10
    assert len(found(".")) == 40


def test_a_name_is_looked_up_among_the_rules_that_are_names(tree, steps):
    def more(rules):
        """The steps that ten files more take."""
        tree(*(f"f{number}.yaml" for number in range(10)), _gitignore="".join(f"x{n}\n" for n in range(rules)))
        found(".")  # what is made ready once is no part of the steps
        few = steps(found, ".")
        root = tree(*(f"g{number}.yaml" for number in range(10)))
        many = steps(found, ".")
        for number in range(10):
            (root / f"g{number}.yaml").unlink()
        return many - few

    assert more(10) == more(1000)


def test_a_rule_about_another_folder_is_tried_no_further(tree, grows_in_proportion):
    def search(depth):
        root = tree()
        for number in range(depth):
            folder = root.joinpath(f"top{depth}", *["d"] * number)
            folder.mkdir(parents=True)
            (folder / ".gitignore").write_text("/x*/y/z\n" * 5)
        (folder / "a.yaml").write_text(SPEC)
        assert len(found(f"top{depth}")) == 1

    assert grows_in_proportion(search, 40)


def test_more_rules_on_more_files_than_a_bound_are_an_error(tree, monkeypatch):
    tree(*(f"d/f{number}.yaml" for number in range(30)), "a.yaml")
    tree(_gitignore="".join(f"*{number}\n" for number in range(20)))
    monkeypatch.setattr(ignored, "MOST_TRIES", 99)  # 20 for each of a.yaml, d, and three files in it
    assert [(file.name, file.problem) for file in find_files(["."])][-2:] == [
        ("d/f1.yaml", ""),
        (".", ".: its .gitignore files need more than 99 comparisons; check parts of it"),
    ]
    monkeypatch.setattr(ignored, "MOST_TRIES", 20 * 32)
    assert len(found(".")) == 31


PIECES = ["a", "b", "*", "?", "[ab]", "[!a]", "[^b]", "!", ".yaml", "\\*", "ab", " ", "x", "[]a]", "[a-c]", "#", "-",
          "[[:alpha:]]", "[\\]a]"]  # fmt: skip
PARTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join) | st.sampled_from(["**", "*", "a", "ab"])
LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "/", "!", "!/"]),
    st.lists(PARTS, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "/", " ", "/**", "\r"]),
).filter(lambda line: not any(wrong in line for wrong in ("!**", "***", "**!", "**?", "**[", "**a")))
NAMES = ["a.yaml", "b.yaml", "ab.yaml", "x.yaml", "#b.yaml", "a-b.yaml", "*.yaml", "] a.yaml"]
TREE = [f"{folder}{name}" for folder in ("", "a/", "ab/", "a/b/", "a/x/b/", "!/") for name in NAMES]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@settings(max_examples=60)
@given(outer=st.lists(LINES, max_size=4), inner=st.lists(LINES, max_size=3))
def test_what_is_left_out_is_what_git_leaves_out(tmp_path_factory, outer, inner):
    root = tmp_path_factory.mktemp("repository")
    for path in TREE:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    (root / ".gitignore").write_bytes("\n".join(outer).encode())
    (root / "a" / ".gitignore").write_bytes("\n".join(inner).encode())
    subprocess.run(["git", "init", "-q", str(root)], check=True, timeout=30)
    command = ["git", "-c", "core.excludesFile=", "-C", str(root), "ls-files", "-z", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode().split("\0")
    ours = [os.path.relpath(file.path, root) for file in find_files([str(root)])]
    assert sorted(ours) == sorted(path for path in listed if path.endswith(".yaml"))
