"""The rules of a check: what a failure means, why it matters, and how to mend it.

Codes are stable: one that was given is never given again. CC0xx are about files and specs, CC1xx about `expect`, CC2xx
about arithmetic in documents, CC3xx about what a document takes from a design.
"""

from __future__ import annotations

from convcalc.language.problems import ERROR, WARNING
from convcalc.language.tuples import NamedTuple

SHELL = "sh"
YAML = "yaml"
MARKDOWN = "markdown"


class CheckRule(NamedTuple):
    """A rule: its code and name, a line that says what holds where it does not fail, and its page.

    `text` is paragraphs with empty lines between them, code in backticks. `wrong` fails and `right` does not; they are
    in `language`: a spec, a document or a command.
    """

    code: str
    name: str
    severity: str
    summary: str
    text: str
    language: str
    wrong: str
    right: str

    @property
    def paragraphs(self) -> list[str]:
        """The text, a paragraph in one line; a list is one paragraph with a line for each item."""
        return [_LISTS[part]() if part in _LISTS else part.replace("\n", " ") for part in self.text.split("\n\n")]


def _slips() -> str:
    """An item for each slip behind a wrong number that a check can name."""
    from convcalc.study.slips.table import LAST, SLIPS, TOGETHER

    slips = (*SLIPS, *TOGETHER, *LAST)
    return "\n".join(f"- {slip.name}" + (f" ({slip.doc})" if slip.doc != slip.name else "") for slip in slips)


def _sum_slips() -> str:
    """The same for sums."""
    from convcalc.study.sums.slips import SUM_SLIPS

    return "\n".join(f"- {slip.name}" for slip in SUM_SLIPS)


_LISTS = {"{slips}": _slips, "{slips of sums}": _sum_slips}

_BOUND = """\
<!-- convcalc ops identity -->

```
identity
call        identity
what it is  passes its input on
output      as the input
params      {}
MACs        0
```

<!-- /convcalc -->
"""
"""A text that is bound, but for one number."""

_TWO = """\
<!-- convcalc "{{x: relu, repeat: 60000}}" input=1x1x1 params -->0<!-- /convcalc --> parameters
<!-- convcalc "{{x: relu, repeat: {}}}" input=1x1x1 macs -->0<!-- /convcalc --> MACs
"""
"""The numbers of two large networks."""

_RULES = (
    CheckRule(
        "CC001",
        "unreadable-file",
        ERROR,
        "a file can be read",
        """\
A file that should be checked is missing, is no regular file (a pipe, a device), may not be read, is larger than the
limit, or is not UTF-8; or convcalc itself failed on it, and says so.

Nothing in it was checked, so the run ends with exit code 2 whatever else holds: a check that passes because its file
was renamed would be worse than none.

Look at the path, relative to the folder in which the command runs; save the file as UTF-8; leave out of the arguments
what is no spec and no document. In a folder, files that are no specs are passed over. What `--fix` can't write is said
here too: a file that may not be written, or one with other names (hard links).""",
        SHELL,
        "convcalc check no_such_network.yaml",
        "convcalc check .",
    ),
    CheckRule(
        "CC002",
        "invalid-spec",
        ERROR,
        "a spec means something",
        """\
A spec breaks a rule of the language: a word that is unknown, an argument that is missing, a shape that does not fit, an
output without size. The message says which, and often what was probably meant. Where nothing at all was found to check
in a file that is named, that is an error too.

Where a spec can't be computed, none of its expectations can be checked, so the run ends with exit code 2.

Mend the place that the message names; `convcalc summarize FILE` says the same while you edit. `convcalc ops NAME`
explains an operation and its arguments. For a file with other YAML: name the specs alone, or give a folder, in which
YAML without `layers`, `extends` or `blocks` is left alone.""",
        YAML,
        "input: 3x227x227\nlayers:\n  - conv1: conv 96 11 strde=4\n",
        "input: 3x227x227\nlayers:\n  - conv1: conv 96 11 stride=4\n",
    ),
    CheckRule(
        "CC003",
        "unread-part",
        WARNING,
        "everything in a spec is read",
        """\
Something in a spec has no effect. Most often a stride does not fit the input: the last rows or columns are read by no
position of the window, padding or not. The division of the output size rounds down, and what is beyond is lost without
a word. It may also be a parameter or a block that is never used, an input or an output that nothing reads, or an
`expect` in a file of blocks alone, which have no numbers to compare; in a document, a line of more than three million
characters, in which no sum is looked for; or a folder in which nothing was found to check.

The numbers are right as they are, so this is a warning and changes no exit code, unless `--strict` is given. A stride
that does not fit is often a sign of another input than the author had: AlexNet's paper says 224, its numbers need 227.

Change the input, the padding or the stride; `convcalc solve` with `padding=?` lists what fits. Remove what is not used,
and expect numbers of a block where it is called. Where the loss is meant, leave it.""",
        YAML,
        "input: 3x224x224\nlayers:\n  - conv1: conv 96 11 stride=4\n",
        "input: 3x227x227\nlayers:\n  - conv1: conv 96 11 stride=4\n",
    ),
    CheckRule(
        "CC101",
        "wrong-count",
        ERROR,
        "a count in `expect` is the computed one",
        """\
A number that a person wrote of a layer, a group or the network is another than what is computed: parameters, MACs, or
another count of `convcalc metrics`.

What is written counts as precise as it is written. `34_944` is exact; `61M` and `0.72G` hold where the true number
rounds to their digits, and zeros before a unit hold a place: `60M` says tens of millions, 55 to 65 million, `60.0M` a
tenth of one. `~663,000` is about. Quote a number with commas: `"34,944"`.

Where a known slip gives the written number to the digit, the message says which; where two or three do, it names each,
and where more do, none. It knows these:

{slips}

Then correct the number, or the layer: `convcalc explain FILE LAYER` shows how each number comes about. Numbers from a
paper that are wrong there may stay out of `expect`, with a comment that says by how much.""",
        YAML,
        "input: 96x27x27\nlayers:\n  - conv2: conv 256 5 padding=2 groups=2\n    expect: {params: 307_200}\n",
        "input: 96x27x27\nlayers:\n  - conv2: conv 256 5 padding=2 groups=2\n    expect: {params: 307_456}\n",
    ),
    CheckRule(
        "CC102",
        "wrong-shape",
        ERROR,
        "a shape in `expect` is the computed one",
        """\
A shape that a person wrote (`output`, `input`, or another value for each axis, as `receptive_field`) is another than
what is computed. Shapes are exact, channels first: `96x55x55`.

A padding that was forgotten takes F − 1 from each size. A size that is off by one is most often a rounding: the output
of a convolution is ⌊(W − F + 2P)/S⌋ + 1, rounded down, where a pool with `ceil_mode=true` rounds up. An input that is
not the author's is the next to look for. Where one known slip gives the written shape, the message says which.

`convcalc explain FILE LAYER` shows the sum. Correct the shape, or what stands before it: the first layer that fails
explains those behind it.""",
        YAML,
        "input: 3x32x32\nlayers:\n  - conv1: conv 64 3\n    expect: {output: 64x32x32}\n",
        "input: 3x32x32\nlayers:\n  - conv1: conv 64 3 padding=1\n    expect: {output: 64x32x32}\n",
    ),
    CheckRule(
        "CC103",
        "exceeded-budget",
        ERROR,
        "a design keeps to its budget",
        """\
A bound in `expect` does not hold: the number is greater than `"<= 5M"` allows, or less than `">= 30"` asks for. A
bound is exact: 5,000,001 is more than 5M.

Budgets are there to fail: the design has outgrown what was planned for it, and whoever changed it should know before
it is trained or deployed.

Make the design smaller, or, where the plan has changed, the budget larger. `convcalc compare FILE FILE NAME=VALUE`
says what a change saves, and `convcalc solve` finds the widest design within a budget.""",
        YAML,
        'input: 3x32x32\nlayers:\n  - conv 64 3\nexpect:\n  params: "<= 1K"\n',
        'input: 3x32x32\nlayers:\n  - conv 64 3\nexpect:\n  params: "<= 2K"\n',
    ),
    CheckRule(
        "CC201",
        "wrong-sum",
        ERROR,
        "a sum in a document comes to what stands behind its `=`",
        """\
In a document stands arithmetic with a result, and the true result is another: `96·(3·11² + 1)` is not 34,848.
Only numbers are computed, and a result is as precise as it is written: `= 4M` holds for 4,096,000. What may mean
something else than arithmetic is left alone: a range, a score or a date (`9/11 = 10`), what may be binary
(`10+11 = 101`), a saying (`1+1 = 3`), what does not come out even (`55/2 = 28`), what is in another unit, or has a
variable beside it. The last line counts such sums, and `-v` lists each with the reason. Blocks of code and front matter
are left alone too, unless `--code` is given.

A reader who works a sum through and comes to another number trusts nothing else on the page.

Where a known slip gives the written result to the digit, the message says which; where two or three do, it names each,
and where more do, none. Of results of two digits it knows the first four alone. It knows these:

{slips of sums}

Correct the result or the sum. A sum that is wrong on purpose goes into a block of code, or is written with `==`.""",
        MARKDOWN,
        "The first layer has 96·(3·11² + 1) = 34,848 parameters.\n",
        "The first layer has 96·(3·11² + 1) = 34,944 parameters.\n",
    ),
    CheckRule(
        "CC301",
        "wrong-number",
        ERROR,
        "a number in a document is the one that its marker names",
        """\
A number in a document stands between two markers, of which the first names a design and a metric, and is another than
what is computed. Like a count in `expect` it is as precise as it is written: `61.0M` holds for 60,965,224, and so do
`61 million`, `61 Mio.` and `6100만`. A share is in percent, with the sign or without.

So is each cell of a table below `<!-- convcalc table -->` whose row names a network and whose column a metric. A number
in a column that has a unit in its head is in that unit. A column of FLOPs is read as MACs, or as FLOPs, which are
2·MACs, by what more of its numbers are near to.

The text was written by hand, or the design has changed since; a reader would be told the old number.

Correct the number; `convcalc check --fix` writes it in the form that it had. Where what stands beside it may be its
unit, a bound or more of its digits, it leaves the number, and the message names that: put it between the markers. Where
the marker names the wrong design, correct the marker.""",
        MARKDOWN,
        "AlexNet has <!-- convcalc alexnet params -->61,100,840<!-- /convcalc --> parameters.\n",
        "AlexNet has <!-- convcalc alexnet params -->60,965,224<!-- /convcalc --> parameters.\n",
    ),
    CheckRule(
        "CC302",
        "outdated-text",
        ERROR,
        "a text in a document is what its command prints",
        """\
Between a marker with a command and its end stands another text than the command prints now: a table, formulas, a
comparison.

The design has changed since, or a person has changed the text, which the next fix would overwrite.

`convcalc check --fix` writes the text anew; read the difference before you keep it. A text that would be read as HTML
or Markdown where it stands is left to you: put a fence around it.""",
        MARKDOWN,
        _BOUND.format("1"),
        _BOUND.format("0"),
    ),
    CheckRule(
        "CC303",
        "broken-marker",
        ERROR,
        "a marker in a document has its end and a known command",
        """\
A marker is not closed by `<!-- /convcalc -->`, stands within another, closes one that was never opened, or names a
command that no document may run. Or there is no number between two markers that has one meaning alone: `60.965.224`,
`25 mil` and `2 Billionen` are not the same to all readers. Or no table stands below the marker of one, which needs no
end; or a column of FLOPs has MACs in as many rows as FLOPs.

What it should bind is not checked, so that an error there would go unseen; the run ends with exit code 2.

Close it, move it, or correct the command or the number. A marker that is only an example goes into code.""",
        MARKDOWN,
        "AlexNet has <!-- convcalc alexnet params -->60,965,224 parameters.\n",
        "AlexNet has <!-- convcalc alexnet params -->60,965,224<!-- /convcalc --> parameters.\n",
    ),
    CheckRule(
        "CC304",
        "uncomputable-marker",
        ERROR,
        "what a marker names can be computed",
        """\
The command of a marker is well-formed but has no answer: there is no such design, layer or metric, or the design has an
error of its own, which is said with its place. Or no row of a table is a network that is known, or no column a metric.

The number behind the marker could not be compared with anything; the run ends with exit code 2.

Correct the name; `convcalc list` shows the catalogue, `convcalc metrics` the numbers, `convcalc summarize FILE` the
layers. A path is told from the document on, and stays in its repository, or else in the current folder.""",
        MARKDOWN,
        "AlexNet has <!-- convcalc alexnt params -->60,965,224<!-- /convcalc --> parameters.\n",
        "AlexNet has <!-- convcalc alexnet params -->60,965,224<!-- /convcalc --> parameters.\n",
    ),
    CheckRule(
        "CC305",
        "unchecked-marker",
        ERROR,
        "a document asks for no more work than its length allows",
        """\
The markers of a document name networks, and print tables, of more layers than are computed for one document: 50,000,
or two for each of its characters (the whole catalogue has 16,000). What is named in the same words is computed once.

This marker and those behind it that need another network are not checked, so that an error there would go unseen; the
run ends with exit code 2. A short text that someone sends in can't keep a machine busy so.

Name fewer different networks, leave out tables that nobody reads, or split the document.""",
        MARKDOWN,
        _TWO.format("60001"),
        _TWO.format("60000"),
    ),
    CheckRule(
        "CC306",
        "unbound-number",
        ERROR,
        "a number beside a network's name is bound to it",
        """\
A number of parameters, operations or bytes stands beside the name of a network that the catalogue has, or that a spec
has which is checked too: in its sentence, or in its row of a table. No marker binds it, so nothing compares it with
what is computed.

Such numbers are counted in the last line, and `-v` lists them. They fail only with `--require-bound`, for documents of
which every number is to be checked. What is in code, in a sum, or may be that of something else (a layer, a variant, a
network that is not known) is none of them.

`convcalc check --suggest` shows the markers that bind them, and whether each number holds; with `--fix` it puts them
in. A number that is not the network's may stand in another sentence than its name.""",
        MARKDOWN,
        "AlexNet has 61.0M parameters.\n",
        "AlexNet has <!-- convcalc alexnet params -->61.0M<!-- /convcalc --> parameters.\n",
    ),
)

RULES = {rule.code: rule for rule in _RULES}
"""The rules by code, in the order of the codes."""
