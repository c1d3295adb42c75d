"""What the risk rules say, in words: every saying in both languages, with exactly its fields."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.locale.catalogue import LANGUAGES, Catalogue
from core.domain.calendar import Phase
from core.domain.decision import RuleResult
from core.domain.order import OrderKind, OrderState
from core.domain.saying import Saying, own, say
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.registry import discover
from core.risk.base import RULES, RiskContext
from core.strategies.base import STRATEGIES, parse_params
from tests.contexts import (
    FUTURE,
    OWNER,
    SESSION,
    SYMBOL,
    account,
    ago,
    book,
    context,
    contracts,
    future_context,
    intent,
    limits,
    order,
    position,
    quote,
    refused,
    sale,
    switch,
)
from tests.property.test_risk_rules import contexts

discover("core.risk")
discover("core.strategies")
KO, EN = Catalogue("ko"), Catalogue("en")
# Commands, codes of strategies and what the market calls by letters stay in Korean text.
LATIN_OK = re.compile(rf"/resume|VI|RSI|MACD|{OWNER}")
ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")


def sent(count: int, seconds: float) -> dict[str, object]:
    return {"orders": tuple(order(sent_at=ago(seconds), id=f"{n:026d}") for n in range(count))}


ONE_LOT = replace(context().instrument, lot=7)
BOOKS = tuple(book(1, symbol=f"10000{n}") for n in range(7))
CASES: dict[str, dict[str, object]] = {
    "quiet": {},
    "sale": {"intent": sale(), "books": (book(30),)},
    "sale-of-more": {"intent": sale(), "books": (book(3),)},
    "poor": {"account": account(orderable=1)},
    "refused": {"refusals": (refused(10), refused(20))},
    "refused-sale": {"refusals": (refused(10),), "intent": sale()},
    "lost": {"equity": 97_000_000},
    "no-start": {"account": account(day_start_equity=0)},
    "halted": {"switches": (switch(HaltLevel.HALT_NEW, Scope(ScopeKind.SYMBOL, SYMBOL)),)},
    "sales-only": {"switches": (switch(HaltLevel.REDUCE_ONLY),)},
    "flattening": {"switches": (switch(HaltLevel.FLATTEN),)},
    "closing-that-opens": {"intent": intent(flatten=True)},
    "full": {"books": BOOKS},
    "a-second": sent(1, 0),
    "a-day": sent(60, 61),
    "turnover": {"limits": limits(turnover_won=500_000)},
    "no-volume": {"average_volume": None},
    "no-volume-sale": {"average_volume": None, "intent": sale()},
    "size-won": {"limits": limits(order_won=200_000)},
    "size-won-none": {"limits": limits(order_won=20_000)},
    "size-shares": {"limits": limits(order_shares=8)},
    "size-shares-none": {"limits": limits(order_shares=3), "instrument": ONE_LOT},
    "size-volume": {"average_volume": 500},
    "size-volume-none": {"average_volume": 50},
    "no-quote": {"quote": None},
    "old-quote": {"quote": quote(at=ago(12.5))},
    "off-band": {"intent": intent(price=60_000)},
    "frozen": {"frozen": True},
    "repeated": sent(3, 1),
    "repeated-refusals": {"refusals": (refused(1),) * 5},
    "unknown": {"instrument": None},
    "closed-day": {"session": None},
    "wrong-kind": {"intent": intent(kind=OrderKind.OPEN)},
    "wrong-phase": {"quote": quote(phase=Phase.CLOSED)},
    "trading-halt": {"quote": quote(halted=True)},
    "interruption": {"quote": quote(vi=True)},
    "off-tick": {"intent": intent(price=50_050)},
    "off-limits": {"intent": intent(price=70_000)},
    "odd-lot": {"instrument": ONE_LOT},
    "against-order": {"orders": (order(OrderState.ACCEPTED, side=Side.SELL),)},
    "against-card": {"open_asks": (sale(),)},
    "weight": {"limits": limits(symbol_weight="0.005")},
    "weight-full": {"limits": limits(symbol_weight="0.0004")},
}  # fmt: skip


LAST = replace(SESSION, day=date(2024, 12, 12))
TOO_LATE = replace(SESSION, day=date(2024, 12, 13))
SHORT = contracts(4, side=Side.SELL)
FUTURES: dict[str, dict[str, object]] = {
    "quiet": {},
    "exit": {"intent": SHORT, "books": (position(4),)},
    "poor": {"account": account(orderable=1)},
    "margin-call": {"equity": 100_000},
    "refused": {"refusals": (refused(10),)},
    "refused-exit": {"intent": SHORT, "books": (position(4),), "refusals": (refused(9),)},
    "lost": {"equity": 97_000_000},
    "no-start": {"account": account(day_start_equity=0)},
    "reduce": {"switches": (switch(HaltLevel.REDUCE_ONLY),)},
    "full": {"books": BOOKS},
    "a-day": sent(60, 61),
    "no-volume-exit": {"intent": SHORT, "books": (position(4),), "average_volume": None},
    "size-won": {"limits": limits(order_won=600_000)},
    "size-won-none": {"limits": limits(order_won=20_000)},
    "size-shares": {"limits": limits(order_shares=3)},
    "size-shares-none": {"limits": limits(order_shares=3), "instrument": replace(FUTURE, lot=7)},
    "size-volume": {"average_volume": 200},
    "size-volume-none": {"average_volume": 50},
    "other-terms": {"intent": contracts(1, multiplier=100)},
    "expired": {"session": TOO_LATE},
    "last-day": {"session": LAST},
    "interruption": {"quote": quote(symbol=FUTURE.symbol, vi=True)},
    "odd-lot": {"instrument": replace(FUTURE, lot=7)},
    "weight": {"limits": limits(symbol_weight="0.006")},
    "weight-full": {"limits": limits(symbol_weight="0.0004")},
}


def all_cases() -> list[RiskContext]:
    shares = [context(**changes) for changes in CASES.values()]
    return shares + [
        future_context(**({"wish": contracts(4)} | _wish(c))) for c in FUTURES.values()
    ]


def _wish(changes: dict[str, object]) -> dict[str, object]:
    return {("wish" if name == "intent" else name): value for name, value in changes.items()}


def told_by(result: RuleResult) -> list[Saying]:
    return [s for s in (result.observed, result.limit, result.text) if s]


def said(around: RiskContext) -> list[Saying]:
    return [s for _, rule in RULES for s in told_by(rule(around))]


def check_words(saying: Saying) -> None:
    fields = {name for name, _ in saying.fields}
    for language, words in LANGUAGES.items():
        used = {f for _, f, _, _ in string.Formatter().parse(words[saying.key]) if f is not None}
        assert used == fields, (language, saying)
    korean, english = KO.saying(saying), EN.saying(saying)
    assert "—" not in korean + english
    assert not ENGLISH_WORD.search(LATIN_OK.sub("", korean)), korean
    assert not re.search("[가-힣]", english), english


@pytest.mark.parametrize("around", all_cases(), ids=[*CASES, *(f"f-{name}" for name in FUTURES)])
def test_saying_has_words_in_both_languages_for_exactly_its_fields(around: RiskContext) -> None:
    for saying in said(around):
        check_words(saying)


def test_cases_reach_every_saying_of_the_catalogue() -> None:
    reached = {s.key for around in all_cases() for s in said(around)}
    gates = {"risk.size.none", "risk.size.one", "risk.size.nothing"}
    known = {key for key in LANGUAGES["ko"] if key.startswith("risk.")}
    assert known - gates == reached


@pytest.mark.parametrize("name", STRATEGIES.names())
def test_strategy_gives_its_reasons_and_values_as_sayings(name: str) -> None:
    strategy = STRATEGIES.get(name)
    for preset in strategy.PRESETS.values() or [{}]:
        params = parse_params(strategy, preset)
        row = strategy.Row(*(float(n) for n in range(1, len(strategy.Row._fields) + 1)))
        told = [strategy.explain(row, code, params) for code in range(1, len(strategy.REASONS))]
        assert told
        for reason, values in told:
            for text in (reason, *(label for label, _ in values)):
                saying = own(text)
                assert saying is not None, text
                check_words(saying)


STOPS = (
    say("freeze.books", own_shares=7, broker_shares=3),
    say("freeze.filled", broker_shares=1_200, booked_shares=3, shares=1_000),
    say("freeze.missing", number="0000012345", day="2026-11-19"),
    say("freeze.cash", ours_won=1_000_000, broker_won=900_000),
    say("freeze.split", own_shares=7, broker_shares=70),
    say("reason.flatten"),
    say("reason.touch.stop", change_ratio="-0.0512"),
    say("reason.touch.take", change_ratio="0.1"),
    say("indicator.average"),
    say("indicator.last"),
    say("indicator.touch"),
    say("reason.waited", waited_s=20),
    say("reason.person"),
    say("reason.person_stop", level="5%"),
    say("reason.person_take", level="80,000"),
    say("reason.person_exits", stop="5%", take="80,000"),
    say("indicator.asked_by"),
    say("stop.unheard", limit_s=60),
    say("stop.losses", count=3, lost_won=70_000),
    say("freeze.count", posts=3, grants=2, presses=2),
    say("freeze.presses", needed=2, done=1),
    say("freeze.moved", shares=10, price_won=70_000),
    say("freeze.number", number="0000012345"),
    say("freeze.refused", number="0000012345"),
    say("freeze.sibling", number="0000012345"),
    say("risk.size.none"),
    say("risk.size.one"),
    say("risk.size.nothing"),
)


@pytest.mark.parametrize("saying", STOPS, ids=lambda saying: saying.key)
def test_stop_by_the_engine_has_words(saying: Saying) -> None:
    check_words(saying)
    notice = {"name": "삼성전자", "symbol": SYMBOL, "why": saying.encoded()}
    assert KO.said("notice.frozen", notice).endswith(KO.saying(saying))


def test_every_stop_written_in_the_engine_has_words() -> None:
    paths = sorted((Path(__file__).parents[3] / "core/flow").rglob("*.py"))
    source = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    said_ = set(re.findall(r'say\(\s*"([a-z_.]+)"', source))
    # Why an order is asked about where it might have gone alone: test_asked_why.py names them all.
    found = {key for key in said_ if not key.startswith("auto.")}
    assert found | {"reason.touch.stop", "reason.touch.take"} == {s.key for s in STOPS}


@given(seen=contexts)
@settings(max_examples=60)
def test_any_saying_has_words_and_tells_people_shortly(seen: RiskContext) -> None:
    for _, rule in RULES:
        result = rule(seen)
        for saying in told_by(result):
            check_words(saying)
        if result.text:
            assert re.search("[가-힣]", KO.saying(result.text))
            assert len(KO.saying(result.text)) <= 70, KO.saying(result.text)


@pytest.mark.parametrize(
    ("saying", "korean", "english"),
    [
        (
            say("risk.cash.short", need_won=505_070, free_won=-1),
            "505,070원 필요, 주문가능 -1원. 입금하거나 수량을 줄이세요",
            "₩505,070 needed, -₩1 free. Pay money in or ask for fewer shares",
        ),
        (
            say("risk.daily_loss.change", change_won=-2_000_001, change_ratio="-0.02000001"),
            "오늘 -2,000,001원 (-2.00%)",
            "today -₩2,000,001 (-2.00%)",
        ),
        (
            say("risk.weight_cap.trimmed", weight_ratio="0.205", shares=1_200, fits_shares=1),
            "종목 비중 한도 20.5%: 1,200주를 1주로 줄입니다",
            "Share of one stock 20.5%: 1,200 shares cut to 1 shares",
        ),
        (
            say("risk.cooldown.last", refusals=2, last_at="2024-09-03T00:59:50+00:00"),
            "거절 2번, 마지막 09-03 09:59:50",
            "refusals: 2, last at 09-03 09:59:50",
        ),
        (
            say("risk.price_band.age", age_s="12.5"),
            "현재가 시각과 12.5초 차이",
            "quote 12.5 s away from now",
        ),
        (
            say("risk.kill.stop", scope="symbol:005930", level="halt"),
            "종목 005930: 새 주문 정지",
            None,
        ),
        (
            say("risk.tradable.kind_in_phase", kind="open", phase="closed"),
            "지정가(개장 동시호가) 주문, 장 상태 장 닫힘",
            None,
        ),
    ],
)
def test_saying_reads_as_a_person_would_write_it(
    saying: Saying, korean: str, english: str | None
) -> None:
    assert KO.saying(saying) == korean
    assert english is None or EN.saying(saying) == english


def test_ratio_is_shown_exactly_where_the_words_ask_for_it() -> None:
    for ratio, shown in (("0.20", "20%"), ("0.005", "0.5%"), ("0.00005", "0.005%"), ("1", "100%")):
        told = KO.saying(say("risk.weight_cap.cap", cap_won=1, weight_ratio=ratio))
        assert told == f"1원 ({shown})"
        assert Decimal(shown.rstrip("%")) / 100 == Decimal(ratio)


def test_result_of_the_engine_is_put_into_words_when_it_is_shown() -> None:
    text = say("risk.cash.short", need_won=2, free_won=1).encoded()
    fields: dict[str, str | int] = {"rule": "cash", "text": text}
    assert KO.said("press.risk", fields).endswith(
        "주문 가능 금액. 2원 필요, 주문가능 1원. 입금하거나 수량을 줄이세요"
    )
    assert EN.said("press.risk", fields).endswith("Pay money in or ask for fewer shares")


@pytest.mark.parametrize(
    "own",
    [
        "점검",
        '["press.granted"]',
        '["risk.no_such_key"]',
        '["risk.cash',
        "[점검]",
    ],
)
def test_a_persons_own_reason_is_never_taken_for_a_rules_words(own: str) -> None:
    assert KO.told(own) == own


@pytest.mark.parametrize("value", ["열", "9e999", "NaN", "-", ""])
def test_field_that_is_not_its_unit_is_shown_as_it_stands(value: str) -> None:
    for key, field in (
        ("risk.cash.need", "need_won"),
        ("risk.weight_cap.cap", "weight_ratio"),
        ("risk.cooldown.wait", "wait_s"),
        ("risk.cooldown.last", "last_at"),
    ):
        assert value in KO.saying(Saying(key, ((field, value),)))
