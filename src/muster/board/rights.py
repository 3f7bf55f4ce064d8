"""Who may do what, and where: the one table of rights, from which every endpoint is answered.

A user has roles and is bound to organisations and sites. Each cell of the table says over what a
role may do something: anything, or only what concerns its own sites or organisations. A user with
several roles may do what any of them may. Separation of duties (who planned may not approve, two
officers for two sides) is a rule of operations and is asked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a user does in the operation."""

    PLANNER = "planner"
    APPROVER = "approver"
    SITE_OFFICER = "site_officer"
    ESCORT = "escort"
    RECEIVER = "receiver"
    HEALTH = "health"
    DUTY_OFFICER = "duty_officer"
    MONITOR = "monitor"
    CLERK = "clerk"
    """Compares names on lists, and nothing else."""
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """Over what a right holds."""

    ALL = "anything"
    OWN = "own sites and organisations"
    """A site of theirs or of whose custodian they are; a trip from, to or by one of them; a person
    who is there."""
    ORIGIN = "trips that leave from an own site"
    ESCORT = "trips whose escort is an own organisation"
    TARGET = "trips that go to an own site"
    SELF = "themselves"


class Action(StrEnum):
    """What can be done at the board."""

    SEE_SITUATION = "see the situation"
    SEE_SITES = "see sites"
    SEE_TRIPS = "see trips"
    SEE_PEOPLE = "see people"
    READ_PERSONAL = "read personal fields"
    READ_HEALTH = "read medical fields"
    SEE_DUTIES = "see duties"
    SEE_DISCREPANCIES = "see discrepancies"
    SEE_CLAIMS = "see claims"
    SEE_PLAN = "see the plan"
    SEE_MATCHING = "see how far lists are matched"
    REVIEW_MATCHING = "compare names on lists"
    SEE_EVENTS = "see the stream of events"
    VERIFY = "verify the record"
    EXPORT_LOG = "export the log"
    EXPORT_EVENTS = "export events with their bodies"
    SEE_DOCUMENTS = "print documents"
    SEE_REPORTS = "print reports of the whole operation"

    PLAN_TRIP = "plan a trip"
    REPLAN = "plan again"
    APPROVE_TRIP = "approve a trip"
    CANCEL_TRIP = "cancel a trip"
    LOAD_TRIP = "load a trip"
    BOARD = "board people"
    OFFER = "offer people"
    ACCEPT = "accept or refuse people"
    EXAMINE = "examine people on arrival"
    ALIGHT = "let people alight"
    COUNT = "count people"
    DEPART = "depart"
    ARRIVE = "arrive"
    REDIRECT = "turn back or divert a trip"
    CLOSE_TRIP = "close a trip"
    HAND_OVER_SITE = "hand over a site"
    RECORD_READINESS = "record orders, identity and advice"
    RECORD_HEALTH = "record fitness and medical files"
    RECORD_REVIEW = "record reviews of refoulement"
    RECORD_PROPERTY = "record property and welfare"
    RECORD_FILES = "record contacts, guardians and gaps in files"
    RESTRAIN = "put restraints on and off"
    REPORT_INCIDENT = "report an incident"
    KEEP_APART = "say who is kept apart or together"
    RECORD_DISPOSITION = "record what states and courts answer"
    ORDER_RELEASE = "record orders of release"
    RELEASE = "let people leave custody"
    POST_GUARDS = "report guards of a site"
    SET_RULE_ASIDE = "set a rule aside"
    SWITCH_RULE = "switch rules off and on"
    CORRECT = "correct an event"
    MEET_DUTY = "meet a duty"
    START_DUTIES = "start duties that come with time"
    ADD_CLAIM = "record a claim"
    CHECKPOINT = "sign a checkpoint"
    COSIGN = "hand in a witness's signature"
    APPEND_EVENTS = "hand in events that devices signed"
    IMPORT_LISTS = "import lists"
    ERASE_PERSONAL = "erase a person's fields"

    MANAGE_USERS = "manage users"
    MANAGE_WEBHOOKS = "manage webhooks"
    OWN_ACCOUNT = "manage the own account"


_A, _O = Scope.ALL, Scope.OWN

_EVERYBODY: Mapping[Action, Scope] = {
    Action.OWN_ACCOUNT: Scope.SELF,
}
_ON_THE_GROUND: Mapping[Action, Scope] = {
    **_EVERYBODY,
    Action.SEE_SITUATION: _A,
    Action.SEE_SITES: _O,
    Action.SEE_TRIPS: _O,
    Action.SEE_PEOPLE: _O,
    Action.SEE_DUTIES: _O,
    Action.SEE_DISCREPANCIES: _O,
    Action.SEE_EVENTS: _A,
    Action.SEE_DOCUMENTS: _O,
    Action.VERIFY: _A,
    Action.COUNT: _O,
    Action.REPORT_INCIDENT: _O,
    Action.MEET_DUTY: _O,
}
_IN_THE_CELL: Mapping[Action, Scope] = {
    **_EVERYBODY,
    Action.SEE_SITUATION: _A,
    Action.SEE_SITES: _A,
    Action.SEE_TRIPS: _A,
    Action.SEE_PEOPLE: _A,
    Action.SEE_DUTIES: _A,
    Action.SEE_DISCREPANCIES: _A,
    Action.SEE_CLAIMS: _A,
    Action.SEE_PLAN: _A,
    Action.SEE_MATCHING: _A,
    Action.SEE_EVENTS: _A,
    Action.SEE_DOCUMENTS: _A,
    Action.SEE_REPORTS: _A,
    Action.VERIFY: _A,
}

RIGHTS: Mapping[Role, Mapping[Action, Scope]] = {
    Role.PLANNER: {
        **_IN_THE_CELL,
        Action.PLAN_TRIP: _A,
        Action.REPLAN: _A,
        Action.CANCEL_TRIP: _A,
        Action.KEEP_APART: _A,
        Action.ADD_CLAIM: _A,
    },
    Role.APPROVER: {
        **_IN_THE_CELL,
        Action.APPROVE_TRIP: _A,
        Action.CANCEL_TRIP: _A,
        Action.REDIRECT: _A,
        Action.ORDER_RELEASE: _A,
        Action.SET_RULE_ASIDE: _A,
        Action.SWITCH_RULE: _A,
        Action.CHECKPOINT: _A,
        Action.ERASE_PERSONAL: _A,
    },
    Role.SITE_OFFICER: {
        **_ON_THE_GROUND,
        Action.READ_PERSONAL: _O,
        Action.RECORD_READINESS: _O,
        Action.RECORD_PROPERTY: _O,
        Action.RECORD_FILES: _O,
        Action.RESTRAIN: _O,
        Action.RELEASE: _O,
        Action.POST_GUARDS: _O,
        Action.LOAD_TRIP: Scope.ORIGIN,
        Action.BOARD: Scope.ORIGIN,
        Action.OFFER: Scope.ORIGIN,
        Action.ALIGHT: Scope.ORIGIN,
        Action.HAND_OVER_SITE: _O,
    },
    Role.ESCORT: {
        **_ON_THE_GROUND,
        Action.RECORD_PROPERTY: Scope.ESCORT,
        Action.RESTRAIN: Scope.ESCORT,
        Action.LOAD_TRIP: Scope.ESCORT,
        Action.BOARD: Scope.ESCORT,
        Action.OFFER: Scope.ESCORT,
        Action.ACCEPT: Scope.ESCORT,
        Action.DEPART: Scope.ESCORT,
        Action.ARRIVE: Scope.ESCORT,
        Action.REDIRECT: Scope.ESCORT,
    },
    Role.RECEIVER: {
        **_ON_THE_GROUND,
        Action.READ_PERSONAL: _O,
        Action.RECORD_PROPERTY: _O,
        Action.RECORD_FILES: _O,
        Action.POST_GUARDS: _O,
        Action.ACCEPT: Scope.TARGET,
        Action.EXAMINE: Scope.TARGET,
        Action.ALIGHT: Scope.TARGET,
        Action.CLOSE_TRIP: Scope.TARGET,
        Action.HAND_OVER_SITE: _O,
    },
    Role.HEALTH: {
        **_ON_THE_GROUND,
        Action.READ_HEALTH: _O,
        Action.RECORD_HEALTH: _O,
        Action.EXAMINE: Scope.TARGET,
    },
    Role.DUTY_OFFICER: {
        **_IN_THE_CELL,
        Action.READ_PERSONAL: _A,
        Action.REVIEW_MATCHING: _A,
        Action.MEET_DUTY: _A,
        Action.START_DUTIES: _A,
        Action.KEEP_APART: _A,
        Action.RECORD_DISPOSITION: _A,
        Action.REPORT_INCIDENT: _A,
        Action.CORRECT: _A,
        Action.ADD_CLAIM: _A,
        Action.RECORD_REVIEW: _A,
        Action.CHECKPOINT: _A,
        Action.COSIGN: _A,
        Action.APPEND_EVENTS: _A,
        Action.IMPORT_LISTS: _A,
        Action.EXPORT_LOG: _A,
    },
    Role.MONITOR: {
        **_IN_THE_CELL,
        Action.EXPORT_LOG: _A,
        Action.EXPORT_EVENTS: _A,
        Action.CHECKPOINT: _A,
        Action.COSIGN: _A,
        Action.ADD_CLAIM: _A,
    },
    Role.CLERK: {
        **_EVERYBODY,
        Action.SEE_EVENTS: _A,
        Action.SEE_MATCHING: _A,
        Action.REVIEW_MATCHING: _A,
    },
    Role.ADMINISTRATOR: {
        **_EVERYBODY,
        Action.MANAGE_USERS: _A,
        Action.MANAGE_WEBHOOKS: _A,
    },
}
"""By role: what it may do, and over what. What is not here is refused."""


MEDICAL = (
    "allerg", "blood", "condition", "diagnos", "disab", "health", "illness", "injur", "medic",
    "pregnan", "seat_kind", "therap", "treatment", "vaccin", "wound",
)  # fmt: skip
"""Beginnings of the names of personal fields that only health staff read."""


def is_medical(field: str) -> bool:
    """Whether a personal field, by its name, is for health staff alone."""
    return field.casefold().startswith(MEDICAL)


def scopes(roles: frozenset[Role], action: Action) -> frozenset[Scope]:
    """Over what users of some roles may do something; empty if they may not at all."""
    return frozenset(RIGHTS[role][action] for role in roles if action in RIGHTS[role])
