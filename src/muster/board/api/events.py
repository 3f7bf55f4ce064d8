"""Events of the record: what was said, when, and the proof that it is in the log."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field

from muster.board.api.paging import AskedPage, CursorError, Shape, cursor_of
from muster.board.api.shapes import found as expect_found
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.board.views import verifying
from muster.board.views.heads import head_of
from muster.record.store import Entry

router = APIRouter(prefix="/events", tags=["record"])
EventId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class HeadShape(Shape):
    """An event without its body: it names nobody."""

    seq: int
    event_id: str
    type: str
    occurred_at: str
    received_at: str
    accounts: list[str]
    trips: list[str]


class EventPage(Shape):
    """A page of the log, in its order."""

    items: list[HeadShape]
    next: str | None = Field(description="Cursor of the page that follows; null after the last")
    ended: str = Field(description="Cursor of the end of this page: whatever comes later is on the "
                       "page after it")  # fmt: skip


class EventShape(HeadShape):
    """An event as its device signed it."""

    event: dict[str, Any]
    device: str
    signature: str


class ProofShape(Shape):
    """What shows that an event is in the log (a Sigsum proof), and whose key signed it."""

    event_id: str
    seq: int
    type: str
    occurred_at: str
    received_at: str
    checksum: str
    proof: str
    device: str
    public_key: str
    event: str | None = Field(None, description="Its bytes, for who may export events; else null")


@router.get("", response_model=EventPage)
def events(
    window: AskedPage,
    access: Annotated[Access, asks(Action.SEE_EVENTS)],
    type: Annotated[str, Query(max_length=40, description="Of one type alone")] = "",
) -> EventPage:
    """Events in the order of the log, without their bodies."""
    begin, live = _begin(window.after), access.live
    found: list[HeadShape] = []
    with live.reading():
        size, at = live.size, begin
        for row in live.record.log.store.entries(begin, size):
            if len(found) == window.limit:
                break
            at = row.seq + 1
            if not type or row.type == type:
                found.append(HeadShape.model_validate(head_of(row)))
    ended = cursor_of((at,))
    return EventPage(items=found, next=ended if at < size else None, ended=ended)


@router.get("/{event_id}", response_model=EventShape)
def event(event_id: EventId, access: Annotated[Access, asks(Action.EXPORT_EVENTS)]) -> EventShape:
    """One event with its body; personal fields in it are sealed."""
    with access.live.reading():
        row: Entry | None = access.live.record.log.store.entry_of_event(event_id)
    expect_found(row, "event")
    assert row is not None
    head = HeadShape.model_validate(head_of(row))
    return EventShape(
        **head.model_dump(), event=json.loads(row.raw), device=row.device,
        signature=row.signature.hex(),
    )  # fmt: skip


@router.get("/{event_id}/proof", response_model=ProofShape)
def proof(event_id: EventId, access: Annotated[Access, asks(Action.VERIFY)]) -> dict[str, Any]:
    """The proof that an event is in the log, at the last checkpoint, which is signed if need be."""
    may_read = access.allows(Action.EXPORT_EVENTS)
    with access.live.writing():
        expect_found(access.live.record.log.store.entry_of_event(event_id), "event")
        return verifying.proof_told(access.live.record.log, event_id, with_event=may_read)


def _begin(after: tuple[Any, ...] | None) -> int:
    if after is None:
        return 0
    if len(after) != 1 or type(after[0]) is not int or not 0 <= after[0] < 2**53:
        raise CursorError("found a cursor of another list; expected one of this")
    return int(after[0])
