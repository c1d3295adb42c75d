"""`alert`: set in words, asked back with buttons, listed, changed; over the engine's handlers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.access import Kind
from bot.alert_view import SIZE
from bot.commands.alert import act_in
from bot.forms import form_of
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.render_text import render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.domain.alert import (
    MOST_ALERTS,
    AlertState,
    ChangeAlerts,
    Condition,
    Measure,
    SetAlert,
    Toward,
)
from core.domain.journal import Severity
from core.domain.people import Role, User
from core.domain.position import Book
from tests import fakes_bot as fb
from tests.alerts import (
    GUEST,
    HIGH,
    PHONE,
    SAMSUNG,
    alerts,
    bench_of,
    buttons,
    said,
    told,
    with_guest,
)

THREE = ("알림 삼전 6만원", "알림 삼전 5만원", "알림 에코프로비엠 RSI 30 이하")


async def three() -> fb.Bench:
    bench = bench_of()
    for line in THREE:
        await said(bench, line)
    return bench


async def press(bench: fb.Bench, data: str, user: str = fb.OWNER) -> Reply:
    answer = await bench.router.press(fb.source(user, kind=Kind.PRESS), data, "77")
    assert answer is not None
    return answer.reply or Reply(answer.text)


async def test_an_alert_is_set_and_says_what_nobody_said() -> None:
    bench = bench_of()
    text = await told(bench, "알림 삼전 80000원 이상")
    assert "알림 1번을 걸었습니다" in text
    assert "조건 삼성전자 80,000원 이상" in text
    assert "얼마나 한 번" in text
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
    assert "상태 돌아오기를 기다림" in fb.text_of(back)
    assert [(a.state, a.again) for a in alerts(bench)] == [
        (AlertState.ARMED, True), (AlertState.WAITING, True),
    ]  # fmt: skip


async def test_a_return_on_what_is_not_held_is_told_so() -> None:
    assert "가진 것이 없어" in await told(bench_of(), "알림 삼전 평단 -7%")


async def test_an_empty_list_says_how_to_begin_and_its_examples_work() -> None:
    bench = bench_of()
    empty = await said(bench, "알림")
    assert "이렇게 적거나" in fb.text_of(empty)
    tries = [data for data in buttons(empty).values() if data.startswith("t:")]
    assert len(tries) == 3
    for data in tries:
        assert "걸었습니다" in fb.text_of(await press(bench, data))


@pytest.mark.parametrize(
    "line", ["알림 목록", "알림 뭐 있어?", "알림 보여줘", "alert please", "알람"]
)
async def test_the_list_is_asked_for_in_many_words(line: str) -> None:
    bench = await three()
    assert (await said(bench, line)).title == "알림"


async def test_the_list_shows_each_with_the_price_and_opens_it() -> None:
    bench = await three()
    listed = await said(bench, "알림")
    assert "1 삼성전자 60,000원 이상\n  지금 53,600원 · 한 번" in fb.text_of(listed)
    assert "3 에코프로비엠 RSI(14일) 30 이하" in fb.text_of(listed)
    opened = await press(bench, buttons(listed)["2 삼성전자"])
    assert opened.title == "알림 2번"
    assert list(buttons(opened)) == ["멈춤", "지우기", "조건 바꾸기", "목록"]
    assert fb.text_of(opened) == await told(bench, "알림 2")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_fifty_alerts_come_in_pages_of_a_phones_width(language: str) -> None:
    bench = bench_of(words=Catalogue(language))
    for step in range(MOST_ALERTS):
        await said(bench, f"alert 247540 {120_000 + step * 100}won above")
    assert len(alerts(bench)) == MOST_ALERTS
    shown, page, data = [], await said(bench, "alert"), ""
    while True:
        drawn = render(page, bench.words).split("\n")
        assert [line for line in drawn if width(line) > WIDTH] == []
        shown += [d for d in buttons(page).values() if d.startswith("t:alert show ")]
        data = buttons(page).get(bench.context.t("button.next"), "")
        if not data:
            break
        page = await press(bench, data)
    assert shown == [f"t:alert show {a.id}" for a in alerts(bench)]
    assert page.title.endswith(f"{-(-MOST_ALERTS // SIZE)}/{-(-MOST_ALERTS // SIZE)}")
    assert "50" in await told(bench, "alert 247540 300000won above")


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
    assert f"알림 {number}번을 2번으로 바꾸었습니다" in text
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_ask_for_a_level_or_for_all(language: str) -> None:
    words = Catalogue(language)
    changed, new = form_of("alert edit 3", words), form_of("alert", words)
    assert changed is not None
    assert new is not None
    assert changed.filled({"condition": "85000 이상"}) == "/alert edit 3 85000 이상"
    assert new.filled({"symbol": "삼전", "condition": "-5%"}) == "/alert 삼전 -5%"


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


def test_the_bench_speaks_of_the_condition_of_the_engine() -> None:
    assert (HIGH.symbol, PHONE.user) == (SAMSUNG, fb.OWNER)


async def test_what_one_press_would_set_is_of_this_market() -> None:
    bench = bench_of()
    bench.words.know(lambda symbol: {"970010": "가람누리전자"}.get(symbol, symbol), {"970010"})
    shown = await said(bench, "알림")
    labels = [button.label for row in shown.buttons for button in row]
    assert "가람누리전자 전일대비 -5% 이하" in labels
    assert not any("삼성전자" in label for label in labels)
