"""Effects and valuables: taken in against a receipt, sent along within the limit, or sent on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.operations.desk import Desk
from muster.operations.readiness import is_overridden
from muster.operations.rules import Breach
from muster.record.events import Event, Json, moment

LIMIT_G = 25_000
"""GC III 48: no more than this where effects are limited; GC IV 128: no limit below it."""


def take_in(
    desk: Desk,
    person: str,
    items: Sequence[str],
    seals: Sequence[str],
    receipt: str,
    by: str,
    witness: str,
    at: datetime,
) -> Event:
    """Take valuables into keeping: itemised, sealed, with a receipt and two signatures (R24)."""
    breaches = []
    if not [each for each in items if each.strip()]:
        breaches.append(Breach("R24", "found no items; expected each itemised", (person,)))
    if not [each for each in seals if each.strip()]:
        breaches.append(Breach("R24", "found no seal; expected a sealed packet", (person,)))
    if not receipt.strip():
        breaches.append(Breach("R24", "found no receipt; expected its number", (person,)))
    if not witness.strip() or witness == by:
        text = "found one signature; expected two officers, or the officer and the person"
        breaches.append(Breach("R24", text, (person,)))
    desk.refuse(breaches, at)
    body: dict[str, Json] = {"items": list(items), "seals": list(seals)}
    signed = {name: text for name, text in (("receipt", receipt), ("witness", witness)) if text}
    return desk.say("property", at, person=person, action="taken_in", by=by, **body, **signed)


def send_along(
    desk: Desk,
    person: str,
    seals: Sequence[str],
    weight_g: int,
    by: str,
    at: datetime,
    *,
    limit_g: int | None = None,
    left: Sequence[str] = (),
) -> tuple[Event, ...]:
    """Effects that go with a person, and what of them stays behind and is to be sent on (R14).

    `limit_g` is the weight to which this transfer limits them; None where it does not. Whatever is
    in `left` starts the duty to forward it.
    """
    breaches = []
    regime = desk.catch_up().legal_regime
    if limit_g is not None and regime != "gc3" and limit_g < LIMIT_G:
        text = f"found a limit of {limit_g} g; expected {LIMIT_G} g or more (GC IV 128)"
        breaches.append(Breach("R14", text, (person,)))
    if limit_g is not None and regime == "gc3" and limit_g > LIMIT_G:
        text = f"found a limit of {limit_g} g; expected {LIMIT_G} g at most (GC III 48)"
        breaches.append(Breach("R14", text, (person,)))
    if limit_g is not None and weight_g > limit_g:
        text = f"found {weight_g} g; expected {limit_g} g at most, and the rest sent on"
        breaches.append(Breach("R14", text, (person,)))
    if limit_g is None and left:
        text = "found effects left behind without a limit; expected all of them to go along"
        breaches.append(Breach("R14", text, (person,)))
    if not is_overridden(desk.situation, "R14", None, person, moment(at)):
        desk.refuse(breaches, at)
    said: list[tuple[str, dict[str, Json]]] = [
        ("property", {"person": person, "action": "handed_over", "seals": list(seals),
                      "weight_g": weight_g, "by": by})
    ]  # fmt: skip
    if left:
        behind = {"person": person, "action": "left_behind", "items": list(left), "by": by}
        said.append(("property", behind))
    return desk.say_all(said, at)
