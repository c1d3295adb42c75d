"""The exchange with a model: question, tools, answer; bounded in steps, time, calls and length.

What a model answers is text and the names of tools, never anything that is run.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from bot.llm.client import ModelPlace, opened, pause, reason
from core.clock import real_sleep
from core.errors import DeliveryError

TRIES: Final = 2
# Korean takes about a token a letter, JSON fewer: counting letters never counts too few.
LETTERS_A_TOKEN: Final = 1


@dataclass(frozen=True, slots=True)
class Budget:
    """What one answer may take: requests, tools, unusable calls, tokens and real seconds.

    `letters` bounds what is read of one reply; `timeout_s` is for one request.
    """

    steps: int = 6
    calls: int = 12
    wrong: int = 4
    tokens: int = 60_000
    letters: int = 12_000
    reply_tokens: int = 900
    timeout_s: float = 25.0
    deadline_s: float = 60.0


class Tools(Protocol):
    """What a model may ask for."""

    wrong: int

    @property
    def ended(self) -> bool:
        """Tell whether nothing more has to be asked."""
        ...

    def schemas(self) -> list[dict[str, Any]]:
        """Describe the tools."""
        ...

    async def use(self, name: str, arguments: str) -> str:
        """Run one and give what the model is told; never raises for what the model wrote."""
        ...


@dataclass
class _Call:
    """One tool call as its pieces come in."""

    key: str = ""
    name: str = ""
    arguments: str = ""


@dataclass
class _Reply:
    """One reply of the model as its pieces come in."""

    text: str = ""
    calls: dict[int, _Call] = field(default_factory=dict)
    cut: bool = False

    @property
    def length(self) -> int:
        """Count the letters read so far."""
        return len(self.text) + sum(len(c.name) + len(c.arguments) for c in self.calls.values())


class Dialogue:
    """Asks one server; `heard` gets the text of the present reply whenever it grew."""

    def __init__(
        self,
        place: ModelPlace,
        budget: Budget,
        *,
        sleep: Callable[[float], Awaitable[None]] = real_sleep,
    ) -> None:
        self._place = place
        self._budget = budget
        self._sleep = sleep

    async def run(
        self, messages: list[dict[str, Any]], tools: Tools, heard: Callable[[str], Awaitable[None]]
    ) -> str:
        """Give the model's last text; raises DeliveryError when there is none within the budget."""
        try:
            async with (
                asyncio.timeout(self._budget.deadline_s),
                opened(self._place, self._budget.timeout_s) as (openai, client),
            ):
                return await self._steps(_Server(openai, client), messages, tools, heard)
        except TimeoutError as error:
            raise DeliveryError("the model took too long") from error

    async def _steps(
        self,
        server: _Server,
        messages: list[dict[str, Any]],
        tools: Tools,
        heard: Callable[[str], Awaitable[None]],
    ) -> str:
        used, spent = 0, 0
        for step in range(1, self._budget.steps + 1):
            spent += len(json.dumps(messages, ensure_ascii=False)) // LETTERS_A_TOKEN
            last = step == self._budget.steps or used >= self._budget.calls
            if spent > self._budget.tokens or tools.wrong > self._budget.wrong:
                raise DeliveryError("the model asked for too much")
            reply = await self._once(server, messages, tools, heard, last=last)
            spent += reply.length
            if not reply.calls:
                return _whole(reply)
            if last:
                break
            used += await self._use(reply, messages, tools, self._budget.calls - used)
            if tools.ended:
                return reply.text
        raise DeliveryError("the model went on asking for tools")

    async def _use(
        self, reply: _Reply, messages: list[dict[str, Any]], tools: Tools, left: int
    ) -> int:
        calls = [reply.calls[at] for at in sorted(reply.calls)][:left]
        messages.append({"role": "assistant", "content": None, "tool_calls": _written(calls)})
        for at, call in enumerate(calls):
            told = await tools.use(call.name, call.arguments)
            messages.append({"role": "tool", "tool_call_id": f"call_{at}", "content": told})
        return len(calls)

    async def _once(
        self,
        server: _Server,
        messages: list[dict[str, Any]],
        tools: Tools,
        heard: Callable[[str], Awaitable[None]],
        *,
        last: bool,
    ) -> _Reply:
        """Get one reply; what may pass by itself is tried once more."""
        asked = {
            "model": self._place.model, "temperature": 0, "stream": True, "messages": messages,
            "max_tokens": self._budget.reply_tokens, "tools": tools.schemas(),
            "tool_choice": "none" if last else "auto",
        }  # fmt: skip
        for attempt in range(1, TRIES + 1):
            try:
                return await self._read(await server.ask(asked), heard)
            except server.failures as error:
                wait = pause(server.openai, error)
                if wait is None or attempt == TRIES:
                    raise DeliveryError(reason(error)) from None
            await self._sleep(wait)
        raise DeliveryError("the model was not asked")

    async def _read(self, stream: Any, heard: Callable[[str], Awaitable[None]]) -> _Reply:
        reply = _Reply()
        async with stream:
            async for chunk in stream:
                grew = _take(reply, chunk)
                if reply.length > self._budget.letters:
                    reply.cut = True
                    break
                if grew:
                    await heard(reply.text)
        return reply


@dataclass(frozen=True, slots=True)
class _Server:
    """An open client with its library."""

    openai: Any
    client: Any

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """Name what a server can do wrong: its status, its line, its JSON and its shapes."""
        return (self.openai.OpenAIError, ValueError, TypeError, AttributeError, OSError)

    async def ask(self, asked: dict[str, Any]) -> Any:
        """Send one request and give the stream of its answer."""
        return await self.client.chat.completions.create(**asked)


def _take(reply: _Reply, chunk: Any) -> bool:
    """Add one piece of a reply of any shape; true when its text grew."""
    choices = getattr(chunk, "choices", None)
    if not isinstance(choices, list) or not choices:
        return False
    reply.cut = reply.cut or getattr(choices[0], "finish_reason", None) == "length"
    delta = getattr(choices[0], "delta", None)
    calls = getattr(delta, "tool_calls", None)
    for piece in calls if isinstance(calls, list) else []:
        _take_call(reply, piece)
    text = getattr(delta, "content", None)
    if not isinstance(text, str) or not text:
        return False
    reply.text += text
    return True


def _take_call(reply: _Reply, piece: Any) -> None:
    index = getattr(piece, "index", None)
    call = reply.calls.setdefault(index if isinstance(index, int) else len(reply.calls), _Call())
    asked = getattr(piece, "function", None)
    name, arguments = getattr(asked, "name", None), getattr(asked, "arguments", None)
    call.name += name if isinstance(name, str) else ""
    call.arguments += arguments if isinstance(arguments, str) else ""


def _written(calls: list[_Call]) -> list[dict[str, Any]]:
    """Write the calls back as they were asked; their ids are ours."""
    return [
        {
            "id": f"call_{at}", "type": "function",
            "function": {"name": call.name[:64] or "none", "arguments": call.arguments[:1_000]},
        }
        for at, call in enumerate(calls)
    ]  # fmt: skip


def _whole(reply: _Reply) -> str:
    """Give a reply's text; the sentence that was cut may end in the middle of a number."""
    text = reply.text
    if reply.cut:
        text = max(text.rpartition("\n")[0], text.rpartition(". ")[0], key=len)
    if not text.strip():
        raise DeliveryError("the model answered without text")
    return text
