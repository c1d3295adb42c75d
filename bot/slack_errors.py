"""What went wrong between Slack and us: which failures may be tried again, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.http_port import PORT_TROUBLES
from bot.text import clean
from core.errors import DeliveryError

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError

RETRY_S: Final = 30.0
TOO_MANY: Final = 429
# Waiting helps against none of these: the place is gone, closed to us, or the message is wrong.
_FINAL: Final = frozenset({
    "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "user_not_found",
    "user_disabled", "users_not_found", "cannot_dm_bot", "no_permission", "invalid_blocks",
    "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text", "thread_not_found",
    "cannot_reply_to_message", "message_not_found",
})  # fmt: skip
REFUSED_TOKEN: Final = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive",
    "not_allowed_token_type", "org_login_required", "team_access_not_granted",
})  # fmt: skip
NO_PORT: Final = frozenset(PORT_TROUBLES)
RATE_LIMITED: Final = frozenset({"ratelimited", "rate_limited"})
GONE: Final = frozenset({
    "message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found",
})  # fmt: skip


def failures() -> tuple[type[Exception], ...]:
    """Give what a call to Slack may raise."""
    from aiohttp import ClientError
    from slack_sdk.errors import SlackClientError

    return (SlackClientError, ClientError, TimeoutError, OSError)


def code_of(error: Exception) -> str:
    """Give Slack's own word for a refusal; empty when the line or the server failed."""
    from slack_sdk.errors import SlackApiError

    if not isinstance(error, SlackApiError):
        return ""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def delivery_error(error: Exception) -> DeliveryError:
    """Say whether a failed call may be made again.

    A time-out is not final although the message may have arrived: a card shown twice is
    harmless (one approval, one grant), a card never shown is not. Of Slack's words only its code
    is kept; the rest may hold what was sent.
    """
    from slack_sdk.errors import SlackApiError

    code = code_of(error)
    if isinstance(error, SlackApiError):
        wait = _wait_of(error, code)
        if wait is not None:
            return DeliveryError("slack asks to wait", retry_after_s=wait)
    words = f": {clean(code, 80)}" if code else ""
    return DeliveryError(f"slack {type(error).__name__}{words}", final=code in _FINAL)


def _wait_of(error: SlackApiError, code: str) -> float | None:
    status = getattr(error.response, "status_code", getattr(error.response, "status", 0))
    if status != TOO_MANY and code not in RATE_LIMITED:
        return None
    given = str(error.response.headers.get("Retry-After", ""))
    return float(given) if given.isascii() and given.isdigit() else RETRY_S
