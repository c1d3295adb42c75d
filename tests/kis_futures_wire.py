"""Futures answers of KIS as the fact sheet types them, on the wire of `kis_wire`."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import httpx
from pydantic import SecretStr

from core.brokers.kis import futures_calls as calls
from core.brokers.kis.futures_body import encode
from core.brokers.kis.place import KisLivePlace, KisPaperPlace, LiveAccount, PaperAccount
from core.domain.decision import GateSeal, RiskApproved
from core.domain.order import Mode, Order, OrderIntent, OrderState
from tests import samples
from tests.kis_wire import ACCOUNT, BRANCH, NOW, Wire, fine, live_place, paper_place
from tests.kis_wire import intent as share_intent

CODE, STANDARD, SHARE = "111W12", "KR4111WC0003", "005930"
EXPIRY = date(2026, 12, 10)
LINES = (
    f"1|{CODE}|{STANDARD}|삼성전자   F 202612 (  10)|||1|A005930|삼성전자",
    "1|111W03|KR4111W30005|삼성전자   F 202703 (  10)|||2|005930|삼성전자",
    "1|111W00|KR4111W00000|삼성전자   연결|||0|005930|삼성전자",
    "2|411WC3|KR4411WC3S00|삼성전자   SP 2612-2703|||1|005930|삼성전자",
    "3|1DRW12|KR41DRWC0008|에코프로   F 202612 (  10)|||1|086520|에코프로",
    "5|211WC0700|KR4211WC0700|삼성전자   C 202612 70000|1|70000|1|005930|삼성전자",
)


def futures_paper(**changes: Any) -> KisPaperPlace:
    """Give a futures account of play money."""
    return paper_place(account=PaperAccount(SecretStr(ACCOUNT), "03"), **changes)


def futures_live(**changes: Any) -> KisLivePlace:
    """Give a futures account of real money that a simulator plays."""
    return live_place(account=LiveAccount(SecretStr(ACCOUNT), "03"), **changes)


def contracts(place: KisPaperPlace | KisLivePlace | None = None, **changes: Any) -> OrderIntent:
    """Give an intent of the account: buy 3 contracts at 70,000."""
    base = {"symbol": CODE, "shares": 3, "price": 70_000, "multiplier": 10}
    return share_intent(place or futures_paper(), **(base | changes))


def approved(meant: OrderIntent | None = None) -> RiskApproved:
    """Give an intent that passed the gate, with the hash of its bytes."""
    order = meant or contracts()
    place = futures_live() if order.mode is Mode.LIVE else futures_paper()
    body = encode(order, place)
    return RiskApproved(order, "DECISION-0001", GateSeal(), sha256(body).hexdigest())


def resting(number: str = f"{BRANCH}-0000002891", **changes: Any) -> Order:
    """Give an accepted order for contracts."""
    order = samples.order(state=OrderState.ACCEPTED, number=number, sent_at=NOW)
    return replace(order, **({"intent": contracts()} | changes))


def taken(number: str = "0000002891", **changes: Any) -> httpx.Response:
    """Write the answer of an order that was taken: the branch has another name here."""
    output = {
        "ACNT_NAME": "홍길동", "TRAD_DVSN_NAME": "매수", "ITEM_NAME": "삼성전자 F 202612",
        "ORD_TMD": "100001", "ORD_GNO_BRNO": BRANCH, "ODNO": number,
    }  # fmt: skip
    return fine(output=output | changes)


def ccnl_row(number: str = "0000002891", **changes: str) -> dict[str, str]:
    """Write one order of the day: buy 3 at 70,000, nothing filled."""
    row = {
        "ord_gno_brno": BRANCH, "cano": ACCOUNT, "csac_name": "홍길동", "acnt_prdt_cd": "03",
        "ord_dt": "20261103", "odno": number, "orgn_odno": "", "sll_buy_dvsn_cd": "02",
        "trad_dvsn_name": "매수", "nmpr_type_cd": "01", "nmpr_type_name": "지정가", "pdno": CODE,
        "prdt_name": "삼성전자 F 202612", "prdt_type_cd": "301", "ord_qty": "3",
        "ord_idx": "70000.00000000", "qty": "3", "ord_tmd": "100001", "tot_ccld_qty": "0",
        "avg_idx": "0.00000000", "tot_ccld_amt": "0", "rjct_qty": "0",
        "ingr_trad_rjct_rson_cd": "", "ingr_trad_rjct_rson_name": "", "ord_stfno": "",
        "sprd_item_yn": "N",
    }  # fmt: skip
    return row | changes


def filled(number: str = "0000002891", contracts_: int = 3, **changes: str) -> dict[str, str]:
    """Write an order of 3 of which some are filled at 70,000."""
    done = {
        "tot_ccld_qty": str(contracts_), "avg_idx": "70000.00000000",
        "tot_ccld_amt": str(contracts_ * 700_000), "qty": str(3 - contracts_),
    }  # fmt: skip
    return ccnl_row(number, **(done | changes))


def ccnl(*rows: dict[str, str], cont: str = "D", key: str = "", **sums: str) -> httpx.Response:
    """Write one page of the day's orders; the sums are those of the rows unless given."""
    totals = {
        "tot_ord_qty": "0", "fee_smtl": "0", "ctac_tlno": "",
        "tot_ccld_qty_smtl": str(sum(int(r["tot_ccld_qty"]) for r in rows)),
        "tot_ccld_amt_smtl": str(sum(int(r["tot_ccld_amt"]) for r in rows)),
    }  # fmt: skip
    return fine(
        cont, output1=list(rows), output2=totals | sums,
        ctx_area_fk200=f"{ACCOUNT}^03^1^".ljust(200), ctx_area_nk200=key.ljust(200),
    )  # fmt: skip


def position(symbol: str = CODE, count: int = 3, *, side: str = "매수", **changes: str) -> dict:
    """Write one position entered at 70,000."""
    row = {
        "cano": ACCOUNT, "acnt_prdt_cd": "03", "pdno": STANDARD, "prdt_type_cd": "301",
        "shtn_pdno": symbol, "prdt_name": "삼성전자 F 202612 (  10)", "sll_buy_dvsn_name": side,
        "cblc_qty": str(count), "excc_unpr": "70100.00000000", "ccld_avg_unpr1": "70000.00000000",
        "idx_clpr": "70200.00000000", "pchs_amt": str(count * 700_000),
        "evlu_amt": str(count * 702_000), "evlu_pfls_amt": str(count * 2_000),
        "trad_pfls_amt": "0", "lqd_psbl_qty": str(count),
    }  # fmt: skip
    return row | changes


def balance(*rows: dict[str, str], cont: str = "D", key: str = "", **sums: str) -> httpx.Response:
    """Write one page of the balance: 50,000,000 of equity, 6,000 of it open profit."""
    totals = {
        "dnca_cash": "49990000", "prsm_dpast": "50000000", "prsm_dpast_amt": "50000000",
        "evlu_pfls_amt_smtl": "6000", "ord_psbl_cash": "49700000", "cash_mgna": "290000",
        "pchs_amt_smtl": str(sum(int(r.get("pchs_amt") or 0) for r in rows)),
    }  # fmt: skip
    return fine(
        cont, output1=list(rows), output2=totals | sums, ctx_area_fk200="k".ljust(200),
        ctx_area_nk200=key.ljust(200),
    )  # fmt: skip


def account(wire: Wire, *rows: dict[str, str], held: tuple[dict[str, str], ...] = ()) -> None:
    """Put one page of everything a look reads."""
    wire.put(calls.DAY_ORDERS, ccnl(*rows))
    wire.put(calls.BALANCE, balance(*held))


def master(*lines: str) -> httpx.Response:
    """Pack the list of futures."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("fo_stk_code_mts.mst", "\n".join(lines).encode("cp949"))
    return httpx.Response(200, content=packed.getvalue())


def margin_row(share: str = SHARE, **changes: str) -> dict[str, str]:
    """Write the margin of one underlying: 15 % to open, 10 % to keep, of 70,000 x 10."""
    row = {
        "bast_id": share, "bast_name": "삼성전자", "brkg_mgna_rt": "15.00000000",
        "tr_mgna_rt": "10.00000000", "bast_pric": "70000.00000000", "tr_mtpl_idx": "10.00000000",
        "ctrt_per_futr_mgna": "105000.00000000",
    }  # fmt: skip
    return row | changes


def margins(*rows: dict[str, str], cont: str = "D", key: str = "") -> httpx.Response:
    """Write one page of margin rates; this list has the second continuation key alone."""
    return fine(cont, output=list(rows), ctx_area_nk200=key.ljust(200))


def price(**changes: str) -> httpx.Response:
    """Write a price of 70,000."""
    row = {
        "hts_kor_isnm": "삼성전자 F 202612", "futs_prpr": "70000", "futs_prdy_clpr": "69500",
        "futs_sdpr": "69600", "futs_mxpr": "76400", "futs_llam": "62600", "acml_vol": "1724",
        "acml_tr_pbmn": "1206800000", "futs_last_tr_date": "20261210",
    }  # fmt: skip
    return fine(output1=row | changes, output2={}, output3={})


def book(symbol: str = CODE, **changes: str) -> httpx.Response:
    """Write the best levels of the book."""
    levels = {"futs_askp1": "70100", "futs_bidp1": "70000"}
    return fine(output1={"futs_shrn_iscd": symbol}, output2=levels | changes)


def bar(day: str, close: str = "70000", **changes: str) -> dict[str, str]:
    """Write one day of a chart."""
    row = {
        "stck_bsop_date": day, "futs_prpr": close, "futs_oprc": close, "futs_hgpr": close,
        "futs_lwpr": close, "acml_vol": "1724", "acml_tr_pbmn": "0", "mod_yn": "N",
    }  # fmt: skip
    return row | changes


def chart(*rows: dict[str, str], symbol: str = CODE) -> httpx.Response:
    """Write a chart, newest first."""
    return fine(output1={"futs_shrn_iscd": symbol}, output2=list(rows))
