"""Running the movement: gates, trips, counts, handovers, incidents, duties, replanning."""
