"""The menu of commands that Telegram shows: for each language, in private and in groups."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import structlog

from bot.commands.base import COMMANDS, CommandSpec
from bot.locale.catalogue import LANGUAGES, Catalogue

if TYPE_CHECKING:
    from telegram import Bot, BotCommand, BotCommandScope

# The Bot API's limit for what stands beside a command.
LONGEST: Final = 256
_log = structlog.get_logger(__name__)


async def introduce(bot: Bot, words: Catalogue) -> None:
    """Set the menus that are not yet as they should be; a failure is logged, the rest works on.

    Telegram shows the menu of the language that a person's app has, else the one of the settings.
    """
    from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
    from telegram.error import TelegramError

    scopes = (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats())
    try:
        for scope, code in product(scopes, ("", *LANGUAGES)):
            named = Catalogue(code or words.code)
            await _set(bot, menu(named, private=scope.type == "all_private_chats"), scope, code)
    except TelegramError as error:
        _log.warning("telegram.menu_failed", error=type(error).__name__)


def menu(words: Catalogue, *, private: bool) -> tuple[BotCommand, ...]:
    """List every command with its line; in groups without those that hold a secret."""
    from telegram import BotCommand

    shown = (spec for _, spec in COMMANDS if private or not spec.secret)
    return tuple(BotCommand(spec.name, _line(words, spec)) for spec in shown)


def _line(words: Catalogue, spec: CommandSpec) -> str:
    """Describe a command; names must be English, so Korean ones stand beside them."""
    said = words.t(spec.summary_key)
    named = f"{'·'.join(spec.ko[:2])} {said}".strip() if words.code == "ko" else said
    return named[:LONGEST]


async def _set(bot: Bot, wanted: tuple[BotCommand, ...], scope: BotCommandScope, code: str) -> None:
    language = code or None
    if await bot.get_my_commands(scope=scope, language_code=language) != wanted:
        await bot.set_my_commands(wanted, scope=scope, language_code=language)
