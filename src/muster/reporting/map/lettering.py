"""What is written on a panel: sites, enlarged parts, places elsewhere, people on arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from muster.reporting.boxes import Box
from muster.reporting.canvas import LINE_HEIGHT, Segment, Text
from muster.reporting.map.arrows import Arrow
from muster.reporting.map.labels import PADDING, Label, Wanted
from muster.reporting.map.markers import Marker
from muster.reporting.map.movement import Movement, site_in_words
from muster.reporting.map.panels import Panels
from muster.reporting.theme import SMALL, SOFT_INK, TEXT
from muster.reporting.wording import name_of
from muster.scenario import Scenario

NAMED_WIDTH = 2.6
"""Arrows at least this wide are labelled with their people, if there is room."""
MOST_FAR = 9
"""Places elsewhere that are named on a panel: those with most people."""


def site_labels(
    scenario: Scenario,
    moves: Movement,
    panels: Panels,
    single: Sequence[Marker],
    framed: Mapping[str, Box],
) -> list[Wanted]:
    """Labels for parts and sites, those with most people first."""
    wanted = []
    for part in panels.parts:
        if part.name in framed:
            box = framed[part.name]
            start = sum(moves.at_start.get(site, 0) for site in part.sites)
            end = sum(moves.at_end.get(site, 0) for site in part.sites)
            lines = [(f"{part.name}: {len(part.sites):,} sites, enlarged", float(TEXT), True)]
            if start:
                lines.append((f"{start:,} → {end:,} people", float(SMALL), False))
            wanted.append(
                Wanted(part.name, *box.centre, box.width / 2, box.height / 2, tuple(lines))
            )

    def importance(marker: Marker) -> tuple[int, str]:
        site = marker.site
        return -max(moves.at_start.get(site, 0), moves.received.get(site, 0)), site

    for marker in sorted(single, key=importance):
        words = site_in_words(moves, marker.site)
        lines = [(name_of(scenario, marker.site), float(TEXT), bool(words))]
        if words:
            lines.append((words, float(SMALL), False))
        wanted.append(_beside(marker, tuple(lines)))
    return wanted


def _beside(marker: Marker, lines: tuple[tuple[str, float, bool], ...]) -> Wanted:
    return Wanted(marker.site, marker.x, marker.y, marker.radius, marker.radius, lines)


def far_labels(scenario: Scenario, shaped: Sequence[Arrow]) -> list[Wanted]:
    """Where arrows that leave the panel lead to, at the edge, once for each place."""
    by_place: dict[tuple[str, bool], list[Arrow]] = {}
    for arrow in shaped:
        if arrow.route.leaves:
            outward = arrow.route.origin.radius > 0
            end = arrow.route.destination if outward else arrow.route.origin
            by_place.setdefault((end.name, outward), []).append(arrow)
    wanted = []
    ordered = sorted(by_place.items(), key=lambda each: -sum(a.route.people for a in each[1]))
    for (site, outward), group in ordered[:MOST_FAR]:
        x, y = group[0].path[-1 if outward else 0].tolist()
        number = sum(arrow.route.people for arrow in group)
        way = "to" if outward else "from"
        text = f"{number:,} {way} {name_of(scenario, site)}"
        if len(group) > 1:
            text = f"{way} {name_of(scenario, site)}: {number:,} in all"
        wanted.append(Wanted(f"{way} {site}", x, y, 5.0, 5.0, ((text, float(TEXT), False),)))
    return wanted


def arrow_numbers(shaped: Sequence[Arrow], taken: Sequence[Box], frame: Box) -> list[Text]:
    """People on each wide enough arrow, on its line where nothing else is."""
    occupied = list(taken)
    numbers = []
    for arrow in shaped:
        if arrow.route.leaves or arrow.width < NAMED_WIDTH:
            continue
        for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26):
            x, y = arrow.path[round(share * (len(arrow.path) - 1))].tolist()
            text = Text(x, y, f"{arrow.route.people:,}", SMALL, True, align="center", halo=True)
            box = Box(x - text.width / 2 - 2, y - 8, x + text.width / 2 + 2, y + 8)
            if box.within(frame) and not any(box.overlap(other) > 0 for other in occupied):
                numbers.append(text)
                occupied.append(box)
                break
    return numbers


def ties(labels: Sequence[Label]) -> list[Segment]:
    return [
        Segment(label.wanted.x, label.wanted.y, *label.tie, SOFT_INK, 0.8)
        for label in labels
        if label.tie is not None
    ]


def label_texts(labels: Sequence[Label]) -> list[Text]:
    items = []
    for label in labels:
        y = label.box.top + PADDING
        for text, size, bold in label.wanted.lines:
            height = size * LINE_HEIGHT
            x = label.box.centre[0]
            items.append(Text(x, y + height / 2, text, size, bold, align="center", halo=True))
            y += height
    return items
