"""The list of alerts: how it begins, its pages, what each entry says and opens."""

from __future__ import annotations

import pytest

from bot.alert_view import SIZE
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.render_text import render
from bot.text import WIDTH, width
from core.domain.alert import MOST_ALERTS
from tests import fakes_bot as fb
from tests.alerts import alerts, bench_of, buttons, press, said, three, told


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


async def test_what_one_press_would_set_is_of_this_market() -> None:
    bench = bench_of()
    bench.words.know(lambda symbol: {"970010": "가람누리전자"}.get(symbol, symbol), {"970010"})
    shown = await said(bench, "알림")
    labels = [button.label for row in shown.buttons for button in row]
    assert "가람누리전자 전일대비 -5% 이하" in labels
    assert not any("삼성전자" in label for label in labels)
