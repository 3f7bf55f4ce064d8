"""What `muster hazard` shows: the regimes, chances of failure, and the hazards behind them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from muster.cli.console import stdout
from muster.hazard import Estimate, Outlook
from muster.reporting.wording import percent, plural, quantity
from muster.scenario import Judgement, Scenario

UNBROKEN = 10_000
"""A width that no table reaches, so that no cell is cut when the output is piped."""
NOTHING = "–"


def show_regimes(scenario: Scenario, ahead: Outlook) -> None:
    """How the regimes mix as time passes, and whether trips still run."""
    initial = scenario.security.initial
    stops = {regime.name for regime in scenario.security.regimes if not regime.trips}
    table = _table("Regime", numbers=("start", *_by_hour(ahead)))
    for regime in scenario.security.regimes:
        mixed = (mix[regime.name] for mix in ahead.regimes)
        _row(table, regime.name, *map(percent, (initial.get(regime.name, 0.0), *mixed)))
    stopped_at_start = sum(chance for name, chance in initial.items() if name in stops)
    _row(table, "(trips have stopped)", *map(percent, (stopped_at_start, *ahead.trips_stopped)))
    _print("Chance of each regime, and that trips have stopped", table)


def show_sites(scenario: Scenario, ahead: Outlook) -> None:
    """The chance that each site has failed, the likeliest first."""
    end_h = scenario.horizon_h + scenario.objective.beyond_h
    table = _table(
        "Site", numbers=(*_by_hour(ahead), f"end ({end_h:g} h)", "lost of those who stay")
    )
    for site in sorted(ahead.sites, key=lambda site: [-chance for chance in site.failed_by]):
        if site.failed_by_end > 0:
            chances = (*site.failed_by, site.failed_by_end, site.lost_if_staying)
            _row(table, site.site, *map(percent, chances))
    _print("Chance that a site has failed, over all regimes", table)
    safe = [site.site for site in ahead.sites if site.failed_by_end == 0]
    if safe:
        stdout().print(f"By what is given these cannot fail: {', '.join(safe)}", markup=False)


def show_hazards(scenario: Scenario, estimates: Sequence[Estimate]) -> None:
    """Each hazard: as given, what was observed, what that makes of it, and which is used."""
    updates = scenario.security.use_observations
    table = _table(
        "Site", "regime", "custodian", numbers=("prior", "observed", "posterior", "used")
    )
    for estimate in estimates:
        prior, exposure = estimate.prior, estimate.exposure
        seen = posterior = NOTHING
        if exposure.days:
            seen = f"{plural(exposure.failures, 'failure')} in {quantity(exposure.days)} days"
            posterior = _judged(estimate.posterior)
        used = estimate.posterior if updates else prior.per_day
        names = (prior.site, prior.regime, prior.custodian or "any")
        _row(table, *names, _judged(prior.per_day), seen, posterior, quantity(used.value))
    _print("Hazards per day (low to high)", table)
    if not updates and any(estimate.exposure.days for estimate in estimates):
        stdout().print("The observations are not used: scenario.toml, use_observations = false")


def _judged(judgement: Judgement) -> str:
    if judgement.is_certain:
        return quantity(judgement.value)
    span = f"{quantity(judgement.low)} to {quantity(judgement.high)}"
    return f"{quantity(judgement.value)} ({span})"


def _by_hour(ahead: Outlook) -> list[str]:
    return [f"{hour:g} h" for hour in ahead.hours]


def _table(*words: str, numbers: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for heading in words:
        table.add_column(heading)
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table


def _row(table: Table, *cells: str) -> None:
    """Add a row whose words are shown as they are and never read as markup."""
    table.add_row(*(Text(cell) for cell in cells))


def _print(title: str, table: Table) -> None:
    console = stdout()
    console.width = UNBROKEN
    console.print(f"\n{title}", markup=False, style="bold")
    console.print(table)
