"""The rules that operations enforce, where each comes from, and who may set it aside.

Numbers are those of the project's record-keeping page. A rule that may be overridden is set aside
only by an `override` event that names the rule, an authority and a reason; the others never.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muster.errors import MusterError


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule."""

    id: str
    text: str
    source: str
    enforced: str
    """The function that refuses, or the duty that is started."""
    test: str
    """The test that tries to break it."""
    may_be_overridden: bool = False


class RuleError(MusterError):
    """Something that a rule forbids; carries every breach at once."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        self.breaches = breaches
        super().__init__("\n".join(str(each) for each in breaches))


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not met, for whom, and what would meet it."""

    rule: str
    text: str
    """What was found, what was expected and what to do; person_ids, never names."""
    people: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}"


def refuse(breaches: list[Breach]) -> None:
    """Raise RuleError if there is any breach."""
    if breaches:
        raise RuleError(tuple(breaches))


RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("R1", "no transfer without a valid order of a competent authority",
             "Mandela 7, ICPPED 17", "readiness.unready",
             "test_nobody_is_moved_without_an_order_that_names_them"),
        Rule("R2", "identity established before a transfer", "Mandela 7, ICPPED 17, BoP 12",
             "readiness.unready", "test_nobody_of_unknown_identity_boards", True),
        Rule("R3", "day and hour of admission, release and transfer", "Mandela 7",
             "desk.Desk.say", "test_every_custody_event_has_a_time_and_a_place"),
        Rule("R4", "visible injuries and complaints on arrival, answered by the receiver",
             "Mandela 7", "handover.accept", "test_nobody_is_accepted_unexamined"),
        Rule("R5", "inventory of property; a mismatch blocks closing",
             "Mandela 7, GC III 18, GC IV 97", "trips.close",
             "test_a_trip_whose_seals_do_not_match_is_not_closed", True),
        Rule("R7", "injury or death: circumstances, cause, destination of remains",
             "Mandela 8, ICPPED 17", "incidents.report",
             "test_an_incident_asks_for_the_fields_of_its_kind"),
        Rule("R8", "secure audit trail; reads are events too", "Mandela 6, 9",
             "custody.personal.read_fields", "test_personal_fields_are_sealed_read_with_a_trace"),
        Rule("R12", "a complete list before departure; counts equal the list",
             "GC III 46, GC IV 127", "trips.depart",
             "test_a_trip_does_not_depart_while_count_and_list_differ"),
        Rule("R13", "told of the transfer and the new address in time", "GC III 48, GC IV 128",
             "readiness.unready", "test_nobody_boards_who_was_not_told_in_time", True),
        Rule("R15", "sick, wounded, infirm and maternity cases stay if the journey would harm them",
             "GC IV 127, GC III 47", "readiness.unready",
             "test_nobody_unfit_boards_and_fitness_expires", True),
        Rule("R16", "through danger only if staying is more dangerous", "GC IV 127",
             "trips.plan", "test_a_trip_needs_its_risk_and_the_persons_interests_written_down"),
        Rule("R17", "food, water and care on the way", "GC III 46, GC IV 127",
             "trips.begin_loading", "test_provisions_last_for_the_ride", True),
        Rule("R18", "the person's interests and return home are weighed", "GC III 46, GC IV 127",
             "trips.plan", "test_a_trip_needs_its_risk_and_the_persons_interests_written_down"),
        Rule("R19", "card to the family and the Central Tracing Agency within 7 days",
             "GC III 70, GC IV 106", "duties.arising",
             "test_each_event_starts_the_duties_of_its_rules"),
        Rule("R20", "the National Information Bureau learns of transfers, releases, escapes, "
             "hospital admissions, deaths", "GC III 122, GC IV 136", "duties.arising",
             "test_each_event_starts_the_duties_of_its_rules"),
        Rule("R23", "seriously ill or wounded: news weekly", "GC III 122, GC IV 138",
             "duties.arising", "test_each_event_starts_the_duties_of_its_rules"),
        Rule("R25", "the person may inform family at once of a transfer", "Mandela 68, BoP 16",
             "duties.arising", "test_each_event_starts_the_duties_of_its_rules"),
        Rule("R26", "death or serious illness: next of kin at once", "Mandela 69",
             "duties.arising", "test_each_event_starts_the_duties_of_its_rules"),
        Rule("R27", "death, disappearance, serious injury: an independent authority",
             "Mandela 71", "duties.arising",
             "test_an_independent_report_is_never_owed_by_those_implicated"),
        Rule("R29", "ventilated, lit vehicles: a vehicle certificate", "Mandela 73",
             "trips.begin_loading",
             "test_no_vehicle_is_loaded_without_certificate_call_and_escort"),
        Rule("R30", "restraints only with an authoriser and a reason, off before court",
             "Mandela 47, 48", "boarding.restrain",
             "test_restraints_need_an_authoriser_and_a_reason_and_some_are_never_allowed"),
        Rule("R31", "never more people than seats; always escorted; a way to call staff",
             "CPT/Inf(2018)24", "trips.approve, boarding.board",
             "test_nobody_boards_beyond_the_seats"),
        Rule("R32", "suitable escort, health and women staff included", "Mandela 81",
             "trips.begin_loading", "test_no_vehicle_is_loaded_without_certificate_call_and_escort",
             True),
        Rule("R33", "non-refoulement: reviewed by somebody else, an open concern is a hard stop",
             "GC III 12, GC IV 45", "readiness.unready",
             "test_nobody_is_handed_over_whose_review_is_open_and_no_override_helps"),
        Rule("R35", "the medical file travels sealed; the receiver's health staff acknowledge",
             "Mandela 26", "trips.close", "test_a_trip_is_not_closed_before_files_are_acknowledged",
             True),
        Rule("CHILD", "nobody under 18 among adults", "CRC 37, GC IV 76", "readiness.unready",
             "test_no_minor_travels_among_adults_and_no_override_helps"),
        Rule("SEPARATION", "separation classes do not share a trip's compartments", "Mandela 11",
             "readiness.unready", "test_classes_that_are_kept_apart_do_not_share_a_trip"),
        Rule("FOUR-EYES", "nobody approves what they planned", "design: separation of duties",
             "trips.approve", "test_nobody_approves_what_they_planned"),
        Rule("STATE", "a trip's steps come in their order", "design: trips", "trips",
             "test_steps_of_a_trip_come_in_their_order"),
        Rule("CUSTODY", "one custodian a person at every moment", "design: counting",
             "handover.offer, handover.accept",
             "test_custody_is_passed_by_its_holder_to_whom_it_was_offered"),
    )
}  # fmt: skip
