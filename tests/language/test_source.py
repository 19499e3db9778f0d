"""YAML as nodes with places, read alike by both loaders, and everything that is refused."""

import io
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from convcalc.language.nodes.source import List, Mapping, Scalar, parse_yaml
from convcalc.language.problems import Problems, Source
from convcalc.language.reading import read_source

both_loaders = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
ARCHITECTURES = Path(__file__).parents[2] / "architectures"


def read(text, pure=False):
    problems = Problems()
    node = parse_yaml(Source("net.yaml", text), problems, pure)
    return node, [(problem.message, tuple(problem.place or ())[1:], problem.hint) for problem in problems.items]


def plain(node):
    """A node as Python's own lists, dictionaries and strings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def detailed(node):
    """Everything that is known of a node."""
    if node is None:
        return None
    place = node.place[1:]
    if isinstance(node, Scalar):
        return place, node.text, node.plain
    if isinstance(node, List):
        return place, node.flow, [detailed(item) for item in node.items]
    return place, [(key, detailed(name), detailed(value)) for key, (name, value) in node.entries.items()]


def read_alike(text):
    fast, slow = read(text), read(text, pure=True)
    assert (detailed(fast[0]), fast[1]) == (detailed(slow[0]), slow[1])
    return fast


@both_loaders
def test_nodes_know_their_places(pure):
    node, problems = read("layers:\n  - conv1: conv 96 11\n    expect: {params: '34,944'}\n  - relu\n", pure)
    assert not problems
    assert isinstance(node, Mapping)
    name, layers = node.entries["layers"]
    assert name.place[1:] == (1, 1, 6)
    assert isinstance(layers, List)
    assert (layers.place[1:3], layers.flow) == ((2, 3), False)
    first, relu = layers.items
    name, call = first.entries["conv1"]
    assert (name.place[1:], call.place[1:]) == ((2, 5, 5), (2, 12, 10))
    assert (call.text, call.plain, call.is_empty) == ("conv 96 11", True, False)
    _, params = first.entries["expect"][1].entries["params"]
    assert (params.text, params.plain, params.place[1:]) == ("34,944", False, (3, 22, 8))
    assert (relu.text, relu.place[1:]) == ("relu", (4, 5, 4))


@both_loaders
@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "~", "null", "1:30", "010", "0x3", "1_000", "1.0", "2012-01-01", ".inf", "=", "1e3"]
)
def test_scalars_stay_the_text_that_was_written(text, pure):
    node, problems = read(f"a: {text}\n{text}: [{text}]\n", pure)
    assert not problems
    assert plain(node) == {"a": text, text: [text]}


@both_loaders
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[conv ? 3, ? b]", ["conv ? 3", "? b"]),
        ("{a?: ?}", {"a?": "?"}),
        ("a: conv ? 3 padding=?", {"a": "conv ? 3 padding=?"}),
        ("- 'why?'", ["why?"]),
        ("- \ue000?", ["\ue000?"]),  # the first character that could stand in for a question mark
    ],
)
def test_a_question_mark_is_only_a_question_mark(text, value, pure):
    node, problems = read(text, pure)
    assert not problems
    assert plain(node) == value


@both_loaders
def test_what_is_not_a_plain_line(pure):
    node, _ = read("- 'quoted'\n- folded\n  line\n- |\n  block\n-\n- ''\n", pure)
    assert [item.plain for item in node.items] == [False, False, False, True, False]
    assert [item.is_empty for item in node.items] == [False, False, False, True, False]
    assert plain(node) == ["quoted", "folded line", "block\n", "", ""]


@pytest.mark.parametrize("text", ["- residual:\n", "- residual:  # a call\n", "- {residual: }", "- {residual:\n  }"])
def test_a_value_that_is_not_written_stands_after_its_name(text):
    node, problems = read_alike(text)
    assert not problems
    _, value = node.items[0].entries["residual"]
    assert value.is_empty
    assert value.place.line == 1
    assert value.place.column == text.index(":") + 1


@both_loaders
def test_a_tab_between_words_is_a_space(pure):
    node, problems = read("a\t: conv\t64\t# four\n\t\n\t# a comment\nb: 1\n", pure)
    assert not problems
    assert plain(node) == {"a": "conv 64", "b": "1"}


@both_loaders
def test_aliases_repeat_what_they_name(pure):
    node, problems = read("a: &x [1, &y two]\nb: *x\nc: *y\n", pure)
    assert not problems
    assert plain(node) == {"a": ["1", "two"], "b": ["1", "two"], "c": "two"}


def test_the_place_of_a_part_of_a_text():
    node, _ = read("- conv 96 strde=4\n- 'conv 96 strde=4'\n- conv 96\n  strde=4\n- \"\\x41 b\"\n")
    line, quoted, folded, escaped = node.items
    assert line.part(8, 5).column == 3 + 8
    assert quoted.part(8, 5).column == 4 + 8
    assert folded.part(8, 5) == folded.place
    assert escaped.part(2, 1) == escaped.place


@both_loaders
@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---", "---\n...\n", "   "])
def test_an_empty_document_is_none(text, pure):
    assert read(text, pure) == (None, [])


DEEP = "lists and mappings nest deeper than 64 levels"
LAUGHS = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


@both_loaders
@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' stands twice here (first in line 1)"),
        ("{a: 1, a: 2}", 1, 8, "the key 'a' stands twice here (first in line 1)"),
        ("b: &x {c: 1}\na:\n  <<: *x\n", 3, 3, "merge keys (<<) are not allowed"),
        ("a: !!python/object:os.system x", 1, 4, "YAML tags such as tag:yaml.org,2002:python/object:os.system "
         "are not allowed"),
        ("a: !!int 3", 1, 4, "YAML tags such as tag:yaml.org,2002:int are not allowed"),
        ("!mine [1]", 1, 1, "YAML tags such as !mine are not allowed"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here"),
        ("a: *b\n", 1, 4, "there is no anchor &b before this alias"),
        ("a: *b\nb: &b 1\n", 1, 4, "there is no anchor &b before this alias"),
        ("a: &a [1, *a]\n", 1, 11, "*a stands inside what it refers to"),
        ("a: &a {b: *a}\n", 1, 11, "*a stands inside what it refers to"),
        ("[" * 65 + "]" * 65, 1, 65, DEEP),
        ("[" * 100_000, 1, 65, DEEP),
        ("[" * 100_000 + "]" * 100_000, 1, 65, DEEP),
        ("{a: " * 100_000, 1, 4 * 64 + 1, DEEP),
        ("- " * 100_000, 1, 2 * 64 + 1, DEEP),
        ("[a]: b\n", 1, 1, "a key must be a word, not a list or mapping"),
        ("name: a\x07b\n", 1, 8, "a character that YAML does not allow"),
        ("a\n\x00", 2, 1, "a character that YAML does not allow"),
        ("a: b\u2028c: d\n", 1, 5, "a character that YAML does not allow"),
        ("a: \udc80\n", 1, 4, "a character that YAML does not allow"),
        ('a: "\\ud800"\n', 1, 4, "half a character (a surrogate) is no text"),
        ("a: |# b\n", 1, 5, "this is not YAML"),
        ('"\\U00110000"', 1, 4, "this is not YAML"),  # there is no such character
        ('a: ["\\UFFFFFFFF"]\n', 1, 8, "this is not YAML"),
        ("%YAML 1." + "1" * 4301 + "\n---\na: 1\n", 1, 9, "this is not YAML"),
        ("[" * 65 + "@", 1, 65, DEEP),  # both scanners see the @ before they hand on the brackets
        ("[a, *b, @c]\n", 1, 5, "there is no anchor &b before this alias"),
        ("- *width/2\n", 1, 3, "there is no anchor &width before this alias"),
    ],
)  # fmt: skip
def test_refused_with_a_place(text, line, column, message, pure):
    _, problems = read(text, pure)
    ((said, place, _),) = problems
    assert (said, place[:2]) == (message, (line, column))


@pytest.mark.parametrize("text", ["[" * 5_000_000, "[" * 5_000_000 + "]" * 5_000_000, "[\n" * 5_000_000])
def test_no_text_is_too_long_to_be_refused_for_its_depth(text):
    _, ((said, place, _),) = read(text)
    assert (said, place[0] + place[1]) == (DEEP, 1 + 65)  # the 65th in the first line, or in the first column


def test_what_nests_as_deep_as_is_allowed_is_read():
    node, problems = read_alike("[" * 64 + "]" * 64)
    assert not problems
    assert isinstance(node, List)


STARTS = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
ENDS = yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken


def place_of_level(text, level, loader_class):
    """Where so many lists and mappings are open at once; None where that many never are."""
    depth = 0
    try:
        for token in yaml.scan(text, loader_class):
            depth += isinstance(token, STARTS) - isinstance(token, ENDS)
            if depth == level:
                return token.start_mark
    except yaml.YAMLError:
        pass
    return None


@pytest.fixture
def hasty(monkeypatch):
    """A libyaml that reads far ahead, and gives up on what is 100 levels deep before it hands on anything."""
    if not yaml.__with_libyaml__:
        pytest.skip("PyYAML comes without libyaml here")

    libyaml = yaml.CSafeLoader

    class Hasty(libyaml):
        def __init__(self, text):
            super().__init__(text)
            self.mark = place_of_level(text, 100, libyaml)

        def get_event(self):
            if self.mark:
                raise yaml.scanner.ScannerError(None, None, "exceeded maximum nesting depth", self.mark)
            return super().get_event()

    monkeypatch.setattr(yaml, "CSafeLoader", Hasty)


LONG = "- conv 64 3\n" * 20_000
"""More than the slow scanner may read of a text that is refused."""


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("[" * 200, 1, 65, DEEP),
        ("[" * 200 + "]" * 200, 1, 65, DEEP),
        ("[\n" * 200, 65, 1, DEEP),
        ("{a: " * 200, 1, 4 * 64 + 1, DEEP),
        ("- " * 200, 1, 2 * 64 + 1, DEEP),
        ("[a, *b, " + "[" * 200, 1, 5, "there is no anchor &b before this alias"),
        ("[a [" + "[" * 200, 1, 4, "this is not YAML: a bracket '[' has no partner"),
        (LONG + "- " + "[" * 200, 20_001, 3 + 63, DEEP),  # the list of all is the first level
        (LONG + "- " + "[" * 200 + "]" * 200, 20_001, 3 + 63, DEEP),
        (LONG.replace("\n", "\r\n") + "- 한글: " + "[" * 200, 20_001, 7 + 62, DEEP),
        (LONG + "- [a, *b, " + "[" * 200, 20_001, 7, "there is no anchor &b before this alias"),
        (LONG + "- [a [" + "[" * 200, 20_001, 6, "this is not YAML: a bracket '[' has no partner"),
    ],
)
def test_a_scanner_that_gives_up_early_changes_no_complaint(hasty, text, line, column, message):
    _, ((said, place, _),) = read(text)
    assert (said, place[:2]) == (message, (line, column))


@both_loaders
def test_billion_laughs(pure):
    node, problems = read(LAUGHS, pure)
    ((message, place, _),) = problems
    assert node is None
    assert message == "aliases expand to more than 100,000 values"
    # Written out, a3's aliases come to 10·(1 + 10·(1 + 10·11)) = 11,110 values, a4's to 10 times 11,111: too many.
    assert place[0] == 5


def test_after_a_key_that_stands_twice_the_rest_is_read():
    node, problems = read_alike("a: 1\na: 2\nb: 3\nb: 4\n")
    assert plain(node) == {"a": "1", "b": "3"}
    assert len(problems) == 2


ATOMS = st.sampled_from(
    [
        *"ab#,:[]{}'\"|>&*!%@`?-\\\n\t\r\x07\x85\xa0\u2028\ufeff\ue000한\U0001f600",
        *("- ", ": ", ", ", "\n  ", "\n    ", "\r\n", " #", "&a ", "*a", "<<: ", "...\n", "---\n"),
        *("conv 3", "expect: "),
    ]
)
DEEP_ATOMS = st.sampled_from(["[" * 66, "[" * 120, "{a: " * 66, "- " * 66, "[\n" * 66, "]" * 66, "}" * 66])


@given(st.lists(st.one_of(ATOMS, ATOMS, ATOMS, DEEP_ATOMS), max_size=16).map("".join))
@example("|#")
@example("[a, ? b]")
@example("a:\t- b")
@example("'" + "\ue000?")
def test_both_loaders_read_any_text_alike(text):
    read_alike(text)


@given(st.lists(st.one_of(ATOMS, DEEP_ATOMS), max_size=12).map("".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_scanner_that_gives_up_early_reads_any_text_alike(hasty, text):
    read_alike(text)


@given(st.text(max_size=40))
def test_both_loaders_read_any_characters_alike(text):
    read_alike(text)


@given(st.data())
def test_both_loaders_read_a_damaged_architecture_alike(data):
    path = data.draw(st.sampled_from(sorted(ARCHITECTURES.glob("*.yaml"))))
    text = path.read_text(encoding="utf-8")[:1200]
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(ATOMS) + text[start + data.draw(st.integers(0, 3)) :]
    read_alike(text)


WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}( [0-9a-z=?]{1,6}){0,2}", fullmatch=True)


def as_flow(value):
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(as_flow, value))}]"
    return f"{{{', '.join(f'{key}: {as_flow(item)}' for key, item in value.items())}}}"


@given(
    st.recursive(
        WORDS,
        lambda parts: st.one_of(st.lists(parts, max_size=4), st.dictionaries(WORDS, parts, max_size=4)),
        max_leaves=12,
    )
)
def test_what_is_written_is_read(value):
    node, problems = read_alike(as_flow(value))
    assert not problems
    assert plain(node) == value


def said_of(path, **options):
    problems = Problems()
    source = read_source(str(path), problems, **options)
    return source, [problem.message for problem in problems.items]


def test_a_file_is_read(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_bytes("\ufeffname: 한\n".encode())
    source, messages = said_of(path, shown="net.yaml")
    assert (source.name, source.text, messages) == ("net.yaml", "name: 한\n", [])


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"- relu\n")))
    source, messages = said_of("-")
    assert (source.name, source.text, messages) == ("standard input", "- relu\n", [])


def test_a_file_of_ten_megabytes_and_no_more(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * 10_000_000)
    assert said_of(path, shown="large")[1] == []
    path.write_bytes(b"#" * 10_000_001)
    assert said_of(path, shown="large") == (None, ["large is larger than 10 MB"])


def test_a_directory(tmp_path):
    assert said_of(tmp_path, shown="nets") == (None, ["nets is a directory, not a file"])


def test_no_regular_file():
    assert said_of("/dev/zero") == (None, ["/dev/zero is not a regular file"])


def test_a_missing_file(tmp_path):
    assert said_of(tmp_path / "none.yaml", shown="none") == (None, ["none can't be read: No such file or directory"])


def test_an_unreadable_file(monkeypatch, tmp_path):
    path = tmp_path / "secret.yaml"
    path.write_text("a: 1")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert said_of(path, shown="secret") == (None, ["secret can't be read: Permission denied"])


def test_a_path_that_no_system_takes():
    source, (message,) = said_of("a\0b", shown="a")
    assert source is None
    assert message.startswith("a can't be read: ")


def test_a_binary_file(tmp_path):
    path = tmp_path / "image.yaml"
    path.write_bytes(b"a: 1\n\x89PNG\xff")
    problems = Problems()
    assert read_source(str(path), problems, shown="image") is None
    (problem,) = problems.items
    assert (problem.message, problem.place.line) == ("this is not text in UTF-8", 2)
