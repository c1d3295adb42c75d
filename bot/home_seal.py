"""One home folder belongs to one account in one mode for ever (INV-30)."""

from __future__ import annotations

from core.errors import SettingsError
from core.ports import UnitOfWork


def check_home(uow: UnitOfWork, account: str) -> None:
    """Refuse a home whose rows speak of another account; raises SettingsError."""
    others = sorted({a.id for a in uow.accounts.all()} - {account})
    if others:
        raise SettingsError(
            f"this GAEMI_HOME holds the records of {', '.join(others)}, the run is for {account}; "
            "set GAEMI_HOME to another folder for each account, paper or live"
        )
