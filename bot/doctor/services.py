"""Tries the keys of the services that are set, each with a read that changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

from bot.context import Check
from bot.key_checks.broker import check_kis
from bot.key_checks.chats import check_slack, check_telegram
from bot.key_checks.found import Found
from bot.key_checks.mail import check_mail
from bot.key_checks.model import check_model
from bot.kis_token import token_box
from bot.locale.catalogue import Catalogue
from core.domain.order import Mode
from core.settings import Settings

Try: TypeAlias = Callable[[Settings], Awaitable[Found]]


async def service_checks(settings: Settings, words: Catalogue) -> list[Check]:
    """Ask every service at once; what is not set is not asked."""
    found = await asyncio.gather(*(one(settings) for one in _wanted(settings)))
    return [_check(one, words) for one in found]


def _wanted(settings: Settings) -> Iterator[Try]:
    if settings.telegram_bot_token is not None:
        yield check_telegram
    if settings.slack_bot_token is not None:
        yield check_slack
    if settings.kis_app_key is not None:
        yield _kis
    if settings.openai_api_key is not None:
        yield check_model
    if settings.smtp_host is not None:
        yield check_mail


async def _kis(settings: Settings) -> Found:
    mode = Mode.LIVE if settings.kis_env == "real" else Mode.PAPER
    return await check_kis(settings, token_box(settings, settings.home), mode)


def _check(found: Found, words: Catalogue) -> Check:
    fix = "" if found.fine else words.t(f"{found.key}.fix", **found.fields)
    text = words.t(found.key, **found.fields)
    return Check(f"key_{found.service}", ok=found.fine, text=text, fix=fix)
