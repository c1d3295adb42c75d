"""Every row of the table, and that everything else is doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InDoubt, NotSent, Refused
from core.net.outcome import TABLE, Evidence, Proofs, Verdict, classify

PROOFS = Proofs(gateway=frozenset({"GW1"}), refusals=frozenset({"NO1"}))
ACCEPTED = Evidence(
    status=200, readable=True, success=True, code="OK", number="00950-1", named=True
)
REFUSED = Evidence(status=200, readable=True, code="NO1", text="no cash")
GATEWAY = Evidence(status=500, readable=True, code="GW1", text="too fast")
NEVER_LEFT = Evidence(left=False, text="no connection")

ROWS = {
    "never left": (NEVER_LEFT, Verdict.NOT_SENT),
    "gateway code": (GATEWAY, Verdict.REFUSED),
    "success with a new number": (ACCEPTED, Verdict.ACCEPTED),
    "listed refusal": (REFUSED, Verdict.REFUSED),
}
DOUBTS = {
    "nothing readable": Evidence(),
    "timeout": Evidence(text="TimeoutError"),
    "success without number": replace(ACCEPTED, number="", named=False),
    "success with half a number": replace(ACCEPTED, number=""),
    "number of another order": replace(ACCEPTED, known=True),
    "success under 500": replace(ACCEPTED, status=500),
    "success under 307": replace(ACCEPTED, status=307),
    "number without success": replace(REFUSED, named=True, number="00950-1"),
    "unlisted refusal": replace(REFUSED, code="NO2"),
    "listed refusal under 500": replace(REFUSED, status=500),
    "listed refusal under 302": replace(REFUSED, status=302),
    "refusal without code": replace(REFUSED, code=""),
    "gateway code with a number": replace(GATEWAY, named=True),
    "gateway code with success": replace(GATEWAY, success=True),
    "gateway code in an unreadable body": replace(GATEWAY, readable=False),
    "plain 500": Evidence(status=500, readable=True),
    "502 html": Evidence(status=502, text="unreadable answer"),
}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_row_has_its_case(row):
    evidence, verdict = ROWS[row.name]
    outcome = classify(evidence, PROOFS)
    assert (outcome.row, outcome.verdict) == (row.name, verdict) == (row.name, row.verdict)


@pytest.mark.parametrize("evidence", DOUBTS.values(), ids=DOUBTS.keys())
def test_whatever_no_row_proves_is_doubt(evidence):
    outcome = classify(evidence, PROOFS)
    assert outcome.verdict is Verdict.IN_DOUBT
    with pytest.raises(InDoubt):
        outcome.number()


def test_gateway_code_counts_under_any_status():
    for status in (200, 403, 429, 500):
        assert classify(replace(GATEWAY, status=status), PROOFS).verdict is Verdict.REFUSED


def test_outcome_ends_in_a_number_or_its_error():
    assert classify(ACCEPTED, PROOFS).number() == "00950-1"
    with pytest.raises(NotSent, match="no connection"):
        classify(NEVER_LEFT, PROOFS).number()
    with pytest.raises(Refused) as told:
        classify(REFUSED, PROOFS).number()
    assert (told.value.code, told.value.text) == ("NO1", "no cash")


def test_doubt_names_what_was_seen():
    for evidence, words in (
        (DOUBTS["number of another order"], "another order"),
        (DOUBTS["success without number"], "no complete order number"),
        (DOUBTS["unlisted refusal"], "NO2 no cash"),
        (DOUBTS["nothing readable"], "nothing readable"),
    ):
        with pytest.raises(InDoubt, match=words):
            classify(evidence, PROOFS).number()


def test_outcome_is_neither_true_nor_false():
    with pytest.raises(TypeError, match="four values"):
        bool(classify(ACCEPTED, PROOFS))


evidences = st.builds(
    Evidence,
    left=st.booleans(),
    status=st.sampled_from([0, 200, 201, 204, 301, 307, 403, 404, 429, 500, 502, 503]),
    readable=st.booleans(),
    success=st.booleans(),
    code=st.sampled_from(["", "GW1", "NO1", "NO2", "OK"]),
    number=st.sampled_from(["", "00950-1"]),
    named=st.booleans(),
    known=st.booleans(),
)


@given(evidences)
def test_certainty_needs_its_proof(evidence):
    verdict = classify(evidence, PROOFS).verdict
    if verdict is Verdict.NOT_SENT:
        assert not evidence.left
    elif verdict is Verdict.ACCEPTED:
        assert evidence.success
        assert evidence.number
        assert not evidence.known
        assert 200 <= evidence.status < 300
    elif verdict is Verdict.REFUSED:
        assert not evidence.success
        assert not evidence.named
        assert evidence.code in ("GW1", "NO1")
        assert evidence.code == "GW1" or 200 <= evidence.status < 300
