"""The money of a run: cash, what is promised to entries, margins, and every fill with its costs."""

from __future__ import annotations

from core.backtest.market import Terms
from core.backtest.result import Fill
from core.backtest.rules import cost5, margin5
from core.backtest.settings import Backtest, millionths


class Account:
    """One account. All money is in 1/100,000 won.

    `reserved5` is promised to entries that wait, `margin5` bound by open contracts; shares are
    paid in full and bind nothing.
    """

    def __init__(self, settings: Backtest) -> None:
        self.cash5 = settings.cash5
        self.reserved5 = 0
        self.margin5 = 0
        self.fills: list[Fill] = []
        self._settings = settings
        self._fee = settings.fee_rate, settings.fee_unit5

    @property
    def free5(self) -> int:
        """Give the cash that nothing is promised."""
        return self.cash5 - self.reserved5 - self.margin5

    def need5(self, amount5: int, terms: Terms) -> int:
        """Give what an entry of an amount takes of the cash: it, or its margin, and the fee."""
        bound = margin5(amount5, millionths(terms.initial)) if terms.is_future else amount5
        return bound + cost5(amount5, *self._fee)

    def pays(self, amount5: int, terms: Terms) -> bool:
        """Tell whether the cash there is pays for an entry, whatever else is promised."""
        return self.need5(amount5, terms) <= self.cash5 - self.margin5

    def enter(self, fill: Fill, amount5: int, terms: Terms) -> None:
        """Book the fill of an entry, which has no costs yet."""
        fee5 = cost5(amount5, *self._fee)
        self.cash5 -= fee5 if terms.is_future else amount5 + fee5
        self.fills.append(fill._replace(fee5=fee5))

    def leave(self, fill: Fill, amount5: int, terms: Terms) -> None:
        """Book the fill of an exit, which has no costs yet."""
        fee5, tax5 = cost5(amount5, *self._fee), self._tax5(amount5, fill, terms)
        self.cash5 -= fee5 if terms.is_future else fee5 + tax5 - amount5
        self.fills.append(fill._replace(fee5=fee5, tax5=tax5))

    def _tax5(self, amount5: int, fill: Fill, terms: Terms) -> int:
        if terms.is_future:
            return 0
        rate = self._settings.tax_rate(fill.day, fill.symbol)
        return cost5(amount5, rate, self._settings.tax_unit5)
