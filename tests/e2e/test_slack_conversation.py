"""One person and a real gaemi process, through a Slack workspace, over socket and signed HTTP."""

from __future__ import annotations

import re
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests import slack_api as api
from tests.e2e.process import Gaemi, command, until, variables
from tests.e2e.slack_workspace import ROOM, Message, Person, Workspace, workspace
from tests.peers.aimock_server import free_port

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
PIN = "482913"


@pytest.fixture(params=["socket", "http"])
async def slack(
    request: pytest.FixtureRequest, peers: Path, tmp_path: Path
) -> AsyncIterator[Workspace]:
    """A workspace that nobody has spoken to yet."""
    port = free_port() if request.param == "http" else None
    async with workspace(tmp_path, port=port) as made:
        yield made


@pytest.fixture
def mina(slack: Workspace) -> Person:
    """The owner."""
    return slack.people["mina"]


async def started(gaemi: Callable[..., Gaemi], slack: Workspace, **more: str) -> Gaemi:
    """Start a process and wait until the workspace reaches it."""
    app = gaemi(**slack.variables, **more).start()
    await slack.listens()
    return app


async def paired(gaemi: Callable[..., Gaemi], slack: Workspace, **more: str) -> Gaemi:
    """Start a process and pair Mina with the code of its console."""
    app = await started(gaemi, slack, **more)
    code = (await app.shows(r"연결 코드: (\w{8}) "))[1]
    who = slack.people["mina"]
    await slack.slash(who, f"pair {code}")
    await slack.shows(who.alone, "연결했습니다", "mina")
    return app


async def answered(slack: Workspace, who: Person, text: str, *words: str) -> Message:
    """Type something and give the answer that holds the words."""
    after = await slack.last(who.alone)
    await slack.slash(who, text)
    return await slack.shows(who.alone, *words, after=after)


async def now(slack: Workspace, message: Message) -> Message:
    """Give a message as it stands now."""
    return next(m for m in await slack.messages(message.channel) if m.ts == message.ts)


async def ended(slack: Workspace, card: Message) -> bool:
    """Tell whether a card has no buttons any more."""
    return not (await now(slack, card)).buttons


def set_pin(home: Path) -> None:
    """Set the PIN as a person at the server does; without a terminal it is read from the pipe."""
    home.mkdir(exist_ok=True)
    subprocess.run(
        command("pin"), input=f"{PIN}\n{PIN}\n", env=variables(home), cwd=home, text=True,
        capture_output=True, start_new_session=True, timeout=90, check=True,
    )  # fmt: skip


async def traded(slack: Workspace, app: Gaemi, who: Person, at: str) -> tuple[Message, Message]:
    """Confirm cards until an order is filled; gives its card as it was and the fill's message."""
    pressed: dict[str, Message] = {}

    async def filled() -> Message | None:
        for card in await slack.cards(at):
            pressed[card.ts] = card
            busy = any(order["state"] == "open" for order in app.orders())
            before = slack.whispers(who)
            await slack.press(who, card, "거절" if busy else "확인")
            await slack.told(who, after=before)
        return next((m for m in await slack.messages(at) if "체결 완료" in m.text), None)

    fill = await until(filled, "a fill")
    assert fill is not None
    return pressed[fill.thread], fill


async def test_a_person_pairs_asks_confirms_is_refused_twice_and_stops(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = await started(gaemi, slack)
    for text in ("status", "halt", "pair WRONG234"):
        await slack.slash(mina, text)
    await slack.say(mina, "정지")
    code = (await app.shows(r"연결 코드: (\w{8}) "))[1]
    await slack.slash(slack.people["evil"], f"pair {code}", at=slack.rooms[ROOM])
    await slack.slash(mina, f"pair {code}")
    first = await slack.shows(mina.alone, "연결했습니다, mina")
    # Open cards come with the pairing and may overtake its answer.
    assert [m for m in await slack.messages(mina.alone) if m.ts < first.ts and not m.is_card] == []
    assert "정지" not in app.out
    await answered(slack, mina, "status", "현황", "모의투자")

    card, _ = await traded(slack, app, mina, mina.alone)
    assert await ended(slack, card)
    before = slack.whispers(mina)
    await slack.press(mina, card, "확인")
    assert "이미 처리된 카드입니다: 확인함" in await slack.told(mina, after=before)
    live = await slack.card(mina.alone)
    orders, before = app.orders(), slack.whispers(mina)
    await slack.deliver(await slack.pressing(mina, card, live.buttons["확인"]))
    assert "원래 카드의 버튼이 아니라서" in await slack.told(mina, after=before)
    assert app.orders() == orders

    await slack.say(mina, "정지 점심")
    await slack.shows(mina.alone, "정지했습니다: 전체", "점심")
    stopped, before = app.orders(), slack.whispers(mina)
    await slack.press(mina, live, "확인")
    assert "이미 처리된 카드입니다: 거두어들임" in await slack.told(mina, after=before)
    await until(lambda: ended(slack, live), "the end of the card")
    assert app.orders() == stopped
    written = (app.home / "logs" / "gaemi.log").read_text(encoding="utf-8") + app.all_out
    for secret in (api.BOT_TOKEN, api.APP_TOKEN, api.SECRET):
        assert secret not in written
    app.type("종료")
    assert await app.ended() == 0


async def test_whatever_comes_twice_is_done_once(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = await paired(gaemi, slack, GAEMI_SPEED="60")
    card = await slack.card(mina.alone)
    body = await slack.press(mina, card, "확인")
    for _ in range(3):
        await slack.deliver(body)
    assert "확인했습니다" in await slack.told(mina)
    event = await slack.say(mina, "정지 한 번")
    for _ in range(3):
        await slack.deliver(event)
    await answered(slack, mina, "status", "현황")
    said = [m for m in await slack.messages(mina.alone) if "한 번" in m.text]
    assert len([m for m in said if "정지했습니다" in m.text]) == 1
    assert slack.whispers(mina) == 1
    assert len([o for o in app.orders() if o["code"] in card.text]) == 1


async def test_a_stranger_moves_nothing(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = await paired(gaemi, slack, GAEMI_SPEED="60")
    evil, card = slack.people["evil"], await slack.card(mina.alone)
    await slack.press(evil, card, "확인")
    await slack.slash(evil, "halt")
    await slack.slash(evil, "pin")
    await slack.say(evil, "정지")
    await slack.slash(mina, "halt 밖", at=slack.rooms[ROOM])
    await answered(slack, mina, "status", "현황")
    assert await slack.messages(evil.alone) == []
    assert (slack.whispers(evil), slack.of("views.open"), app.orders()) == (0, [], [])
    assert not [m for m in await slack.messages(mina.alone) if "정지했습니다" in m.text]


async def test_a_card_waits_out_a_full_line_and_comes_once(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = await started(gaemi, slack, GAEMI_SPEED="60")
    code = (await app.shows(r"연결 코드: (\w{8}) "))[1]
    slack.fail("chat.postMessage", api.TOO_MANY, api.TOO_MANY)
    await slack.slash(mina, f"pair {code}")
    await slack.shows(mina.alone, "연결했습니다")
    card = await slack.card(mina.alone)
    same = [m for m in await slack.messages(mina.alone) if m.text == card.text]
    assert len(same) == 1


async def test_a_room_becomes_the_home_and_an_order_has_its_thread_there(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = await paired(gaemi, slack)
    room = slack.rooms[ROOM]
    await slack.slash(mina, "pair", at=room)
    await slack.shows(room, "mina")
    card, _ = await traded(slack, app, mina, room)
    await slack.say(mina, "<@U0GAEMI> 현황", at=room)
    status = await slack.shows(room, "현황", after=card.ts)
    assert status.thread == ""
    number = re.search(r"\b(\d{6})\n", card.text)
    assert number is not None
    below = [m for m in await slack.messages(room) if m.thread == card.ts]
    assert below
    assert all(number[1] in m.text for m in below)


async def test_a_card_is_changed_in_a_form(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    await paired(gaemi, slack, GAEMI_SPEED="60")
    card = await slack.card(mina.alone)
    await slack.press(mina, card, "고치기")
    (opened,) = await slack.until("views.open")
    form = submitted(slack, mina, opened["view"], "")
    form["view"]["state"]["values"]["f.size"]["size"]["value"] = "1"
    await slack.deliver(form)
    changed = await slack.shows(mina.alone, card.text.split("\n")[1], " 1주", after=card.ts)
    assert changed.is_card
    await until(lambda: ended(slack, card), "the end of the card")


async def test_a_pin_goes_through_a_form_and_is_found_nowhere(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**slack.variables)
    set_pin(app.home)
    app.start()
    await slack.listens()
    code = (await app.shows(r"연결 코드: (\w{8}) "))[1]
    await slack.slash(mina, f"pair {code}")
    await slack.shows(mina.alone, "연결했습니다")

    warned = await slack.last(mina.alone)
    await slack.say(mina, f"pin {PIN}")
    refused = await slack.shows(mina.alone, "직접 지우고", after=warned)
    await slack.press(mina, refused, "PIN 입력")
    (opened,) = await slack.until("views.open")
    await slack.deliver(submitted(slack, mina, opened["view"], PIN))
    await slack.shows(mina.alone, "PIN을 기다리는 일이 없습니다")

    shown = "\n".join(m.text for m in await slack.messages(mina.alone))
    app.type("종료")
    assert await app.ended() == 0
    assert PIN not in shown + app.all_out
    files = [path for path in app.home.rglob("*") if path.is_file()]
    assert [p.name for p in files if PIN.encode() in p.read_bytes()] == []


def submitted(slack: Workspace, who: Person, view: dict[str, Any], typed: str) -> dict[str, Any]:
    """Make the body of a form that was sent off."""
    values = {
        block["block_id"]: {block["element"]["action_id"]: {"value": typed}}
        for block in view["blocks"]
    }
    kept = {k: view[k] for k in ("callback_id", "private_metadata")}
    return {
        "type": "view_submission", "team": {"id": slack.team},
        "user": {"id": who.id, "name": who.name, "team_id": slack.team},
        "view": {"id": "V1", "hash": "1.x", "type": "modal", "state": {"values": values}, **kept},
    }  # fmt: skip


async def test_a_lost_or_forged_line_costs_nothing(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = await paired(gaemi, slack, GAEMI_SPEED="60")
    card = await slack.card(mina.alone)
    if slack.port is None:
        await slack.say_frame({"type": "disconnect", "reason": "refresh_requested"})
        await slack.connected(2)
        await slack.sockets[0].close()
        await slack.sockets[1].close()
        await slack.connected(3)
    else:
        body = await slack.pressing(mina, card, card.buttons["확인"])
        for how in ({"secret": "0" * 32}, {"age_s": 330.0}, {"headers": {"X-Slack-Signature": ""}}):
            assert await slack.deliver(body, **how) == 401
        assert app.orders() == []
    await slack.press(mina, card, "확인")
    assert "확인했습니다" in await slack.told(mina)


async def twin(slack: Workspace, card: Message) -> Message | None:
    """Find a newer card with the same buttons."""
    newer = [m for m in await slack.cards(card.channel) if float(m.ts) > float(card.ts)]
    return next((m for m in newer if m.buttons == card.buttons), None)


async def test_a_card_from_before_a_power_cut_orders_once(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    app = await paired(gaemi, slack, GAEMI_SPEED="60")
    card = await slack.card(mina.alone)
    app.kill()
    slack.sockets.clear()
    app.start()
    await slack.listens()
    again = await until(lambda: twin(slack, card), "the same card again")
    assert again is not None
    told = []
    for shown in (again, card, again):
        before = slack.whispers(mina)
        await slack.press(mina, shown, "확인")
        told.append(await slack.told(mina, after=before))
    assert "확인했습니다" in told[0]
    assert not [text for text in told[1:] if "확인했습니다" in text]
    assert len(app.orders()) == 1


async def test_a_chart_comes_as_a_file_with_its_words(
    slack: Workspace, mina: Person, gaemi: Callable[..., Gaemi]
) -> None:
    await paired(gaemi, slack)
    card = await slack.card(mina.alone)
    number = re.search(r"\b(\d{6})\n", card.text)
    assert number is not None
    await slack.slash(mina, f"chart {number[1]}")
    await slack.until("files.completeUploadExternal")
    listed = await slack.ask("files.list", mina.token, channel=mina.alone)
    (shown,) = listed["files"]
    assert shown["size"] > 5_000
