"""The picture of a report, made from the facts that are stored with it: money, falls, weights."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.chart_account import CHANGE, parts_of
from bot.charts.account_chart import AccountView
from bot.charts.layout import Figure
from bot.locale.catalogue import Catalogue
from core.domain.journal import Report
from core.domain.money import percent_text
from core.report.flows import levels
from core.report.period import CurvePoint, Flow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Facts = Mapping[str, Any]


def report_view(report: Report, words: Catalogue) -> AccountView | None:
    """Choose what is drawn; None for a report of before there were pictures."""
    facts: Facts = json.loads(report.facts)
    curve = facts.get("curve", ())
    if len(curve) < 2:
        return None
    days = [date.fromisoformat(point["day"]) for point in curve]
    equity = np.array([point["equity"] for point in curve], dtype=np.float64)
    points = [CurvePoint(day, int(point["equity"])) for day, point in zip(days, curve, strict=True)]
    flows = [Flow(date.fromisoformat(f["day"]), int(f["won"])) for f in facts.get("flows", ())]
    earned = np.array([float(level) for level in levels(points, flows)])
    begins = date.fromisoformat(facts["period"]["first"])
    return AccountView(
        words.t(f"report.title.{report.kind}", period=report.period),
        f"{days[0].isoformat()} ~ {days[-1].isoformat()}",
        _strip(facts, words),
        days,
        equity,
        _index(curve, equity, earned),
        _name(facts),
        next((at for at, day in enumerate(days) if day >= begins), 0),
        _parts(facts, words),
        levels=earned,
    )


def _strip(facts: Facts, words: Catalogue) -> list[Figure]:
    totals, rate, fall = facts["totals"], _ratio(facts, "rate"), _ratio(facts, "fall")
    profit = int(totals["profit"])
    shown = [
        Figure(words.t("chart.equity"), words.won(int(totals["equity_end"]))),
        Figure(words.t(CHANGE["flows" in facts]), words.won(profit, sign=True), profit),
        Figure(words.t("chart.rate"), percent_text(rate, sign=True), float(rate)),
    ]
    index = facts.get("index") or {}
    if index.get("rate") is not None:
        moved = Decimal(index["rate"])
        return [*shown, Figure(_name(facts), percent_text(moved, sign=True), float(moved))]
    return [*shown, Figure(words.t("chart.deepest"), percent_text(fall), float(fall))]


def _ratio(facts: Facts, name: str) -> Decimal:
    return Decimal(str(facts["totals"][name]))


def _name(facts: Facts) -> str:
    return str((facts.get("index") or {}).get("name", ""))


def _index(curve: Sequence[Facts], equity: Floats, earned: Floats) -> Floats | None:
    """Give the index as the account's own money; None where days are missing.

    It is moved with the account on the days when money was paid in or taken out, so that both
    lines stand apart by as much as they earned.
    """
    closes = [point["index"] for point in curve]
    if None in closes:
        return None
    found: Floats = np.array(closes, dtype=np.float64) / closes[0] * earned[0]
    return found * np.divide(equity, earned, out=np.ones_like(equity), where=earned != 0)


def _parts(facts: Facts, words: Catalogue) -> list[Any]:
    end, held = int(facts["totals"]["equity_end"]), dict[str, int]()
    for line in facts["holdings"]:
        worth = round(Decimal(line["weight"]) * end)
        held[line["name"]] = held.get(line["name"], 0) + worth
    return parts_of(list(held.items()), int(facts["cash"]), end, words) if end > 0 else []
