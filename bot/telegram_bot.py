"""The library's client: made, closed, and what its troubles are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from bot.http_port import PORT_TROUBLES
from bot.telegram_place import TelegramPlace
from bot.telegram_wire import hush

if TYPE_CHECKING:
    from telegram import Bot
    from telegram.request import HTTPXRequest

DEADLINE_S: Final = 10.0
# By the names of what is raised; everything else is a trouble of the line.
TROUBLES: Final = {
    "InvalidToken": "token", "Conflict": "conflict", "Undelivered": "hook",
    **dict.fromkeys(PORT_TROUBLES, "port"),
}  # fmt: skip
# What everybody is told at once, by keys of the catalogue.
ALARMS: Final = {
    "InvalidToken": "notice.token", "Conflict": "notice.conflict",
    "Undelivered": "notice.undelivered",
}  # fmt: skip
_log = structlog.get_logger(__name__)


def new_bot(place: TelegramPlace, poll_s: float) -> Bot:
    """Make a client with a line of its own for polls, which last `poll_s`."""
    from telegram import Bot

    hush()
    return Bot(
        place.token,
        base_url=place.base_url,
        base_file_url=place.base_file_url,
        request=_line(DEADLINE_S),
        get_updates_request=_line(poll_s + DEADLINE_S),
    )


async def closed(bot: Bot) -> None:
    """Close a client, whatever it says to that."""
    from telegram.error import TelegramError

    try:
        await bot.shutdown()
    except (TelegramError, RuntimeError) as error:
        _log.warning("telegram.close_failed", error=type(error).__name__)


def _line(read_s: float) -> HTTPXRequest:
    from telegram.request import HTTPXRequest

    return HTTPXRequest(
        connection_pool_size=8,
        read_timeout=read_s,
        connect_timeout=DEADLINE_S,
        httpx_kwargs={"trust_env": False},
    )
