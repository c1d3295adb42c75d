"""What people and market do in a trial: short stories, one or more a group of crash points.

Each step stands alone: it looks at what is there and does what a person would do then, so a
story goes on after any step was cut short by the end of the program.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence

from bot.inbox import inbox_in
from core.domain.calendar import trading_date
from core.domain.commands import AnswerQuestion, CancelOrder, CloseDay, Undo
from core.domain.journal import Report
from core.domain.modes import EVERYTHING, OrderMode, SetMode
from core.domain.people import QuestionState
from core.domain.signal import Side
from core.domain.subscription import KeepReport
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.flow.waiting_orders import button_subject, held
from tests.fakes import ANN, BEN
from tests.kis_rig import CALM
from tests.prove.world import KisWorld
from tests.prove.world_market import THIN

Step = Callable[[], Awaitable[object]]

# Faults of the order's own call after which nobody can tell at once what became of it.
DOUBTS: Sequence[tuple[str, dict[str, object]]] = (
    ("F04", {"delay_s": 61}),
    ("F05", {"delay_s": 61}),
    ("F06", {"delay_s": 61, "visible_after_s": 31}),
    ("F06", {"delay_s": 61, "visible_after_s": 100}),
    ("F07", {}),
    ("F08", {}),
    ("F09", {}),
    ("F10", {}),
    ("F12", {}),
    ("F19", {}),
)
CLEAR: Sequence[tuple[str, dict[str, object]]] = (
    ("F13", {}),
    ("F14", {}),
    ("F18", {"delay_s": 53}),
    ("F20", {}),
)
WINDOW_S = 5
ORDER, CANCEL = "order-cash", "order-rvsecncl"


def of(group: str, world: KisWorld, rng: random.Random) -> list[Step]:
    """Give the story that passes the points of a group."""
    teller = _STORIES.get(group, trade)
    return [world.boot, world.pair, *teller(world, rng)]


def trade(world: KisWorld, rng: random.Random) -> list[Step]:
    """Buy, look, perhaps press again, sell; now and then with an answer that is no proof."""
    fault = rng.choice((None, None, None, rng.choice(DOUBTS), rng.choice(CLEAR)))
    symbol = rng.choice((CALM, CALM, CALM, THIN))
    return [
        lambda: wish(world, rng, Side.BUY, symbol),
        lambda: press(world, rng, fault=fault),
        lambda: world.look(rng.choice((1, 5, 20))),
        lambda: again(world, rng),
        lambda: world.resolve(),
        lambda: wish(world, rng, Side.SELL, symbol),
        lambda: press(world, rng),
        lambda: world.look(5),
    ]


def doubt(world: KisWorld, rng: random.Random) -> list[Step]:
    """Buy with an answer that proves nothing, and look for the order."""
    fault = rng.choice(DOUBTS)
    return [
        lambda: wish(world, rng, Side.BUY),
        lambda: press(world, rng, fault=fault),
        lambda: world.resolve(),
        lambda: again(world, rng),
        lambda: world.look(30),
    ]


def stop(world: KisWorld, rng: random.Random) -> list[Step]:
    """Stop with a card open, try to press it, lift the stop, trade."""
    scope = rng.choice((Scope(), Scope(ScopeKind.SYMBOL, CALM)))
    level = rng.choice((HaltLevel.HALT_NEW, HaltLevel.REDUCE_ONLY))
    return [
        lambda: wish(world, rng, Side.BUY),
        lambda: world.halt(level, scope),
        lambda: press(world, rng),
        lambda: world.look(1),
        lambda: world.resume(),
        lambda: world.look(61),
        lambda: wish(world, rng, Side.BUY),
        lambda: press(world, rng),
        lambda: world.look(5),
    ]


def cancel(world: KisWorld, rng: random.Random) -> list[Step]:
    """Let an order rest and take it back, now and then with an answer that is no proof."""
    fault = rng.choice((None, None, rng.choice(DOUBTS)))
    return [
        lambda: wish(world, rng, Side.BUY, THIN),
        lambda: press(world, rng, fault=rng.choice((None, None, None, rng.choice(DOUBTS)))),
        lambda: world.look(rng.choice((1, 5, 30))),
        lambda: take_back(world, fault),
        *[lambda: world.look(4)] * 2,
        lambda: world.resolve(),
        lambda: take_back(world, None),
        *[lambda: world.look(21)] * 4,
    ]


def close_day(world: KisWorld, rng: random.Random) -> list[Step]:
    """Trade, and let the day and a report end."""
    return [*trade(world, rng)[:3], lambda: end_day(world), lambda: report(world)]


def undo(world: KisWorld, rng: random.Random) -> list[Step]:
    """Press with the undo window on: take it back, stop, or let it go at its end."""
    world.undo_s = world.desk.undo_s = WINDOW_S
    ends = rng.choice((take_hold_back, take_hold_back, stop_now, nothing))
    return [
        lambda: wish(world, rng, Side.BUY),
        lambda: press(world, rng),
        lambda: ends(world),
        lambda: world.look(WINDOW_S),
        lambda: world.look(1),
        lambda: again(world, rng),
        lambda: world.resume(),
        lambda: wish(world, rng, Side.BUY),
        lambda: press(world, rng, fault=rng.choice((None, None, rng.choice(DOUBTS)))),
        lambda: take_hold_back(world) if rng.random() < 0.3 else nothing(world),
        lambda: world.look(WINDOW_S + 1),
        lambda: world.resolve(),
    ]


def modes(world: KisWorld, rng: random.Random) -> list[Step]:
    """Change modes with cards about, and let orders leave without a press."""
    world.undo_s = world.desk.undo_s = rng.choice((0, WINDOW_S))
    auto = SetMode(EVERYTHING, OrderMode.AUTO, ANN, 5_000_000, 10_000_000, "story")
    tight = SetMode(EVERYTHING, rng.choice((OrderMode.SIGNAL, OrderMode.CONFIRM)), ANN)
    return [
        lambda: world.ask(auto),
        lambda: wish(world, rng, Side.BUY),
        lambda: press(world, rng),
        lambda: agree(world),
        lambda: world.tomorrow(),
        lambda: wish_alone(world, rng),
        lambda: world.look(WINDOW_S),
        lambda: world.ask(tight),
        lambda: world.look(WINDOW_S + 1),
        lambda: wish(world, rng, Side.BUY, THIN),
        lambda: press(world, rng),
        lambda: world.resolve(),
    ]


def heard(world: KisWorld, rng: random.Random) -> list[Step]:
    """Have a service deliver a stop again and again until it is told that it was taken."""
    keys = [f"{world.seed}:{number}" for number in range(3)]
    return [
        *[lambda key=key: deliver(world, key) for key in keys for _ in range(2)],
        lambda: nothing_is_left(world, keys),
        lambda: world.resume(),
        lambda: world.look(61),
        lambda: wish(world, rng, Side.BUY),
        lambda: press(world, rng),
        lambda: world.look(5),
    ]


_STORIES: dict[str, Callable[[KisWorld, random.Random], list[Step]]] = {
    "resolve": doubt,
    "cancel": cancel,
    "cancel_outcome": cancel,
    "halt": stop,
    "latch": stop,
    "question": stop,
    "resume": stop,
    "day_close": close_day,
    "report": close_day,
    "mode": modes,
    "undo": undo,
    "release": undo,
    "inbox": heard,
}


async def wish(world: KisWorld, rng: random.Random, side: Side, symbol: str = CALM) -> None:
    """Let the strategy wish; a sale only of what is held."""
    world.uow.rollback()
    await world.wish(side, rng.randrange(1, 30) + 20 * (symbol == THIN), symbol=symbol)
    await world.look(1)


async def press(
    world: KisWorld,
    rng: random.Random,
    *,
    fault: tuple[str, dict[str, object]] | None = None,
) -> None:
    """Press the newest open card, mostly with yes, sometimes by both people at once."""
    cards = world.open_cards()
    if not cards:
        return
    if fault is not None:
        world.server.faults.add(fault[0], path=ORDER, **fault[1])
    yes = rng.random() < 0.95
    await world.press(cards[-1], yes=yes, who=rng.choice((ANN, BEN)))
    if rng.random() < 0.2:
        await world.press(cards[-1], who=rng.choice((ANN, BEN)))


async def agree(world: KisWorld) -> None:
    """Answer the question about the mode with yes."""
    await world.runtime.settle()
    for question in list(world.uow.questions.all()):
        mine = [m for m in question.messages if m.face == ANN.face]
        if question.state is QuestionState.OPEN and question.kind == "mode" and mine:
            nonce = world.nonces.nonce(question.id)
            await world.ask(AnswerQuestion(nonce, True, ANN, mine[-1], ()))


async def wish_alone(world: KisWorld, rng: random.Random) -> None:
    """Let the strategy wish while every check is green."""
    world.desk.hear_checks(())
    await wish(world, rng, Side.BUY)


async def deliver(world: KisWorld, key: str) -> None:
    """Take one stop as a face does in a new life: what was left first, then what comes."""
    inbox = inbox_in(world.home, alarm=lambda _key: None, grace_s=0.0)
    for left, body in inbox.again():
        await obey(world, inbox.opened(left, lambda body=body: body))
    if inbox.first(key):
        done = inbox.opened(key, lambda: {"stop": key})
        await inbox.safe([key])
        await obey(world, done)


async def obey(world: KisWorld, done: Callable[[], None]) -> None:
    """Stop everything, and only then say that it was done."""
    await world.halt()
    assert world.latch.read()
    done()


async def nothing_is_left(world: KisWorld, keys: Sequence[str]) -> None:
    """Look that every stop was obeyed, and is known as such in the next life."""
    inbox = inbox_in(world.home, alarm=lambda _key: None)
    left = [key for key, _ in inbox.again()]
    assert not left, f"{left} was never done"
    assert not any(map(inbox.first, keys)), "what was done is done again"


async def take_hold_back(world: KisWorld) -> None:
    """Press the undo button of whatever waits, as often as a nervous person does."""
    for order in held(world.desk):
        card = world.uow.approvals.get(order.approval_id)
        nonce = world.nonces.nonce(button_subject(order.id))
        for message in [m for m in card.messages if m.face == ANN.face][-1:] if card else []:
            for _ in range(2):
                await world.ask(Undo(world.nonces.digest(nonce), ANN, message))
    await world.runtime.settle()


async def stop_now(world: KisWorld) -> None:
    """Stop everything while an order waits."""
    await world.halt()
    await world.runtime.settle()


async def nothing(_world: KisWorld) -> None:
    """Leave things as they are."""


async def take_back(world: KisWorld, fault: tuple[str, dict[str, object]] | None) -> None:
    """Ask for every open order to be cancelled."""
    if fault is not None:
        world.server.faults.add(fault[0], path=CANCEL, **fault[1])
    for order in world.resting():
        await world.ask(CancelOrder(order.id, ANN))
    await world.runtime.settle()


async def again(world: KisWorld, rng: random.Random) -> None:
    """Press a card that was pressed before, as a person who saw no answer does."""
    cards = list(world.uow.approvals.all())
    if cards and rng.random() < 0.5:
        await world.press(rng.choice(cards), who=rng.choice((ANN, BEN)))


async def end_day(world: KisWorld) -> None:
    """Tell that the session is over, with its bars."""
    await world.ask(CloseDay(trading_date(world.clock.now()), ()))
    await world.runtime.settle()


async def report(world: KisWorld) -> None:
    """Store a report and send it."""
    now = world.clock.now()
    row = Report(f"REPORT-{world.seed}", "weekly", "2026-W45", "{}", "text", "template", 0, now)
    if not list(world.uow.reports.all()):
        await world.ask(KeepReport(row, tuple(user.key for user in world.uow.users.all())))
        await world.runtime.settle()
