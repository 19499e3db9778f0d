"""Checks documents ahead in other processes, where there is so much to read that it pays.

What they find is what one process finds, in the same order. Where a process can't be started, or ends, or what it found
can't be handed over, the documents are checked in this one.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from convcalc.language.work import usable_cores
from convcalc.study.check.files import File
from convcalc.study.check.findings import Checked
from convcalc.study.remembered import free_dropped

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

SMALL = 2_000_000
"""Bytes of documents that are checked before another process is thought of, and that must be left for one to start."""

BATCH = 400_000
"""Bytes of documents that a process gets at once."""

BATCHES = 4
"""How many batches wait for each process: what was found in them is kept until its turn."""

MOST_JOBS = 60
"""Processes that every system can wait for at once."""


class Batch:
    """Files of which the documents are checked by one process, while others check those of other batches."""

    __slots__ = ("documents", "files", "future")

    def __init__(self, files: list[File]) -> None:
        self.files = files
        self.documents = list(filter(_is_document, files))
        self.future: Future[list[Checked]] | None = None

    def found(self) -> dict[File, Checked]:
        """What the other process found in each document; nothing where there is none, or it could not say."""
        try:
            return dict(zip(self.documents, self.future.result(), strict=True)) if self.future is not None else {}
        except Exception:
            return {}


class Ahead:
    """Checks documents by `document`, in as many processes as there are `jobs`: None is one for each core."""

    def __init__(self, document: Callable[[File], Checked], jobs: int | None) -> None:
        self.document = document
        self.jobs = min(jobs or usable_cores(), MOST_JOBS)
        self.pool: ProcessPoolExecutor | None = None
        self.found: dict[File, Checked] = {}

    def files(self, files: Iterable[File]) -> Iterator[File]:
        """The same files, in their order, while documents among those that come later are checked already."""
        files = iter(files)
        yield from _few(files) if self.jobs > 1 else files
        waiting: deque[Batch] = deque()
        for batch in _batches(files):
            waiting.append(batch)
            if self.pool is None and len(waiting) * BATCH < SMALL:
                continue
            self._send(waiting)
            if len(waiting) > self.jobs * BATCHES:
                yield from self._each(waiting.popleft())
        while waiting:
            yield from self._each(waiting.popleft())

    def check(self, file: File) -> Checked:
        """What there is to say of a document."""
        return self.found.pop(file, None) or self.document(file)

    def close(self) -> None:
        """End the other processes, once each is through with its batch."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
        self.jobs, self.pool = 1, None

    def _each(self, batch: Batch) -> Iterator[File]:
        self.found = batch.found()
        yield from batch.files

    def _send(self, batches: Iterable[Batch]) -> None:
        """Give to other processes what was given to none yet."""
        try:
            if self.jobs > 1 and self.pool is None:
                from concurrent.futures import ProcessPoolExecutor

                self.pool = ProcessPoolExecutor(self.jobs, initializer=_begin)
            for batch in batches:
                if batch.future is None and self.pool is not None:
                    batch.future = self.pool.submit(_check, self.document, batch.documents)
        except (ImportError, NotImplementedError, OSError, RuntimeError):  # no process can be had, or one ended
            self.close()


def _few(files: Iterator[File]) -> Iterator[File]:
    """The first files, with as many bytes of documents as are checked in one process."""
    size = 0
    for file in files:
        yield file
        size += _size(file)
        if size >= SMALL:
            return


def _batches(files: Iterable[File]) -> Iterator[Batch]:
    batch: list[File] = []
    size = 0
    for file in files:
        batch.append(file)
        size += _size(file)
        if size >= BATCH:
            yield Batch(batch)
            batch, size = [], 0
    if batch:
        yield Batch(batch)


def _is_document(file: File) -> bool:
    """Whether a file is one to check as a document, so far as its name tells."""
    return file.is_document and not file.problem


def _size(file: File) -> int:
    """The bytes of a document; none of what is no file, or can't be looked at."""
    try:
        return os.path.getsize(file.path) if _is_document(file) else 0
    except (OSError, ValueError):
        return 0


def _check(document: Callable[[File], Checked], files: list[File]) -> list[Checked]:
    """Check documents one after the other, in another process."""
    found = []
    for file in files:
        found.append(document(file))
        free_dropped()
    return found


def _begin() -> None:
    """Let a process end without a word where a person stops the run, or where the one that started it ends."""
    import signal
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_after, args=(parent_process(),), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
