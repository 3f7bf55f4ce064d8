"""Incidents: what went wrong."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Optional, People
from muster.board.api.doing import Done, OnceOn
from muster.board.api.paging import AskedPage, Page, Paged
from muster.board.api.shapes import IncidentShape, incident_shape
from muster.board.api.versions import account_version
from muster.board.guarding import Access, asks, refuse
from muster.board.rights import Action
from muster.operations import incidents

router = APIRouter(prefix="/incidents", tags=["incidents"])


class Incident(Body):
    """What happened; each kind asks only for what it needs."""

    kind: Id = Field(description=f"One of: {', '.join(incidents.KINDS)}")
    at: Id = Field(description="An account: site:ID or trip:ID")
    people: People = Field(default_factory=list)
    text: Optional = ""
    fault: Optional = Field("", description="Whose, if that is known")
    cause: Optional = ""
    means: Optional = Field("", description="Kind of force, or of restraint")
    authorised_by: Optional = Field("", description="Who allowed a restraint")
    remains: Optional = ""
    to: Optional = Field("", description="Account to which people come")


@router.get("", response_model=Page[IncidentShape])
def incidents_known(
    window: AskedPage, access: Annotated[Access, asks(Action.SEE_SITES)]
) -> Paged[Any]:
    """What went wrong at sites that you see and on trips from or to them, the oldest first."""
    with access.live.reading() as situation:
        rows = sorted(situation.incidents, key=lambda e: (e.occurred_at, e.event_id))
        page = window.page(
            rows,
            lambda e: (e.occurred_at, e.event_id),
            lambda e: access.allows(account=str(e.body.get("at", ""))),
        )
    return Paged([incident_shape(each) for each in page.items], page.next)


@router.post("", response_model=Done, status_code=201)
def report(
    body: Incident, once: OnceOn,
    access: Annotated[Access, asks(Action.REPORT_INCIDENT, account="body.at")],
) -> JSONResponse:  # fmt: skip
    """Report what went wrong; the people whom it moves are moved in the record. A restraint is
    reported only by who may put one on."""
    access.require(account=body.at)
    if body.kind == "restraint":
        for person in body.people:
            if not access.allows(Action.RESTRAIN, person=person):
                refuse(access.live, access.user, Action.RESTRAIN)
    told = incidents.Report(
        body.kind, body.at, tuple(body.people), body.text, body.fault, body.cause, body.remains,
        body.to, body.means, body.authorised_by,
    )  # fmt: skip
    return once.do(access, f"report {body.kind}",
                   lambda d, by, at: incidents.report(d, told, by, at),
                   account_version(body.at))  # fmt: skip
