"""Writes `docs/rights.md` and `docs/schema/openapi.json` from the endpoints of the board."""

import json
from pathlib import Path

from fastapi import FastAPI

from muster.board.app import ABOUT, add_routes
from muster.board.rights_table import rights_page

DOCS = Path(__file__).parents[1] / "docs"

app = FastAPI(**ABOUT)
add_routes(app)
(DOCS / "rights.md").write_text(rights_page(app.routes), encoding="utf-8")
written = json.dumps(app.openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
(DOCS / "schema" / "openapi.json").write_text(written, encoding="utf-8")
