"""One parser for every way of saying a command."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.parse import nearest, read
from tests import fakes_bot  # noqa: F401 - registers the commands


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/status", "status"), ("상태", "status"), ("/상태", "status"), ("status", "status"),
        ("/status@gaemi_bot", "status"), ("STATUS", "status"), ("  /Status  ", "status"),
        ("ｓｔａｔｕｓ", "status"), ("st\u200batus", "status"), ("정지", "halt"), ("/halt", "halt"),
        ("멈춰", "halt"), ("재개", "resume"), ("잔고", "positions"), ("왜", "why"),
        ("주문목록", "orders"), ("주문", "order"), ("손익", "pnl"), ("전략", "strategy"),
        ("보고서", "report"), ("진단", "doctor"), ("도움말", "help"), ("언어", "language"),
    ],
)  # fmt: skip
def test_a_command_is_found_however_it_is_said(text: str, name: str) -> None:
    line = read(text, username="gaemi_bot")
    assert line.spec is not None
    assert line.spec.name == name
    assert line.ours


def test_the_words_behind_a_command_are_kept() -> None:
    assert read("정지 축소 삼성전자 너무 올랐다").words == ("축소", "삼성전자", "너무", "올랐다")


def test_a_command_for_another_bot_is_not_ours() -> None:
    assert not read("/halt@other_bot", username="gaemi_bot").ours


@pytest.mark.parametrize(
    "text",
    ["확인", "ㅇㅇ", "yes", "네", "YES!", "ok", "거절", "ㄴㄴ", "Confirm", "네ㅋㅋ", "ㅇㅇㅎㅎ"],
)
def test_words_of_agreement_are_recognised_as_no_command(text: str) -> None:
    line = read(text)
    assert line.spec is None
    assert line.is_answer


@pytest.mark.parametrize(
    ("typo", "meant"), [("stauts", "status"), ("positons", "positions"), ("halr", "halt")]
)
def test_the_nearest_command_is_suggested(typo: str, meant: str) -> None:
    assert meant in nearest(typo, korean=False)


@pytest.mark.parametrize("word", ["안녕", "hi", "점심", "ㅋㅋ"])
def test_a_short_word_with_a_letter_in_common_suggests_nothing(word: str) -> None:
    assert nearest(word, korean=True) == []


@example("익절")
@given(st.text(max_size=600))
def test_reading_never_fails_and_never_invents_a_command(text: str) -> None:
    line = read(text, username="gaemi_bot")
    if line.spec is not None:
        assert line.head in (line.spec.name, *line.spec.ko, *line.spec.means)
