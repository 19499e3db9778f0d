"""Names, messages and source lines of any characters: every format stays what it is, and obeys none of them.

What a log obeys is what GitHub's runner does: `::name ...::` at the beginning of a line, behind spaces too, and
`##[name]` anywhere in it (actions/runner, src/Runner.Common/ActionCommand.cs).
"""

import json
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema
import pytest
import xmlschema
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convcalc.language.problems import ERROR, WARNING, Place, Problem, Source
from convcalc.render.check.formats import check_pieces
from convcalc.render.check.step_summary import StepSummary
from convcalc.study.check.findings import SPEC, Checked, Claim, Fix, Summary
from convcalc.study.check.rules import RULES

DATA = Path(__file__).parent / "data"
SARIF = jsonschema.Draft202012Validator(
    json.loads((DATA / "sarif-2.1.0.json").read_text("utf-8")), format_checker=jsonschema.FormatChecker()
)
JUNIT = xmlschema.XMLSchema10(str(DATA / "junit-10.xsd"))

HOSTILE = (
    "::error::no",
    " ::add-mask::e",
    "\u200d::stop-commands::x",
    "##[add-mask]e",
    "a ##vso[task.complete]",
    "##teamcity[x]",
    "###[error]",
    "\x1b[31m",
    "\r\n::error::no",
    "]]><x>",
    "<![CDATA[",
    "&amp;",
    "\ud800",
    "\ufffe",
    "\x00",
    "\u2028",
    "\u202e",
    "[bold]",
    "[/]",
    "%0A::error::",
    "`|<b>",
    "@channel",
    "'\"",
    "\\",
    "{0}",
    "[a](https://example.org)",
    "C:\\x",
    "//host/x",
    "../x",
)
TEXT = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec=None), max_size=8)), min_size=1, max_size=3
).map("".join)
OPTIONS = st.fixed_dictionaries({"verbose": st.booleans(), "ascii": st.booleans(), "strict": st.booleans()})


@st.composite
def checks(draw):
    """A file with claims and problems at places in it, in another file, or nowhere."""
    name = draw(TEXT)
    checked = Checked(name, draw(st.sampled_from(["", SPEC, "document"])))
    sources = [Source(name, draw(TEXT)), Source(draw(TEXT), draw(TEXT))]
    places = st.builds(Place, st.sampled_from(sources), st.integers(1, 3), st.integers(1, 9), st.integers(1, 9))
    for _ in range(draw(st.integers(0, 2))):
        claim = Claim(
            draw(st.sampled_from(list(RULES))), draw(TEXT), draw(places), draw(TEXT), draw(TEXT), draw(st.booleans())
        )
        fix = draw(st.none() | st.builds(Fix, st.just(2), st.integers(2, 5), TEXT))
        checked.claims.append(claim._replace(cause=draw(TEXT), trail=((draw(TEXT), draw(places)),), fix=fix))
    for _ in range(draw(st.integers(0, 2))):
        severity, code = draw(st.sampled_from([ERROR, WARNING])), draw(st.sampled_from(list(RULES)))
        place, hint = draw(st.none() | places), draw(st.none() | TEXT)
        checked.problems.add(Problem(severity, draw(TEXT), place, hint, ((draw(TEXT), draw(places)),), code))
    return checked


def shown(format_, checked, **options):
    summary = Summary()
    summary.add(checked)
    return "".join(check_pieces([checked], summary, format_, **options))


def obeyed(text):
    """The lines that GitHub's runner would obey, with what .NET takes for a line end, for a space and for nothing."""
    lines = re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]", text)
    stripped = [re.sub(r"[\u200b-\u200f\u2060\ufeff\xad\x00-\x1f]", "", line).strip() for line in lines]
    return [line for line in stripped if line.startswith("::") or re.search(r"##\w*(\.\w+)*\[", line)]


def controls(text):
    return {f"{ord(c):x}" for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")}


def hostile(text):
    """An example with one text everywhere."""
    checked = Checked(text, SPEC)
    place = Place(Source(text, text), 1, 1, 3)
    checked.claims.append(Claim("CC101", text, place, text, text, True))
    checked.claims.append(Claim("CC101", text, place, text, text, False, text))
    checked.problems.add(Problem(ERROR, text, place, text, ((text, place),), "CC002"))
    checked.problems.add(Problem(WARNING, text, None, text, (), "CC003"))
    return checked


def with_examples(test):
    test = settings(max_examples=60)(test)
    for text in HOSTILE:
        test = example(hostile(text), {"verbose": True, "ascii": False, "strict": False})(test)
    return test


@with_examples
@given(checks(), OPTIONS)
def test_text_is_text(checked, options):
    text = shown("text", checked, **options)
    assert controls(text) == set()
    assert obeyed(text) == []
    assert text.isascii() or not options["ascii"]


@with_examples
@given(checks(), OPTIONS)
def test_color_comes_from_us_alone(checked, options):
    plain = shown("text", checked, **options)
    assert re.sub(r"\x1b\[(?:0|1|2|32|1;31|1;35)m", "", shown("text", checked, color=True, **options)) == plain


@with_examples
@given(checks(), OPTIONS)
def test_github_obeys_one_command_for_each_complaint(checked, options):
    text = shown("github", checked, **options)
    assert controls(text) == set()
    command = re.compile(
        r"::(error|warning) (?:file=[^,:]+,)?(?:line=\d+,endLine=\d+,col=\d+,endColumn=\d+,)?title=CC\d+ [\w-]+::"
    )
    commands = [line for line in text.split("\n") if command.match(line)]
    assert len(commands) == len(checked.complaints())
    assert obeyed("\n".join(line for line in text.split("\n") if not command.match(line))) == []


@with_examples
@given(checks(), OPTIONS)
def test_json_parses_to_what_was_given(checked, options):
    text = shown("json", checked, **options)
    (result,) = json.loads(text)["results"]
    assert result["file"] == checked.name
    assert [claim["written"] for claim in result["claims"]] == [claim.written for claim in checked.claims]
    assert {problem["message"] for problem in result["problems"]} == {p.message for p in checked.problems}
    assert text.isascii()
    assert (controls(text), obeyed(text)) == (set(), [])


@with_examples
@given(checks(), OPTIONS)
def test_junit_is_well_formed_and_valid(checked, options):
    text = shown("junit", checked, **options)
    JUNIT.validate(text)
    suite = ElementTree.fromstring(text)[0]
    assert int(suite.get("tests")) == len(suite) >= len(checked.claims) + len(checked.problems)
    assert int(suite.get("failures")) == len(checked.failures) == len(suite.findall("testcase/failure"))
    assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    assert text.isascii()
    assert (controls(text), obeyed(text)) == (set(), [])


@with_examples
@given(checks(), OPTIONS)
def test_sarif_is_valid(checked, options):
    text = shown("sarif", checked, **options)
    log = json.loads(text)
    SARIF.validate(log)
    results = log["runs"][0]["results"]
    assert len(results) == len(checked.failures) + len(checked.problems)
    for result in results:
        for location in result.get("locations", []):
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"(file:///)?[\w.~/%-]+", uri, re.A)
    assert text.isascii()
    assert (controls(text), obeyed(text)) == (set(), [])


@with_examples
@given(checks(), OPTIONS)
def test_the_summary_of_a_step_is_one_table_of_text(checked, options):
    table = StepSummary()
    summary = Summary()
    for one in table.watch([checked]):
        summary.add(one)
    text = table.markdown(summary)
    assert controls(text) == set()
    before, _, rest = text.partition("<table>\n")
    if checked.complaints():
        table_text = rest.partition("</table>\n\n")[0]
        root = ElementTree.fromstring(f"<table>{re.sub('[^ -~]', '', table_text)}</table>")
        assert [[cell.tag for cell in row] for row in root][1:] == [["td"] * 3] * len(checked.complaints())
        assert "\n\n" not in table_text
    assert before.startswith("### convcalc check\n\n")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("::error::x.yaml", "./::error::x.yaml:1:1: error CC002: wrong"),
        (" ::error::x.yaml", "./ ::error::x.yaml:1:1: error CC002: wrong"),
        ("##[error]x.yaml", "\\x23#[error]x.yaml:1:1: error CC002: wrong"),
        ("a::b.yaml", "a::b.yaml:1:1: error CC002: wrong"),
        ("## x.yaml", "## x.yaml:1:1: error CC002: wrong"),
    ],
)
def test_a_name_that_would_be_a_command_is_written_so_that_it_is_none(name, line):
    checked = Checked(name, SPEC)
    checked.problems.add(Problem(ERROR, "wrong", Place(Source(name, ""), 1, 1), None, (), "CC002"))
    assert shown("text", checked).splitlines()[0] == line
