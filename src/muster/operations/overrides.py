"""Setting a rule aside, on a named authority's word; rules that protect life never are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from muster.operations.desk import Desk
from muster.operations.rules import RULES, Breach
from muster.record.events import Event, Json


@dataclass(frozen=True, slots=True)
class Override:
    """A rule that an authority sets aside, for people or for a trip."""

    rule: str
    authority: str
    reason: str
    people: tuple[str, ...] = ()
    trip: str = ""
    until: str = ""
    """As events have times; for good if empty."""


def set_aside(desk: Desk, given: Override, by: str, at: datetime) -> Event:
    """Record that a rule is set aside; refused for one that may not be, or that is none."""
    rule = RULES.get(given.rule)
    breaches = []
    if rule is None or not rule.may_be_overridden:
        known = ", ".join(each.id for each in RULES.values() if each.may_be_overridden)
        text = f"found {given.rule!r} to be set aside; expected one of {known}"
        breaches.append(Breach("ORDER", text))
    if not given.authority.strip() or not given.reason.strip():
        breaches.append(Breach("ORDER", "found no authority or no reason; expected both"))
    if not given.people and not given.trip:
        breaches.append(Breach("ORDER", "found nobody and no trip; expected whom it is for"))
    desk.refuse(breaches, at)
    body: dict[str, Json] = {
        "rule": given.rule, "authority": given.authority, "reason": given.reason, "by": by,
    }  # fmt: skip
    body |= {"people": list(given.people)} if given.people else {}
    body |= {"trip": given.trip} if given.trip else {}
    body |= {"until": given.until} if given.until else {}
    return desk.say("override", at, **body)
