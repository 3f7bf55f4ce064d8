"""Hazards that nothing feels, custodians that nobody has, changes that come too late."""

from __future__ import annotations

from muster.scenario.folder.draft import Draft
from muster.scenario.folder.fault_list import SCENARIO_FILE, SETTINGS, FaultList, Place, shown
from muster.scenario.folder.suggestion import did_you_mean


def look_at_changes(draft: Draft, faults: FaultList) -> None:
    """Changes come before the horizon ends."""
    scenario = draft.scenario
    end = scenario.moment(scenario.steps)
    for place, change in draft.values["changes"]:
        if change.at >= end:
            found = f"{shown(change.at.isoformat())}, after the horizon"
            expected = f"a time before {end.isoformat()}"
            faults.warning(place, "at", found, expected, "It changes nothing in the plan")


def look_at_custodians(draft: Draft, faults: FaultList) -> None:
    """Hazards name custodians that the site has at some time."""
    scenario = draft.scenario
    custodians: dict[str, set[str]] = {id: {site.custodian} for id, site in scenario.sites.items()}
    for change in scenario.changes:
        if change.field == "custodian" and change.target in custodians:
            custodians[change.target].add(str(change.value))
    for place, hazard in draft.values["hazards"]:
        known = custodians.get(hazard.site, set())
        if hazard.custodian is not None and hazard.custodian not in known:
            expected = f"a custodian that {hazard.site} has, at the start or by a change"
            action = did_you_mean(hazard.custodian, sorted(known)) or "The row has no effect"
            faults.warning(place, "custodian", shown(hazard.custodian), expected, action)


def look_at_hazards(draft: Draft, faults: FaultList) -> None:
    """Where a site may fail, somebody is lost when it does."""
    told: set[str] = set()
    for _, hazard in draft.values["hazards"]:
        site = draft.scenario.sites[hazard.site]
        if hazard.per_day.high > 0 and site.loss_fraction.high == 0 and site.id not in told:
            told.add(site.id)
            place = draft.place_of("sites", site.id)
            expected = "a share above 0, because hazards are given for the site"
            action = "As it stands, nobody is lost when it fails"
            faults.warning(place, "loss_fraction", "0 or nothing", expected, action)


def look_at_observations(draft: Draft, faults: FaultList) -> None:
    """Hazards are updated from observations only if there are some, and noticed if they are not."""
    security = draft.scenario.security
    if security.use_observations and not security.observations:
        place = Place(SETTINGS, SCENARIO_FILE)
        column = "security.use_observations"
        faults.warning(place, column, "true, but no incidents", "a table of incidents")
