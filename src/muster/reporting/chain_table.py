"""Chains of people over three lists, as a table for a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from muster.matching.three_way import Fate, ThreeWay

COLUMNS = ("sent", "carried", "received", "fate", "certain", "other")


def chain_table(found: ThreeWay) -> str:
    """CSV with a row for each chain, those that did not simply arrive first."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for chain in sorted(found.chains, key=lambda c: (c.fate is Fate.ARRIVED, c.fate, c.sent)):
        certain = "yes" if chain.certain else "clerk"
        writer.writerow(
            [chain.sent, chain.carried, chain.received, chain.fate.value, certain, chain.other]
        )
    return out.getvalue()
