"""The two ways on which updates of Telegram come: polled by us, or delivered to a port of ours."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from bot.http_port import listening
from bot.lanes import Seen
from bot.telegram_hook import Intake, Raw, hook_app
from bot.telegram_place import Hook
from bot.telegram_spool import Spool
from bot.telegram_talk import Talk
from bot.telegram_wire import delivery_error
from core.clock import real_sleep
from core.flow.supervise import LONGEST_WAIT_S

if TYPE_CHECKING:
    from telegram import Bot
    from telegram.error import TelegramError

# Edits and channel posts are fetched although they are never commands: leaving them out would
# leave the choice of what is heard to a setting on Telegram's side.
UPDATES: Final = ("message", "edited_message", "channel_post", "edited_channel_post",
                  "callback_query")  # fmt: skip
LOOK_S: Final = 60.0
MARK: Final = "webhook"
_log = structlog.get_logger(__name__)


@dataclass
class Line:
    """What both ways need of their face, and what outlives a connection.

    `failed` and `recovered` are told of troubles, `alarm` gets catalogue keys. `first_wait_s` is
    the first pause after a failure, `poll_s` the length of a poll.
    """

    failed: Callable[[Exception], None]
    recovered: Callable[[], None]
    alarm: Callable[[str], None]
    first_wait_s: float
    poll_s: float
    offset: int = 0
    seen: Seen = field(default_factory=Seen)


async def poll(bot: Bot, talk: Talk, line: Line, folder: Path | None) -> None:
    """Ask for updates for ever; a webhook in the way is taken away, and told unless it was ours."""
    from telegram.error import InvalidToken, TelegramError

    await _end_hook(bot, line, folder)
    wait = line.first_wait_s
    while True:
        try:
            updates = await bot.get_updates(
                offset=line.offset or None, timeout=int(line.poll_s), allowed_updates=UPDATES
            )
        except TelegramError as error:
            line.failed(error)
            refused = isinstance(error, InvalidToken)
            await real_sleep(LONGEST_WAIT_S if refused else _pause(error, wait))
            wait = min(LONGEST_WAIT_S, wait * 2)
            if "webhook" in error.message.lower():
                await _end_hook(bot, line, folder)
            continue
        wait = line.first_wait_s
        line.recovered()
        for update in updates:
            talk.take(update)
            line.offset = update.update_id + 1


async def deliveries(
    bot: Bot, talk: Talk, line: Line, hook: Hook, folder: Path | None,
    group: asyncio.TaskGroup,
) -> None:  # fmt: skip
    """Listen on the port for ever, and have Telegram deliver there."""
    from telegram import Update

    def take(raw: Raw, done: Callable[[], None]) -> bool:
        try:
            update = Update.de_json(raw, bot)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            # It would come for ever if it were refused.
            _log.warning("telegram.unreadable", error=type(error).__name__)
            done()
            return False
        talk.take(update, done)
        return talk.may_lie(update)

    intake = Intake(take, Spool(folder) if folder else None, line.seen)
    intake.again()
    app, opened = hook_app(hook, intake), asyncio.Event()
    group.create_task(_keep_hook(bot, line, hook, folder, opened))
    wait = line.first_wait_s
    while True:
        try:
            await listening(app, hook.host, hook.port, up=opened.set)
        except OSError as error:
            line.failed(error)
        await real_sleep(wait)
        wait = min(LONGEST_WAIT_S, wait * 2)


async def _keep_hook(
    bot: Bot, line: Line, hook: Hook, folder: Path | None, opened: asyncio.Event
) -> None:
    """Tell Telegram our address, and look each minute whether it is still ours (K04)."""
    from telegram.error import InvalidToken, TelegramError

    await opened.wait()
    _remember(folder, hook.url)
    wait, known = line.first_wait_s, False
    while True:
        try:
            if known and (await bot.get_webhook_info()).url == hook.url:
                line.recovered()
            else:
                if known:
                    line.alarm("notice.webhook")
                await bot.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=UPDATES)
                known = True
                line.recovered()
        except TelegramError as error:
            line.failed(error)
            refused = isinstance(error, InvalidToken)
            await real_sleep(LONGEST_WAIT_S if refused else _pause(error, wait))
            wait = min(LONGEST_WAIT_S, wait * 2)
            continue
        wait = line.first_wait_s
        await real_sleep(LOOK_S)


async def _end_hook(bot: Bot, line: Line, folder: Path | None) -> None:
    """Take away what would keep updates from us; raises TelegramError."""
    found = (await bot.get_webhook_info()).url
    if not found:
        return
    if not _is_ours(folder, found):
        _log.critical("telegram.foreign_webhook")
        line.alarm("notice.webhook")
    await bot.delete_webhook()
    if folder is not None:
        with suppress(OSError):
            (folder / MARK).unlink(missing_ok=True)


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


def _pause(error: TelegramError, wait: float) -> float:
    after = delivery_error(error).retry_after_s
    return wait if after is None else after
