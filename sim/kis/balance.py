"""inquire-balance and its relative with realised profit: positions and money of the account."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sim.kis.desk import Desk
from sim.kis.gateway import Call
from sim.kis.inquiries import check_account, paged
from sim.kis.numbers import average, ratio
from sim.kis.profit import realised_today
from sim.kis.replies import Answer, Row
from sim.kis.world import World
from sim.orders import Order
from sim.values import VenueBalance, VenueHolding

ROWS = {"real": 50, "paper": 20}
_KEPT_SESSIONS = 2  # a sold-out position stays listed until it settles


@dataclass(slots=True)
class Traded:
    """Sum one day's executions: shares by code, won, and costs."""

    bought: Counter[str]
    sold: Counter[str]
    buys: int = 0
    sells: int = 0
    costs: int = 0


class Balances:
    """Answer what the account holds."""

    def __init__(self, world: World, desk: Desk) -> None:
        self._world, self._desk = world, desk

    def balance(self, call: Call) -> Answer:
        """Answer inquire-balance; output2 is a list of exactly one element."""
        return self._answer(call, realised=False)

    def realised(self, call: Call) -> Answer:
        """Answer inquire-balance-rlz-pl."""
        return self._answer(call, realised=True)

    def _answer(self, call: Call, *, realised: bool) -> Answer:
        check_account(call, self._world)
        found = self._world.exchange.balance(self._world.account)
        today, before = (_traded(self._orders_of(back)) for back in (0, 1))
        rows = [self._row(lot, today, before) for lot in self._lots(found)]
        if realised:
            for row in rows:
                for name in ("item_mgna_rt_name", "grta_rt_name", "sbst_pric"):
                    row.pop(name)
        answer, page = paged(
            rows, call, size=ROWS[self._world.env], key=lambda r: r["pdno"], env=self._world.env
        )
        answer.body["output1"] = page
        totals = self._totals(found, today, before)
        if realised:
            totals |= self._realised(found)
        answer.body["output2"] = [totals]
        return answer

    def _lots(self, found: VenueBalance) -> list[VenueHolding]:
        lots = {lot.code: lot for lot in found.holdings}
        for back in range(_KEPT_SESSIONS):
            for order in self._orders_of(back):
                if order.filled and order.side == "sell" and order.code not in lots:
                    last = self._world.exchange.quote(order.code).price
                    lots[order.code] = VenueHolding(order.code, 0, 0, 0, last)
        return [lots[code] for code in sorted(lots)]

    def _orders_of(self, back: int) -> list[Order]:
        days = self._world.sessions.until(self._world.exchange.day(), back + 1)
        if len(days) <= back:
            return []
        return self._world.ledger.orders_of(self._world.account, days[0])

    def _row(self, lot: VenueHolding, today: Traded, before: Traded) -> Row:
        quote = self._world.exchange.quote(lot.code)
        worth = lot.last * lot.quantity
        change = quote.price - quote.base
        return {
            "pdno": lot.code,
            "prdt_name": self._world.name(lot.code),
            "trad_dvsn_name": "현금",
            "bfdy_buy_qty": str(before.bought[lot.code]),
            "bfdy_sll_qty": str(before.sold[lot.code]),
            "thdt_buyqty": str(today.bought[lot.code]),
            "thdt_sll_qty": str(today.sold[lot.code]),
            "hldg_qty": str(lot.quantity),
            "ord_psbl_qty": str(lot.sellable),
            "pchs_avg_pric": average(lot.cost, lot.quantity),
            "pchs_amt": str(lot.cost),
            "prpr": str(lot.last),
            "evlu_amt": str(worth),
            "evlu_pfls_amt": str(worth - lot.cost),
            "evlu_pfls_rt": ratio(worth - lot.cost, lot.cost),
            "evlu_erng_rt": "0.00000000",
            "loan_dt": "",
            "loan_amt": "0",
            "stln_slng_chgs": "0",
            "expd_dt": "",
            "fltt_rt": ratio(change, quote.base, places=8),
            "bfdy_cprs_icdc": str(change),
            "item_mgna_rt_name": "20%",
            "grta_rt_name": "",
            "sbst_pric": str(lot.last * 7 // 10),
            "stck_loan_unpr": "0.0000",
        }

    def _totals(self, found: VenueBalance, today: Traded, before: Traded) -> Row:
        worth = sum(lot.last * lot.quantity for lot in found.holdings)
        cost = sum(lot.cost for lot in found.holdings)
        yesterday = self._yesterday(found)
        total = worth + found.d2
        return {
            "dnca_tot_amt": str(found.cash),
            "nxdy_excc_amt": str(self._tomorrow(found)),
            "prvs_rcdl_excc_amt": str(found.d2),
            "cma_evlu_amt": "0",
            "bfdy_buy_amt": str(before.buys),
            "thdt_buy_amt": str(today.buys),
            "nxdy_auto_rdpt_amt": "0",
            "bfdy_sll_amt": str(before.sells),
            "thdt_sll_amt": str(today.sells),
            "d2_auto_rdpt_amt": "0",
            "bfdy_tlex_amt": str(before.costs),
            "thdt_tlex_amt": str(today.costs),
            "tot_loan_amt": "0",
            "scts_evlu_amt": str(worth),
            "tot_evlu_amt": str(total),
            "nass_amt": str(total),
            "fncg_gld_auto_rdpt_yn": "",
            "pchs_amt_smtl_amt": str(cost),
            "evlu_amt_smtl_amt": str(worth),
            "evlu_pfls_smtl_amt": str(worth - cost),
            "tot_stln_slng_chgs": "0",
            "bfdy_tot_asst_evlu_amt": str(yesterday),
            "asst_icdc_amt": str(total - yesterday),
            "asst_icdc_erng_rt": "0.00000000",
        }

    def _tomorrow(self, found: VenueBalance) -> int:
        after = self._world.sessions.after(self._world.today())
        return found.cash + self._due_by(after.day if after else date.max)

    def _due_by(self, day: date) -> int:
        books = self._world.ledger.books(self._world.account, self._world.today())
        return sum(pair[0] - pair[1] for due, pair in books.pending.items() if due <= day)

    def _yesterday(self, found: VenueBalance) -> int:
        """Value what was held at the last close, with today's trades taken back."""
        orders = self._orders_of(0)
        cash = found.d2
        held = Counter({lot.code: lot.quantity for lot in found.holdings})
        for order in orders:
            sign = 1 if order.side == "buy" else -1
            cash += sign * order.amount + order.fee + order.tax
            held[order.code] -= sign * order.filled
        quote = self._world.exchange.quote
        return cash + sum(quote(code).base * count for code, count in held.items() if count)

    def _realised(self, found: VenueBalance) -> Row:
        profit, cost = realised_today(self._world)
        worth = sum(lot.last * lot.quantity - lot.cost for lot in found.holdings)
        paid = sum(lot.cost for lot in found.holdings)
        return {
            "rlzt_pfls": str(profit),
            "rlzt_erng_rt": ratio(profit, cost),
            "real_evlu_pfls": str(worth),
            "real_evlu_pfls_erng_rt": ratio(worth, paid),
        }


def _traded(orders: list[Order]) -> Traded:
    found = Traded(Counter(), Counter())
    for order in orders:
        if order.side == "buy":
            found.bought[order.code] += order.filled
            found.buys += order.amount
        else:
            found.sold[order.code] += order.filled
            found.sells += order.amount
        found.costs += order.fee + order.tax
    return found
