"""What Slack sends, field by field as its documents show it; made-up people and numbers."""

from __future__ import annotations

import json
from typing import Any

from bot.slack_wire import Bot

TEAM, OTHER_TEAM = "T0001", "T0666"
US = Bot(TEAM, "U0BOT", "B0BOT")
APP = "A0001"
MINA, STRANGER = "U0MINA", "U0EVIL"
ALONE, ROOM = "D0MINA", "C0ROOM"
AT = "1735174800.000100"


def slash(text: str, *, by: str = MINA, at: str = ALONE, **more: Any) -> dict[str, Any]:
    """Make a typed `/gaemi ...`."""
    name = "directmessage" if at.startswith("D") else "trades"
    return {
        "token": "gone", "team_id": TEAM, "team_domain": "ants", "channel_id": at,
        "channel_name": name, "user_id": by, "user_name": "mina", "command": "/gaemi",
        "text": text, "api_app_id": APP, "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T0001/1/x",
        "trigger_id": f"111.222.{text}", **more,
    }  # fmt: skip


def event(inner: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Wrap an event as the Events API does."""
    return {
        "token": "gone", "team_id": TEAM, "context_team_id": TEAM, "context_enterprise_id": None,
        "api_app_id": APP, "event": inner, "type": "event_callback", "event_id": "Ev0001",
        "event_time": 1735174800, "is_ext_shared_channel": False,
        "authorizations": [{
            "enterprise_id": None, "team_id": TEAM, "user_id": US.user, "is_bot": True,
            "is_enterprise_install": False,
        }],
        "event_context": "4-x", **more,
    }  # fmt: skip


def said(
    text: str, *, by: str = MINA, at: str = ALONE, ts: str = AT, **more: Any
) -> dict[str, Any]:
    """Make the event of a written message."""
    kind = "im" if at.startswith("D") else "channel"
    inner = {
        "type": "message", "user": by, "client_msg_id": "6f2-1", "ts": ts, "text": text,
        "team": TEAM, "channel": at, "event_ts": ts, "channel_type": kind,
        "blocks": [{"type": "rich_text", "block_id": "x", "elements": []}], **more,
    }  # fmt: skip
    return event({key: value for key, value in inner.items() if value is not None})


def mention(text: str, **more: Any) -> dict[str, Any]:
    """Make the event of a message that names the bot in a channel."""
    return said(f"<@{US.user}> {text}", **{"type": "app_mention", "at": ROOM} | more)


def edited(text: str, *, by: str = MINA, at: str = ALONE) -> dict[str, Any]:
    """Make the event of a message that was changed."""
    inner = {"type": "message", "user": by, "text": text, "ts": AT,
             "edited": {"user": by, "ts": AT}}  # fmt: skip
    return event({
        "type": "message", "subtype": "message_changed", "channel": at, "hidden": True,
        "channel_type": "im", "ts": AT, "event_ts": AT, "message": inner, "previous_message": inner,
    })  # fmt: skip


def press(
    data: str, *, by: str = MINA, at: str = ALONE, message: str = AT,
    action_ts: str = "1735174801.5", **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Make a press on a button of a message."""
    name = "directmessage" if at.startswith("D") else "trades"
    return {
        "type": "block_actions",
        "user": {"id": by, "username": "mina", "name": "mina", "team_id": TEAM},
        "api_app_id": APP,
        "token": "gone",
        "container": {
            "type": "message", "message_ts": message, "channel_id": at, "is_ephemeral": False,
        },
        "trigger_id": "333.444.abc",
        "team": {"id": TEAM, "domain": "ants"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": at, "name": name},
        "message": {"bot_id": US.bot, "type": "message", "text": "card", "user": US.user,
                    "ts": message, "app_id": APP, "team": TEAM, "blocks": []},
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/T0001/1/x",
        "actions": [{
            "action_id": "b0.0", "block_id": "y", "text": {"type": "plain_text", "text": "확인"},
            "value": data, "type": "button", "action_ts": action_ts,
        }],
        **more,
    }  # fmt: skip


def submission(
    entered: dict[str, str], *, by: str = MINA, at: str = ALONE, line: str = "pin", **more: Any
) -> dict[str, Any]:
    """Make a form that somebody sent off."""
    values = {
        f"f{n}": {name: {"type": "plain_text_input", "value": value}}
        for n, (name, value) in enumerate(entered.items())
    }
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "ants"},
        "user": {"id": by, "username": "mina", "name": "mina", "team_id": TEAM},
        "api_app_id": APP,
        "token": "gone",
        "trigger_id": "555.666.abc",
        "view": {
            "id": "V0001", "team_id": TEAM, "type": "modal", "callback_id": "line", "hash": "17.h",
            "private_metadata": json.dumps({"channel": at, "line": line}),
            "state": {"values": values}, "app_id": APP, "bot_id": US.bot,
        },
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
        **more,
    }  # fmt: skip
