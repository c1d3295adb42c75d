"""Where the Bot API is and how updates come, read from the settings before anything connects."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import SettingsError
from core.settings import Settings

# Of a secret that nobody set; twice what K05 asks for.
SECRET_BYTES = 64


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram delivers to, and the port behind that address. Never logged."""

    url: str
    secret: str
    port: int
    host: str = "127.0.0.1"

    def __repr__(self) -> str:
        return "Hook(address and secret=[redacted])"

    @property
    def path(self) -> str:
        """Give the only path on which anything is taken."""
        return urlsplit(self.url).path or "/"


@dataclass(frozen=True, slots=True)
class TelegramPlace:
    """Where the Bot API is and what opens it; `base_url` ends in ``/bot``. Never logged.

    Without a `hook` updates are polled. `folder` keeps what was taken and not yet done.
    """

    token: str
    base_url: str
    base_file_url: str
    hook: Hook | None = None
    folder: Path | None = None

    def __repr__(self) -> str:
        return "TelegramPlace(token=[redacted])"


def telegram_place(settings: Settings) -> TelegramPlace | None:
    """Read the place; None without a token. Raises SettingsError when something is missing."""
    token, url = settings.telegram_bot_token, settings.telegram_webhook_url
    if token is None:
        if url is not None:
            raise SettingsError(
                "TELEGRAM_WEBHOOK_URL is set without TELEGRAM_BOT_TOKEN: set the token as "
                "@BotFather gave it, or remove the address"
            )
        return None
    return TelegramPlace(
        token.get_secret_value(),
        settings.telegram_base_url,
        settings.telegram_base_file_url,
        _hook(settings),
        settings.home / "telegram",
    )


def _hook(settings: Settings) -> Hook | None:
    url, port = settings.telegram_webhook_url, settings.telegram_webhook_port
    secret = settings.telegram_webhook_secret
    if url is None:
        if port is not None or secret is not None:
            raise SettingsError(
                "TELEGRAM_WEBHOOK_PORT or TELEGRAM_WEBHOOK_SECRET is set without "
                "TELEGRAM_WEBHOOK_URL: set the https address that leads to the port, or remove "
                "them to poll"
            )
        return None
    if port is None:
        raise SettingsError(
            "TELEGRAM_WEBHOOK_URL is set without TELEGRAM_WEBHOOK_PORT: set the port of this "
            "machine that your https leads to, or remove the address to poll"
        )
    # Telegram is told the secret at each start, so that it may be a new one each time.
    known = secret.get_secret_value() if secret else secrets.token_urlsafe(SECRET_BYTES)
    return Hook(url, known, port, settings.telegram_webhook_host)
