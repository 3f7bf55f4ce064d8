"""Checkpoints: the log, signed as it is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from muster.board.api.doing import Once
from muster.board.guarding import Access, asks
from muster.board.rights import Action

router = APIRouter(prefix="/checkpoints", tags=["record"])


class Signed(BaseModel):
    """A checkpoint was signed."""

    size: int


@router.post("", response_model=Signed, status_code=201)
def checkpoint(once: Once, access: Annotated[Access, asks(Action.CHECKPOINT)]) -> JSONResponse:
    """Sign the log as it is; the last checkpoint again if nothing was added since."""

    def sign() -> dict[str, Any]:
        with access.live.writing():
            return {"size": access.live.record.log.checkpoint().size}

    return once.once(access, sign)
