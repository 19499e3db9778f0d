"""What a person interrupts: a run ends behind a whole chunk of designs, and says what was kept of them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from convcalc.cli import INTERRUPTED
from convcalc.cli.shared.output import say
from convcalc.language.problems import Problems

Progress = Callable[[int, int | None], None]


class Interruptible:
    """A progress that ends a run where it is told, once a person has interrupted it; the second time it ends at once.

    So nothing is lost that was found before, and no chunk of it is written in part.
    """

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.is_asked = False

    def __enter__(self) -> Interruptible:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *raised: object) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._before or signal.SIG_DFL)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.is_asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __call__(self, done: int, total: int | None) -> None:
        """Tell how many there were. Raises KeyboardInterrupt."""
        self.progress(done, total)
        if self.is_asked:
            raise KeyboardInterrupt


def end_interrupted(what: str, problems: Problems) -> NoReturn:
    """Say what was interrupted, or what was kept, and end as an interrupted run does."""
    problems.note(f"interrupted: {what}", None)
    say(problems)
    raise SystemExit(INTERRUPTED)
