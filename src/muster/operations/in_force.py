"""Which rules are in force: by the legal regime, and what a named order has switched off."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from muster.operations.rules import REGIMES, RULES, Breach
from muster.operations.situation import Situation
from muster.record.events import Event, Json, moment

if TYPE_CHECKING:
    from muster.operations.desk import Desk


def is_in_force(situation: Situation, rule: str, at: str) -> bool:
    """Whether a rule binds at a time; a hard rule always does."""
    known = RULES[rule]
    if known.is_hard:
        return True
    order = situation.switched_off.get(rule)
    if order is not None and order.occurred_at <= at <= order.body.get("until", at):
        return False
    return not situation.legal_regime or situation.legal_regime in known.regimes


def set_regime(desk: Desk, regime: str, by: str, at: datetime) -> Event:
    """Say which body of rules the operation is under: gc3, gc4 or domestic."""
    if regime not in REGIMES:
        text = f"found the legal regime {regime!r}; expected one of {', '.join(REGIMES)}"
        desk.refuse([Breach("ORDER", text)], at)
    return desk.say("legal_regime", at, regime=regime, by=by)


def switch_off(
    desk: Desk,
    rule: str,
    order: str,
    authority: str,
    reason: str,
    by: str,
    at: datetime,
    until: datetime | None = None,
) -> Event:
    """Switch a rule off by a named order of an authority, with its reason; never a hard rule."""
    breaches = []
    known = RULES.get(rule)
    if known is None:
        breaches.append(Breach("ORDER", f"found the rule {rule!r}; expected one of docs/rules.md"))
    elif known.is_hard:
        breaches.append(Breach("ORDER", f"found {rule}, which is hard; expected another rule"))
    for name, text in (("order", order), ("authority", authority), ("reason", reason)):
        if not text.strip():
            breaches.append(Breach("ORDER", f"found no {name}; expected it named"))
    desk.refuse(breaches, at)
    body: dict[str, Json] = {} if until is None else {"until": moment(until)}
    return desk.say(
        "rule_switched_off", at, rule=rule, order=order, authority=authority, reason=reason, by=by,
        **body,
    )  # fmt: skip


def switch_on(desk: Desk, rule: str, reason: str, by: str, at: datetime) -> Event:
    """Put a rule in force again."""
    if rule not in desk.catch_up().switched_off:
        text = f"found {rule} not switched off; expected a rule that is"
        desk.refuse([Breach("ORDER", text)], at)
    return desk.say("rule_switched_on", at, rule=rule, reason=reason, by=by)
