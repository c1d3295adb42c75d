"""Frames of KIS's push feed, read by position: acks, beats, data, own-order notices (sheet 5)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from core.brokers.kis import numbers
from core.brokers.kis.numbers import BadField
from core.domain.signal import Side

BEAT: Final = "PINGPONG"
# Own-order notices have 23 fields on the wire, 26 in the workbook; the first 17 are the same.
SHORT_NOTICE: Final = 23


class NoticeKind(StrEnum):
    """What an own-order notice tells."""

    ACCEPTED = "accepted"
    AMENDED = "amended"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to a subscription; `key` and `iv` open that feed's encrypted frames."""

    tr_id: str
    success: bool
    code: str
    key: str = field(default="", repr=False)
    iv: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """Records of one feed, still as texts; a frame may carry several."""

    tr_id: str
    records: tuple[tuple[str, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """One own-order notice. Evidence only: no order, fill or sum may change by it (INV-44).

    `number` is the order it is about (BRANCH-NUMBER), also for cancels, whose own number differs.
    `shares` and `price` are of this event, won without decimals; `time` is HHMMSS in Korea.
    """

    kind: NoticeKind
    account: str = field(repr=False)
    number: str
    symbol: str
    side: Side
    shares: int
    price: int
    time: str
    ordered: int


def ack(text: str) -> Ack | None:
    """Read a JSON frame; None for a beat. Raises BadField when it is not one of KIS's."""
    try:
        data: Any = json.loads(text)
        header, tr_id = data["header"], str(data["header"]["tr_id"])
        if tr_id == BEAT:
            return None
        body = data["body"]
        output = body.get("output") or {}
        return Ack(
            tr_id=str(header["tr_id"]),
            success=body["rt_cd"] == "0",
            code=str(body["msg_cd"]),
            key=str(output.get("key", "")),
            iv=str(output.get("iv", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadField(f"a push frame cannot be read: {type(error).__name__}") from error


def frame(text: str, keys: dict[str, tuple[str, str]]) -> Frame:
    """Read a data frame; `keys` are (key, iv) by TR id. Raises BadField."""
    parts = text.split("|", 3)
    if len(parts) != 4 or parts[0] not in ("0", "1"):
        raise BadField("a push frame is neither plain nor encrypted data")
    sealed, tr_id, count, payload = parts
    if sealed == "1":
        payload = decrypt(payload, *keys.get(tr_id, ("", "")))
    number = numbers.parse_whole(count, "record count")
    fields = payload.split("^")
    # The number of fields has grown over the years: what divides evenly is one record each.
    if number < 1 or len(fields) < number or len(fields) % number:
        raise BadField(f"{len(fields)} fields do not make {number} records")
    if number == 1:
        return Frame(tr_id, (tuple(fields),))
    size = len(fields) // number
    records = tuple(tuple(fields[i : i + size]) for i in range(0, len(fields), size))
    return Frame(tr_id, records)


def decrypt(payload: str, key: str, iv: str) -> str:
    """Open AES-256-CBC with the key of the feed's ack; raises BadField."""
    try:
        cipher = Cipher(algorithms.AES(key.encode("ascii")), modes.CBC(iv.encode("ascii")))
        opener, unpad = cipher.decryptor(), padding.PKCS7(128).unpadder()
        plain = opener.update(base64.b64decode(payload, validate=True)) + opener.finalize()
        return (unpad.update(plain) + unpad.finalize()).decode("utf-8")
    except (ValueError, binascii.Error) as error:
        raise BadField("a push frame does not decrypt with the key of its ack") from error


def notice(record: tuple[str, ...]) -> Notice:
    """Read an own-order notice, of 23 fields, 26 or more. Raises BadField."""
    if len(record) < SHORT_NOTICE:
        raise BadField(f"a notice has {len(record)} fields, fewer than {SHORT_NOTICE}")
    at = dict(enumerate(part.strip() for part in record))
    kind = kind_of(at, refused=12, filled=13, accepted=14)
    side = {"01": Side.SELL, "02": Side.BUY}.get(at[4])
    if side is None:
        raise BadField(f"SELN_BYOV_CLS is {at[4][:8]!r}, not 01 or 02")
    return Notice(
        kind=kind,
        account=at[1],
        number=numbers.order_number(at[15], at[2] if at[5] == "0" else at[3]),
        symbol=numbers.parse_symbol(at[8], "STCK_SHRN_ISCD"),
        side=side,
        shares=numbers.parse_whole(at[9], "CNTG_QTY"),
        price=numbers.parse_whole(at[10] or "0", "CNTG_UNPR"),
        time=at[11],
        ordered=numbers.parse_whole(at[16] or "0", "ODER_QTY"),
    )


def kind_of(at: Mapping[int, str], *, refused: int, filled: int, accepted: int) -> NoticeKind:
    """Tell what a notice is about; the places of its three marks differ by market."""
    marks = at[refused], at[filled], at[5]
    if marks[0] not in ("0", "1") or marks[1] not in ("1", "2") or marks[2] not in ("0", "1", "2"):
        raise BadField("a notice has marks that the sheet does not know")
    if marks[0] == "1":
        return NoticeKind.REJECTED
    if marks[1] == "2":
        return NoticeKind.FILLED
    # IOC and FOK rests end under the order's own number, as acceptance mark 3.
    if marks[2] == "2" or at[accepted] == "3":
        return NoticeKind.CANCELLED
    return NoticeKind.AMENDED if marks[2] == "1" else NoticeKind.ACCEPTED


def traded(record: tuple[str, ...]) -> str:
    """Give the symbol of a trade or book record."""
    return numbers.parse_symbol(record[0].strip(), "MKSC_SHRN_ISCD")
