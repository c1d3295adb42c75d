"""Forms of Slack: numbers and secrets are typed into a window and never stand in a channel."""

from __future__ import annotations

import json
from typing import Final

import structlog

from bot.forms import FORM, Entry, Form
from bot.locale.catalogue import Catalogue
from bot.reply import Button, Paragraph, Reply
from bot.slack_blocks import Drawn, plain_text
from bot.slack_errors import delivery_error, failures
from bot.slack_send import Line
from bot.slack_wire import Update
from core.domain.journal import Severity

NAME: Final = "line"
# Slack's limits of a form's title and buttons, and of a label.
TITLE: Final = 24
LABEL: Final = 150
LONGEST_ENTRY: Final = 200
_log = structlog.get_logger(__name__)


async def open_form(line: Line, form: Form, words: Catalogue, update: Update) -> None:
    """Open a form for whoever asked; a failure is only logged, for they see that none opened."""
    channel = await line.channel(update.source.chat)
    drawn = _view(form, words, channel=channel, thread=update.thread)
    try:
        await line.client.views_open(trigger_id=update.trigger, view=drawn)
    except failures() as error:
        # Three seconds may have passed, or the line is down.
        _log.warning("slack.no_form", error=str(delivery_error(error)))


def not_openly(words: Catalogue, *, private: bool) -> Reply:
    """Answer a secret that stands in a chat: what happened to it, and the window for it."""
    told = [words.t("slack.secret")]
    told += [] if private else [words.t("slack.secret_seen")]
    button = Button(words.t("form.pin"), f"{FORM}pin")
    return Reply("", tuple(Paragraph(text) for text in told), ((button,),), Severity.WARNING)


def _view(form: Form, words: Catalogue, *, channel: str, thread: str) -> Drawn:
    """Draw a form; the line it stands for and where it was opened travel in it."""
    kept = {"channel": channel, "thread": thread, "line": form.line}
    return {
        "type": "modal",
        "callback_id": NAME,
        "title": plain_text(form.title, TITLE),
        "submit": plain_text(words.t("form.send"), TITLE),
        "close": plain_text(words.t("form.close"), TITLE),
        "private_metadata": json.dumps(kept),
        "blocks": [_input(entry, label) for entry, label in form.entries],
    }


def _input(entry: Entry, label: str) -> Drawn:
    typed = {"type": "plain_text_input", "action_id": entry.name, "max_length": LONGEST_ENTRY}
    return {
        "type": "input", "block_id": f"f.{entry.name}", "label": plain_text(label, LABEL),
        "element": typed, "optional": entry.optional,
    }  # fmt: skip
