"""JSON frames of the stream: what a client sends, acks, and refusals by their OPSP codes."""

import json
from typing import Any

ERRORS = {
    "OPSP0002": ("1", "ALREADY IN SUBSCRIBE"),
    "OPSP0003": ("1", "UNSUBSCRIBE ERROR(not found!)"),
    "OPSP0008": ("1", "MAX SUBSCRIBE OVER"),
    "OPSP0011": ("1", "invalid approval(appkey) : NOT FOUND"),
    "OPSP8991": ("9", "invalid tr_id"),
    "OPSP8992": ("9", "invalid tr_key"),
    "OPSP8996": ("9", "ALREADY IN USE appkey"),
    "OPSP8997": ("9", "invalid tr_type"),
    "OPSP8998": ("9", "invalid custtype"),
    "OPSP9990": ("9", "tr_key not found"),
    "OPSP9991": ("9", "input not found"),
    "OPSP9992": ("9", "body not found"),
    "OPSP9997": ("9", "custtype not found"),
    "OPSP9998": ("9", "header not found"),
    "OPSP9999": ("9", "invalid json format"),
}


class StreamRefusedError(Exception):
    """Refuse one message with an OPSP code; `closes` ends the connection after it."""

    def __init__(self, msg_cd: str, *, closes: bool = False) -> None:
        super().__init__(msg_cd)
        self.msg_cd, self.closes = msg_cd, closes


def parse(text: str) -> dict[str, Any]:
    """Read a message; StreamRefusedError for what is no object with a header."""
    try:
        message = json.loads(text)
    except ValueError as e:
        raise StreamRefusedError("OPSP9999") from e
    if not isinstance(message, dict):
        raise StreamRefusedError("OPSP9999")
    if not isinstance(message.get("header"), dict):
        raise StreamRefusedError("OPSP9998")
    return message


def target(message: dict[str, Any]) -> tuple[str, str]:
    """Give (tr_id, tr_key); StreamRefusedError names the part that is missing."""
    body = message.get("body")
    if not isinstance(body, dict):
        raise StreamRefusedError("OPSP9992")
    wanted = body.get("input")
    if not isinstance(wanted, dict):
        raise StreamRefusedError("OPSP9991")
    if not wanted.get("tr_key"):
        raise StreamRefusedError("OPSP9990")
    return str(wanted.get("tr_id", "")), str(wanted["tr_key"])


def ack(
    tr_id: str,
    tr_key: str,
    msg_cd: str,
    msg1: str,
    *,
    rt_cd: str = "0",
    secret: bool = False,
    output: dict[str, str] | None = None,
) -> str:
    """Write an ack; `secret` says that frames of this TR come encrypted."""
    header = {"tr_id": tr_id, "tr_key": tr_key, "encrypt": "Y" if secret else "N"}
    body: dict[str, Any] = {"rt_cd": rt_cd, "msg_cd": msg_cd, "msg1": msg1}
    if output:
        body["output"] = output
    return json.dumps({"header": header, "body": body}, separators=(",", ":"))


def error(tr_id: str, tr_key: str, msg_cd: str) -> str:
    """Write a refusal in the shape of an ack, without output."""
    rt_cd, msg1 = ERRORS[msg_cd]
    return ack(tr_id, tr_key, msg_cd, msg1, rt_cd=rt_cd)
