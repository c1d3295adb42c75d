"""The assistant of one run: its server, what it may read, and what must not leave."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from bot.app import App
from bot.assemble import open_trial_log
from bot.assistant.assistant import Assistant
from bot.assistant.dialogue import Budget, Dialogue
from bot.assistant.privacy import Hider
from bot.llm.client import ModelPlace
from core.clock import Clock
from core.domain.trial import Trial


def assistant_of(app: App, wall: Clock) -> Assistant | None:
    """Make the assistant where a language model is set up; it may read, and nothing else."""
    settings = app.settings
    key = settings.openai_api_key
    if key is None:
        return None
    place = ModelPlace(key.get_secret_value(), settings.openai_base_url, settings.openai_model)
    hide = Hider(settings.secrets(), lambda: (a.id for a in app.uow.accounts.all()))
    return Assistant(
        Dialogue(place, Budget()), wall=wall, hide=hide, per_day=settings.ask_per_day,
        trials=partial(_trials, settings.home),
    )  # fmt: skip


def _trials(home: Path, strategy: str) -> Sequence[Trial]:
    with closing(open_trial_log(home)) as log:
        return list(log.of(strategy, first=date.min, last=date.max))
