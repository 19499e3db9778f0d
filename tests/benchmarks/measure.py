"""How fast convcalc is, as ratios inside one run: `python tests/benchmarks/measure.py`.

Each measure is set against something bare that is timed in turn with it, so that a slow or busy machine slows both. The
bounds are those that the project sets itself; the script ends with 1 where one is not kept. The bare interpreter, which
takes about 10 ms on the machine that the bounds were set on, stands in for a stopwatch where nothing else compares.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from convcalc.language.work import usable_cores

ROUNDS = 15
MAXIMUM_MEGABYTES = 400
INTERPRETER = [sys.executable, "-c", "pass"]
IMPORTS = [sys.executable, "-c", "import click, yaml"]
RICH_IMPORTS = [sys.executable, "-c", "import click, yaml, rich.table, rich.console"]
CONVCALC = [sys.executable, "-c", "from convcalc.__main__ import main; main()"]  # as the installed script starts
SUMMARIZE = [*CONVCALC, "summarize"]

IN_PROCESS = """
import gc, sys
gc.disable()  # as the program does
from time import perf_counter
from convcalc.study.design import summarize
summarize("relu", "input=1x1x1")
for name in ("conv 8 3, batch_norm, relu, max_pool 2, flatten, linear 3",):
    summarize(name, "input=3x8x8")
begin = perf_counter()
for name in sys.argv[1:]:
    summarize(name)
print(perf_counter() - begin)
"""
WALKS = """
import gc, sys
gc.disable()
from pathlib import Path
from time import process_time
from convcalc.language.problems import Problems
from convcalc.spec.folders import catalogue_root
from convcalc.study.design import Text, read_report
name, *changes = sys.argv[1:]
text = (Path(catalogue_root()) / f"{name}.yaml").read_text("utf-8")

def asked(number, changes):
    problems = Problems()
    begin = process_time()
    read_report(Text(f"{text}# {number}"), changes, problems)
    assert not problems.errors, problems.errors
    return process_time() - begin

asked(0, [])
rounds = [[asked(number, given) for given in ([], [], [], changes, changes)] for number in range(1, 16)]
first, _, again, changed, changed_again = map(min, zip(*rounds))
print(again / first, changed / first, changed_again / first, first)
"""
WIDTHS = """
import gc
gc.disable()
from time import process_time
from convcalc.study.design import summarize
summarize("mobilenet_v1")

def asked(widths):
    begin = process_time()
    for width in widths:
        summarize("mobilenet_v1", f"width={width}/32")
    return process_time() - begin

first = asked(range(1, 391))
print(first, asked(range(1, 391)))
"""
SWEEPS = """
import sys
import numpy as np
from itertools import product
from math import prod
from time import perf_counter
from convcalc.language.work import usable_cores
from convcalc.study.sweep.grid.grid import Grid
from convcalc.study.sweep.terms import Budget, Tables, Term

WIDTHS = [32, 64, 96, 128, 192, 256, 320, 384]
AXES = [[1, 2, 3, 4]] * 4 + [[width << stage for width in WIDTHS] for stage in range(4)]
AXES += [[1, 4], [1, 4], [160, 192, 224, 256, 288, 320]]
LENGTHS = tuple(map(len, AXES))
BUDGETS = {"params": 5_000_000, "macs": 600_000_000}

def stage(number, depth, width, groups, ratio, size, before=64):
    inner = width // ratio
    again = 2 * width * inner + inner * inner // groups * 9
    first = again + width * before + inner * (before - width)
    weights = first + (depth - 1) * again
    return {"params": weights, "macs": weights * (size >> number + 2) ** 2}

def read(number):
    before = [3 + number] if number else []
    return [number, 4 + number, 8, 9, 10, *before]

def tables():
    terms = {name: [] for name in BUDGETS}
    for number in range(4):
        places = sorted(read(number))
        values = product(*(AXES[place] for place in places))
        rows = [stage(number, *(dict(zip(places, row))[place] for place in read(number))) for row in values]
        for name in terms:
            terms[name].append(Term(tuple(places), [row[name] for row in rows]))
    return Tables(LENGTHS, {name: [own] for name, own in terms.items()}, [], [], Term((), [0]), [])

def by_formulas(size=1 << 18):
    fit = 0
    for first in range(0, prod(LENGTHS), size):
        places = np.unravel_index(np.arange(first, min(first + size, prod(LENGTHS))), LENGTHS)
        values = [np.array(axis)[place] for axis, place in zip(AXES, places)]
        stages = [stage(number, *(values[place] for place in read(number))) for number in range(4)]
        within = [sum(one[name] for one in stages) <= most for name, most in BUDGETS.items()]
        fit += np.count_nonzero(np.logical_and.reduce(within))
    return fit

def timed(work):
    begin = perf_counter()
    found = work()
    return found, perf_counter() - begin

budgets = [Budget(name, {name: 1}, None, most) for name, most in BUDGETS.items()]
grid = Grid(tables(), budgets, jobs=usable_cores())
counts, own = timed(lambda: grid.survey().counts)
if "alone" in sys.argv:
    sys.exit()
fit, formulas = timed(by_formulas)
assert counts.fit == fit > 0
print(counts.designs, own, formulas)
"""
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def seconds(command: list[str], code: int = 0, **variables: str) -> float:
    """How long a command takes that ends with `code`, with its modules compiled as an installation has them."""
    environment = {**os.environ, **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = perf_counter()
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
    if run.returncode != code:
        raise subprocess.CalledProcessError(run.returncode, command)
    return perf_counter() - begin


def in_process(*designs: str) -> float:
    """How long designs take in one process that has imported everything."""
    run = subprocess.run([sys.executable, "-c", IN_PROCESS, *designs], capture_output=True, text=True, check=True)
    return float(run.stdout)


def ratio(measured: Callable[[], float], bare: list[str], rounds: int = ROUNDS) -> tuple[float, float]:
    """The medians' ratio, and the measured median in seconds; the two are timed in turn."""
    pairs = [(measured(), seconds(bare)) for _ in range(rounds)]
    own = median(pair[0] for pair in pairs)
    return own / median(pair[1] for pair in pairs), own


def report(what: str, value: float, bound: float, detail: str) -> bool:
    """Print a measure beside its bound; false where it is not kept."""
    kept = value <= bound
    print(f"{what:58} {value:7.2f} of {bound:6.2f} {'' if kept else 'TOO SLOW'} ({detail})")
    return kept


def chain(layers: int) -> str:
    """A spec of convolutions, norms and activations, no two convolutions alike."""
    lines = ["input: 3x224x224", "layers:"]
    for number in range(layers // 4):
        lines += [f"  - conv{number}: conv {64 + number} 3 padding=1 bias=false"]
        lines += ["  - batch_norm", "  - relu", "  - dropout p=0.1"]
    return "\n".join(lines)


def starts() -> list[bool]:
    """From the command to its output, against the bare imports."""
    table = {"FORCE_COLOR": "1", "COLUMNS": "80"}
    results = []
    for name, format, beside, variables, bare, bound in (
        ("alexnet", "json", "import click, yaml", {}, IMPORTS, 1.4),
        ("resnet152", "json", "import click, yaml", {}, IMPORTS, 1.6),
        ("alexnet", "table", "the same and rich", table, RICH_IMPORTS, 1.4),
    ):
        command = [*SUMMARIZE, name, "--format", format]
        value, own = ratio(lambda command=command, variables=variables: seconds(command, **variables), bare)
        results.append(report(f"summarize {name} as {format} / {beside}", value, bound, f"{own * 1000:.0f} ms"))
    return results


def questions() -> list[bool]:
    """Commands that ask more, against summarize of the same networks."""
    alexnet = [*SUMMARIZE, "alexnet", "--format", "json"]
    googlenet = [*SUMMARIZE, "googlenet", "--format", "json"]
    explain = [*CONVCALC, "explain", "alexnet", "conv1", "--format", "json"]
    compare = [*CONVCALC, "compare", "alexnet", "googlenet", "--format", "json"]
    alone = [*CONVCALC, "alexnet", "--format", "json"]
    value, own = ratio(lambda: seconds(alone), alexnet)
    results = [report("alexnet alone / summarize alexnet", value, 1.1, f"{own * 1000:.0f} ms")]
    value, own = ratio(lambda: seconds(explain), alexnet)
    results += [report("explain alexnet conv1 / summarize alexnet", value, 1.5, f"{own * 1000:.0f} ms")]
    value, own = ratio(lambda: seconds(compare), googlenet)
    results.append(report("compare alexnet googlenet / summarize googlenet", value, 1.5, f"{own * 1000:.0f} ms"))
    fields = "path,params,receptive_field,jump,start,effective_padding"
    densenet = [*SUMMARIZE, "densenet201", "--format", "csv"]
    for what, command in (
        ("memory densenet201 / summarize densenet201", [*CONVCALC, "memory", "densenet201", "--format", "csv"]),
        ("receptive fields of densenet201 / summarize densenet201", [*densenet, "--columns", fields]),
    ):
        value, own = ratio(lambda command=command: seconds(command), densenet, 5)
        results.append(report(what, value, 2.0, f"{own * 1000:.0f} ms"))
    return results


def analyses(folder: Path) -> list[bool]:
    """Reading and analysing after all imports, against the bare interpreter."""
    spec = folder / "chain.yaml"
    spec.write_text(chain(500), "utf-8")
    catalogue = sorted(Path(__file__).parents[2].glob("architectures/**/*.yaml"))
    names = [str(path) for path in catalogue if not path.stem.endswith("_blocks")]
    results = []
    for what, designs, bound, rounds in (
        ("500 layers, read and analysed / the bare interpreter", [str(spec)], 2.5, ROUNDS),
        ("densenet201 / the bare interpreter", ["densenet201"], 4.0, ROUNDS),
        (f"the whole catalogue, {len(names)} files / the bare interpreter", names, 200.0, 3),
    ):
        value, own = ratio(lambda designs=designs: in_process(*designs), INTERPRETER, rounds)
        results.append(report(what, value, bound, f"{own * 1000:.0f} ms"))
    return results


def asked_again() -> list[bool]:
    """What is asked again in a process, with a change or none, against the first time: equal parts are kept."""
    results = []
    for name, *changes in (("resnet50", "stage4.*.conv2.groups=2"), ("resnet152",), ("densenet201",)):
        run = subprocess.run([sys.executable, "-c", WALKS, name, *changes], capture_output=True, text=True, check=True)
        again, changed, changed_again, first = map(float, run.stdout.split())
        detail = f"{first * 1000:.1f} ms the first time"
        results.append(report(f"{name} again / the first time", again, 0.3, detail))
        if changes:
            results.append(report(f"{name} {changes[0]} / the first time without", changed, 0.4, detail))
            results.append(report(f"{name} {changes[0]} again / the same", changed_again, 0.2, detail))
    run = subprocess.run([sys.executable, "-c", WIDTHS], capture_output=True, text=True, check=True)
    bare = median(seconds(INTERPRETER) for _ in range(ROUNDS))
    for when, taken, bound in zip(("", " again"), map(float, run.stdout.split()), (100.0, 40.0), strict=True):
        name = f"390 widths of mobilenet_v1{when} / the bare interpreter"
        results.append(report(name, taken / bare, bound, f"{taken:.2f} s"))
    return results


def growth(folder: Path) -> list[bool]:
    """A repeat of 100,000 takes about twice as long as one of 50,000, and little memory."""
    paths = {}
    for copies in (50_000, 100_000):
        paths[copies] = folder / f"repeat{copies}.yaml"
        text = f"input: 3x8x8\nlayers:\n  - a: conv 3 3 padding=1\n    repeat: {copies}\n"
        paths[copies].write_text(text, "utf-8")
    times = {copies: median(in_process(str(path)) for _ in range(3)) for copies, path in paths.items()}
    detail = f"{times[100_000]:.1f} s"
    results = [report("repeat: 100000 / repeat: 50000", times[100_000] / times[50_000], 2.5, detail)]
    for format_ in ("text", "json"):
        command = [*SUMMARIZE, str(paths[100_000]), "--format", format_]
        run = subprocess.run([sys.executable, "-c", PEAK, *command], capture_output=True, text=True, check=True)
        megabytes = int(run.stdout)
        what = f"repeat: 100000 as {format_}, memory / {MAXIMUM_MEGABYTES} MB"
        results.append(report(what, megabytes / MAXIMUM_MEGABYTES, 1.0, f"{megabytes} MB"))
    return results


def checks(folder: Path) -> list[bool]:
    """A thousand specs take 10 s where the bare interpreter takes 10 ms; four times the files take no more memory."""
    alexnet = (Path(__file__).parents[2] / "architectures" / "alexnet.yaml").read_text("utf-8")
    peaks = {}
    for number in (250, 1000):
        (folder / f"{number}").mkdir()
        for copy in range(number):
            (folder / f"{number}" / f"{copy}.yaml").write_text(alexnet, "utf-8")
        command = [*CONVCALC, "check", str(folder / f"{number}")]
        run = subprocess.run([sys.executable, "-c", PEAK, *command], capture_output=True, text=True, check=True)
        peaks[number] = int(run.stdout)
    value, own = ratio(lambda: seconds([*CONVCALC, "check", str(folder / "1000")]), INTERPRETER, 3)
    return [
        report("check 1,000 files / the bare interpreter", value, 1000.0, f"{own:.1f} s"),
        report("check, memory of 1,000 files / of 250", peaks[1000] / peaks[250], 1.1, f"{peaks[1000]} MB"),
    ]


PARAGRAPH = """\
The second layer has 256 filters of 5x5 over 48 channels, so it takes 5x5x48x256 = 307,200 weights and as many biases
as filters; with a stride of 2 the {width} columns become ({width} - 5)/2 + 1 = {columns}.

Most of a text is like this paragraph: there is no sum in it, but a date as 2012-09-30, a shape as 3x227x227, some
`code = 3`, and a [link](a.md?b=1). It goes on for a while, as texts do, and says what the layers before this one see
of the input, how they were trained (batch size = 128, learning rate = 0.01), and who found that out.

"""


NOTE = f"""\
{PARAGRAPH.format(width=9, columns=3)}
{"".join(PARAGRAPH.splitlines(keepends=True)[3:]) * 20}
- a list, with `names[0] = 3` in it

```python
batch_size = 128
rate = 0.1 * batch_size / 256
```

"""


def documents(folder: Path) -> list[bool]:
    """10 MB of Markdown with 35,000 sums take 10 s where the bare interpreter takes 10 ms; notes with few take less.

    Several processes are no slower than one, also where other programs keep the cores busy.
    """
    path = folder / "long.md"
    with open(path, "w", encoding="utf-8") as file:
        while file.tell() < 10_000_000:
            width = 2 * (file.tell() % 9973) + 7
            file.write(PARAGRAPH.format(width=width, columns=(width - 5) // 2 + 1))
    value, own = ratio(lambda: seconds([*CONVCALC, "check", str(path)]), INTERPRETER, 3)
    results = [report("check 10 MB of Markdown / the bare interpreter", value, 1000.0, f"{own:.1f} s")]
    notes = folder / "notes"
    notes.mkdir()
    for number in range(25):
        (notes / f"{number}.md").write_text(NOTE * (400_000 // len(NOTE)), "utf-8")
    alone, dense = [*CONVCALC, "check", str(notes), "--jobs", "1"], [*CONVCALC, "check", str(path)]
    value, own = ratio(lambda: seconds(alone, 0), dense, 3)
    results.append(report("check 10 MB of notes with few sums / with many", value, 0.5, f"{own:.1f} s"))
    if usable_cores() > 1:
        value, own = ratio(lambda: seconds([*alone[:-1], str(usable_cores())], 0), alone, 3)
        results.append(report("the same in a process for each core / in one", value, 1.2, f"{own:.1f} s"))
    return results


def peak(command: list[str]) -> int:
    """The most memory that a command takes, in MB."""
    run = subprocess.run([sys.executable, "-c", PEAK, *command], capture_output=True, text=True, check=True)
    return int(run.stdout)


def large(folder: Path) -> list[bool]:
    """Small files that stand for much: what is refused, and twice as many networks in no more memory."""
    lines = [
        "input: 1x1x1",
        "layers:",
        "  - a0: relu",
        *(f"  - a{n}: [reuse a{n - 1}, reuse a{n - 1}]" for n in range(1, 31)),
    ]
    (folder / "reuse.yaml").write_text("\n".join(lines), "utf-8")
    refused = [*SUMMARIZE, str(folder / "reuse.yaml")]
    text = "parameters: {n: 1}\ninput: 1x1x1\nlayers:\n  - x: relu\n    repeat: n\n"
    (folder / "repeat.yaml").write_text(text, "utf-8")
    peaks = {}
    for number in (1, 32):
        markers = (f"<!-- convcalc repeat.yaml n={50_000 - n} params -->0<!-- /convcalc -->\n" for n in range(number))
        (folder / f"{number}.md").write_text("\n".join(markers), "utf-8")
        peaks[number] = peak([*CONVCALC, "check", str(folder / f"{number}.md")])
    same = [f"{folder / 'repeat.yaml'}", "n=100000"]
    two, eight = (peak([*CONVCALC, "compare", *same * number]) for number in (2, 8))
    value, own = ratio(lambda: seconds(refused, 2), INTERPRETER, 5)
    return [
        report("30 lines of doubling reuse, refused / the bare interpreter", value, 100.0, f"{own:.1f} s"),
        report("32 networks of 50,000 layers in a document / one", peaks[32] / peaks[1], 1.1, f"{peaks[32]} MB"),
        report("compare, memory of 8 equal designs / of 2", eight / two, 1.1, f"{eight} MB"),
    ]


def sweeps() -> list[bool]:
    """Designs are counted by tables in a tenth of the time that NumPy takes for the formulas, in 200 MB."""
    command = [sys.executable, "-c", SWEEPS]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(3)]
    designs, own, formulas = (median(map(float, column)) for column in zip(*runs, strict=True))
    megabytes = peak([*command, "alone"])
    return [
        report("25 million designs by tables / by formulas", own / formulas, 0.1, f"{designs / own / 1e6:.0f} M/s"),
        report("by tables, memory / 200 MB", megabytes / 200, 1.0, f"{megabytes} MB"),
    ]


def main() -> int:
    """Run all measures; 1 where a bound is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        results = [
            *starts(),
            *questions(),
            *analyses(place),
            *asked_again(),
            *growth(place),
            *checks(place),
            *documents(place),
            *sweeps(),
        ]
        results += large(place)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
