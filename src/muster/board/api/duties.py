"""Duties: what is owed by when, and that it was done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from muster.board.api.doing import Done, OnceOn
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import found
from muster.board.api.versions import duty_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.board.views.duties import duty_row
from muster.operations import duties

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


@router.post("/{event_id}/done", response_model=Done, status_code=201)
def done(
    event_id: str, once: OnceOn, access: Annotated[Access, asks(Action.MEET_DUTY, duty="event_id")]
) -> JSONResponse:
    """A duty was met."""
    with access.live.reading() as situation:
        found(situation.due.get(event_id), "duty")
    return once.do(access, "meet a duty", lambda d, by, at: duties.done(d, event_id, by, at),
                   duty_version(event_id))  # fmt: skip
