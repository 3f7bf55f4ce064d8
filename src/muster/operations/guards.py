"""Guards of a site: strength against need by shift, who stays under whom, and hours unguarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.operations.desk import Desk
from muster.operations.rules import Breach
from muster.operations.situation import Situation
from muster.record.events import Event, Json


@dataclass(frozen=True, slots=True)
class Shift:
    """Guards on a shift, as somebody reported them."""

    at: str
    shift: str
    custodian: str
    present: int
    needed: int
    staying: int
    """Of those present: who served under the custodian before."""
    before: str
    """That custodian; empty where nobody stays."""

    @property
    def short(self) -> int:
        """Guards who are missing against the need."""
        return max(self.needed - self.present, 0)


@dataclass(frozen=True, slots=True)
class Staying:
    """A guard who serves on under another authority."""

    guard: str
    before: str
    after: str
    since: str


@dataclass(frozen=True, slots=True)
class Unguarded:
    """A time for which nobody guarded a site."""

    begin: str
    end: str
    """When guards were there again, or now."""
    is_over: bool

    @property
    def hours(self) -> float:
        length = datetime.fromisoformat(self.end) - datetime.fromisoformat(self.begin)
        return length.total_seconds() / 3600


def post(
    desk: Desk,
    site: str,
    shift: str,
    present: int,
    needed: int,
    custodian: str,
    by: str,
    at: datetime,
    *,
    guards: Sequence[str] = (),
    before: str = "",
) -> Event:
    """Report the guards of a shift; `guards` are those who served under `before` and stay on."""
    breaches = []
    if len(set(guards)) > present:
        text = f"found {len(set(guards))} who stay and {present} present; expected no more of them"
        breaches.append(Breach("STATE", text))
    if guards and not before.strip():
        breaches.append(Breach("STATE", "found no authority before; expected whom they served"))
    desk.refuse(breaches, at)
    body: dict[str, Json] = {}
    if guards:
        body = {"guards": sorted(set(guards)), "staying": len(set(guards)), "before": before}
    return desk.say(
        "guard_roster", at, site=site, shift=shift, present=present, needed=needed,
        custodian=custodian, by=by, **body,
    )  # fmt: skip


def shifts(situation: Situation, site: str) -> tuple[Shift, ...]:
    """Every shift reported of a site, in order of occurrence."""
    return tuple(
        Shift(
            event.occurred_at,
            event.body["shift"],
            event.body["custodian"],
            event.body["present"],
            event.body["needed"],
            event.body.get("staying", 0),
            event.body.get("before", ""),
        )
        for event in situation.guards.get(site, ())
    )


def staying(situation: Situation, site: str) -> tuple[Staying, ...]:
    """Guards who stay under a new authority, with the old one and the new one."""
    found: dict[str, Staying] = {}
    for event in situation.guards.get(site, ()):
        for guard in event.body.get("guards", ()):
            before = event.body.get("before", "")
            found.setdefault(
                guard, Staying(guard, before, event.body["custodian"], event.occurred_at)
            )
    return tuple(found[guard] for guard in sorted(found))


def unguarded(situation: Situation, site: str) -> tuple[Unguarded, ...]:
    """Times without a guard: from guards leaving, or a shift of none, to the next of any."""
    told = [
        (event.occurred_at, True)
        for event in situation.incidents
        if event.body["kind"] == "guards_left" and event.body.get("at") == f"site:{site}"
    ]
    told += [(event.occurred_at, event.body["present"] == 0)
             for event in situation.guards.get(site, ())]  # fmt: skip
    found, since = [], None
    for at, is_gone in sorted(told):
        if is_gone and since is None:
            since = at
        elif not is_gone and since is not None:
            found.append(Unguarded(since, at, True))
            since = None
    if since is not None:
        found.append(Unguarded(since, situation.now, False))
    return tuple(found)


def unguarded_h(desk: Desk, site: str) -> float:
    """Hours for which a site had nobody guarding it."""
    return sum(each.hours for each in unguarded(desk.catch_up(), site))
