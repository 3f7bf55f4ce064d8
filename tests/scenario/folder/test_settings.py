"""`scenario.toml`, key by key and as a whole."""

import pytest

from folders import SETTINGS, faults_of, read_from, said_of
from muster.scenario import SEPARATION_CLASSES, Judgement, Objective, RegimeRate

RATE = """
[[security.rate]]
from = "holding"
to = "fraying"
per_day = 0.1
"""
TWO_REGIMES = SETTINGS + '[[security.regime]]\nname = "fraying"\ntrips = false\n'


def changed(old: str, new: str, text: str = SETTINGS) -> dict[str, str | bytes | None]:
    """The sound settings with a piece replaced."""
    assert old in text
    return {"scenario.toml": text.replace(old, new)}


def test_what_is_not_given_has_its_default(tmp_path):
    scenario = read_from(tmp_path)
    assert scenario.objective == Objective()
    assert scenario.separation_classes == SEPARATION_CLASSES
    assert scenario.legal_regime == "domestic"
    assert scenario.security.guard_elasticity == Judgement.certain(0.0)


def test_the_start_keeps_its_offset(tmp_path):
    assert read_from(tmp_path).start.isoformat() == "2026-01-21T00:00:00+03:00"


def test_the_horizon_is_counted_in_steps(tmp_path):
    files = changed("step_h = 3\nhorizon_h = 24", "step_h = 0.1\nhorizon_h = 0.3")
    assert read_from(tmp_path, files).steps == 3


def test_a_byte_order_mark_and_windows_line_ends_are_understood(tmp_path):
    data = b"\xef\xbb\xbf" + SETTINGS.replace("\n", "\r\n").encode()
    assert read_from(tmp_path, {"scenario.toml": data}).name == "small"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "horizon_h = 24",
            "horizon_h = 25",
            "row 5, column horizon_h: found 25 h; expected a whole number of steps of 3 h",
        ),
        (
            "step_h = 3",
            "step_h = 0.01\n",
            None,
        ),
        (
            "start = 2026-01-21T00:00:00+03:00",
            "start = 2026-01-21T00:00:00",
            'row 3, column start: found "2026-01-21 00:00:00"; expected a time with its offset '
            "from UTC, such as 2026-01-21T06:00:00+03:00. Add the offset from UTC, such as +03:00",
        ),
        (
            "format = 1",
            "format = 2",
            'row 1, column format: found "2"; expected 1',
        ),
        (
            'name = "small"',
            "name = 3",
            'row 2, column name: found "3"; expected text. Write it between quotes',
        ),
        (
            'name = "small"',
            "",
            "column name: found nothing; expected text",
        ),
        (
            "step_h = 3",
            "step_h = nan",
            'row 4, column step_h: found "nan"; expected a number from 0.01 to 168',
        ),
        (
            "step_h = 3",
            "step_h = true",
            'row 4, column step_h: found "true"; expected a number from 0.01 to 168',
        ),
        (
            'name = "small"',
            'name = "small"\nhorizn_h = 3',
            "row 3, column horizn_h: found an unknown key; expected a key of scenario.toml. "
            "Did you mean horizon_h?",
        ),
        (
            'name = "small"',
            'name = "small"\nlegal_regime = "gc5"',
            'row 3, column legal_regime: found "gc5"; expected one of gc3, gc4, domestic. '
            "Did you mean gc4?",
        ),
        (
            'name = "small"',
            'name = "small"\nseparation_classes = ["men", "men"]',
            "row 3, column separation_classes: found \"['men', 'men']\"; expected a list of ids, "
            'each once, such as ["men", "women"]. men is in the list twice',
        ),
        (
            "{ holding = 1.0 }",
            "{ holding = 0.9 }",
            "row 8, column security.initial: found probabilities that sum to 0.9; "
            "expected a sum of 1",
        ),
        (
            "{ holding = 1.0 }",
            "{ holdng = 1.0 }",
            'row 8, column security.initial.holdng: found "holdng"; expected the name of a regime. '
            "Did you mean holding?",
        ),
        (
            "{ holding = 1.0 }",
            '{ holding = "1" }',
            "row 8, column security.initial: found \"{'holding': '1'}\"; expected names with a "
            "probability each, such as { holding = 0.9, fraying = 0.1 }. "
            "Each probability is a number from 0 to 1",
        ),
    ],
)
def test_a_key_that_does_not_fit_is_a_fault(tmp_path, old, new, said):
    found = said_of(tmp_path, changed(old, new))
    assert found == ([] if said is None else [f"scenario.toml{', ' if said else ''}{said}"])


def test_too_many_steps_are_a_fault(tmp_path):
    (said,) = said_of(
        tmp_path, changed("step_h = 3\nhorizon_h = 24", "step_h = 0.5\nhorizon_h=15000")
    )
    assert said == (
        "scenario.toml, row 4, column step_h: found 30,000 steps of 0.5 h; "
        "expected at most 20,000. Use longer steps"
    )


def test_text_that_is_not_toml_is_a_fault_with_its_row(tmp_path):
    (said,) = said_of(tmp_path, changed("step_h = 3", "step_h 3"))
    assert said.startswith("scenario.toml, row 4: found text that is not TOML (Expected '='")


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 100_000, "step_h = " + "9" * 10_000, "\0", "step_h = 2026-13-45", "a.b.c"],
)
def test_no_text_is_too_strange_for_a_fault(tmp_path, text):
    assert faults_of(tmp_path, {"scenario.toml": text})[0].file == "scenario.toml"


def test_an_integer_too_long_to_print_is_a_fault(tmp_path):
    (fault,) = faults_of(tmp_path, changed("format = 1", "format = 0x" + "f" * 20_000))
    assert fault.found == "a huge number"


def test_settings_that_are_not_utf_8_are_a_fault_with_their_row(tmp_path):
    (said,) = said_of(tmp_path, {"scenario.toml": SETTINGS.encode().replace(b"small", b"sm\xe4ll")})
    assert said.startswith("scenario.toml, row 2: found the byte 0xE4, which is not UTF-8")


def test_a_section_that_is_a_value_is_a_fault(tmp_path):
    (said, *_) = said_of(tmp_path, {"scenario.toml": "objective = 3\n" + SETTINGS})
    assert said == (
        'scenario.toml, row 1, column objective: found "3"; expected a section [objective]'
    )


def test_security_and_its_regimes_must_be_there(tmp_path):
    text = SETTINGS[: SETTINGS.index("[security]")]
    assert said_of(tmp_path, {"scenario.toml": text}) == [
        "scenario.toml, column security: found nothing; expected a section [security]",
        "scenario.toml, column security.regime: found none; "
        "expected at least one section [[security.regime]]",
    ]


def test_rates_and_regimes_are_read(tmp_path):
    text = TWO_REGIMES + RATE + 'low = 0.05\nsource = "staff"\n'
    security = read_from(tmp_path, {"scenario.toml": text}).security
    assert [regime.trips for regime in security.regimes] == [True, False]
    assert security.rates == (RegimeRate("holding", "fraying", Judgement(0.1, 0.05, 0.1, "staff")),)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('to = "fraying"', 'to = "frayin"', "security.rate[1].to"),
        ('to = "fraying"', 'to = "holding"', "security.rate[1].to"),
        ("per_day = 0.1", "per_day = 0.1\nlow = 0.2", "security.rate[1].low"),
        ("per_day = 0.1", "per_day = 0.1\nhigh = 0.05", "security.rate[1].high"),
        ("per_day = 0.1", "per_day = -0.1", "security.rate[1].per_day"),
        ("per_day = 0.1", "per_day = 0.1\n" + RATE, "security.rate[2]"),
        ('name = "fraying"', 'name = "fraying"\ntrips = "no"', "security.regime[2].trips"),
    ],
)
def test_a_rate_that_does_not_fit_is_a_fault_with_its_path(tmp_path, old, new, path):
    text = TWO_REGIMES.replace("trips = false\n", "") + RATE
    (fault,) = faults_of(tmp_path, changed(old, new, text))
    assert fault.column == path
    assert fault.row is not None


def test_a_regime_that_is_named_twice_is_a_fault(tmp_path):
    (said,) = said_of(tmp_path, changed("fraying", "holding", TWO_REGIMES))
    assert said == (
        'scenario.toml, row 13, column security.regime[2].name: found "holding" a second time; '
        "expected each regime once"
    )


@pytest.mark.parametrize(
    ("value", "judgement"),
    [
        ("1.0", Judgement.certain(1.0)),
        ('{ value = 1, low = 0.5, high = 1.5, source = "staff" }', Judgement(1, 0.5, 1.5, "staff")),
        ("{ value = 1, high = 1.5 }", Judgement(1, 1, 1.5)),
    ],
)
def test_the_elasticity_is_a_number_or_a_judgement(tmp_path, value, judgement):
    files = changed("[security]", f"[security]\nguard_elasticity = {value}")
    assert read_from(tmp_path, files).security.guard_elasticity == judgement


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("{ value = 1, low = 2 }", "security.guard_elasticity.low"),
        ("{ value = 1, high = 0 }", "security.guard_elasticity.high"),
        ("{ low = 2 }", "security.guard_elasticity.value"),
        ("{ value = 1, lw = 2 }", "security.guard_elasticity.lw"),
        ("{ value = 1, source = 2 }", "security.guard_elasticity.source"),
        ("-1", "security.guard_elasticity.value"),
    ],
)
def test_an_elasticity_that_does_not_fit_is_a_fault(tmp_path, value, path):
    files = changed("[security]", f"[security]\nguard_elasticity = {value}")
    (fault,) = faults_of(tmp_path, files)
    assert (fault.column, fault.row) == (path, 8)
