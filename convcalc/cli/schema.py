"""`convcalc schema`"""

from __future__ import annotations

import json

import click

from convcalc.cli.shared.options import output_option
from convcalc.cli.shared.output import Sink
from convcalc.spec.schema import schema

EPILOG = """
\b
Example, with the line that editors read at the top of each spec:
  convcalc schema -o convcalc.schema.json
  # yaml-language-server: $schema=convcalc.schema.json
"""


@click.command("schema", epilog=EPILOG)
@output_option
def command(output: str | None) -> None:
    """Print the JSON Schema of a spec, with which an editor completes keys and ops and marks mistakes."""
    sink = Sink(None, output, ("json",))
    sink.write(json.dumps(schema(), indent=2, ensure_ascii=sink.ascii) + "\n")
