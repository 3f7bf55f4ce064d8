"""The operations room in a browser, and the HTTP API: it shows and asks, and holds no rule.

The contract between its parts (server: B1, pages: B2)::

    board/
        app.py          create_app(settings) -> FastAPI
        settings.py     Settings: the folder, the clock, demo or not, sign-in by OpenID Connect
        live.py         Live: the operation, kept current; the one writer
        rights.py       Role, Action, Scope: who may do what, and where
        guarding.py     asks(Action.X): every endpoint names its action with it
        users.py        User
        rendering.py    page(request, template, **context) -> HTMLResponse     (B2's from now on)
        pages/          pages_router() -> APIRouter                            (B2)
        templates/ static/                                                     (B2)
        api/            /api/v1                                                (B1)

A page is a plain function (FastAPI runs it in a thread)::

    router = APIRouter()

    @router.get("/trips/{trip_id}")
    def trip(
        request: Request, trip_id: str,
        access: Annotated[Access, asks(Action.SEE_TRIPS, trip="trip_id")],
    ) -> HTMLResponse:
        live = access.live                       # = request.app.state.live
        with live.reading() as situation:        # a lock: take what you show, then render outside
            shown = trip_shown(situation, trip_id, live.now())
        return page(request, "trip.html", shown=shown)

* `asks(action, trip=..., site=..., person=..., account=...)` names path parameters: the right is
  then asked of that trip, site, person or account. Without one it is asked of anything at all, and
  `access.allows(action, trip=..., site=..., account=..., person=...)` says whether one may be
  shown. Whoever is not signed in is sent to /sign-in (pages) or gets 401 (API); a refusal is 403
  and is recorded. An endpoint without `asks` (or `public`) fails a test.
* Pages change nothing themselves: a form or button calls the API (`/api/v1/...`, JSON or form
  fields), with the header `X-CSRF-Token` or the field `csrf`; htmx: put
  `hx-headers='{"X-CSRF-Token": "..."}'` on <body>. Errors come back as problem+json
  (`title`, `detail`, and `breaches`: list of {rule, text, people} where rules refused, status 409).
  A plain form may send the field `next`, a path of this server: the answer is then a 303 to it.
* In every template: `csrf`, `user` (users.User or None), `may(action, trip=..., site=...)`, `now`
  (UTC as events have it), `demo`, `language`, `direction`.
* Strict Content-Security-Policy: default-src 'self'; no inline script, no inline style, no
  `eval`: everything comes from /static. (htmx: meta htmx-config includeIndicatorStyles=false,
  allowEval=false.) Pass values to scripts as data- attributes or as
  <script type="application/json">.
* Live: GET /api/v1/events/stream (text/event-stream): each `event: record` has
  data {"size": n, "events": [{"seq", "type", "accounts", "trips"}]}; no person is named.
* Sign-in: GET and POST /sign-in, POST /sign-out; B1 owns the routes, B2 the templates
  `sign_in.html` (context: `next`, `failed`, `passkeys`, `openid`, `demo_users`), `link.html`
  (first password by a one-time link: `token`, `failed`), `account.html` (own passkeys, tokens),
  `users.html` (administration) and `refused.html` (`status`, `title`, `detail`).
"""
