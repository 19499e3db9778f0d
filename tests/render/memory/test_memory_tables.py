"""The tables and sentences of `convcalc memory`: what stands where, in every format, and that its columns re-add."""

import csv
import io
import json
from math import prod

import pytest

from convcalc.render.memory.show import render_memory
from convcalc.render.memory.table import layers_table
from convcalc.study.catalogue import files
from convcalc.study.design import summarize
from convcalc.study.figures import choose
from convcalc.study.memory import MemoryStudy

SMALL = """
name: Small
input: 3x10x10
layers:
  - conv1: conv 8 3
  - relu
  - flatten
  - linear 10
"""
# The input 3·10·10 = 300; conv1 8·8·8 = 512, 8·(3·9 + 1) = 224 weights; linear 10, 10·(512 + 1) = 5,130 weights.
# Forward 300 + 512 + 10 = 822; every output 300 + 3·512 + 10 = 1,846. Peak: conv1 with the input, 812.


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL)
    return summarize("small.yaml")


def lines(text):
    """The lines of a text, with single spaces."""
    return [" ".join(line.split()) for line in text.splitlines()]


def shown(report, *paths, format="text", depth=None, **asked):
    look = {name: asked.pop(name) for name in ("width", "color", "ascii", "legend") if name in asked}
    rows = choose(report, paths, []) if paths else []
    return render_memory(MemoryStudy(report, **asked), rows, format, depth=depth, **look)


def test_a_small_network(small):
    assert shown(small) == (
        "Small · input 3×10×10 · small.yaml\n"
        "\n"
        "layer     output  activations   float32  weights   alive peak\n"
        "input    3×10×10          300    1.2 KB           1.2 KB █▌\n"
        "conv1      8×8×8          512    2.0 KB      224  3.2 KB ████\n"
        "relu       8×8×8        (512)  in place        0  2.0 KB ██▌\n"
        "flatten      512        (512)  in place        0  2.0 KB ██▌\n"
        "linear        10           10      40 B    5,130  2.1 KB ██▋\n"
        "total                     822    3.3 KB    5,354  3.2 KB\n"
        "for one image; (…): in place, in the memory of its input, in no sum\n"
        "\n"
        "                              values           one image\n"
        "neurons                          522\n"
        "activations\n"
        "  forward activations            822    3.3 KB (3.2 KiB)\n"
        "  forward and backward         1,644    6.6 KB (6.4 KiB)\n"
        "  every output stored          1,846    7.4 KB (7.2 KiB)\n"
        "  peak of inference              812    3.2 KB (3.2 KiB)\n"
        "inference                             24.7 KB (24.1 KiB)\n"
        "  weights                      5,354  21.4 KB (20.9 KiB)\n"
        "  peak of activations            812    3.2 KB (3.2 KiB)\n"
        "training, optimizer momentum          67.5 KB (66.0 KiB)\n"
        "  weights                      5,354  21.4 KB (20.9 KiB)\n"
        "  gradients                    5,354  21.4 KB (20.9 KiB)\n"
        "  optimizer state              5,354  21.4 KB (20.9 KiB)\n"
        "  activations kept               822    3.3 KB (3.2 KiB)\n"
        "peak of inference, one image: 3.2 KB (3.2 KiB) while conv1 runs: "
        "the input (3×10×10, 1.2 KB) and its own (8×8×8, 2.0 KB)\n"
        "float32: 4 bytes a value; 1 MB = 1,000,000 bytes; the framework's own memory is left out; "
        "--legend tells each sum and all that is left out\n"
    )


def test_a_legend_tells_each_sum_and_what_is_left_out(small):
    usual, text = shown(small), shown(small, legend=True)
    begins = usual.index("peak of inference, one")
    assert text.startswith(usual[:begins])
    assert text[begins:] == (
        "forward activations: the total above; forward and backward: 2·822 = 1,644; "
        "every output stored: 822 + 1,024 in place = 1,846\n"
        "inference: weights 4·5,354 + peak of activations 4·812 = 24,664 bytes\n"
        "training: weights 4·5,354 + gradients 4·5,354 + optimizer state 4·5,354 "
        "+ activations kept 4·822 = 67,536 bytes\n"
        "peak of inference, one image: 3.2 KB (3.2 KiB) while conv1 runs: "
        "the input (3×10×10, 1.2 KB) and its own (8×8×8, 2.0 KB)\n"
        "alive: all that is held in memory while a layer runs, weights apart; of a group the most\n"
        "in place: relu and its kin, dropout, identity, flatten stand in the memory of what they read, "
        "where nothing else reads it\n"
        "float32: 4 bytes a value; 1 MB = 1,000,000 bytes, 1 MiB = 1,048,576 bytes\n"
        "left out: workspace, fragmentation, the framework's own memory, gradients of activations on their way back, "
        "masks and indices kept for them, buffers (running statistics of a batch norm)\n"
    )


def test_without_in_place_nothing_is_marked(small):
    text = shown(small, in_place=False, legend=True)
    assert "relu 8×8×8 512 2.0 KB 0 4.1 KB ████" in lines(text)  # conv1 512 and its own 512, 4 bytes each
    assert "total 1,846 7.4 KB 5,354 4.1 KB" in lines(text)
    assert "(…)" not in text
    assert "not in place: relu and its kin, dropout, identity, flatten have memory of their own" in text


def test_dtypes_are_named_and_counted(small):
    text = shown(small, dtype="float16", weight_dtype="float64", optimizer="adam")
    assert "layer output activations float16 weights alive peak" in lines(text)
    assert "optimizer state 10,708 85.7 KB (83.7 KiB)" in lines(text)  # 2·5,354·8 = 85,664
    assert "activations kept 822 1.6 KB (1.6 KiB)" in lines(text)  # 822·2 = 1,644
    assert "float16: 2 bytes a value; weights, gradients and optimizer state in float64: 8; 1 MB =" in text


def test_one_byte_is_no_bytes(small):
    assert "\nint8: 1 byte a value; 1 MB =" in shown(small, dtype="int8")


def test_a_batch_stands_beside_one_image(small):
    table = lines(shown(small, batch=100))
    assert "values one image batch of 100" in table
    assert "forward activations 822 3.3 KB (3.2 KiB) 328.8 KB (321.1 KiB)" in table  # 82,200·4
    assert "weights 5,354 21.4 KB (20.9 KiB) 21.4 KB (20.9 KiB)" in table


def test_the_sums_are_shown_with_their_numbers(small):
    text = shown(small, batch=100, optimizer="none", dtype="float16", weight_dtype="int8", in_place=False, legend=True)
    # Nothing in place: 300 + 3·512 + 10 = 1,846; the peak is flatten, or relu, with its own: 2·512.
    assert "forward and backward: 2·1,846 = 3,692; every output stored: the same\n" in text
    assert "inference: weights 1·5,354 + peak of activations 100·2·1,024 = 210,154 bytes\n" in text
    assert "training: weights 1·5,354 + activations kept 100·2·1,846 = 374,554 bytes\n" in text


@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.parametrize("name", ["alexnet", "googlenet", "siamese"])
def test_each_sum_that_is_shown_adds_up(name, batch):
    text = shown(summarize(name), batch=batch, dtype="float16", weight_dtype="float64", optimizer="adam", legend=True)
    lines = [line for line in text.splitlines() if line.startswith(("inference: ", "training: ")) and " = " in line]
    assert len(lines) == 2
    for line in lines:
        left, right = line.split(": ", 1)[1].removesuffix(" bytes").replace(",", "").split(" = ")
        terms = [term.split(" ")[-1].split("·") for term in left.split(" + ")]
        assert sum(prod(map(int, term)) for term in terms) == int(right)


def test_the_largest_batch_shows_its_sum(small):
    text = shown(small, limit=1_000_000)
    assert (
        "inference in 1.0 MB (976.6 KiB): a batch of 301 fits; ⌊(1,000,000 − 21,416)/3,248⌋ = 301\n"
        "training in 1.0 MB (976.6 KiB): a batch of 284 fits; ⌊(1,000,000 − 64,248)/3,288⌋ = 284\n"
    ) in text


def test_what_does_not_fit_says_by_how_much(small):
    # Inference takes 21,416 + 3,248 = 24,664 bytes, 4,664 more than 20,000; training 64,248 + 3,288 = 67,536
    text = shown(small, limit=20_000)
    assert "inference in 20.0 KB (19.5 KiB): not even one image fits: it takes 24.7 KB (24.1 KiB), " in text
    assert "it takes 24.7 KB (24.1 KiB), 4.7 KB (4.6 KiB) too much" in text
    assert "it takes 67.5 KB (66.0 KiB), 47.5 KB (46.4 KiB) too much" in text


def test_the_peak_of_vgg16_in_one_sentence():
    assert (
        "peak of inference, one image: 25.7 MB (24.5 MiB) while conv1_2 runs: "
        "conv1_1's output (64×224×224, 12.8 MB) and its own (64×224×224, 12.8 MB)\n"
    ) in shown(summarize("vgg16"))


def test_many_tensors_are_told_by_the_largest():
    # Eight columns of 1·4·4 = 16 values, 64 bytes each, and at the join one of eight times that: the first four
    # columns and the join are named.
    columns = ", ".join(f"[a{number}: conv 1 1]" for number in range(8))
    text = shown(summarize(f"concat: [{columns}]", "input=1x4x4"))
    named = ", ".join(f"a{number}'s output (1×4×4, 64 B)" for number in range(4))
    assert f"1.0 KB (1.0 KiB) while concat runs: {named}, its own (8×4×4, 512 B) and 4 more (256 B)\n" in text


def test_one_layer_shows_the_tensors_that_are_alive(small):
    assert shown(small, "linear") == (
        "2.1 KB (2.0 KiB) while linear runs: conv1's output (8×8×8, 2.0 KB) and its own (10, 40 B)\n"
        "\n"
        "made by  shape  values  float32  needed until\n"
        "conv1    8×8×8     512   2.0 KB  linear\n"
        "linear      10      10     40 B  the end\n"
        "total              522   2.1 KB\n"
    )


def test_a_group_shows_its_greatest_moment():
    text = shown(summarize("unet"), "merge1")
    assert text.startswith("merge1: 161.3 MB (153.8 MiB) while merge1.crop runs: down1.conv2's output (64×568×568, ")


def test_a_side_branch_is_not_run():
    assert shown(summarize("googlenet"), "aux1") == "aux1 is in a side branch, which inference leaves out\n"


def test_copies_that_hold_as_much_stand_on_one_line():
    # Each copy makes 8·8·8 = 512 values, 2,048 bytes. The add reads s.2 and s.4: while s.2 runs, s.1 and s.2 are alive,
    # while s.3 runs s.2 and s.3, but while s.4 runs s.2, s.3 and s.4.
    design = "[{s: [conv 8 3 padding=1], repeat: 4}, {add: [[], [from s.2]]}]"
    text = shown(summarize(design, "input=3x8x8"), depth=2)
    assert "2-3 ×2 8×8×8 1,024 4.1 KB 1,168 4.1 KB ██▋" in lines(text)
    assert "4 8×8×8 512 2.0 KB 584 6.1 KB ████" in lines(text)


def columns_of(text, number):
    return [line.split()[number] for line in text.splitlines()]


@pytest.mark.parametrize(
    "path", [path for path in files() if path.endswith(("lenet5.yaml", "vgg16.yaml", "unet.yaml"))]
)
def test_the_layers_add_up_to_the_sums_by_name(path):
    report = summarize(path)
    for in_place in (True, False):
        study = MemoryStudy(report, in_place=in_place)
        rows = list(csv.DictReader(io.StringIO(render_memory(study, [], "csv"))))
        made = [row for row in rows if row["tensor"] == row["path"]]
        assert sum(int(row["activations"]) for row in made) == study.memory.forward
        assert sum(int(row["activations"]) for row in rows) == study.memory.stored
        assert sum(int(row["activation_bytes"]) for row in made) == 4 * study.memory.forward
        assert sum(int(row["params"]) for row in rows) == study.memory.weights
        assert max(int(row["alive"]) for row in rows) == study.memory.peak


@pytest.mark.parametrize("depth", [1, 2, 10])
@pytest.mark.parametrize("name", ["resnet50", "googlenet", "densenet121"])
def test_the_outermost_lines_add_up_to_the_total(name, depth):
    study = MemoryStudy(summarize(name))
    rows = [entry.cells for entry in layers_table(study, depth).rows]
    outermost = [row for row in rows if not row[0].startswith(" ") and "(side)" not in row[0]]
    total = next(row for row in outermost if row[0] == "total")
    for column in (2, 4):  # values and weights; those in brackets stand in the memory of their input
        cells = [row[column] for row in outermost[: outermost.index(total)] if row[column]]
        counts = [int(cell.replace(",", "")) for cell in cells if not cell.startswith("(")]
        assert f"{sum(counts):,}" == total[column]
    assert total[2] == f"{study.memory.forward:,}"


def test_json_carries_everything(small):
    data = json.loads(shown(small, "linear", format="json", limit=1_000_000, batch=2, optimizer="adam"))
    assert (data["format"], data["version"], data["inputs"]) == ("convcalc memory", 1, {"input": [3, 10, 10]})
    assert [data[key] for key in ("dtype", "weight_dtype", "optimizer", "in_place", "batch", "limit")] == [
        "float32", "float32", "adam", True, 2, 1_000_000,
    ]  # fmt: skip
    assert data["totals"] == {
        "neurons": 522,
        "params": 5354,
        "forward_activations": 822,
        "forward_backward_activations": 1644,
        "stored_activations": 1846,
        "peak_activations": 812,
        "side_params": 0,
        "side_forward_activations": 0,
    }
    assert [data["inference"][key] for key in ("fixed", "per_image", "bytes", "largest_batch")] == [
        21_416, 3248, 21_416 + 2 * 3248, 301,
    ]  # fmt: skip
    assert [part["values"] for part in data["training"]["parts"]] == [5354, 5354, 10_708, 822]
    assert (data["peak"]["layer"], data["peak"]["bytes"]) == ("conv1", 3248)
    (moment,) = data["alive"]
    assert (moment["path"], moment["layer"], moment["values"]) == ("linear", "linear", 522)
    assert moment["tensors"] == [
        {"layer": "conv1", "shape": [8, 8, 8], "values": 512, "bytes": 2048, "last": "linear"},
        {"layer": "linear", "shape": [10], "values": 10, "bytes": 40, "last": None},
    ]
    relu = data["layers"][2]
    assert (relu["path"], relu["tensor"], relu["alive"]) == ("relu", "conv1", 512)
    assert [layer["path"] for layer in data["layers"]] == ["input", "conv1", "relu", "flatten", "linear"]


def test_json_without_a_limit_has_no_batch_for_it(small):
    data = json.loads(shown(small, format="json"))
    assert (data["limit"], data["inference"]["largest_batch"], data["alive"]) == (None, None, [])


def test_csv_of_layers_and_of_what_is_alive(small):
    assert shown(small, format="csv").splitlines()[:3] == [
        "path,output,activations,activation_bytes,tensor,params,weight_bytes,alive,alive_bytes,side",
        "input,3x10x10,300,1200,input,0,0,300,1200,0",
        "conv1,8x8x8,512,2048,conv1,224,896,812,3248,0",
    ]
    assert shown(small, "conv1", format="csv").splitlines() == [
        "path,layer,tensor,shape,values,bytes,last",
        "conv1,conv1,input,3x10x10,300,1200,conv1",
        "conv1,conv1,conv1,8x8x8,512,2048,linear",
    ]


def test_markdown(small):
    written = shown(small, format="markdown").splitlines()
    assert "| layer | output | activations | float32 | weights | alive |" in written
    assert "| `relu` | 8×8×8 | (512) | in place | 0 | 2.0 KB |" in written
    assert "| &nbsp;&nbsp;forward activations | 822 | 3.3 KB (3.2 KiB) |" in written


@pytest.mark.parametrize("name", ["vgg16", "resnet50", "googlenet", "densenet201", "unet", "hrnet_w18_small"])
def test_it_fits_80_cells(name):
    text = shown(summarize(name), format="table", width=80, batch=32, limit=2**34)
    assert max(map(len, text.splitlines())) <= 80
    assert "█" in text


def test_a_wide_terminal_shows_the_bytes_of_the_weights_too(small):
    assert "conv1 8×8×8 512 2.0 KB 224 896 B 3.2 KB ██████████" in lines(shown(small, format="table", width=120))


def test_in_ascii(small):
    text = shown(small, ascii=True)
    assert text.isascii()
    assert "conv1      8x8x8          512    2.0 KB      224  3.2 KB ####" in text


def test_names_are_shown_as_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text('name: "\\e[31m[/red]"\ninput: 1x2x2\nlayers: [conv 1 1]\n')
    report = summarize("net.yaml")
    assert shown(report).startswith("\\x1b[31m[/red] · input 1×2×2 · net.yaml\n")
    assert "\\x1b[31m[/red]" in shown(report, format="table", color=True)


def test_a_network_of_nothing_but_its_input():
    report = summarize("[identity]", "input=2x3x3")
    assert "72 B while identity runs: the input (2×3×3, 72 B)\n" in shown(report)
