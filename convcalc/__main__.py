"""Where `convcalc` and `python -m convcalc` start."""

import atexit
import gc
import os
import sys

from convcalc.cli import INTERRUPTED


def main() -> None:
    """Run the program. Nothing is collected: a run is over before that would pay. Ends the process."""
    gc.disable()
    try:
        _leave(_run())
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def _run() -> object:
    """The exit code; another object where Python is to say something."""
    try:
        from convcalc.cli.main import main as run

        run()
    except SystemExit as ended:
        return ended.code
    return 0


def _leave(code: object) -> None:
    """End at once: what the system takes back in one piece is not freed object by object."""
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # Python says so as it ends
        raise SystemExit(code) from None
    if isinstance(code, int):
        os._exit(code)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
