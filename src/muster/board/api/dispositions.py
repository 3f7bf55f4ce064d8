"""What becomes of people: states asked and their answers, courts, release, return."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from muster.board.api.bodies import Body, Id, Optional, SomePeople, Text
from muster.board.api.doing import Done, Once
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations import dispositions

router = APIRouter(prefix="/dispositions", tags=["dispositions"])
Recorded = Annotated[Access, asks(Action.RECORD_DISPOSITION)]
Released = Annotated[Access, asks(Action.RELEASE, person="body.people")]


class Asked(Body):
    """Some people, and the state that is asked."""

    people: SomePeople
    state: Id


class Answer(Asked):
    """What the state answered."""

    accepts: bool
    reason: Optional = ""


class Assurance(Asked):
    """On what the state gave assurances."""

    reason: Optional = ""


class Court(Body):
    """Some people's cases, and why."""

    people: SomePeople
    reason: Text


class ReleaseOrder(Body):
    """An order of release, and the authority that gave it."""

    people: SomePeople
    reference: Id
    authority: Id


class Release(Body):
    """Some people, and the reference of the order that names them."""

    people: SomePeople
    order: Id


class Return(Release):
    """The state to which they return."""

    state: Id


@router.post("/asked", response_model=Done, status_code=201)
def ask(body: Asked, once: Once, access: Recorded) -> JSONResponse:
    """A state is asked whether it takes people."""
    return once.do(
        access, "ask a state",
        lambda d, by, at: dispositions.ask(d, body.people, body.state, by, at),
    )  # fmt: skip


@router.post("/answers", response_model=Done, status_code=201)
def answer(body: Answer, once: Once, access: Recorded) -> JSONResponse:
    """A state that was asked takes people, or does not."""
    return once.do(
        access, "record the answer of a state",
        lambda d, by, at: dispositions.answer(
            d, body.people, body.state, accepts=body.accepts, by=by, at=at, reason=body.reason
        ),
    )  # fmt: skip


@router.post("/assurances", response_model=Done, status_code=201)
def assure(body: Assurance, once: Once, access: Recorded) -> JSONResponse:
    """A state gives assurances on how it will treat people."""
    return once.do(
        access, "record the assurances of a state",
        lambda d, by, at: dispositions.assure(d, body.people, body.state, by, at, body.reason),
    )  # fmt: skip


@router.post("/courts", response_model=Done, status_code=201)
def refer(body: Court, once: Once, access: Recorded) -> JSONResponse:
    """A court takes people's cases; until it closes them they move to no other state."""
    return once.do(
        access, "refer to a court",
        lambda d, by, at: dispositions.refer(d, body.people, by, at, body.reason),
    )  # fmt: skip


@router.post("/courts/end", response_model=Done, status_code=201)
def close_court(body: Court, once: Once, access: Recorded) -> JSONResponse:
    """The court has decided people's cases."""
    return once.do(
        access, "close a court's case",
        lambda d, by, at: dispositions.close_court(d, body.people, by, at, body.reason),
    )  # fmt: skip


@router.post("/release-orders", response_model=Done, status_code=201)
def order_release(
    body: ReleaseOrder, once: Once, access: Annotated[Access, asks(Action.ORDER_RELEASE)]
) -> JSONResponse:
    """A competent authority orders a release (R1)."""
    return once.do(
        access, "order a release",
        lambda d, by, at: dispositions.order_release(
            d, body.people, body.reference, body.authority, by, at
        ),
    )  # fmt: skip


@router.post("/releases", response_model=Done, status_code=201)
def release(body: Release, once: Once, access: Released) -> JSONResponse:
    """People leave custody, on an order of release that names them (R1)."""
    access.require_each(body.people)
    return once.do(
        access, "release",
        lambda d, by, at: dispositions.release(d, body.people, body.order, by, at),
    )  # fmt: skip


@router.post("/returns", response_model=Done, status_code=201)
def repatriate(body: Return, once: Once, access: Released) -> JSONResponse:
    """People return to a state that accepted them, with their review closed (R33)."""
    access.require_each(body.people)
    return once.do(
        access, "repatriate",
        lambda d, by, at: dispositions.repatriate(d, body.people, body.state, body.order, by, at),
    )  # fmt: skip
