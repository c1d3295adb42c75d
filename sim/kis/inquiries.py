"""Orderable cash, sellable shares, open orders, and the list of orders and fills."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date

from sim import rules
from sim.kis.desk import Desk
from sim.kis.gateway import Call
from sim.kis.numbers import average, fixed, ratio, whole
from sim.kis.paging import paginate
from sim.kis.replies import ORDER_REFUSALS, Answer, Row, booked
from sim.kis.rows import SIDE, Entry, ccld_row, entries, open_row
from sim.kis.world import World
from sim.values import VenueHolding

ALL_READ = ("KIOK0510", "조회가 완료되었습니다")
MORE = ("KIOK0500", "조회가 계속됩니다..다음버튼을 Click 하십시오.")
READ = ("KIOK0530", "조회되었습니다")
NOTHING = ("70070000", "조회할 내역(자료)이 없습니다")
CCLD_ROWS = {"real": 100, "paper": 15}
OPEN_ROWS = 50
_RECENT_MONTHS = 3
_BEFORE = {"CTSC9215R", "CTSC9115R", "VTSC9215R", "VTSC9115R"}


def check_account(call: Call, world: World) -> None:
    """Refuse an account that does not belong to the key."""
    if call.get("CANO") + call.get("ACNT_PRDT_CD") != world.account:
        words = ORDER_REFUSALS["account"]
        raise words.refusal("real")  # inquiries answer alike in both environments


def paged(
    rows: list[Row], call: Call, *, size: int, key: Callable[[Row], str], env: str
) -> tuple[Answer, list[Row]]:
    """Make the envelope of one page and give its rows."""
    echo = "^".join([call.get("CANO"), call.get("ACNT_PRDT_CD"), "N", "N", "01", "01", "N", ""])
    page = paginate(
        rows,
        asked=call.tr_cont,
        after=call.raw("CTX_AREA_NK100"),
        size=size,
        width=100,
        key=key,
        echo=echo,
    )
    words = MORE if page.tr_cont == "M" else ALL_READ
    if not page.rows and env == "paper":
        words = NOTHING
    answer = booked(*words, **page.keys)
    answer.tr_cont = page.tr_cont
    return answer, page.rows


class Inquiries:
    """Answer what an account may ask about orders."""

    def __init__(self, world: World, desk: Desk) -> None:
        self._world, self._desk = world, desk

    def psbl_order(self, call: Call) -> Answer:
        """Answer inquire-psbl-order; amounts leave room for the commission."""
        check_account(call, self._world)
        cash = self._world.exchange.balance(self._world.account).orderable
        price = self._unit_price(call)
        amount = max(0, cash * 1_000_000 // (1_000_000 + rules.COMMISSION_PPM))
        quantity = amount // price if price else 0
        output = {
            "ord_psbl_cash": str(max(0, cash)),
            "ord_psbl_sbst": "0",
            "ruse_psbl_amt": "0",
            "fund_rpch_chgs": "0",
            "psbl_qty_calc_unpr": str(price),
            "nrcvb_buy_amt": str(amount),
            "nrcvb_buy_qty": str(quantity),
            "max_buy_amt": str(amount),
            "max_buy_qty": str(quantity),
            "cma_evlu_amt": "0",
            "ovrs_re_use_amt_wcrc": "0",
            "ord_psbl_frcr_amt_wcrc": "0",
        }
        return booked(*READ, output=output)

    def psbl_sell(self, call: Call) -> Answer:
        """Answer inquire-psbl-sell."""
        check_account(call, self._world)
        code = call.get("PDNO")
        held = {h.code: h for h in self._world.exchange.balance(self._world.account).holdings}
        lot = held.get(code) or VenueHolding(code, 0, 0, 0, 0)
        worth, profit = lot.last * lot.quantity, lot.last * lot.quantity - lot.cost
        day = self._world.exchange.day()
        orders = self._world.ledger.orders_of(self._world.account, day)
        traded = {
            side: sum(o.filled for o in orders if o.code == code and o.side == side)
            for side in SIDE
        }
        output = {
            "pdno": code,
            "prdt_name": self._world.name(code),
            "buy_qty": str(traded["buy"]),
            "sll_qty": str(traded["sell"]),
            "cblc_qty": str(lot.quantity),
            "nsvg_qty": "0",
            "ord_psbl_qty": str(lot.sellable),
            "pchs_avg_pric": average(lot.cost, lot.quantity),
            "pchs_amt": str(lot.cost),
            "now_pric": str(lot.last),
            "evlu_amt": str(worth),
            "evlu_pfls_amt": str(profit),
            "evlu_pfls_rt": ratio(profit, lot.cost),
        }
        return booked(*READ, output=output)

    def open_orders(self, call: Call) -> Answer:
        """Answer inquire-psbl-rvsecncl."""
        check_account(call, self._world)
        wanted = {"1": "sell", "2": "buy"}.get(call.get("INQR_DVSN_2"))
        found = [
            open_row(entry, self._desk)
            for entry in entries(self._desk)
            if self._working(entry) and wanted in (None, entry.side)
        ]
        answer, rows = paged(found, call, size=OPEN_ROWS, key=_odno, env=self._world.env)
        answer.body["output"] = rows
        return answer

    def daily_ccld(self, call: Call) -> Answer:
        """Answer inquire-daily-ccld; the totals ignore the ODNO filter."""
        check_account(call, self._world)
        today = self._world.today()
        found = [
            entry
            for entry in entries(self._desk)
            if _asked(entry, call) and in_reach(entry.day, call.tr_id, today)
        ]
        wanted = call.get("ODNO")
        shown = [e for e in found if not wanted or e.number == (whole(wanted) or -1)]
        if call.get("INQR_DVSN") != "01":
            shown.reverse()
        rows = [ccld_row(entry, self._desk) for entry in shown]
        size = CCLD_ROWS[self._world.env]
        answer, page = paged(rows, call, size=size, key=_dated, env=self._world.env)
        answer.body["output1"] = page
        answer.body["output2"] = _totals(found)
        return answer

    def _working(self, entry: Entry) -> bool:
        order = self._world.ledger.order(entry.number)
        return bool(order and order.remaining)

    def _unit_price(self, call: Call) -> int:
        code, price = call.get("PDNO"), whole(call.get("ORD_UNPR") or "0") or 0
        if price or self._world.listing(code) is None:
            return price
        # An order without a price reserves at the upper limit; the sheet leaves open which price
        # KIS divides by here, and this one never promises too many shares.
        return self._world.exchange.quote(code).upper


def in_reach(day: date, tr_id: str, today: date) -> bool:
    """Tell whether a TR shows a day: one the last three months, the other what was before."""
    year, month = divmod(today.year * 12 + today.month - 1 - _RECENT_MONTHS, 12)
    last = monthrange(year, month + 1)[1]
    since = date(year, month + 1, min(today.day, last))
    return (day < since) == (tr_id in _BEFORE)


def _asked(entry: Entry, call: Call) -> bool:
    day = f"{entry.day:%Y%m%d}"
    side = call.get("SLL_BUY_DVSN_CD")
    state = call.get("CCLD_DVSN")
    venue = call.get("EXCG_ID_DVSN_CD")
    return (
        call.get("INQR_STRT_DT") <= day <= call.get("INQR_END_DT")
        and side in ("", "00", SIDE[entry.side])
        and call.get("PDNO") in ("", entry.code)
        and (state != "01" or entry.filled > 0)
        and (state != "02" or entry.remaining > 0)
        and venue in ("", "ALL", entry.venue)
    )


def _totals(found: list[Entry]) -> Row:
    orders = [entry for entry in found if not entry.event]
    filled = sum(entry.filled for entry in orders)
    amount = sum(entry.amount for entry in orders)
    return {
        "tot_ord_qty": str(sum(entry.quantity for entry in orders)),
        "tot_ccld_qty": str(filled),
        "tot_ccld_amt": str(amount),
        "prsm_tlex_smtl": str(sum(entry.costs for entry in orders)),
        "pchs_avg_pric": average(amount, filled) if filled else fixed(0, 4),
    }


def _odno(row: Row) -> str:
    return row["odno"]


def _dated(row: Row) -> str:
    return row["ord_dt"] + row["odno"]
