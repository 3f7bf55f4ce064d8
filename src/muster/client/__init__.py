"""A client for the board's HTTP API, and the check of its webhooks' signatures."""

from muster.client.api import Client, Done, Found
from muster.client.errors import (
    Breach,
    ChangedError,
    NotAllowedError,
    NotReachedError,
    ProblemError,
    RefusedError,
)
from muster.client.signing import WebhookError, verify

__all__ = [
    "Breach",
    "ChangedError",
    "Client",
    "Done",
    "Found",
    "NotAllowedError",
    "NotReachedError",
    "ProblemError",
    "RefusedError",
    "WebhookError",
    "verify",
]
