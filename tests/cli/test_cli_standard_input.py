"""What standard input may give: a spec, a list of layers, or layers on a line; a document has to be a file."""

from __future__ import annotations

import json

import pytest


def params(ran):
    assert ran.code == 0, ran.stderr
    return json.loads(ran.stdout)["totals"]["params"]


@pytest.mark.parametrize(
    "text",
    [
        "conv 8 3, relu\n",
        "  conv 8 3, relu",
        "conv 8 3\n",
        "[conv 8 3, relu]\n",
        "- conv 8 3\n- relu\n",
        "input: 3x9x9\nlayers: [conv 8 3]\n",
        "{input: 3x9x9, layers: [conv 8 3]}\n",
    ],
)
def test_layers_and_specs_are_read(convcalc, folder, text):
    ran = convcalc("summarize", "-", "--input", "3x9x9", "--json", stdin=text)
    assert params(ran) == 224  # 8·(3·9 + 1)


def test_what_is_wrong_in_layers_has_its_place(convcalc, folder):
    ran = convcalc("summarize", "-", "--input", "3x9x9", stdin="conv 8 3, rleu\n")
    assert ran.code == 2
    assert "standard input:1:11: error: " in ran.stderr


@pytest.mark.parametrize("text", ["The sum 3x3x3 = 28 is.\n", "alexnet\n", "3\n"])
def test_a_document_has_to_be_a_file(convcalc, folder, text):
    ran = convcalc("check", "-", stdin=text)
    assert ran.code == 2
    assert "this is not a spec (" in ran.stdout
    assert "a document has to be a file)" in ran.stdout
