"""One decision's rows among others', and what an account is worth with and without prices."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo import BETWEEN_PRESSES
from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.text import WIDTH, width
from bot.trace import gather, timeline
from bot.valuation import names, symbol_of, value
from bot.why_text import explain, explain_signal
from core.domain.approval import ApprovalState
from core.domain.instrument import Instrument
from core.domain.order import OrderState
from core.domain.position import Book
from core.domain.signal import SignalState, Size
from tests import fakes_bot as fb
from tests import stories
from tests.loopback import run_quick

OURS = fb.intent().correlation


async def test_rows_of_other_decisions_stay_out_of_the_story() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    other = fb.intent(correlation="OTHER", symbol="247540")
    await bench.put(
        replace(fb.approval(nonces=bench.nonces), id="OTHERCARD", intent=other),
        fb.order(OrderState.FILLED, id="OTHERORDER", approval_id="x", intent=other, filled=10),
        fb.fill(fb.order(id="OTHERORDER", intent=other), 10, 1_000),
    )  # fmt: skip
    bench.uow.decisions.put(stories.decision("close", id="OTHERDECISION", intent=other))
    bench.uow.signals.put(stories.signal(id="OTHERSIGNAL", key="other"))
    bench.uow.emit("order.state", "filled", correlation="OTHER", cause="x", data={})
    await bench.uow.commit()
    trace = await gather(bench.context, OURS)
    assert [a.id for a in trace.approvals] == [fb.approval().id]
    assert [o.id for o in trace.orders] == [stories.ORDER_ID]
    assert {f.order_id for f in trace.fills} == {stories.ORDER_ID}
    assert {d.intent.correlation for d in trace.decisions} == {OURS}
    assert trace.signal is not None
    assert trace.signal.id == OURS
    assert {e.correlation for e in trace.journal} == {OURS}


async def test_the_hot_row_wins_over_the_one_that_readers_have() -> None:
    bench = fb.Bench()
    await bench.put(fb.order(OrderState.ACCEPTED))
    stale: Any = type("Views", (), {})()
    stored = fb.order(OrderState.SENDING, number=None)

    async def nothing(**_: Any) -> list[Any]:
        return []

    async def orders(**_: Any) -> Sequence[Any]:
        return [stored]

    for name in ("journal", "approvals", "signals", "decisions", "fills"):
        setattr(stale, name, nothing)
    stale.orders = orders
    trace = await gather(replace(bench.context, views=stale), OURS)
    assert [o.state for o in trace.orders] == [OrderState.ACCEPTED]


async def test_decisions_are_told_oldest_first_whatever_their_ids() -> None:
    bench = fb.Bench()
    for n, name in enumerate(("C", "A", "B")):
        at = fb.NOW + n * BETWEEN_PRESSES
        bench.uow.decisions.put(stories.decision("press", id=name * 26, at=at))
    await bench.uow.commit()
    trace = await gather(bench.context, OURS)
    assert [d.id[0] for d in trace.decisions] == ["C", "A", "B"]


@pytest.mark.parametrize("days", [0, 6])
async def test_a_signal_of_a_long_weekend_ago_still_belongs(days: int) -> None:
    bench = fb.Bench()
    made = fb.NOW - timedelta(days=days)
    bench.uow.signals.put(stories.signal(made_at=made))
    bench.uow.decisions.put(stories.decision())
    await bench.uow.commit()
    trace = await gather(bench.context, OURS)
    assert trace.signal is not None


async def test_the_timeline_shows_only_what_people_know_and_in_korean_time() -> None:
    bench = fb.Bench()
    for topic, kind in (("order.state", "filled"), ("market.bar", "day"), ("order.state", "odd")):
        bench.uow.emit(topic, kind, correlation=OURS, cause="x", data={"filled": 10})
    await bench.uow.commit()
    told = timeline(bench.context, await gather(bench.context, OURS))
    assert len(told) == 2
    assert all(line.startswith("12-26 10:00:00 ") for line in told)
    assert told[1].endswith("order.state odd")


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_nothing_known_of_an_id_is_said_with_the_id(language: str) -> None:
    bench = fb.Bench(words=Catalogue(language))
    told = fb.text_of(explain(bench.context, await gather(bench.context, "UNHEARD")))
    assert told.count("UNHEARD") == 2


@pytest.mark.parametrize(
    ("size", "told"),
    [(Size(budget=750_000), "750,000원"), (Size(shares=12), "12주"),
     (Size(fraction=Decimal("0.5")), "50%"), (Size(fraction=Decimal(1)), "100%")],
)  # fmt: skip
async def test_every_size_of_a_wish_is_told(size: Size, told: str) -> None:
    signal = stories.signal(size=size, state=SignalState.WAITING, note="")
    assert told in fb.text_of(explain_signal(fb.Bench().context, signal))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("state", list(SignalState))
@pytest.mark.parametrize("note", ["", "cash", "closing auction", "something new"])
async def test_the_end_of_any_wish_is_told_within_the_width(
    language: str, state: SignalState, note: str
) -> None:
    bench = fb.Bench(words=Catalogue(language))
    reply = explain_signal(bench.context, stories.signal(state=state, note=note))
    drawn = render(reply, bench.words).split("\n")
    assert max(map(width, drawn)) <= WIDTH
    assert bench.context.t(f"signal.{state.value}") in fb.text_of(reply)
    if note == "something new":
        assert note in fb.text_of(reply)


@pytest.mark.parametrize("state", [s for s in ApprovalState if s is not ApprovalState.OPEN])
async def test_a_card_that_nobody_pressed_names_nobody(state: ApprovalState) -> None:
    bench = fb.Bench()
    await bench.put(fb.approval(nonces=bench.nonces, state=state))
    told = fb.text_of(explain(bench.context, await gather(bench.context, OURS)))
    assert bench.context.t("why.nobody") in told
    assert bench.context.t(f"approval.{state.value}") in told


BOOKS = st.lists(
    st.tuples(st.sampled_from([*fb.PRICES, "999999"]), st.integers(0, 1_000),
              st.integers(0, 10**8)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=30)
@given(BOOKS, st.integers(-(10**8), 10**9), st.booleans())
def test_worth_is_cash_and_shares_at_prices_and_the_rest_at_cost(
    held: list[tuple[str, int, int]], cash: int, down: bool
) -> None:
    async def work() -> None:
        bench = fb.Bench()
        bench.data.down = down
        books = [Book(f"o{n}", s, shares, cost, cost) for n, (s, shares, cost) in enumerate(held)]
        await bench.put(fb.money(cash=cash), *books)
        worth = await value(bench.context)
        prices = {} if down else fb.PRICES
        mine = [b for b in books if b.shares]
        counted = {b: b.shares * prices[b.symbol] if b.symbol in prices else b.cost for b in mine}
        assert worth.equity == cash + sum(counted.values())
        assert worth.open_profit == sum(counted[b] - b.cost for b in mine)
        assert set(worth.missing) == {b.symbol for b in mine} - set(prices)
        assert worth.day_profit == worth.equity - fb.money().day_start_equity

    asyncio.run(work())


async def test_without_an_account_nothing_is_made_up() -> None:
    worth = await value(fb.Bench().context)
    assert (worth.equity, worth.day_profit, worth.day_return) == (0, 0, 0)


class Slow(fb.FakeData):
    """A source that never answers."""

    async def quotes(self, symbols: Sequence[str]) -> Any:
        await asyncio.Event().wait()

    async def instruments(self) -> Any:
        await asyncio.Event().wait()


def test_a_source_that_never_answers_is_waited_for_three_seconds_and_no_longer() -> None:
    async def work() -> tuple[float, tuple[str, ...], dict[str, str]]:
        bench = fb.Bench()
        await stories.filled(bench)
        context = replace(bench.context, data=Slow(bench.clock.now))
        worth = await value(context)
        known = await names(context)
        return asyncio.get_running_loop().time(), worth.missing, known

    took, missing, known = run_quick(work)
    assert took == pytest.approx(6.0, abs=0.01)
    assert missing == ("005930",)
    # The names of what was ordered are known without the source.
    assert known == {"005930": "삼성전자"}


@pytest.mark.parametrize(
    ("said", "symbol"),
    [("005930", "005930"), (" 005930 ", "005930"), ("삼성전자", "005930"), ("kodex 200", "069500"),
     ("KODEX 200", "069500"), ("삼성", None), ("", None), ("000000", None), ("쌍둥이", None)],
)  # fmt: skip
async def test_a_code_or_a_whole_name_finds_one_share_or_none(
    said: str, symbol: str | None
) -> None:
    bench = fb.Bench()

    class Twins(fb.FakeData):
        async def instruments(self) -> Sequence[Instrument]:
            twins = [Instrument(code, "쌍둥이") for code in ("111111", "222222")]
            return [*fb.LISTED, *twins]

    context = replace(bench.context, data=Twins(bench.clock.now))
    assert await symbol_of(context, said) == symbol
