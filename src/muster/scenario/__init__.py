"""What is given: the values of a scenario, and the folder they are read from and written to."""

from muster.scenario.change import CHANGEABLE, Change, ChangeTarget
from muster.scenario.digest import scenario_digest
from muster.scenario.disruption import Disruption, DisruptionKind
from muster.scenario.folder.reading import inspect, load
from muster.scenario.folder.writing import save
from muster.scenario.judgement import Judgement
from muster.scenario.network import (
    DayWindow,
    EscortPool,
    Fleet,
    Link,
    Mode,
    SeatKind,
    Site,
    SiteKind,
)
from muster.scenario.people import SEPARATION_CLASSES, Group, KeepKind, KeepRule, Person
from muster.scenario.scenario import Claim, Objective, Scenario
from muster.scenario.security import Hazard, Observation, Regime, RegimeRate, Security

__all__ = [
    "CHANGEABLE",
    "SEPARATION_CLASSES",
    "Change",
    "ChangeTarget",
    "Claim",
    "DayWindow",
    "Disruption",
    "DisruptionKind",
    "EscortPool",
    "Fleet",
    "Group",
    "Hazard",
    "Judgement",
    "KeepKind",
    "KeepRule",
    "Link",
    "Mode",
    "Objective",
    "Observation",
    "Person",
    "Regime",
    "RegimeRate",
    "Scenario",
    "SeatKind",
    "Security",
    "Site",
    "SiteKind",
    "inspect",
    "load",
    "save",
    "scenario_digest",
]
