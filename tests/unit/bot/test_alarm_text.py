"""What a message says beside its own words, and how its button is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alarm_text import MOST, digest, marked
from bot.locale.catalogue import Catalogue
from bot.presses import Button as Pressable
from bot.presses import parse_press
from bot.reply import Reply, plain
from core.domain.journal import Alarm, AlarmState, Mute, Outgoing, OutKind, Quiet, Severity
from core.domain.results import Result
from core.domain.wanted import Acknowledge, SetQuiet
from tests import fakes_bot as fb

WORDS = Catalogue("ko")
ID = "01JFZZ" + "A" * 20
ROW = Outgoing(
    ID, "slack", "D1", OutKind.NOTICE, "notice.conflict", (), Severity.CRITICAL, fb.NOW, "c",
    event=ID,
)  # fmt: skip
ALARM = Alarm(ID, ROW.subject, (), fb.NOW)
LOUD = plain("글", title="중요")


def test_a_critical_message_carries_a_button_until_somebody_saw_it() -> None:
    shown = marked(LOUD, ROW, ALARM, WORDS)
    ((button,),) = shown.buttons
    assert (button.label, button.data) == ("확인했음", f"a:{ID}")
    seen = replace(ALARM, state=AlarmState.SEEN, seen_by="Ann", seen_at=fb.NOW)
    after = marked(LOUD, ROW, seen, WORDS)
    assert after.buttons == ()
    assert "확인: Ann, " in fb.text_of(after)


def test_what_was_told_everywhere_may_still_be_acknowledged() -> None:
    assert marked(LOUD, ROW, replace(ALARM, state=AlarmState.SPENT), WORDS).buttons


def test_a_message_says_how_often_and_why_it_came_here() -> None:
    assert marked(LOUD, replace(ROW, times=12), None, WORDS).title == "중요 ×12"
    moved = marked(LOUD, replace(ROW, because="unreached:telegram"), None, WORDS)
    assert fb.text_of(moved).startswith("중요\n텔레그램에 닿지 않아 여기로 보냅니다.")
    again = marked(LOUD, replace(ROW, because="again"), None, WORDS)
    assert "아직 아무도 확인하지 않아" in fb.text_of(again)
    assert marked(LOUD, ROW, None, WORDS) == LOUD


def test_a_digest_tells_each_with_its_time_and_how_many_it_left_out() -> None:
    rows = [replace(ROW, id=str(n), made_at=fb.NOW + timedelta(minutes=n)) for n in range(MOST + 3)]

    def draw(row: Outgoing) -> Reply | None:
        return None if row.id == "1" else plain(f"글{row.id}")

    told = fb.text_of(digest(rows, draw, WORDS))
    assert told.startswith(f"조용한 동안의 소식 {MOST + 3}건")
    assert "글0" in told
    assert "글1\n" not in told
    assert f"글{MOST}" not in told
    assert "그 밖에 3건" in told


async def test_the_button_is_read_and_asked_of_the_engine_for_who_pressed() -> None:
    bench = fb.Bench()
    bench.door.results[Acknowledge] = Result(True, "alarm.seen", ID)
    pressed = parse_press(f"a:{ID}", bench.ref())
    assert pressed is not None
    assert pressed.button is Pressable.SEEN
    told = await bench.router.press(fb.source(), f"a:{ID}", "77")
    assert told is not None
    assert told.ok
    assert "더 알리지 않습니다" in told.text
    (asked,) = bench.door.of(Acknowledge)
    assert (asked.alarm_id, asked.actor.user) == (ID, fb.OWNER)


SPANS = {
    "조용히 22:00-07:00": (1320, 420), "조용히 22-7": (1320, 420), "quiet 22:30~6": (1350, 360),
    "조용히 22시-7시": (1320, 420), "조용히 23:00부터 24:00까지": (1380, 0), "조용히 끄기": (0, 0),
    "quiet off": (0, 0), "방해금지 0:00-08:00": (0, 480),
}  # fmt: skip


@pytest.mark.parametrize("said", SPANS)
async def test_quiet_hours_are_read_in_many_forms(said: str) -> None:
    bench = fb.Bench()
    bench.door.results[SetQuiet] = Result(True, "quiet.done")
    await bench.say(said)
    (asked,) = bench.door.of(SetQuiet)
    assert asked.hours == SPANS[said]
    assert asked.mutes is None


@pytest.mark.parametrize("said", ["조용히 25-7", "조용히 22:00", "조용히 22:60-7", "quiet 7-7"])
async def test_what_is_no_time_is_refused_with_how_to_write_it(said: str) -> None:
    bench = fb.Bench()
    assert "22:00-07:00 처럼" in fb.text_of(await bench.say(said))
    assert not bench.door.of(SetQuiet)


async def test_muting_keeps_the_other_kinds_and_ends_after_its_time() -> None:
    bench = fb.Bench()
    bench.door.results[SetQuiet] = Result(True, "quiet.done")
    bench.uow.quiets.put(Quiet(f"telegram:{fb.OWNER}", 60, 120, (Mute("costs"), Mute("fills"))))
    await bench.say("음소거 체결 2시간")
    await bench.say("mute 비용 켜기")
    first, second = bench.door.of(SetQuiet)
    assert first.mutes == (Mute("costs"), Mute("fills", bench.clock.now() + timedelta(hours=2)))
    assert second.mutes == (Mute("fills"),)
    shown = fb.text_of(await bench.say("음소거"))
    assert "01:00-02:00" in shown
    assert "비용, 체결" in shown


async def test_an_unknown_kind_is_refused_with_the_ones_there_are() -> None:
    bench = fb.Bench()
    told = fb.text_of(await bench.say("음소거 전부다"))
    assert "체결" in told
    assert "비용" in told
    assert not bench.door.of(SetQuiet)
