"""Write docs/schema/plan.schema.json from the dataclasses of a plan."""

import json
from pathlib import Path

from muster.planning.plan_shape import json_schema

SCHEMA = Path(__file__).parents[1] / "docs" / "schema" / "plan.schema.json"

SCHEMA.write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
print(f"wrote {SCHEMA}")
