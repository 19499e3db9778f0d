"""A network of several outputs names them where it is compared, as it does elsewhere."""

TWO = "[a: conv 4 3, mask: [from a, conv 1 1], scores: [from a, global_avg_pool, flatten, linear 10]]"


def test_each_output_stands_behind_its_name(convcalc):
    """16 − 3 + 1 = 14"""
    shown = convcalc("compare", "input=3x16x16", TWO, TWO, "a.out_channels=8").stdout
    (output,) = [line.split(maxsplit=1)[1] for line in shown.splitlines() if line.startswith("output")]
    assert output.startswith("mask 1×14×14, scores 10 ")
    assert "mask 3×3, scores 16×16 (all)" in shown


def test_an_only_one_has_none(convcalc):
    shown = convcalc("compare", "conv 4 3", "conv 8 3", "--input", "3x16x16").stdout
    assert any(line.split()[:3] == ["output", "4×14×14", "8×14×14"] for line in shown.splitlines())
