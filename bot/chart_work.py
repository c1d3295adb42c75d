"""The work of one picture, in the process that draws: a job in, PNG out."""

from __future__ import annotations

from datetime import date

import numpy as np

from bot.chart_job import ChartJob, View
from bot.charts.account_chart import AccountView, Part, account_sheet
from bot.charts.price_chart import price_sheet
from bot.charts.sheet import Sheet
from bot.locale.catalogue import Catalogue


def prepare() -> None:
    """Load what draws, and the letters; the first picture is faster for it."""
    days = (date(2024, 1, 2), date(2024, 1, 3))
    view = AccountView("가", "a", (), days, np.array([1.0, 2.0]), parts=(Part("1", 1.0, "%"),))
    work(ChartJob(view, "ko"))


def work(job: ChartJob) -> bytes:
    """Draw one picture as PNG."""
    return _sheet(job.view, Catalogue(job.lang)).png()


def _sheet(view: View, words: Catalogue) -> Sheet:
    if isinstance(view, AccountView):
        return account_sheet(view, words)
    return price_sheet(view, words)
