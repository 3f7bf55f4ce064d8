"""Tables of the Waikeria example: a unit in a riot, and free beds in the North Island's prisons."""

from __future__ import annotations

from examples.making.new_zealand import Place, Prison, hazard_rows, judged, prisons, road_row

Rows = list[dict[str, object]]

TOP_PLACE = (-38.0985, 175.3845)
YARD_PLACE = (-38.1005, 175.3860)
"""Points inside the prison, a short walk from each other: assumptions."""

MOVED_THAT_NIGHT = 212
"""People moved inside the site in the night (press)."""
STAYED_BEHIND = 16
"""People who left the site on 3 January only (transfers)."""

RECEIVERS = (
    "SHCF",
    "ASCF",
    "MECF",
    "PAREMO",
    "TONGAR",
    "WHANGA",
    "HAWKES",
    "MANAWA",
    "NRCF",
    "RIMUTA",
)
"""The other men's prisons of the North Island."""
NEAR_THE_COURTS = "MECF;SHCF;PAREMO"
"""122 of the 141 people on remand were taken to these three (transfers, 30 Dec)."""
ANYWHERE = ";".join(("WAIKER", *RECEIVERS))
HIGH_SECURITY = "PAREMO;ASCF;WHANGA;RIMUTA"
MAKE_ROOM = "SHCF;ASCF;PAREMO"
"""Where the 32 displaced from Spring Hill went (24 and 8), or stay."""
DISPLACED = 32

NOTICE = "2020-12-31T06:00:00+13:00"
SURRENDER = "2021-01-03T12:00:00+13:00"


def make_tables(seed: int) -> dict[str, Rows]:
    """Sites, links, groups and hazards; nothing is drawn, so the seed changes nothing."""
    del seed
    every = prisons()
    top = Place("TOP", "Waikeria, upper unit", *TOP_PLACE)
    yard = Place("YARD", "Waikeria, assembly yard", *YARD_PLACE)
    waikeria, receivers = every["WAIKER"], [every[id] for id in RECEIVERS]
    return {
        "sites": _sites(top, yard, waikeria, receivers),
        "links": _links(top, yard, waikeria, receivers),
        "groups": _groups(),
        "hazards": _hazards(receivers),
    }


def unit_capacity() -> int:
    """Beds of the upper unit, were it as full as every prison."""
    return round((MOVED_THAT_NIGHT + STAYED_BEHIND) / 0.947)


def _site(
    place: Place, kind: str, loss: tuple[float, float, float], **others: object
) -> dict[str, object]:
    source = "assumption: share hurt, killed or escaped at a failure"
    columns: dict[str, object] = {
        "id": place.id,
        "name": place.name,
        "kind": kind,
        "lat": place.latitude,
        "lon": place.longitude,
        **judged("loss_fraction", *loss, source),
        "capacity": "",
        "occupied": "",
        "embark_per_h": "",
        "embark_per_h_low": "",
        "embark_per_h_high": "",
        "embark_per_h_source": "",
        "intake_per_day": "",
        "note": "",
    }
    return columns | others


def _sites(top: Place, yard: Place, waikeria: Prison, receivers: list[Prison]) -> Rows:
    unit = unit_capacity()
    elsewhere = waikeria.occupied - MOVED_THAT_NIGHT - STAYED_BEHIND
    rows = [
        _site(
            top,
            "prison",
            (0.10, 0.02, 0.3),
            capacity=unit,
            **judged(
                "embark_per_h", 60, 30, 120, "assumption: out of a burning unit, one a minute"
            ),
            note=f"assumption: as full as the rest, so {unit} of Waikeria's 390 beds",
        ),
        _site(
            yard,
            "staging",
            (0.05, 0.01, 0.2),
            capacity=250,
            **judged("embark_per_h", 40, 20, 80, "assumption: search, cuffs and list"),
            note="assumption: those moved inside the site that night were gathered in the open",
        ),
        _site(
            waikeria,
            "prison",
            (0.05, 0.01, 0.2),
            capacity=waikeria.capacity - unit,
            occupied=elsewhere,
            note="its other units; fact: 390 beds in all",
        ),
    ]
    for prison in receivers:
        staying = prison.occupied - (DISPLACED if prison.id == "SHCF" else 0)
        rows.append(
            _site(
                prison,
                "prison",
                (0.02, 0.005, 0.05),
                capacity=prison.capacity,
                occupied=staying,
                intake_per_day=80,
                note=f"fact: capacity; premise: 94.7 % full ({prison.occupied}); "
                "intake: assumption (69 came to Mt Eden on 30 Dec)",
            )
        )
    return rows


def _links(top: Place, yard: Place, waikeria: Prison, receivers: list[Prison]) -> Rows:
    by_id = {prison.id: prison for prison in receivers}
    return [
        road_row(top, yard, mode="foot", hours=0.25),
        road_row(yard, waikeria, mode="foot", hours=0.25),
        *(road_row(yard, prison) for prison in receivers),
        *(road_row(by_id["SHCF"], by_id[id]) for id in ("ASCF", "PAREMO", "MECF")),
    ]


def _groups() -> Rows:
    """Statuses in the proportions of the 183 who were taken away on 30 December (transfers)."""
    rows = [
        ("remand-near", "TOP", 141, 1, "on remand, hearing due", "remand", NEAR_THE_COURTS, ""),
        ("remand-far", "TOP", 22, 1, "on remand, no hearing soon", "remand", ANYWHERE, ""),
        ("recall", "TOP", 10, 1, "recalled to prison", "sentenced", ANYWHERE, ""),
        ("sentenced", "TOP", 31, 1, "sentenced", "sentenced", ANYWHERE, ""),
        (
            "high",
            "TOP",
            8,
            3,
            "sentenced, high or maximum security",
            "sentenced",
            HIGH_SECURITY,
            "",
        ),
        ("last-remand", "TOP", 13, 3, "in the riot", "remand", NEAR_THE_COURTS, SURRENDER),
        ("last-sentenced", "TOP", 3, 3, "in the riot", "sentenced", NEAR_THE_COURTS, SURRENDER),
        ("room-remand", "SHCF", 20, 0.5, "makes room", "remand", MAKE_ROOM, NOTICE),
        ("room-sentenced", "SHCF", 12, 0.5, "makes room", "sentenced", MAKE_ROOM, NOTICE),
    ]
    names = (
        "id",
        "site",
        "people",
        "priority",
        "priority_rule",
        "separation_class",
        "destinations",
        "ready_at",
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _hazards(receivers: list[Prison]) -> Rows:
    rows = []
    for site, riot, contained, spreading, why in (
        ("TOP", 0.8, 0.05, 3.0, "a unit on fire"),
        ("YARD", 0.2, 0.02, 1.0, "in the open beside the unit"),
        ("WAIKER", 0.05, 0.005, 0.3, "units of the same prison"),
    ):
        by_regime = (("riot", riot), ("contained", contained), ("spreading", spreading))
        rows += hazard_rows(site, by_regime, f"assumption: {why}")
    for prison in receivers:
        by_regime = (("riot", 0.002), ("contained", 0.002), ("spreading", 0.004))
        rows += hazard_rows(prison.id, by_regime, "assumption: a full prison, once in 500 days")
    return rows
