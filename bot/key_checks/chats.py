"""Tries the tokens of Telegram and Slack: each is asked who it belongs to, nothing is sent."""

from __future__ import annotations

from typing import Final

from pydantic import SecretStr

from bot.key_checks.found import DEADLINE_S, Answer, Found, State, asked, no_answer, odd_answer
from bot.text import clean
from core.errors import ReadFailed
from core.net.http import Ask
from core.settings import Settings

# Telegram answers a token that it does not know with either of these.
UNKNOWN: Final = frozenset({401, 404})
# What the app's manifest asks for and the face cannot do without (docs/slack_manifest.yaml).
SCOPES: Final = frozenset({
    "app_mentions:read", "channels:history", "chat:write", "commands", "files:write",
    "groups:history", "im:history", "im:write",
})  # fmt: skip
# Slack's codes for tokens that will never open anything again (Web API, auth.test).
REFUSALS: Final = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive",
    "not_allowed_token_type", "missing_scope", "no_permission",
})  # fmt: skip


async def check_telegram(settings: Settings) -> Found:
    """Ask the Bot API whose token it is (getMe)."""
    token = settings.telegram_bot_token
    if token is None:
        return Found("telegram", State.REFUSED, "keys.missing", {"name": "TELEGRAM_BOT_TOKEN"})
    base = settings.telegram_base_url
    try:
        url = f"{base}{token.get_secret_value()}/getMe"
        answer = await asked(base, Ask(url, deadline_s=DEADLINE_S))
    except ReadFailed as error:
        return no_answer("telegram", error)
    if answer.status in UNKNOWN:
        return Found("telegram", State.REFUSED, "keys.telegram")
    me = answer.body.get("result")
    if not isinstance(me, dict) or not me.get("is_bot"):
        return odd_answer("telegram", answer.status)
    name = clean(str(me.get("username", "")), 64)
    return Found("telegram", State.FINE, "keys.telegram_fine", {"name": name})


async def check_slack(settings: Settings) -> Found:
    """Ask Slack whose bot token it is, what it may do, and whether a socket could be opened."""
    bot, app = settings.slack_bot_token, settings.slack_app_token
    if bot is None:
        return Found("slack", State.REFUSED, "keys.missing", {"name": "SLACK_BOT_TOKEN"})
    try:
        me = await _slack(settings, "auth.test", bot)
        refused = _refused(me, "keys.slack") or _lacking(me)
        if refused is None and app is not None:
            # It only gives an address; nothing is opened there.
            way = await _slack(settings, "apps.connections.open", app)
            refused = _refused(way, "keys.slack_app")
    except ReadFailed as error:
        return no_answer("slack", error)
    if refused is None and app is None and settings.slack_http_port is None:
        return Found("slack", State.REFUSED, "keys.missing", {"name": "SLACK_APP_TOKEN"})
    return refused or _workspace(me)


def _workspace(answer: Answer) -> Found:
    team = clean(str(answer.body.get("team") or answer.body.get("team_id") or ""), 64)
    return Found("slack", State.FINE, "keys.slack_fine", {"team": team})


async def _slack(settings: Settings, method: str, token: SecretStr) -> Answer:
    base = settings.slack_base_url
    headers = {
        "authorization": f"Bearer {token.get_secret_value()}",
        "content-type": "application/x-www-form-urlencoded",
    }
    return await asked(base, Ask(f"{base}/{method}", headers, body=b"", deadline_s=DEADLINE_S))


def _refused(answer: Answer, key: str) -> Found | None:
    if answer.body.get("ok") is True:
        return None
    code = str(answer.body.get("error", ""))
    if code in REFUSALS:
        return Found("slack", State.REFUSED, key, {"code": clean(code, 64)})
    return odd_answer("slack", answer.status)


def _lacking(answer: Answer) -> Found | None:
    given = answer.headers.get("x-oauth-scopes")
    missing = SCOPES - {scope.strip() for scope in given.split(",")} if given else frozenset()
    if not missing:
        return None
    return Found("slack", State.REFUSED, "keys.slack_scopes", {"names": ", ".join(sorted(missing))})
