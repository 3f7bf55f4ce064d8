"""Writes `docs/rules.md` from the rules in the code."""

from pathlib import Path

from muster.operations.rules_page import rules_page

(Path(__file__).parents[1] / "docs" / "rules.md").write_text(rules_page(), encoding="utf-8")
