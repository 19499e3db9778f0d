"""What `check` can not do: goals where there is no design, and files that are neither specs nor documents."""

from __future__ import annotations

import pytest

import convcalc as package

SPEC = "input: 3x9x9\nlayers: [conv 8 3]\nexpect: {params: 224}\n"  # 8·(3·9 + 1)


@pytest.fixture
def docs(folder):
    (folder / "docs").mkdir()
    (folder / "docs" / "notes.md").write_text("3*3 = 9\n", "utf-8")
    return folder


@pytest.mark.parametrize("words", [("docs",), ("docs/notes.md",), ("docs", "docs/notes.md")])
def test_a_goal_without_a_design_is_refused(convcalc, docs, words):
    ran = convcalc("check", *words, "--expect", "params <= 1K")
    assert ran.code == 2
    assert f"'params <= 1K' is expected of designs, and there is none in {', '.join(words)} (" in ran.stdout
    with pytest.raises(package.ConvcalcError, match="is expected of designs, and there is none in docs"):
        package.check(*words, expect="params <= 1K")


def test_blocks_are_no_design(convcalc, docs):
    (docs / "blocks.yaml").write_text("blocks: {b: [relu]}\n", "utf-8")
    ran = convcalc("check", "blocks.yaml", "docs", "--expect", "params <= 1K")
    assert (ran.code, "there is none in blocks.yaml, docs" in ran.stdout) == (2, True)


def test_a_goal_holds_for_each_spec_beside_documents(convcalc, docs):
    (docs / "docs" / "net.yaml").write_text(SPEC, "utf-8")
    assert convcalc("check", "docs", "--expect", "params <= 1K").code == 0
    ran = convcalc("check", "docs", "--expect", "params <= 200")
    assert (ran.code, "written <= 200, computed 224 (24 over)" in ran.stdout) == (1, True)
    assert package.check("docs", expect="params <= 1K")


@pytest.mark.parametrize("name", ["net.onnx", "net.py", "net.pth", "net.prototxt"])
def test_a_file_of_another_tool_is_named_as_it_is_elsewhere(convcalc, folder, name):
    (folder / name).write_bytes(b"\x08\x07\x12\xff")
    said = convcalc(name).stderr.removeprefix("error: ").splitlines()[0]
    assert said.startswith(f"{name} is ")
    ran = convcalc("check", name)
    assert (ran.code, ran.stdout) == (2, f"error CC001: {said}\nno specs, no failures, 1 error\n")
    assert convcalc("check", name, "input=3x9x9").stdout == ran.stdout
    with pytest.raises(package.ConvcalcError) as error:
        package.check(name)
    assert said in str(error.value)


def test_one_that_looks_like_a_spec_is_read_as_one(convcalc, folder):
    (folder / "net.cfg").write_text(SPEC, "utf-8")
    assert convcalc("check", "net.cfg").stdout == "1 spec, 1 expectation, no failures\n"
    ran = convcalc("check", "net.cfg", "input=3x8x8", "--expect", "output = 8x7x7")
    assert (ran.code, "written 8x7x7, computed 8x6x6" in ran.stdout) == (1, True)


def test_in_a_folder_the_files_of_other_tools_are_left_alone(convcalc, docs):
    (docs / "net.onnx").write_bytes(b"\x08\x07\x12\xff")
    (docs / "net.py").write_text("3*3 = 10\n", "utf-8")
    assert convcalc("check", ".").stdout == "1 document, 1 claim, no failures\n"
