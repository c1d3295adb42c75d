"""Sizes, bars, quotes, sessions and decisions refuse what cannot be, and answer exactly."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.bar import Bar, Interval
from core.domain.calendar import KST, Phase, Session, kst_text, trading_date, utc
from core.domain.decision import GateSeal, RiskApproved, RiskDecision, RuleResult, Verdict
from core.domain.people import Role, User
from core.domain.saying import Saying
from core.domain.signal import Size
from tests.contexts import DAY, NOW, SESSION, intent, quote


@pytest.mark.parametrize(
    "given",
    [{"budget": 1}, {"shares": 1}, {"fraction": Decimal("0.5")}, {"fraction": Decimal(1)}],
)
def test_size_is_one_positive_thing(given):
    assert Size(**given)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"budget": 0},
        {"budget": -1},
        {"shares": 0},
        {"fraction": Decimal(0)},
        {"budget": 1, "shares": 1},
        {"shares": 1, "fraction": Decimal(1)},
    ],
)
def test_size_of_nothing_or_of_two_things_is_refused(given):
    with pytest.raises(ValueError, match="exactly one positive"):
        Size(**given)


def test_no_more_than_the_whole_holding_is_a_fraction():
    with pytest.raises(ValueError, match=r"1\.01 is above the whole"):
        Size(fraction=Decimal("1.01"))


def bar(low: int, high: int, *, open_: int = 100, close: int = 100, volume: int = 5) -> Bar:
    return Bar("005930", Interval.DAY, NOW, DAY, open_, high, low, close, volume, "test")


def test_bar_encloses_its_prices():
    assert not bar(90, 110).halted
    assert bar(100, 100, volume=0).halted


@pytest.mark.parametrize(
    ("low", "high", "more"),
    [
        (101, 110, {}),
        (90, 99, {}),
        (90, 110, {"close": 111}),
        (90, 110, {"open_": 89}),
        (110, 90, {}),
    ],
)
def test_bar_that_does_not_enclose_is_refused(low, high, more):
    with pytest.raises(ValueError, match="must enclose"):
        bar(low, high, **more)


@pytest.mark.parametrize(
    "more",
    [{"low": 0, "high": 110}, {"low": -1, "high": 1}, {"low": 90, "high": 110, "volume": -1}],
)
def test_bar_without_price_or_with_negative_volume_is_refused(more):
    with pytest.raises(ValueError, match="must be positive"):
        bar(**more)


def test_age_of_a_quote_counts_whole_days():
    assert quote(at=NOW - timedelta(days=1, seconds=2)).age_s(NOW) == 86_402
    assert quote(at=NOW + timedelta(seconds=2)).age_s(NOW) == -2


@pytest.mark.parametrize(
    ("hour", "minute", "second", "phase"),
    [
        (0, 0, 0, Phase.CLOSED),
        (8, 29, 59, Phase.CLOSED),
        (8, 30, 0, Phase.PRE_OPEN),
        (8, 59, 59, Phase.PRE_OPEN),
        (9, 0, 0, Phase.CONTINUOUS),
        (15, 19, 59, Phase.CONTINUOUS),
        (15, 20, 0, Phase.CLOSING_AUCTION),
        (15, 29, 59, Phase.CLOSING_AUCTION),
        (15, 30, 0, Phase.POST_CLOSE),
        (15, 59, 59, Phase.POST_CLOSE),
        (16, 0, 0, Phase.CLOSED),
        (23, 59, 59, Phase.CLOSED),
    ],
)
def test_day_has_its_phases(hour, minute, second, phase):
    assert SESSION.phase(utc(DAY, hour, minute, second)) is phase


def test_phases_follow_a_late_opening():
    late = Session(DAY, utc(DAY, 10), utc(DAY, 16, 30))
    assert late.phase(utc(DAY, 9, 30)) is Phase.PRE_OPEN
    assert late.phase(utc(DAY, 15, 25)) is Phase.CONTINUOUS
    assert late.phase(utc(DAY, 16, 20)) is Phase.CLOSING_AUCTION


def test_day_in_korea_begins_at_fifteen_utc():
    assert trading_date(datetime(2024, 9, 2, 14, 59, 59, tzinfo=UTC)) == date(2024, 9, 2)
    assert trading_date(datetime(2024, 9, 2, 15, tzinfo=UTC)) == date(2024, 9, 3)
    assert trading_date(datetime(2024, 2, 28, 15, tzinfo=UTC)) == date(2024, 2, 29)


def test_instants_are_utc_and_shown_in_korea():
    at = utc(DAY, 8, 40, 5)
    assert at == datetime(2024, 9, 2, 23, 40, 5, tzinfo=UTC)
    assert at.tzinfo is UTC
    assert kst_text(at) == "09-03 08:40:05"
    assert kst_text(at, "%H:%M") == "08:40"
    assert KST.utcoffset(None) == timedelta(hours=9)


def test_decision_lists_its_refusals_in_order():
    words = tuple(
        RuleResult(name, verdict, Saying(), Saying())
        for name, verdict in (("a", Verdict.REFUSE), ("b", Verdict.ALLOW), ("c", Verdict.REFUSE))
    )
    decision = RiskDecision("D", intent(), "press", Verdict.REFUSE, words, 10, 0, NOW)
    assert [r.rule for r in decision.refusals] == ["a", "c"]


@pytest.mark.parametrize("seal", [None, "seal", object(), GateSeal])
def test_nothing_but_the_gates_seal_approves(seal):
    with pytest.raises(TypeError, match="only the risk gate"):
        RiskApproved(intent(), "D", seal)


def test_values_do_not_change():
    with pytest.raises(FrozenInstanceError):
        intent().shares = 1_000  # type: ignore[misc]


def test_user_is_known_by_face_and_number():
    assert User("telegram", "42", "7", "민지", Role.ADMIN, NOW).key == "telegram:42"
