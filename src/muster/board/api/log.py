"""The log: its checkpoints, leaves and consistency, and an export to take away."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from muster.board.api.doing import Once
from muster.board.api.paging import Shape
from muster.board.guarding import Access, asks, refuse
from muster.board.rights import Action
from muster.board.settings import Settings
from muster.board.views import verifying
from muster.record.exporting import export_log
from muster.record.folder import open_record

router = APIRouter(tags=["record"])
Size = Annotated[int, Query(ge=0, lt=2**53)]
CHUNK = 1 << 16


class WitnessShape(Shape):
    """A witness's word."""

    name: str
    key: str


class CheckpointShape(Shape):
    """A signed state of the log, with the lines of its witnesses."""

    size: int
    root: str
    signed_at: str
    note: str
    witnesses: list[WitnessShape]


class LogShape(Shape):
    """The log, and its last checkpoints, the newest first."""

    origin: str
    vkey: str
    public_key: str
    size: int
    checkpoints: list[CheckpointShape]


class Signed(Shape):
    """A checkpoint was signed."""

    size: int


class LeafShape(Shape):
    """A leaf, and its way to the root of a size."""

    seq: int
    leaf: str
    path: list[str]


class ConsistencyShape(Shape):
    """What shows that the log of one size begins the log of another."""

    old: int
    new: int
    path: list[str]


@router.get("/checkpoints", response_model=LogShape)
def checkpoints(access: Annotated[Access, asks(Action.VERIFY)]) -> verifying.LogShown:
    """The log's key and its last checkpoints."""
    with access.live.reading():
        return verifying.log_shown(access.live.record.log)


@router.get("/checkpoints/newest", response_model=CheckpointShape)
def newest(access: Annotated[Access, asks(Action.VERIFY)]) -> verifying.CheckpointShown:
    """The last checkpoint, signed now if there is none."""
    with access.live.writing():
        return verifying.newest(access.live.record.log)


@router.post("/checkpoints", response_model=Signed, status_code=201)
def checkpoint(once: Once, access: Annotated[Access, asks(Action.CHECKPOINT)]) -> JSONResponse:
    """Sign the log as it is; the last checkpoint again if nothing was added since."""

    def sign() -> dict[str, Any]:
        with access.live.writing():
            return {"size": access.live.record.log.checkpoint().size}

    return once.once(access, sign)


@router.get("/log/leaves/{seq}", response_model=LeafShape)
def leaf(
    seq: Annotated[int, Path(ge=0, lt=2**53)], size: Size,
    access: Annotated[Access, asks(Action.VERIFY)],
) -> dict[str, Any]:  # fmt: skip
    """A leaf of the log: no body, so for every monitor."""
    log = access.live.record.log
    with access.live.reading():
        _check(seq < size <= log.size)
        return verifying.leaf_told(log, seq, size)


@router.get("/log/consistency", response_model=ConsistencyShape)
def consistency(
    old: Size, new: Size, access: Annotated[Access, asks(Action.VERIFY)]
) -> dict[str, Any]:
    """That nothing before was rewritten."""
    log = access.live.record.log
    with access.live.reading():
        _check(0 < old <= new <= log.size)
        return verifying.consistency_told(log, old, new)


@router.get(
    "/record/export", response_class=StreamingResponse,
    responses={200: {"description": "A zip file", "content": {"application/zip": {}}}},
)  # fmt: skip
def export(
    request: Request,
    access: Annotated[Access, asks(Action.EXPORT_LOG)],
    events: Annotated[bool, Query(description="With the bodies of events")] = False,
) -> StreamingResponse:
    """The log as tiles, checkpoint and keys that other people's tools verify, in a zip file."""
    if events and not access.allows(Action.EXPORT_EVENTS):
        refuse(access.live, access.user, Action.EXPORT_EVENTS)
    headers = {"Content-Disposition": 'attachment; filename="muster-log.zip"'}
    return StreamingResponse(
        _zipped(request.app.state.settings, events), headers=headers, media_type="application/zip"
    )


def _zipped(settings: Settings, with_events: bool) -> Iterator[bytes]:
    """The export, made by a connection of its own so that nobody who records has to wait."""
    with tempfile.TemporaryDirectory() as made:
        folder, packed = FilePath(made) / "log", FilePath(made) / "log.zip"
        with open_record(settings.folder, settings.now, settings.draw) as record:
            export_log(record, folder, with_events=with_events)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for root, _, names in os.walk(folder):
                for name in sorted(names):
                    path = FilePath(root) / name
                    archive.write(path, path.relative_to(folder))
        with packed.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def _check(is_there: bool) -> None:
    if not is_there:
        raise HTTPException(404, "found no such place in the log; expected one that it has")
