"""Who may call which endpoint, read from the endpoints: each of them names its right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from muster.board.guarding import Asked, Public
from muster.board.rights import RIGHTS, Action, Role, Scope

EVERYBODY = "everybody"
"""Stands for an action where none is asked."""
WORDS = {
    Scope.ALL: "yes", Scope.OWN: "own", Scope.ORIGIN: "from own", Scope.ESCORT: "own escort",
    Scope.TARGET: "to own", Scope.SELF: "oneself",
}  # fmt: skip
HEAD = """# Who may call what

Written from the code by `make docs`; a test calls every endpoint as every role and compares. An
endpoint that names no right does not start.

**yes**: anything. **own**: only what concerns a site or an organisation of theirs; of a list, only
those. **from own**, **to own**: trips that leave from, or go to, a site of theirs. **own escort**:
trips whose escort is an organisation of theirs. **oneself**: their own account. Nothing: refused,
and the refusal is recorded. Who is not signed in is answered 401, or sent to sign in.

What a request's body names is held against the same right: the account of a count or an incident,
the people of an order or a release. Beyond this table: a site's handover is signed only by who acts
for that side's organisation; an order of release, at `/orders` too, takes the right to record
those; a restraint reported as an incident the right to put one on; the copy of a file that has
medical fields the right to read them; bodies of events (`GET /api/v1/record/export?events=true`,
`event` in a proof) need the right to export events; `file_at` of a person the right to read medical
fields; a token makes no tokens. What the rules of the operation refuse, they refuse whatever the
right.
"""


class NoRightError(TypeError):
    """An endpoint that names no right and is not for everybody: a fault in the code."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    asked: Asked | None
    """None: everybody may."""

    def cell(self, role: Role) -> str:
        """What the table says of a role."""
        if self.asked is None:
            return WORDS[Scope.ALL]
        scope = RIGHTS[role].get(self.asked.action)
        return "" if scope is None else WORDS[scope]


def endpoints(routes: Sequence[BaseRoute]) -> list[Endpoint]:
    """Every endpoint of an application, by path; NoRightError for one that names no right."""
    found = []
    for context in iter_route_contexts(routes):
        path, route = context.path or "", context.original_route
        if not isinstance(route, APIRoute):
            found += [Endpoint("GET", path, None)] if path else []
            continue
        guards = list(_guards(route.dependant))
        if len(guards) != 1:
            raise NoRightError(f"{path}: found {len(guards)} rights; expected one, or public()")
        asked = guards[0] if isinstance(guards[0], Asked) else None
        found += [Endpoint(method, path, asked) for method in sorted(context.methods or ())]
    return sorted(found, key=lambda each: (each.path, each.method))


def rights_page(routes: Sequence[BaseRoute]) -> str:
    """The table as a page."""
    roles = list(Role)
    lines = [HEAD, f"| endpoint | right | {' | '.join(role.value for role in roles)} |",
             f"|{'---|' * (len(roles) + 2)}"]  # fmt: skip
    for each in endpoints(routes):
        right = EVERYBODY if each.asked is None else each.asked.action.value
        cells = " | ".join(each.cell(role) for role in roles)
        lines.append(f"| `{each.method} {each.path}` | {right} | {cells} |")
    return "\n".join(lines) + "\n"


def actions_used(routes: Sequence[BaseRoute]) -> set[Action]:
    """Rights that some endpoint asks for."""
    return {each.asked.action for each in endpoints(routes) if each.asked is not None}


def _guards(dependant: Any) -> Iterator[Asked | Public]:
    if isinstance(dependant.call, Asked | Public):
        yield dependant.call
    for each in dependant.dependencies:
        yield from _guards(each)
