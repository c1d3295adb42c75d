"""C22 to C25 and C27 to C30: what comes through the doors and is not a person's own word."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import unicodedata
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from core.domain.instrument import Instrument
from tests import bot_api, slack_api
from tests import slack_payloads as sp
from tests.prove.chat_phones import SlackHttp, odd
from tests.prove.chat_scene import GRANTED, Scene
from tests.prove.world_market import instruments

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TRICKS = (
    "삼성\u200b전자", "\u202e자전성삼\u202c", "카카오\u2066<!channel>\u2069", "ＮＡＶＥＲ\ufeff",
    "<@U0MINA> [확인](https://evil.example)", "에코프로\u0000\u001b[31m", "ㅤㅤ삼성전자ㅤ",
    "Ѕаmsung", "한글\u0301\u0301\u0301\u0301", "*굵게* _기움_ `코드`", "&lt;b&gt;셀트리온",
    "알테오젠\u00ad\u2028두 줄", "🏴\U000e0067\U000e0062\U000e007f",
)  # fmt: skip
HIDDEN = frozenset({"Cf", "Co", "Cs", "Zl", "Zp"})


async def deliver(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Send bytes to our port as they are."""
    async with (
        ClientSession(trust_env=False) as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def marked(body: bytes, *, secret: str = slack_api.SECRET, stamp: str = "") -> dict[str, str]:
    """Sign a body for an instant, whatever stands there for it."""
    at = stamp or str(int(time.time()))
    mark = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={mark}"}


def _slack(scene: Scene) -> SlackHttp:
    phone = scene.phone
    assert isinstance(phone, SlackHttp)
    return phone


def _pressed(scene: Scene) -> bytes:
    return urlencode({"payload": json.dumps(scene.update(scene.card))}).encode()


async def refused(scene: Scene, body: bytes, headers: dict[str, str], *, kind: str = FORM) -> None:
    """Deliver what must be turned away before anything reads it."""
    status, _ = await deliver(_slack(scene).url, body, {"Content-Type": kind} | headers)
    await scene.world.rest(2)
    scene.want(status == 401, f"{status} for {headers}, wanted 401")
    scene.want(scene.venue() == 0, f"an order left for {headers}")


async def c22(scene: Scene) -> None:
    """Deliver a press without the secret, with another, with a part of it."""
    body, secret = _pressed(scene), slack_api.SECRET
    true = marked(body)
    cut = true | {"X-Slack-Signature": true["X-Slack-Signature"][:-1]}
    longer = true | {"X-Slack-Signature": true["X-Slack-Signature"] + "0"}
    bare = true | {"X-Slack-Signature": true["X-Slack-Signature"].removeprefix("v0=")}
    wrong: list[dict[str, str]] = [
        {}, marked(body, secret=secret[:-1]), marked(body, secret=""), cut, longer, bare,
        marked(body, secret=secret.upper()), {"X-Slack-Signature": true["X-Slack-Signature"]},
        true | {"X-Slack-Signature": "v0=é"}, true | {"X-Slack-Signature": ""},
    ]  # fmt: skip
    for headers in scene.rng.sample(wrong, 4):
        await refused(scene, body, headers)
    await scene.confirm(scene.card)


async def c23(scene: Scene) -> None:
    """Replay a press: soon, late, from the future, at no time, or with other words."""
    body, now = _pressed(scene), int(time.time())
    true = marked(body)
    late = [marked(body, stamp=str(now + by)) for by in (-301, -3_600, 301, 86_400)]
    odd = [marked(body, stamp=text) for text in ("now", "1e9", "-1", f"{now}.5", "９９", "0x1")]
    for headers in scene.rng.sample([*late, *odd], 4):
        await refused(scene, body, headers)
    other = urlencode({"payload": json.dumps(scene.update(scene.card, query="2.2"))}).encode()
    await refused(scene, other, true)
    before = len(scene.phone.server.toasts)
    for _ in range(scene.rng.randrange(2, 4)):
        status, _text = await deliver(_slack(scene).url, body, {"Content-Type": FORM} | true)
        scene.want(status == 200, f"{status} for a true request")
        await scene.world.rest(scene.rng.choice((0.5, 10.0)))
    said = ["".join(t.split()) for t in scene.phone.server.toasts[before:]]
    scene.told(said, "press.granted")
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


async def c24(scene: Scene) -> None:
    """Hear no acknowledgement and deliver again; on Telegram, lose the answer to a poll."""
    if scene.face == "telegram":
        scene.world.screens.lost["getUpdates"].append(scene.rng.choice((0.0, 5.0)))
        said = await scene.deliver(scene.update(scene.card))
        await scene.world.rest(15, step_s=1)
        said += ["".join(t.split()) for t in scene.phone.server.toasts[-1:] if not said]
        scene.told(said, "press.granted")
    else:
        await _slack_retries(scene)
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


async def _slack_retries(scene: Scene) -> None:
    body = _pressed(scene)
    before = len(scene.phone.server.toasts)
    for attempt in range(scene.rng.randrange(2, 5)):
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        # A new attempt has a new time, and so another signature.
        headers = marked(body, stamp=str(int(time.time()) - 9 + attempt))
        status, _ = await deliver(
            _slack(scene).url, body, {"Content-Type": FORM} | headers | (retry if attempt else {})
        )
        scene.want(status == 200, f"{status} for attempt {attempt}")
        await scene.world.rest(scene.rng.choice((0.2, 3.0)))
    said = ["".join(t.split()) for t in scene.phone.server.toasts[before:]]
    scene.told(said, "press.granted")


async def c25(scene: Scene) -> None:
    """Knock with Slack's own questions and other kinds of bodies, signed and not."""
    body = _pressed(scene)
    checks = urlencode({"ssl_check": "1", "token": "gone"}).encode()
    both = body + b"&ssl_check=1"
    asks = json.dumps({"type": "url_verification", "challenge": "C-123"}).encode()
    plain = [(body, "text/plain"), (body, JSON), (checks, FORM), (both, FORM), (asks, JSON),
             (b"", FORM), (b"\xff\xfe", FORM), (b"[]", JSON)]  # fmt: skip
    for raw, kind in scene.rng.sample(plain, 5):
        await refused(scene, raw, {}, kind=kind)
    for raw, kind in ((asks, JSON), (checks, FORM), (b"[]", JSON), (b"{", JSON)):
        status, text = await deliver(_slack(scene).url, raw, {"Content-Type": kind} | marked(raw))
        scene.want(status < 500, f"{status} for {raw!r}")
        scene.want("C-123" in text or raw != asks, f"the challenge was answered with {text!r}")
    scene.want(scene.venue() == 0, "a question of Slack's sent an order")
    await scene.confirm(scene.card)


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
