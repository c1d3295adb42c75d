"""All Korean words: trading, commands, risk rules, strategies and the import of files."""

from __future__ import annotations

from typing import Final

from bot.locale.ko_commands import WORDS as COMMANDS
from bot.locale.ko_doubt import WORDS as DOUBT
from bot.locale.ko_futures import WORDS as FUTURES
from bot.locale.ko_import import WORDS as IMPORT
from bot.locale.ko_risk import WORDS as RISK
from bot.locale.ko_stops import WORDS as STOPS
from bot.locale.ko_strategies import WORDS as STRATEGIES
from bot.locale.ko_trading import WORDS as TRADING

_PARTS = (TRADING, COMMANDS, DOUBT, IMPORT, RISK, FUTURES, STOPS, STRATEGIES)
WORDS: Final[dict[str, str]] = {key: words for part in _PARTS for key, words in part.items()}
