"""`muster hazard FOLDER`: how likely each site is to fail, and what that rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from muster.cli.console import FolderArgument, JsonFlag, write_json
from muster.cli.given import given_scenario
from muster.cli.refusal import show_faults
from muster.errors import Fault

if TYPE_CHECKING:
    from muster.hazard import Estimate, Outlook
    from muster.scenario import Scenario


def hazard(folder: FolderArgument, as_json: JsonFlag = False) -> None:
    """Show how likely each site is to fail by when, and the hazards that say so."""
    from muster.cli.hazard_tables import show_hazards, show_regimes, show_sites
    from muster.hazard import estimate_hazards, look_ahead, with_estimated_hazards

    given = given_scenario(folder)
    used = with_estimated_hazards(given)
    readable, unusable = _without_unusable_observations(given)
    estimates = estimate_hazards(readable)
    ahead = look_ahead(used)
    if as_json:
        write_json(_answer(given, used, estimates, ahead, unusable))
        return
    show_regimes(used, ahead)
    show_sites(used, ahead)
    show_hazards(given, estimates)
    show_faults(unusable)


def _without_unusable_observations(given: Scenario) -> tuple[Scenario, tuple[Fault, ...]]:
    """The scenario as given, without its observations if they are at fault and not used."""
    from muster.hazard import observation_faults

    faults = observation_faults(given)
    if not faults:
        return given, ()
    unused = replace(given.security, observations=(), prior_shape=1.0)
    warnings = tuple(replace(fault, severity="warning") for fault in faults)
    return replace(given, security=unused), warnings


def _answer(
    given: Scenario,
    used: Scenario,
    estimates: Sequence[Estimate],
    ahead: Outlook,
    unusable: Sequence[Fault],
) -> dict[str, Any]:
    return {
        "scenario": given.name,
        "start": given.start,
        "use_observations": given.security.use_observations,
        "hours": ahead.hours,
        "regimes_at_start": dict(given.security.initial),
        "regimes": ahead.regimes,
        "trips_stopped": ahead.trips_stopped,
        "sites": ahead.sites,
        "hazards": [
            {
                "site": estimate.prior.site,
                "regime": estimate.prior.regime,
                "custodian": estimate.prior.custodian,
                "per_day": hazard_used.per_day,
                "prior": estimate.prior.per_day,
                "observed": estimate.exposure if estimate.exposure.days else None,
                "posterior": estimate.posterior if estimate.exposure.days else None,
            }
            for estimate, hazard_used in zip(estimates, used.security.hazards, strict=True)
        ],
        "unusable_observations": unusable,
    }
