"""Numbers that an operation sets for itself, within what the rules allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """Hours, ratios and recipients."""

    advice_h: float = 12.0
    """Hours before departure by which people are told (R13)."""
    people_per_escort: int = 10
    """At most so many people for each member of the escort (R32)."""
    women_staff_for: tuple[str, ...] = ("women", "women_with_children")
    """Separation classes that need women among the staff (Mandela 81)."""
    welfare_h: float = 4.0
    """Hours between two welfare checks on the way (R17)."""
    count_h: float = 24.0
    """Hours between two counts of those at a site."""
    bureau: str = "National Information Bureau"
    tracing_agency: str = "Central Tracing Agency"
    call: str = ""
    """Telephone number for whoever finds a person, a band or a paper; empty where none is set."""
    independent: str = "independent investigator"
    """Who is told of deaths, disappearances and serious injuries (R27)."""
    held_h: float = 14 * 24.0
    """Hours in custody from which the bureau learns of a person in any case (GC IV 136)."""
    nationals: Mapping[str, str] = field(default_factory=dict)
    """By custodian: the nationality (ISO 3166, three letters) that is not foreign there."""
    due_h: Mapping[str, float] = field(
        default_factory=lambda: {
            "card": 7 * 24.0,
            "bureau message": 24.0,
            "inform family": 24.0,
            "next of kin": 2.0,
            "independent report": 24.0,
            "weekly news": 7 * 24.0,
            "consular offer": 72.0,
            "visit after transfer": 30 * 24.0,
            "forward property": 14 * 24.0,
            "copy of the file": 24.0,
        }
    )
    """Hours within which each duty is met."""
