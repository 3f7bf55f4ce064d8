"""A figure's key: what its marks mean, in as many lines as its width asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import altair as alt

from muster.reporting.canvas import Area, Symbol, Text, areas, blank, symbols, texts, view
from muster.reporting.text import shortened, text_width
from muster.reporting.theme import TEXT

LINE = 20.0
GAP = 20.0
LONGEST = 260.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark, drawn around (0, 0), and what it means."""

    mark: Symbol | Area
    words: str
    width: float = 14.0
    """Width of the mark."""


def key(entries: Sequence[Entry], width: float) -> alt.LayerChart:
    """Entries one after the other, in lines no wider than a width."""
    placed_symbols: list[Symbol] = []
    placed_areas: list[Area] = []
    words: list[Text] = []
    x, y = 0.0, LINE / 2
    for entry in entries:
        text = shortened(entry.words, LONGEST, TEXT)
        needed = entry.width + 6 + text_width(text, TEXT)
        if x > 0 and x + needed > width:
            x, y = 0.0, y + LINE
        middle = x + entry.width / 2
        if isinstance(entry.mark, Symbol):
            placed_symbols.append(replace(entry.mark, x=middle, y=y))
        else:
            placed_areas.append(_moved(entry.mark, middle, y))
        words.append(Text(x + entry.width + 6, y, text, TEXT))
        x += needed + GAP
    layers: list[alt.Chart] = [blank(width, y + LINE / 2)]
    if placed_areas:
        layers.append(areas(placed_areas))
    if placed_symbols:
        layers.append(symbols(placed_symbols))
    return view(width, y + LINE / 2, layers, texts(words))


def _moved(area: Area, x: float, y: float) -> Area:
    polygons = [
        [[(px + x, py + y) for px, py in ring] for ring in polygon] for polygon in area.polygons
    ]
    return replace(area, polygons=polygons)
