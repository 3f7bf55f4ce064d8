"""Who may go on by which link: nobody comes back to where they started, by however long a way."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from builders import fleet, group, link, reception, site, small_scenario
from muster.planning.stocks import find_stocks
from strategies import scenarios


def sites_passed(scenario, origin, stocks):
    """Sites that people of an origin stock can come to, as the stocks' links allow it."""
    key = (origin.weight, origin.separation_class, origin.seat_kind, origin.destinations)
    onward = {
        s.site: s
        for s in stocks
        if s.transit
        and (s.weight, s.separation_class, s.seat_kind, s.destinations) == key
        and s.no_return == origin.no_return
    }
    passed, queue = set(), [origin]
    while queue:
        for way in queue.pop().links:
            head = scenario.links[way].destination
            if head not in passed:
                passed.add(head)
                queue.append(onward[head])
    return passed


def assert_nobody_comes_back(scenario):
    stocks = find_stocks(scenario, scenario.links)
    for origin in stocks:
        if not origin.transit and origin.site not in origin.destinations:
            assert origin.site not in sites_passed(scenario, origin, stocks)


def test_a_way_back_through_a_site_that_leads_nowhere_else_is_seen():
    scenario = small_scenario(
        sites=[site("P"), site("A"), site("B"), reception("R")],
        links=[link("P", "A"), link("A", "R"), link("A", "B"), link("B", "P")],
        groups=[group("p", "P", 10), group("b", "B", 10)],
        fleets=[fleet("BUS", "R", seats=21)],
        hazards={"P": 0.1, "A": 0.1, "B": 0.1},
    )
    (origin,) = (s for s in find_stocks(scenario, scenario.links) if s.group == "p")
    assert origin.no_return == "P"
    assert_nobody_comes_back(scenario)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_no_drawn_group_can_come_back_to_where_it_started(scenario):
    assert_nobody_comes_back(scenario)
