"""All English words: trading, commands, risk rules, strategies and the import of files."""

from __future__ import annotations

from typing import Final

from bot.locale.en_assistant import WORDS as ASSISTANT
from bot.locale.en_commands import WORDS as COMMANDS
from bot.locale.en_doubt import WORDS as DOUBT
from bot.locale.en_faces import WORDS as FACES
from bot.locale.en_futures import WORDS as FUTURES
from bot.locale.en_info import WORDS as INFO
from bot.locale.en_input import WORDS as INPUT
from bot.locale.en_modes import WORDS as MODES
from bot.locale.en_orders import WORDS as ORDERS
from bot.locale.en_past import WORDS as PAST
from bot.locale.en_reasons import WORDS as REASONS
from bot.locale.en_risk import WORDS as RISK
from bot.locale.en_stops import WORDS as STOPS
from bot.locale.en_strategies import WORDS as STRATEGIES
from bot.locale.en_talk import WORDS as TALK
from bot.locale.en_trading import WORDS as TRADING

_PARTS = (
    ASSISTANT, COMMANDS, DOUBT, FACES, FUTURES, INFO, INPUT, MODES, ORDERS, PAST, REASONS, RISK,
    STOPS, STRATEGIES, TALK, TRADING,
)  # fmt: skip
WORDS: Final[dict[str, str]] = {key: words for part in _PARTS for key, words in part.items()}
