"""Polling over real HTTP: nothing is confirmed that could be lost, nothing done twice, stops first.

A life is one face on a folder; the next one on the same folder is the program after its end.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.inbox import FILE
from bot.spool import Spool
from bot.telegram import TelegramFace
from bot.telegram_place import TelegramPlace
from core.domain.commands import Press, SetStrategy
from core.domain.results import Result
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.e2e.process import until

DATE = int(fb.NOW.timestamp())
DAY_S = 86_400
START = "/strategy start golden_cross"
MISSED = "1440분 전"
WEBHOOK = (409, {"error_code": 409, "description": "Conflict: webhook"})


@dataclass
class Noting(fb.Bench):
    """A bench that notes how much the engine had been asked when each stop came."""

    asked_before: list[int] = field(default_factory=list)

    async def _halt(self, *what: Any, **how: Any) -> Result:
        self.asked_before.append(len(self.door.asked))
        return await super()._halt(*what, **how)


@dataclass
class Life:
    """One program before the server."""

    server: api.BotApi
    bench: Noting
    face: TelegramFace
    alarms: list[str]
    folder: Path

    def left(self) -> list[str]:
        """Give the numbers of the updates on the disk that are not done."""
        return list(Spool(self.folder / FILE).load().left)

    def texts(self) -> list[str]:
        """Give what was sent, over all lives."""
        return [sent["text"] for sent in self.server.of("sendMessage")]

    async def confirmed(self, number: int) -> None:
        """Wait until an update was confirmed."""
        offsets = lambda: [int(p.get("offset", 0)) for p in self.server.of("getUpdates")]  # noqa: E731
        await self.server.until_any(lambda: max(offsets(), default=0) > number)

    async def polls(self, more: int = 2) -> None:
        """Wait for some more polls."""
        await self.server.until("getUpdates", len(self.server.of("getUpdates")) + more)


@asynccontextmanager
async def life(
    server: api.BotApi, folder: Path, *, hold: bool = False, **how: Any
) -> AsyncIterator[Life]:
    """Run a face until the block ends, as suddenly as a power cut ends it."""
    async with asyncio.TaskGroup() as group:
        bench, alarms = Noting(), list[str]()
        await bench.put(fb.money())
        bench.door.hold = asyncio.Event() if hold else None
        place = TelegramPlace(
            api.TOKEN, f"{server.url}/bot", f"{server.url}/file/bot", None, folder
        )
        face = TelegramFace(
            place, bench.words, wall=bench.wall, alarm=alarms.append, first_wait_s=0.01, poll_s=1,
            **how,
        )  # fmt: skip
        task = group.create_task(face.run(bench.router))
        try:
            yield Life(server, bench, face, alarms, folder)
        finally:
            task.cancel()


def said(server: api.BotApi, text: str, **how: Any) -> int:
    """Have the owner say something; gives the number of the update."""
    return server.push(message=api.message(text, **{"date": DATE} | how))


async def test_what_hangs_is_confirmed_only_when_it_lies_on_the_disk(tmp_path: Path) -> None:
    async with api.serving() as server:
        async with life(server, tmp_path, hold=True) as it:
            number = said(server, START)
            await it.confirmed(number)
            assert it.left() == [str(number)]
            assert it.texts() == []
        async with life(server, tmp_path) as it:
            await server.until("sendMessage")
            assert len(it.bench.door.of(SetStrategy)) == 1
            await until(lambda: it.left() == [], "an end")
        async with life(server, tmp_path) as it:
            await it.polls()
            assert it.bench.door.asked == []
            assert len(it.texts()) == 1


async def test_after_a_crash_a_stop_is_obeyed_and_an_old_order_refused_with_why(
    tmp_path: Path,
) -> None:
    letters = [
        (str(number), {"update_id": number, "message": api.message(text, date=DATE - DAY_S)})
        for number, text in enumerate((START, "/halt", "정지"), 11)
    ]
    Spool(tmp_path / FILE).keep(letters)
    async with api.serving() as server, life(server, tmp_path) as it:
        await server.until("sendMessage", 3)
        assert len(it.bench.halts) == 2
        assert sum(MISSED in text for text in it.texts()) == 1
        assert it.bench.door.asked == []
        await until(lambda: it.left() == [], "an end")


async def test_what_was_done_and_never_confirmed_is_not_done_again(tmp_path: Path) -> None:
    async with api.serving() as server:
        server.next_update = 50
        async with life(server, tmp_path) as it:
            it.bench.door.results[Press] = Result(True, "press.granted")
            # The poll under way brings them; no later one gets through to confirm.
            await it.polls(1)
            server.fail("getUpdates", *[api.SERVER_ERROR] * 1_000)
            server.push(callback_query=api.press("c1:" + "A" * 22))
            number = said(server, START)
            said(server, "/halt")
            await server.until("sendMessage", 2)
            await server.until("answerCallbackQuery")
            marks = [str(n) for n in range(number - 1, number + 2)]
            await until(lambda: set(Spool(tmp_path / FILE).load().done) >= set(marks), "marks")
            server.faults["getUpdates"].clear()
        assert len(server.updates) == 3
        async with life(server, tmp_path) as it:
            await it.confirmed(number + 1)
            assert (it.bench.halts, it.bench.door.asked) == ([], [])
            assert len(it.texts()) == 2


def everything(rng: random.Random) -> list[dict[str, Any]]:
    """Make what lay at Telegram for a day: 500 updates of all kinds, one of them a stop."""
    old = {"date": DATE - DAY_S}
    kinds: list[Callable[[int], dict[str, Any]]] = [
        lambda n: {"message": api.message(START, message_id=n, **old)},
        lambda n: {"message": api.message("/status", message_id=n, **old)},
        lambda n: {"message": api.message(f"매수 삼성전자 {n}주", message_id=n, **old)},
        lambda n: {"message": api.message("/halt", by=6666, at=6666, message_id=n, **old)},
        lambda n: {"message": api.message("/pin 123456", message_id=n, **old)},
        lambda n: {"edited_message": api.message("/halt", message_id=n, edit_date=DATE, **old)},
        lambda n: {"channel_post": api.message("/halt", message_id=n, **old)},
        lambda n: {"callback_query": api.press("c1:" + f"{n:022}") | {"id": f"q{n}"}},
        lambda n: {"callback_query": api.press("c1:" + f"{n:022}", by=6666) | {"id": f"q{n}"}},
    ]
    made = [rng.choice(kinds)(number) for number in range(1, 500)]
    stop = {"message": api.message(rng.choice(("/halt", "다 멈춰", "정지")), message_id=500, **old)}
    made.insert(rng.choice((0, 99, 100, 250, 499, rng.randrange(500))), stop)
    return made


def _of_owner(update: dict[str, Any]) -> bool:
    """Tell whether an update is a message or a press of somebody who is heard."""
    said = update.get("message") or update.get("callback_query") or {}
    return bool(said) and said["from"]["id"] == 1001 and "/pin" not in str(said)


@pytest.mark.parametrize("seed", range(6))
async def test_a_backlog_of_a_day_begins_with_its_stop_wherever_it_lies(
    seed: int, tmp_path: Path
) -> None:
    backlog = everything(random.Random(seed))
    async with api.serving() as server:
        for update in backlog:
            server.push(**update)
        async with life(server, tmp_path) as it:
            await it.confirmed(500)
            # It may be confirmed as soon as it lies on the disk.
            await until(lambda: it.bench.asked_before, "the stop")
            assert it.bench.asked_before == [0], seed
            await until(lambda: it.left() == [], "the end of the backlog")
            # Every press is judged by its card, in order and once; no command is run.
            asked = it.bench.door.asked
            assert [type(one) for one in asked] == [Press] * len(asked)
            mine = [u["callback_query"] for u in backlog if "callback_query" in u]
            wanted = [q["data"][3:] for q in mine if q["from"]["id"] == 1001]
            # Beyond ten a minute they are answered without the engine.
            assert [one.nonce for one in asked if isinstance(one, Press)] == wanted[:10]
            assert set(Spool(tmp_path / FILE).load().done) >= {
                str(number) for number, update in enumerate(backlog, 1) if _of_owner(update)
            }
            assert any(MISSED in text for text in it.texts())
            kept = (tmp_path / FILE).read_bytes()
            assert b"123456" not in kept
            assert b'"id": 6666' not in kept, "what strangers say fills no disk"


async def test_a_stop_that_comes_alone_behind_a_full_answer_overtakes_it(tmp_path: Path) -> None:
    async with api.serving() as server:
        for number in range(100):
            server.push(callback_query=api.press("c1:" + f"{number:022}") | {"id": f"q{number}"})
        stop = said(server, "/halt")
        async with life(server, tmp_path) as it:
            await it.confirmed(stop)
            await until(lambda: bool(it.bench.halts), "the stop")
            assert it.bench.asked_before == [0]


async def test_a_stop_of_a_former_life_waits_for_no_webhook(tmp_path: Path) -> None:
    stop = {"update_id": 7, "message": api.message("/halt", date=DATE - DAY_S)}
    Spool(tmp_path / FILE).keep([("7", stop)])
    async with api.serving() as server:
        server.fail("getWebhookInfo", *[api.SERVER_ERROR] * 1_000)
        async with life(server, tmp_path) as it:
            await until(lambda: bool(it.bench.halts), "the stop")
            assert server.of("getUpdates") == []


async def test_a_backlog_cut_short_by_the_end_loses_nothing(tmp_path: Path) -> None:
    async with api.serving() as server:
        for number in range(250):
            server.push(callback_query=api.press("c1:" + f"{number:022}") | {"id": f"q{number}"})
        async with life(server, tmp_path, hold=True) as it:
            await it.confirmed(100)
        pressed = {one.nonce for one in it.bench.door.of(Press)}
        async with life(server, tmp_path) as it:
            await it.confirmed(250)
            await until(lambda: it.left() == [], "the end of the backlog")
        # Nobody answered the first life: what it began is begun again and judged by its card.
        assert {one.nonce for one in it.bench.door.of(Press)} >= pressed
        # Each of the others was answered too, if only that ten a minute are enough.
        assert set(Spool(tmp_path / FILE).load().done) == {str(n) for n in range(1, 251)}


async def test_people_of_a_chat_are_answered_in_their_order_over_a_restart(tmp_path: Path) -> None:
    async with api.serving() as server:
        async with life(server, tmp_path, hold=True) as it:
            for text in (START, "/help", "/status"):
                number = said(server, text)
            await it.confirmed(number)
        said(server, "/language")
        async with life(server, tmp_path) as it:
            await server.until("sendMessage", 4)
            titles = [text.split("\n") for text in it.texts()]
            assert ["명령" in t[0] or "명령" in t[1] for t in titles] == [False, True, False, False]
            assert "현황" in it.texts()[2]


async def test_a_secret_lies_nowhere_and_is_confirmed_when_it_is_done(tmp_path: Path) -> None:
    async with api.serving() as server, life(server, tmp_path, hold=True) as it:
        first = said(server, START)
        secret = said(server, "/pin 123456")
        await it.confirmed(first)
        await it.polls(4)
        offsets = {int(p.get("offset", 0)) for p in server.of("getUpdates")}
        assert max(offsets) == secret
        said(server, "/halt")
        await server.until("sendMessage")
        assert len(it.bench.halts) == 1
        assert b"123456" not in (tmp_path / FILE).read_bytes()
        assert it.bench.door.hold is not None
        it.bench.door.hold.set()
        await it.confirmed(secret + 1)


async def test_a_full_disk_stops_no_polling_and_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "telegram"
    async with api.serving() as server, life(server, folder, hold=True) as it:
        said(server, "/help")
        await until(lambda: Spool(folder / FILE).load().done == ("1",), "a mark")
        await asyncio.to_thread(_in_the_way, folder)
        hangs = said(server, START)
        await server.until_any(lambda: "notice.inbox_unkept" in it.alarms)
        stop = said(server, "/halt")
        await server.until("sendMessage", 2)
        await it.polls(4)
        assert len(it.bench.halts) == 1
        assert max(int(p.get("offset", 0)) for p in server.of("getUpdates")) == hangs
        assert it.alarms == ["notice.inbox_unkept"]
        assert it.bench.door.hold is not None
        it.bench.door.hold.set()
        await it.confirmed(stop)
        assert len(it.bench.door.of(SetStrategy)) == 1
        assert len(it.bench.halts) == 1


def _in_the_way(folder: Path) -> None:
    """Put a file where the folder was."""
    shutil.rmtree(folder)
    folder.write_text("in the way")


async def test_a_disk_that_takes_things_again_may_fail_again(tmp_path: Path) -> None:
    folder = tmp_path / "telegram"
    folder.write_text("in the way")
    async with api.serving() as server, life(server, folder) as it:
        await it.polls()
        # Whether it held anything cannot be seen either.
        assert it.alarms == ["notice.inbox_damaged", "notice.inbox_unkept"]
        folder.unlink()
        said(server, "/help")
        await server.until("sendMessage")
        await until(lambda: Spool(folder / FILE).load().done == ("1",), "a mark")
        await asyncio.to_thread(_in_the_way, folder)
        said(server, "/help")
        await server.until("sendMessage", 2)
        await until(lambda: len(it.alarms) == 3, "the alarm of the second time")


async def test_a_damaged_file_is_told_and_the_rest_of_it_done(tmp_path: Path) -> None:
    stop = {"update_id": 6, "message": api.message("/halt", date=DATE - DAY_S)}
    Spool(tmp_path / FILE).keep([("5", {"update_id": 5}), ("6", stop)])
    raw = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(raw.replace(b'"update_id": 5', b'"update_id": 4'))
    async with api.serving() as server:
        async with life(server, tmp_path) as it:
            await server.until("sendMessage")
            assert (it.alarms, len(it.bench.halts)) == (["notice.inbox_damaged"], 1)
        async with life(server, tmp_path) as it:
            await it.polls()
            assert it.alarms == []


async def test_a_broken_line_does_again_what_it_broke_off(tmp_path: Path) -> None:
    async with api.serving() as server, life(server, tmp_path, hold=True) as it:
        number = said(server, START)
        await it.confirmed(number)
        assert len(it.bench.door.of(SetStrategy)) == 1
        # A webhook that cannot be looked for ends the line, and what was at work on it.
        server.fail("getUpdates", WEBHOOK)
        server.fail("getWebhookInfo", api.SERVER_ERROR)
        await until(lambda: len(it.bench.door.of(SetStrategy)) == 2, "the work begun again")
        assert it.bench.door.hold is not None
        it.bench.door.hold.set()
        await server.until("sendMessage")
        await until(lambda: it.left() == [], "an end")


async def test_a_secret_that_a_broken_line_broke_off_is_heard_when_it_comes_again(
    tmp_path: Path,
) -> None:
    async with api.serving() as server, life(server, tmp_path, hold=True) as it:
        first = said(server, START)
        await it.confirmed(first)
        said(server, "/pin 123456")
        await it.polls()
        server.fail("getUpdates", WEBHOOK)
        server.fail("getWebhookInfo", api.SERVER_ERROR)
        await until(lambda: len(it.bench.door.of(SetStrategy)) == 2, "the work begun again")
        assert it.bench.door.hold is not None
        it.bench.door.hold.set()
        await server.until("sendMessage", 2)
        assert "PIN" in it.texts()[1]


async def test_a_webhook_that_appears_while_we_poll_is_found_told_and_taken_away(
    tmp_path: Path,
) -> None:
    async with api.serving() as server, life(server, tmp_path, look_s=0.01) as it:
        await it.polls()
        server.hook = "https://thief.example/x"
        await server.until("deleteWebhook")
        assert it.alarms == ["notice.webhook"]
        looks = len(server.of("getWebhookInfo"))
        await server.until("getWebhookInfo", looks + 5)
        assert it.alarms == ["notice.webhook"]
        said(server, "/halt")
        await server.until("sendMessage")
