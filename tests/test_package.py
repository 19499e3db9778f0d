"""The package: what it needs, what it carries, and that the catalogue is found wherever it stands."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import convcalc

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def names(requirements):
    return {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements}


def test_it_needs_three_packages_and_python_3_11():
    assert names(PROJECT["project"]["dependencies"]) == {"click", "rich", "pyyaml"}
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["build-system"]["build-backend"] == "hatchling.build"


def test_there_is_an_extra_for_sweeps_one_for_tests_and_one_for_work_on_it():
    extras = PROJECT["project"]["optional-dependencies"]
    assert {"sweep", "test", "dev"} <= set(extras)
    assert names(extras["sweep"]) == {"numpy"}
    assert names(extras["parquet"]) == {"pyarrow"}
    assert names(extras["cluster"]) == {"distributed"}
    assert {f"convcalc[{name}]" for name in ("sweep", "parquet", "cluster")} <= {*extras["test"]}
    assert {"pytest", "hypothesis", "jsonschema"} <= names(extras["test"])
    assert {"ruff", "mypy"} <= names(extras["dev"])
    assert "convcalc[test]" in extras["dev"]


def test_each_package_has_one_lowest_version_and_no_highest():
    """What is allowed is tested at both ends: `.ci/run` takes the lowest from here, the newest is what pip finds."""
    extras = PROJECT["project"]["optional-dependencies"]
    groups = [PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"], *extras.values()]
    written = [requirement for group in groups for requirement in group if not requirement.startswith("convcalc[")]
    assert [requirement for requirement in written if not re.fullmatch(r"[\w.-]+>=[\d.]+", requirement)] == []
    assert len(names(written)) == len(written)


def test_the_tests_import_nothing_that_their_extra_does_not_bring():
    import ast

    allowed = {"click", "rich", "yaml", "convcalc", "pytest", "_pytest", "hypothesis", "jsonschema", "xmlschema"}
    allowed |= {"markdown_it", "numpy", "pyarrow"}
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found = {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - allowed
            assert not found, path


def test_the_console_script_is_the_program():
    module, _, function = PROJECT["project"]["scripts"]["convcalc"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_the_version_stands_in_one_place():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "convcalc/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", convcalc.__version__)
    written = [
        path
        for path in [*(ROOT / "convcalc").rglob("*.py"), ROOT / "pyproject.toml"]
        if f'"{convcalc.__version__}"' in path.read_text("utf-8")
    ]
    assert written == [ROOT / "convcalc" / "__init__.py"]


def test_it_is_typed_and_free():
    assert (ROOT / "convcalc" / "py.typed").is_file()
    license_ = (ROOT / "LICENSE").read_text("utf-8")
    assert license_.startswith("MIT License")
    assert "Permission is hereby granted, free of charge" in license_
    assert PROJECT["project"]["license"] == "MIT"
    assert PROJECT["project"]["license-files"] == ["LICENSE"]


def test_the_wheel_carries_the_package_and_the_catalogue():
    assert WHEEL["packages"] == ["convcalc"]
    assert WHEEL["force-include"] == {"architectures": "convcalc/architectures"}
    assert not (ROOT / "convcalc" / "architectures").exists()  # it would go before the checkout's
    assert not WHEEL.keys() & {"exclude", "only-include"}


def test_nothing_that_is_needed_is_ignored():
    """Hatchling leaves out what git ignores."""
    ignored = (ROOT / ".gitignore").read_text("utf-8").split() if (ROOT / ".gitignore").exists() else []
    assert not {"*.yaml", "architectures", "architectures/", "py.typed"} & set(ignored)


# The catalogue, in a checkout (as in an editable install, which is one) and installed


def run(folder, package_parent, *arguments):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PYTHONPATH"] = str(package_parent)
    command = [sys.executable, "-m", "convcalc", *arguments]
    return subprocess.run(command, capture_output=True, cwd=folder, env=environment, timeout=60)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the package as a wheel puts it there: the catalogue inside."""
    place = tmp_path_factory.mktemp("site-packages")
    for source, target in {"convcalc": "convcalc", **WHEEL["force-include"]}.items():
        shutil.copytree(ROOT / source, place / target, ignore=shutil.ignore_patterns("__pycache__"))
    return place


@pytest.mark.parametrize(
    "arguments",
    [
        ("summarize", "alexnet", "--format", "json"),
        ("summarize", "resnet34", "--format", "json"),  # may use files of its own folder
        ("summarize", "conv5x5", "--format", "json"),
        ("show", "lenet5"),
        ("schema",),
        ("summarize", "alexne"),
    ],
    ids=" ".join,
)
def test_a_wheel_and_a_checkout_give_the_same(installed, tmp_path, arguments):
    here, there = run(tmp_path, ROOT, *arguments), run(tmp_path, installed, *arguments)
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)
    assert there.returncode == (2 if "alexne" in arguments else 0)


def test_the_installed_package_is_the_one_that_runs(installed, tmp_path):
    (installed / "convcalc" / "architectures" / "only_here.yaml").write_text("input: 3x8x8\nlayers: [relu]\n")
    done = run(tmp_path, installed, "summarize", "only_here", "--format", "json")
    assert json.loads(done.stdout)["file"] == "catalogue: only_here.yaml"
    assert run(tmp_path, ROOT, "summarize", "only_here").returncode == 2


def test_a_package_without_its_catalogue_says_so(tmp_path):
    shutil.copytree(ROOT / "convcalc", tmp_path / "convcalc", ignore=shutil.ignore_patterns("__pycache__"))
    done = run(tmp_path, tmp_path, "summarize", "alexnet")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"there is no file and no catalogue network 'alexnet'" in done.stderr
