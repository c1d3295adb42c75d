"""Quiet hours, kinds of messages that are not wanted, and the people, said in sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.base import UsageError
from bot.commands.mute import MuteArgs
from bot.commands.quiet import QuietArgs
from bot.free_text.commands import command_words
from bot.free_text.understand import understand


def words(text: str) -> tuple[str, ...]:
    return command_words(understand(text), text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("밤 11시부터 아침 7시까지 조용히 해줘", "23:00-07:00"),
        ("밤 열한시부터 아침 일곱시까지 조용히 해줘", "23:00-07:00"),
        ("밤 12시부터 6시 반까지 방해금지", "00:00-06:30"),
        ("23시부터 7시까지 알림 보내지 마", "23:00-07:00"),
        ("22:30~07:00 방해금지", "22:30-07:00"),
        ("오후 1시부터 3시까지 조용히", "13:00-15:00"),
        ("저녁 9시 20분부터 다음날 아침 8시까지 알림 꺼줘", "21:20-08:00"),
        ("quiet from 11pm to 7am", "23:00-07:00"),
        ("방해금지 해제해줘", "off"),
    ],
)
def test_quiet_hours_are_read_and_the_command_takes_them(text, hours):
    assert words(text) == ("quiet", hours)
    assert QuietArgs.from_words((hours,)).hours is not None


@pytest.mark.parametrize(
    "text",
    [
        "조용히 해",
        "11시부터 7시까지 조용히 해줘",
        "30분만 조용히 해줘",
        "밤 27시부터 7시까지 조용히",
    ],
)
def test_hours_that_are_not_plain_only_show_how_they_are_said(text):
    assert words(text) == ("quiet",)


@given(st.integers(1, 12), st.integers(1, 12))
def test_every_pair_of_hours_is_one_that_the_command_takes(starts, ends):
    asked = words(f"밤 {starts}시부터 아침 {ends}시까지 조용히 해줘")
    assert asked[0] == "quiet"
    try:
        assert asked[1:] == () or QuietArgs.from_words(asked[1:]).hours is not None
    except UsageError:
        pytest.fail(str(asked))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("체결 알림은 됐어", ("mute", "fills")),
        ("체결 알림 꺼줘", ("mute", "fills")),
        ("체결 알림 1시간 꺼줘", ("mute", "fills", "60m")),
        ("체결 알림 다시 켜줘", ("mute", "fills", "on")),
        ("수수료 알림 안 받을래", ("mute", "costs")),
        ("카드 재촉 그만 보내", ("mute", "reminder")),
        ("mute fill notifications", ("mute", "fills")),
        ("unmute fill notifications", ("mute", "fills", "on")),
    ],
)
def test_a_kind_of_message_is_switched_off_and_on_again(text, asked):
    assert words(text) == asked
    args = MuteArgs.from_words(asked[1:])
    assert (args.kind, args.again) == (asked[1], "on" in asked)


@pytest.mark.parametrize(
    "text",
    [
        "체결 알림 꺼졌어?",
        "친구가 체결 알림 끄래",
        "삼전 체결 알림 꺼줘",
        "체결되면 알려줘",
        "체결 내역 알려줘",
        "알림 꺼줘",
    ],
)
def test_what_says_more_or_less_than_a_kind_mutes_nothing(text):
    assert words(text)[:1] not in (("mute",), ("quiet",))


@pytest.mark.parametrize(
    "text",
    [
        "누가 쓸 수 있어?",
        "사용자 목록 보여줘",
        "등록된 사람 누구야?",
        "who can use this",
        "영희 추가해줘",
        "영희 권한 바꿔줘",
        "영희 승인자로 바꿔줘",
        "새 사용자 초대해줘",
        "remove a user",
    ],
)
def test_people_are_shown_and_never_changed_by_a_sentence(text):
    assert words(text) == ("users",)


@pytest.mark.parametrize(
    "text",
    [
        "관심종목 추가해줘",
        "삼전 추가해줘",
        "한도 추가해줘",
        "영희 추가하지 마",
        "누가 삼전 10주 샀어",
        "다시 추가해줘",
    ],
)
def test_what_speaks_of_other_things_shows_no_people(text):
    assert words(text) != ("users",)
