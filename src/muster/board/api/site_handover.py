"""The handover of a whole site in place: each side signs the same figures, and then it passes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Number, People
from muster.board.api.doing import Done, OnceOn
from muster.board.api.versions import site_version
from muster.board.guarding import Access, asks, refuse
from muster.board.rights import Action
from muster.board.two_sided import forget, sign
from muster.operations.desk import Desk
from muster.operations.handover import SiteHandover, hand_over_site
from muster.record.events import Event

router = APIRouter(prefix="/sites", tags=["sites"])


class Passing(Body):
    """What both custodians found together. Both send the same, but for their side."""

    side: Literal["giving", "receiving"]
    giving: Id
    receiving: Id
    counted: Number
    files: People = Field(description="People whose files both went through: everybody there")
    guards_staying: Number = 0
    guards_present: Number = 0
    guards_needed: Number = 0
    guards: People = Field(default_factory=list, description="Ids of guards who stay")


@router.post("/{site_id}/handover", response_model=Done, status_code=201)
def hand_over(
    site_id: str, body: Passing, request: Request, once: OnceOn,
    access: Annotated[Access, asks(Action.HAND_OVER_SITE, site="site_id")],
) -> JSONResponse:  # fmt: skip
    """Sign for one side, for whose authority you act. `events` is empty until the other side has
    signed the same; the site then passes with everybody in it."""
    own = body.giving if body.side == "giving" else body.receiving
    if own not in access.user.organisations:
        refuse(access.live, access.user, Action.HAND_OVER_SITE)
    store = request.app.state.accounts.store
    words = body.model_dump(exclude={"side"}) | {
        "files": sorted(set(body.files)), "guards": sorted(set(body.guards)),
    }  # fmt: skip
    done = SiteHandover(
        site_id, body.giving, body.receiving, body.counted, frozenset(body.files),
        body.guards_staying, body.guards_present, body.guards_needed,
        tuple(words["guards"]),
    )  # fmt: skip

    def act(desk: Desk, by: str, at: datetime) -> tuple[Event, ...]:
        sides = sign(store, site_id, body.side, words, by, at)
        if sides is None:
            return ()
        said = hand_over_site(desk, done, sides.giving, sides.receiving, at)
        forget(store, site_id)
        return said

    return once.do(access, f"handover of site {site_id}", act, site_version(site_id))
