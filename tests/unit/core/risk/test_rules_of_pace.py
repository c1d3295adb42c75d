"""Boundaries of the rules that count: positions, cooldown, rates, repeats, wash, kill switch."""

from __future__ import annotations

import pytest

from core.domain.decision import Verdict
from core.domain.order import OrderState
from core.domain.saying import Saying, say
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.risk import cooldown, kill, max_positions, order_rate, repeat, wash
from tests.contexts import (
    NOW,
    OTHER,
    OWNER,
    SYMBOL,
    ago,
    book,
    context,
    intent,
    limits,
    order,
    refused,
    sale,
    switch,
)

ALLOW, REFUSE = Verdict.ALLOW, Verdict.REFUSE


def taken(symbols: int) -> Saying:
    """Say how many symbols are held or ordered."""
    return say("risk.max_positions.taken", symbols=symbols)


def books(count: int, owner: str = OWNER) -> tuple:
    return tuple(book(1, symbol=f"10000{n}", owner=owner) for n in range(count))


@pytest.mark.parametrize(("held", "verdict"), [(6, ALLOW), (7, REFUSE), (8, REFUSE)])
def test_seven_symbols_fill_the_account(held, verdict):
    result = max_positions.check(context(books=books(held)))
    assert result.verdict is verdict
    assert (result.observed, result.limit) == (
        taken(held),
        say("risk.max_positions.most", most_symbols=7),
    )


def test_working_purchases_and_cards_take_slots_once():
    around = {
        "books": (*books(3), book(0, symbol="200000")),
        "orders": (order(symbol="100000"), order(symbol="300000"), order(symbol="300001")),
        "open_asks": (intent(symbol="300001"), intent(symbol="300002")),
    }
    assert max_positions.check(context(**around)).observed == taken(6)
    one_more = around | {"open_asks": (*around["open_asks"], intent(symbol="300003"))}
    assert max_positions.check(context(**one_more)).verdict is REFUSE


def test_ended_orders_and_sales_take_no_slot():
    ended = tuple(
        order(state, symbol="300000")
        for state in (OrderState.CANCELLED, OrderState.REJECTED, OrderState.EXPIRED)
    )
    around = context(orders=(*ended, order(side=Side.SELL)), open_asks=(sale(symbol="300001"),))
    assert max_positions.check(around).observed == taken(0)


def test_holdings_from_outside_take_no_slot_but_the_persons_do():
    assert max_positions.check(context(books=books(9, "outside"))).verdict is ALLOW
    assert max_positions.check(context(books=books(7, "person"))).verdict is REFUSE


@pytest.mark.parametrize("taken", [{"books": (book(1),)}, {"orders": (order(),)}])
def test_adding_to_a_symbol_takes_no_new_slot(taken):
    full = context(books=(*books(7), *taken.get("books", ())), orders=taken.get("orders", ()))
    assert max_positions.check(full).verdict is ALLOW


@pytest.mark.parametrize(
    ("count", "seconds", "verdict"),
    [
        (1, 59.9, REFUSE),
        (1, 60, ALLOW),
        (2, 119.9, REFUSE),
        (2, 120, ALLOW),
        (3, 239.9, REFUSE),
        (6, 1_919.9, REFUSE),
        (6, 1_920, ALLOW),
        (7, 3_599.9, REFUSE),
        (7, 3_600, ALLOW),
        (60, 3_600, ALLOW),
    ],
)
def test_cooldown_doubles_to_an_hour(count, seconds, verdict):
    times = tuple(refused(seconds + n) for n in range(count))
    result = cooldown.check(context(refusals=times))
    assert result.verdict is verdict
    found = dict(result.observed.fields)
    assert found["refusals"] == count
    assert str(found["last_at"]).startswith("2024-09-03T")


def test_cooldown_says_how_many_seconds_are_left():
    result = cooldown.check(context(refusals=(refused(20.5),)))
    assert result.text == say("risk.cooldown.too_soon", refusals=1, left_s=40)
    assert result.limit == say("risk.cooldown.wait", wait_s=60)


@pytest.mark.parametrize(
    ("success", "verdict"),
    [
        (order(OrderState.FILLED, sent_at=ago(5)), ALLOW),
        (order(OrderState.CANCELLED, sent_at=ago(5)), ALLOW),
        (order(OrderState.FILLED, sent_at=ago(15)), REFUSE),
        (order(OrderState.FILLED, sent_at=ago(5), symbol=OTHER), REFUSE),
        (order(OrderState.REJECTED, sent_at=ago(5)), REFUSE),
        (order(OrderState.SENDING, sent_at=ago(5), number=None), REFUSE),
        (order(OrderState.CANCELLED, sent_at=None, number=None), REFUSE),
    ],
    ids=["filled", "taken", "before", "other-symbol", "refused", "in-flight", "never-sent"],
)
def test_cooldown_is_reset_by_an_order_the_broker_took(success, verdict):
    around = context(refusals=(refused(10), refused(200)), orders=(success,))
    assert cooldown.check(around).verdict is verdict


def test_cooldown_is_of_the_symbol_and_of_purchases():
    assert cooldown.check(context(refusals=(refused(1, OTHER),))).verdict is ALLOW
    assert cooldown.check(context(refusals=(refused(1),), intent=sale())).verdict is ALLOW
    # A clock set back must not end the wait.
    assert cooldown.check(context(refusals=(refused(-30),))).verdict is REFUSE


def sent(count: int, seconds: float, **changes) -> tuple:
    return tuple(order(sent_at=ago(seconds), id=f"{n:026d}", **changes) for n in range(count))


@pytest.mark.parametrize(
    ("orders", "verdict"),
    [
        (sent(1, 0), REFUSE),
        (sent(1, 0.999), REFUSE),
        (sent(1, 1), ALLOW),
        (sent(9, 59.999), ALLOW),
        (sent(10, 59.999), REFUSE),
        (sent(10, 60), ALLOW),
        (sent(59, 61), ALLOW),
        (sent(60, 61), REFUSE),
    ],
    ids=["now", "just-inside-1s", "1s", "9-a-minute", "10-a-minute", "60s", "59", "60-a-day"],
)
def test_orders_a_second_minute_and_day(orders, verdict):
    assert order_rate.check(context(orders=orders)).verdict is verdict


def test_rates_hold_for_sales_but_the_day_does_not():
    assert order_rate.check(context(orders=sent(1, 0), intent=sale())).verdict is REFUSE
    assert order_rate.check(context(orders=sent(10, 30), intent=sale())).verdict is REFUSE
    assert order_rate.check(context(orders=sent(500, 61), intent=sale())).verdict is ALLOW


def test_proposals_meet_the_day_but_not_the_rates():
    quick = context(orders=sent(10, 0), stage="proposal")
    assert order_rate.check(quick).verdict is ALLOW
    assert order_rate.check(context(orders=sent(60, 61), stage="proposal")).verdict is REFUSE


def test_orders_that_never_left_do_not_count():
    withdrawn = tuple(order(OrderState.CANCELLED, sent_at=None, made_at=NOW) for _ in range(60))
    assert order_rate.check(context(orders=withdrawn)).verdict is ALLOW
    ready = order(OrderState.READY, sent_at=None, made_at=NOW)
    assert order_rate.check(context(orders=(ready,))).verdict is REFUSE


@pytest.mark.parametrize(
    ("shares", "verdict"), [(18, ALLOW), (19, ALLOW), (20, REFUSE)], ids=["below", "at", "above"]
)
def test_turnover_counts_fills_and_what_may_still_fill_of_both_sides(shares, verdict):
    around = context(
        intent=intent(shares=shares, price=100_000),
        limits=limits(turnover_won=5_000_000),
        orders=(
            order(OrderState.FILLED, side=Side.SELL, shares=10, filled=10, amount=1_000_000),
            order(OrderState.PARTIAL, shares=20, filled=5, amount=500_000, price=100_000),
            order(OrderState.CANCELLED, shares=90, filled=1, amount=100_000, price=100_000),
            order(OrderState.REJECTED, shares=90, price=100_000),
        ),
    )
    result = order_rate.check(around)
    assert result.verdict is verdict
    assert result.observed == say(
        "risk.order_rate.turnover", orders=5, total_won=3_100_000 + shares * 100_000
    )
    assert result.limit == say("risk.order_rate.turnover_most", most_won=5_000_000)


def test_turnover_never_passes_three_times_the_equity():
    small = {"equity": 200_000, "intent": intent(shares=6, price=100_000)}
    assert order_rate.check(context(**small)).verdict is ALLOW
    small["intent"] = intent(shares=7, price=100_000)
    assert dict(order_rate.check(context(**small)).limit.fields) == {"most_won": 600_000}
    assert order_rate.check(context(**small)).verdict is REFUSE
    assert order_rate.check(context(equity=0, intent=sale())).verdict is ALLOW


@pytest.mark.parametrize(
    ("orders", "verdict"),
    [
        (sent(2, 1), ALLOW),
        (sent(3, 1), REFUSE),
        (sent(3, 59.999), REFUSE),
        (sent(3, 60), ALLOW),
        (sent(3, 1, symbol=OTHER), ALLOW),
        (sent(3, 1, side=Side.SELL), ALLOW),
        (tuple(order(OrderState.CANCELLED, sent_at=None, made_at=NOW) for _ in range(3)), ALLOW),
    ],
)
def test_fourth_same_order_in_a_minute_stops_the_symbol(orders, verdict):
    assert repeat.check(context(orders=orders)).verdict is verdict


def test_repeats_are_counted_for_sales_too():
    around = context(orders=sent(3, 1, side=Side.SELL), intent=sale())
    assert repeat.check(around).verdict is REFUSE


@pytest.mark.parametrize(
    ("times", "verdict"),
    [
        ([refused(1)] * 4, ALLOW),
        ([refused(1)] * 5, REFUSE),
        ([refused(59.9)] * 5, REFUSE),
        ([refused(60)] * 5, ALLOW),
        ([refused(1, OTHER)] * 5, ALLOW),
        ([refused(1, side=Side.SELL)] * 5, REFUSE),
    ],
)
def test_fifth_refusal_in_a_minute_stops_the_symbol(times, verdict):
    result = repeat.check(context(refusals=tuple(times)))
    assert result.verdict is verdict
    assert [n for _, n in result.limit.fields] == [3, 5, 60]


def test_frozen_symbol_waits_for_a_person():
    result = repeat.check(context(frozen=True, intent=sale()))
    assert (result.verdict, result.observed) == (REFUSE, say("risk.repeat.frozen"))
    assert result.text == say("risk.repeat.lift")


@pytest.mark.parametrize(
    ("level", "buys", "sells"),
    [
        (HaltLevel.NONE, ALLOW, ALLOW),
        (HaltLevel.REDUCE_ONLY, REFUSE, ALLOW),
        (HaltLevel.HALT_NEW, REFUSE, REFUSE),
    ],
)
@pytest.mark.parametrize(
    "scope", [Scope(), Scope(ScopeKind.STRATEGY, OWNER), Scope(ScopeKind.SYMBOL, SYMBOL)]
)
def test_kill_switch_stops_what_its_level_says(scope, level, buys, sells):
    engaged = (switch(level, scope),)
    assert kill.check(context(switches=engaged)).verdict is buys
    assert kill.check(context(switches=engaged, intent=sale())).verdict is sells


def test_switch_of_something_else_does_not_stop():
    others = (
        switch(HaltLevel.HALT_NEW, Scope(ScopeKind.SYMBOL, OTHER)),
        switch(HaltLevel.HALT_NEW, Scope(ScopeKind.STRATEGY, "mean_reversion")),
    )
    assert kill.check(context(switches=others)).observed == say("risk.kill.none")


def test_strictest_switch_decides():
    both = (
        switch(HaltLevel.HALT_NEW, Scope(ScopeKind.SYMBOL, SYMBOL)),
        switch(HaltLevel.REDUCE_ONLY),
    )
    result = kill.check(context(switches=both, intent=sale()))
    stop = say("risk.kill.stop", scope=f"symbol:{SYMBOL}", level="halt")
    assert (result.verdict, result.observed) == (REFUSE, stop)


@pytest.mark.parametrize(
    ("wish", "changes", "verdict"),
    [
        (intent(), {"orders": (order(side=Side.SELL),)}, REFUSE),
        (intent(), {"orders": (order(OrderState.FILLED, side=Side.SELL),)}, ALLOW),
        (intent(), {"orders": (order(side=Side.SELL, symbol=OTHER),)}, ALLOW),
        (intent(), {"orders": (order(side=Side.SELL, account="paper-2"),)}, ALLOW),
        (intent(), {"orders": (order(side=Side.SELL, owner="person"),)}, REFUSE),
        (intent(), {"open_asks": (sale(),)}, REFUSE),
        (intent(), {"open_asks": (sale(symbol=OTHER),)}, ALLOW),
        (intent(), {"orders": (order(),), "open_asks": (intent(),)}, ALLOW),
        (sale(), {"orders": (order(OrderState.UNKNOWN),)}, REFUSE),
        (sale(), {"orders": (order(OrderState.CANCELLING),)}, REFUSE),
        (sale(), {"open_asks": (intent(),)}, ALLOW),
        (sale(), {"orders": (order(side=Side.SELL),)}, ALLOW),
    ],
)
def test_account_does_not_trade_with_itself_and_the_exit_wins(wish, changes, verdict):
    assert wash.check(context(intent=wish, **changes)).verdict is verdict


def test_sixty_refusals_wait_no_longer_than_the_most():
    times = tuple(refused(n / 10) for n in range(600))
    result = cooldown.check(context(refusals=times))
    assert result.limit == say("risk.cooldown.wait", wait_s=3_600)
