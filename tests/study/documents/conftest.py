"""What the tests of documents have alike, of whatever kind these are."""

from __future__ import annotations

import pytest

from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document
from convcalc.study.documents.printed import Printed


@pytest.fixture
def fixing(tmp_path):
    """For a document of this name: what checking a text gives, and the text after a fix; commands print a text."""

    def of(name="doc.md", printed="", fix=True):
        def check(text, run=None, shown=name, **asked):
            path = tmp_path / name
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            checked = check_document(str(path), shown, run=run or (lambda *_: Printed(printed)), **asked)
            if not fix:
                return checked
            fix_document(str(path), checked)
            return checked, path.read_bytes().decode()

        return check

    return of


@pytest.fixture
def checking(fixing):
    """For a document of this name: what checking a text gives, or what fixing makes of it."""

    def of(name="doc.md", printed=""):
        def check(text, fix=False, **asked):
            return fixing(name, printed)(text, **asked)[1] if fix else fixing(name, printed, fix=False)(text, **asked)

        return check

    return of


@pytest.fixture
def document(checking):
    """What checking a text of Markdown gives."""
    return checking()


@pytest.fixture
def fixed(fixing):
    """What fixing makes of a text of Markdown."""
    return lambda text: fixing()(text)[1]
