"""The page of rules, written from the code: what is enforced, where, and which test breaks it."""

from __future__ import annotations

from muster.operations.rules import REGIMES, RULES

HEAD = """\
# Rules that Muster enforces

Written from the code by `make docs`. Numbers are those of the record-keeping rules; sources: GC
III and IV, Geneva Conventions; Mandela, UN Standard Minimum Rules (2015); ICPPED, Convention on
Enforced Disappearance; BoP, UN Body of Principles (1988); CPT, CPT/Inf(2018)24; CRC, Convention
on the Rights of the Child. A rule that may be set aside is set aside only by an `override` event
that names it, an authority and a reason; the others never are. What a rule refuses is recorded as
a `refusal`. Each rule has a test that tries to break it through the public interface.

| rule | what | source | enforced in | may be set aside | test |
|---|---|---|---|---|---|
"""


def rules_page() -> str:
    """The page as Markdown."""
    rows = [
        f"| {rule.id} | {rule.text} | {rule.source} | "
        f"{'always' if rule.regimes == REGIMES else ', '.join(rule.regimes)} | "
        f"`{rule.enforced}` | {'by a named authority' if rule.may_be_overridden else 'never'} | "
        f"{'never' if rule.is_hard else 'by a named order'} | `{rule.test}` |"
        for rule in RULES.values()
    ]
    return HEAD + "\n".join(rows) + "\n"
