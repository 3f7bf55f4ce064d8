"""Planning in the background: one question at a time, in a process of its own, with progress."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing.connection import Connection

from muster.board.kept import Kept
from muster.board.live import Live
from muster.board.views.what_if import Question, asked_of
from muster.errors import MusterError
from muster.operations.facts import people_of
from muster.operations.plan_versions import Adoption, Version
from muster.operations.replanning import Prepared, Replanned, concluded, prepare
from muster.planning.plan import Plan, ProgressPoint
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Scenario

NICENESS = 10
"""The answer may wait; whoever scans at a gate may not."""
MOST = 12
"""Questions that are kept, the oldest forgotten first."""


class NoPlanError(MusterError):
    """There is no plan to ask about."""

    status = 404


class NoAnswerError(MusterError):
    """There is no answer that could be put under way."""

    status = 404


@dataclass
class Job:
    """One question to the planner."""

    id: int
    question: Question
    given: Prepared
    before: Version
    """The plan that it is asked about."""
    operation: Scenario
    """The operation as the question takes it to be."""
    by: str
    at: str
    seconds: float
    state: str = "waiting"
    """waiting, planning, done, or failed."""
    points: list[ProgressPoint] = field(default_factory=list)
    answer: Replanned | None = None

    @property
    def share(self) -> float:
        """How far it is, by the time it may take."""
        if self.state == "done":
            return 1.0
        return min(self.points[-1].seconds / self.seconds, 1.0) if self.points else 0.0


@dataclass
class Jobs:
    """The questions of one board."""

    jobs: list[Job] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _next: int = 1
    _worker: threading.Thread | None = None

    def ask(
        self, question: Question, given: Prepared, before: Version, operation: Scenario, by: str,
        at: str, seconds: float,
    ) -> Job:  # fmt: skip
        """Put a question in the queue."""
        with self._lock:
            job = Job(self._next, question, given, before, operation, by, at, seconds)
            self._next += 1
            self.jobs = [*self.jobs, job][-MOST:]
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._work, daemon=True)
                self._worker.start()
        return job

    def job(self, number: int) -> Job | None:
        """A question by its number."""
        return next((each for each in self.jobs if each.id == number), None)

    def _work(self) -> None:
        while True:
            with self._lock:
                job = next((each for each in self.jobs if each.state == "waiting"), None)
                if job is None:
                    self._worker = None
                    return
                job.state = "planning"
            made = planned_apart(job.given, job.seconds, job.points.append)
            if made is not None:
                job.answer = concluded(job.given, made)
            job.state = "failed" if made is None else "done"


def jobs_of(kept: Kept) -> Jobs:
    """The board's questions to the planner."""
    return kept.once("jobs", "", Jobs)


def ask_now(live: Live, jobs: Jobs, question: Question, by: str, seconds: float) -> Job:
    """Ask about the present as the record has it; the record is not touched.

    Raises NoPlanError where there is none to ask about, MusterError for what cannot be asked.
    """
    version, now = live.version, live.now()
    if version is None:
        raise NoPlanError("found no plan; expected one to ask about")
    scenario = version.operation
    with live.reading() as situation:
        given = prepare(
            scenario, version.whole, people_of(scenario), situation,
            datetime.fromisoformat(now).astimezone(scenario.start.tzinfo),
        )  # fmt: skip
    other = replace(given, scenario=asked_of(given.scenario, question))
    taken = asked_of(scenario, question, given.scenario.start)
    return jobs.ask(question, other, version, taken, by, now, seconds)


def adoption_of(jobs: Jobs, number: int) -> Adoption:
    """The answer to a question, to be put under way; raises NoAnswerError where there is none."""
    job = jobs.job(number)
    if job is None or job.answer is None:
        raise NoAnswerError(f"found no answer to question {number}; expected one of the last")
    return Adoption(
        job.answer, job.operation, job.before, job.question.kind, job.question.target
    )  # fmt: skip


def planned_apart(
    given: Prepared, seconds: float, heard: Callable[[ProgressPoint], None]
) -> Plan | None:
    """Plan in another process; None if it failed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_plan_there, args=(there, given, seconds), daemon=True)
    process.start()
    there.close()
    made = None
    try:
        while True:
            said = here.recv()
            if isinstance(said, Plan):
                made = said
                process.terminate()  # it has said all; what it left behind is not waited for
                break
            heard(said)
    except EOFError:
        made = None
    process.join()
    return made


def _plan_there(out: Connection, given: Prepared, seconds: float) -> None:
    os.nice(NICENESS)
    options = PlanOptions(time_limit_s=seconds)
    out.send(
        plan(given.scenario, options, start=given.start, approved=list(given.approved),
             report=out.send)
    )  # fmt: skip
    out.close()
