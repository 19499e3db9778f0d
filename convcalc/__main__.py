"""Where `convcalc` and `python -m convcalc` start."""

import gc


def main() -> None:
    """Run the program. Nothing is collected: a run is over before that would pay."""
    gc.disable()
    from convcalc.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
