"""The line that says why an order was asked about: its words, its figures, and `why` later."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from pathlib import Path

import pytest

from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.order_text import card
from bot.render_text import render
from bot.text import WIDTH, width
from core.domain.approval import Approval, ApprovalState
from core.domain.decision import Verdict
from core.domain.plan import StrategyPlan
from core.domain.saying import NOTHING, Saying, say
from core.domain.signal import SignalState
from core.flow import asked_why
from tests import fakes_bot as fb
from tests import stories

AT = fb.NOW.isoformat()
# Every reason with the figures that the engine gives it, and what a person must read of them.
SAID: list[tuple[Saying, tuple[str, ...]]] = [
    (say("auto.several", needed=2), ("2",)),
    (say("auto.order", gross_won=550_000, limit_won=500_000), ("550,000", "500,000")),
    (
        say("auto.day", sum_won=450_000, gross_won=450_000, limit_won=800_000),
        ("450,000", "800,000"),
    ),
    (say("auto.later", since="2024-12-27"), ("2024-12-27",)),
    (say("auto.not_live"), ("GAEMI_AUTO_LIVE",)),
    (say("auto.again"), ()),
    (say("auto.stopped", scope="symbol:005930", level="reduce"), ("005930",)),
    (say("auto.in_flight", order_id="ORDER1"), ("ORDER1",)),
    (say("auto.blind", since_at=AT), ("12-26 10:00",)),
    (say("auto.starting"), ()),
    (say("auto.red", checks="disk, broker"), ()),
    (say("auto.unchecked"), ()),
    (say("auto.old_checks", age_s=240, limit_s=180), ("240", "180")),
    (say("auto.quote", age_s=9, limit_s=5), ("9", "5")),
    (say("auto.no_quote"), ()),
    (say("auto.rule", rule="order_rate"), ()),
]
# What a card never says: the one is no automatic mode, the other the person's own wish.
UNSAID = {"auto.mode", "auto.person"}


def asked(why: Saying) -> Approval:
    card_ = fb.approval()
    return replace(card_, figures=replace(card_.figures, asked_why=why))


def page(why: Saying, words: Catalogue) -> str:
    drawn = card(asked(why), words, nonce="A" * 22, code="4821", now=fb.NOW)
    return render(drawn, words)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("why", "figures"), SAID, ids=lambda v: getattr(v, "key", ""))
def test_a_card_says_its_reason_with_every_figure(
    language: str, why: Saying, figures: tuple[str, ...]
) -> None:
    words = Catalogue(language)
    shown = page(why, words)
    label = words.t("card.asked_why")
    (told,) = re.findall(rf"{label}: (.*?)(?:확인번호|Check code)", flat(shown))
    assert [figure for figure in figures if figure not in told] == []
    assert "auto." not in told
    assert "—" not in told, "no figure is missing"
    assert all(width(line) <= WIDTH for line in shown.splitlines())


def test_every_reason_of_the_engine_is_in_the_table_with_all_its_fields() -> None:
    source = Path(asked_why.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'"(auto\.\w+)"', source)) | {"auto.rule"}
    assert named == {why.key for why, _ in SAID} | UNSAID
    for why, _ in SAID:
        template = LANGUAGES["ko"][why.key]
        wanted = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert wanted == {name for name, _ in why.fields}, why.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_of_every_other_mode_has_no_such_line(language: str) -> None:
    words = Catalogue(language)
    assert words.t("card.asked_why") not in page(NOTHING, words)


async def test_why_and_whynot_tell_the_reason_when_the_card_is_long_over() -> None:
    bench = fb.Bench()
    await stories.filled(bench)
    why = say("auto.order", gross_won=536_000, limit_won=500_000)
    over = replace(asked(why), state=ApprovalState.LAPSED, decided_at=fb.NOW)
    await bench.put(over)
    told = "536,000원은 자동의 한 번 한도 500,000원보다 많습니다"
    reply = await bench.say("왜 005930")
    assert reply is not None
    assert f"묻는 까닭: {told}" in flat(render(reply, bench.words))


async def test_a_decided_card_says_it_in_whynot() -> None:
    bench = fb.Bench()
    why = say("auto.quote", age_s=9, limit_s=5)
    bench.uow.plans.put(StrategyPlan("golden_cross", True, "{}", fb.NOW, "주인"))
    bench.uow.decisions.put(stories.decision(verdict=Verdict.ALLOW))
    bench.uow.signals.put(replace(stories.signal(), state=SignalState.PROPOSED))
    over = replace(asked(why), state=ApprovalState.LAPSED, decided_at=fb.NOW)
    await bench.put(over)
    reply = await bench.say("왜안샀어 005930")
    assert reply is not None
    assert "묻는 까닭: 시세가 9초 전의 것입니다(한도 5초)" in flat(render(reply, bench.words))
