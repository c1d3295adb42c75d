"""Tries the keys of KIS: a token is asked for and the account is read, nothing is ordered.

The token is kept where the program looks for it: KIS gives one a minute.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from bot.key_checks.found import Found, State, no_answer
from bot.kis_place import CONSENT, place_of, shift_of
from bot.text import clean
from core.brokers.kis.build import Kis, KisParts
from core.clock import LiveClock
from core.domain.order import Mode
from core.errors import NotSent, ReadFailed, Refused, SettingsError
from core.market.calendar import KrxCalendar
from core.net.http import FAULTS
from core.net.tokens import TokenStore
from core.settings import Settings

# KIS's code for a second token within a minute (API portal, 2026-06-03).
TOO_SOON = "EGW00133"


async def check_kis(
    settings: Settings,
    tokens: TokenStore,
    mode: Mode,
    *,
    learned: Callable[[str], None] = lambda _token: None,
) -> Found:
    """Ask for a token and read the account once.

    `tokens` is the program's own store (`bot.kis_token`); `learned` hears the token, for the log.
    """
    try:
        kis = _kis(settings, tokens, mode, learned)
    except SettingsError as error:
        return Found("kis", State.REFUSED, "keys.kis_settings", {"why": clean(str(error), 300)})
    try:
        await kis.tokens.token()
        await kis.broker.look()
    except NotSent as error:
        return _no_token(error)
    except ReadFailed as error:
        if isinstance(error.__cause__, FAULTS):
            return no_answer("kis", error)
        return Found("kis", State.REFUSED, "keys.kis_account", {"why": clean(str(error), 200)})
    finally:
        await kis.close()
    return Found("kis", State.FINE, f"keys.kis_fine_{mode.value}", {"account": kis.broker.account})


def _kis(settings: Settings, box: TokenStore, mode: Mode, learned: Callable[[str], None]) -> Kis:
    # The consent to real money is for orders; whoever looks whether keys fit needs none.
    place = place_of(settings.model_copy(update={"live": CONSENT}), mode)
    gap = float(settings.kis_gap_s) if settings.kis_gap_s is not None else None
    clock = LiveClock(shift_of(settings, place))
    rng = random.SystemRandom()
    return Kis(place, KisParts(clock, KrxCalendar(), rng, tokens=box, gap_s=gap, learned=learned))


def _no_token(error: NotSent) -> Found:
    cause = error.__cause__
    if isinstance(cause, Refused) and cause.code == TOO_SOON:
        return Found("kis", State.UNREACHABLE, "keys.kis_too_soon")
    if isinstance(cause, Refused):
        told = {"code": clean(cause.code, 20), "why": clean(cause.text, 200)}
        return Found("kis", State.REFUSED, "keys.kis", told)
    return no_answer("kis", ReadFailed(str(error)))
