"""A plan's figures as files: each as SVG and PNG, written together or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import vl_convert

from muster.errors import OutputError
from muster.planning.answers import Limit, Sensitivity, Surge
from muster.planning.plan import Plan
from muster.reporting.limits_chart import limits_chart
from muster.reporting.map import map_chart
from muster.reporting.progress_chart import progress_chart
from muster.reporting.remaining_chart import FailedBy, remaining_chart
from muster.reporting.theme import Figure
from muster.reporting.tornado_chart import tornado_chart
from muster.reporting.trips_chart import trips_chart
from muster.scenario import Scenario

FOLDER = "figures"
VEGA_LITE = "6.4"
"""Version of Vega-Lite that Altair writes and vl-convert is to read."""
PNG_SCALE = 2.0
"""Pixels of the PNG per pixel of the figure."""
PLAN_FIGURES = ("map", "remaining", "trips", "limits", "tornado", "progress")
"""Names of the files that `write_figures` owns."""


def plan_figures(
    scenario: Scenario,
    plan: Plan,
    *,
    hazard: FailedBy | None = None,
    limits: Sequence[Limit] = (),
    surges: Sequence[Surge] = (),
    sensitivities: Sequence[Sensitivity] = (),
) -> dict[str, Figure]:
    """Every figure that what is given allows, by name.

    `hazard` is, by site, the chance that it has failed by each boundary (T + 1 entries).
    """
    figures = {
        "map": map_chart(scenario, plan),
        "remaining": remaining_chart(scenario, plan, hazard),
        "trips": trips_chart(scenario, plan),
    }
    if limits or surges:
        figures["limits"] = limits_chart(scenario, plan, limits, surges)
    if sensitivities:
        figures["tornado"] = tornado_chart(scenario, plan, sensitivities)
    if plan.progress:
        figures["progress"] = progress_chart(plan)
    return figures


def write_figures(
    scenario: Scenario,
    plan: Plan,
    out: Path | str,
    *,
    hazard: FailedBy | None = None,
    limits: Sequence[Limit] = (),
    surges: Sequence[Surge] = (),
    sensitivities: Sequence[Sensitivity] = (),
) -> tuple[Path, ...]:
    """Write a plan's figures into OUT/figures; earlier ones that no longer hold are removed.

    Returns the files written. Raises OutputError where they cannot be.
    """
    figures = plan_figures(
        scenario,
        plan,
        hazard=hazard,
        limits=limits,
        surges=surges,
        sensitivities=sensitivities,
    )
    folder = Path(out) / FOLDER
    written = write_charts(figures, folder)
    remove_figures(out, but=written)
    return written


def remove_figures(out: Path | str, but: Sequence[Path] = ()) -> None:
    """Remove a plan's figures but some; those of an earlier plan say nothing of the present one.

    Raises OutputError where they cannot be.
    """
    folder = Path(out) / FOLDER
    try:
        for name in PLAN_FIGURES:
            for file in _files(name):
                if folder / file not in but:
                    (folder / file).unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        raise OutputError(
            f"{folder}: figures of an earlier plan cannot be removed ({error.strerror}); "
            "remove them or name another folder"
        ) from None


def write_charts(figures: Mapping[str, Figure], folder: Path | str) -> tuple[Path, ...]:
    """Write figures as NAME.svg and NAME.png into a folder, all of them or none.

    Only an interruption between the renames at the end can leave old and new side by side.
    Raises OutputError where they cannot be written.
    """
    folder = Path(folder)
    contents = {
        folder / file: content
        for name, figure in figures.items()
        for file, content in zip(_files(name), rendered(figure), strict=True)
    }
    made = not folder.exists()
    aside: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target, content in contents.items():
            if target.is_dir():
                raise IsADirectoryError(None, f"{target.name} is a folder")
            aside[target] = folder / f".{target.name}.part"
            _write(aside[target], content)
        for target, part in aside.items():
            part.replace(target)
    except BaseException as error:
        _clear(aside.values(), folder if made else None)
        if isinstance(error, OSError):
            raise _refusal(folder, error) from None
        raise
    return tuple(contents)


def rendered(figure: Figure) -> tuple[bytes, bytes]:
    """A figure as SVG and as PNG.

    The SVG is made first: only then does vl-convert know its own fonts.
    """
    svg = as_svg(figure)
    return svg, vl_convert.svg_to_png(svg.decode("utf-8"), scale=PNG_SCALE)


def as_svg(figure: Figure) -> bytes:
    """A figure as SVG; data are never fetched from anywhere."""
    svg = vl_convert.vegalite_to_svg(
        figure.to_json(indent=None), vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    return svg.encode("utf-8")


def _files(name: str) -> tuple[str, str]:
    return f"{name}.svg", f"{name}.png"


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _clear(parts: Iterable[Path], folder: Path | None) -> None:
    """Remove what was written aside, and the folder if it was made for it; as far as possible."""
    with suppress(OSError):
        for part in parts:
            part.unlink(missing_ok=True)
        if folder is not None:
            folder.rmdir()


def _refusal(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{folder}: the figures could not be written ({error.strerror}); "
        "expected a folder with room and permission to write"
    )
