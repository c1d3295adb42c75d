"""What brokers take of an order by channel, as recorded; contracts differ, so rates can be set."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from core.domain.costs import FUTURES_COMMISSION, Commission
from core.domain.saying import refusal
from core.errors import InputError


class Channel(StrEnum):
    """The way an order takes to a venue; `FUTURES` is any contract."""

    KRX = "krx"
    NXT = "nxt"
    PAPER = "paper"
    FUTURES = "futures"


@dataclass(frozen=True, slots=True)
class Fee:
    """A broker's usual commission on one channel; `source` says who saw it and when."""

    commission: Commission
    source: str


def _fee(percent: str, source: str, *, unit: int = 10) -> Fee:
    return Fee(Commission(Decimal(percent) / 100, unit), source)


_KIS = "KIS online, exchange fees included, seen in public clients and accounts until 2026-09"
_KIWOOM = "Kiwoom online price list as seen in 2014-07 and 2026"
_LS = "no figure found; the usual online rate of the other brokers is assumed"
_FUTURES = "no figure found; 0.003 % is assumed, contracts differ"

FEES: dict[str, dict[Channel, Fee]] = {
    "kis": {
        Channel.KRX: _fee("0.0140527", _KIS),
        Channel.NXT: _fee("0.0130527", _KIS),
        Channel.PAPER: _fee("0.0142", "KIS paper account: 140 won of 995,000 measured"),
        Channel.FUTURES: Fee(FUTURES_COMMISSION, _FUTURES),
    },
    "kiwoom": {
        Channel.KRX: _fee("0.015", _KIWOOM),
        Channel.NXT: _fee("0.015", _KIWOOM),
        Channel.PAPER: _fee("0.35", "Kiwoom paper account: as its balances reckon"),
        Channel.FUTURES: Fee(FUTURES_COMMISSION, _FUTURES),
    },
    "ls": {
        Channel.KRX: _fee("0.015", _LS),
        Channel.NXT: _fee("0.015", _LS),
        Channel.PAPER: _fee("0.015", _LS),
        Channel.FUTURES: Fee(FUTURES_COMMISSION, _FUTURES),
    },
}
# Accounts "free of commission" still pay the exchange and the depository.
FREE_ACCOUNT = {Channel.KRX: _fee("0.0036396", _KIS), Channel.NXT: _fee("0.0031833", _KIS)}


def read_commission(text: str) -> Commission:
    """Read a commission as typed: ``kis``, ``kis/nxt``, ``free``, a rate such as 0.015%, or 0.

    A rate is truncated to ten won. Raises InputError that says what is allowed.
    """
    name, _, channel = text.strip().lower().partition("/")
    ways = {"free": FREE_ACCOUNT, **FEES}.get(name)
    if ways is not None:
        if (channel or Channel.KRX) in ways:
            return ways[Channel(channel or Channel.KRX)].commission
        raise refusal("channel", found=text, known=", ".join(ways))
    try:
        rate = Decimal(name.removesuffix("%")) / (100 if name.endswith("%") else 1)
    except InvalidOperation as error:
        raise refusal("commission", found=text, known=", ".join(["free", *FEES])) from error
    if channel or not rate.is_finite() or not 0 <= rate <= Decimal("0.01"):
        raise refusal("commission", found=text, known=", ".join(["free", *FEES]))
    return Commission(rate)


def commission_of(
    broker: str, channel: Channel, *, rate: Decimal | None = None, unit: int | None = None
) -> Commission:
    """Give a broker's commission; `rate` (a part of the amount) and `unit` (won) go before it.

    A rate of zero is a rate. Raises InputError for an unknown broker, a rate outside 0 to 1 % and
    a unit below one won.
    """
    if broker not in FEES:
        raise InputError(f"broker={broker!r} is not known; choose one of {', '.join(FEES)}")
    usual = FEES[broker][channel].commission
    if rate is not None and not 0 <= rate <= Decimal("0.01"):
        raise InputError(
            f"commission rate {rate} is outside 0 to 0.01 (1 %); write 0.015 % as 0.00015"
        )
    if unit is not None and unit < 1:
        raise InputError(f"commission unit {unit} is below 1 won; write 1 or 10")
    return Commission(usual.rate if rate is None else rate, usual.unit if unit is None else unit)
