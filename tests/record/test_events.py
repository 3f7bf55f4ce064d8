"""Events have one form of bytes; what cannot be one is refused with every fault at once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from muster.errors import EventError
from muster.record.events import (
    FIRST,
    MOST,
    canonical,
    is_signed,
    moment,
    parse,
    sign,
    uuid7,
)
from record_makers import Device, private_key

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST, MOST) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(texts, values, max_size=4))
def test_the_bytes_of_an_event_give_the_event_and_the_event_gives_its_bytes(body):
    signed = Device().says("unheard_of", x=body)
    read = parse(signed.raw)
    assert read == signed.event
    assert canonical(read) == signed.raw
    assert json.loads(signed.raw)["body"] == {"x": body}


@given(st.dictionaries(texts, values, max_size=3), st.data())
def test_bytes_in_any_other_form_are_refused(body, data):
    raw = Device().says("unheard_of", x=body).raw
    loose = json.dumps(json.loads(raw), indent=data.draw(st.sampled_from([None, 1]))).encode()
    if loose != raw:
        with pytest.raises(EventError, match="RFC 8785"):
            parse(loose)


@given(st.binary(max_size=60))
def test_no_bytes_whatever_end_in_anything_but_an_event_error(raw):
    with pytest.raises(EventError):
        parse(raw)


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"n":NaN}', b'{"n":1,"n":2}', b"\xff", b"[]"])
def test_odd_json_is_refused(raw):
    with pytest.raises(EventError):
        parse(raw)


def test_every_fault_is_named_at_once():
    event = Device().says().event
    with pytest.raises(EventError) as refused:
        replace(event, event_id="x", device="y", n=-1, type="Boarding", salt="", version=0)
    named = " ".join(refused.value.faults)
    assert all(f"`{name}`" in named for name in ("event_id", "device", "n", "type", "salt"))
    assert len(refused.value.faults) == 6


@pytest.mark.parametrize(
    "body", [{"a": 0.5}, {"a": MOST + 1}, {"a": {"b": [float("nan")]}}, {1: "a"}, {"a": "\ud800"}]
)
def test_floats_large_numbers_and_half_characters_are_refused(body):
    event = Device().says().event
    with pytest.raises(EventError) as refused:
        replace(event, body=body)
    assert "Ahmed" not in str(refused.value)


def test_no_message_quotes_what_a_body_says():
    event = Device().says().event
    with pytest.raises(EventError) as refused:
        replace(event, body={"name": {"Ahmed"}})
    assert "Ahmed" not in str(refused.value)


@pytest.mark.parametrize(("n", "prev"), [(0, "1" * 64), (1, FIRST)])
def test_the_first_event_and_only_it_has_none_before(n, prev):
    with pytest.raises(EventError, match="prev"):
        replace(Device().says().event, n=n, prev=prev)


@pytest.mark.parametrize(
    "at",
    [
        "2026-01-21T06:00:00Z",
        "2026-01-21T06:00:00.000+00:00",
        "2026-02-30T06:00:00.000Z",
        "2026-01-21T24:00:00.000Z",
        "2026-01-21 06:00:00.000Z",
        "٢٠٢٦-01-21T06:00:00.000Z",
    ],
)
def test_times_have_one_form(at):
    with pytest.raises(EventError, match="occurred_at"):
        replace(Device().says().event, occurred_at=at)


def test_a_time_of_any_offset_is_told_in_utc_and_one_without_is_refused():
    at = datetime(2026, 1, 21, 9, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=3)))
    assert moment(at) == "2026-01-21T06:00:00.999Z"
    with pytest.raises(EventError, match="offset"):
        moment(at.replace(tzinfo=None))


def test_nobody_signs_for_another_device():
    device = Device()
    signed = device.says()
    with pytest.raises(EventError, match="another device"):
        sign(signed.event, private_key(5))
    assert is_signed(signed.raw, signed.signature, device.key.public_key())
    assert not is_signed(signed.raw, signed.signature, private_key(5).public_key())
    assert not is_signed(signed.raw + b" ", signed.signature, device.key.public_key())


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_a_uuid7_holds_its_time_and_its_version(at_ms, random):
    made = UUID(uuid7(at_ms, lambda _: random))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == at_ms


def test_uuids_of_later_times_sort_later():
    at = int(datetime(2026, 1, 21, tzinfo=UTC).timestamp() * 1000)
    made = [uuid7(at + i, bytes if i % 2 else lambda n: b"\xff" * n) for i in range(9)]
    assert made == sorted(made)


def test_the_canonical_form_is_that_of_rfc_8785():
    # its section 3.2.3 sorts names by UTF-16 code units, where U+1F600 comes before U+FB33
    raw = rfc8785.dumps({"דּ": 1, "\U0001f600": 2})
    signed = Device().says("unheard_of", **{"דּ": 1, "\U0001f600": 2})
    assert raw in signed.raw


ascii_texts = st.text(st.characters(max_codepoint=126), max_size=8)
edits = st.tuples(st.integers(0, 2_000), st.binary(max_size=4), st.integers(0, 4))


@given(st.dictionaries(ascii_texts, values | ascii_texts, max_size=3), st.lists(edits, max_size=2))
def test_whatever_is_read_has_exactly_the_bytes_it_was_read_from(body, changes):
    raw = Device().says("unheard_of", x=body).raw
    for place, put, out in changes:
        at = place % len(raw)
        raw = raw[:at] + put + raw[at + out :]
    try:
        read = parse(raw)
    except EventError:
        return
    assert rfc8785.dumps(json.loads(raw)) == raw
    assert canonical(read) == raw


@pytest.mark.parametrize(
    "body",
    [
        b'{"x":1e2}', b'{"x":1.0}', b'{"x":-0}', b'{"x":NaN}', b'{"a":1,"a":1}', b'{"b":1,"a":1}',
        b'{"x":"\\u0041"}', b'{"x":"\\ud800"}', b'{"x":"\\/"}', b'{"x": 1}',
        b'{"x":9007199254740993}',
        b'{},"x":{}', b'{"x":1},"body":{}', b'{"x":01}', b"[" * 5_000 + b"]" * 5_000,
    ],
)  # fmt: skip
def test_a_body_in_no_or_another_form_is_refused(body):
    raw = Device().says("unheard_of").raw.replace(b'"body":{}', b'"body":' + body)
    with pytest.raises(EventError):
        parse(raw)
