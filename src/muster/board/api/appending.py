"""What others have signed or listed, taken into the record: events of devices, lists, witnesses."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Time
from muster.board.api.doing import Once
from muster.board.api.paging import Shape
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.board.sizes import MOST_BYTES
from muster.custody.given_list import GivenList
from muster.custody.importing import import_list
from muster.operations.duties import start_missing
from muster.record.log import Log
from muster.record.outcomes import Outcome, Status
from muster.record.proving import add_cosignature

router = APIRouter(tags=["record"])
MOST_EVENTS, LONGEST_EVENT = 500, 65_536
SIGNATURE = r"^[0-9a-f]{128}$"


class SignedBody(Body):
    """An event as its device signed it."""

    event: Annotated[str, Field(min_length=1, max_length=LONGEST_EVENT)] = Field(
        description="Its canonical JSON, character by character as it was signed"
    )
    signature: Annotated[str, Field(pattern=SIGNATURE)] = Field(description="Ed25519, in hex")


class SignedBodies(Body):
    """Events of devices, each device's in its order."""

    events: Annotated[list[SignedBody], Field(min_length=1, max_length=MOST_EVENTS)]


class OutcomeShape(Shape):
    """What became of one event."""

    status: Literal["added", "known", "held", "refused"] = Field(
        description="held: events of its device before it have not arrived"
    )
    event_id: str = Field(description="Empty for what is no event")
    seq: int | None = Field(description="Its place, if it is in the log")
    receipt: str | None = Field(description="The log's signed receipt, if it is in the log")
    reason: str = Field(description="Why it is held or refused")


class AppendedShape(Shape):
    """What became of the events, in their order, and of others that waited for them."""

    outcomes: list[OutcomeShape]
    released: list[OutcomeShape]


class GivenBody(Body):
    """A roster, a list of events, or of claims."""

    name: Id = Field(description="By which its faults are told, as in people.csv")
    text: Annotated[str, Field(min_length=1, max_length=MOST_BYTES)] = Field(
        description="CSV with a heading: person_id and site; or type; or quantity and value"
    )
    at: Time | None = Field(None, description="When a roster's people were registered, for rows "
                            "that do not say")  # fmt: skip


class ImportedShape(Shape):
    """What became of a list."""

    kind: Literal["roster", "events", "claims"]
    rows: int
    added: int
    known: int = Field(description="Rows that were in the record before")


class WitnessedBody(Body):
    """A witness's word on a checkpoint."""

    witness: Annotated[str, Field(min_length=1, max_length=400)] = Field(
        description="Its verifier key: NAME+ID+BASE64"
    )
    line: Annotated[str, Field(min_length=1, max_length=2000)] = Field(
        description="Its signature line, as a C2SP cosignature/v1 has it"
    )


class CosignedShape(Shape):
    """A checkpoint has a witness's signature."""

    size: int


@router.post("/events", response_model=AppendedShape, status_code=201)
def append(
    body: SignedBodies, once: Once, access: Annotated[Access, asks(Action.APPEND_EVENTS)]
) -> JSONResponse:
    """Take in events that devices have signed elsewhere, as without a connection. What is not
    signed by an enrolled device is refused. The rules are not asked: what happened has happened.
    The duties that it starts are started."""
    sent = [(each.event.encode(), bytes.fromhex(each.signature)) for each in body.events]

    def take() -> dict[str, Any]:
        with access.live.writing() as desk:
            log = access.live.record.log
            appended = log.receive(sent)
            start_missing(desk, access.live.clock())
            return {
                "outcomes": [_told(log, each) for each in appended.outcomes],
                "released": [_told(log, each) for each in appended.released],
            }

    return once.once(access, take)


@router.post("/imports", response_model=ImportedShape, status_code=201)
def import_(
    body: GivenBody, once: Once, access: Annotated[Access, asks(Action.IMPORT_LISTS)]
) -> JSONResponse:
    """Record a list row by row; the same row again changes nothing. Everything of a roster but who
    and where is sealed. Faults are told all at once, and then nothing is recorded."""
    live = access.live

    def record() -> dict[str, Any]:
        given = GivenList(body.name, body.text)
        return asdict(import_list(live.record, given, body.at, turn=live.writing))

    return once.once(access, record)


@router.post("/checkpoints/{size}/cosignatures", response_model=CosignedShape, status_code=201)
def cosign(
    size: Annotated[int, Path(ge=0, lt=2**53)], body: WitnessedBody, once: Once,
    access: Annotated[Access, asks(Action.COSIGN)],
) -> JSONResponse:  # fmt: skip
    """Keep a witness's signature of a checkpoint; proofs carry it from then on."""

    def keep() -> dict[str, Any]:
        with access.live.writing():
            log = access.live.record.log
            return {"size": add_cosignature(log, body.witness, body.line, size)}

    return once.once(access, keep)


def _told(log: Log, outcome: Outcome) -> dict[str, Any]:
    is_there = outcome.seq is not None and outcome.status in (Status.ADDED, Status.KNOWN)
    return {
        "status": outcome.status.value, "event_id": outcome.event_id, "seq": outcome.seq,
        "receipt": log.receipt(outcome) if is_there else None, "reason": outcome.reason,
    }  # fmt: skip
