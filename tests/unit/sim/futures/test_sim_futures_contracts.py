"""Contracts: codes of both forms, last trading days, and which months are listed when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.futures.contracts import (
    contracts_of,
    last_trading_day,
    short_code,
    standard_code,
)
from sim.sessions import Sessions
from sim.values import Listing

SHARE = Listing("990001", "고요전자", "KOSPI", "stock", 1, "전기전자")
KNOWN = date(2025, 6, 2)


def listed(sessions: Sessions, first: date, last: date, *, known: date = KNOWN):
    return contracts_of(SHARE, 0, first=first, last=last, known=known, sessions=sessions)


@pytest.mark.parametrize(
    ("product", "year", "month", "short", "standard"),
    [
        ("01", 2022, 3, "101S03", "KR4101S30001"),
        ("11", 2021, 10, "111R10", "KR4111RA0000"),
        ("01", 2024, 9, "101V09", "KR4101V90008"),
        ("11", 2025, 12, "111W12", "KR4111WC0003"),
        ("01", 2026, 3, "A01603", "KR4A01630003"),
    ],
)
def test_codes_have_the_form_of_their_year(product, year, month, short, standard):
    assert short_code(product, year, month) == short
    assert standard_code(product, year, month)[:-1] == standard[:-1]


@pytest.mark.parametrize(
    ("short", "standard"), [("101S03", "KR4101S30001"), ("111R10", "KR4111RA0000")]
)
def test_check_digits_are_those_of_the_published_examples(short, standard):
    year = {"S": 2022, "R": 2021}[short[3]]
    assert standard_code(short[1:3], year, int(short[4:])) == standard


def test_the_last_trading_day_is_the_second_thursday(library):
    found = [last_trading_day(2026, month, library) for month in range(1, 13)]
    assert all(day.weekday() == 3 and 8 <= day.day <= 14 for day in found)
    assert found[10] == date(2026, 11, 12)


def test_a_closed_second_thursday_moves_the_day_back(sessions):
    rows = [row for row in sessions.rows() if row[0] != date(2026, 11, 12)]
    assert last_trading_day(2026, 11, Sessions.from_rows(rows)) == date(2026, 11, 11)


def test_outside_the_table_the_calendar_alone_decides(sessions):
    assert last_trading_day(2030, 3, sessions) == date(2030, 3, 14)


def test_three_months_and_a_quarter_are_listed(sessions):
    on = date(2026, 11, 2)
    found = [c for c in listed(sessions, on, on) if c.since <= on <= c.last_day]
    assert [c.month for c in found] == [(2026, 11), (2026, 12), (2027, 1), (2027, 3)]
    assert [c.code for c in found] == ["A11611", "A11612", "A11701", "A11703"]
    assert found[0].name == "고요전자 F 202611 (  10)"
    assert found[0].days_left(on) == 11
    assert found[0].listing().kind == "future"


@given(offset=st.integers(0, 500))
def test_every_day_has_four_months_and_a_listed_one_stays_until_it_ends(sessions, offset):
    day = date(2025, 7, 1) + timedelta(days=offset)
    everything = listed(sessions, date(2025, 7, 1), date(2026, 12, 31))
    found = [c.month for c in everything if c.since <= day <= c.last_day]
    assert len(found) == 4
    assert found == sorted(found)
    assert found[3][1] % 3 == 0
    steps = [(b[0] - a[0]) * 12 + b[1] - a[1] for a, b in pairwise(found[:3])]
    assert steps == [1, 1]


def test_nothing_is_listed_before_the_share_has_a_price(sessions):
    known = date(2026, 11, 2)
    found = listed(sessions, known, known, known=known)
    assert {c.since for c in found} == {known}


def test_products_differ_and_never_collide_with_index_futures(sessions):
    day = date(2026, 11, 2)
    codes = [
        contracts_of(SHARE, n, first=day, last=day, known=KNOWN, sessions=sessions)[0].code[1:3]
        for n in range(200)
    ]
    assert len(set(codes)) == 200
    assert min(codes) == "11"
    assert not {"01", "05", "06"} & set(codes)
