"""Notebooks: which cells are read, where a complaint stands, and that a fix changes nothing else of the file."""

from __future__ import annotations

import json

import pytest

from convcalc.language.problems import position
from convcalc.render.records import place_record
from convcalc.study.documents.fix import fix_document

WRONG = "<!-- convcalc alexnet params -->62.0M<!-- /convcalc -->"  # the paper's AlexNet has 60,965,224
RIGHT = WRONG.replace("62", "61")


def cell(kind, source, **more):
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def notebook(*cells, **more):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


@pytest.fixture
def check(checking):
    def checked(data, **asked):
        text = data if isinstance(data, str) else json.dumps(data, indent=1, ensure_ascii=False) + "\n"
        return checking("n.ipynb", "one\ntwo ×\n")(text, **asked)

    return checked


@pytest.fixture
def fixed(check):
    return lambda data: check(data, fix=True)


def places(checked):
    return [str(claim.place) for claim in checked.claims if not claim.holds]


def test_cells_of_markdown_are_read_each_by_itself(check):
    data = notebook(
        cell("markdown", ["```\n", "3*3 = 10\n"]),  # a fence that is not closed ends with its cell
        cell("markdown", "---\n3*3 = 11\n---\n"),
        cell("code", ["# 3*3 = 12\n"], outputs=[{"output_type": "stream", "text": ["a\n", "3*3 = 13\n"]}]),
        cell("raw", "3*3 = 14"),
        cell("markdown", []),
        cell("markdown", ["한글 \U0001f600\n", "$3 \\times 3 = 15$"]),
    )
    assert places(check(data)) == ["n.ipynb:cell 2:2:7", "n.ipynb:cell 6:2:15"]


def test_code_and_what_it_printed_is_read_with_code_alone(check):
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "3*3 = 13\n"]},
        {"output_type": "execute_result", "data": {"text/plain": "3*3 = 14", "text/html": "3*3 = 15"}},
        {"output_type": "error", "traceback": ["3*3 = 16"]},
    ]
    data = notebook(cell("code", ["# 3*3 = 12\n"], outputs=outputs), cell("raw", "3*3 = 17"))
    assert places(check(data)) == []
    assert sorted(places(check(data, code=True))) == [
        "n.ipynb:cell 1 output 1:2:7", "n.ipynb:cell 1 output 2:1:7", "n.ipynb:cell 1:1:9",
    ]  # fmt: skip


def test_a_place_is_told_in_the_file_as_well(check):
    checked = check(notebook(cell("markdown", ['a "b"\n', "\u00e9 \\alpha, 3*3 = 10\n"])))
    (claim,) = checked.claims
    lines = claim.place.source.file.text.split("\n")
    record = place_record(claim.place)
    assert record["file"] == "n.ipynb"
    assert lines[record["line"] - 1][record["column"] - 1 :].startswith("10\\n")
    assert record["cell"] == {"name": "cell 1", "line": 2, "column": 17}
    assert position(claim.place) == ("n.ipynb", record["line"], record["column"])


FORMS = {
    "list": lambda text: text.splitlines(keepends=True),
    "string": lambda text: text,
    "one a list": lambda text: [text],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
@pytest.mark.parametrize("ascii", [True, False])
def test_a_fix_changes_the_digits_alone(fixed, form, indent, ascii):
    source = FORMS[form](f'# "한글" \\alpha\n\nAlexNet\t\U0001f600 has {WRONG}.\n')
    data = notebook(cell("markdown", source, zebra=1, attachments={}), cell("code", WRONG), z=1e-7, a=[1.0, None])
    text = json.dumps(data, indent=indent, ensure_ascii=ascii)
    for end in ("", "\n", "\n\n"):
        shown = text.replace("\\\\alpha", "\\u005calpha") + end
        assert fixed(shown) == shown.replace("62.0M", "61.0M", 1)
        assert fixed("\ufeff" + shown.replace("\n", "\r\n")) == "\ufeff" + shown.replace("\n", "\r\n").replace(
            "62.0M", "61.0M", 1
        )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("inner", ["", "\n", "old\n", "old\nolder\noldest\n", "```\nold\n```\n", "```\n```\n"])
def test_a_text_is_written_into_the_strings_that_are_there(fixed, form, inner):
    text = f"a\n\n<!-- convcalc summarize alexnet -->\n{inner}<!-- /convcalc -->\nb\n"
    data = notebook(cell("markdown", FORMS[form](text)), cell("markdown", ["c"]))
    before = json.dumps(data, indent=2)
    after = json.loads(fixed(before))
    source = after["cells"][0]["source"]
    whole = source if isinstance(source, str) else "".join(source)
    assert "\none\ntwo ×\n" in whole
    assert "old" not in whole
    assert whole.startswith("a\n\n<!-- convcalc summarize alexnet -->\n")
    assert whole.endswith("<!-- /convcalc -->\nb\n")
    assert after["cells"][1:] == data["cells"][1:]
    if form == "list":
        assert source == whole.splitlines(keepends=True)
        assert fixed(before) == json.dumps(after, indent=2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"cells": [\n {"a": 1,}]}', "n.ipynb:2:"),
        ("", "n.ipynb:1:1: error CC001: this is no notebook: Expecting value"),
        ("[" * 200_000, "n.ipynb:1:1: error CC001: this is no notebook: it is nested too deeply"),
        ("[]", "n.ipynb:1:1: error CC001: this is no notebook: it has no nbformat (save it anew in Jupyter)"),
        (
            '{"worksheets": [],\n "nbformat": 3}',
            "n.ipynb:2:2: error CC001: this notebook has format 3, and",
        ),
        ('{"nbformat": "x"}', "n.ipynb:1:2: error CC001: this notebook has format x, and those from 4 on are read"),
        ('{"nbformat": null}', "n.ipynb:1:2: error CC001: this notebook has format None, and those from 4 on are read"),
        ('{"nbformat": 4}', "n.ipynb:1:1: error CC001: this notebook has no list of cells"),
        (
            '{"nbformat": 4, "cells": [{}],\n"cells": []}',
            "n.ipynb:1:17: error CC001: this notebook has cells twice (save",
        ),
        ('{"nbformat": 4,\n"cells": [3]}', "n.ipynb:2:1: error CC001: this notebook has no list of cells"),
        (
            '{"nbformat": 4, "cells": [{"cell_type": "markdown",\n"source": "3*3 = 10", "source": "a"}]}',
            "n.ipynb:2:11: error CC001: cell 1 of this notebook has a key twice",
        ),
    ],
)
def test_what_is_no_notebook_is_said_with_its_place(check, text, said):
    (complaint,) = check(text).complaints()
    assert str(complaint).startswith(said)


def test_odd_cells_are_passed_over(check):
    odd = [
        {},
        {"source": ["a"]},
        {"cell_type": "markdown"},
        {"cell_type": "markdown", "source": {"source": "3*3 = 10"}},
    ]
    odd += [cell("markdown", None), cell("code", 3, outputs="3*3 = 10"), cell("code", "", outputs=[["3*3 = 10"]])]
    assert check(notebook(*odd), code=True).complaints() == []


def test_a_lone_surrogate_is_no_trouble(check):
    assert places(check('{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "\\ud800, 3*3 = 10"}]}')) == [
        "n.ipynb:cell 1:1:10"
    ]


@pytest.mark.parametrize("indent", [None, 1])
def test_the_comment_of_a_table_is_a_line_of_its_own_in_the_list_of_lines(check, tmp_path, indent):
    path = tmp_path / "n.ipynb"
    table = ["| Model | Params (M) |\n", "|---|---|\n", "| ResNet-50 | 25.6 |"]
    for above in ([], ["a\n", "\n"], ["\n"]):
        checked = check(json.dumps(notebook(cell("markdown", [*above, *table])), indent=indent), suggest=True)
        fix_document(str(path), checked, [claim for claim in checked.suggestions.claims if claim.fix])
        bound = notebook(cell("markdown", [*above, "<!-- convcalc table -->\n", *table]))
        assert path.read_text("utf-8") == json.dumps(bound, indent=indent)


def test_the_rows_of_a_formula_are_one_sum(check):
    """3 * 3 * 64 is 576."""
    lines = ["$$\\begin{aligned}\n", "a &= 3\\cdot3\\cdot64 \\\\\n", "  &= 577\n", "\\end{aligned}$$"]
    checked = check(notebook(cell("markdown", lines)))
    assert places(checked) == ["n.ipynb:cell 1:3:6"]
    (claim,) = checked.claims
    assert position(claim.place)[1] == 9  # of the file, the third string of the list
    assert check(notebook(cell("markdown", "".join(lines).replace("577", "576")))).failures == []
