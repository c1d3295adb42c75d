"""How any language model's server is reached: where it is, how often it is asked, what failed.

One place, so that no redirect, proxy or error text ever carries the key elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 10.0
_SERVER_ERROR: Final = 500
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """A server that speaks the OpenAI protocol, its key and the model; never logged whole."""

    api_key: str
    base_url: str
    model: str

    def __repr__(self) -> str:
        return f"ModelPlace(model={self.model!r})"


@asynccontextmanager
async def opened(place: ModelPlace, timeout_s: float) -> AsyncIterator[tuple[Any, Any]]:
    """Open a client and give it with its library; `timeout_s` is for one request, real seconds."""
    # Loading takes a second or two, during which the loop must go on serving orders.
    openai = await asyncio.to_thread(_load)
    # A redirect would carry the key to a host that nobody allowed.
    http = openai.DefaultAsyncHttpxClient(follow_redirects=False, trust_env=False)
    async with openai.AsyncOpenAI(
        api_key=place.api_key,
        base_url=place.base_url,
        max_retries=0,
        timeout=timeout_s,
        http_client=http,
    ) as client:
        yield openai, client


def pause(openai: Any, error: Exception) -> float | None:
    """Give the seconds to wait before another try, or None when it would not help."""
    if isinstance(error, openai.APIConnectionError):
        return PAUSE_S
    status = getattr(error, "status_code", 0)
    if status != _TOO_MANY and status < _SERVER_ERROR:
        return None
    response = getattr(error, "response", None)
    asked = response.headers.get("retry-after", "") if response is not None else ""
    return min(float(asked), LONGEST_PAUSE_S) if asked.isdecimal() else PAUSE_S


def reason(error: Exception) -> str:
    """Say what failed without the error's own text: it may quote request, address or key."""
    status = getattr(error, "status_code", None)
    return f"the model failed: {type(error).__name__}{f' {status}' if status else ''}"


def _load() -> Any:
    import openai

    return openai
