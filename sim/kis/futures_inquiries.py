"""Futures orders and fills, orderable contracts, deposit and margin rates (section 4.3)."""

from collections.abc import Callable
from decimal import Decimal

from sim.futures import rules
from sim.kis.clock import hhmmss
from sim.kis.desk import Desk
from sim.kis.futures_orders import KINDS
from sim.kis.futures_world import FuturesWorld
from sim.kis.gateway import Call
from sim.kis.inquiries import ALL_READ, MORE, NOTHING, READ
from sim.kis.numbers import fixed, whole
from sim.kis.paging import paginate
from sim.kis.replies import ORDER_REFUSALS, Answer, Row, booked
from sim.kis.rows import SIDE, Entry, entries

LAST = ("KIOK0460", "조회 되었습니다. (마지막 자료)")
CCNL_ROWS, MARGIN_ROWS = 100, 100
ITEM_TYPE = "301"
_WIDTH = 200
_SIDE_NAME = {"sell": "매도", "buy": "매수"}
_NMPR = {
    "01": "01", "02": "02", "03": "03", "04": "04", "10": "01", "11": "01", "12": "02", "13": "02",
    "14": "04", "15": "04",
}  # fmt: skip
_NMPR_NAME = {"01": "지정가", "02": "시장가", "03": "조건부지정가", "04": "최유리지정가"}
_REJECTED = ("9999", "거래소 거부")


def check_account(call: Call, world: FuturesWorld) -> None:
    """Refuse an account that is not the futures account of the key (row 18 of section 7)."""
    if call.get("CANO") + call.get("ACNT_PRDT_CD") != world.account:
        raise ORDER_REFUSALS["account"].refusal("real")


def paged(
    rows: list[Row],
    call: Call,
    *,
    size: int,
    key: Callable[[Row], str],
    env: str,
    words: tuple[str, str] = ALL_READ,
) -> tuple[Answer, list[Row]]:
    """Make the envelope of one page with context keys of 200 characters, and give its rows."""
    page = paginate(
        rows,
        asked=call.tr_cont,
        after=call.raw("CTX_AREA_NK200"),
        size=size,
        width=_WIDTH,
        key=key,
        echo="^".join([call.get("CANO"), call.get("ACNT_PRDT_CD"), "01", "1", ""]),
    )
    said = MORE if page.tr_cont == "M" else words
    if not page.rows and env == "paper":
        said = NOTHING
    answer = booked(*said, **page.keys)
    answer.tr_cont = page.tr_cont
    return answer, page.rows


class FuturesInquiries:
    """Answer what a futures account may ask about orders and margin."""

    def __init__(self, world: FuturesWorld, desk: Desk) -> None:
        self._world, self._desk = world, desk

    def ccnl(self, call: Call) -> Answer:
        """Answer inquire-ccnl: one row an order, amendment or cancel."""
        check_account(call, self._world)
        found = [entry for entry in entries(self._desk) if self._asked(entry, call)]
        shown = list(found)
        if call.get("SORT_SQN") != "AS":
            shown.reverse()
        rows = [self._row(entry) for entry in shown]
        answer, page = paged(
            rows, call, size=CCNL_ROWS, key=lambda r: r["ord_dt"] + r["odno"], env=self._world.env
        )
        answer.body["output1"] = page
        answer.body["output2"] = _totals(found)
        return answer

    def psbl_order(self, call: Call) -> Answer:
        """Answer inquire-psbl-order: contracts that close, and new ones that the deposit allows."""
        check_account(call, self._world)
        side = {"01": "sell", "02": "buy"}.get(call.get("SLL_BUY_DVSN_CD"), "")
        contract = self._world.contract(call.get("PDNO"))
        if contract is None:
            raise ORDER_REFUSALS["unknown_code"].refusal(self._world.env)
        if not side or call.get("ORD_DVSN_CD") not in KINDS:
            raise ORDER_REFUSALS["kind"].refusal(self._world.env)
        exchange, account = self._world.exchange, self._world.account
        closing = exchange.closable(account, contract.code, side=side)
        opening = exchange.openable(account, contract.code)
        price = whole(call.get("UNIT_PRICE") or "0") or exchange.quote(contract.code).base
        output = {
            "tot_psbl_qty": str(closing + opening),
            "lqd_psbl_qty1": str(closing),
            "ord_psbl_qty": str(opening),
            "bass_idx": fixed(price, 8),
        }
        return booked(*READ, output=output)

    def deposit(self, call: Call) -> Answer:
        """Answer inquire-deposit."""
        check_account(call, self._world)
        stand = self._world.exchange.standing(self._world.account)
        free, difference = max(0, stand.deposit - stand.margin), stand.today + stand.carried
        holdings = self._world.exchange.holdings(self._world.account)
        worth = sum(h.position.marked.profit(h.last) for h in holdings)
        output = dict.fromkeys(_DEPOSIT, "0") | {
            "dnca_tota": str(stand.deposit),
            "brkg_mgna_cash": str(stand.margin),
            "wdrw_psbl_tot_amt": str(min(free, max(0, stand.equity - stand.margin))),
            "ord_psbl_cash": str(stand.deposit - stand.margin),
            "ord_psbl_tota": str(stand.deposit - stand.margin),
            "mtnc_rt": _percent(stand.equity, stand.maintenance),
            "add_mgna_tota": str(stand.called),
            "add_mgna_cash": str(stand.called),
            "futr_trad_pfls": str(stand.realised),
            "trad_pfls_smtl": str(stand.realised),
            "futr_evlu_pfls_amt": str(worth),
            "evlu_pfls_smtl": str(worth),
            "excc_dfpa": str(difference),
            "brkg_fee": str(stand.fee),
            "nxdy_dnca": str(stand.equity),
            "prsm_dpast_amt": str(stand.equity),
        }
        return booked(*READ, output=output)

    def margin_rate(self, call: Call) -> Answer:
        """Answer margin-rate for every underlying, or the one that BAST_ID names."""
        wanted = call.get("BAST_ID")
        rows = []
        for contract in self._world.contracts():
            share = contract.underlying
            if self._world.exchange.market.rank(contract, self._world.exchange.day()) != 1:
                continue
            if wanted not in ("", share.code, contract.code[1:3]):
                continue
            base = self._world.exchange.market.base(contract, self._world.exchange.day())
            rows.append(
                {
                    "bast_id": share.code,
                    "bast_name": share.name,
                    "brkg_mgna_rt": _rate(rules.initial_bp(share.code)),
                    "tr_mgna_rt": _rate(rules.maintenance_bp(share.code)),
                    "bast_pric": fixed(base, 8),
                    "tr_mtpl_idx": fixed(rules.MULTIPLIER, 8),
                    "ctrt_per_futr_mgna": fixed(
                        rules.margin(base, rules.initial_bp(share.code)), 8
                    ),
                }
            )
        answer, page = paged(
            rows, call, size=MARGIN_ROWS, key=lambda r: r["bast_id"], env=self._world.env
        )
        answer.body["output"] = page
        return answer

    def _asked(self, entry: Entry, call: Call) -> bool:
        day, state = f"{entry.day:%Y%m%d}", call.get("CCLD_NCCS_DVSN")
        wanted = call.get("PDNO")
        contract = self._world.exchange.market.contract(entry.code)
        standard = contract.standard if contract else ""
        return (
            call.get("STRT_ORD_DT") <= day <= call.get("END_ORD_DT")
            and call.get("SLL_BUY_DVSN_CD") in ("", "00", SIDE[entry.side])
            and wanted in ("", entry.code, standard)
            and (state != "01" or entry.filled > 0)
            and (state != "02" or entry.remaining > 0)
            and self._from(entry, call)
        )

    @staticmethod
    def _from(entry: Entry, call: Call) -> bool:
        """Tell whether the entry lies behind STRT_ODNO in the order that is asked for."""
        start = whole(call.get("STRT_ODNO"))
        if not start:
            return True
        return entry.number >= start if call.get("SORT_SQN") == "AS" else entry.number <= start

    def _row(self, entry: Entry) -> Row:
        rejected = entry.event == "reject"
        nmpr = _NMPR.get(entry.dvsn, "01")
        original = f"{entry.original:010d}" if entry.original else ""
        return {
            "ord_gno_brno": self._desk.branch,
            "cano": self._world.account[:8],
            "csac_name": "홍길동",
            "acnt_prdt_cd": self._world.account[8:],
            "ord_dt": f"{entry.day:%Y%m%d}",
            "odno": entry.odno,
            "orgn_odno": original,
            "sll_buy_dvsn_cd": SIDE[entry.side],
            "trad_dvsn_name": _trade_name(entry),
            "nmpr_type_cd": nmpr,
            "nmpr_type_name": _NMPR_NAME[nmpr],
            "pdno": entry.code,
            "prdt_name": self._world.name(entry.code),
            "prdt_type_cd": ITEM_TYPE,
            "ord_qty": str(entry.quantity),
            "ord_idx": fixed(entry.price, 8),
            "qty": str(entry.remaining),
            "ord_tmd": hhmmss(entry.at),
            "tot_ccld_qty": str(entry.filled),
            "avg_idx": mean(entry.amount, entry.filled),
            "tot_ccld_amt": str(entry.amount),
            "rjct_qty": str(entry.quantity if rejected else 0),
            "ingr_trad_rjct_rson_cd": _REJECTED[0] if rejected else "",
            "ingr_trad_rjct_rson_name": _REJECTED[1] if rejected else "",
            "ord_stfno": "",
            "sprd_item_yn": "N",
        }


_DEPOSIT = (
    "dnca_tota", "bfdy_chck_amt", "thdt_chck_amt", "rlth_uwdl_dpos_amt", "brkg_mgna_cash",
    "wdrw_psbl_tot_amt", "ord_psbl_cash", "ord_psbl_tota", "dnca_sbst", "scts_sbst_amt",
    "frcr_evlu_amt", "brkg_mgna_sbst", "sbst_rlse_psbl_amt", "mtnc_rt", "add_mgna_tota",
    "add_mgna_cash", "rcva", "futr_trad_pfls", "opt_trad_pfls_amt", "trad_pfls_smtl",
    "futr_evlu_pfls_amt", "opt_evlu_pfls_amt", "evlu_pfls_smtl", "excc_dfpa", "opt_dfpa",
    "brkg_fee", "nxdy_dnca", "prsm_dpast_amt", "cash_mntn_amt", "hack_acdt_acnt_move_amt",
)  # fmt: skip


def mean(amount: int, contracts: int) -> str:
    """Write an average price with eight decimals; `amount` is won of that many contracts."""
    if not contracts:
        return fixed(0, 8)
    return fixed(Decimal(amount) / (contracts * rules.MULTIPLIER), 8)


def _rate(bp: int) -> str:
    return fixed(Decimal(bp) / 100, 8)


def _percent(part: int, whole_amount: int) -> str:
    return fixed(Decimal(part) * 100 / whole_amount, 8) if whole_amount else fixed(0, 8)


def _trade_name(entry: Entry) -> str:
    name = _SIDE_NAME[entry.side]
    if entry.event == "cancel":
        return f"{name}취소*"
    if entry.event == "reject":
        return f"{name}거부"
    return f"{name}정정*" if entry.original else name


def _totals(found: list[Entry]) -> Row:
    orders = [entry for entry in found if not entry.event]
    return {
        "tot_ord_qty": str(sum(entry.quantity for entry in orders)),
        "tot_ccld_amt_smtl": str(sum(entry.amount for entry in orders)),
        "tot_ccld_qty_smtl": str(sum(entry.filled for entry in orders)),
        "fee_smtl": str(sum(entry.costs for entry in orders)),
        "ctac_tlno": "",
    }
