"""Write docs/events.md from the vocabulary of the record."""

from pathlib import Path

from muster.record.dictionary import dictionary

(Path(__file__).parent.parent / "docs" / "events.md").write_text(dictionary(), encoding="utf-8")
