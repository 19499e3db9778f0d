"""Numbers beside network names that no marker binds: counted, listed, demanded, and bound by what is suggested.

ResNet-50 has 25,557,032 parameters and 4,089,184,256 MACs, as torchvision has it, and as first published 3,857,973,248;
ResNet-34 has 21,797,672 parameters.
"""

from __future__ import annotations

import json
import subprocess

import pytest

import convcalc as package

TEXT = "ResNet-50 has 25.6M params and 3.8 GFLOPs. 3*3 = 9.\n"
BOUND = (
    "ResNet-50 has <!-- convcalc resnet50 params -->25.6M<!-- /convcalc --> params and "
    "<!-- convcalc resnet50_v1 macs -->3.8 GFLOPs<!-- /convcalc -->. 3*3 = 9.\n"
)
COUNTED = "1 document, 1 claim, no failures, 2 numbers beside network names are not bound"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "doc.md").write_text(TEXT)
    return tmp_path


def last_line(ran):
    return ran.stdout.splitlines()[-1]


def test_they_are_counted_and_listed(convcalc, folder):
    ran = convcalc("check", "doc.md")
    assert (ran.code, ran.stdout) == (0, f"{COUNTED}\n")
    lines = convcalc("check", "doc.md", "-v").stdout.splitlines()
    assert lines[0] == "doc.md:1:15: not bound: 25.6M seems to be resnet50 params"
    assert lines[1] == "doc.md:1:32: not bound: 3.8 GFLOPs seems to be resnet50 macs or flops"
    (folder / "doc.md").write_text("AlexNet has 61.0M params. 3*3 = 9\n")
    assert last_line(convcalc("check", "doc.md")).endswith(", 1 number beside network names is not bound")


def test_strict_does_not_count_them(convcalc, folder):
    assert convcalc("check", "doc.md", "--strict").code == 0


def test_as_json(convcalc, folder):
    said = json.loads(convcalc("check", "doc.md", "--format", "json").stdout)
    assert said["summary"]["unbound"] == 2
    place = {"file": "doc.md", "line": 1, "column": 15, "length": 5}
    assert said["results"][0]["unbound"][0] == {"subject": "resnet50 params", "written": "25.6M", **place}


@pytest.mark.parametrize("format_", ["text", "github", "junit", "sarif", "json"])
def test_they_may_be_demanded(convcalc, folder, format_):
    ran = convcalc("check", "doc.md", "--require-bound", "--format", format_)
    assert ran.code == 1
    assert ran.stdout.count("CC306") >= 2
    assert "25.6M seems to be resnet50 params, and is not bound" in ran.stdout or format_ == "json"
    assert convcalc("check", "doc.md", "--require-bound", "--exit-zero").code == 0


def test_what_is_bound_is_all_that_is_demanded(convcalc, folder):
    (folder / "doc.md").write_text(BOUND.replace("3.8", "3.9"))
    ran = convcalc("check", "doc.md", "--require-bound")
    assert (ran.code, ran.stdout) == (0, "1 document, 3 claims, no failures\n")


def test_suggestions_are_a_difference_that_patch_takes(convcalc, folder):
    ran = convcalc("check", "doc.md", "--suggest")
    assert ran.code == 0
    assert f"\n-{TEXT}+{BOUND}" in ran.stdout
    assert ran.stderr.splitlines() == [
        "doc.md:1:15: suggested: resnet50 params: 25.6M holds (computed 25,557,032)",
        "doc.md:1:32: suggested: resnet50_v1 macs: 3.8 G does not hold (computed 3,857,973,248); 1.5 % too few; 3.9 G "
        "holds; resnet50 is v1.5, and has 4,089,184,256",
    ]
    assert (folder / "doc.md").read_text() == TEXT
    subprocess.run(["patch", "-s", "doc.md"], input=ran.stdout, text=True, check=True)
    assert (folder / "doc.md").read_text() == BOUND


def test_they_are_put_in_and_a_wrong_number_stays_its_author_s(convcalc, folder):
    ran = convcalc("check", "doc.md", "--suggest", "--fix")
    assert (folder / "doc.md").read_text() == BOUND
    assert (ran.code, last_line(ran)) == (1, "1 document, 3 claims, 1 failure")
    assert "suggested: resnet50_v1 macs: 3.8 G does not hold" in ran.stderr
    assert convcalc("check", "doc.md", "--fix").code == 0
    assert (folder / "doc.md").read_text() == BOUND.replace("3.8", "3.9")


def test_fix_with_suggest_mends_what_was_bound_before(convcalc, folder):
    (folder / "doc.md").write_text(BOUND + "\nVGG-16 has 13.8M params.\n")
    assert convcalc("check", "doc.md", "--suggest", "--fix").code == 1
    vgg = "VGG-16 has <!-- convcalc vgg16 params -->13.8M<!-- /convcalc --> params."
    assert (folder / "doc.md").read_text() == BOUND.replace("3.8", "3.9") + f"\n{vgg}\n"


def test_diff_shows_both(convcalc, folder):
    text = BOUND + "\nVGG-16 has 13.8M params.\n"
    (folder / "doc.md").write_text(text)
    shown = convcalc("check", "doc.md", "--suggest", "--diff")
    assert shown.stdout.count("\n+") == 3  # the head, and each line
    assert (folder / "doc.md").read_text() == text
    assert "3.9 GFLOPs" not in convcalc("check", "doc.md", "--suggest").stdout


def test_suggest_and_diff_say_more_where_that_is_asked_for(convcalc, folder):
    (folder / "doc.md").write_text(BOUND + "\nVGG-16 has 13.8M params.\n")
    assert "ok: resnet50 params 25.6M" not in convcalc("check", "doc.md", "--suggest").stderr
    for option in ("--suggest", "--diff"):
        lines = convcalc("check", "doc.md", option, "-v").stderr.splitlines()
        assert "doc.md:1:48: ok: resnet50 params 25.6M (computed 25,557,032)" in lines
        unbound = "doc.md:3:12: not bound: 13.8M seems to be vgg16 params"
        assert (unbound in lines) == (option == "--diff")


def test_suggest_has_one_format_where_nothing_is_put_in(convcalc, folder):
    ran = convcalc("check", "doc.md", "--suggest", "--format", "json")
    assert (ran.code, "--suggest has a format of its own" in ran.stderr) == (2, True)
    assert convcalc("check", "doc.md", "--suggest", "--fix", "--format", "json").code == 1


def test_a_document_without_claims_is_none_to_suggest_for(convcalc, folder):
    (folder / "doc.md").write_text("ResNet-50 has 25.6M params.\n")
    ran = convcalc("check", "doc.md")
    assert ran.code == 2
    assert "it has 1 number beside network names that no marker binds; --suggest shows markers" in ran.stdout
    assert convcalc("check", "doc.md", "--suggest").code == 0
    assert convcalc("check", "doc.md", "--require-bound").code == 1


def test_a_network_goes_by_the_name_of_a_spec_that_is_checked(convcalc, folder):
    (folder / "models").mkdir()
    (folder / "models" / "own_net.yaml").write_text("input: 3x10x10\nlayers: [conv 8 3]\nexpect: {params: 224}\n")
    (folder / "doc.md").write_text("own_net has 1K params, and 3*3 = 9.\n")  # 8·(3·9 + 1) = 224
    assert "not bound" not in convcalc("check", "doc.md").stdout
    assert "not bound" in convcalc("check", "doc.md", "models").stdout
    ran = convcalc("check", ".", "--suggest")
    assert (
        "+own_net has <!-- convcalc models/own_net.yaml params -->1K<!-- /convcalc --> params" in ran.stdout
    ) is True
    assert "models/own_net.yaml params: 1K does not hold (computed 224)" in ran.stderr


# A folder in which there is nothing to check


def test_a_folder_without_a_claim_is_a_warning(convcalc, folder):
    (folder / "doc.md").write_text("Nothing to see.\n")
    for words in ((), (".",), (".", ".")):
        ran = convcalc("check", *words)
        assert (ran.code, "warning CC003: nothing was found to check in ." in ran.stdout) == (0, True)
        assert convcalc("check", *words, "--strict").code == 2
    assert package.check(".").passed
    assert not package.check(".", strict=True).passed


def test_a_named_file_without_a_claim_is_an_error(convcalc, folder):
    (folder / "doc.md").write_text("Nothing to see.\n")
    for words in (("doc.md",), (".", "doc.md")):
        ran = convcalc("check", *words)
        assert (ran.code, "error CC002: nothing was found to check" in ran.stdout) == (2, True)
    with pytest.raises(package.ConvcalcError, match="nothing was found to check"):
        package.check("doc.md")
