"""The disruptions of a scenario as arrays for the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.rehearsal.nature import EarlyLeaving, site_order
from muster.scenario import Change, ChangeTarget, Scenario
from muster.scenario.disruption import FORMS, Disruption
from muster.scenario.disruption import DisruptionKind as Kind

FloatArray = npt.NDArray[np.float64]
HOURS_PER_DAY = 24.0


class Disturbances(NamedTuple):
    """Sites S, links A and fleets F in the order of their ids; rates per hour, 0 where off."""

    lost_for_good: FloatArray
    """(S,) chance."""
    resecured_h: FloatArray
    """(S,) mean; 0: at once."""
    recapture_share: FloatArray
    recapture_h: FloatArray
    throttle_rate: FloatArray
    throttle_h: FloatArray
    throttle_share: FloatArray
    """(S,) of trips that are let in while it throttles."""
    air_rate: FloatArray
    air_h: FloatArray
    not_boarding: FloatArray
    """(S,) share."""
    loading_chance: FloatArray
    loading_share: FloatArray
    cancelled: FloatArray
    """(A,) chance."""
    delayed: FloatArray
    delayed_h: FloatArray
    slow: FloatArray
    slow_h: FloatArray
    attack: FloatArray
    attack_share: FloatArray
    vehicle_rate: FloatArray
    """(F,) of each vehicle."""
    vehicle_h: FloatArray
    wait_for_vehicles: bool
    """Whether vehicles may be lost or late, so that trips have to ask for theirs."""


def find_disturbances(scenario: Scenario) -> Disturbances:
    """What the scenario's disruptions come to for each site, link and fleet."""

    def of(kind: Kind, number: str) -> FloatArray:
        return _by_target(scenario, kind, number)

    delayed, slow = of(Kind.DELAYED, "chance"), of(Kind.SLOW_RIDE, "chance")
    vehicle_rate = of(Kind.VEHICLE_LOST, "per_day") / HOURS_PER_DAY
    return Disturbances(
        lost_for_good=of(Kind.LOST_FOR_GOOD, "chance"),
        resecured_h=of(Kind.RESECURED, "hours"),
        recapture_share=of(Kind.RECAPTURE, "share"),
        recapture_h=of(Kind.RECAPTURE, "hours"),
        throttle_rate=of(Kind.RECEIVER_THROTTLED, "per_day") / HOURS_PER_DAY,
        throttle_h=of(Kind.RECEIVER_THROTTLED, "hours"),
        throttle_share=of(Kind.RECEIVER_THROTTLED, "share"),
        air_rate=of(Kind.AIRFIELD_LOST, "per_day") / HOURS_PER_DAY,
        air_h=of(Kind.AIRFIELD_LOST, "hours"),
        not_boarding=of(Kind.NOT_BOARDING, "share"),
        loading_chance=of(Kind.SLOW_LOADING, "chance"),
        loading_share=of(Kind.SLOW_LOADING, "share"),
        cancelled=of(Kind.CANCELLED, "chance"),
        delayed=delayed,
        delayed_h=of(Kind.DELAYED, "hours"),
        slow=slow,
        slow_h=of(Kind.SLOW_RIDE, "hours"),
        attack=of(Kind.ATTACK, "chance"),
        attack_share=of(Kind.ATTACK, "share"),
        vehicle_rate=vehicle_rate,
        vehicle_h=of(Kind.VEHICLE_LOST, "hours"),
        wait_for_vehicles=bool(delayed.any() or slow.any() or vehicle_rate.any()),
    )


def early_leaving(scenario: Scenario) -> EarlyLeaving | None:
    """Guards who leave early, if any may."""
    rate = _by_target(scenario, Kind.GUARDS_LEAVE, "per_day") / HOURS_PER_DAY
    if not rate.any():
        return None
    share = _by_target(scenario, Kind.GUARDS_LEAVE, "share")
    left = {id: 1 - float(share[index]) for id, index in site_order(scenario).items()}
    sites = {
        id: site if site.guards is None else replace(site, guards=site.guards * left[id])
        for id, site in scenario.sites.items()
    }
    changes = tuple(_with_fewer(change, left) for change in scenario.changes)
    return EarlyLeaving(replace(scenario, sites=sites, changes=changes), rate)


def _with_fewer(change: Change, left: dict[str, float]) -> Change:
    about_guards = change.target_kind is ChangeTarget.SITE and change.field == "guards"
    if not about_guards or not isinstance(change.value, float | int):
        return change
    return replace(change, value=change.value * left[change.target])


def _by_target(scenario: Scenario, kind: Kind, number: str) -> FloatArray:
    """A number of a kind by target; that of the row without a target where none names it."""
    ids: Sequence[str] = sorted(getattr(scenario, FORMS[kind].table))
    rows: dict[str | None, Disruption] = {
        each.target: each for each in scenario.disruptions if each.kind is kind
    }
    for_all = rows.get(None)
    values = [rows.get(id, for_all) for id in ids]
    return np.array([0.0 if row is None else getattr(row, number) or 0.0 for row in values])
