"""What a plan looks like: figures and tables, each from values to a chart or rows."""

from muster.reporting.compare_chart import compare_chart
from muster.reporting.figures import plan_figures, rendered, write_charts, write_figures
from muster.reporting.limits_chart import limits_chart
from muster.reporting.map import map_chart
from muster.reporting.plan_rows import plan_rows
from muster.reporting.plan_tables import plan_tables
from muster.reporting.progress_chart import progress_chart
from muster.reporting.remaining_chart import remaining_chart
from muster.reporting.tornado_chart import tornado_chart
from muster.reporting.trips_chart import trips_chart

__all__ = [
    "compare_chart",
    "limits_chart",
    "map_chart",
    "plan_figures",
    "plan_rows",
    "plan_tables",
    "progress_chart",
    "remaining_chart",
    "rendered",
    "tornado_chart",
    "trips_chart",
    "write_charts",
    "write_figures",
]
