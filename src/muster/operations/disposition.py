"""What becomes of each person: states asked, their answers, courts, release; and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from muster.record.events import Event


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where a person's case stands."""

    states: Mapping[str, str] = field(default_factory=dict)
    """By state asked: asked, accepted or refused."""
    assured: frozenset[str] = frozenset()
    """States that gave assurances."""
    at_court: bool = False
    to_be_released: bool = False

    @property
    def takers(self) -> tuple[str, ...]:
        """States that accepted the person."""
        return tuple(sorted(state for state, said in self.states.items() if said == "accepted"))

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return any(said == "asked" for said in self.states.values())


def disposition_of(said: Sequence[Event]) -> Disposition:
    """A person's disposition from its events, in order of occurrence."""
    states: dict[str, str] = {}
    assured: set[str] = set()
    at_court = to_be_released = False
    for event in said:
        step, state = event.body["step"], event.body.get("state", "")
        if step in ("asked", "accepted", "refused"):
            states[state] = step
        elif step == "assurances":
            assured.add(state)
        elif step == "court_referral":
            at_court = True
        elif step == "court_closed":
            at_court = False
        else:
            to_be_released = True
    return Disposition(states, frozenset(assured), at_court, to_be_released)


def allowed_destinations(
    destinations: Sequence[str],
    state_of_site: Mapping[str, str],
    disposition: Disposition,
    held_in: str,
) -> tuple[str, ...]:
    """Which of a person's destinations the planner may use.

    Sites of the state that holds them stay open, and sites of states that accepted them; a person
    before a court or to be released moves to no other state.
    """
    stays = disposition.at_court or disposition.to_be_released
    return tuple(
        site
        for site in destinations
        if state_of_site.get(site, held_in) == held_in
        or (not stays and state_of_site.get(site) in disposition.takers)
    )
