"""The list of a day's orders, read exactly or not at all (inquire-daily-ccld, sheet 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from core.brokers.kis import numbers
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.numbers import BadField
from core.domain.money import Won
from core.domain.signal import Side
from core.errors import ReadFailed

SIDES: Final = {"01": Side.SELL, "02": Side.BUY}
KINDS: Final = {"00": "limit", "01": "market", "03": "best", "04": "best"}


@dataclass(frozen=True, slots=True)
class DayRow:
    """One order as KIS lists it; quantities are shares, `amount` is cumulative won.

    `number` and `parent` are BRANCH-NUMBER; `parent` is empty unless this amends or cancels.
    `rest` is what still works, `marks` what may tell the channel that it came by.
    """

    number: str
    parent: str
    day: date
    at: datetime
    symbol: str
    side: Side
    kind: str
    shares: int
    price: Won
    filled: int
    amount: Won
    rest: int
    cancelled: int
    rejected: int
    is_cancelled: bool
    marks: frozenset[str]


def day_rows(pages: Sequence[Envelope], day: date) -> list[DayRow]:
    """Give the parent orders of a day, oldest number first, amendments folded in.

    Raises ReadFailed when a row cannot be read, belongs to another day, or the totals of KIS
    show more fills than the rows: then the list is not the whole list.
    """
    rows: dict[str, DayRow] = {}
    for page in pages:
        for row in page.rows("output1"):
            read = _read(row)
            if read.day != day:
                raise ReadFailed(f"list of {day} holds an order of {read.day}")
            # Rows move between pages while orders arrive; the later reading is the newer one.
            rows[read.number] = read
    check_totals(rows.values(), pages[-1], ("tot_ccld_qty", "tot_ccld_amt"))
    return sorted(fold(rows), key=lambda r: (r.at, r.number))


def _read(row: Fields) -> DayRow:
    try:
        return _row(row)
    except BadField as error:
        raise ReadFailed(f"an order of the day list cannot be read: {error}") from error


def _row(row: Fields) -> DayRow:
    day, branch = numbers.day(row, "ord_dt"), numbers.text(row, "ord_gno_brno")
    parent = numbers.text(row, "orgn_odno")
    side = numbers.text(row, "sll_buy_dvsn_cd")
    kind = numbers.text(row, "ord_dvsn_cd")
    if side not in SIDES:
        raise BadField(f"sll_buy_dvsn_cd is {side[:8]!r}, not 01 or 02")
    found = DayRow(
        number=numbers.order_number(branch, numbers.text(row, "odno")),
        parent=numbers.order_number(branch, parent) if parent.strip("0") else "",
        day=day,
        at=numbers.instant(day, row, "ord_tmd"),
        symbol=numbers.symbol(row, "pdno"),
        side=SIDES[side],
        kind=KINDS.get(kind, f"kis {kind}"),
        shares=numbers.count(row, "ord_qty"),
        price=numbers.whole_or_zero(row, "ord_unpr"),
        filled=numbers.count(row, "tot_ccld_qty"),
        amount=numbers.count(row, "tot_ccld_amt"),
        rest=numbers.count(row, "rmn_qty"),
        cancelled=numbers.whole_or_zero(row, "cnc_cfrm_qty", "cncl_cfrm_qty"),
        rejected=numbers.whole_or_zero(row, "rjct_qty"),
        is_cancelled=numbers.yes(row, "cncl_yn"),
        marks=_marks(row),
    )
    return _sane(found)


def _sane(row: DayRow) -> DayRow:
    if (row.filled == 0) != (row.amount == 0):
        raise BadField(f"tot_ccld_qty is {row.filled}, tot_ccld_amt is {row.amount}")
    if min(row.cancelled, row.rejected, row.price) < 0:
        raise BadField("a quantity or price is below zero")
    return row


def _marks(row: Fields) -> frozenset[str]:
    found = (row.get("cpbc_ordp_mtrl_dvsn_cd"), row.get("ordr_empno"))
    return frozenset(mark.strip() for mark in found if isinstance(mark, str) and mark.strip())


def check_totals(rows: Iterable[DayRow], last: Envelope, names: tuple[str, str]) -> None:
    """Compare the rows with KIS's own sums of shares and won; raises ReadFailed for too few."""
    totals = last.part("output2")
    try:
        filled = numbers.whole_or_zero(totals, names[0])
        amount = numbers.whole_or_zero(totals, names[1])
    except BadField as error:
        raise ReadFailed(f"totals of the day list cannot be read: {error}") from error
    found = list(rows)
    if sum(r.filled for r in found) < filled or sum(r.amount for r in found) < amount:
        # Recorded on paper: totals with no rows at all, under a success code.
        raise ReadFailed("the day list shows fewer fills than its own totals")


def fold(rows: Mapping[str, DayRow]) -> list[DayRow]:
    """Give the parents with what their amendments and cancels did; raises ReadFailed."""
    folded = {key: row for key, row in rows.items() if not row.parent}
    for child in (row for row in rows.values() if row.parent):
        root = _root(child, rows)
        folded[root] = _with(folded[root], child)
    return list(folded.values())


def _root(row: DayRow, rows: Mapping[str, DayRow]) -> str:
    seen = {row.number}
    while row.parent:
        parent = rows.get(row.parent)
        if parent is None or parent.number in seen:
            raise ReadFailed(f"the day list lacks {row.parent}, which {row.number} changes")
        seen.add(parent.number)
        row = parent
    return row.number


def _with(root: DayRow, child: DayRow) -> DayRow:
    # An amendment goes on where its parent stopped; a cancel's row works on nothing itself.
    left = root.shares - root.filled - child.filled
    return replace(
        root,
        filled=root.filled + child.filled,
        amount=root.amount + child.amount,
        rest=root.rest if child.is_cancelled else max(root.rest, min(child.rest, left)),
        cancelled=root.cancelled + child.cancelled,
    )
