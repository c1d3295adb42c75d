"""`health`: every part's figures, each trouble named, and nothing that a look would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.health import troubles
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.render_text import render
from bot.text import WIDTH, width
from bot.vitals import Face, Pulse, Vitals
from core.clock import SimClock
from core.domain.commands import Warn
from core.errors import StoreError
from core.memory_views import MemoryViews
from tests import fakes_bot as fb
from tests.harness import World

WELL = Vitals(
    now=fb.NOW, quoted_at=fb.NOW - timedelta(seconds=2), looked_at=fb.NOW - timedelta(seconds=40),
    queued=0, stopped=False, waiting=0, failing=0, oldest=None, entries=1_234, free=5_000_000_000,
    memory=120_000_000, skew_ms=-300, up_s=3_700.0, faces=(Face("telegram", connected=True),),
)  # fmt: skip


@dataclass
class Line:
    """A chat service as the doctor sees it."""

    name: str = "telegram"
    connected: bool = True
    trouble: str = ""


@dataclass
class App:
    """What a pulse looks at, of a small world."""

    world: World

    def __post_init__(self) -> None:
        self.desk, self.runtime, self.uow = self.world.desk, self.world.runtime, self.world.uow
        self.views = MemoryViews(self.world.uow)


class NoViews(MemoryViews):
    """A store that cannot be read."""

    async def journal_count(self) -> int:
        raise StoreError("gone")


async def pulse_of(
    world: World, *, lines: Sequence[Line] = (), free: int = 1, statm: Path | None = None
) -> Pulse:
    wall = SimClock(fb.NOW)
    app = App(world)
    made = Pulse(
        app,  # type: ignore[arg-type]
        wall, lines, home=Path(), free=lambda _: free, statm=statm or Path("/none"),
    )  # fmt: skip
    wall.move_by(90)
    return made


async def told(seen: Vitals, language: str = "ko") -> str:
    bench = fb.Bench(words=Catalogue(language))

    async def vitals() -> Vitals:
        return seen

    bench.router._base = replace(bench.context, vitals=vitals)
    reply = await bench.say("/health")
    assert reply is not None
    assert [x for x in render(reply, bench.words).split("\n") if width(x) > WIDTH] == []
    return fb.text_of(reply)


async def test_a_running_world_has_all_figures(tmp_path: Path) -> None:
    world = await World.start()
    statm = tmp_path / "statm"
    statm.write_text("100 25 3", encoding="ascii")
    pulse = await pulse_of(world, lines=(Line(),), free=7, statm=statm)
    seen = await pulse()
    assert seen.quoted_at is not None
    assert seen.looked_at is not None
    assert (seen.queued, seen.stopped, seen.up_s, seen.free) == (0, False, 90.0, 7)
    assert seen.memory is not None
    assert seen.memory % 25 == 0
    assert seen.entries == len(world.uow.journal)
    assert seen.faces == (Face("telegram", connected=True),)


async def test_a_look_changes_nothing() -> None:
    world = await World.start()
    before = len(world.uow.journal), len(world.broker.submits), world.broker.looks
    await (await pulse_of(world))()
    assert (len(world.uow.journal), len(world.broker.submits), world.broker.looks) == before
    assert not world.uow.dirty


async def test_messages_that_wait_are_counted_with_the_oldest() -> None:
    world = await World.start()
    await world.ask(Warn("alarm.x"))
    rows = [one for one in world.uow.outbox.all() if one.delivered_at is None]
    for one in rows:
        world.uow.outbox.put(replace(one, tries=3))
    await world.uow.commit()
    seen = await (await pulse_of(world))()
    assert (seen.waiting, seen.failing) == (len(rows), len(rows))
    assert seen.oldest == min((one.made_at for one in rows), default=None)


async def test_a_store_or_a_memory_that_cannot_be_read_is_unknown() -> None:
    world = await World.start()
    pulse = await pulse_of(world)
    pulse._app.views = NoViews(world.uow)  # type: ignore[misc]
    seen = await pulse()
    assert (seen.entries, seen.memory) == (None, None)
    assert troubles(fb.Bench().context, seen) == ["저장소를 읽지 못합니다."]


async def test_all_well_is_said_in_one_line() -> None:
    shown = await told(WELL)
    for words in (
        "모두 움직이고 있습니다.", "켜진 지 1시간 1분", "마지막 시세 09:59:58 (2초 전)",
        "엔진 대기 0", "보낼 메시지 0건(실패 중 0건)", "기록 1,234건", "5.0 GB", "120 MB",
        "-0.3s",
        "텔레그램 연결됨",
    ):  # fmt: skip
        assert words in shown


TROUBLES = {
    "stopped": (replace(WELL, stopped=True), "엔진이 멈췄습니다"),
    "store": (replace(WELL, entries=None), "저장소를 읽지 못합니다"),
    "outbox": (replace(WELL, waiting=3, failing=2), "보내지 못하고 있는"),
    "look": (replace(WELL, looked_at=None), "아직 증권사를"),
    "clock": (replace(WELL, skew_ms=5_001), "5초 넘게"),
    "clock back": (replace(WELL, skew_ms=-5_001), "5초 넘게"),
    "face": (replace(WELL, faces=(Face("slack", connected=False),)), "슬랙 연결이 끊겼"),
}


@pytest.mark.parametrize("name", TROUBLES)
async def test_each_trouble_is_named_and_alone(name: str) -> None:
    seen, words = TROUBLES[name]
    shown = await told(seen)
    assert words in shown.split("\n")[1]
    assert "모두 움직이고" not in shown
    assert len(troubles(fb.Bench().context, seen)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TROUBLES)
async def test_what_is_unknown_is_told_in_both_languages(name: str, language: str) -> None:
    blank = replace(TROUBLES[name][0], quoted_at=None, free=None, memory=None, up_s=0.0)
    assert await told(blank, language)


async def test_without_figures_it_says_so() -> None:
    assert "여기서는 알 수 없습니다" in fb.text_of(await fb.Bench().say("건강"))


async def test_whoami_tells_number_role_and_where_cards_go() -> None:
    shown = fb.text_of(await fb.Bench().say("내정보"))
    for words in (f"번호 {fb.OWNER}", "역할 관리", f"카드가 가는 곳 {fb.HOME}", "어디서 텔레그램"):
        assert words in shown


async def test_version_is_the_installed_one() -> None:
    assert "gaemi 0." in fb.text_of(await fb.Bench().say("버전"))
