"""The watchdog's own way to people: one sendMessage a chat, without anything of the engine."""

from __future__ import annotations

import http.client
import json
import sys
from typing import Final
from urllib.parse import urlsplit

from core.settings import Settings

WAIT_S: Final = 5.0


def tell_chats(settings: Settings, chats: tuple[str, ...], text: str) -> int:
    """Send a text to Telegram chats; gives how many took it. A failure is said, never raised."""
    token = settings.telegram_bot_token
    if token is None:
        return 0
    path = f"{settings.telegram_base_url}{token.get_secret_value()}/sendMessage"
    return sum(_post(path, {"chat_id": chat, "text": text}) for chat in chats)


def _post(url: str, body: dict[str, str]) -> bool:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=WAIT_S)
    try:
        line.request("POST", parts.path, json.dumps(body), {"content-type": "application/json"})
        status = line.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        # The error's own words may hold the address, and the address holds the token.
        sys.stderr.write(f"gaemi watchdog: Telegram did not answer ({type(error).__name__})\n")
        return False
    finally:
        line.close()
    if status != http.client.OK:
        sys.stderr.write(f"gaemi watchdog: Telegram answered {status}\n")
    return status == http.client.OK
