"""What an alert says when it speaks: words in both languages, its buttons, every face, mail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.alarm_text import digest
from bot.alert_notice import LAPSED, MET, alert_notice
from bot.commands.mute import MUTED
from bot.delivery import Delivery
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.mail_text import subject_of, text_of
from bot.render_text import render
from bot.reply import Reply
from bot.slack_blocks import pages
from bot.text import WIDTH, width
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.order import Mode
from core.domain.people import Role, User
from core.domain.position import Book
from core.strategies.base import STRATEGIES
from tests import fakes_bot as fb
from tests.alerts import alerts, bench_of, said

GOLDEN = Path(__file__).parents[2] / "golden" / "alerts"
ID = "01JFZZALERT000000000ALERT1"
DAY = fb.DAY.isoformat()
BASE: dict[str, str | int] = {
    "alert": ID, "number": 3, "measure": "price", "symbol": "005930", "toward": "above",
    "level": "60000", "periods": "", "value": "60300", "price": 60_300, "again": 0,
    "at": int(fb.NOW.timestamp()), "touch": 0, "day": DAY,
}  # fmt: skip
CASES: dict[str, dict[str, str | int]] = {
    "price": {},
    "price touched": {"touch": 1, "price": 59_800},
    "price of another day": {"day": "2024-12-24", "price": 61_000},
    "price without one now": {"price": 0},
    "change": {"measure": "change", "toward": "below", "level": "-0.05", "value": "-0.052345"},
    "move, every time": {"measure": "move", "level": "0.03", "value": "0.031", "again": 1},
    "return": {"measure": "return", "level": "0.1", "value": "0.1012"},
    "high": {"measure": "high_52w", "level": "", "value": "60300"},
    "low": {"measure": "low_52w", "level": "", "toward": "below", "value": "60300"},
    "rsi": {
        "measure": "rsi", "toward": "below", "level": "30", "periods": "14", "value": "28.417",
        "price": 60_100,
    },
    "volume": {"measure": "volume", "level": "3", "periods": "20", "value": "3.4412"},
    "band": {"measure": "percent_b", "level": "1", "periods": "20", "value": "1.02"},
    "golden": {"measure": "cross", "level": "", "periods": "5 20", "value": "120.5"},
    "loss": {"measure": "day_loss", "symbol": "", "level": "0.02", "value": "0.0213", "price": 0},
    "fill": {
        "measure": "fill", "level": "", "value": "", "side": "buy", "qty": 10, "again": 1,
        "strategy": "golden_cross", "day": "",
    },
    "signal": {
        "measure": "signal", "level": "", "value": "", "side": "sell", "qty": 0, "again": 1,
        "strategy": "golden_cross", "day": "",
    },
    "unnamed stock": {"symbol": "999999"},
    "lapsed": {"because": "ended", "value": "", "day": ""},
    "lapsed by a split": {"because": "rebased", "value": "", "day": ""},
}  # fmt: skip


def row_of(case: str, **changes: object) -> Outgoing:
    fields = BASE | CASES[case]
    subject = LAPSED if "because" in fields else MET
    loud = Severity.WARNING if fields["measure"] == "day_loss" else Severity.INFO
    row = Outgoing(
        ID, "telegram", fb.HOME, OutKind.NOTICE, subject, tuple(fields.items()), loud, fb.NOW, ID
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def drawn(case: str, language: str = "ko", bench: fb.Bench | None = None) -> Reply:
    bench = bench or fb.Bench()
    return alert_notice(row_of(case), bench.uow, Catalogue(language), Mode.PAPER)


def sheet(language: str) -> str:
    parts = []
    for case in sorted(CASES):
        reply = drawn(case, language)
        labels = " ".join(f"[{b.label}|{b.data}]" for line in reply.buttons for b in line)
        parts.append(f"# {case}\n{render(reply, Catalogue(language))}\n{labels}\n")
    return "\n".join(parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_alerts_are_told_as_kept(language: str) -> None:
    assert sheet(language) == (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_no_alert_is_wider_than_a_phone(case: str, language: str) -> None:
    words = Catalogue(language)
    lines = render(drawn(case, language), words).split("\n")
    assert [line for line in lines if width(line) > WIDTH] == []
    assert not [line for line in lines if "—" in line], "a dash stands for a missing field"


def data(reply: Reply) -> list[str]:
    return [button.data for row in reply.buttons for button in row]


async def test_the_buttons_switch_it_look_and_begin_an_order_that_ends_in_a_card() -> None:
    bench = fb.Bench()
    first = [f"r:alert wake {ID}", "r:chart 005930"]
    assert data(drawn("price", bench=bench)) == [*first, "p:buy 005930"]
    await bench.put(Book("person", "005930", 10, 536_000, 536_000))
    assert data(drawn("price", bench=bench)) == [*first, "p:buy 005930", "p:sell 005930"]
    assert data(drawn("move, every time", bench=bench))[0] == f"r:alert pause {ID}"
    assert data(drawn("loss", bench=bench)) == [f"r:alert wake {ID}"]
    assert data(drawn("lapsed", bench=bench)) == first
    fields = dict(row_of("lapsed").fields) | {"again": 1}
    over = replace(row_of("lapsed"), fields=tuple(fields.items()))
    assert data(alert_notice(over, bench.uow, bench.words, Mode.PAPER)) == first
    assert data(drawn("lapsed by a split", bench=bench)) == ["f:alert edit 3", "r:chart 005930"]


async def test_a_stock_that_nobody_listed_has_the_name_of_its_order() -> None:
    bench = fb.Bench()
    wish = fb.intent()
    await bench.put(replace(fb.order(), intent=replace(wish, symbol="999999", name="새 회사")))
    assert "새 회사 60,000원 이상" in fb.text_of(drawn("unnamed stock", bench=bench))


class Told:
    """A face that keeps what it was given."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: list[Reply] = []

    async def send(self, chat: str, reply: Reply) -> object:
        self.sent.append(reply)
        return fb.Bench().ref(chat)

    async def edit(self, ref: object, reply: Reply) -> None:
        raise AssertionError((ref, reply))


def delivery(bench: fb.Bench, face: Any) -> Delivery:
    return Delivery(face, bench.uow, bench.words, bench.nonces, bench.clock, Mode.PAPER, STRATEGIES)


@pytest.mark.parametrize("case", CASES)
async def test_every_face_is_handed_the_same_words(case: str) -> None:
    bench, face = fb.Bench(), Told()
    await delivery(bench, face).deliver(row_of(case))
    (reply,) = face.sent
    assert replace(reply, key="") == drawn(case, bench=bench)
    assert reply.severity is (Severity.WARNING if case == "loss" else Severity.INFO)
    blocks = str(list(pages(reply, bench.words)))
    assert "알림 3번" in blocks
    assert len(data(reply)) == blocks.count("'value': ")


async def test_who_may_not_order_gets_no_button_that_begins_one() -> None:
    bench, face = fb.Bench(paired=False), Told()
    await bench.put(User("telegram", fb.OWNER, fb.HOME, "손님", Role.VIEWER, fb.NOW))
    await delivery(bench, face).deliver(row_of("price"))
    assert data(face.sent[0]) == [f"r:alert wake {ID}", "r:chart 005930"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_begins_with_what_happened_and_has_nothing_to_press(language: str) -> None:
    words = Catalogue(language)
    reply = drawn("price", language)
    assert "60,300" in subject_of(reply, words)
    assert "60,000" in text_of(reply, words)
    assert ID not in text_of(reply, words)


def test_what_waited_for_the_morning_says_each_alert() -> None:
    bench = fb.Bench()
    rows = [row_of("price"), row_of("rsi")]
    told = fb.text_of(
        digest(rows, lambda r: alert_notice(r, bench.uow, bench.words, Mode.PAPER), bench.words)
    )
    assert "60,000원 이상" in told
    assert "RSI(14일) 30 이하: 28.42" in told


async def test_the_buttons_of_a_notice_change_the_alert_it_is_of() -> None:
    bench = bench_of()
    await said(bench, "알림 삼전 60000원 이상")
    (alert,) = alerts(bench)
    row = row_of("price")
    fields = dict(row.fields) | {"alert": alert.id, "again": 1}
    shown = alert_notice(
        replace(row, fields=tuple(fields.items())), bench.uow, bench.words, Mode.PAPER
    )
    answer = await bench.router.press(fb.source(), data(shown)[0], "77")
    assert answer is not None
    assert answer.reply is not None
    assert not answer.instead, "what was told stays"
    assert "멈췄습니다" in fb.text_of(answer.reply)


def test_alerts_are_a_kind_that_may_be_muted() -> None:
    assert "alert" in MUTED
    for language in LANGUAGES:
        assert Catalogue(language).has("mute.kind.alert")
