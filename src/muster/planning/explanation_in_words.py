"""An explanation as sentences with times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from muster.planning.explanation import CHOICE, NOT_READY, Explanation, Journey, Leg, Rival, Wait
from muster.planning.shortfall import Reason
from muster.planning.usage import Obstacle
from muster.scenario import Scenario

MOST_WAITS = 4
"""Waits before one ride that are told one by one; more are summed by what was waited for."""
MOST_RIVALS = 3
MOST_TOLD = 3
"""Journeys of one group whose waits are all told; of more, those of the first and the last."""
NOMINAL = (
    "Who of a group rides which trip is nominal here: people are taken in the order of their ids, "
    "those who must be kept together one after the other. Manifests name people."
)


def sentences(scenario: Scenario, explanation: Explanation) -> tuple[str, ...]:
    """What the plan does with people and why, in the order in which it happens."""
    return _Teller(scenario, explanation).tell()


class _Teller:
    def __init__(self, scenario: Scenario, explanation: Explanation) -> None:
        self.scenario = scenario
        self.explanation = explanation
        self.group = explanation.group

    def tell(self) -> tuple[str, ...]:
        said = [self._who(), self._where_to()]
        journeys = self.explanation.journeys
        told = journeys if len(journeys) <= MOST_TOLD else (journeys[0], journeys[-1])
        for journey in journeys:
            said += self._journey(journey, in_full=journey in told)
        if len(told) < len(journeys):
            said.append("What the first and the last of them wait for is told; ask for a person.")
        said += [
            self._short(short.reason, short.people, short.explanation)
            for short in self.explanation.shorts
        ]
        if self.explanation.person is not None or len(self.explanation.journeys) > 1:
            said.append(NOMINAL)
        return tuple(said)

    def _who(self) -> str:
        group = self.group
        rule = f' by the rule "{group.priority_rule}"' if group.priority_rule else ""
        held = (
            f"{_people(group.people)} at {self._site(group.site)}, "
            f"{group.separation_class.replace('_', ' ')}, priority {group.priority:g}{rule}"
        )
        if self.explanation.person is None:
            return f"Group {group.id}: {held}."
        return (
            f"{self.explanation.person} is number {self.explanation.number} of group {group.id}: "
            f"{held}."
        )

    def _where_to(self) -> str:
        group = self.group
        if not group.destinations:
            return "No place is open to them."
        places = ", ".join(self._site(site) for site in group.destinations)
        ready = ""
        if group.ready_at is not None:
            ready = f" Ready from {self._time(group.ready_at)}."
        return f"They may end at: {places}.{ready}"

    def _journey(self, journey: Journey, *, in_full: bool) -> Iterator[str]:
        whom = self._whom(journey)
        if not journey.legs:
            if journey.placed:
                yield f"{whom} may stay at {self._site(journey.site)} and do."
            else:
                yield f"{whom} stay at {self._site(journey.site)}: not placed."
            return
        for number, leg in enumerate(journey.legs):
            yield self._ride(whom if number == 0 else "Then they", leg)
            if in_full:
                yield from self._waited(leg)

    def _whom(self, journey: Journey) -> str:
        if self.explanation.person is not None:
            return (
                f"{self.explanation.person} and those who travel alike"
                if journey.people > 1
                else self.explanation.person
            )
        if journey.people == self.group.people:
            return "All of them" if journey.people > 1 else "The one person"
        if journey.first == journey.last:
            return f"Number {journey.first}"
        return f"Numbers {journey.first} to {journey.last} ({journey.people:,})"

    def _ride(self, whom: str, leg: Leg) -> str:
        fleet = self.scenario.fleets[leg.trip.fleet]
        return (
            f"{whom} ride trip {leg.trip.id} ({fleet.name or fleet.id}) from "
            f"{self._site(leg.origin)} at {self._time(leg.trip.departs_at)} to "
            f"{self._site(leg.destination)}, arriving {self._time(leg.trip.arrives_at)}."
        )

    def _waited(self, leg: Leg) -> Iterator[str]:
        if not leg.waits:
            yield "They leave as soon as they are there."
            return
        if len(leg.waits) <= MOST_WAITS:
            yield from (self._wait(wait) for wait in leg.waits)
            return
        begins, ends = leg.waits[0].begins, leg.waits[-1].ends
        by_reason: dict[tuple[str, str], list[Wait]] = {}
        for wait in leg.waits:
            by_reason.setdefault((wait.reason, wait.what), []).append(wait)
        span = f"from {self._time(begins)} to {self._time(ends)}"
        yield f"They wait {_hours(begins, ends):g} h, {span}:"
        summed = sorted(
            by_reason.values(), key=lambda waits: -sum(_hours(w.begins, w.ends) for w in waits)
        )
        for waits in summed:
            hours = sum(_hours(wait.begins, wait.ends) for wait in waits)
            rivals = {rival.trip: rival for wait in waits for rival in wait.rivals}
            because = self._because(waits[0], sorted(rivals.values(), key=_dearest))
            yield f"- {hours:g} h because {because}."

    def _wait(self, wait: Wait) -> str:
        span = f"From {self._time(wait.begins)} to {self._time(wait.ends)}"
        return f"{span} they wait because {self._because(wait, wait.rivals)}."

    def _because(self, wait: Wait, rivals: Sequence[Rival]) -> str:
        what = wait.what
        match wait.reason:
            case _ if wait.reason == NOT_READY:
                return "they are not ready"
            case _ if wait.reason == CHOICE:
                return (
                    "the plan does not send a trip then; nothing hard stands in the way, and going "
                    "sooner would save less than what is left open by its gap"
                )
            case Obstacle.LEAD:
                return f"no vehicle of {self._fleet(what)} can be there and loaded yet"
            case Obstacle.CLOSED:
                return f"{what} and its ends are not open for a departure (closed, or by the clock)"
            case Obstacle.VEHICLES:
                return f"all vehicles of {self._fleet(what)} are in use{self._for(wait, rivals)}"
            case Obstacle.ESCORTS:
                return f"all teams of {what} are on trips or at rest{self._for(wait, rivals)}"
            case Obstacle.AIR_SLOTS:
                return f"{self._site(what)} has no air slot left in those 24 h"
            case Obstacle.TRIPS_PER_DAY:
                return f"{what} takes no more trips in those 24 h{self._for(wait, rivals)}"
            case Obstacle.EMBARKATION:
                return f"no more can be loaded at {self._site(what)} then{self._for(wait, rivals)}"
            case Obstacle.INTAKE:
                return f"{self._site(what)} receives no more in those 24 h{self._for(wait, rivals)}"
            case _:
                return f"{self._site(what)} has no room for them yet"

    def _for(self, wait: Wait, rivals: Sequence[Rival]) -> str:
        """Who had it instead, and what those would have lost by waiting."""
        if not rivals:
            return ""
        shown = [
            f"{rival.trip} from {self._site(rival.origin)} (priority {rival.weight:g}, "
            f"{_percent(rival.chance)} lost if they stayed)"
            for rival in rivals[:MOST_RIVALS]
        ]
        more = f" and {len(rivals) - MOST_RIVALS} more" if len(rivals) > MOST_RIVALS else ""
        own = f"priority {self.group.priority:g}, {_percent(wait.chance)}"
        return f" by {', '.join(shown)}{more}; here it is {own}"

    def _short(self, reason: str, people: int, why: str) -> str:
        words = {
            Reason.BARRED: "may go nowhere",
            Reason.NO_WAY: "have no way to where they may end",
            Reason.NOT_READY: "are not ready in time",
            Reason.NO_ROOM: "have no bed",
            Reason.NO_TRANSPORT: "have no transport in time",
        }
        return f"{_people(people)} of the group {words[Reason(reason)]}: {why}."

    def _site(self, site: str) -> str:
        return self.scenario.sites[site].name or site

    def _fleet(self, fleet: str) -> str:
        return self.scenario.fleets[fleet].name or fleet

    def _time(self, moment: datetime) -> str:
        at = moment.astimezone(self.scenario.start.tzinfo)
        return f"{at.day} {at:%b %H:%M}"


def _dearest(rival: Rival) -> tuple[float, str]:
    return -rival.weight * rival.chance, rival.trip


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _hours(begins: datetime, ends: datetime) -> float:
    return (ends - begins).total_seconds() / 3600


def _percent(share: float) -> str:
    return f"{share * 100:.2g} %"
