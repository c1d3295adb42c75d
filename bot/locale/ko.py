"""All Korean words."""

from __future__ import annotations

from typing import Final

from bot.locale.gathered import words_of

WORDS: Final[dict[str, str]] = words_of("ko")
