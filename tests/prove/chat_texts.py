"""M20: whatever is written, no order leaves: texts become cards at most, and never an error.

A trial writes a hundred lines to a whole engine, drawn from the sentences of the free-text corpus,
commands, buttons' data and plain noise, cut, joined and twisted.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.access import Kind, Source
from bot.commands.base import COMMANDS
from bot.locale.catalogue import Catalogue
from bot.reply import Reply
from bot.router import Router
from core.domain.approval import Actor, ApprovalState
from core.domain.commands import Command, Pair
from core.domain.people import Role
from core.domain.results import Result
from core.ids import UlidSource
from core.memory_views import MemoryViews
from core.registry import discover
from tests import fakes_bot as fb
from tests.fakes import ANN, CALENDAR, PRICE, SHARES
from tests.harness import World
from tests.prove.chat_phones import holds
from tests.prove.chat_scene import listening
from tests.prove.suite import Outcome, Suite
from tests.prove.virtual import play

LINES = 100
CORPUS = Path(__file__).parents[1] / "free_text"
NOISE = (
    "\u200b", "\u202e", "ㅤ", "\x00", "🚀", "ｂｕｙ", "'; DROP TABLE orders;--", "{{7*7}}", "%s%n",
    "<@U0MINA>", "\n", "\t", "９９", "-1", "1e9", "0", "c1:", "q1:", "x:", "p:buy", "확인", "네",
    "yes", "전량", "절반", "시장가", "10주", "20만원", "70000원", "@", "/", "!", "?",
)  # fmt: skip
WISHES = (
    "10주 사줘", "20만원어치 사줘", "매수 3주", "buy 5 shares", "절반 팔아", "전량 매도",
    "5주 49000원에 매수",
)  # fmt: skip


@cache
def sentences() -> tuple[str, ...]:
    """Give the sentences of the corpus and a line for each command."""
    discover("bot.commands")
    found = [
        line.partition("\t")[0]
        for path in sorted(CORPUS.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    # A stop is obeyed whoever says it, so the others would have nothing left to do.
    names = [
        n for name, spec in COMMANDS for n in (name, *spec.ko) if name not in ("halt", "flatten")
    ]
    return (*found, *names)


class _Door:
    """The engine's door."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def ask(self, command: Command) -> Result:
        return await self._world.runtime.ask(command)


def trial(number: int) -> Outcome:
    """Write a hundred lines."""
    with listening() as logged:
        outcome = play(_written(number))
    outcome.failures += [str(e) for e in logged if e["event"] == "router.failed"]
    return outcome


async def _written(number: int) -> Outcome:
    rng = random.Random(f"texts {number}")
    outcome = Outcome(runs=LINES)
    world = await World.start()
    # Names of the book that this engine does not trade have a price all the same.
    world.market.prices = defaultdict(lambda: PRICE, world.market.prices)
    words = Catalogue(rng.choice(("ko", "en")))
    router, source = _router(world, words, rng), await _person(world)
    for turn in range(LINES):
        text = drawn(rng, world)
        said = await router.say(replace(source, message=str(turn)), text)
        # At once or soon, and over all at a pace that K10 hears: twenty commands a minute.
        await world.look(rng.choice((0, 1, 11)))
        if _broke(said, words.code):
            outcome.failures.append(f"{text!r} was answered with an error")
        outcome.count("answered", said is not None)
    outcome.count("cards", len(world.uow.approvals.all()))
    granted = [a for a in world.uow.approvals.all() if a.state is ApprovalState.GRANTED]
    if world.broker.posts or world.broker.cancels or granted:
        outcome.failures.append(f"{world.broker.posts} orders left, {world.broker.cancels}")
    return outcome


async def _person(world: World) -> Source:
    actor = Actor("phone", ANN.user, ANN.user, "Ann")
    await world.ask(Pair(actor, Role.ADMIN))
    return Source(Kind.MESSAGE, actor.face, actor.user, actor.chat, private=True)


def _router(world: World, words: Catalogue, rng: random.Random) -> Router:
    context = replace(
        fb.Bench().context, door=_Door(world), uow=world.uow, views=MemoryViews(world.uow),
        data=world.market, clock=world.clock, nonces=world.nonces, words=words, calendar=CALENDAR,
        limits=world.limits, halt=world.runtime.halt,
    )  # fmt: skip
    return Router(context, ids=UlidSource(world.clock, rng), wall=world.clock)


def drawn(rng: random.Random, world: World) -> str:
    """Draw a line that somebody, or something, might write."""
    text = rng.choice(sentences())
    if rng.random() < 0.4:
        wish = rng.choice((text, *WISHES))
        text = f"{rng.choice((*SHARES.values(), *SHARES))} {wish}"
    for _ in range(rng.choice((0, 0, 1, 1, 2, 5))):
        text = rng.choice(_TWISTS)(rng, text)
    if rng.random() < 0.05:
        cards = world.uow.approvals.all()
        text = f"c1:{world.nonces.nonce(rng.choice(list(cards)).id)}" if cards else text
    return text


def _joined(rng: random.Random, text: str) -> str:
    return f"{text} {rng.choice(sentences())}"


def _cut(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] if rng.random() < 0.5 else text[at:]


def _noised(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(NOISE) + text[at:]


def _mixed(rng: random.Random, text: str) -> str:
    words = text.split()
    rng.shuffle(words)
    return " ".join(words)


def _long(rng: random.Random, text: str) -> str:
    return text * rng.choice((2, 50))


_TWISTS = (_joined, _cut, _noised, _noised, _mixed, _long)


def _broke(said: Reply | None, lang: str) -> bool:
    texts = [str(getattr(block, "text", "")) for block in said.blocks] if said else []
    keys = ("error.unexpected", "error.unexpected_change")
    return any(holds(text, key, lang) for text in texts for key in keys)


SUITE = Suite(
    "M20", "texts that must not become orders", trial, floor=10_000, night=100_000,
    unit="messages", share=0.5,
    left_out=("the assistant: T-18 plays it", "halt and flatten: a stop is obeyed as it is said"),
)  # fmt: skip
