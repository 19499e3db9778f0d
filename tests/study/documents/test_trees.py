"""The folder tree that a document may name specs in: its repository, else the current folder, else its own folder."""

from __future__ import annotations

import os

import pytest

import convcalc
from convcalc.spec.folders import tree_of

SPEC = "input: 3x9x9\nlayers: [conv 8 3]\n"  # 8·(3·9 + 1) = 224 parameters
TEXT = "<!-- convcalc {} params -->224<!-- /convcalc -->\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """`project/docs` and `project/models`, and a spec beside the project; the current folder is elsewhere."""
    for name in ("project/docs", "project/models", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "project" / "models" / "my.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "secret.yaml").write_text(SPEC, "utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "project"


def claims(project, design, name="docs/a.md"):
    """How many numbers of a document hold that binds one to a design."""
    (project / name).write_text(TEXT.format(design), "utf-8")
    return len(convcalc.check(project / name).claims)


def refused(project, design, name="docs/a.md"):
    with pytest.raises(convcalc.ConvcalcError) as error:
        claims(project, design, name)
    return str(error.value)


@pytest.mark.parametrize("git", ["folder", "file"])
def test_a_document_names_what_is_in_its_repository(project, git):
    assert "../models/my.yaml leads out of the folders of this document" in refused(project, "../models/my.yaml")
    path = project / ".git"
    path.mkdir() if git == "folder" else path.write_text("gitdir: elsewhere\n", "utf-8")
    assert claims(project, "../models/my.yaml") == 1
    assert claims(project, "../models/my") == 1
    assert "there is no file ../models/mine.yaml (" in refused(project, "../models/mine.yaml")
    assert "../../secret.yaml leads out of the folders" in refused(project, "../../secret.yaml")
    assert "../../none.yaml leads out of the folders" in refused(project, "../../none.yaml")  # which is not denied


def test_without_a_repository_it_is_the_current_folder(project, monkeypatch):
    monkeypatch.chdir(project)
    assert claims(project, "../models/my.yaml") == 1
    assert "../../secret.yaml leads out of" in refused(project, "../../secret.yaml")
    monkeypatch.chdir(project / "models")  # which the document does not lie below
    assert "../models/my.yaml leads out of" in refused(project, "../models/my.yaml")


def test_a_repository_within_another_is_a_tree_of_its_own(project):
    (project / ".git").mkdir()
    (project / "docs" / ".git").write_text("gitdir: elsewhere\n", "utf-8")
    assert "../models/my.yaml leads out of" in refused(project, "../models/my.yaml")


def test_symbolic_links_lead_no_further(project):
    (project / ".git").mkdir()
    (project / "models" / "link.yaml").symlink_to(project.parent / "secret.yaml")
    (project / "models" / "up").symlink_to(project.parent)
    (project / "docs" / "within").symlink_to(project / "models")
    for design in ("../models/link.yaml", "../models/up/secret.yaml", str(project.parent / "secret.yaml")):
        assert f"{design} leads out of" in refused(project, design)
    assert claims(project, "within/my.yaml") == 1


def test_what_a_spec_extends_stays_beside_it(project):
    (project / ".git").mkdir()
    (project / "models" / "base.yaml").write_text("extends: my.yaml\n", "utf-8")
    (project / "docs" / "up.yaml").write_text("extends: ../models/my.yaml\n", "utf-8")
    assert claims(project, "../models/base.yaml") == 1
    assert "there is no file '../models/my.yaml'" in refused(project, "up.yaml")


def test_what_is_printed_names_the_spec_from_the_document_on(project):
    (project / ".git").mkdir()
    text = "<!-- convcalc summarize ../models/my.yaml --format markdown -->\n\n{}\n\n<!-- /convcalc -->\n"
    (project / "docs" / "a.md").write_text(text.format("old"), "utf-8")
    (failure,) = convcalc.check(project / "docs" / "a.md").failures
    assert str(project.parent) not in failure.fix.text
    assert "224" in failure.fix.text


def test_a_tree_is_never_the_whole_file_system(project, monkeypatch):
    root = os.path.abspath(os.sep)
    monkeypatch.chdir(root)
    assert tree_of(str(project / "docs")) == os.path.realpath(project / "docs")
    assert tree_of(root) == root  # where the document itself lies there
