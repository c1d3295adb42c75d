"""Where Slack is and what opens it, from the settings; checked before anything connects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import SettingsError
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class SlackPlace:
    """Tokens and address of one workspace; `base_url` has no slash at its end. Never logged.

    With a `port` Slack's requests come in there, else we open a socket with the `app_token`.
    `folder` keeps what was taken and not yet done.
    """

    bot_token: str
    base_url: str
    app_token: str = ""
    signing_secret: str = ""
    host: str = "127.0.0.1"
    port: int | None = None
    folder: Path | None = None

    def __repr__(self) -> str:
        return "SlackPlace(tokens=[redacted])"


def slack_place(settings: Settings) -> SlackPlace | None:
    """Read the place; None without a bot token. Raises SettingsError when something is missing."""
    bot = settings.slack_bot_token
    if bot is None:
        return None
    app, secret = settings.slack_app_token, settings.slack_signing_secret
    port = settings.slack_http_port
    if port is None and app is None:
        raise SettingsError(
            "SLACK_BOT_TOKEN is set, but no way in is: set SLACK_APP_TOKEN (xapp-..., Socket Mode) "
            "or SLACK_HTTP_PORT with SLACK_SIGNING_SECRET"
        )
    if port is not None and secret is None:
        raise SettingsError(
            "SLACK_HTTP_PORT is set without SLACK_SIGNING_SECRET: set the secret of the app's page "
            "Basic Information, or remove the port to use Socket Mode"
        )
    return SlackPlace(
        bot.get_secret_value(),
        settings.slack_base_url,
        app.get_secret_value() if app else "",
        secret.get_secret_value() if secret else "",
        settings.slack_http_host,
        port,
        settings.home / "slack",
    )
