"""Guards of a site: strength against need by shift, who stays under whom, hours unguarded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Number, Optional, People, Text
from muster.board.api.doing import Done, OnceOn
from muster.board.api.paging import Shape
from muster.board.api.versions import site_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations import guards

router = APIRouter(prefix="/sites/{site_id}/guards", tags=["sites"])


class ShiftShape(Shape):
    """Guards on a shift, as somebody reported them."""

    at: str
    shift: str
    custodian: str
    present: int
    needed: int
    short: int
    staying: int
    before: str


class StayingShape(Shape):
    """A guard who serves on under another authority."""

    guard: str
    before: str
    after: str
    since: str


class UnguardedShape(Shape):
    """A time for which nobody guarded the site."""

    begin: str
    end: str
    is_over: bool
    hours: float


class Roster(Shape):
    """Everything reported of a site's guards."""

    shifts: list[ShiftShape]
    staying: list[StayingShape]
    unguarded: list[UnguardedShape]


class Posted(Body):
    """Guards on a shift."""

    shift: Text
    present: Number
    needed: Number
    custodian: Id = Field(description="Whom they serve now")
    guards: People = Field(default_factory=list, description="Ids of guards who stay")
    before: Optional = Field("", description="Whom those who stay served before")


@router.get("", response_model=Roster)
def roster(
    site_id: str, access: Annotated[Access, asks(Action.SEE_SITES, site="site_id")]
) -> Roster:
    """Shifts in order of occurrence, guards who stay, and times without a guard."""
    with access.live.reading() as situation:
        return Roster(
            shifts=[ShiftShape.model_validate(e) for e in guards.shifts(situation, site_id)],
            staying=[StayingShape.model_validate(e) for e in guards.staying(situation, site_id)],
            unguarded=[
                UnguardedShape.model_validate(e) for e in guards.unguarded(situation, site_id)
            ],
        )


@router.post("", response_model=Done, status_code=201)
def post(
    site_id: str, body: Posted, once: OnceOn,
    access: Annotated[Access, asks(Action.POST_GUARDS, site="site_id")],
) -> JSONResponse:  # fmt: skip
    """Report the guards of a shift, and who of them stays under another authority."""
    return once.do(
        access, "post the guards of a site",
        lambda d, by, at: guards.post(
            d, site_id, body.shift, body.present, body.needed, body.custodian, by, at,
            guards=body.guards, before=body.before,
        ),
        site_version(site_id),
    )  # fmt: skip
