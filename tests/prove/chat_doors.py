"""C27 to C30: what is said by others, by machines, twice, or with letters that deceive."""

from __future__ import annotations

import unicodedata
from typing import Any

from core.domain.instrument import Instrument
from tests import bot_api
from tests import slack_payloads as sp
from tests.prove.chat_phones import odd
from tests.prove.chat_scene import Scene
from tests.prove.world_market import instruments

TRICKS = (
    "삼성\u200b전자", "\u202e자전성삼\u202c", "카카오\u2066<!channel>\u2069", "ＮＡＶＥＲ\ufeff",
    "<@U0MINA> [확인](https://evil.example)", "에코프로\u0000\u001b[31m", "ㅤㅤ삼성전자ㅤ",
    "Ѕаmsung", "한글\u0301\u0301\u0301\u0301", "*굵게* _기움_ `코드`", "&lt;b&gt;셀트리온",
    "알테오젠\u00ad\u2028두 줄", "🏴\U000e0067\U000e0062\U000e007f",
)  # fmt: skip
HIDDEN = frozenset({"Cf", "Co", "Cs", "Zl", "Zp"})


async def unheard(scene: Scene, *updates: dict[str, Any]) -> None:
    """Deliver what nobody is heard from: no word, no card, no stop, no order."""
    cards, sent = len(scene.world.uow.approvals.all()), len(scene.phone.server.sent)
    for update in updates:
        scene.silent(await scene.deliver(update))
    scene.want(len(scene.world.uow.approvals.all()) == cards, "a card came of it")
    scene.want(len(scene.phone.server.sent) == sent, "it was answered")
    scene.want(not scene.world.latch.read(), "it stopped trading")
    scene.want(scene.venue() == 0, "it sent an order")
    await scene.confirm(scene.card)


def command(scene: Scene) -> str:
    """Draw a command that would do something."""
    return scene.rng.choice(("정지", "/halt", "매수 990000 1주", "/buy 990000 1", "/pair", "상태"))


async def c27(scene: Scene) -> None:
    """Edit a message so that it says a command."""
    text = command(scene)
    if scene.face == "telegram":
        await unheard(scene, scene.phone.said(text, kind="edited_message", edit_date=1))
    else:
        own = sp.said(text, edited={"user": sp.MINA, "ts": sp.AT})
        await unheard(scene, sp.edited(text), own)


async def c28(scene: Scene) -> None:
    """Speak as a channel, as an anonymous administrator, or from elsewhere."""
    text, press = command(scene), scene.update(scene.card)
    if scene.face == "telegram":
        channel = {"id": -100, "type": "channel", "title": "x"}
        anonymous = {"sender_chat": bot_api.chat(-100200)}
        made = [
            scene.phone.said(text, kind="channel_post", at=-100),
            scene.phone.said(text, by=1_087_968_824, **anonymous),
            scene.phone.said(text, sender_chat=channel),
            scene.phone.said(text, kind="edited_channel_post", at=-100, edit_date=1),
            scene.phone.said(text, **forwarded()),
        ]
    else:
        made = [
            press | {"workflow": {"id": "W1"}}, press | {"team": {"id": sp.OTHER_TEAM}},
            sp.said(text) | {"is_ext_shared_channel": True}, sp.said(text, user_team="T0666"),
            press | {"container": press["container"] | {"is_ephemeral": True}},
            sp.said(text, attachments=[{"is_share": True, "text": text}]),
            press | {"container": press["container"] | {"type": "message_attachment"}},
        ]  # fmt: skip
    await unheard(scene, *scene.rng.sample(made, 2))


def forwarded() -> dict[str, Any]:
    """Mark a message as somebody else's, passed on."""
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Mina"}
    return {"forward_origin": origin}


async def c29(scene: Scene) -> None:
    """Hear our own words, or another bot's."""
    text = command(scene)
    if scene.face == "telegram":
        made = [
            odd(scene.phone.said(text), message__from=bot_api.ME),
            odd(scene.phone.said(text), message__from=bot_api.user(77, is_bot=True)),
            scene.phone.said(text, via_bot=bot_api.user(78, is_bot=True, username="x_bot")),
        ]  # fmt: skip
    else:
        made = [
            sp.said(text, by=sp.US.user), sp.said(text, bot_id="B0BOT"),
            sp.said(text, subtype="bot_message", bot_id="B0X"), sp.said(text, app_id="A0X"),
            sp.said(text, by="USLACKBOT"),
        ]  # fmt: skip
    await unheard(scene, *scene.rng.sample(made, 2))


async def c30(scene: Scene) -> None:
    """Trade a share whose name, and a reason whose words, are full of tricks."""
    name, reason = scene.rng.sample(TRICKS, 2)
    symbol = scene.free()
    scene.world.desk.instruments = instruments() | {symbol: Instrument(symbol, name)}
    card = await scene.world.card(shares=3, symbol=symbol, reason=reason)
    scene.want(card, "no card came of it")
    scene.want(not _tricked(scene), f"{_tricked(scene)[:1]} stands on a screen")
    if card is not None:
        await scene.confirm(card)
    await scene.press(scene.card, yes=False)
    await scene.world.rest(20)
    scene.want(not _tricked(scene), f"{_tricked(scene)[:1]} stands on a screen")


def _tricked(scene: Scene) -> list[str]:
    """Give the texts in which something does not show, or turns the writing round."""
    texts = [m.text for phone in scene.phones.values() for m in phone.messages.values()]
    # The words of a notification are the one place where Slack reads mark-up of ours.
    spoken = [str(p["text"]) for p in scene.world.channels.of("chat.postMessage")]
    calls = [text for text in spoken if "<!" in text or "<@" in text]
    return calls + [t for t in texts if any(_hides(letter) for letter in t)]


def _hides(letter: str) -> bool:
    return unicodedata.category(letter) in HIDDEN or letter in "\x00\x1b"
