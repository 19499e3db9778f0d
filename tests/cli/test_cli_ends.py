"""How a run ends that something from outside ends: the exit code keeps its meaning, 1 is a failed check alone."""

import os
import signal
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-m", "convcalc"]
IMPORTING = """
import sys

class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == interrupted:
            raise KeyboardInterrupt

interrupted = sys.argv.pop(1)
sys.meta_path.insert(0, Interrupting())
from convcalc.__main__ import main
main()
"""
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENVIRONMENT = {**os.environ, "PYTHONPATH": ROOT}

needs_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no device that is always full")
needs_signals = pytest.mark.skipif(os.name == "nt", reason="it has other signals")


@needs_signals
@pytest.mark.parametrize(
    "module", ["click", "convcalc.cli.main", "convcalc.cli.summarize", "yaml", "convcalc.render.summarize.data"]
)
def test_an_interrupt_while_something_is_imported_ends_quietly_with_130(folder, module):
    command = [sys.executable, "-c", IMPORTING, module, "summarize", "alexnet", "--format", "json"]
    ran = subprocess.run(command, capture_output=True, env=ENVIRONMENT, timeout=30)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


@needs_signals
@pytest.mark.parametrize("arguments", [["summarize", "-"], ["check", "a.yaml"], ["compare", "-", "alexnet"]])
def test_an_interrupt_while_it_works_ends_quietly_with_130(folder, arguments):
    (folder / "a.yaml").write_text(
        "input: 1x1x1\nlayers:\n  - x: relu\n    repeat: 249999\n" * (arguments[0] == "check")
    )
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*PROGRAM, *arguments], env=ENVIRONMENT, **streams)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert (process.returncode, said) == (130, b"")


@needs_full
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["summarize", "alexne"], 2),
        (["summarize", "--nonsense"], 2),
        (["nonsense"], 2),
        (["summarize", "conv 96 11 stride=4", "--input", "3x224x224"], 0),
        (["summarize", "conv 96 11 stride=4", "--input", "3x224x224", "--strict"], 2),
        (["check", "small.yaml", "--expect", "params = 1"], 1),
        (["check", "missing.yaml"], 2),
    ],
)
def test_what_can_not_be_said_changes_no_exit_code(small, arguments, code):
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [*PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=full, env=ENVIRONMENT, timeout=30
        )
    assert ran.returncode == code
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run([*PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=writing, env=ENVIRONMENT, timeout=30)
    os.close(writing)
    assert ran.returncode == code


@needs_signals
@pytest.mark.parametrize("arguments", [["summarize", "densenet201", "--format", "json"], ["--help"], ["ops", "--help"]])
def test_a_closed_pipe_is_no_failed_check(folder, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run([*PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=30)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (141, b"")


@needs_signals
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["summarize", "alexnet"], 0, ""),
        (["summarize", "conv 4 3", "--input", "3x8x8"], 0, ""),
        (["value", "alexnet", "params"], 0, ""),
        (["list", "vgg"], 0, ""),
        (["summarize", "net.yaml"], 2, "error: there is no file net.yaml"),
        (["summarize", "-"], 2, "standard input:1:10: error: there is no file 'other.yaml'"),
        (["check"], 2, "error: the current folder is gone"),
        (["summarize", "alexnet", "-o", "table.md"], 2, "error: table.md can't be written: No such file or directory"),
    ],
)
def test_a_folder_that_is_gone_is_no_trouble_or_said(tmp_path, arguments, code, said):
    gone = tmp_path / "gone"
    gone.mkdir()
    lines = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    ran = subprocess.run(
        ["sh", "-c", lines, "sh", str(gone), *PROGRAM, *arguments],
        input=b"include: other.yaml\ninput: 3x8x8\nlayers: [relu]\n",
        capture_output=True,
        env=ENVIRONMENT,
        timeout=30,
    )
    assert ran.returncode == code
    assert ran.stderr.decode().startswith(said)
    assert "Traceback" not in ran.stderr.decode()


LEAVING = """
import atexit, sys

class Freed:
    def __del__(self):
        sys.stderr.write("freed")

kept = Freed()
atexit.register(print, "at the end")
from convcalc.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("arguments", "code"), [(["value", "alexnet", "params"], 0), (["value", "alexne", "params"], 2)]
)
def test_a_run_does_what_is_asked_for_at_its_end_and_frees_nothing(folder, arguments, code):
    ran = subprocess.run([sys.executable, "-c", LEAVING, *arguments], capture_output=True, env=ENVIRONMENT, timeout=30)
    assert ran.returncode == code
    assert ran.stdout.decode().splitlines() == ["60965224"] * (code == 0) + ["at the end"]
    assert b"freed" not in ran.stderr
