"""The rules that operations enforce, where each comes from, and who may set it aside.

Numbers are those of the project's record-keeping page. A rule that may be overridden is set aside
for people or a trip only by an `override` event that names the rule, an authority and a reason; the
others never. A whole rule is switched off only by a named order with a reason, and a hard rule
never (`in_force`).
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
    is_hard: bool = False
    """Whether not even an order switches it off."""

    @property
    def regimes(self) -> tuple[str, ...]:
        """The legal regimes in which the rule is in force.

        The Geneva Conventions bind in an armed conflict, III for prisoners of war and IV for
        civilians; every other source binds always.
        """
        parts = [part.strip() for part in self.source.split(",")]
        if any(not part.startswith("GC ") for part in parts):
            return REGIMES
        named = {"GC III": "gc3", "GC IV": "gc4"}
        return tuple(
            regime
            for head, regime in named.items()
            if any(part.startswith(f"{head} ") for part in parts)
        )


REGIMES = ("gc3", "gc4", "domestic")
"""Prisoners of war, civilians in an armed conflict, and everybody else."""


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


HARD = (
    "R1", "R12", "R31", "R33", "CHILD", "GUARDIAN", "SEPARATION", "APART", "TOGETHER", "FOUR-EYES",
    "STATE", "CUSTODY", "DISPOSITION", "ORDER",
)  # fmt: skip
"""Never traded against speed (design), and what the books stand on."""


def _rule(
    id: str, text: str, source: str, enforced: str, test: str, *, overridden: bool = False
) -> Rule:
    return Rule(id, text, source, enforced, test, overridden, id in HARD)


RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        _rule("R1", "no transfer without a valid order of a competent authority",
              "Mandela 7, ICPPED 17", "readiness.unready, dispositions.release",
              "test_nobody_is_moved_without_an_order_that_names_them"),
        _rule("R2", "identity established before a transfer", "Mandela 7, ICPPED 17, BoP 12",
              "readiness.unready, files.lacking", "test_nobody_of_unknown_identity_boards",
              overridden=True),
        _rule("R3", "day and hour of admission, release and transfer", "Mandela 7",
              "desk.Desk.say", "test_every_custody_event_has_a_time_and_a_place"),
        _rule("R4", "visible injuries and complaints on arrival, answered by the receiver",
              "Mandela 7", "handover.accept, handover.examine",
              "test_nobody_is_accepted_unexamined"),
        _rule("R5", "inventory of property; a mismatch blocks closing",
              "Mandela 7, GC III 18, GC IV 97", "trips.close",
              "test_a_trip_whose_seals_do_not_match_is_not_closed", overridden=True),
        _rule("R6", "family, children and their guardianship, emergency contact: on file, or "
              "refused or unknown with a reason", "Mandela 7", "files.lacking",
              "test_a_file_lacks_what_nobody_gave_a_reason_for"),
        _rule("R7", "injury or death: circumstances, cause, destination of remains",
              "Mandela 8, ICPPED 17", "incidents.report",
              "test_an_incident_asks_for_the_fields_of_its_kind"),
        _rule("R8", "secure audit trail; reads are events too", "Mandela 6, 9",
              "custody.personal.read_fields", "test_personal_fields_are_sealed_read_with_a_trace"),
        _rule("R9", "the person may see the file, and gets a copy on release", "Mandela 9",
              "files.copy_for, duties.arising",
              "test_who_is_released_is_owed_a_copy_of_the_file_and_gets_it"),
        _rule("R10", "statistics on occupancy and trends, without persons", "Mandela 10",
              "statistics.statistics", "test_statistics_name_nobody_and_hide_small_numbers"),
        _rule("R11", "where everybody was, since when and under whom, for any past time",
              "ICPPED 17, Mandela 7", "custody.books.Books",
              "test_where_somebody_was_is_answered_for_any_past_time"),
        _rule("R12", "a complete list before departure; counts equal the list",
              "GC III 46, GC IV 127, design: counting", "trips.depart",
              "test_a_trip_does_not_depart_while_count_and_list_differ"),
        _rule("R13", "told of the transfer and the new address in time", "GC III 48, GC IV 128",
              "readiness.unready", "test_nobody_boards_who_was_not_told_in_time",
              overridden=True),
        _rule("R14", "effects go along: at most 25 kg where limited (III), never limited below "
              "25 kg (IV); what stays is sent on", "GC III 48, GC IV 128",
              "effects.send_along, duties.arising",
              "test_effects_are_limited_as_the_legal_regime_allows", overridden=True),
        _rule("R15", "sick, wounded, infirm and maternity cases stay if the journey would harm "
              "them", "GC IV 127, GC III 47, Mandela 73", "readiness.unready",
              "test_nobody_unfit_boards_and_fitness_expires", overridden=True),
        _rule("R16", "through danger only if staying is more dangerous", "GC IV 127", "trips.plan",
              "test_a_trip_needs_its_risk_and_the_persons_interests_written_down"),
        _rule("R17", "food, water and care on the way",
              "GC III 46, GC IV 127, Mandela 22", "trips.begin_loading, expected.next_of_person",
              "test_provisions_last_for_the_ride", overridden=True),
        _rule("R18", "the person's interests and return home are weighed",
              "GC III 46, GC IV 127, Mandela 59", "trips.plan",
              "test_a_trip_needs_its_risk_and_the_persons_interests_written_down"),
        _rule("R19", "card to the family and the Central Tracing Agency within 7 days",
              "GC III 70, GC IV 106", "duties.arising",
              "test_each_event_starts_the_duties_of_its_rules"),
        _rule("R20", "the National Information Bureau learns of transfers, releases, escapes, "
              "hospital admissions, deaths",
              "GC III 122, GC IV 136", "duties.arising, duties.start_held",
              "test_the_bureau_is_told_of_who_is_held_over_14_days"),
        _rule("R21", "the bureau may be spared a message that would harm the person, the Central "
              "Tracing Agency never; messages are signed", "GC III 122, GC IV 137",
              "messages.recipients",
              "test_the_tracing_agency_always_gets_it_and_the_bureau_unless_it_would_harm"),
        _rule("R22", "content of the message to the bureau, with a completeness score",
              "GC III 122, GC IV 138", "messages.message_for",
              "test_what_is_missing_is_named_and_lowers_completeness"),
        _rule("R23", "seriously ill or wounded: news weekly", "GC III 122, GC IV 138",
              "duties.arising", "test_news_of_who_is_in_hospital_is_owed_every_week"),
        _rule("R24", "valuables in sealed packets, itemised, with a receipt and two signatures",
              "Mandela 7, GC III 18, GC IV 97", "effects.take_in",
              "test_property_is_itemised_sealed_and_signed_by_two"),
        _rule("R25", "the person may inform family at once of a transfer", "Mandela 68, BoP 16",
              "duties.arising, contacts.answer",
              "test_what_a_person_answered_ends_the_duty_to_ask"),
        _rule("R26", "death or serious illness: next of kin at once", "Mandela 69",
              "duties.arising", "test_each_event_starts_the_duties_of_its_rules"),
        _rule("R27", "death, disappearance, serious injury: an independent authority",
              "Mandela 71", "duties.arising",
              "test_an_independent_report_is_never_owed_by_those_implicated"),
        _rule("R28", "foreigners: consular contact if the person wants it", "BoP 16",
              "duties.arising, contacts.answer",
              "test_a_foreigner_is_offered_their_consulate_and_a_national_is_not"),
        _rule("R29", "ventilated, lit vehicles: a vehicle certificate", "Mandela 73",
              "trips.begin_loading",
              "test_no_vehicle_is_loaded_without_certificate_call_and_escort"),
        _rule("R30", "restraints only with an authoriser and a reason, off before court",
              "Mandela 47, 48", "boarding.restrain, dispositions.refer",
              "test_restraints_need_an_authoriser_and_a_reason_and_some_are_never_allowed"),
        _rule("R31", "never more people than seats; always escorted; a way to call staff",
              "CPT/Inf(2018)24", "trips.approve, boarding.board",
              "test_nobody_boards_beyond_the_seats"),
        _rule("R32", "suitable escort, health and women staff included", "Mandela 81",
              "trips.begin_loading",
              "test_no_vehicle_is_loaded_without_certificate_call_and_escort", overridden=True),
        _rule("R33", "non-refoulement: reviewed by somebody else, an open concern is a hard stop",
              "GC III 12, GC IV 45, CAT 3", "readiness.unready, dispositions.repatriate",
              "test_nobody_is_handed_over_whose_review_is_open_and_no_override_helps"),
        _rule("R35", "the medical file travels sealed; the receiver's health staff acknowledge",
              "Mandela 26", "trips.close",
              "test_a_trip_is_not_closed_before_files_are_acknowledged", overridden=True),
        _rule("CHILD", "nobody under 18 among adults", "CRC 37, GC IV 76", "readiness.unready",
              "test_no_minor_travels_among_adults_and_no_override_helps"),
        _rule("GUARDIAN", "no child without an adult of their own, or a named guardian",
              "CRC 20, Mandela 7", "company.unfit_company",
              "test_no_child_travels_without_an_adult_of_their_own_or_a_guardian"),
        _rule("SEPARATION", "separation classes do not share a trip's compartments", "Mandela 11",
              "readiness.unready", "test_classes_that_are_kept_apart_do_not_share_a_trip"),
        _rule("APART", "people and factions to be kept apart share no trip", "design: hard rules",
              "company.unfit_company",
              "test_who_must_be_kept_apart_shares_no_trip_and_no_override_helps"),
        _rule("TOGETHER", "families, and people to be kept together, are not parted",
              "GC IV 82, design: hard rules", "company.unfit_company",
              "test_who_must_be_kept_together_is_not_parted"),
        _rule("DISPOSITION", "nobody goes to a state that did not accept them, or while a court "
              "has their case", "design: hard rules", "dispositions, readiness.unready",
              "test_nobody_goes_to_a_state_that_did_not_accept_them"),
        _rule("FOUR-EYES", "nobody approves what they planned", "design: separation of duties",
              "trips.approve", "test_nobody_approves_what_they_planned"),
        _rule("STATE", "a trip's steps come in their order", "design: trips", "trips",
              "test_steps_of_a_trip_come_in_their_order"),
        _rule("CUSTODY", "one custodian a person at every moment", "design: counting",
              "handover.offer, handover.accept",
              "test_custody_is_passed_by_its_holder_to_whom_it_was_offered"),
        _rule("ORDER", "a rule is switched off by a named order with a reason, a hard rule never",
              "design: rules", "in_force.switch_off",
              "test_a_rule_is_switched_off_only_by_a_named_order_with_a_reason"),
    )
}  # fmt: skip
