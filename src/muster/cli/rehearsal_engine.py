"""Where a rehearsal runs, and where its results are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli.refusal import warn

if TYPE_CHECKING:
    from muster.planning.plan import Plan
    from muster.rehearsal.engine import Engine
    from muster.rehearsal.kept_results import KeptResults
    from muster.rehearsal.policy import Policy, Prepared
    from muster.rehearsal.rehearse import Keep
    from muster.scenario import Scenario


@contextmanager
def engine_for(
    policies: Sequence[Policy], address: str | None, workers: int
) -> Iterator[Engine | None]:
    """Workers for policies that decide again within a future; None where nobody needs them."""
    from muster.rehearsal.stepwise.play import Stepwise

    if not any(isinstance(policy, Stepwise) for policy in policies):
        yield None
        return
    if address is None and find_spec("distributed") is None:
        warn("found no package distributed: one core is used. Install muster-custody[cluster]")
        yield None
        return
    from muster.rehearsal.cluster import Cluster

    with Cluster(address, workers) as cluster:
        yield cluster


def kept_in(folder: Path, plan: Plan, scenario: Scenario, seed: int) -> Keep:
    """Keep the results of each policy in a folder of its own."""
    from importlib.metadata import version

    from muster.planning.plan_file import plan_text
    from muster.rehearsal.kept_results import KeptResults
    from muster.scenario.digest import scenario_digest

    run = {
        "muster": version("muster-custody"),
        "plan": sha256(plan_text(plan).encode()).hexdigest(),
        "scenario": scenario_digest(scenario),
        "disruptions": sha256(repr(sorted(map(repr, scenario.disruptions))).encode()).hexdigest(),
        "seed": seed,
    }

    def keep(policy: Policy, ready: Prepared) -> KeptResults:
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", Path(policy.name).name)
        said = {**run, "policy": _identity(policy), "block": ready.block}
        return KeptResults(folder / name, said)

    return keep


def _identity(policy: Policy) -> str:
    """The policy with everything that makes it this one; for a user's own, its file's content."""
    from muster.rehearsal.own_policy import OwnPolicy
    from muster.rehearsal.stepwise.play import Stepwise

    inner = policy.policy if isinstance(policy, Stepwise | OwnPolicy) else policy
    module = type(inner).__module__
    own = f" of {module}" if module.startswith("muster_policy_") else ""
    return f"{policy.name}{own}"
