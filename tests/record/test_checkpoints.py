"""Checkpoints, witnesses, proofs as texts and codes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.errors import ProofError
from muster.record.checkpoints import (
    cosignature_of,
    read_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from muster.record.notes import read_note, verifier_key
from muster.record.proofs import read_proof, verify_proof
from muster.record.qr import qr_code, qr_png
from muster.record.tree import Tree, leaf_hash
from record_makers import LOG_KEY, Device, private_key, proof_of, witness

PUBLIC = LOG_KEY.public_key()
ROOT = leaf_hash(b"root")


def test_a_checkpoint_is_read_back_and_is_the_logs():
    note = sign_checkpoint(7, ROOT, LOG_KEY)
    checkpoint = verify_checkpoint(str(note), PUBLIC)
    assert (checkpoint.size, checkpoint.root) == (7, ROOT)
    assert str(read_note(str(note))) == str(note)
    with pytest.raises(ProofError, match="another log"):
        verify_checkpoint(str(note), private_key(1).public_key())


@given(st.data())
def test_a_checkpoint_with_any_letter_changed_is_refused(data):
    text = str(sign_checkpoint(7, ROOT, LOG_KEY))
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("0Aa\n — +/=").filter(lambda each: each != text[at]))
    with pytest.raises(ProofError):
        verify_checkpoint(text[:at] + letter + text[at + 1 :], PUBLIC)


@given(st.text(max_size=80))
def test_no_text_whatever_ends_in_anything_but_a_proof_error(text):
    for read in (read_note, read_checkpoint, read_proof):
        with pytest.raises(ProofError):
            read(text)


def test_a_witness_signs_a_log_that_grows_and_refuses_one_that_goes_back_or_is_rewritten():
    hashes = [leaf_hash(bytes([i])) for i in range(9)]
    tree, watching = Tree(hashes), witness()

    def submitted(size, old, proof=None):
        note = sign_checkpoint(size, tree.root(size), LOG_KEY)
        path = tree.consistency(old, size) if proof is None else proof
        line = watching.add_checkpoint(str(note), old, path, 1_769_000_000)
        public = watching.key.public_key()
        return cosignature_of(note.with_signatures([line]), watching.name, public)

    assert submitted(4, 0).time == 1_769_000_000
    assert submitted(9, 4)
    with pytest.raises(ProofError, match="expected 9"):
        submitted(5, 4)
    with pytest.raises(ProofError, match="fewer"):
        submitted(5, 9, [])
    tree = Tree([leaf_hash(b"rewritten"), *hashes[1:], leaf_hash(b"new")])
    with pytest.raises(ProofError):
        submitted(10, 9)
    assert watching.seen.popitem()[1].size == 9


def test_a_witness_signs_for_no_log_that_it_does_not_watch():
    note = sign_checkpoint(1, ROOT, private_key(3))
    with pytest.raises(ProofError, match="not watched"):
        witness().add_checkpoint(str(note), 0, [], 0)


def asked(quorum=0, size=20, index=13):
    device = Device()
    events = [device.says(kind="water") for _ in range(size)]
    watching = [witness(f"w{i}", i + 1) for i in range(quorum)]
    proof = proof_of(events, index, watching)
    keys = {each.name: each.key.public_key() for each in watching}
    given_ = {"device": device.key.public_key(), "log": PUBLIC, "witnesses": keys}
    return proof, events[index].raw, given_


@pytest.mark.parametrize("size", [1, 2, 20])
def test_a_proof_is_read_back_and_holds(size):
    proof, raw, keys = asked(quorum=2, size=size, index=size - 1)
    again = read_proof(str(proof))
    assert again == proof
    verify_proof(again, raw, **keys, quorum=2)


def test_a_proof_of_something_else_is_refused():
    proof, raw, keys = asked(quorum=1)
    for wrong in (
        replace(proof, index=12),
        replace(proof, path=proof.path[:-1]),
        replace(proof, log_signature=bytes(64)),
        replace(proof, signature=bytes(64)),
        replace(proof, cosignatures=(replace(proof.cosignatures[0], time=5),)),
    ):
        with pytest.raises(ProofError):
            verify_proof(wrong, raw, **keys, quorum=1)
    with pytest.raises(ProofError):
        verify_proof(proof, raw + b" ", **keys, quorum=1)
    with pytest.raises(ProofError, match="witnesses"):
        verify_proof(proof, raw, **keys, quorum=2)


def test_one_witness_twice_is_one_witness():
    proof, raw, keys = asked(quorum=1)
    twice = replace(proof, cosignatures=proof.cosignatures * 2)
    with pytest.raises(ProofError, match="found 1 known"):
        verify_proof(twice, raw, **keys, quorum=2)


def test_a_proof_of_a_large_log_fits_a_code_and_one_with_a_crowd_of_witnesses_does_not():
    proof, _, _ = asked(quorum=1)
    deep = replace(proof, path=(ROOT,) * 17)
    assert qr_code(deep).error == "M"
    assert qr_code(replace(deep, cosignatures=proof.cosignatures * 4)).error == "L"
    assert qr_png(deep).startswith(b"\x89PNG")
    with pytest.raises(ProofError, match="Leave out"):
        qr_code(replace(proof, cosignatures=proof.cosignatures * 12))


def test_a_key_is_written_as_notes_tools_take_it():
    # the example of C2SP signed-note: name, 4 bytes of its hash, kind and key
    name, kind, key = verifier_key("example.com/log", 1, bytes(32)).split("+", 2)
    assert (name, len(kind)) == ("example.com/log", 8)
    assert key == "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    with pytest.raises(ProofError, match="space or a plus"):
        verifier_key("two words", 1, bytes(32))
