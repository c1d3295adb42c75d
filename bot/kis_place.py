"""Makes the sealed KIS account of a run from the settings, or says which setting is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from core.brokers.kis.place import (
    LIVE_ORIGINS,
    LOOPBACK,
    MASTER_URL,
    PAPER_ORIGINS,
    KisLivePlace,
    KisPaperPlace,
    KisPlace,
    LiveAccount,
    LiveHost,
    LiveKeys,
    PaperAccount,
    PaperHost,
    PaperKeys,
)
from core.domain.calendar import Calendar
from core.domain.costs import Commission
from core.domain.order import Mode
from core.errors import SettingsError
from core.market.futures_calendar import FuturesCalendar
from core.settings import Settings

WHERE: Final = {
    "KIS_APP_KEY": "the KIS developers' site (API portal) gives it with the key's application",
    "KIS_APP_SECRET": "the KIS developers' site gives it beside the app key",  # nosec B105
    "KIS_ACCOUNT": "the account number that the key was made for: 8 digits, or 8-2",
}
ENVS: Final = {Mode.PAPER: "paper", Mode.LIVE: "real"}
CONSENT: Final = "yes-with-real-money"


def place_of(settings: Settings, mode: Mode) -> KisPlace:
    """Give the place of play money or real money that the settings describe.

    Raises SettingsError that names the variables which are missing or contradict the mode.
    """
    _check_missing(settings)
    _check_mode(settings, mode)
    rest, push = _addresses(settings, mode)
    urls = (rest, push, _master(settings, rest))
    key, secret = settings.kis_app_key or SecretStr(""), settings.kis_app_secret or SecretStr("")
    number, product = _account(settings)
    if mode is Mode.LIVE:
        keys = LiveKeys(key, secret, settings.kis_hts_id)
        return KisLivePlace(LiveHost(*urls), keys, LiveAccount(number, product))
    return KisPaperPlace(
        PaperHost(*urls), PaperKeys(key, secret, settings.kis_hts_id), PaperAccount(number, product)
    )


def shift_of(settings: Settings, place: KisPlace) -> timedelta:
    """Give how far the clock is moved, which only a rehearsal on this machine may ask for.

    Raises SettingsError for any other place.
    """
    if settings.clock_offset_s == 0:
        return timedelta(0)
    if place.mode is Mode.LIVE or not _is_here(place.host.rest):
        raise SettingsError(
            f"GAEMI_CLOCK_OFFSET_S is {settings.clock_offset_s}: it is for --paper against a "
            "simulator on this machine (gaemi sim kis) alone; remove it"
        )
    return timedelta(seconds=settings.clock_offset_s)


def commission_of(settings: Settings, place: KisPlace) -> Commission:
    """Give the commission of the account's kind."""
    futures = place.account.trades_futures
    return Commission(settings.kis_futures_commission if futures else settings.kis_commission)


def sessions_of(place: KisPlace, krx: Calendar) -> Calendar:
    """Give the sessions of what the account trades: those of futures are longer."""
    return FuturesCalendar(krx) if place.account.trades_futures else krx


def _check_missing(settings: Settings) -> None:
    lines = [
        f"{name} is not set; {where}"
        for name, where in WHERE.items()
        if getattr(settings, name.lower()) is None
    ]
    if lines:
        lines.append("for a rehearsal without an account: gaemi sim kis --env paper prints them")
        raise SettingsError("\n".join(lines))


def _check_mode(settings: Settings, mode: Mode) -> None:
    if settings.kis_env not in (None, ENVS[mode]):
        raise SettingsError(
            f"KIS_ENV is {settings.kis_env}, the run is --{mode.value}: keys of one kind never "
            "work for the other; set those of the right kind or change the option"
        )
    if mode is Mode.LIVE and settings.live != CONSENT:
        raise SettingsError(
            "--live moves real money: set GAEMI_LIVE=" + CONSENT + " if that is what you want, "
            "or use --paper"
        )


def _addresses(settings: Settings, mode: Mode) -> tuple[str, str]:
    own = LIVE_ORIGINS if mode is Mode.LIVE else PAPER_ORIGINS
    (rest, rest_port), (push, push_port) = own
    base, feed = settings.kis_url_base, settings.kis_ws_base
    if (base is None) != (feed is None):
        found, lacking = ("KIS_URL_BASE", "KIS_WS_BASE")[:: 1 if base else -1]
        raise SettingsError(f"{found} is set and {lacking} is not; set both or neither")
    return base or f"https://{rest}:{rest_port}", feed or f"ws://{push}:{push_port}"


def _master(settings: Settings, rest: str) -> str:
    return settings.kis_master_base or (rest if _is_here(rest) else MASTER_URL)


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK


def _account(settings: Settings) -> tuple[SecretStr, str]:
    digits = (
        settings.kis_account.get_secret_value().replace("-", "") if settings.kis_account else ""
    )
    number, product = digits[:8], digits[8:]
    if product and settings.kis_account_product_code not in (product, "01"):
        raise SettingsError(
            f"KIS_ACCOUNT ends in -{product} and KIS_ACCOUNT_PRODUCT_CODE is "
            f"{settings.kis_account_product_code}; keep one of them"
        )
    return SecretStr(number), product or settings.kis_account_product_code
