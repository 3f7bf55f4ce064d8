"""The table of disruptions, which only a rehearsal reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from muster.scenario.disruption import FORMS, Disruption
from muster.scenario.disruption import DisruptionKind as Kind
from muster.scenario.folder.fault_list import FaultList, shown
from muster.scenario.folder.kinds import IDENTIFIER, TEXT, member, number_to_text
from muster.scenario.folder.measures import DURATION, PER_DAY, SHARE
from muster.scenario.folder.rows import ReadTable
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.folder.table import Column, Need, Table, Values, Wrong

NUMBERS = ("chance", "per_day", "hours", "share")
_UNUSED = "not used by the kind"


def _numbers_fit_the_kind(values: Values) -> Iterable[Wrong]:
    form = FORMS[values["kind"]]
    listed = " and ".join(form.numbers)
    for name in NUMBERS:
        given = values[name] is not None
        if name in form.numbers and not given:
            yield Wrong(name, "nothing", f"a number, for {values['kind']} has {listed}")
        elif given and name not in form.numbers:
            found = shown(number_to_text(values[name]))
            yield Wrong(name, found, f"nothing, for {values['kind']} has {listed} only")


DISRUPTIONS = Table(
    "disruptions",
    "What may go wrong in a rehearsal beside sites that fail and regimes that change; the planner "
    "does not read it. A row that names its target goes before one that names none.",
    (
        Column(
            "kind",
            member(Kind),
            "what goes wrong: "
            + "; ".join(f"{kind}: {form.meaning}" for kind, form in FORMS.items()),
            "cancelled",
            Need.FILLED,
        ),
        Column(
            "target",
            IDENTIFIER,
            "id of the "
            + "; ".join(
                f"{table[:-1]} ({', '.join(k for k, form in FORMS.items() if form.table == table)})"
                for table in ("sites", "links", "fleets")
            ),
            "NORTH-BASE",
            default_words="all that no other row of the kind names",
        ),
        Column("chance", SHARE, "how likely it is each time", "0.05", default_words=_UNUSED),
        Column(
            "per_day", PER_DAY, "how often it begins", "0.1", unit="per day", default_words=_UNUSED
        ),
        Column(
            "hours", DURATION, "how long it lasts on average", "12", unit="h", default_words=_UNUSED
        ),
        Column("share", SHARE, "how much of it is concerned", "0.5", default_words=_UNUSED),
        Column("source", TEXT, "who judged it, and on what", "convoy reports 2025", default=""),
    ),
    Disruption,
    lambda scenario: scenario.disruptions,
    key=("kind", "target"),
    rules=_numbers_fit_the_kind,
)


def check_targets(
    tables: Mapping[str, ReadTable | None], known: Mapping[str, object], faults: FaultList
) -> None:
    """Note targets that nothing has."""
    read = tables["disruptions"]
    if read is None:
        return
    for index, values in list(read.rows()):
        name = FORMS[values["kind"]].table
        ids = known[name]
        target = values["target"]
        if target is not None and isinstance(ids, dict) and target not in ids:
            read.wrong.add(index)
            expected = f"an id of {name}"
            faults.error(
                read.place(index), "target", shown(target), expected, did_you_mean(target, ids)
            )
