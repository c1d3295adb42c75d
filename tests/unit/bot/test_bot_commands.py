"""Commands: what each answers from stored rows, and what each refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.context import Check
from bot.render_text import render
from bot.stretch import stretch_of
from bot.text import WIDTH, width
from core.domain.calendar import date
from core.domain.commands import AskResume, SetStrategy
from core.domain.journal import Severity
from core.domain.order import OrderState
from core.domain.people import Role, User
from core.domain.plan import StrategyPlan
from core.domain.position import Book, DayMark
from core.domain.results import Result
from core.domain.signal import Side, SignalState
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from core.report.sums import add_up
from core.strategies.short_term import ShortTerm
from tests import fakes_bot as fb
from tests import stories

GOLDEN = Scope(ScopeKind.STRATEGY, "golden_cross")
SAMSUNG = Scope(ScopeKind.SYMBOL, "005930")


async def _told(bench: fb.Bench, text: str) -> str:
    reply = await bench.say(text)
    assert reply is not None
    drawn = render(reply, bench.words)
    assert all(width(line) <= WIDTH for line in drawn.split("\n"))
    return fb.text_of(reply)


@pytest.mark.parametrize(
    ("said", "scope", "level", "reason"),
    [
        ("/halt", Scope(), HaltLevel.HALT_NEW, "적지 않음"),
        ("정지", Scope(), HaltLevel.HALT_NEW, "적지 않음"),
        ("정지 전체 급락", Scope(), HaltLevel.HALT_NEW, "급락"),
        ("/halt reduce", Scope(), HaltLevel.REDUCE_ONLY, "적지 않음"),
        ("정지 축소 삼성전자 너무 올랐다", SAMSUNG, HaltLevel.REDUCE_ONLY, "너무 올랐다"),
        ("/halt 005930", SAMSUNG, HaltLevel.HALT_NEW, "적지 않음"),
        ("/halt golden_cross weird", GOLDEN, HaltLevel.HALT_NEW, "weird"),
        ("/halt symbol:005930", SAMSUNG, HaltLevel.HALT_NEW, "적지 않음"),
        ("/halt golden_croos", Scope(), HaltLevel.HALT_NEW, "golden_croos"),
        ("멈춰 뭔가 이상해", Scope(), HaltLevel.HALT_NEW, "뭔가 이상해"),
    ],
)
async def test_halt_stops_what_is_named_and_everything_otherwise(
    said: str, scope: Scope, level: HaltLevel, reason: str
) -> None:
    bench = fb.Bench()
    told = await _told(bench, said)
    assert [(s, v, r) for s, v, _, r in bench.halts] == [(scope, level, reason)]
    assert bench.words.scope(scope.name) in told


async def test_halt_works_while_the_prices_are_down() -> None:
    bench = fb.Bench()
    bench.data.down = True
    await bench.say("정지 삼성전자 이상")
    assert [s for s, _, _, _ in bench.halts] == [Scope()]


async def test_halt_says_what_still_lives_and_how_to_resume() -> None:
    reply = await fb.Bench().say("/halt")
    assert reply is not None
    assert reply.severity is Severity.CRITICAL
    assert "그대로 살아" in fb.text_of(reply)
    assert "재개 <까닭>" in fb.text_of(reply)


@pytest.mark.parametrize("said", ["/resume", "재개", "/resume 005930", "재개 전체"])
async def test_resume_needs_a_reason(said: str) -> None:
    bench = fb.Bench()
    assert "까닭이 필요" in await _told(bench, said)
    assert bench.door.asked == []


async def test_resume_asks_the_engine_with_the_checks() -> None:
    bench = fb.Bench(checks=[Check("clock", ok=True), Check("broker", ok=False, text="끊김")])
    bench.door.results[AskResume] = Result(False, "resume.red", fields={"checks": "broker"})
    told = await _told(bench, "재개 삼성전자 확인했음")
    (asked,) = bench.door.of(AskResume)
    assert (asked.scope, asked.reason, asked.red_checks) == (SAMSUNG, "확인했음", ("broker",))
    assert "증권사 연결: 끊김" in told
    assert "✓" not in told


async def test_resume_finds_the_only_thing_that_is_stopped() -> None:
    bench = fb.Bench()
    bench.uow.switches.put(Switch(SAMSUNG, HaltLevel.HALT_NEW, "gaemi", "r", fb.NOW))
    await bench.uow.commit()
    await bench.say("재개 이제 괜찮음")
    assert bench.door.of(AskResume)[0].scope == SAMSUNG


async def test_resume_lifts_nothing_by_itself() -> None:
    bench = fb.Bench()
    bench.door.results[AskResume] = Result(True, "resume.asked", fields={"wait": 30})
    assert "30초 뒤" in await _told(bench, "재개 다 고침")
    assert len(bench.door.asked) == 1


async def test_status_is_one_screen_with_money_time_and_stops() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    bench.uow.switches.put(Switch(Scope(), HaltLevel.REDUCE_ONLY, "주인", "급락", fb.NOW))
    bench.uow.plans.put(StrategyPlan("golden_cross", True, "{}", fb.NOW, "gaemi"))
    await bench.uow.commit()
    told = await _told(bench, "상태")
    for words in ("모의 시각", "정규장", "100,000,020원", "+20원", "골든크로스", "걸림", "급락"):
        assert words in told


async def test_status_before_the_broker_was_seen_does_not_invent_money() -> None:
    told = await _told(fb.Bench(), "상태")
    assert "아직 증권사를 보지 못했습니다" in told
    assert "원" not in told.replace("원인", "")


async def test_positions_show_cost_worth_and_profit() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    told = await _told(bench, "잔고")
    for words in ("삼성전자 005930", "10주", "53,590원", "536,000원", "+20원", "골든크로스"):
        assert words in told


async def test_positions_without_prices_say_so_and_count_at_cost() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    bench.data.down = True
    told = await _told(bench, "잔고")
    assert "시세가 없어" in told
    assert "535,980원" in told


async def test_two_hundred_positions_come_in_pages_within_the_width() -> None:
    bench = fb.Bench()
    await bench.put(
        fb.money(), *[Book("golden_cross", f"{n:06d}", n, n * 10, n * 10) for n in range(1, 201)]
    )
    seen = set()
    for page in range(1, 26):
        bench.wall.move_by(3)
        reply = await bench.say(f"잔고 {page}")
        assert reply is not None
        assert all(width(line) <= WIDTH for line in render(reply, bench.words).split("\n"))
        seen |= {b.data for row in reply.buttons for b in row if b.data.startswith("r:why")}
    assert len(seen) == 200


@pytest.mark.parametrize("said", ["잔고 0", "잔고 두번째", "잔고 -1"])
async def test_a_page_that_is_no_page_is_refused(said: str) -> None:
    assert "쓸 수 없습니다" in await _told(fb.Bench(), said)


async def test_orders_open_one_by_one() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    reply = await bench.say("주문목록")
    assert reply is not None
    data = reply.buttons[0][0].data
    opened = await bench.say(data.removeprefix("r:"))
    assert "일어난 일" in fb.text_of(opened)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("주문", "4자"),
        ("주문 AB", "4자"),
        ("주문 ZZZZ", "없습니다"),
        ("주문 0000012345", "주문 · 삼성전자"),
    ],
)
async def test_an_order_is_found_by_ending_or_number(said: str, words: str) -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    assert words in await _told(bench, said)


async def test_an_ending_of_two_orders_is_asked_back() -> None:
    bench = fb.Bench()
    other = fb.order(OrderState.CANCELLED, id="01JFZZORDER000000009ORDER1", approval_id="other")
    await bench.put(fb.order(OrderState.FILLED), other)
    assert "여럿" in await _told(bench, "주문 RDER1")


async def test_why_tells_signal_rules_press_order_and_fill() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    told = await _told(bench, "왜 RDER1")
    figures = ("sma5 53120", "ab12ab12ab12", "24,100,000원", "14주 중 10주", "53,590원")
    people = ("김주인", "12-26 10:00:31", "0000012345", "수수료 80원", "누를 때")
    for words in (*figures, *people):
        assert words in told


async def test_why_gives_the_same_story_for_order_card_signal_and_symbol() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    told = [
        await _told(bench, f"왜 {what}")
        for what in ("RDER1", "CARD1", "0SIGN", "005930", "삼성전자")
    ]
    assert len(set(told)) == 1


async def test_why_not_names_the_first_gate_that_stopped_it() -> None:
    bench = fb.Bench()
    bench.uow.signals.put(stories.signal(state=SignalState.REFUSED, note="daily_loss"))
    bench.uow.decisions.put(stories.refusal())
    await bench.uow.commit()
    told = await _told(bench, "왜 삼성전자")
    assert "처음 막은 관문: 하루 손실 한도. 오늘 손익 -2.31%, 한도 -2.00%" in told
    assert "보유·주문 중 7종목" in told


async def test_why_of_a_signal_that_no_rule_judged() -> None:
    bench = fb.Bench()
    bench.uow.signals.put(stories.signal(state=SignalState.EXPIRED, note="not shown in time"))
    await bench.uow.commit()
    told = await _told(bench, "왜 005930")
    assert "제때 보이지 못함" in told
    assert "카드를 보일 시간이 지났습니다" in told


async def test_why_of_an_entry_that_lost_to_an_exit_names_the_strategy_that_sold() -> None:
    bench = fb.Bench()
    winner = stories.signal(id="WINNER", symbol="000660", key="w")
    lost = stories.signal(state=SignalState.DROPPED, note="exit_wins:WINNER")
    for row in (winner, lost):
        bench.uow.signals.put(row)
    await bench.uow.commit()
    assert "골든크로스 전략의 매도가 먼저라 사지 않았습니다" in await _told(bench, "왜 005930")


async def test_why_of_a_symbol_without_a_signal_says_that_this_is_the_gate() -> None:
    assert "신호를 내지 않았습니다" in await _told(fb.Bench(), "왜 005930")


@pytest.mark.parametrize("said", ["왜", "왜 없는것", "왜 AB"])
async def test_why_of_nothing_says_what_to_give(said: str) -> None:
    assert "종목" in await _told(fb.Bench(), said)


async def test_pnl_adds_up_the_fills_of_the_period() -> None:
    bench = fb.Bench()
    sale = fb.order(OrderState.FILLED, intent=fb.intent(side=Side.SELL))
    slices = [fb.fill(sale, 4, 53_600, cumulative=4, tax=385, realised=1_000),
              fb.fill(sale, 6, 53_600, cumulative=10, tax=578, realised=-400)]  # fmt: skip
    mark = DayMark("5012345601", date(2024, 12, 20), 98_000_000, 98_000_000, 0, 0, 0)
    await bench.put(fb.money(cash=100_000_000), *slices)
    bench.uow.marks.put(mark)
    await bench.uow.commit()
    told = await _told(bench, "손익 주")
    for words in ("2024-12-23 ~ 2024-12-26", "+2,000,000원", "+2.04%", "+600원", "160원", "963원"):
        assert words in told
    assert add_up(slices).trades == 1
    back = replace(slices[0], shares=-10, amount=-536_000, cumulative=20)
    assert add_up([*slices, back]).trades == 0, "what was taken back is no trade"


@pytest.mark.parametrize(
    ("period", "first"),
    [("day", date(2024, 12, 26)), ("week", date(2024, 12, 23)), ("month", date(2024, 12, 1))],
)
def test_a_period_begins_where_people_say(period: str, first: date) -> None:
    assert stretch_of(period, date(2024, 12, 26)).first == first


@pytest.mark.parametrize(
    "said", ["손익 언젠가", "손익 1", "보고서 연간", "언어 fr", "전략 춤춰", "상태 자세히"]
)
async def test_a_wrong_word_is_answered_with_what_is_allowed(said: str) -> None:
    bench = fb.Bench()
    assert "이렇게 써 주세요" in await _told(bench, said)
    assert bench.door.asked == []


@pytest.mark.parametrize(
    ("said", "running"),
    [("전략 시작 golden_cross", True), ("/strategy stop golden_cross", False),
     ("전략 시작 골든크로스", True), ("전략 중지 골든", False), ("전략 중지 Golden Cross", False)],
)  # fmt: skip
async def test_strategies_are_started_and_stopped(said: str, running: bool) -> None:
    bench = fb.Bench()
    await bench.say(said)
    (asked,) = bench.door.of(SetStrategy)
    assert (asked.name, asked.running, asked.actor.user) == ("golden_cross", running, fb.OWNER)


async def test_parameters_are_set_one_by_one_until_one_is_refused() -> None:
    bench = fb.Bench()
    bench.door.results[SetStrategy] = Result(False, "strategy.bad", fields={"text": "budget=-1"})
    told = await _told(bench, "전략 설정 golden_cross budget=-1 fast=3")
    assert [(c.parameter, c.value) for c in bench.door.of(SetStrategy)] == [("budget", "-1")]
    assert "바꾸지 않았습니다. budget=-1" in told


@pytest.mark.parametrize(
    ("said", "words"),
    [("전략 시작 없는전략", "golden_cross"), ("전략 설정 golden_cross budget=", "<항목>=<값>"),
     ("전략 설정 golden_cross", "budget 14000000"), ("전략", "골든크로스 (golden_cross)"),
     ("전략 시작 golden_cross fast=3", "남는 말"), ("전략 시작", "골든크로스(golden_cross)"),
     ("전략 시작 golden_cross 지금", '"golden_cross 지금" 전략이 없습니다')],
)  # fmt: skip
async def test_strategy_help_names_what_is_known(said: str, words: str) -> None:
    bench = fb.Bench()
    assert words in await _told(bench, said)
    assert bench.door.asked == []


async def test_a_strategy_without_a_live_feed_says_so_in_the_list() -> None:
    bench = fb.Bench()
    bench.strategies.add("short_term")(ShortTerm)
    assert "단기 급등 (short_term)\n  상태 5분봉이 필요합니다" in await _told(bench, "전략")


async def test_doctor_shows_every_check_with_a_remedy_for_red_ones() -> None:
    bench = fb.Bench(
        checks=[
            Check("clock", ok=True),
            Check("disk", ok=False),
            Check("x", ok=False, fix="고쳐요"),
        ]
    )
    told = await _told(bench, "진단")
    for words in ("✓ 시계", "✗ 디스크", "비워 주세요", "✗ x", "고쳐요", "2개"):
        assert words in told


async def test_language_changes_for_everybody_until_the_next_start() -> None:
    bench = fb.Bench()
    assert "GAEMI_LANG=en" in await _told(bench, "언어 영어")
    assert "Commands" in await _told(bench, "help")
    await bench.say("language ko")
    assert "명령" in await _told(bench, "help")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRADER, Role.APPROVER])
async def test_the_language_of_everybody_is_an_administrators(role: Role) -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, fb.OWNER, "미나", role, fb.NOW))
    assert "관리자" in await _told(bench, "언어 en")
    assert "지금 언어: 한국어" in await _told(bench, "언어")


async def test_report_week_is_made_anew_and_shown_as_plain_text() -> None:
    bench = fb.Bench()
    reply = await bench.say("보고서 주간")
    assert bench.reports == ["weekly"]
    assert reply is not None
    assert reply.buttons == ()
    assert "1.20%" in fb.text_of(reply)


async def test_help_explains_each_command() -> None:
    bench = fb.Bench()
    for name in fb.COMMAND_NAMES:
        bench.wall.move_by(3)
        assert bench.context.t(f"usage.{name}") in await _told(bench, f"도움말 {name}")
    bench.wall.move_by(3)
    assert "혹시" in await _told(bench, "도움말 stauts")
