"""Handovers told to other authorities' systems in NIEM 6's names."""

import json

from muster.operations import handover
from muster.operations.exchange import custody_transfers
from operation_makers import PEOPLE, at, desk, make_ready, to_arrived, to_handed_over

NAMES = {
    f"j:CustodyTransfer{name}"
    for name in (
        "ActionText", "Item", "ReceivingEnforcementAgency", "ReceivingEnforcementFacility",
        "ReceivingEnforcementOfficial", "ReleasingEnforcementAgency",
        "ReleasingEnforcementFacility", "ReleasingEnforcementOfficial", "Subject",
    )
}  # fmt: skip
"""Every element of NIEM 6.0's j:CustodyTransferType but its augmentation point."""


def ids(told):
    return [each["nc:PersonOtherIdentification"]["nc:IdentificationID"] for each in told]


def test_a_handover_is_told_in_the_names_of_niem(tmp_path):
    made = desk(tmp_path / "R")
    make_ready(made)
    to_handed_over(made)
    told = custody_transfers(made.situation)
    out, in_ = told["j:CustodyTransfer"]
    used = {name for each in (out, in_) for name in each if name.startswith("j:")}
    assert used == NAMES
    assert ids(out["j:CustodyTransferSubject"]) == list(PEOPLE)
    agency = in_["j:CustodyTransferReceivingEnforcementAgency"]
    assert agency == {"nc:OrganizationIdentification": {"nc:IdentificationID": "IQ"}}
    site = out["j:CustodyTransferReleasingEnforcementFacility"]["nc:FacilityIdentification"]
    assert site == {"nc:IdentificationID": "A"}
    assert len(out["j:CustodyTransferItem"]) == 3
    assert json.loads(json.dumps(told)) == told


def test_who_was_left_out_and_who_was_refused_are_told(tmp_path):
    made = desk(tmp_path / "R")
    make_ready(made)
    to_arrived(made)
    handover.offer(made, "T", "o2", at(9.2))
    handover.refuse_handover(made, "T", "full", "o3", at(9.3))
    handover.offer(made, "T", "o2", at(9.4))
    handover.examine(made, dict.fromkeys(PEOPLE, (False, False)), "o3", at(9.5))
    handover.accept(made, "T", PEOPLE[:2], "o3", at(9.6), {"p3": "not on our list"})
    _, refused, partly = custody_transfers(made.situation)["j:CustodyTransfer"]
    assert refused["j:CustodyTransferActionText"] == "refused"
    assert refused["j:CustodyTransferSubject"] == []
    assert ids(partly["muster:exception"]) == ["p3"]
    assert partly["muster:personsQuantity"] == 2
