"""What becomes of people, step by step: states asked and their answers, courts, release, return.

From these steps follow the destinations that the planner may use (`disposition`) and what the
gates let through.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.operations.desk import Desk
from muster.operations.disposition import Disposition, disposition_of
from muster.operations.rules import Breach
from muster.operations.situation import Situation
from muster.record.events import Event, Json, moment

RELEASED, REPATRIATED = "outside:released", "outside:repatriated"


def of(situation: Situation, person: str) -> Disposition:
    """Where a person's case stands."""
    return disposition_of(situation.dispositions.get(person, ()))


def ask(desk: Desk, people: Sequence[str], state: str, by: str, at: datetime) -> tuple[Event, ...]:
    """A state is asked whether it takes people."""
    _known(desk, people, at)
    return _say(desk, people, "asked", by, at, state=state)


def answer(
    desk: Desk, people: Sequence[str], state: str, *, accepts: bool, by: str, at: datetime,
    reason: str = "",
) -> tuple[Event, ...]:  # fmt: skip
    """A state that was asked takes people, or does not."""
    situation = desk.catch_up()
    unasked = tuple(p for p in people if state not in of(situation, p).states)
    text = f"found {len(unasked)} of whom {state} was not asked; expected it asked before"
    desk.refuse([Breach("DISPOSITION", text, unasked)] if unasked else [], at)
    step = "accepted" if accepts else "refused"
    return _say(desk, people, step, by, at, state=state, reason=reason)


def assure(
    desk: Desk, people: Sequence[str], state: str, by: str, at: datetime, reason: str = ""
) -> tuple[Event, ...]:
    """A state gives assurances on how it will treat people."""
    _known(desk, people, at)
    return _say(desk, people, "assurances", by, at, state=state, reason=reason)


def refer(
    desk: Desk, people: Sequence[str], by: str, at: datetime, reason: str
) -> tuple[Event, ...]:
    """A court takes people's cases; nobody comes before it restrained (R30)."""
    _known(desk, people, at)
    bound = tuple(p for p in people if p in desk.situation.restraints)
    text = f"found {len(bound)} restrained; expected restraints off before the court"
    desk.refuse([Breach("R30", text, bound)] if bound else [], at)
    return _say(desk, people, "court_referral", by, at, reason=reason)


def close_court(
    desk: Desk, people: Sequence[str], by: str, at: datetime, reason: str
) -> tuple[Event, ...]:
    """The court has decided; the person may move again as the decision allows."""
    situation = desk.catch_up()
    others = tuple(p for p in people if not of(situation, p).at_court)
    text = f"found {len(others)} before no court; expected a referral before"
    desk.refuse([Breach("DISPOSITION", text, others)] if others else [], at)
    return _say(desk, people, "court_closed", by, at, reason=reason)


def order_release(
    desk: Desk, people: Sequence[str], reference: str, authority: str, by: str, at: datetime
) -> tuple[Event, ...]:
    """A competent authority orders a release (R1)."""
    _known(desk, people, at)
    if not reference.strip() or not authority.strip():
        desk.refuse([Breach("R1", "found no reference or no authority; expected both")], at)
    order: dict[str, Json] = {
        "reference": reference, "authority": authority, "people": sorted(set(people)),
        "action": "release",
    }  # fmt: skip
    desk.say("order", at, **order)
    return _say(desk, people, "release_ordered", by, at, reason=reference)


def release(
    desk: Desk, people: Sequence[str], order: str, by: str, at: datetime
) -> tuple[Event, ...]:
    """People leave custody, on an order of release that names them (R1)."""
    breaches = _away(desk, people)
    breaches += _unordered(desk, people, order, ("release",), moment(at))
    desk.refuse(breaches, at)
    return _leave(desk, "release", people, RELEASED, at, {"order": order})


def repatriate(
    desk: Desk, people: Sequence[str], state: str, order: str, by: str, at: datetime
) -> tuple[Event, ...]:
    """People return to a state that accepted them, on an order, with their review closed (R33)."""
    breaches = _away(desk, people)
    situation = desk.situation
    breaches += _unordered(desk, people, order, ("release", "transfer"), moment(at))
    refused = tuple(p for p in people if state not in of(situation, p).takers)
    if refused:
        text = f"found {len(refused)} whom {state} did not accept; expected its answer: accepted"
        breaches.append(Breach("DISPOSITION", text, refused))
    held = tuple(p for p in people if of(situation, p).at_court)
    if held:
        text = f"found {len(held)} before a court; expected its case closed"
        breaches.append(Breach("DISPOSITION", text, held))
    fears = tuple(p for p in people if not _is_cleared(situation, p))
    if fears:
        text = f"found {len(fears)} without a review that clears them; expected it closed"
        breaches.append(Breach("R33", text, fears))
    desk.refuse(breaches, at)
    return _leave(desk, "repatriation", people, REPATRIATED, at, {"order": order, "state": state})


def _say(
    desk: Desk, people: Sequence[str], step: str, by: str, at: datetime, *, state: str = "",
    reason: str = "",
) -> tuple[Event, ...]:  # fmt: skip
    more = {name: text for name, text in (("state", state), ("reason", reason)) if text}
    said = [
        ("disposition", {"person": person, "step": step, "by": by, **more})
        for person in sorted(set(people))
    ]
    return desk.say_all(said, at)


def _known(desk: Desk, people: Sequence[str], at: datetime) -> None:
    places = desk.catch_up().ledger.places
    unknown = tuple(p for p in people if p not in places)
    text = f"found {len(unknown)} people whom the record does not know; expected them registered"
    desk.refuse([Breach("DISPOSITION", text, unknown)] if unknown else [], at)


def _away(desk: Desk, people: Sequence[str]) -> list[Breach]:
    """Nobody leaves custody from a vehicle, or who is not in custody."""
    places = desk.catch_up().ledger.places
    away = tuple(p for p in people if p not in places or not places[p].account.startswith("site:"))
    if not away:
        return []
    return [Breach("CUSTODY", f"found {len(away)} who are at no site; expected each at one", away)]


def _unordered(
    desk: Desk, people: Sequence[str], reference: str, actions: Sequence[str], at: str
) -> list[Breach]:
    ordered = desk.situation.ordered
    without = tuple(
        p for p in people
        if not any(
            order.body["reference"] == reference and order.body["action"] in actions
            and order.body.get("valid_until", at) >= at
            for order in ordered.get(p, ())
        )
    )  # fmt: skip
    if not without:
        return []
    wanted = " or ".join(actions)
    text = f"found {len(without)} whom no valid order {reference!r} of {wanted} names; expected one"
    return [Breach("R1", text, without)]


def _is_cleared(situation: Situation, person: str) -> bool:
    review = situation.readiness.get(person, {}).get("review")
    return review is not None and bool(review.body["outcome"] == "ready")


def _leave(
    desk: Desk, kind: str, people: Sequence[str], account: str, at: datetime,
    more: dict[str, Json],
) -> tuple[Event, ...]:  # fmt: skip
    places = desk.situation.ledger.places
    said = [
        (kind, {"people": [person], "from": places[person].account, "to": account, **more})
        for person in sorted(set(people))
    ]
    return desk.say_all(said, at)
