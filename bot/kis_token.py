"""Where the access token of KIS outlives the process: sealed in the home, its key beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from core.net.sealed import SealedFile, key_from_file
from core.settings import Settings

# Beside the data, not in it: a copy of the data folder alone opens nothing (K11).
KEY_FILE: Final = Path.home() / ".config" / "gaemi" / "token.key"


def token_box(settings: Settings, home: Path) -> SealedFile:
    """Give the box of the app key in use; another key's token does not open in it."""
    app_key = settings.kis_app_key.get_secret_value() if settings.kis_app_key else ""
    return SealedFile(home / "token.json", key_from_file(KEY_FILE), name=app_key[-8:])
