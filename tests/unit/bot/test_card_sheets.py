"""Golden cards of both platforms: side x market x mode x owner x state x language, as sheets.

A sheet holds the states of one kind of card, as plain text (Telegram, console) and as Slack
draws it. GAEMI_GOLDEN=write draws them anew; a change needs a line in the change note.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from bot.locale.catalogue import Catalogue
from bot.order_text import card, card_end
from bot.render_text import render
from bot.reply import Reply
from bot.slack_blocks import pages
from bot.text import WIDTH, width
from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.instrument import Instrument, InstrumentKind, Market
from core.domain.order import Mode, OrderKind
from core.domain.position import PERSON
from core.domain.saying import say
from core.domain.signal import Side
from tests import fakes_bot as fb

SHEETS = Path(__file__).parents[2] / "golden" / "card_sheets"
NONCE = "AAAAAAAAAAAAAAAAAAAAAA"
MARKETS = {
    "kospi": fb.SAMSUNG,
    "kosdaq": fb.ECOPRO,
    "etf": fb.KODEX,
    "konex": Instrument("278990", "코넥스주", Market.KONEX),
    "etn": Instrument("580011", "어떤 ETN", Market.KOSPI, InstrumentKind.ETN),
}
ENDS = {
    "open": (ApprovalState.OPEN, ""),
    "granted": (ApprovalState.GRANTED, ""),
    "rejected": (ApprovalState.REJECTED, ""),
    "rejected with a reason": (ApprovalState.REJECTED, "said:너무 비쌈"),
    "lapsed": (ApprovalState.LAPSED, ""),
    "withdrawn": (ApprovalState.WITHDRAWN, "halt:symbol:005930"),
    "edited": (ApprovalState.REPLACED, "edited"),
}
OWNERS = ("golden_cross", PERSON)
CASES = list(product(("ko", "en"), ("buy", "sell"), MARKETS, Mode, OWNERS))
PRESSED = {ApprovalState.GRANTED, ApprovalState.REJECTED}


def _asked(side: str, market: str, mode: Mode, owner: str) -> Approval:
    instrument = MARKETS[market]
    fb.PRICES.setdefault(instrument.symbol, 10_050)
    wanted = replace(fb.intent(instrument, Side(side)), mode=mode, owner=owner)
    if owner == PERSON:
        reason = say("reason.person_exits", stop="5%", take="80,000")
        changes: dict[str, Any] = {"reason": reason.encoded(), "kind": OrderKind.LIMIT}
        wanted = replace(wanted, resting=True, **changes)
    return fb.approval(wanted, instrument=instrument, figures=fb.figures(wanted, instrument))


def _replies(asked: Approval, words: Catalogue) -> Iterator[tuple[str, Reply]]:
    by = Actor("telegram", "1001", "1001", "김주인")
    for name, (state, note) in ENDS.items():
        if state is ApprovalState.OPEN:
            now = fb.NOW + timedelta(seconds=1)
            yield name, card(asked, words, nonce=NONCE, code="4821", now=now, strategy="골든크로스")
            continue
        who = by if state in PRESSED else None
        at = fb.NOW + timedelta(seconds=31)
        yield name, card_end(replace(asked, state=state, by=who, decided_at=at, note=note), words)


def _plain(reply: Reply, words: Catalogue) -> str:
    rows = ["".join(f"[{b.label}]" for b in row) for row in reply.buttons]
    return "\n".join([render(reply, words), *rows])


def _slack(reply: Reply, words: Catalogue) -> str:
    """Give what a person reads on Slack, block by block."""
    blocks = [block for page in pages(reply, words) for block in page]
    joined = [_buttons(b) if b["type"] == "actions" else "".join(_texts(b)) for b in blocks]
    return "\n".join(f"| {line}" for text in joined for line in text.splitlines() if line.strip())


def _buttons(block: Any) -> str:
    return "".join(f"[{text}]" for text in _texts(block))


def _texts(drawn: Any) -> Iterator[str]:
    if isinstance(drawn, list):
        for part in drawn:
            yield from _texts(part)
    elif isinstance(drawn, dict):
        text = drawn.get("text")
        if isinstance(text, str):
            yield text
        elif text is not None:
            yield from _texts(text)
        yield from _texts([v for k, v in drawn.items() if k in ("elements", "fields")])


def _sheet(asked: Approval, words: Catalogue) -> str:
    parts = [
        f"== {name}\n{_plain(reply, words)}\n-- slack\n{_slack(reply, words)}\n"
        for name, reply in _replies(asked, words)
    ]
    return "\n".join(parts)


@pytest.mark.parametrize(("language", "side", "market", "mode", "owner"), CASES)
def test_a_sheet_is_as_it_was_looked_at(
    language: str, side: str, market: str, mode: Mode, owner: str
) -> None:
    words = Catalogue(language)
    asked = _asked(side, market, mode, owner)
    drawn = _sheet(asked, words)
    path = SHEETS / f"{language}-{side}-{market}-{mode.value}-{owner}.txt"
    if os.environ.get("GAEMI_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "side", "market", "mode", "owner"), CASES)
def test_an_open_card_says_all_that_it_must_on_both_platforms(
    language: str, side: str, market: str, mode: Mode, owner: str
) -> None:
    words = Catalogue(language)
    asked = _asked(side, market, mode, owner)
    intent, costs = asked.intent, asked.figures.costs
    (_, reply), *_ = _replies(asked, words)
    must = [
        words.t(f"mode.{mode.value}"), words.t(f"side.{side}"), intent.name, intent.symbol,
        words.won(intent.price), words.won(abs(costs.net)), words.won(costs.commission),
        intent.account[-4:],
    ]  # fmt: skip
    for drawn in (_plain(reply, words), _slack(reply, words)):
        flat = " ".join(drawn.replace("|", " ").split()).lower()
        assert [m for m in must if m.lower() not in flat] == []
    assert all(width(line) <= WIDTH for line in _plain(reply, words).splitlines())


def test_there_are_at_least_three_hundred_cards_on_each_platform() -> None:
    assert len(CASES) * len(ENDS) >= 300
    assert len(list(SHEETS.glob("*.txt"))) == len(CASES)
