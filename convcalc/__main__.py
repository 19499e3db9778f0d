"""Where `convcalc` and `python -m convcalc` start."""

import gc

from convcalc.cli import INTERRUPTED


def main() -> None:
    """Run the program. Nothing is collected: a run is over before that would pay."""
    gc.disable()
    try:
        from convcalc.cli.main import main as run

        run()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()
