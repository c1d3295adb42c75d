"""The list of a day's futures orders, read exactly or not at all (inquire-ccnl, sheet 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from core.brokers.kis import futures_numbers, numbers
from core.brokers.kis.day_orders import DayRow, check_totals, fold
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.futures_numbers import Names
from core.brokers.kis.numbers import BadField
from core.domain.money import Won
from core.errors import ReadFailed

KINDS: Final = {"01": "limit", "02": "market", "03": "conditional", "04": "best"}
# KIS marks cancels of this list in the name of the trade alone.
CANCELS: Final = ("취소", "CANCEL")

Multiplier = Callable[[str], int]


def day_rows(
    pages: Sequence[Envelope], day: date, *, names: Names, multiplier: Multiplier
) -> list[DayRow]:
    """Give the parent orders of a day, oldest number first, amendments folded in.

    `multiplier` gives a listed contract's shares, 0 when it is not listed. Raises ReadFailed when
    a row cannot be read, belongs to another day, or the totals show more fills than the rows.
    """
    rows: dict[str, DayRow] = {}
    for page in pages:
        for row in page.rows("output1"):
            read = _read(row, names, multiplier)
            if read.day != day:
                raise ReadFailed(f"list of {day} holds an order of {read.day}")
            rows[read.number] = read
    names_of_sums = ("tot_ccld_qty_smtl", "tot_ccld_amt_smtl")
    check_totals(rows.values(), pages[-1], names_of_sums)
    return sorted(fold(rows), key=lambda r: (r.at, r.number))


def _read(row: Fields, names: Names, multiplier: Multiplier) -> DayRow:
    try:
        return _row(row, names, multiplier)
    except BadField as error:
        raise ReadFailed(f"an order of the day list cannot be read: {error}") from error


def _row(row: Fields, names: Names, multiplier: Multiplier) -> DayRow:
    day, branch = numbers.day(row, "ord_dt"), numbers.text(row, "ord_gno_brno")
    parent, symbol = numbers.text(row, "orgn_odno"), futures_numbers.code(row, "pdno", names)
    kind, ordered = numbers.text(row, "nmpr_type_cd"), numbers.count(row, "ord_qty")
    is_cancel = bool(parent.strip("0")) and _says_cancel(row)
    return DayRow(
        number=numbers.order_number(branch, numbers.text(row, "odno")),
        parent=numbers.order_number(branch, parent) if parent.strip("0") else "",
        day=day,
        at=numbers.instant(day, row, "ord_tmd"),
        symbol=symbol,
        side=futures_numbers.side(row, "sll_buy_dvsn_cd"),
        kind=KINDS.get(kind, f"kis {kind}"),
        shares=ordered,
        price=numbers.count(row, "ord_idx"),
        filled=numbers.count(row, "tot_ccld_qty"),
        amount=_amount(row, multiplier(symbol)),
        rest=numbers.count(row, "qty"),
        cancelled=ordered if is_cancel else 0,
        rejected=numbers.whole_or_zero(row, "rjct_qty"),
        is_cancelled=is_cancel,
        marks=frozenset(),
    )


def _amount(row: Fields, multiplier: int) -> Won:
    filled, amount = numbers.count(row, "tot_ccld_qty"), numbers.count(row, "tot_ccld_amt")
    if (filled == 0) != (amount == 0):
        raise BadField(f"tot_ccld_qty is {filled}, tot_ccld_amt is {amount}")
    if filled and multiplier:
        average = numbers.rate(row, "avg_idx")
        # The sheet does not say that the amount is notional: a server that leaves the multiplier
        # out must not book a tenth.
        if not futures_numbers.agrees(amount, average, filled, multiplier):
            raise BadField(f"tot_ccld_amt {amount} is not {filled} x {average} x {multiplier}")
    return amount


def _says_cancel(row: Fields) -> bool:
    name = numbers.text(row, "trad_dvsn_name").upper()
    return any(word in name for word in CANCELS)
