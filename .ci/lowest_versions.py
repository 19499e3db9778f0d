"""Constraints for pip that bring the lowest versions that pyproject.toml allows: `click>=8.4` becomes `click==8.4`.

A requirement that names none ends the run: what it allows can't be tested.
"""

import re
import sys
import tomllib
from pathlib import Path

PYPROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]

groups = [PYPROJECT["build-system"]["requires"], PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
for requirement in (requirement for group in groups for requirement in group):
    parts = re.fullmatch(r"(?P<name>[\w.-]+)(\[.*\])?\s*(>=\s*(?P<lowest>[\w.]+))?[^;]*(?P<marker>;.*)?", requirement)
    if parts and parts["lowest"]:
        print(f"{parts['name']}=={parts['lowest']}{parts['marker'] or ''}")
    elif not parts or parts["name"] != PROJECT["name"]:
        sys.exit(f"pyproject.toml: '{requirement}' does not say its lowest version, as in name>=1.2")
