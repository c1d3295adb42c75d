"""Realised profit by day and by share, from the ledger's executions at average cost."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sim.books import Lot
from sim.kis.gateway import Call
from sim.kis.inquiries import check_account, paged
from sim.kis.numbers import fixed, ratio
from sim.kis.replies import Answer, Row
from sim.kis.world import World
from sim.sessions import kst_day

_ROWS = 100


@dataclass(slots=True)
class Line:
    """Sum the executions of one share on one day; money in won, `cost` that of what was sold."""

    day: date
    code: str
    buys: int = 0
    bought: int = 0
    sells: int = 0
    sold: int = 0
    fee: int = 0
    tax: int = 0
    cost: int = 0
    held: int = 0
    sell_fee: int = 0

    @property
    def profit(self) -> int:
        """Give the realised profit before costs."""
        return self.sells - self.cost


class Profits:
    """Answer the two period inquiries."""

    def __init__(self, world: World) -> None:
        self._world = world

    def by_day(self, call: Call) -> Answer:
        """Answer inquire-period-profit."""
        lines = self._asked(call)
        days: dict[date, Line] = {}
        for line in lines:
            _add(days.setdefault(line.day, Line(line.day, "")), line)
        rows = [_day_row(line) for line in days.values()]
        return self._answer(call, rows, totals=_totals(lines, "buy_qty_smtl"), key="trad_dt")

    def by_share(self, call: Call) -> Answer:
        """Answer inquire-period-trade-profit."""
        lines = self._asked(call)
        rows = [self._share_row(line) for line in lines]
        totals = _totals(lines, "buyqty_smtl")
        cost = sum(line.cost for line in lines)
        totals["tot_pftrt"] = ratio(sum(line.profit for line in lines), cost, places=8)
        return self._answer(call, rows, totals=totals, key="pdno")

    def _answer(self, call: Call, rows: list[Row], *, totals: Row, key: str) -> Answer:
        if call.get("SORT_DVSN") != "01":
            rows.reverse()
        answer, page = paged(
            rows,
            call,
            size=_ROWS,
            key=lambda row: row["trad_dt"] + row[key],
            env=self._world.env,
        )
        answer.body["output1"] = page
        answer.body["output2"] = totals
        return answer

    def _asked(self, call: Call) -> list[Line]:
        check_account(call, self._world)
        first, last = call.get("INQR_STRT_DT"), call.get("INQR_END_DT")
        code = call.get("PDNO")
        return [
            line
            for line in trade_lines(self._world)
            if first <= f"{line.day:%Y%m%d}" <= last and code in ("", line.code)
        ]

    def _share_row(self, line: Line) -> Row:
        return {
            "trad_dt": f"{line.day:%Y%m%d}",
            "pdno": line.code,
            "prdt_name": self._world.name(line.code),
            "trad_dvsn_name": "현금",
            "loan_dt": "",
            "hldg_qty": str(line.held),
            "pchs_unpr": str(line.cost // line.sold if line.sold else 0),
            "buy_qty": str(line.bought),
            "buy_amt": str(line.buys),
            "sll_pric": str(line.sells // line.sold if line.sold else 0),
            "sll_qty": str(line.sold),
            "sll_amt": str(line.sells),
            "rlzt_pfls": str(line.profit - line.fee - line.tax),
            "pfls_rt": ratio(line.profit, line.cost, places=8),
            "fee": str(line.fee),
            "tl_tax": str(line.tax),
            "loan_int": "0",
        }


def trade_lines(world: World) -> list[Line]:
    """Fold every execution of the account into one line per day and share, oldest first."""
    lots: dict[str, Lot] = defaultdict(Lot)
    lines: dict[tuple[date, str], Line] = {}
    for fill in world.ledger.fills():
        if fill.account != world.account:
            continue
        lot, amount = lots[fill.code], fill.quantity * fill.price
        key = kst_day(fill.at), fill.code
        line = lines.setdefault(key, Line(*key))
        line.fee += fill.fee
        line.tax += fill.tax
        if fill.side == "buy":
            lot.quantity += fill.quantity
            lot.cost += amount
            line.buys += amount
            line.bought += fill.quantity
        else:
            share = lot.cost * fill.quantity // lot.quantity
            lot.cost -= share
            lot.quantity -= fill.quantity
            line.sells += amount
            line.sold += fill.quantity
            line.cost += share
            line.sell_fee += fill.fee
        line.held = lot.quantity
    return list(lines.values())


def realised_today(world: World) -> tuple[int, int]:
    """Give today's realised profit after costs, and the cost of what was sold."""
    lines = [line for line in trade_lines(world) if line.day == world.today() and line.sold]
    profit = sum(line.profit - line.fee - line.tax for line in lines)
    return profit, sum(line.cost for line in lines)


def _add(total: Line, line: Line) -> None:
    for name in ("buys", "bought", "sells", "sold", "fee", "tax", "cost", "sell_fee"):
        setattr(total, name, getattr(total, name) + getattr(line, name))


def _day_row(line: Line) -> Row:
    return {
        "trad_dt": f"{line.day:%Y%m%d}",
        "buy_amt": str(line.buys),
        "sll_amt": str(line.sells),
        "rlzt_pfls": str(line.profit - line.fee - line.tax),
        "fee": str(line.fee),
        "loan_int": "0",
        "tl_tax": str(line.tax),
        "pfls_rt": ratio(line.profit, line.cost, places=8),
        "sll_qty1": str(line.sold),
        "buy_qty1": str(line.bought),
    }


def _totals(lines: list[Line], buy_key: str) -> Row:
    sells, buys = (sum(getattr(line, name) for line in lines) for name in ("sells", "buys"))
    sold, bought = (sum(getattr(line, name) for line in lines) for name in ("sold", "bought"))
    sell_fee = sum(line.sell_fee for line in lines)
    fee, tax = (sum(getattr(line, name) for line in lines) for name in ("fee", "tax"))
    profit = sum(line.profit for line in lines) - fee - tax
    return {
        "sll_qty_smtl": str(sold),
        "sll_tr_amt_smtl": str(sells),
        "sll_fee_smtl": str(sell_fee),
        "sll_tltx_smtl": str(tax),
        "sll_excc_amt_smtl": str(sells - sell_fee - tax),
        buy_key: str(bought),
        "buy_tr_amt_smtl": str(buys),
        "buy_fee_smtl": str(fee - sell_fee),
        "buy_tax_smtl": fixed(0, 0),
        "buy_excc_amt_smtl": str(buys + fee - sell_fee),
        "tot_qty": str(sold + bought),
        "tot_tr_amt": str(sells + buys),
        "tot_fee": str(fee),
        "tot_tltx": str(tax),
        "tot_excc_amt": str(sells - buys - fee - tax),
        "tot_rlzt_pfls": str(profit),
        "loan_int": "0",
    }
