"""What the tables come to, in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from bench.compared import Compared
from bench.methods import LABELS, RULES, SOLVERS, Method


def summary(cases: Sequence[Compared]) -> str:
    """A line for each peer, and how to read the tables."""
    lines = [f"- {line}" for line in (*_losses(cases), *_speeds(cases))]
    return "\n".join((*lines, "", *READING))


READING = (
    "A dash: not reached within the limit, or not there. Time counts from the scenario in memory;",
    "a rule's plan counts as there when its last trip is sent. Every plan was checked by",
    "`muster verify-plan`'s checker, which also worked out its expected loss. People, who are",
    "fractions in (a) and (b), were made whole by Muster's exact loader, which also loaded the",
    "rules' trips: that can only help them. (b) is a relaxation: its loss is that of the trips",
    "that can also run out and back. Its bound holds for all and counts among the best known.",
)


def _losses(cases: Sequence[Compared]) -> Iterator[str]:
    for method in (*SOLVERS, *RULES):
        measured = [case for case in cases if method in case.by]
        found = [case.loss_against_muster(method) for case in measured]
        losses = [loss for loss in found if loss is not None]
        if not measured:
            continue
        better = sum(case.beats_muster(method) for case in measured)
        said = f"{LABELS[method]}: a valid plan on {len(losses)} of {len(measured)} instances"
        if losses:
            said += (
                f"; expected loss against Muster's {_percent(median(losses))} in the median,"
                f" {_percent(min(losses))} to {_percent(max(losses))}"
            )
        yield f"{said}; a lower objective than Muster's on {better}."


def _speeds(cases: Sequence[Compared]) -> Iterator[str]:
    for method in SOLVERS:
        measured = [case for case in cases if {Method.MUSTER, method} <= case.by.keys()]
        pairs = [
            (case.seconds_to_own_gap(Method.MUSTER), case.seconds_to_own_gap(method))
            for case in measured
        ]
        ratios = [other / mine for mine, other in pairs if mine and other is not None]
        if not measured:
            continue
        alone = sum(mine is not None and other is None for mine, other in pairs)
        behind = sum(mine is None and other is not None for mine, other in pairs)
        neither = sum(mine is None and other is None for mine, other in pairs)
        said = f"To a proven gap of 2 %, of {len(measured)} instances: Muster and {LABELS[method]}"
        said += f" both {len(ratios)}, Muster alone {alone}, the peer alone {behind}"
        said += f", neither {neither}"
        if ratios:
            said += f"; where both, the peer took {median(ratios):.1f} times as long in the median"
            said += f" ({min(ratios):.1f} to {max(ratios):.1f})"
        yield f"{said}."


def _percent(share: float) -> str:
    return f"{100 * share:+.1f} %"
