"""Helpers of the command line that are worth a test of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bot.locale.catalogue import Catalogue
from bot.pin import PinBook
from core.clock import LiveClock
from core.domain.order import Mode
from core.errors import InputError
from core.settings import Settings

BROKERS = ("paper", "kis")


def set_pin(home: Path, ask: Callable[[str], str], words: Catalogue) -> str:
    """Ask twice for a PIN without showing it, keep its hash, and say that it holds.

    Raises InputError when the two differ or are no PIN; neither is repeated.
    """
    first = ask(words.t("cli.pin_ask"))
    if ask(words.t("cli.pin_again")) != first:
        raise InputError("the two PINs differ and nothing was changed; run gaemi pin again")
    PinBook(home, LiveClock()).set(first)
    return words.t("cli.pin_set")


def chosen_mode(broker: str, *, paper: bool, live: bool) -> Mode:
    """Tell whether real money moves; raises InputError unless the person said it clearly."""
    if broker not in BROKERS:
        raise InputError(f"--broker was {broker!r}; choose one of {', '.join(BROKERS)}")
    if paper and live:
        raise InputError("--paper and --live were both given; choose one")
    if broker == "paper":
        if live:
            raise InputError("--live needs --broker kis: the simulated market has no real money")
        return Mode.PAPER
    if not paper and not live:
        raise InputError(
            "--broker kis needs --paper or --live: --paper trades the play money of KIS "
            "(모의투자), --live trades real money (실전) and needs GAEMI_LIVE as well"
        )
    return Mode.LIVE if live else Mode.PAPER


WITHOUT_EFFECT = ("database_url", "secret_key")
OF_KIS = ("kis_app_key", "kis_app_secret", "kis_account", "kis_hts_id")


def without_effect(settings: Settings, *, broker: str = "paper") -> list[str]:
    """Name the settings that are set but do nothing in such a run, as they are written."""
    names = WITHOUT_EFFECT if broker == "kis" else WITHOUT_EFFECT + OF_KIS
    chosen = [name for name in names if getattr(settings, name) is not None]
    return [name.upper() for name in chosen] + ["GAEMI_MARKET_ORDERS"] * settings.market_orders


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON for people and programs; raises InputError where nothing can be."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as e:
        raise InputError(f"{path} cannot be written ({e.strerror}); name another file") from e


def one_error(group: BaseExceptionGroup[BaseException]) -> str:
    """Give the text of the first error in a group of groups."""
    first = group.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return one_error(first)
    return str(first) or type(first).__name__
