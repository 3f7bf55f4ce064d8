"""Passkeys (W3C Web Authentication): made by whoever is signed in, used instead of a password."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, Response
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from muster.board.guarding import Access, asks_fresh, public
from muster.board.rights import Action
from muster.board.settings import Settings
from muster.board.tables import PASSKEY
from muster.errors import MusterError
from muster.record.events import moment

router = APIRouter(prefix="/passkeys", include_in_schema=False)
NAME_LENGTH = 80
Credential = Annotated[dict[str, Any], Body()]


class PasskeyError(MusterError):
    """A passkey that does not show what it should."""

    status = 401


@router.post("/new/options")
def new_options(
    request: Request, access: Annotated[Access, asks_fresh(Action.OWN_ACCOUNT)]
) -> Response:
    """What the browser needs to make a passkey for who is signed in."""
    state, user = request.app.state, access.user.id
    known = state.accounts.store.rows(sa.select(PASSKEY.c.id).where(PASSKEY.c.user == user))
    challenge = state.accounts.draw(32)
    options = generate_registration_options(
        rp_id=_host(state.settings),
        rp_name="Muster",
        user_name=user,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row["id"]) for row in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return _asked(request, options_to_json(options), challenge)


@router.post("/new")
def new(
    request: Request,
    credential: Credential,
    access: Annotated[Access, asks_fresh(Action.OWN_ACCOUNT)],
    name: str = "passkey",
) -> Response:
    """Keep a passkey that the browser has made."""
    state = request.app.state
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=_challenge(request),
            expected_rp_id=_host(state.settings),
            expected_origin=_origin(state.settings),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyError("found a passkey that cannot be checked; expected a new one") from None
    state.accounts.store.run(
        PASSKEY.insert().values(
            id=made.credential_id, user=access.user.id, public_key=made.credential_public_key,
            uses=made.sign_count, name=name[:NAME_LENGTH], made_at=moment(state.accounts.now()),
        )
    )  # fmt: skip
    return JSONResponse({"made": True})


@router.post("/sign-in/options", dependencies=[public()])
def sign_in_options(request: Request) -> Response:
    """What the browser needs to sign in by a passkey; it says itself whose."""
    state = request.app.state
    challenge = state.accounts.draw(32)
    options = generate_authentication_options(
        rp_id=_host(state.settings),
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(request, options_to_json(options), challenge)


@router.post("/sign-in", dependencies=[public()])
def sign_in(request: Request, credential: Credential) -> Response:
    """Sign in by a passkey."""
    state = request.app.state
    state.throttle.check(request, "")
    found = _checked(request, credential)
    if found is None:
        state.throttle.note(request, "")
        raise PasskeyError("found a passkey that is nobody's here; expected one that was made here")
    answer = JSONResponse({"signed_in": True})
    state.sessions.begin(request, found, "passkey", answer)
    return answer


def _checked(request: Request, credential: dict[str, Any]) -> Any:
    """The user whose passkey signed the challenge; None for any other."""
    state, challenge = request.app.state, _challenge(request)
    try:
        key = base64url_to_bytes(str(credential["id"]))
    except (KeyError, ValueError):
        return None
    row = state.accounts.store.row(sa.select(PASSKEY).where(PASSKEY.c.id == key))
    if row is None:
        return None
    try:
        shown = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(state.settings),
            expected_origin=_origin(state.settings),
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["uses"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    state.accounts.store.run(
        PASSKEY.update().where(PASSKEY.c.id == key).values(uses=shown.new_sign_count)
    )
    return state.accounts.user(row["user"])


def _asked(request: Request, options: str, challenge: bytes) -> Response:
    answer = JSONResponse(json.loads(options))
    request.app.state.challenges.keep(bytes_to_base64url(challenge), answer)
    return answer


def _challenge(request: Request) -> bytes:
    kept = request.app.state.challenges.take(request)
    if kept is None:
        raise PasskeyError("found no challenge of this browser; expected one. Begin again")
    return base64url_to_bytes(kept)


def _host(settings: Settings) -> str:
    return urlsplit(settings.url).hostname or "localhost"


def _origin(settings: Settings) -> str:
    parts = urlsplit(settings.url)
    return f"{parts.scheme}://{parts.netloc}"
