"""KIS answers as the fact sheet types them, and a wire that serves them by script."""

from __future__ import annotations

import asyncio
import base64
import json
import random
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import httpx
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr

from core.brokers.kis import calls
from core.brokers.kis.build import Kis, KisParts
from core.brokers.kis.order_body import encode
from core.brokers.kis.place import (
    KisLivePlace,
    KisPaperPlace,
    LiveAccount,
    LiveHost,
    LiveKeys,
    PaperAccount,
    PaperHost,
    PaperKeys,
    account_of,
)
from core.clock import SimClock
from core.domain.calendar import Session, utc
from core.domain.decision import GateSeal, RiskApproved
from core.domain.order import Mode, Order, OrderIntent, OrderState
from tests import samples

DAY = date(2026, 11, 3)
NOW = utc(DAY, 10)
REST = "http://127.0.0.1:29443"
PUSH = "ws://127.0.0.1:31000"
APP_KEY = "PSabcdefghijklmnopqrstuvwxyz012345678"
APP_SECRET = "s3cr3t" * 30
ACCOUNT = "81012345"
TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.token"
BRANCH = "00950"

KEY, IV = "k" * 32, "i" * 16
# The sheet's own examples (5.8, 5.10), the name changed there.
ACCEPTANCE = (
    "HTSID^1234567801^0000002891^^02^0^01^0^136480^0000000001^000000000^094941^0^1^1^06010^"
    "000000001^홍길동^하림^10^^하림^"
)
FILL = (
    "HTSID^1234567801^0000002891^^02^0^00^0^136480^0000000001^000003190^094941^0^2^2^06010^"
    "000000001^홍길동^하림^10^^하림^000000000"
)
TRADE = (
    "005930^093354^71900^5^-100^-0.14^72023.83^72100^72400^71700^71900^71800^1^3052507^"
    "219853241700^5105^6937^1832^84.90^1366314^1159996^1^0.39^20.28^090020^5^-200^090820^5^-500^"
    "092619^2^200^20230612^20^N^65945^216924^1118750^2199206^0.05^2424142^125.92^0^^72100"
)

Handler = Callable[[httpx.Request], httpx.Response]
Answer = httpx.Response | Exception | Handler


class Days:
    """A calendar whose every weekday is a session of 09:00-15:30."""

    def session(self, day: date) -> Session | None:
        return Session(day, utc(day, 9), utc(day, 15, 30)) if day.weekday() < 5 else None

    def next_session(self, day: date) -> Session:
        found = None
        while found is None:
            day = date.fromordinal(day.toordinal() + 1)
            found = self.session(day)
        return found

    def settlement(self, day: date) -> date:
        return date.fromordinal(day.toordinal() + 2)


def paper_place(**changes: Any) -> KisPaperPlace:
    """Give a place of play money on loopback."""
    base = KisPaperPlace(
        PaperHost(REST, PUSH, REST),
        PaperKeys(SecretStr(APP_KEY), SecretStr(APP_SECRET), SecretStr("htsuser")),
        PaperAccount(SecretStr(ACCOUNT)),
    )
    return replace(base, **changes)


def live_place(**changes: Any) -> KisLivePlace:
    """Give a place of real money that a simulator plays on loopback."""
    base = KisLivePlace(
        LiveHost(REST, PUSH, REST),
        LiveKeys(SecretStr(APP_KEY), SecretStr(APP_SECRET), SecretStr("htsuser")),
        LiveAccount(SecretStr(ACCOUNT)),
    )
    return replace(base, **changes)


class Wire:
    """Answers by path, in order; the last one stays. Everything asked is kept."""

    def __init__(self) -> None:
        self.answers: dict[str, deque[Answer]] = defaultdict(deque)
        self.asked: list[httpx.Request] = []
        self.clock = SimClock(NOW)
        self.slept: list[float] = []
        self.put(calls.TOKEN, token())

    def put(self, path: str, *answers: Answer) -> None:
        """Set the answers of a path."""
        self.answers[path] = deque(answers)

    def requests(self, path: str) -> list[httpx.Request]:
        """Give what was asked of a path."""
        return [r for r in self.asked if r.url.path == path]

    def bodies(self, path: str) -> list[dict[str, str]]:
        """Give the JSON bodies sent to a path."""
        return [json.loads(r.content) for r in self.requests(path)]

    async def sleep(self, seconds: float) -> None:
        """Move the clock instead of waiting."""
        self.slept.append(seconds)
        self.clock.move_by(seconds)
        await asyncio.sleep(0)

    def kis(self, place: KisPaperPlace | KisLivePlace | None = None, **parts: Any) -> Kis:
        """Give the adapter on this wire."""
        base = KisParts(
            self.clock,
            Days(),  # type: ignore[arg-type]
            random.Random(7),
            transport=lambda: httpx.MockTransport(self._answer),
            sleep=self.sleep,
        )
        return Kis(place or paper_place(), replace(base, **parts))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        queue = self.answers[request.url.path]
        if not queue:
            raise AssertionError(f"nothing to answer at {request.url.path}")
        answer = queue[0] if len(queue) == 1 else queue.popleft()
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return answer(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def reply(body: Any, *, status: int = 200, cont: str = "") -> httpx.Response:
    """Write an answer with KIS's headers."""
    content = json.dumps(body, ensure_ascii=False).encode()
    return httpx.Response(status, headers={"tr_cont": cont}, content=content)


def fine(cont: str = "", **parts: Any) -> httpx.Response:
    """Write a success."""
    padded = "정상처리 되었습니다.".ljust(80)
    return reply({"rt_cd": "0", "msg_cd": "KIOK0510", "msg1": padded, **parts}, cont=cont)


def bad(code: str, text: str = "거부", *, status: int = 200, rt_cd: str = "1") -> httpx.Response:
    """Write a failure of the business form."""
    return reply({"rt_cd": rt_cd, "msg_cd": code, "msg1": text.ljust(80)}, status=status)


def oauth_bad(code: str, text: str = "잠시 후") -> httpx.Response:
    """Write a failure of the OAuth form."""
    return reply({"error_code": code, "error_description": text}, status=403)


def token(text: str = TOKEN, *, ends: str = "2026-11-04 10:00:00") -> httpx.Response:
    """Write the answer of tokenP."""
    return reply({
        "access_token": text, "access_token_token_expired": ends, "token_type": "Bearer",
        "expires_in": 86400,
    })  # fmt: skip


def accepted(number: str = "0000002891", branch: str = BRANCH) -> httpx.Response:
    """Write the answer of an order that was taken."""
    output = {"KRX_FWDG_ORD_ORGNO": branch, "ODNO": number, "ORD_TMD": "100001"}
    return fine(output=output)


def day_row(number: str = "0000002891", **changes: str) -> dict[str, str]:
    """Write one order of the day list: buy 10 at 70,000, nothing filled."""
    row = {
        "ord_dt": "20261103", "ord_gno_brno": BRANCH, "odno": number, "orgn_odno": "",
        "ord_dvsn_name": "지정가", "sll_buy_dvsn_cd": "02", "sll_buy_dvsn_cd_name": "현금매수",
        "pdno": "005930", "prdt_name": "삼성전자", "ord_qty": "10", "ord_unpr": "70000",
        "ord_tmd": "100001", "tot_ccld_qty": "0", "avg_prvs": "0", "cncl_yn": "",
        "tot_ccld_amt": "0", "loan_dt": "", "ordr_empno": "OpnAPI", "ord_dvsn_cd": "00",
        "cncl_cfrm_qty": "0", "rmn_qty": "10", "rjct_qty": "0", "ccld_cndt_name": "없음",
        "inqr_ip_addr": "127.0.0.1", "cpbc_ordp_ord_rcit_dvsn_cd": "",
        "cpbc_ordp_infm_mthd_dvsn_cd": "", "infm_tmd": "", "ctac_tlno": "",
        "prdt_type_cd": "300", "excg_dvsn_cd": "02", "cpbc_ordp_mtrl_dvsn_cd": "",
        "ord_orgno": BRANCH, "rsvn_ord_end_dt": "", "excg_id_dvsn_Cd": "KRX",
        "stpm_cndt_pric": "", "stpm_efct_occr_dtmd": "",
    }  # fmt: skip
    return row | changes


def filled_row(number: str = "0000002891", shares: int = 10, **changes: str) -> dict[str, str]:
    """Write an order of 10 of which some are filled at 70,000."""
    amount = str(shares * 70_000)
    done = {"tot_ccld_qty": str(shares), "tot_ccld_amt": amount, "rmn_qty": str(10 - shares)}
    return day_row(number, **(done | changes))


def day_list(
    *rows: dict[str, Any], cont: str = "D", key: str = "", totals: tuple[int, int] | None = None
) -> httpx.Response:
    """Write one page of the day list; totals are those of the rows unless given."""
    shares, amount = totals or (
        sum(int(r.get("tot_ccld_qty") or 0) for r in rows),
        sum(int(r.get("tot_ccld_amt") or 0) for r in rows),
    )
    sums = {
        "tot_ord_qty": "0", "tot_ccld_qty": str(shares), "tot_ccld_amt": str(amount),
        "prsm_tlex_smtl": "0", "pchs_avg_pric": "0.0000",
    }  # fmt: skip
    return fine(
        cont, output1=list(rows), output2=sums,
        ctx_area_fk100=f"{ACCOUNT}^01^N".ljust(100), ctx_area_nk100=key.ljust(100),
    )  # fmt: skip


def holding_row(symbol: str = "005930", shares: int = 10, cost: int = 700_000) -> dict[str, str]:
    """Write one holding."""
    return {
        "pdno": symbol, "prdt_name": "삼성전자", "trad_dvsn_name": "현금", "bfdy_buy_qty": "0",
        "bfdy_sll_qty": "0", "thdt_buyqty": str(shares), "thdt_sll_qty": "0",
        "hldg_qty": str(shares), "ord_psbl_qty": str(shares), "pchs_avg_pric": "70000.0000",
        "pchs_amt": str(cost), "prpr": "70500", "evlu_amt": "705000", "evlu_pfls_amt": "5000",
        "evlu_pfls_rt": "0.71", "evlu_erng_rt": "0.00000000", "loan_dt": "", "loan_amt": "0",
        "stln_slng_chgs": "0", "expd_dt": "", "fltt_rt": "0.71000000", "bfdy_cprs_icdc": "500",
        "item_mgna_rt_name": "", "grta_rt_name": "", "sbst_pric": "0", "stck_loan_unpr": "0.0000",
    }  # fmt: skip


def balance_page(
    *rows: dict[str, Any], cash: int = 9_300_000, cont: str = "D", key: str = "",
    paid: int | None = None,
) -> httpx.Response:  # fmt: skip
    """Write one page of the balance."""
    cost = sum(int(r.get("pchs_amt") or 0) for r in rows) if paid is None else paid
    sums = {
        "dnca_tot_amt": "10000000", "nxdy_excc_amt": str(cash), "prvs_rcdl_excc_amt": str(cash),
        "thdt_buy_amt": "0", "thdt_sll_amt": "0", "bfdy_tlex_amt": "0",
        "thdt_tlex_amt": "90", "pchs_amt_smtl_amt": str(cost), "nass_amt": "10000000",
    }  # fmt: skip
    return fine(
        cont, output1=list(rows), output2=[sums], ctx_area_fk100="k".ljust(100),
        ctx_area_nk100=key.ljust(100),
    )  # fmt: skip


def power(won: int = 9_000_000) -> httpx.Response:
    """Write the orderable cash."""
    return fine(output={"ord_psbl_cash": str(won), "nrcvb_buy_amt": str(won)})


def account(wire: Wire, *rows: dict[str, Any], holdings: tuple[dict[str, str], ...] = ()) -> None:
    """Put one page of everything a look reads."""
    wire.put(calls.DAY_ORDERS, day_list(*rows))
    wire.put(calls.BALANCE, balance_page(*holdings))
    wire.put(calls.BUYING_POWER, power())


def intent(place: KisPaperPlace | KisLivePlace | None = None, **changes: Any) -> OrderIntent:
    """Give an intent of the place's account: buy 10 at 70,000."""
    where = place or paper_place()
    return samples.intent(**({"account": account_of(where), "mode": where.mode} | changes))


def approved(meant: OrderIntent | None = None) -> RiskApproved:
    """Give an intent that passed the gate."""
    order = meant or intent()
    place = live_place() if order.mode is Mode.LIVE else paper_place()
    return RiskApproved(
        order, "DECISION-0001", GateSeal(), sha256(encode(order, place)).hexdigest()
    )


def resting(number: str | None = f"{BRANCH}-0000002891", **changes: Any) -> Order:
    """Give an accepted order of the account."""
    order = samples.order(state=OrderState.ACCEPTED, number=number, sent_at=NOW)
    return replace(order, **({"intent": intent()} | changes))


def sealed(text: str, key: str = KEY, iv: str = IV) -> str:
    """Encrypt a notice as KIS does."""
    pad = padding.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(key.encode()), modes.CBC(iv.encode())).encryptor()
    data = pad.update(text.encode()) + pad.finalize()
    return base64.b64encode(cipher.update(data) + cipher.finalize()).decode()
