"""Duties: what is owed by when, and that it was done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from muster.board.api.bodies import Body
from muster.board.api.doing import Done, Once, OnceOn
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import found
from muster.board.api.versions import duty_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.board.views.duties import duty_row
from muster.operations import duties
from muster.operations.bureau import messages_of

router = APIRouter(prefix="/duties", tags=["duties"])
Text = Annotated[str, Query(max_length=120)]


class DutyShape(Shape):
    """An open duty."""

    event: str
    duty: str
    rule: str
    owner: str
    due: str
    people: list[str]
    is_overdue: bool


class Met(Body):
    """What shows that a duty was met."""

    proof: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = Field(
        None, description="SHA-256 of it, in hex"
    )


class Writing(Body):
    """To whom messages go."""

    may_harm: bool = Field(False, description="To the tracing agency alone (R21)")


class Messages(BaseModel):
    """The messages of a duty."""

    messages: list[str] = Field(description="Signed notes, one a person and recipient")
    completeness: float = Field(description="Share of what is asked for that is there (R22)")
    proof: str = Field(description="SHA-256 over all of them, for `done` once they were sent")


@router.get("", response_model=Page[DutyShape])
def open_duties(
    window: AskedPage,
    access: Annotated[Access, asks(Action.SEE_DUTIES)],
    duty: Text = "",
    owner: Text = "",
    overdue: bool = False,
) -> Paged[Any]:
    """Open duties, the first due first; those towards people whom you may see."""
    live = access.live
    with live.reading() as situation:
        now = live.now()
        chosen = [
            each for each in duties.open_duties(situation)
            if (not duty or each.body["duty"] == duty)
            and (not owner or each.body["owner"] == owner)
            and (not overdue or each.body["due"] < now)
        ]  # fmt: skip
        page = window.page(
            chosen,
            lambda e: (e.body["due"], e.event_id),
            lambda e: access.allows(duty=e.event_id),
        )
        return Paged([duty_row(each, now) for each in page.items], page.next)


@router.post("/held", response_model=Done, status_code=201)
def held(once: Once, access: Annotated[Access, asks(Action.START_DUTIES)]) -> JSONResponse:
    """Start the duties of what devices recorded by themselves, and of who is held 14 days (R20)."""
    return once.do(access, "start duties that wait", lambda d, _, at: duties.start_waiting(d, at))


@router.post("/{event_id}/messages", response_model=Messages)
def messages(
    event_id: str, body: Writing,
    access: Annotated[Access, asks(Action.READ_PERSONAL, duty="event_id")],
) -> Messages:  # fmt: skip
    """The signed messages that a duty asks for; that fields were read for them is recorded each
    time: an Idempotency-Key changes nothing here. Once they were sent, say so by `done`."""
    live = access.live
    with live.writing() as desk:
        found(desk.situation.due.get(event_id), "duty")
        sent = messages_of(live.record, desk, event_id, access.user.id, may_harm=body.may_harm)
    return Messages(
        messages=list(sent.signed), completeness=sent.completeness, proof=sent.digest
    )  # fmt: skip


@router.post("/{event_id}/done", response_model=Done, status_code=201)
def done(
    event_id: str, once: OnceOn,
    access: Annotated[Access, asks(Action.MEET_DUTY, duty="event_id")], body: Met | None = None,
) -> JSONResponse:  # fmt: skip
    """A duty was met."""
    proof = None if body is None else body.proof
    with access.live.reading() as situation:
        found(situation.due.get(event_id), "duty")
    return once.do(access, "meet a duty", lambda d, by, at: duties.done(d, event_id, by, at, proof),
                   duty_version(event_id))  # fmt: skip
