"""Handovers in the words of NIEM 6, for the systems of other authorities.

Every handover that was answered becomes a `j:CustodyTransfer` (NIEM 6.0, justice domain,
CustodyTransferType, which extends nc:ActivityType), as JSON-LD. People are their person_ids, never
names. NIEM has no element for a list that both sides sign, for a headcount or for an exception;
those are in Muster's own namespace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muster.operations.situation import Situation, Trip
from muster.record.events import Event

CONTEXT: Mapping[str, str] = {
    "j": "https://docs.oasis-open.org/niemopen/ns/model/domains/justice/6.0/#",
    "nc": "https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/#",
    "muster": "urn:muster:record:1#",
}
"""Prefixes by their namespaces; NIEM's own JSON-LD context has these two."""


def custody_transfers(situation: Situation) -> dict[str, Any]:
    """All handovers that were accepted, wholly or in part, or refused, in order of the answer."""
    answers = sorted(situation.ledger.answered.values(), key=lambda event: event.occurred_at)
    found = []
    for answer in answers:
        offer = situation.ledger.offers.get(answer.body["offer"])
        if offer is not None:
            found.append(_transfer(situation, offer, answer))
    return {"@context": dict(CONTEXT), "j:CustodyTransfer": found}


def _transfer(situation: Situation, offer: Event, answer: Event) -> dict[str, Any]:
    account = offer.body.get("at") or ""
    trip = situation.trips.get(account.removeprefix("trip:"))
    taken = list(answer.body.get("people", ()))
    transfer: dict[str, Any] = {
        "nc:ActivityIdentification": _id(answer.event_id),
        "nc:ActivityDate": {"nc:DateTime": answer.occurred_at},
        "j:CustodyTransferActionText": answer.type.removeprefix("handover_").replace("_", " "),
        "j:CustodyTransferReleasingEnforcementAgency": _agency(offer.body["giving"]),
        "j:CustodyTransferReleasingEnforcementOfficial": _person(offer.body["by"]),
        "j:CustodyTransferReceivingEnforcementAgency": _agency(answer.body["receiving"]),
        "j:CustodyTransferReceivingEnforcementOfficial": _person(answer.body["by"]),
        "j:CustodyTransferSubject": [_person(person) for person in taken],
        "muster:listDigest": offer.body["list"],
        "muster:personsQuantity": len(taken),
    }
    if trip is not None:
        transfer |= _facility(trip, offer)
        transfer["muster:trip"] = trip.id
    items = [
        {"nc:ItemIdentification": _id(seal)}
        for person in taken
        for seal in situation.seals.get(person, {}).get("handed_over", ())
    ]
    if items:
        transfer["j:CustodyTransferItem"] = items
    if answer.body.get("exceptions"):
        transfer["muster:exception"] = [_person(person) for person in answer.body["exceptions"]]
    if answer.body.get("reason"):
        transfer["nc:ActivityDescriptionText"] = answer.body["reason"]
    return transfer


def _facility(trip: Trip, offer: Event) -> dict[str, Any]:
    """The facility that people leave, or the one that they come to; the other side is a vehicle."""
    if offer.body["giving"] == trip.escort:
        name, site = "Receiving", trip.target
    else:
        name, site = "Releasing", trip.planned.body["from"]
    return {f"j:CustodyTransfer{name}EnforcementFacility": {"nc:FacilityIdentification": _id(site)}}


def _agency(name: str) -> dict[str, Any]:
    return {"nc:OrganizationIdentification": _id(name)}


def _person(name: str) -> dict[str, Any]:
    return {"nc:PersonOtherIdentification": _id(name)}


def _id(text: str) -> dict[str, str]:
    return {"nc:IdentificationID": text}
