"""The map of a plan, laid out in pixels before it is drawn."""

from muster.reporting.map.chart import map_chart

__all__ = ["map_chart"]
