"""Stock tools of other projects accept what the log says, and refuse what was altered."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from muster.record.checkpoints import origin_of, sign_checkpoint
from muster.record.leaves import leaf_of
from muster.record.notes import ED25519, verifier_key
from muster.record.tiles import write_tiles
from muster.record.tree import Tree, leaf_hash
from record_makers import LOG_KEY, Device, proof_of, tree_of, witness
from required_tools import needs

GO_MODULES = Path("/usr/share/gocode")
"""Where Debian's golang-golang-x-mod-dev puts the Go project's packages."""


@pytest.fixture(scope="module")
def go_check(tmp_path_factory):
    """Asks the Go program: requests in, answers out."""
    found = shutil.which("go") is not None and (GO_MODULES / "src/golang.org/x/mod").is_dir()
    needs("go with x/mod", "golang-go and golang-golang-x-mod-dev", there=found)
    folder = tmp_path_factory.mktemp("go")
    program = folder / "check"
    subprocess.run(
        ["go", "build", "-o", str(program), str(Path(__file__).parent / "go" / "check.go")],
        check=True,
        env={
            **os.environ,
            "GO111MODULE": "off",
            "GOPATH": f"{folder}:{GO_MODULES}",
            "GOCACHE": str(folder / "cache"),
            "GOFLAGS": "",
        },
    )

    def ask(requests):
        lines = "".join(json.dumps(each) + "\n" for each in requests)
        done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
        answers = done.stdout.splitlines()
        assert len(answers) == len(requests)
        return [answer == "yes" for answer in answers]

    return ask


def altered(text, draw):
    """One hex digit of a text changed."""
    at = draw.randrange(len(text))
    digit = draw.choice([each for each in "0123456789abcdef" if each != text[at]])
    return text[:at] + digit + text[at + 1 :]


def random_trees(draw, trees, most):
    """Trees of random sizes with their leaves; some sizes are round, where bugs live."""
    for _ in range(trees):
        size = draw.choice([draw.randint(1, most), 2 ** draw.randint(0, 9), 256, 257, 255])
        leaves = [draw.randbytes(128) for _ in range(size)]
        yield leaves, Tree(leaf_hash(each) for each in leaves)


def test_go_accepts_every_inclusion_proof_and_refuses_each_altered_one(go_check):
    draw, true, false = random.Random(1), [], []
    for leaves, tree in random_trees(draw, 60, 700):
        for _ in range(90):
            size = draw.randint(1, len(leaves))
            index = draw.randrange(size)
            asked = {
                "Kind": "inclusion",
                "Size": size,
                "Root": tree.root(size).hex(),
                "Index": index,
                "Leaf": leaves[index].hex(),
                "Path": [each.hex() for each in tree.inclusion(index, size)],
            }
            true.append(asked)
            what = draw.choice(["Root", "Leaf", *(["Path"] if asked["Path"] else [])])
            wrong = dict(asked)
            if what == "Path":
                at = draw.randrange(len(asked["Path"]))
                wrong["Path"] = list(asked["Path"])
                wrong["Path"][at] = altered(asked["Path"][at], draw)
            else:
                wrong[what] = altered(asked[what], draw)
            false.append(wrong)
    assert len(true) >= 5_000
    assert all(go_check(true))
    assert not any(go_check(false))


def test_go_accepts_every_consistency_proof_and_refuses_each_altered_one(go_check):
    draw, true, false = random.Random(2), [], []
    for leaves, tree in random_trees(draw, 60, 700):
        for _ in range(90):
            size = draw.randint(1, len(leaves))
            old = draw.randint(1, size)
            asked = {
                "Kind": "consistency",
                "Size": size,
                "Root": tree.root(size).hex(),
                "Old": old,
                "OldRoot": tree.root(old).hex(),
                "Path": [each.hex() for each in tree.consistency(old, size)],
            }
            true.append(asked)
            what = draw.choice(["Root", "OldRoot"])
            false.append({**asked, what: altered(asked[what], draw)})
    assert len(true) >= 5_000
    assert all(go_check(true))
    assert not any(go_check(false))


def test_go_opens_checkpoints_and_refuses_altered_ones(go_check):
    draw, public = random.Random(3), LOG_KEY.public_key()
    key = verifier_key(origin_of(public), ED25519, public.public_bytes_raw())
    notes = [str(sign_checkpoint(size, draw.randbytes(32), LOG_KEY)) for size in range(200)]
    assert all(go_check([{"Kind": "note", "Note": each, "Key": key} for each in notes]))
    changed = [each.replace("\n", "\n1", 1) for each in notes]
    assert not any(go_check([{"Kind": "note", "Note": each, "Key": key} for each in changed]))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600, 66_000])
def test_go_reads_the_tiles_and_finds_each_leaf(go_check, tmp_path, size):
    draw, device = random.Random(size), Device()
    leaves = [leaf_of(device.says())] * 2 if size == 2 else [leaf_of(device.says())]
    leaves = [leaves[i % len(leaves)] for i in range(size)]
    tree = Tree(each.hash for each in leaves)
    write_tiles(tmp_path, leaves, str(sign_checkpoint(size, tree.root(), LOG_KEY)))
    asked = [
        {
            "Kind": "tiles",
            "Folder": str(tmp_path),
            "Size": size,
            "Root": tree.root().hex(),
            "Index": index,
            "Leaf": leaves[index].raw.hex(),
        }
        for index in [0, size - 1, *(draw.randrange(size) for _ in range(20))]
    ]
    assert all(go_check(asked))
    wrong = [{**each, "Root": altered(each["Root"], draw)} for each in asked]
    assert not any(go_check(wrong))


def sigsum_verify(folder, proof, raw, device, watching, quorum):
    """What `sigsum-verify` says of a proof: whether it accepts it."""
    public = device.key.public_key()
    (folder / "device.pub").write_bytes(
        public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" device\n"
    )
    policy = f"log {LOG_KEY.public_key().public_bytes_raw().hex()}\n"
    for each in watching:
        policy += f"witness {each.name} {each.key.public_key().public_bytes_raw().hex()}\n"
    if quorum:
        policy += f"group all {quorum} {' '.join(each.name for each in watching)}\n"
    policy += f"quorum {'all' if quorum else 'none'}\n"
    (folder / "policy").write_text(policy)
    (folder / "proof").write_text(proof)
    done = subprocess.run(
        ["sigsum-verify", "-k", "device.pub", "-p", "policy", "proof"],
        cwd=folder,
        input=raw,
        capture_output=True,
        env={**os.environ, "GODEBUG": "httpmuxgo121=0"},
    )
    return done.returncode == 0


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 100])
@pytest.mark.parametrize("quorum", [0, 2])
def test_sigsum_accepts_genuine_proofs_and_refuses_altered_ones(tmp_path, size, quorum):
    there = shutil.which("sigsum-verify") is not None
    needs("sigsum-verify", "sigsum-go in backports", there=there)
    device, draw = Device(), random.Random(size)
    events = [device.says(text="camp") for _ in range(size)]
    watching = [witness("monitor", 1), witness("receiver", 2)][:quorum]
    index = draw.randrange(size)
    proof, raw = str(proof_of(events, index, watching)), events[index].raw
    assert sigsum_verify(tmp_path, proof, raw, device, watching, quorum)
    assert not sigsum_verify(tmp_path, proof, raw + b" ", device, watching, quorum)
    for line in [line for line in proof.splitlines() if line and not line.startswith("version")]:
        name, _, value = line.partition("=")
        words = value.split(" ")
        words[-1] = altered(words[-1], draw) if len(words[-1]) > 8 else str(int(words[-1]) + 1)
        wrong = proof.replace(line, f"{name}={' '.join(words)}", 1)
        assert not sigsum_verify(tmp_path, wrong, raw, device, watching, quorum), line


def test_our_tree_of_events_is_the_tree_of_their_leaves():
    device = Device()
    events = [device.says() for _ in range(5)]
    assert tree_of(events).root() == Tree(leaf_hash(leaf_of(e).raw) for e in events).root()
