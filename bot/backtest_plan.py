"""What a run assumes of costs: the account's commission, and where each symbol is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.listed import places_of
from core.backtest.costs import in_force, listed
from core.backtest.settings import REFERENCE, Backtest
from core.domain.costs_commission import read_commission
from core.market.calendar import KrxCalendar


def assumed_plan(
    symbols: Sequence[str],
    *,
    commission: str = "",
    usual: str = "",
    market: str = "",
    reference: bool = False,
) -> Backtest:
    """Give the settings of a run over symbols, as far as costs and grids go.

    `commission` and `market` are as typed, empty where nothing was said; `usual` is the
    commission of the settings. A reference run has its own and one flat tax. Raises InputError
    that says what is allowed.
    """
    places = places_of(symbols, market)
    plan = REFERENCE if reference else listed(in_force(KrxCalendar()), KrxCalendar(), places)
    chosen = commission or ("" if reference else usual)
    if not chosen:
        return plan
    fee = read_commission(chosen)
    # The reference rounds nothing.
    return replace(plan, commission=fee.rate, commission_unit=0 if reference else fee.unit)
