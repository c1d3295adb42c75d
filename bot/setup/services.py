"""The services a person can choose, the keys that each needs, and how these are tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.key_checks.broker import check_kis
from bot.key_checks.chats import check_slack, check_telegram
from bot.key_checks.found import Found, State
from bot.key_checks.mail import check_mail
from bot.key_checks.model import check_model
from bot.kis_token import token_box
from bot.text import clean
from core.domain.order import Mode
from core.errors import SettingsError
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Key:
    """One field of the page: the setting's name, may it stay empty, be seen, hold blanks."""

    name: str
    optional: bool = False
    seen: bool = False
    blanks: bool = False


KEYS: Final[Mapping[str, tuple[Key, ...]]] = {
    "kis": (
        Key("KIS_APP_KEY"), Key("KIS_APP_SECRET"), Key("KIS_ACCOUNT", seen=True),
        Key("KIS_HTS_ID", optional=True, seen=True),
    ),
    "telegram": (Key("TELEGRAM_BOT_TOKEN"),),
    "slack": (Key("SLACK_BOT_TOKEN"), Key("SLACK_APP_TOKEN")),
    "mail": (Key("SMTP_PASSWORD", blanks=True),),
    "model": (Key("OPENAI_API_KEY"),),
}  # fmt: skip
Check = Callable[[Settings], Awaitable[Found]]


def checks(home: Path, mode: Mode) -> Mapping[str, Check]:
    """Give the read-only try of every service."""

    async def kis(settings: Settings) -> Found:
        try:
            box = token_box(settings, home)
        except SettingsError as error:
            told = {"why": clean(str(error), 300)}
            return Found("kis", State.REFUSED, "keys.kis_settings", told)
        return await check_kis(settings, box, mode)

    return {
        "kis": kis, "telegram": check_telegram, "slack": check_slack, "mail": check_mail,
        "model": check_model,
    }  # fmt: skip
