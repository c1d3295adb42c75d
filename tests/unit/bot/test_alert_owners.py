"""Whose alerts a word or a press changes: one's own on every face, and nothing else at all."""

from __future__ import annotations

import pytest

from core.domain.alert import AlertState, ChangeAlerts, SetAlert
from core.domain.journal import Severity
from core.domain.people import Role, User
from tests import fakes_bot as fb
from tests.alerts import GUEST, alerts, bench_of, buttons, press, said, three, told, with_guest


async def test_two_people_have_alerts_each_and_neither_sees_the_others() -> None:
    bench = await with_guest(await three())
    assert "걸어 둔 알림이 없습니다" in await told(bench, "알림", GUEST)
    await said(bench, "알림 삼전 7만원", GUEST)
    assert "70,000원" in await told(bench, "알림 1", GUEST)
    assert "60,000원" in await told(bench, "알림 1")
    await said(bench, "알림 삭제 1", GUEST)
    assert [(a.owner, a.number) for a in alerts(bench)] == [
        (f"telegram:{fb.OWNER}", n) for n in (1, 2, 3)
    ]


@pytest.mark.parametrize("act", ["pause", "wake", "delete", "show"])
async def test_a_press_on_another_persons_alert_changes_and_shows_nothing(act: str) -> None:
    bench = await with_guest(await three(), Role.ADMIN)
    await said(bench, "알림 삼전 7만원", GUEST)
    await said(bench, "알림 멈춤 2")
    before = alerts(bench)
    for alert in before[:3]:
        answered = await press(bench, f"t:alert {act} {alert.id}", GUEST.user)
        assert fb.text_of(answered).strip() == bench.context.t("alert.gone")
        assert answered.severity is Severity.WARNING, "so that it takes no message's place"
    assert alerts(bench) == before


@pytest.mark.parametrize("label", ["모두 지우기", "모두 멈춤"])
async def test_another_persons_press_on_all_only_asks_about_their_own(label: str) -> None:
    bench = await with_guest(await three())
    await said(bench, "알림 삼전 7만원", GUEST)
    before = alerts(bench)
    data = buttons(await said(bench, "알림 삭제 전부"))[label]
    assert "알림 1개를" in fb.text_of(await press(bench, data, GUEST.user))
    assert alerts(bench) == before


async def test_one_person_has_the_same_alerts_on_all_faces() -> None:
    bench = await three()
    mina = User("telegram", fb.OWNER, fb.HOME, "주인", Role.ADMIN, fb.NOW, f"telegram:{fb.OWNER}")
    desk = User("slack", "U1", "C1", "주인", Role.ADMIN, fb.NOW, f"telegram:{fb.OWNER}")
    await bench.put(mina, desk)
    there = await bench.router.say(fb.source("U1", face="slack", chat="C1"), "알림")
    assert "60,000원" in fb.text_of(there)


async def test_a_viewer_sets_and_deletes_their_own_by_words_and_by_press() -> None:
    bench = await with_guest(bench_of())
    opened = await said(bench, "알림 삼전 6만원", GUEST)
    paused = await press(bench, buttons(opened)["멈춤"], GUEST.user)
    assert alerts(bench)[0].state is AlertState.PAUSED
    await press(bench, buttons(paused)["지우기"], GUEST.user)
    assert alerts(bench) == []


async def test_a_button_that_looks_says_no_other_command_that_changes() -> None:
    bench = await three()
    asked = len(bench.door.asked)
    for data in ("t:watch add 005930", "r:buy 005930 10shares", "t:mute alert", "r:halt all"):
        assert fb.text_of(await press(bench, data)).strip() == bench.context.t("press.unknown")
    assert len(bench.door.asked) == asked


async def test_the_engine_is_asked_for_nothing_but_alerts() -> None:
    bench = await three()
    for line in ("알림 삭제 1", "삼전 8만원 넘으면 알려줘", "알림 다 꺼줘", "알림 수정 2 4만원"):
        await said(bench, line)
    assert {type(c) for c in bench.door.asked} == {SetAlert, ChangeAlerts}
