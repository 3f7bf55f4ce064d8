"""People transferred between two prisons on five real days, counted from the New Zealand data.

Figures from the department's release 16105 (CC0), as `../shared/data/nz-transfers` has it, where a
test compares them.
"""

from __future__ import annotations

DAYS = """
30-Dec-20
    Waikeria>ASCF 16 | Waikeria>Auckland 26 | Waikeria>Hawkes Bay 5 | Waikeria>MECF 69
    Waikeria>Rimutaka 8 | Waikeria>SHCF 51 | Waikeria>Whanganui 8 | Whanganui>Manawatu 6
19-Jul-18
    ASCF>Auckland 2 | ASCF>SHCF 1 | Arohata>Christchurch Womens 1 | Auckland>ASCF 1
    Auckland>SHCF 2 | Christchurch>Rimutaka 5 | Hawkes Bay>Christchurch 2 | Hawkes Bay>MECF 1
    Hawkes Bay>SHCF 7 | MECF>ASCF 4 | MECF>Auckland 5 | MECF>NRCF 12 | NRCF>Hawkes Bay 1
    NRCF>MECF 11 | OCF>Rimutaka 1 | Rimutaka>Christchurch 5 | Rimutaka>MECF 1 | Rimutaka>Rolleston 2
    Rolleston>Rimutaka 1 | Rolleston>Whanganui 2 | SHCF>ASCF 3 | SHCF>Auckland 2 | SHCF>Hawkes Bay 4
    SHCF>MECF 5 | Tongariro>Rolleston 1
6-Dec-18
    Auckland>ASCF 2 | Auckland>SHCF 1 | Christchurch>OCF 3 | Hawkes Bay>MECF 2 | MECF>ASCF 13
    MECF>NRCF 16 | MECF>SHCF 1 | NRCF>Auckland 1 | NRCF>MECF 11 | OCF>Christchurch 1
    Rimutaka>MECF 5 | Rolleston>OCF 1 | SHCF>ASCF 2 | SHCF>Auckland 2 | SHCF>MECF 8
    SHCF>Rimutaka 5 | Tongariro>Waikeria 1 | Whanganui>Auckland 2 | Whanganui>MECF 2
16-May-19
    ASCF>NRCF 2 | ASCF>SHCF 2 | ASCF>Waikeria 2 | Auckland>ASCF 1 | Auckland>Rimutaka 1
    Auckland>SHCF 1 | Christchurch>ASCF 1 | Christchurch>Auckland 1 | Christchurch>Hawkes Bay 1
    Christchurch>Waikeria 2 | MECF>ASCF 2 | MECF>NRCF 6 | MECF>Rimutaka 10 | MECF>SHCF 8
    MECF>Waikeria 1 | NRCF>ASCF 1 | NRCF>Auckland 1 | NRCF>MECF 6 | Rimutaka>Auckland 1
    Rimutaka>Christchurch 2 | Rimutaka>MECF 3 | Rimutaka>Rolleston 3 | Rolleston>ASCF 4
    Rolleston>MECF 1 | SHCF>MECF 1 | SHCF>NRCF 1 | SHCF>Rolleston 1 | Waikeria>Rolleston 1
    Waikeria>Whanganui 8 | Whanganui>Rolleston 1
8-Aug-18
    ASCF>MECF 1 | Auckland>NRCF 2 | Hawkes Bay>SHCF 2 | Hawkes Bay>Tongariro 2
    Hawkes Bay>Waikeria 2 | MECF>ASCF 8 | MECF>NRCF 9 | Manawatu>Whanganui 1 | NRCF>MECF 9
    Rimutaka>Hawkes Bay 1 | Rimutaka>Manawatu 1 | Rimutaka>SHCF 8 | Rimutaka>Tongariro 2
    Rimutaka>Waikeria 1 | Rimutaka>Whanganui 8 | Tongariro>Hawkes Bay 4 | Tongariro>SHCF 1
    Waikeria>SHCF 5 | Whanganui>Hawkes Bay 2 | Whanganui>Rimutaka 3 | Whanganui>Waikeria 2
"""


def days() -> dict[str, list[tuple[str, str]]]:
    """By date: (from, to) of each person."""
    found: dict[str, list[tuple[str, str]]] = {}
    date = ""
    for line in DAYS.strip().splitlines():
        if not line.startswith(" "):
            date = line
            found[date] = []
            continue
        for entry in line.split("|"):
            way, _, number = entry.strip().rpartition(" ")
            origin, _, target = way.partition(">")
            found[date] += [(origin, target)] * int(number)
    return found
