"""The policies that can be named on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from muster.rehearsal.by_rule import RULES, ByRule, MoveNobody
from muster.rehearsal.own_policy import own_policy
from muster.rehearsal.policy import Follow, Policy, Repair
from muster.rehearsal.stepwise.play import Stepwise
from muster.rehearsal.stepwise.policies import Replan, RuleAgain

_LISTED: tuple[Policy, ...] = (
    Follow(),
    Repair(),
    *(ByRule(name, rule) for name, rule in RULES.items()),
    MoveNobody(),
)
POLICIES: Mapping[str, Policy] = {policy.name: policy for policy in _LISTED}
AGAIN = ("replan", *RULES)
"""Those that decide again every so many hours: `replan:6`."""
KNOWN = f"{', '.join(POLICIES)}, {':HOURS, '.join(AGAIN)}:HOURS or FILE.py:NAME"


def named_policies(names: str) -> list[Policy]:
    """Policies by their names, separated by commas; raises ValueError on names unknown or twice."""
    wanted = [name.strip() for name in names.split(",")]
    found = [_named(name) for name in wanted]
    called = [policy.name for policy in found]
    for name in called:
        if called.count(name) > 1:
            raise ValueError(
                f"found {name!r} twice; expected each policy once, and a name of its own for each"
            )
    return found


def _named(name: str) -> Policy:
    if name in POLICIES:
        return POLICIES[name]
    before, _, after = name.rpartition(":")
    if before.endswith(".py"):
        return own_policy(before, after)
    if before in AGAIN:
        hours = _hours(name, after)
        if before == "replan":
            return Stepwise(Replan(hours, name=name))
        return Stepwise(RuleAgain(RULES[before], hours, name))
    raise ValueError(f"found {name!r}; expected one or more of {KNOWN}")


def _hours(name: str, text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not (isfinite(hours) and hours > 0.0):
        raise ValueError(f"found {name!r}; expected hours above 0 after the colon, as in replan:6")
    return hours
