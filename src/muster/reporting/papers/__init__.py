"""Papers that people carry: made from the folded record, printed on A4, read on a telephone."""

from muster.reporting.papers.given import Given, PaperError, Reader, without_names
from muster.reporting.papers.kinds import KINDS, Kind, Subject, kinds_of
from muster.reporting.papers.paper import Paper
from muster.reporting.papers.printing import as_pdf

__all__ = [
    "KINDS",
    "Given",
    "Kind",
    "Paper",
    "PaperError",
    "Reader",
    "Subject",
    "as_pdf",
    "kinds_of",
    "without_names",
]
