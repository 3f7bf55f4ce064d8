"""Reading figures back: every text in an SVG, with the box it covers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from muster.reporting.boxes import Box
from muster.reporting.text import text_width

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class DrawnText:
    """A text and where it is drawn, in pixels of the whole figure."""

    text: str
    box: Box


def drawn_texts(svg: bytes) -> list[DrawnText]:
    """Every visible text; one drawn twice at a place (its halo) counts once."""
    root = ET.fromstring(svg)
    found: list[DrawnText] = []
    _collect(root, 0.0, 0.0, found)
    return list(dict.fromkeys(found))


def overlapping(svg: bytes, allowance: float = 1.5) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other by more than an allowance in pixels each way."""
    texts = drawn_texts(svg)
    boxes = [text.box.grown(-allowance / 2) for text in texts]
    return [
        (first.text, second.text)
        for i, first in enumerate(texts)
        for j, second in enumerate(texts[:i])
        if boxes[i].overlap(boxes[j]) > 0
    ]


def beyond(svg: bytes) -> list[str]:
    """Texts that are cut off at an edge of the figure."""
    root = ET.fromstring(svg)
    frame = Box(0, 0, float(root.attrib["width"]), float(root.attrib["height"]))
    return [text.text for text in drawn_texts(svg) if not text.box.within(frame)]


def _collect(element: ET.Element, x: float, y: float, found: list[DrawnText]) -> None:
    if element.attrib.get("display") == "none" or element.attrib.get("opacity") == "0":
        return
    dx, dy, turn = _transform(element.attrib.get("transform", ""))
    x, y = x + dx, y + dy
    if element.tag == f"{SVG}text":
        found.extend(_texts(element, x, y, turn))
        return
    for child in element:
        _collect(child, x, y, found)


def _transform(text: str) -> tuple[float, float, float]:
    moved = re.search(r"translate\(([-\d.e]+),([-\d.e]+)\)", text)
    turned = re.search(r"rotate\(([-\d.e]+)", text)
    return (
        float(moved[1]) if moved else 0.0,
        float(moved[2]) if moved else 0.0,
        float(turned[1]) if turned else 0.0,
    )


def _texts(element: ET.Element, x: float, y: float, turn: float) -> list[DrawnText]:
    size = float(element.attrib.get("font-size", "11px").removesuffix("px"))
    bold = element.attrib.get("font-weight") == "bold"
    lines = [element.text] if element.text else []
    steps = [0.0]
    spans = element.findall(f"{SVG}tspan")
    if spans:
        lines = [span.text or "" for span in spans]
        steps = [0.0]
        for span in spans[1:]:
            steps.append(steps[-1] + float(span.attrib.get("dy", 0)))
    return [
        DrawnText(line, _box(line, x, y + step, size, bold, element.attrib, turn))
        for line, step in zip(lines, steps, strict=True)
        if line.strip()
    ]


def _box(
    text: str,
    x: float,
    y: float,
    size: float,
    bold: bool,
    attributes: dict[str, str],
    turn: float,
) -> Box:
    width = text_width(text, size, bold=bold)
    share = {"end": 1.0, "middle": 0.5}.get(attributes.get("text-anchor", "start"), 0.0)
    left, top, bottom = -width * share, -0.74 * size, 0.22 * size
    if turn:
        return Box(x + top, y - left - width, x + bottom, y - left)
    return Box(x + left, y + top, x + left + width, y + bottom)
