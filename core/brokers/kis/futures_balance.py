"""Positions and deposit of a futures account, read exactly or not at all (sheet 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.brokers.kis import futures_numbers, numbers
from core.brokers.kis.balance import Balance
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.futures_day import Multiplier
from core.brokers.kis.futures_numbers import Names
from core.brokers.kis.numbers import BadField
from core.domain.commands import Holding
from core.errors import ReadFailed

LONG: Final = ("매수", "BUY")
SHORT: Final = ("매도", "SLL", "SELL")


def balance(pages: Sequence[Envelope], *, names: Names, multiplier: Multiplier) -> Balance:
    """Give positions with their sign, the deposit and what can be ordered.

    Asked for at purchase prices. `cash` is the estimated equity less the open profit: the deposit
    as our books know it, whenever KIS pays a day's settlement. Raises ReadFailed when a row
    cannot be read, or is of something else than stock futures.
    """
    held: dict[str, Holding] = {}
    for page in pages:
        for row in page.rows("output1"):
            found = _read(row, names, multiplier)
            if found is not None:
                held[found.symbol] = found
    totals = pages[-1].part("output2")
    try:
        equity = numbers.whole(totals, "prsm_dpast", "prsm_dpast_amt")
        open_profit = numbers.whole(totals, "evlu_pfls_amt_smtl")
        orderable = numbers.whole(totals, "ord_psbl_cash")
        paid = numbers.whole_or_zero(totals, "pchs_amt_smtl")
    except BadField as error:
        raise ReadFailed(f"the balance's totals cannot be read: {error}") from error
    # Each amount may be cut to won: allow for that, not for a lost row.
    if sum(abs(h.cost) for h in held.values()) + len(held) < paid:
        raise ReadFailed("the balance lists fewer positions than its own total")
    return Balance(tuple(held[s] for s in sorted(held)), equity - open_profit, orderable)


def _read(row: Fields, names: Names, multiplier: Multiplier) -> Holding | None:
    try:
        return _holding(row, names, multiplier)
    except BadField as error:
        raise ReadFailed(
            f"a position cannot be read: {error}; only stock futures are supported"
        ) from error


def _holding(row: Fields, names: Names, multiplier: Multiplier) -> Holding | None:
    contracts = numbers.count(row, "cblc_qty")
    # What was closed today stays listed with nothing held.
    if contracts == 0:
        return None
    symbol = futures_numbers.code(row, "shtn_pdno", names)
    paid, average = numbers.count(row, "pchs_amt"), numbers.rate(row, "ccld_avg_unpr1")
    found = futures_numbers.multiplier(paid, average, contracts)
    listed = multiplier(symbol)
    if listed and listed != found:
        raise BadField(f"{symbol} has multiplier {found} here and {listed} in the list")
    way = _way(row)
    return Holding(symbol, way * contracts, way * paid, found)


def _way(row: Fields) -> int:
    name = numbers.text(row, "sll_buy_dvsn_name").upper()
    if any(word in name for word in LONG):
        return 1
    if any(word in name for word in SHORT):
        return -1
    raise BadField(f"sll_buy_dvsn_name is {name[:8]!r}, neither bought nor sold")
