"""The process that draws starts for a person who waits: it loads nothing that only engines need."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "sqlalchemy", "aiohttp", "telegram", "slack_bolt", "httpx")


@pytest.mark.parametrize("module", ["bot.chart_work", "bot.chart_worker"])
def test_drawing_loads_no_library_of_the_engine_or_the_chats(module: str) -> None:
    looks = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", looks], capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout.strip() == "[]"
