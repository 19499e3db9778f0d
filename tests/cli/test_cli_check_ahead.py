"""Documents are checked in several processes where there are many: what is written is the same as by one."""

import os
import signal
import subprocess
import sys
from functools import partial

import pytest

from convcalc.cli.shared import ahead as module
from convcalc.cli.shared.ahead import Ahead
from convcalc.study.check.files import find_files
from convcalc.study.check.findings import Checked

RIGHT, WRONG = "3x3x128x64 = 73,728", "3x3x128x64 = 73,729"
BOUND = "<!-- convcalc alexnet params -->61.2M<!-- /convcalc -->"


@pytest.fixture
def many(tmp_path, monkeypatch):
    """Documents enough for other processes, with a spec between them, and one that can't be read."""
    monkeypatch.setattr(module, "SMALL", 300)
    monkeypatch.setattr(module, "BATCH", 100)
    monkeypatch.chdir(tmp_path)
    for number in range(60):
        text = (RIGHT, WRONG, BOUND, "x", "")[number % 5]
        (tmp_path / f"{number:02}.md").write_text(f"# {number}\n\nThe layer has {text} weights.\n", "utf-8")
    (tmp_path / "30b.yaml").write_text("input: 3x8x8\nlayers:\n  - conv 8 3\nexpect:\n  params: 9\n", "utf-8")
    (tmp_path / "40b.md").write_bytes(b"\xff\xfe\xfa")
    return tmp_path


def started(monkeypatch):
    """The numbers of jobs with which other processes were started."""
    from concurrent.futures import ProcessPoolExecutor

    jobs = []

    class Counted(ProcessPoolExecutor):
        def __init__(self, workers, **options):
            jobs.append(workers)
            super().__init__(workers, **options)

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Counted)
    return jobs


@pytest.mark.parametrize("format_", ["text", "json", "github", "junit", "sarif"])
def test_several_processes_write_what_one_does(convcalc, many, monkeypatch, format_):
    jobs = started(monkeypatch)
    alone = convcalc("check", ".", "-v", "--format", format_, "--jobs", "1")
    assert jobs == []
    assert "73,729" in alone.stdout
    together = convcalc("check", ".", "-v", "--format", format_, "--jobs", "3")
    assert jobs == [3]
    assert (together.code, together.stdout, together.stderr) == (alone.code, alone.stdout, alone.stderr)


def test_what_fixing_would_change_is_the_same(convcalc, many, monkeypatch):
    jobs = started(monkeypatch)
    alone, together = (convcalc("check", ".", "--diff", "--jobs", number) for number in ("1", "2"))
    assert jobs == [2]
    assert "+The layer has <!-- convcalc alexnet params -->61.0M" in alone.stdout
    assert (together.stdout, together.stderr) == (alone.stdout, alone.stderr)


def test_few_documents_start_no_process(convcalc, many, monkeypatch):
    jobs = started(monkeypatch)
    monkeypatch.setattr(module, "SMALL", 4000)
    assert convcalc("check", ".", "--jobs", "4").code == 2
    assert jobs == []


def test_fixing_is_done_by_one_process(convcalc, many, monkeypatch):
    jobs = started(monkeypatch)
    convcalc("check", ".", "--fix", "--jobs", "4")
    assert jobs == []
    assert "61.0M" in (many / "02.md").read_text("utf-8")


def test_no_output_is_written_over_what_another_process_read(convcalc, many, monkeypatch):
    jobs = started(monkeypatch)
    (many / "net.yaml").write_text("input: 3x8x8\nlayers:\n  - conv 8 3\n", "utf-8")
    (many / "50.md").write_text("<!-- convcalc net.yaml params -->224<!-- /convcalc -->", "utf-8")
    result = convcalc("check", "--exclude", "*.yaml", "--jobs", "4", "-o", "net.yaml", "--format", "json")
    assert result.code == 2
    assert jobs == []
    assert (many / "net.yaml").read_text("utf-8").startswith("input")


def test_jobs_are_a_number_from_one(convcalc, many):
    assert convcalc("check", ".", "--jobs", "0").code == 2


def here(parent, what, file):
    """A check that goes well in the process that started all, and in no other one."""
    if os.getpid() != parent:
        what()
    return Checked(file.name)


def end():
    os._exit(9)


def fail():
    raise ValueError("only here")


def unsent():
    raise type("Local", (Exception,), {"__reduce__": lambda self: 1 / 0})


@pytest.mark.parametrize("what", [end, fail, unsent])
def test_what_another_process_can_not_say_is_checked_here(many, what):
    ahead = Ahead(partial(here, os.getpid(), what), 2)
    try:
        files = list(find_files(["."]))
        assert [ahead.check(file).name for file in ahead.files(iter(files))] == [file.name for file in files]
    finally:
        ahead.close()


def test_where_no_process_can_start_all_is_checked_here(many, monkeypatch):
    def none(*_, **__):
        raise OSError("no semaphores")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", none)
    ahead = Ahead(lambda file: Checked(file.name), 2)
    assert len([ahead.check(file) for file in ahead.files(find_files(["."]))]) == 62


SLOW = """
import os, sys, time
from convcalc.cli.shared import ahead
from convcalc.study.check.files import File
from convcalc.study.check.findings import Checked

ahead.SMALL = ahead.BATCH = 1
def slow(file):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(0.2)
    return Checked(file.name)

running = ahead.Ahead(slow, 2)
try:
    for file in running.files(File(__file__, str(number), True) for number in range(500)):
        running.check(file)
except KeyboardInterrupt:
    sys.exit(130)
finally:
    running.close()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_or_complains_where_the_run_is_stopped(tmp_path, number):
    (tmp_path / "slow.py").write_text(SLOW)
    command = [sys.executable, str(tmp_path / "slow.py")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        seen = {run.pid}
        while len(seen) < 3:
            seen.add(int(run.stdout.readline()))
        if number == signal.SIGINT:
            os.killpg(run.pid, number)  # as a terminal does
        else:
            os.kill(run.pid, number)  # only the process that started the others
        _, complaints = run.communicate(timeout=60)  # ends only when all of them did
    assert complaints == ""
    assert run.returncode == (130 if number == signal.SIGINT else -number)
