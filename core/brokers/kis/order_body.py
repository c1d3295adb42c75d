"""Order requests as bytes, and the bytes read back: what was shown is what is sent (INV-05)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from core.brokers.kis.place import KisPlace, account_of
from core.domain.order import Mode, OrderIntent, OrderKind
from core.domain.signal import Side
from core.errors import NotSent

# OPEN and CLOSE are limits too: an auction takes what rests when it begins.
LIMIT: Final = "00"
KINDS: Final = {OrderKind.LIMIT: LIMIT, OrderKind.OPEN: LIMIT, OrderKind.CLOSE: LIMIT}
CANCEL_MARK: Final = "02"
EXCHANGE: Final = "KRX"


def order_request(intent: OrderIntent, place: KisPlace) -> tuple[str, bytes]:
    """Give the TR id and the body of an intent.

    Raises NotSent for contracts, which have an account of their own, and when the bytes, read
    back, are not the order that a person confirmed.
    """
    if intent.multiplier:
        raise NotSent(f"intent {intent.id} is for contracts; this account trades shares")
    tr_id = place.tr.buy if intent.side is Side.BUY else place.tr.sell
    body = encode(intent, place)
    if decode(tr_id, body, intent, place).canon_hash() != intent.canon_hash():
        raise NotSent(f"intent {intent.id} does not survive its own bytes: nothing was sent")
    return tr_id, body


def encode(intent: OrderIntent, place: KisPlace) -> bytes:
    """Write the body of an order; upper-case keys, every value a text (sheet 3.1)."""
    return _dump({
        "CANO": place.account.number.get_secret_value(),
        "ACNT_PRDT_CD": place.account.product,
        "PDNO": intent.symbol,
        "ORD_DVSN": KINDS[intent.kind],
        "ORD_QTY": str(intent.shares),
        "ORD_UNPR": str(intent.price),
        "SLL_TYPE": "",
        "CNDT_PRIC": "",
        "EXCG_ID_DVSN_CD": EXCHANGE,
    })  # fmt: skip


def decode(tr_id: str, body: bytes, intent: OrderIntent, place: KisPlace) -> OrderIntent:
    """Read the order out of its bytes; what they cannot carry is taken from the intent."""
    data: dict[str, str] = json.loads(body)
    sides = {place.tr.buy: Side.BUY, place.tr.sell: Side.SELL}
    ours = (place.account.number.get_secret_value(), place.account.product)
    same_account = (data["CANO"], data["ACNT_PRDT_CD"]) == ours
    return replace(
        intent,
        account=account_of(place) if same_account else "",
        mode=Mode(place.mode),
        symbol=data["PDNO"],
        side=sides[tr_id],
        shares=int(data["ORD_QTY"]),
        price=int(data["ORD_UNPR"]),
    )


def cancel_body(branch: str, number: str, place: KisPlace) -> bytes:
    """Write the body that cancels all that is left of an order (sheet 3.2)."""
    return _dump({
        "CANO": place.account.number.get_secret_value(),
        "ACNT_PRDT_CD": place.account.product,
        "KRX_FWDG_ORD_ORGNO": branch,
        "ORGN_ODNO": number,
        "ORD_DVSN": LIMIT,
        "RVSE_CNCL_DVSN_CD": CANCEL_MARK,
        "ORD_QTY": "0",
        "ORD_UNPR": "0",
        "QTY_ALL_ORD_YN": "Y",
        "CNDT_PRIC": "",
        "EXCG_ID_DVSN_CD": EXCHANGE,
    })  # fmt: skip


def _dump(data: dict[str, str]) -> bytes:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode("ascii")
