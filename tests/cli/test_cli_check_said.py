"""How `check` says that a number is not the one that was written exactly, and what a spec may write."""

from __future__ import annotations

# AlexNet has 60,965,224 parameters: 61,000,000 − 60,965,224 = 34,776


def test_of_an_exact_number_it_is_said_which_one_is_too_large(convcalc):
    said = convcalc("check", "alexnet", "--expect", "params == 61M").stdout.splitlines()[0]
    assert said.endswith("written == 61M, computed 60,965,224 (written 34,776 too many; 61M without == holds)")
    assert convcalc("check", "alexnet", "--expect", "params = 61M").code == 0
    said = convcalc("check", "alexnet", "--expect", "params == 59M").stdout.splitlines()[0]
    assert said.endswith("written == 59M, computed 60,965,224 (written 1,965,224 too few)")


def test_a_spec_has_the_same_signs_and_units(convcalc, folder):
    text = 'input: 3x9x9\nlayers: [conv 8 3]\nexpect: {{macs: "{}", flops: "{}"}}\n'  # 8·27·49 = 10,584 MACs
    (folder / "net.yaml").write_text(text.format("<= 10.6 KMACs", "21.2 KFLOPs"), "utf-8")
    assert convcalc("check", "net.yaml") == ("1 spec, 2 expectations, no failures\n", "", 0)
    (folder / "net.yaml").write_text(text.format("=> 3", "!= 4"), "utf-8")
    ran = convcalc("check", "net.yaml")
    assert ran.code == 2
    assert "net.yaml:3:17: error CC002: '=>' is no comparison (they are = == < <= > >=)" in ran.stdout
    assert "error CC002: '!=' is no comparison" in ran.stdout
