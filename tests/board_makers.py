"""A board on a small operation: a plan half carried out, everybody ready, a clock that stands."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn

import muster
from muster.board.app import create_app
from muster.board.kept import kept_of
from muster.board.planning_jobs import Job, adoption_of, jobs_of
from muster.board.settings import PLAN, SCENARIO, Settings
from muster.board.views.what_if import Question
from muster.operations.desk import Desk
from muster.operations.exercise import Trouble, play
from muster.operations.facts import facts_of, people_of
from muster.operations.plan_versions import adopt
from muster.operations.replanning import concluded, prepare
from muster.planning.plan_file import write_plan
from muster.record.folder import begin_record
from muster.scenario.folder.writing import save

TODAY = datetime(2026, 1, 21, 6, tzinfo=UTC)
CALM = Trouble(
    wrong_count=0, double_scan=0, breakdown=0, exception=0, lockout=0, injury=0, attack=0, late=0,
    seal_torn=0, restraint=0, unfit_per_person=0, concern_per_person=0, escape_per_site=0,
)  # fmt: skip


def operation(folder: Path, hours: float, trouble: Trouble = CALM, **places: Any) -> Path:
    """A record's folder with scenario and plan, played until some hours after the start.

    `places` says where its database is, as `begin_record` takes it.
    """
    scenario = muster.load("examples/waikeria-2020")
    made = muster.plan(scenario, muster.PlanOptions(time_limit_s=1))
    with begin_record(
        folder, "cell", lambda: TODAY, random.Random(1).randbytes, **places
    ) as record:
        save(scenario, folder / SCENARIO)
        write_plan(made, folder / PLAN, scenario)
        desk = Desk(record.recorder, facts_of(people_of(scenario)))
        until = scenario.start + timedelta(hours=hours)
        play(desk, scenario, made, seed=4, trouble=trouble, until=until)
        record.log.checkpoint()
    return folder


def board(folder: Path, **more: Any) -> Any:
    """The board of an operation, one user a role, its clock standing at the last event."""
    draw = random.Random(7).randbytes
    return create_app(Settings(folder, now=lambda: TODAY, draw=draw, is_demo=True, **more))


def answered(app: Any) -> int:
    """A question to the planner about the present, answered at once; its number."""
    live, jobs = app.state.live, jobs_of(kept_of(app))
    version, now = live.version, datetime.fromisoformat(live.now())
    with live.reading() as situation:
        given = prepare(
            version.operation, version.whole, people_of(version.operation), situation,
            now.astimezone(version.operation.start.tzinfo),
        )  # fmt: skip
    made = muster.plan(given.scenario, muster.PlanOptions(time_limit_s=1), start=given.start)
    number = len(jobs.jobs) + 1
    jobs.jobs.append(Job(
        number, Question("as it is"), given, version, version.operation, "planner", live.now(),
        1.0, "done", answer=concluded(given, made),
    ))  # fmt: skip
    return number


def adopted(app: Any, number: int, by: str = "planner") -> None:
    """An answer is put under way."""
    live, asked = app.state.live, adoption_of(jobs_of(kept_of(app)), number)
    with live.writing() as desk:
        adopt(desk, live.record.folder, asked, live.version, "as the record has it", by,
              live.clock())  # fmt: skip


@contextmanager
def served(app: Any) -> Iterator[str]:
    """A board at a free port of this machine, until the end of the block; its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(timeout=10)
