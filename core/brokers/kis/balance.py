"""Holdings and money, read exactly or not at all (inquire-balance, sheet 3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.brokers.kis import numbers
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.numbers import BadField
from core.domain.commands import DayTotals, Holding
from core.domain.money import Won
from core.errors import ReadFailed


@dataclass(frozen=True, slots=True)
class Balance:
    """What is held, and the won that remain when everything has settled (D+2).

    `orderable` where the balance itself says what can be ordered, else None.
    """

    holdings: tuple[Holding, ...]
    cash: Won
    orderable: Won | None = None
    totals: DayTotals | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is there."""
        return not self.holdings and self.cash == 0


def balance(pages: Sequence[Envelope]) -> Balance:
    """Give holdings by symbol and the money; raises ReadFailed when any row cannot be read."""
    rows: dict[tuple[str, str, str], Holding] = {}
    for page in pages:
        for row in page.rows("output1"):
            key, holding = _read(row)
            rows[key] = holding
    totals = pages[-1].part("output2")
    try:
        cash = numbers.whole(totals, "prvs_rcdl_excc_amt")
        paid = numbers.whole_or_zero(totals, "pchs_amt_smtl_amt")
        day = _day(totals)
    except BadField as error:
        raise ReadFailed(f"the balance's totals cannot be read: {error}") from error
    _check_totals(rows.values(), paid)
    return Balance(_by_symbol(rows.values()), cash, totals=day)


def _day(totals: Fields) -> DayTotals:
    return DayTotals(
        bought=numbers.whole_or_zero(totals, "thdt_buy_amt"),
        sold=numbers.whole_or_zero(totals, "thdt_sll_amt"),
        costs=numbers.whole_or_zero(totals, "thdt_tlex_amt"),
        costs_before=numbers.whole_or_zero(totals, "bfdy_tlex_amt"),
    )


def _read(row: Fields) -> tuple[tuple[str, str, str], Holding]:
    try:
        holding = Holding(
            numbers.symbol(row, "pdno"),
            numbers.count(row, "hldg_qty"),
            numbers.count(row, "pchs_amt"),
        )
        return (holding.symbol, _plain(row, "trad_dvsn_name"), _plain(row, "loan_dt")), holding
    except BadField as error:
        raise ReadFailed(f"a holding cannot be read: {error}") from error


def _plain(row: Fields, name: str) -> str:
    found = row.get(name)
    return found.strip() if isinstance(found, str) else ""


def _by_symbol(rows: Iterable[Holding]) -> tuple[Holding, ...]:
    merged: dict[str, Holding] = {}
    for row in rows:
        # What was sold stays listed with nothing held until it settles.
        if row.shares == 0:
            continue
        had = merged.get(row.symbol, Holding(row.symbol, 0, 0))
        merged[row.symbol] = Holding(row.symbol, had.shares + row.shares, had.cost + row.cost)
    return tuple(merged[symbol] for symbol in sorted(merged))


def _check_totals(rows: Iterable[Holding], paid: Won) -> None:
    found = list(rows)
    # Averages are rounded to four digits and prices to won: allow for that, not for a lost row.
    slack = 100 * len(found) + paid // 1000
    if sum(r.cost for r in found) + slack < paid:
        raise ReadFailed("the balance lists fewer holdings than its own total")
