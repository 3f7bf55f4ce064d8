"""What an engine for many machines costs: start, memory, small tasks, workers that are killed.

    python bench/engines.py dask|ray

The work is blocks of futures' worth of seconds: 50 ms of arithmetic each. Neither engine is a
dependency of this script's caller: run it with a Python that has the one asked for.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil

WORKERS, TASKS, KILLS = 2, 600, 20
SETTLED_S = 3.0
"""A worker is killed at work, not while it starts."""


def block(number: int) -> float:
    """50 ms of work whose result depends on its number only."""
    value, ends = float(number), time.process_time() + 0.05
    while time.process_time() < ends:
        pass
    for _ in range(1_000):
        value = (value * 1.000_1 + 1.0) % 1_000.0
    return value


def empty(number: int) -> int:
    """Nothing: what remains is the engine."""
    return number


def memory_mb() -> float:
    """Of this process and all below it; shared pages count once (PSS)."""
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    total = 0
    for each in processes:
        try:
            total += each.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 2**20


def workers(named: str) -> list[psutil.Process]:
    """Processes that do the work."""
    found = []
    for each in psutil.Process().children(recursive=True):
        try:
            if named in " ".join(each.cmdline()):
                found.append(each)
        except psutil.Error:
            continue
    return found


def kill_one(named: str) -> bool:
    """Kill a worker with SIGKILL; False if none was there."""
    there = [each for each in workers(named) if time.time() - each.create_time() > SETTLED_S]
    if not there:
        return False
    os.kill(there[-1].pid, signal.SIGKILL)
    return True


class Dask:
    """dask.distributed, with the worker's process told by its nanny."""

    named = "spawn_main"

    def __init__(self) -> None:
        import dask
        from distributed import Client, LocalCluster

        dask.config.set({"distributed.scheduler.allowed-failures": 1_000})
        self.cluster = LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None
        )
        self.client = Client(self.cluster)
        self.client.submit(empty, -1).result()

    def run(self, work: Callable[[int], Any], tasks: int, tick: Callable[[int], None]) -> list[Any]:
        """Results in the order of the tasks."""
        from distributed import as_completed

        futures = self.client.map(work, range(tasks), pure=False)
        number = {future.key: at for at, future in enumerate(futures)}
        found: list[Any] = [None] * tasks
        completed = as_completed(futures, with_results=True)
        del futures
        for done, (future, result) in enumerate(completed, start=1):
            found[number[future.key]] = result
            future.release()
            tick(done)
        return found

    def close(self) -> None:
        """Stop everything."""
        self.client.close()
        self.cluster.close()


class Ray:
    """ray with retries without end."""

    named = "ray::"

    def __init__(self) -> None:
        import ray

        self.ray = ray
        ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False)
        self.work: dict[Any, Any] = {
            each: ray.remote(max_retries=-1)(each) for each in (block, empty)
        }
        ray.get(self.work[empty].remote(-1))

    def run(self, work: Callable[[int], Any], tasks: int, tick: Callable[[int], None]) -> list[Any]:
        """Results in the order of the tasks."""
        references = [self.work[work].remote(number) for number in range(tasks)]
        left = list(references)
        while left:
            _, left = self.ray.wait(left)
            tick(tasks - len(left))
        return list(self.ray.get(references))

    def close(self) -> None:
        """Stop everything."""
        self.ray.shutdown()


def main(name: str) -> None:
    """Measure one engine."""
    begun = time.perf_counter()
    engine: Dask | Ray = Dask() if name == "dask" else Ray()
    print(f"{name}: start to the first result {time.perf_counter() - begun:.2f} s", flush=True)
    engine.run(empty, 50, lambda done: None)
    print(f"  memory, idle with {WORKERS} workers {memory_mb():.0f} MB", flush=True)
    begun = time.perf_counter()
    engine.run(empty, 1_000, lambda done: None)
    print(f"  1,000 empty tasks {time.perf_counter() - begun:.2f} s", flush=True)
    begun = time.perf_counter()
    undisturbed = engine.run(block, TASKS, lambda done: None)
    alone = time.perf_counter() - begun
    ideal = TASKS * 0.05 / WORKERS
    print(f"  {TASKS} tasks of 50 ms {alone:.2f} s ({ideal / alone:.0%} of ideal)", flush=True)
    killed = 0

    def tick(done: int) -> None:
        nonlocal killed
        if killed < KILLS and done >= (killed + 1) * TASKS // (KILLS + 2):
            killed += kill_one(engine.named)

    begun = time.perf_counter()
    found = engine.run(block, TASKS, tick)
    took = time.perf_counter() - begun
    same = "the same" if found == undisturbed else "NOT the same"
    print(f"  with {killed} workers killed {took:.2f} s, results {same}", flush=True)
    print(f"  memory after it {memory_mb():.0f} MB", flush=True)
    begun = time.perf_counter()
    engine.close()
    print(f"  stop {time.perf_counter() - begun:.2f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
