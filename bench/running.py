"""Starts each run in a process of its own, watches its memory and ends it if it must be."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench.code_digest import ROOT
from bench.results import Found, Result, Run, found_from
from bench.watch import Moment, Size

OVERTIME_S = 300.0
"""Seconds past a run's limit for people to be loaded and the plan to be checked."""
MEMORY_BYTES = 16 * 2**30
LOOK_S = 0.1
LAST_WORDS = 400
"""Characters of a failed run's error that are kept."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: by itself (`failed` unless its code is 0), or ended by the bench."""

    outcome: str
    peak_bytes: int
    words: str


def run_apart(run: Run, *, machine: str, day: str) -> Result:
    """One result; what goes wrong in the run is in it."""
    with TemporaryDirectory() as folder:
        lines, errors = Path(folder) / "lines", Path(folder) / "errors"
        command = [sys.executable, "-m", "bench.worker", run.case, run.method]
        command += [str(run.seed), str(run.limit_s), str(lines)]
        with errors.open("w") as stderr, _process(command, stderr) as process:
            ended = _see_to(process, run.limit_s + OVERTIME_S, errors)
        said = _read(lines)
    return _result(run, ended, said, machine=machine, day=day)


@contextlib.contextmanager
def _process(command: list[str], stderr: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended with everything it started, whatever happens here."""
    with subprocess.Popen(command, cwd=ROOT, stdout=stderr, stderr=stderr) as process:
        try:
            yield process
        finally:
            _end_all(process)


def _see_to(process: subprocess.Popen[bytes], limit_s: float, errors: Path) -> Ended:
    """Wait for a process while it keeps its limits."""
    began, peak, outcome = time.monotonic(), 0, ""
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        if peak > MEMORY_BYTES:
            outcome = "memory"
        elif time.monotonic() - began > limit_s:
            outcome = "killed"
        if outcome:
            _end_all(process)
            break
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_S)
    if not outcome and process.returncode:
        outcome = "failed"
    words = errors.read_text(encoding="utf-8", errors="replace")[-LAST_WORDS:]
    return Ended(outcome, peak, words.strip() if outcome else "")


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [*process.children(recursive=True), process]
    except psutil.NoSuchProcess:
        return []


def _memory(pid: int) -> int:
    total = 0
    for process in _family(pid):
        with contextlib.suppress(psutil.Error):
            total += int(process.memory_info().rss)
    return total


def _end_all(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    for each in _family(process.pid):
        with contextlib.suppress(psutil.Error):
            each.kill()
    process.wait()


def _read(lines: Path) -> list[dict[str, Any]]:
    """What the run said; its last line may have been cut off."""
    said = []
    if lines.exists():
        for line in lines.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError):
                said.append(json.loads(line))
    return said


def _result(
    run: Run, ended: Ended, said: list[dict[str, Any]], *, machine: str, day: str
) -> Result:
    sizes = [Size(**each["size"]) for each in said if "size" in each]
    moments = tuple(Moment(**each["moment"]) for each in said if "moment" in each)
    last = [each["found"] for each in said if "found" in each]
    if last:
        found, peak = found_from(last[0]), int(last[0]["peak_bytes"])
    else:
        at = moments[-1].seconds if moments else run.limit_s
        found, peak = Found(ended.outcome or "failed", at, note=ended.words), 0
    return Result(
        run=run,
        found=found,
        size=sizes[-1] if sizes else None,
        moments=moments,
        peak_bytes=max(peak, ended.peak_bytes),
        machine=machine,
        day=day,
    )


def describe_machine() -> str:
    """Processor, cores and memory; no names."""
    gib = psutil.virtual_memory().total / 2**30
    return f"{psutil.cpu_count()} cores ({_processor()}), {gib:.0f} GiB"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return "unknown processor"
