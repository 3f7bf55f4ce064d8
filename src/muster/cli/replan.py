"""`muster replan RECORD PLAN SCENARIO --out OUT`: plan again from the state of the record."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.given_plan import OutOption, PlanArgument, ScenarioArgument, SeedOption, read_given
from muster.cli.interrupts import unbroken
from muster.cli.record_given import AtOption, RecordArgument, given_record, given_time, now
from muster.cli.work_shown import WorkShown


def replan(
    record: RecordArgument,
    plan: PlanArgument,
    scenario: ScenarioArgument,
    out: OutOption,
    at: AtOption = None,
    time_limit_s: Annotated[
        float, typer.Option("--time", min=0.1, help="Seconds for planning.")
    ] = 5.0,
    seed: SeedOption = 0,
    as_json: JsonFlag = False,
) -> None:
    """Plan what is left to do: trips under way arrive, approved ones stay unless they cannot."""
    from muster.operations.facts import people_of
    from muster.operations.opening import open_desk
    from muster.operations.replanning import replan as replanned
    from muster.planning.plan_file import prepare_output, write_plan
    from muster.planning.planner import PlanOptions
    from muster.scenario.folder.writing import save

    given = read_given(scenario)
    before = given.plan(plan)
    when = given_time("--at", at) or now()
    prepare_output(out)
    with given_record(record) as opened:
        situation = open_desk(opened).situation
    with WorkShown("planning", time_limit_s=time_limit_s) as shown:
        found = replanned(
            given.used, before, people_of(given.used), situation, when,
            PlanOptions(time_limit_s=time_limit_s, seed=seed), shown.search,
        )  # fmt: skip
    with unbroken():
        save(found.scenario, out / "scenario", replace=True)
        write_plan(found.plan, out, found.scenario)
    if as_json:
        write_json({
            "out": out, "from": found.scenario.start, "expected_loss": found.plan.expected_loss,
            "gap": found.plan.gap, "unplaced": found.plan.unplaced, "kept": found.kept,
            "given_up": found.given_up, "added": found.added,
            "committed": found.committed, "concerned": found.concerned,
        })  # fmt: skip
        return
    stdout().print(Text(
        f"From {found.scenario.start.isoformat()}: {len(found.plan.trips):,} trips, expected loss "
        f"{found.plan.expected_loss:.1f}, gap {found.plan.gap:.1%}, "
        f"{found.plan.unplaced:,} unplaced"
    ))  # fmt: skip
    stdout().print(Text(f"{len(found.kept):,} approved trips stay; {found.added:,} trips are new"))
    for name, reason in found.given_up:
        people = len(found.concerned[name])
        stdout().print(Text(f"  {name} is given up, with {people:,} on its list: {reason}"))
    stdout().print(Text(f"Written: {out}; the present that it is for: {out / 'scenario'}"))
