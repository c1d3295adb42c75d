"""The readings of a sentence, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.free_text import (
    alerts,
    cancels,
    controls,
    levels,
    people,
    pictures,
    questions,
    requests,
    resting,
    watching,
)
from bot.free_text.heard import Heard
from bot.free_text.said import Said

READINGS: Final[tuple[Callable[[Heard], Said | None], ...]] = (
    levels.stop_or_target,
    resting.rest,
    people.people,
    alerts.alert,
    cancels.cancel,
    controls.control,
    pictures.chart,
    pictures.report,
    watching.listed,
    requests.request,
    questions.read,
    questions.wondering,
)
