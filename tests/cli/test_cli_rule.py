"""The rules of `check`: the command that explains them, the page that has them all, and that each is what it says."""

import csv
import json
import re
import shlex
from io import StringIO
from pathlib import Path

import pytest

from convcalc.language.problems import ERROR, WARNING
from convcalc.render.characters import width
from convcalc.study.check.rules import MARKDOWN, RULES, SHELL, YAML
from convcalc.study.slips.table import SLIPS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"
CODE = re.compile(r"\bCC\d{3}\b")
FORMATS = ("table", "text", "markdown", "latex", "csv", "json")
RULE = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def test_the_page_is_what_the_command_prints(convcalc):
    assert convcalc("rule", "--all", "--format", "markdown") == (PAGE.read_text("utf-8"), "", 0)


def test_every_code_that_a_check_gives_has_a_rule_and_no_other_does():
    sources = (path for path in (ROOT / "convcalc").rglob("*.py") if path.name != "rules.py")
    given = {code for path in sources for code in re.findall(r'"(CC\d{3})"', path.read_text("utf-8"))}
    assert given == set(RULES)
    assert list(RULES) == sorted(RULES)
    assert all(code == rule.code for code, rule in RULES.items())


def test_names_are_unique_and_severities_known():
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert {rule.severity for rule in RULES.values()} == {ERROR, WARNING}
    assert all(re.fullmatch("[a-z]+(-[a-z]+)+", rule.name) for rule in RULES.values())


def test_codes_that_texts_mention_exist():
    for path in [*(ROOT / "convcalc").rglob("*.py"), ROOT / "README.md", PAGE]:
        assert set(CODE.findall(path.read_text("utf-8"))) <= set(RULES), path


@RULE
def test_a_rule_says_what_why_and_how_in_lines_that_fit(convcalc, rule):
    shown = convcalc("rule", rule.code, "--format", "text")
    assert (shown.code, shown.stderr) == (0, "")
    said = " ".join(shown.stdout.split())
    assert said.startswith(f"{rule.code} {rule.name} ({rule.severity}): {rule.summary}")
    assert len(rule.paragraphs) >= 3
    for paragraph in rule.paragraphs:
        assert " ".join(paragraph.split()) in said
    assert "Wrong: " in said
    assert "Right: " in said
    assert max(map(width, shown.stdout.splitlines())) <= 100


def test_a_terminal_wraps_to_its_width(terminal):
    shown = terminal("rule", "CC101", columns=60)
    assert (shown.stderr, shown.code) == ("", 0)
    text = shown.stdout.partition("Wrong:")[0]
    assert max(map(width, text.splitlines())) <= 60
    assert text.count("\n") > 20


def test_cc101_names_every_slip_that_a_check_knows(convcalc):
    shown = " ".join(convcalc("rule", "CC101").stdout.split())
    for slip in SLIPS:
        assert f"- {slip.name}" in shown
        assert slip.doc in shown


@pytest.mark.parametrize("word", ["CC103", "cc103", "exceeded-budget"])
def test_a_rule_is_asked_for_by_its_code_or_name(convcalc, word):
    assert convcalc("rule", word).stdout.startswith("CC103 exceeded-budget (error): ")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("CC10", "did you mean 'CC10"),
        ("CCC101", "did you mean 'CC101'?"),
        ("zzz", "`convcalc rule` lists them"),
        ("", "`conv"),
    ],
)
def test_an_unknown_rule(convcalc, word, hint):
    refused = convcalc("rule", word)
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"error: there is no rule '{word}' ({hint}")


@pytest.mark.parametrize("format_", FORMATS)
def test_the_list_has_a_line_for_each_rule_in_every_format(convcalc, format_):
    shown = convcalc("rule", "--format", format_)
    assert (shown.code, shown.stderr) == (0, "")
    for rule in RULES.values():
        assert rule.code in shown.stdout
        assert rule.name in shown.stdout
    if format_ == "csv":
        rows = list(csv.DictReader(StringIO(shown.stdout)))
        assert [row["summary"] for row in rows] == [rule.summary for rule in RULES.values()]


def test_json_has_all_of_a_rule_and_of_all_rules(convcalc):
    everything = json.loads(convcalc("rule", "--format", "json").stdout)
    assert everything["format"] == "convcalc rules"
    assert [record["code"] for record in everything["rules"]] == list(RULES)
    one = json.loads(convcalc("rule", "CC101", "--format", "json").stdout)
    assert one["rules"] == [everything["rules"][list(RULES).index("CC101")]]
    assert one["rules"][0]["text"] == "\n\n".join(RULES["CC101"].paragraphs)
    assert "{slips}" not in one["rules"][0]["text"]


def test_markdown_of_one_rule_is_its_part_of_the_page(convcalc):
    shown = convcalc("rule", "CC201", "--format", "markdown").stdout
    assert shown.startswith("## CC201 wrong-sum\n\n")
    assert f"\n{shown}\n## CC301" in PAGE.read_text("utf-8")


def test_links_of_the_page_lead_to_its_headings():
    text = PAGE.read_text("utf-8")
    headings = {line[3:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\(#([^)]+)\)", text)) == headings
    assert len(headings) == len(RULES)


# The examples


def checked(convcalc, folder, rule, example):
    """What a check says of an example: the codes it gives, and its exit code."""
    if rule.language == SHELL:
        (folder / "net.yaml").write_text(RULES["CC101"].right, "utf-8")
        arguments = shlex.split(example)[2:]
    else:
        arguments = ["net.yaml" if rule.language == YAML else "notes.md"]
        (folder / arguments[0]).write_text(example, "utf-8")
    options = ["--expect", "params >= 0"] if rule.code in ("CC002", "CC003") else []
    options += ["--require-bound"] if rule.code == "CC306" else []
    shown = convcalc("check", *arguments, *options, "--format", "json")
    said = json.loads(shown.stdout)
    codes = {problem["code"] for result in said["results"] for problem in result["problems"]}
    codes |= {claim["code"] for result in said["results"] for claim in result["claims"] if not claim["holds"]}
    return codes, shown.code


@RULE
def test_the_wrong_example_fails_by_its_rule_alone(convcalc, folder, rule):
    exit_code = {"CC003": 0}.get(
        rule.code, 1 if rule.code in ("CC101", "CC102", "CC103", "CC201", "CC301", "CC302", "CC306") else 2
    )
    assert checked(convcalc, folder, rule, rule.wrong) == ({rule.code}, exit_code)


@RULE
def test_the_right_example_holds(convcalc, folder, rule):
    assert checked(convcalc, folder, rule, rule.right) == (set(), 0)
    assert rule.right != rule.wrong


def test_examples_are_in_languages_that_the_page_can_show():
    assert {rule.language for rule in RULES.values()} == {SHELL, YAML, MARKDOWN}
    assert all("````" not in rule.wrong + rule.right for rule in RULES.values())
