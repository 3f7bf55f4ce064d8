"""Webhooks: who is told what was recorded, and what nobody was told yet; for administrators."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body
from muster.board.api.doing import Once
from muster.board.api.events import HeadShape
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import found
from muster.board.api.users import IfMatch
from muster.board.api.versions import require, tag_of
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.board.webhooks.deliveries import Outbox
from muster.board.webhooks.subscriptions import Webhook

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
Manager = Annotated[Access, asks(Action.MANAGE_WEBHOOKS)]


class NewWebhook(Body):
    """Where to tell, and of which types of events: of every type, if none is named."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    types: Annotated[list[str], Field(max_length=100)] = Field(default_factory=list)


class SetWebhook(NewWebhook):
    """The whole of what can be set."""

    is_active: bool = True


class WebhookShape(Shape):
    """A receiver, and up to which event everything was told."""

    id: str
    url: str
    types: list[str]
    by: str
    begun_at: str
    listed: int
    told: int
    is_active: bool


class MadeWebhook(WebhookShape):
    """With the secret by which its messages are signed; it is shown once."""

    secret: str


class DeliveryShape(Shape):
    """One event for the receiver."""

    seq: int
    subject: str
    tries: int
    next_at: str
    status: str
    told_at: str | None


class UntoldShape(Shape):
    """An event that the receiver should have, and has not."""

    event: HeadShape
    delivery: DeliveryShape | None = Field(description="null if it was lost: the sweeper lists it")


@router.get("", response_model=Page[WebhookShape])
def webhooks(request: Request, window: AskedPage, access: Manager) -> Paged[Any]:
    """Every receiver."""
    return window.page(_outbox(request).subscriptions.all(), lambda each: (each.id,))


@router.post("", response_model=MadeWebhook, status_code=201)
def add(body: NewWebhook, request: Request, once: Once, access: Manager) -> JSONResponse:
    """Tell a receiver of what is recorded from now on."""
    subscriptions = _outbox(request).subscriptions

    def made() -> dict[str, Any]:
        webhook, secret = subscriptions.add(body.url, body.types, access.user.id, access.live.size)
        return WebhookShape.model_validate(webhook).model_dump() | {"secret": secret}

    return once.once(access, made)


@router.get("/{webhook_id}", response_model=WebhookShape)
def webhook(webhook_id: str, request: Request, response: Response, access: Manager) -> Webhook:
    """One receiver. The ETag is for If-Match."""
    known = _known(request, webhook_id)
    response.headers["ETag"] = _tag(known)
    return known


@router.put("/{webhook_id}", response_model=WebhookShape)
def change(
    webhook_id: str, body: SetWebhook, request: Request, response: Response, access: Manager,
    if_match: IfMatch = None,
) -> Webhook:  # fmt: skip
    """Set where it is, what it wants, and whether it is told at all."""
    with access.live.writing():
        require(if_match, _tag(_known(request, webhook_id)))
        _outbox(request).subscriptions.change(
            webhook_id, body.url, body.types, is_active=body.is_active
        )
        known = _known(request, webhook_id)
    response.headers["ETag"] = _tag(known)
    return known


@router.delete("/{webhook_id}", status_code=204, response_class=Response)
def remove(
    webhook_id: str, request: Request, access: Manager, if_match: IfMatch = None
) -> Response:
    """Tell it nothing more."""
    with access.live.writing():
        require(if_match, _tag(_known(request, webhook_id)))
        _outbox(request).subscriptions.remove(webhook_id)
    return Response(status_code=204)


@router.get("/{webhook_id}/deliveries", response_model=Page[DeliveryShape])
def deliveries(
    webhook_id: str, request: Request, window: AskedPage, access: Manager,
    told: Annotated[bool | None, Query(description="Only what was told, or was not")] = None,
) -> Paged[Any]:  # fmt: skip
    """What was listed for it, in the log's order."""
    _known(request, webhook_id)
    listed = _outbox(request).of(webhook_id)
    chosen = [each for each in listed if told is None or told == (each.told_at is not None)]
    return window.page(chosen, lambda each: (each.seq,))


@router.get("/{webhook_id}/untold", response_model=Page[UntoldShape])
def untold(webhook_id: str, request: Request, window: AskedPage, access: Manager) -> Paged[Any]:
    """Events of the record that it should have been told of and was not: what the sweeper finds."""
    found_ones = list(_outbox(request).untold(_known(request, webhook_id)))
    page = window.page(found_ones, lambda each: (each[0].seq,))
    return Paged([{"event": head, "delivery": kept} for head, kept in page.items], page.next)


def _outbox(request: Request) -> Outbox:
    outbox: Outbox = request.app.state.outbox
    return outbox


def _known(request: Request, webhook_id: str) -> Webhook:
    known = _outbox(request).subscriptions.get(webhook_id)
    found(known, "webhook")
    assert known is not None
    return known


def _tag(known: Webhook) -> str:
    return tag_of([known.id, known.url, known.types, known.is_active])
