"""include and extends: what is merged, what clashes, and which files are out of reach."""

import os

import pytest

from convcalc.language.problems import ConvcalcError
from convcalc.spec import reader

H = "input: 4x8x8\n"
UNIT = "blocks:\n  unit n: [conv n 1, relu]\n"


def test_include_brings_in_blocks(spec, table):
    spec.write("parts/unit_blocks.yaml", UNIT)
    text = H + "include: parts/unit_blocks.yaml\nlayers: [unit 3]\n"
    assert spec.rows(text) == table("conv 3x8x8 15 768 \n relu 3x8x8 0 0")  # 3(4 + 1), 4·3·64


@pytest.mark.parametrize("name", ["catalogue_blocks", "resnet_blocks.yaml"])
def test_a_file_beside_comes_before_the_catalogue(spec, name):
    spec.write(name if name.endswith(".yaml") else f"{name}.yaml", UNIT)
    assert spec.paths(H + f"include: {name}\nlayers: [unit 3]\n") == "conv relu"


def test_a_clash_of_names_is_an_error(spec):
    spec.write("one.yaml", UNIT)
    spec.write("two.yaml", UNIT)
    spec.refuses(
        H + "include: one.yaml\n" + UNIT + "layers: [unit 3]\n", "4:3 error: the block 'unit' ... one.yaml:2:3"
    )
    text = H + "include: [one.yaml, two.yaml]\nlayers: [unit 3]\n"
    spec.refuses(text, "2:21 error: the block 'unit' ... one.yaml:2:3 ... two.yaml:2:3")


def test_the_same_block_of_the_same_file_is_no_clash(spec):
    spec.write("unit.yaml", UNIT)
    spec.write("one.yaml", "include: unit.yaml\nblocks: {one: [unit 3]}\n")
    spec.write("two.yaml", "include: unit.yaml\nblocks: {two: [unit 3]}\n")
    assert spec.paths(H + "include: [one.yaml, two.yaml]\nlayers: [one, two]\n") == "conv1 relu1 conv2 relu2"


def test_a_spec_may_include_what_its_base_includes(spec):
    spec.write("unit.yaml", UNIT)
    spec.write("base.yaml", H + "include: unit.yaml\nlayers: [unit 3]\n")
    assert spec.paths("extends: base.yaml\ninclude: unit.yaml\nlayers: [unit 3, unit 4]\n") == "conv1 relu1 conv2 relu2"


def test_extends_merges_parameters_and_blocks_and_replaces_the_rest(spec, table):
    base = "name: base\nyear: 1999\nparameters: {a: 3, b: 2*a}\nblocks:\n  u n: [conv n 1]\n  v n: [conv n 3]\n"
    spec.write("base.yaml", base + H + "layers: [u a, v b]\nexpect: {params: 1}\n")
    text = "name: child\nextends: base.yaml\nparameters: {a: 5}\nblocks:\n  u n: [conv 2*n 1]\nexpect: {params: 960}\n"
    # 10(4 + 1) = 50; 10(10·9 + 1) = 910; 4·10·64 = 2,560; 90·10·36 = 32,400
    assert spec.rows(text) == table("conv1 10x8x8 50 2560 \n conv2 10x6x6 910 32400")
    report = spec.report(text)
    assert (report.name, str(report.year), report.expect[0].scalar.text) == ("child", "1999", "960")


def test_what_two_files_extend_stays_what_it_is(spec, table):
    spec.write("base.yaml", H + "parameters: {a: 2}\nlayers: [x: conv a 1]\n")
    spec.write("one.yaml", "extends: base.yaml\nparameters: {a: 3}\n")
    spec.write("two.yaml", "extends: base.yaml\nparameters: {a: 5}\nblocks: {u: [relu]}\n")
    text = "extends: one.yaml\ninclude: two.yaml\n"
    assert spec.rows(text) == ["x 3x8x8 15 768"]  # 3(4 + 1), 4·3·64


@pytest.fixture
def read(monkeypatch):
    """The names of the files that are read."""
    names = []
    own = reader.read_source

    def noted(path, *arguments):
        names.append(os.path.basename(path))
        return own(path, *arguments)

    monkeypatch.setattr(reader, "read_source", noted)
    return names


def test_a_file_that_is_named_again_and_again_is_read_once(spec, read):
    spec.write("unit.yaml", UNIT + "  broken: [cnov 3]\n")
    text = H + f"include: [{', '.join(['unit.yaml'] * 500)}]\nlayers: [unit 3]\n"
    spec.refuses(text, "unit.yaml:3:12: error: there is no op or block 'cnov'")
    assert read == ["unit.yaml"]
    spec.write("unit.yaml", UNIT)
    assert spec.paths(text) == "conv relu"


def test_files_that_each_name_the_next_twice_are_each_read_once(spec, read):
    for number in range(90):
        spec.write(f"f{number}.yaml", f"include: [f{number + 1}.yaml, f{number + 1}]\nblocks: {{b{number}: [relu]}}\n")
    spec.write("f90.yaml", UNIT)
    assert spec.paths(H + "include: f0.yaml\nlayers: [b0, b89, unit 3]\n") == "relu1 relu2 conv relu3"
    assert read == [f"f{number}.yaml" for number in range(91)]


def test_no_more_than_a_hundred_files_are_read(spec, read):
    for number in range(102):
        spec.write(f"f{number}.yaml", f"include: f{number + 1}.yaml\n")
    spec.refuses(H + "include: f0.yaml\nlayers: [relu]\n", "f99.yaml:1:10: error: more than 100 files are included")
    assert len(read) == 100


def test_changes_reach_what_is_extended(spec):
    spec.write("base.yaml", H + "parameters: {a: 3}\nlayers: [x: conv a 1]\n")
    assert spec.rows("extends: base.yaml\n", "a=2") == ["x 2x8x8 10 512"]


def test_circles_are_errors(spec):
    spec.refuses("extends: net.yaml\n" + H + "layers: [relu]\n", "1:10 error: extends goes round in a circle")
    spec.write("a.yaml", "include: net.yaml\n")
    spec.refuses("include: a.yaml\n" + H + "layers: [relu]\n", "a.yaml:1:10: error: include goes round in a circle")


@pytest.mark.parametrize("name", ["../outside.yaml", "/etc/hostname", "folder", "folder.yaml", "missing", "''", "."])
@pytest.mark.parametrize("key", ["include", "extends"])
def test_what_is_no_file_below_these_folders_is_not_found(spec, key, name):
    (spec.folder / "folder.yaml").mkdir()
    spec.write("folder/inside.yaml", UNIT)
    (spec.folder.parent / "outside.yaml").write_text(UNIT)
    error = spec.errors(f"{key}: {name}\n{H}layers: [relu]\n")
    assert len(error) == 1
    assert error[0].startswith(f"1:{len(key) + 3} error: there is no file")
    assert "catalogue" in error[0]


def test_symbolic_links_are_resolved(spec):
    outside = spec.folder.parent / "outside_unit.yaml"
    outside.write_text(UNIT)
    spec.write("parts/unit.yaml", UNIT)
    os.symlink(outside, spec.folder / "out.yaml")
    os.symlink(spec.folder / "parts" / "unit.yaml", spec.folder / "within.yaml")
    assert spec.paths(H + "include: within.yaml\nlayers: [unit 3]\n") == "conv relu"
    spec.refuses(H + "include: out.yaml\nlayers: [relu]\n", "2:10 error: there is no file 'out.yaml'")


def test_problems_of_an_included_file_stand_in_that_file(spec):
    spec.write("b.yaml", "blocks:\n  u n: [convv n 1]\n  w: [conv 0 1]\n")
    found = spec.refused(H + "include: b.yaml\nlayers:\n  - u 3\n  - w\n")
    assert [str(problem.place) for problem in found] == ["b.yaml:2:9", "b.yaml:3:12"]
    assert [(text, str(place)) for text, place in found[1].trail] == [("w", "net.yaml:5:5")]


@pytest.mark.parametrize("design", [".", "missing.yaml", "no/such/file", "alexnett", "", "nul\0.yaml"])
def test_a_design_that_is_no_file_is_an_error(spec, design):
    with pytest.raises(ConvcalcError) as caught:
        spec.design(design)
    assert len(caught.value.problems.items) == 1


def test_a_directory_says_so(spec):
    (spec.folder / "net").mkdir()
    with pytest.raises(ConvcalcError, match="net is a directory"):
        spec.design("net")
