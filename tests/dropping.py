"""A Bot API server that loses calls: before it did them, after it did them, or with an excuse.

It keeps what stands in each chat, numbers messages as Telegram does (each supergroup by itself,
all other chats of an account together), and refuses edits in Telegram's words. `seed` decides
everything.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.bot_api import HANG, SERVER_ERROR, BotApi, Fault, bad

NOT_MODIFIED = bad(
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


@dataclass
class Dropping(BotApi):
    """`rate` of the calls that send or edit fail; `tells` is false where edits find nothing."""

    seed: int = 0
    rate: float = 0.3
    tells: bool = True
    stood: dict[tuple[int, int], tuple[str, Any]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    counts: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.dice = random.Random(self.seed)

    def texts(self, chat: int) -> list[str]:
        """Give the texts of a chat from the top to the bottom."""
        return [text for (room, _), (text, _keys) in sorted(self.stood.items()) if room == chat]

    async def answer(self, method: str, params: dict[str, Any]) -> Fault:
        if method not in ("sendMessage", "editMessageText"):
            return await super().answer(method, params)
        self.calls.append((method, params))
        fate = self._fate()
        self.done[fate] += 1
        if fate == "lost before":
            return HANG
        if fate == "server error":
            return SERVER_ERROR
        if fate == "too many":
            after = self.dice.randint(1, 40)
            return 429, {
                "error_code": 429, "description": f"Too Many Requests: retry after {after}",
                "parameters": {"retry_after": after},
            }  # fmt: skip
        answer = self._do(method, params)
        return HANG if fate == "lost after" else answer

    def _fate(self) -> str:
        if self.dice.random() >= self.rate:
            return "fine"
        return self.dice.choice(("lost before", "lost after", "server error", "too many"))

    def _do(self, method: str, params: dict[str, Any]) -> Fault:
        chat, said = int(params["chat_id"]), (params["text"], params.get("reply_markup"))
        number = int(params.get("message_id", 0))
        if method == "sendMessage":
            count = chat if chat < -(10**12) else 0
            # Others speak too: the count goes on without us.
            self.counts[count] += self.dice.choice((1, 1, 1, 2, 3))
            number = 1 + self.counts[count]
        elif not self.tells or (chat, number) not in self.stood:
            return bad("message to edit not found")
        elif self.stood[chat, number] == said:
            return NOT_MODIFIED
        self.stood[chat, number] = said
        about = {"id": chat, "type": "private"}
        result = {"message_id": number, "date": 1, "chat": about, "text": said[0]}
        return 200, {"ok": True, "result": result}
