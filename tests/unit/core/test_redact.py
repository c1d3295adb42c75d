"""The redactor: what is a secret, what is not, in every writing and at every depth."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.redact import MASK, Redactor

secrets = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=12, max_size=60)
json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
)


@given(secret=secrets, before=st.binary(max_size=4), after=st.binary(max_size=4))
def test_no_writing_of_a_secret_survives(secret, before, after):
    redactor = Redactor([secret])
    raw = secret.encode()
    writings = {
        secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1],
        json.dumps(secret)[1:-1], raw.hex(), raw.hex().upper(),
    }  # fmt: skip
    for writing in writings:
        assert redactor.text(f"<{writing}>") == f"<{MASK}>"

    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        hidden = encode(before + raw + after).decode()
        assert MASK in redactor.text(hidden)


@given(json_data)
def test_innocent_data_passes_unchanged(data):
    assert Redactor(["a-very-special-secret"]).value(data) == data


@pytest.mark.parametrize(
    "text",
    [
        "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawx/getMe",
        "https://h/?t=123456789%3AAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawx",
        "Incorrect API key provided: sk-proj-abcdEFGH1234ijkl.",
        "Authorization: Bearer abcdefgh12345678",
        "xoxb-123456789012-abcdefghij",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0abcd.c2lnbmF0dXJl",
        "postgresql://gaemi:hunter2hunter2@db/gaemi",
    ],
)
def test_shape_of_a_secret_is_enough(text):
    shown = Redactor().text(text)
    assert MASK in shown
    assert not [part for part in ("AAHd", "EFGH", "efgh", "c2ln", "hunter2") if part in shown]


@pytest.mark.parametrize(
    "text",
    [
        "005930 삼성전자 10주 @ 71,200",
        "01K9QZ3N8V4S0T2W5X7Y9ZABCD",
        "2026-11-20T09:00:00+09:00 12:30:45.123456",
        "https://api.telegram.org/file/bot",
        "risk-averse task-management",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert Redactor(["", "01", "short"]).text(text) == text


@pytest.mark.parametrize(
    "key",
    ["appkey", "appsecret", "app_key", "API-Key", "access_token", "Authorization", "password",
     "approval_key", "pairing_code", "Set-Cookie"],
)  # fmt: skip
def test_name_alone_gives_a_secret_away(key):
    assert Redactor().value({"outer": [{key: "x1"}]}) == {"outer": [{key: MASK}]}


def test_secret_number_is_found_as_integer_too():
    redactor = Redactor(["87654321"])
    assert redactor.value([87654321, 8765432, -87654321]) == [MASK, 8765432, f"-{MASK}"]


def test_first_and_last_eight_characters_are_masked_too():
    redactor = Redactor(["PSabcdefgh0123456789wxyz"])
    assert redactor.text("starts PSabcdef, ends 6789wxyz") == f"starts {MASK}, ends {MASK}"


def test_unknown_object_is_written_as_redacted_text():
    class Odd:
        def __str__(self) -> str:
            return "odd special-secret"

    assert Redactor(["special-secret"]).value({"x": Odd()}) == {"x": f"odd {MASK}"}
