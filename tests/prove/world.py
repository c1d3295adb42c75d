"""The whole path in one virtual loop: people, engine, rows, our KIS client, the KIS server.

The server and its ledger outlive the program; `restart` throws away everything of the program
that is not stored. Time is the loop's: nothing waits, and a seed repeats exactly.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.domain.approval import Actor, Approval
from core.domain.commands import AnswerQuestion, AskResume, Pair, Press, SecondFactor
from core.domain.order import OrderIntent
from core.domain.people import QuestionState, Role
from core.domain.results import Result
from core.domain.signal import Side, Signal, Size, Timing
from core.domain.switches import HaltLevel, Scope
from tests.fakes import ANN, BEN
from tests.kis_rig import CALM
from tests.prove.world_time import Living


class KisWorld(Living):
    """One person's whole gaemi against one KIS; make it inside a virtual loop."""

    async def pair(self) -> None:
        """Make both people owners."""
        for actor in (ANN, BEN):
            await self.ask(Pair(actor, Role.ADMIN))

    async def card(
        self, side: Side = Side.BUY, shares: int = 10, **changes: Any
    ) -> Approval | None:
        """Let a strategy wish, and give the card that came of it, if any."""
        known = {a.id for a in self.uow.approvals.all()}
        await self.wish(side, shares, **changes)
        await self.look()
        new = [a for a in self.uow.approvals.all() if a.id not in known]
        return new[0] if new else None

    async def wish(self, side: Side = Side.BUY, shares: int = 10, **changes: Any) -> Signal:
        """Store a strategy's signal that is due now."""
        self.signals += 1
        now = self.clock.now()
        base = Signal(
            f"SIGNAL-{self.seed}-{self.signals:04d}", "golden_cross", "p" * 64, CALM, side,
            Size(shares=shares), Timing.NOW, 70_000, Decimal(1), "test", (),
            f"key-{self.signals}", now, now, now + timedelta(hours=1),
        )  # fmt: skip
        signal = replace(base, **changes)
        self.watched.add(signal.symbol)
        self.uow.signals.put(signal)
        await self.uow.commit()
        return signal

    async def press(
        self, card: Approval, *, yes: bool = True, who: Actor = ANN, settle: bool = True
    ) -> Result | None:
        """Press a button of a card that reached this person, and work everything off."""
        button = self.button(card, yes=yes, who=who)
        if button is None:
            return None
        result = await self.runtime.press(button)
        self.presses += result.ok and yes
        if settle:
            await self.runtime.settle()
        return result

    def button(self, card: Approval, *, yes: bool = True, who: Actor = ANN) -> Press | None:
        """Give the press of a card's button, None when the card never reached the person."""
        stored = self.uow.approvals.get(card.id)
        found = [m for m in stored.messages if m.face == who.face] if stored else []
        return Press(self.nonces.nonce(card.id), yes, who, found[-1]) if found else None

    async def halt(self, level: HaltLevel = HaltLevel.HALT_NEW, scope: Scope | None = None) -> None:
        """Stop by a person's word."""
        await self.runtime.halt(scope or Scope(), level, ANN, "test")

    async def resume(self) -> None:
        """Lift every stop in two steps and with the PIN, as one person."""
        self.desk.pin_is_set = lambda: True
        for switch in self.latch.read():
            await self.ask(AskResume(switch.scope, ANN, "test", ()))
        await self.runtime.settle()
        await self.pause(31)
        for question in list(self.uow.questions.all()):
            mine = [m for m in question.messages if m.face == ANN.face]
            if question.state is QuestionState.OPEN and question.kind == "resume" and mine:
                nonce = self.nonces.nonce(question.id)
                await self.ask(AnswerQuestion(nonce, True, ANN, mine[-1], ()))
                await self.ask(SecondFactor(ANN, ()))
        await self.runtime.settle()

    def by_hand(self, intent: OrderIntent, **changes: Any) -> None:
        """Place an order like ours with the person's own hands, in the broker's app."""
        i = replace(intent, **changes)
        self.server.hts_order(i.symbol, side=i.side.value, quantity=i.shares, price=i.price)

    def switch(self, name: str, **detail: Any) -> None:
        """Switch a fault of the server on, and remember it."""
        self.switched.append(self.server.faults.add(name, **detail))
