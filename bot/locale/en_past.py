"""All English words about past bars: imports, backtests, checks, charts, sweeps."""

from __future__ import annotations

from typing import Final

from bot.locale.en_backtest import WORDS as BACKTEST
from bot.locale.en_backtest_chat import WORDS as CHAT
from bot.locale.en_charts import WORDS as CHARTS
from bot.locale.en_guards import WORDS as GUARDS
from bot.locale.en_import import WORDS as IMPORT
from bot.locale.en_story import WORDS as STORY
from bot.locale.en_sweep import WORDS as SWEEP

_PARTS = (BACKTEST, CHAT, CHARTS, GUARDS, IMPORT, STORY, SWEEP)
WORDS: Final[dict[str, str]] = {key: words for part in _PARTS for key, words in part.items()}
