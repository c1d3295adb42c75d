"""An assistant over a bench of stored rows and a scripted model, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bot.assistant.assistant import Assistant
from bot.assistant.dialogue import Budget, Dialogue
from bot.assistant.privacy import Hider
from bot.llm.client import ModelPlace
from bot.render_text import render
from bot.reply import Reply
from core.domain.approval import MessageRef
from core.domain.position import Book
from tests import fakes_bot as fb
from tests.fake_model import FakeModel, Said, Script, model_saying

KEY = "sk-canary-of-the-assistant-4711"
QUICK = Budget(timeout_s=20.0, deadline_s=50.0)
HELD = Book("golden_cross", "005930", 10, 530_080, 530_000, fb.DAY)


async def at_once(_seconds: float) -> None:
    """Wait for nothing."""


@dataclass
class Asked:
    """One person's assistant: what the model heard, and what the person was shown."""

    bench: fb.Bench
    model: FakeModel
    shown: list[Reply] = field(default_factory=list)

    async def ask(self, question: str, **how: Any) -> str:
        """Ask through the router and give the answer as it is drawn."""
        reply = await self.reply(question, **how)
        return render(reply, self.bench.words)

    async def reply(self, question: str, **how: Any) -> Reply:
        """Ask through the router."""
        return await self.line(f"/ask {question}", **how)

    async def line(self, line: str, **how: Any) -> Reply:
        """Say any line."""
        reply = await self.bench.router.say(fb.source(**how), line, show=self._show)
        assert reply is not None
        return reply

    async def _show(self, reply: Reply) -> MessageRef:
        self.shown.append(reply)
        return self.bench.ref()

    @property
    def grown(self) -> list[str]:
        """What was shown before the answer was whole."""
        return [render(reply, self.bench.words) for reply in self.shown]


@asynccontextmanager
async def asking(
    script: Script,
    *,
    budget: Budget = QUICK,
    per_day: int = 100,
    sleep: Callable[[float], Awaitable[None]] = at_once,
    secrets: tuple[str, ...] = (KEY,),
    bench: fb.Bench | None = None,
) -> AsyncIterator[Asked]:
    """Serve a script and put the assistant behind a router with a holding and its order."""
    mine = bench or fb.Bench()
    if bench is None:
        await mine.put(fb.money(), HELD, fb.order())
    async with model_saying(script) as model:
        place = ModelPlace(KEY, model.base_url, "test-model")
        hide = Hider(secrets, lambda: (a.id for a in mine.uow.accounts.all()))
        assistant = Assistant(
            Dialogue(place, budget, sleep=sleep), wall=mine.wall, hide=hide, per_day=per_day
        )
        context = replace(
            mine.context, ask=assistant.answer, cited=assistant.cited, drafted=assistant.drafted
        )
        mine.router = fb.Router(context, ids=mine.router._ids, wall=mine.wall)
        yield Asked(mine, model)


def then(text: str, *calls: tuple[str, str]) -> Script:
    """Let the model ask for tools first (account and positions), then say a text."""
    wanted = calls or (("account", "{}"), ("positions", "{}"))
    return lambda _body, at: Said(calls=wanted) if at == 0 else Said(text=text)
