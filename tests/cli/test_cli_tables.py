"""A bound table on the command line: what each format says of a wrong cell and of what is left alone, and `--fix`."""

from __future__ import annotations

import json
import subprocess

import pytest

# ResNet-34 has 21,797,672 parameters, ResNet-50 25,557,032.
TEXT = """\
<!-- convcalc table -->
| Model | Params (M) | Top-1 |
| --- | --- | --- |
| ResNet-50 | 25.6 | 76.1 |
| ResNet-34 | 2.18 | 73.3 |
| Ours | 12 | 99 |
"""
FIXED = TEXT.replace("2.18", "21.80")
WRONG = "resnet34 params: written 2.18M, computed 21,797,672"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "doc.md").write_text(TEXT)
    return tmp_path


def test_as_text(convcalc, folder):
    result = convcalc("check", "doc.md")
    assert (result.code, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"doc.md:5:15: error CC301: {WRONG} (")
    assert lines[2].index("^^^^") - lines[1].index("2.18") == 0
    assert lines[-1] == "1 document, 2 claims, 1 failure, 2 parts of tables not compared"


def test_what_is_left_alone_is_listed_with_v(convcalc, folder):
    lines = convcalc("check", "doc.md", "-v").stdout.splitlines()
    assert "doc.md:2:24: left alone: column 'Top-1': its head is no metric that is known" in lines
    assert "doc.md:4:15: ok: resnet50 params 25.6M (computed 25,557,032)" in lines
    assert "doc.md:6:3: left alone: row 'Ours': no network of the catalogue is called so" in lines


def test_as_json(convcalc, folder):
    result = convcalc("check", "doc.md", "--format", "json")
    found = json.loads(result.stdout)
    (document,) = found["results"]
    assert [(one["line"], one["column"], one["length"], one["holds"]) for one in document["claims"]] == [
        (4, 15, 4, True), (5, 15, 4, False)
    ]  # fmt: skip
    start = TEXT.index("2.18")
    assert document["claims"][1]["fix"] == {"start": start, "end": start + 4, "text": "21.80"}
    keys = ("part", "written", "line", "column", "length")
    assert [tuple(one[key] for key in keys) for one in document["unknown"]] == [
        ("column", "Top-1", 2, 24, 5), ("row", "Ours", 6, 3, 4)
    ]  # fmt: skip
    assert (found["summary"]["failures"], found["summary"]["unknown"]) == (1, 2)


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        ("github", "::error file=doc.md,line=5,endLine=5,col=15,endColumn=19,title=CC301 wrong-number::doc.md:5:15: "),
        ("junit", f'<failure type="CC301" message="{WRONG}'),
        ("sarif", '"region": {"startLine": 5, "startColumn": 15, "endColumn": 19}'),
    ],
)
def test_in_the_other_formats(convcalc, folder, format_, said):
    result = convcalc("check", "doc.md", "--format", format_)
    assert result.code == 1
    assert said in result.stdout


def test_fix_and_diff_write_the_cell_alone(convcalc, folder):
    result = convcalc("check", "doc.md", "--diff")
    assert result.code == 1
    assert (folder / "doc.md").read_text() == TEXT
    subprocess.run(["patch", "-s", "-o", "patched.md", "doc.md"], input=result.stdout, text=True, check=True)
    assert (folder / "patched.md").read_text() == FIXED
    result = convcalc("check", "doc.md", "--fix")
    assert (result.code, (folder / "doc.md").read_text()) == (0, FIXED)
    assert "doc.md:5:15: fixed: resnet34 params: 2.18M → 21.80M" in result.stderr


def test_in_a_folder_too(convcalc, folder):
    assert convcalc("check", ".").code == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("ResNet-", "Net-"), ("Params (M)", "Size"), ("| --- | --- | --- |", ""), ("table", "table x=1"), ("2.18", "2m")],
)
def test_what_can_not_be_checked_ends_with_2(convcalc, folder, old, new):
    (folder / "doc.md").write_text(TEXT.replace(old, new))
    result = convcalc("check", "doc.md")
    assert result.code == 2
    assert "Traceback" not in result.stdout + result.stderr


def test_names_of_strangers_are_no_markup(convcalc, folder):
    (folder / "doc.md").write_text(TEXT.replace("Ours", "\x1b[31m[/b] ::error::x"))
    result = convcalc("check", "doc.md", "-v")
    assert "\x1b" not in result.stdout
    assert "\n::error" not in result.stdout
