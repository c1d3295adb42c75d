"""Every rule with contracts: notional, margin, shorts, exits that nothing locks in, last days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import Phase, Session, utc
from core.domain.decision import Verdict
from core.domain.order import OrderState
from core.domain.saying import Saying, say
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.registry import discover
from core.risk import (
    cash,
    cooldown,
    daily_loss,
    kill,
    max_positions,
    order_rate,
    order_size,
    price_band,
    repeat,
    tradable,
    wash,
    weight_cap,
)
from core.risk.base import RULES, ask_all
from tests.contexts import (
    CONTRACT,
    EQUITY,
    FUTURE,
    FUTURE_SYMBOL,
    OTHER,
    account,
    ago,
    book,
    contracts,
    future_context,
    intent,
    limits,
    order,
    position,
    quote,
    refused,
    switch,
)

discover("core.risk")
ALLOW, TRIM, REFUSE = Verdict.ALLOW, Verdict.TRIM, Verdict.REFUSE
BUY, SELL = Side.BUY, Side.SELL
BOTH = pytest.mark.parametrize("side", Side)


def values(saying: Saying) -> tuple[str | int, ...]:
    return tuple(value for _, value in saying.fields)


def flying(number: int, state: OrderState = OrderState.ACCEPTED, *, side: Side = BUY, **changes):
    """An order for contracts, sent two minutes ago unless changed."""
    wish = contracts(number, side=side)
    return replace(order(state, **changes), intent=wish)


def held_against(side: Side, number: int):
    """A position that orders of a side make smaller."""
    return position(number if side is SELL else -number)


@BOTH
def test_every_rule_allows_two_contracts_of_a_quiet_morning(side):
    results = ask_all(future_context(contracts(2, side=side)))
    assert {r.verdict for r in results} == {ALLOW}, results
    assert len(results) == 12


@BOTH
def test_exit_passes_a_day_that_lost_everything_with_all_limits_full(side):
    around = future_context(
        contracts(3, side=side),
        books=(held_against(side, 3), *(book(1, symbol=f"10000{n}") for n in range(9))),
        account=account(orderable=-5_000_000),
        equity=1,
        switches=(switch(HaltLevel.REDUCE_ONLY),),
        refusals=(refused(1, FUTURE_SYMBOL),),
        orders=tuple(order(sent_at=ago(90), id=f"{n:026d}", symbol=OTHER) for n in range(60)),
        average_volume=None,
        limits=limits(orders_per_minute=30, orders_per_day=500),
    )
    found = {r.rule: r.verdict for r in ask_all(around)}
    assert set(found.values()) == {ALLOW}, found


# Initial margin is 15 %: 75,000 a contract at 50,000; commission 0.015 % of 1,000,000 is 150.
NEED = 2 * 75_000 + 150


@BOTH
@pytest.mark.parametrize(("orderable", "verdict"), [(NEED, ALLOW), (NEED - 1, REFUSE)])
def test_margin_and_not_the_notional_is_needed(side, orderable, verdict):
    wish = contracts(2, side=side)
    result = cash.check(future_context(wish, account=account(orderable=orderable)))
    assert result.verdict is verdict
    assert result.observed == say("risk.cash.margin", need_won=NEED)


def test_margin_is_that_of_the_listed_terms_or_of_the_card_whichever_is_more():
    poor = account(orderable=NEED)
    assert cash.check(future_context(contracts(2, margin=0), account=poor)).verdict is ALLOW
    assert cash.check(future_context(contracts(2, margin=75_001), account=poor)).verdict is REFUSE


@BOTH
def test_only_what_passes_zero_needs_margin(side):
    # Five against three held: two open. Commission is of all five.
    around = future_context(contracts(5, side=side), books=(held_against(side, 3),))
    assert values(cash.check(around).observed) == (2 * 75_000 + 370,)
    # Two of the three are spoken for by an order of the same side.
    busy = replace(around, orders=(flying(2, side=side),))
    assert values(cash.check(busy).observed) == (4 * 75_000 + 370,)


@pytest.mark.parametrize(
    ("changes", "reserved"),
    [
        ({"open_asks": (contracts(2, symbol=OTHER),)}, NEED),
        ({"open_asks": (contracts(2, symbol=OTHER, side=SELL),)}, NEED),
        ({"orders": (flying(2, OrderState.UNKNOWN, side=SELL),)}, NEED),
        ({"orders": (flying(2, OrderState.PARTIAL, sent_at=ago(5)),)}, NEED),
        ({"orders": (flying(2),)}, 0),
        ({"orders": (flying(2, OrderState.SENDING),), "books": (position(-2),)}, 0),
    ],
    ids=["card", "short-card", "unknown-short", "sent-after-the-look", "in-the-figure", "exit"],
)
def test_margin_of_what_the_broker_cannot_know_yet_is_kept(changes, reserved):
    around = future_context(contracts(1, side=SELL), **changes)
    assert values(cash.check(around).limit) == (EQUITY - reserved,)


def test_equity_must_cover_what_is_held_as_well():
    # Ten held keep 10 % of 5,000,000; one more takes 75,000 and 70 won.
    held = {"books": (position(-10),)}
    enough = future_context(contracts(1, side=SELL), equity=575_070, **held)
    assert cash.check(enough).verdict is ALLOW
    short = cash.check(replace(enough, equity=575_069))
    assert short.verdict is REFUSE
    assert short.text == say(
        "risk.cash.call", need_won=75_070, equity_won=575_069, kept_won=500_000
    )


@BOTH
def test_cards_and_weight_count_the_notional(side):
    # 20 % of 100,000,000 are 40 contracts of 500,000.
    assert weight_cap.check(future_context(contracts(40, side=side))).verdict is ALLOW
    result = weight_cap.check(future_context(contracts(41, side=side)))
    assert (result.verdict, result.shares) == (TRIM, 40)
    assert result.text.key == "risk.weight_cap.trimmed.contracts"
    assert values(result.text)[1:] == (41, 40)


def test_shorts_weigh_like_longs_and_do_not_cancel_another_owners():
    around = future_context(
        contracts(10, side=SELL),
        books=(position(-15), position(10, owner="person")),
        orders=(flying(5, side=SELL),),
    )
    assert weight_cap.check(around).verdict is ALLOW
    more = replace(around, intent=contracts(11, side=SELL))
    assert (weight_cap.check(more).verdict, weight_cap.check(more).shares) == (TRIM, 10)


@BOTH
def test_order_size_is_capped_by_notional_contracts_and_volume(side):
    def fits(**changes):
        capped = {"limits": limits(order_won=50_000_000)} | changes
        return order_size.check(future_context(contracts(50, side=side), **capped))

    assert fits().verdict is ALLOW
    assert fits(limits=limits(order_won=2_499_999)).shares == 4
    assert fits(limits=limits(order_shares=7)).shares == 7
    assert fits(average_volume=900).shares == 9
    assert fits(average_volume=None).verdict is REFUSE
    assert fits(limits=limits(order_won=499_999)).verdict is REFUSE


@BOTH
def test_turnover_of_the_day_counts_notional(side):
    done = replace(flying(2, OrderState.FILLED, filled=2), amount=1_000_000)
    waiting = flying(3, side=SELL, id="P" * 26)
    around = future_context(contracts(1, side=side), orders=(done, waiting))
    assert values(order_rate.check(around).observed) == (3, 3_000_000)
    tight = replace(around, limits=limits(turnover_won=2_999_999))
    assert order_rate.check(tight).verdict is REFUSE


@BOTH
def test_day_that_lost_its_limit_opens_nothing_on_either_side(side):
    # Equity holds what open contracts lost.
    lost = future_context(contracts(1, side=side), equity=98_000_000)
    result = daily_loss.check(lost)
    assert (result.verdict, result.text.key) == (REFUSE, "risk.daily_loss.lost.contracts")
    assert daily_loss.check(replace(lost, books=(held_against(side, 1),))).verdict is ALLOW


@BOTH
def test_reduce_only_lets_exits_through_and_no_flip(side):
    stop = (switch(HaltLevel.REDUCE_ONLY, Scope(ScopeKind.SYMBOL, FUTURE_SYMBOL)),)
    around = future_context(contracts(3, side=side), switches=stop)
    assert kill.check(around).verdict is REFUSE
    assert kill.check(replace(around, books=(held_against(side, 3),))).verdict is ALLOW
    assert kill.check(replace(around, books=(held_against(side, 2),))).verdict is REFUSE
    halted = replace(around, books=(held_against(side, 3),), switches=(switch(HaltLevel.HALT_NEW),))
    assert kill.check(halted).verdict is REFUSE


@BOTH
def test_short_position_takes_a_slot(side):
    six = tuple(book(1, symbol=f"10000{n}") for n in range(6))
    seventh = replace(position(-1), symbol=OTHER)
    full = future_context(contracts(1, side=side), books=(*six, seventh))
    assert max_positions.check(full).verdict is REFUSE
    assert max_positions.check(replace(full, books=six)).verdict is ALLOW
    short_order = replace(flying(1, side=SELL), intent=contracts(1, side=SELL, symbol=OTHER))
    assert max_positions.check(replace(full, books=six, orders=(short_order,))).verdict is REFUSE


@BOTH
def test_refused_contract_waits_on_both_sides_but_its_exit_does_not(side):
    around = future_context(contracts(1, side=side), refusals=(refused(10, FUTURE_SYMBOL),))
    assert cooldown.check(around).verdict is REFUSE
    assert cooldown.check(replace(around, books=(held_against(side, 1),))).verdict is ALLOW


@BOTH
def test_repeat_counts_each_side(side):
    sent = tuple(flying(1, side=side, sent_at=ago(1), id=f"{n:026d}") for n in range(3))
    assert repeat.check(future_context(contracts(1, side=side), orders=sent)).verdict is REFUSE
    other = SELL if side is BUY else BUY
    assert repeat.check(future_context(contracts(1, side=other), orders=sent)).verdict is ALLOW


def test_of_two_wishes_the_one_that_opens_yields():
    exit_card, entry_card = contracts(2, side=BUY), contracts(2, side=SELL)
    short = (position(-2),)
    opening = future_context(entry_card, books=short, open_asks=(exit_card,))
    assert wash.check(opening).verdict is REFUSE
    leaving = future_context(exit_card, books=short, open_asks=(entry_card,))
    assert wash.check(leaving).verdict is ALLOW
    blocked = future_context(exit_card, books=short, orders=(flying(1, side=SELL),))
    assert wash.check(blocked).verdict is REFUSE


def test_price_band_holds_for_contracts():
    far = contracts(1, price=52_000)
    assert price_band.check(future_context(far)).verdict is REFUSE
    assert price_band.check(future_context(contracts(1), quote=quote())).verdict is REFUSE


def last_day(hour: int, minute: int = 0):
    day = CONTRACT.expiry
    session = Session(day, utc(day, 8, 45), utc(day, 15, 45))
    at = utc(day, hour, minute)
    return {"session": session, "now": at, "quote": quote(symbol=FUTURE_SYMBOL, at=at)}


@BOTH
def test_contract_is_not_opened_on_its_last_day_and_can_be_left_until_1520(side):
    wish = contracts(1, side=side)
    held = {"books": (held_against(side, 1),)}
    assert tradable.check(future_context(wish, **last_day(10))).verdict is REFUSE
    assert tradable.check(future_context(wish, **last_day(15, 19), **held)).verdict is ALLOW
    over = tradable.check(future_context(wish, **last_day(15, 20), **held))
    assert (over.verdict, over.observed.key) == (REFUSE, "risk.tradable.expired")


@BOTH
def test_expired_contract_is_not_traded_at_all(side):
    day = date(2024, 12, 13)
    session = Session(day, utc(day, 8, 45), utc(day, 15, 45))
    around = future_context(
        contracts(1, side=side), session=session, books=(held_against(side, 1),)
    )
    assert tradable.check(around).observed.key == "risk.tradable.expired"


@BOTH
def test_halted_contract_is_not_traded(side):
    halted = quote(symbol=FUTURE_SYMBOL, halted=True)
    around = future_context(contracts(1, side=side), quote=halted, books=(held_against(side, 1),))
    assert tradable.check(around).verdict is REFUSE
    closed = quote(symbol=FUTURE_SYMBOL, phase=Phase.CLOSED)
    assert tradable.check(replace(around, quote=closed)).verdict is REFUSE


@pytest.mark.parametrize("wrong", [0, 1, 100])
def test_order_with_another_multiplier_than_the_listed_is_refused(wrong):
    result = tradable.check(future_context(contracts(1, multiplier=wrong)))
    assert result.verdict is REFUSE


def test_order_for_a_share_never_meets_a_contracts_rules():
    assert tradable.check(future_context(intent(symbol=FUTURE_SYMBOL))).verdict is REFUSE


def test_contract_off_its_tick_is_refused():
    assert tradable.check(future_context(contracts(1, price=50_050))).verdict is REFUSE
    lots = replace(FUTURE, lot=2)
    assert tradable.check(future_context(contracts(3), instrument=lots)).verdict is REFUSE


@given(
    side=st.sampled_from(Side),
    number=st.integers(1, 300),
    held=st.integers(-60, 60),
    orderable=st.integers(-(10**7), 10**7),
    equity=st.integers(-(10**6), 10**8),
)
def test_whatever_is_let_through_has_its_margin_or_makes_the_position_smaller(
    side, number, held, orderable, equity
):
    around = future_context(
        contracts(number, side=side),
        books=(position(held),),
        account=account(orderable=orderable),
        equity=equity,
    )
    if any(r.verdict is REFUSE for r in ask_all(around)):
        return
    trims = [r.shares for r in ask_all(around) if r.verdict is TRIM]
    taken = min([number, *(n for n in trims if n is not None)])
    after = held + (taken if side is BUY else -taken)
    if abs(after) < abs(held) and after * held >= 0:
        return
    grown = abs(after) if after * held < 0 else abs(after) - abs(held)
    assert grown * 75_000 <= orderable
    assert (abs(held) + taken) * 500_000 <= equity * 20 // 100


@pytest.mark.parametrize("name", RULES.names())
@given(side=st.sampled_from(Side), number=st.integers(1, 100), held=st.integers(-60, 60))
def test_rule_says_the_same_of_a_position_and_its_mirror(name, side, number, held):
    def verdict(way: Side, position_: int) -> tuple[Verdict, int | None]:
        wish = contracts(number, side=way)
        result = RULES.get(name)(future_context(wish, books=(position(position_),)))
        return result.verdict, result.shares

    other = SELL if side is BUY else BUY
    assert verdict(side, held) == verdict(other, -held)
