"""How things stand in a future at a step boundary, as far as those in it can know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from muster.rehearsal.stepwise.ground import Run


class Coming(NamedTuple):
    """People of one stock who are on board, or will be on a trip that cannot be called back."""

    stock: int
    """Where they will be."""
    people: int
    hour: float
    """When, by what is known now; of the whole scenario, as all hours and boundaries here."""


class Out(NamedTuple):
    """A trip whose vehicle has left its base, or left it within the last day."""

    run: Run
    riders: tuple[int, ...]
    """People on board, or about to board, by load."""
    back_h: float
    """Hour at which its vehicle is free again."""
    rested_h: float
    """Hour at which its escorts are."""
    has_left: bool
    """Whether it has departed."""

    @property
    def people(self) -> int:
        """People on board, or about to board."""
        return sum(self.riders)


@dataclass(frozen=True, slots=True)
class OutOfUse:
    """What failed, closed, broke or left, each with the hour until which, on average."""

    failed: tuple[str, ...]
    """Sites that failed: each fails once at most."""
    weakened: tuple[str, ...]
    """Sites whose guards left early."""
    closed: tuple[tuple[str, float], ...]
    """Sites that no trip may leave or enter."""
    throttled: tuple[tuple[str, float], ...]
    """Sites that let in fewer trips."""
    grounded: tuple[tuple[str, float], ...]
    """Sites that are lost to aircraft."""
    slow: tuple[tuple[str, float], ...]
    """Sites at which loading turned out slow, and the share of the rate that is reached."""
    broken: tuple[tuple[str, int, float], ...]
    """Fleets and vehicles that are lost to them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a policy may know; nothing of what is still to come. Sites, fleets and links by id."""

    boundary: int
    regime: str
    people: tuple[int, ...]
    """By stock: people there whom no trip is about to take."""
    coming: tuple[Coming, ...]
    out: tuple[Out, ...]
    out_of_use: OutOfUse
    at_hand: tuple[Run, ...]
    """Trips decided before whose vehicles are still at their bases."""

    def key(self) -> str:
        """The same where things stand alike."""
        out = [(_way(each.run), *each[1:]) for each in self.out]
        at_hand = [_way(run) for run in self.at_hand]
        there = (self.boundary, self.regime, self.people, self.coming, out, at_hand)
        return repr((*there, self.out_of_use))


def _way(run: Run) -> tuple[str, str, int]:
    return run.service.fleet, run.service.link, run.boundary
