"""What people answered when asked whether family, or their consulate, shall be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.operations.desk import Desk
from muster.operations.duties import done, open_duties
from muster.record.events import Event

DUTY_OF = {"family": "inform family", "consulate": "consular offer"}
"""The duty that an answer helps to meet, by who is to be told (R25, R28)."""


def answer(
    desk: Desk, people: Sequence[str], who: str, said: str, by: str, at: datetime
) -> tuple[Event, ...]:
    """Record offered, made or declined; a duty of which everybody has answered is met.

    An offer alone is no answer: the duty stays open until contact was made or declined.
    """
    events = desk.say_all(
        [
            ("contact", {"person": person, "who": who, "answer": said, "by": by})
            for person in sorted(set(people))
        ],
        at,
    )
    situation = desk.situation
    for duty in open_duties(situation):
        if duty.body["duty"] != DUTY_OF.get(who):
            continue
        answers = [
            situation.contacts.get(person, {}).get(who) for person in duty.body.get("people", ())
        ]
        if all(
            each is not None
            and each.body["answer"] != "offered"
            and each.occurred_at >= duty.occurred_at
            for each in answers
        ):
            events += (done(desk, duty.event_id, by, at),)
    return events
