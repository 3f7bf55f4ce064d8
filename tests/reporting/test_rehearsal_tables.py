"""Tables of a rehearsal."""

from muster.rehearsal.statistics import Share
from muster.rehearsal.summary import Difference
from muster.reporting.rehearsal_tables import differences_table


def test_a_difference_that_rounds_to_nothing_has_no_minus():
    nearly = Difference("repair", "follow", -1e-9, 1e-9, -3e-9, 1e-9, Share(0.0, 0.0, 0.1))
    _, difference, interval, _ = (
        next(iter(column.cells)) for column in differences_table([nearly]).columns
    )
    assert (difference, interval) == ("+0.00", "0.00 to 0.00")
