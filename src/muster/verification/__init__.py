"""The independent check of a plan, written from docs/planning-model.md and not from the planner.

It shares with the planner the values of a scenario and of a plan, and nothing else: neither its
reading of dated changes, nor its services, nor its loss coefficients.
"""

from muster.verification.figures import Figures
from muster.verification.verify import Verification, broken_rules, verify_plan
from muster.verification.violation import Rule, Violation

__all__ = ["Figures", "Rule", "Verification", "Violation", "broken_rules", "verify_plan"]
