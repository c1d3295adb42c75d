"""`cards` and `status`: the codes of what waits, the same as on the card itself, on every face."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.open_cards import codes
from bot.render_text import render
from core.domain import policy
from core.domain.approval import LINE, Approval, ApprovalState
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.order import Mode
from core.domain.people import Question, QuestionState, Role, User
from core.domain.signal import Side
from core.flow.check_code import CODE, check_code
from core.nonces import KeyedNonces
from tests import fakes_bot as fb
from tests.unit.bot.test_bot_delivery import FakeFace

QUESTION = "01JFZZQUESTION0000000QUES1"
# Kinds whose yes sends orders or lets them be sent; a cancel and a doubt send none.
CHECKED = {"close", "flatten", "mode", "resume"}


def _card(n: int, **changes: object) -> Approval:
    return replace(fb.approval(), id=f"01JFZZCARD00000000000CARD{n}", **changes)  # type: ignore[arg-type]


def _question(kind: str = "close", **changes: object) -> Question:
    base = Question(
        QUESTION, kind, "group:winners", "", None, fb.NOW, fb.NOW,
        fb.NOW + timedelta(seconds=90), "sha",
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def _line(bench: fb.Bench) -> Approval:
    sale = fb.intent(fb.ECOPRO, Side.SELL)
    return _card(9, intent=sale, note=f"{LINE}{QUESTION}")


async def _shown(bench: fb.Bench, kind: OutKind, subject: str, **fields: str) -> str:
    """Give what a person reads of a message in a chat, on one line."""
    face = FakeFace()
    door = Delivery(
        face, bench.uow, bench.words, bench.nonces, bench.clock, Mode.PAPER, bench.strategies
    )
    row = Outgoing(
        "OUT1", "telegram", fb.HOME, kind, subject, tuple(fields.items()), Severity.INFO, fb.NOW, ""
    )
    await door.deliver(row)
    return "".join(" ".join(render(r, bench.words).split()) for _, r in face.sent)


async def _said(bench: fb.Bench, line: str, **how: str) -> str:
    reply = await bench.say(line, **how)
    assert reply is not None
    assert reply.buttons == () or line != "카드"
    return " ".join(render(reply, bench.words).split())


async def test_the_list_says_of_each_card_the_code_and_the_order_that_the_card_says() -> None:
    bench = fb.Bench()
    cards = [_card(1), _card(2, intent=fb.intent(fb.ECOPRO))]
    await bench.put(*cards)
    listed = await _said(bench, "카드")
    for card in cards:
        code = check_code(bench.nonces, card.id)
        assert f"확인번호: {code}" in await _shown(bench, OutKind.CARD, card.id)
        assert f"확인번호 {code} {card.intent.name}" in listed
    assert codes(cards, [], bench.nonces)[0] != codes(cards, [], bench.nonces)[1]


async def test_a_question_that_sends_orders_has_a_code_and_lists_its_orders() -> None:
    bench = fb.Bench()
    await bench.put(_question(), _line(bench))
    code = check_code(bench.nonces, QUESTION)
    shown = await _shown(bench, OutKind.NOTICE, "notice.close", question=QUESTION)
    assert f"확인번호 {code}" in shown
    listed = await _said(bench, "확인번호")
    assert f"확인번호 {code}" in listed
    assert "에코프로비엠(247540) 매도 10주" in listed
    assert listed.count("확인번호 ") == 1, "its lines are no cards of their own"


@pytest.mark.parametrize("kind", sorted(policy.QUESTIONS))
async def test_what_sends_or_lets_send_carries_a_code_and_nothing_else(kind: str) -> None:
    bench = fb.Bench()
    await bench.put(_question(kind))
    shown = await _shown(bench, OutKind.NOTICE, f"notice.{kind}", question=QUESTION)
    listed = await _said(bench, "카드")
    assert ["확인번호" in text for text in (shown, listed)] == [kind in CHECKED] * 2


@pytest.mark.parametrize("state", [s for s in ApprovalState if s is not ApprovalState.OPEN])
async def test_what_is_over_has_no_code(state: ApprovalState) -> None:
    bench = fb.Bench()
    over = _question(state=QuestionState.ANSWERED)
    await bench.put(_card(1, state=state), over)
    assert bench.context.t("cards.none") in await _said(bench, "카드")
    assert "확인번호" not in await _shown(bench, OutKind.CARD, _card(1).id)
    assert "확인번호" not in await _shown(bench, OutKind.NOTICE, "notice.close", question=QUESTION)


async def test_the_status_names_the_codes_beside_the_count() -> None:
    bench = fb.Bench()
    await bench.put(fb.money(), _card(1), _card(2))
    one, two = codes([_card(1), _card(2)], [], bench.nonces)
    assert f"대기 카드: 2 (확인번호 {one}, {two})" in await _said(bench, "상태")


async def test_whoever_may_only_look_may_compare_too() -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, fb.HOME, "손님", Role.VIEWER, fb.NOW), _card(1))
    assert check_code(bench.nonces, _card(1).id) in await _said(bench, "카드")


async def test_a_code_is_mailed_while_its_card_waits_and_never_after() -> None:
    bench = fb.Bench()
    words = {"card": _card(1).id, "code": "4821", "name": "삼성전자", "side": "buy"}
    for state in ApprovalState:
        await bench.put(_card(1, state=state))
        told = await _shown(bench, OutKind.NOTICE, CODE, **words)
        assert ("4821" in told) is (state is ApprovalState.OPEN)
    assert await _shown(bench, OutKind.NOTICE, CODE, **{**words, "card": "GONE"}) == ""


async def test_a_program_started_again_lists_the_same_codes() -> None:
    before, after = KeyedNonces(b"k" * 32), KeyedNonces(b"k" * 32)
    cards, asked = [_card(n) for n in range(3)], [_question()]
    assert codes(cards, asked, before) == codes(reversed(cards), asked, after)
