"""Sent, carried, received: who is missing, extra, twice or swapped, whatever the counts say."""

import pytest

from match_lists import two_lists
from muster.matching import roster
from muster.matching.three_way import Fate, three_way

PEOPLE = 250


@pytest.fixture(scope="module")
def lists():
    """One movement: the sender's list in Arabic, the carrier's and the receiver's in Latin."""
    a, b, truth = two_lists(PEOPLE, 1.0, 21)
    row_of = {row[0]: row for row in b}
    pairs = sorted(truth)
    sent = {x: row for row in a for x in [row[0]]}
    return [(sent[x], row_of[y]) for x, y in pairs]


def told(people, sent=None, carried=None, received=None):
    def renamed(rows, letter):
        return [[f"{letter}{row[0]}", *row[1:]] for row in rows]

    return three_way(
        roster("sent", renamed(sent or [a for a, _ in people], "s")),
        roster("carried", renamed(carried or [b for _, b in people], "c")),
        roster("received", renamed(received or [b for _, b in people], "r")),
    )


def fates(found):
    return {fate: number for fate, number in found.fates.items() if fate != "arrived"}


def test_a_movement_without_loss_is_one_chain_a_person(lists):
    found = told(lists)
    arrived = [chain for chain in found.chains if chain.fate is Fate.ARRIVED]
    assert len(arrived) >= 0.97 * len(lists)
    assert all(chain.carried[1:] == chain.received[1:] for chain in arrived)


def test_who_is_carried_and_not_received_is_missing_on_the_way(lists):
    kept = [b for _, b in lists][5:]
    missing = {f"s{a[0]}" for a, _ in lists[:5]}
    found = told(lists, received=kept)
    assert missing & {c.sent for c in found.chains if c.fate is Fate.NOT_RECEIVED}
    assert found.numbers == (len(lists), len(lists), len(lists) - 5)


def test_the_same_number_of_other_people_is_no_agreement(lists):
    strangers, _, _ = two_lists(40, 1.0, 99)
    swapped = [b for _, b in lists][4:] + strangers[:4]
    found = told(lists, received=swapped)
    assert len(set(found.numbers)) == 1
    assert found.same_numbers_other_people
    gone = {c.sent for c in found.chains if c.fate is Fate.NOT_RECEIVED}
    extra = {c.received for c in found.chains if c.fate is Fate.NEVER_SENT}
    assert len({f"s{a[0]}" for a, _ in lists[:4]} & gone) >= 3
    assert len({f"r{row[0]}" for row in strangers[:4]} & extra) >= 3


def test_every_row_of_every_list_is_in_a_chain(lists):
    found = told(lists[:60], carried=[b for _, b in lists[10:60]])
    for place, number in (("sent", 60), ("carried", 50), ("received", 60)):
        named = {getattr(chain, place) for chain in found.chains} | (
            {chain.other for chain in found.chains} if place == "received" else set()
        )
        assert len(named - {""}) == number, place


def test_empty_lists_are_answered():
    found = three_way(roster("s", []), roster("c", []), roster("r", []))
    assert (found.chains, found.fates) == ((), {})


def test_whom_the_carrier_s_list_leads_to_another_than_the_sender_s_is_swapped(lists):
    """The carrier wrote down the year and the place of a namesake, and both were received."""
    name, latin = "قصي جلال ثائر كنعان", "qusay jalal thaer kanaan"
    both = ["1999", "m", "TR", "G11"], ["1961", "m", "IQ", "G02"]
    found = told(
        lists,
        sent=[a for a, _ in lists] + [["999", name, *both[0]]],
        carried=[b for _, b in lists] + [["999", latin, *both[1]]],
        received=[b for _, b in lists] + [["998", latin, *both[0]], ["999", latin, *both[1]]],
    )
    (chain,) = [each for each in found.chains if each.fate is Fate.SWAPPED]
    assert (chain.sent, chain.carried) == ("s999", "c999")
    assert (chain.received, chain.other) == ("r999", "r998")
    assert not chain.certain
