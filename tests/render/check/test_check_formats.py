"""What a check prints: the same findings in every format."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema
import pytest
import xmlschema

from convcalc.language.problems import ERROR, Place, Problem, Problems, Source
from convcalc.render.check.formats import FORMATS, check_pieces, chosen_format, step_summary, summary_path
from convcalc.render.check.parts import repository_path, summary_line
from convcalc.render.check.step_summary import LONGEST_CELL, MOST_BYTES, MOST_ROWS
from convcalc.study.check.files import File
from convcalc.study.check.findings import BLOCKS, DOCUMENT, SPEC, Checked, Claim, Summary
from convcalc.study.check.rules import RULES
from convcalc.study.check.specs import check_design, parse_goals

DATA = Path(__file__).parent / "data"
SARIF = json.loads((DATA / "sarif-2.1.0.json").read_text("utf-8"))
JUNIT = xmlschema.XMLSchema10(str(DATA / "junit-10.xsd"))

FAILED = (
    "nets/alexnet.yaml:9:41: error CC101: conv2 params: written 307,200, computed 307,456 "
    "(that is 256·48·5², the count without biases)"
)


def many(number, claims=1):
    """Files with one wrong claim each."""
    for index in range(number):
        source = Source(f"net{index}.yaml", "expect: {params: 1}\n")
        checked = Checked(source.name, SPEC)
        for claim in range(claims):
            checked.claims.append(Claim("CC101", f"params {claim}", Place(source, 1, 18), "1", "2", False))
        yield checked


def of(**counts):
    summary = Summary()
    for name, count in counts.items():
        setattr(summary, name, count)
    return summary


# text


def test_text_has_the_complaints_by_place_and_the_counts(show, both):
    assert show("text", both).splitlines() == [
        "nets/alexnet.yaml:7:5: warning CC003: a column is never read",
        " 7 |   - max_pool 3 stride=2",
        "   |     ^^^^^^^^^^^^^^^^^^^",
        "  called from nets/alexnet.yaml:7:5: lrn",
        FAILED,
        " 9 |     expect: {output: 256x27x27, params: 307_200}",
        "   |                                         ^^^^^^^",
        "error CC001: gone.yaml can't be read: no such file (look at the path)",
        "1 spec, 2 expectations, 1 failure, 1 error, 1 warning",
    ]


def test_text_has_with_verbose_what_holds_too(show, both):
    assert show("text", both, verbose=True).splitlines()[0] == "nets/alexnet.yaml:4:22: ok: conv1 output 96×55×55"
    rounded = Checked("net.yaml", SPEC)
    rounded.claims.append(
        Claim("CC101", "params", Place(Source("net.yaml", "61M"), 1, 1, 3), "61M", "60,965,224", True)
    )
    assert show("text", [rounded], verbose=True).splitlines() == [
        "net.yaml:1:1: ok: params 61M (computed 60,965,224)",
        "1 spec, 1 expectation, no failures",
    ]


def test_text_in_color_and_in_ascii(show, both):
    colored = show("text", both, color=True, verbose=True)
    assert "\x1b[1;31merror CC101:\x1b[0m" in colored
    assert "\x1b[32mok:\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == show("text", both, verbose=True)
    assert "(that is 256*48*5^2, the count without biases)" in show("text", both, ascii=True)
    assert show("text", both, ascii=True).isascii()


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ({"specs": 3, "expectations": 12, "failures": 1}, "3 specs, 12 expectations, 1 failure"),
        ({"specs": 1000, "expectations": 1, "failures": 0}, "1,000 specs, 1 expectation, no failures"),
        ({"documents": 1, "claims": 2, "failures": 2}, "1 document, 2 claims, 2 failures"),
        ({"blocks": 2, "errors": 1, "warnings": 2}, "2 files of blocks, no failures, 1 error, 2 warnings"),
        ({"blocks": 1, "documents": 2, "claims": 1}, "1 file of blocks, 2 documents, 1 claim, no failures"),
        ({}, "no specs, no failures"),
    ],
)
def test_the_counts_leave_out_what_there_was_none_of(counts, line):
    assert summary_line(of(**counts)) == line


# json


def test_json_has_everything(show, both):
    shown = json.loads(show("json", both))
    assert (shown["format"], shown["version"]) == ("convcalc check", 1)
    first, second = shown["results"]
    assert (first["file"], first["kind"], second["kind"]) == ("nets/alexnet.yaml", "spec", "")
    assert [claim["holds"] for claim in first["claims"]] == [True, False]
    assert first["claims"][1] == {
        "code": "CC101",
        "subject": "conv2 params",
        "file": "nets/alexnet.yaml",
        "line": 9,
        "column": 41,
        "length": 7,
        "holds": False,
        "written": "307,200",
        "computed": "307,456",
        "value": 307_456,
        "difference": "256 less",
        "cause": "that is 256·48·5², the count without biases",
        "fix": {"start": 209, "end": 216, "text": "307_456"},  # 17 + 8 + 31 + 31 + 9 + 8 + 24 + 41 + 40
        "trail": [],
    }
    (warning,) = first["problems"]
    assert (warning["code"], warning["severity"], warning["line"]) == ("CC003", "warning", 7)
    assert warning["trail"] == [{"text": "lrn", "file": "nets/alexnet.yaml", "line": 7, "column": 5}]
    assert second["problems"][0]["line"] is None
    assert shown["summary"] == {
        "specs": 1, "blocks": 0, "documents": 0, "expectations": 2, "claims": 0,
        "failures": 1, "errors": 1, "warnings": 1, "left_alone": 0, "unknown": 0, "unbound": 0, "excluded": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("params = 1K", 224),  # 8·(3·3² + 1)
        ("weight_bytes = 1 KB", 896),  # 4·224
        ("output = 8x4x5", [8, 4, 4]),  # ⌊(9 − 3)/2⌋ + 1 = 4
        ("start = 2", [1, 1]),  # (3 − 1)/2
        ("conv.kernel = 3", [3, 3]),
        ("conv_params_share = 100 %", 100),
    ],
)
def test_json_has_the_number_that_is_computed(expected, value):
    problems = Problems()
    goals = parse_goals([expected], problems)
    assert not problems.items
    checked = check_design(File("", "design", True, "", "conv 8 3 stride=2", ("input=3x9x9",)), goals)
    (result,) = json.loads("".join(check_pieces([checked], Summary(), "json")))["results"]
    assert [claim["value"] for claim in result["claims"]] == [value]


def test_json_without_results(show):
    assert json.loads(show("json", []))["results"] == []


# github


def test_github_has_an_annotation_for_each_complaint(show, both):
    assert show("github", both).splitlines() == [
        "::warning file=nets/alexnet.yaml,line=7,endLine=7,col=5,endColumn=24,title=CC003 unread-part"
        "::nets/alexnet.yaml:7:5: a column is never read%0A  called from nets/alexnet.yaml:7:5: lrn",
        "::error file=nets/alexnet.yaml,line=9,endLine=9,col=41,endColumn=48,title=CC101 wrong-count"
        "::nets/alexnet.yaml:9:41: conv2 params: written 307,200, computed 307,456 "
        "(that is 256·48·5², the count without biases)",
        "::error file=gone.yaml,title=CC001 unreadable-file::gone.yaml can't be read: no such file (look at the path)",
        "1 spec, 2 expectations, 1 failure, 1 error, 1 warning",
    ]


def test_github_with_strict_and_verbose(show, both):
    lines = show("github", both, strict=True, verbose=True).splitlines()
    assert lines[0] == "nets/alexnet.yaml:4:22: ok: conv1 output 96×55×55"
    assert [line.partition(" ")[0] for line in lines[1:4]] == ["::error"] * 3


def test_github_escapes_as_its_toolkit_does(show):
    source = Source("50%,a:b.yaml", "x\n")
    checked = Checked(source.name, SPEC)
    checked.problems.add(Problem(ERROR, "100 % wrong\r\n::error::no", Place(source, 1, 1), None, (), "CC002"))
    assert show("github", [checked]).splitlines()[0] == (
        "::error file=50%25%2Ca%3Ab.yaml,line=1,endLine=1,col=1,endColumn=2,title=CC002 invalid-spec"
        "::50%25,a:b.yaml:1:1: 100 %25 wrong\\r\\n::error::no"
    )


@pytest.mark.parametrize("name", ["command line", "inline design", "standard input", "catalogue: alexnet.yaml"])
def test_what_stands_in_no_file_is_annotated_without_one(show, name):
    claim = Claim("CC103", "params", Place(Source(name, "params <= 5M"), 1, 1, 12), "<= 5M", "60,965,224", False)
    file, none = Checked("nets/alexnet.yaml", SPEC), Checked(name, SPEC)
    file.claims.append(claim)
    none.claims.append(claim)
    assert show("github", [file]).startswith("::error file=nets/alexnet.yaml,title=CC103 ")
    assert show("github", [none]).startswith("::error title=CC103 ")
    (run,) = json.loads(show("sarif", [file, none]))["runs"]
    locations = [result.get("locations") for result in run["results"]]
    assert locations == [[{"physicalLocation": {"artifactLocation": {"uri": "nets/alexnet.yaml"}}}], None]


def test_paths_are_those_of_the_repository(monkeypatch, tmp_path):
    (tmp_path / "specs").mkdir()
    monkeypatch.chdir(tmp_path / "specs")
    assert repository_path("./a.yaml") == "a.yaml"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert repository_path("a.yaml") == "specs/a.yaml"
    assert repository_path("../b.yaml") == "b.yaml"
    assert repository_path(str(tmp_path / "specs" / "c.yaml")) == "specs/c.yaml"
    assert repository_path("../../d.yaml") == "../../d.yaml"


# auto, and the summary of a step


def test_auto_is_text_but_on_github(show, both, monkeypatch):
    assert show("auto", both) == show("text", both)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert show("auto", both) == show("github", both)
    assert chosen_format("json") == "json"


def test_a_format_that_is_none():
    with pytest.raises(ValueError, match="'xml'"):
        check_pieces([], Summary(), "xml")


def test_a_step_has_a_summary_on_github_alone(monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    assert [summary_path(name) for name in FORMATS] == [None] * 6
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    wanted = {name: summary_path(name) for name in FORMATS}
    assert wanted == {name: "summary.md" if name in ("auto", "github") else None for name in FORMATS}


def written_summary(path, results):
    summary = Summary()

    def counted():
        for checked in results:
            summary.add(checked)
            yield checked

    for _ in step_summary(counted(), summary, str(path), pytest.fail):
        pass
    return path.read_text("utf-8")


def test_the_summary_is_added_to_what_is_there(tmp_path, both):
    (tmp_path / "summary.md").write_text("before\n", "utf-8")
    assert written_summary(tmp_path / "summary.md", both) == (
        "before\n"
        "### convcalc check\n\n"
        "1 spec, 2 expectations, 1 failure, 1 error, 1 warning\n\n"
        "<table>\n"
        "<tr><th>place</th><th>rule</th><th>what is wrong</th></tr>\n"
        "<tr><td><code>nets/alexnet.yaml:7:5</code></td><td><code>CC003 unread-part</code></td>"
        "<td><code>a column is never read</code></td></tr>\n"
        "<tr><td><code>nets/alexnet.yaml:9:41</code></td><td><code>CC101 wrong-count</code></td>"
        "<td><code>conv2 params: written 307,200, computed 307,456 (that is 256·48·5², the count without biases)"
        "</code></td></tr>\n"
        "<tr><td><code>gone.yaml</code></td><td><code>CC001 unreadable-file</code></td>"
        "<td><code>gone.yaml can't be read: no such file (look at the path)</code></td></tr>\n"
        "</table>\n\n"
    )


def test_a_summary_without_complaints_has_no_table(tmp_path):
    assert written_summary(tmp_path / "summary.md", []) == "### convcalc check\n\nno specs, no failures\n\n"


def test_the_summary_keeps_below_what_github_allows(tmp_path):
    shown = written_summary(tmp_path / "few.md", many(MOST_ROWS + 1500))
    assert shown.count("<tr><td>") == MOST_ROWS
    assert shown.endswith("</table>\n\nand 1,500 more\n\n")
    long = Checked("l" * 1000, SPEC)
    wide = "\U0001f600" * 5000
    long.problems.add(Problem(ERROR, wide, None, wide, (), "CC002"))
    text = written_summary(tmp_path / "long.md", [long] * 1000)
    assert MOST_BYTES < len(text.encode("utf-8")) < MOST_BYTES + 10_000 < 2**20
    assert max(map(len, text.splitlines())) < 3 * LONGEST_CELL + 200


def test_what_a_person_wrote_is_no_markup_in_the_summary(tmp_path):
    checked = Checked("`a`|<b>&c.yaml", SPEC)
    checked.problems.add(Problem(ERROR, "</code><script>x</script>\n\n# | [a](b)", None, None, (), "CC002"))
    shown = written_summary(tmp_path / "summary.md", [checked])
    assert "<td><code>`a`|&lt;b&gt;&amp;c.yaml</code></td>" in shown
    assert "<td><code>&lt;/code&gt;&lt;script&gt;x&lt;/script&gt;\\n\\n# | [a](b)</code></td>" in shown
    table = shown.partition("<table>")[2].partition("</table>")[0]
    assert "\n\n" not in table  # an empty line ends what GitHub takes as HTML


# junit


def suites(text):
    JUNIT.validate(text)
    return ElementTree.fromstring(text)


def test_junit_has_a_suite_for_each_file_and_a_test_for_each_claim(show, both):
    first, second = suites(show("junit", both))
    assert first.attrib == {"name": "nets/alexnet.yaml", "tests": "3", "failures": "1", "errors": "0"}
    assert second.attrib == {"name": "gone.yaml", "tests": "1", "failures": "0", "errors": "1"}
    holds, fails, warns = first
    assert (holds.get("classname"), holds.get("name"), list(holds)) == ("nets/alexnet.yaml", "conv1 output", [])
    failure = fails.find("failure")
    assert failure.get("type") == "CC101"
    assert failure.get("message") == (
        "conv2 params: written 307,200, computed 307,456 (that is 256·48·5², the count without biases)"
    )
    assert failure.text.splitlines() == [
        FAILED,
        " 9 |     expect: {output: 256x27x27, params: 307_200}",
        "   |                                         ^^^^^^^",
    ]
    assert warns.get("name") == "CC003 unread-part"
    assert "a column is never read" in warns.find("system-out").text
    assert second[0].find("error").get("type") == "CC001"


def test_junit_with_strict_has_warnings_as_errors(show, both):
    suite = suites(show("junit", both, strict=True))[0]
    assert suite.get("errors") == "1"
    assert suite[2].find("error").get("type") == "CC003"


def test_junit_tells_tests_of_one_name_apart_and_has_one_for_a_file_without_claims(show):
    (twice,) = many(1)
    twice.claims *= 2
    assert [case.get("name") for case in suites(show("junit", [twice]))[0]] == ["params 0", "params 0 #2"]
    quiet = [Checked("a.yaml", SPEC), Checked("b.yaml", BLOCKS), Checked("c.md", DOCUMENT)]
    assert [suite[0].get("name") for suite in suites(show("junit", quiet))] == ["spec", "blocks", "document"]
    assert len(suites(show("junit", []))) == 0


def test_junit_that_is_none_does_not_pass():
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        JUNIT.validate('<testsuites><testsuite name="a"/></testsuites>')


# sarif


def sarif(text):
    log = json.loads(text)
    jsonschema.Draft202012Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    return run


def test_sarif_has_a_result_for_each_complaint(show, both):
    failed, warned, gone = sarif(show("sarif", both))["results"]
    assert failed["ruleId"] == "CC101"
    assert failed["level"] == "error"
    assert failed["message"]["text"].startswith("conv2 params: written 307,200, computed 307,456 (")
    (location,) = failed["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "nets/alexnet.yaml"},
        "region": {"startLine": 9, "startColumn": 41, "endColumn": 48},
    }
    ((replacement,),) = [change["replacements"] for change in failed["fixes"][0]["artifactChanges"]]
    assert replacement == {
        "deletedRegion": {"charOffset": 209, "charLength": 7},
        "insertedContent": {"text": "307_456"},
    }
    assert (warned["ruleId"], warned["level"]) == ("CC003", "warning")
    assert warned["relatedLocations"][0]["message"]["text"] == "called from here: lrn"
    assert gone["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "gone.yaml"}}}]


def test_sarif_has_every_rule_with_its_page(show, both):
    run = sarif(show("sarif", both))
    driver = run["tool"]["driver"]
    assert driver["name"] == "convcalc"
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] == RULES[rule["id"]].summary
        assert rule["help"]["markdown"].startswith(f"## {rule['id']} ")
        assert rule["defaultConfiguration"]["level"] == RULES[rule["id"]].severity
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_with_strict_and_without_results(show, both):
    assert [result["level"] for result in sarif(show("sarif", both, strict=True))["results"]] == ["error"] * 3
    assert sarif(show("sarif", both))["invocations"] == [{"executionSuccessful": False}]
    empty = sarif(show("sarif", []))
    assert (empty["results"], empty["invocations"]) == ([], [{"executionSuccessful": True}])


def prints(show, checked):
    return [result["partialFingerprints"]["convcalcCheck/v1"] for result in sarif(show("sarif", [checked]))["results"]]


def test_sarif_fingerprints_outlive_moved_lines(show):
    def claims(*subjects, above=0, name="net.yaml"):
        source = Source(name, "\n" * above + "expect: {params: 1, macs: 2}\n")
        checked = Checked(name, SPEC)
        for subject in subjects:
            checked.claims.append(Claim("CC101", subject, Place(source, above + 1, 18), "1", f"{above}", False))
        return checked

    params, macs = prints(show, claims("params", "macs"))
    assert params != macs
    assert prints(show, claims("params", "macs", above=7)) == [params, macs]
    assert prints(show, claims("params", name="other.yaml")) != [params]
    assert len(set(prints(show, claims("params", "params")))) == 2


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a b#c?.yaml", "a%20b%23c%3F.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("모델/net.yaml", "%EB%AA%A8%EB%8D%B8/net.yaml"),
        ("50%.yaml", "50%25.yaml"),
        ("/srv/net.yaml", "file:///srv/net.yaml"),
        ("bad\udcff.yaml", "bad%ED%B3%BF.yaml"),
    ],
)
def test_sarif_paths_are_references(show, name, uri):
    checked = Checked(name, SPEC)
    checked.problems.add(Problem(ERROR, "wrong", None, None, (), "CC002"))
    (result,) = sarif(show("sarif", [checked]))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_message_has_no_links_in_sarif(show):
    checked = Checked("net.yaml", SPEC)
    checked.problems.add(Problem(ERROR, "[here](https://example.org)", None, None, (), "CC002"))
    (result,) = sarif(show("sarif", [checked]))["results"]
    assert result["message"]["text"] == "[here\\](https://example.org)"


def test_sarif_that_is_none_does_not_pass():
    with pytest.raises(jsonschema.ValidationError):
        sarif('{"version": "2.1.0", "runs": [{"results": [{"level": "fatal"}]}]}')


# All of them


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_is_written_before_the_next_is_read(format_):
    """Nothing but the file at hand is in memory: pieces come as files are taken."""
    taken = 0

    def files():
        nonlocal taken
        for checked in many(50):
            taken += 1
            yield checked

    seen = [taken for piece in check_pieces(files(), Summary(), format_) if re.search(r"net\d+\.yaml", piece)]
    assert seen == list(range(1, 51))


@pytest.mark.parametrize("format_", FORMATS)
def test_files_are_let_go(format_):
    import gc
    import weakref

    class Watched(Checked):
        __slots__ = ("__weakref__",)

    alive: list[weakref.ref[Watched]] = []
    most = 0

    def files():
        nonlocal most
        for index in range(30):
            checked = Watched(f"net{index}.yaml", SPEC)
            checked.problems.add(Problem(ERROR, "wrong", None, None, (), "CC002"))
            alive.append(weakref.ref(checked))
            yield checked
            del checked
            most = max(most, sum(reference() is not None for reference in alive))

    gc.disable()
    try:
        for _ in check_pieces(files(), Summary(), format_):
            pass
    finally:
        gc.enable()
    assert most <= 1
