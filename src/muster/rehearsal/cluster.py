"""Blocks of futures on Dask: processes on this machine, or workers of a cluster elsewhere.

Why Dask: docs/decisions/0010. A block that a worker took down with it is run again; what it gives
is the same wherever it runs, and it is counted when it comes back, once.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any

from muster.errors import MusterError
from muster.rehearsal.engine import Work
from muster.rehearsal.outcomes import Outcomes
from muster.rehearsal.policy import Prepared

AHEAD = 1
"""Blocks given to each worker at a time: one in a queue is not told what is decided meanwhile,
and a block takes a good part of a second where handing it over takes milliseconds."""
TOLD = 32
"""Blocks whose decisions the next ones are told, so that few are made on two workers."""
DEATHS = 1_000
"""Workers that may die over one block before it is taken for the cause."""
CONNECT_S = 5
HEAL_S = 5
"""Seconds after which it is looked whether all workers are there, at the latest."""
QUIET = "distributed.nanny.pre-spawn-environ.DASK_LOGGING__DISTRIBUTED"
"""Setting by which workers of this machine say nothing: what is wrong comes back to be told."""
MISSING = (
    "found no package distributed; expected it for policies that decide again on several cores or "
    "machines. Install muster-custody[cluster]"
)

_ready: dict[str, tuple[Work, Prepared]] = {}
"""Of this process, when it is a worker: what it last made ready."""


def run_packed(
    token: str, packed: bytes, first: int, made: Sequence[bytes]
) -> tuple[Outcomes, bytes]:
    """On a worker: run one block, knowing what others decided; with what was decided in it."""
    if token not in _ready:
        import cloudpickle

        work: Work = cloudpickle.loads(packed)
        _ready.clear()
        _ready[token] = work, work.policy.prepare(work.scenario, work.plan)
    work, ready = _ready[token]
    if ready.made is None:
        return work.run(ready, first), b""
    for each in made:
        ready.made.learn(each)
    return work.run(ready, first), ready.made.take_new()


class Cluster:
    """Workers of a Dask scheduler; without an address, processes of this machine."""

    def __init__(self, address: str | None = None, workers: int = 1) -> None:
        try:
            import cloudpickle  # noqa: F401
            import dask
            from distributed import Client, LocalCluster
        except ImportError:
            raise MusterError(MISSING) from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        settings = {
            "distributed.scheduler.allowed-failures": DEATHS,
            "distributed.logging.distributed": "critical",
            QUIET: "critical",
            "distributed.scheduler.http.routes": [],
            "distributed.worker.http.routes": [],
        }
        self._workers, self._local = workers, None
        self._set: Any = dask.config.set(settings)
        if address is None:
            self._local = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",
                host="127.0.0.1",
                security=True,  # keys for this run alone: nobody else on the machine may send work
            )
        try:
            self._client: Any = Client(self._local or address, timeout=f"{CONNECT_S}s")
        except (OSError, ValueError, TimeoutError) as error:
            raise MusterError(
                f"--cluster {address}: found no Dask scheduler there ({type(error).__name__}); "
                "expected an address such as tcp://10.0.0.5:8786 at which one listens"
            ) from None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # workers that are gone need not be told
            self._client.close()
        if self._local is not None:
            with suppress(Exception):
                self._local.close()

    def blocks(
        self, work: Work, ready: Prepared, firsts: Sequence[int]
    ) -> Iterator[tuple[int, Outcomes]]:
        """The blocks as they are done."""
        import cloudpickle
        from distributed import CancelledError, wait
        from distributed.scheduler import KilledWorker

        lean = replace(work, scenario=replace(work.scenario, people=(), keep=()))
        packed = cloudpickle.dumps(lean)
        token = sha256(packed).hexdigest()
        left = list(reversed(firsts))
        under_way: dict[Any, int] = {}
        deaths: dict[int, int] = {}
        made: deque[bytes] = deque(maxlen=TOLD)

        def submit(first: int) -> None:
            future = self._client.submit(run_packed, token, packed, first, tuple(made), pure=False)
            under_way[future] = first

        try:
            while left or under_way:
                while left and len(under_way) < self._threads() * AHEAD:
                    submit(left.pop())
                with suppress(TimeoutError, CancelledError):
                    wait(list(under_way), timeout=HEAL_S, return_when="FIRST_COMPLETED")
                self._heal()
                for future in [each for each in under_way if each.status != "pending"]:
                    first = under_way.pop(future)
                    try:
                        outcomes, new = future.result(timeout=f"{HEAL_S}s")
                    except TimeoutError:  # its worker took it down: it is run again, if any is left
                        under_way[future] = first
                        continue
                    except (KilledWorker, CancelledError):
                        deaths[first] = deaths.get(first, 0) + 1
                        _must_not_be_the_cause(first, deaths[first])
                        submit(first)
                        continue
                    future.release()
                    if ready.made is not None:
                        made.append(new)
                        ready.made.learn(new)
                    yield first, outcomes
        finally:
            with suppress(Exception):
                self._client.cancel(list(under_way))

    def _threads(self) -> int:
        return max(1, int(sum(self._client.nthreads().values())))

    def _heal(self) -> None:
        """Start workers of this machine again that are gone for good, killed while they started."""
        if self._local is not None and len(self._client.nthreads()) < self._workers:
            self._local.scale(self._workers)


def _must_not_be_the_cause(first: int, deaths: int) -> None:
    if deaths > DEATHS:
        raise MusterError(
            f"found {deaths} workers that died over the futures from {first} on; expected them to "
            "come through. Give workers more memory"
        )
