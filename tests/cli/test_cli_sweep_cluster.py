"""`sweep --cluster`: what the workers of a Dask cluster find is what is found here, also when one of them is lost."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

pytest.importorskip("numpy")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of Dask and what it brings are its own

SPACE = str(Path(__file__).parents[1] / "study" / "sweep" / "space.yaml")
WORDS = ("sweep", SPACE, "d1=1..4", "d3=1..4", "w1=64,128,192,256", "w3=256,512", "input=3x{192,224,256}")
WHERE = ("--where", "macs <= 4G", "--where", "params <= 25M")


@pytest.fixture(scope="module")
def cluster():
    started = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0"
    )
    yield started
    started.close()


@pytest.fixture(autouse=True)
def small_slices(monkeypatch):
    """Slices so small that there are many of them."""
    monkeypatch.setattr("convcalc.study.sweep.grid.grid.AT_ONCE", 16)


QUESTIONS = [
    (*WHERE, "--top", "5", "--by", "-params"),
    ("--pareto", "macs, -params"),
    ("--pareto", "macs, -params, depth", *WHERE),
    WHERE,
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_cluster_finds_the_same(convcalc, cluster, question):
    here = convcalc(*WORDS, *question, "--json")
    there = convcalc(*WORDS, *question, "--json", "--cluster", cluster.scheduler_address)
    assert json.loads(there.stdout) == json.loads(here.stdout)
    assert there.code == 0


def test_a_cluster_writes_the_same_rows(convcalc, cluster, folder):
    assert convcalc(*WORDS, *WHERE, "-o", "here.csv").code == 0
    assert convcalc(*WORDS, *WHERE, "-o", "there.csv", "--cluster", cluster.scheduler_address).code == 0
    assert (folder / "there.csv").read_bytes() == (folder / "here.csv").read_bytes()


def test_what_a_lost_worker_had_is_worked_out_by_another(convcalc, cluster, monkeypatch):
    killed = []

    def kill(bar, done, total):
        if total is not None and not killed and done < total:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    here = json.loads(convcalc(*WORDS, *WHERE, "--pareto", "macs, -params", "--json").stdout)
    monkeypatch.setattr("convcalc.cli.shared.progress.Bar.__call__", kill)
    words = (*WORDS, *WHERE, "--pareto", "macs, -params", "--json", "--cluster", cluster.scheduler_address)
    assert json.loads(convcalc(*words).stdout) == here
    assert killed


def test_a_cluster_that_is_none_is_refused(convcalc, monkeypatch):
    monkeypatch.setattr("convcalc.study.sweep.grid.cluster.PATIENCE", 1)
    ran = convcalc(*WORDS, "--cluster", "tcp://127.0.0.1:1")
    assert ran.code == 2 and "there is no cluster at tcp://127.0.0.1:1" in ran.stderr
