"""The version and the path of the Python that runs this; nothing where convcalc can't be tested with it."""

import re
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]

lowest = re.search(r">=\s*(\d+)\.(\d+)", PROJECT["requires-python"])
is_supported = lowest is not None and sys.version_info >= tuple(map(int, lowest.groups()))
# Packages come built for releases of CPython; what a release to come breaks is not ours to mend.
is_release = sys.implementation.name == "cpython" and sys.version_info.releaselevel == "final"

if is_supported and is_release and find_spec("venv") and find_spec("ensurepip"):
    print(f"{sys.version_info.major}.{sys.version_info.minor}", sys.executable)
