"""Alerts are paused, woken, deleted and given another condition, by words and by buttons."""

from __future__ import annotations

import pytest

from bot.commands.alert import act_in
from core.domain.alert import AlertState, ChangeAlerts
from tests import fakes_bot as fb
from tests.alerts import alerts, bench_of, buttons, press, said, three, told


async def test_an_alert_is_paused_woken_and_deleted_by_its_buttons() -> None:
    bench = await three()
    opened = await said(bench, "알림 1")
    paused = await press(bench, buttons(opened)["멈춤"])
    assert "상태 멈춤" in fb.text_of(paused)
    assert alerts(bench)[0].state is AlertState.PAUSED
    assert "멈춤" in await told(bench, "알림")
    woken = await press(bench, buttons(paused)["켜기"])
    assert alerts(bench)[0].state is AlertState.ARMED
    gone = await press(bench, buttons(woken)["지우기"])
    assert "지웠습니다" in fb.text_of(gone)
    assert [a.number for a in alerts(bench)] == [2, 3]
    assert "그 알림은 없습니다" in fb.text_of(await press(bench, buttons(woken)["지우기"]))


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("알림 삭제 1", [2, 3]),
        ("알림 1 삭제", [2, 3]),
        ("알림 삭제 1 3", [2]),
        ("알림 지우기 1,2", [3]),
        ("alert delete 3 9", [1, 2]),
        ("알림 삭제 에코프로비엠", [1, 2]),
        ("알림 취소 3", [1, 2]),
        ("에코프로비엠 알림 해제해줘", [1, 2]),
        ("알림 삭제 삼전", [1, 2, 3]),
        ("알림 삭제 9", [1, 2, 3]),
    ],
)
async def test_alerts_are_deleted_by_number_and_by_a_stock_that_has_one(
    line: str, left: list[int]
) -> None:
    bench = await three()
    await said(bench, line)
    assert [a.number for a in alerts(bench)] == left


async def test_numbers_that_are_not_there_are_named() -> None:
    assert "없는 번호: 9" in await told(await three(), "알림 멈춤 1 9")


@pytest.mark.parametrize(
    "line", ["알림 삭제 전부", "알림 다 꺼줘", "알림 모두 지워줘", "alert delete all"]
)
async def test_all_are_deleted_only_after_a_press_and_only_those(line: str) -> None:
    bench = await three()
    asked = buttons(await said(bench, line))
    assert len(alerts(bench)) == 3
    await said(bench, "알림 삼전 7만원")
    assert len(alerts(bench)) == 4
    again = await press(bench, asked["모두 지우기"])
    assert len(alerts(bench)) == 4, "another alert came: it is asked anew"
    assert "지웠습니다" in fb.text_of(await press(bench, buttons(again)["모두 지우기"]))
    assert alerts(bench) == []


async def test_one_that_is_set_while_the_press_is_under_way_stays() -> None:
    bench = await three()
    asked = buttons(await said(bench, "알림 삭제 전부"))
    await press(bench, asked["모두 지우기"])
    (wish,) = bench.door.of(ChangeAlerts)
    assert (wish.act, sorted(wish.numbers)) == ("delete", [1, 2, 3])


async def test_all_are_paused_and_woken_at_once() -> None:
    bench = await three()
    await said(bench, "알림 멈춤 전부")
    assert {a.state for a in alerts(bench)} == {AlertState.PAUSED}
    await said(bench, "알림 켜기 전부")
    assert {a.state for a in alerts(bench)} == {AlertState.ARMED}
    asked = buttons(await said(bench, "알림 삭제 전부"))
    await press(bench, asked["모두 멈춤"])
    assert {a.state for a in alerts(bench)} == {AlertState.PAUSED}


@pytest.mark.parametrize(
    ("number", "words", "shown"),
    [
        (1, "65000", "삼성전자 65,000원 이상"),
        (1, "5만원", "삼성전자 50,000원 이하"),
        (1, "-5%", "삼성전자 전일대비 -5% 이하"),
        (3, "25", "에코프로비엠 RSI(14일) 25 이하"),
        (3, "70 이상", "에코프로비엠 RSI(14일) 70 이상"),
        (3, "골든크로스", "에코프로비엠 골든크로스(5, 20)"),
    ],
)
async def test_another_condition_takes_the_place_of_one(
    number: int, words: str, shown: str
) -> None:
    bench = await three()
    await said(bench, "알림 삭제 2")
    text = await told(bench, f"알림 수정 {number} {words}")
    assert f"알림 {number}번을 2번으로 바꿨습니다" in text
    assert f"조건 {shown}" in text
    assert number not in [a.number for a in alerts(bench)]


async def test_a_change_that_is_refused_leaves_the_old_one() -> None:
    bench = await three()
    assert "이미 있습니다" in await told(bench, "알림 수정 1 5만원 이하")
    assert "'부자'" in await told(bench, "알림 수정 1 부자")
    assert [a.number for a in alerts(bench)] == [1, 2, 3]


async def test_a_strange_level_in_place_of_one_is_asked_about() -> None:
    bench = await three()
    asked = await said(bench, "알림 수정 1 8")
    assert "아주 멉니다" in fb.text_of(asked)
    assert [a.number for a in alerts(bench)] == [1, 2, 3]
    (data,) = buttons(asked).values()
    assert "삼성전자 8원 이하" in fb.text_of(await press(bench, data))
    assert [a.number for a in alerts(bench)] == [2, 3, 4]


async def test_who_wants_silence_is_shown_the_quiet_hours_and_loses_no_alert() -> None:
    bench = await three()
    for line in ("이제 조용히 해줘", "방해 금지 해줘", "무음으로 해줘"):
        assert (await said(bench, line)).title == "조용한 시간", line
    assert len(alerts(bench)) == 3


async def test_a_change_keeps_how_often_and_until_when() -> None:
    bench = bench_of()
    await said(bench, "알림 삼전 6만원 계속 2025-01-31까지")
    (before,) = alerts(bench)
    await said(bench, "알림 수정 1 7만원")
    (after,) = alerts(bench)
    assert (after.again, after.ends_at) == (True, before.ends_at)


@pytest.mark.parametrize(
    ("words", "act", "left"),
    [
        (("삭제", "3"), "delete", ("3",)),
        (("3", "멈춤"), "pause", ("3",)),
        (("on", "3"), "wake", ("3",)),
        (("삼전", "8만원"), "", ("삼전", "8만원")),
        ((), "", ()),
    ],
)
def test_a_verb_stands_first_or_last(
    words: tuple[str, ...], act: str, left: tuple[str, ...]
) -> None:
    assert act_in(words) == (act, left)
