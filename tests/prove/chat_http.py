"""C22 to C25: what comes to a port of ours and is not from the service, or comes again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from bot.telegram_hook import HEADER
from tests import slack_api
from tests.prove.chat_phones import SECRET, SlackHttp, TelegramHttp, squeezed
from tests.prove.chat_scene import GRANTED, Scene

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
REFUSED = 401


async def deliver(
    url: str, body: bytes, headers: dict[str, str], *, method: str = "POST"
) -> tuple[int, str]:
    """Send bytes to our port as they are."""
    async with (
        ClientSession(trust_env=False) as session,
        session.request(method, url, data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def marked(body: bytes, *, secret: str = slack_api.SECRET, stamp: str = "") -> dict[str, str]:
    """Sign a body as Slack does for an instant, whatever stands there for it."""
    at = stamp or str(int(time.time()))
    mark = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={mark}"}


def _url(scene: Scene) -> str:
    assert isinstance(scene.phone, SlackHttp | TelegramHttp)
    return scene.phone.url


def _pressed(scene: Scene, **how: Any) -> tuple[bytes, str]:
    """Give a press as the service would write it, and its type."""
    update = scene.update(scene.card, **how)
    if isinstance(scene.phone, TelegramHttp):
        return json.dumps(scene.phone.numbered(update)).encode(), JSON
    return urlencode({"payload": json.dumps(update)}).encode(), FORM


def _true(scene: Scene, body: bytes) -> dict[str, str]:
    return {HEADER: SECRET} if scene.face == "telegram" else marked(body)


def _wrong(scene: Scene, body: bytes) -> list[dict[str, str]]:
    """Give what somebody without the secret may try."""
    if scene.face == "telegram":
        tries = ("", SECRET[:-1], SECRET[:8], SECRET + "0", SECRET.upper(), SECRET[1:], "é" * 9)
        return [{}, {"Authorization": SECRET}, *({HEADER: text} for text in tries)]
    true, mark = marked(body), "X-Slack-Signature"
    changed = (true[mark][:-1], true[mark] + "0", true[mark].removeprefix("v0="), "v0=é", "")
    others = (slack_api.SECRET[:-1], "", slack_api.SECRET.upper())
    return [
        {}, {mark: true[mark]}, *(true | {mark: text} for text in changed),
        *(marked(body, secret=text) for text in others),
    ]  # fmt: skip


async def refused(scene: Scene, body: bytes, headers: dict[str, str], kind: str) -> None:
    """Deliver what must be turned away before anything reads it."""
    status, _ = await deliver(_url(scene), body, {"Content-Type": kind} | headers)
    await scene.world.rest(2)
    scene.want(status == REFUSED, f"{status} for {headers}, wanted {REFUSED}")
    scene.want(scene.venue() == 0, f"an order left for {headers}")


async def c22(scene: Scene) -> None:
    """Deliver a press without the secret, with another, with a part of it."""
    body, kind = _pressed(scene)
    for headers in scene.rng.sample(_wrong(scene, body), 4):
        await refused(scene, body, headers, kind)
    await scene.confirm(scene.card)


async def c23(scene: Scene) -> None:
    """Replay a press: soon, late, from the future, at no time, or with other words."""
    (body, kind), now = _pressed(scene), int(time.time())
    true = marked(body)
    # A clock of the machine judges here: the future is far enough for the slowest one.
    late = [marked(body, stamp=str(now + by)) for by in (-301, -3_600, 3_600, 86_400)]
    odd = [marked(body, stamp=text) for text in ("now", "1e9", "-1", f"{now}.5", "９９", "0x1")]
    for headers in scene.rng.sample([*late, *odd], 4):
        await refused(scene, body, headers, kind)
    other, _ = _pressed(scene, query="2.2")
    await refused(scene, other, true, kind)
    await _often(scene, [(body, kind, true)] * scene.rng.randrange(2, 4))


async def c24(scene: Scene) -> None:
    """Hear no acknowledgement and deliver again, or lose the answer to a poll."""
    if isinstance(scene.phone, SlackHttp):
        await _often(scene, _slack_attempts(scene))
    elif isinstance(scene.phone, TelegramHttp):
        body, kind = _pressed(scene)
        times = scene.rng.randrange(2, 5)
        await _often(scene, [(body, kind, _true(scene, body))] * times)
    elif scene.face == "slack":
        update = scene.update(scene.card)
        scene.told(await scene.deliver(*[update] * scene.rng.randrange(2, 5)), "press.granted")
        scene.sent += 1
    else:
        scene.world.screens.lost["getUpdates"].append(scene.rng.choice((0.0, 5.0)))
        before = len(scene.phone.server.toasts)
        await scene.deliver(scene.update(scene.card))
        await scene.world.rest(15, step_s=1)
        scene.told(_since(scene, before), "press.granted")
        scene.sent += 1
    scene.ends(scene.card, GRANTED)


def _slack_attempts(scene: Scene) -> list[tuple[bytes, str, dict[str, str]]]:
    body, kind = _pressed(scene)
    made = []
    for attempt in range(scene.rng.randrange(2, 5)):
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        # A new attempt has a new time, and so another signature.
        true = marked(body, stamp=str(int(time.time()) - 9 + attempt))
        made.append((body, kind, true | (retry if attempt else {})))
    return made


async def _often(scene: Scene, requests: list[tuple[bytes, str, dict[str, str]]]) -> None:
    """Deliver true requests for one press, after each other or at once: it counts once."""
    before = len(scene.phone.server.toasts)
    works = [deliver(_url(scene), body, {"Content-Type": kind} | h) for body, kind, h in requests]
    if scene.rng.random() < 0.5:
        answers = await asyncio.gather(*works)
    else:
        answers = []
        for work in works:
            answers.append(await work)
            await scene.world.rest(scene.rng.choice((0.5, 10.0)))
    await scene.world.rest(3)
    scene.want(all(status == 200 for status, _ in answers), f"answered with {answers}")
    scene.told(_since(scene, before), "press.granted")
    scene.sent += 1
    scene.ends(scene.card, GRANTED)


def _since(scene: Scene, before: int) -> list[str]:
    return [squeezed(text) for text in scene.phone.server.toasts[before:]]


async def c25(scene: Scene) -> None:
    """Knock with the service's own questions and other kinds of bodies, signed and not."""
    body, _ = _pressed(scene)
    checks = urlencode({"ssl_check": "1", "token": "gone"}).encode()
    asks = json.dumps({"type": "url_verification", "challenge": "C-123"}).encode()
    bare = [(body, "text/plain"), (body, JSON), (body, FORM), (checks, FORM), (asks, JSON),
            (body + b"&ssl_check=1", FORM), (b"", FORM), (b"\xff\xfe", FORM)]  # fmt: skip
    for raw, kind in scene.rng.sample(bare, 5):
        await refused(scene, raw, {}, kind)
    for raw, kind in ((asks, JSON), (checks, FORM), (b"[]", JSON), (b"{", JSON), (b"", JSON)):
        status, text = await deliver(_url(scene), raw, {"Content-Type": kind} | _true(scene, raw))
        scene.want(status < 500, f"{status} for {raw!r}")
        slack = scene.face == "slack" and raw == asks
        scene.want("C-123" in text or not slack, f"the challenge was answered with {text!r}")
    for method in ("GET", "PUT", "DELETE"):
        status, _ = await deliver(_url(scene), body, _true(scene, body), method=method)
        scene.want(400 <= status < 500, f"{status} for {method}")
    scene.want(scene.venue() == 0, "a question of the service sent an order")
    await scene.confirm(scene.card)
