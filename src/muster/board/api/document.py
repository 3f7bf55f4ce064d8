"""The OpenAPI 3.1 document of the API: how one signs in, and problems as they are answered."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

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


def document(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, summary=app.summary, description=ABOUT,
            routes=app.routes, license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
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
