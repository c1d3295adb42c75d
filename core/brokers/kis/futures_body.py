"""Futures order requests as bytes, and the bytes read back (INV-05); sheet 4.3."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from core.brokers.kis.futures_numbers import SIDES
from core.brokers.kis.place import KisPlace, account_of
from core.domain.order import Mode, OrderIntent
from core.domain.signal import Side
from core.errors import NotSent

SEND: Final = "02"
LIMIT: Final = "01"
NO_CONDITION: Final = "0"
CANCEL_MARK: Final = "02"
_CODES: Final = {side: code for code, side in SIDES.items()}


def order_request(intent: OrderIntent, place: KisPlace) -> tuple[str, bytes]:
    """Give the TR id and the body of an intent.

    Raises NotSent for an order that is not for contracts, and when the bytes, read back, are not
    the order that a person confirmed.
    """
    if not intent.multiplier:
        raise NotSent(f"intent {intent.id} is for shares; this account trades contracts")
    body = encode(intent, place)
    if decode(body, intent, place).canon_hash() != intent.canon_hash():
        raise NotSent(f"intent {intent.id} does not survive its own bytes: nothing was sent")
    return place.futures.order, body


def encode(intent: OrderIntent, place: KisPlace) -> bytes:
    """Write the body of a limit order; the side is in the body, not in the TR id."""
    return _dump({
        "ORD_PRCS_DVSN_CD": SEND,
        "CANO": place.account.number.get_secret_value(),
        "ACNT_PRDT_CD": place.account.product,
        "SLL_BUY_DVSN_CD": _CODES[intent.side],
        "SHTN_PDNO": intent.symbol,
        "ORD_QTY": str(intent.shares),
        "UNIT_PRICE": str(intent.price),
        "NMPR_TYPE_CD": LIMIT,
        "KRX_NMPR_CNDT_CD": NO_CONDITION,
        "CTAC_TLNO": "",
        "FUOP_ITEM_DVSN_CD": "",
        "ORD_DVSN_CD": LIMIT,
    })  # fmt: skip


def decode(body: bytes, intent: OrderIntent, place: KisPlace) -> OrderIntent:
    """Read the order out of its bytes; what they cannot carry is taken from the intent."""
    data: dict[str, str] = json.loads(body)
    ours = (place.account.number.get_secret_value(), place.account.product)
    same_account = (data["CANO"], data["ACNT_PRDT_CD"]) == ours
    return replace(
        intent,
        account=account_of(place) if same_account else "",
        mode=Mode(place.mode),
        symbol=data["SHTN_PDNO"],
        side=SIDES.get(data["SLL_BUY_DVSN_CD"], _other(intent.side)),
        shares=int(data["ORD_QTY"]),
        price=int(data["UNIT_PRICE"]),
    )


def cancel_body(number: str, rest: int, place: KisPlace) -> bytes:
    """Write the body that cancels all that is left; paper wants the number of contracts."""
    paper = Mode(place.mode) is Mode.PAPER
    return _dump({
        "ORD_PRCS_DVSN_CD": SEND,
        "CANO": place.account.number.get_secret_value(),
        "ACNT_PRDT_CD": place.account.product,
        "RVSE_CNCL_DVSN_CD": CANCEL_MARK,
        "ORGN_ODNO": number,
        "ORD_QTY": str(rest) if paper else "0",
        "UNIT_PRICE": "0",
        "NMPR_TYPE_CD": LIMIT,
        "KRX_NMPR_CNDT_CD": NO_CONDITION,
        "RMN_QTY_YN": "Y",
        "FUOP_ITEM_DVSN_CD": "",
        "ORD_DVSN_CD": LIMIT,
    })  # fmt: skip


def _other(side: Side) -> Side:
    return Side.SELL if side is Side.BUY else Side.BUY


def _dump(data: dict[str, str]) -> bytes:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode("ascii")
