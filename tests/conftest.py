"""What all tests share: repeatable examples, and a spec that is read from a folder of its own.

Hypothesis draws the same examples in every run, and a slow machine is no failure. `spec` says of a spec its rows as a
table, or its complaints as `line:column severity: message (hint)`. What must not grow too fast is measured in `steps`.
"""

import signal
import sys

import pytest
from hypothesis import settings

from convcalc.language.problems import ConvcalcError
from convcalc.study.design import summarize

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("repeatable")

SECONDS = 10
"""Long past any answer: only what would never end is stopped. They are the test's own, not a busy machine's."""


def shape(sizes):
    return "x".join(map(str, sizes))


def table(text):
    """The lines of a table, without comments and with single spaces."""
    lines = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return [line for line in lines if line]


@pytest.fixture
def in_time():
    """Nothing that a test with it asks for may go on for ever."""

    def stop(*_):
        raise TimeoutError(f"no answer in {SECONDS} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


class Speaker:
    """Reads the spec `net.yaml` in a folder of its own, beside other files."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def report(self, text, *changes):
        self.write("net.yaml", text)
        return self.design("net.yaml", *changes)

    def design(self, design, *changes):
        def stop(*_):
            raise TimeoutError(f"no answer in {SECONDS} seconds")

        before = signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            return summarize(design, *changes)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def rows(self, text, *changes):
        """`path output params macs` for each layer."""
        layers = self.report(text, *changes).layers
        return [f"{row.path} {shape(row.output)} {row.params} {row.macs}" for row in layers]

    def paths(self, text, *changes):
        return " ".join(row.path for row in self.report(text, *changes).layers)

    def warnings(self, text, *changes):
        return [self.shown(problem) for problem in self.report(text, *changes).warnings]

    def refused(self, text, *changes):
        with pytest.raises(ConvcalcError) as caught:
            self.report(text, *changes)
        return caught.value.problems.in_order()

    def errors(self, text, *changes):
        return [self.shown(problem) for problem in self.refused(text, *changes) if problem.severity == "error"]

    def shown(self, problem):
        """The complaint as it is printed; a place in `net.yaml` itself without the name of the file."""
        text = str(problem)
        return text.removeprefix("net.yaml:").replace(": ", " ", 1) if text.startswith("net.yaml:") else text

    def refuses(self, text, *expected, changes=()):
        """Whether the errors are these and no others: each begins so, and goes on with what stands behind `...`."""
        fits(self.errors(text, *changes), expected)


def fits(found, expected):
    """Whether each complaint begins as expected; behind `...` stands what else it must hold, in this order."""
    assert len(found) == len(expected), found
    for said, wanted in zip(found, expected, strict=True):
        first, *others = wanted.split(" ... ")
        assert said.startswith(first)
        rest = said[len(first) :]
        for other in others:
            assert other in rest, said
            rest = rest.partition(other)[2]


def counted_steps(run, *arguments):
    """How many lines of Python, and calls of its functions, something takes."""
    count = 0

    def trace(*_):
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run(*arguments)
    finally:
        sys.settrace(before)
    return count


def grows_in_proportion(run, number, most=2.5):
    """Whether twice as much takes about twice as many steps."""
    few, many = counted_steps(run, number), counted_steps(run, 2 * number)
    assert many <= most * few, f"{few:,} steps for {number:,}, {many:,} for {2 * number:,}"
    return True


@pytest.fixture
def steps():
    return counted_steps


@pytest.fixture(name="grows_in_proportion")
def proportion():
    return grows_in_proportion


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Speaker(tmp_path)


@pytest.fixture(name="table")
def table_of_text():
    return table
