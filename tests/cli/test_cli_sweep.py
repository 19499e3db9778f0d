"""`convcalc sweep` as a person calls it: budgets, fronts, files, and what is refused."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from convcalc import summarize

SPACE = str(Path(__file__).parents[1] / "study" / "sweep" / "space.yaml")
DEPTHS = [f"d{stage}=1..3" for stage in (1, 2, 3, 4)]
WIDTHS = [f"w{stage}={64 << stage - 1},{128 << stage - 1}" for stage in (1, 2, 3, 4)]
SMALL = ("sweep", SPACE, *DEPTHS, *WIDTHS, "input=3x{192,224}")
"""3⁴·2⁴·2 = 2,592 designs."""

SPEC = """\
input: 3x8x8
parameters: {units: 4, spare: 1}
layers: [conv1: conv units 3, relu]
"""
# conv1: units·(3·9 + 1) = 28·units parameters, 27·units·6·6 = 972·units MACs


@pytest.fixture
def spec(folder):
    (folder / "a.yaml").write_text(SPEC, "utf-8")
    return "a.yaml"


def where(*goals):
    return [word for goal in goals for word in ("--where", goal)]


@pytest.mark.parametrize(("params", "macs", "fit"), [("2M", "300M", 407), ("3M", "400M", 1041), ("4M", "500M", 1676)])
def test_budgets_of_the_small_grid(convcalc, params, macs, fit):
    ran = convcalc(*SMALL, *where(f"params <= {params}", f"macs <= {macs}"))
    assert ran.code == 0
    assert ran.stdout.startswith(f"A space of ResNets · 2,592 designs; {fit:,} fit\n")


def test_the_front_of_the_small_grid(convcalc):
    found = json.loads(convcalc(*SMALL, "--pareto", "macs, -params", "--json").stdout)["designs"]
    assert len(found) == 43
    ends = [(design["macs"], design["params"]) for design in (found[0], found[-1])]
    assert ends == [(148_557_824, 1_026_152), (668_114_944, 6_016_936)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("params", "macs", "fit"), [("25_557_032", "4_089_184_256", 139_564_986), ("5M", "600M", 11_232_188)]
)
def test_budgets_of_the_big_grid(convcalc, params, macs, fit):
    depths = [f"d{stage}=1..8" for stage in (1, 2, 3, 4)]
    times = (1, 2, 3, 4, 6, 8, 10, 12)
    widths = [f"w{stage}={','.join(str(32 * one << stage - 1) for one in times)}" for stage in (1, 2, 3, 4)]
    others = ("groups=1,4", "ratio=1,4", "input=3x{160..320 step 32}")
    ran = convcalc("sweep", SPACE, *depths, *widths, *others, *where(f"params <= {params}", f"macs <= {macs}"))
    assert ran.stdout.startswith(f"A space of ResNets · 402,653,184 designs; {fit:,} fit\n")


def test_a_table_says_how_many_there_are_and_how_to_see_one_again(convcalc, spec):
    ran = convcalc("sweep", spec, "units=1..40", *where("macs <= 4_000"))
    assert ran.stdout == (
        "a.yaml · 40 designs; 4 fit\n"
        "\n"
        "units  params   MACs\n"
        "    1      28    972\n"
        "    2      56  1,944\n"
        "    3      84  2,916\n"
        "    4     112  3,888\n"
        "macs <= 4_000 shuts out 36\n"
        "the first of these: convcalc summarize a.yaml units=1\n"
    )
    assert convcalc("value", "a.yaml", "units=1", "params").stdout == "28\n"


def test_the_top_by_a_metric(convcalc, spec):
    ran = convcalc("sweep", spec, "units=1..40", "--top", "2", "--by", "-params", "--json")
    assert [design["values"] for design in json.loads(ran.stdout)["designs"]] == [{"units": 40}, {"units": 39}]


def test_knobs_are_bounded_and_put_in_order_too(convcalc, spec):
    words = ("sweep", spec, "units=1..4", "conv1.padding=valid,same", *where("units >= 2", "conv1.padding = same"))
    found = json.loads(convcalc(*words, "--by", "-units", "--json").stdout)
    assert [design["values"] for design in found["designs"]] == [
        {"units": units, "conv1.padding": "same"} for units in (4, 3, 2)
    ]
    # of 8 designs 2 have a unit, of the others 3 are valid
    assert (found["shut_out"], found["fit"]) == ({"units >= 2": 2, "conv1.padding = same": 3}, 3)
    front = json.loads(convcalc("sweep", spec, "units=1..4", "--pareto", "macs, -units", "--json").stdout)["designs"]
    assert [design["values"]["units"] for design in front] == [1, 2, 3, 4]


def test_a_fraction_of_a_knob_is_compared_exactly(convcalc):
    ran = convcalc(
        "sweep", "mobilenet_v1", "width=0.25..1 step 0.25", *where("width < 3/4"), "--by", "-width", "--json"
    )
    assert [design["values"]["width"] for design in json.loads(ran.stdout)["designs"]] == [0.5, 0.25]


def test_columns_that_are_asked_for_stand_behind_the_knobs_unless_some_are_among_them(convcalc, spec):
    words = ("sweep", spec, "units=1,2", "input=3x{8,9}", "--format", "csv", "--columns")
    assert convcalc(*words, "macs,layers").stdout.splitlines()[:2] == ["units,input,macs,layers", "1,8,972,2"]
    assert convcalc(*words, "output,units").stdout.splitlines()[:2] == ["output,units", "1x6x6,1"]


def test_a_knob_that_is_named_as_a_metric_keeps_a_column_of_its_own(convcalc):
    rows = list(csv.DictReader(io.StringIO(convcalc(
        "sweep", "efficientnet_b0", "depth=1,1.2", "--columns", "depth", "--format", "csv"
    ).stdout)))  # fmt: skip
    depths = [summarize("efficientnet_b0", changes={"depth": depth}).depth for depth in (1, 1.2)]
    assert [(row["depth="], row["depth"]) for row in rows] == [("1", str(depths[0])), ("1.2", str(depths[1]))]
    table = convcalc("sweep", "efficientnet_b0", "depth=1,1.2", "--columns", "params").stdout
    assert "depth  " in table and "depth=  " not in table


def test_a_budget_that_is_written_twice_counts_once(convcalc, spec):
    # 972·units MACs: 10 of 12 have more than two units
    ran = convcalc("sweep", spec, "units=1..12", "--json", *where("macs <= 1_944", "macs <= 1_944"))
    assert json.loads(ran.stdout)["shut_out"] == {"macs <= 1_944": 10}


@pytest.mark.parametrize(
    ("goal", "nearest"),
    [
        # one convolution on the path
        ("depth >= 2", "the most depth of all is 1: units=2"),
        # 27·2·6·6 MACs, and 2·6·6 outputs of each of two layers
        ("conv1.macs <= 1", "the least conv1.macs of all is 1,944: units=2"),
        ("activations <= 1", "the least activations of all is 144: units=2"),
    ],
)
def test_where_nothing_fits_any_metric_says_how_near_it_comes(convcalc, spec, goal, nearest):
    ran = convcalc("sweep", spec, "units=2,3", *where(goal))
    assert (ran.code, ran.stdout.splitlines()[2:]) == (1, [nearest])
    assert "2 designs; 0 fit" in ran.stdout


def test_bytes_are_said_to_be_bytes(convcalc, spec):
    assert "float32 inference, bytes" in convcalc("sweep", spec, "units=1,2", "--by", "peak_bytes").stdout


def test_a_narrow_terminal_has_rounded_counts(terminal):
    words = ("sweep", SPACE, *DEPTHS, *WIDTHS, "groups=1,4", "ratio=1,4", "input=3x{160..320 step 32}")
    wide, narrow = (re.sub("\x1b[^m]*m", "", terminal(*words, columns=columns).stdout) for columns in (100, 80))
    assert [bool(re.search(r"\d,\d{3},\d{3}", shown)) for shown in (wide, narrow)] == [True, False]
    assert re.search(r" \d+\.\d M  \d+\.\d M", narrow)
    assert max(map(len, narrow.splitlines()[:-3])) <= 80


def test_csv_has_all_that_fit(convcalc, spec, folder):
    assert convcalc("sweep", spec, "units=1..40", *where("params < 1_000"), "-o", "all.csv").code == 0
    rows = list(csv.DictReader(io.StringIO((folder / "all.csv").read_text("utf-8"))))
    # 28·35 = 980, 28·36 = 1,008
    assert [int(row["units"]) for row in rows] == list(range(1, 36))
    assert [int(row["params"]) for row in rows] == [28 * units for units in range(1, 36)]
    assert convcalc("sweep", spec, "units=1,2", "-o", "a.yaml").code == 2
    assert (folder / "a.yaml").read_text("utf-8") == SPEC


def test_designs_that_can_not_be_are_counted_by_reason(convcalc, spec):
    found = json.loads(convcalc("sweep", spec, "units=1..6", "conv1.groups=1,3", "--json").stdout)
    # with 3 groups 1, 2, 4 and 5 output channels do not divide
    assert (found["size"], found["fit"]) == (12, 8)
    reasons = {units: f"groups=3 does not divide the {units} output channels" for units in (1, 2, 4, 5)}
    assert sorted(found["broken"].values()) == [1, 1, 1, 1], reasons
    assert all("groups=3 does not divide" in reason for reason in found["broken"])


def test_a_sample_is_the_same_for_a_seed(convcalc, spec):
    words = ("sweep", spec, "units=1..1000", "--sample", "5", "--json")
    first, again, other = (convcalc(*words, "--seed", seed).stdout for seed in ("1", "1", "2"))
    assert first == again != other
    assert len(json.loads(first)["designs"]) == 5 and json.loads(first)["fit"] is None


def test_outputs_are_budgets_too(convcalc):
    ran = convcalc("sweep", "conv 4 3 stride=?", "--input", "3x9x9", *where("output = 4x3x3"), "--json")
    # (9 − 3)/3 + 1 = 3
    assert [design["values"] for design in json.loads(ran.stdout)["designs"]] == [{"stride": 3}]


def test_an_output_like_the_input_is_a_budget_too(convcalc):
    """W − K + 2P + 1 = W where P = (K − 1)/2, whatever W is; with a stride of 2 where W is 1."""
    words = (
        "sweep",
        "conv 3 3",
        "conv.padding=0..2",
        "conv.stride=1,2",
        "input=3x{1..4}",
        *where("output = input"),
        "--json",
    )
    found = json.loads(convcalc(*words).stdout)
    ways = ((p, s, w) for p in range(3) for s in (1, 2) for w in range(1, 5) if w + 2 * p >= 3)
    expected = [(p, s, w) for p, s, w in ways if (w - 3 + 2 * p) // s + 1 == w]
    assert [tuple(one["values"].values()) for one in found["designs"]] == expected
    one_size = convcalc("sweep", "conv 3 ? padding=?", "--input", "3x8x8", *where("output = input"))
    assert "; 48 fit\n" in one_size.stdout  # as many as solve finds
    ran = convcalc("sweep", "conv 3 ? padding=1", "--input", "3x8x8", *where("conv.output = conv.input"))
    assert ran.code == 2 and ran.stderr.count("error:") == 1
    assert "1:1: error: conv.output is compared with a shape here (as in conv.output = 64x56x56)" in ran.stderr


def test_letters_set_what_is_worked_out_from_them(convcalc):
    words = ("efficientnet_b0", "--let", "phi=0..2", "depth=1.2**phi", "width=1.1**phi")
    ran = convcalc("sweep", *words, "input=3x{round(224*1.15**phi)}", "--json")
    found = json.loads(ran.stdout)["designs"]
    again = summarize("efficientnet_b0", depth=1.44, width=1.21, input=(3, 296, 296))
    assert found[2]["values"] == {"phi": 2}
    assert (found[2]["params"], found[2]["macs"]) == (again.params, again.macs)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing varies in this design"),
        (["units=8..1"], "1:7: error: 8..1"),
        (["spare=1..3"], "nothing reads the parameter 'spare'"),
        (["units=1,2", "units=3"], "units is given twice"),
        (["units=1..3", "--where", "weight <= 3"], "'weight' is not a metric"),
        (["units=1..3", "--where", "units <= relu"], "1:10: error: no value of units is a word (as in units = 1)"),
        (["conv1.padding=valid,same", "--where", "conv1.padding <= same"], "a word is neither less nor more"),
        (["units=1..3", "--where", "units <= 3 +"], "error: the expression ends too early"),
        (["conv1.padding=valid,same", "--by", "conv1.padding"], "the values of conv1.padding have no order"),
        (["units=1..3", "--top", "3"], "--top says how many, and --by of what (as in --top 3 --by macs)"),
        (["units=1..9", "step", "2"], "'step' stands alone (put the knob in quotes: \"units=1..9 step 2\")"),
        (["units=1..9", "x2", "spare=1"], '(put the knob in quotes: "units=1..9 x2")'),
        (["units=1", "2", "4"], "'2' stands alone (a comma separates values: \"units=1,2,4\")"),
        (["units=1,", "2,", "4"], '(a comma separates values: "units=1,2,4")'),
        (["units=1,2", "--where", "macs <= 1M", "params <= 3M"], "(what must hold stands behind --where, each for"),
        (["units=1,2", "relu"], "'relu' is not a change"),
        (["units=1,2", *where("100 <= macs <= 300")], '--where "macs >= 100" --where "macs <= 300"'),
        (["units=1..3", "--pareto", "macs"], "a front is of 2 metrics or more"),
        (["units=1..3", "--pareto", "macs,speed"], "'speed' is neither a metric that is swept nor a knob"),
        (["units=1..3", "--part", "4/3", "--format", "csv"], "as in 3/16"),
        (["units=1..3", "--part", "1/3"], "--part writes all that fit in it as CSV"),
        (["units=1..3", "--format", "parquet"], "Parquet has all that fit, in a file (as in -o designs.parquet"),
        (["units=1..3", "--pareto", "macs,params", "-o", "front.parquet"], "Parquet has all that fit, in a file"),
        (["conv9.groups=1,2"], "there is no layer 'conv9'"),
    ],
)
def test_what_is_refused(convcalc, spec, words, said):
    ran = convcalc("sweep", spec, *words)
    assert ran.code == 2 and not ran.stdout
    assert said in ran.stderr


def test_an_interrupt_ends_with_what_was_found_so_far(convcalc, monkeypatch):
    monkeypatch.setattr("convcalc.study.sweep.grid.arrays.Arrays.most", 250)
    before = []

    def interrupt(bar, done, total):
        before.append(done)
        if total is not None and done >= 700:
            raise KeyboardInterrupt

    monkeypatch.setattr("convcalc.cli.shared.progress.Bar.__call__", interrupt)
    ran = convcalc(*SMALL, "--top", "1", "--by", "macs", "--jobs", "1")
    assert ran.code == 130
    assert f"2,592 designs; of the first {before[-1]:,}, where it was interrupted, {before[-1]:,} fit" in ran.stdout
    assert json.loads(convcalc(*SMALL, "--top", "1", "--by", "macs", "--json").stdout)["complete"] is False


def test_nothing_fits(convcalc, spec):
    ran = convcalc("sweep", spec, "units=1..3", *where("params > 1M"))
    assert ran.code == 1
    assert ran.stdout == ("a.yaml · 3 designs; 0 fit\nparams > 1M shuts out 3\nthe most params of all is 84: units=3\n")
    ran = convcalc("sweep", spec, "units=1..3", *where("params <= 30", "macs >= 2_000"))
    assert ran.stdout == (
        "a.yaml · 3 designs; 0 fit\nparams <= 30 shuts out 2\nmacs >= 2_000 shuts out 1 of those left\n"
    )


def test_budgets_orders_and_fronts_of_layers(convcalc, spec):
    """conv1 of a.yaml has units·(3·3·3 + 1) parameters."""
    Path("b.yaml").write_text(
        "input: 3x9x9\nparameters: {units: 1, n: 1}\nlayers:\n  - conv units 3\n  - more: conv 2 1\n    repeat: n\n",
        "utf-8",
    )
    words = ("sweep", "b.yaml", "units=1..4", "n=0..2")
    ran = convcalc(*words, *where("conv.params <= 84", "more.2.params > 0"), "--by", "-conv.macs", "--json")
    found = json.loads(ran.stdout)
    assert (found["fit"], found["broken"]) == (3, {"there is no layer 'more.2' to judge": 8})
    assert [(one["values"]["units"], one["conv.params"]) for one in found["designs"]] == [(3, 84), (2, 56), (1, 28)]
    assert "units  n" in convcalc(*words, *where("conv.output = 2x7x7")).stdout
    ran = convcalc(*words, "--pareto", "more.params, -conv.params")
    assert "12 designs; 12 fit" in ran.stdout
    ran = convcalc(*words, *where("convs.macs > 1"))
    assert ran.code == 2 and "1:1: error: no design has a layer 'convs' (did you mean 'conv'?)" in ran.stderr
    ran = convcalc(*words, *where("conv.kernel = 3"))
    assert ran.code == 2


def test_receptive_fields(convcalc, spec):
    """A unit reads 1 + (k - 1) + n·2·s + s pixels, s apart before the pool, which has windows of 2."""
    Path("b.yaml").write_text(
        "input: 3x64x64\nparameters: {n: 1, k: 3, s: 1}\nlayers:\n  - conv 8 k stride=s padding=k//2\n"
        "  - more: conv 8 3 padding=1\n    repeat: n\n  - max_pool 2\n",
        "utf-8",
    )
    words = ("sweep", "b.yaml", "n=0..3", "k=3,5", "s=1,2", "--json")
    found = json.loads(convcalc(*words, *where("receptive_field >= 13")).stdout)
    fields = {
        (one["values"]["n"], one["values"]["k"], one["values"]["s"]): one["receptive_field"] for one in found["designs"]
    }
    assert fields == {(2, 3, 2): 13, (2, 5, 2): 15, (3, 3, 2): 17, (3, 5, 2): 19}
    found = json.loads(convcalc(*words, *where("jump = 4", "receptive_field < 8")).stdout)
    assert [one["receptive_field"] for one in found["designs"]] == [5, 7]
    found = json.loads(convcalc(*words, "--top", "1", "--by", "-receptive_field").stdout)
    assert found["designs"][0]["receptive_field"] == 19
    alike = (where(f"receptive_field {sign} {field}") for sign in ("=", "==") for field in ("15", "15x15"))
    assert {convcalc(*words, *goal).code for goal in alike} == {0}
    found = json.loads(convcalc(*words, *where("receptive_field = 15")).stdout)
    assert [tuple(one["values"].values()) for one in found["designs"]] == [(2, 5, 2)]
    assert json.loads(convcalc(*words, *where("start = 0.5")).stdout)["fit"] == 8  # of the pool, where s is 1
    ran = convcalc(*words, *where("receptive_field >= 13", "start = 0.5x1"))
    assert json.loads(ran.stdout)["fit"] == 0
    # of the repeat alone, and of its first copy: k + 2·n·s, and k + 2·s
    found = json.loads(convcalc(*words, *where("more.receptive_field >= 13", "more.1.receptive_field <= 7")).stdout)
    ways = ((n, k, s) for n in (1, 2, 3) for k in (3, 5) for s in (1, 2))
    expected = [(n, k, s) for n, k, s in ways if k + 2 * n * s >= 13 and k + 2 * s <= 7]
    assert [tuple(one["values"].values()) for one in found["designs"]] == expected != []
    ran = convcalc(*words, *where("receptive_field = jump"))
    assert ran.code == 2 and "receptive_field is compared with numbers here" in ran.stderr


def test_the_receptive_field_of_a_unit_that_reads_everything_is_the_size_of_the_input(convcalc, spec):
    """The pool makes 12x12 of 24x24 and of 25x25, which are alike from there on, but for what a unit reads."""
    layers = "  - max_pool 2\n  - conv 8 3\n  - global_avg_pool\n"
    Path("b.yaml").write_text(f"input: 3x24x24\nparameters: {{g: 1}}\nlayers:\n{layers}", "utf-8")
    words = ("sweep", "b.yaml", "input=3x24x24,3x25x25,3x25x24,3x32x32", "conv.groups=1,3", "--json")
    sizes = [[3, 24, 24], [3, 25, 25], [3, 25, 24], [3, 32, 32]]
    goals = {
        "receptive_field <= 24": [[3, 24, 24]],
        "receptive_field >= 25x24": sizes[1:],
        "receptive_field = 25x25": [[3, 25, 25]],
    }
    for goal, expected in goals.items():
        designs = json.loads(convcalc(*words, *where(goal)).stdout)["designs"]
        assert [one["values"]["input"] for one in designs if one["values"]["conv.groups"] == 1] == expected
    squares = ("sweep", "b.yaml", "input=3x{24,25,32}", "--columns", "receptive_field", "--format", "csv")
    assert convcalc(*squares).stdout.splitlines()[1:] == ["24,24", "25,25", "32,32"]


def test_bounds_of_a_receptive_field_that_each_ending_has_do_not_hide_one_another(convcalc, spec):
    """Behind a global pool units read all of 24x24 or 32x32."""
    Path("b.yaml").write_text("input: 3x24x24\nlayers: [conv 8 3, global_avg_pool]\n", "utf-8")
    goals = ("receptive_field >= 9", "receptive_field >= 25x25", "receptive_field <= 40x32")
    ran = convcalc("sweep", "b.yaml", "input=3x24x24,3x32x32,3x40x40", "--json", *where(*goals))
    assert [one["values"]["input"] for one in json.loads(ran.stdout)["designs"]] == [[3, 32, 32]]


def test_a_column_that_some_designs_lack(convcalc, spec):
    """Behind a global pool a unit reads all, and has no jump."""
    Path("b.yaml").write_text(
        "input: 3x16x16\nparameters: {pool: 0}\nlayers:\n  - conv 8 3\n  - when: pool == 1\n    p: global_avg_pool\n",
        "utf-8",
    )
    words = ("sweep", "b.yaml", "pool=0,1", "--columns", "params,jump")
    ran = convcalc(*words)
    assert ran.code == 2 and "jump is not defined in all designs" in ran.stderr
    ran = convcalc(*words, *where("jump >= 0"))
    assert ran.code == 0 and "2 designs; 1 fit" in ran.stdout and "1 can't be: its jump is not defined" in ran.stdout
