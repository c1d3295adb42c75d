"""How fast simulated time runs: as fast as set, and at a person's pace while one is asked."""

from __future__ import annotations

from decimal import Decimal

from bot.attention import Attention
from bot.stage import MINUTE, SECOND, Stage
from core.clock import Clock, real_sleep


async def play(stage: Stage, attention: Attention, *, speed: Decimal, wall: Clock) -> None:
    """Move the market for ever; speed 0 means without any pause.

    Nights and weekends are skipped at once. Raises EOFError when the market has no
    session left.
    """
    minute = float(MINUTE.total_seconds() / float(speed)) if speed else 0.0
    while True:
        began = wall.monotonic()
        pause = await _one(stage, attention, minute)
        await stage.runtime.heed_latch()
        await real_sleep(max(0.0, pause - (wall.monotonic() - began)))


async def _one(stage: Stage, attention: Attention, minute: float) -> float:
    patient = attention.patient(asking=stage.cards_open)
    if patient or stage.question_open or stage.window_open:
        await stage.step(SECOND)
        return SECOND.total_seconds()
    await stage.step(MINUTE)
    return minute if stage.awake else 0.0
