"""Every fault of reliability.md 4.5 by number: what the switch does here, and the keys it takes.

A number without a switch says why. `docs/kis_simulator.md` shows this table to people.
"""

from dataclasses import dataclass

CHOICES = {
    ("F10", "mode"): ("text", "cut"),
    ("F13", "mode"): ("refuse", "exchange"),
    ("F21", "mode"): ("fail", "early", "endless"),
    ("F26", "style"): ("plus", "pad", "decimal", "fullwidth", "prefix", "case"),
    ("F28", "mode"): ("missing", "null", "blank"),
    ("F42", "mode"): ("halt", "vi"),
    ("F43", "mode"): ("after", "before", "holiday", "reserved"),
    ("F44", "mode"): ("tick", "limit", "lot", "quantity", "price"),
}
NUMBERS = {
    ("F06", "visible_after_s"), ("F09", "status"), ("F13", "status"), ("F20", "status"),
    ("F29", "pieces"), ("F29", "every_s"), ("F29", "price"), ("F31", "times"), ("F34", "quantity"),
    ("F34", "price"), ("F39", "odno"), ("F39", "quantity"), ("F39", "price"), ("F40", "by"),
    ("F41", "by"), ("F45", "ratio"), ("F46", "by_s"),
}  # fmt: skip
ORDERS_ONLY = {"F29", "F43", "F44"}  # they hit orders where neither path nor tr_id is given
COMMON = ("fault", "path", "tr_id", "count", "skip", "delay_s", "for_s", "match")


@dataclass(frozen=True, slots=True)
class Switch:
    """Describe one number; `keys` are its own beside COMMON, `reason` stands for no switch.

    `place` says where it acts: call (the requests that match), stream (frames that match) or
    once (at the moment it is added, after `delay_s` where it concerns the stream).
    """

    place: str
    says: str
    keys: tuple[str, ...] = ()
    reason: str = ""


SWITCHES = {
    "F01": Switch("once", "the REST port is closed for for_s (60) seconds"),
    "F02": Switch("once", "as F01", (), "a name is looked up by the client: no server sees it"),
    "F03": Switch("once", "as F01", (), "the server speaks plain HTTP: TLS fails before it"),
    "F04": Switch("call", "never answered, never taken; gives up after delay_s (60)"),
    "F05": Switch("call", "taken, never answered; gives up after delay_s (60)"),
    "F06": Switch("call", "as F05, and out of sight for visible_after_s", ("visible_after_s",)),
    "F07": Switch("call", "HTTP 500, not taken", ("msg_cd", "msg1")),
    "F08": Switch("call", "HTTP 500, taken", ("msg_cd",)),
    "F09": Switch("call", "an HTML page with status (502), taken", ("status",)),
    "F10": Switch("call", "half of the JSON; mode cut also cuts the connection", ("mode",)),
    "F11": Switch("call", "200 with an empty body"),
    "F12": Switch("call", "success with odno (blank; null takes the key away)", ("odno",)),
    "F13": Switch(
        "call",
        "refused at once, or with mode exchange taken and then turned down",
        ("mode", "rt_cd", "msg_cd", "msg1", "status"),
    ),
    "F14": Switch("call", "EGW00201, not taken"),
    "F15": Switch("call", "the token has expired"),
    "F16": Switch("call", "the token is revoked and none is issued for delay_s (60)"),
    "F17": Switch("call", "the reply carries another order's number", ("odno",)),
    "F18": Switch("call", "answered after delay_s (53)"),
    "F19": Switch("call", "reset after the headers"),
    "F20": Switch("call", "a redirect with status (307)", ("status", "location")),
    "F21": Switch("call", "a list fails (mode fail), ends early or is endless", ("mode",)),
    "F22": Switch("call", "data changed, ask again", ("msg_cd", "msg1")),
    "F23": Switch("call", "the last row of a page comes again on the next", ("seen",)),
    "F24": Switch("once", "inquire-balance lags for for_s (180)", ("answer",)),
    "F25": Switch("call", "success without rows, totals stay"),
    "F26": Switch(
        "call",
        "numbers in style plus, pad, decimal, fullwidth; prefix, case",
        ("style", "field"),
    ),
    "F27": Switch("call", "a new key (or one more field in a notice)", ("field", "value")),
    "F28": Switch("call", "a key is missing, null or blank (mode)", ("field", "mode")),
    "F29": Switch(
        "call",
        "the order fills in pieces (2), every_s apart (0), at price",
        ("pieces", "every_s", "price"),
    ),
    "F30": Switch("stream", "notices of fills wait and leave in the reverse order"),
    "F31": Switch("stream", "every notice comes times (2) times", ("times",)),
    "F32": Switch("stream", "notices are lost"),
    "F33": Switch("stream", "fills come before the acceptance"),
    "F34": Switch("call", "a cancelled order fills meanwhile", ("quantity", "price")),
    "F35": Switch("once", "every session drops, registrations are gone"),
    "F36": Switch("once", "the stream is silent for for_s (60)"),
    "F37": Switch("once", "every session is pushed out with OPSP8996"),
    "F38": Switch("stream", "a notice cannot be decrypted"),
    "F39": Switch(
        "once", "a forged fill", ("odno", "code", "side", "quantity", "price")
    ),
    "F40": Switch("call", "filled by more than was ordered", ("by",)),
    "F41": Switch("call", "filled falls back", ("by",)),
    "F42": Switch(
        "once",
        "code (all: circuit breaker) stops trading for for_s (60); mode halt or vi",
        ("code", "mode"),
    ),
    "F43": Switch(
        "call", "orders refused: mode holiday, before, after or reserved", ("mode",)
    ),
    "F44": Switch("call", "orders refused: mode tick, limit, lot, quantity or price", ("mode",)),
    "F45": Switch("call", "code splits one into ratio (2) in balance and price", ("code", "ratio")),
    "F46": Switch("once", "the server's clock is off by by_s for for_s (60)", ("by_s",)),
    "F47": Switch("once", "EGW00201 for every call for for_s (600)"),
    "F48": Switch("once", "both ports are closed for for_s (600)"),
}  # fmt: skip
