"""`sweep --part` and `sweep --from`: parts that several runs wrote are the whole, if they belong together."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from convcalc import summarize
from convcalc.study.sweep.parts.mark import Mark, read_mark, with_room

SPEC = """\
input: 3x8x8
parameters: {units: 4, act: relu}
layers: [conv1: conv units 3, act]
"""
# conv1: units·(3·9 + 1) = 28·units parameters, 27·units·(S − 2)² MACs of an input of S×S

SPACE = ("sweep", "a.yaml", "units=1..20", "act=relu,gelu", "input=3x{8,9}", "--where", "macs <= 15_000")
PARTS = 4
ENDINGS = ["csv", "parquet"]


@pytest.fixture
def parts(folder, convcalc, request):
    """The names of the files of all parts, with the ending that a test is given."""
    ending = getattr(request, "param", "csv")
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    (folder / "a.yaml").write_text(SPEC, "utf-8")
    names = [f"part-{number}.{ending}" for number in range(1, PARTS + 1)]
    for number, name in enumerate(names, 1):
        assert convcalc(*SPACE, "--part", f"{number}/{PARTS}", "-o", name).code == 0
    return names


both = pytest.mark.parametrize("parts", ENDINGS, indirect=True)


def rows(path):
    if str(path).endswith("csv"):
        return list(csv.reader(io.StringIO(Path(path).read_text("utf-8"))))
    from pyarrow.parquet import read_table

    return read_table(path).to_pylist()


@both
def test_parts_together_are_the_whole(convcalc, parts):
    ending = parts[0].rpartition(".")[2]
    assert convcalc(*SPACE, "-o", f"whole.{ending}").code == 0
    assert convcalc("sweep", "--from", *reversed(parts), "-o", f"joined.{ending}").code == 0
    assert rows(f"joined.{ending}") == rows(f"whole.{ending}")
    assert convcalc("sweep", "--from", *parts, "-o", "joined.csv").code == 0
    assert convcalc(*SPACE, "-o", "whole.csv").code == 0
    assert Path("joined.csv").read_bytes() == Path("whole.csv").read_bytes()


@both
@pytest.mark.parametrize(
    "question",
    [
        ("--pareto", "macs, -params"),
        ("--pareto", "macs, -units"),
        ("--top", "5", "--by", "-macs"),
        ("--top", "3", "--by", "units", "--where", "params >= 100", "--where", "act = gelu", "--where", "input <= 8"),
        (),
    ],
)
def test_what_is_asked_of_parts_is_answered_as_of_the_whole(convcalc, parts, question):
    asked, whole = (
        json.loads(convcalc(*words, *question, "--json").stdout) for words in (("sweep", "--from", *parts), SPACE)
    )
    for one in (*asked["designs"], *whole["designs"]):
        del one["output"]  # parts have no column of it
    assert asked["designs"] == whole["designs"]
    assert (
        (asked["size"], asked["fit"], asked["complete"])
        == (whole["size"], whole["fit"], True)
        == (80, asked["fit"], True)
    )
    assert asked["knobs"] == {"units": None, "act": None, "input": None}


def test_a_table_of_parts(convcalc, parts):
    ran = convcalc("sweep", "--from", "part-*.csv", "--where", "units <= 1", "--where", "act = relu")
    # 27·1·6² and 27·1·7²; 15,000 MACs are as many as 15 units have of an input of 8×8, and 11 of one of 9×9, twice each
    assert ran.stdout == (
        "4 parts · 80 designs; 2 fit\n"
        "\n"
        "units   act  input  params   MACs\n"
        "    1  relu      8      28    972\n"
        "    1  relu      9      28  1,323\n"
        "macs <= 15_000 shuts out 28\n"
        "units <= 1 shuts out 48 of those left\n"
        "act = relu shuts out 2 of those left\n"
        "the first of these: convcalc summarize a.yaml units=1 act=relu input=3x8x8\n"
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_said_of_parts_is_what_is_said_of_the_whole(convcalc, folder, ending):
    """Reasons, budgets and the first design are those of the whole, to the word."""
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    (folder / "a b.yaml").write_text(SPEC, "utf-8")
    knobs = ("units=1..20", "conv1.groups=1,2,3", "conv1.kernel_size=k", "input=3x{8,9}", "--let", "k=3,9,10")
    budgets = ("--where", "macs <= 15_000", "--where", "params <= 200 + macs/100")
    for number in range(1, 8):
        words = ("sweep", "a b.yaml", *knobs, *budgets, "--part", f"{number}/7", "-o", f"{number}.{ending}")
        assert convcalc(*words).code == 0
    asked = ("--where", "units >= 2")
    head, *joined = convcalc("sweep", "--from", f"*.{ending}", *asked).stdout.splitlines()
    whole_head, *whole = convcalc("sweep", "a b.yaml", *knobs, *budgets, *asked).stdout.splitlines()
    assert head.replace("7 parts", "a b.yaml") == whole_head and joined == whole
    assert any("can't be: groups=2 does not divide the 3 input channels" in line for line in whole)
    assert (
        whole[-1]
        == "the first of these: convcalc summarize 'a b.yaml' units=2 conv1.groups=1 conv1.kernel_size=3 input=3x8x8"
    )
    joined, whole = (json.loads(convcalc("sweep", *words, *asked, "--json").stdout)
                     for words in (("--from", f"*.{ending}"), ("a b.yaml", *knobs, *budgets)))  # fmt: skip
    assert (joined["shut_out"], joined["broken"]) == (whole["shut_out"], whole["broken"])


def test_what_the_mark_says_is_read_as_it_was_meant():
    reasons = {"50 %; 100%3B\nof it": 3, 'a "quoted", 6 shuts out 7': 4}
    mark = Mark(2, 3, 5, 20, "0" * 16, {"params <= 5; macs": 8}, reasons, ("a b.yaml", "k=1..3"), ("depth",))
    read = read_mark(str(mark))
    assert read == mark._replace(broken={"50 %; 100%3B of it": 3, 'a "quoted", 6 shuts out 7': 4})


def test_of_very_many_reasons_the_rarest_are_counted_together():
    reasons = {f"{number} {'x' * 1000}": number for number in range(1, 101)}
    kept = with_room(reasons)
    assert sum(kept.values()) == sum(range(1, 101)) and len(str(kept)) < 21_000
    assert [number for reason, number in kept.items() if reason != "other reasons"] == [*range(82, 101)]


def test_without_the_design_no_line_shows_the_first(convcalc, parts):
    Path("a.yaml").unlink()
    ran = convcalc("sweep", "--from", *parts)
    assert ran.code == 0 and not ran.stderr
    assert "the first of these" not in ran.stdout and "macs <= 15_000 shuts out 28" in ran.stdout


def test_a_sample_of_parts_is_of_their_rows(convcalc, parts):
    words = ("sweep", "--from", *parts, "--sample", "5", "--json", "--seed")
    first, again, other = (json.loads(convcalc(*words, seed).stdout)["designs"] for seed in "112")
    assert first == again != other
    assert len({json.dumps(one) for one in first}) == 5


def test_shapes_are_compared_where_parts_have_them(convcalc, folder):
    (folder / "a.yaml").write_text(SPEC, "utf-8")
    convcalc(*SPACE, "--columns", "output,units,macs", "--part", "1/1", "-o", "all.csv")
    ran = convcalc("sweep", "--from", "all.csv", "--where", "output = 3x6x6", "--format", "csv")
    assert ran.stdout.splitlines() == ["output,units,macs", "3x6x6,3,2916", "3x6x6,3,2916"]
    ran = convcalc("sweep", "--from", "all.csv", "--by", "params")
    assert ran.code == 2 and "the parts have no column params (they have output, units, macs" in ran.stderr


def test_spreadsheets_and_data_frames_read_a_part(parts):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(parts[0])
    assert list(frame.columns) == ["units", "act", "input", "params", "macs", "part"]
    assert frame["macs"].dtype == "int64" and frame["part"].notna().sum() == 1


def test_a_part_in_which_nothing_fits_is_a_part(convcalc, folder):
    (folder / "a.yaml").write_text(SPEC, "utf-8")
    words = ("sweep", "a.yaml", "units=1..4", "--where", "units <= 2")
    for number in (1, 2):
        assert convcalc(*words, "--part", f"{number}/2", "-o", f"{number}.csv").code == 0
    assert (
        Path("2.csv").read_text().splitlines()[0].startswith("units,params,macs,part 2/2: 0 of 2 designs fit; space ")
    )
    assert convcalc("sweep", "--from", "2.csv", "1.csv", "--format", "csv").stdout.splitlines() == [
        "units,params,macs", "1,28,972", "2,56,1944"
    ]  # fmt: skip


# What is refused


def edited(path, change):
    file = Path(path)
    file.write_bytes(change(file.read_bytes()))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data[: len(data) // 2], "part-2.csv:1:1: error: this is no part of designs, or not all of one"),
        (lambda data: b"", "part-2.csv:1:1: error: this is no part"),
        (lambda data: b"\xff\xfe" + data, "part-2.csv:1:1: error: this is no part of designs in CSV"),
        (lambda data: b"\r\n".join([*data.split(b"\r\n")[:2], *data.split(b"\r\n")[3:]]),
         "part-2.csv:20:1: error: 20 rows are expected, not 19"),
        (lambda data: data.replace(b",168,", b",many,", 1),
         "part-2.csv:2:1: error: 'many' is no count, in the column params"),
        (lambda data: data.replace(b",168,", b",168,1,", 1), "part-2.csv:2:1: error: 6 cells are expected, not 7"),
        (lambda data: data.replace(b"part 2/4", b"part 5/4"), "part-2.csv:1:1: error: this is no part of designs"),
    ],
)  # fmt: skip
def test_what_is_no_part_as_it_says_is_refused(convcalc, parts, change, said):
    edited("part-2.csv", change)
    ran = convcalc("sweep", "--from", *parts, "--format", "csv", "-o", "out.csv")
    assert ran.code == 2 and said in ran.stderr
    assert not Path("out.csv").exists()


def test_parts_belong_together_and_are_all_here_once(convcalc, parts):
    ran = convcalc("sweep", "--from", *parts[:-1])
    assert ran.code == 2 and "of 4 parts 1 are missing: 4 (write them as the others: --part 4/4" in ran.stderr
    Path("again.csv").write_bytes(Path(parts[0]).read_bytes())
    ran = convcalc("sweep", "--from", *parts, "again.csv")
    assert ran.code == 2 and "again.csv:1:1: error: part 1/4 is here twice: part-1.csv is it too" in ran.stderr
    others = [
        (*SPACE[:-1], "macs <= 15_001"),
        (*SPACE[:2], "units=1..21", *SPACE[3:]),
        (*SPACE, "--columns", "macs"),
    ]
    for words in others:
        convcalc(*words, "--part", "4/4", "-o", "part-4.csv")
        ran = convcalc("sweep", "--from", *parts)
        assert ran.code == 2 and "part-4.csv:1:1: error: this is a part of something else than part-1.csv" in ran.stderr
    edited("a.yaml", lambda data: data.replace(b"units 3", b"units 2"))
    convcalc(*SPACE, "--part", "4/4", "-o", "part-4.csv")
    assert "this is a part of something else" in convcalc("sweep", "--from", *parts).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--part", "1/2", "--format", "csv"], "--part says how parts are made, and these are"),
        (["--let", "k=1"], "--let says how parts are made"),
        (["nothing.csv"], "there is no file nothing.csv"),
        (["a.yaml"], "the ending of 'a.yaml' stands for no format of parts (.csv or .parquet)"),
        (["--where", "layers <= 3"], "1:1: error: the parts have no column layers"),
        (["--by", "speed"], "'speed' is neither a metric that is swept nor a knob"),
        (["--columns", "layers"], "there is no column 'layers'"),
        (["-o", "part-1.csv"], "part-1.csv is what is read, and would be lost"),
        (["-o", "all.parquet"], "parts in CSV are joined as CSV"),
    ],
)  # fmt: skip
def test_what_can_not_be_asked_of_parts(convcalc, parts, words, said):
    before = Path("part-1.csv").read_bytes()
    ran = convcalc("sweep", "--from", *parts, *words)
    assert ran.code == 2 and not ran.stdout
    assert said in ran.stderr
    assert Path("part-1.csv").read_bytes() == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_knob_that_is_named_as_a_metric_is_a_knob_in_parts_too(convcalc, folder, ending):
    """Its values are no counts, and are not rounded to any; a bound on the metric is not one on the knob."""
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    space = ("sweep", "efficientnet_b0", "depth=1,1.2,1.4", "width=1,1.1")
    for number in (1, 2):
        assert convcalc(*space, "--part", f"{number}/2", "-o", f"{number}.{ending}").code == 0
    parts = ("sweep", "--from", f"*.{ending}")
    joined = convcalc(*parts).stdout.splitlines()[1:]
    assert joined == convcalc(*space).stdout.splitlines()[1:]
    assert [line.split()[:2] for line in joined[2:4]] == [["1", "1"], ["1", "1.1"]]
    assert [line.split()[0] for line in joined[4:8]] == ["1.2", "1.2", "1.4", "1.4"]
    for words in (("--where", "depth <= 1.2"), ("--by", "depth")):
        ran = convcalc(*parts, *words)
        assert ran.code == 2 and "depth is a knob in the parts, and no metric (they have params, macs;" in ran.stderr


def test_a_knob_and_a_metric_of_one_name_stand_side_by_side_in_parts(convcalc, folder):
    space = ("sweep", "efficientnet_b0", "depth=1,1.4", "--columns", "depth,macs")
    for number in (1, 2):
        assert convcalc(*space, "--part", f"{number}/2", "-o", f"{number}.csv").code == 0
    depth = summarize("efficientnet_b0", changes={"depth": 1.4}).depth
    found = json.loads(convcalc("sweep", "--from", "*.csv", "--where", f"depth >= {depth}", "--json").stdout)
    assert [(one["values"]["depth"], one["depth"]) for one in found["designs"]] == [(1.4, depth)]


# Parquet


def test_counts_of_more_than_64_bits_are_text_in_parquet(convcalc, folder):
    pytest.importorskip("pyarrow")
    wide = "input: 1000000x1000000x1000000\nparameters: {k: 1}\nlayers: [conv k 1 bias=false]\n"
    (folder / "wide.yaml").write_text(wide, "utf-8")
    ran = convcalc("sweep", "wide.yaml", "k=8..10", "-o", "wide.parquet")
    assert "macs may have more than 64 bits, and is written as text" in ran.stderr
    # 10⁶·10⁶·10⁶·k MACs; 2⁶³ is 9.2·10¹⁸
    assert [row["macs"] for row in rows("wide.parquet")] == [str(k * 10**18) for k in (8, 9, 10)]
    top = json.loads(convcalc("sweep", "--from", "wide.parquet", "--top", "1", "--by", "-macs", "--json").stdout)
    assert top["designs"][0]["macs"] == 10**19


def test_types_of_columns_in_parquet(convcalc, folder):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import read_schema

    (folder / "a.yaml").write_text(SPEC, "utf-8")
    assert convcalc(*SPACE, "--columns", "units,act,output,macs", "-o", "a.parquet").code == 0
    types = {field.name: field.type for field in read_schema("a.parquet")}
    string, whole = pyarrow.string(), pyarrow.int64()
    assert types == {"units": whole, "act": string, "output": string, "macs": whole}
    convcalc("sweep", "mobilenet_v1", "width=0.25..1 step 0.25", "-o", "m.parquet")
    assert [row["width"] for row in rows("m.parquet")] == [0.25, 0.5, 0.75, 1.0]
    assert read_schema("m.parquet").field("width").type == pyarrow.float64()


def test_without_pyarrow_it_is_said_what_to_install(convcalc, folder, monkeypatch):
    (folder / "a.yaml").write_text(SPEC, "utf-8")
    (folder / "b.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    for words, verb in ((("a.yaml", "units=1,2", "-o", "a.parquet"), "written"), (("--from", "b.parquet"), "read")):
        ran = convcalc("sweep", *words)
        assert ran.code == 2
        assert f"Parquet is {verb} by pyarrow, which is not installed (pip install convcalc[parquet])" in ran.stderr
    assert not Path("a.parquet").exists()
