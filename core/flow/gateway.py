"""The one place that hands an order to a broker, and the looks that follow."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from core.domain.approval import Approval, GrantKind
from core.domain.commands import (
    Answered,
    AnswerQuestion,
    Choose,
    MatchNumber,
    Press,
    SecondFactor,
)
from core.domain.decision import RiskApproved
from core.domain.order import Order
from core.domain.results import Result
from core.domain.saying import say
from core.errors import BrokerError, NotSent, ReadFailed, Refused
from core.failpoint import failpoint
from core.flow.cancel_sender import CancelSender
from core.flow.desk import Desk
from core.flow.doubt.opening import person_key
from core.flow.engine import Engine
from core.flow.flatten import symbols_asked
from core.flow.last_line import stopped_by_file
from core.flow.looker import Looker
from core.ports import Broker, MarketData

BROKER_WAIT_S = 60.0
# What is younger than this at a press was fetched for it: whoever shows cards keeps both fresh.
FRESH_VIEW = timedelta(seconds=10)
FRESH_QUOTE = timedelta(seconds=1)
# An order that had to wait longer for the one before it was pressed at another market.
SEND_WITHIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Errand:
    """One committed order that must go out once, with the gate's seal."""

    order: Order
    approved: RiskApproved


class BrokerGateway:
    """Sends each order once, reports the answer, and looks until nothing is open."""

    def __init__(self, engine: Engine, broker: Broker, data: MarketData) -> None:
        self._engine = engine
        self._desk: Desk = engine.desk
        self._broker = broker
        self._data = data
        self._queue: deque[Errand] = deque()
        self._log = structlog.get_logger("gateway")
        self.news = asyncio.Event()
        self._desk.send, self._desk.encode = self.send, broker.encode
        self._looker = Looker(engine, broker)
        self.cancels = CancelSender(engine, broker)

    def send(self, order: Order, approved: RiskApproved) -> None:
        """Queue an order that was committed as SENDING."""
        failpoint("submit.before_queue")
        self._queue.append(Errand(order, approved))
        self.news.set()

    async def drain(self) -> bool:
        """Send what is queued; tells whether there was anything."""
        worked = False
        while self._queue:
            worked = True
            await self._send(self._queue.popleft())
        if worked:
            await self.look()
        return worked

    async def look(self) -> bool:
        """Take a complete look at today and at each earlier day with something to find out."""
        return await self._looker.look()

    def due(self) -> bool:
        """Tell whether an order in doubt, or the watch after one, wants a look now (6.4)."""
        return self._looker.due()

    def wanted(self) -> list[datetime]:
        """Give when each order that is looked for wants its next look."""
        return self._looker.wanted()

    async def with_facts(self, command: Choose | MatchNumber | SecondFactor) -> Result:
        """Fetch a fresh look and the quote of the order in question, then ask the engine."""
        await self.look()
        symbol = self._asked_about(command)
        if symbol is not None:
            await self._requote(symbol)
        return await self._engine.ask(command)

    def _asked_about(self, command: Choose | MatchNumber | SecondFactor) -> str | None:
        if not isinstance(command, SecondFactor):
            return None
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
                await self.look()
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
            await self.look()
            for symbol in symbols:
                await self._requote(symbol)
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

    async def _send(self, errand: Errand) -> None:
        failpoint("submit.before_latch")
        intent = errand.order.intent
        stopped = stopped_by_file(self._desk.latch, intent, self._desk.uow.books.all())
        stopped = stopped or self._too_late(errand.order)
        if stopped:
            await self._engine.ask(Answered(errand.order.id, refused=stopped))
            return
        failpoint("submit.before_send")
        answer = await self._submit(errand)
        failpoint("submit.after_send")
        await self._engine.ask(answer)
        failpoint("submit.after_outcome")

    def _too_late(self, order: Order) -> str:
        waited = self._desk.now - (order.sent_at or self._desk.now)
        if waited <= SEND_WITHIN:
            return ""
        return say("reason.waited", waited_s=round(waited.total_seconds())).encoded()

    async def _submit(self, errand: Errand) -> Answered:
        key = errand.order.id
        try:
            async with asyncio.timeout(BROKER_WAIT_S):
                number = await self._broker.submit(errand.approved)
        except NotSent as error:
            return Answered(key, refused=f"not sent: {error}")
        except Refused as error:
            return Answered(key, refused=str(error))
        except (BrokerError, OSError) as error:
            # Whatever is no proof is doubt (INV-04); a time-out is an OSError too.
            return Answered(key, in_doubt=str(error) or "no answer in time")
        return Answered(key, number=number)
