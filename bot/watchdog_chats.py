"""The watchdog's own way to people: one message a chat, without anything of the engine."""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from core.settings import Settings

WAIT_S: Final = 5.0
# As bot.access has it, which the watchdog does not load.
TOPIC: Final = "/"
FACES: Final = ("telegram", "slack")


def tell_chats(settings: Settings, chats: tuple[str, ...], text: str) -> int:
    """Send a text to chats written as face:chat; gives how many took it.

    A failure is said, never raised.
    """
    return sum(_told(settings, chat, text) for chat in chats)


def _told(settings: Settings, place: str, text: str) -> bool:
    face, _, chat = place.partition(":")
    if face == "telegram" and settings.telegram_bot_token is not None:
        token = settings.telegram_bot_token.get_secret_value()
        url = f"{settings.telegram_base_url}{token}/sendMessage"
        room, _, topic = chat.partition(TOPIC)
        at = {"chat_id": room} | ({"message_thread_id": topic} if topic else {})
        return _post("Telegram", url, at | {"text": text}, {})
    if face == "slack" and settings.slack_bot_token is not None:
        bearer = {"authorization": f"Bearer {settings.slack_bot_token.get_secret_value()}"}
        url = f"{settings.slack_base_url}/chat.postMessage"
        return _post("Slack", url, {"channel": chat, "text": text}, bearer)
    return False


def _post(name: str, url: str, body: dict[str, str], headers: Mapping[str, str]) -> bool:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=WAIT_S)
    sent = {"content-type": "application/json; charset=utf-8", **headers}
    try:
        line.request("POST", parts.path, json.dumps(body), sent)
        answer = line.getresponse()
        status, taken = answer.status, _says_ok(answer.read())
    except (OSError, http.client.HTTPException) as error:
        # The error's own words may hold the address, and the address may hold the token.
        sys.stderr.write(f"gaemi watchdog: {name} did not answer ({type(error).__name__})\n")
        return False
    finally:
        line.close()
    if status != http.client.OK or not taken:
        sys.stderr.write(f"gaemi watchdog: {name} answered {status}\n")
    return status == http.client.OK and taken


def _says_ok(raw: bytes) -> bool:
    """Tell whether an answer says that it went well; Slack refuses with a status of 200."""
    try:
        found = json.loads(raw)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("ok") is True
