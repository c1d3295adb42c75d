"""Boundaries of the price band and of what the exchange allows, and the work of the base."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.domain.bar import Quote
from core.domain.calendar import Phase, Session, utc
from core.domain.decision import Verdict
from core.domain.instrument import InstrumentKind, Market, PriceLimits
from core.domain.order import OrderKind
from core.domain.saying import say
from core.errors import SettingsError
from core.registry import Registry, discover
from core.risk import price_band, tradable
from core.risk.base import BUILT_IN, RULES, Rule, ask_all, whole_lots
from tests.contexts import (
    DAY,
    NOW,
    OTHER,
    account,
    ago,
    at,
    context,
    intent,
    limits,
    quote,
    sale,
)

ALLOW, TRIM, REFUSE = Verdict.ALLOW, Verdict.TRIM, Verdict.REFUSE


@pytest.mark.parametrize(
    ("price", "verdict"),
    [
        (48_499, REFUSE),
        (48_500, ALLOW),
        (50_000, ALLOW),
        (51_500, ALLOW),
        (51_501, REFUSE),
        (0, REFUSE),
        (-50_000, REFUSE),
    ],
)
@pytest.mark.parametrize("make", [intent, sale])
def test_price_stays_within_three_percent_of_the_quote(make, price, verdict):
    result = price_band.check(context(intent=make(price=price)))
    assert result.verdict is verdict
    assert dict(result.limit.fields) == {
        "low_won": 48_500, "high_won": 51_500, "collar_ratio": "0.03", "quote_won": 50_000,
    }  # fmt: skip


def test_band_of_an_odd_price_is_exact():
    # 3 % of 1,733 are 51.99: 1,784 is inside, 1,785 outside.
    around = {"quote": quote(price=1_733)}
    assert price_band.check(context(intent=intent(price=1_784), **around)).verdict is ALLOW
    assert price_band.check(context(intent=intent(price=1_785), **around)).verdict is REFUSE


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(0, ALLOW), (4.999, ALLOW), (5, ALLOW), (5.001, REFUSE), (-5, ALLOW), (-5.001, REFUSE)],
)
def test_quote_older_or_newer_than_its_age_is_no_reference(seconds, verdict):
    result = price_band.check(context(quote=quote(at=ago(seconds))))
    assert result.verdict is verdict


def test_quote_of_yesterday_is_old_although_its_seconds_match():
    result = price_band.check(context(quote=quote(at=NOW - timedelta(days=1))))
    assert (result.verdict, result.observed) == (REFUSE, say("risk.price_band.age", age_s="86400"))


@pytest.mark.parametrize("bad", [None, quote(price=0), quote(price=-1), quote(symbol=OTHER)])
def test_without_a_usable_quote_nothing_is_ordered(bad: Quote | None):
    for wish in (intent(), sale()):
        result = price_band.check(context(quote=bad, intent=wish))
        assert (result.verdict, result.observed) == (REFUSE, say("risk.price_band.no_quote"))


P = Phase


@pytest.mark.parametrize(
    ("kind", "now", "phase", "verdict"),
    [
        (OrderKind.OPEN, at(8, 29, 59), P.CLOSED, REFUSE),
        (OrderKind.OPEN, at(8, 30), P.PRE_OPEN, ALLOW),
        (OrderKind.OPEN, at(8, 59, 59), P.PRE_OPEN, ALLOW),
        (OrderKind.OPEN, at(9), P.CONTINUOUS, REFUSE),
        (OrderKind.OPEN, at(9), P.PRE_OPEN, REFUSE),
        (OrderKind.LIMIT, at(8, 30), P.PRE_OPEN, ALLOW),
        (OrderKind.LIMIT, at(9), P.CONTINUOUS, ALLOW),
        (OrderKind.LIMIT, at(15, 20), P.CLOSING_AUCTION, ALLOW),
        (OrderKind.LIMIT, at(15, 29, 59), P.CLOSING_AUCTION, ALLOW),
        (OrderKind.LIMIT, at(15, 30), P.POST_CLOSE, REFUSE),
        (OrderKind.LIMIT, at(10), P.CLOSED, REFUSE),
        (OrderKind.CLOSE, at(8, 59), P.PRE_OPEN, REFUSE),
        (OrderKind.CLOSE, at(15, 15), P.CONTINUOUS, ALLOW),
        (OrderKind.CLOSE, at(15, 25), P.CLOSING_AUCTION, ALLOW),
        (OrderKind.CLOSE, at(15, 30), P.POST_CLOSE, REFUSE),
    ],
)
def test_order_kind_fits_the_phase_of_calendar_and_quote(kind, now, phase, verdict):
    around = context(intent=intent(kind=kind), now=now, quote=quote(at=now, phase=phase))
    assert tradable.check(around).verdict is verdict


def test_late_opening_is_the_calendars_word():
    # The day of the college entrance test opens at ten.
    late = Session(DAY, utc(DAY, 10), utc(DAY, 16, 30))
    before = context(session=late, now=at(9, 5), quote=quote(phase=P.CONTINUOUS))
    assert tradable.check(before).verdict is REFUSE


def test_closed_day_refuses():
    result = tradable.check(context(session=None))
    assert (result.verdict, result.observed) == (REFUSE, say("risk.tradable.no_session"))


def test_halt_stops_both_sides_and_interruption_the_purchase():
    halted, interrupted = quote(halted=True), quote(vi=True)
    for wish in (intent(), sale()):
        assert tradable.check(context(quote=halted, intent=wish)).verdict is REFUSE
    assert tradable.check(context(quote=interrupted)).verdict is REFUSE
    assert tradable.check(context(quote=interrupted, intent=sale())).verdict is ALLOW


@pytest.mark.parametrize(
    ("price", "verdict"),
    [
        (50_000, ALLOW),
        (50_100, ALLOW),
        (50_050, REFUSE),
        (49_950, ALLOW),
        (49_975, REFUSE),
        (0, REFUSE),
        (-100, REFUSE),
    ],
)
def test_price_is_on_the_ladder(price, verdict):
    assert tradable.check(context(intent=intent(price=price))).verdict is verdict


def test_ladder_is_that_of_the_day_and_kind():
    wish = intent(price=15_950)
    around = {"intent": wish, "quote": quote(price=15_950, limits=PriceLimits(1, 99_999))}
    assert tradable.check(context(**around)).verdict is ALLOW
    old = date(2022, 9, 5)
    session = Session(old, utc(old, 9), utc(old, 15, 30))
    then = context(**around, session=session, now=utc(old, 10))
    assert tradable.check(then).verdict is ALLOW
    odd = replace(then, intent=intent(price=15_960))
    assert tradable.check(odd).verdict is REFUSE
    assert tradable.check(context(**around | {"intent": intent(price=15_960)})).verdict is ALLOW
    fund = replace(context().instrument, kind=InstrumentKind.ETF, market=Market.KOSPI)
    five = context(**around | {"intent": intent(price=15_955)}, instrument=fund)
    assert tradable.check(five).verdict is ALLOW


@pytest.mark.parametrize(
    ("price", "verdict"),
    [(34_950, REFUSE), (35_000, ALLOW), (65_000, ALLOW), (65_100, REFUSE)],
)
def test_price_is_within_the_days_limits(price, verdict):
    assert tradable.check(context(intent=intent(price=price))).verdict is verdict


@pytest.mark.parametrize(
    ("shares", "lot", "verdict"),
    [(1, 1, ALLOW), (0, 1, REFUSE), (-1, 1, REFUSE), (10, 10, ALLOW), (15, 10, REFUSE)],
)
def test_shares_are_whole_lots(shares, lot, verdict):
    lots = replace(context().instrument, lot=lot)
    around = context(instrument=lots, intent=intent(shares=shares))
    assert tradable.check(around).verdict is verdict


@pytest.mark.parametrize(
    "changes",
    [
        {"instrument": None},
        {"instrument": replace(context().instrument, symbol=OTHER)},
        {"quote": None},
        {"quote": quote(symbol=OTHER)},
    ],
)
def test_what_nobody_can_tell_about_is_refused(changes):
    assert tradable.check(context(**changes)).verdict is REFUSE


def test_every_rule_is_found_and_allows_the_quiet_morning():
    assert set(discover("core.risk")) == set(RULES.names()) == BUILT_IN
    results = ask_all(context())
    assert [r.rule for r in results] == RULES.names()
    assert {r.verdict for r in results} == {ALLOW}
    assert all(r.observed and r.limit for r in results)


@pytest.mark.parametrize("forgotten", sorted(BUILT_IN))
def test_rule_that_was_not_loaded_stops_everything(forgotten):
    discover("core.risk")
    some: Registry[Rule] = Registry("risk rule")
    for name, rule in RULES:
        if name != forgotten:
            some.add(name)(rule)
    with pytest.raises(SettingsError, match=f"risk rules {forgotten} are not loaded"):
        ask_all(context(), some)


def test_second_round_judges_the_trimmed_order():
    # 14,000,000 won are wanted, one order may be 1,000,000, and only 1,000,000 are there.
    discover("core.risk")
    around = context(
        intent=intent(shares=277),
        limits=limits(order_won=1_000_000, turnover_won=5_000_000),
        account=account(orderable=1_000_000),
    )
    words = {r.rule: r for r in ask_all(around)}
    assert {name for name, r in words.items() if r.verdict is REFUSE} == set()
    assert (words["order_size"].verdict, words["order_size"].shares) == (TRIM, 19)
    assert words["cash"].observed == say("risk.cash.need", need_won=959_640)


def test_second_round_keeps_every_trim_and_every_refusal():
    discover("core.risk")
    around = context(
        intent=intent(shares=900),
        equity=10_000_000,
        limits=limits(order_won=20_000_000),
        account=account(day_start_equity=10_000_000, orderable=1),
    )
    words = {r.rule: r for r in ask_all(around)}
    assert (words["order_size"].shares, words["weight_cap"].shares) == (396, 39)
    assert words["cash"].verdict is REFUSE


@pytest.mark.parametrize(("orderable", "verdict"), [(1_969_789, REFUSE), (1_969_790, ALLOW)])
def test_second_round_is_about_the_fewest_shares(orderable, verdict):
    # Size leaves 396 shares, weight 39: 39 x 50,500 and 290 won of commission are needed.
    discover("core.risk")
    around = context(
        intent=intent(shares=900),
        equity=10_000_000,
        limits=limits(order_won=20_000_000),
        account=account(day_start_equity=10_000_000, orderable=orderable),
    )
    words = {r.rule: r for r in ask_all(around)}
    need = say("risk.cash.need", need_won=1_969_790)
    assert (words["cash"].observed, words["cash"].verdict) == (need, verdict)


@pytest.mark.parametrize(
    ("shares", "lot", "whole"), [(0, 1, 0), (9, 10, 0), (10, 10, 10), (19, 10, 10), (-3, 10, 0)]
)
def test_whole_lots_are_cut_down(shares, lot, whole):
    assert whole_lots(shares, lot) == whole
