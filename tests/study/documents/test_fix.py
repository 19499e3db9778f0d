"""Rewriting documents: what is bound and wrong, and nothing else, byte for byte; the whole new file or the old one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document
from convcalc.study.documents.printed import Printed

ROOT = Path(__file__).parents[3]
SECONDS = 60

# AlexNet: conv1 has 34,944 = 96·(3·11² + 1) parameters.
WRONG = "A <!-- convcalc alexnet conv1.params -->34,848<!-- /convcalc --> b\n"
RIGHT = "A <!-- convcalc alexnet conv1.params -->34,944<!-- /convcalc --> b\n"


def check(path):
    return check_document(str(path), path.name, run=lambda words, library: Printed("one\n\ntwo\n"))


def fixed(path):
    """The places of what was fixed, and the complaints of what could not be."""
    checked = check(path)
    claims = fix_document(str(path), checked)
    return [str(claim.place) for claim in claims], [str(problem) for problem in checked.problems]


def in_folder(path):
    return sorted(entry.name for entry in path.parent.iterdir())


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "doc.md"
    path.write_bytes(WRONG.encode())
    return path


def test_a_wrong_number_is_rewritten(document):
    assert fixed(document) == (["doc.md:1:41"], [])
    assert document.read_bytes() == RIGHT.encode()
    assert in_folder(document) == ["doc.md"]


def test_the_mode_is_kept(document):
    document.chmod(0o640)
    fixed(document)
    assert document.stat().st_mode & 0o7777 == 0o640


def test_what_holds_is_not_written(document):
    document.write_bytes(RIGHT.encode())
    before = document.stat()
    assert fixed(document) == ([], [])
    assert (document.stat().st_ino, document.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_sums_are_never_rewritten(document):
    document.write_bytes(b"3*3 = 10\n")
    assert len(check(document).failures) == 1
    assert fixed(document) == ([], [])
    assert document.read_bytes() == b"3*3 = 10\n"


def test_a_file_that_was_changed_since_is_left_alone(document):
    checked = check(document)
    document.write_bytes(b"mine\n" + WRONG.encode())
    assert fix_document(str(document), checked) == []
    assert [str(problem) for problem in checked.problems] == [
        "error CC001: doc.md can't be fixed: it was changed since it was read"
    ]
    assert document.read_bytes() == b"mine\n" + WRONG.encode()
    assert in_folder(document) == ["doc.md"]


def test_a_file_that_is_gone_is_said(document):
    checked = check(document)
    document.unlink()
    assert fix_document(str(document), checked) == []
    assert len(checked.problems.errors) == 1
    assert in_folder(document) == []


def test_a_link_out_of_the_folder_is_refused(document, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    link = folder / "link.md"
    link.symlink_to(document)
    assert fixed(link) == (
        [],
        ["error CC001: link.md can't be fixed: it is a symbolic link to a file outside its folder"],
    )
    assert document.read_bytes() == WRONG.encode()


def test_a_link_inside_the_folder_stays_one(document, tmp_path):
    link = tmp_path / "link.md"
    link.symlink_to("doc.md")
    assert fixed(link) == (["link.md:1:41"], [])
    assert (link.is_symlink(), document.read_bytes()) == (True, RIGHT.encode())


@pytest.mark.parametrize("name", ["os.fsync", "os.replace", "os.open"])
def test_what_the_disk_refuses_leaves_the_old_file(document, monkeypatch, name):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(name, refuse)
    assert fixed(document) == ([], ["error CC001: doc.md can't be fixed: No space left on device"])
    assert document.read_bytes() == WRONG.encode()
    assert in_folder(document) == ["doc.md"]


def test_a_file_that_may_not_be_written_is_left_alone(document):
    document.chmod(0o440)
    assert fixed(document) == ([], ["error CC001: doc.md can't be fixed: Permission denied"])
    assert document.read_bytes() == WRONG.encode()


KILLED = """\
import os, sys
from pathlib import Path
from convcalc.language import replacing
from convcalc.study.documents import fix
from convcalc.study.documents.check import check_document

path, module, name, before = sys.argv[1:]
found = {"os": os, "replacing": replacing}[module]
kept = getattr(found, name)

def killed(*arguments):
    if before == "after":
        kept(*arguments)
    os._exit(9)

checked = check_document(path, "doc.md", run=None)
setattr(found, name, killed)
fix.fix_document(path, checked)
"""


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("module", "name", "new"),
    [
        ("os", "open", False),
        ("replacing", "_copy_rights", False),
        ("os", "fsync", False),
        ("os", "replace", None),
        ("replacing", "_settle", True),
    ],
)
def test_killed_at_any_moment_there_is_the_old_file_or_the_new_one(document, module, name, new, when):
    script = [sys.executable, "-c", KILLED, str(document), module, name, when]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(script, env=environment, timeout=SECONDS, capture_output=True)
    assert done.returncode == 9, done.stderr
    new = when == "after" if new is None else new
    assert document.read_bytes() == (RIGHT if new else WRONG).encode()
    document.write_bytes(WRONG.encode())
    assert fixed(document) == (["doc.md:1:41"], [])
    assert document.read_bytes() == RIGHT.encode()
    assert in_folder(document) == ["doc.md"]


def test_only_what_a_run_of_this_file_left_that_is_gone_is_removed(document, tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(SECONDS)
    left = f".doc.md.{gone.pid}.abcdef12.tmp"
    others = [
        f".doc.md.{os.getpid()}.abcdef12.tmp",  # of a run that goes on
        ".doc.md.1.abcdef12.tmp",  # of a process that belongs to another user, mostly
        f".other.md.{gone.pid}.abcdef12.tmp",
        f".doc.md.{gone.pid}.mine.tmp",
        f".doc.md.{gone.pid}.abcdef12.bak",
        f"doc.md.{gone.pid}.abcdef12.tmp",
        ".doc.md.abcdef12.tmp",
        ".doc.md.².abcdef12.tmp",
        f".doc.md.{'9' * 40}.abcdef12.tmp",
    ]
    for name in (left, *others):
        (tmp_path / name).write_text("")
    (tmp_path / f".doc.md.{gone.pid}.deadbeef.tmp").mkdir()
    (tmp_path / f".doc.md.{gone.pid}.feedbeef.tmp").symlink_to(document)
    before = in_folder(document)
    assert fixed(document) == (["doc.md:1:41"], [])
    assert in_folder(document) == [name for name in before if name != left]


def test_a_file_with_another_name_is_left_alone(document, tmp_path):
    other = tmp_path / "other.md"
    other.hardlink_to(document)
    said = "error CC001: doc.md can't be fixed: it has other names (hard links), which would keep the old text"
    assert fixed(document) == ([], [said])
    assert other.read_bytes() == document.read_bytes() == WRONG.encode()
    assert other.samefile(document)
    assert in_folder(document) == ["doc.md", "other.md"]


# Round trips: what a document says around its claims, and claims in many styles, as `words, wrong, right`.
CLAIMS = [
    ("alexnet conv1.params", "34,848", "34,944"),
    ("alexnet conv1.params", "**1_000**", "**34_944**"),
    ("alexnet conv1.params", "`7` 개", "`34944` 개"),
    ("alexnet conv1.params", "약 4.5만", "약 3.5만"),
    ("alexnet conv1.params", "34,944", "34,944"),
    ("alexnet params", "62M", "61M"),
    ("alexnet params", "60.9 M params", "61.0 M params"),
    ("alexnet macs", "1.50 GMACs", "0.72 GMACs"),
    ("alexnet conv1.output", "96 × 1 × 1", "96 × 55 × 55"),
    ("alexnet conv1.output", "(1x1)", "(96x55x55)"),
    ("alexnet linear_params_share", "12 %", "96 %"),
    ("alexnet conv2.params / conv1.params", "1.2×", "8.8×"),
    ("ops", "\n0\n", "\none\n\ntwo\n"),
    ("ops", "\n\n```console\n$ convcalc ops\n```\n", "\n\n```console\n$ convcalc ops\none\n\ntwo\n```\n"),
]
WORDS = st.text(st.sampled_from("ab 1,.=*_|-é한😀\u2028\u0085\x0b\t<>&\\"), max_size=12)
PROSE = WORDS.map(lambda text: re.sub("^[ \t]*(?=<)", "", text).replace("<", "("))
PARTS = st.one_of(st.sampled_from(CLAIMS), PROSE, st.just("\n"), st.just("\n\n"))


def written(parts, number, end, mark):
    """The document with the wrong texts of its claims (1) or the right ones (2), each in a paragraph of its own."""
    pieces = []
    for part in parts:
        if isinstance(part, tuple):
            pieces.append(f"\n\nx <!-- convcalc {part[0]} -->{part[number]}<!-- /convcalc -->\n\n")
        else:
            pieces.append(part)
    return mark + "".join(pieces).replace("\n", end).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(PARTS, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_a_document_is_fixed_and_nothing_else_of_it_is_changed(tmp_path, parts, end, mark):
    path = tmp_path / "doc.md"
    path.write_bytes(written(parts, 1, end, mark))
    claims = [part for part in parts if isinstance(part, tuple)]
    assert fixed(path)[1] == []
    assert path.read_bytes() == written(parts, 2, end, mark)
    after = check(path)
    assert [claim for claim in after.failures if claim.code != "CC201"] == []
    assert sum(claim.code != "CC201" for claim in after.claims) == len(claims)
    assert fixed(path) == ([], [])
