"""Tables of the Christchurch example: three prisons to empty, and too few free beds elsewhere."""

from __future__ import annotations

from examples.making.new_zealand import Place, Prison, hazard_rows, judged, prisons, road_row

Rows = list[dict[str, object]]

DAMAGED = ("CHCH-M", "CHCH-W", "ROLLES")
TO_MOVE = {"CHCH-M": 758, "CHCH-W": 79, "ROLLES": 229}
"""94.7 % of 801, 83 and 242 beds, rounded so that they sum to 94.7 % of all 1,126: 1,066."""

CHCH_AIR = Place("CHC-AIR", "Christchurch airport", -43.489, 172.532)
PICTON = Place("PICTON", "Picton ferry terminal", -41.285, 174.006)
WELLINGTON = Place("WGTN", "Wellington ferry terminal", -41.262, 174.790)
OHAKEA = Place("OHAKEA", "Ohakea air base", -40.206, 175.388)
WHENUAPAI = Place("WHENUA", "Whenuapai air base", -36.788, 174.630)

SOUTH_ROADS = (("CHCH-M", "OCF"), ("CHCH-M", "INVERC"), ("ROLLES", "OCF"), ("ROLLES", "INVERC"))
FERRY_H, FLIGHT_TO_OHAKEA_H, FLIGHT_TO_WHENUAPAI_H = 3.5, 1.25, 1.75

REACHED_BY_ROAD_FROM = {
    "WGTN": ("RIMUTA", "AROHATA", "MANAWA"),
    "OHAKEA": ("MANAWA", "WHANGA", "HAWKES", "TONGAR"),
    "WHENUA": ("PAREMO", "MECF", "ASCF", "ARWCF", "SHCF", "NRCF", "WAIKER"),
}

HELD = (
    # site, people, priority, rule, separation class, seat kind, security
    ("CHCH-M", 150, 2, "high security", "men", "seated", "high"),
    ("CHCH-M", 588, 1, "others", "men", "seated", "low"),
    ("CHCH-M", 12, 3, "injured", "men", "stretcher", "low"),
    ("CHCH-M", 8, 3, "cannot walk", "men", "wheelchair", "low"),
    ("CHCH-W", 12, 2, "high security", "women", "seated", "high"),
    ("CHCH-W", 64, 1, "others", "women", "seated", "low"),
    ("CHCH-W", 3, 3, "injured", "women", "stretcher", "low"),
    ("ROLLES", 223, 1, "others", "men", "seated", "low"),
    ("ROLLES", 6, 3, "injured", "men", "stretcher", "low"),
)
"""How many are of high security, injured or cannot walk is an assumption."""


def make_tables(seed: int) -> dict[str, Rows]:
    """Sites, links, groups and hazards; nothing is drawn, so the seed changes nothing."""
    del seed
    every = prisons()
    return {
        "sites": _sites(every),
        "links": _links(every),
        "groups": _groups(every),
        "hazards": _hazards(every),
    }


def free_beds(prison: Prison) -> int:
    """Beds that nobody sleeps in."""
    return prison.capacity - prison.occupied


def _site(place: Place, kind: str, **others: object) -> dict[str, object]:
    columns: dict[str, object] = {
        "id": place.id,
        "name": place.name,
        "kind": kind,
        "lat": place.latitude,
        "lon": place.longitude,
        **dict.fromkeys(
            ("loss_fraction", "loss_fraction_low", "loss_fraction_high", "loss_fraction_source"),
            "",
        ),
        "capacity": "",
        "occupied": "",
        **dict.fromkeys(
            ("embark_per_h", "embark_per_h_low", "embark_per_h_high", "embark_per_h_source"), ""
        ),
        "intake_per_day": "",
        "air_slots_per_day": "",
        "note": "",
    }
    return columns | others


def _sites(every: dict[str, Prison]) -> Rows:
    damage = judged(
        "loss_fraction", 0.15, 0.03, 0.4, "assumption: share hurt, killed or escaped at a collapse"
    )
    at_rest = judged("loss_fraction", 0.02, 0.005, 0.05, "assumption: as everywhere")
    gate = judged("embark_per_h", 40, 20, 80, "assumption: search, list and handcuffs")
    rows = []
    for id, prison in every.items():
        if id in DAMAGED:
            rows.append(_site(prison, "prison", **damage, **gate, note="fact: capacity"))
            rows[-1]["capacity"] = prison.capacity
            continue
        note = f"fact: capacity; premise: 94.7 % full, {free_beds(prison)} free beds"
        rows.append(_site(prison, "prison", **at_rest, note=note))
        rows[-1] |= {"capacity": prison.capacity, "occupied": prison.occupied}
    for place, kind, capacity, slots in (
        (CHCH_AIR, "airfield", 160, 8),
        (OHAKEA, "airfield", 160, 8),
        (WHENUAPAI, "airfield", 160, 8),
        (PICTON, "staging", 240, None),
        (WELLINGTON, "staging", 240, None),
    ):
        rows.append(_site(place, kind, **at_rest, note="assumption: holding room and slots"))
        rows[-1] |= {"capacity": capacity, "air_slots_per_day": slots}
    return rows


def _links(every: dict[str, Prison]) -> Rows:
    rows = [road_row(every[origin], every[end]) for origin, end in SOUTH_ROADS]
    for id in DAMAGED:
        rows += [road_row(every[id], CHCH_AIR), road_row(every[id], PICTON)]
    rows += [
        road_row(PICTON, WELLINGTON, mode="water", hours=FERRY_H),
        road_row(CHCH_AIR, OHAKEA, mode="air", hours=FLIGHT_TO_OHAKEA_H),
        road_row(CHCH_AIR, WHENUAPAI, mode="air", hours=FLIGHT_TO_WHENUAPAI_H),
    ]
    landings = {place.id: place for place in (WELLINGTON, OHAKEA, WHENUAPAI)}
    for id, ends in REACHED_BY_ROAD_FROM.items():
        rows += [road_row(landings[id], every[end]) for end in ends]
    return rows


def _groups(every: dict[str, Prison]) -> Rows:
    """Men to men's prisons, women to women's; high security to those that take it."""
    rows: Rows = []
    for site, people, priority, rule, separation_class, seat_kind, security in HELD:
        gender = "Women" if separation_class == "women" else "Men"
        destinations = [
            prison.id
            for prison in every.values()
            if prison.id not in DAMAGED
            and prison.gender == gender
            and (security == "low" or prison.holds_high_security)
        ]
        rows.append(
            {
                "id": f"{site}-{rule.replace(' ', '-')}",
                "site": site,
                "people": people,
                "priority": priority,
                "priority_rule": rule,
                "separation_class": separation_class,
                "seat_kind": seat_kind,
                "destinations": ";".join(destinations),
            }
        )
    return rows


def _hazards(every: dict[str, Prison]) -> Rows:
    rows: Rows = []
    for id, first, later, again in (
        ("CHCH-M", 0.20, 0.06, 1.0),
        ("CHCH-W", 0.12, 0.04, 0.6),
        ("ROLLES", 0.15, 0.05, 0.8),
    ):
        by_regime = (("aftershocks", first), ("quieter", later), ("second_quake", again))
        rows += hazard_rows(id, by_regime, "assumption: damaged walls, no water or light")
    standing = [id for id in every if id not in DAMAGED]
    for id in (*standing, "CHC-AIR", "OHAKEA", "WHENUA", "PICTON", "WGTN"):
        by_regime = (("aftershocks", 0.001), ("quieter", 0.001), ("second_quake", 0.002))
        rows += hazard_rows(id, by_regime, "assumption: a full prison, or people waiting")
    return rows
