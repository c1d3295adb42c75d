"""The futures calls of the KIS sheet by TR id (4.3, 4.4), and a client for them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import httpx

from tests.unit.sim.kis_golden_tools import TODAY, Wire

F = "/uapi/domestic-futureoption/v1"
FUTURES_BOTH = {
    "TTTO1101U": f"{F}/trading/order",
    "TTTO1103U": f"{F}/trading/order-rvsecncl",
    "TTTO5201R": f"{F}/trading/inquire-ccnl",
    "CTFO6118R": f"{F}/trading/inquire-balance",
    "TTTO5105R": f"{F}/trading/inquire-psbl-order",
}
FUTURES_QUOTES = {
    "FHMIF10000000": f"{F}/quotations/inquire-price",
    "FHMIF10010000": f"{F}/quotations/inquire-asking-price",
    "FHKIF03020100": f"{F}/quotations/inquire-daily-fuopchartprice",
}
FUTURES_REAL = {
    "FHKIF03020200": f"{F}/quotations/inquire-time-fuopchartprice",
    "TTTO6032R": f"{F}/quotations/margin-rate",
    "CTRP6550R": f"{F}/trading/inquire-deposit",
}
FUTURES_PAPER = {f"V{tr_id[1:]}": path for tr_id, path in FUTURES_BOTH.items()}
FUTURES_PATHS = FUTURES_BOTH | FUTURES_QUOTES | FUTURES_REAL | FUTURES_PAPER
NEAR, NEXT = "A11611", "A11612"  # the share that trades: November, the nearest month, and December


class FuturesWire:
    """A customer's futures program over the connection of a `Wire`."""

    def __init__(self, wire: Wire) -> None:
        self.wire, self.server = wire, wire.server

    @property
    def account(self) -> dict[str, str]:
        return {"CANO": self.server.options.account[:8], "ACNT_PRDT_CD": "03"}

    @property
    def venue(self) -> Any:
        return self.server.futures.world.exchange

    def mine(self, tr_id: str) -> str:
        paper = self.wire.env == "paper" and tr_id in FUTURES_BOTH
        return f"V{tr_id[1:]}" if paper else tr_id

    async def send(self, tr_id: str, params: dict[str, Any], /, **headers: Any) -> httpx.Response:
        head, path = self.wire.headers(tr_id, **headers), FUTURES_PATHS[tr_id]
        if tr_id.endswith("U"):
            return await self.wire.http.post(path, content=json.dumps(params), headers=head)
        return await self.wire.http.get(path, params=params, headers=head)

    async def quote(self, tr_id: str, code: str = NEAR, **params: str) -> httpx.Response:
        head = {"FID_COND_MRKT_DIV_CODE": "JF", "FID_INPUT_ISCD": code}
        return await self.send(tr_id, head | params)

    async def price(self, code: str = NEAR) -> dict[str, str]:
        return (await self.quote("FHMIF10000000", code)).json()["output1"]

    async def book(self, code: str = NEAR) -> dict[str, str]:
        return (await self.quote("FHMIF10010000", code)).json()["output2"]

    async def ask(self, tr_id: str, *, cont: str = "", **params: str) -> httpx.Response:
        return await self.send(self.mine(tr_id), self.account | params, tr_cont=cont)

    async def order(
        self, side: str, quantity: int | str, price: int | str, *, code: str = NEAR, **more: str
    ) -> httpx.Response:
        body = {
            "ORD_PRCS_DVSN_CD": "02",
            "SLL_BUY_DVSN_CD": {"sell": "01", "buy": "02"}[side],
            "SHTN_PDNO": code,
            "ORD_QTY": str(quantity),
            "UNIT_PRICE": str(price),
            "NMPR_TYPE_CD": "01",
            "KRX_NMPR_CNDT_CD": "0",
            "CTAC_TLNO": "",
            "FUOP_ITEM_DVSN_CD": "",
            "ORD_DVSN_CD": "01",
        }
        return await self.send(self.mine("TTTO1101U"), self.account | body | more)

    async def placed(self, side: str, quantity: int, price: int | str, **more: str) -> str:
        body = (await self.order(side, quantity, price, **more)).json()
        assert body["rt_cd"] == "0", body
        return body["output"]["ODNO"]

    async def market(self, side: str, quantity: int, *, code: str = NEAR) -> str:
        return await self.placed(side, quantity, 0, code=code, ORD_DVSN_CD="02")

    async def change(self, odno: str, kind: str, **more: str) -> httpx.Response:
        """Send order-rvsecncl: kind 01 amends, 02 cancels all that is left."""
        body = {
            "ORD_PRCS_DVSN_CD": "02",
            "RVSE_CNCL_DVSN_CD": kind,
            "ORGN_ODNO": odno,
            "ORD_QTY": "0",
            "UNIT_PRICE": "0",
            "NMPR_TYPE_CD": "01",
            "KRX_NMPR_CNDT_CD": "0",
            "RMN_QTY_YN": "Y",
            "ORD_DVSN_CD": "01",
            "FUOP_ITEM_DVSN_CD": "",
        }
        return await self.send(self.mine("TTTO1103U"), self.account | body | more)

    async def ccnl(self, *, cont: str = "", **more: str) -> httpx.Response:
        params = {
            "STRT_ORD_DT": TODAY, "END_ORD_DT": TODAY, "SLL_BUY_DVSN_CD": "00",
            "CCLD_NCCS_DVSN": "00", "SORT_SQN": "DS", "STRT_ODNO": "", "PDNO": "",
            "MKET_ID_CD": "", "CTX_AREA_FK200": "", "CTX_AREA_NK200": "",
        }  # fmt: skip
        return await self.ask("TTTO5201R", cont=cont, **(params | more))

    async def rows(self, **more: str) -> list[dict[str, str]]:
        return (await self.ccnl(**more)).json()["output1"]

    async def balance(self, *, cont: str = "", **more: str) -> httpx.Response:
        params = {"MGNA_DVSN": "01", "EXCC_STAT_CD": "1"}
        params |= {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
        return await self.ask("CTFO6118R", cont=cont, **(params | more))

    async def money(self, **more: str) -> dict[str, str]:
        return (await self.balance(**more)).json()["output2"]

    async def master(self) -> list[list[str]]:
        reply = await self.wire.http.get("/common/master/fo_stk_code_mts.mst.zip")
        name = "fo_stk_code_mts.mst"
        text = zipfile.ZipFile(io.BytesIO(reply.content)).read(name).decode("cp949")
        return [line.split("|") for line in text.splitlines()]
