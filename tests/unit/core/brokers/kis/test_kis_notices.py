"""Frames of the push feed, field by field."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import notices
from core.brokers.kis.notices import Ack, NoticeKind
from core.brokers.kis.numbers import BadField
from core.domain.signal import Side
from tests.kis_wire import ACCEPTANCE, FILL, IV, KEY, TRADE, sealed


def long_form(text: str) -> tuple[str, ...]:
    """Spread the 18th field of the short layout over the four of the workbook's."""
    fields = text.split("^")
    return (*fields[:18], "0", "1", "Y", "", *fields[19:])


def changed(text: str, **at: str) -> tuple[str, ...]:
    fields = text.split("^")
    for place, value in at.items():
        fields[int(place[1:])] = value
    return tuple(fields)


def test_examples_of_the_sheet_are_read_field_by_field():
    fields = tuple(ACCEPTANCE.split("^"))
    assert len(fields) == 23
    seen = notices.notice(fields)
    assert (seen.kind, seen.account, seen.number) == (
        NoticeKind.ACCEPTED, "1234567801", "06010-0000002891",
    )  # fmt: skip
    assert (seen.symbol, seen.side, seen.shares, seen.price) == ("136480", Side.BUY, 1, 0)
    assert (seen.time, seen.ordered) == ("094941", 1)
    filled = notices.notice(tuple(FILL.split("^")))
    assert (filled.kind, filled.shares, filled.price) == (NoticeKind.FILLED, 1, 3_190)


@pytest.mark.parametrize("text", [ACCEPTANCE, FILL])
def test_both_layouts_say_the_same(text):
    assert len(long_form(text)) == 26
    assert notices.notice(long_form(text)) == notices.notice(tuple(text.split("^")))
    assert notices.notice((*long_form(text), "new", "fields")) == notices.notice(long_form(text))


@pytest.mark.parametrize(
    ("record", "kind", "number"),
    [
        (changed(ACCEPTANCE, _5="2", _3="0000002890"), NoticeKind.CANCELLED, "06010-0000002890"),
        (changed(ACCEPTANCE, _5="1", _3="0000002890"), NoticeKind.AMENDED, "06010-0000002890"),
        (changed(ACCEPTANCE, _12="1"), NoticeKind.REJECTED, "06010-0000002891"),
        (changed(ACCEPTANCE, _14="3"), NoticeKind.CANCELLED, "06010-0000002891"),
        (changed(FILL, _4="01"), NoticeKind.FILLED, "06010-0000002891"),
    ],
)
def test_notice_is_about_the_order_it_changes(record, kind, number):
    seen = notices.notice(record)
    assert (seen.kind, seen.number) == (kind, number)


@pytest.mark.parametrize(
    "record",
    [
        tuple(FILL.split("^"))[:22], changed(FILL, _4="03"), changed(FILL, _13="9"),
        changed(FILL, _12=""), changed(FILL, _8="삼성"), changed(FILL, _9="1.5"),
        changed(FILL, _10="x"), changed(FILL, _5="7"),
    ],
)  # fmt: skip
def test_notice_that_makes_no_sense_is_refused(record):
    with pytest.raises(BadField):
        notices.notice(record)


def test_notice_shows_no_account():
    assert "1234567801" not in repr(notices.notice(tuple(FILL.split("^"))))


def test_plain_frame_has_its_records():
    seen = notices.frame(f"0|H0STCNT0|001|{TRADE}", {})
    assert (seen.tr_id, len(seen.records), len(seen.records[0])) == ("H0STCNT0", 1, 46)
    assert notices.traded(seen.records[0]) == "005930"
    twice = notices.frame(f"0|H0STCNT0|002|{TRADE}^{TRADE}", {})
    assert twice.records == seen.records * 2


def test_frame_with_fields_nobody_knows_is_read():
    (record,) = notices.frame(f"0|H0STCNT0|001|{TRADE}^more^again", {}).records
    assert notices.traded(record) == "005930"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_encrypted_text_comes_back(text):
    assert notices.decrypt(sealed(text), KEY, IV) == text


def test_encrypted_frame_opens_with_the_key_of_its_feed():
    text = f"1|H0STCNI9|001|{sealed(FILL)}"
    (record,) = notices.frame(text, {"H0STCNI9": (KEY, IV)}).records
    assert notices.notice(record).shares == 1
    for keys in ({}, {"H0STCNI0": (KEY, IV)}, {"H0STCNI9": ("x" * 32, IV)},
                 {"H0STCNI9": ("short", IV)}, {"H0STCNI9": ("열" * 32, IV)}):  # fmt: skip
        with pytest.raises(BadField):
            notices.notice(notices.frame(text, keys).records[0])


@pytest.mark.parametrize(
    "text",
    ["", "0", "0|H0STCNT0", "0|H0STCNT0|001", "2|H0STCNT0|001|a^b", "0|H0STCNT0|000|a^b",
     "0|H0STCNT0|003|a^b", "0|H0STCNT0|002|a^b^c", "0|H0STCNT0|x|a^b", "1|H0STCNT0|001|%%%",
     "0|H0STCNT0|-01|a"],
)  # fmt: skip
def test_broken_frame_is_refused(text):
    with pytest.raises(BadField):
        notices.frame(text, {"H0STCNT0": (KEY, IV)})


@given(st.text(max_size=60))
def test_any_text_is_a_frame_or_refused(text):
    for read in (lambda: notices.frame(text, {}), lambda: notices.ack(text)):
        try:
            read()
        except BadField:
            continue


def test_ack_carries_the_keys_and_hides_them():
    text = json.dumps({
        "header": {"tr_id": "H0STCNI9", "tr_key": "htsuser", "encrypt": "Y"},
        "body": {"rt_cd": "0", "msg_cd": "OPSP0000", "msg1": "SUBSCRIBE SUCCESS",
                 "output": {"iv": IV, "key": KEY}},
    })  # fmt: skip
    seen = notices.ack(text)
    assert seen == Ack("H0STCNI9", True, "OPSP0000", KEY, IV)
    assert KEY not in repr(seen)


def test_refused_ack_has_its_code():
    text = '{"header":{"tr_id":"(null)"},"body":{"rt_cd":"9","msg_cd":"OPSP8996","msg1":"IN USE"}}'
    assert notices.ack(text) == Ack("(null)", False, "OPSP8996")


def test_beat_is_no_ack():
    assert notices.ack('{"header":{"tr_id":"PINGPONG","datetime":"20261120093015"}}') is None


@pytest.mark.parametrize(
    "text",
    ["{", "{}", '{"header":1}', '{"header":{"tr_id":"X"}}', '{"header":{"tr_id":"X"},"body":[]}'],
)
def test_broken_json_is_refused(text):
    with pytest.raises(BadField):
        notices.ack(text)
