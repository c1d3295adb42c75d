"""Reports are inert: nothing in them can be pressed, whoever wrote them (INV-38)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.report_text import inert, report_reply
from core.domain.journal import Report
from tests import fakes_bot as fb

PRESSABLE = re.compile(r"(^|\s)/[A-Za-z]|@\w|://|[A-Za-z]\.[A-Za-z]")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("/halt 하세요", "∕halt 하세요"),
        ("@gaemi_bot", "(at)gaemi_bot"),
        ("https://evil.com/x", "https:∕∕evil·com∕x"),
        ("t.me/joinchat", "t·me∕joinchat"),
        ("수익률 1.20%, 3/4", "수익률 1.20%, 3/4"),
        ("끝났다. 다음", "끝났다. 다음"),
    ],
)
def test_commands_mentions_and_addresses_lose_their_teeth(written: str, shown: str) -> None:
    assert inert(written) == shown


@given(st.text(alphabet="/@.:ahtps한 \n．＠․", max_size=60))
def test_nothing_pressable_survives_the_drawing(text: str) -> None:
    report = Report("R1", "weekly", "2024-W52", "{}", text, "model", 0, fb.NOW)
    assert not PRESSABLE.search(render(report_reply(report, Catalogue("ko")), Catalogue("ko")))


def test_the_report_says_who_wrote_it_and_when() -> None:
    report = Report("R1", "weekly", "2024-W52", "{}", "글", "template", 0, fb.NOW)
    told = fb.text_of(report_reply(report, Catalogue("ko")))
    assert "서식" in told
    assert "12-26 10:00:00" in told
