"""The policies that can be named on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from muster.rehearsal.by_rule import RULES, ByRule, MoveNobody
from muster.rehearsal.policy import Follow, Policy, Repair

_LISTED: tuple[Policy, ...] = (
    Follow(),
    Repair(),
    *(ByRule(name, rule) for name, rule in RULES.items()),
    MoveNobody(),
)
POLICIES: Mapping[str, Policy] = {policy.name: policy for policy in _LISTED}


def named_policies(names: str) -> list[Policy]:
    """Policies by their names, separated by commas; raises ValueError on names unknown or twice."""
    wanted = [name.strip() for name in names.split(",")]
    known = ", ".join(POLICIES)
    for name in wanted:
        if name not in POLICIES:
            raise ValueError(f"found {name!r}; expected one or more of {known}")
        if wanted.count(name) > 1:
            raise ValueError(f"found {name!r} twice; expected each policy once")
    return [POLICIES[name] for name in wanted]
