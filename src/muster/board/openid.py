"""Signing in at an OpenID Connect provider: code flow with PKCE, state and nonce.

The provider says who somebody is; what they may do is kept here: a user whose `openid` is the
subject that the provider names.
"""

from __future__ import annotations

import json
from typing import Any

import httpx2
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from muster.board.guarding import public
from muster.board.landing import HOME
from muster.board.settings import OpenId, Settings
from muster.board.sign_in import own_path
from muster.errors import MusterError

router = APIRouter(prefix="/openid", include_in_schema=False)
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""No `none`, and nothing keyed by the client's own secret."""
WAIT_S = 10.0


class OpenIdError(MusterError):
    """A provider that cannot be asked, or an answer of it that does not hold."""

    status = 401


@router.get("/begin", dependencies=[public()])
def begin(request: Request, next: str = HOME) -> Response:
    """Send the browser to the provider."""
    state, provider = request.app.state, _provider(request)
    draw = state.accounts.new_secret
    kept = {"state": draw(), "nonce": draw(), "verifier": draw() + draw(), "next": own_path(next)}
    with _client(request, provider) as client:
        url, _ = client.create_authorization_url(
            _configuration(client, provider)["authorization_endpoint"],
            state=kept["state"], nonce=kept["nonce"], code_verifier=kept["verifier"],
            **({"acr_values": " ".join(provider.acr)} if provider.acr else {}),
        )  # fmt: skip
    answer = RedirectResponse(url, status_code=303)
    state.challenges.keep(json.dumps(kept), answer)
    return answer


@router.get("/back", dependencies=[public()])
def back(request: Request) -> Response:
    """The browser comes back with a code; whoever it stands for is signed in, if known here."""
    app, provider = request.app.state, _provider(request)
    text = app.challenges.take(request)
    kept = {} if text is None else json.loads(text)
    if not kept or request.query_params.get("state") != kept["state"]:
        raise OpenIdError("found an answer that nobody asked for; expected one. Begin again")
    with _client(request, provider) as client:
        claims = _claims(client, provider, request, kept)
    user = app.accounts.user_of_openid(str(claims.get(provider.claim, "")))
    if user is None:
        raise OpenIdError("found nobody here whom the provider knows; ask an administrator")
    answer = RedirectResponse(kept["next"], status_code=303)
    app.sessions.begin(request, user, "openid", answer)
    return answer


def _claims(
    client: OAuth2Client, provider: OpenId, request: Request, kept: dict[str, str]
) -> dict[str, Any]:
    """What the provider's signed token says, once signature, issuer, audience, times and nonce
    hold (OpenID Connect Core 1.0, section 3.1.3.7)."""
    known = _configuration(client, provider)
    try:
        given = client.fetch_token(
            known["token_endpoint"], code=request.query_params.get("code", ""),
            code_verifier=kept["verifier"], grant_type="authorization_code",
        )  # fmt: skip
        keys = KeySet.import_key_set(
            client.request("GET", known["jwks_uri"], withhold_token=True).json()
        )
        token = jwt.decode(str(given["id_token"]), keys, algorithms=list(ALGORITHMS))
        wanted = jwt.JWTClaimsRegistry(
            now=int(request.app.state.accounts.now().timestamp()),
            leeway=60,
            iss={"essential": True, "value": known["issuer"]},
            aud={"essential": True, "value": provider.client_id},
            nonce={"essential": True, "value": kept["nonce"]},
            exp={"essential": True},
            sub={"essential": True},
        )
        wanted.validate(token.claims)
        if provider.acr and token.claims.get("acr") not in provider.acr:
            raise ValueError("signed in otherwise than was asked")
    except (OAuthError, JoseError, httpx2.HTTPError, KeyError, ValueError, OSError) as error:
        raise OpenIdError(
            f"found an answer of the provider that does not hold ({type(error).__name__}); "
            "expected a signed token for this board. Begin again"
        ) from None
    return dict(token.claims)


def _configuration(client: OAuth2Client, provider: OpenId) -> dict[str, Any]:
    """The provider's configuration; its issuer is the one that was named (Discovery 1.0, 4.3)."""
    place = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    try:
        found = client.request("GET", place, withhold_token=True).json()
        is_right = isinstance(found, dict) and found["issuer"] == provider.issuer
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, KeyError):
        raise OpenIdError("the provider cannot be asked; try again, or use a password") from None
    if not is_right:
        raise OpenIdError("found the configuration of another provider; expected the one named")
    return dict(found)


def _provider(request: Request) -> OpenId:
    settings: Settings = request.app.state.settings
    if settings.openid is None:
        raise OpenIdError("found no provider; expected one in the board's settings")
    return settings.openid


def _client(request: Request, provider: OpenId) -> OAuth2Client:
    settings: Settings = request.app.state.settings
    return OAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope="openid",
        redirect_uri=f"{settings.url}/openid/back",
        code_challenge_method="S256",
        timeout=WAIT_S,
        transport=settings.openid_transport,
    )
