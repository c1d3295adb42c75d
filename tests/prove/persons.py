"""What people say in the walks of T-09 beside pressing cards: cancels, stops, doubts, flattening.

Choices that tie an order to a broker's row, or call it absent, are pressed only where they are
true; what comes of wrong ones is T-06's.
"""

from __future__ import annotations

import random
from dataclasses import replace

from core.domain.approval import MessageRef
from core.domain.commands import (
    AnswerQuestion,
    AskDoubt,
    CancelOrder,
    Choose,
    Flatten,
    MatchNumber,
    SecondFactor,
    Undo,
)
from core.domain.order import IN_FLIGHT, RESTING
from core.domain.people import Question, QuestionState, choice_subject
from core.domain.switches import HaltLevel
from core.errors import InDoubt, NotSent, Refused
from core.flow.waiting_orders import button_subject, held
from tests.flow.test_random_walks import SCOPES, Walk
from tests.harness import ANN, BEN, Lost, World

CANCEL_ANSWERS = (None, "open", InDoubt("timed out"), Refused("1", "nothing left"),
                  NotSent("no turn"), Lost())  # fmt: skip
# True of nothing, so that they may be pressed at any time.
HARMLESS = ("keep_looking", "hold", "has_number")


class Persons(Walk):
    """A walk in which people also cancel, flatten, and answer what they are asked."""

    numbers: dict[str, str]

    def __init__(self, world: World, rng: random.Random) -> None:
        super().__init__(world, rng)
        self.said: dict[str, int] = {}

    async def cancel(self) -> None:
        """Ask to cancel an order that rests or is in doubt, under a drawn answer of the broker."""
        if self.rng.random() < 0.5:
            self.world.broker.cancel_answers.append(self.rng.choice(CANCEL_ANSWERS))
        orders = [o for o in self.world.uow.orders.all() if o.state in IN_FLIGHT | RESTING]
        if orders:
            who = self.rng.choice((ANN, BEN))
            result = await self.world.ask(CancelOrder(self.rng.choice(orders).id, who))
            self._count(result.key)
            await self.world.runtime.settle()

    async def cancel_open(self) -> None:
        """Stop and cancel every open order of a scope."""
        await self.world.runtime.halt(self.rng.choice(SCOPES), HaltLevel.CANCEL_OPEN, ANN, "walk")
        await self.world.runtime.settle()

    async def flatten(self) -> None:
        """Close what is held in a scope, by cards or by one press."""
        wish = Flatten(self.rng.choice(SCOPES), ANN, "walk", at_once=self.rng.random() < 0.5)
        self._count((await self.world.runtime.ask(wish)).key)
        await self.world.runtime.settle()

    async def doubt(self) -> None:
        """Call up an order in doubt and answer one question about one, as the truth is."""
        for order in [o for o in self.world.uow.orders.all() if o.state in IN_FLIGHT][:1]:
            await self.world.runtime.ask(AskDoubt(order.id, self.rng.choice((ANN, BEN))))
            await self.world.runtime.settle()
        for question, message in self._asked("doubt")[:1]:
            choices = [c for c in question.choices if self._is_true(question, c)]
            if choices:
                await self._choose(question, message, self.rng.choice(choices))

    async def match(self) -> None:
        """Type a broker number: the right one of an order in doubt, or one that cannot be."""
        for order in [o for o in self.world.uow.orders.all() if o.state in IN_FLIGHT][:1]:
            right = self.numbers.get(order.intent.id)
            number = right if right and self.rng.random() < 0.7 else "9999999999"
            result = await self.world.runtime.ask(MatchNumber(order.id, number, ANN))
            assert not (result.ok and number == "9999999999"), "a number of nobody's was taken"
            self._count(result.key)
            await self.world.runtime.settle()

    async def take_back(self) -> None:
        """Undo a press whose window is open, in one of its messages, perhaps twice."""
        for order in held(self.world.desk)[:1]:
            card = self.world.uow.approvals.get(order.approval_id)
            mine = [m for m in card.messages if m.face == ANN.face] if card else []
            nonce = self.world.nonces.nonce(button_subject(order.id))
            for message in mine[-1:]:
                press = Undo(self.world.nonces.digest(nonce), ANN, message)
                self._count((await self.world.ask(press)).key)
                again = await self.world.ask(press)
                assert not again.ok, "an order was undone twice"
            await self.world.runtime.settle()

    async def factor(self) -> None:
        """Prove once more who one is, though perhaps nobody asked."""
        self._count((await self.world.runtime.ask(SecondFactor(self.rng.choice((ANN, BEN))))).key)
        await self.world.runtime.settle()

    async def reply(self) -> None:
        """Say yes or no to a question about a flattening or a cancel that will not come true."""
        for question, message in [*self._asked("flatten"), *self._asked("cancel")][:1]:
            nonce = self.world.nonces.nonce(question.id)
            press = AnswerQuestion(nonce, self.rng.random() < 0.8, ANN, message, ())
            self._count((await self.world.runtime.ask(press)).key)
            if self.rng.random() < 0.3:
                again = await self.world.runtime.ask(replace(press, yes=True))
                assert not again.ok, f"{question.kind} was answered twice"
            await self.world.runtime.settle()

    async def _choose(self, question: Question, message: MessageRef, choice: str) -> None:
        at = question.choices.index(choice)
        nonce = self.world.nonces.nonce(choice_subject(question.id, at))
        result = await self.world.runtime.ask(Choose(nonce, ANN, message))
        self._count(result.key)
        if result.key == "doubt.needs_pin" and self.rng.random() < 0.8:
            self._count((await self.world.runtime.ask(SecondFactor(ANN))).key)
        await self.world.runtime.settle()

    def _asked(self, kind: str) -> list[tuple[Question, MessageRef]]:
        return [
            (q, m) for q in self.world.uow.questions.all()
            if q.kind == kind and q.state is QuestionState.OPEN
            for m in q.messages[-2:] if m.face == ANN.face
        ]  # fmt: skip

    def _is_true(self, question: Question, choice: str) -> bool:
        order = self.world.uow.orders.get(question.subject)
        right = self.numbers.get(order.intent.id) if order else None
        if choice in ("absent_resend", "neither"):
            return right is None
        return choice in HARMLESS or choice == f"pick:{right}"

    def _count(self, key: str) -> None:
        self.said[key] = self.said.get(key, 0) + 1
