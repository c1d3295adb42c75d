"""All English words: trading and commands together."""

from __future__ import annotations

from typing import Final

from bot.locale.en_commands import WORDS as COMMANDS
from bot.locale.en_trading import WORDS as TRADING

WORDS: Final[dict[str, str]] = {**TRADING, **COMMANDS}
