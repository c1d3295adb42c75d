"""The open cards of a home folder, read beside the program that runs there."""

from __future__ import annotations

from bot.locale.catalogue import Catalogue
from bot.open_cards import open_lines
from core.nonces import KeyedNonces, load_key
from core.settings import Settings
from storage.open_rows import open_rows
from storage.store import places_of


def lines_of(settings: Settings, words: Catalogue) -> list[str]:
    """Give the list of `cards` for a home; empty where gaemi never ran. Raises StoreError."""
    key = settings.home / "grant.key"
    place = places_of(settings.home, settings.database()).trade
    if not key.exists() or not place.there():
        return []
    return open_lines(*open_rows(place), words, KeyedNonces(load_key(key)))
