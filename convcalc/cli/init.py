"""`convcalc init [FILE]`"""

from __future__ import annotations

import click

from convcalc.cli import examples
from convcalc.cli.shared.output import Sink, refuse
from convcalc.cli.shared.typed import quoted
from convcalc.render.characters import visible
from convcalc.spec.folders import SUFFIXES

EPILOG = examples("""
  convcalc init my_lenet.yaml
  convcalc init - | convcalc summarize -
""")

USUAL = "my_network.yaml"

TEMPLATE = """\
# A network, one layer a line. Change it, and run:
#   convcalc {name}
#   convcalc explain {name} conv1
#   convcalc check {name}
name: My network
input: 3x32x32                    # channels x height x width

parameters: {{width: 32, num_classes: 10}}   # convcalc {name} width=64

blocks:                           # what stands more than once
  conv_bn out_channels stride=1:
    - conv out_channels 3 stride=stride padding=1 bias=false
    - batch_norm
    - relu

layers:
  - conv1: conv width 3 padding=1            # NAME: OPERATION ARGUMENTS; `convcalc ops` lists them
    expect: {{output: 32x32x32, params: 896}}  # 32·(3·3² + 1); `convcalc check` says when it is wrong
  - relu
  - stage: conv_bn 2*width stride=2
  - add:                                     # a residual: both branches begin here
      - [conv_bn 2*width, conv_bn 2*width]
      - []
  - global_avg_pool
  - flatten
  - classifier: linear num_classes
"""


@click.command("init", epilog=EPILOG)
@click.argument("file", default=USUAL, metavar="[FILE]", type=click.Path())
def command(file: str) -> None:
    """Write a spec to begin with, commented, into a new file.

    The FILE is my_network.yaml where no other name is given; one that exists is left as it is. `-` prints the
    spec instead. `convcalc show NAME` prints a network of the catalogue, to begin with that.
    """
    if file == "-":
        Sink(None, None, ("text",)).write(TEMPLATE.format(name=USUAL))
        return
    if not file.endswith(SUFFIXES):
        refuse(f"a spec is a YAML file, and '{file}' is no name of one", f"write: convcalc init {file}.yaml")
    name = visible(quoted(file))
    Sink("text", file, ("text",), new=True).write(TEMPLATE.format(name=name))
    Sink(None, None, ("text",)).write(f"{visible(file)} is written; `convcalc {name}` counts it\n")
