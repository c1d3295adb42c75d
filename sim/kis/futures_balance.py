"""Futures inquire-balance: positions, and the deposit with margin and variation (section 4.3)."""

from sim.futures import rules
from sim.futures.exchange import Holding
from sim.futures.margin import Standing
from sim.kis.futures_inquiries import ITEM_TYPE, LAST, check_account, mean, paged
from sim.kis.futures_world import FuturesWorld
from sim.kis.gateway import Call
from sim.kis.numbers import fixed
from sim.kis.replies import Answer, Row
from sim.sessions import kst_day

ROWS = 20


class FuturesBalances:
    """Answer what the futures account holds."""

    def __init__(self, world: FuturesWorld) -> None:
        self._world = world

    def balance(self, call: Call) -> Answer:
        """Answer inquire-balance.

        EXCC_STAT_CD 1 counts from the last settlement price, 2 from the purchase price; MGNA_DVSN
        02 shows maintenance margin, anything else the initial one.
        """
        check_account(call, self._world)
        held = self._world.exchange.holdings(self._world.account)
        settled = call.get("EXCC_STAT_CD") != "2"
        rows = [self._row(holding, settled=settled) for holding in held]
        answer, page = paged(
            rows, call, size=ROWS, key=lambda r: r["shtn_pdno"], env=self._world.env, words=LAST
        )
        answer.body["output1"] = page
        answer.body["output2"] = self._totals(held, rows, maintenance=call.get("MGNA_DVSN") == "02")
        return answer

    def _row(self, holding: Holding, *, settled: bool) -> Row:
        position, contract = holding.position, holding.contract
        average = position.marked if settled else position.bought
        count = abs(holding.quantity)
        worth = count * holding.last * rules.MULTIPLIER
        return {
            "cano": self._world.account[:8],
            "acnt_prdt_cd": self._world.account[8:],
            "pdno": contract.standard,
            "prdt_type_cd": ITEM_TYPE,
            "shtn_pdno": contract.code,
            "prdt_name": contract.name,
            "sll_buy_dvsn_name": _side_name(holding.quantity),
            "cblc_qty": str(count),
            "excc_unpr": mean(abs(position.marked.cost), count),
            "ccld_avg_unpr1": mean(abs(position.bought.cost), count),
            "idx_clpr": fixed(holding.last, 8),
            "pchs_amt": str(abs(average.cost)),
            "evlu_amt": str(worth),
            "evlu_pfls_amt": str(average.profit(holding.last)),
            "trad_pfls_amt": str(average.realised),
            "lqd_psbl_qty": str(holding.closable),
        }

    def _totals(self, held: list[Holding], rows: list[Row], *, maintenance: bool) -> Row:
        stand = self._world.exchange.standing(self._world.account)
        margin = stand.maintenance if maintenance else stand.margin
        free = str(stand.deposit - stand.margin)
        open_profit = sum(int(row["evlu_pfls_amt"]) for row in rows)
        realised = sum(int(row["trad_pfls_amt"]) for row in rows) if held else stand.realised
        return {
            "dnca_cash": str(stand.deposit),
            "frcr_dncl_amt": "0",
            "dnca_sbst": "0",
            "tot_dncl_amt": str(stand.deposit),
            "tot_ccld_amt": str(self._traded()),
            "cash_mgna": str(margin),
            "sbst_mgna": "0",
            "mgna_tota": str(margin),
            "opt_dfpa": "0",
            "thdt_dfpa": str(stand.today),
            "rnwl_dfpa": str(stand.carried),
            "fee": str(stand.fee),
            "nxdy_dnca": str(stand.equity),
            "nxdy_dncl_amt": str(stand.equity),
            "prsm_dpast": str(stand.equity),
            "prsm_dpast_amt": str(stand.equity),
            "pprt_ord_psbl_cash": free,
            "add_mgna_cash": str(stand.called),
            "add_mgna_tota": str(stand.called),
            "futr_trad_pfls_amt": str(realised),
            "opt_trad_pfls_amt": "0",
            "futr_evlu_pfls_amt": str(open_profit),
            "opt_evlu_pfls_amt": "0",
            "trad_pfls_amt_smtl": str(realised),
            "evlu_pfls_amt_smtl": str(open_profit),
            "wdrw_psbl_tot_amt": str(_withdrawable(stand)),
            "ord_psbl_cash": free,
            "ord_psbl_sbst": "0",
            "ord_psbl_tota": free,
            "pchs_amt_smtl": str(sum(int(row["pchs_amt"]) for row in rows)),
            "evlu_amt_smtl": str(sum(int(row["evlu_amt"]) for row in rows)),
        }

    def _traded(self) -> int:
        """Sum the contract value of today's fills."""
        today = self._world.exchange.day()
        return sum(
            fill.quantity * fill.price * rules.MULTIPLIER
            for fill in self._world.ledger.fills()
            if fill.account == self._world.account and kst_day(fill.at) == today
        )


def _withdrawable(stand: Standing) -> int:
    return max(0, min(stand.deposit, stand.equity) - stand.margin)


def _side_name(quantity: int) -> str:
    if not quantity:
        return ""
    return "매수" if quantity > 0 else "매도"
