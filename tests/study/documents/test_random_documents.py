"""Documents put together from what is met in them: read to their end, and rewritten between markers alone."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.cli.shared.bound_commands import run
from convcalc.cli.shared.documents import MOST_ROUNDS
from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document

PIECES = [
    "3x3x64 = 577", "(227-11)/4 + 1 = 55", "3*", "= 9", "34’848", "text", " ", "\n", "\r\n", "\n\n", "\r\n\r\n", "\r",
    "---\n", "---\r\n", "> ", "> > ", "- ", "  1. ", "    ", "\t", "`", "``", "```\n", "~~~\n", "| a | b |\n", "# ",
    "<!--", "-->", "<!-- a -->", "<div>\n", "</div>\n", "<pre>", "**", "\\", "$", "1", "%", " fewer", "\u00a0", "é",
    "<!-- convcalc lenet5 params -->", "<!-- convcalc lenet5 params / alexnet params -->", "<!-- /convcalc -->",
    "<!-- convcalc lenet5 linear_params_share -->", "<!-- convcalc ops identity -->", "<!-- convcalc\nlenet5 macs -->",
    *(f"<!-- convcalc lenet5 params -->{number}<!-- /convcalc -->" for number in ("60K", "**1**", "", "61,706", "1 %")),
    "<!-- convcalc ops identity -->\nold\n<!-- /convcalc -->", "<!-- convcalc ops relu --><!-- /convcalc -->",
    "<!-- convcalc nothing params -->", "<!-- convcalc -->", "61,706", "61K", "95 %", "5 %", "1x2", "0.5",
]  # fmt: skip
MARKED = re.compile(r"<!--\s*convcalc\s.*?-->.*?<!--\s*/convcalc\s*-->", re.DOTALL)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_document_is_checked_and_fixed_between_its_markers_alone(tmp_path, pieces):
    path, text = tmp_path / "doc.md", "".join(pieces)
    path.write_text(text, "utf-8", newline="")
    checked = check_document(str(path), "doc.md", run=run)
    made = fix_document(str(path), checked)
    fixed = path.read_bytes().decode()
    if not made:
        assert fixed == text
    position = 0
    for claim in made:  # all that stands outside of what is said to be rewritten is as it was
        assert "<!-- convcalc" in text[: claim.fix.start].replace("<!-- convcalc\n", "<!-- convcalc ")
        assert claim.fix.start >= position
        position = claim.fix.end
    assert MARKED.sub("", fixed) == MARKED.sub("", text)
    for _ in range(MOST_ROUNDS - 1):
        checked = check_document(str(path), "doc.md", run=run)
        fix_document(str(path), checked)
    left = check_document(str(path), "doc.md", run=run).failures
    assert [claim for claim in left if claim.fix is not None] == []
    assert all(claim.difference or claim.code == "CC201" for claim in left)  # why it was not fixed
