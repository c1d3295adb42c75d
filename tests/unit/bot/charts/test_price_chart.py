"""The chart of a symbol and of an account: what lies where, in whose colours, and readable."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.font_manager import get_font
from PIL import Image

from bot.chart_job import ChartJob
from bot.chart_work import prepare, work
from bot.charts.account_chart import AccountView, Part, account_sheet
from bot.charts.candles import Candles
from bot.charts.fonts import font_file
from bot.charts.layout import Figure
from bot.charts.palette import LIGHT
from bot.charts.price_chart import PriceView, price_sheet
from bot.charts.price_panel import Average, Prices
from bot.charts.prices import Level, Mark
from bot.charts.sheet import Sheet
from bot.locale.catalogue import Catalogue

KO = Catalogue("ko")
STRIP = [Figure("현재가", "53,600원"), Figure("전일 대비", "+1.20%", 0.012)]


def price_view(count: int = 120, **shown: Any) -> PriceView:
    random = np.random.default_rng(7)
    close = 50_000 + random.normal(size=count).cumsum() * 300
    days = [date(2024, 1, 2) + timedelta(days=n) for n in range(count)]
    candles = Candles(days, close - 50, close + 200, close - 200, close, np.full(count, 1e6))
    return PriceView("삼성전자 (005930)", "2024", STRIP, Prices(candles, **shown), "시세 10:00")


def account_view(count: int = 30, **more: Any) -> AccountView:
    random = np.random.default_rng(11)
    days = [date(2024, 1, 2) + timedelta(days=n) for n in range(count)]
    equity = 1e8 + random.normal(size=count).cumsum() * 1e5
    parts = (Part("삼성전자", 0.3, "30.00% · 3,000만"), Part("현금", 0.7, "70.00% · 7,000만", True))
    given: dict[str, Any] = {"days": days, "equity": equity, "parts": parts}
    return AccountView("자산과 낙폭", "2024", STRIP, **(given | more))


def words_of(sheet: Sheet) -> list[str]:
    return [text.get_text() for text in sheet.figure.texts]


def test_averages_begin_at_the_bar_of_their_first_value() -> None:
    values = np.linspace(50_000, 51_000, 101)
    sheet = price_sheet(price_view(averages=(Average(20, 19, values),)), KO)
    (line,) = [one for one in sheet.figure.axes[0].lines if not one.get_label().startswith("b")
               and len(one.get_xdata()) == 101]  # fmt: skip
    assert (line.get_xdata()[0], line.get_xdata()[-1]) == (19, 119)
    assert line.get_ydata().tolist() == values.tolist()
    assert to_hex(line.get_color()) == LIGHT.averages[0]
    assert "20일선" in words_of(sheet)


def test_a_stop_that_holds_is_told_with_its_price_and_an_old_one_without() -> None:
    levels = (Level(3, 10, 45_000, "stop"), Level(100, 119, 55_000, "take"))
    told = words_of(price_sheet(price_view(levels=levels), KO))
    assert "손절" in told
    assert "목표 55,000" in told


@pytest.mark.parametrize(
    ("marks", "told"), [((), set()), ((Mark(5, 50_000, True),), {"매수"}),
                        ((Mark(5, 50_000, False),), {"매도"})],
)  # fmt: skip
def test_only_colours_that_are_there_are_named(marks: tuple[Mark, ...], told: set[str]) -> None:
    named = set(words_of(price_sheet(price_view(marks=marks), KO)))
    assert named & {"매수", "매도"} == told


def test_the_period_spoken_of_is_shaded() -> None:
    sheet = account_sheet(account_view(first=25), KO)
    grounds = [
        one for axes in sheet.figure.axes for one in axes.collections
        if to_hex(one.get_facecolor()[0] if len(one.get_facecolor()) else "w") == LIGHT.card
    ]  # fmt: skip
    assert len(grounds) == 2
    left, right = grounds[0].get_paths()[0].vertices[[0, 1], 0]
    assert (left, right) == (24.5, 29.5)


def test_the_index_is_a_line_of_its_own_and_named() -> None:
    index = np.linspace(1e8, 1.1e8, 30)
    sheet = account_sheet(account_view(index=index, index_name="코스피"), KO)
    drawn = {to_hex(line.get_color()): line for line in sheet.figure.axes[0].lines}
    assert drawn[LIGHT.other].get_ydata().tolist() == index.tolist()
    assert {"계좌", "코스피"} <= set(words_of(sheet))


def test_bars_of_weights_are_as_long_as_their_parts() -> None:
    sheet = account_sheet(account_view(days=(), equity=None), KO)
    bars = {to_hex(a.get_facecolor()): a for a in sheet.figure.artists if hasattr(a, "get_width")
            and to_hex(a.get_facecolor()) in LIGHT.parts}  # fmt: skip
    stock, cash = bars[LIGHT.parts[0]], bars[LIGHT.parts[-1]]
    assert stock.get_width() / cash.get_width() == pytest.approx(3 / 7)


SHEETS = {
    "prices": lambda words: price_sheet(
        price_view(averages=(Average(20, 19, np.full(101, 5e4)), Average(60, 59, np.full(61, 5e4))),
                   marks=(Mark(5, 50_000, True), Mark(9, 50_500, False)),
                   levels=(Level(5, 119, 1_450_000, "stop"), Level(5, 119, 1_550_000, "take"))),
        words),
    "account": lambda words: account_sheet(
        account_view(index=np.full(30, 1e8), index_name="KOSPI", first=20), words),
    "weights": lambda words: account_sheet(account_view(days=(), equity=None), words),
}  # fmt: skip


@pytest.mark.parametrize("code", ["ko", "en"])
@pytest.mark.parametrize("name", SHEETS)
def test_every_letter_is_drawn_and_no_text_runs_into_another(name: str, code: str) -> None:
    sheet = SHEETS[name](Catalogue(code))
    sheet.png()
    known = set(get_font(str(font_file())).get_charmap())
    texts = [text for text in sheet.figure.texts if text.get_text().strip()]
    assert len(texts) > 7
    assert all(ord(letter) in known for text in texts for letter in text.get_text())
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    for said, box in boxes:
        assert 0 <= box.x0 < box.x1 <= sheet.width, said
        assert 0 <= box.y0 < box.y1 <= sheet.height, said
    clashes = [
        (a, b) for n, (a, one) in enumerate(boxes) for b, two in boxes[n + 1 :] if one.overlaps(two)
    ]
    assert clashes == []


@pytest.mark.parametrize("count", [1, 2, 800])
def test_few_and_many_bars_give_a_picture_of_a_phones_width(count: int) -> None:
    prepare()
    png = work(ChartJob(price_view(count), "ko"))
    assert Image.open(BytesIO(png)).width == 1_080
    assert len(png) < 400_000
    assert work(ChartJob(account_view(max(2, count)), "en")).startswith(b"\x89PNG")


def test_the_same_view_is_the_same_picture() -> None:
    assert work(ChartJob(price_view(), "ko")) == work(ChartJob(price_view(), "ko"))
