"""The commands, one file each, imported when they are called."""

INTERRUPTED = 130
"""The exit code of a run that a person interrupts, as shells give it: 1 is a failed check, and nothing else."""


def examples(lines: str) -> str:
    """The end of a help text: what to type, a line each, and what is to be said below that."""
    return f"\n\b\nExamples:{lines}"
