"""The page that compares vocabularies names only words that Muster has."""

import re
from pathlib import Path

from muster.record.vocabulary import TYPES

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"


def rows():
    table = PAGE.read_text(encoding="utf-8").split("## NIEM")[0]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")][:3] for line in lines]


def test_every_counterpart_is_a_word_of_the_vocabulary():
    named = {word for _, ours, _ in rows() for word in re.findall(r"`(\w+)`", ours)}
    assert named <= set(TYPES)
    assert len(named) > 25


def test_every_type_of_theirs_has_a_counterpart_or_a_reason_why_not():
    for theirs, ours, why in rows():
        assert ours != "—" or why, theirs
    listed = [word for theirs, _, _ in rows() for word in re.findall(r"`(\w+)`", theirs)]
    assert len(listed) == len(set(listed)) >= 92
