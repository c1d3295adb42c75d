"""C01 to C09, C14 to C16 and C26: presses that come twice, late, from others, or changed."""

from __future__ import annotations

import string
from dataclasses import replace
from typing import Any

from core.domain.approval import Approval
from core.domain.commands import Pair
from core.domain.people import Role
from tests.prove.chat_phones import squeezed
from tests.prove.chat_scene import (
    AFTER_S,
    BELA,
    GRANTED,
    LAPSED,
    REJECTED,
    STRANGER,
    WITHDRAWN,
    Scene,
)
from tests.prove.chat_world import MINA, MINA_SLACK

GROUP = {"telegram": "-100200", "slack": "C0ROOM"}
ELSEWHERE = {"telegram": "-100999", "slack": "C0OTHER"}


async def c01(scene: Scene) -> None:
    """Deliver the very same update twice, perhaps to the next program."""
    update = scene.update(scene.card)
    before = len(scene.phone.server.toasts)
    await scene.phone.push(update)
    if scene.rng.random() < 0.4:
        await scene.world.rest(scene.rng.choice((2.5, 12.0)))
        await scene.world.restart()
    await scene.phone.again(update)
    await scene.world.rest(3)
    first, *more = [squeezed(text) for text in scene.phone.server.toasts[before:]] or [""]
    scene.told([first], "press.granted")
    for text in more:
        scene.told_one_of([text], "press.already", "press.restarting")
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


async def c02(scene: Scene) -> None:
    """Deliver one tap again under a new number, after the line was cut."""
    again = scene.update(scene.card, query="tap-1")
    scene.told(await scene.deliver(scene.update(scene.card, query="tap-1")), "press.granted")
    if scene.rng.random() < 0.5:
        cut(scene)
        await scene.world.rest(scene.rng.choice((2.0, 8.0)))
    said = await scene.deliver(again)
    if said:
        scene.told(said, "press.already")
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


def cut(scene: Scene) -> None:
    """End every line to the service once; new ones come up at once."""
    url = scene.phone.server.url
    scene.world.net.unplug(int(url.rpartition(":")[2]))
    scene.world.net.plug()


async def c03(scene: Scene) -> None:
    """Press on two devices in the same moment."""
    said = await scene.deliver(scene.update(scene.card), scene.update(scene.card))
    scene.told_both(said, "press.granted", "press.already")
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


async def c04(scene: Scene) -> None:
    """Press after the card's time."""
    left = (scene.card.expires_at - scene.world.clock.now()).total_seconds()
    late = max(0.0, left) + scene.rng.choice((0.0, 1.0, 600.0))
    if scene.rng.random() < 0.5:
        await scene.world.pause(late)
        said = await scene.press(scene.card)
        scene.told(said, "press.lapsed")
    else:
        await scene.world.rest(late, step_s=30)
        scene.told(await scene.press(scene.card), "press.already")
    scene.ends(scene.card, LAPSED)
    await scene.world.rest(1)
    del scene.cards[1:]


async def c05(scene: Scene) -> None:
    """Press the button of before a restart; what it said then, the new one does."""
    old = scene.where(scene.card)
    data = scene.data(scene.card)
    await scene.world.restart()
    await scene.world.rest(1)
    said = await scene.phone.press(data, old)
    if scene.state(scene.card) is GRANTED:
        scene.told(said, "press.granted")
        scene.sent += 1
    else:
        scene.told_one_of(said, "press.wrong_message", "press.restarting")
        scene.want(scene.where(scene.card) != old, "the card did not come again")
        await scene.confirm(scene.card)
    scene.ends(scene.card, GRANTED)


async def c06(scene: Scene) -> None:
    """Let a member of the group press what the owner was asked."""
    await to_group(scene)
    by = STRANGER[scene.face]
    for yes in (True, False):
        at = GROUP[scene.face]
        scene.silent(await scene.press(scene.card, yes=yes, by=by, at=at))
    scene.want(scene.refused() == 1, f"{scene.refused()} refusals in the log, wanted 1")
    scene.told(await scene.press(scene.card, at=GROUP[scene.face]), "press.granted")
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


async def to_group(scene: Scene) -> None:
    """Let the owner call the cards into a group; those that are open move with it."""
    where = replace(scene.phone.actor, chat=GROUP[scene.face])
    await scene.world.ask(Pair(where, Role.ADMIN))
    scene.phone.actor = where
    await scene.world.rest(1)


async def c07(scene: Scene) -> None:
    """Press the owner's button where the card was forwarded or copied to."""
    data = scene.data(scene.card)
    copied = "999" if scene.face == "telegram" else "1735174900.999999"
    scene.told(await scene.phone.press(data, copied), "press.wrong_message")
    at = ELSEWHERE[scene.face]
    scene.silent(await scene.phone.press(data, scene.where(scene.card), at=at))
    scene.want(scene.venue() == 0, "a copy of the card sent an order")
    await scene.confirm(scene.card)
    scene.ends(scene.card, GRANTED)


async def c08(scene: Scene) -> None:
    """Press what no button of ours ever carried."""
    for _ in range(scene.rng.randrange(3, 8)):
        data = invented(scene)
        said = await scene.phone.press(data, scene.where(scene.card))
        scene.want(len(said) == 1 and said[0], f"{data!r} was not answered: {said}")
        known = ("press.unknown", "cancel.unknown_order", "cancel.gone", "ask.draft_over")
        scene.told_one_of(said, *[k for k in known if scene.world.words.has(k)])
    scene.want(scene.venue() == 0, "an invented button sent an order")
    await scene.confirm(scene.card)
    scene.ends(scene.card, GRANTED)


def invented(scene: Scene) -> str:
    """Make up data that looks like a button's, or like nothing."""
    rng, nonce = scene.rng, scene.world.nonces.nonce(scene.card.id)
    letters = string.ascii_letters + string.digits + "-_"
    drawn = "".join(rng.choices(letters, k=22))
    flipped = nonce[:-2] + ("A" if nonce[-2] != "A" else "B") + nonce[-1]
    made = (
        f"c1:{drawn}", f"c1:{flipped}", f"c1:{nonce}=", f"C1:{nonce}", f"c2:{nonce}",
        f"c1:{nonce[:21]}", f"q1:{drawn}", f"k:{drawn}", f" c1:{nonce}", f"c1:{nonce}\n",
        "확인", "../" * 20, "c1:" + "Ａ" * 20,
    )  # fmt: skip
    return rng.choice(made)


async def c09(scene: Scene) -> None:
    """Change the stored order behind its card; or press what the card was before an edit."""
    stored = scene.world.uow.approvals.get(scene.card.id)
    assert stored is not None
    more = replace(stored.intent, shares=stored.intent.shares + scene.rng.randrange(1, 9))
    scene.world.uow.approvals.put(replace(stored, intent=more))
    await scene.world.uow.commit()
    scene.told(await scene.press(scene.card), "press.unknown")
    scene.ends(scene.card, WITHDRAWN)


async def c14(scene: Scene) -> None:
    """Press while a stop engages: either may come first, never both."""
    stop = scene.phone.said("/halt" if scene.lang == "en" else "정지")
    updates = [scene.update(scene.card), stop]
    scene.rng.shuffle(updates)
    await scene.phone.push(*updates)
    await scene.world.rest(AFTER_S)
    scene.ends(scene.card, GRANTED, WITHDRAWN)
    scene.want(scene.world.latch.read(), "nothing is stopped")
    scene.told_once_of_the_stop()
    scene.sent += scene.venue() if scene.state(scene.card) is GRANTED else 0
    scene.want(scene.venue() <= 1, "more than one order left")
    for card in scene.cards[1:]:
        scene.ends(card, WITHDRAWN)
    del scene.cards[1:]


async def c15(scene: Scene) -> None:
    """Confirm and reject in the same moment."""
    await _against(scene, [scene.update(scene.card), scene.update(scene.card, yes=False)])


async def c16(scene: Scene) -> None:
    """Let two owners answer oppositely."""
    yes = scene.rng.random() < 0.5
    await _against(scene, [scene.update(scene.card, yes=yes), _belas(scene, yes=not yes)])


def _belas(scene: Scene, *, yes: bool) -> dict[str, Any]:
    """Make the press of the other owner, on the card of their own chat."""
    by = BELA[scene.face]
    at = scene.world.at(scene.card, replace(scene.phone.actor, user=by, chat=by))
    scene.want(at, "the second owner did not get the card")
    return scene.phone.pressed(scene.data(scene.card, yes=yes), at, by=by, at=by)


async def _against(scene: Scene, updates: list[dict[str, Any]]) -> None:
    scene.rng.shuffle(updates)
    said = await scene.deliver(*updates)
    scene.ends(scene.card, GRANTED, REJECTED)
    granted = scene.state(scene.card) is GRANTED
    scene.told_both(said, "press.granted" if granted else "press.rejected", "press.already")
    scene.sent += granted


async def c26(scene: Scene) -> None:
    """Take the person's role away between card and press."""
    who = MINA if scene.face == "telegram" else MINA_SLACK
    user = scene.world.uow.users.get(f"{who.face}:{who.user}")
    assert user is not None
    scene.world.uow.users.put(replace(user, role=Role.VIEWER))
    await scene.world.uow.commit()
    scene.told(await scene.press(scene.card), "error.role")
    scene.want(scene.venue() == 0, "somebody without the role sent an order")
    await lapse(scene, scene.cards)


async def lapse(scene: Scene, cards: list[Approval]) -> None:
    """Let the time of cards pass without an answer."""
    await scene.world.rest(120, step_s=30)
    for card in cards:
        scene.ends(card, LAPSED)
    del scene.cards[1:]
