"""The two ways on which updates of Telegram come: polled by us, or delivered to a port of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.http_port import listening
from bot.telegram_hook import hook_app
from bot.telegram_intake import Held, Intake
from bot.telegram_line import UPDATES, Line, end_hook, keep_hook, pause_after, watch_hook
from bot.telegram_place import Hook, TelegramPlace
from bot.telegram_talk import Talk
from core.clock import real_sleep
from core.flow.supervise import LONGEST_WAIT_S

if TYPE_CHECKING:
    from telegram import Bot, Update

# The Bot API gives at most so many updates in one answer; fewer are all there are.
MOST: Final = 100
# So many are gathered before work on them begins, so that a stop among them comes first.
BACKLOG: Final = 5_000
# The pause between polls while something is neither done nor on the disk.
AGAIN_S: Final = 0.25


async def listen(
    bot: Bot, talk: Talk, line: Line, place: TelegramPlace, group: asyncio.TaskGroup
) -> None:
    """Hear for ever, by the way that the place names; raises TelegramError."""
    intake = Intake(bot, talk, line.inbox)
    if place.hook is not None:
        await deliver(bot, intake, line, place.hook, place.folder, group)
        return
    group.create_task(watch_hook(bot, line, place.folder))
    await poll(bot, intake, line, place.folder)


async def poll(bot: Bot, intake: Intake, line: Line, folder: Path | None) -> None:
    """Ask for updates for ever; a webhook in the way is taken away, and told unless it was ours.

    What waits at Telegram is fetched whole before its work begins, so that a stop comes first.
    """
    from telegram.error import InvalidToken, TelegramError

    held = intake.again()
    await end_hook(bot, line, folder)
    wait = line.first_wait_s
    while True:
        soon = held or intake.loose
        try:
            updates = await bot.get_updates(
                offset=line.offset or None, limit=MOST, allowed_updates=UPDATES,
                timeout=0 if soon else int(line.poll_s),
            )  # fmt: skip
        except TelegramError as error:
            line.failed(error)
            refused = isinstance(error, InvalidToken)
            await real_sleep(LONGEST_WAIT_S if refused else pause_after(error, wait))
            wait = min(LONGEST_WAIT_S, wait * 2)
            if "webhook" in error.message.lower():
                await end_hook(bot, line, folder)
            continue
        wait = line.first_wait_s
        line.recovered()
        held = await _worked(intake, line, held, updates)


async def _worked(
    intake: Intake, line: Line, held: list[Held], updates: Sequence[Update]
) -> list[Held]:
    """Start the work of a batch and say what may be confirmed; gives what must wait for more."""
    held += intake.polled(updates, behind=held)
    line.last = updates[-1].update_id + 1 if updates else line.last
    full = len(updates) >= MOST
    gathers = full and len(held) < BACKLOG
    if not gathers:
        intake.start(held)
    await intake.safe(updates, begun=not gathers)
    if gathers and intake.failing:
        # What lies nowhere but here must not wait for more of it.
        intake.start(held)
        gathers = False
    # A full answer is confirmed whatever is in it: a stop may stand behind it.
    line.offset = line.last if full else min([line.last, *intake.loose])
    if intake.loose and not full:
        await real_sleep(AGAIN_S)
    return held if gathers else []


async def deliver(
    bot: Bot, intake: Intake, line: Line, hook: Hook, folder: Path | None, group: asyncio.TaskGroup
) -> None:
    """Listen on the port for ever, and have Telegram deliver there."""
    intake.start(intake.again())
    app, opened = hook_app(hook, line.inbox, intake.delivered), asyncio.Event()
    group.create_task(keep_hook(bot, line, hook, folder, opened))
    wait = line.first_wait_s
    while True:
        try:
            await listening(app, hook.host, hook.port, up=opened.set)
        except OSError as error:
            line.failed(error)
        await real_sleep(wait)
        wait = min(LONGEST_WAIT_S, wait * 2)
