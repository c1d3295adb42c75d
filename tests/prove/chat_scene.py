"""One situation at a chat, and what must be true when a fault of the matrix is over."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any

import structlog

from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.commands import Pair
from core.domain.journal import OutKind
from core.domain.people import Role
from core.domain.signal import Side
from tests.kis_rig import CALM
from tests.prove.chat_phones import Phone, holds, says, squeezed
from tests.prove.chat_world import ChatWorld
from tests.prove.suite import Outcome
from tests.prove.world_market import THIN

FACES = ("telegram", "slack")
STRANGER = {"telegram": "6666", "slack": "U0EVIL"}
BELA = {"telegram": "2002", "slack": "U0BELA"}
# Long enough for a pressed order to leave, whatever a person may still take back meanwhile.
AFTER_S = 20.0
GRANTED, REJECTED = ApprovalState.GRANTED, ApprovalState.REJECTED
LAPSED, WITHDRAWN = ApprovalState.LAPSED, ApprovalState.WITHDRAWN


class Scene:
    """A person, one or two cards, perhaps something held; `face` is where the fault strikes.

    `sent` is how many orders must have left since the cards were put up, `spare` how many cards
    may stand on a screen twice, `stale` says that a screen may keep a dead button.
    """

    def __init__(
        self, world: ChatWorld, face: str, rng: random.Random, logged: list[dict[str, Any]]
    ) -> None:
        self.world, self.face, self.rng, self.logged = world, face, rng, logged
        self.phones = world.phones()
        self.phone: Phone = self.phones[face]
        self.cards: list[Approval] = []
        self.base = self.sent = self.spare = 0
        self.stale = False
        self.wrong: list[str] = []

    async def begin(self, *, cards: int = 0, second: bool = False) -> None:
        """Start the program, pair one person or two, and put up one or two cards."""
        await self.world.boot()
        await self.world.pair()
        if second:
            by = BELA[self.face]
            await self.world.ask(Pair(Actor(self.face, by, by, "Bela"), Role.ADMIN))
        await self.world.look()
        held = self.rng.random() < 0.3 and await self._hold()
        symbols = self.rng.sample((CALM, THIN), cards or self.rng.choice((1, 1, 2)))
        self.base = len(self.world.ours_at_venue())
        await self.deal(symbols, sell=held)

    async def _hold(self) -> bool:
        """Buy something first, so that a card may sell it."""
        card = await self.world.card(Side.BUY, self.rng.randrange(5, 40))
        if card is not None:
            await self.press(card)
            await self.world.rest(AFTER_S)
        return any(b.symbol == CALM and b.shares for b in self.world.uow.books.all())

    def free(self) -> str:
        """Give a share that no card is about."""
        return CALM if self.card.intent.symbol == THIN else THIN

    async def deal(self, symbols: Sequence[str], *, sell: bool = False) -> None:
        """Put up cards of different shares, at random moments."""
        for symbol in symbols:
            side = Side.SELL if sell and symbol == CALM else Side.BUY
            shares = self.rng.randrange(1, 5 if side is Side.SELL else 40)
            card = await self.world.card(side, shares, symbol=symbol)
            if card is None:
                self.wrong.append(f"no card came of {side} {shares} {symbol}")
            else:
                self.cards.append(card)
            await self.world.rest(self.rng.choice((0.2, 1.0, 4.0)))

    @property
    def card(self) -> Approval:
        """Give the card that the fault is about."""
        return self.cards[0]

    @property
    def lang(self) -> str:
        return self.world.lang

    def data(self, card: Approval, *, yes: bool = True) -> str:
        """Give what a card's button carries, as it stands on the screen."""
        mark = "c1:" if yes else "c0:"
        shown = self.phone.messages.get(self.where(card))
        found = [d for _, d in shown.buttons if d.startswith(mark)] if shown else []
        return found[0] if found else f"{mark}{self.world.nonces.nonce(card.id)}"

    def where(self, card: Approval) -> str:
        """Give the message where a card stands at this face."""
        return self.world.at(card, self.phone.actor)

    async def press(self, card: Approval, *, yes: bool = True, **how: Any) -> list[str]:
        """Press a card's button where it stands, and give the short answers."""
        said = await self.phone.press(self.data(card, yes=yes), self.where(card), **how)
        await self.world.runtime.settle()
        return said

    async def deliver(self, *updates: dict[str, Any]) -> list[str]:
        """Deliver updates at once, and give the short answers."""
        before = len(self.phone.server.toasts)
        await self.phone.push(*updates)
        await self.world.rest(3)
        return [squeezed(text) for text in self.phone.server.toasts[before:]]

    def update(self, card: Approval, *, yes: bool = True, **how: Any) -> dict[str, Any]:
        """Make the update of such a press without delivering it."""
        return self.phone.pressed(self.data(card, yes=yes), self.where(card), **how)

    async def confirm(self, card: Approval) -> None:
        """Press yes as the owner, with all in order: it must be granted."""
        self.told(await self.press(card), "press.granted")
        self.sent += 1

    async def others(self) -> None:
        """Answer the cards that the fault is not about, one way or the other."""
        for card in self.cards[1:]:
            if self.rng.random() < 0.5:
                await self.confirm(card)
            else:
                self.told(await self.press(card, yes=False), "press.rejected")

    def want(self, ok: object, what: str) -> None:
        """Note what is wrong."""
        if not ok:
            self.wrong.append(what)

    def told(self, said: list[str], *keys: str) -> None:
        """Want exactly these answers, to the letter, in their order."""
        fits = len(said) == len(keys) and all(
            says(text, key, self.lang) for text, key in zip(said, keys, strict=True)
        )
        self.want(fits, f"told {said}, not {list(keys)}")

    def told_both(self, said: list[str], *keys: str) -> None:
        """Want these answers in any order."""
        left = [text for text in said if not any(says(text, k, self.lang) for k in keys)]
        missing = [k for k in keys if not any(says(text, k, self.lang) for text in said)]
        self.want(len(said) == len(keys) and not left + missing, f"told {said}, not {keys}")

    def told_one_of(self, said: list[str], *keys: str) -> None:
        """Want one answer that is one of these."""
        fits = len(said) == 1 and any(says(said[0], key, self.lang) for key in keys)
        self.want(fits, f"told {said}, not one of {list(keys)}")

    def silent(self, said: list[str]) -> None:
        """Want no word; the end of a spinner, which is an answer without words, is none."""
        self.want(not [text for text in said if text], f"somebody was told {said}")

    def shown(self, key: str, *, face: str = "") -> bool:
        """Tell whether a message at a face holds what the catalogue says under a key."""
        texts = self.phones[face or self.face].texts()
        return any(holds(text, key, self.lang) for text in texts)

    def told_once_of_the_stop(self) -> None:
        """Want the stop to be answered where it was said, and not announced there again."""
        self.want(self.shown("halt.done"), "nobody was told of the stop")
        self.want(not self.shown("notice.halt"), "the stop was answered and announced")

    def state(self, card: Approval) -> ApprovalState:
        found = self.world.uow.approvals.get(card.id)
        assert found is not None
        return found.state

    def ends(self, card: Approval, *states: ApprovalState) -> None:
        """Want a card to be in one of these states."""
        state = self.state(card)
        self.want(state in states, f"card {card.intent.symbol} is {state}, wanted {states}")

    def refused(self) -> int:
        """Give how many refusals of strangers were logged."""
        return sum(e["event"] == "access.refused" for e in self.logged)

    def venue(self) -> int:
        """Give how many orders left since the cards were put up."""
        return len(self.world.ours_at_venue()) - self.base

    async def finish(self, outcome: Outcome) -> None:
        """Let everything come to rest, and compare with what must be."""
        await self.world.rest(AFTER_S)
        await self.world.heal()
        outcome.failures += self.wrong
        outcome.failures += [*await self.world.findings(), *self.world.broken_counts()]
        if self.venue() != self.sent:
            outcome.failures.append(f"{self.venue()} orders left, wanted {self.sent}")
        outcome.failures += [*self._buttons(), *self._undelivered(), *self._twice()]

    def _buttons(self) -> Iterator[str]:
        over = {
            self.world.nonces.nonce(a.id): a for a in self.world.uow.approvals.all()
            if a.state is not ApprovalState.OPEN
        }  # fmt: skip
        for face, phone in self.phones.items():
            for number, shown in phone.messages.items():
                dead = [over[d[3:]] for _, d in shown.buttons if d[3:] in over]
                if dead and not self.stale:
                    yield f"{face} message {number} keeps a button of a {dead[0].state} card"

    def _undelivered(self) -> Iterator[str]:
        for row in self.world.uow.outbox.all():
            if row.delivered_at is None or row.error:
                yield f"{row.face} {row.kind} {row.subject} was not delivered: {row.error}"

    def _twice(self) -> Iterator[str]:
        rows = Counter(
            (o.face, o.subject) for o in self.world.uow.outbox.all() if o.kind is OutKind.CARD
        )
        for face, phone in self.phones.items():
            shown = Counter(d for m in phone.server.sent for _, d in m.buttons)
            for card in self.world.uow.approvals.all():
                times = shown[f"c1:{self.world.nonces.nonce(card.id)}"]
                if times > rows[face, card.id] + self.spare:
                    yield f"{face} showed card {card.id} {times} times"


@contextmanager
def listening() -> Iterator[list[dict[str, Any]]]:
    """Keep what is logged from warnings up while the block lasts, and print nothing."""
    kept, heard = structlog.get_config(), []  # type: ignore[var-annotated]

    def keep(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
        heard.append(dict(event))
        raise structlog.DropEvent

    structlog.configure(processors=[keep], wrapper_class=structlog.make_filtering_bound_logger(30))
    try:
        yield heard
    finally:
        structlog.configure(**kept)
