"""What a person's word must rest on: a complete look and a price, fetched before it is judged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from core.domain.approval import Approval, GrantKind
from core.domain.commands import (
    AnswerQuestion,
    Choose,
    MatchNumber,
    Press,
    Release,
    SecondFactor,
)
from core.domain.order import Order
from core.domain.results import Result
from core.errors import ReadFailed
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.doubt.opening import person_key
from core.flow.engine import Engine
from core.flow.factor import waiting_for
from core.flow.flatten import symbols_asked
from core.flow.undo_clock import UndoClock
from core.ports import MarketData

# What is younger than this at a press was fetched for it: whoever shows cards keeps both fresh.
FRESH_VIEW = timedelta(seconds=10)
FRESH_QUOTE = timedelta(seconds=1)


class FreshFacts:
    """Takes presses and answers to the engine with facts of now; the network comes before it."""

    def __init__(
        self, engine: Engine, data: MarketData, look: Callable[[], Awaitable[bool]]
    ) -> None:
        self._engine = engine
        self._desk: Desk = engine.desk
        self._data = data
        self._look = look
        self.windows = UndoClock(self._desk, self.release)
        self._log = structlog.get_logger("facts")

    async def with_facts(self, command: Choose | MatchNumber | SecondFactor) -> Result:
        """Fetch a fresh look and the quote of the order in question, then ask the engine."""
        await self._look()
        symbol = self._asked_about(command)
        if symbol is not None:
            await self._requote(symbol)
        return await self._engine.ask(command)

    def _asked_about(self, command: Choose | MatchNumber | SecondFactor) -> str | None:
        if not isinstance(command, SecondFactor):
            return None
        waited = waiting_for(self._desk, command.actor)
        if isinstance(waited, Press):
            card = self._card_of(waited)
            return card.intent.symbol if card else None
        waiting = self._desk.awaiting.get(person_key(command.actor))
        question = self._desk.uow.questions.get(waiting[0]) if waiting else None
        order = self._desk.uow.orders.get(question.subject) if question else None
        return order.intent.symbol if order else None

    async def press(self, command: Press) -> Result:
        """Fetch a fresh quote and a fresh look, then let the engine judge the press."""
        failpoint("intake.received")
        card = self._card_of(command)
        if card is not None:
            symbol = card.intent.symbol
            # A second attempt rests on absence as of now, whatever was seen a moment ago.
            if card.kind is GrantKind.RESEND or not self._saw_lately():
                await self._look()
            failpoint("intake.after_look")
            if not self._quoted_lately(symbol):
                await self._requote(symbol)
            failpoint("intake.after_quote")
        result = await self._engine.ask(command)
        failpoint("intake.after_result")
        return result

    async def answer(self, command: AnswerQuestion) -> Result:
        """Let the engine judge an answer; one that sends orders gets a fresh look and quotes."""
        symbols = symbols_asked(self._desk, command)
        if symbols:
            await self._look()
            for symbol in symbols:
                await self._requote(symbol)
        return await self._engine.ask(command)

    async def release(self, order: Order, command: Release) -> Result:
        """Fetch what the end of an undo window is judged by, then let the engine judge."""
        failpoint("release.received")
        if not self._saw_lately():
            await self._look()
        if not self._quoted_lately(order.intent.symbol):
            await self._requote(order.intent.symbol)
        failpoint("release.after_facts")
        return await self._engine.ask(command)

    def _card_of(self, command: Press) -> Approval | None:
        digest = self._desk.nonces.digest(command.nonce)
        hits = (a for a in self._desk.open_approvals() if a.nonce_sha == digest)
        approval = next(hits, None)
        return approval if command.yes else None

    def _saw_lately(self) -> bool:
        view = self._desk.view
        return (
            self._desk.ready
            and view is not None
            and timedelta(0) <= self._desk.now - view.at <= FRESH_VIEW
        )

    def _quoted_lately(self, symbol: str) -> bool:
        quote = self._desk.quotes.get(symbol)
        return quote is not None and timedelta(0) <= self._desk.now - quote.at <= FRESH_QUOTE

    async def _requote(self, symbol: str) -> None:
        try:
            quotes = await self._data.quotes([symbol])
        except ReadFailed as error:
            # The old quote stays; the engine refuses the press when it is too old.
            self._log.warning("quote failed", symbol=symbol, error=str(error))
            return
        for quote in quotes:
            self._desk.quotes[quote.symbol] = quote
