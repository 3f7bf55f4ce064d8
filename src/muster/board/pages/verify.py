"""Verify: what monitors check in their own browser, without trusting this server."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from muster.board.guarding import Access, asks
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views import verifying

router = APIRouter()
EventId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Size = Annotated[int, Query(ge=0, lt=2**53)]


@router.get("/verify")
def verify(
    request: Request,
    access: Annotated[Access, asks(Action.VERIFY)],
    event: Annotated[str, Query(max_length=36)] = "",
) -> HTMLResponse:
    """The log, its checkpoints and witnesses, and what one can check."""
    live = access.live
    with live.reading():
        shown = verifying.log_shown(live.record.log)
    return page(request, "verify.html", shown=shown, event=event)


@router.get("/verify/newest")
def newest(access: Annotated[Access, asks(Action.VERIFY)]) -> Response:
    """The last checkpoint."""
    with access.live.writing():
        found = verifying.newest(access.live.record.log)
    return JSONResponse({"size": found.size, "root": found.root, "note": found.note,
                         "witnesses": [each.key for each in found.witnesses]})  # fmt: skip


@router.get("/verify/proofs/{event_id}")
def proof(event_id: EventId, access: Annotated[Access, asks(Action.VERIFY)]) -> Response:
    """An event's proof."""
    may_read = access.allows(Action.EXPORT_EVENTS)
    with access.live.writing():
        told = verifying.proof_told(access.live.record.log, event_id, with_event=may_read)
    return JSONResponse(told)


@router.get("/verify/leaves/{seq}")
def leaf(
    seq: Annotated[int, Path(ge=0, lt=2**53)], size: Size,
    access: Annotated[Access, asks(Action.VERIFY)],
) -> Response:  # fmt: skip
    """A leaf, and its way to the root of a size."""
    log = access.live.record.log
    _check(seq < size <= log.size)
    with access.live.reading():
        return JSONResponse(verifying.leaf_told(log, seq, size))


@router.get("/verify/consistency")
def consistency(old: Size, new: Size, access: Annotated[Access, asks(Action.VERIFY)]) -> Response:
    """That the log of one size begins the log of another."""
    log = access.live.record.log
    _check(0 < old <= new <= log.size)
    with access.live.reading():
        told: dict[str, Any] = verifying.consistency_told(log, old, new)
    return JSONResponse(told)


def _check(is_there: bool) -> None:
    if not is_there:
        raise HTTPException(404, "found no such place in the log; expected one that it has")
