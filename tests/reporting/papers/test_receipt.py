"""The receipt and the chain: what is scanned from paper verifies with a program of others."""

import os
import subprocess

import pytest

from muster.custody.books import Books
from muster.reporting.papers import as_pdf
from muster.reporting.papers.chain import chain, links_of
from muster.reporting.papers.receipt import answered_of, receipt
from operation_makers import PEOPLE, make_ready, to_handed_over
from paper_makers import ARABIC, given, held, row, scanned, text_of
from required_tools import needs


@pytest.fixture(scope="module")
def operation(tmp_path_factory):
    kept, desk = held(tmp_path_factory.mktemp("receipt"), [row(1, person_id=p) for p in PEOPLE])
    make_ready(desk)
    to_handed_over(desk)
    yield kept, desk
    kept.close()


def parted(texts):
    """Proofs that were scanned, and the files that the last code holds, as the paper tells."""
    proofs = [text for text in texts if text.startswith("version=2\n")]
    (keys,) = [text for text in texts if "\nssh-ed25519 " in text]
    lines = keys.splitlines()
    hashes = [line for line in lines if len(line) == 64 and " " not in line]
    devices = [line for line in lines if line.startswith("ssh-ed25519 ")]
    policy = lines[len(hashes) + len(devices) :]
    return proofs, hashes, "\n".join(devices) + "\n", "\n".join(policy) + "\n"


def verifies(folder, proof, digest, devices, policy):
    (folder / "device.pub").write_text(devices)
    (folder / "policy").write_text(policy)
    (folder / "proof").write_text(proof)
    done = subprocess.run(
        ["sigsum-verify", "--raw-hash", "-k", "device.pub", "-p", "policy", "proof"],
        cwd=folder, input=digest, text=True, capture_output=True,
        env={**os.environ, "GODEBUG": "httpmuxgo121=0"},
    )  # fmt: skip
    return done.returncode == 0


def test_the_proof_scanned_from_a_receipt_verifies_and_an_altered_hash_does_not(
    operation, tmp_path
):
    needs("sigsum-verify", "sigsum-go in backports")
    raw = as_pdf(receipt(given(*operation), "T"))
    (proof,), (digest,), devices, policy = parted(scanned(raw))
    assert verifies(tmp_path, proof, digest, devices, policy)
    wrong = ("0" if digest[0] != "0" else "1") + digest[1:]
    assert not verifies(tmp_path, proof, wrong, devices, policy)


def test_every_proof_of_a_chain_verifies_in_the_order_of_its_steps(operation, tmp_path):
    needs("sigsum-verify", "sigsum-go in backports")
    made = given(*operation, ARABIC)
    proofs, hashes, devices, policy = parted(scanned(as_pdf(chain(made, "p1"))))
    assert len(proofs) == len(hashes) == len(links_of(made, "p1"))
    asked = [(p, h) for h in hashes for p in proofs if verifies(tmp_path, p, h, devices, policy)]
    assert len(asked) == len(hashes)
    assert {p for p, _ in asked} == set(proofs)


def test_a_chain_has_every_place_and_custodian_of_the_books(operation):
    kept, desk = operation
    books = Books.of(desk.situation.ledger)
    links = links_of(given(kept, desk), "p1")
    assert [link.place for link in links if link.place] == [
        place.account for place in books.history("p1")
    ]
    held_by = [each.custodian for each in books.custody_history("p1")]
    assert [link.custodian for link in links if link.custodian is not None] == held_by
    shown = text_of(as_pdf(chain(given(kept, desk), "p1")))
    for link in links:
        assert link.event.event_id in "".join(shown.split())


def test_a_receipt_is_of_the_last_handover_or_of_the_one_asked_for(operation):
    made = given(*operation)
    (_, first), (_, last) = answered_of(made, "T")
    assert first.event_id in text_of(as_pdf(receipt(made, "T", first.event_id)))
    shown = text_of(as_pdf(receipt(made, "T")))
    assert last.event_id in shown
    assert "3 of 3" in shown
    for person in PEOPLE:
        assert person in shown


def test_the_event_its_proof_and_keys_are_inside_the_pdf(operation):
    paper = receipt(given(*operation), "T")
    assert [each.name for each in paper.attached] == ["event.json", "proof", "device.pub", "policy"]
    assert '"type":"handover_accepted"' in paper.attached[0].text
