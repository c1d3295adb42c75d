"""Whose line to Telegram it is: the webhook that is set there, ours or a stranger's (K04).

A webhook that we did not set takes people's words away from us: whoever set it has the token.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from bot.inbox import Inbox, inbox_in
from bot.telegram_place import Hook, TelegramPlace
from bot.telegram_wire import delivery_error
from core.clock import Clock, real_sleep
from core.flow.supervise import LONGEST_WAIT_S

if TYPE_CHECKING:
    from telegram import Bot, WebhookInfo
    from telegram.error import TelegramError

# Edits and channel posts are fetched although they are never commands: leaving them out would
# leave the choice of what is heard to a setting on Telegram's side.
UPDATES: Final = ("message", "edited_message", "channel_post", "edited_channel_post",
                  "callback_query")  # fmt: skip
LOOK_S: Final = 60.0
# A failed delivery that is older is over: Telegram tries again within a minute.
FRESH: Final = timedelta(minutes=5)
MARK: Final = "webhook"
_log = structlog.get_logger(__name__)


class Undelivered(Exception):
    """Telegram cannot reach our address, and people's words pile up there."""


@dataclass
class Line:
    """What both ways need of their face, and what outlives a connection; `wall` is the machine's.

    `failed` and `recovered` are told of troubles, `alarm` gets catalogue keys. `first_wait_s` is
    the first pause after a failure, `poll_s` the length of a poll, `look_s` the
    pause between looks at the webhook. The next poll asks from
    `offset` on; `last` is behind the newest update that came.
    """

    failed: Callable[[Exception], None]
    recovered: Callable[[], None]
    alarm: Callable[[str], None]
    wall: Clock
    inbox: Inbox
    first_wait_s: float
    poll_s: float
    look_s: float
    offset: int = 0
    last: int = 0


def line_of(
    place: TelegramPlace,
    failed: Callable[[Exception], None],
    recovered: Callable[[], None],
    alarm: Callable[[str], None],
    wall: Clock,
    *,
    first_wait_s: float,
    poll_s: float,
    look_s: float,
) -> Line:
    """Make the line of a place, with its inbox on the disk; nothing is asked yet."""
    inbox = inbox_in(place.folder, alarm=alarm)
    return Line(failed, recovered, alarm, wall, inbox, first_wait_s, poll_s, look_s)


async def watch_hook(bot: Bot, line: Line, folder: Path | None) -> None:
    """Look again and again, while we poll, whether somebody has words delivered elsewhere (K04)."""
    from telegram.error import TelegramError

    while True:
        await real_sleep(line.look_s)
        try:
            await end_hook(bot, line, folder)
        except TelegramError as error:
            # The polls beside it tell what is wrong with the line.
            _log.info("telegram.not_looked", error=type(error).__name__)


async def keep_hook(
    bot: Bot, line: Line, hook: Hook, folder: Path | None, opened: asyncio.Event
) -> None:
    """Tell Telegram our address, and look again and again whether it is ours (K04)."""
    from telegram.error import InvalidToken, TelegramError

    await opened.wait()
    _remember(folder, hook.url)
    wait, known = line.first_wait_s, False
    while True:
        try:
            found = await bot.get_webhook_info() if known else None
            if found is not None and found.url == hook.url:
                _judge(line, found)
            else:
                if known:
                    _foreign(line)
                await bot.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=UPDATES)
                known = True
                line.recovered()
        except TelegramError as error:
            line.failed(error)
            refused = isinstance(error, InvalidToken)
            await real_sleep(LONGEST_WAIT_S if refused else pause_after(error, wait))
            wait = min(LONGEST_WAIT_S, wait * 2)
            continue
        wait = line.first_wait_s
        await real_sleep(line.look_s)


async def end_hook(bot: Bot, line: Line, folder: Path | None) -> None:
    """Take away what would keep updates from us; raises TelegramError."""
    found = (await bot.get_webhook_info()).url
    if not found:
        return
    if not _is_ours(folder, found):
        _foreign(line)
    await bot.delete_webhook()
    if folder is not None:
        with suppress(OSError):
            (folder / MARK).unlink(missing_ok=True)


def _judge(line: Line, found: WebhookInfo) -> None:
    """Tell from Telegram's own words whether our address is reached."""
    failed_at = found.last_error_date
    fresh = failed_at is not None and line.wall.now() - failed_at < FRESH
    if fresh and found.pending_update_count:
        line.failed(Undelivered())
    else:
        line.recovered()


def _foreign(line: Line) -> None:
    _log.critical("telegram.foreign_webhook")
    line.alarm("notice.webhook")


def _remember(folder: Path | None, url: str) -> None:
    """Keep a mark of our address, which may itself be a secret (T-19)."""
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / MARK).write_text(_mark(url), encoding="ascii")
    except OSError as error:
        _log.warning("telegram.not_marked", error=type(error).__name__)


def _is_ours(folder: Path | None, url: str) -> bool:
    if folder is None:
        return False
    try:
        return (folder / MARK).read_text(encoding="ascii") == _mark(url)
    except (OSError, ValueError):
        return False


def _mark(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def pause_after(error: TelegramError, wait: float) -> float:
    """Give how long to wait after a failure: as long as Telegram asks, or else `wait`."""
    after = delivery_error(error).retry_after_s
    return wait if after is None else after
