"""The OpenAPI 3.1 document of the API: how one signs in, and problems as they are answered."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from muster.board.api.events import HeadShape
from muster.board.api.problem_shape import BreachShape, FaultShape, Problem

ABOUT = (
    "Everything that the board shows and does. Programs sign in with a token "
    "(`Authorization: Bearer`), pages with their session. A POST with an `Idempotency-Key` is done "
    "once; the ETag of what was read, sent back as `If-Match`, keeps what has changed since from "
    "being acted on. See docs/api.md."
)
SECURITY: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer",
              "description": "Made by `muster board token` or POST /me/tokens"},
}  # fmt: skip


class Message(BaseModel):
    """What a webhook is told: an event without its body."""

    type: str
    timestamp: str = Field(description="When it occurred")
    data: HeadShape


told = APIRouter()


@told.post("event", status_code=204, response_class=Response)
def event(
    body: Message,
    webhook_id: Annotated[str, Header()],
    webhook_timestamp: Annotated[str, Header()],
    webhook_signature: Annotated[str, Header()],
) -> None:
    """An event was recorded. Signed as Standard Webhooks 1.0 has it; answer 2xx within 10 seconds,
    else it comes again."""


def document(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, summary=app.summary, description=ABOUT,
            routes=app.routes, webhooks=told.routes,
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        )  # fmt: skip
        parts = made["components"]
        for shape in (Problem, BreachShape, FaultShape):
            schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
            schema.pop("$defs", None)
            parts["schemas"][shape.__name__] = schema
        parts["securitySchemes"] = SECURITY
        made["security"] = [{"token": []}]
        app.openapi_schema = made
    return app.openapi_schema
