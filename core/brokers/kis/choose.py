"""Makes the place of a mode from settings: the only spot where a word decides which type it is."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from core.brokers.kis.place import (
    MASTER_URL,
    OWN_DOMAIN,
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
from core.domain.order import Mode
from core.net.http import origin


@dataclass(frozen=True, slots=True)
class KisAddress:
    """Where and who, as a person wrote it; `rest` and `push` without a path."""

    rest: str
    push: str
    app_key: SecretStr
    app_secret: SecretStr
    account: SecretStr
    product: str = "01"
    hts_id: SecretStr | None = None


def choose_place(mode: Mode, address: KisAddress) -> KisPlace:
    """Give the paper or the live place; raises SettingsError for a host of the other kind.

    The symbol lists of KIS lie on a host of their own; a simulator serves its own.
    """
    _, host, _ = origin(address.rest)
    master = MASTER_URL if host.endswith(OWN_DOMAIN) else address.rest
    urls = (address.rest, address.push, master)
    keys = (address.app_key, address.app_secret, address.hts_id)
    account = (address.account, address.product)
    if mode is Mode.LIVE:
        return KisLivePlace(LiveHost(*urls), LiveKeys(*keys), LiveAccount(*account))
    return KisPaperPlace(PaperHost(*urls), PaperKeys(*keys), PaperAccount(*account))
