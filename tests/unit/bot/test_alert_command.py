"""`alert` sets in words what is said in full and asks back the rest; over the engine's handlers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.forms import form_of
from bot.locale.catalogue import LANGUAGES, Catalogue
from core.domain.alert import AlertState, Condition, Measure, Toward
from core.domain.journal import Severity
from core.domain.position import Book
from tests import fakes_bot as fb
from tests.alerts import SAMSUNG, alerts, bench_of, buttons, press, said, told


async def test_an_alert_is_set_and_says_what_nobody_said() -> None:
    bench = bench_of()
    text = await told(bench, "알림 삼전 80000원 이상")
    assert "알림 1번을 걸었습니다" in text
    assert "조건 삼성전자 80,000원 이상" in text
    assert "횟수 한 번" in text
    assert "언제까지 2025-03-26까지" in text
    (alert,) = alerts(bench)
    assert alert.condition == Condition(Measure.PRICE, SAMSUNG, Toward.ABOVE, level=Decimal(80_000))
    assert (alert.again, alert.chat, alert.face) == (False, fb.HOME, "telegram")
    assert alert.ends_at is not None
    assert timedelta(days=90) < alert.ends_at - fb.NOW < timedelta(days=91)


@pytest.mark.parametrize(
    ("line", "again", "ends"),
    [
        ("알림 삼전 8만원 계속 2025-01-31까지", True, "2025-01-31까지"),
        ("알림 삼전 8만원 무기한", False, "지울 때까지"),
        ("알림 체결", True, "2025-03-26까지"),
        ("알림 신호 삼전 한번", False, "2025-03-26까지"),
        ("alert 005930 80000 above again for 3 days", True, "2024-12-29까지"),
        ("알람 80000원 이상 삼성전자", False, "2025-03-26까지"),
    ],
)
async def test_how_often_and_how_long_are_as_said(line: str, again: bool, ends: str) -> None:
    bench = bench_of()
    assert ends in await told(bench, line)
    assert [a.again for a in alerts(bench)] == [again]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        (
            "알림 삼전 53600 한번",
            {
                "53,600원 이상": "t:alert 005930 53600won above back once",
                "53,600원 이하": "t:alert 005930 53600won below back once",
            },
        ),
        (
            "알림 삼전 5%",
            {
                "전일대비 +5% 이상": "t:alert 005930 change 5% above",
                "전일대비 -5% 이하": "t:alert 005930 change -5% below",
            },
        ),
        (
            "알림 삼전 하락하면",
            {
                "전일대비 -3% 이하": "t:alert 005930 change -3% below",
                "전일대비 -5% 이하": "t:alert 005930 change -5% below",
            },
        ),
        ("알림 에코프로비 5만원 이하", {"에코프로비엠 247540": "t:alert 247540 5만원 이하"}),
        ("알림 삼전 800만원", {"맞음, 걸기": "t:alert 005930 8000000won above sure"}),
        ("알림 삼전 5000원 계속", {"맞음, 걸기": "t:alert 005930 5000won below again sure"}),
        ("알림 삼전 -45%", {"맞음, 걸기": "t:alert 005930 change -45% below sure"}),
    ],
)
async def test_what_is_open_is_asked_and_each_button_sets_it(
    line: str, offered: dict[str, str]
) -> None:
    bench = bench_of()
    assert buttons(await said(bench, line)) == offered
    assert alerts(bench) == []
    for number, data in enumerate(offered.values(), 1):
        assert f"알림 {number}번을 걸었습니다" in fb.text_of(await press(bench, data))
    assert len(alerts(bench)) == len(offered)


async def test_a_stock_alone_is_asked_what_to_tell_of() -> None:
    bench = bench_of()
    asked = await said(bench, "알림 삼전")
    assert "무엇이 되면" in fb.text_of(asked)
    for data in buttons(asked).values():
        await press(bench, data)
    assert len(alerts(bench)) == len(buttons(asked)) == 6


async def test_a_condition_without_a_stock_offers_those_that_are_held() -> None:
    bench = bench_of()
    assert buttons(await said(bench, "알림 RSI 30 이하")) == {}
    await bench.put(Book("person", SAMSUNG, 10, 536_000, 536_000))
    asked = await said(bench, "알림 RSI 30 이하")
    assert buttons(asked) == {"삼성전자 005930": "t:alert 005930 RSI 30 이하"}
    assert "알림 1번" in fb.text_of(await press(bench, "t:alert 005930 RSI 30 이하"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("알림 삼전 80000 부자", ("'부자'", "읽은 것: 삼성전자 80,000원 이상", "예: 알림")),
        ("알림 무엇인가 80000", ("'무엇인가'", "모르는 종목", "예: 알림")),
        ("알림 삼전 8만원 이상 이하", ("이상, 이하", "하나만", "예: 알림")),
        ("알림 삼전 RSI 120", ("'120'", "0 - 100", "예: 알림")),
        ("알림 삼전 거래량", ("얼마인지", "거래량 3배", "예: 알림")),
        ("알림 삼전 8만원 2020-01-01까지", ("2020-01-01", "이미 지난", "예: 알림")),
        ("알림 삼전 골든크로스 20 5", ("20, 5", "짧은 쪽이 먼저", "예: 알림")),
        ("알림 삭제", ("몇 번인지", "알림 삭제 3")),
        ("알림 수정 1", ("그 알림은 없습니다",)),
        ("알림 삭제 하이닉스", ("그 알림은 없습니다",)),
        ("알림 999", ("그 알림은 없습니다",)),
    ],
)
async def test_wrong_input_says_what_was_found_what_is_allowed_and_what_works(
    line: str, words: tuple[str, ...]
) -> None:
    bench = bench_of()
    reply = await said(bench, line)
    assert [word for word in words if word not in fb.text_of(reply)] == []
    assert reply.severity is Severity.WARNING
    assert alerts(bench) == []


async def test_an_unlisted_stock_and_the_same_alert_twice_are_told() -> None:
    bench = bench_of()
    assert "알 수 없어" in await told(bench, "알림 하이닉스 5만원 이상")
    await said(bench, "알림 삼전 6만원 이상")
    twin = await said(bench, "알림 삼전 6만원 이상 계속")
    assert "이미 있습니다: 1번" in fb.text_of(twin)
    (data,) = buttons(twin).values()
    assert "삼성전자 60,000원 이상" in fb.text_of(await press(bench, data))


async def test_what_holds_already_says_its_value_and_offers_the_other_side() -> None:
    bench = bench_of()
    reply = await said(bench, "알림 삼전 5만원 이상 계속")
    assert "이미 그렇습니다: 삼성전자 50,000원 이상. 지금 53,600원" in fb.text_of(reply)
    assert alerts(bench) == []
    offered = buttons(reply)
    assert "걸었습니다" in fb.text_of(await press(bench, offered["반대쪽: 50,000원 이하"]))
    back = await press(bench, offered["벗어났다가 다시 되면"])
    assert "상태 벗어나기를 기다림" in fb.text_of(back)
    assert [(a.state, a.again) for a in alerts(bench)] == [
        (AlertState.ARMED, True), (AlertState.WAITING, True),
    ]  # fmt: skip


async def test_a_return_on_what_is_not_held_is_told_so() -> None:
    assert "가진 주식이 없어" in await told(bench_of(), "알림 삼전 평단 -7%")


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_ask_for_a_level_or_for_all(language: str) -> None:
    words = Catalogue(language)
    changed, new = form_of("alert edit 3", words), form_of("alert", words)
    assert changed is not None
    assert new is not None
    assert changed.filled({"condition": "85000 이상"}) == "/alert edit 3 85000 이상"
    assert new.filled({"symbol": "삼전", "condition": "-5%"}) == "/alert 삼전 -5%"
