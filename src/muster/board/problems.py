"""Errors as people and programs meet them: problem+json (RFC 9457) or a page; no personal data."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from muster.board.forgery import ForgedError
from muster.board.guarding import (
    NotAllowedError,
    NotSignedInError,
    NotStrongError,
    signed_in,
)
from muster.board.rendering import page
from muster.board.throttle import TooManyError, address_of
from muster.errors import EventError, Fault, MusterError, ProofError, ScenarioError, StoreError
from muster.operations.rules import RuleError

API = "/api/"
RULES = "tag:muster.example,2026:refused-by-the-rules"
"""Type of the problem whose `breaches` name each rule that is not met (a tag URI, RFC 4151)."""
MEDIA_TYPE = "application/problem+json"
DATABASE_FAILED = "the database failed; try again"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not a method of this place",
    409: "Refused by the rules",
    412: "Changed meanwhile",
    413: "Too long",
    415: "Not understood",
    422: "Not understood",
    428: "Which version?",
    429: "Too many",
    500: "Fault in Muster",
    503: "Try again",
}


def problem_body(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """A problem as RFC 9457 has it."""
    title = TITLES.get(status, "Problem")
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def add_problems(app: FastAPI) -> None:
    """Answer every error of Muster, of the rules, and of a request's form."""
    app.add_exception_handler(MusterError, _of_muster)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_bug)


def status_of(error: MusterError) -> int:
    """The HTTP status of an error."""
    for kind, status in (
        (NotSignedInError, 401),
        (NotAllowedError, 403),
        (ForgedError, 403),
        (TooManyError, 429),
        (RuleError, 409),
        (EventError, 422),
        (ScenarioError, 422),
        (ProofError, 422),
        (StoreError, 503),
    ):
        if isinstance(error, kind):
            return status
    status = getattr(error, "status", 400)
    return int(status)


def told_problem(error: MusterError) -> tuple[int, dict[str, Any]]:
    """Status and body of an error: all breaches of rules, all faults of an event."""
    status = status_of(error)
    more: dict[str, Any] = {}
    if isinstance(error, RuleError):
        more["type"] = RULES
        more["breaches"] = [
            {"rule": b.rule, "text": b.text, "people": list(b.people)} for b in error.breaches
        ]
    elif isinstance(error, EventError):
        more["faults"] = [{"where": "body", "text": fault} for fault in error.faults]
    elif isinstance(error, ScenarioError):
        more["faults"] = [_fault(each) for each in error.faults]
    detail = DATABASE_FAILED if isinstance(error, StoreError) else str(error)
    return status, problem_body(status, detail, **more)


def _fault(fault: Fault) -> dict[str, str]:
    """A fault of a list: where, and what is wrong, without the value."""
    row = "" if fault.row is None else f", row {fault.row}"
    column = "" if fault.column is None else f", column {fault.column}"
    text = str(fault).partition(": ")[2]
    return {"where": f"{fault.file}{row}{column}", "text": text}


async def _of_muster(request: Request, error: Exception) -> Response:
    assert isinstance(error, MusterError)
    status = status_of(error)
    if isinstance(error, NotSignedInError) and not request.url.path.startswith(API):
        there = quote(request.url.path) if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={there}", status_code=303)
    if isinstance(error, NotStrongError) and not request.url.path.startswith(API):
        return RedirectResponse("/account", status_code=303)
    if isinstance(error, ForgedError):
        _note(request, "sent a forged request")
    _, body = told_problem(error)
    answer = _answered(request, body)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, TooManyError):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


async def _of_validation(request: Request, error: Exception) -> Response:
    """What of a request was not understood: where and why, never the value."""
    assert isinstance(error, RequestValidationError)
    faults = [
        {"where": ".".join(str(part) for part in each["loc"]), "text": str(each["msg"])}
        for each in error.errors()
    ]
    if signed_in(request) is not None:
        _note(request, "sent what was not understood")
    detail = "; ".join(f"{fault['where']}: {fault['text']}" for fault in faults[:5])
    return _answered(request, problem_body(422, detail, faults=faults))


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = _answered(request, problem_body(error.status_code, str(error.detail)))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _of_bug(request: Request, error: Exception) -> Response:
    """A fault in Muster; what it was is in the server's log alone."""
    body = problem_body(500, "a fault in Muster, which its log names; nothing of it is told here")
    return JSONResponse(body, status_code=500, media_type=MEDIA_TYPE)


def _note(request: Request, what: str) -> None:
    """Note a try against the board's controls, at the door: who and from where, never a value."""
    user = signed_in(request)
    with suppress(StoreError):
        request.app.state.accounts.happened("" if user is None else user.id, what,
                                            address_of(request))  # fmt: skip


def _answered(request: Request, body: dict[str, Any]) -> Response:
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and not request.url.path.startswith(API):
        return page(request, "refused.html", status_code=body["status"], status=body["status"],
                    title=body["title"], detail=body["detail"])  # fmt: skip
    return JSONResponse(body, status_code=body["status"], media_type=MEDIA_TYPE)
