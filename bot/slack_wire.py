"""Between Slack and our own words: who said or pressed what and where, and what errors mean.

Payloads are read field by field and nothing in them is believed beyond its place: Slack signs
them, but people fill them. What cannot be read is an update that nobody is heard from.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from bot.access import Kind, Source
from bot.text import clean

Body: TypeAlias = Mapping[str, Any]
FACE: Final = "slack"
SERVICE: Final = "USLACKBOT"
# What is meant by our name, or the command, and nothing behind it.
HELP: Final = "help"
# A person wrote these as well: with a file, or in a thread and shown in the channel too.
_OWN_WORDS: Final = frozenset({"", "file_share", "thread_broadcast"})
_CHANGES: Final = frozenset({"message_changed", "message_deleted", "message_replied"})
_MENTION: Final = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_LINK: Final = re.compile(r"<(?:https?|mailto|tel):([^>|]*)(?:\|([^>]*))?>")


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are in which workspace, as Slack itself says."""

    team: str
    user: str
    bot: str


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that somebody did.

    `text` is what was said, `data` what a button carried and `message` where it was shown.
    `thread` is the message whose thread an answer belongs into. `key` is the same however often
    Slack delivers it; empty means that it cannot be told. `said_at` is in seconds since 1970,
    None where Slack does not say. `trigger` opens a form for three seconds, `respond` is an
    address that whoever typed can be answered at, `entered` is what somebody put into a form.
    """

    source: Source
    text: str = ""
    data: str = ""
    message: str = ""
    thread: str = ""
    key: str = ""
    said_at: float | None = None
    trigger: str = ""
    respond: str = ""
    entered: Mapping[str, str] = field(default_factory=dict)
    view: str = ""


def update_of(body: Body, us: Bot) -> Update:
    """Read one payload of any kind, from the socket or over HTTP."""
    if "command" in body:
        return _slash(body, us)
    reader = {
        "event_callback": _event, "block_actions": _press, "view_submission": _form,
    }.get(_text(body, "type"))  # fmt: skip
    return reader(body, us) if reader else _nothing()


def _slash(body: Body, us: Bot) -> Update:
    said = _plain(_text(body, "text"), us)[0]
    place = _Place(_text(body, "user_id"), _text(body, "channel_id"), _text(body, "user_name"))
    trigger = _text(body, "trigger_id")
    return Update(
        place.source(
            Kind.MESSAGE, trigger, foreign=_text(body, "team_id") != us.team, addressed=True
        ),
        text=said or HELP,
        key=f"slash:{trigger}" if trigger else "",
        trigger=trigger,
        respond=_text(body, "response_url"),
    )


def _event(body: Body, us: Bot) -> Update:
    event = _part(body, "event")
    if event.get("type") not in ("message", "app_mention"):
        return _nothing()
    place = _Place(_text(event, "user"), _text(event, "channel"))
    teams = {_text(event, key) for key in ("team", "user_team", "source_team")} - {""}
    stamp = _text(event, "ts")
    text, named = _plain(_text(event, "text"), us)
    source = place.source(
        _kind(event),
        stamp,
        addressed=named,
        foreign=bool(teams - {us.team})
        or _text(body, "team_id") != us.team
        or bool(body.get("is_ext_shared_channel")),
        machine=_by_machine(event, us),
        forwarded=any(_part_of(a).get("is_share") for a in _list(event, "attachments")),
    )
    return Update(
        source,
        text=text or (HELP if named else ""),
        message=stamp,
        thread=_text(event, "thread_ts"),
        # A mention in a channel that is read anyway comes as two events of one message.
        key=f"said:{place.channel}:{stamp}" if stamp else "",
        said_at=_seconds(stamp),
    )


def _kind(event: Body) -> Kind:
    subtype = _text(event, "subtype")
    if subtype in _CHANGES or "edited" in event:
        return Kind.EDITED
    return Kind.MESSAGE if subtype in _OWN_WORDS and not event.get("hidden") else Kind.OTHER


def _by_machine(event: Body, us: Bot) -> bool:
    # People's own words carry none of these; an app that writes in a person's name does.
    marked = any(event.get(key) for key in ("bot_id", "bot_profile", "app_id"))
    return marked or _text(event, "user") in (us.user, SERVICE)


def _press(body: Body, us: Bot) -> Update:
    container, actions = _part(body, "container"), _list(body, "actions")
    action = _part_of(actions[0]) if len(actions) == 1 else {}
    # Shown to one person for a moment, in an unfurled link or in a form: no message of ours.
    ours = container.get("type") == "message" and not container.get("is_ephemeral")
    own = ours and action.get("type") == "button" and not _of_workflow(body)
    place = _place_of(body, "channel")
    message, at = _text(container, "message_ts"), _text(action, "action_ts")
    source = place.source(Kind.PRESS if own else Kind.OTHER, foreign=_elsewhere(body, us))
    key = ":".join(("press", place.user, place.channel, message, _text(action, "action_id"), at))
    return Update(
        source,
        data=_text(action, "value"),
        message=message,
        thread=_text(container, "thread_ts"),
        key=key if message and at else "",
        trigger=_text(body, "trigger_id"),
    )


def _form(body: Body, us: Bot) -> Update:
    view = _part(body, "view")
    try:
        kept = _part_of(json.loads(_text(view, "private_metadata") or "{}"))
    except ValueError:
        return _nothing()
    place = _Place(_text(_part(body, "user"), "id"), _text(kept, "channel"), _name(body))
    kind = Kind.OTHER if _of_workflow(body) else Kind.MESSAGE
    number = _text(view, "id")
    return Update(
        place.source(kind, number, foreign=_elsewhere(body, us)),
        text=_text(kept, "line"),
        thread=_text(kept, "thread"),
        key=f"form:{number}:{_text(view, 'hash')}" if number else "",
        entered=_entered(_part(view, "state")),
        view=_text(view, "callback_id"),
    )


def _entered(state: Body) -> dict[str, str]:
    """Give what was typed, by the names of the fields, in the order of the form."""
    blocks = _part(state, "values").values()
    fields = [pair for block in blocks for pair in _part_of(block).items()]
    return {name: _text(_part_of(typed), "value") for name, typed in fields}


@dataclass(frozen=True, slots=True)
class _Place:
    """Who, and in which conversation."""

    user: str
    channel: str
    name: str = ""

    def source(self, kind: Kind, message: str = "", **marks: bool) -> Source:
        """Make the source; `message` names what was said.

        A private chat has its person's number, as on other faces. So a command typed between two
        people is answered in the bot's own chat with whoever typed it, where the other one does
        not see it.
        """
        private = self.channel.startswith("D")
        chat = self.user if private else self.channel
        name = clean(self.name or self.user, 64)
        return Source(kind, FACE, self.user, chat, name, private=private, message=message, **marks)


def _place_of(body: Body, where: str) -> _Place:
    return _Place(_text(_part(body, "user"), "id"), _text(_part(body, where), "id"), _name(body))


def _name(body: Body) -> str:
    user = _part(body, "user")
    return _text(user, "name") or _text(user, "username")


def _elsewhere(body: Body, us: Bot) -> bool:
    of_user = _text(_part(body, "user"), "team_id") or us.team
    return {_text(_part(body, "team"), "id"), of_user} != {us.team}


def _of_workflow(body: Body) -> bool:
    return any(key in body for key in ("function_data", "workflow", "workflow_step"))


def _nothing() -> Update:
    return Update(Source(Kind.OTHER, FACE, "", ""))


def _plain(text: str, us: Bot) -> tuple[str, bool]:
    """Undo Slack's writing of a text; tell whether it names us."""
    named = any(found == us.user for found in _MENTION.findall(text))
    bare = _MENTION.sub(lambda m: " " if m[1] == us.user else f"@{m[1]}", text)
    linked = _LINK.sub(lambda m: m[2] or m[1].removeprefix("//"), bare)
    return html.unescape(linked).strip(), named


def _seconds(stamp: str) -> float | None:
    return float(stamp) if re.fullmatch(r"\d{1,12}\.\d{1,9}", stamp, re.ASCII) else None


def _text(part: Body, key: str) -> str:
    found = part.get(key)
    return found if isinstance(found, str) else ""


def _part(part: Body, key: str) -> Body:
    return _part_of(part.get(key))


def _part_of(found: object) -> Body:
    return found if isinstance(found, Mapping) else {}


def _list(part: Body, key: str) -> list[Any]:
    found = part.get(key)
    return found if isinstance(found, list) else []
