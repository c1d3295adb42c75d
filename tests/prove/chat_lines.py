"""C10 to C13 and C17 to C21: floods, lines that fail, messages that are late or come twice."""

from __future__ import annotations

import asyncio
from typing import Any

from core.domain.order import OPEN
from tests import bot_api
from tests.prove.chat_phones import holds, says
from tests.prove.chat_scene import AFTER_S, GRANTED, LAPSED, REJECTED, STRANGER, WITHDRAWN, Scene
from tests.prove.world_market import THIN

SEND = {"telegram": "sendMessage", "slack": "chat.postMessage"}
EDIT = {"telegram": "editMessageText", "slack": "chat.update"}
# INV-16: from a stop's arrival until no order can start, and how long one call may take here.
STOPPED_S, CALL_S = 0.25, 0.02
DEADLINE_S, DAY_S = 10.0, 86_400.0
TOKEN_NOTICE = {"telegram": "notice.token", "slack": "notice.slack_token"}  # nosec B105


def halt_word(scene: Scene) -> str:
    """Give the word that stops everything."""
    return "/halt" if scene.lang == "en" else "정지"


def too_many(scene: Scene, seconds: int) -> Any:
    """Make the answer of a service that asks to wait."""
    if scene.face == "slack":
        return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)}
    words = {"error_code": 429, "description": f"Too Many Requests: retry after {seconds}"}
    return 429, words | {"parameters": {"retry_after": seconds}}


async def c10(scene: Scene) -> None:
    """Let a stranger press a thousand times a second; the owner's stop still goes through."""
    phone, count = scene.phone, scene.rng.randrange(100, 1_001)
    phone.server.latency_s = CALL_S
    by, data = STRANGER[scene.face], scene.data(scene.card)
    before, at = len(phone.server.toasts), scene.rng.randrange(count)
    for number in range(count):
        if number == at:
            await phone.push(phone.said(halt_word(scene)))
            said_at = scene.world.loop.time()
        await phone.push(phone.pressed(data, scene.where(scene.card), by=by, at=by))
    while not scene.world.latch.read() and scene.world.loop.time() < said_at + 5:  # noqa: ASYNC110
        # Virtual time, in steps far below the bound.
        await asyncio.sleep(0.01)
    took = scene.world.loop.time() - said_at
    scene.want(took <= STOPPED_S, f"the stop took {took:.2f} s behind {count} presses")
    await scene.world.rest(AFTER_S)
    answers = len(phone.server.toasts) - before
    scene.want(answers <= 1, f"{answers} answers to one stranger in a minute")
    scene.want(scene.refused() == 1, f"{scene.refused()} refusals in the log, wanted 1")
    scene.told_once_of_the_stop()
    for card in scene.cards:
        scene.ends(card, WITHDRAWN)
    del scene.cards[1:]


async def c11(scene: Scene) -> None:
    """Be asked to wait while a card, or the answer to a stop, is sent."""
    wait = scene.rng.choice((1, 5, 30, 61, 120, 300))
    if scene.rng.random() < 0.5:
        await _card_waits(scene, wait)
        return
    scene.phone.server.fail(SEND[scene.face], too_many(scene, wait))
    await scene.phone.say(halt_word(scene))
    scene.want(scene.world.latch.read(), "nothing is stopped")
    await scene.world.rest(2 * wait + AFTER_S, step_s=10)
    told = scene.shown("notice.halt") or scene.shown("halt.done")
    scene.want(told, f"nobody was told of the stop after {wait} s")
    del scene.cards[1:]


async def _card_waits(scene: Scene, wait: int) -> None:
    for card in scene.cards:
        await scene.press(card, yes=False)
    scene.phone.server.fail(SEND[scene.face], too_many(scene, wait))
    await scene.deal([scene.free()])
    late = scene.cards.pop()
    del scene.cards[1:]
    await scene.world.rest(wait + 3, step_s=1)
    if scene.state(late) is LAPSED:
        return
    scene.want(scene.where(late), f"the card did not come after {wait} s")
    await scene.confirm(late)


async def c12(scene: Scene) -> None:
    """Let a card arrive whose answer does not: it may stand there twice, and works once."""
    scene.spare, scene.stale = 1, True
    before = set(scene.phone.messages)
    scene.phone.server.lost[SEND[scene.face]].append(DEADLINE_S + 5)
    await scene.deal([scene.free()])
    late = scene.cards.pop()
    await scene.world.rest(15, step_s=1)
    nonce = scene.world.nonces.nonce(late.id)
    shown = [n for n, m in scene.phone.messages.items()
             if n not in before and f"c1:{nonce}" in dict(m.buttons).values()]  # fmt: skip
    orphans = [n for n in shown if n != scene.where(late)]
    scene.want(len(orphans) <= 1, f"the card stands there {len(shown)} times")
    for orphan in orphans:
        said = await scene.phone.press(f"c1:{nonce}", orphan)
        scene.told_one_of(said, "press.wrong_message", "press.granted")
        scene.sent += says(said[0], "press.granted", scene.lang)
    if scene.state(late) is not GRANTED:
        await scene.confirm(late)
    await scene.press(scene.card, yes=False)


async def c13(scene: Scene) -> None:
    """Let the end of a card not be edited into it: it is told in a new message."""
    old, kind = scene.where(scene.card), scene.rng.choice(("deleted", "too old"))
    if kind == "deleted":
        del scene.phone.messages[old]
    else:
        scene.stale = True
        refusals: dict[str, Any] = {
            "telegram": bot_api.bad("message can't be edited"),
            "slack": (200, {"ok": False, "error": "edit_window_closed"}, {}),
        }
        scene.phone.server.faults[EDIT[scene.face]].extend([refusals[scene.face]] * 20)
    said = await scene.phone.press(f"c1:{scene.world.nonces.nonce(scene.card.id)}", old)
    scene.told(said, "press.granted")
    scene.sent += 1
    await scene.world.rest(AFTER_S)
    scene.want(scene.shown("card.granted"), f"the end of a card that is {kind} was not told")
    scene.ends(scene.card, GRANTED)


async def c17(scene: Scene) -> None:
    """Let updates come in another order than they were made in."""
    if scene.rng.random() < 0.4:
        await _press_overtakes(scene)
        return
    updates = [scene.update(scene.card), scene.phone.said("/status"), scene.phone.said("/help")]
    if scene.face == "telegram":
        for update in updates:
            update["update_id"] = scene.world.screens.push(**update)
        scene.world.screens.updates.reverse()
        await scene.world.rest(3)
    else:
        await scene.phone.push(*reversed(updates))
        await scene.world.rest(3)
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


async def _press_overtakes(scene: Scene) -> None:
    """Press a card while Telegram has shown it and not yet said so."""
    before = set(scene.phone.messages)
    scene.phone.server.late[SEND[scene.face]].append(6.0)
    dealing = asyncio.ensure_future(scene.deal([scene.free()]))
    await asyncio.sleep(3)
    for number in set(scene.phone.messages) - before:
        for _, data in scene.phone.messages[number].buttons:
            if data.startswith("c1:"):
                scene.told(await scene.phone.press(data, number), "press.wrong_message")
    await dealing
    await scene.confirm(scene.cards.pop())
    await scene.press(scene.card, yes=False)


async def c18(scene: Scene) -> None:
    """Find everything of a day and a night at the start: stops hold, orders do not."""
    order = "/buy 990000 1" if scene.lang == "en" else "매수 990000 1주"
    data, at = scene.data(scene.card), scene.where(scene.card)
    age_s = scene.rng.choice((3_600.0, DAY_S - 600))
    scene.world.drop()
    backlog = [scene.phone.said(order), scene.phone.pressed(data, at), scene.phone.said("정지"),
               scene.phone.said(order)]  # fmt: skip
    scene.rng.shuffle(backlog)
    if scene.face == "telegram":
        await scene.phone.push(*backlog)
    await asyncio.sleep(age_s)
    scene.world._assemble()
    before = len(scene.phone.server.sent)
    await scene.world.boot()
    if scene.face == "slack":
        await scene.phone.push(*backlog)
    await scene.world.rest(AFTER_S)
    told = [m.text for m in scene.phone.server.sent[before:]]
    scene.want(any(says(t, "error.stale", scene.lang) for t in told), "the order was not explained")
    scene.want(scene.world.latch.read(), "the stop of yesterday was not heard")
    scene.told_once_of_the_stop()
    for card in scene.cards:
        scene.ends(card, LAPSED, WITHDRAWN)
    del scene.cards[1:]


async def c19(scene: Scene) -> None:
    """Lose the service for ten minutes while an order works: it goes on, and all is told after."""
    thin = [c for c in scene.cards if c.intent.symbol == THIN]
    card = (thin or scene.cards)[0]
    await scene.confirm(card)
    await scene.world.rest(AFTER_S)
    scene.world.net.unplug(int(scene.phone.server.url.rpartition(":")[2]))
    looks = scene.world.server.calls.count("inquire-daily-ccld")
    await scene.world.rest(600, step_s=20)
    scene.want(
        scene.world.server.calls.count("inquire-daily-ccld") > looks, "nobody looked at the order"
    )
    scene.world.net.plug()
    await scene.world.rest(120)
    order = next(o for o in scene.world.uow.orders.all() if o.approval_id == card.id)
    scene.want(order.state in OPEN or order.filled, f"the order is {order.state}")
    for other in scene.cards:
        scene.ends(other, GRANTED if other is card else LAPSED)
    del scene.cards[1:]


async def c20(scene: Scene) -> None:
    """Have the bot's token revoked: told at the other face, which goes on working."""
    other = next(face for face in scene.phones if face != scene.face)
    if scene.face == "telegram":
        scene.world.screens.refuses = bot_api.UNAUTHORIZED
        cut_all(scene)
    else:
        scene.world.channels.refuses = scene.rng.choice(("token_revoked", "invalid_auth"))
        if scene.rng.random() < 0.5:
            cut_all(scene)
    await scene.world.rest(75)
    key = TOKEN_NOTICE[scene.face]
    scene.want(scene.world.alarms.count(key) == 1, f"alarms are {scene.world.alarms}")
    scene.want(scene.shown(key, face=other), "the other face was not told")
    scene.face, scene.phone = other, scene.phones[other]
    for card in scene.cards:
        if scene.state(card) is not LAPSED:
            await scene.confirm(card)
    del scene.cards[1:]


def cut_all(scene: Scene) -> None:
    """End every line to the service once."""
    scene.world.net.unplug(int(scene.phone.server.url.rpartition(":")[2]))
    scene.world.net.plug()


async def c21(scene: Scene) -> None:
    """Find somebody else reading with our token: told elsewhere, and nothing confirmed here."""
    other = next(face for face in scene.phones if face != scene.face)
    scene.world.screens.fail("getUpdates", *[bot_api.CONFLICT] * scene.rng.randrange(1, 5))
    await scene.phone.push(scene.phone.said("/help"))
    await scene.world.rest(30)
    scene.want(scene.world.alarms == ["notice.conflict"], f"alarms are {scene.world.alarms}")
    scene.want(scene.shown("notice.conflict", face=other), "the other face was not told")
    if scene.rng.random() < 0.3:
        await scene.world.restart()
    scene.told(await scene.press(scene.card), "press.doubted")
    scene.want(scene.venue() == 0, "a press at a doubted face sent an order")
    if scene.rng.random() < 0.3:
        scene.told(await scene.press(scene.card, yes=False), "press.rejected")
        scene.ends(scene.card, REJECTED)
        del scene.cards[1:]
        return
    there = scene.phones[other if scene.rng.random() < 0.7 else scene.face]
    said = await there.say("trust telegram")
    if there.face == scene.face:
        scene.want(any(holds(t, "trust.elsewhere", scene.lang) for t in said), f"told {said}")
        scene.told(await scene.press(scene.card), "press.doubted")
        await scene.phones[other].say("trust telegram")
    await scene.confirm(scene.card)
    scene.ends(scene.card, GRANTED)
