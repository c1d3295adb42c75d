"""What is told of a backtest adds up, and stands where it happened."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.backtest_card import backtest_card
from bot.backtest_costs import costs_by_year
from bot.backtest_paths import protection, weights
from bot.backtest_view import STRIP, levels_of, marks_of, view_of
from bot.backtest_words import figures
from bot.charts.backtest import backtest_sheet
from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.telegram_send import LONGEST_CAPTION
from core.backtest.guards.path import fills_of
from core.backtest.rules import CENTI_MILLI
from core.backtest.settings import REFERENCE
from core.backtest.statistics import by_session
from core.domain.instrument import STOCK_SINCE_2023
from core.domain.signal import Side
from tests.backtests import story
from tests.series import CALENDAR

SEEDS = st.integers(0, 5)
NAMES = ("bollinger", "golden_cross_level", "mean_reversion_daily")


@cache
def told(name: str, seed: int, symbols: int):
    return story(name, seed=seed, symbols=symbols)


@given(SEEDS, st.sampled_from(NAMES), st.sampled_from([1, 4]))
@settings(max_examples=10, deadline=None)
def test_costs_by_year_add_up_to_the_run_s(seed, name, symbols):
    run = told(name, seed, symbols)
    years = costs_by_year(run, CALENDAR)
    assert sum(year.fee5 for year in years) == run.statistics.fee5
    assert sum(year.tax5 for year in years) == run.statistics.tax5
    assert all(year.securities5 + year.rural5 == year.tax5 for year in years)
    assert all(year.rural5 > 0 for year in years if year.tax5)


def test_a_rate_that_is_not_the_law_s_is_not_parted():
    run = story(settings=REFERENCE)
    years = costs_by_year(run, CALENDAR)
    assert sum(year.tax5 for year in years) == run.statistics.tax5 > 0
    assert {(year.securities5, year.rural5) for year in years} == {(0, 0)}


@given(SEEDS, st.sampled_from(NAMES), st.sampled_from([1, 4]))
@settings(max_examples=10, deadline=None)
def test_weights_and_cash_make_the_whole_at_the_last_close(seed, name, symbols):
    run = told(name, seed, symbols)
    columns = weights(run)
    equity5 = by_session(run.study.result)[1]
    held = sum(float(column[-1]) for column in columns.values())
    assert held == pytest.approx(1 - run.study.result.cash5 / equity5[-1], abs=1e-9)
    for column in columns.values():
        assert len(column) == len(equity5)
        assert ((column >= 0) & (column <= 1)).all()
    means = [float(column.mean()) for column in columns.values()]
    assert means == sorted(means, reverse=True)


@given(SEEDS, st.sampled_from(NAMES))
@settings(max_examples=10, deadline=None)
def test_marks_stand_at_the_session_and_price_of_their_fills(seed, name):
    run = told(name, seed, 1)
    (track,) = run.study.tracks
    view = view_of(run, Catalogue("ko"))
    fills = fills_of(run.study.result, track.symbol)
    assert len(view.marks) == len(fills)
    for mark, fill in zip(view.marks, fills, strict=True):
        assert view.candles.clock[int(mark.at)] == fill.day
        assert mark.price == fill.price
        assert mark.buys is (fill.side is Side.BUY)
        # A stop sells at its price rounded down to the grid, which these prices do not keep.
        rounded = STOCK_SINCE_2023.tick_below(fill.price) if fill.reason == "stop" else 0
        at = int(mark.at)
        assert view.candles.low[at] - rounded <= mark.price <= view.candles.high[at]


def test_a_stop_runs_from_the_purchase_to_the_sale_at_its_ratio():
    run = told("golden_cross_level", 3, 1)
    (track,) = run.study.tracks
    fills = fills_of(run.study.result, track.symbol)
    spans = protection(run, track)
    bought = [fill for fill in fills if fill.side is Side.BUY]
    stops = [span for span in spans if span.kind == "stop"]
    assert len(stops) == len(bought) > 0
    for stop, entry in zip(stops, bought, strict=True):
        assert stop.first == entry.at
        assert stop.price == pytest.approx(entry.price * 0.95)
    sold = [fill.at for fill in fills if fill.side is Side.SELL]
    assert [stop.last for stop in stops][: len(sold)] == sold
    takes = [span.price for span in spans if span.kind == "take"]
    assert takes == pytest.approx([entry.price * 1.1 for entry in bought])
    shown = levels_of(run, track)
    assert [level.first + track.first for level in shown] == [span.first for span in spans]


def test_an_average_over_several_purchases_moves_the_stop():
    run = story("bollinger", sets=("stop_loss=30%", "add_drop=0"), seed=2)
    (track,) = run.study.tracks
    fills = fills_of(run.study.result, track.symbol)
    first, second = next(
        pair
        for pair in pairwise(fills)
        if pair[0].side is pair[1].side is Side.BUY and pair[0].reason == "percent_b"
    )
    spans = {span.first: span for span in protection(run, track)}
    cost = first.price * first.qty + second.price * second.qty
    assert spans[first.at].last == second.at
    assert spans[second.at].price == pytest.approx(cost / (first.qty + second.qty) * 0.7)


@pytest.mark.parametrize("code", ["ko", "en"])
@pytest.mark.parametrize("symbols", [1, 4])
def test_the_card_says_every_figure_in_words_that_are_there(code, symbols, caplog):
    words = Catalogue(code)
    run = story(symbols=symbols, names={"000001": "삼성전자"}, stored=30)
    card = backtest_card(run, words, b"png")
    text = render(card, words, columns=200)
    assert "story." not in text
    assert "guard." not in text
    for key in ("change", "hold", "fall", "closed", "open", "fee", "tax"):
        shown = figures(run, words)[key]
        assert f"{shown.label}: {shown.value}" in text
    assert str(run.statistics.first) in text
    assert "30" in text.partition("stored")[0] if code == "en" else "저장된 30종목" in text
    assert card.picture is not None
    assert card.picture.png == b"png"
    assert len(render(card, words)) < 2 * LONGEST_CAPTION


def test_open_profit_stands_apart_from_closed():
    runs = (told("golden_cross_level", seed, 1) for seed in range(9))
    run = next(run for run in runs if run.study.result.open)
    known = run.statistics
    shown = figures(run, Catalogue("ko"))
    assert known.closed5 + known.open5 == known.end5 - known.start5
    assert (shown["closed"].tone, shown["open"].tone) == (known.closed5, known.open5)


@pytest.mark.parametrize("symbols", [1, 9])
@pytest.mark.parametrize("code", ["ko", "en"])
def test_the_picture_of_a_run_holds_its_figures_and_no_clashes(symbols, code):
    words = Catalogue(code)
    run = story(symbols=symbols, names={"000001": "아주 긴 이름의 회사 " * 3})
    sheet = backtest_sheet(view_of(run, words), words)
    sheet.png()
    written = [(t.get_text(), t.get_window_extent()) for t in sheet.figure.texts]
    texts = [text for text, _ in written]
    for key in STRIP:
        assert figures(run, words)[key].value in texts
    for n, (text, box) in enumerate(written):
        assert 0 <= box.x0 <= box.x1 <= sheet.width, text
        assert not [o for o, other in written[n + 1 :] if box.overlaps(other)], text


def test_a_run_without_a_fill_is_told_all_the_same():
    run = story("envelope_20", seed=1)
    assert run.study.result.fills == ()
    words = Catalogue("ko")
    assert figures(run, words)["win_rate"].value == "-"
    assert weights(run) == {}
    assert marks_of(run, run.study.tracks[0]) == []
    assert backtest_sheet(view_of(run, words), words).png()
    assert np.array(run.hold5)[-1] / CENTI_MILLI > 0
