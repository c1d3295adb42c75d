"""P17: a chart for a chat, from the job that leaves for the process that draws to its PNG."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from _rows import Row, spread

from bot.chart_job import ChartJob, View
from bot.charts.account_chart import AccountView, Part
from bot.charts.candles import Candles
from bot.charts.layout import Figure
from bot.charts.price_chart import PriceView
from bot.charts.price_panel import Average, Prices
from bot.charts.prices import Level, Mark
from bot.workshop import Workshop

GOAL_MS = 400.0
SEED = 17


def measure(folder: Path, runs: int) -> list[Row]:
    """Time the first picture of a cold process, and each kind of picture of a warm one."""
    return asyncio.run(_measure(folder, runs))


async def _measure(folder: Path, runs: int) -> list[Row]:
    goal = ("the goal of P17", [GOAL_MS])
    views = _views()
    cold = [await _cold(folder, next(iter(views.values()))) for _ in range(max(2, runs // 10))]
    shop = Workshop("bot.chart_worker", folder)
    try:
        for view in views.values():
            await _draw(shop, view)
        rows = [
            spread(f"chart: {name}", [await _draw(shop, view) for _ in range(runs)], "ms", goal)
            for name, view in views.items()
        ]
    finally:
        await shop.close()
    return [*rows, spread("chart: first one, process started for it", cold, "ms", goal)]


async def _cold(folder: Path, view: View) -> float:
    shop = Workshop("bot.chart_worker", folder)
    try:
        return await _draw(shop, view)
    finally:
        await shop.close()


async def _draw(shop: Workshop, view: View) -> float:
    began = time.perf_counter()
    png: bytes = await shop.do(ChartJob(view, "ko"))
    if not png.startswith(b"\x89PNG"):
        raise RuntimeError("no picture came back")
    return (time.perf_counter() - began) * 1_000


def _views() -> dict[str, View]:
    strip = [Figure(f"이름 {n}", "123,456원", n - 3) for n in range(8)]
    return {
        "six months of bars, fills, stops": _prices(125, strip),
        "ten years of bars": _prices(2_500, strip),
        "equity, falls, weights": _account(strip),
    }


def _prices(count: int, strip: Sequence[Figure]) -> PriceView:
    random = np.random.default_rng(SEED)
    close = 60_000 + random.normal(size=count).cumsum() * 500
    open_ = close + random.normal(size=count) * 400
    high, low = np.maximum(open_, close) + 300, np.minimum(open_, close) - 300
    candles = Candles(_days(count), open_, high, low, close, random.lognormal(13, 1, count))
    marks = [Mark(at, float(close[at]), at % 2 == 0) for at in range(5, count, max(8, count // 25))]
    levels = [Level(m.at, min(m.at + 9, count - 1), m.price * 0.95, "stop") for m in marks]
    averages = [Average(n, n - 1, np.convolve(close, np.ones(n) / n, "valid")) for n in (20, 60)]
    shown = Prices(candles, marks, levels, averages)
    return PriceView("삼성전자 (005930)", "여섯 달", strip, shown, "시세 10:00")


def _account(strip: Sequence[Figure]) -> AccountView:
    random = np.random.default_rng(SEED)
    equity = 1e8 + random.normal(size=120).cumsum() * 3e5
    parts = [Part(f"종목 {n}", 0.1, "10.00% · 1,000만", n == 9) for n in range(10)]
    return AccountView("자산과 낙폭", "여섯 달", strip, _days(120), equity, parts=parts)


def _days(count: int) -> list[date]:
    return [date(2016, 1, 4) + timedelta(days=n) for n in range(count)]
