"""What Slack was told is taken is done, over restarts too: once, stops first, old orders refused.

A life is one face on a folder; the next one on the same folder is the program after its end.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.inbox import FILE
from bot.spool import Spool
from core.domain.commands import Press, SetStrategy
from core.domain.results import Result
from tests import fakes_bot as fb
from tests import slack_api as api
from tests import slack_payloads as sp
from tests.e2e.process import until
from tests.unit.bot.test_slack import NOW_TS, Wired, wired

START = "strategy start golden_cross"
THEN = fb.NOW.timestamp() - 7_200
PIN = "482913"


def left(folder: Path) -> dict[str, Any]:
    """Give what lies on the disk and is not done, by its keys."""
    return dict(Spool(folder / FILE).load().left)


async def deaf(it: Wired, *bodies: dict[str, Any]) -> None:
    """Deliver things to a program that gets nothing done."""
    it.bench.door.hold = asyncio.Event()
    for number, body in enumerate(bodies):
        await it.api.push(body, envelope=f"e{number}")


KINDS = {
    "message": sp.said(START, ts=NOW_TS),
    "command": sp.slash(START),
    "press": sp.press("c1:" + "A" * 22),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_acknowledged_and_not_done_is_done_in_the_next_life(
    kind: str, tmp_path: Path
) -> None:
    async with wired(folder=tmp_path) as it:
        await deaf(it, KINDS[kind])
        (before,) = it.bench.door.asked
        (key,) = left(tmp_path)
    async with wired(folder=tmp_path) as it:
        await until(lambda: left(tmp_path) == {}, "an end")
        (after,) = it.bench.door.asked
        assert after == before
        # Slack may deliver what it saw acknowledged late once more.
        await it.api.push(KINDS[kind])
        assert len(it.bench.door.asked) == 1
        assert key in Spool(tmp_path / FILE).load().done


@pytest.mark.parametrize("said", [sp.slash, sp.said], ids=["command", "message"])
async def test_an_old_stop_is_obeyed_first_and_an_old_order_refused_with_why(
    said: Any, tmp_path: Path
) -> None:
    bodies = [said(START), said("정지"), said(START)]
    letters = [(f"k{n}", {**body, "gaemi_at": THEN}) for n, body in enumerate(bodies)]
    Spool(tmp_path / FILE).keep(letters)
    async with wired(folder=tmp_path) as it:
        sent = await it.api.until("chat.postMessage", 2)
        await until(lambda: left(tmp_path) == {}, "an end")
        assert (len(it.bench.halts), it.bench.door.asked) == (1, [])
        texts = [m["text"] for m in sent]
        assert "정지했습니다" in texts[0]
        assert sum("120분 전" in text for text in texts) == 1


async def test_a_wish_is_the_same_wish_in_the_next_life(tmp_path: Path) -> None:
    wishes = []
    for _ in range(2):
        async with wired(folder=tmp_path) as it:
            if not wishes:
                await deaf(it, sp.slash("매수 005930 1주"))
            await until(lambda it=it: it.bench.door.asked, "the wish")
            wishes += it.bench.door.asked
    assert wishes[0].key == wishes[1].key
    assert "111.222" in wishes[0].key


async def test_nothing_that_opens_something_lies_on_the_disk(tmp_path: Path) -> None:
    async with wired(folder=tmp_path) as it:
        await deaf(it, *KINDS.values())
        raw = (tmp_path / FILE).read_text(encoding="ascii")
        assert len(left(tmp_path)) == 3
        assert not any(name in raw for name in ("response_url", '"token"', "trigger_id"))


@pytest.mark.parametrize(
    "body",
    [sp.slash(f"pin {PIN}"), sp.submission({"pin": PIN}), sp.said(f"핀 {PIN}", ts=NOW_TS),
     sp.slash("sk-proj-" + PIN * 8)],
    ids=["command", "form", "message", "key"],
)  # fmt: skip
async def test_a_secret_is_never_written_to_the_disk(body: dict[str, Any], tmp_path: Path) -> None:
    async with wired(folder=tmp_path) as it:
        await deaf(it, sp.said(START, ts=NOW_TS), body)
        assert len(left(tmp_path)) == 1
        assert PIN not in (tmp_path / FILE).read_text(encoding="ascii")


async def test_strangers_write_nothing(tmp_path: Path) -> None:
    async with wired(folder=tmp_path) as it:
        for number in range(30):
            body = sp.said("halt", by=sp.STRANGER, at="D0EVIL", ts=f"1735174800.{number:06}")
            await it.api.push(body, envelope=f"e{number}")
        assert (tmp_path / FILE).read_bytes() == b""


async def test_a_full_disk_keeps_nobody_from_being_heard_and_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "slack"
    async with wired(folder=folder) as it:
        await asyncio.to_thread(_in_the_way, folder)
        await it.api.push(sp.slash("status"))
        await it.api.push(sp.slash("halt"))
        await it.api.until("chat.postMessage", 2)
        assert len(it.bench.halts) == 1
        assert it.alarms == ["notice.inbox_unkept"]


def _in_the_way(folder: Path) -> None:
    """Put a file where the folder was."""
    shutil.rmtree(folder)
    folder.write_text("in the way")


async def test_a_damaged_file_is_told_and_the_rest_of_it_done(tmp_path: Path) -> None:
    body = {**sp.slash("halt"), "gaemi_at": THEN}
    Spool(tmp_path / FILE).keep([("k", body)])
    with (tmp_path / FILE).open("a", encoding="ascii") as file:
        file.write("00000000 " + json.dumps(["x", body]) + "\n")
    async with wired(folder=tmp_path) as it:
        await it.api.until("chat.postMessage")
        assert (len(it.bench.halts), it.alarms) == (1, ["notice.inbox_damaged"])


async def test_a_new_socket_does_nothing_again(tmp_path: Path) -> None:
    async with wired(folder=tmp_path) as it:
        it.bench.door.results[Press] = Result(True, "press.granted")
        await deaf(it, sp.press("c1:" + "A" * 22), sp.said(START, ts=NOW_TS))
        it.api.fail("apps.connections.open", api.refusal("internal_error"))
        await it.api.sockets[0].close()
        await it.api.connected(2)
        assert it.bench.door.hold is not None
        it.bench.door.hold.set()
        await it.api.until("chat.postMessage")
        await until(lambda: left(tmp_path) == {}, "an end")
        assert [type(one) for one in it.bench.door.asked] == [Press, SetStrategy]
