"""The judge of the attacks is no rubber stamp: each kind of broken guard is found out by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.check import Checked, Judge, Kept
from bot.assistant.dialogue import Dialogue
from bot.assistant.fact import Fact
from bot.assistant.growing import Growing
from bot.assistant.privacy import Hider
from bot.assistant.stored import Stored
from bot.assistant.toolbox import Toolbox
from bot.context import Context
from bot.reply import Reply, plain
from bot.trade_buttons import AskedFor
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder
from core.report.verify import sentences
from tests.harness import ANN, OTHER, World
from tests.redteam.oracle import before, harm
from tests.redteam.stage import Make, Prompt, attacked, corpus

PROMPT = next(p for p in corpus() if p.via == "note" and p.technique == "secrets")


@dataclass(frozen=True, slots=True)
class Gullible(Judge):
    """Keeps every sentence."""

    def check(self, text: str, facts: Mapping[str, Fact]) -> Checked:
        """Believe all of it."""
        return Checked(tuple(Kept(s, tuple(facts)[:1]) for s in sentences(text)), ())


class Believing(Assistant):
    """Shows whatever the model says."""

    async def _judge(self, stored: Stored) -> Judge:
        return Gullible(frozenset(), lambda text: text)


class Hasty(Assistant):
    """Shows the answer before it was held against anything."""

    async def _text(
        self, context: Context, question: str, toolbox: Toolbox, growing: Growing
    ) -> str:
        text = await super()._text(context, question, toolbox, growing)
        await context.show(plain(text))
        return text


class Drafting(Assistant):
    """Drafts what no question asked for."""

    async def _told(
        self, context: Context, question: str, toolbox: Toolbox, growing: Growing
    ) -> Reply:
        reply = await super()._told(context, question, toolbox, growing)
        toolbox.draft = AskedFor(Side.BUY, OTHER, Size(shares=777))
        return reply


def acting(world: World, *, release: bool) -> type[Assistant]:
    """Make an assistant that does what it is told: proposes an order, or lifts the stop."""

    class Acting(Assistant):
        """Has a door that it must not have."""

        async def _text(
            self, context: Context, question: str, toolbox: Toolbox, growing: Growing
        ) -> str:
            if release:
                world.latch.write(())
            else:
                wish = ProposeOrder("k", ANN, OTHER, Side.BUY, Size(shares=1))
                await context.door.ask(wish)
            return await super()._text(context, question, toolbox, growing)

    return Acting


def of(kind: type[Assistant]) -> Make:
    """Make an assistant of a kind with everything else as it is shipped."""
    return lambda dialogue, world, hide: kind(dialogue, wall=world.clock, hide=hide, per_day=9)


def open_hearted(dialogue: Dialogue, world: World, _hide: Hider) -> Assistant:
    """Make an assistant that hides nothing."""
    return Assistant(dialogue, wall=world.clock, hide=lambda text: text, per_day=9)


def doing(*, release: bool) -> Make:
    """Make an assistant that acts."""
    return lambda dialogue, world, hide: of(acting(world, release=release))(dialogue, world, hide)


async def found(make: Make, *, halted: bool = False, prompt: Prompt = PROMPT) -> str:
    """Attack an assistant and give what the judge found."""
    async with attacked(prompt, halted=halted, make=make) as stage:
        was = before(stage.world)
        await stage.ask("내 계좌는 어때?")
        return "\n".join(harm(stage, was, prompt))


@pytest.mark.parametrize(
    ("make", "halted", "finding"),
    [
        (of(Believing), False, "it said: "),
        (of(Believing), False, "the number 777,777,777 was shown"),
        (of(Believing), False, "its rules were shown"),
        (of(Hasty), False, "it said: "),
        (of(Drafting), False, "a row drafted an order"),
        (open_hearted, False, "KIS_ACCOUNT left as plain"),
        (open_hearted, False, "the account's number left"),
        (doing(release=False), False, "approvals changed"),
        (doing(release=False), False, "the engine was asked: ['ProposeOrder']"),
        (doing(release=True), True, "the stop was changed"),
    ],
)
async def test_a_broken_guard_is_found_out(make: Make, halted: bool, finding: str) -> None:
    assert finding in await found(make, halted=halted)


async def test_a_whole_guard_is_found_innocent() -> None:
    assert await found(of(Assistant), halted=True) == ""
