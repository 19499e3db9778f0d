"""Where `convcalc` and `python -m convcalc` start."""

import atexit
import gc
import os
import sys

from convcalc.cli import INTERRUPTED


def main() -> None:
    """Run the program, and end. Nothing is collected: a run is over before that would pay."""
    gc.disable()
    try:
        try:
            from convcalc.cli.main import main as run

            run()
        except SystemExit as ended:
            _leave(ended.code)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def _leave(code: object) -> None:
    """End at once, where nothing is left to say: what the system takes back whole is not freed object by object."""
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        raise SystemExit(code) from None
    if isinstance(code, int):
        os._exit(code)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
