"""지난 봉에 대한 한국어 문장 모두: 가져오기, 백테스트, 점검, 그림, 설정 찾기."""

from __future__ import annotations

from typing import Final

from bot.locale.ko_backtest import WORDS as BACKTEST
from bot.locale.ko_backtest_chat import WORDS as CHAT
from bot.locale.ko_charts import WORDS as CHARTS
from bot.locale.ko_guards import WORDS as GUARDS
from bot.locale.ko_import import WORDS as IMPORT
from bot.locale.ko_story import WORDS as STORY
from bot.locale.ko_sweep import WORDS as SWEEP

_PARTS = (BACKTEST, CHAT, CHARTS, GUARDS, IMPORT, STORY, SWEEP)
WORDS: Final[dict[str, str]] = {key: words for part in _PARTS for key, words in part.items()}
