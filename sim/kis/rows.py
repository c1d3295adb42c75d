"""One row per order, amendment and cancel, as inquire-daily-ccld and its relatives show them."""

from dataclasses import dataclass
from datetime import date, datetime

from sim.kis.clock import hhmmss
from sim.kis.desk import Desk, Memo
from sim.kis.numbers import average
from sim.kis.replies import Row
from sim.orders import Order
from sim.sessions import kst_day

SIDE = {"sell": "01", "buy": "02"}
_SIDE_NAME = {"sell": "매도", "buy": "매수"}
_DVSN_NAME = {
    "00": "지정가", "01": "시장가", "02": "조건부지정가", "03": "최유리지정가",
    "04": "최우선지정가", "11": "IOC지정가", "12": "FOK지정가", "13": "IOC시장가",
    "14": "FOK시장가", "15": "IOC최유리", "16": "FOK최유리", "21": "중간가", "23": "IOC중간가",
    "24": "FOK중간가",
}  # fmt: skip
_CONDITION = {"11": "IOC", "13": "IOC", "15": "IOC", "23": "IOC"} | {
    "12": "FOK", "14": "FOK", "16": "FOK", "24": "FOK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one line of the order list before it is written out; amounts in won."""

    number: int
    original: int
    day: date
    at: datetime
    code: str
    side: str
    dvsn: str
    venue: str
    quantity: int
    price: int
    filled: int = 0
    amount: int = 0
    costs: int = 0
    cancelled: int = 0
    remaining: int = 0
    event: str = ""
    channel: str = "api"

    @property
    def odno(self) -> str:
        """Write the number."""
        return f"{self.number:010d}"


def entries(desk: Desk) -> list[Entry]:
    """List everything that has a number, oldest first; hidden orders stay out."""
    found = [_of_order(order, desk.memo(order)) for order in desk.orders()]
    found += [_of_event(number, memo) for number, memo in desk.events()]
    return sorted(found, key=lambda entry: entry.number)


def ccld_row(entry: Entry, desk: Desk) -> Row:
    """Write an entry in the fields of inquire-daily-ccld, in their published order."""
    cash_side = f"현금{_SIDE_NAME[entry.side]}"
    side_name = {
        "cancel": f"{_SIDE_NAME[entry.side]}취소*",
        "reject": f"{_SIDE_NAME[entry.side]}거부",
    }.get(entry.event, f"{_SIDE_NAME[entry.side]}정정*" if entry.original else cash_side)
    return {
        "ord_dt": f"{entry.day:%Y%m%d}",
        "ord_gno_brno": desk.branch,
        "odno": entry.odno,
        "orgn_odno": f"{entry.original:010d}" if entry.original else "",
        "ord_dvsn_name": _DVSN_NAME.get(entry.dvsn, entry.dvsn),
        "sll_buy_dvsn_cd": SIDE[entry.side],
        "sll_buy_dvsn_cd_name": side_name,
        "pdno": entry.code,
        "prdt_name": desk.world.name(entry.code),
        "ord_qty": str(entry.quantity),
        "ord_unpr": str(entry.price),
        "ord_tmd": hhmmss(entry.at),
        "tot_ccld_qty": str(entry.filled),
        "avg_prvs": average(entry.amount, entry.filled) if entry.filled else "0",
        "cncl_yn": "Y" if entry.event == "cancel" or entry.cancelled else "N",
        "tot_ccld_amt": str(entry.amount),
        "loan_dt": "",
        "ordr_empno": "OpnAPI" if entry.channel == "api" else "HTS",
        "ord_dvsn_cd": entry.dvsn,
        "cnc_cfrm_qty": str(entry.cancelled),
        "cncl_cfrm_qty": str(entry.cancelled),
        "rmn_qty": str(entry.remaining),
        "rjct_qty": str(entry.quantity if entry.event == "reject" else 0),
        "ccld_cndt_name": _CONDITION.get(entry.dvsn, "없음"),
        "inqr_ip_addr": "127.0.0.1",
        "cpbc_ordp_ord_rcit_dvsn_cd": "",
        "cpbc_ordp_infm_mthd_dvsn_cd": "",
        "infm_tmd": hhmmss(entry.at),
        "ctac_tlno": "",
        "prdt_type_cd": "300",
        "excg_dvsn_cd": _market_code(entry, desk),
        "cpbc_ordp_mtrl_dvsn_cd": "",
        "ord_orgno": "00000",
        "rsvn_ord_end_dt": "",
        "excg_id_dvsn_Cd": entry.venue,
        "stpm_cndt_pric": "0",
        "stpm_efct_occr_dtmd": "",
    }


def open_row(entry: Entry, desk: Desk) -> Row:
    """Write an open order in the fields of inquire-psbl-rvsecncl."""
    amended = f"{_SIDE_NAME[entry.side]}정정*" if entry.original else ""
    return {
        "ord_gno_brno": desk.branch,
        "odno": entry.odno,
        "orgn_odno": f"{entry.original:010d}" if entry.original else "",
        "ord_dvsn_name": _DVSN_NAME.get(entry.dvsn, entry.dvsn),
        "pdno": entry.code,
        "prdt_name": desk.world.name(entry.code),
        "rvse_cncl_dvsn_name": amended,
        "ord_qty": str(entry.quantity),
        "ord_unpr": str(entry.price),
        "ord_tmd": hhmmss(entry.at),
        "tot_ccld_qty": str(entry.filled),
        "tot_ccld_amt": str(entry.amount),
        "psbl_qty": str(entry.remaining),
        "sll_buy_dvsn_cd": SIDE[entry.side],
        "ord_dvsn_cd": entry.dvsn,
        "mgco_aptm_odno": "",
        "excg_dvsn_cd": _market_code(entry, desk),
        "excg_id_dvsn_cd": entry.venue,
        "excg_id_dvsn_name": entry.venue,
        "stpm_cndt_pric": "0",
        "stpm_efct_occr_yn": "N",
    }


def _market_code(entry: Entry, desk: Desk) -> str:
    """Give excg_dvsn_cd, which is 02 for KOSPI and 03 for KOSDAQ wherever it appears."""
    listing = desk.world.listing(entry.code)
    return "03" if listing is not None and listing.market == "KOSDAQ" else "02"


def _of_order(order: Order, memo: Memo) -> Entry:
    rest = order.quantity - order.filled
    over = order.state == "cancelled"
    return Entry(
        number=order.number,
        original=memo.original,
        day=order.day,
        at=order.placed_at,
        code=order.code,
        side=order.side,
        dvsn=memo.dvsn,
        venue=memo.venue,
        quantity=order.quantity + memo.cut,
        price=order.price,
        filled=order.filled,
        amount=order.amount,
        costs=order.fee + order.tax,
        cancelled=memo.cut + (rest if over else 0),
        remaining=0 if over else rest,
        channel=order.channel,
    )


def _of_event(number: int, memo: Memo) -> Entry:
    at = datetime.fromisoformat(memo.at)
    return Entry(
        number=number,
        original=memo.original,
        day=kst_day(at),
        at=at,
        code=memo.code,
        side=memo.side,
        dvsn=memo.dvsn,
        venue=memo.venue,
        quantity=memo.quantity,
        price=memo.price,
        cancelled=0 if memo.event == "reject" else memo.quantity,
        event=memo.event,
    )
