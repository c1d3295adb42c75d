"""A KIS server over the small market, time standing still, and a client that speaks to it."""

from __future__ import annotations

import base64
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import httpx
import pytest
import websockets
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from sim.kis.options import KisOptions
from sim.kis.server import serve
from sim.sessions import KST

MONDAY = date(2026, 11, 2)
STOCK = "/uapi/domestic-stock/v1"
CALM = "990001"
PATHS = {
    "FHKST01010100": "quotations/inquire-price",
    "FHKST01010200": "quotations/inquire-asking-price-exp-ccn",
    "FHKST01010300": "quotations/inquire-ccnl",
    "FHPST01060000": "quotations/inquire-time-itemconclusion",
    "FHKST01010400": "quotations/inquire-daily-price",
    "FHKST03010100": "quotations/inquire-daily-itemchartprice",
    "FHKST03010200": "quotations/inquire-time-itemchartprice",
    "FHKST03010230": "quotations/inquire-time-dailychartprice",
    "FHKST11300006": "quotations/intstock-multprice",
    "FHPST01710000": "quotations/volume-rank",
    "FHPST01700000": "ranking/fluctuation",
    "FHPST01740000": "ranking/market-cap",
    "CTCA0903R": "quotations/chk-holiday",
    "CTPF1002R": "quotations/search-stock-info",
    "CTPF1604R": "quotations/search-info",
    "HHMCM000002C0": "quotations/market-time",
}
for _sell, _buy in (("0011U", "0012U"), ("0801U", "0802U")):
    for _env in ("TTTC", "VTTC"):
        PATHS[_env + _sell] = PATHS[_env + _buy] = "trading/order-cash"
for _env in ("TTTC", "VTTC"):
    PATHS |= {
        f"{_env}0013U": "trading/order-rvsecncl",
        f"{_env}8908R": "trading/inquire-psbl-order",
        f"{_env}8408R": "trading/inquire-psbl-sell",
        f"{_env}0084R": "trading/inquire-psbl-rvsecncl",
        f"{_env}0081R": "trading/inquire-daily-ccld",
        f"{_env}8434R": "trading/inquire-balance",
        f"{_env}8494R": "trading/inquire-balance-rlz-pl",
        f"{_env}8708R": "trading/inquire-period-profit",
        f"{_env}8715R": "trading/inquire-period-trade-profit",
    }


def decrypted(frame: str, ack: dict) -> list[str]:
    """Open an encrypted frame with the keys of its ack, by the sheet's recipe."""
    mark, _, _, payload = frame.split("|", 3)
    assert mark == "1"
    output = ack["body"]["output"]
    cipher = Cipher(
        algorithms.AES(output["key"].encode()), modes.CBC(output["iv"].encode())
    ).decryptor()
    padded = cipher.update(base64.b64decode(payload)) + cipher.finalize()
    plain = PKCS7(128).unpadder()
    return (plain.update(padded) + plain.finalize()).decode().split("^")


class Socket:
    """One WebSocket of the customer, with the messages of the sheet."""

    def __init__(self, connection, client: Client, key: str) -> None:
        self.connection, self.client, self.key = connection, client, key

    async def ask(self, tr_id: str, tr_key: str, kind: str = "1", **header):
        """Send one registration and give the ack."""
        head = {"approval_key": self.key, "custtype": "P", "tr_type": kind}
        body = {"input": {"tr_id": tr_id, "tr_key": tr_key}}
        await self.send({"header": head | {"content-type": "utf-8"} | header, "body": body})
        return await self.ack()

    async def send(self, message) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        await self.connection.send(text)

    async def frame(self) -> str:
        return await self.connection.recv()

    async def ack(self):
        """Give the next JSON frame that is no heartbeat."""
        while True:
            text = await self.frame()
            if text[0] == "{" and "PINGPONG" not in text:
                return json.loads(text)

    async def notices(self) -> dict:
        """Register the own-order notices and give the ack."""
        tr_id = "H0STCNI0" if self.client.env == "real" else "H0STCNI9"
        return await self.ask(tr_id, self.client.options.hts_id)


class Client:
    """What a customer's program does, over a real socket."""

    def __init__(self, server, http: httpx.AsyncClient) -> None:
        self.server, self.http, self.options = server, http, server.options
        self.env = server.options.env
        self.pair = {"appkey": self.options.app_key, "appsecret": self.options.app_secret}
        self.account = {
            "CANO": self.options.account[:8],
            "ACNT_PRDT_CD": self.options.account[8:],
        }
        self.headers = self.pair | {
            "authorization": "Bearer ",
            "custtype": "P",
            "content-type": "application/json; charset=utf-8",
        }

    async def oauth(self, name: str, **body):
        return await self.http.post(f"/oauth2/{name}", json=body)

    async def log_in(self) -> str:
        reply = await self.oauth("tokenP", grant_type="client_credentials", **self.pair)
        token = reply.json()["access_token"]
        self.headers["authorization"] = f"Bearer {token}"
        return token

    async def raw(self, tr_id: str, params: dict, **headers) -> httpx.Response:
        """Send one call as the TR id asks for it."""
        path = f"{STOCK}/{PATHS.get(tr_id, 'quotations/inquire-price')}"
        head = self.headers | {"tr_id": tr_id} | headers
        if tr_id.endswith("U"):
            return await self.http.post(path, content=json.dumps(params), headers=head)
        return await self.http.get(path, params=params, headers=head)

    async def call(self, tr_id: str, **params):
        """Send a call with the account where one belongs, and give the JSON."""
        if PATHS[tr_id].startswith("trading/"):
            params = self.account | params
        return (await self.raw(tr_id, params)).json()

    async def quote(self, tr_id: str, code: str = CALM, **params):
        """Send a quotation of one share."""
        head = {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": code}
        return (await self.raw(tr_id, head | params)).json()

    async def order(self, side: str, quantity, price, *, code: str = CALM, dvsn="00", **more):
        """Send order-cash."""
        tail = "0012U" if side == "buy" else "0011U"
        tr_id = ("TTTC" if self.env == "real" else "VTTC") + tail
        fields = {
            "PDNO": code,
            "ORD_DVSN": dvsn,
            "ORD_QTY": str(quantity),
            "ORD_UNPR": str(price),
            "EXCG_ID_DVSN_CD": "KRX",
            "SLL_TYPE": "",
            "CNDT_PRIC": "",
        }
        return await self.call(tr_id, **(fields | more))

    async def change(self, number: str, kind: str, *, quantity="0", price="0", whole="Y", **more):
        """Send order-rvsecncl: kind 01 amends, 02 cancels."""
        fields = {
            "KRX_FWDG_ORD_ORGNO": "06010" if self.env == "real" else "00950",
            "ORGN_ODNO": number,
            "ORD_DVSN": "00",
            "RVSE_CNCL_DVSN_CD": kind,
            "ORD_QTY": str(quantity),
            "ORD_UNPR": str(price),
            "QTY_ALL_ORD_YN": whole,
            "EXCG_ID_DVSN_CD": "KRX",
        }
        tr_id = "TTTC0013U" if self.env == "real" else "VTTC0013U"
        return await self.call(tr_id, **(fields | more))

    async def fills(self, **more):
        """Ask for today's orders and fills."""
        params = {
            "INQR_STRT_DT": "20261102",
            "INQR_END_DT": "20261102",
            "SLL_BUY_DVSN_CD": "00",
            "INQR_DVSN": "00",
            "PDNO": "",
            "CCLD_DVSN": "00",
            "ORD_GNO_BRNO": "",
            "ODNO": "",
            "INQR_DVSN_3": "00",
            "INQR_DVSN_1": "",
            "EXCG_ID_DVSN_CD": "KRX",
            "CTX_AREA_FK100": "",
            "CTX_AREA_NK100": "",
        }
        tr_id = "TTTC0081R" if self.env == "real" else "VTTC0081R"
        return await self.call(tr_id, **(params | more))

    async def balance(self):
        """Ask for positions and money."""
        return await self.call("TTTC8434R" if self.env == "real" else "VTTC8434R")

    async def approval(self) -> str:
        reply = await self.oauth(
            "Approval",
            grant_type="client_credentials",
            appkey=self.options.app_key,
            secretkey=self.options.app_secret,
        )
        return reply.json()["approval_key"]

    @asynccontextmanager
    async def socket(self, path: str = "/tryitout"):
        key = await self.approval()
        url = self.server.ws_url + path
        async with websockets.connect(url, ping_interval=None, compression=None) as connection:
            yield Socket(connection, self, key)


@pytest.fixture
def options(small_feed, sessions) -> KisOptions:
    """The small market at ten o'clock of MONDAY; both times stand still until stepped."""
    return KisOptions(
        started=datetime(2026, 11, 2, 1, tzinfo=UTC),
        now=datetime(2026, 11, 2, 10, tzinfo=KST),
        factor=0.0,
        rate=10_000,
        cash=10_000_000,
        sessions=sessions,
        feed=small_feed,
        ticks=lambda: 0.0,
    )


@pytest.fixture
async def start(options):
    """Start servers that differ from the usual in the given options, each with a client."""
    opened = []

    async def build(*, log_in: bool = True, **changes) -> Client:
        server = await serve(replace(options, **changes))
        http = httpx.AsyncClient(base_url=server.url, timeout=60)
        opened.append((server, http))
        client = Client(server, http)
        if log_in:
            await client.log_in()
        return client

    yield build
    for server, http in reversed(opened):
        await http.aclose()
        await server.close()


@pytest.fixture
async def kis(start) -> Client:
    """A client of the real environment, logged in."""
    return await start()


@pytest.fixture
async def paper(start) -> Client:
    """A client of the paper environment, logged in."""
    return await start(env="paper")


@pytest.fixture
def open_frame():
    """Give `decrypted` to tests, which cannot import this file."""
    return decrypted
