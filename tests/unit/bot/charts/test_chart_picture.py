"""The picture of a backtest: fills on their bars, Hangul that is there, figures in their place."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.font_manager import get_font
from matplotlib.text import Text
from PIL import Image

from bot.charts.backtest import BacktestView, backtest_picture, backtest_sheet
from bot.charts.candles import Candles
from bot.charts.fonts import drawable, font_file
from bot.charts.layout import Figure
from bot.charts.palette import DARK, LIGHT
from bot.charts.prices import Level, Mark
from bot.locale.catalogue import Catalogue

KO = Catalogue("ko")


def view(count: int = 120, marks: tuple[Mark, ...] = (), **more: object) -> BacktestView:
    random = np.random.default_rng(7)
    close = 50_000 + random.normal(size=count).cumsum() * 300
    days = [date(2023, 1, 2) + timedelta(days=n) for n in range(count)]
    candles = Candles(days, close - 50, close + 200, close - 200, close, np.full(count, 1e6))
    given: dict[str, object] = {
        "title": "볼린저 %B · 삼성전자 (005930)",
        "subtitle": "2023-01-02 ~ 2023-05-01",
        "strip": [Figure("수익률", "+1.20%", 0.012), Figure("최대 낙폭", "3.40%")],
        "days": days,
        "equity": 1e8 + random.normal(size=count).cumsum() * 1e5,
        "hold": 1e8 * close / close[0],
        "candles": candles,
        "marks": marks,
        "footer": "검사 9가지 통과",
    }
    return BacktestView(**(given | more))


def texts(sheet) -> list[Text]:
    return list(sheet.figure.texts)


def drawn_fills(sheet) -> set[tuple[float, float, bool]]:
    lines = [line for axes in sheet.figure.axes for line in axes.lines]
    return {
        (float(at), float(price), line.get_label() == "buy")
        for line in lines
        if line.get_label() in ("buy", "sell")
        for at, price in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


MARKS = st.lists(
    st.builds(Mark, st.integers(0, 119), st.integers(45_000, 55_000), st.booleans()), max_size=30
)


@given(MARKS)
@settings(max_examples=15, deadline=None)
def test_every_fill_is_marked_on_its_bar_and_at_its_price(marks):
    sheet = backtest_sheet(view(marks=tuple(marks)), KO)
    assert drawn_fills(sheet) == {(m.at, m.price, m.buys) for m in marks}


@pytest.mark.parametrize("count", [120, 1_500])
@pytest.mark.parametrize("buys", [True, False])
def test_the_pixels_of_a_fill_lie_at_its_bar_also_among_joined_candles(count, buys):
    at = count // 3
    shown = view(count, marks=(Mark(at, 70_000, buys),), hold=None)
    sheet = backtest_sheet(shown, KO)
    picture = np.asarray(Image.open(BytesIO(sheet.png())).convert("RGB"))
    colour = LIGHT.buy if buys else LIGHT.sell
    wanted = tuple(bytes.fromhex(colour[1:]))
    prices = sheet.figure.axes[0]
    left, bottom = prices.transData.transform((at, 70_000))
    tip = round(picture.shape[0] - bottom)
    rows, columns = np.nonzero((picture == wanted).all(axis=2))
    within = rows > picture.shape[0] - prices.bbox.y1
    rows, columns = rows[within], columns[within]
    near = (abs(columns - left) < 25) & (abs(rows - tip) < 40)
    # A purchase stands under its price, a sale above it.
    assert near.sum() > 60
    assert abs(columns[near].mean() - left) < 1.5
    assert ((rows[near] >= tip) if buys else (rows[near] <= tip)).all()


def test_up_is_red_and_down_is_blue():
    rising = view(count=2).candles
    assert rising is not None
    flat = np.array([100.0, 100.0])
    candles = Candles(rising.clock, flat, flat + 20, flat - 20, np.array([110.0, 90.0]), flat)
    prices = backtest_sheet(view(2, candles=candles), KO).figure.axes[0]
    wicks = [c for c in prices.collections if isinstance(c, LineCollection) and c.zorder == 2]
    red, blue = (c for c in wicks)
    assert to_hex(red.get_colors()[0]) == LIGHT.up
    assert [seg[0][0] for seg in red.get_segments()] == [0]
    assert to_hex(blue.get_colors()[0]) == LIGHT.down
    assert [seg[0][0] for seg in blue.get_segments()] == [1]


def test_stops_and_targets_are_lines_over_the_bars_they_held_for():
    levels = (Level(10, 20, 48_000, "stop"), Level(10, 20, 55_000, "take"))
    prices = backtest_sheet(view(levels=levels), KO).figure.axes[0]
    drawn = {c.get_label(): c for c in prices.collections if c.get_label() in ("stop", "take")}
    assert drawn["stop"].get_segments()[0].tolist() == [[10, 48_000], [20, 48_000]]
    assert to_hex(drawn["take"].get_colors()[0]) == LIGHT.take
    low, high = prices.get_ylim()
    assert low < 48_000 < 55_000 < high


@pytest.mark.parametrize("code", ["ko", "en"])
@pytest.mark.parametrize("many", [False, True])
def test_every_letter_is_in_the_font_that_draws_it(code, many):
    parts = {"삼성전자": np.full(120, 0.4), "기타": np.full(120, 0.2)} if many else {}
    shown = view(candles=None, parts=parts) if many else view()
    sheet = backtest_sheet(shown, Catalogue(code))
    files = {str(font_file(bold=bold)): bold for bold in (False, True)}
    written = [text for text in texts(sheet) if text.get_text().strip()]
    assert len(written) > 20
    for text in written:
        file = text.get_fontproperties().get_file()
        assert file in files
        known = get_font(file).get_charmap()
        assert all(ord(letter) in known for letter in text.get_text()), text.get_text()


def test_letters_that_the_font_lacks_become_a_dot():
    assert drawable("삼성전자 ⚠🚨 −5%") == "삼성전자 ·· ·5%"


def test_texts_stay_on_the_sheet_and_do_not_run_into_each_other():
    sheet = backtest_sheet(view(1_500), KO)
    sheet.png()
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts(sheet)]
    for text, box in boxes:
        assert 0 <= box.x0 < box.x1 <= sheet.width, text
        assert 0 <= box.y0 < box.y1 <= sheet.height, text
    clashes = [
        (a, b)
        for n, (a, one) in enumerate(boxes)
        for b, other in boxes[n + 1 :]
        if one.overlaps(other)
    ]
    assert not clashes


def test_the_picture_is_as_wide_as_a_phone_shows_and_the_same_each_time():
    png = backtest_picture(view(), KO)
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    assert image.width == 1_080
    # Telegram takes photos whose sides add up to 10,000 pixels at most.
    assert image.width + image.height < 10_000
    assert len(png) < 1_000_000
    assert backtest_picture(view(), KO) == png


def test_the_dark_theme_draws_on_dark_paper():
    image = Image.open(BytesIO(backtest_picture(view(), KO, DARK)))
    assert "#{:02x}{:02x}{:02x}".format(*image.convert("RGB").getpixel((2, 2))) == DARK.paper


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_run_of_a_few_sessions_still_gives_a_picture(count):
    assert backtest_picture(view(count), KO)
    assert backtest_picture(view(count, candles=None, parts={"가": np.zeros(count)}), KO)


def test_the_font_leaves_the_library_s_settings_alone():
    code = (
        "import sys, matplotlib; names = ('font.family', 'axes.unicode_minus'); "
        "before = [matplotlib.rcParams[name] for name in names]; "
        "from bot.charts.fonts import letters; letters(20); "
        "import bot.charts.backtest; "
        "assert 'koreanize_matplotlib' not in sys.modules; "
        "assert 'matplotlib.pyplot' not in sys.modules; assert 'pandas' not in sys.modules; "
        "assert [matplotlib.rcParams[name] for name in names] == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
