"""The Slack face's lines: sockets renewed, broken or refused, and work that outlives them."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack import SlackFace
from bot.slack_place import SlackPlace
from core.domain.approval import MessageRef
from core.domain.commands import Press
from core.errors import DeliveryError
from tests import fakes_bot as fb
from tests import slack_api as api
from tests import slack_payloads as sp
from tests.unit.bot.test_slack import CARD, wired


async def test_a_new_socket_is_open_before_the_old_one_is_left() -> None:
    async with wired() as it:
        await it.api.say_frame({"type": "disconnect", "reason": "refresh_requested"})
        await it.api.connected(2)
        await it.api.push(sp.slash("status"), at=0)
        await it.api.push(sp.slash("doctor"), at=1)
        await it.api.until("chat.postMessage", 2)


async def test_a_broken_socket_is_opened_again() -> None:
    async with wired() as it:
        await it.api.sockets[0].close()
        await it.api.connected(2)
        await it.api.push(sp.slash("status"))
        await it.api.until("chat.postMessage")


async def test_frames_that_mean_nothing_are_left_alone() -> None:
    async with wired() as it:
        odd = {"envelope_id": "e1", "payload": {"authorizations": 5, "event": "x", "user": []}}
        for frame in ({}, {"type": "x"}, {"envelope_id": "e0", "payload": [1]}, odd):
            await it.api.say_frame(frame)
        await it.api.sockets[0].send_str("no json")
        await it.api.push(sp.slash("status"))
        await it.api.until("chat.postMessage")


async def test_work_under_way_outlives_a_lost_line() -> None:
    async with wired() as it:
        it.bench.door.hold = asyncio.Event()
        await it.api.push(sp.press("c1:" + "A" * 22))
        it.api.fail("apps.connections.open", *[api.refusal("internal_error")] * 2)
        await it.api.sockets[0].close()
        await it.api.connected(2)
        it.bench.door.hold.set()
        await it.api.until("chat.postEphemeral")
        assert len(it.bench.door.of(Press)) == 1


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_a_refused_token_is_an_alarm(method: str) -> None:
    async with wired(wait=False) as it:
        it.api.fail(method, api.refusal("token_revoked"))
        it.api.fail("auth.test", *[api.refusal("token_revoked")] * (method == "auth.test"))
        await it.api.until(method)
        async with asyncio.timeout(60):
            while not it.alarms:  # noqa: ASYNC110 - the alarm is no event of the server
                await asyncio.sleep(0)
        assert (it.alarms, it.face.trouble) == (["notice.slack_token"], "token")
        assert not it.face.connected


async def test_without_a_line_nothing_is_sent() -> None:
    face = SlackFace(
        SlackPlace("x", "http://127.0.0.1:1/api"), fb.Bench().words, wall=fb.Bench().wall
    )
    with pytest.raises(DeliveryError):
        await face.send(sp.MINA, CARD)
    with pytest.raises(DeliveryError):
        await face.edit(MessageRef("slack", sp.MINA, "1.1"), CARD)
