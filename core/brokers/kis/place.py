"""Where KIS orders go: host, keys, account and TR ids as one sealed thing, paper or live (INV-30).

Each part has a type for paper and one for live, so that a mixed place can neither be written
(mypy) nor built (checked once more at construction).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from core.brokers.kis.calls import LIVE_TR, PAPER_TR, LiveTr, PaperTr
from core.brokers.kis.futures_calls import (
    LIVE_FUTURES_TR,
    PAPER_FUTURES_TR,
    PRODUCT,
    LiveFuturesTr,
    PaperFuturesTr,
)
from core.domain.order import Mode
from core.errors import SettingsError
from core.net.http import origin

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
# KIS's own hosts (API portal, 2026-06-03): the ports of the push host tell the kinds apart.
LIVE_ORIGINS: Final = (("openapi.koreainvestment.com", 9443), ("ops.koreainvestment.com", 21000))
PAPER_ORIGINS: Final = (
    ("openapivts.koreainvestment.com", 29443), ("ops.koreainvestment.com", 31000),
)  # fmt: skip
MASTER_URL: Final = "https://new.real.download.dws.co.kr"
OWN_DOMAIN: Final = "koreainvestment.com"


@dataclass(frozen=True, slots=True)
class _Host:
    """Addresses of one environment, without a path; the master files may lie elsewhere."""

    rest: str
    push: str
    master: str = MASTER_URL
    own: ClassVar[tuple[tuple[str, int], ...]] = ()

    def __post_init__(self) -> None:
        _check_address(self.rest, ("https",), self.own)
        _check_address(self.push, ("ws", "wss"), self.own)
        _check_address(self.master, ("https",), None)


class PaperHost(_Host):
    """A host of play money: KIS's own one or a simulator."""

    __slots__ = ()
    own = PAPER_ORIGINS


class LiveHost(_Host):
    """A host of real money, or a simulator that plays one."""

    __slots__ = ()
    own = LIVE_ORIGINS


@dataclass(frozen=True, slots=True)
class _Keys:
    """An app key with its secret; `hts_id` is the login name that own-order notices need."""

    app_key: SecretStr
    app_secret: SecretStr
    hts_id: SecretStr | None = None

    def __post_init__(self) -> None:
        for name in ("app_key", "app_secret"):
            if not re.fullmatch(r"[\x21-\x7e]{8,400}", getattr(self, name).get_secret_value()):
                raise SettingsError(f"KIS {name} is not one word of 8 to 400 plain characters")

    @property
    def fingerprint(self) -> str:
        """Give eight characters that name the key without showing it."""
        return hashlib.sha256(self.app_key.get_secret_value().encode()).hexdigest()[:8]


class PaperKeys(_Keys):
    """Keys that KIS gave for play money."""

    __slots__ = ()


class LiveKeys(_Keys):
    """Keys that move real money."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Account:
    """Eight digits and the product code: 01 is the one for shares, 03 the one for futures."""

    number: SecretStr
    product: str = "01"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{8}", self.number.get_secret_value()):
            raise SettingsError("KIS account number is not 8 digits; leave the product code out")
        if not re.fullmatch(r"[0-9]{2}", self.product):
            raise SettingsError(f"KIS product code {self.product!r} is not 2 digits, such as 01")

    @property
    def trades_futures(self) -> bool:
        """Tell whether contracts are traded here; shares and contracts never share an account."""
        return self.product == PRODUCT

    def label(self, mode: Mode) -> str:
        """Give the account's name in our rows and logs: its last two digits and a short hash."""
        digits = self.number.get_secret_value() + self.product
        mark = hashlib.sha256(f"{mode}:{digits}".encode()).hexdigest()[:6]
        return f"kis-{mode}-{digits[6:8]}-{self.product}-{mark}"


class PaperAccount(_Account):
    """An account of play money."""

    __slots__ = ()


class LiveAccount(_Account):
    """An account of real money."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class KisPaperPlace:
    """Play money only; raises SettingsError for any part that is not of paper."""

    host: PaperHost
    keys: PaperKeys
    account: PaperAccount
    tr: PaperTr = PAPER_TR
    futures: PaperFuturesTr = PAPER_FUTURES_TR
    mode: ClassVar[Mode] = Mode.PAPER
    # Two calls a second at most; some reports say one (sheet 6.1).
    gap_s: ClassVar[float] = 0.55

    def __post_init__(self) -> None:
        _check_parts(self, (PaperHost, PaperKeys, PaperAccount, PaperTr, PaperFuturesTr))


@dataclass(frozen=True, slots=True)
class KisLivePlace:
    """Real money; raises SettingsError for any part that is not of live."""

    host: LiveHost
    keys: LiveKeys
    account: LiveAccount
    tr: LiveTr = LIVE_TR
    futures: LiveFuturesTr = LIVE_FUTURES_TR
    mode: ClassVar[Mode] = Mode.LIVE
    gap_s: ClassVar[float] = 0.06

    def __post_init__(self) -> None:
        _check_parts(self, (LiveHost, LiveKeys, LiveAccount, LiveTr, LiveFuturesTr))


KisPlace = KisPaperPlace | KisLivePlace


def account_of(place: KisPlace) -> str:
    """Give the account's name in our rows."""
    return place.account.label(place.mode)


def secrets_of(place: KisPlace) -> tuple[str, ...]:
    """Give everything of a place that no log may show."""
    keys, number = place.keys, place.account.number.get_secret_value()
    texts = [keys.app_key, keys.app_secret, *([keys.hts_id] if keys.hts_id else [])]
    return (*(t.get_secret_value() for t in texts), number + place.account.product, number)


def _check_parts(place: KisPlace, types: tuple[type, type, type, type, type]) -> None:
    parts = (place.host, place.keys, place.account, place.tr, place.futures)
    for part, wanted in zip(parts, types, strict=True):
        # Exactly the type: a subclass could carry anything past the seal.
        if type(part) is not wanted:
            raise SettingsError(
                f"a {place.mode} place of KIS holds {type(part).__name__}; "
                f"it takes a {wanted.__name__} and nothing of the other kind"
            )


def _check_address(
    url: str, secure: tuple[str, ...], own: tuple[tuple[str, int], ...] | None
) -> None:
    scheme, host, port = origin(url)
    parts = urlsplit(url)
    if parts.username or parts.query or parts.fragment:
        raise SettingsError(f"address of {host} carries a user name or a query; write host only")
    if scheme not in secure and host not in LOOPBACK:
        raise SettingsError(f"address of {host} begins with {scheme}://; use {secure[0]}://")
    if own is not None and host.endswith(OWN_DOMAIN) and (host, port) not in own:
        wanted = " or ".join(f"{h}:{p}" for h, p in own)
        raise SettingsError(f"{host}:{port} is not a host of this kind; KIS has {wanted}")
