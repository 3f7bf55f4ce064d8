"""What happens to people in custody: orders, restraints, property, welfare."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, SomePeople, Text, Time
from muster.board.api.doing import Done, Once, OnceOn
from muster.board.api.versions import person_version
from muster.board.guarding import Access, asks, refuse
from muster.board.rights import Action
from muster.operations import boarding
from muster.record.events import Json, moment

router = APIRouter(tags=["people"])


class Order(Body):
    """An order of a competent authority."""

    reference: Text
    authority: Id
    action: Id = Field(description="reception, transfer or release")
    people: SomePeople
    valid_until: Time | None = None


class Restraint(Body):
    """A restraint, on an authoriser's word and for a reason."""

    kind: Text
    authorised_by: Id
    reason: Text


class Property(Body):
    """Belongings, itemised and sealed."""

    action: Id = Field(description="received, returned, forwarded or handed_over")
    seals: list[Id] = Field(default_factory=list, max_length=200)


class Welfare(Body):
    """Food, water, clothing, shelter."""

    people: SomePeople
    kind: Text


@router.post("/orders", response_model=Done, status_code=201)
def order(
    body: Order, once: Once,
    access: Annotated[Access, asks(Action.RECORD_READINESS, person="body.people")],
) -> JSONResponse:  # fmt: skip
    """Record an order that names people; one of release takes the right to record those."""
    access.require_each(body.people)
    if body.action == "release" and not access.allows(Action.ORDER_RELEASE):
        refuse(access.live, access.user, Action.ORDER_RELEASE)
    said: dict[str, Json] = body.model_dump(exclude={"valid_until"})
    said |= {} if body.valid_until is None else {"valid_until": moment(body.valid_until)}
    return once.do(access, "record an order", lambda d, _, at: d.say("order", at, **said))


@router.post("/people/{person_id}/restraints", response_model=Done, status_code=201)
def restrain(
    person_id: str, body: Restraint, once: OnceOn,
    access: Annotated[Access, asks(Action.RESTRAIN, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Put a restraint on."""
    return once.do(
        access, "put a restraint on",
        lambda d, _, at: boarding.restrain(
            d, person_id, body.kind, body.authorised_by, body.reason, at
        ),
        person_version(person_id),
    )  # fmt: skip


@router.post("/people/{person_id}/restraints/end", response_model=Done, status_code=201)
def free(
    person_id: str, once: OnceOn,
    access: Annotated[Access, asks(Action.RESTRAIN, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Take the restraint off."""
    return once.do(access, "take a restraint off",
                   lambda d, by, at: boarding.free(d, person_id, by, at),
                   person_version(person_id))  # fmt: skip


@router.post("/people/{person_id}/property", response_model=Done, status_code=201)
def seal(
    person_id: str, body: Property, once: OnceOn,
    access: Annotated[Access, asks(Action.RECORD_PROPERTY, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Record what became of the person's belongings."""
    said: dict[str, Json] = {"person": person_id, **body.model_dump()}
    return once.do(access, "record property",
                   lambda d, by, at: d.say("property", at, by=by, **said),
                   person_version(person_id))  # fmt: skip


@router.post("/welfare", response_model=Done, status_code=201)
def welfare(
    body: Welfare, once: Once,
    access: Annotated[Access, asks(Action.RECORD_PROPERTY, person="body.people")],
) -> JSONResponse:  # fmt: skip
    """People were looked after."""
    access.require_each(body.people)
    return once.do(access, "record welfare",
                   lambda d, by, at: d.say("welfare", at, by=by, **body.model_dump()))  # fmt: skip
