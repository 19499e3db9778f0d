"""The commands, one file each, imported when they are called."""

INTERRUPTED = 130
"""The exit code of a run that a person interrupts, as shells give it: 1 is a failed check, and nothing else."""
