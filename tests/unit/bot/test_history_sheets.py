"""The reading commands to the letter, as a phone shows them."""

from __future__ import annotations

import pytest

from bot.render_text import render
from bot.text import WIDTH, width
from tests.unit.bot.history_sheets import SHEETS
from tests.unit.bot.test_history_commands import bench_with_history


@pytest.mark.parametrize(("language", "line"), SHEETS)
async def test_an_answer_is_shown_to_the_letter(language: str, line: str) -> None:
    bench = await bench_with_history()
    bench.words.use(language)
    reply = await bench.say(f"/{line}")
    assert reply is not None
    drawn = render(reply, bench.words).split("\n")
    buttons = [" ".join(f"[{button.label}]" for button in row) for row in reply.buttons]
    assert (*drawn, *buttons) == SHEETS[language, line]


@pytest.mark.parametrize(("language", "line"), SHEETS)
def test_no_sheet_is_wider_than_a_phone(language: str, line: str) -> None:
    shown = [row for row in SHEETS[language, line] if not row.startswith("[")]
    assert [row for row in shown if width(row) > WIDTH] == []


def test_both_languages_show_the_same_answers() -> None:
    korean, english = ({line for code, line in SHEETS if code == lang} for lang in ("ko", "en"))
    assert korean == english
