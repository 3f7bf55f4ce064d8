"""Chains of people over three lists, as a table for a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from muster.matching.three_way import Fate, ThreeWay

COLUMNS = ("sent", "carried", "received", "fate", "certain", "other")


def chain_table(found: ThreeWay) -> str:
    """CSV with a row for each chain, the most dangerous fates first."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rank = {fate: place for place, fate in enumerate(Fate)}
    for chain in sorted(found.chains, key=lambda c: (rank[c.fate], c.certain, c.sent)):
        certain = "yes" if chain.certain else "clerk"
        writer.writerow(
            [chain.sent, chain.carried, chain.received, chain.fate.value, certain, chain.other]
        )
    return out.getvalue()
