"""Slices of a space that the workers of a Dask cluster work out: each has the tables once, and gives what it found.

A slice whose worker is lost is worked out by another one, and slices are put together in their order: what is found is
the same as here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Any, NoReturn

from convcalc.language.problems import ConvcalcError, Problems

PATIENCE = 10
"""Seconds in which a cluster answers, and has a worker."""

AHEAD = 4
"""How many slices for each thread may be ahead of the first that is not finished."""

INSTALL = "pip install convcalc[cluster]"


class Cluster:
    """A connection to the cluster at an address. Raises ConvcalcError where it can't be had."""

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            from distributed import Client
        except ModuleNotFoundError:
            _refuse("a cluster is reached by distributed, which is not installed", INSTALL)
        connect: Any = Client
        try:
            self.client = connect(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            _refuse(f"there is no cluster at {address}: {error}", "start one: dask scheduler, and dask worker ADDRESS")
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except OSError:
            self.close()
            _refuse(f"the cluster at {address} has no worker", f"start one: dask worker {address}")

    @property
    def threads(self) -> int:
        """How many slices are worked out at once."""
        threads: dict[str, int] = self.client.nthreads()
        return max(1, sum(threads.values()))

    def in_order(
        self, work: Callable[..., Any], source: Any, slices: Iterable[range], *more: Any
    ) -> Generator[Any, None, None]:
        """What `work(source, slice, *more)` gives for each slice, in their order. Raises ConvcalcError."""
        from distributed import CancelledError, KilledWorker

        ahead: deque[Any] = deque()
        everywhere = self.client.scatter(source, broadcast=True)
        try:
            for one in slices:
                ahead.append(self.client.submit(work, everywhere, one, *more, pure=False))
                if len(ahead) >= AHEAD * self.threads:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except (CancelledError, KilledWorker, ImportError, AttributeError) as error:
            hint = "all workers need this version of convcalc, with NumPy, and room for its tables"
            _refuse(f"the cluster at {self.address} can't work this out: {error}", hint)
        finally:
            self.client.cancel([*ahead])

    def close(self) -> None:
        """End the connection."""
        self.client.close()


def _refuse(message: str, hint: str) -> NoReturn:
    problems = Problems()
    problems.error(" ".join(message.split())[:400], None, hint)
    raise ConvcalcError(problems) from None
