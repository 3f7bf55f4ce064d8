"""The tables of what may happen and what was seen: hazards, dated changes, incidents, claims."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from muster.scenario.change import CHANGEABLE, Change, ChangeTarget
from muster.scenario.folder.fault_list import shown
from muster.scenario.folder.kinds import DAY, IDENTIFIER, MOMENT, TEXT, YES_NO, Unfit, member, whole
from muster.scenario.folder.means import ESCORTS, FLEETS
from muster.scenario.folder.measures import COUNT, MOST_PEOPLE, PER_DAY
from muster.scenario.folder.places import LINKS, SITES
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.folder.table import Column, Need, Table, Values, Wrong
from muster.scenario.scenario import Claim
from muster.scenario.security import Hazard, Observation

_SITE = Column("site", IDENTIFIER, "the site", "NORTH", Need.FILLED, refers_to="sites")
_REGIME = Column("regime", IDENTIFIER, "the regime", "fraying", Need.FILLED, refers_to="regimes")

HAZARDS = Table(
    "hazards",
    "Rates at which sites fail. A row that names the site's custodian goes before one that names "
    "none; a site and regime without a row never fails in it.",
    (
        _SITE,
        _REGIME,
        Column(
            "custodian",
            TEXT,
            "the custodian under whom it holds",
            "SDF",
            default_words="whoever it is",
        ),
        Column(
            "hazard_per_day",
            PER_DAY,
            "rate at which the site fails",
            "0.05",
            Need.FILLED,
            unit="per day",
            judgement=True,
            attribute="per_day",
        ),
    ),
    Hazard,
    lambda scenario: scenario.security.hazards,
    key=("site", "regime", "custodian"),
)

CHANGED_TABLE = {
    ChangeTarget.SITE: SITES,
    ChangeTarget.LINK: LINKS,
    ChangeTarget.FLEET: FLEETS,
    ChangeTarget.ESCORTS: ESCORTS,
}
"""The table whose rows a change of each kind is about."""

_OPEN = Column("open", YES_NO, "whether trips may depart and arrive", "no", Need.FILLED)


def changed_column(kind: ChangeTarget, field: str) -> Column:
    """The column that a change sets; it reads the change's value just as the table's own cells."""
    return _OPEN if field == _OPEN.name else CHANGED_TABLE[kind].physical[field]


def _change(value: str, **others: Any) -> Change:
    column = changed_column(others["target_kind"], others["field"])
    read = column.kind.from_text(value) if value else column.default
    return Change(value=read, **others)


def _columns_of(change: Change) -> Values:
    known = change.field in CHANGEABLE[change.target_kind]
    kind = changed_column(change.target_kind, change.field).kind if known else TEXT
    return {
        "at": change.at,
        "target_kind": change.target_kind,
        "target": change.target,
        "field": change.field,
        "value": "" if change.value is None else kind.to_text(change.value),
        "source": change.source,
    }


def _can_be_set(values: Values) -> Iterable[Wrong]:
    kind, field, value = values["target_kind"], values["field"], values["value"]
    fields = CHANGEABLE[kind]
    if field not in fields:
        expected = f"one of {', '.join(fields)}, which are what can change of a {kind}"
        yield Wrong("field", shown(field), expected, did_you_mean(field, tuple(fields)))
        return
    column = changed_column(kind, field)
    if value:
        try:
            column.kind.from_text(value)
        except Unfit as unfit:
            yield Wrong("value", shown(value), f"{column.kind.name}, for {field}", unfit.action)
    elif column.need is Need.FILLED:
        yield Wrong("value", "nothing", f"{column.kind.name}, for {field} always has a value")


CHANGES = Table(
    "changes",
    "Dated changes: a custodian leaves, guards arrive, an airfield closes, reception opens.",
    (
        Column("at", MOMENT, "from when on it holds", "2026-03-04T00:00:00+03:00", Need.FILLED),
        Column("target_kind", member(ChangeTarget), "what changes", "site", Need.FILLED),
        Column("target", IDENTIFIER, "its id", "NORTH", Need.FILLED),
        Column(
            "field",
            IDENTIFIER,
            "what of it changes: "
            + "; ".join(f"{kind}: {', '.join(fields)}" for kind, fields in CHANGEABLE.items()),
            "guards",
            Need.FILLED,
        ),
        Column(
            "value",
            TEXT,
            "what it is from then on, as in the target's table (open: yes or no); blank lifts a "
            "limit",
            "20",
            Need.BLANK_ALLOWED,
            default="",
            default_words="no limit",
        ),
        Column("source", TEXT, "who says so", "liaison, 1 Mar", default=""),
    ),
    _change,
    lambda scenario: scenario.changes,
    key=("at", "target_kind", "target", "field"),
    rules=_can_be_set,
    taken_apart=_columns_of,
)


def _ends_after_it_begins(values: Values) -> Iterable[Wrong]:
    if values["until"] <= values["from"]:
        yield Wrong("until", shown(values["until"].isoformat()), "a time after column from")


INCIDENTS = Table(
    "incidents",
    "Periods over which sites were watched, and how often they failed; hazards are estimated from "
    "them where scenario.toml says use_observations = true.",
    (
        _SITE,
        _REGIME,
        Column(
            "from",
            MOMENT,
            "when the watch began",
            "2026-01-01T00:00:00+03:00",
            Need.FILLED,
            attribute="begins",
        ),
        Column(
            "until",
            MOMENT,
            "when the watch ended",
            "2026-03-01T00:00:00+03:00",
            Need.FILLED,
            attribute="ends",
        ),
        Column("failures", COUNT, "how often the site failed in it", "1", Need.FILLED),
        Column("source", TEXT, "who says so", "monthly report", default=""),
    ),
    Observation,
    lambda scenario: scenario.security.observations,
    key=(),
    rules=_ends_after_it_begins,
)

CLAIMS = Table(
    "claims",
    "Numbers that somebody stated. They may contradict each other; none is ever deleted.",
    (
        Column("quantity", TEXT, "what was counted", "transferred", Need.FILLED),
        Column("scope", TEXT, "of whom", "all", Need.FILLED),
        Column("value", whole(-MOST_PEOPLE, MOST_PEOPLE), "the number", "475", Need.FILLED),
        Column("qualifier", TEXT, "exact, about, at least, at most", "about", Need.FILLED),
        Column("source", TEXT, "who said it", "ministry", Need.FILLED),
        Column("said_on", DAY, "when it was said", "2026-01-28", Need.FILLED),
        Column("about", TEXT, "the time it is about", "2026-01-27", Need.FILLED),
    ),
    Claim,
    lambda scenario: scenario.claims,
    key=(),
)
