"""Why a trip that was written down is given up when the operation is planned again."""

DEPARTED_BY_NOW = "its departure has passed"
CLOSED_WAY = "its way is closed at that time, or its vehicle cannot be there by then"
TOO_FEW = "vehicles, escorts, loading, intake or people are too few for it beside the others"
WITHDRAWN = "the new plan does without it"
"""Of one that nobody had approved yet."""
