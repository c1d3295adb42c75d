"""Wishes to be told of something become the words of `alert`, and nothing else ever does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.alert_sense import condition_of, sided
from bot.alert_words import parse_alert
from bot.commands.alert import act_in
from bot.commands.base import UsageError
from bot.free_text.commands import command_words
from bot.free_text.said import Kind
from bot.free_text.understand import understand
from tests.free_text.corpus import HERE, load

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
LINES = [
    tuple(line.split("\t"))
    for line in (HERE / "alerts.tsv").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
# What is asked back for a side or a level.
OPEN = {
    "네이버 3% 이상 움직이면 알려줘",
    "하이닉스 하락하면 알림 줘",
    "삼전 3% 넘게 오르거나 내리면 알려줘",
}


@pytest.mark.parametrize(("text", "words"), LINES)
def test_a_wish_becomes_the_words_of_alert(text: str, words: str) -> None:
    said = understand(text)
    assert said.kind is Kind.ALERT
    assert " ".join(command_words(said, text)) == f"alert {words}"


@pytest.mark.parametrize(("text", "words"), LINES)
def test_those_words_are_a_whole_condition_or_a_change(text: str, words: str) -> None:
    act, rest = act_in(tuple(words.split()))
    if act:
        assert (act, len(rest)) == ("delete", 1)
        return
    symbol = rest[0] if rest[0].isdigit() and len(rest[0]) == 6 else ""
    said = sided(parse_alert(rest[1:] if symbol else rest, NOW), 100_000)
    assert said.left == ()
    if text in OPEN:
        assert said.level is None or said.toward is None
    else:
        assert condition_of(said, symbol).symbol == symbol


@pytest.mark.parametrize("name", ["seen.tsv", "unseen.tsv", "fresh.tsv"])
def test_every_alert_of_the_other_corpora_is_read_whole_too(name: str) -> None:
    alerts = [s for s in load(name) if s.kinds == ("alert",)]
    assert len(alerts) > 4
    for sentence in alerts:
        said = understand(sentence.text)
        head, *words = command_words(said, sentence.text)
        assert (head, said.why) == ("alert", ""), sentence.text
        act, rest = act_in(tuple(words))
        if not act and rest:
            assert _fails(tuple(w for w in rest if w != said.symbol)) in ("", "alert.what")


@pytest.mark.parametrize(
    "text",
    [
        "삼전 9만원 넘거나 7만원 깨지면 알려줘",
        "삼전 8만원 되면 사고 알려줘",
        "삼전 8만원 되면 팔아줘",
        "알림 왔어",
        "친구가 삼전 8만원 되면 알려주래",
    ],
)
def test_two_wishes_orders_and_tales_set_nothing(text: str) -> None:
    assert command_words(understand(text), text)[:1] != ("alert",)


def _fails(words: tuple[str, ...]) -> str:
    try:
        condition_of(sided(parse_alert(words, NOW), 100_000), "005930")
    except UsageError as error:
        return error.key
    return ""
