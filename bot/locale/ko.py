"""All Korean words: trading, commands, risk rules, strategies and the import of files."""

from __future__ import annotations

from typing import Final

from bot.locale.ko_assistant import WORDS as ASSISTANT
from bot.locale.ko_commands import WORDS as COMMANDS
from bot.locale.ko_doubt import WORDS as DOUBT
from bot.locale.ko_faces import WORDS as FACES
from bot.locale.ko_futures import WORDS as FUTURES
from bot.locale.ko_info import WORDS as INFO
from bot.locale.ko_input import WORDS as INPUT
from bot.locale.ko_modes import WORDS as MODES
from bot.locale.ko_orders import WORDS as ORDERS
from bot.locale.ko_past import WORDS as PAST
from bot.locale.ko_reasons import WORDS as REASONS
from bot.locale.ko_risk import WORDS as RISK
from bot.locale.ko_stops import WORDS as STOPS
from bot.locale.ko_strategies import WORDS as STRATEGIES
from bot.locale.ko_talk import WORDS as TALK
from bot.locale.ko_trading import WORDS as TRADING

_PARTS = (
    ASSISTANT, COMMANDS, DOUBT, FACES, FUTURES, INFO, INPUT, MODES, ORDERS, PAST, REASONS, RISK,
    STOPS, STRATEGIES, TALK, TRADING,
)  # fmt: skip
WORDS: Final[dict[str, str]] = {key: words for part in _PARTS for key, words in part.items()}
