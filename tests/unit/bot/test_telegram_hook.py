"""The webhook over real HTTP: who lacks the secret moves nothing, and nothing taken is lost."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.inbox import FILE
from bot.spool import Spool
from bot.telegram import TelegramFace
from bot.telegram_hook import HEADER, LARGEST, Raw
from bot.telegram_place import Hook, TelegramPlace
from core.domain.commands import Press
from core.domain.results import Result
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.e2e.process import until
from tests.peers.aimock_server import free_port

DATE = int(fb.NOW.timestamp())
SECRET = "s3cret-of-the-tests-0123456789abcdef"


@dataclass
class Hooked:
    """A face that listens on a port, and the server that it sends to."""

    api: api.BotApi
    bench: fb.Bench
    place: TelegramPlace
    alarms: list[str]
    client: httpx.AsyncClient
    folder: Path
    face: TelegramFace
    number: int = 1

    @property
    def hook(self) -> Hook:
        """The webhook of the place."""
        assert self.place.hook is not None
        return self.place.hook

    async def post(self, body: bytes | Raw, *, secret: str = SECRET, **how: Any) -> int:
        """Deliver something and give the status."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.hook.port}{how.pop('path', self.hook.path)}"
        method = how.pop("method", "POST")
        headers = {HEADER: secret} if secret else {}
        sent = await self.client.request(method, url, content=raw, headers=headers)
        return sent.status_code

    async def say(self, text: str, **how: Any) -> int:
        """Deliver a message."""
        self.number += 1
        said = api.message(text, **{"date": DATE} | how)
        return await self.post({"update_id": self.number, "message": said})

    def spooled(self) -> list[str]:
        """Give the numbers of the updates on the disk that are not done."""
        return list(Spool(self.folder / FILE).load().left)


@asynccontextmanager
async def hooked(
    folder: Path, *, faults: tuple[api.Fault, ...] = (), look_s: float = 60.0
) -> AsyncIterator[Hooked]:
    """Run a face with a webhook while the block lasts."""
    async with (
        api.serving() as server,
        httpx.AsyncClient(trust_env=False, timeout=30) as client,
        asyncio.TaskGroup() as group,
    ):
        bench, alarms = fb.Bench(), list[str]()
        await bench.put(fb.money())
        port = free_port()
        hook = Hook(f"http://127.0.0.1:{port}/hook", SECRET, port)
        base = f"{server.url}/bot"
        place = TelegramPlace(api.TOKEN, base, f"{server.url}/file/bot", hook, folder)
        face = TelegramFace(
            place,
            bench.words,
            wall=bench.wall,
            alarm=alarms.append,
            first_wait_s=0.01,
            look_s=look_s,
        )
        server.fail("setWebhook", *faults)
        task = group.create_task(face.run(bench.router))
        await server.until("setWebhook", 1 + len(faults))
        try:
            yield Hooked(server, bench, place, alarms, client, folder, face)
        finally:
            task.cancel()


async def test_telegram_is_told_the_address_the_secret_and_every_kind(tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        (told,) = it.api.of("setWebhook")
        assert (told["url"], told["secret_token"]) == (it.hook.url, SECRET)
        assert "callback_query" in told["allowed_updates"]
        assert "edited_message" in told["allowed_updates"]
        assert it.api.of("getUpdates") == []


async def test_a_delivered_command_is_answered_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        assert await it.say("/status") == 200
        (sent,) = await it.api.until("sendMessage")
        assert "현황" in sent["text"]
        await until(lambda: it.spooled() == [], "an end")


WRONG = {"none": "", "prefix": SECRET[:-1], "longer": SECRET + "x", "other": "x" * len(SECRET),
         "case": SECRET.upper()}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
async def test_without_the_secret_nothing_moves_whatever_is_sent(kind: str, tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        stop = {"update_id": 9, "message": api.message("/halt", date=DATE)}
        for how in ({}, {"path": "/else"}, {"method": "GET"}, {"method": "PUT"}):
            assert await it.post(stop, secret=WRONG[kind], **how) == 401
        assert await it.post(b"x" * (LARGEST + 1), secret=WRONG[kind]) == 401
        assert await it.say("/help") == 200
        sent = await it.api.until("sendMessage")
        assert len(sent) == 1
        assert (it.bench.halts, it.bench.door.asked) == ([], [])


async def test_with_the_secret_only_a_post_of_an_update_to_the_address_is_taken(
    tmp_path: Path,
) -> None:
    async with hooked(tmp_path) as it:
        assert await it.post(b"{}", path="/else") == 404
        assert await it.post(b"{}", method="GET") == 405
        assert await it.post(b"x" * (LARGEST + 1)) == 413
        for rubbish in (b"", b"{}", b"[1]", b"null", b"\xff", b'{"update_id":true}', b"[" * 99_999):
            assert await it.post(rubbish) == 400
        assert await it.post({"update_id": 3, "message": 5}) == 200
        assert await it.say("/help") == 200


async def test_an_update_that_comes_again_is_done_once(tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        it.bench.door.results[Press] = Result(True, "press.granted")
        press = {"update_id": 5, "callback_query": api.press("c1:" + "A" * 22)}
        both = await asyncio.gather(*(it.post(press) for _ in range(5)))
        assert both == [200] * 5
        assert len(it.bench.door.of(Press)) == 1


async def test_a_stop_overtakes_work_that_hangs_and_200_does_not_wait_for_it(
    tmp_path: Path,
) -> None:
    async with hooked(tmp_path) as it:
        it.bench.door.hold = asyncio.Event()
        assert await it.say("/strategy start golden_cross") == 200
        assert await it.say("/halt") == 200
        (first,) = await it.api.until("sendMessage")
        assert "정지했습니다" in first["text"]
        await until(lambda: it.spooled() == ["2"], "an end")
        it.bench.door.hold.set()
        await until(lambda: it.spooled() == [], "an end")


async def test_what_was_taken_before_a_power_cut_is_done_at_the_next_start(tmp_path: Path) -> None:
    stop = {"update_id": 5, "message": api.message("/halt", date=DATE - 7_200)}
    old = {"update_id": 6, "message": api.message("/strategy start x", date=DATE - 7_200)}
    Spool(tmp_path / FILE).keep([(str(raw["update_id"]), raw) for raw in (old, stop)])
    with (tmp_path / FILE).open("ab") as file:
        file.write(b"{half")
    async with hooked(tmp_path) as it:
        assert it.alarms == ["notice.inbox_damaged"]
        sent = await it.api.until("sendMessage", 2)
        assert len(it.bench.halts) == 1
        assert any("120분 전" in s["text"] for s in sent)
        assert it.bench.door.asked == []
        await until(lambda: it.spooled() == [], "an end")
        assert await it.post(stop) == 200
        assert len(it.bench.halts) == 1


@pytest.mark.parametrize("text", ["/pin 123456", "핀 123456", "123456"])
async def test_a_secret_is_never_written_to_the_disk(text: str, tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        assert await it.say(text) == 200
        await it.api.until("sendMessage")
        assert not held_in(it.folder, b"123456")


def held_in(folder: Path, word: bytes) -> bool:
    """Tell whether any file of a folder holds a word."""
    return any(word in path.read_bytes() for path in folder.iterdir())


async def test_a_flood_of_strangers_writes_nothing(tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        for _ in range(50):
            await it.say("/halt", by=6666, at=6666)
        assert it.spooled() == []
        assert it.bench.halts == []


async def test_an_address_that_telegram_refuses_for_a_while_is_told_again(tmp_path: Path) -> None:
    async with hooked(tmp_path, faults=(api.SERVER_ERROR, api.TOO_MANY)) as it:
        assert await it.say("/help") == 200


async def test_going_back_to_polling_takes_our_webhook_away_without_alarm(tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        place, url = it.place, it.hook.url
    assert await polled(replace(place, hook=None), url) == ([], 1)


async def test_a_foreign_webhook_is_taken_away_and_told(tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        place = it.place
    found = await polled(replace(place, hook=None), "https://thief.example/x")
    assert found == (["notice.webhook"], 1)


async def polled(place: TelegramPlace, hook: str) -> tuple[list[str], int]:
    """Poll where a webhook stands; gives the alarms, and how often it was taken away."""
    async with api.serving() as server, asyncio.TaskGroup() as group:
        server.hook = hook
        bench, alarms = fb.Bench(), list[str]()
        here = replace(place, base_url=f"{server.url}/bot")
        face = TelegramFace(here, bench.words, wall=bench.wall, alarm=alarms.append, poll_s=1)
        task = group.create_task(face.run(bench.router))
        await server.until("getUpdates")
        task.cancel()
        return alarms, len(server.of("deleteWebhook"))


async def test_a_full_disk_makes_telegram_wait_for_the_end_instead(tmp_path: Path) -> None:
    async with hooked(tmp_path) as it:
        await asyncio.to_thread(_in_the_way, tmp_path)
        it.bench.door.hold = asyncio.Event()
        waiting = asyncio.create_task(it.say("/strategy start golden_cross"))
        await until(lambda: "notice.inbox_unkept" in it.alarms, "an alarm")
        assert await it.say("/halt") == 200
        assert len(it.bench.halts) == 1
        assert not waiting.done()
        it.bench.door.hold.set()
        assert await waiting == 200
        assert it.alarms.count("notice.inbox_unkept") == 1


def _in_the_way(folder: Path) -> None:
    """Put a file where the folder was."""
    shutil.rmtree(folder)
    folder.write_text("in the way")


UNREACHED = {"pending_update_count": 3, "last_error_message": "Connection refused"}


@pytest.mark.parametrize(
    ("news", "alarms"),
    [
        (UNREACHED | {"last_error_date": DATE - 30}, ["notice.undelivered"]),
        (UNREACHED | {"last_error_date": DATE - 3_600}, []),
        (UNREACHED | {"last_error_date": DATE - 30, "pending_update_count": 0}, []),
        ({"pending_update_count": 40}, []),
    ],
    ids=["unreached", "long over", "caught up", "busy"],
)
async def test_words_that_pile_up_at_telegram_are_told_once(
    news: Raw, alarms: list[str], tmp_path: Path
) -> None:
    async with hooked(tmp_path, look_s=0.01) as it:
        it.api.news_of_hook = news
        await it.api.until("getWebhookInfo", len(it.api.of("getWebhookInfo")) + 3)
        assert it.alarms == alarms
        assert it.face.trouble == ("hook" if alarms else "")
        it.api.news_of_hook = {}
        await it.api.until("getWebhookInfo", len(it.api.of("getWebhookInfo")) + 3)
        assert it.face.connected


async def test_an_address_that_somebody_changed_is_told_and_set_back(
    tmp_path: Path,
) -> None:
    async with hooked(tmp_path, look_s=0.01) as it:
        it.api.hook = "https://thief.example/x"
        await it.api.until("setWebhook", 2)
        assert it.alarms == ["notice.webhook"]
        assert it.api.hook == it.hook.url
