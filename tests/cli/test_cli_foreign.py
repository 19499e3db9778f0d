"""Files that are no specs, given for a design, and pipes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from convcalc.language.foreign import DOCUMENTS, FOREIGN, begins_as

SPEC = "input: 3x9x9\nlayers: [conv 8 3]\n"  # 8·(3·9 + 1) = 224
PROGRAM = [sys.executable, "-m", "convcalc"]


@pytest.mark.parametrize("ending", FOREIGN)
def test_a_file_of_another_tool_is_said_to_be_one(convcalc, folder, ending):
    (folder / f"model{ending}").write_bytes(b"\x08\x07\x12\x07pytorch\xff")
    for words in (("summarize",), ("compare", "alexnet"), ("explain",), ()):
        ran = convcalc(*words, f"model{ending}")
        assert (ran.code, ran.stdout) == (2, "")
        assert ran.stderr.startswith(f"error: model{ending} is ")
        assert "convcalc init" in ran.stderr
    assert convcalc(f"gone{ending}").stderr.startswith(f"error: there is no file gone{ending}")


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_a_document_is_for_check(convcalc, folder, ending):
    (folder / f"notes{ending}").write_text("3*3 = 9\n", "utf-8")
    (folder / f"shows a spec{ending}").write_text(f"Write:\n\n```yaml\n{SPEC}```\n", "utf-8")
    ran = convcalc(f"notes{ending}")
    assert ran.code == 2
    assert f"shows a spec{ending} is a document, and no design" in convcalc(f"shows a spec{ending}").stderr
    assert f"(`convcalc check notes{ending}` checks the numbers in it)" in ran.stderr


@pytest.mark.parametrize("name", ["net.cfg", "net.onnx", "net.txt", "net"])
def test_what_looks_like_a_spec_is_one_whatever_it_is_called(convcalc, folder, name):
    (folder / name).write_text(SPEC, "utf-8")
    assert convcalc("value", name, "params") == ("224\n", "", 0)


BEGINNINGS = {
    b"PK\x03\x04\x14\x00\xff": "a zip archive",
    b"\x89HDF\r\n\x1a\n": "a file of HDF5",
    b"\x80\x02\x8a\nl\xfc": "a Python pickle",
    b"\x1c\x00\x00\x00TFL3\xff": "a network of TensorFlow Lite",
    b"\xff\xfei\x00n\x00": "text in UTF-16",
    b"\x08\x07\x12\x07pytorch\xff": "a network in ONNX",
    b'\x88\x02\x00\x00\x00\x00\x00\x00{"w": \xff': "a file of safetensors",
}


@pytest.mark.parametrize("data", BEGINNINGS)
def test_what_is_no_text_is_known_by_its_first_bytes(convcalc, folder, data):
    (folder / "net.yaml").write_bytes(data)
    for ran in (convcalc("net.yaml"), convcalc("-", stdin=data)):
        assert ran.code == 2
        assert f"this is not text in UTF-8 (it is {BEGINNINGS[data]}" in ran.stderr


def test_other_bytes_say_nothing():
    assert begins_as(b"\xe9\xff") is None
    assert begins_as(b"") is None


# Pipes


@pytest.fixture
def piped():
    """Run the program with texts in pipes, which it is told of as a shell does: `/dev/fd/5`."""
    if not os.path.isdir("/dev/fd"):
        pytest.skip("this system does not name what is open")

    def run(*words, texts):
        opened = []
        for text in texts:
            read, write = os.pipe()
            os.write(write, text.encode())
            os.close(write)
            opened.append(read)
        names = iter(opened)
        words = [f"/dev/fd/{next(names)}" if word == "PIPE" else word for word in words]
        try:
            return subprocess.run([*PROGRAM, *words], pass_fds=opened, capture_output=True, text=True, timeout=30)
        finally:
            for handle in opened:
                os.close(handle)

    return run


def test_a_pipe_is_read_like_standard_input(piped, folder):
    ran = piped("value", "PIPE", "params", texts=[SPEC])
    assert (ran.stdout, ran.stderr, ran.returncode) == ("224\n", "", 0)


def test_designs_in_pipes_are_compared(piped, folder):
    (folder / "mine.yaml").write_text(SPEC, "utf-8")
    other = SPEC.replace("conv 8 3", "conv 16 3")
    ran = piped("compare", "PIPE", "mine.yaml", "PIPE", "--columns", "params", "--format", "csv", texts=[SPEC, other])
    assert ran.returncode == 0
    assert [line.split(",")[1] for line in ran.stdout.splitlines()] == ["params", "224", "224", "448"]


def test_what_a_pipe_extends_and_includes_is_found_as_for_standard_input(piped, folder):
    (folder / "own.yaml").write_text("blocks: {own: [relu]}\n", "utf-8")
    text = "extends: resnet50.yaml\nparameters: {num_classes: 10}\n"
    ran = piped("value", "PIPE", "params", texts=[text])
    assert ran.stdout == f"{25_557_032 - 990 * 2049}\n"  # 990 classes less, of 2048 weights and a bias each
    ran = piped("value", "PIPE", "params", texts=["include: own.yaml\n" + SPEC])
    assert ran.stdout == "224\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_pipe_is_read_once(convcalc, folder):
    os.mkfifo(folder / "pipe")
    ran = convcalc("compare", "pipe", "alexnet", "pipe")
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: pipe can be read only once (write a design into a file, or in quotes)")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_whoever_writes_may_take_their_time(folder):
    os.mkfifo(folder / "pipe")
    text = "import sys, time; out = open('pipe', 'w'); time.sleep(.2); out.write('input: 3x9x9\\n'); out.flush()"
    text += "; time.sleep(.2); out.write('layers: [conv 8 3]\\n')"
    writer = subprocess.Popen([sys.executable, "-c", text])
    ran = subprocess.run([*PROGRAM, "value", "pipe", "params"], capture_output=True, text=True, timeout=30)
    assert writer.wait() == 0
    assert (ran.stdout, ran.stderr) == ("224\n", "")


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="this system does not name what is open")
def test_a_pipe_without_an_end_is_refused(folder):
    endless = [sys.executable, "-c", "while True: print('# more')"]
    writer = subprocess.Popen(endless, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    handle = writer.stdout.fileno()
    ran = subprocess.run([*PROGRAM, f"/dev/fd/{handle}"], pass_fds=[handle], capture_output=True, text=True, timeout=30)
    writer.kill()
    writer.stdout.close()
    writer.wait()
    assert (ran.returncode, ran.stderr) == (2, f"error: /dev/fd/{handle} is larger than 10 MB\n1 error\n")


def test_a_document_reads_no_pipe(folder, convcalc):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no FIFOs")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "notes.md").write_text("<!-- convcalc pipe.yaml params -->3<!-- /convcalc -->\n", "utf-8")
    assert "there is no file pipe.yaml" in convcalc("check", "notes.md").stdout
