"""Incidents: each kind asks only for what it needs, moves people where it does, starts duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.custody.ledger import Ledger
from muster.operations.boarding import restrain
from muster.operations.desk import Desk
from muster.operations.rules import Breach, RuleError
from muster.record.events import Event, Json

AT_LARGE, DIED = "outside:at_large", "outside:died"


@dataclass(frozen=True, slots=True)
class IncidentKind:
    """What an incident of a kind asks for."""

    name: str
    needs: tuple[str, ...]
    moves: str | None = None
    """Type of the event that moves its people."""
    records: str | None = None
    """Kind under which the vocabulary records it."""
    may_have_people: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What happened, as an officer reports it; what a kind does not need stays empty."""

    kind: str
    at: str
    """Account: site:ID or trip:ID."""
    people: tuple[str, ...] = ()
    text: str = ""
    fault: str = ""
    cause: str = ""
    remains: str = ""
    """Where a dead person's remains are taken."""
    to: str = ""
    """Account to which people come: a hospital, or the site of a recapture."""
    means: str = ""
    """Kind of restraint, or of force."""
    authorised_by: str = ""


KINDS: Mapping[str, IncidentKind] = {
    kind.name: kind
    for kind in (
        IncidentKind("attack", ("text",), records="attack"),
        IncidentKind("escape", ("people", "text"), moves="escape"),
        IncidentKind("recapture", ("people", "to"), moves="recapture"),
        IncidentKind("riot", ("text",), records="riot"),
        IncidentKind("death", ("people", "cause", "remains", "text"), moves="death"),
        IncidentKind("injury", ("people", "text", "cause"), records="injury"),
        IncidentKind("illness", ("people", "text"), records="illness"),
        IncidentKind("hospital", ("people", "to"), moves="hospital_admission"),
        IncidentKind("discharge", ("people", "to"), moves="hospital_discharge"),
        IncidentKind("use of force", ("people", "text", "means"), records="use_of_force"),
        IncidentKind("restraint", ("people", "text", "means", "authorised_by")),
        IncidentKind("breakdown", ("text",), records="breakdown"),
        IncidentKind("accident", ("text",), records="accident"),
        IncidentKind("guards leaving", ("text",), records="guards_left"),
        IncidentKind("site lost", ("text",), records="site_lost"),
        IncidentKind("identity mismatch", ("people", "text"), records="identity_mismatch"),
    )
}
"""What may be reported. A restraint goes through its own gate, `boarding.restrain`."""


def report(desk: Desk, told: Report, by: str, at: datetime) -> tuple[Event, ...]:
    """Record an incident, with the move of its people where there is one (R7)."""
    kind = KINDS.get(told.kind)
    if kind is None:
        known = ", ".join(KINDS)
        text = f"found the kind {told.kind!r}; expected one of {known}"
        raise RuleError((Breach("R7", text),))
    desk.refuse(_breaches(desk, kind, told), at)
    if kind.name == "restraint":
        given = (told.means, told.authorised_by, told.text, at)
        return tuple(restrain(desk, person, *given) for person in told.people)
    said: list[tuple[str, dict[str, Json]]] = []
    if kind.records is not None:
        body: dict[str, Json] = {"kind": kind.records, "at": told.at, "by": by}
        named = ("people", "fault", "cause", "means", "text")
        said.append(("incident", _filled(body, told, named)))
    if kind.moves is not None:
        said += _moves(desk, kind.moves, told, by)
    return desk.say_all(said, at)


def _breaches(desk: Desk, kind: IncidentKind, told: Report) -> list[Breach]:
    """What is missing (R7); and, where people are moved, what the books would not bear (CUSTODY),
    which no order switches off."""
    breaches = [
        Breach(
            "CUSTODY" if kind.moves and name in ("people", "to") else "R7",
            f"{kind.name}: found no {name}; expected it",
        )
        for name in kind.needs
        if not getattr(told, name)
    ]
    ledger = desk.catch_up().ledger
    if kind.moves != "recapture" and not told.at.startswith(("site:", "trip:")):
        text = f"{kind.name}: found it at {told.at}; expected site:ID or trip:ID"
        breaches.append(Breach("CUSTODY" if kind.moves else "R7", text))
    if kind.moves is None:
        return breaches
    if "to" in kind.needs and told.to and not told.to.startswith("site:"):
        text = f"{kind.name}: found people taken to {told.to}; expected site:ID"
        breaches.append(Breach("CUSTODY", text))
    elif kind.moves == "recapture" and not _answered_for(ledger, told.to):
        text = f"{kind.name}: found no custodian of {told.to}; expected a site that has one, who "
        breaches.append(Breach("CUSTODY", text + "answers for whoever is brought back"))
    wanted = AT_LARGE if kind.moves == "recapture" else told.at
    elsewhere = sorted(
        p for p in told.people if p not in ledger.places or ledger.places[p].account != wanted
    )
    if elsewhere:
        text = f"{kind.name}: found {len(elsewhere)} people who are not at {wanted}; expected them"
        breaches.append(Breach("CUSTODY", text, tuple(elsewhere)))
    return breaches


def _answered_for(ledger: Ledger, site: str) -> bool:
    """Whether a site, if one is named, has a custodian."""
    return not site or site.removeprefix("site:") in ledger.site_custodian


def _moves(desk: Desk, moves: str, told: Report, by: str) -> Sequence[tuple[str, dict[str, Json]]]:
    origin = AT_LARGE if moves == "recapture" else told.at
    target = {"escape": AT_LARGE, "death": DIED}.get(moves, told.to)
    body: dict[str, Json] = {"people": sorted(told.people), "from": origin, "to": target}
    if moves == "escape":
        return [(moves, _filled(body, told, ()) | {"reason": told.text})]
    if moves == "death":
        return [(moves, _filled(body, told, ("cause", "remains", "text")) | {"by": by})]
    return [(moves, body | {"by": by})]


def _filled(body: dict[str, Json], told: Report, names: Sequence[str]) -> dict[str, Json]:
    for name in names:
        value = getattr(told, name)
        if value:
            body[name] = list(value) if isinstance(value, tuple) else value
    return body
