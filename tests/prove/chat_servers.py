"""Telegram and Slack as a person's screen: messages stand there, may be changed, and can be lost.

The servers of `tests/bot_api.py` and `tests/slack_api.py` with a memory. Of the calls in `lost` the
work is done and the line is cut after some seconds; of those in `late` the answer comes then.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests import bot_api, slack_api

Buttons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands: who sees it, its words, its buttons as label and data."""

    chat: str
    text: str
    buttons: Buttons = ()


class Refuse(Exception):
    """A call that the service refuses."""

    def __init__(self, fault: bot_api.Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass
class Screens(bot_api.BotApi):
    """One bot's server with the messages of its chats; `latency_s` lies before every answer."""

    messages: dict[str, Shown] = field(default_factory=dict)
    sent: list[Shown] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    lost: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    late: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    latency_s: float = 0.0
    refuses: bot_api.Fault | None = None
    hook: str = ""

    async def answer(self, method: str, params: dict[str, Any]) -> bot_api.Fault:
        """Do what a call asks for, unless a fault stands in its place; perhaps say nothing."""
        async with self.seen:
            self.calls.append((method, params))
            self.seen.notify_all()
        if self.latency_s and method != "getUpdates":
            await asyncio.sleep(self.latency_s)
        if self.refuses is not None:
            return self.refuses
        if self.faults[method]:
            return self.faults[method].popleft()
        try:
            result = await self._result(method, params)
        except Refuse as refused:
            return refused.fault
        if self.late[method]:
            await asyncio.sleep(self.late[method].popleft())
        if self.lost[method]:
            await asyncio.sleep(self.lost[method].popleft())
            return bot_api.HANG
        return 200, {"ok": True, "result": result}

    async def _poll(self, offset: int, wait_s: int) -> list[dict[str, Any]]:
        # One call stays open until there is news: an idle hour must not cost ten thousand.
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        while not self.updates and not self.closing and wait_s:
            self.news.clear()
            await self.news.wait()
        return list(self.updates)

    async def _result(self, method: str, params: dict[str, Any]) -> Any:
        if method == "editMessageText":
            self._edit(params)
        made = await super()._result(method, params)
        if method in ("sendMessage", "sendPhoto"):
            self._show(str(made["message_id"]), params)
        elif method == "answerCallbackQuery":
            self.toasts.append(str(params.get("text", "")))
        elif method in ("setWebhook", "deleteWebhook"):
            self.hook = str(params.get("url", ""))
        elif method == "getWebhookInfo":
            return made | {"url": self.hook}
        return made

    def _edit(self, params: dict[str, Any]) -> None:
        number = str(params["message_id"])
        if number not in self.messages:
            raise Refuse(bot_api.bad("message to edit not found"))
        before, after = self.messages[number], _telegram(params)
        if before == after:
            raise Refuse(bot_api.bad("message is not modified: the same again"))
        self.messages[number] = after

    def _show(self, number: str, params: dict[str, Any]) -> None:
        self.messages[number] = _telegram(params)
        self.sent.append(self.messages[number])


def _telegram(params: dict[str, Any]) -> Shown:
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple((b["text"], b["callback_data"]) for row in rows for b in row)
    text = str(params.get("text", params.get("caption", "")))
    return Shown(str(params["chat_id"]), text, buttons)


@dataclass
class Channels(slack_api.SlackApi):
    """One workspace with the messages of its channels."""

    messages: dict[str, Shown] = field(default_factory=dict)
    sent: list[Shown] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    lost: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    late: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    latency_s: float = 0.0
    refuses: str = ""

    async def result(
        self, request: web.Request, method: str, params: dict[str, Any]
    ) -> dict[str, Any]:
        """Do what a call asks for and keep it; perhaps say nothing."""
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        if self.refuses:
            return {"ok": False, "error": self.refuses}
        if method == "chat.update" and params["ts"] not in self.messages:
            return {"ok": False, "error": "message_not_found"}
        made = await super().result(request, method, params)
        if method == "chat.update":
            self.messages[params["ts"]] = _slack(params)
        elif method == "chat.postMessage":
            self.messages[made["ts"]] = _slack(params)
            self.sent.append(self.messages[made["ts"]])
        elif method == "chat.postEphemeral":
            self.toasts.append(str(params["text"]))
        if self.late[method]:
            await asyncio.sleep(self.late[method].popleft())
        if self.lost[method]:
            await asyncio.sleep(self.lost[method].popleft())
            if request.transport is not None:
                request.transport.abort()
        return made


def _slack(params: dict[str, Any]) -> Shown:
    blocks = params.get("blocks", [])
    elements = [e for b in blocks if b["type"] == "actions" for e in b["elements"]]
    buttons = tuple((e["text"]["text"], str(e.get("value", ""))) for e in elements)
    words = [run for block in blocks for run in _runs(block)]
    return Shown(str(params["channel"]), "\n".join(words), buttons)


def _runs(block: dict[str, Any]) -> list[str]:
    if block["type"] == "header":
        return [block["text"]["text"]]
    if block["type"] == "context":
        return [element["text"] for element in block["elements"]]
    if block["type"] == "rich_text":
        return ["".join(run.get("text", "") for run in part["elements"])
                for part in block["elements"]]  # fmt: skip
    return []
