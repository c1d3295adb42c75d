"""The calls of the KIS sheet by TR id, a client for them, and what every reply must be."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

import httpx
import websockets
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from sim.kis.server import KisServer

TODAY = "20261102"
CASH = 10_000_000
# One KOSPI share that trades, one locked at each limit, one halted, one whose limit crosses a tick
# band (sheet 6.4), one ETF.
CALM, UP, DOWN, HALTED, EDGE, FUND = "990001", "990002", "990003", "990004", "990005", "990006"
Q, T, R = (f"/uapi/domestic-stock/v1/{name}" for name in ("quotations", "trading", "ranking"))
# Sections 2 and 3 of the sheet: last path segment and TR id.
QUOTATIONS = {
    "FHKST01010100": f"{Q}/inquire-price",
    "FHKST01010200": f"{Q}/inquire-asking-price-exp-ccn",
    "FHKST01010300": f"{Q}/inquire-ccnl",
    "FHPST01060000": f"{Q}/inquire-time-itemconclusion",
    "FHKST01010400": f"{Q}/inquire-daily-price",
    "FHKST03010100": f"{Q}/inquire-daily-itemchartprice",
    "FHKST03010200": f"{Q}/inquire-time-itemchartprice",
}
REAL_ONLY = {
    "FHKST03010230": f"{Q}/inquire-time-dailychartprice",
    "FHKST11300006": f"{Q}/intstock-multprice",
    "FHPST01710000": f"{Q}/volume-rank",
    "FHPST01700000": f"{R}/fluctuation",
    "FHPST01740000": f"{R}/market-cap",
    "CTCA0903R": f"{Q}/chk-holiday",
    "CTPF1002R": f"{Q}/search-stock-info",
    "CTPF1604R": f"{Q}/search-info",
    "HHMCM000002C0": f"{Q}/market-time",
    "TTTC8408R": f"{T}/inquire-psbl-sell",
    "TTTC0084R": f"{T}/inquire-psbl-rvsecncl",
    "TTTC8036R": f"{T}/inquire-psbl-rvsecncl",
    "TTTC8494R": f"{T}/inquire-balance-rlz-pl",
    "TTTC8708R": f"{T}/inquire-period-profit",
    "TTTC8715R": f"{T}/inquire-period-trade-profit",
}
# Ids whose first letter is V on paper.
BOTH = {
    "TTTC0011U": f"{T}/order-cash",
    "TTTC0012U": f"{T}/order-cash",
    "TTTC0801U": f"{T}/order-cash",
    "TTTC0802U": f"{T}/order-cash",
    "TTTC0013U": f"{T}/order-rvsecncl",
    "TTTC0803U": f"{T}/order-rvsecncl",
    "TTTC8908R": f"{T}/inquire-psbl-order",
    "TTTC0081R": f"{T}/inquire-daily-ccld",
    "TTTC8001R": f"{T}/inquire-daily-ccld",
    "CTSC9215R": f"{T}/inquire-daily-ccld",
    "CTSC9115R": f"{T}/inquire-daily-ccld",
    "TTTC8434R": f"{T}/inquire-balance",
}
PAPER = {f"V{tr_id[1:]}": path for tr_id, path in BOTH.items()}
PATHS = QUOTATIONS | REAL_ONLY | BOTH | PAPER


def fields(text: str) -> list[str]:
    """Turn a list of the sheet into names; `a1..10` stands for a1 to a10."""
    names: list[str] = []
    for word in text.replace(",", " ").split():
        found = re.fullmatch(r"(.*?)1\.\.(\d+)", word)
        names += [f"{found[1]}{n}" for n in range(1, int(found[2]) + 1)] if found else [word]
    return names


def number(text: str, places: int = 0) -> bool:
    """Say whether a text is a plain decimal of the sheet's 0.2 with so many decimals."""
    tail = rf"\.\d{{{places}}}" if places else ""
    return re.fullmatch(rf"-?(0|[1-9]\d*){tail}", text) is not None


def check_numbers(row: dict[str, str], **places: int) -> None:
    """Require the named fields to be written with so many decimals."""
    wrong = {name: row[name] for name, n in places.items() if not number(row[name], n)}
    assert not wrong, wrong


def check_whole(row: dict[str, str], *others: str) -> None:
    """Require every field but the named ones to be a whole number."""
    wrong = {k: v for k, v in row.items() if k not in others and not number(v)}
    assert not wrong, wrong


def leaves(value: Any) -> list[Any]:
    """List what is in a body below its containers."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def check_good(
    reply: httpx.Response, tr_id: str, keys: str, *, msg_cd: str = "MCA00000", cont: str = ""
) -> dict[str, Any]:
    """Require a good business reply with exactly these containers, and give its body."""
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"].lower().startswith("application/json")
    assert (reply.headers["tr_id"], reply.headers["tr_cont"]) == (tr_id, cont)
    assert reply.headers["gt_uid"]
    body = reply.json()
    assert set(body) == {"rt_cd", "msg_cd", "msg1", *fields(keys)}
    assert all(isinstance(leaf, str) for leaf in leaves(body))
    assert (body["rt_cd"], body["msg_cd"], len(body["msg_cd"])) == ("0", msg_cd, 8)
    assert body["msg1"].strip()
    assert len(body["msg1"]) <= 80
    return body


def check_refused(
    reply: httpx.Response, msg_cd: str, msg1: str = "", *, rt_cd: str = "1", status: int = 200
) -> None:
    """Require a refusal in the business shape and nothing beside it."""
    body = reply.json()
    assert list(body) == ["rt_cd", "msg_cd", "msg1"]
    assert (reply.status_code, body["rt_cd"], body["msg_cd"]) == (status, rt_cd, msg_cd), body
    assert all(isinstance(leaf, str) for leaf in leaves(body))
    assert len(body["msg1"]) <= 80
    if msg1:
        assert body["msg1"].rstrip() == msg1


@dataclass(slots=True)
class Wire:
    """A customer's program over a real socket; `call` sends what the sheet says and no more."""

    server: KisServer
    http: httpx.AsyncClient
    token: str = ""

    @property
    def env(self) -> str:
        return self.server.options.env

    @property
    def account(self) -> dict[str, str]:
        text = self.server.options.account
        return {"CANO": text[:8], "ACNT_PRDT_CD": text[8:]}

    @property
    def pair(self) -> dict[str, str]:
        options = self.server.options
        return {"appkey": options.app_key, "appsecret": options.app_secret}

    def headers(self, tr_id: str, /, **more: str | None) -> dict[str, str]:
        head = {
            "authorization": f"Bearer {self.token}",
            **self.pair,
            "tr_id": tr_id,
            "tr_cont": "",
            "custtype": "P",
            "content-type": "application/json; charset=utf-8",
        }
        return {name: text for name, text in (head | more).items() if text is not None}

    def mine(self, tr_id: str) -> str:
        """Give the id of this environment (1.8 of the sheet)."""
        return f"V{tr_id[1:]}" if self.env == "paper" and tr_id in BOTH else tr_id

    async def issue(self, **changes: str) -> httpx.Response:
        body = {"grant_type": "client_credentials", **self.pair} | changes
        return await self.http.post("/oauth2/tokenP", json=body)

    async def log_in(self) -> None:
        self.token = (await self.issue()).json()["access_token"]

    async def later(self, seconds: float) -> None:
        """Let time pass and take a token that is valid then."""
        self.server.step(seconds)
        await self.log_in()

    async def send(self, tr_id: str, params: dict[str, Any], /, **headers: Any) -> httpx.Response:
        """Send exactly this: GET with a query, POST where the id ends in U."""
        head = self.headers(tr_id, **headers)
        if tr_id.endswith("U"):
            return await self.http.post(PATHS[tr_id], content=json.dumps(params), headers=head)
        return await self.http.get(PATHS[tr_id], params=params, headers=head)

    async def quote(self, tr_id: str, code: str = CALM, **params: str) -> httpx.Response:
        head = {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": code}
        return await self.send(tr_id, head | params)

    async def ask(self, tr_id: str, *, cont: str = "", **params: str) -> httpx.Response:
        """Send an inquiry of the account, under the id of this environment."""
        own = self.mine(tr_id)
        return await self.send(own, self.account | params, tr_cont=cont)

    async def order(self, side: str, quantity: Any, price: Any, **more: str) -> httpx.Response:
        body = {
            "PDNO": CALM,
            "ORD_DVSN": "00",
            "ORD_QTY": str(quantity),
            "ORD_UNPR": str(price),
            "SLL_TYPE": "",
            "CNDT_PRIC": "",
            "EXCG_ID_DVSN_CD": "KRX",
        }
        tr_id = {"buy": "TTTC0012U", "sell": "TTTC0011U"}[side]
        return await self.send(self.mine(tr_id), self.account | body | more)

    async def placed(self, side: str, quantity: int, price: int, **more: str) -> str:
        """Place an order that must be taken, and give its number."""
        body = (await self.order(side, quantity, price, **more)).json()
        assert body["rt_cd"] == "0", body
        return body["output"]["ODNO"]

    async def change(self, odno: str, kind: str, **more: str) -> httpx.Response:
        """Send order-rvsecncl: kind 01 amends, 02 cancels all that is left."""
        body = {
            "KRX_FWDG_ORD_ORGNO": "",
            "ORGN_ODNO": odno,
            "ORD_DVSN": "00",
            "RVSE_CNCL_DVSN_CD": kind,
            "ORD_QTY": "0",
            "ORD_UNPR": "0",
            "QTY_ALL_ORD_YN": "Y",
            "EXCG_ID_DVSN_CD": "KRX",
        }
        return await self.send(self.mine("TTTC0013U"), self.account | body | more)

    async def orders(self, *, cont: str = "", **more: str) -> httpx.Response:
        """Send inquire-daily-ccld for today, newest first."""
        names = "PDNO ORD_GNO_BRNO ODNO INQR_DVSN_1 CTX_AREA_FK100 CTX_AREA_NK100"
        params = dict.fromkeys(names.split(), "") | {
            "INQR_STRT_DT": TODAY,
            "INQR_END_DT": TODAY,
            "SLL_BUY_DVSN_CD": "00",
            "CCLD_DVSN": "00",
            "INQR_DVSN": "00",
            "INQR_DVSN_3": "00",
            "EXCG_ID_DVSN_CD": "KRX",
        }
        return await self.ask("TTTC0081R", cont=cont, **(params | more))

    async def balance(
        self, tr_id: str = "TTTC8434R", *, cont: str = "", **more: str
    ) -> httpx.Response:
        params = {"AFHR_FLPR_YN": "N", "OFL_YN": "", "INQR_DVSN": "02", "UNPR_DVSN": "01"}
        params |= {"FUND_STTL_ICLD_YN": "N", "FNCG_AMT_AUTO_RDPT_YN": "N", "PRCS_DVSN": "00"}
        params |= {"CTX_AREA_FK100": "", "CTX_AREA_NK100": ""} | more
        return await self.ask(tr_id, cont=cont, **params)

    async def approval(self) -> str:
        options = self.server.options
        body = {
            "grant_type": "client_credentials",
            "appkey": options.app_key,
            "secretkey": options.app_secret,
        }
        return (await self.http.post("/oauth2/Approval", json=body)).json()["approval_key"]

    def connect(self, path: str = "/tryitout") -> websockets.connect:
        return websockets.connect(self.server.ws_url + path, ping_interval=None)


def subscription(key: str, tr_id: str, tr_key: str, **header: str) -> dict[str, Any]:
    """Write the message of 5.2; `tr_type` 1 registers and 2 deregisters."""
    head = {"approval_key": key, "custtype": "P", "tr_type": "1", "content-type": "utf-8"} | header
    return {"header": head, "body": {"input": {"tr_id": tr_id, "tr_key": tr_key}}}


async def next_json(socket: Any) -> dict[str, Any]:
    """Give the next JSON frame that is no heartbeat."""
    while True:
        text = await socket.recv()
        if text.startswith("{") and "PINGPONG" not in text:
            return json.loads(text)


async def register(socket: Any, key: str, tr_id: str, tr_key: str, **header: str) -> dict[str, Any]:
    """Send one registration and give its ack."""
    await socket.send(json.dumps(subscription(key, tr_id, tr_key, **header)))
    return await next_json(socket)


async def next_data(socket: Any) -> tuple[str, str, str, str]:
    """Give the four parts of the next data frame."""
    while True:
        text = await socket.recv()
        if text[0] in "01":
            mark, tr_id, count, payload = text.split("|", 3)
            return mark, tr_id, count, payload


def opened(payload: str, ack: dict[str, Any]) -> list[str]:
    """Decrypt a notice by 5.5: AES-256-CBC, PKCS#7, ASCII key and iv of that TR's ack."""
    key, iv = (ack["body"]["output"][name].encode("ascii") for name in ("key", "iv"))
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    padded = cipher.update(base64.b64decode(payload, validate=True)) + cipher.finalize()
    plain = PKCS7(128).unpadder()
    return (plain.update(padded) + plain.finalize()).decode("utf-8").split("^")
