"""`convcalc list`: what it says of the catalogue, which networks it is asked for, and that it computes what changed."""

import csv
import io
import json
import shlex
import shutil
from pathlib import Path

import pytest

from convcalc.language.problems import Problems
from convcalc.study import design, listed

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "architectures"

FORMATS = ("table", "text", "markdown", "latex", "csv", "json")


def records(shown):
    assert shown.code == 0, shown.stderr
    return json.loads(shown.stdout)["networks"]


def names(shown):
    return [record["name"] for record in records(shown)]


def test_list_has_a_line_for_every_network(convcalc, folder):
    shown = convcalc("list", "--format", "json")
    assert (shown.code, shown.stderr) == (0, "")
    files = sorted(path.stem for path in CATALOGUE.glob("*.yaml") if not path.stem.endswith("_blocks"))
    assert names(shown) == files
    assert len(files) > 60
    found = {record["name"]: record for record in records(shown)}
    alexnet = found["alexnet"]  # the numbers of the table in README
    assert (alexnet["params"], alexnet["macs"], alexnet["year"]) == (60_965_224, 724_406_816, 2012)
    assert (alexnet["family"], alexnet["kind"]) == ("AlexNet", "classification")
    assert alexnet["input"] == [[3, 227, 227]]
    assert found["siamese"]["input"] == [[1, 105, 105], [1, 105, 105]]
    for record in found.values():
        assert type(record["params"]) is type(record["macs"]) is type(record["year"]) is int
        assert record["source"]
        assert record["family"]
        assert record["kind"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["lenet5"], ["lenet5", "lenet5_1998"]),
        (["oogle"], ["googlenet", "googlenet_torchvision"]),
        (["LeNet", "1998"], ["lenet5", "lenet5_1998"]),
        (["lecun"], ["lenet5", "lenet5_1998"]),
        (["lenet5_"], ["lenet5_1998"]),
        (["lenet", "alexnet"], []),
        (["detection"], ["yolov3"]),
        (["5x5", "design"], ["conv5x5"]),
        (["--family", "densenet"], ["densenet121", "densenet161", "densenet169", "densenet201"]),
        (["--family", "unet"], ["unet"]),  # U-Net
        (["--family", "Wide ResNet"], ["wide_resnet50_2"]),
        (["--family", "resnet", "_v1"], ["resnet101_v1", "resnet152_v1", "resnet50_v1"]),
        (["--kind", "segmentation"], ["fcn8s", "unet"]),
        (["--kind", "audio", "--year", "2016"], ["m5", "wavenet"]),
        (["--year", "1998"], ["lenet5", "lenet5_1998"]),
        (["--year", "..2012"], ["alexnet", "alexnet_one_tower", "lenet5", "lenet5_1998"]),
        (["--year", "2021.."], ["convnext_base", "convnext_small", "convnext_tiny", "efficientnet_v2_s"]),
        (["--year", "2013..2013", "--kind", "classification", "zf"], ["zfnet", "zfnet_512_1024_512"]),
        (["--designs", "--year", "2016"], ["dense_block"]),
        (["--kind", "design", "inception"], ["asymmetric", "inception_1x1", "inception_plain"]),
    ],
    ids=str,
)
def test_list_has_what_is_asked_for(convcalc, arguments, found):
    assert names(convcalc("list", *arguments, "--json")) == found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["renset"], "nothing in the catalogue has 'renset' in its name, family, kind or source (did you mean 'resnet"),
        (["--year", "2030"], "nothing in the catalogue is of 2030 (the years are 1998 to 2022)"),
        (["--year", "..1990"], "nothing in the catalogue is of 1990 or before (the years are 1998 to 2022)"),
        (
            ["siamese", "alexnet"],
            "nothing in the catalogue is all that is asked for: 1 has 'siamese' in its name, family, kind or source; "
            "4 have 'alexnet' in their name, family, kind or source",  # SqueezeNet's source: AlexNet-level accuracy
        ),
        (
            ["--family", "zfnet", "--year", "2014.."],
            # the family's both networks are of 2013
            "nothing in the catalogue is all that is asked for: 2 are of the family 'zfnet'; ",
        ),
    ],
    ids=str,
)
def test_what_matches_nothing_says_why(convcalc, arguments, said):
    shown = convcalc("list", *arguments)
    assert (shown.code, shown.stderr) == (0, "")
    assert said in " ".join(shown.stdout.split())
    assert names(convcalc("list", *arguments, "--json")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--family", "resnt"], "there is no family 'resnt' (did you mean 'resnet'"),
        (["--family", "qqqqq"], "there is no family 'qqqqq' (the families are AlexNet, C3D, "),
        (["--kind", "segmentatoin"], "there is no kind 'segmentatoin' (did you mean 'segmentation'?)"),
        (["--kind", "qqqqq"], "the kinds are audio, classification, design, detection, segmentation, "),
        (["--year", "2015-2016"], "give a year or a range of years: 2015, 2012..2015, 2012.. or ..2015"),
        (["--year", ".."], "give a year or a range of years: "),
        (["--year", ""], "give a year or a range of years: "),
        (["--year", "2015..2012"], "2015 is after 2012; write 2012..2015"),
        (["--designs", "--family", "resnet"], "a design has no family"),
        (["--designs", "--kind", "audio"], "and no other kind"),
        (["--sort", "age"], "'age' is no column to sort by"),
    ],
    ids=str,
)
def test_what_can_not_be_asked_for(convcalc, arguments, said):
    refused = convcalc("list", *arguments)
    assert (refused.code, refused.stdout) == (2, "")
    assert said in " ".join(refused.stderr.split())


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", ["alexnet", "lenet5", "lenet5_1998", "vgg16", "zfnet"]),
        ("params", ["vgg16", "zfnet", "alexnet", "lenet5", "lenet5_1998"]),  # 138 M, 62 M, 61 M, 61,706, 60,000
        ("macs", ["vgg16", "zfnet", "alexnet", "lenet5", "lenet5_1998"]),
        ("year", ["vgg16", "zfnet", "alexnet", "lenet5", "lenet5_1998"]),  # 2014, 2013, 2012, 1998, 1998
        ("input", ["alexnet", "vgg16", "zfnet", "lenet5_1998", "lenet5"]),  # 227, 224, 224, 32, 28
        ("family", ["alexnet", "lenet5", "lenet5_1998", "vgg16", "zfnet"]),
    ],
)
def test_list_in_order(convcalc, sort, first):
    found = [name for name in names(convcalc("list", "--sort", sort, "--format", "json")) if name in first]
    assert found == first


@pytest.mark.parametrize("format_", FORMATS)
def test_list_in_every_format(convcalc, format_):
    shown = convcalc("list", "--format", format_)
    assert shown.code == 0
    for name in ("alexnet", "lenet5_1998", "zfnet_512_1024_512"):
        assert name in shown.stdout.replace("\\_", "_")
    exact = "60965224" if format_ in ("csv", "json") else "61.0 M" if format_ == "table" else "60,965,224"
    assert exact in shown.stdout


@pytest.mark.parametrize(("cells", "exact"), [(80, False), (160, True)])
def test_a_terminal_shows_family_and_kind_and_numbers_in_full_where_there_is_room(terminal, cells, exact):
    shown = terminal("list", columns=cells).stdout
    title, *lines = shown.splitlines()
    assert all(word in title for word in ("name", "family", "kind", "params", "MACs", "year"))
    (vgg16,) = [line for line in lines if line.startswith("vgg16 ")]
    assert ("138,357,544" in vgg16) == exact
    assert ("138.4 M" in vgg16) != exact
    assert max(map(len, lines)) <= cells


def test_list_reads_the_catalogue_and_nothing_else(convcalc, folder):
    expected = convcalc("list", "--format", "json")
    (folder / "alexnet").write_text("not a spec")
    (folder / "vgg16").write_text("input: 3x8x8\nlayers: [relu]\n")
    assert convcalc("list", "--format", "json") == expected


def test_a_list_into_a_file(convcalc, folder):
    assert convcalc("list", "-o", "networks.json") == ("", "", 0)
    assert json.loads((folder / "networks.json").read_text("utf-8"))["format"] == "convcalc networks"


# Designs


def test_list_designs(convcalc, folder):
    found = records(convcalc("list", "--designs", "--format", "json"))
    assert [record["name"] for record in found] == sorted(path.stem for path in (CATALOGUE / "designs").glob("*.yaml"))
    assert all(record["shows"] and record["kind"] == "design" and record["family"] is None for record in found)


def test_each_design_is_compared_with_what_the_list_says(convcalc, folder):
    designs = {path.stem for path in (CATALOGUE / "designs").glob("*.yaml")}
    for record in records(convcalc("list", "--designs", "--format", "json")):
        program, *arguments = shlex.split(record["compare"])
        assert program == "convcalc"
        assert arguments[:2] == ["compare", record["name"]]
        ran = convcalc(*arguments, "--json")
        assert ran.code == 0, record["compare"]
        compared = json.loads(ran.stdout)["designs"]
        assert len({json.dumps(one["inputs"]) for one in compared}) == 1
        assert len(compared) >= 2
        assert record["name"] in designs


def test_designs_on_a_terminal_stand_above_what_they_show(terminal):
    shown = terminal("list", "--designs", columns=80).stdout
    assert (
        "two_conv3x3\n"
        "    input 64×56×56, params 73,728, MACs 231,211,008\n"  # 2·9·64·64, times 56·56
        "    two 3x3 for one 5x5: the same receptive field with 18/25 of the weights\n"
        "    convcalc compare two_conv3x3 conv5x5\n"
    ) in shown


# What is computed


@pytest.fixture
def own_catalogue(tmp_path, monkeypatch):
    """A catalogue of a folder of its own, and the paths of what is computed for the list."""
    root = tmp_path / "architectures"
    root.mkdir()
    for name in ("catalogue.csv", "resnet50.yaml", "resnet50_v1.yaml", "lenet5.yaml"):
        shutil.copy(CATALOGUE / name, root)
    for place in ("convcalc.study.listed", "convcalc.study.catalogue", "convcalc.spec.folders"):
        monkeypatch.setattr(f"{place}.catalogue_root", lambda: str(root))
    computed = []
    read_report = design.read_report

    def count(path, *others, **options):
        computed.append(Path(path).stem)
        return read_report(path, *others, **options)

    monkeypatch.setattr(design, "read_report", count)
    return root, computed


def numbers():
    problems = Problems()
    found = {record["name"]: record for record in listed.all_records(problems)}
    assert not problems.items
    return found


def test_nothing_is_computed_that_is_known(own_catalogue):
    _, computed = own_catalogue
    assert set(numbers()) == {"lenet5", "resnet50", "resnet50_v1"}
    assert computed == []


def test_what_has_changed_is_computed_and_keeps_its_family(own_catalogue):
    root, computed = own_catalogue
    text = (root / "lenet5.yaml").read_text("utf-8")
    (root / "lenet5.yaml").write_text(text.replace("linear 84", "linear 85"), "utf-8")
    lenet5 = numbers()["lenet5"]
    assert computed == ["lenet5"]
    assert lenet5["params"] == 61_706 + 120 + 1 + 10  # one unit more: its weights and bias, and those it goes to
    assert (lenet5["family"], lenet5["kind"]) == ("LeNet", "classification")


def test_what_extends_a_file_that_has_changed_is_computed_too(own_catalogue):
    root, computed = own_catalogue
    path = root / "resnet50.yaml"
    path.write_text(path.read_text("utf-8") + "# another comment\n", "utf-8")
    assert numbers()["resnet50_v1"]["params"] == 25_557_032
    assert computed == ["resnet50", "resnet50_v1"]


def test_a_new_network_is_computed_and_has_no_family_yet(own_catalogue):
    root, computed = own_catalogue
    (root / "new.yaml").write_text("name: New\ninput: 3x8x8\nlayers: [conv 4 3]\n", "utf-8")
    new = numbers()["new"]
    assert computed == ["new"]
    assert new["params"] == 4 * (9 * 3 + 1)
    assert (new["family"], new["kind"], new["year"]) == (None, None, None)


def test_without_its_data_the_catalogue_is_computed(own_catalogue):
    root, computed = own_catalogue
    (root / "catalogue.csv").unlink()
    assert numbers()["lenet5"]["params"] == 61_706
    assert len(computed) == 3


def test_a_network_that_is_gone_is_not_listed(own_catalogue):
    root, _ = own_catalogue
    (root / "lenet5.yaml").unlink()
    assert set(numbers()) == {"resnet50", "resnet50_v1"}


def test_the_list_as_csv_is_read_again(convcalc):
    rows = list(csv.DictReader(io.StringIO(convcalc("list", "--format", "csv").stdout)))
    assert {row["kind"] for row in rows} >= {"classification", "segmentation", "detection", "audio", "video"}
