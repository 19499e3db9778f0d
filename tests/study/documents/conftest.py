"""What the tests of tables have alike, whatever kind of document they stand in."""

from __future__ import annotations

import pytest

from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document
from convcalc.study.documents.printed import Printed


@pytest.fixture
def checking(tmp_path):
    """For a document of this name: what checking a text gives, or what fixing makes of it."""

    def of(name):
        path = tmp_path / name

        def check(text, fix=False):
            path.write_bytes(text.encode())
            checked = check_document(str(path), name, run=lambda *_: Printed(""))
            if fix:
                fix_document(str(path), checked)
                return path.read_bytes().decode()
            return checked

        return check

    return of
