"""The tree against a plain recursive one, and its proofs against every alteration."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.errors import ProofError
from muster.record.tree import (
    EMPTY,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

# RFC 6962 test data of the Certificate Transparency project: eight leaves and their roots
CT_LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def plain_root(hashes):
    """RFC 9162, section 2.1.1, word by word."""
    if not hashes:
        return EMPTY
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(plain_root(hashes[:k]), plain_root(hashes[k:]))


def hashes_of(size):
    return [leaf_hash(bytes([i % 256, i // 256])) for i in range(size)]


def test_roots_are_those_of_certificate_transparency():
    tree = Tree(leaf_hash(each) for each in CT_LEAVES)
    assert tree.root(0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size, root in CT_ROOTS.items():
        assert tree.root(size).hex() == root


@pytest.mark.parametrize("size", [*range(40), 255, 256, 257])
def test_the_root_of_every_beginning_is_that_of_the_plain_tree(size):
    hashes = hashes_of(size)
    tree = Tree(hashes)
    assert tree.root() == plain_root(hashes)
    assert [tree.root(i) for i in range(0, size, 7)] == [
        plain_root(hashes[:i]) for i in range(0, size, 7)
    ]


@given(st.integers(1, 300), st.data())
def test_every_leaf_has_a_proof_and_no_other_leaf_has_it(size, data):
    tree, hashes = Tree(hashes_of(size)), hashes_of(size)
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(index)
    verify_inclusion(hashes[index], index, size, path, tree.root())
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index)) if size > 1 else None
    if other is not None:
        with pytest.raises(ProofError):
            verify_inclusion(hashes[other], index, size, path, tree.root())
        with pytest.raises(ProofError):
            verify_inclusion(hashes[index], other, size, path, tree.root())
    with pytest.raises(ProofError):
        verify_inclusion(
            hashes[index], index, size, [*path, path[0] if path else EMPTY], tree.root()
        )
    if path:
        with pytest.raises(ProofError):
            verify_inclusion(hashes[index], index, size, path[:-1], tree.root())


@given(st.integers(0, 300), st.data())
def test_every_beginning_is_proven_and_no_rewritten_one(size, data):
    tree = Tree(hashes_of(size))
    old = data.draw(st.integers(0, size))
    path = tree.consistency(old)
    verify_consistency(old, size, path, tree.root(old), tree.root())
    with pytest.raises(ProofError):
        verify_consistency(old, size, path, leaf_hash(b"other"), tree.root())
    if 0 < old < size:
        with pytest.raises(ProofError):
            verify_consistency(old, size, path, tree.root(old), leaf_hash(b"other"))
        at = data.draw(st.integers(0, len(path) - 1))
        wrong = [*path]
        wrong[at] = leaf_hash(b"other")
        with pytest.raises(ProofError):
            verify_consistency(old, size, wrong, tree.root(old), tree.root())


def test_a_log_that_lost_entries_has_no_proof():
    with pytest.raises(ProofError, match="fewer"):
        verify_consistency(5, 3, [], Tree(hashes_of(5)).root(), Tree(hashes_of(3)).root())


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (0, 6)])
def test_a_tree_proves_nothing_that_it_does_not_have(index, size):
    with pytest.raises(ProofError):
        Tree(hashes_of(5)).inclusion(index, size)


def test_a_tree_that_grows_keeps_its_old_roots():
    tree, draw, roots = Tree(), random.Random(0), []
    for _ in range(500):
        roots.append(tree.root())
        tree.append(leaf_hash(draw.randbytes(4)))
    assert [tree.root(size) for size in range(500)] == roots
