"""Whoever comes from freqtrade finds each of its chat commands, with a counterpart or a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.parse import read
from tests import fakes_bot as fb

ROOT = Path(__file__).parents[3]
# Every command of freqtrade's Telegram page, the older names too.
THEIRS = (
    "start", "pause", "stop", "stopentry", "stopbuy", "reload_config", "show_config", "logs",
    "help", "version", "status", "order", "trades", "count", "locks", "unlock", "marketdir",
    "list_custom_data", "profit", "profit_long", "profit_short", "forceexit", "fx", "forcelong",
    "forcebuy", "forceshort", "delete", "reload_trade", "cancel_open_order", "coo", "performance",
    "balance", "daily", "weekly", "monthly", "stats", "exits", "entries", "mix_tags", "whitelist",
    "blacklist", "bl_delete", "edge", "sysinfo", "health", "tg_info",
)  # fmt: skip
NONE = "없음"


def rows() -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / "chat.md").read_text(encoding="utf-8")
    table = text.partition("| freqtrade의 명령 |")[2]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(one[0], one[1], one[2]) for one in cells]


def test_each_of_their_commands_has_one_row() -> None:
    named = [name for theirs, _, _ in rows() for name in re.findall(r"`/(\w+)", theirs)]
    assert set(named) == set(THEIRS)
    assert {name for name in named if named.count(name) > 1} <= {"status", "balance", "forceexit"}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_counterpart_is_a_command_of_ours_and_an_absence_has_its_reason(
    row: tuple[str, str, str],
) -> None:
    theirs, ours, why = row
    said = re.findall(r"`([^`]+)`", ours)
    assert said or ours == NONE, theirs
    assert why or ours != NONE, theirs
    for line in said:
        assert read(line).spec is not None, line


@pytest.mark.parametrize(
    "line",
    [
        "정지 축소",
        "손익 일별",
        "손익 주별",
        "손익 월별",
        "성과 종목별",
        "성과 이유별",
        "성과 전략별",
        "성과 전체",
        "체결내역",
        "예수금",
        "내정보",
        "건강",
    ],
)
async def test_the_counterparts_answer_as_they_are_written(line: str) -> None:
    bench = fb.Bench()
    await bench.put(fb.money())
    told = fb.text_of(await bench.say(line))
    assert told
    assert "이렇게 써 주세요" not in told or line == "건강"
