"""Tries the key of the language model: its list of models is read, nothing is generated."""

from __future__ import annotations

from bot.key_checks.found import (
    DEADLINE_S,
    REFUSING,
    Found,
    State,
    asked,
    no_answer,
    odd_answer,
)
from core.errors import ReadFailed
from core.net.http import Ask
from core.settings import Settings


async def check_model(settings: Settings) -> Found:
    """Read the list of models and look for ours in it."""
    key = settings.openai_api_key
    if key is None:
        return Found("model", State.REFUSED, "keys.missing", {"name": "OPENAI_API_KEY"})
    base = settings.openai_base_url
    try:
        headers = {"authorization": f"Bearer {key.get_secret_value()}"}
        answer = await asked(base, Ask(f"{base}/models", headers, deadline_s=DEADLINE_S))
    except ReadFailed as error:
        return no_answer("model", error)
    if answer.status in REFUSING:
        return Found("model", State.REFUSED, "keys.model", {"status": answer.status})
    listed = answer.body.get("data")
    if answer.status != 200 or not isinstance(listed, list):
        return odd_answer("model", answer.status)
    names = {str(row.get("id")) for row in listed if isinstance(row, dict)}
    wanted = settings.openai_model
    if names and wanted not in names:
        return Found("model", State.REFUSED, "keys.model_absent", {"name": wanted})
    return Found("model", State.FINE, "keys.model_fine", {"name": wanted})
